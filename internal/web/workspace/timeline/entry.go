package timeline

import (
	"net/http"
	"slices"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// entryPage is one entry with what it said before.
type entryPage struct {
	web.Page
	Piece    piece
	Versions []version
}

// version is a change: who made it and when, and each field that changed.
type version struct {
	Title string
	Rows  []change
}

// change is one field that differs from the version before.
type change struct{ Label, Before, After string }

func (p *Pages) entry(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	e, err := p.Journal.Get(r.Context(), r.Actor, x.ID, r.PathValue("entry"))
	if err == nil && closed(x, e) {
		err = fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return err
	}
	page := &entryPage{Page: p.Page(r, x, e.Kind.Key(), web.Crumb{Text: r.T("timeline.title"), Href: x.Href("/journal")}), Piece: p.open(r, x, e)}
	if page.Versions, err = p.versions(r, x, e); err != nil {
		return err
	}
	return r.Render(w, "timeline/entry", page)
}

// versions are the changes of a shared entry, the latest first.
func (p *Pages) versions(r *web.Request, x together.Room, e journal.Entry) (list []version, err error) {
	if !e.Shared || e.Version < 2 {
		return nil, nil
	}
	history, err := p.Journal.History(r.Context(), r.Actor, e)
	if err != nil {
		return nil, err
	}
	for i := 1; i < len(history); i++ {
		v := version{Title: r.T("together.saved", "who", x.Who(r, history[i].Editor), "when", p.When(r, history[i].SavedAt))}
		v.Rows = changes(words(r, e.Kind, history[i-1].Body), words(r, e.Kind, history[i].Body))
		list = append(list, v)
	}
	slices.Reverse(list)
	return list, nil
}

// changes are the fields that differ; a field that is not there says nothing.
func changes(before, after []word) (rows []change) {
	said := func(list []word, field string) string {
		for _, w := range list {
			if w.field == field {
				return w.text
			}
		}
		return ""
	}
	for _, w := range after {
		if old := said(before, w.field); old != w.text {
			rows = append(rows, change{w.label, old, w.text})
		}
	}
	for _, w := range before {
		if said(after, w.field) == "" {
			rows = append(rows, change{w.label, w.text, ""})
		}
	}
	return rows
}
