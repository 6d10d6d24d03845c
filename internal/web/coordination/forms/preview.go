package forms

import (
	"net/http"
	"slices"
	"strconv"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/desk"
)

// choice is one link of a switch.
type choice struct {
	Text, Href string
	Lang       i18n.Lang // of a language's own name; empty: the page's
	On         bool
}

// previewPage is a questionnaire as those see it who fill it in; nothing in it
// can be filled in or sent.
type previewPage struct {
	desk.Frame
	Acts     []web.Button
	Langs    []choice
	Sides    []choice // empty: all fill in the same
	Note     string
	Sections []previewSection
}

// previewSection is a page of it.
type previewSection struct {
	ID, Step, Title, Help string
	Fields                []previewField
}

// previewField is a control, with when it is asked if it is not always.
type previewField struct {
	*web.Field
	Only string
}

// speak makes the page speak the language that the address asks for, so that
// everything on it is as the one sees it who fills it in in that language.
func (p *Pages) speak(r *web.Request) {
	if lang, ok := i18n.ParseLang(r.URL.Query().Get("lang")); ok {
		r.Tr = p.Kit.Texts.For(lang)
	}
}

// langs is the switch between the languages of the page.
func langs(r *web.Request) (list []choice) {
	for _, lang := range i18n.Langs() {
		list = append(list, choice{Lang: lang, Text: r.T("common.language." + string(lang)), Href: with(r.URL.RequestURI(), "lang", string(lang)), On: lang == r.Lang()})
	}
	return list
}

// sides is the switch between those who fill it in, and the one chosen.
func sides(r *web.Request, q questionnaire.Questionnaire) ([]choice, questionnaire.Audience) {
	side := questionnaire.Audience(r.URL.Query().Get("as"))
	if !slices.Contains(q.Audience, side) {
		side = q.Audience[0]
	}
	var list []choice
	for _, a := range q.Audience {
		list = append(list, choice{Text: r.T("forms.preview.as." + string(a)), Href: with(r.URL.RequestURI(), "as", string(a)), On: a == side})
	}
	if everybody(q) {
		return nil, side
	}
	return list, side
}

func (p *Pages) preview(w http.ResponseWriter, r *web.Request) error {
	p.speak(r)
	s, err := p.subject(r)
	if err != nil {
		return err
	}
	page := &previewPage{Frame: s.frame(r, "forms.preview.title"), Langs: langs(r), Note: r.T("forms.preview.note"),
		Acts: []web.Button{small(r.T("forms.preview.back"), s.path(""), ""), small(r.T("forms.print.do"), with(s.path("/print"), "lang", string(r.Lang())), "")}}
	page.Title, page.Lede, page.Eyebrow = s.title(r), s.Help.In(r.Lang()), r.T("forms.preview.title")
	var side questionnaire.Audience
	page.Sides, side = sides(r, s.Questionnaire)
	asker, err := p.asker(r, s)
	if err != nil {
		return err
	}
	list := s.For(side).Sections
	for i, x := range list {
		page.Sections = append(page.Sections, s.previewSection(asker, x, r.T("apply.part.of", "step", i+1, "all", len(list))))
	}
	return r.Render(w, "forms/preview", page)
}

// asker asks as the pages do on which the questionnaire is filled in.
func (p *Pages) asker(r *web.Request, s subject) (asking.Asker, error) {
	choices, err := p.Sources.Choices(r.Context(), r.Actor, r.Tr, asking.Where{Programme: s.Of.ID}, questionnaire.Answers{}, s.Sections...)
	return asking.Asker{Tr: r.Tr, Choices: choices, Sees: func(x questionnaire.Prompt) web.Sees { return s.sees(r, x) }}, err
}

// applicants are who fills in an application.
var applicants = map[string]questionnaire.Audience{questionnaire.ApplyMentee: questionnaire.Mentee, questionnaire.ApplyMentor: questionnaire.Mentor}

// sees tells who can read an answer, as the pages of applications say it of
// texts; elsewhere only what the other side does not see is marked.
func (s subject) sees(r *web.Request, x questionnaire.Prompt) web.Sees {
	side, applies := applicants[s.Questionnaire.Key]
	text := x.Kind == questionnaire.Long || x.Kind == questionnaire.Items
	switch {
	case applies && text && x.Private:
		return web.Sees{Text: r.T("apply.sees.staff"), Private: true}
	case applies && text:
		return web.Sees{Text: r.T("apply.sees.text." + string(side))}
	case !applies && x.Private:
		return web.Sees{Text: r.T("forms.preview.private"), Private: true}
	}
	return web.Sees{}
}

func (s subject) previewSection(asker asking.Asker, x questionnaire.Section, step string) previewSection {
	lang := asker.Tr.Lang()
	v := previewSection{ID: "s-" + x.Key, Step: step, Title: x.Title.In(lang), Help: x.Help.In(lang)}
	for _, f := range asker.Fields(x, questionnaire.Answers{}) {
		shown := previewField{Field: f}
		if prompt, there := s.Prompt(f.Name); there && prompt.When != nil {
			shown.Only = s.only(asker.Tr, *prompt.When)
		}
		f.When = nil
		v.Fields = append(v.Fields, shown)
	}
	return v
}

// printPage is a questionnaire on paper, with room to write.
type printPage struct {
	web.Page
	Head     web.PrintHead
	Acts     []web.Button
	Langs    []choice
	Sections []paperSection
}

type paperSection struct {
	ID, Title, Help, About string
	Prompts                []paper
}

// paper is a prompt on paper: one of Lines, Boxes, Steps or Rows is room for the
// answer; a prompt without any is only read.
type paper struct {
	Label, Help, Only string
	Number            string
	Lines             []int // lines to write on
	Blank             string
	Boxes             []web.OptionGroup // to tick
	Many              bool              // several of them
	Steps             []string          // of a scale
	Low, High         string
	Rows              []string // of an empty table: their numbers
	RowName           string
}

func (p *Pages) print(w http.ResponseWriter, r *web.Request) error {
	p.speak(r)
	s, err := p.subject(r)
	if err != nil {
		return err
	}
	asker, err := p.asker(r, s)
	if err != nil {
		return err
	}
	page := &printPage{Page: r.Page("coordination", "forms.print.title"), Langs: langs(r)}
	page.Title, page.Lede = s.title(r), s.Help.In(r.Lang())
	page.Head = web.PrintHead{Owner: page.Owner, Title: s.Of.Name(r.Lang()), Date: r.T("forms.print.edition", "number", s.Version, "key", s.Questionnaire.Key)}
	page.Acts = []web.Button{small(r.T("forms.preview.back"), s.path(""), ""), small(r.T("forms.preview.do"), with(s.path("/preview"), "lang", string(r.Lang())), "")}
	n := 0
	for _, x := range s.Sections {
		page.Sections = append(page.Sections, s.paperSection(r, asker, x, &n))
	}
	return r.Render(w, "forms/print", page)
}

func (s subject) paperSection(r *web.Request, asker asking.Asker, x questionnaire.Section, n *int) paperSection {
	v := paperSection{ID: "s-" + x.Key, Title: x.Title.In(r.Lang()), Help: x.Help.In(r.Lang()), About: s.sectionView(r, x).About}
	for _, prompt := range x.Prompts {
		if prompt.Retired {
			continue
		}
		sheet := s.paper(r, asker, prompt)
		if prompt.Kind.Answered() {
			*n++
			sheet.Number = strconv.Itoa(*n) + "."
		}
		v.Prompts = append(v.Prompts, sheet)
	}
	return v
}

// room is how many lines or rows a kind gets.
var room = map[questionnaire.Kind]int{questionnaire.Short: 1, questionnaire.Long: 4, questionnaire.Items: 3}

// maxRows is how many rows a table has at most; who needs more turns the page.
const maxRows = 6

func (s subject) paper(r *web.Request, asker asking.Asker, x questionnaire.Prompt) paper {
	v := paper{Label: x.Label.In(r.Lang()), Help: x.Help.In(r.Lang()), Many: x.Kind == questionnaire.Choices}
	if x.When != nil {
		v.Only = s.only(r.Tr, *x.When)
	}
	least, most := x.Limits()
	switch x.Kind {
	case questionnaire.Short, questionnaire.Long:
		v.Lines = make([]int, room[x.Kind])
	case questionnaire.Items:
		v.RowName = r.T("forms.print.items")
		for n := range min(max(least, room[x.Kind]), max(most, 1), maxRows) {
			v.Rows = append(v.Rows, strconv.Itoa(n+1)+".")
		}
	case questionnaire.Number:
		v.Blank = r.T("forms.print.number")
	case questionnaire.Date:
		v.Blank = r.T("forms.print.date")
	case questionnaire.Scale:
		f := web.Field{Min: least, Max: most}
		v.Steps = f.Steps()
		if len(x.Ends) == 2 {
			v.Low, v.High = x.Ends[0].In(r.Lang()), x.Ends[1].In(r.Lang())
		}
	case questionnaire.Choice, questionnaire.Choices, questionnaire.YesNo:
		v.boxes(asker, x)
	}
	return v
}

// boxes are the answers to tick. There are too many institutions to print, so
// its name is written.
func (v *paper) boxes(asker asking.Asker, x questionnaire.Prompt) {
	if x.Source == questionnaire.Institutions {
		v.Lines = make([]int, 1)
	}
	for _, f := range (asking.Asker{Tr: asker.Tr, Choices: asker.Choices, Typed: "x"}).Fields(questionnaire.Section{Prompts: []questionnaire.Prompt{unconditional(x)}}, nil) {
		if f.Group() {
			v.Boxes = f.OptionGroups()
		}
	}
}

// unconditional is the prompt as if it were always asked.
func unconditional(x questionnaire.Prompt) questionnaire.Prompt {
	x.When = nil
	return x
}
