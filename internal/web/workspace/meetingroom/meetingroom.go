// Package meetingroom is where the members of a mentorship prepare a meeting, write
// during it, and sum it up (context §9.5).
//
//	…/meetings/{meeting}/room               room.go: everything that is written for it
//	…/meetings/{meeting}/room/{part}        write.go: one part as a form
//	…/meetings/{meeting}/room/{part}/share  write.go: what was one's own becomes everybody's
//
// The parts are data: a kind of the journal, whether each member has one of their
// own, and who reads it. When and where they meet is the frame that the series has
// of it; package journal keeps what is written.
package meetingroom

import (
	"embed"
	"io/fs"
	"slices"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

//go:embed *.html
var templates embed.FS

// Templates are the room's pages, for the renderer.
func Templates() fs.FS { return templates }

// Pages are the room's handlers.
type Pages struct {
	*together.Base
	Meetings *meeting.Service
}

// Mount registers the routes.
func (p *Pages) Mount() {
	at := together.Path + "/{id}/meetings/{meeting}/room"
	p.Kit.Handle("GET "+at, together.Read, p.room)
	p.Kit.Handle("GET "+at+"/{part}", together.Read, p.show)
	p.Kit.Handle("POST "+at+"/{part}", together.Write, p.save)
	p.Kit.Handle("POST "+at+"/{part}/share", together.Write, p.share)
}

// part is one thing that is written for a meeting.
type part struct {
	name    string // in addresses and in keys of its words
	kind    journal.Kind
	own     bool // each member has one; otherwise there is one for all
	private bool // never shared
	choice  bool // its author's until they share it
}

// parts in the order of a meeting.
var parts = []part{
	{name: "preparation", kind: journal.Preparation, own: true, choice: true},
	{name: "note", kind: journal.Note},
	{name: "private", kind: journal.Note, own: true, private: true},
	{name: "wrap-up", kind: journal.WrapUp},
}

// slot is what there is one of in the journal.
func (a part) slot(m meeting.Meeting, personID string) string {
	if a.own {
		return m.ID + ":" + personID
	}
	return m.ID
}

var errMissing = fault.New(fault.NotFound, "fault.not-found")

// visit is a meeting as one of its members enters it.
type visit struct {
	together.Room
	m meeting.Meeting
}

func (v visit) at(page string) string { return v.Href("/meetings/" + v.m.ID + "/room" + page) }

// visit finds the meeting that the address names. In another mentorship there is
// none.
func (p *Pages) visit(r *web.Request) (v visit, err error) {
	if v.Room, err = p.Room(r); err != nil {
		return v, err
	}
	if v.m, err = p.Meetings.Get(r.Context(), r.Actor, r.PathValue("meeting")); err == nil && v.m.Mentorship != v.ID {
		err = errMissing
	}
	return v, err
}

func partOf(r *web.Request) (part, error) {
	i := slices.IndexFunc(parts, func(a part) bool { return a.name == r.PathValue("part") })
	if i < 0 {
		return part{}, errMissing
	}
	return parts[i], nil
}

// written is what the viewer has of a part, nil before they wrote it.
func (p *Pages) written(r *web.Request, v visit, a part) (*journal.Entry, error) {
	e, err := p.Journal.In(r.Context(), r.Actor, v.ID, a.kind, a.slot(v.m, r.Actor.Person))
	if together.Missing(err) {
		return nil, nil
	}
	return &e, err
}
