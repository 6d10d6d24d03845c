package timeline

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// atOnce is how many entries are open in memory while a file is written.
const atOnce = 50

// fileForm asks for the journal as a file. It posts, so that no page elsewhere
// and no preview of a link starts it.
func fileForm(r *web.Request, x together.Room) *web.Form {
	return &web.Form{ID: "file", Action: x.Href("/journal/file"), Submit: r.T("timeline.file.submit"), Variant: web.Secondary, Note: r.T("timeline.file.note"),
		Fields: []*web.Field{{Kind: web.Radios, Name: "format", Label: r.T("timeline.file.format"), Value: "md", Required: true,
			Options: []web.Option{{Value: "md", Label: r.T("timeline.file.md")}, {Value: "json", Label: r.T("timeline.file.json")}}}}}
}

// told is an entry in a file.
type told struct {
	Kind    string    `json:"kind"`
	Title   string    `json:"title"`
	At      time.Time `json:"at"`
	Author  string    `json:"author"`
	Private bool      `json:"private"`
	Fields  []field   `json:"fields"`
}

type field struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// file writes what the viewer may read, the latest first, a few entries at a time.
func (p *Pages) file(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	format, write, media := "md", markdown, "text/markdown; charset=utf-8"
	if r.PostForm.Get("format") == "json" {
		format, write, media = "json", asJSON, "application/json"
	}
	first, more, err := p.Journal.Latest(r.Context(), r.Actor, journal.Filter{Mentorship: x.ID}, journal.Place{}, atOnce)
	if err != nil { // before anything is sent it becomes a page
		return err
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+r.T("timeline.file.name")+"-"+r.Tr.ISODate(p.Now())+"."+format+`"`)
	return write(w, r, func(yield func(told, error) bool) {
		for list := first; ; {
			for _, e := range list {
				if !closed(x, e) && !yield(tell(r, x, portable(x, e)), nil) {
					return
				}
			}
			if !more {
				return
			}
			if list, more, err = p.Journal.Latest(r.Context(), r.Actor, journal.Filter{Mentorship: x.ID}, list[len(list)-1].Place(), atOnce); err != nil {
				yield(told{}, err)
				return
			}
		}
	})
}

func tell(r *web.Request, x together.Room, e journal.Entry) told {
	t := told{Kind: string(e.Kind), Title: r.T(e.Kind.Key()), At: e.CreatedAt, Author: x.Name(e.Author), Private: !e.Shared, Fields: []field{}}
	for _, w := range words(r, e.Kind, e.Body) {
		t.Fields = append(t.Fields, field{w.field, w.label, w.text})
	}
	return t
}

// asJSON writes an array of entries.
func asJSON(w io.Writer, _ *web.Request, all func(func(told, error) bool)) (err error) {
	before := "["
	all(func(t told, failed error) bool {
		text, wrong := json.Marshal(t)
		if err = errors.Join(failed, wrong); err != nil {
			return false
		}
		_, err = io.WriteString(w, before+"\n"+string(text))
		before = ","
		return err == nil
	})
	if err == nil && before == "[" {
		_, err = io.WriteString(w, "[")
	}
	if err == nil {
		_, err = io.WriteString(w, "\n]\n")
	}
	return err
}

// markdown writes a document with one section an entry. What people wrote is
// quoted and set as plain text: a line of it makes no heading and no link.
func markdown(w io.Writer, r *web.Request, all func(func(told, error) bool)) (err error) {
	_, err = io.WriteString(w, "# "+r.T("timeline.title")+"\n")
	if err != nil {
		return err
	}
	all(func(t told, failed error) bool {
		if err = failed; err == nil {
			_, err = io.WriteString(w, section(r, t))
		}
		return err == nil
	})
	return err
}

func section(r *web.Request, t told) string {
	var b strings.Builder
	b.WriteString("\n## " + t.Title + ", " + r.Tr.Date(r.Tr.Local(t.At), i18n.Nom) + "\n\n" + escape(t.Author) + "\n")
	if t.Private {
		b.WriteString("\n**" + r.T("timeline.file.private") + "**\n")
	}
	for _, f := range t.Fields {
		b.WriteString("\n**" + f.Label + "**\n\n")
		for line := range strings.Lines(f.Value) {
			b.WriteString("> " + escape(strings.TrimSuffix(line, "\n")) + "\\\n")
		}
	}
	return b.String()
}

// escape sets a backslash before every sign that Markdown or HTML may take for
// its own (CommonMark 0.31, 2.4).
func escape(line string) string {
	var b strings.Builder
	for _, r := range line {
		if strings.ContainsRune("\\`*_{}[]()<>#+-.!|~&\"'=:", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
