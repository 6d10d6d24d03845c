package questionnaire

import (
	"slices"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
)

// This file is what a programme's staff may do to a draft. Nothing is ever taken
// out: a prompt that is asked no more stays as retired, so that its key keeps
// its meaning.

// Wording is the texts of a prompt. Options are labels by code and Ends those of
// a scale; both may be left out, and stay as they are then. So do the Rules.
type Wording struct {
	Label   Text
	Help    Text
	Options map[string]Text
	Ends    []Text
	Rules   *Rules
}

// Rules are what a prompt wants of an answer, see Prompt, and options that are
// added to its own. With them, an option without any words is offered no more.
type Rules struct {
	Required bool
	Min, Max int
	More     []Text
}

// Ruled tells whether staff may change the prompt's rules: nothing reads its
// answers by what they can be.
func (p Prompt) Ruled() bool { return !p.Fixed && p.Measures == "" }

func (t Text) clean() Text { return Text{input.Line(t.LV), input.Line(t.EN)} }

func errUnknown() error { return fault.New(fault.NotFound, "fault.not-found") }

// retitle words the questionnaire's own title and help anew.
func (q *Questionnaire) retitle(title, help Text) error {
	q.Title, q.Help = title.clean(), help.clean()
	return q.validate()
}

// rewordSection words a section's title and help anew.
func (q *Questionnaire) rewordSection(key string, title, help Text) error {
	i := slices.IndexFunc(q.Sections, func(s Section) bool { return s.Key == key })
	if i < 0 {
		return errUnknown()
	}
	q.Sections[i].Title, q.Sections[i].Help = title.clean(), help.clean()
	return q.validate()
}

// reword words a prompt anew. What it asks may become clearer; that it asks
// something else is nothing a program can see.
func (q *Questionnaire) reword(key string, w Wording) error {
	p := q.find(key)
	if p == nil {
		return errUnknown()
	}
	p.Label, p.Help = w.Label.clean(), w.Help.clean()
	for i, o := range p.Options {
		if label, there := w.Options[o.Code]; there {
			p.Options[i].Label = label.clean()
		}
	}
	if len(w.Ends) > 0 {
		p.Ends = nil
		for _, end := range w.Ends {
			p.Ends = append(p.Ends, end.clean())
		}
	}
	if w.Rules != nil {
		if err := p.rule(*w.Rules); err != nil {
			return err
		}
	}
	return q.validate()
}

// rule gives p other rules. An added option gets a code that none has had, so
// that an old answer never comes to mean something new.
func (p *Prompt) rule(r Rules) error {
	if !p.Ruled() {
		return fault.New(fault.Conflict, "questionnaire.fault.ruled")
	}
	p.Required, p.Min, p.Max = r.Required, r.Min, r.Max
	p.Options = slices.DeleteFunc(slices.Clone(p.Options), func(o Option) bool { return o.Label == Text{} })
	for _, label := range r.More {
		p.Options = append(p.Options, Option{Code: "own-" + id.Secret(), Label: label.clean()})
	}
	return nil
}

// add puts a prompt at the end of a section. A prompt without a key gets one
// that no shipped questionnaire will ever have; one with a key must not give it
// another kind than it has or had in an earlier edition.
func (q *Questionnaire) add(section string, p Prompt, earlier []Edition) error {
	i := slices.IndexFunc(q.Sections, func(s Section) bool { return s.Key == section })
	if i < 0 {
		return errUnknown()
	}
	if p.Key == "" {
		p.Key = "own-" + id.Secret()
	}
	p.Label, p.Help, p.Fixed, p.Retired = p.Label.clean(), p.Help.clean(), false, false
	q.Sections[i].Prompts = append(q.Sections[i].Prompts, p.cleaned())
	if err := q.validate(); err != nil {
		return err
	}
	return q.keepsKinds(earlier)
}

// cleaned is the prompt with the texts of its options and ends cleaned, in
// lists of its own.
func (p Prompt) cleaned() Prompt {
	p.Options, p.Ends = slices.Clone(p.Options), slices.Clone(p.Ends)
	for i := range p.Options {
		p.Options[i].Label, p.Options[i].Help = p.Options[i].Label.clean(), p.Options[i].Help.clean()
	}
	for i := range p.Ends {
		p.Ends[i] = p.Ends[i].clean()
	}
	return p
}

// keepsKinds refuses a key that had another kind in an earlier edition: its old
// and its new answers could not stand in one table.
func (q Questionnaire) keepsKinds(earlier []Edition) error {
	for _, e := range earlier {
		for _, s := range e.Sections {
			for _, old := range s.Prompts {
				if p := q.find(old.Key); p != nil && p.Kind != old.Kind {
					return fault.Fields(map[string]fault.Message{"key": fault.Msg("questionnaire.fault.kind-changed", "key", old.Key)})
				}
			}
		}
	}
	return nil
}

// retire asks a prompt no more.
func (q *Questionnaire) retire(key string) error {
	p := q.find(key)
	switch {
	case p == nil:
		return errUnknown()
	case p.Fixed:
		return fault.New(fault.Conflict, "questionnaire.fault.fixed")
	case q.dependent(key):
		return fault.New(fault.Conflict, "questionnaire.fault.depended")
	}
	p.Retired = true
	return q.validate()
}

// dependent tells whether a prompt that is asked has a condition on the key.
func (q Questionnaire) dependent(key string) bool {
	return slices.ContainsFunc(q.Sections, func(s Section) bool {
		return slices.ContainsFunc(s.Prompts, func(p Prompt) bool { return !p.Retired && p.When != nil && p.When.Prompt == key })
	})
}

// restore asks a retired prompt again.
func (q *Questionnaire) restore(key string) error {
	p := q.find(key)
	if p == nil {
		return errUnknown()
	}
	p.Retired = false
	return q.validate()
}

// order puts a section's prompts in the order of keys, which must be exactly
// those that are asked; retired ones go to the end.
func (q *Questionnaire) order(section string, keys []string) error {
	i := slices.IndexFunc(q.Sections, func(s Section) bool { return s.Key == section })
	if i < 0 {
		return errUnknown()
	}
	var ordered, retired []Prompt
	for _, p := range q.Sections[i].Prompts {
		if p.Retired {
			retired = append(retired, p)
		}
	}
	for _, key := range keys {
		at := slices.IndexFunc(q.Sections[i].Prompts, func(p Prompt) bool { return p.Key == key && !p.Retired })
		if at < 0 || slices.ContainsFunc(ordered, func(p Prompt) bool { return p.Key == key }) {
			return fault.New(fault.Conflict, "questionnaire.fault.order")
		}
		ordered = append(ordered, q.Sections[i].Prompts[at])
	}
	if ordered = append(ordered, retired...); len(ordered) != len(q.Sections[i].Prompts) {
		return fault.New(fault.Conflict, "questionnaire.fault.order")
	}
	q.Sections[i].Prompts = ordered
	return q.validate()
}
