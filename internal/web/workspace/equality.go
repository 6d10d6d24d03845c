package workspace

import (
	"net/http"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
)

// equalityPage asks what the fund counts, after the application has come in;
// all of it may be skipped (context §9.3).
type equalityPage struct {
	web.Page
	Why  web.Details
	Form *web.Form

	a    applicant
	form questionnaire.Edition
}

func (p *Pages) equalityPage(r *web.Request) (*equalityPage, error) {
	a, err := p.applicant(r)
	if err != nil {
		return nil, err
	}
	form, err := p.Questionnaires.Current(r.Context(), r.Actor, questionnaire.Equality, a.Programme)
	if err != nil {
		return nil, err
	}
	page := &equalityPage{Page: p.step(r, a, ""), a: a, form: form, Why: web.Details{Summary: r.T("apply.equality.why"),
		Text: []string{r.T("apply.equality.because"), r.T("apply.equality.kept")}},
		Form: &web.Form{Submit: r.T("apply.equality.submit"), Cancel: &web.Link{Text: r.T("apply.equality.skip"), Href: a.path("/done")}}}
	page.Title, page.Lede = form.Title.In(r.Lang()), form.Help.In(r.Lang())
	for _, s := range form.Sections {
		page.Form.Fields = append(page.Form.Fields, asking.Asker{Tr: r.Tr}.Fields(s, questionnaire.Answers{})...)
	}
	return page, nil
}

func (p *Pages) equality(w http.ResponseWriter, r *web.Request) error {
	page, err := p.equalityPage(r)
	if err != nil {
		return err
	}
	if page.a.Status == application.Draft || !slices.Contains(sent, page.a.Status) {
		return r.Redirect(w, page.a.next())
	}
	return r.Render(w, "workspace/equality", page)
}

func (p *Pages) saveEquality(w http.ResponseWriter, r *web.Request) error {
	page, err := p.equalityPage(r)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	answers := page.form.Parse(questionnaire.Everything, r.PostForm)
	if err := p.Applications.Equality(r.Context(), r.Actor, page.a.ID, answers); err != nil {
		return r.Refuse(w, err, &page.Page, page.Form, "workspace/equality", page)
	}
	return r.Redirect(w, page.a.path("/done"))
}
