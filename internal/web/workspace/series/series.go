// Package series is where the members of a mentorship plan when they meet: one
// step for a whole series, and later changes of one meeting or of all after it.
//
//	/workspace/mentorships/{id}/meetings                  list.go: the next one, those to come, those past
//	…/meetings/plan, …/meetings/plan/check                plan.go: the rule, then every day before it is sent
//	…/meetings/new                                        edit.go: one more
//	…/meetings/{meeting}                                  frame.go: when, where, who answered what, what to do
//	…/meetings/{meeting}/move, /cancel, /said             edit.go, cancel.go, frame.go
//	…/meetings/calendar.ics, …/{meeting}/calendar.ics     feed.go: files to take into a calendar
//	/calendar, /calendar/{file}                           feed.go: the secret address of a person's own calendar
//
// The room of a meeting shows Pages.Frame above what is its own. The rules are
// package meeting's; what calendars learn of is package calendar's.
package series

import (
	"embed"
	"io/fs"
	"strconv"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/calendar"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
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
	Meetings  *meeting.Service
	Calendars *calendar.Service
}

// Mount registers the routes. Like all rooms they are not there for who takes no part
// (404); the service asks about the meetings themselves.
func (p *Pages) Mount() {
	at := together.Path + "/{id}/meetings"
	p.Kit.Handle("GET "+at, together.Read, p.list)
	p.Kit.Handle("GET "+at+"/plan", together.Write, p.plan)
	p.Kit.Handle("POST "+at+"/plan/check", together.Write, p.check)
	p.Kit.Handle("POST "+at+"/plan", together.Write, p.planned)
	p.Kit.Handle("GET "+at+"/new", together.Write, p.add)
	p.Kit.Handle("POST "+at+"/new", together.Write, p.added)
	p.Kit.Handle("GET "+at+"/calendar.ics", together.Read, p.files)
	p.Kit.Handle("GET "+at+"/{meeting}", together.Read, p.meeting)
	p.Kit.Handle("GET "+at+"/{meeting}/calendar.ics", together.Read, p.files)
	p.Kit.Handle("GET "+at+"/{meeting}/move", together.Write, p.move)
	p.Kit.Handle("POST "+at+"/{meeting}/move", together.Write, p.moved)
	p.Kit.Handle("GET "+at+"/{meeting}/cancel", together.Write, p.askCancel)
	p.Kit.Handle("POST "+at+"/{meeting}/cancel", together.Write, p.cancel)
	p.Kit.Handle("POST "+at+"/{meeting}/said", together.Write, p.said)
	p.AddDoor(together.Door{Order: 20, Task: p.task, Next: p.next})
	read, write := web.Need{Thing: access.CalendarFeed, Verb: access.Read}, web.Need{Thing: access.CalendarFeed, Verb: access.Write}
	p.Kit.Handle("GET /calendar", read, p.feed)
	p.Kit.Handle("POST /calendar", write, p.makeFeed)
	p.Kit.Handle("POST /calendar/revoke", write, p.revokeFeed)
	p.Kit.Handle("GET "+calendar.FeedPath+"{file}", web.Open, p.serveFeed, p.Kit.LimitCode())
}

// page starts a page of this room, below the list.
func (p *Pages) page(r *web.Request, x together.Room, title string, more ...web.Crumb) web.Page {
	return p.Page(r, x, title, append([]web.Crumb{{Text: r.T("series.title"), Href: x.Href("/meetings")}}, more...)...)
}

// href is the address of a meeting's page, or of one below it.
func href(m meeting.Meeting, page string) string { return calendar.Path(m) + page }

// When is a meeting's day and hours in words.
func When(r *web.Request, m meeting.Meeting) string {
	return r.T("series.when", "day", r.Tr.WeekdayDate(m.StartsAt), "time", r.Tr.AtRange(m.StartsAt, m.EndsAt()))
}

// day is a short day with its hour.
func day(r *web.Request, at time.Time) string {
	return r.T("series.when", "day", r.Tr.WeekdayDate(at), "time", r.Tr.At(at))
}

// stateOf is how statuses look.
var stateOf = map[meeting.Status]web.State{meeting.Planned: web.ToDo, meeting.Held: web.Ready, meeting.WrappedUp: web.Ready,
	meeting.Missed: web.Off, meeting.Cancelled: web.Off}

// status says where a meeting stands for the viewer: what waits for them first.
func (p *Pages) status(r *web.Request, x together.Room, m meeting.Meeting) web.Status {
	now, me := p.Now(), x.Me.Person
	switch part := m.Of(me); {
	case m.Status != meeting.Planned:
		return web.Status{State: stateOf[m.Status], Text: r.T(m.Status.Key())}
	case m.Disputed():
		return web.Status{State: web.Look, Text: r.T("series.state.disputed")}
	case m.Awaits(me, now) && (m.SaidAt != nil || m.EndsAt().Before(now)):
		return web.Status{State: web.Look, Text: r.T("series.state.yours")}
	case m.SaidAt != nil:
		return web.Status{State: web.Begun, Text: r.T("series.state.theirs")}
	case len(counters(m)) > 0 && part != nil:
		return web.Status{State: web.Look, Text: r.T("series.state.counter")}
	}
	return web.Status{State: web.ToDo, Text: r.T(m.Status.Key())}
}

// counters are the members who ask for another time.
func counters(m meeting.Meeting) (list []meeting.Member) {
	for _, x := range m.Members {
		if x.Reply == meeting.Counter && x.CounterAt != nil {
			list = append(list, x)
		}
	}
	return list
}

// theMeeting finds the room and the meeting that the path names; a meeting of
// another mentorship is none.
func (p *Pages) theMeeting(r *web.Request) (together.Room, meeting.Meeting, error) {
	x, err := p.Room(r)
	if err != nil {
		return x, meeting.Meeting{}, err
	}
	m, err := p.Meetings.Get(r.Context(), r.Actor, r.PathValue("meeting"))
	if err == nil && m.Mentorship != x.ID {
		err = fault.New(fault.NotFound, "fault.not-found")
	}
	return x, m, err
}

// version is the version that a form was made from; one that is none fits nothing.
func version(f *web.Form) int64 {
	n, err := strconv.ParseInt(f.Value("version"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func hidden(name, value string) *web.Field {
	return &web.Field{Kind: web.Hidden, Name: name, Value: value}
}

// task is the door to this room on the mentorship's first page.
func (p *Pages) task(r *web.Request, x together.Room) (*web.Task, error) {
	all, err := p.Meetings.List(r.Context(), r.Actor, x.ID)
	if err != nil {
		return nil, err
	}
	t := &web.Task{Text: r.T("series.title"), Href: x.Href("/meetings"), Hint: r.T("series.door.none"), Status: web.Status{State: web.Look, Text: r.T("series.door.plan")}}
	if m := meeting.Next(all, p.Now()); m != nil {
		t.Hint, t.Status = r.T("series.door.next", "when", When(r, *m)), p.status(r, x, *m)
	}
	for _, m := range all {
		if m.Awaits(r.Actor.Person, p.Now()) && m.EndsAt().Before(p.Now()) {
			t.Status = p.status(r, x, m)
		}
	}
	return t, nil
}

// next asks for a series where there is no meeting to come: that is what keeps
// people going (R3.1-4).
func (p *Pages) next(r *web.Request, x together.Room) (*web.Empty, error) {
	all, err := p.Meetings.List(r.Context(), r.Actor, x.ID)
	if err != nil || !x.Status.Running() || meeting.Next(all, p.Now()) != nil {
		return nil, err
	}
	return &web.Empty{Icon: "calendar", Title: r.T("series.none.title"), Text: r.T("series.none.text"),
		Action: &web.Button{Text: r.T("series.plan.do"), Href: x.Href("/meetings/plan")}}, nil
}

// date is a day in the members' zone.
func date(r *web.Request, at time.Time) string { return r.Tr.Date(at, i18n.Nom) }
