package catalogue

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"domubiedrs/internal/fault"
)

// Term is a number that a model has and a programme may set.
type Term string

const (
	MinMentees Term = "min-mentees"
	MaxMentees Term = "max-mentees"
	Meetings   Term = "meetings"    // a month
	Minutes    Term = "minutes"     // of a meeting
	Months     Term = "months"      // from the agreement to the closing
	AnswerDays Term = "answer-days" // working days until a request is answered (R3.5-2)
)

// AllTerms in the order of forms.
var AllTerms = []Term{MinMentees, MaxMentees, Meetings, Minutes, Months, AnswerDays}

// Key is the translation key of the term's name.
func (t Term) Key() string { return "catalogue.term." + string(t) }

// Span is a range of whole numbers, both ends included.
type Span struct{ From, To int }

// Holds tells whether n lies within.
func (s Span) Holds(n int) bool { return s.From <= n && n <= s.To }

// UnmarshalJSON reads [from, to].
func (s *Span) UnmarshalJSON(text []byte) error {
	var ends [2]int
	if err := json.Unmarshal(text, &ends); err != nil {
		return fmt.Errorf("read a span: %w", err)
	}
	*s = Span{ends[0], ends[1]}
	return nil
}

// Range is what a term may be in a model.
type Range struct {
	Default int  `json:"default"`
	Allowed Span `json:"allowed"`
	// Guideline is what the guidelines say; nil: they name no number and the
	// default is ours (R3.3-6).
	Guideline *Span `json:"guideline"`
}

// Ours tells whether the default is ours and not the guidelines'.
func (r Range) Ours() bool { return r.Guideline == nil }

// Terms are the numbers of a model as they hold in a programme. A term that the
// model does not have is 0.
type Terms map[Term]int

// Overrides are what a programme sets differently from the defaults, by model;
// what is not in it stays as the model has it. It is stored as JSON:
// {"group":{"max-mentees":8}}.
type Overrides map[ModelCode]Terms

// ParseOverrides reads and checks what Overrides.String wrote; "" is none.
func ParseOverrides(text string) (Overrides, error) {
	if text == "" {
		return Overrides{}, nil
	}
	o := Overrides{}
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return nil, fmt.Errorf("read a programme's models: %w", err)
	}
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("check a programme's models: %w", err)
	}
	return o, nil
}

// String is the overrides as JSON; "" for none.
func (o Overrides) String() string {
	if len(o) == 0 {
		return ""
	}
	text, err := json.Marshal(o)
	if err != nil {
		panic("catalogue: overrides of text and numbers cannot be written: " + err.Error())
	}
	return string(text)
}

// Check tells, by Field, what a programme cannot set.
func (o Overrides) Check() error {
	bad := fault.Checks{}
	for _, code := range slices.Sorted(maps.Keys(o)) {
		m, known := Lookup(code)
		if !known {
			return fault.New(fault.NotFound, "fault.not-found").Because(fmt.Errorf("no model is named %q", code))
		}
		if err := m.check(bad, o[code]); err != nil {
			return err
		}
	}
	return bad.Err()
}

// Field is the name of the form control of a model's term.
func Field(model ModelCode, term Term) string { return string(model) + "." + string(term) }

func (m Model) check(bad fault.Checks, set Terms) error {
	for _, term := range slices.Sorted(maps.Keys(set)) {
		r, has := m.Ranges[term]
		if !has {
			return fault.New(fault.NotFound, "fault.not-found").Because(fmt.Errorf("model %s has no term %q", m.Code, term))
		}
		if !r.Allowed.Holds(set[term]) {
			bad.Fail(Field(m.Code, term), "catalogue.fault.term", "from", r.Allowed.From, "to", r.Allowed.To)
		}
	}
	if all := m.Terms(set); all[MinMentees] > all[MaxMentees] {
		bad.Fail(Field(m.Code, MaxMentees), "catalogue.fault.max-below-min")
	}
	return nil
}

// Deviation is a term that a programme sets otherwise than the guidelines.
type Deviation struct {
	Term      Term
	Set       int
	Guideline Span
}

// Terms are the model's numbers with a programme's over the defaults.
func (m Model) Terms(set Terms) Terms {
	all := Terms{}
	for term, r := range m.Ranges {
		all[term] = r.Default
	}
	for term, n := range set {
		if _, has := m.Ranges[term]; has {
			all[term] = n
		}
	}
	return all
}

// Deviations are the terms outside of what the guidelines say (R1.3-2), in the
// order of AllTerms. Where they say nothing, nothing deviates.
func (m Model) Deviations(set Terms) (list []Deviation) {
	all := m.Terms(set)
	for _, term := range AllTerms {
		r, has := m.Ranges[term]
		if has && r.Guideline != nil && !r.Guideline.Holds(all[term]) {
			list = append(list, Deviation{term, all[term], *r.Guideline})
		}
	}
	return list
}
