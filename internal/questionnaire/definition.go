package questionnaire

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/input"
)

// Limits of a definition.
const (
	MaxLabel    = 300 // characters
	MaxHelp     = 1000
	MaxSections = 30
	MaxPrompts  = 200
	MaxOptions  = 60
)

// shape is how keys of prompts and sections, codes and indicators look.
var shape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]{0,39}$`)

// validate finds what is wrong with a definition: a message a field for what is
// written (label_lv, kind …), a Conflict for how prompts hang together.
func (q Questionnaire) validate() error {
	if err := q.validateHead(); err != nil {
		return err
	}
	taken, prompts := map[string]bool{}, 0
	for _, s := range q.Sections {
		if err := s.validate(q.Audience); err != nil {
			return fmt.Errorf("section %s: %w", s.Key, err)
		}
		for _, p := range s.Prompts {
			bad := checkPrompt(p)
			if taken[p.Key] {
				bad.Fail("key", "questionnaire.fault.key-taken")
			}
			if err := bad.Err(); err != nil {
				return fmt.Errorf("prompt %s, %v: %w", p.Key, slices.Sorted(maps.Keys(bad)), err)
			}
			taken[p.Key] = true
			prompts++
		}
	}
	if prompts > MaxPrompts {
		return fault.New(fault.Conflict, "questionnaire.fault.prompts", "max", MaxPrompts)
	}
	return q.validateConditions()
}

func (q Questionnaire) validateHead() error {
	bad := fault.Checks{}
	checkTexts(bad, "title", q.Title, MaxLabel, true)
	checkTexts(bad, "help", q.Help, MaxHelp, false)
	if err := bad.Err(); err != nil {
		return err
	}
	keys := map[string]bool{}
	for _, s := range q.Sections {
		keys[s.Key] = true
	}
	switch {
	case !shape.MatchString(q.Key) || q.Version < 1 || !slices.Contains(Moments, q.Moment):
		return fmt.Errorf("key %q, version %d or moment %q of a questionnaire", q.Key, q.Version, q.Moment)
	case len(q.Audience) == 0 || !within(q.Audience, Audiences):
		return fmt.Errorf("audience %v of a questionnaire", q.Audience)
	case len(q.Sections) == 0 || len(q.Sections) > MaxSections || len(keys) != len(q.Sections):
		return fmt.Errorf("%d sections with %d keys in a questionnaire", len(q.Sections), len(keys))
	}
	return nil
}

func within(some, all []Audience) bool {
	return !slices.ContainsFunc(some, func(a Audience) bool { return !slices.Contains(all, a) })
}

func (s Section) validate(audience []Audience) error {
	bad := fault.Checks{}
	checkTexts(bad, "title", s.Title, MaxLabel, true)
	checkTexts(bad, "help", s.Help, MaxHelp, false)
	if err := bad.Err(); err != nil {
		return err
	}
	minutes := len(s.Minutes) == 0 || len(s.Minutes) == 2 && 0 < s.Minutes[0] && s.Minutes[0] <= s.Minutes[1]
	if !shape.MatchString(s.Key) || !minutes || !within(s.For, audience) || len(s.Prompts) == 0 {
		return fmt.Errorf("key, minutes %v, audience %v or %d prompts", s.Minutes, s.For, len(s.Prompts))
	}
	return nil
}

// checkTexts looks at a text in both languages: needed or not, but never in one
// language only.
func checkTexts(bad fault.Checks, field string, t Text, most int, needed bool) {
	needed = needed || t != Text{}
	for _, x := range []struct{ field, value string }{{field + "_lv", t.LV}, {field + "_en", t.EN}} {
		switch n := input.Length(x.value); {
		case n == 0 && needed:
			bad.Fail(x.field, "questionnaire.fault.both-languages")
		case n > most:
			bad.Fail(x.field, "questionnaire.fault.too-long", "max", most)
		}
	}
}

// checkPrompt looks at a prompt by itself.
func checkPrompt(p Prompt) fault.Checks {
	bad := fault.Checks{}
	if !shape.MatchString(p.Key) {
		bad.Fail("key", "questionnaire.fault.key")
	}
	if !p.Kind.Known() {
		bad.Fail("kind", "questionnaire.fault.kind")
		return bad
	}
	if p.Measures != "" && !shape.MatchString(p.Measures) {
		bad.Fail("measures", "questionnaire.fault.key")
	}
	if p.Required && !p.Kind.Answered() {
		bad.Fail("required", "questionnaire.fault.note")
	}
	checkTexts(bad, "label", p.Label, MaxLabel, true)
	checkTexts(bad, "help", p.Help, MaxHelp, false)
	checkLimits(bad, p)
	checkEnds(bad, p)
	checkOptions(bad, p)
	return bad
}

func checkLimits(bad fault.Checks, p Prompt) {
	room := p.Kind.behaviour().room
	least, most := p.Limits()
	switch {
	case p.Min < room.least || p.Min > room.most:
		bad.Fail("min", "questionnaire.fault.number", "min", room.least, "max", room.most)
	case p.Max < room.least || p.Max > room.most || least > most:
		bad.Fail("max", "questionnaire.fault.number", "min", max(least, room.least), "max", room.most)
	}
}

func checkEnds(bad fault.Checks, p Prompt) {
	if want := map[Kind]int{Scale: 2}[p.Kind]; len(p.Ends) != want {
		bad.Fail("ends", "questionnaire.fault.ends")
		return
	}
	for _, end := range p.Ends {
		checkTexts(bad, "ends", end, MaxLabel, true)
	}
}

// checkOptions: a choice has at least two options of its own, or a source; other
// kinds have neither.
func checkOptions(bad fault.Checks, p Prompt) {
	if !p.Kind.Chosen() {
		if len(p.Options) > 0 || p.Source != "" {
			bad.Fail("options", "questionnaire.fault.no-options")
		}
		return
	}
	codes := map[string]bool{}
	for _, o := range p.Options {
		if codes[o.Code] || !shape.MatchString(o.Code) {
			bad.Fail("options", "questionnaire.fault.code")
		}
		codes[o.Code] = true
		checkTexts(bad, "options", o.Label, MaxLabel, true)
		checkTexts(bad, "options", o.Help, MaxHelp, false)
	}
	switch n := len(p.Options); {
	case p.Source != "" && !slices.Contains(Sources, p.Source):
		bad.Fail("source", "questionnaire.fault.source")
	case p.Source == "" && (n < 2 || p.Kind == Choices && n < p.Min), n > MaxOptions:
		bad.Fail("options", "questionnaire.fault.options", "max", MaxOptions)
	}
}

// validateConditions: a condition looks back at a prompt that is always asked of
// the same people, and at answers that it can have.
func (q Questionnaire) validateConditions() error {
	type place struct {
		Prompt
		who []Audience
	}
	before := map[string]place{}
	for _, s := range q.Sections {
		for _, p := range s.Prompts {
			if p.When != nil && !p.Retired {
				on, there := before[p.When.Prompt]
				seen := len(on.who) == 0 || len(s.For) > 0 && within(s.For, on.who)
				if !there || !seen || on.Retired || on.When != nil || !on.mayAnswer(p.When.In) {
					return fault.New(fault.Conflict, "questionnaire.fault.condition")
				}
			}
			before[p.Key] = place{p, s.For}
		}
	}
	return nil
}

// mayAnswer tells whether all values are answers that the prompt offers of its
// own.
func (p Prompt) mayAnswer(values []string) bool {
	for _, v := range values {
		_, own := p.Option(v)
		if !own && (p.Kind != YesNo || v != Yes && v != No) {
			return false
		}
	}
	return len(values) > 0
}
