package asking

import (
	"context"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
)

// Sources read what prompts with a source offer.
type Sources struct {
	Catalogue    *catalogue.Service
	Institutions *institution.Service
}

// Where is what the choices depend on besides the prompt.
type Where struct {
	Programme string   // whose catalogue
	Models    []string // codes of the models that are offered; none: all
	Old       bool     // with what is offered no more, to read old answers
	Typed     string   // the search for an institution, or empty
}

// MaxFound is how many institutions a search shows.
const MaxFound = 15

// Choices reads what the prompts of some sections offer, given the answers: an
// institution that was chosen stands among those found, and first.
func (s Sources) Choices(ctx context.Context, actor access.Actor, tr *i18n.Translator, w Where, answers questionnaire.Answers,
	sections ...questionnaire.Section) (Choices, error) {
	all := Choices{}
	for _, section := range sections {
		for _, p := range section.Prompts {
			if _, done := all[p.Source]; p.Source == "" || done {
				continue
			}
			options, err := s.options(ctx, actor, tr, w, p, answers.First(p.Key))
			if err != nil {
				return nil, err
			}
			all[p.Source] = options
		}
	}
	return all, nil
}

// vocabularies are the catalogue's, by source.
var vocabularies = map[questionnaire.Source]catalogue.Kind{questionnaire.Roles: catalogue.Role, questionnaire.Themes: catalogue.Theme,
	questionnaire.Competences: catalogue.Competence}

func (s Sources) options(ctx context.Context, actor access.Actor, tr *i18n.Translator, w Where, p questionnaire.Prompt, given string) ([]web.Option, error) {
	switch p.Source {
	case questionnaire.Institutions:
		return s.institutions(ctx, actor, tr, w.Typed, given)
	case questionnaire.Models:
		return models(tr, w), nil
	}
	entries, err := s.Catalogue.List(ctx, actor, catalogue.Filter{Kinds: []catalogue.Kind{vocabularies[p.Source]}, Programme: w.Programme, Retired: w.Old})
	options := make([]web.Option, len(entries))
	for i, e := range entries {
		options[i] = web.Option{Value: e.Code, Label: e.Name.In(tr.Lang()), Hint: e.Meaning.In(tr.Lang()),
			Group: tr.T(e.Group.Key()), GroupHint: tr.T(e.Group.MeaningKey())}
	}
	return options, err
}

// models leave mentoring on demand out: it is asked about by itself. Where an
// intake offers nothing else, all are there.
func models(tr *i18n.Translator, w Where) []web.Option {
	var offered, all []web.Option
	for _, m := range catalogue.Models() {
		if m.Code == catalogue.OnDemand {
			continue
		}
		option := web.Option{Value: string(m.Code), Label: m.Name.In(tr.Lang()), Hint: m.Meaning.In(tr.Lang())}
		all = append(all, option)
		if slices.Contains(w.Models, string(m.Code)) {
			offered = append(offered, option)
		}
	}
	if len(offered) == 0 || w.Old {
		return all
	}
	return offered
}

func (s Sources) institutions(ctx context.Context, actor access.Actor, tr *i18n.Translator, typed, given string) ([]web.Option, error) {
	var list []institution.Institution
	if id.Valid(given) {
		chosen, err := s.Institutions.Get(ctx, actor, given)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if err == nil {
			list = append(list, chosen)
		}
	}
	found, err := s.Institutions.Search(ctx, actor, typed, MaxFound)
	if err != nil {
		return nil, err
	}
	var options []web.Option
	for _, x := range append(list, found...) {
		if x.ID != given || len(options) == 0 {
			options = append(options, web.Option{Value: x.ID, Label: x.Name(tr.Lang()), Hint: tr.T(x.Type.Key())})
		}
	}
	return options, nil
}
