package forms

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/input"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// wordsPage is a form whose texts stand in both languages side by side.
type wordsPage struct {
	desk.Form
}

// Rows are the fields as they are shown: the two languages of a text together.
func (p *wordsPage) Rows() (rows [][]*web.Field) {
	for _, f := range p.Form.Form.Fields {
		last := len(rows) - 1
		stem, english := strings.CutSuffix(f.Name, "_en")
		if english && last >= 0 && rows[last][0].Name == stem+"_lv" {
			rows[last] = append(rows[last], f)
			continue
		}
		rows = append(rows, []*web.Field{f})
	}
	return rows
}

func (p *wordsPage) show(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, "forms/words", p)
}

// refuse shows the form again with what is wrong in it; when somebody else was
// first, beside what newer has.
func (p *wordsPage) refuse(w http.ResponseWriter, r *web.Request, err error, newer *web.Form) error {
	if f := fault.As(err); f != nil && f.Key == "fault.stale" {
		p.Now = desk.Clash(r, p.Form.Form, newer)
		err = fault.New(fault.Conflict, "desk.stale.error")
	}
	return r.Refuse(w, beside(p.Form.Form, err), &p.Page, p.Form.Form, "forms/words", p)
}

// beside puts messages about a list of texts beside the one that is wrong.
func beside(form *web.Form, err error) error {
	f := fault.As(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	moved := map[string]fault.Message{}
	for name, m := range f.Fields {
		moved[standsAt(form, name)] = m
	}
	return fault.Fields(moved).Because(err)
}

// lists are the names that package questionnaire has for several texts, and how
// the names of their fields begin.
var lists = map[string]string{"options": "option-", "ends": "end-"}

func standsAt(form *web.Form, name string) string {
	stem, lang, _ := strings.Cut(name, "_")
	begin, is := lists[stem]
	switch {
	case form.Field(name) != nil || !is:
		return name
	case form.Field(name+"_lv") != nil:
		return name + "_lv"
	}
	more := form.Field("more_" + cmp.Or(lang, "lv"))
	first := ""
	for _, f := range form.Fields {
		if !strings.HasPrefix(f.Name, begin) || !strings.HasSuffix(f.Name, lang) {
			continue
		}
		n, out := input.Length(strings.TrimSpace(f.Value)), more != nil && emptied(form, f.Name)
		if n == 0 && !out || n > questionnaire.MaxLabel {
			return f.Name
		}
		if first == "" {
			first = f.Name
		}
	}
	if more != nil {
		return more.Name // those that are there are right
	}
	return first
}

// emptied tells whether a text was cleared in both languages, to take it out.
func emptied(form *web.Form, name string) bool {
	stem := name[:strings.LastIndex(name, "_")]
	return strings.TrimSpace(form.Value(stem+"_lv")+form.Value(stem+"_en")) == ""
}

// pair makes the two fields of a text.
func pair(r *web.Request, name, key string, t questionnaire.Text, most int, required bool, args ...any) []*web.Field {
	kind, rows := web.Text, 0
	if most > questionnaire.MaxLabel {
		kind, rows = web.Textarea, 3
	}
	return []*web.Field{
		{Kind: kind, Name: name + "_lv", Label: r.T("forms.field."+key+"-lv", args...), Value: t.LV, MaxLength: most, Rows: rows, Required: required, Lang: "lv"},
		{Kind: kind, Name: name + "_en", Label: r.T("forms.field."+key+"-en", args...), Value: t.EN, MaxLength: most, Rows: rows, Required: required, Lang: "en"},
	}
}

func textOf(f *web.Form, name string) questionnaire.Text {
	return questionnaire.Text{LV: f.Value(name + "_lv"), EN: f.Value(name + "_en")}
}

// target is what is worded anew: a prompt, a section, or the questionnaire's own
// title; at is where its page leads back to.
type target struct {
	form *web.Form
	key  string // of the page's title
	at   string
	save func(version int64) error
}

// target finds what the address names.
func (p *Pages) target(r *web.Request, s subject) (target, error) {
	q := r.URL.Query()
	if key := q.Get("prompt"); key != "" {
		x, there := s.Prompt(key)
		if !there || x.Retired {
			return target{}, fault.New(fault.Conflict, "forms.retire.which")
		}
		return p.promptTarget(r, s, x), nil
	}
	if key := q.Get("section"); key != "" {
		x, there := s.Section(key)
		if !there {
			return target{}, fault.New(fault.Conflict, "forms.draft.stale")
		}
		t := target{form: headForm(r, s, x.Title, x.Help), key: "forms.words.section", at: "#s-" + x.Key}
		t.save = func(version int64) error {
			_, err := p.Questionnaires.RewordSection(r.Context(), r.Actor, s.ID, version, x.Key, textOf(t.form, "title"), textOf(t.form, "help"))
			return err
		}
		return t, nil
	}
	t := target{form: headForm(r, s, s.Title, s.Help), key: "forms.words.title"}
	t.save = func(version int64) error {
		_, err := p.Questionnaires.Retitle(r.Context(), r.Actor, s.ID, version, textOf(t.form, "title"), textOf(t.form, "help"))
		return err
	}
	return t, nil
}

func headForm(r *web.Request, s subject, title, help questionnaire.Text) *web.Form {
	f := &web.Form{Fields: append(pair(r, "title", "title", title, questionnaire.MaxLabel, true),
		pair(r, "help", "help", help, questionnaire.MaxHelp, false)...)}
	f.Fields = append(f.Fields, desk.VersionField(s.Revision))
	return f
}

func (p *Pages) promptTarget(r *web.Request, s subject, x questionnaire.Prompt) target {
	t := target{key: "forms.words.prompt", at: "#p-" + x.Key, form: &web.Form{Fields: append(
		pair(r, "label", "label", x.Label, questionnaire.MaxLabel, true),
		pair(r, "help", "help", x.Help, questionnaire.MaxHelp, false)...)}}
	t.form.Fields = append(t.form.Fields, optionFields(r, x)...)
	t.form.Fields = append(t.form.Fields, endFields(r, x.Ends)...)
	if x.Ruled() {
		t.form.Fields = append(t.form.Fields, ruleFields(r, x)...)
	}
	t.form.Fields = append(t.form.Fields, desk.VersionField(s.Revision))
	t.save = func(version int64) error {
		w, err := worded(t.form, x)
		if err == nil {
			_, err = p.Questionnaires.Reword(r.Context(), r.Actor, s.ID, version, x.Key, w)
		}
		return err
	}
	return t
}

// worded is what the form of a prompt says.
func worded(f *web.Form, x questionnaire.Prompt) (questionnaire.Wording, error) {
	bad := fault.Checks{}
	w := questionnaire.Wording{Label: textOf(f, "label"), Help: textOf(f, "help"), Options: map[string]questionnaire.Text{}}
	for _, o := range x.Options {
		w.Options[o.Code] = textOf(f, "option-"+o.Code)
	}
	for i := range x.Ends {
		w.Ends = append(w.Ends, textOf(f, "end-"+strconv.Itoa(i)))
	}
	if x.Ruled() {
		w.Rules = &questionnaire.Rules{Required: f.Value("required") != "", Min: number(bad, f, "min"), Max: number(bad, f, "max"), More: labels(bad, f, "more")}
	}
	return w, bad.Err()
}

// optionFields are the words of the prompt's own options. One that the programme
// does not read may be left empty, and is gone then.
func optionFields(r *web.Request, x questionnaire.Prompt) (list []*web.Field) {
	for i, o := range x.Options {
		both := pair(r, "option-"+o.Code, "option", o.Label, questionnaire.MaxLabel, !x.Ruled(), "number", i+1)
		if x.Ruled() {
			both[0].HideOptional, both[1].HideOptional = true, true
		}
		list = append(list, both...)
	}
	return list
}

// ruleFields ask what the prompt wants of an answer, as when it is made.
func ruleFields(r *web.Request, x questionnaire.Prompt) (list []*web.Field) {
	if len(x.Options) > 0 {
		for _, f := range pair(r, "more", "more", questionnaire.Text{}, questionnaire.MaxHelp, false) {
			f.Hint, f.MaxLength = r.T("forms.words.more"), 0
			list = append(list, f)
		}
	}
	return append(list, answerFields(r, x)...)
}

// endFields are what the lowest and the highest of a scale mean.
func endFields(r *web.Request, ends []questionnaire.Text) (list []*web.Field) {
	for i, end := range ends {
		key := "low"
		if i > 0 {
			key = "high"
		}
		list = append(list, pair(r, "end-"+strconv.Itoa(i), key, end, questionnaire.MaxLabel, true)...)
	}
	return list
}

func (p *Pages) wordsPage(r *web.Request) (*wordsPage, subject, target, error) {
	s, err := p.draft(r)
	if err != nil {
		return nil, s, target{}, err
	}
	t, err := p.target(r, s)
	if err != nil {
		return nil, s, t, err
	}
	t.form.Action, t.form.Submit, t.form.Cancel = r.URL.RequestURI(), r.T("common.save"), desk.Cancel(r, s.path("")+t.at)
	page := &wordsPage{desk.Form{Frame: s.frame(r, t.key), Form: t.form}}
	page.Lede = r.T("forms.words.lede")
	return page, s, t, nil
}

func (p *Pages) words(w http.ResponseWriter, r *web.Request) error {
	page, _, _, err := p.wordsPage(r)
	if err != nil {
		return p.instead(w, r, err)
	}
	return page.show(w, r)
}

func (p *Pages) saveWords(w http.ResponseWriter, r *web.Request) error {
	page, s, t, err := p.wordsPage(r)
	if err != nil {
		return p.instead(w, r, err)
	}
	if err := r.Fill(t.form); err != nil {
		return err
	}
	if err := t.save(desk.Version(t.form)); err != nil {
		newer, problem := p.target(r, s)
		if problem != nil {
			return problem
		}
		return page.refuse(w, r, office.Hide(err), newer.form)
	}
	return r.Done(w, s.path("")+t.at, "forms.words.done")
}
