// Package evidence is the section of auditors: that a programme took place, with
// whom and when, from evidence alone. What people talked about is nowhere here.
//
// Its home names the programmes that the viewer may examine and lists their
// evidence, or says that there is none yet.
package evidence

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
	p.Kit.Handle("GET /evidence", web.Need{Thing: access.Evidence, Verb: access.Read}, p.home)
}

// homePage is what an auditor sees.
type homePage struct {
	web.Page
	Programmes []string
	Evidence   web.Table
	Work       web.TaskList
	Help       web.Help
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	mine, err := p.Programmes.Visible(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	page := &homePage{Page: r.Page("evidence", "evidence.title"), Evidence: table(r), Work: work(r),
		Help: web.Help{Title: r.T("evidence.help.title"), Text: r.T("evidence.help.text"),
			Link: &web.Link{Text: r.T("evidence.help.link"), Href: "/help"}}}
	for _, x := range mine {
		page.Programmes = append(page.Programmes, x.Name(r.Lang()))
	}
	page.Eyebrow = r.T("evidence.today", "date", r.Tr.WeekdayDate(p.Now()))
	return r.Render(w, "evidence/home", page)
}

func table(r *web.Request) web.Table {
	return web.Table{Caption: r.T("evidence.list.title"),
		Empty: &web.Empty{Icon: "file-text", Title: r.T("evidence.list.none"), Text: r.T("evidence.list.none-do")}}
}

func work(r *web.Request) web.TaskList {
	list := web.TaskList{Title: r.T("evidence.work.title"), Sub: r.T("evidence.work.sub")}
	var group web.TaskGroup
	for _, name := range []string{"sample", "files", "bundle"} {
		group.Tasks = append(group.Tasks, web.Task{Text: r.T("evidence.work." + name), Hint: r.T("evidence.work.when." + name),
			Status: web.Status{State: web.Blocked, Text: r.T("ui.state.blocked")}})
	}
	list.Groups = []web.TaskGroup{group}
	return list
}
