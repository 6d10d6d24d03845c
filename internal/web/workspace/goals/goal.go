package goals

import (
	"net/http"

	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// goalPage is one goal.
type goalPage struct {
	web.Page
	Status   web.Status
	Sees     web.Sees
	Saved    string
	Said     web.Summary
	Bare     bool // named and not yet described
	Acts     []web.Button
	Tasks    *web.TaskList // nil: none
	NoTasks  *web.Empty    // nil: some
	AddTask  *web.Button
	Versions []web.Revision
}

func (p *Pages) goal(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	e, err := p.entry(r, x, "goal", journal.Goal)
	if err != nil {
		return err
	}
	found, err := p.work(r, x)
	if err != nil {
		return err
	}
	here := x.Href("/goals/" + e.ID)
	page := &goalPage{Page: p.Page(r, x, "goals.title", web.Crumb{Text: r.T("goals.title"), Href: x.Href("/goals")}), Status: goalStatus(r, e), Sees: x.Sees(r, false),
		Saved: p.Saved(r, x, e), Said: together.Said(r, e, "goal", "status")}
	page.Title, page.Bare = e.Body["goal"], e.Body["situation"]+e.Body["actions"]+e.Body["result"] == ""
	if x.Status.Running() {
		page.Acts = []web.Button{{Text: r.T("goals.edit"), Href: here + "/edit", Variant: web.Secondary}}
		page.AddTask = &web.Button{Text: r.T("goals.task.add"), Href: here + "/tasks/new", Icon: "plus"}
	}
	if decides(x) {
		page.Acts = append(page.Acts, web.Button{Text: r.T("goals.outcome.title"), Href: here + "/outcome", Variant: web.Secondary})
	}
	if tasks := found.tasks[e.ID]; len(tasks) > 0 {
		group := web.TaskGroup{}
		for _, t := range tasks {
			group.Tasks = append(group.Tasks, taskLine(r, x, t))
		}
		page.Tasks = &web.TaskList{Title: r.T("goals.task.all"), Groups: []web.TaskGroup{group}}
	} else {
		page.NoTasks = &web.Empty{Icon: "clipboard-check", Title: r.T("goals.task.none"), Text: r.T("goals.task.none-text")}
	}
	page.Versions, err = p.Revisions(r, x, e)
	if err != nil {
		return err
	}
	return r.Render(w, "goals/goal", page)
}

// formPage is a form of the room with help beside it.
type formPage struct {
	web.Page
	Form *web.Form
	Help *web.Details // nil: none
	Sees web.Sees
}

// sheet are the fields of goal sheet E (RA.E-1) with what a plan needs of a goal.
var sheet = []string{"goal", "situation", "options", "actions", "result", "relevant", "until", "mix", "institution"}

// asking is a form on its way: what it edits, where it leads.
type asking struct {
	names []string
	title string
	done  string
	fresh bool // a new entry
}

var (
	sentence = asking{names: []string{"goal", "mix"}, title: "goals.new", done: "goals.added", fresh: true}
	whole    = asking{names: append([]string{"reason"}, sheet...), title: "goals.edit", done: "goals.saved"}
	outcome  = asking{names: []string{"status", "why", "example"}, title: "goals.outcome.title", done: "goals.outcome.saved"}
)

// prepare opens the form of a goal.
func (p *Pages) prepare(r *web.Request, a asking) (*formPage, *together.Edit, error) {
	x, err := p.Room(r)
	if err != nil {
		return nil, nil, err
	}
	edit := &together.Edit{Room: x, Kind: journal.Goal, Names: a.names}
	crumbs, back := []web.Crumb{{Text: r.T("goals.title"), Href: x.Href("/goals")}}, x.Href("/goals")
	if a.fresh {
		edit.Draft = "goal:new"
	} else {
		e, err := p.entry(r, x, "goal", journal.Goal)
		if err != nil {
			return nil, nil, err
		}
		back = x.Href("/goals/" + e.ID)
		edit.Entry, edit.Draft, crumbs = &e, a.title+":"+e.ID, append(crumbs, web.Crumb{Text: e.Body["goal"], Href: back})
	}
	if err := p.Open(r, edit); err != nil {
		return nil, nil, err
	}
	edit.Form.Cancel = &web.Link{Text: r.T("together.back"), Href: back}
	return &formPage{Page: p.Page(r, x, a.title, crumbs...), Form: edit.Form, Help: smart(r, a), Sees: x.Sees(r, false)}, edit, nil
}

// smart is the helper with five letters (RA.F-1), beside the whole sheet.
func smart(r *web.Request, a asking) *web.Details {
	if a.title != whole.title {
		return nil
	}
	d := &web.Details{Summary: r.T("goals.smart.title")}
	for _, letter := range []string{"s", "m", "a", "r", "t"} {
		d.Points = append(d.Points, r.T("goals.smart."+letter))
	}
	return d
}

func (p *Pages) show(w http.ResponseWriter, r *web.Request, a asking) error {
	page, _, err := p.prepare(r, a)
	if err != nil {
		return err
	}
	return r.Render(w, "goals/form", page)
}

func (p *Pages) take(w http.ResponseWriter, r *web.Request, a asking) error {
	page, edit, err := p.prepare(r, a)
	if err != nil {
		return err
	}
	e, err := p.Take(r, edit)
	if err != nil {
		return r.Refuse(w, err, &page.Page, edit.Form, "goals/form", page)
	}
	return r.Done(w, edit.Room.Href("/goals/"+e.ID), a.done)
}

func (p *Pages) newGoal(w http.ResponseWriter, r *web.Request) error  { return p.show(w, r, sentence) }
func (p *Pages) addGoal(w http.ResponseWriter, r *web.Request) error  { return p.take(w, r, sentence) }
func (p *Pages) editGoal(w http.ResponseWriter, r *web.Request) error { return p.show(w, r, whole) }
func (p *Pages) saveGoal(w http.ResponseWriter, r *web.Request) error { return p.take(w, r, whole) }

// editOutcome is the mentee's alone; a mentor is told so by the goal's page.
func (p *Pages) editOutcome(w http.ResponseWriter, r *web.Request) error {
	return p.show(w, r, outcome)
}
func (p *Pages) saveOutcome(w http.ResponseWriter, r *web.Request) error {
	return p.take(w, r, outcome)
}
