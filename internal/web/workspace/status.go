package workspace

import (
	"net/http"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
)

// statusPage tells an applicant where the application stands and what comes
// next (R6.1-14).
type statusPage struct {
	web.Page
	State  web.Status
	Next   string
	Until  string
	Reason string
	Facts  web.Facts
	Course web.Timeline
	Parts  *web.TaskList // of a draft
	Acts   []web.Button
	Links  []web.Link
	Help   web.Help
}

// states are how statuses look.
var states = map[application.Status]web.State{application.Draft: web.ToDo, application.Submitted: web.Begun, application.Eligible: web.Ready,
	application.Waiting: web.Begun, application.NotEligible: web.Off, application.Withdrawn: web.Off}

func stateOf(r *web.Request, s application.Status) web.Status {
	return web.Status{State: states[s], Text: r.T(s.Key())}
}

func (p *Pages) status(w http.ResponseWriter, r *web.Request) error {
	a, err := p.applicant(r)
	if err != nil {
		return err
	}
	help, err := p.help(r)
	if err != nil {
		return err
	}
	page := &statusPage{Page: r.Page("workspace", "apply.application."+string(a.Side)), State: stateOf(r, a.Status), Next: r.T(a.Status.NextKey()),
		Help: help}
	page.Eyebrow = a.Intake.Name(r.Lang())
	page.Crumbs = []web.Crumb{{Text: r.T("workspace.title"), Href: "/workspace"}}
	stand, err := p.Pairing.Where(r.Context(), r.Actor, a.ID)
	if err != nil {
		return err
	}
	page.matched(r, a, stand)
	if a.Status == application.NotEligible || a.Status == application.Waiting {
		page.Reason = r.T(a.Reason.Key())
	}
	page.facts(p, r, a)
	page.acts(r, a)
	if a.Status == application.Draft {
		page.Parts = partList(r, a)
	}
	if page.Course, err = p.course(r, a); err != nil {
		return err
	}
	if stand.State != pairing.Outside {
		page.Course = append(page.Course, web.Moment{State: standStates[stand.State], Title: page.State.Text, Text: awaited(r, stand)})
	}
	return r.Render(w, "workspace/status", page)
}

// matched says where an applicant stands who takes part in matching, in the place
// of what the application itself says.
func (page *statusPage) matched(r *web.Request, a applicant, stand pairing.Standing) {
	if stand.State == pairing.Outside {
		return
	}
	page.State, page.Next, page.Until = standOf(r, stand), r.T(stand.NextKey()), awaited(r, stand)
	see := web.Button{Text: r.T("proposal.go"), Href: a.path("/proposals"), Variant: web.Secondary}
	if slices.Contains([]string{pairing.MustChoose, pairing.MustAnswer}, stand.State) {
		see.Variant = web.Primary
	}
	page.Acts = []web.Button{see}
	if stand.News != "" {
		page.Facts = append(page.Facts, web.Fact{Name: r.T("apply.status.news"), Value: day(r.Tr, stand.News, i18n.Nom)})
	}
}

func (page *statusPage) facts(p *Pages, r *web.Request, a applicant) {
	add := func(name, value string) {
		if value != "" {
			page.Facts = append(page.Facts, web.Fact{Name: r.T(name), Value: value})
		}
	}
	add("apply.number", a.Number)
	if a.Status == application.Draft {
		add("apply.begin.until", day(r.Tr, a.Intake.ClosesOn, i18n.Nom))
	}
	add("apply.status.news", day(r.Tr, p.newsOn(a), i18n.Nom))
}

// newsOn is the day of the next news, yyyy-mm-dd: that of the application, else
// the intake's. None when nothing is to be told or the day is over.
func (p *Pages) newsOn(a applicant) string {
	on := a.NewsOn
	if on == "" {
		on = a.Intake.NewsOn
	}
	waits := slices.Contains([]application.Status{application.Draft, application.Submitted, application.Waiting}, a.Status)
	if !waits || on < p.Now().In(p.Intakes.Zone).Format("2006-01-02") {
		return ""
	}
	return on
}

// news is the sentence of when the next news comes.
func (p *Pages) news(r *web.Request, a applicant) string {
	if on := p.newsOn(a); on != "" {
		return r.T("application.mail.news", "date", day(r.Tr, on, i18n.Loc))
	}
	return r.T(a.Status.NextKey())
}

// acts are what the applicant can do: the first is the one to take.
func (page *statusPage) acts(r *web.Request, a applicant) {
	open := a.Phase == intake.Applying
	switch {
	case a.Status == application.Draft && open:
		page.Acts = append(page.Acts, web.Button{Text: r.T("apply.go-on"), Href: a.next()})
	case a.Status == application.Draft:
		page.Flash = &web.Flash{Kind: web.Alert, Text: r.T("apply.closed-meanwhile")}
	case a.Status == application.Withdrawn && open:
		page.Acts = append(page.Acts, web.Button{Text: r.T("apply.again"), Href: startPath(a.Intake.Code, a.Side)})
	case slices.Contains(sent, a.Status) && a.Status != application.NotEligible:
		if !a.declared() {
			page.Acts = append(page.Acts, web.Button{Text: r.T("apply.declare.todo"), Href: a.path("/declare")})
		}
		if !a.Prepared() {
			page.Acts = append(page.Acts, web.Button{Text: r.T("apply.cards.start"), Href: a.path("/preparation")})
		}
	}
	if len(page.Acts) > 1 && page.Acts[0].Variant == web.Secondary { // what is proposed asks for nothing now
		page.Acts = append(page.Acts[1:], page.Acts[0])
	}
	for i := range page.Acts[:max(len(page.Acts)-1, 0)] {
		page.Acts[i+1].Variant = web.Secondary
	}
	if a.HasProfile() {
		page.Links = append(page.Links, web.Link{Text: r.T("apply.profile.link"), Href: a.path("/profile")})
	}
	page.Links = append(page.Links, web.Link{Text: r.T("apply.answers.link"), Href: a.path("/answers")})
	if a.Side == application.Mentor && a.Prepared() {
		page.Links = append(page.Links, web.Link{Text: r.T("apply.cards.title"), Href: a.path("/preparation")})
	}
	if a.Status.MayBecome(application.Withdrawn) {
		page.Links = append(page.Links, web.Link{Text: r.T("apply.withdraw.title"), Href: a.path("/withdraw")})
	}
}

// partList is the sections of a draft, done and to do.
func partList(r *web.Request, a applicant) *web.TaskList {
	all, group := a.sections(), web.TaskGroup{}
	finished := 0
	for i, s := range all {
		task := web.Task{Text: s.Title.In(r.Lang()), Href: a.part(s.Key), Status: web.Status{State: web.ToDo, Text: r.T("ui.state.todo")}}
		if a.finished(s) && (i < a.place() || a.answered(s)) {
			task.Status = web.Status{State: web.Ready, Text: r.T("ui.state.ready")}
			finished++
		}
		group.Tasks = append(group.Tasks, task)
	}
	return &web.TaskList{Title: r.T("apply.parts"), Sub: r.T("apply.progress", "step", finished, "all", len(all)), Groups: []web.TaskGroup{group, lastSteps(r, a)}}
}

// lastSteps are what follows the questionnaire.
func lastSteps(r *web.Request, a applicant) web.TaskGroup {
	ready, todo := web.Status{State: web.Ready, Text: r.T("ui.state.ready")}, web.Status{State: web.ToDo, Text: r.T("ui.state.todo")}
	declare := web.Task{Text: r.T("apply.declare.title"), Href: a.path("/declare"), Status: todo}
	if a.declared() {
		declare.Status = ready
	}
	check := web.Task{Text: r.T("apply.check.step"), Href: a.path("/check"), Status: todo}
	if !a.declared() || a.place() < len(a.sections()) {
		check.Status = web.Status{State: web.Blocked, Text: r.T("ui.state.blocked")}
	}
	return web.TaskGroup{Title: r.T("apply.last-steps"), Tasks: []web.Task{declare, check}}
}

// course is what has happened, and the next news.
func (p *Pages) course(r *web.Request, a applicant) (web.Timeline, error) {
	events, err := p.Applications.Events(r.Context(), r.Actor, a.ID)
	var line web.Timeline
	last := application.Status("")
	for _, e := range events {
		if e.Status == last && e.Status != application.Waiting {
			continue
		}
		last = e.Status
		line = append(line, web.Moment{State: web.Ready, Title: r.T("apply.event." + string(e.Status)), Text: r.Tr.DateTime(e.At)})
	}
	if on := p.newsOn(a); on != "" {
		line = append(line, web.Moment{State: web.ToDo, Title: r.T("apply.status.news"), Text: day(r.Tr, on, i18n.Nom)})
	}
	return line, err
}

// help says whom to ask.
func (p *Pages) help(r *web.Request) (web.Help, error) {
	all, err := p.Settings.All(r.Context())
	if err != nil {
		return web.Help{}, err
	}
	h := web.Help{Title: r.T("workspace.help.title"), Text: r.T("apply.help.text"), Link: &web.Link{Text: r.T("workspace.help.link"), Href: "/help"}}
	if address := all.Text(setting.ContactEmail); address != "" {
		h.Text = r.T("apply.help.write", "address", address)
	}
	return h, nil
}

// answersPage is what was answered, to read and to print.
type answersPage struct {
	web.Page
	Head  web.PrintHead
	Facts web.Facts
	Parts []web.Summary
}

func (p *Pages) answers(w http.ResponseWriter, r *web.Request) error {
	a, err := p.applicant(r)
	if err != nil {
		return err
	}
	parts, err := p.summaries(r, a, func(string) string { return "" })
	if err != nil {
		return err
	}
	page := &answersPage{Page: p.step(r, a, "apply.answers.title"), Parts: parts, Facts: web.Facts{
		{Name: r.T("apply.check.name"), Value: r.Person.Name()}, {Name: r.T("apply.status.title"), Value: r.T(a.Status.Key())}}}
	page.Lede = r.T("apply.answers.lede")
	if a.Number != "" {
		page.Facts = append(page.Facts, web.Fact{Name: r.T("apply.number"), Value: a.Number})
	}
	page.Head = web.PrintHead{Owner: page.Owner, Title: a.Intake.Name(r.Lang()), Date: r.Tr.Date(p.Now(), i18n.Nom)}
	return r.Render(w, "workspace/answers", page)
}

// withdrawPage asks before the application is taken back.
type withdrawPage struct {
	web.Page
	Confirm web.Confirm
}

func (p *Pages) withdrawPage(r *web.Request) (*withdrawPage, applicant, error) {
	a, err := p.applicant(r)
	if err != nil {
		return nil, a, err
	}
	page := &withdrawPage{Page: p.step(r, a, "apply.withdraw.title"), Confirm: web.Confirm{Lede: r.T("apply.withdraw.lede"),
		Points: []string{r.T("apply.withdraw.place"), r.T("apply.withdraw.kept"), r.T("apply.withdraw.again")},
		Form: &web.Form{Submit: r.T("apply.withdraw.submit"), Variant: web.Danger, Fields: []*web.Field{versionField(a.Version)},
			Cancel: &web.Link{Text: r.T("common.cancel"), Href: a.path("")}}}}
	page.Flash = nil
	return page, a, nil
}

func (p *Pages) askWithdraw(w http.ResponseWriter, r *web.Request) error {
	page, a, err := p.withdrawPage(r)
	if err != nil {
		return err
	}
	if !a.Status.MayBecome(application.Withdrawn) {
		return r.Redirect(w, a.path(""))
	}
	return r.Render(w, "workspace/withdraw", page)
}

func (p *Pages) withdraw(w http.ResponseWriter, r *web.Request) error {
	page, a, err := p.withdrawPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Confirm.Form); err != nil {
		return err
	}
	if _, err := p.Applications.Withdraw(r.Context(), r.Actor, a.ID, version(page.Confirm.Form)); err != nil {
		page.Confirm.Form.Field("version").Value = versionField(a.Version).Value
		return r.Refuse(w, err, &page.Page, page.Confirm.Form, "workspace/withdraw", page)
	}
	return r.Done(w, a.path(""), "apply.withdraw.done")
}
