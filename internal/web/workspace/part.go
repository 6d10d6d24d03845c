package workspace

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
)

// partPage asks one section of the questionnaire.
type partPage struct {
	web.Page
	Who  string       // can read these answers
	Now  *web.Summary // what another window saved meanwhile
	Form *web.Form

	a       applicant
	section questionnaire.Section
}

// Names of the part's buttons, besides the one that goes on.
const (
	thenField = "then"
	thenLater = "later"
	thenBack  = "back"
)

func (p *Pages) part(w http.ResponseWriter, r *web.Request) error {
	a, section, err := p.partOf(r)
	if err != nil {
		return err
	}
	if a.Status != application.Draft || a.Notice != application.NoticeVersion {
		return r.Redirect(w, a.next())
	}
	page, err := p.partPage(r, a, section, a.Answers, r.URL.Query().Get("find"))
	if err != nil {
		return err
	}
	return r.Render(w, "workspace/part", page)
}

// partOf finds the application and the section of the address.
func (p *Pages) partOf(r *web.Request) (applicant, questionnaire.Section, error) {
	a, err := p.applicant(r)
	if err != nil {
		return a, questionnaire.Section{}, err
	}
	section, there := a.Form.Section(r.PathValue("part"))
	if !there {
		return a, section, fault.New(fault.NotFound, "fault.not-found")
	}
	return a, section, nil
}

// partPage makes the page with answers, which may be newer than the saved ones.
func (p *Pages) partPage(r *web.Request, a applicant, section questionnaire.Section, answers questionnaire.Answers, find string) (*partPage, error) {
	asker, err := p.asker(r, a, answers, asking.Where{Typed: find}, section)
	if err != nil {
		return nil, err
	}
	parts := a.sections()
	i := slices.IndexFunc(parts, func(s questionnaire.Section) bool { return s.Key == section.Key })
	page := &partPage{Page: p.step(r, a, ""), Who: r.T("apply.sees.page." + string(a.Side)), a: a, section: section}
	page.Title, page.Lede = section.Title.In(r.Lang()), section.Help.In(r.Lang())
	page.Eyebrow = r.T("apply.part.of", "step", i+1, "all", len(parts))
	page.Form = &web.Form{Action: r.URL.Path + checking(r), Submit: r.T("apply.part.go-on"),
		Fields: append(asker.Fields(section, answers), versionField(a.Version)),
		More:   []web.Button{{Text: r.T("apply.part.later"), Name: thenField, Value: thenLater, Variant: web.Secondary}}}
	page.hints(r)
	if i > 0 {
		page.Form.More = append(page.Form.More, web.Button{Text: r.T("apply.part.back"), Name: thenField, Value: thenBack, Variant: web.Tertiary})
	}
	return page, nil
}

// hints say of private choices that they are, where the questionnaire does not.
func (page *partPage) hints(r *web.Request) {
	for _, f := range page.Form.Fields {
		if prompt, there := page.a.Form.Prompt(f.Name); there && prompt.Private && f.Sees.Text == "" && f.Hint == "" {
			f.Hint = r.T("apply.sees.hint")
		}
	}
}

// checking keeps in the address that the applicant came from checking the
// answers and goes back there.
func checking(r *web.Request) string {
	if r.URL.Query().Get("from") == "check" {
		return "?from=check"
	}
	return ""
}

func (p *Pages) savePart(w http.ResponseWriter, r *web.Request) error {
	a, section, err := p.partOf(r)
	if err != nil {
		return err
	}
	if err := r.Posted(); err != nil {
		return err
	}
	posted := a.Form.Parse(section.Key, r.PostForm)
	key, find := asking.Search(section, r.PostForm)
	if find != "" && posted.First(key) == find {
		delete(posted, key)
	}
	page, err := p.partPage(r, a, section, a.Form.Merge(a.Answers, section.Key, posted), find)
	if err != nil {
		return err
	}
	if err := r.Fill(page.Form); err != nil {
		return err
	}
	then := r.PostForm.Get(thenField)
	later := find != "" || then == thenLater || then == thenBack
	_, err = p.Applications.Save(r.Context(), r.Actor, a.ID, version(page.Form), section.Key, posted, later)
	if key := page.unseen(r, err); key != "" {
		if _, err = p.Applications.Save(r.Context(), r.Actor, a.ID, version(page.Form), section.Key, posted, true); err == nil {
			return r.Done(w, page.Form.Action+"#"+(&web.Field{Name: key}).ID(), "apply.part.more")
		}
	}
	if err != nil {
		return p.refusePart(w, r, page, err, posted)
	}
	return p.onward(w, r, a, section, then, find)
}

// unseen is the first question that was not answered and that the form did not
// show, because it came up with the answers just given; empty when something
// else is wrong besides.
func (page *partPage) unseen(r *web.Request, err error) (first string) {
	f := fault.As(err)
	if f == nil {
		return ""
	}
	for _, prompt := range page.section.Prompts {
		m, bad := f.Fields[prompt.Key]
		if !bad {
			continue
		}
		if _, shown := r.PostForm[prompt.Key]; shown || prompt.Asked(page.a.Answers) || !questionnaire.Missing(m) {
			return ""
		}
		first = cmp.Or(first, prompt.Key)
	}
	return first
}

// onward goes where the pressed button leads.
func (p *Pages) onward(w http.ResponseWriter, r *web.Request, a applicant, section questionnaire.Section, then, find string) error {
	parts := a.sections()
	i := slices.IndexFunc(parts, func(s questionnaire.Section) bool { return s.Key == section.Key })
	switch {
	case then == thenLater:
		return r.Done(w, "/workspace", "apply.part.kept")
	case find != "":
		back := url.Values{"find": {find}}
		if checking(r) != "" {
			back.Set("from", "check")
		}
		return r.Redirect(w, r.URL.Path+"?"+back.Encode()+"#"+institutionID(section))
	case checking(r) != "":
		return r.Redirect(w, a.path("/check"))
	case then == thenBack && i > 0:
		return r.Redirect(w, a.part(parts[i-1].Key))
	case i+1 < len(parts):
		return r.Redirect(w, a.part(parts[i+1].Key))
	}
	return r.Redirect(w, a.path("/declare"))
}

// institutionID is where the institutions found stand on the page.
func institutionID(s questionnaire.Section) string {
	for _, p := range s.Prompts {
		if p.Source == questionnaire.Institutions {
			return (&web.Field{Name: p.Key}).ID()
		}
	}
	return ""
}

// refusePart shows the part again with what was typed. When another window was
// faster, what that saved is shown beside it, and the next save is a decision.
func (p *Pages) refusePart(w http.ResponseWriter, r *web.Request, page *partPage, err error, posted questionnaire.Answers) error {
	if stale(err) {
		page.Form.Field("version").Value = versionField(page.a.Version).Value
		if page.Now, err = p.clash(r, page, posted); err != nil {
			return err
		}
		err = fault.New(fault.Conflict, "apply.stale.error")
	}
	return r.Refuse(w, err, &page.Page, page.Form, "workspace/part", page)
}

// clash lists the saved answers of the section that differ from those typed; nil
// when there are none.
func (p *Pages) clash(r *web.Request, page *partPage, posted questionnaire.Answers) (*web.Summary, error) {
	asker, err := p.asker(r, page.a, page.a.Answers, asking.Where{Old: true}, page.section)
	theirs := web.Summary{Title: r.T("apply.stale.title")}
	for _, prompt := range page.section.Asked(page.a.Answers) {
		saved := page.a.Answers[prompt.Key]
		if prompt.Kind.Answered() && !slices.Equal(saved, posted[prompt.Key]) {
			theirs.Items = append(theirs.Items, web.SummaryItem{Key: prompt.Label.In(r.Lang()), Lines: asker.Words(prompt, saved)})
		}
	}
	if err != nil || len(theirs.Items) == 0 {
		return nil, err
	}
	return &theirs, nil
}
