// Package asking shows questionnaires: it makes form fields of the prompts of a
// section, and words of the answers. Applications, worksheets and the preview of
// a coordinator's draft all go through it, so a kind of prompt looks the same
// everywhere and a new kind is added in one place.
//
// The flow of a page that asks:
//
//	choices := sources.Choices(…)           what prompts with a source offer
//	fields := Asker{…}.Fields(section, answers)
//	posted := form.Parse(section.Key, r.PostForm)
//
// The package keeps nothing and decides nothing: package questionnaire says what
// is asked and what is a right answer.
package asking

import (
	"strings"
	"time"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
)

// Choices are the options that sources offer, in the order of forms.
type Choices map[questionnaire.Source][]web.Option

// Asker asks in one language.
type Asker struct {
	Tr      *i18n.Translator
	Choices Choices
	// Sees tells who can read the answer to a prompt; nil: the page tells it.
	Sees func(questionnaire.Prompt) web.Sees
	// Typed is the search for an institution that was typed on this page.
	Typed string
}

// Fields are the controls of a section, given the answers so far. A prompt that
// waits for another's answer is among them, marked with When.
func (a Asker) Fields(s questionnaire.Section, answers questionnaire.Answers) []*web.Field {
	var fields []*web.Field
	for _, p := range s.Prompts {
		if p.Retired {
			continue
		}
		first := len(fields)
		if p.Source == questionnaire.Institutions {
			fields = append(fields, a.institution(p, answers)...)
		} else {
			fields = append(fields, a.field(p, answers[p.Key]))
		}
		if p.When != nil {
			for _, f := range fields[first:] {
				f.When = &web.When{Field: p.When.Prompt, In: p.When.In, Met: p.Asked(answers)}
			}
		}
	}
	return fields
}

// kinds are the controls of kinds of prompts.
var kinds = map[questionnaire.Kind]web.FieldKind{
	questionnaire.Short: web.Text, questionnaire.Long: web.Textarea, questionnaire.Choice: web.Radios, questionnaire.Choices: web.Checkboxes,
	questionnaire.YesNo: web.Radios, questionnaire.Scale: web.Scale, questionnaire.Number: web.Number, questionnaire.Date: web.Date,
	questionnaire.Items: web.Textarea, questionnaire.Note: web.Note,
}

// autofill are the browser's names of what people write about themselves (WCAG
// 1.3.5), by prompt.
var autofill = map[string]string{"position": "organization-title", "institution-other": "organization"}

func (a Asker) field(p questionnaire.Prompt, given []string) *web.Field {
	f := &web.Field{Kind: kinds[p.Kind], Name: p.Key, Label: p.Label.In(a.Tr.Lang()), Hint: p.Help.In(a.Tr.Lang()), Required: p.Required,
		Values: given, Value: strings.Join(given, "\n"), Options: a.options(p), Autocomplete: autofill[p.Key]}
	least, most := p.Limits()
	switch p.Kind {
	case questionnaire.Note:
		f.Name = ""
	case questionnaire.Short, questionnaire.Long:
		f.MaxLength = most
	case questionnaire.Items:
		f.Rows = 4
		if f.Hint == "" {
			f.Hint = a.Tr.T("asking.items")
		}
	case questionnaire.Number, questionnaire.Date:
		f.Short, f.InputMode = true, "numeric"
	case questionnaire.Scale:
		f.Min, f.Max = least, most
		for i := range min(len(p.Ends), len(f.Ends)) {
			f.Ends[i] = p.Ends[i].In(a.Tr.Lang())
		}
	}
	if p.Kind == questionnaire.Date {
		f.InputMode = ""
	}
	if a.Sees != nil && p.Kind.Answered() {
		f.Sees = a.Sees(p)
	}
	return f
}

// options are those of the prompt's source, then its own.
func (a Asker) options(p questionnaire.Prompt) []web.Option {
	if p.Kind == questionnaire.YesNo {
		return []web.Option{{Value: questionnaire.Yes, Label: a.Tr.T("common.yes")}, {Value: questionnaire.No, Label: a.Tr.T("common.no")}}
	}
	list := append([]web.Option{}, a.Choices[p.Source]...)
	for _, o := range p.Options {
		list = append(list, web.Option{Value: o.Code, Label: o.Label.In(a.Tr.Lang()), Hint: o.Help.In(a.Tr.Lang())})
	}
	return list
}

// Words are an answer as people read it, one line each.
func (a Asker) Words(p questionnaire.Prompt, given []string) []string {
	words := make([]string, len(given))
	for i, v := range given {
		words[i] = a.word(p, v)
	}
	return words
}

func (a Asker) word(p questionnaire.Prompt, v string) string {
	if p.Kind == questionnaire.Date {
		if day, err := time.Parse(time.DateOnly, v); err == nil {
			return a.Tr.Date(day.Add(12*time.Hour), i18n.Nom)
		}
	}
	if p.Kind.Chosen() || p.Kind == questionnaire.YesNo {
		for _, o := range a.options(p) {
			if o.Value == v {
				return o.Label
			}
		}
	}
	return v
}

// Summary lists the answers of a section that are asked for, each with the way
// back to its question on the page at change; an empty change leads nowhere.
func (a Asker) Summary(s questionnaire.Section, answers questionnaire.Answers, change string) web.Summary {
	list := web.Summary{Title: s.Title.In(a.Tr.Lang())}
	for _, p := range s.Asked(answers) {
		if !p.Kind.Answered() {
			continue
		}
		item := web.SummaryItem{Key: p.Label.In(a.Tr.Lang()), Lines: a.Words(p, answers[p.Key])}
		if change != "" {
			item.Change = change + "#" + (&web.Field{Name: p.Key}).ID()
		}
		list.Items = append(list.Items, item)
	}
	return list
}
