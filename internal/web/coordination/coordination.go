// Package coordination is the section of those who run a programme:
// coordinators, its lead and the support team. It works with dates and states
// alone; no page here can open what two people talk about.
//
// Its home shows what needs attention, or that all is well, then the programmes
// that the viewer works for and what comes next in them.
package coordination

import (
	"embed"
	"io/fs"
	"net/http"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web"
)

//go:embed *.html
var templates embed.FS

// Templates are the section's pages, for the renderer.
func Templates() fs.FS { return templates }

// Pages are the section's handlers.
type Pages struct {
	Kit        *web.Kit
	Programmes *programme.Service
	Now        func() time.Time // nil: the machine's clock
}

// Mount registers the routes.
func (p *Pages) Mount() {
	if p.Now == nil {
		p.Now = time.Now
	}
	p.Kit.Handle("GET /coordination", web.Need{Thing: access.Coordination, Verb: access.Read}, p.home)
}

// homePage is the overview.
type homePage struct {
	web.Page
	Calm       *web.Empty // shown while nothing needs attention
	Programmes web.Table
	Work       web.TaskList
	Help       web.Help
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	mine, err := p.Programmes.Visible(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	page := &homePage{Page: r.Page("coordination", "coordination.title"), Programmes: table(r, mine), Work: work(r),
		Calm: &web.Empty{Icon: "circle-check", Title: r.T("coordination.calm.title"), Text: r.T("coordination.calm.text")},
		Help: web.Help{Title: r.T("coordination.help.title"), Text: r.T("coordination.help.text"),
			Link: &web.Link{Text: r.T("coordination.help.link"), Href: "/help"}}}
	page.Eyebrow = r.T("coordination.today", "date", r.Tr.WeekdayDate(p.Now()))
	return r.Render(w, "coordination/home", page)
}

// states are the shapes of a programme's status.
var states = map[programme.Status]web.State{programme.Draft: web.ToDo, programme.Open: web.Begun, programme.Closed: web.Off}

func table(r *web.Request, mine []programme.Programme) web.Table {
	t := web.Table{Caption: r.T("coordination.programmes.title"),
		Columns: []web.Column{{Title: r.T("coordination.programmes.name")}, {Title: r.T("coordination.programmes.status")}},
		Empty:   &web.Empty{Icon: "flag", Title: r.T("coordination.programmes.none"), Text: r.T("coordination.programmes.none-do")}}
	for _, x := range mine {
		status := web.Status{State: states[x.Status], Text: r.T(x.Status.Key())}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: x.Name(r.Lang())}, {Status: &status}}})
	}
	return t
}

// work is what comes, in its order: the support team prepares, coordinators and
// leads decide.
func work(r *web.Request) web.TaskList {
	names := []string{"intake", "applications", "matching", "signals"}
	if !r.Actor.Has(access.Coordinator, access.Lead) {
		names = []string{"seminar", "questions"}
	}
	list := web.TaskList{Title: r.T("coordination.work.title"), Sub: r.T("coordination.work.sub")}
	var group web.TaskGroup
	for _, name := range names {
		group.Tasks = append(group.Tasks, web.Task{Text: r.T("coordination.work." + name), Hint: r.T("coordination.work.when." + name),
			Status: web.Status{State: web.Blocked, Text: r.T("ui.state.blocked")}})
	}
	list.Groups = []web.TaskGroup{group}
	return list
}
