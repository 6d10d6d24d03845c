package goals

import (
	"net/http"
	"strings"

	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// taskLine is a task in a list: who does it until when, and whether it is done.
func taskLine(r *web.Request, x together.Room, t journal.Entry) web.Task {
	var hint []string
	if who := t.Body["who"]; who != "" {
		hint = append(hint, together.Word(r, journal.Task, "who", who))
	}
	hint = append(hint, r.T("goals.until", "date", together.Word(r, journal.Task, "due", t.Body["due"])), t.Body["result"])
	status := web.Status{State: web.ToDo, Text: together.Word(r, journal.Task, "status", "open")}
	if !open(t) {
		status = web.Status{State: web.Ready, Text: together.Word(r, journal.Task, "status", t.Body["status"])}
	}
	return web.Task{Text: t.Body["text"], Hint: strings.Join(hint, " · "), Href: x.Href("/goals/" + t.Parent + "/tasks/" + t.ID), Status: status}
}

// toBegin are the fields of a new task; how it went comes later.
var toBegin = []string{"text", "result", "due", "who"}

func (p *Pages) prepareTask(r *web.Request, fresh bool) (*formPage, *together.Edit, error) {
	x, err := p.Room(r)
	if err != nil {
		return nil, nil, err
	}
	goal, err := p.entry(r, x, "goal", journal.Goal)
	if err != nil {
		return nil, nil, err
	}
	edit, title := &together.Edit{Room: x, Kind: journal.Task, Parent: goal.ID}, "goals.task.title"
	if fresh {
		edit.Names, title, edit.Draft = toBegin, "goals.task.add", "task:"+goal.ID
	} else {
		t, err := p.entry(r, x, "task", journal.Task)
		if err != nil {
			return nil, nil, err
		}
		if t.Parent != goal.ID {
			return nil, nil, errElsewhere
		}
		edit.Entry = &t
	}
	if err := p.Open(r, edit); err != nil {
		return nil, nil, err
	}
	back := x.Href("/goals/" + goal.ID)
	edit.Form.Cancel = &web.Link{Text: r.T("together.back"), Href: back}
	page := &formPage{Page: p.Page(r, x, title, web.Crumb{Text: r.T("goals.title"), Href: x.Href("/goals")}, web.Crumb{Text: goal.Body["goal"], Href: back}), Form: edit.Form, Sees: x.Sees(r, false)}
	return page, edit, nil
}

func (p *Pages) showTask(w http.ResponseWriter, r *web.Request, fresh bool) error {
	page, _, err := p.prepareTask(r, fresh)
	if err != nil {
		return err
	}
	return r.Render(w, "goals/form", page)
}

func (p *Pages) takeTask(w http.ResponseWriter, r *web.Request, fresh bool, done string) error {
	page, edit, err := p.prepareTask(r, fresh)
	if err != nil {
		return err
	}
	if _, err := p.Take(r, edit); err != nil {
		return r.Refuse(w, err, &page.Page, edit.Form, "goals/form", page)
	}
	return r.Done(w, edit.Room.Href("/goals/"+edit.Parent), done)
}

func (p *Pages) newTask(w http.ResponseWriter, r *web.Request) error { return p.showTask(w, r, true) }
func (p *Pages) addTask(w http.ResponseWriter, r *web.Request) error {
	return p.takeTask(w, r, true, "goals.task.added")
}
func (p *Pages) editTask(w http.ResponseWriter, r *web.Request) error { return p.showTask(w, r, false) }
func (p *Pages) saveTask(w http.ResponseWriter, r *web.Request) error {
	return p.takeTask(w, r, false, "goals.task.saved")
}
