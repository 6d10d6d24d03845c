package forms

import (
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// draftPage is a draft as it is worked on: all its words in both languages, and
// what can be done to each.
type draftPage struct {
	desk.Frame
	Acts     []web.Button
	Now      string // href of what is filled in at present
	Change   web.Button
	Title    questionnaire.Text
	Help     questionnaire.Text
	Order    string // where the order is sent
	Restore  string
	Revision *web.Field
	Sections []sectionView
}

// sectionView is a section of the draft.
type sectionView struct {
	Key           string
	Name          string // which one it is
	Title, Help   questionnaire.Text
	About         string
	Change, Add   web.Button
	Prompts, Gone []promptView // asked, and asked no more
}

// promptView is a prompt of the draft. Up and Down tell whether it can go there;
// Bound says why it cannot be taken out.
type promptView struct {
	Key      string
	Text     questionnaire.Text
	Help     questionnaire.Text
	Name     string // for the ear, in the language of the page
	About    string
	Options  []questionnaire.Text
	Up, Down bool
	Bound    string
	Acts     []web.Button
}

func (p *Pages) editor(r *web.Request, s subject) (*draftPage, error) {
	now, err := p.Questionnaires.Current(r.Context(), r.Actor, s.Questionnaire.Key, s.Of.ID)
	if err != nil {
		return nil, err
	}
	page := &draftPage{Frame: office.Section.Named(r, "forms", s.title(r)), Title: s.Title, Help: s.Help, Revision: desk.VersionField(s.Revision),
		Order: s.path("/order"), Restore: s.path("/restore"), Now: address(now, s.m, s.Of.ID, ""),
		Change: small(r.T("common.change"), s.path("/words"), r.T("forms.draft.head"))}
	page.Acts = []web.Button{{Text: r.T("forms.publish.do"), Href: s.path("/publish"), Icon: "check"},
		office.Secondary(r.T("forms.preview.do"), s.path("/preview"), "eye"), office.Secondary(r.T("forms.print.do"), s.path("/print"), "printer"),
		office.Tertiary(r.T("forms.discard.do"), s.path("/discard"))}
	page.Lede = r.T("forms.draft.lede", "number", s.Version)
	page.Eyebrow = r.T("forms.draft.eyebrow", "programme", s.Of.Name(r.Lang()))
	for i, section := range s.Sections {
		view := s.sectionView(r, section)
		view.Name = r.T("forms.draft.section", "number", i+1)
		page.Sections = append(page.Sections, view)
	}
	return page, nil
}

// small is a button of a part of the page.
func small(text, href, on string) web.Button {
	return web.Button{Text: text, Href: href, Variant: web.Secondary, Small: true, More: on}
}

func (s subject) sectionView(r *web.Request, x questionnaire.Section) sectionView {
	name := x.Title.In(r.Lang())
	v := sectionView{Key: x.Key, Title: x.Title, Help: x.Help, Change: small(r.T("common.change"), with(s.path("/words"), "section", x.Key), name),
		Add: small(r.T("forms.add.do"), with(s.path("/add"), "section", x.Key), name)}
	var about []string
	if len(x.Minutes) == 2 {
		about = append(about, minutes(r, x.Minutes[0], x.Minutes[1]))
	}
	for _, a := range x.For {
		about = append(about, r.T("forms.fact.by", "who", r.T("forms.audience."+string(a))))
	}
	v.About = strings.Join(about, " · ")
	for _, prompt := range x.Prompts {
		if prompt.Retired {
			v.Gone = append(v.Gone, s.promptView(r, prompt))
		} else {
			v.Prompts = append(v.Prompts, s.promptView(r, prompt))
		}
	}
	for i := range v.Prompts {
		v.Prompts[i].Up, v.Prompts[i].Down = i > 0, i+1 < len(v.Prompts)
	}
	return v
}

func (s subject) promptView(r *web.Request, x questionnaire.Prompt) promptView {
	name := x.Label.In(r.Lang())
	v := promptView{Key: x.Key, Text: x.Label, Help: x.Help, Name: name, About: s.about(r, x), Bound: s.bound(r, x)}
	for _, o := range x.Options {
		v.Options = append(v.Options, o.Label)
	}
	if !x.Retired {
		v.Acts = append(v.Acts, small(r.T("common.change"), with(s.path("/words"), "prompt", x.Key), name))
	}
	if !x.Retired && v.Bound == "" {
		v.Acts = append(v.Acts, small(r.T("forms.retire.do"), with(s.path("/retire"), "prompt", x.Key), name))
	}
	return v
}

// about is what kind of answer a prompt takes and whether it must be given.
func (s subject) about(r *web.Request, x questionnaire.Prompt) string {
	parts := []string{r.T(x.Kind.Key())}
	if x.Required {
		parts = append(parts, r.T("common.required"))
	}
	if x.Private {
		parts = append(parts, r.T("forms.prompt.private"))
	}
	if x.Source != "" {
		parts = append(parts, r.T("forms.source."+string(x.Source)))
	}
	if x.When != nil {
		parts = append(parts, s.only(r.Tr, *x.When))
	}
	return strings.Join(parts, " · ")
}

// only tells when a prompt with a condition is asked.
func (s subject) only(tr *i18n.Translator, c questionnaire.Condition) string {
	on, _ := s.Prompt(c.Prompt)
	var answers []string
	for _, code := range c.In {
		switch o, own := on.Option(code); {
		case own:
			answers = append(answers, tr.Quote(o.Label.In(tr.Lang())))
		case code == questionnaire.Yes:
			answers = append(answers, tr.Quote(tr.T("common.yes")))
		default:
			answers = append(answers, tr.Quote(tr.T("common.no")))
		}
	}
	return tr.T("forms.prompt.only", "question", on.Label.In(tr.Lang()), "answers", strings.Join(answers, ", "))
}

// bound says why a prompt cannot be taken out; empty when it can.
func (s subject) bound(r *web.Request, x questionnaire.Prompt) string {
	if x.Fixed {
		return r.T("forms.retire.fixed")
	}
	for _, section := range s.Sections {
		i := slices.IndexFunc(section.Prompts, func(o questionnaire.Prompt) bool { return !o.Retired && o.When != nil && o.When.Prompt == x.Key })
		if i >= 0 {
			return r.T("forms.retire.depended", "question", section.Prompts[i].Label.In(r.Lang()))
		}
	}
	return ""
}

// refuseDraft shows the draft as it is now, with why something was not done.
func (p *Pages) refuseDraft(w http.ResponseWriter, r *web.Request, s subject, err error) error {
	if f := fault.As(err); f != nil && f.Key == "fault.stale" {
		err = fault.New(fault.Conflict, "forms.draft.stale")
	}
	page, problem := p.editor(r, s)
	if problem != nil {
		return problem
	}
	return r.Refuse(w, err, &page.Page, &web.Form{}, "forms/draft", page)
}

// posted loads the draft and the small form that a button of its page sends: the
// revision, and the prompts it is about by the buttons' names.
func (p *Pages) posted(r *web.Request, names ...string) (subject, *web.Form, error) {
	s, err := p.draft(r)
	if err != nil {
		return s, nil, err
	}
	form := &web.Form{Fields: []*web.Field{desk.VersionField(0)}}
	for _, name := range names {
		form.Fields = append(form.Fields, &web.Field{Kind: web.Hidden, Name: name})
	}
	return s, form, r.Fill(form)
}

// order moves a prompt one place up or down among those asked in its section,
// and leads back to the button that did it, so that it can be pressed again.
func (p *Pages) order(w http.ResponseWriter, r *web.Request) error {
	s, form, err := p.posted(r, "up", "down")
	if err != nil {
		return p.instead(w, r, err)
	}
	key, by, button := form.Value("up"), -1, "up-"
	if key == "" {
		key, by, button = form.Value("down"), 1, "down-"
	}
	section, keys, at := s.around(key)
	if at < 0 || at+by < 0 || at+by >= len(keys) {
		return r.Redirect(w, s.path(""))
	}
	keys[at], keys[at+by] = keys[at+by], keys[at]
	if _, err := p.Questionnaires.Order(r.Context(), r.Actor, s.ID, desk.Version(form), section, keys); err != nil {
		return p.instead(w, r, office.Hide(err))
	}
	switch at + by {
	case 0:
		button = "down-"
	case len(keys) - 1:
		button = "up-"
	}
	return r.Done(w, s.path("")+"#"+button+key, "forms.order.done")
}

// around finds a prompt that is asked: its section, the keys of those asked
// there in their order, and its place among them; -1 when it is not there.
func (s subject) around(key string) (section string, keys []string, at int) {
	for _, x := range s.Sections {
		keys = nil
		for _, prompt := range x.Prompts {
			if !prompt.Retired {
				keys = append(keys, prompt.Key)
			}
		}
		if at = slices.Index(keys, key); at >= 0 {
			return x.Key, keys, at
		}
	}
	return "", nil, -1
}

// retireQuestion asks whether to take the prompt of the address out, or says why
// it stays.
func (p *Pages) retireQuestion(r *web.Request) (*desk.Confirm, error) {
	s, err := p.draft(r)
	if err != nil {
		return nil, err
	}
	x, there := s.Prompt(r.URL.Query().Get("prompt"))
	if !there || x.Retired {
		return nil, fault.New(fault.Conflict, "forms.retire.which")
	}
	if s.bound(r, x) != "" {
		return nil, fault.New(fault.Conflict, boundKey(x))
	}
	return s.question(r, "forms.retire.do", r.T("forms.retire.lede", "question", x.Label.In(r.Lang())), web.Primary,
		r.T("forms.retire.stays"), r.T("forms.retire.back")), nil
}

func boundKey(x questionnaire.Prompt) string {
	if x.Fixed {
		return "questionnaire.fault.fixed"
	}
	return "questionnaire.fault.depended"
}

func (p *Pages) askRetire(w http.ResponseWriter, r *web.Request) error {
	return p.instead(w, r, desk.Ask(w, r, p.retireQuestion))
}

func (p *Pages) retire(w http.ResponseWriter, r *web.Request) error {
	s, err := p.draft(r)
	if err == nil {
		_, err = p.retireQuestion(r) // one that cannot be asked cannot be answered
	}
	if err != nil {
		return p.instead(w, r, err)
	}
	return p.instead(w, r, desk.Do(w, r, p.retireQuestion, func(version int64) error {
		_, err := p.Questionnaires.RetirePrompt(r.Context(), r.Actor, s.ID, version, r.URL.Query().Get("prompt"))
		return office.Hide(err)
	}, s.path(""), "forms.retire.done"))
}

func (p *Pages) restore(w http.ResponseWriter, r *web.Request) error {
	s, form, err := p.posted(r, "prompt")
	if err != nil {
		return p.instead(w, r, err)
	}
	key := form.Value("prompt")
	if _, there := s.Prompt(key); !there {
		return r.Redirect(w, s.path(""))
	}
	if _, err := p.Questionnaires.RestorePrompt(r.Context(), r.Actor, s.ID, desk.Version(form), key); err != nil {
		return p.instead(w, r, office.Hide(err))
	}
	return r.Done(w, s.path("")+"#p-"+key, "forms.restore.done")
}
