// Package seminars is the coordinator's pages for information seminars: when and
// where, who takes part, who was there, and the papers about it.
//
// A seminar is prepared as a draft (form.go), published or called off after a
// question (step.go), and then stands on one page with its people (page.go).
// While it is on, staff lets people in at the door with their codes (door.go)
// and marks the others (attendance.go). What leaves the house on paper or as a
// file looks alike (paper.go): the sheet for signatures, the numbered attendance
// lists (list.go), and the month's schedule (schedule.go).
package seminars

import (
	"embed"
	"io/fs"

	"domubiedrs/internal/access"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

//go:embed *.html
var templates embed.FS

// Templates are the room's own pages, beside those of package desk.
func Templates() fs.FS { return templates }

// Pages are the room's handlers.
type Pages struct {
	office.Office
	Kit      *web.Kit
	Seminars *seminar.Service
	Intakes  *intake.Service
}

// Mount registers the routes.
func (p *Pages) Mount() {
	h := p.Kit.Handle
	h("GET "+room, office.Enter, p.list)
	h("GET "+room+"/new", office.Act, p.newSeminar)
	h("POST "+room, office.Act, p.add)
	h("GET "+room+"/{id}", office.Enter, p.seminar)
	h("GET "+room+"/{id}/sheet", office.Enter, p.sheet)
	h("GET "+room+"/{id}/poster", office.Enter, p.poster)
	h("GET "+room+"/{id}/poster.svg", office.Enter, p.picture)
	both := func(path string, ask, do web.Handler) {
		h("GET "+room+"/{id}"+path, office.Act, ask)
		h("POST "+room+"/{id}"+path, office.Act, do)
	}
	both("/change", p.change, p.save)
	both("/publish", p.askPublish, p.publish)
	both("/call-off", p.askCallOff, p.callOff)
	both("/people/{registration}/remove", p.askRemove, p.remove)
	both("/attendance", p.attendance, p.mark)
	both("/door", p.door, p.letIn)
	both("/issue", p.askIssue, p.issue)
	h("GET "+lists+"/{id}", office.Enter, p.issued)
	h("GET "+lists+"/{id}/file", office.Enter, p.issuedFile)
	h("GET "+months, office.Enter, p.schedule)
	h("GET "+months+"/file", office.Enter, p.scheduleFile)
}

// Where the room's pages are.
const (
	room   = "/coordination/seminars"
	lists  = "/coordination/attendance-lists"
	months = "/coordination/schedule"
)

// here is the address of a seminar's page.
func here(x seminar.Seminar) string { return room + "/" + x.ID }

// one loads the seminar of the address for a viewer who may read it.
func (p *Pages) one(r *web.Request) (seminar.Seminar, error) {
	x, err := p.Seminars.Get(r.Context(), r.Actor, r.PathValue("id"))
	return x, office.Hide(err)
}

// ours is one for somebody who may also change it.
func (p *Pages) ours(r *web.Request) (seminar.Seminar, error) {
	x, err := p.one(r)
	if err != nil {
		return x, err
	}
	return x, r.Actor.Check(access.Write, x.Object())
}

// frame begins a page about a seminar; its title is a key.
func frame(r *web.Request, x seminar.Seminar, title string, args ...any) desk.Frame {
	f := office.Section.Frame(r, "seminars", title, args...)
	f.Under(x.Title.In(r.Lang()), here(x))
	return f
}

// when says in full when a seminar is.
func when(r *web.Request, x seminar.Seminar) string {
	return r.T("seminars.when", "day", r.Tr.WeekdayDate(x.Start), "time", r.Tr.AtRange(x.Start, x.End))
}

// state is what staff must know of a seminar at a glance.
func (p *Pages) state(r *web.Request, x seminar.Seminar) *web.Status {
	switch now := p.Now(); {
	case x.Status == seminar.Draft:
		return &web.Status{State: web.ToDo, Text: r.T(x.Status.Key())}
	case x.Status == seminar.Cancelled:
		return &web.Status{State: web.Off, Text: r.T(x.Status.Key())}
	case x.On(now):
		return &web.Status{State: web.Begun, Text: r.T("seminars.state.on")}
	case !x.Takes(now):
		return &web.Status{State: web.Off, Text: r.T("seminars.state.over")}
	default:
		return &web.Status{State: web.Ready, Text: r.T(x.Status.Key())}
	}
}

// begun tells whether people can be marked.
func (p *Pages) begun(x seminar.Seminar) bool {
	from, _ := x.Window()
	return x.Status == seminar.Published && !p.Now().Before(from)
}
