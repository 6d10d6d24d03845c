package asking

import (
	"net/url"
	"slices"

	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
)

// There are too many institutions to list, so the prompt is answered in two
// steps that need no script: some words of the name are typed and sent, then one
// of those found is chosen, or “not in the list”.

// findSuffix ends the name of the search beside the institutions found.
const findSuffix = "-find"

// institution is the search alone as long as nothing was looked for or chosen.
func (a Asker) institution(p questionnaire.Prompt, answers questionnaire.Answers) []*web.Field {
	f := a.field(p, answers[p.Key])
	_, own := p.Option(f.Value)
	found := len(a.Choices[p.Source]) > 0
	if a.Typed == "" && !found && !own {
		f.Kind, f.Options, f.Hint, f.Plain, f.Autocomplete = web.Text, nil, a.Tr.T("asking.institution.hint"), true, "organization"
		f.Beside = a.Tr.T("common.search")
		return []*web.Field{f}
	}
	switch {
	case a.Typed != "" && found:
		f.Hint = a.Tr.T("asking.institution.found", "typed", a.Typed)
	case a.Typed != "":
		f.Hint = a.Tr.T("asking.institution.none", "typed", a.Typed)
	}
	return []*web.Field{f, {Kind: web.Text, Name: p.Key + findSuffix, Label: a.Tr.T("asking.institution.again"),
		Hint: a.Tr.T("asking.institution.hint"), Plain: true, HideOptional: true, Beside: a.Tr.T("common.search")}}
}

// Search is what was typed on a posted section to look for an institution, with
// the prompt's key; empty when one was chosen or nothing was looked for.
func Search(s questionnaire.Section, form url.Values) (key, typed string) {
	i := slices.IndexFunc(s.Prompts, func(p questionnaire.Prompt) bool { return p.Source == questionnaire.Institutions && !p.Retired })
	if i < 0 {
		return "", ""
	}
	p := s.Prompts[i]
	if again := input.Line(form.Get(p.Key + findSuffix)); again != "" {
		return p.Key, again
	}
	given := input.Line(form.Get(p.Key))
	if _, own := p.Option(given); own || given == "" || id.Valid(given) {
		return "", ""
	}
	return p.Key, given
}
