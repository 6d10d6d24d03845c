package questionnaire

import (
	"fmt"
	"net/url"
	"slices"

	"domubiedrs/internal/fault"
)

// Answers are what somebody has answered, by prompt key; as JSON
// {"goal":["…"],"themes":["data","ai"]}. No answer is no entry.
type Answers map[string][]string

// First is the answer to a prompt that has one; empty when there is none.
func (a Answers) First(key string) string { return first(a[key]) }

// Ref names an edition. Programme is empty for the one that is everywhere.
type Ref struct {
	Key       string `json:"questionnaire"`
	Programme string `json:"programme,omitempty"`
	Version   int    `json:"version"`
}

// Set is answers with the edition that they answer; kept as JSON by its owner.
type Set struct {
	Ref
	Answers Answers `json:"answers"`
}

// Known tells whether a source has an option of that code. An error is the
// source's failure, not the answer's.
type Known func(source Source, code string) (bool, error)

// Everything is the section argument that means the whole questionnaire.
const Everything = ""

// in walks the prompts of a section, or of all, with an answer and not retired.
func (q Questionnaire) in(section string) (list []Prompt) {
	for _, s := range q.Sections {
		if section != Everything && s.Key != section {
			continue
		}
		for _, p := range s.Prompts {
			if !p.Retired && p.Kind.Answered() {
				list = append(list, p)
			}
		}
	}
	return list
}

// Parse takes a section's answers out of a posted form, whose controls are named
// by prompt key. They are cleaned and kept as they were typed even when Check
// will refuse them, so that the form can be shown again. Other names of the form
// are ignored.
func (q Questionnaire) Parse(section string, form url.Values) Answers {
	a := Answers{}
	for _, p := range q.in(section) {
		if v := p.Kind.behaviour().parse(form[p.Key]); len(v) > 0 {
			a[p.Key] = v
		}
	}
	return a
}

// Merge puts a section's newly posted answers in the place of the old ones, and
// drops what is hidden by a condition now, retired or unknown.
func (q Questionnaire) Merge(old Answers, section string, posted Answers) Answers {
	merged := Answers{}
	for key, v := range old {
		merged[key] = v
	}
	for _, p := range q.in(section) {
		delete(merged, p.Key)
		if v := posted[p.Key]; len(v) > 0 {
			merged[p.Key] = v
		}
	}
	return q.Keep(merged)
}

// Keep is the answers without those to prompts that are unknown, retired or
// hidden by a condition.
func (q Questionnaire) Keep(a Answers) Answers {
	kept := Answers{}
	for _, p := range q.in(Everything) {
		if v := a[p.Key]; len(v) > 0 && p.Asked(a) {
			kept[p.Key] = v
		}
	}
	return kept
}

// Asked tells whether the prompt is to be shown, given the answers so far.
func (p Prompt) Asked(a Answers) bool {
	if p.Retired {
		return false
	}
	return p.When == nil || slices.ContainsFunc(a[p.When.Prompt], func(v string) bool { return slices.Contains(p.When.In, v) })
}

// Asked are the prompts of a section to be shown, given the answers so far.
func (s Section) Asked(a Answers) []Prompt {
	return slices.DeleteFunc(slices.Clone(s.Prompts), func(p Prompt) bool { return !p.Asked(a) })
}

// Check looks at the answers of a section, given those of all sections so far,
// and gives the messages by prompt key as a fault.Error of kind Invalid. known
// may be nil where no prompt of the section has a source.
func (q Questionnaire) Check(section string, a Answers, known Known) error {
	bad := fault.Checks{}
	for _, p := range q.in(section) {
		if !p.Asked(a) {
			continue
		}
		m, err := p.check(a[p.Key], known)
		if err != nil {
			return fmt.Errorf("check the answer to %s: %w", p.Key, err)
		}
		if m != nil {
			bad[p.Key] = *m
		}
	}
	return bad.Err()
}

// The messages about a required prompt without an answer.
const (
	missingAnswer = "questionnaire.fault.answer"
	missingChoice = "questionnaire.fault.choose"
)

// Missing tells whether a message of Check only says that an answer is not there
// yet: a draft that is to be continued may be kept all the same.
func Missing(m fault.Message) bool { return m.Key == missingAnswer || m.Key == missingChoice }

func (p Prompt) check(given []string, known Known) (*fault.Message, error) {
	switch {
	case len(given) == 0 && p.Required && (p.Kind.Chosen() || p.Kind == YesNo || p.Kind == Scale):
		return wrong(missingChoice), nil
	case len(given) == 0 && p.Required:
		return wrong(missingAnswer), nil
	case len(given) == 0:
		return nil, nil
	}
	least, most := p.Limits()
	if m := p.Kind.behaviour().check(p, limits{least, most}, given); m != nil || !p.Kind.Chosen() {
		return m, nil
	}
	for _, code := range given {
		if ok, err := p.has(code, known); err != nil || !ok {
			return wrong("questionnaire.fault.not-offered"), err
		}
	}
	return nil, nil
}

// has tells whether the prompt offers an option of that code.
func (p Prompt) has(code string, known Known) (bool, error) {
	if _, own := p.Option(code); own {
		return true, nil
	}
	switch {
	case p.Source == "":
		return false, nil
	case known == nil:
		return false, fmt.Errorf("nobody answers for the source %s", p.Source)
	}
	return known(p.Source, code)
}
