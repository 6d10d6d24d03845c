package series

import (
	"net/http"
	"slices"

	"domubiedrs/internal/meeting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// listPage is all meetings of a mentorship: the next one first, past ones folded.
type listPage struct {
	web.Page
	Empty *web.Empty
	Next  *Frame
	Open  *web.TaskList // past ones about which the viewer's word is awaited
	Later *web.TaskList
	Past  *web.TaskList // folded
	Acts  []web.Button
	Feed  web.Help
}

func (p *Pages) list(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	all, err := p.Meetings.List(r.Context(), r.Actor, x.ID)
	if err != nil {
		return err
	}
	page := &listPage{Page: p.Page(r, x, "series.title"), Feed: web.Help{Title: r.T("series.feed.title"), Text: r.T("series.feed.short"),
		Link: &web.Link{Text: r.T("series.feed.open"), Href: "/calendar"}}}
	page.Lede = r.T("series.with", "names", x.With())
	p.sort(r, x, page, all)
	if x.Status.Running() {
		page.Acts = []web.Button{{Text: r.T("series.plan.do"), Href: x.Href("/meetings/plan"), Variant: web.Secondary}, {Text: r.T("series.add.do"), Href: x.Href("/meetings/new"), Variant: web.Tertiary}}
	}
	if page.Next == nil {
		if page.Empty, err = p.next(r, x); err != nil {
			return err
		}
	}
	if page.Empty != nil && len(page.Acts) > 0 {
		page.Acts = page.Acts[1:] // the box above has the first
	}
	if page.Next != nil || page.Later != nil {
		page.Acts = append(page.Acts, web.Button{Text: r.T("series.file"), Href: x.Href("/meetings/calendar.ics"), Variant: web.Tertiary, Icon: "download"})
	}
	return r.Render(w, "series/list", page)
}

// sort puts every meeting where it belongs.
func (p *Pages) sort(r *web.Request, x together.Room, page *listPage, all []meeting.Meeting) {
	next, now := meeting.Next(all, p.Now()), p.Now()
	var open, later, past []web.Task
	for _, m := range all {
		task := web.Task{Text: When(r, m), Href: href(m, ""), Hint: r.T("series.number", "number", m.Number, "form", r.T(m.Form.Key())), Status: p.status(r, x, m)}
		switch {
		case next != nil && m.ID == next.ID:
			frame := p.Frame(r, x, m)
			page.Next = &frame
		case m.Status == meeting.Planned && m.EndsAt().After(now):
			later = append(later, task)
		case m.Status == meeting.Planned && (m.Awaits(r.Actor.Person, now) || m.Disputed()):
			open = append(open, task)
		default:
			past = append(past, task)
		}
	}
	slices.Reverse(past)
	page.Open, page.Later, page.Past = tasks(r, "series.open", open), tasks(r, "series.later", later), tasks(r, "series.past", past)
}

func tasks(r *web.Request, title string, list []web.Task) *web.TaskList {
	if len(list) == 0 {
		return nil
	}
	return &web.TaskList{Title: r.T(title), Groups: []web.TaskGroup{{Tasks: list}}}
}
