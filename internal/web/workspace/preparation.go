package workspace

import (
	"net/http"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/web"
)

// preparationPage lists the cards that a mentor reads before the first proposal
// (R4.1-6).
type preparationPage struct {
	web.Page
	Cards web.TaskList
	Act   *web.Button
}

// cardPage is one card.
type cardPage struct {
	web.Page
	Text text
	Form *web.Form // nil: it is read already
	Next *web.Button
}

// mentoring finds an application as a mentor; others have no cards.
func (p *Pages) mentoring(r *web.Request) (applicant, error) {
	a, err := p.applicant(r)
	if err == nil && a.Side != application.Mentor {
		err = fault.New(fault.NotFound, "fault.not-found")
	}
	return a, err
}

// card addresses.
func (a applicant) card(name string) string { return a.path("/preparation/" + name) }

// unread is the first card that was not read yet; empty when all were.
func (a applicant) unread() string {
	i := slices.IndexFunc(application.Cards, func(c string) bool { return !slices.Contains(a.Checklist, c) })
	if i < 0 {
		return ""
	}
	return application.Cards[i]
}

func (p *Pages) preparation(w http.ResponseWriter, r *web.Request) error {
	a, err := p.mentoring(r)
	if err != nil {
		return err
	}
	page := &preparationPage{Page: p.step(r, a, "apply.cards.title")}
	page.Lede = r.T("apply.cards.lede")
	page.Cards = web.TaskList{Title: r.T("apply.cards.list"), Groups: []web.TaskGroup{{}}}
	read := 0
	for _, name := range application.Cards {
		task := web.Task{Text: textOf(r.Lang(), "card-"+name).Title, Href: a.card(name), Status: page.Status(web.ToDo)}
		if slices.Contains(a.Checklist, name) {
			task.Status = web.Status{State: web.Ready, Text: r.T("apply.cards.read")}
			read++
		}
		page.Cards.Groups[0].Tasks = append(page.Cards.Groups[0].Tasks, task)
	}
	page.Cards.Sub = r.T("apply.cards.count", "step", read, "all", len(application.Cards))
	page.Act = &web.Button{Text: r.T("apply.open"), Href: a.path("")}
	if next := a.unread(); next != "" {
		page.Act = &web.Button{Text: r.T("apply.cards.start"), Href: a.card(next)}
	}
	return r.Render(w, "workspace/preparation", page)
}

func (p *Pages) readingCard(w http.ResponseWriter, r *web.Request) error {
	a, err := p.mentoring(r)
	if err != nil {
		return err
	}
	name := r.PathValue("card")
	i := slices.Index(application.Cards, name)
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	page := &cardPage{Page: p.step(r, a, ""), Text: textOf(r.Lang(), "card-"+name)}
	page.Title, page.Eyebrow = page.Text.Title, r.T("apply.cards.of", "step", i+1, "all", len(application.Cards))
	page.Crumbs = append(page.Crumbs, web.Crumb{Text: r.T("apply.cards.title"), Href: a.path("/preparation")})
	if slices.Contains(a.Checklist, name) {
		page.Next = &web.Button{Text: r.T("apply.cards.list"), Href: a.path("/preparation"), Variant: web.Secondary}
	} else {
		page.Form = &web.Form{Submit: r.T("apply.cards.done")}
	}
	return r.Render(w, "workspace/card", page)
}

func (p *Pages) readCard(w http.ResponseWriter, r *web.Request) error {
	a, err := p.mentoring(r)
	if err != nil {
		return err
	}
	if a.Application, err = p.Applications.Read(r.Context(), r.Actor, a.ID, r.PathValue("card")); err != nil {
		return err
	}
	if next := a.unread(); next != "" {
		return r.Redirect(w, a.card(next))
	}
	return r.Done(w, a.path("/preparation"), "apply.cards.all-read")
}
