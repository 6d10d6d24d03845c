package transfer

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/sheet"
)

// words is what the form's prompts are called and answered with.
type words struct {
	form    questionnaire.Questionnaire
	values  map[string]map[string]string // of the mapping, folded
	options map[string]*options          // by prompt
	memory  map[asked]reading
	known   map[string]*sheet.Known // by prompt, with what the mapping says
}

type asked struct{ prompt, cell string }

// options are the ways to write each answer of one prompt.
type options struct {
	labels []string          // as they are written
	codes  map[string]string // folded label → code; "" where two mean different things
	wanted []sheet.Wanted    // the same, for words with other endings
	offer  []questionnaire.Option
}

// add takes the names of one code. A name that another code has already means
// neither.
func (o *options) add(code string, names ...string) {
	for _, name := range names {
		folded := i18n.Fold(name)
		if folded == "" {
			folded = strings.TrimSpace(name) // a sign, such as ✓
		}
		if folded == "" {
			continue
		}
		if other, there := o.codes[folded]; there && other != code {
			o.codes[folded] = ""
			continue
		}
		o.codes[folded] = code
		o.labels = append(o.labels, name)
	}
	o.wanted = append(o.wanted, sheet.Wanted{Key: code, Names: names})
}

// ownOptions are the names of what a prompt itself offers.
func ownOptions(p questionnaire.Prompt) *options {
	o := &options{codes: map[string]string{}}
	for _, own := range p.Options {
		o.offer = append(o.offer, own)
		o.add(own.Code, append([]string{own.Code, own.Label.LV, own.Label.EN}, synonyms.Options[p.Key][own.Code]...)...)
	}
	if p.Kind == questionnaire.YesNo {
		for _, code := range []string{questionnaire.Yes, questionnaire.No} {
			o.add(code, synonyms.Options["*"][code]...)
		}
	}
	return o
}

// models are the kinds of mentoring.
func (o *options) models() {
	for _, m := range catalogue.Models() {
		o.offer = append(o.offer, questionnaire.Option{Code: string(m.Code), Label: questionnaire.Text(m.Name)})
		o.add(string(m.Code), string(m.Code), m.Name.LV, m.Name.EN)
	}
}

// entry is a word of a vocabulary.
func (o *options) entry(e catalogue.Entry) {
	o.offer = append(o.offer, questionnaire.Option{Code: e.Code, Label: questionnaire.Text(e.Name)})
	o.add(e.Code, e.Code, e.Name.LV, e.Name.EN, bracketless(e.Name.LV), bracketless(e.Name.EN))
}

// options gathers the names of what a prompt offers.
func (s *Service) options(ctx context.Context, actor access.Actor, programmeID string, p questionnaire.Prompt) (*options, error) {
	o := ownOptions(p)
	if err := s.sourced(ctx, actor, programmeID, p.Source, o); err != nil {
		return nil, fmt.Errorf("gather the answers to %s: %w", p.Key, err)
	}
	return o, nil
}

var vocabularies = map[questionnaire.Source]catalogue.Kind{questionnaire.Roles: catalogue.Role,
	questionnaire.Themes: catalogue.Theme, questionnaire.Competences: catalogue.Competence}

func (s *Service) sourced(ctx context.Context, actor access.Actor, programmeID string, source questionnaire.Source, o *options) error {
	switch source {
	case "":
		return nil
	case questionnaire.Institutions:
		return s.institutions(ctx, actor, o)
	case questionnaire.Models:
		o.models()
		return nil
	}
	entries, err := s.Catalogue.List(ctx, actor, catalogue.Filter{Kinds: []catalogue.Kind{vocabularies[source]}, Programme: programmeID})
	for _, e := range entries {
		o.entry(e)
	}
	return err
}

var brackets = regexp.MustCompile(`\s*\([^)]*\)`)

// bracketless is a name without its abbreviation: “Mākslīgais intelekts (MI)”.
func bracketless(name string) string { return brackets.ReplaceAllString(name, "") }

// institutions are known by every name of theirs, but not by likeness: Rīga is
// not Rīgas plānošanas reģions.
func (s *Service) institutions(ctx context.Context, actor access.Actor, o *options) error {
	for f := (institution.Filter{}); ; {
		page, err := s.Institutions.List(ctx, actor, f, institution.MaxPage)
		if err != nil {
			return err
		}
		for _, i := range page.Items {
			if i.MergedInto == "" && i.ValidTo == "" {
				o.add(i.ID, append([]string{i.NameLV, i.NameEN, i.ShortName}, strings.Split(i.OtherNames, "\n")...)...)
			}
		}
		if f.After = page.Next; page.Next.ID == "" {
			o.wanted, o.labels = nil, nil
			return nil
		}
	}
}

// find is the code of one answer, however it ends.
func (o *options) find(text string) (code string, known bool) {
	folded := i18n.Fold(text)
	if folded == "" {
		folded = strings.TrimSpace(text)
	}
	if code := o.codes[folded]; code != "" {
		return code, true
	}
	for _, g := range sheet.Match([]string{text}, o.wanted) {
		if g.Confidence >= sheet.Certain {
			return g.Key, true
		}
	}
	return "", false
}

// reading is what a cell says: codes, and texts that are no answer on offer.
type reading struct {
	codes   []string
	unknown []string
}

// read takes a cell of a choice apart. It remembers: the same few answers stand
// in thousands of rows.
func (w *words) read(p questionnaire.Prompt, cell string) reading {
	key := asked{p.Key, cell}
	if r, there := w.memory[key]; there {
		return r
	}
	var r reading
	for _, text := range w.parts(p, cell) {
		code, said := w.values[p.Key][i18n.Fold(text)]
		if !said {
			code, said = w.options[p.Key].find(text)
		}
		switch {
		case !said:
			r.unknown = append(r.unknown, text)
		case code != "" && !slices.Contains(r.codes, code):
			r.codes = append(r.codes, code)
		}
	}
	w.memory[key] = r
	return r
}

// knows are the ways to write the answers to a prompt.
func (w *words) knows(prompt string) *sheet.Known {
	if w.known[prompt] == nil {
		known := slices.Clone(w.options[prompt].labels)
		for text := range w.values[prompt] {
			known = append(known, text)
		}
		w.known[prompt] = sheet.Know(known)
	}
	return w.known[prompt]
}

// parts are the answers in a cell: one, unless the prompt takes many.
func (w *words) parts(p questionnaire.Prompt, cell string) []string {
	switch p.Kind {
	case questionnaire.Choices:
		return w.knows(p.Key).Choices(cell)
	case questionnaire.YesNo:
		first, _, _ := strings.Cut(strings.TrimSpace(cell), ",") // “Jā, piekrītu”
		return []string{first}
	}
	return []string{strings.TrimRight(strings.TrimSpace(cell), ";")} // Microsoft Forms ends a choice so
}
