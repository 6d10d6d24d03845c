package timeline

import (
	"maps"
	"slices"
	"strings"

	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// piece is one entry as it is read.
type piece struct {
	ID     string
	Title  string
	When   string
	Time   string // machine's form of When
	Who    string
	Href   string
	Sees   web.Sees
	Said   []said
	Closed string // instead of what it says; empty: open
}

// said is one field with its words, parted where something found begins or ends.
type said struct {
	Label string
	Text  []span
}

// span is a part of a text.
type span struct {
	Text  string
	Found bool
}

// piece makes an entry readable; Said is for the caller to fill.
func (p *Pages) piece(r *web.Request, x together.Room, e journal.Entry) piece {
	made := piece{ID: "e-" + e.ID, Title: r.T(e.Kind.Key()), When: r.Tr.DateTime(e.CreatedAt), Time: r.Tr.ISOTime(e.CreatedAt), Who: x.Who(r, e.Author),
		Href: x.Href("/journal/" + e.ID), Sees: x.Sees(r, !e.Shared)}
	if closed(x, e) {
		made.Closed = r.T("timeline.closed")
	}
	return made
}

// open is a piece with all that it says.
func (p *Pages) open(r *web.Request, x together.Room, e journal.Entry) piece {
	made := p.piece(r, x, e)
	if made.Closed == "" {
		for _, w := range words(r, e.Kind, e.Body) {
			made.Said = append(made.Said, said{w.label, []span{{Text: w.text}}})
		}
	}
	return made
}

// word is a field of an entry: its name, what people call it, what it says.
type word struct{ field, label, text string }

// words are the fields of a body in the order of the kind. Where the fields are
// questions of a sheet, they stand without their questions, which only the sheet
// knows.
func words(r *web.Request, kind journal.Kind, body journal.Body) (list []word) {
	spec, _ := journal.Of(kind)
	for _, f := range spec.Fields {
		if value := body[f.Name]; value != "" {
			list = append(list, word{f.Name, together.Label(r, kind, f.Name), together.Word(r, kind, f.Name, value)})
		}
	}
	if spec.Open {
		for _, name := range slices.Sorted(maps.Keys(body)) {
			if !strings.HasPrefix(name, "_") {
				list = append(list, word{name, r.T("timeline.answer"), body[name]})
			}
		}
	}
	return list
}

// portable leaves out what may neither be found by nor go into a file of another
// member than its author (RA.D-2).
func portable(x together.Room, e journal.Entry) journal.Entry {
	if e.Author != x.Me.Person && e.Body[health] != "" {
		e.Body = maps.Clone(e.Body)
		delete(e.Body, health)
	}
	return e
}
