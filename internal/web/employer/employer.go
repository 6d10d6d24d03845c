// Package employer is the section of an institution's contact person: own
// people with their status, nothing of what they talk about.
//
// Its home names the institutions that the viewer speaks for and lists their
// people, or says that nobody has applied yet.
package employer

import (
	"embed"
	"io/fs"
	"net/http"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/web"
)

//go:embed *.html
var templates embed.FS

// Templates are the section's pages, for the renderer.
func Templates() fs.FS { return templates }

// Pages are the section's handlers.
type Pages struct {
	Kit          *web.Kit
	Institutions *institution.Service
	Now          func() time.Time // nil: the machine's clock
}

// Mount registers the routes.
func (p *Pages) Mount() {
	if p.Now == nil {
		p.Now = time.Now
	}
	p.Kit.Handle("GET /employer", web.Need{Thing: access.Employer, Verb: access.Read}, p.home)
}

// homePage is what a contact person sees.
type homePage struct {
	web.Page
	Institutions []string
	People       web.Table
	Work         web.TaskList
	Help         web.Help
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	names, err := p.names(r)
	if err != nil {
		return err
	}
	page := &homePage{Page: r.Page("employer", "employer.title"), Institutions: names, People: people(r), Work: work(r),
		Help: web.Help{Title: r.T("employer.help.title"), Text: r.T("employer.help.text"),
			Link: &web.Link{Text: r.T("employer.help.link"), Href: "/help"}}}
	page.Eyebrow = r.T("employer.today", "date", r.Tr.WeekdayDate(p.Now()))
	return r.Render(w, "employer/home", page)
}

// names are the institutions that the viewer speaks for. One that is no more
// there to be read is left out: the role outlived it.
func (p *Pages) names(r *web.Request) ([]string, error) {
	var names []string
	for _, id := range r.Actor.Scopes(access.InstitutionContact) {
		x, err := p.Institutions.Get(r.Context(), r.Actor, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		names = append(names, x.Name(r.Lang()))
	}
	return names, nil
}

func people(r *web.Request) web.Table {
	return web.Table{Caption: r.T("employer.people.title"),
		Empty: &web.Empty{Icon: "users", Title: r.T("employer.people.none"), Text: r.T("employer.people.none-do")}}
}

func work(r *web.Request) web.TaskList {
	list := web.TaskList{Title: r.T("employer.work.title"), Sub: r.T("employer.work.sub")}
	var group web.TaskGroup
	for _, name := range []string{"confirm", "follow", "download"} {
		group.Tasks = append(group.Tasks, web.Task{Text: r.T("employer.work." + name), Hint: r.T("employer.work.when." + name),
			Status: web.Status{State: web.Blocked, Text: r.T("ui.state.blocked")}})
	}
	list.Groups = []web.TaskGroup{group}
	return list
}
