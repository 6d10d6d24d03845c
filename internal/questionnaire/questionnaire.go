// Package questionnaire keeps forms as data: what is asked, in which order, in
// Latvian and in English. The nine sheets of the guidelines' annex, the two
// applications and the equality questions ship with the service.
//
// A questionnaire has sections, a section has prompts, and a prompt has a kind
// from a closed list (kind.go). There are no expressions, no HTML and no code in
// the data, and one form of condition, one level deep.
//
// An edition is one version of a questionnaire, for everywhere or for one
// programme. Its states, and who takes the next step:
//
//	draft      being worked on by a programme's staff    → Publish or Discard
//	published  the one that is filled in; never changes  → Withdraw, or the next one takes its place
//	retired    offered no more; answers to it stay readable
//
// The editions for everywhere come with the service (Seed) and nobody edits
// them. A programme's staff begins a draft as a copy of what is in force (Begin)
// and rewords, adds, retires and orders prompts. A programme without an edition
// of its own uses the one for everywhere. A key never changes its kind, so that
// old and new answers can stand in one table.
//
// There is no table of answers. Answers are a map that their owner keeps under
// its own rule, open, without a name or sealed; a Set says which edition they
// answer. The flow of filling in, section by section:
//
//	posted := q.Parse(section, form)           cleaned, as typed
//	answers = q.Merge(answers, section, posted) without what is hidden now
//	err := q.Check(section, answers, known)     messages by prompt key
package questionnaire

import (
	"slices"

	"domubiedrs/internal/i18n"
)

// Text is one text in both languages.
type Text struct {
	LV string `json:"lv"`
	EN string `json:"en"`
}

// In is the text in a language.
func (t Text) In(lang i18n.Lang) string {
	if lang == i18n.EN {
		return t.EN
	}
	return t.LV
}

// Audience is who fills something in.
type Audience string

// The two sides.
const (
	Mentee Audience = "mentee"
	Mentor Audience = "mentor"
)

// Audiences in the order of choices.
var Audiences = []Audience{Mentee, Mentor}

// Moment is when a questionnaire is offered.
type Moment string

// The moments. Phases are those of the guidelines' annex (RA-1).
const (
	Applying Moment = "apply"   // before the programme begins
	Pairing  Moment = "pairing" // phase 1: the two decide whether they fit
	First    Moment = "first"   // phase 2: the first meeting
	Meeting  Moment = "meeting" // phase 2: every meeting
	Closing  Moment = "closing" // phase 3
)

// Moments in their order.
var Moments = []Moment{Applying, Pairing, First, Meeting, Closing}

// Phase is the annex's phase, 1 to 3; 0 before the annex begins.
func (m Moment) Phase() int { return map[Moment]int{Pairing: 1, First: 2, Meeting: 2, Closing: 3}[m] }

// Key is the translation key of the moment's name.
func (m Moment) Key() string { return "questionnaire.moment." + string(m) }

// Keys of the questionnaires that other packages ask for by name.
const (
	ApplyMentee  = "apply-mentee"
	ApplyMentor  = "apply-mentor"
	Equality     = "equality"
	Preparation  = "A" // before meeting a mentor
	Conversation = "B" // first conversation, five parts of six minutes
	Introduction = "C"
	SWOT         = "D"
	GoalSheet    = "E"
	SMART        = "F" // help for the goal sheet
	Reflection   = "G" // after a meeting
	ClosingTalk  = "H"
	ClosingSheet = "I" // preparing for the closing talk
)

// Source names where the options of a choice come from when they are not
// written in the prompt: codes of another package's data.
type Source string

// The sources. Models leaves mentoring on demand out: it is asked about by
// itself.
const (
	Institutions Source = "institutions" // ids of package institution
	Roles        Source = "roles"        // codes of package catalogue
	Themes       Source = "themes"
	Competences  Source = "competences"
	Models       Source = "models"
)

// Sources are the closed list.
var Sources = []Source{Institutions, Roles, Themes, Competences, Models}

// Questionnaire is the definition of one form.
type Questionnaire struct {
	Key      string     `json:"key"`
	Version  int        `json:"version"` // from 1, in one programme or everywhere
	Moment   Moment     `json:"moment"`
	Audience []Audience `json:"audience"`
	Title    Text       `json:"title"`
	Help     Text       `json:"help,omitzero"` // what it is for
	Sections []Section  `json:"sections"`
}

// Section is a group of prompts: a page of an application, a part of a sheet,
// and what is shared or kept as a whole.
type Section struct {
	Key     string     `json:"key"`
	Minutes []int      `json:"minutes,omitempty"` // shortest and longest, or empty
	Title   Text       `json:"title"`
	Help    Text       `json:"help,omitzero"`
	For     []Audience `json:"for,omitempty"` // who fills it in; empty: everybody of the questionnaire
	Prompts []Prompt   `json:"prompts"`
}

// Prompt is one thing that is asked, or said (Note).
//
// Min and Max mean what the kind says in kind.go; 0 is the kind's own limit.
type Prompt struct {
	Key      string     `json:"key"`
	Kind     Kind       `json:"kind"`
	Label    Text       `json:"label"`
	Help     Text       `json:"help,omitzero"`
	Required bool       `json:"required,omitempty"`
	Private  bool       `json:"private,omitempty"` // never shown to the other side, also when the section is shared
	Fixed    bool       `json:"fixed,omitempty"`   // the programme reads it: never retired
	Retired  bool       `json:"retired,omitempty"` // asked no more; the key stays taken
	Min      int        `json:"min,omitempty"`
	Max      int        `json:"max,omitempty"`
	Ends     []Text     `json:"ends,omitempty"`    // of a scale: what the lowest and the highest mean
	Options  []Option   `json:"options,omitempty"` // of a choice; with a source, those that stand beside it
	Source   Source     `json:"source,omitempty"`
	Measures string     `json:"measures,omitempty"` // the indicator that reports read
	When     *Condition `json:"when,omitempty"`     // asked only then
}

// Option is one answer to choose. Its code never changes.
type Option struct {
	Code  string `json:"code"`
	Label Text   `json:"label"`
	Help  Text   `json:"help,omitzero"`
	Alone bool   `json:"alone,omitempty"` // "none of these": cannot stand beside another
}

// Condition is met when the answer to an earlier prompt is, or has, one of In.
type Condition struct {
	Prompt string   `json:"prompt"`
	In     []string `json:"in"`
}

// Section finds a section by its key.
func (q Questionnaire) Section(key string) (Section, bool) {
	i := slices.IndexFunc(q.Sections, func(s Section) bool { return s.Key == key })
	if i < 0 {
		return Section{}, false
	}
	return q.Sections[i], true
}

// Prompt finds a prompt by its key, retired ones too.
func (q Questionnaire) Prompt(key string) (Prompt, bool) {
	if p := q.find(key); p != nil {
		return *p, true
	}
	return Prompt{}, false
}

// find gives the prompt itself, so that an edit can change it.
func (q Questionnaire) find(key string) *Prompt {
	for s := range q.Sections {
		for p := range q.Sections[s].Prompts {
			if q.Sections[s].Prompts[p].Key == key {
				return &q.Sections[s].Prompts[p]
			}
		}
	}
	return nil
}

// For is the questionnaire with only those sections that one side fills in.
func (q Questionnaire) For(who Audience) Questionnaire {
	q.Sections = slices.DeleteFunc(slices.Clone(q.Sections), func(s Section) bool {
		return len(s.For) > 0 && !slices.Contains(s.For, who)
	})
	return q
}

// Minutes is how long the whole takes, from and to; zeros when no section says.
func (q Questionnaire) Minutes() (least, most int) {
	for _, s := range q.Sections {
		if len(s.Minutes) == 2 {
			least += s.Minutes[0]
			most += s.Minutes[1]
		}
	}
	return least, most
}

// Option finds an option of the prompt's own by its code.
func (p Prompt) Option(code string) (Option, bool) {
	i := slices.IndexFunc(p.Options, func(o Option) bool { return o.Code == code })
	if i < 0 {
		return Option{}, false
	}
	return p.Options[i], true
}
