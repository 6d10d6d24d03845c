package workspace

import (
	"net/http"
	"net/url"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
)

// checkPage shows all answers before they are sent, each with the way back to
// its question (R6.1-1).
type checkPage struct {
	web.Page
	Person  web.Summary
	Parts   []web.Summary
	Promise web.Summary
	Form    *web.Form // nil when the intake takes no more
}

func (p *Pages) check(w http.ResponseWriter, r *web.Request) error {
	a, err := p.applicant(r)
	if err != nil {
		return err
	}
	if a.Status != application.Draft || a.Notice != application.NoticeVersion {
		return r.Redirect(w, a.next())
	}
	page, err := p.checkPage(r, a)
	if err != nil {
		return err
	}
	return r.Render(w, "workspace/check", page)
}

func (p *Pages) checkPage(r *web.Request, a applicant) (*checkPage, error) {
	parts, err := p.summaries(r, a, func(section string) string { return a.part(section) + "?from=check" })
	if err != nil {
		return nil, err
	}
	page := &checkPage{Page: p.step(r, a, "apply.check.title"), Parts: parts, Person: web.Summary{Title: r.T("apply.check.you"),
		Items: []web.SummaryItem{{Key: r.T("apply.check.name"), Value: r.Person.Name(), Change: "/account?" + url.Values{"back": {a.path("/check")}}.Encode()},
			{Key: r.T("account.field.email"), Value: r.Person.Email}}}}
	page.Lede = r.T("apply.check.lede")
	promise := web.SummaryItem{Key: r.T("apply.declare.title"), Change: a.path("/declare")}
	if a.declared() {
		promise.Value = r.T("apply.check.accepted")
	}
	page.Promise = web.Summary{Title: r.T("apply.check.promise"), Items: []web.SummaryItem{promise}}
	if a.Phase == intake.Applying {
		page.Form = &web.Form{Submit: r.T("apply.check.submit"), Fields: []*web.Field{versionField(a.Version)}, Note: r.T("apply.check.note"),
			Cancel: &web.Link{Text: r.T("apply.check.later"), Href: "/workspace"}}
	}
	return page, nil
}

// summaries are the answers part by part; change gives the page of a section, or
// nothing.
func (p *Pages) summaries(r *web.Request, a applicant, change func(section string) string) ([]web.Summary, error) {
	asker, err := p.asker(r, a, a.Answers, asking.Where{Old: true}, a.sections()...)
	if err != nil {
		return nil, err
	}
	var list []web.Summary
	for _, s := range a.sections() {
		list = append(list, asker.Summary(s, a.Answers, change(s.Key)))
	}
	return list, nil
}

func (p *Pages) submit(w http.ResponseWriter, r *web.Request) error {
	a, err := p.applicant(r)
	if err != nil {
		return err
	}
	page, err := p.checkPage(r, a)
	if err != nil {
		return err
	}
	form := &web.Form{Fields: []*web.Field{versionField(a.Version)}}
	if err := r.Fill(form); err != nil {
		return err
	}
	_, err = p.Applications.Submit(r.Context(), r.Actor, a.ID, version(form))
	f := fault.As(err)
	switch {
	case err == nil:
		return r.Done(w, a.path("/equality"), "apply.equality.sent")
	case f != nil && len(f.Fields) > 0:
		page.Errors = missing(r, a, f.Fields)
		return r.RenderStatus(w, http.StatusUnprocessableEntity, "workspace/check", page)
	case fault.Is(err, fault.Conflict) && page.Form != nil:
		return r.Refuse(w, freshly(err), &page.Page, page.Form, "workspace/check", page)
	}
	return err
}

// freshly says of a stale page that the answers shown now are the newest.
func freshly(err error) error {
	if stale(err) {
		return fault.New(fault.Conflict, "apply.check.stale")
	}
	return err
}

// missing leads from each fault to the question on its own page, in the order of
// the questionnaire.
func missing(r *web.Request, a applicant, faults map[string]fault.Message) []web.FieldError {
	var list []web.FieldError
	for _, s := range a.sections() {
		for _, prompt := range s.Prompts {
			m, bad := faults[prompt.Key]
			if !bad {
				continue
			}
			list = append(list, web.FieldError{Href: a.part(s.Key) + "?from=check#" + (&web.Field{Name: prompt.Key}).ID(),
				Text: prompt.Label.In(r.Lang()) + ": " + r.T(m.Key, m.Args...)})
		}
	}
	return list
}

// donePage confirms: the number, when the next news comes, and whom to ask.
type donePage struct {
	web.Page
	Panel web.Panel
	Next  []string
	Acts  []web.Button
	Help  web.Help
}

// sent are the statuses of an application that came in and was not withdrawn.
var sent = []application.Status{application.Submitted, application.Eligible, application.Waiting, application.NotEligible}

func (p *Pages) done(w http.ResponseWriter, r *web.Request) error {
	a, err := p.applicant(r)
	if err != nil {
		return err
	}
	if !slices.Contains(sent, a.Status) {
		return r.Redirect(w, a.path(""))
	}
	help, err := p.help(r)
	if err != nil {
		return err
	}
	page := &donePage{Page: r.Page("workspace", "apply.done.title"), Help: help,
		Panel: web.Panel{Title: r.T("apply.done.title"), Label: r.T("apply.number"), Number: a.Number, Text: p.news(r, a)},
		Next:  []string{r.T("apply.done.letter", "email", r.Person.Email), r.T("apply.done.reads"), r.T("apply.done.change")},
		Acts:  []web.Button{{Text: r.T("apply.open"), Href: a.path("")}}}
	if !a.Prepared() {
		page.Next = append(page.Next, r.T("apply.done.cards"))
		page.Acts = append([]web.Button{{Text: r.T("apply.cards.start"), Href: a.path("/preparation")}}, web.Button{Text: r.T("apply.open"), Href: a.path(""), Variant: web.Secondary})
	}
	return r.Render(w, "workspace/done", page)
}
