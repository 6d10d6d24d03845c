package coordination

import (
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// applicationPage is one application: what the rules say and why, the answers
// for those who may read them, what happened, and the decision.
type applicationPage struct {
	desk.Frame
	Status   web.Status
	Caution  string
	Fit      web.Status
	Findings []finding
	Facts    web.Summary
	Answers  []web.Summary
	Closed   string // why there are no answers
	Decision *web.Form
	Decided  string // why there is no decision to take
	Story    web.Timeline
}

// finding is one rule's word; Act leads to what settles it.
type finding struct {
	Text   string
	Status web.Status
	Act    *web.Link
}

func (p *Pages) application(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.applicationPage(r)
	if err != nil {
		return err
	}
	return r.Render(w, "coordination/application", page)
}

func (p *Pages) applicationPage(r *web.Request) (*applicationPage, application.View, error) {
	v, err := p.Applications.View(r.Context(), r.Actor, r.PathValue("id"))
	if err == nil && v.Submitted == nil { // a draft is its author's alone
		err = fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return nil, v, err
	}
	page := &applicationPage{Frame: office.Section.Named(r, "applications", v.Name), Status: statusOf(r, v.Status), Fit: fitStatus(r, v.Fit),
		Findings: findings(r, v), Story: story(r, v)}
	page.Eyebrow = r.T("coordination.application.eyebrow", "number", v.Number, "side", side(r, v.Side), "intake", v.Intake.Name(r.Lang()))
	if v.Facts.Conflicts {
		page.Caution = r.T("coordination.application.conflicts")
	}
	if page.Facts, err = p.applicationFacts(r, v); err != nil {
		return nil, v, err
	}
	if err := p.answers(r, page, v); err != nil {
		return nil, v, err
	}
	p.decision(r, page, v)
	return page, v, nil
}

// findings are the rules' words, with the way to what settles them.
func findings(r *web.Request, v application.View) (list []finding) {
	for _, f := range v.Findings {
		x := finding{Text: r.T(f.Reason.Key()), Status: fitStatus(r, f.Fit)}
		list = append(list, x)
	}
	return list
}

// applicationFacts are what everybody in the team may know (context §2.5).
func (p *Pages) applicationFacts(r *web.Request, v application.View) (web.Summary, error) {
	roles, err := p.roleNames(r, v.Programme, []application.Listed{{Application: v.Application}})
	if err != nil {
		return web.Summary{}, err
	}
	s := web.Summary{Title: r.T("coordination.application.facts"), Items: []web.SummaryItem{
		{Key: r.T("coordination.application.email"), Value: v.Email},
		{Key: r.T("coordination.application.employer"), Value: v.Institution},
		{Key: r.T("coordination.application.role"), Value: roleName(r, roles, v.Facts.Role)},
		{Key: r.T("coordination.application.submitted"), Value: r.Tr.DateTime(*v.Submitted)},
		{Key: r.T("coordination.application.source"), Value: r.T("coordination.source." + string(v.Source))},
		{Key: r.T("coordination.application.declared"), Value: declared(r, v.Application)},
	}}
	if v.Side == application.Mentor {
		s.Items = append(s.Items, web.SummaryItem{Key: r.T("coordination.application.prepared"),
			Value: r.T("coordination.application.cards", "read", len(v.Checklist), "all", len(application.Cards))})
	}
	return s, nil
}

func declared(r *web.Request, a application.Application) string {
	if a.DeclaredAt == nil {
		return r.T("coordination.application.not-declared")
	}
	return r.T("coordination.application.declared-at", "when", r.Tr.DateTime(*a.DeclaredAt), "ethics", a.Declared.Ethics, "boundaries", a.Declared.Boundaries)
}

// answers are the sections of the form; those who may not read them are told
// who may.
func (p *Pages) answers(r *web.Request, page *applicationPage, v application.View) error {
	if !r.Actor.May(access.Read, access.Object{Thing: access.ApplicationText, Owner: v.Person, Programme: v.Programme}) {
		page.Closed = r.T("coordination.application.closed")
		return nil
	}
	choices, err := p.Sources.Choices(r.Context(), r.Actor, r.Tr, asking.Where{Programme: v.Programme, Old: true}, v.Answers, v.Form.Sections...)
	if err != nil {
		return err
	}
	asker := asking.Asker{Tr: r.Tr, Choices: choices}
	for _, s := range v.Form.Sections {
		if answered(s, v.Answers) {
			page.Answers = append(page.Answers, asker.Summary(s, v.Answers, ""))
		}
	}
	return nil
}

func answered(s questionnaire.Section, a questionnaire.Answers) bool {
	return slices.ContainsFunc(s.Prompts, func(p questionnaire.Prompt) bool { return len(a[p.Key]) > 0 })
}

// story is what happened, without steps that changed nothing.
func story(r *web.Request, v application.View) (line web.Timeline) {
	var last application.Event
	for i, e := range v.Events {
		if i > 0 && e.Status == last.Status && e.Note == last.Note && e.Reason == last.Reason {
			continue
		}
		last = e
		line = append(line, web.Moment{State: statusStates[e.Status], Title: r.T(e.Status.Key()), Text: told(r, v, e)})
	}
	return line
}

// told is who did it and when, and why.
func told(r *web.Request, v application.View, e application.Event) string {
	by := v.By[e.Actor]
	if e.Actor == audit.CommandLine {
		by = r.T("coordination.application.command-line")
	}
	text := []string{r.Tr.ShortDate(e.At) + " " + r.Tr.At(e.At) + ", " + by}
	if e.Reason != application.ReasonNone && e.Reason != application.ReasonFits {
		text = append(text, r.T(e.Reason.Key()))
	}
	if e.Note != "" {
		text = append(text, "“"+e.Note+"”")
	}
	return strings.Join(text, ". ")
}

// decision gives the page its form, or says why there is none.
func (p *Pages) decision(r *web.Request, page *applicationPage, v application.View) {
	switch {
	case !office.May(r, access.Screening, v.Programme):
		page.Decided = r.T("coordination.decision.not-yours")
	case !decidable(v.Application):
		page.Decided = r.T("coordination.decision.withdrawn")
	default:
		page.Decision = &web.Form{ID: "decision", Action: "/coordination/applications/" + v.ID, Submit: r.T("coordination.decision.save"),
			Fields: append(decisionFields(r, decisions(v.Application), v.NewsOn), desk.VersionField(v.Version)),
			More:   []web.Button{{Text: r.T("coordination.decision.next"), Name: "then", Value: "next", Variant: web.Secondary}}}
	}
}

// decisionFields ask for a decision about one application or several.
func decisionFields(r *web.Request, offered []application.Status, newsOn string) []*web.Field {
	status := &web.Field{Kind: web.Radios, Name: "status", Label: r.T("coordination.decision.status"), Required: true}
	for _, s := range offered {
		status.Options = append(status.Options, web.Option{Value: string(s), Label: r.T(s.Key()), Hint: r.T("coordination.decision.means." + string(s))})
	}
	reason := &web.Field{Kind: web.Select, Name: "reason", Label: r.T("coordination.decision.reason"), Hint: r.T("coordination.decision.reason-hint"),
		HideOptional: true, When: &web.When{Field: "status", In: []string{string(application.NotEligible)}, Met: true}}
	for _, x := range application.ReasonsFor(application.NotEligible) {
		reason.Options = append(reason.Options, web.Option{Value: string(x), Label: r.T(x.Key())})
	}
	return []*web.Field{status, reason,
		{Kind: web.Date, Name: "news_on", Label: r.T("coordination.decision.news"), Hint: r.T("coordination.decision.news-hint"), Value: newsOn, Short: true,
			HideOptional: true, When: &web.When{Field: "status", In: []string{string(application.Waiting)}, Met: true}},
		{Kind: web.Textarea, Name: "note", Label: r.T("coordination.decision.note"), Hint: r.T("coordination.decision.note-hint"), Rows: 3,
			MaxLength: application.MaxNote, Sees: web.Sees{Text: r.T("coordination.decision.note-sees")}}}
}

// decisionOf reads a form with decisionFields; what belongs to another decision
// than the chosen one is left out.
func decisionOf(f *web.Form) application.Decision {
	d := application.Decision{Status: application.Status(f.Value("status")), Note: f.Value("note")}
	switch d.Status {
	case application.NotEligible:
		d.Reason = application.Reason(f.Value("reason"))
	case application.Waiting:
		d.NewsOn = f.Value("news_on")
	}
	return d
}

func (p *Pages) decide(w http.ResponseWriter, r *web.Request) error {
	page, v, err := p.applicationPage(r)
	if err != nil {
		return err
	}
	if page.Decision == nil {
		return fault.New(fault.Conflict, "application.fault.status")
	}
	now := page.Decision.Value("version")
	if err := r.Fill(page.Decision); err != nil {
		return err
	}
	_, err = p.Applications.Decide(r.Context(), r.Actor, v.ID, desk.Version(page.Decision), decisionOf(page.Decision))
	if err == nil {
		return p.decidedOne(w, r, v.Application)
	}
	if e := fault.As(err); e != nil && e.Key == "fault.stale" {
		err = fault.New(fault.Conflict, "coordination.decision.stale")
	}
	page.Decision.Field("version").Value = now // what stands on the page now has been seen
	return r.Refuse(w, err, &page.Page, page.Decision, "coordination/application", page)
}

// decidedOne leads on: to the next one that waits, when asked to.
func (p *Pages) decidedOne(w http.ResponseWriter, r *web.Request, a application.Application) error {
	here := "/coordination/applications/"
	if r.PostForm.Get("then") != "next" {
		return r.Done(w, here+a.ID, "coordination.decision.saved", "number", a.Number)
	}
	next, err := p.Applications.Next(r.Context(), r.Actor, a)
	if err != nil {
		return err
	}
	if next == "" {
		return r.Done(w, "/coordination/applications?intake="+a.Intake, "coordination.decision.last")
	}
	return r.Done(w, here+next, "coordination.decision.saved", "number", a.Number)
}
