package goals

import (
	"net/http"
	"strings"

	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// listPage is all goals with how far their tasks are.
type listPage struct {
	web.Page
	Empty *web.Empty // no goal yet
	Goals web.TaskList
	Add   *web.Button // nil: over
	Plan  web.Button
	Sees  web.Sees
	Mix   string // how many are technical and how many human
}

func (p *Pages) list(w http.ResponseWriter, r *web.Request) error {
	x, err := p.Room(r)
	if err != nil {
		return err
	}
	found, err := p.work(r, x)
	if err != nil {
		return err
	}
	page := &listPage{Page: p.Page(r, x, "goals.title"), Goals: web.TaskList{Title: r.T("goals.all")}, Sees: x.Sees(r, false)}
	page.Lede, page.Plan = r.T("goals.lede"), web.Button{Text: r.T("goals.plan.title"), Href: x.Href("/goals/plan"), Variant: web.Secondary}
	if x.Status.Running() {
		page.Add = &web.Button{Text: r.T("goals.add"), Href: x.Href("/goals/new"), Icon: "plus"}
	}
	if len(found.goals) == 0 {
		page.Empty, page.Add = &web.Empty{Icon: "flag", Title: r.T("goals.empty"), Text: r.T("goals.empty-text"), Action: page.Add}, nil
		return r.Render(w, "goals/list", page)
	}
	group, mix := web.TaskGroup{}, map[string]int{}
	for _, e := range found.goals {
		mix[e.Body["mix"]]++
		group.Tasks = append(group.Tasks, web.Task{Text: e.Body["goal"], Hint: goalHint(r, e, found), Href: x.Href("/goals/" + e.ID), Status: goalStatus(r, e)})
	}
	page.Goals.Groups = []web.TaskGroup{group}
	page.Mix = r.T("goals.mix", "technical", mix[journal.Technical], "human", mix[journal.Human])
	return r.Render(w, "goals/list", page)
}

// goalHint says what kind of goal it is, until when, and how many tasks are done.
func goalHint(r *web.Request, e journal.Entry, found work) string {
	var parts []string
	if mix := e.Body["mix"]; mix != "" {
		parts = append(parts, together.Word(r, journal.Goal, "mix", mix))
	}
	if until := e.Body["until"]; until != "" {
		parts = append(parts, r.T("goals.until", "date", together.Word(r, journal.Goal, "until", until)))
	}
	if done, all := found.done(e.ID); all > 0 {
		parts = append(parts, r.T("goals.done", "done", done, "all", all))
	}
	return strings.Join(parts, " · ")
}
