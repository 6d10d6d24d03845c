// Package telling puts the engine's reasons in words: a matching.Reason is a
// key with codes, and people read sentences.
//
// The flow: New takes the labels of a programme's vocabulary and of its two
// application forms (Shipped those of the program itself, without a database);
// Words.Sentence fills a reason's sentence from the catalogue with these
// labels. Pros and Cons choose which reasons are worth telling. No sentence
// holds a number of points or a percentage, so the two people may read all of
// them.
package telling

import (
	"strings"
	"unicode"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/rulesfile"
	"domubiedrs/internal/questionnaire"
)

// Words are the labels of codes. They do not change and may be used by several
// goroutines.
type Words struct {
	labels map[string]map[string]questionnaire.Text // by prompt or kind of entry, by code
}

// New gathers labels: roles, themes and competences from entries, the rest from
// the options of both application forms.
func New(entries []catalogue.Entry, forms ...questionnaire.Questionnaire) *Words {
	w := &Words{labels: map[string]map[string]questionnaire.Text{}}
	for _, e := range entries {
		w.add(string(e.Kind), e.Code, questionnaire.Text(e.Name))
	}
	for _, form := range forms {
		for _, section := range form.Sections {
			for _, p := range section.Prompts {
				for _, o := range p.Options {
					w.add(p.Key, o.Code, o.Label)
				}
			}
		}
	}
	return w
}

// Shipped are the labels that come with the program.
func Shipped() (*Words, error) {
	entries, err := catalogue.Shipped()
	if err != nil {
		return nil, err
	}
	mentee, err := questionnaire.Shipped(questionnaire.ApplyMentee)
	if err != nil {
		return nil, err
	}
	mentor, err := questionnaire.Shipped(questionnaire.ApplyMentor)
	return New(entries, mentee, mentor), err
}

// add keeps the first label of a code: the mentees' form is asked before the
// mentors'.
func (w *Words) add(kind, code string, label questionnaire.Text) {
	if w.labels[kind] == nil {
		w.labels[kind] = map[string]questionnaire.Text{}
	}
	if _, there := w.labels[kind][code]; !there {
		w.labels[kind][code] = label
	}
}

// kinds says whose codes stand in an argument of a reason.
var kinds = map[string][]string{
	"topics": {string(catalogue.Theme), string(catalogue.Competence)}, "role": {string(catalogue.Role)},
	"ways": {"style-learning"}, "values": {"style-values"}, "mentee": {"style-values"}, "mentor": {"style-values"},
	"times": {"availability"}, "sector": {"sector"}, "wanted": {"sector"}, "field": {"function"},
	"regions": {"regions"}, "languages": {"languages"}, "category": {"role-category"},
}

// Sentence is a reason in a reader's language.
func (w *Words) Sentence(t *i18n.Translator, r matching.Reason) string {
	key, n := r.Key, -1
	args := make([]any, len(r.Args))
	for k := 0; k+1 < len(r.Args); k += 2 {
		name, _ := r.Args[k].(string)
		args[k], args[k+1] = name, r.Args[k+1]
		switch v := r.Args[k+1].(type) {
		case string:
			args[k+1] = w.one(t, name, v)
		case []string:
			if n < 0 {
				n = len(v)
			}
			if len(v) == 0 && t.Has(key+"-none") {
				key += "-none"
			}
			args[k+1] = w.list(t, name, v)
		}
	}
	return t.N(key, max(n, 0), args...)
}

// one is the label of a single code.
func (w *Words) one(t *i18n.Translator, name, code string) string {
	if name == "answer" || name == "mentee" || name == "mentor" {
		return t.T("match.answer." + code)
	}
	return w.label(t, name, code)
}

// list joins labels; what people typed stands in quotes.
func (w *Words) list(t *i18n.Translator, name string, codes []string) string {
	items, commas := make([]string, len(codes)), false
	for k, code := range codes {
		if items[k] = t.Quote(code); name != "words" {
			items[k] = w.label(t, name, code)
		}
		commas = commas || strings.Contains(items[k], ",")
	}
	if commas {
		return strings.Join(items, "; ")
	}
	return t.List(items)
}

// label is what a code is called within a sentence; the code itself when it has
// no label.
func (w *Words) label(t *i18n.Translator, name, code string) string {
	for _, kind := range kinds[name] {
		if label, there := w.labels[kind][code]; there {
			return inside(t.Lang(), name, label.In(t.Lang()))
		}
	}
	return code
}

// proper are arguments whose labels are names and keep their capital.
var proper = map[i18n.Lang][]string{i18n.LV: {"regions"}, i18n.EN: {"regions", "languages", "times"}}

// inside is a label as it stands within a sentence: with a small letter, unless
// it is a name or begins with an abbreviation.
func inside(lang i18n.Lang, name, label string) string {
	for _, p := range proper[lang] {
		if p == name {
			return label
		}
	}
	runes := []rune(label)
	if len(runes) > 1 && !unicode.IsUpper(runes[1]) {
		runes[0] = unicode.ToLower(runes[0])
	}
	return string(runes)
}

// Criterion is the name of a criterion.
func Criterion(t *i18n.Translator, c matching.Criterion) string {
	return t.T("match.criterion." + c.String())
}

// Rule says that a hard rule forbids a pair.
func Rule(t *i18n.Translator, r matching.Rule) string { return t.T(r.Reason().Key) }

// Lift says what lifting a rule means, as the middle of a sentence; "" for
// rules that nobody can lift.
func Lift(t *i18n.Translator, r matching.Rule) string {
	if key := "match.lift." + r.String(); t.Has(key) {
		return t.T(key)
	}
	return ""
}

// Problem is what is wrong in a rules file or in the tables it judges, with the
// line.
func Problem(t *i18n.Translator, e *rulesfile.FileError) string {
	args := make([]any, len(e.Args))
	for k := 0; k+1 < len(e.Args); k += 2 {
		args[k], args[k+1] = e.Args[k], e.Args[k+1]
		switch v := e.Args[k+1].(type) {
		case []string:
			args[k+1] = strings.Join(v, ", ")
		case string:
			switch e.Args[k] {
			case "side":
				args[k+1] = t.T("match.side." + v)
			case "want":
				args[k+1] = t.T("match.shape." + v)
			}
		}
	}
	text := t.T(e.Key, args...)
	if e.Line == 0 {
		return text
	}
	return t.T("match.rules.line", "line", e.Line, "text", text)
}
