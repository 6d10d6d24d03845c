package foundation

import (
	"net/http"
	"strconv"
	"time"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// homePage is the mentorship at a glance: what comes next, where it stands, who
// takes part, and every room.
type homePage struct {
	web.Page
	Next    *web.Empty
	Rooms   web.TaskList
	Stages  *web.Stages // nil: over, or gathering
	Step    *web.Form   // to the next stage; nil: not yet
	Missing []string    // for the next stage
	People  []web.Person
	Facts   web.Facts
	Help    web.Help
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	page := &homePage{Page: p.Page(r, x, "together.title"), People: people(r, x), Facts: p.facts(r, x), Help: help(r)}
	page.Crumbs = page.Crumbs[:1]
	page.Eyebrow, page.Title = r.T("together.title"), r.T("together.with", "names", x.With())
	page.Rooms.Title = r.T("together.rooms")
	group := web.TaskGroup{}
	for _, door := range p.Doors() {
		task, err := door.Task(r, x)
		if err != nil {
			return err
		}
		if task != nil {
			group.Tasks = append(group.Tasks, *task)
		}
		if door.Next != nil && page.Next == nil {
			if page.Next, err = door.Next(r, x); err != nil {
				return err
			}
		}
	}
	page.Rooms.Groups = []web.TaskGroup{group}
	if page.Next == nil {
		page.Next = &web.Empty{Icon: "circle-check", Title: r.T("together.nothing"), Text: r.T("together.nothing-text")}
	}
	p.stage(r, x, page)
	return r.Render(w, "foundation/home", page)
}

func people(r *web.Request, x together.Room) (list []web.Person) {
	for _, member := range x.Others() {
		person := x.People[member.Person]
		list = append(list, web.Person{Name: person.Name(), Initials: person.Initials(), Text: r.T("together.side." + string(member.Side)), Href: "mailto:" + person.Email})
	}
	return list
}

func (p *Pages) facts(r *web.Request, x together.Room) web.Facts {
	facts := web.Facts{{Name: r.T("together.fact.model"), Value: model(r, x)},
		{Name: r.T("together.fact.began"), Value: r.Tr.Date(x.BeganAt.In(p.Zone), i18n.Nom)}}
	if day, err := time.Parse(time.DateOnly, x.EndsOn); err == nil {
		facts = append(facts, web.Fact{Name: r.T("together.fact.ends"), Value: r.Tr.Date(day, i18n.Nom)})
	}
	return facts
}

func model(r *web.Request, x together.Room) string {
	m, _ := catalogue.Lookup(x.Model)
	return m.Name.In(r.Lang())
}

func help(r *web.Request) web.Help {
	return web.Help{Title: r.T("together.help.title"), Text: r.T("together.help.text"), Link: &web.Link{Text: r.T("together.help.link"), Href: "/help"}}
}

func (p *Pages) stage(r *web.Request, x together.Room, page *homePage) {
	if !x.Status.Running() {
		return
	}
	page.Stages = x.Stages(r)
	next, missing := x.Next()
	for _, step := range missing {
		page.Missing = append(page.Missing, r.T("together.missing."+string(step)))
	}
	if next != "" && len(missing) == 0 {
		page.Step = &web.Form{ID: "stage", Action: x.Href("/stage"), Submit: r.T("together.stage.to." + string(next)), Variant: web.Secondary,
			Fields: []*web.Field{{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(x.Version, 10)}}}
	}
}

// advance goes to the next stage; sent twice, it goes once.
func (p *Pages) advance(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		version = -1
	}
	m, err := p.Mentorships.Advance(r.Context(), r.Actor, x.ID, version)
	if err != nil {
		return err
	}
	return r.Done(w, x.Href(""), "together.stage.went."+string(m.Status))
}
