// Package mentorship keeps what exists once both said yes: who works with whom,
// in which model, and where they stand. It holds states and dates only; what
// the members write lies in other packages, sealed.
//
// The states, and who takes the next step:
//
//	proposed    a group or a team gathers                → Start, by the programme's staff
//	foundation  the agreement                            → the members
//	planning    goals and plan                           → the members
//	learning    meetings, with repeated evaluation       → the members
//	closing     looking back                             → the members
//	completed   for good
//
//	paused      from any of the four in the middle, and back to where it was
//	ended-early, rematched   for good
//
// Package pairing begins a mentorship (Begin) in the transaction of the second
// yes. Where one mentee is enough it begins at once; where a model needs several,
// each further mentee joins the one that gathers around the mentor. Members are
// rows: nothing here knows how many there are.
package mentorship

import (
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
)

// Status is where a mentorship stands.
type Status string

const (
	Proposed   Status = "proposed"
	Foundation Status = "foundation"
	Planning   Status = "planning"
	Learning   Status = "learning"
	Closing    Status = "closing"
	Completed  Status = "completed"
	Paused     Status = "paused"
	EndedEarly Status = "ended-early"
	Rematched  Status = "rematched"
)

// Statuses in the order of lists.
var Statuses = []Status{Proposed, Foundation, Planning, Learning, Closing, Completed, Paused, EndedEarly, Rematched}

// Key is the translation key of the status' name.
func (s Status) Key() string { return "mentorship.status." + string(s) }

// Running tells whether the members work together, a pause included.
func (s Status) Running() bool {
	return slices.Contains([]Status{Foundation, Planning, Learning, Closing, Paused}, s)
}

// Over tells whether nothing can follow.
func (s Status) Over() bool { return len(steps[s]) == 0 }

// steps is the state machine.
var steps = map[Status][]Status{
	Proposed:   {Foundation, EndedEarly, Rematched},
	Foundation: {Planning, Paused, EndedEarly, Rematched},
	Planning:   {Learning, Paused, EndedEarly, Rematched},
	Learning:   {Closing, Paused, EndedEarly, Rematched},
	Closing:    {Completed, Paused, EndedEarly, Rematched},
	Paused:     {Foundation, Planning, Learning, Closing, EndedEarly, Rematched},
}

// MayBecome tells whether a mentorship can go from s to next.
func (s Status) MayBecome(next Status) bool { return slices.Contains(steps[s], next) }

// Side is on which side a member takes part.
type Side = questionnaire.Audience

// The two sides.
const (
	Mentee = questionnaire.Mentee
	Mentor = questionnaire.Mentor
)

// roles are what members are in the permission table.
var roles = map[Side]access.Role{Mentee: access.Mentee, Mentor: access.Mentor}

// Member is one person's part in a mentorship.
type Member struct {
	ID          string
	Person      string
	Application string // empty: came without one
	Side        Side
	JoinedAt    time.Time
	LeftAt      *time.Time
}

// Mentorship is one; Members are those who have left too, the first to join
// first.
type Mentorship struct {
	ID        string
	Programme string
	Intake    string // empty: outside of any intake
	Model     catalogue.ModelCode
	Status    Status
	Resumes   Status // what a pause interrupted
	Seats     int64  // for mentees
	Mentees   int64  // who take part now
	BeganAt   time.Time
	StatusAt  time.Time
	UpdatedAt time.Time
	Version   int64
	AgreedAt  *time.Time // when all first accepted the agreement
	PlannedAt *time.Time // when all first confirmed the plan
	EndsOn    string     // 2027-05-18, as the members agreed; empty: not yet
	Members   []Member
}

// Object is what the permission table is asked about.
func (m Mentorship) Object() access.Object {
	return access.Object{Thing: access.MentorshipFact, Programme: m.Programme, Mentorship: m.ID}
}

// Has tells whether a person takes part now.
func (m Mentorship) Has(personID string) bool {
	return slices.ContainsFunc(m.Members, func(x Member) bool { return x.Person == personID && x.LeftAt == nil })
}

// Step is something that all members reached together. Its day is evidence; what
// they agreed on is not.
type Step string

const (
	AgreementReached Step = "agreement"
	PlanReached      Step = "plan"
)

// Reached tells whether the members have come to a step.
func (m Mentorship) Reached(step Step) bool {
	return step == AgreementReached && m.AgreedAt != nil || step == PlanReached && m.PlannedAt != nil
}

// needs are the steps before a stage; what is not there needs none.
var needs = map[Status][]Step{Planning: {AgreementReached}, Learning: {AgreementReached, PlanReached}}

// stages follow each other by the members' own step (R7-1).
var stages = []Status{Foundation, Planning, Learning, Closing}

// Next is the stage that the members can go to, and what is missing for it; empty
// where no step of theirs leads on.
func (m Mentorship) Next() (next Status, missing []Step) {
	i := slices.Index(stages, m.Status)
	if i < 0 || i == len(stages)-1 {
		return "", nil
	}
	for _, step := range needs[stages[i+1]] {
		if !m.Reached(step) {
			missing = append(missing, step)
		}
	}
	return stages[i+1], missing
}

// become moves m to the next status; a pause ends where it began.
func (m *Mentorship) become(next Status, at time.Time) error {
	if !m.Status.MayBecome(next) || m.Status == Paused && next.Running() && next != m.Resumes {
		return fault.New(fault.Conflict, "mentorship.fault.status")
	}
	m.Resumes = ""
	if next == Paused {
		m.Resumes = m.Status
	}
	m.Status, m.StatusAt = next, at
	return nil
}

// start lets the members begin when there are as many mentees as the model
// takes (R3.2-1).
func (m *Mentorship) start(size catalogue.Span, at time.Time) error {
	if m.Status != Proposed {
		return fault.New(fault.Conflict, "mentorship.fault.status")
	}
	if !size.Holds(int(m.Mentees)) {
		return fault.New(fault.Conflict, "mentorship.fault.size", "from", size.From, "to", size.To)
	}
	return m.become(Foundation, at)
}

// bounds are the rules of an intake that set how many mentees a model takes.
var bounds = map[catalogue.ModelCode]map[catalogue.Term]intake.RuleName{
	catalogue.Grouped: {catalogue.MinMentees: intake.GroupMin, catalogue.MaxMentees: intake.GroupMax},
	catalogue.Team:    {catalogue.MaxMentees: intake.TeamMax},
}

// Size is how many mentees a model takes in an intake. False for a code that
// names no model.
func Size(code catalogue.ModelCode, rules intake.Rules) (catalogue.Span, bool) {
	model, known := catalogue.Lookup(code)
	if !known {
		return catalogue.Span{}, false
	}
	set := catalogue.Terms{}
	for term, rule := range bounds[code] {
		set[term] = rules.Get(rule)
	}
	terms := model.Terms(set)
	return catalogue.Span{From: terms[catalogue.MinMentees], To: terms[catalogue.MaxMentees]}, true
}
