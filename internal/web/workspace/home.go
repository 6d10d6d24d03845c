package workspace

import (
	"net/http"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// homePage is what is to be done, by its owner's roles.
type homePage struct {
	web.Page
	Next     *web.Empty    // the one next thing, or word that there is none
	Mine     *web.TaskList // applications; nil: none
	Together *web.TaskList // mentorships that run; nil: none
	Seminars *web.TaskList // to come; nil: none
	Work     *web.TaskList // what comes later; nil: a mentorship has it
	Stages   *web.Stages   // of a mentorship; nil for somebody without one
	Reading  []web.Link
	Help     web.Help
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	page := &homePage{Page: r.Page("workspace", "workspace.title"), Reading: reading(r),
		Help: web.Help{Title: r.T("workspace.help.title"), Text: r.T("workspace.help.text"),
			Link: &web.Link{Text: r.T("workspace.help.link"), Href: "/help"}}}
	page.Eyebrow = r.T("workspace.today", "date", r.Tr.WeekdayDate(p.Now()))
	mine, err := p.all(r)
	if err != nil {
		return err
	}
	m, err := p.matching(r, mine)
	if err != nil {
		return err
	}
	if page.Seminars, err = p.seminars(r); err != nil {
		return err
	}
	published, err := p.Intakes.Published(r.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(published, func(x intake.Intake) bool { return p.Intakes.Phase(x) == intake.Applying })
	page.Mine = applications(r, mine, m)
	rooms, err := p.Rooms.Mine(r)
	if err != nil {
		return err
	}
	page.Together, page.Stages = running(r, rooms), stages(r, rooms)
	if len(rooms) == 0 {
		page.Work = work(r, i >= 0, len(mine) > 0, m)
	}
	if page.Next = m.next; page.Next == nil {
		if page.Next, err = p.inRooms(r, rooms); err != nil {
			return err
		}
	}
	if page.Next == nil {
		page.Next = p.nextThing(r, mine, m)
	}
	if page.Next == nil && i >= 0 && len(mine) == 0 && standings(r)[0] == none {
		page.Next = &web.Empty{Icon: "flag", Title: r.T("intake.phase.applying"), Text: r.T("workspace.next.apply", "date", day(r.Tr, published[i].ClosesOn, i18n.Dat)),
			Action: &web.Button{Text: r.T("workspace.work.apply"), Href: "/apply"}}
	}
	if page.Next == nil {
		page.Next = next(r)
	}
	return r.Render(w, "workspace/home", page)
}

// all are the person's applications with their intakes, the latest first.
func (p *Pages) all(r *web.Request) ([]applicant, error) {
	mine, err := p.Applications.Mine(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	list := make([]applicant, len(mine))
	for i, a := range mine {
		if list[i], err = p.whole(r, a); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// nextThing is what an application asks of its owner, the most pressing first;
// nil when none of them asks for anything.
func (p *Pages) nextThing(r *web.Request, mine []applicant, m matches) *web.Empty {
	for _, a := range mine {
		if a.Status == application.Draft && a.Phase == intake.Applying {
			return &web.Empty{Icon: "pencil", Title: r.T("workspace.next.draft"), Text: r.T("workspace.next.draft-text", "step", a.place(), "all", len(a.sections()),
				"date", day(r.Tr, a.Intake.ClosesOn, i18n.Dat)), Action: &web.Button{Text: r.T("apply.go-on"), Href: a.next()}}
		}
	}
	live := slices.DeleteFunc(slices.Clone(mine), func(a applicant) bool {
		return !slices.Contains(sent, a.Status) || a.Status == application.NotEligible || a.Phase == intake.Over
	})
	for _, a := range live {
		switch {
		case !a.declared():
			return &web.Empty{Icon: "shield-check", Title: r.T("apply.declare.todo"), Text: r.T("apply.declare.lede"),
				Action: &web.Button{Text: r.T("apply.declare.todo"), Href: a.path("/declare")}}
		case !a.Prepared():
			return &web.Empty{Icon: "book-open", Title: r.T("apply.cards.title"), Text: r.T("apply.cards.lede"),
				Action: &web.Button{Text: r.T("apply.cards.start"), Href: a.path("/preparation")}}
		}
	}
	if len(live) > 0 && m.quiet != nil {
		return m.quiet
	}
	if len(live) > 0 && standings(r)[0] == none {
		return &web.Empty{Icon: "circle-check", Title: r.T("workspace.next.title"), Text: p.news(r, live[0]),
			Action: &web.Button{Text: r.T("apply.open"), Href: live[0].path(""), Variant: web.Secondary}}
	}
	return nil
}

// applications lists them as links with their status.
func applications(r *web.Request, mine []applicant, m matches) *web.TaskList {
	if len(mine) == 0 {
		return nil
	}
	group := web.TaskGroup{}
	for _, a := range mine {
		hint := a.Intake.Name(r.Lang())
		if a.Number != "" {
			hint += ", " + a.Number
		}
		group.Tasks = append(group.Tasks, web.Task{Text: r.T("apply.application." + string(a.Side)), Hint: hint, Href: a.path(""), Status: m.state(r, a)})
	}
	return &web.TaskList{Title: r.T("apply.mine"), Groups: []web.TaskGroup{group}}
}

// standing is as what somebody takes part; its values are parts of keys.
type standing string

const (
	mentee standing = "mentee"
	mentor standing = "mentor"
	none   standing = "none" // takes no part yet
)

// standings are those that the actor has, none alone or the others.
func standings(r *web.Request) []standing {
	var list []standing
	if r.Actor.Has(access.Mentee, access.Peer) {
		list = append(list, mentee)
	}
	if r.Actor.Has(access.Mentor) {
		list = append(list, mentor)
	}
	if list == nil {
		return []standing{none}
	}
	return list
}

// ways on that a home offers while nothing is to be done.
var ways = map[standing]string{mentee: "/guidelines/foundation-and-plan", mentor: "/guidelines/mentor-and-mentee", none: "/about"}

func next(r *web.Request) *web.Empty {
	as := standings(r)[0]
	return &web.Empty{Icon: "circle-check", Title: r.T("workspace.next.title"), Text: r.T("workspace.next.text." + string(as)),
		Action: &web.Button{Text: r.T("workspace.next.action." + string(as)), Href: ways[as], Variant: web.Secondary}}
}

// works are what comes, in its order; each says what must happen first.
var works = map[standing][]string{
	mentee: {"agree", "plan", "prepare"},
	mentor: {"answer", "agree", "plan"},
	none:   {"apply", "proposal", "talk"},
}

// work is what comes later. Applying can begin while an intake is open, and is
// no work any more for who has done it; what matching has opened is a link.
func work(r *web.Request, open, applied bool, m matches) *web.TaskList {
	list := &web.TaskList{Title: r.T("workspace.work.title"), Sub: r.T("workspace.work.sub")}
	for _, as := range standings(r) {
		group := web.TaskGroup{Title: r.T("workspace.work.as." + string(as))}
		for _, name := range works[as] {
			task := web.Task{Text: r.T("workspace.work." + name), Hint: r.T("workspace.work.when." + name),
				Status: web.Status{State: web.Blocked, Text: r.T("ui.state.blocked")}}
			if name == "apply" && applied {
				continue
			}
			begin, ready := m.tasks[name]
			if name == "apply" && open {
				begin, ready = web.Link{Text: r.T("apply.begin.minutes"), Href: "/apply"}, true
			}
			if ready {
				task.Hint, task.Href, task.Status = begin.Text, begin.Href, web.Status{State: web.ToDo, Text: r.T("ui.state.todo")}
			}
			group.Tasks = append(group.Tasks, task)
		}
		list.Groups = append(list.Groups, group)
	}
	return list
}

// running lists the mentorships that go on; nil when there are none.
func running(r *web.Request, rooms []together.Room) *web.TaskList {
	if len(rooms) == 0 {
		return nil
	}
	group := web.TaskGroup{}
	for _, x := range rooms {
		group.Tasks = append(group.Tasks, web.Task{Text: x.With(), Hint: r.T("together.side." + string(x.Others()[0].Side)), Href: x.Href(""),
			Status: web.Status{State: web.Begun, Text: r.T(x.Status.Key())}})
	}
	return &web.TaskList{Title: r.T("workspace.together"), Groups: []web.TaskGroup{group}}
}

// inRooms is the next thing that a mentorship asks for, of the latest first.
func (p *Pages) inRooms(r *web.Request, rooms []together.Room) (*web.Empty, error) {
	for _, x := range rooms {
		for _, door := range p.Rooms.Doors() {
			if door.Next == nil {
				continue
			}
			if next, err := door.Next(r, x); err != nil || next != nil {
				return next, err
			}
		}
	}
	return nil, nil
}

// stages are those of the mentorship that began last; before one began, what
// comes.
func stages(r *web.Request, rooms []together.Room) *web.Stages {
	if len(rooms) > 0 {
		return rooms[0].Stages(r)
	}
	if standings(r)[0] == none {
		return nil
	}
	return together.Stages(r, "")
}

// pages of the guidelines that help at the beginning.
var pages = map[standing][]string{
	mentee: {"mentor-and-mentee", "mentee-role-cards", "ethics"},
	mentor: {"boundaries-and-phases", "learning-and-evaluation", "ethics"},
	none:   {"introduction", "models", "selection-and-matching"},
}

func reading(r *web.Request) []web.Link {
	var links []web.Link
	seen := map[string]bool{}
	for _, as := range standings(r) {
		for _, slug := range pages[as] {
			if !seen[slug] {
				links = append(links, web.Link{Text: r.T("workspace.reading." + slug), Href: "/guidelines/" + slug})
			}
			seen[slug] = true
		}
	}
	return links
}
