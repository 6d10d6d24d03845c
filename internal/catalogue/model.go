package catalogue

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

// ModelCode names a mentoring model (R3-1).
type ModelCode string

const (
	Individual ModelCode = "individual" // R3.1
	Grouped    ModelCode = "group"      // R3.2
	Team       ModelCode = "team"       // R3.3
	Reverse    ModelCode = "reverse"    // R3.4
	OnDemand   ModelCode = "on-demand"  // R3.5
)

// Stage is where in a mentorship a form is offered: before it begins, and the
// five stages of R7-1.
type Stage string

const (
	Pairing    Stage = "pairing"
	Foundation Stage = "foundation"
	Planning   Stage = "planning"
	Learning   Stage = "learning"
	Evaluation Stage = "evaluation"
	Closing    Stage = "closing"
)

// Stages in their order.
var Stages = []Stage{Pairing, Foundation, Planning, Learning, Evaluation, Closing}

// Key is the translation key of the stage's name.
func (s Stage) Key() string { return "catalogue.stage." + string(s) }

// Requirement is what must be there before a mentorship can be completed.
type Requirement string

const (
	NeedsGoal       Requirement = "goal"        // a goal was recorded (R2-1)
	NeedsComparison Requirement = "comparison"  // goals are compared with what was reached (R7.5-2)
	NeedsLessons    Requirement = "lessons"     // each side was asked for its lessons (R7.5-5)
	NeedsUse        Requirement = "use"         // the mentee tells how the knowledge will be used (R7.5-7)
	NeedsMentorGain Requirement = "mentor-gain" // the mentor tells what the mentor gained (R3.4-4)
	NeedsProblem    Requirement = "problem"     // the problem was stated (R2-1, R3.5-1)
	NeedsOutcome    Requirement = "outcome"     // the kind of outcome and a short result (R3.5-4)
)

// Requirements in the order of the closing page.
var Requirements = []Requirement{NeedsGoal, NeedsProblem, NeedsComparison, NeedsLessons, NeedsUse, NeedsMentorGain, NeedsOutcome}

// Key is the translation key of the requirement as a task.
func (r Requirement) Key() string { return "catalogue.closing." + string(r) }

// Model is one of the five mentoring models: what differs between them, so that
// no page asks which model it is (R3-3).
type Model struct {
	Code    ModelCode `json:"code"`
	Name    Text      `json:"name"`
	Meaning Text      `json:"meaning"` // what it is, in a sentence
	Fits    Text      `json:"fits"`    // when it fits (R3-2)

	Team    bool `json:"team"`    // the mentees are one team with a project and a lead (R3.3-1)
	Swapped bool `json:"swapped"` // the mentor may be the junior: guidance speaks so (R3.4-1)
	Plan    bool `json:"plan"`    // a plan is required
	Request bool `json:"request"` // begins with a problem and a desired result (R3.5-1)

	Ranges  map[Term]Range     `json:"terms"`
	Forms   map[Stage][]string `json:"forms"`   // keys of annex forms, A to I
	Closing []Requirement      `json:"closing"` // in the order of Requirements
	Themes  []string           `json:"themes"`  // codes of themes that are suggested (R3.4-2)
}

//go:embed models.json
var modelsFile []byte

// The models are part of the program: a file that cannot be read ends it at
// start.
var models = mustModels(modelsFile)

func mustModels(text []byte) []Model {
	list, err := readModels(text)
	if err != nil {
		panic("catalogue: " + err.Error())
	}
	return list
}

func readModels(text []byte) ([]Model, error) {
	var list []Model
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&list); err != nil {
		return nil, fmt.Errorf("read models: %w", err)
	}
	return list, nil
}

// Models are the five models in the order of the guidelines. The caller must
// not change what they hold.
func Models() []Model { return slices.Clone(models) }

// Lookup finds a model by its code.
func Lookup(code ModelCode) (Model, bool) {
	i := slices.IndexFunc(models, func(m Model) bool { return m.Code == code })
	if i < 0 {
		return Model{}, false
	}
	return models[i], true
}

// Mentees tells whether a mentorship of this model may have n mentees under a
// programme's terms (R3.1-1, R3.2-1).
func (m Model) Mentees(set Terms, n int) bool {
	all := m.Terms(set)
	return Span{all[MinMentees], all[MaxMentees]}.Holds(n)
}
