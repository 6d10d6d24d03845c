package goals

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/workspace/together"
)

// planSlot is the one plan of a mentorship.
const planSlot = "plan"

// planPage is the plan: what the goals and tasks were when it was put together, and
// who has confirmed it (R7.2-1).
type planPage struct {
	web.Page
	Empty    *web.Empty // what is missing before there can be a plan
	Status   web.Status
	Sees     web.Sees
	Saved    string
	Lines    []string // of the goals as they were put together
	Said     web.Summary
	Changed  bool // the goals are not those of the plan any more
	Accept   *web.Form
	Form     *web.Form // to put it together, or anew
	FormHead string
	Versions []web.Revision

	plan *journal.Entry
}

// text is the goals with their tasks, as a plan keeps them.
func (w work) text(r *web.Request) string {
	var b strings.Builder
	for _, e := range w.goals {
		if statusOf(e) == journal.Dropped {
			continue
		}
		fmt.Fprintf(&b, "%s\n", e.Body["goal"])
		for _, t := range w.tasks[e.ID] {
			fmt.Fprintf(&b, "– %s: %s (%s)\n", t.Body["text"], t.Body["result"], together.Word(r, journal.Task, "due", t.Body["due"]))
		}
	}
	return strings.TrimSpace(b.String())
}

// lacking is what a plan still needs (R7.2-2); its date is asked for by the form.
func (w work) lacking() string {
	if len(w.goals) == 0 {
		return "goals.plan.no-goal"
	}
	for _, e := range w.goals {
		if len(w.tasks[e.ID]) > 0 {
			return ""
		}
	}
	return "goals.plan.no-task"
}

func (p *Pages) openPlan(r *web.Request) (*planPage, *together.Edit, error) {
	x, err := p.Room(r)
	if err != nil {
		return nil, nil, err
	}
	found, err := p.work(r, x)
	if err != nil {
		return nil, nil, err
	}
	page := &planPage{Page: p.Page(r, x, "goals.plan.title", web.Crumb{Text: r.T("goals.title"), Href: x.Href("/goals")}), Sees: x.Sees(r, false), FormHead: r.T("goals.plan.make")}
	page.Lede = r.T("goals.plan.lede")
	if lacks := found.lacking(); lacks != "" {
		page.Empty = &web.Empty{Icon: "clipboard-list", Title: r.T("goals.plan.lacks"), Text: r.T(lacks), Action: &web.Button{Text: r.T("goals.title"), Href: x.Href("/goals")}}
	}
	edit := &together.Edit{Room: x, Kind: journal.Plan, Slot: planSlot, Draft: "plan", Set: journal.Body{"goals": found.text(r)}}
	e, err := p.Journal.In(r.Context(), r.Actor, x.ID, journal.Plan, planSlot)
	switch {
	case together.Missing(err):
		edit.Names = []string{"until", "assess"}
	case err != nil:
		return nil, nil, err
	default:
		edit.Entry, page.plan, page.FormHead = &e, &e, r.T("goals.plan.again")
		if err := p.fillPlan(r, x, page, found); err != nil {
			return nil, nil, err
		}
	}
	if err := p.Open(r, edit); err != nil {
		return nil, nil, err
	}
	edit.Form.Field("until").Required, edit.Form.Submit, edit.Form.Variant = true, r.T("goals.plan.save"), web.Secondary
	if page.plan == nil {
		edit.Form.Variant = web.Primary
	}
	if x.Status.Running() && page.Empty == nil {
		page.Form = edit.Form
	}
	return page, edit, nil
}

// fillPlan says how the plan stands.
func (p *Pages) fillPlan(r *web.Request, x together.Room, page *planPage, found work) (err error) {
	e := *page.plan
	page.Saved, page.Said, page.Lines = p.Saved(r, x, e), together.Said(r, e, "goals"), strings.Split(e.Body["goals"], "\n")
	page.Changed = e.Body["goals"] != found.text(r)
	page.Status = web.Status{State: web.Begun, Text: r.T("together.agreement.state.theirs")}
	switch {
	case e.AcceptedByAll(x.Mentorship):
		page.Status = web.Status{State: web.Ready, Text: r.T("goals.plan.confirmed")}
	case !e.AcceptedBy(r.Actor.Person):
		page.Status = web.Status{State: web.Look, Text: r.T("together.agreement.state.yours")}
		if x.Status.Running() {
			page.Accept = &web.Form{ID: "accept", Action: x.Href("/goals/plan/confirm"), Submit: r.T("goals.plan.confirm"),
				Fields: []*web.Field{{Kind: web.Hidden, Name: "accepted", Value: strconv.FormatInt(e.Version, 10)}}}
		}
	}
	page.Versions, err = p.Revisions(r, x, e)
	return err
}

func (p *Pages) showPlan(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.openPlan(r)
	if err != nil {
		return err
	}
	return r.Render(w, "goals/plan", page)
}

// savePlan puts the goals together as they are now; everybody confirms that.
func (p *Pages) savePlan(w http.ResponseWriter, r *web.Request) error {
	page, edit, err := p.openPlan(r)
	if err != nil {
		return err
	}
	if page.Form == nil {
		return r.Redirect(w, edit.Room.Href("/goals/plan"))
	}
	if err := r.Fill(edit.Form); err != nil {
		return err
	}
	if edit.Form.Value("until") == "" {
		err = fault.Fields(map[string]fault.Message{"until": fault.Msg("journal.fault.empty")})
	} else if page.plan != nil && edit.Form.Value("reason") == "" {
		err = fault.Fields(map[string]fault.Message{"reason": fault.Msg("journal.fault.empty")})
	} else {
		_, err = p.Take(r, edit)
	}
	if err != nil {
		return r.Refuse(w, err, &page.Page, edit.Form, "goals/plan", page)
	}
	return r.Done(w, edit.Room.Href("/goals/plan"), "goals.plan.saved")
}

// confirmPlan is the viewer's yes to the plan that they have read.
func (p *Pages) confirmPlan(w http.ResponseWriter, r *web.Request) error {
	page, edit, err := p.openPlan(r)
	if err != nil {
		return err
	}
	back := edit.Room.Href("/goals/plan")
	if page.Accept == nil {
		return r.Redirect(w, back)
	}
	if err := r.Fill(page.Accept); err != nil {
		return err
	}
	version, err := strconv.ParseInt(page.Accept.Value("accepted"), 10, 64)
	if err != nil {
		version = -1
	}
	if _, err := p.Journal.Accept(r.Context(), r.Actor, edit.Room.ID, page.plan.ID, version); err != nil {
		return r.Refuse(w, err, &page.Page, page.Accept, "goals/plan", page)
	}
	return r.Done(w, back, "goals.plan.confirmed-by-you")
}
