// Package goals is the room of a mentorship's goals and tasks.
//
//	…/goals                        list.go: all goals, the first one in a sentence
//	…/goals/new                    goal.go: another one
//	…/goals/plan                   plan.go: all goals together, confirmed by everybody (R7.2-1)
//	…/goals/{goal}                 goal.go: its sheet, its tasks, what was changed
//	…/goals/{goal}/edit            goal.go: the sheet as a form, SMART beside it
//	…/goals/{goal}/outcome         goal.go: how it went, as the mentee sees it (R4.2-6)
//	…/goals/{goal}/tasks/new       task.go: a task with its expected result (R7.2-4)
//	…/goals/{goal}/tasks/{task}    task.go: done, tried in practice, what happened (R4.2-9)
package goals

import (
	"embed"
	"io/fs"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

//go:embed *.html
var templates embed.FS

// Templates are the room's pages, for the renderer.
func Templates() fs.FS { return templates }

// Pages are the room's handlers.
type Pages struct{ *together.Base }

// Mount registers the routes.
func (p *Pages) Mount() {
	at := together.Path + "/{id}/goals"
	p.Kit.Handle("GET "+at, together.Read, p.list)
	both := func(path string, show, save web.Handler) {
		p.Kit.Handle("GET "+at+path, together.Read, show)
		p.Kit.Handle("POST "+at+path, together.Write, save)
	}
	both("/new", p.newGoal, p.addGoal)
	both("/plan", p.showPlan, p.savePlan)
	p.Kit.Handle("POST "+at+"/plan/confirm", together.Write, p.confirmPlan)
	p.Kit.Handle("GET "+at+"/{goal}", together.Read, p.goal)
	both("/{goal}/edit", p.editGoal, p.saveGoal)
	both("/{goal}/outcome", p.editOutcome, p.saveOutcome)
	both("/{goal}/tasks/new", p.newTask, p.addTask)
	both("/{goal}/tasks/{task}", p.editTask, p.saveTask)
	p.AddDoor(together.Door{Order: 30, Task: p.door, Next: p.next})
}

// statusOf is where a goal stands; one that was only named is a big goal.
func statusOf(e journal.Entry) string {
	if s := e.Body["status"]; s != "" {
		return s
	}
	return journal.Big
}

var states = map[string]web.State{journal.Big: web.ToDo, journal.Specified: web.ToDo, journal.Agreed: web.ToDo, journal.Going: web.Begun,
	journal.Achieved: web.Ready, journal.Partly: web.Ready, journal.Dropped: web.Off}

func goalStatus(r *web.Request, e journal.Entry) web.Status {
	return web.Status{State: states[statusOf(e)], Text: together.Word(r, journal.Goal, "status", statusOf(e))}
}

// open tells whether a task is still to be done.
func open(e journal.Entry) bool { return e.Body["status"] == "" || e.Body["status"] == "open" }

// work is a mentorship's goals with their tasks.
type work struct {
	goals []journal.Entry
	tasks map[string][]journal.Entry // by goal
}

func (p *Pages) work(r *web.Request, x together.Room) (w work, err error) {
	all, err := p.Journal.List(r.Context(), r.Actor, journal.Filter{Mentorship: x.ID, Kinds: []journal.Kind{journal.Goal, journal.Task}})
	w.tasks = map[string][]journal.Entry{}
	for _, e := range all {
		if e.Kind == journal.Goal {
			w.goals = append(w.goals, e)
		} else {
			w.tasks[e.Parent] = append(w.tasks[e.Parent], e)
		}
	}
	return w, err
}

// done is how many of a goal's tasks need nothing more, of all.
func (w work) done(goal string) (done, all int) {
	for _, t := range w.tasks[goal] {
		if !open(t) {
			done++
		}
	}
	return done, len(w.tasks[goal])
}

// errElsewhere is for a task under another goal's address.
var errElsewhere = fault.New(fault.NotFound, "fault.not-found")

// entry loads what the address names, and makes sure that it is of a kind.
func (p *Pages) entry(r *web.Request, x together.Room, name string, kind journal.Kind) (journal.Entry, error) {
	e, err := p.Journal.Get(r.Context(), r.Actor, x.ID, r.PathValue(name))
	if err == nil && e.Kind != kind {
		err = errElsewhere
	}
	return e, err
}

// door tells how many goals there are.
func (p *Pages) door(r *web.Request, x together.Room) (*web.Task, error) {
	w, err := p.work(r, x)
	if err != nil {
		return nil, err
	}
	task := &web.Task{Text: r.T("goals.title"), Hint: r.T("goals.hint"), Href: x.Href("/goals"), Status: web.Status{State: web.ToDo, Text: r.T("goals.none")}}
	if len(w.goals) > 0 {
		task.Status = web.Status{State: web.Begun, Text: r.Tr.N("goals.count", len(w.goals))}
	}
	return task, nil
}

// next is the viewer's open task that is due first.
func (p *Pages) next(r *web.Request, x together.Room) (*web.Empty, error) {
	w, err := p.work(r, x)
	if err != nil || !x.Status.Running() {
		return nil, err
	}
	var first *journal.Entry
	for _, tasks := range w.tasks {
		for i, t := range tasks {
			who := t.Body["who"]
			mine := who == "" || who == "all" || who == string(x.Side)
			if open(t) && mine && (first == nil || t.Body["due"]+t.ID < first.Body["due"]+first.ID) {
				first = &tasks[i]
			}
		}
	}
	if first == nil {
		return nil, nil
	}
	return &web.Empty{Icon: "flag", Title: first.Body["text"], Text: r.T("goals.task.next", "date", together.Word(r, journal.Task, "due", first.Body["due"])),
		Action: &web.Button{Text: r.T("goals.task.open"), Href: x.Href("/goals/" + first.Parent + "/tasks/" + first.ID)}}, nil
}

// decides tells whether the viewer sets the outcome of a goal.
func decides(x together.Room) bool { return x.Side == mentorship.Mentee && x.Status.Running() }
