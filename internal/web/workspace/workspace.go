// Package workspace is the section in which people take part in a programme:
// what a mentee or a mentor has to do next, and what somebody without either
// role can do meanwhile.
//
// Its home answers one question, “what is next?”: first the next thing to do or
// word that there is none, then work by when it can begin, then the stages of a
// mentorship. Somebody may be mentee and mentor at once and sees both.
package workspace

import (
	"embed"
	"io/fs"
	"net/http"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/web"
)

//go:embed *.html
var templates embed.FS

// Templates are the section's pages, for the renderer.
func Templates() fs.FS { return templates }

// Pages are the section's handlers.
type Pages struct {
	Kit *web.Kit
	Now func() time.Time // nil: the machine's clock
}

// Mount registers the routes.
func (p *Pages) Mount() {
	if p.Now == nil {
		p.Now = time.Now
	}
	p.Kit.Handle("GET /workspace", web.Need{Thing: access.Workspace, Verb: access.Read}, p.home)
}

// homePage is what is to be done, by its owner's roles.
type homePage struct {
	web.Page
	Next    *web.Empty // shown as long as nothing waits
	Work    web.TaskList
	Stages  *web.Stages // of a mentorship; nil for somebody without one
	Reading []web.Link
	Help    web.Help
}

func (p *Pages) home(w http.ResponseWriter, r *web.Request) error {
	page := &homePage{Page: r.Page("workspace", "workspace.title"), Next: next(r), Work: work(r), Stages: stages(r), Reading: reading(r),
		Help: web.Help{Title: r.T("workspace.help.title"), Text: r.T("workspace.help.text"),
			Link: &web.Link{Text: r.T("workspace.help.link"), Href: "/help"}}}
	page.Eyebrow = r.T("workspace.today", "date", r.Tr.WeekdayDate(p.Now()))
	return r.Render(w, "workspace/home", page)
}

// part is as what somebody takes part; its values are parts of keys.
type part string

const (
	mentee part = "mentee"
	mentor part = "mentor"
	none   part = "none" // takes no part yet
)

// parts are the parts that the actor has, none alone or the others.
func parts(r *web.Request) []part {
	var list []part
	if r.Actor.Has(access.Mentee, access.Peer) {
		list = append(list, mentee)
	}
	if r.Actor.Has(access.Mentor) {
		list = append(list, mentor)
	}
	if list == nil {
		return []part{none}
	}
	return list
}

// ways on that a home offers while nothing is to be done.
var ways = map[part]string{mentee: "/guidelines/foundation-and-plan", mentor: "/guidelines/mentor-and-mentee", none: "/about"}

func next(r *web.Request) *web.Empty {
	as := parts(r)[0]
	return &web.Empty{Icon: "circle-check", Title: r.T("workspace.next.title"), Text: r.T("workspace.next.text." + string(as)),
		Action: &web.Button{Text: r.T("workspace.next.action." + string(as)), Href: ways[as], Variant: web.Secondary}}
}

// works are what comes, in its order; each says what must happen first.
var works = map[part][]string{
	mentee: {"agree", "plan", "prepare"},
	mentor: {"answer", "agree", "plan"},
	none:   {"apply", "proposal", "talk"},
}

func work(r *web.Request) web.TaskList {
	list := web.TaskList{Title: r.T("workspace.work.title"), Sub: r.T("workspace.work.sub")}
	for _, as := range parts(r) {
		group := web.TaskGroup{Title: r.T("workspace.work.as." + string(as))}
		for _, name := range works[as] {
			group.Tasks = append(group.Tasks, web.Task{Text: r.T("workspace.work." + name), Hint: r.T("workspace.work.when." + name),
				Status: web.Status{State: web.Blocked, Text: r.T("ui.state.blocked")}})
		}
		list.Groups = append(list.Groups, group)
	}
	return list
}

func stages(r *web.Request) *web.Stages {
	if parts(r)[0] == none {
		return nil
	}
	line := &web.Stages{Title: r.T("workspace.stages.title")}
	for _, name := range []string{"foundation", "plan", "learning", "evaluation", "closing"} {
		line.Items = append(line.Items, web.Stage{State: web.ToDo, Title: r.T("workspace.stages." + name), Note: r.T("workspace.stages.ahead")})
	}
	return line
}

// pages of the guidelines that help at the beginning.
var pages = map[part][]string{
	mentee: {"mentor-and-mentee", "mentee-role-cards", "ethics"},
	mentor: {"boundaries-and-phases", "learning-and-evaluation", "ethics"},
	none:   {"introduction", "models", "selection-and-matching"},
}

func reading(r *web.Request) []web.Link {
	var links []web.Link
	seen := map[string]bool{}
	for _, as := range parts(r) {
		for _, slug := range pages[as] {
			if !seen[slug] {
				links = append(links, web.Link{Text: r.T("workspace.reading." + slug), Href: "/guidelines/" + slug})
			}
			seen[slug] = true
		}
	}
	return links
}
