package forms

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/input"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
)

// A new question is made in two steps: first the kind of answer, then what that
// kind needs. So no field asks for what does not belong to it, without script.

// ranged are the kinds with a least and a most, and capped those with a most.
var (
	ranged = []questionnaire.Kind{questionnaire.Choices, questionnaire.Scale, questionnaire.Number, questionnaire.Items}
	capped = append([]questionnaire.Kind{questionnaire.Short, questionnaire.Long}, ranged...)
)

// addPage is the second step, or the first when no kind is chosen.
func (p *Pages) addPage(r *web.Request) (*wordsPage, subject, questionnaire.Section, error) {
	s, err := p.draft(r)
	if err != nil {
		return nil, s, questionnaire.Section{}, err
	}
	section, there := s.Section(r.URL.Query().Get("section"))
	if !there {
		return nil, s, section, fault.New(fault.Conflict, "forms.add.where")
	}
	page := &wordsPage{desk.Form{Frame: s.frame(r, "forms.add.do")}}
	page.Eyebrow = section.Title.In(r.Lang())
	kind := questionnaire.Kind(r.URL.Query().Get("kind"))
	if !kind.Known() {
		page.Form.Form = kindForm(r, section)
	} else {
		page.Form.Form = promptForm(r, s, kind)
		page.Form.Form.Action = r.URL.RequestURI()
		page.Lede = r.T("forms.add.kind", "kind", r.T(kind.Key()))
	}
	page.Form.Form.Cancel = desk.Cancel(r, s.path("")+"#s-"+section.Key)
	return page, s, section, nil
}

// kindForm asks for the kind of answer; it is sent in the address.
func kindForm(r *web.Request, section questionnaire.Section) *web.Form {
	f := &web.Field{Kind: web.Radios, Name: "kind", Label: r.T("forms.add.which"), Required: true, Value: string(questionnaire.Kinds()[0])}
	for _, k := range questionnaire.Kinds() {
		f.Options = append(f.Options, web.Option{Value: string(k), Label: r.T(k.Key()), Hint: r.T("forms.kind." + string(k))})
	}
	return &web.Form{Method: "get", Submit: r.T("common.continue"), Fields: []*web.Field{{Kind: web.Hidden, Name: "section", Value: section.Key}, f}}
}

func promptForm(r *web.Request, s subject, kind questionnaire.Kind) *web.Form {
	f := &web.Form{Submit: r.T("forms.add.do"), Fields: append(pair(r, "label", "label", questionnaire.Text{}, questionnaire.MaxLabel, true),
		pair(r, "help", "help", questionnaire.Text{}, questionnaire.MaxHelp, false)...)}
	if kind.Chosen() {
		for _, x := range pair(r, "options", "options", questionnaire.Text{}, questionnaire.MaxHelp, true) {
			x.Hint, x.MaxLength, x.Rows = r.T("asking.items"), 0, 5
			f.Fields = append(f.Fields, x)
		}
	}
	if kind == questionnaire.Scale {
		f.Fields = append(f.Fields, endFields(r, make([]questionnaire.Text, 2))...)
	}
	f.Fields = append(f.Fields, answerFields(r, questionnaire.Prompt{Kind: kind})...)
	f.Fields = append(f.Fields, desk.VersionField(s.Revision))
	return f
}

// answerFields ask for the limits of an answer, where its kind has any, and
// whether it must be given.
func answerFields(r *web.Request, x questionnaire.Prompt) (list []*web.Field) {
	least, most := questionnaire.Prompt{Kind: x.Kind}.Limits()
	if slices.Contains(ranged, x.Kind) {
		list = append(list, numberField(r, "min", x.Kind, least, x.Min))
	}
	if slices.Contains(capped, x.Kind) {
		list = append(list, numberField(r, "max", x.Kind, most, x.Max))
	}
	if x.Kind.Answered() {
		f := &web.Field{Kind: web.Checkbox, Name: "required", Label: r.T("forms.field.required")}
		if x.Required {
			f.Value = "yes"
		}
		list = append(list, f)
	}
	return list
}

// numberField asks for a limit; empty leaves the kind's own.
func numberField(r *web.Request, name string, kind questionnaire.Kind, usual, set int) *web.Field {
	f := &web.Field{Kind: web.Number, Name: name, Label: r.T("forms.limit." + name + "." + string(kind)), Short: true, InputMode: "numeric",
		Hint: r.T("forms.limit.usual", "number", usual)}
	if set != 0 {
		f.Value = strconv.Itoa(set)
	}
	return f
}

func (p *Pages) newPrompt(w http.ResponseWriter, r *web.Request) error {
	page, _, _, err := p.addPage(r)
	if err != nil {
		return p.instead(w, r, err)
	}
	return page.show(w, r)
}

func (p *Pages) addPrompt(w http.ResponseWriter, r *web.Request) error {
	page, s, section, err := p.addPage(r)
	if err != nil {
		return p.instead(w, r, err)
	}
	kind := questionnaire.Kind(r.URL.Query().Get("kind"))
	if !kind.Known() {
		return r.Redirect(w, with(s.path("/add"), "section", section.Key))
	}
	if err := r.Fill(page.Form.Form); err != nil {
		return err
	}
	prompt, err := madeOf(page.Form.Form, kind)
	if err == nil {
		_, err = p.Questionnaires.Add(r.Context(), r.Actor, s.ID, desk.Version(page.Form.Form), section.Key, prompt)
	}
	if err != nil {
		return page.refuse(w, r, office.Hide(err), promptForm(r, s, kind))
	}
	return r.Done(w, s.path("")+"#s-"+section.Key, "forms.add.done")
}

// madeOf is the prompt that a form describes.
func madeOf(f *web.Form, kind questionnaire.Kind) (questionnaire.Prompt, error) {
	bad := fault.Checks{}
	x := questionnaire.Prompt{Kind: kind, Label: textOf(f, "label"), Help: textOf(f, "help"), Min: number(bad, f, "min"), Max: number(bad, f, "max"),
		Required: f.Value("required") != ""}
	if kind.Chosen() {
		x.Options = options(bad, f)
	}
	if kind == questionnaire.Scale {
		x.Ends = []questionnaire.Text{textOf(f, "end-0"), textOf(f, "end-1")}
	}
	return x, bad.Err()
}

func number(bad fault.Checks, f *web.Form, name string) int {
	typed := strings.ReplaceAll(f.Value(name), " ", "")
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		bad.Fail(name, "forms.fault.number")
	}
	return n
}

// options takes the answers to choose from. Their codes are their places: a code
// never changes, words may.
func options(bad fault.Checks, f *web.Form) (list []questionnaire.Option) {
	for i, label := range labels(bad, f, "options") {
		list = append(list, questionnaire.Option{Code: "option-" + strconv.Itoa(i+1), Label: label})
	}
	return list
}

// labels takes texts that are written one a line in each language, in the same
// order.
func labels(bad fault.Checks, f *web.Form, name string) (list []questionnaire.Text) {
	lv, en := input.Lines(f.Value(name+"_lv")), input.Lines(f.Value(name+"_en"))
	if len(lv) != len(en) {
		bad.Fail(name+"_en", "forms.fault.lines", "lv", len(lv), "en", len(en))
		return nil
	}
	for i := range lv {
		list = append(list, questionnaire.Text{LV: lv[i], EN: en[i]})
	}
	return list
}
