package meetingroom

import (
	"net/http"
	"strconv"

	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/series"
	"domubiedrs/internal/web/workspace/together"
)

// roomPage is all that the viewer may read of a meeting, with the way to write it.
type roomPage struct {
	web.Page
	Parts  []sheet
	Others []sheet // what other members share of their own
	Goals  web.Link
}

// sheet is one part of the room.
type sheet struct {
	ID, Title string
	Sees      web.Sees
	Saved     string // who and when; empty: not written yet
	Hint      string // what it is for, while it is empty
	Said      web.Summary
	Write     *web.Button // nil: over
	Share     *web.Form   // nil: shared already, or never
}

// Class is the look of who reads it: both kinds of note differ in shape too.
func (s sheet) Class() string {
	if s.Sees.Private {
		return "note private stack tt"
	}
	return "note shared stack tt"
}

func (p *Pages) room(w http.ResponseWriter, r *web.Request) error {
	v, err := p.visit(r)
	if err != nil {
		return err
	}
	page := &roomPage{Page: p.Page(r, v.Room, "meetingroom.title", web.Crumb{Text: r.T("series.title"), Href: v.Href("/meetings")}), Goals: web.Link{Text: r.T("goals.title"), Href: v.Href("/goals")}}
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: series.When(r, v.m), Href: v.Href("/meetings/" + v.m.ID)})
	page.Title, page.Lede = r.T("meetingroom.number", "number", v.m.Number), series.When(r, v.m)
	for _, a := range parts {
		e, err := p.written(r, v, a)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, p.sheet(r, v, a, e))
		if !a.choice {
			continue
		}
		for _, member := range v.Others() {
			theirs, err := p.Journal.In(r.Context(), r.Actor, v.ID, a.kind, a.slot(v.m, member.Person))
			if together.Missing(err) {
				continue
			}
			if err != nil {
				return err
			}
			page.Others = append(page.Others, sheet{ID: "of-" + member.ID, Title: r.T("meetingroom.part." + a.name), Sees: v.Sees(r, false), Saved: p.Saved(r, v.Room, theirs), Said: together.Said(r, theirs)})
		}
	}
	return r.Render(w, "meetingroom/room", page)
}

func (p *Pages) sheet(r *web.Request, v visit, a part, e *journal.Entry) sheet {
	s := sheet{ID: a.name, Title: r.T("meetingroom.part." + a.name), Sees: v.Sees(r, a.private || a.choice && (e == nil || !e.Shared)), Hint: r.T("meetingroom.hint." + a.name)}
	if v.Status.Running() {
		s.Write = &web.Button{Text: r.T("meetingroom.write"), Href: v.at("/" + a.name), Variant: web.Secondary, More: s.Title}
	}
	if e == nil {
		return s
	}
	s.Saved, s.Hint, s.Said = p.Saved(r, v.Room, *e), "", together.Said(r, *e)
	if a.choice && !e.Shared && v.Status.Running() {
		s.Share = &web.Form{ID: "share-" + a.name, Action: v.at("/" + a.name + "/share"), Submit: r.T("meetingroom.share"), Variant: web.Tertiary, Note: r.T("meetingroom.share-note"),
			Fields: []*web.Field{{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(e.Version, 10)}}}
	}
	return s
}
