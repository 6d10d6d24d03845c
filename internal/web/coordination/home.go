package coordination

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// homePage is the overview: what waits, how far each current intake has come,
// and what comes next.
type homePage struct {
	desk.Frame
	Action  *web.Button
	More    []web.Button
	Stats   web.Stats
	Tasks   *web.TaskList
	Calm    *web.Empty // instead of tasks when nothing waits
	Intakes []intakeView
	Next    web.Timeline
	Help    web.Help
}

// intakeView is the current intake of a programme; without one, None says so.
type intakeView struct {
	ID        string // of the heading
	Programme string
	Name      string
	Href      string
	Status    web.Status
	None      *web.Empty
	Funnel    []step
}

// step is a line of the funnel: how many stand there, and the bar's length in
// hundredths of the longest.
type step struct {
	Name            string
	Mentees         string
	Mentors         string
	Width           int
	mentees, mentor int
}

// current is a programme with the intake that its work is about now.
type current struct {
	programme.Programme
	intake  *intake.Intake
	counts  map[application.Side]map[application.Status]int
	waiting int        // applications
	oldest  *time.Time // since when the first of them waits
	quiet   int        // imported applicants who have heard nothing yet
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	m, err := p.Mine(r)
	if err != nil {
		return err
	}
	var all []current
	for _, x := range m {
		c, err := p.currently(r, x)
		if err != nil {
			return err
		}
		all = append(all, c)
	}
	return r.Render(w, "coordination/home", p.homePage(r, all))
}

func (p *Pages) homePage(r *web.Request, all []current) *homePage {
	h := &homePage{Frame: office.Section.Frame(r, "overview", "coordination.title"), Stats: stats(r, p.Now(), all), Next: p.next(r, all),
		Help: web.Help{Title: r.T("coordination.help.title"), Text: r.T("coordination.help.text"),
			Link: &web.Link{Text: r.T("coordination.help.link"), Href: "/help"}}}
	h.Eyebrow = r.T("coordination.today", "date", r.Tr.WeekdayDate(p.Now()))
	for _, c := range all {
		h.Intakes = append(h.Intakes, p.view(r, c))
	}
	h.act(r, all)
	if tasks := p.tasks(r, all); len(tasks) > 0 {
		h.Tasks = &web.TaskList{Title: r.T("coordination.tasks.title"), Groups: []web.TaskGroup{{Tasks: tasks}}}
	} else {
		h.Calm = calm(r, all)
	}
	return h
}

// act gives the page its buttons: first the applications that wait, where there
// are any.
func (h *homePage) act(r *web.Request, all []current) {
	for _, c := range all {
		if c.intake == nil || !office.May(r, access.Screening, c.ID) {
			continue
		}
		if c.waiting > 0 && h.Action == nil {
			h.Action = &web.Button{Text: r.Tr.N("coordination.tasks.review", c.waiting), Href: "/coordination/applications?intake=" + c.intake.ID}
		}
		if h.More == nil {
			h.More = []web.Button{office.Secondary(r.T("coordination.invite.add"), "/coordination/invitations?intake="+c.intake.ID, "mail"),
				office.Secondary(r.T("importing.link"), "/coordination/intakes/"+c.intake.ID+"/import", "upload")}
		}
	}
}

// currently finds the intake that a programme works on, and its numbers.
func (p *Pages) currently(r *web.Request, x programme.Programme) (c current, err error) {
	c.Programme = x
	list, err := p.Intakes.List(r.Context(), r.Actor, x.ID)
	if err != nil || len(list) == 0 {
		return c, err
	}
	chosen := office.First(p.Intakes, list, order)
	c.intake = &chosen
	if c.counts, err = p.Applications.Counts(r.Context(), r.Actor, c.intake.ID); err != nil {
		return c, err
	}
	first, err := p.Applications.Queue(r.Context(), r.Actor, application.Filter{Intake: c.intake.ID, Status: application.Submitted}, 1)
	if err != nil {
		return c, err
	}
	if len(first.Items) > 0 {
		c.waiting, c.oldest = first.Total, first.Items[0].Submitted
	}
	c.quiet, err = p.Applications.Quiet(r.Context(), r.Actor, c.intake.ID)
	return c, err
}

// order is which phase of an intake its staff works on first.
var order = []intake.Phase{intake.Applying, intake.Matching, intake.Upcoming, intake.Running, intake.Preparing, intake.Over}

func stats(r *web.Request, now time.Time, all []current) web.Stats {
	var waiting, mentees, mentors int
	var oldest *time.Time
	for _, c := range all {
		waiting += c.waiting
		mentees += c.counts[application.Mentee][application.Eligible]
		mentors += c.counts[application.Mentor][application.Eligible]
		if c.oldest != nil && (oldest == nil || c.oldest.Before(*oldest)) {
			oldest = c.oldest
		}
	}
	first := web.Stat{Number: r.Tr.Number(waiting), Text: r.Tr.N("coordination.stat.waiting", waiting)}
	if oldest != nil {
		first.Note = age(r, now, *oldest)
	}
	return web.Stats{first, {Number: r.Tr.Number(mentees), Text: r.Tr.N("coordination.stat.mentees", mentees)},
		{Number: r.Tr.Number(mentors), Text: r.Tr.N("coordination.stat.mentors", mentors)}}
}

// age says how long the first of several waits, in whole days.
func age(r *web.Request, now, since time.Time) string {
	days := daysBetween(r, since, now)
	if days == 0 {
		return r.T("coordination.stat.oldest-today")
	}
	return r.Tr.N("coordination.stat.oldest", days)
}

// daysBetween counts the midnights in Riga between two moments.
func daysBetween(r *web.Request, from, to time.Time) int {
	noon := func(at time.Time) time.Time {
		y, m, d := r.Tr.Local(at).Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to).Sub(noon(from)).Hours() / 24)
}

// late is after how many days a waiting application needs a look.
const late = 7

// tasks are what waits for the viewer, programme by programme.
func (p *Pages) tasks(r *web.Request, all []current) (list []web.Task) {
	for _, c := range all {
		if office.May(r, access.Screening, c.ID) {
			list = append(list, p.toDo(r, c)...)
		}
	}
	return list
}

// toDo are the tasks in one programme.
func (p *Pages) toDo(r *web.Request, c current) (list []web.Task) {
	add := func(when bool, state web.State, href, text, hint string) {
		if when {
			list = append(list, web.Task{Text: text, Hint: hint, Href: href, Status: web.Status{State: state, Text: r.T("coordination.task." + string(state))}})
		}
	}
	if c.intake == nil {
		add(true, web.ToDo, "/coordination/intakes/new", r.T("coordination.tasks.intake"), c.Name(r.Lang()))
		return list
	}
	name, here := c.intake.Name(r.Lang()), "/coordination/intakes/"+c.intake.ID
	if c.waiting > 0 {
		state, now := web.ToDo, p.Now()
		if daysBetween(r, *c.oldest, now) > late {
			state = web.Look
		}
		add(true, state, "/coordination/applications?intake="+c.intake.ID, r.Tr.N("coordination.tasks.review", c.waiting),
			name+". "+age(r, now, *c.oldest))
	}
	add(c.quiet > 0, web.ToDo, here+"/announce", r.Tr.N("coordination.tasks.announce", c.quiet), name)
	add(c.intake.Status == intake.Draft, web.ToDo, here, r.T("coordination.tasks.publish", "name", name), c.Name(r.Lang()))
	return list
}

func calm(r *web.Request, all []current) *web.Empty {
	if len(all) == 0 {
		return &web.Empty{Icon: "flag", Title: r.T("coordination.programmes.none"), Text: r.T("coordination.programmes.none-do")}
	}
	return &web.Empty{Icon: "circle-check", Title: r.T("coordination.calm.title"), Text: r.T("coordination.calm.text")}
}

func (p *Pages) view(r *web.Request, c current) intakeView {
	v := intakeView{ID: "p-" + c.ID, Programme: c.Name(r.Lang())}
	if c.intake == nil {
		v.None = &web.Empty{Title: r.T("coordination.intake.none"), Text: r.T("coordination.intake.none-do")}
		return v
	}
	v.Name, v.Href, v.Status = c.intake.Name(r.Lang()), "/coordination/intakes/"+c.intake.ID, *p.intakeStatus(r, *c.intake)
	v.Funnel = funnel(r, c.counts)
	return v
}

// funnel are the statuses in the order in which applications go through them.
func funnel(r *web.Request, counts map[application.Side]map[application.Status]int) []step {
	var steps []step
	most := 1
	for _, s := range application.Statuses {
		x := step{Name: r.T(s.Key()), mentees: counts[application.Mentee][s], mentor: counts[application.Mentor][s]}
		x.Mentees, x.Mentors = r.Tr.Number(x.mentees), r.Tr.Number(x.mentor)
		most = max(most, x.mentees+x.mentor)
		steps = append(steps, x)
	}
	for i, x := range steps {
		steps[i].Width = (x.mentees + x.mentor) * 100 / most
	}
	return steps
}

// next are the coming days of all current intakes, the nearest first.
func (p *Pages) next(r *web.Request, all []current) web.Timeline {
	const most = 6
	today := r.Tr.ISODate(p.Now())
	type coming struct{ day, text string }
	var list []coming
	for _, c := range all {
		if c.intake == nil || c.intake.Status == intake.Withdrawn {
			continue
		}
		for _, d := range intakeDates(&c.intake.Dates) {
			if *d.value >= today {
				list = append(list, coming{*d.value, r.T("coordination.date." + d.field)})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b coming) int { return strings.Compare(a.day, b.day) })
	var line web.Timeline
	for _, x := range list[:min(most, len(list))] {
		line = append(line, web.Moment{State: web.ToDo, Title: office.Day(r, x.day), Time: x.day, Text: x.text})
	}
	return line
}
