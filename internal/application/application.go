// Package application takes people in: as mentees and as mentors, from the
// first field to the decision whether they take part.
//
// The states, and who takes the next step:
//
//	draft        being filled in, page by page        → Submit or Withdraw, by the applicant
//	submitted    waits to be looked at                → Decide, by the programme's staff
//	eligible     takes part in matching               → package pairing, later; or Decide again
//	waiting      fits, but there is no place yet      → Decide, by the staff, also for a later day of news
//	not-eligible told so, with the reason             → Decide again, if the reason falls away
//	withdrawn    by the applicant, at any time        → Start again while the intake is open
//
// The rules say whether an applicant fits (Eligibility) and why; people decide.
// A decision against the rules needs a reason in words, which staff can read
// and nobody else. Every change is told to the applicant once, in the same
// transaction. The answers are a questionnaire's, kept with its version.
//
// Applications also come in as rows of a spreadsheet (Import, from package
// transfer). Those people are quiet: nobody writes to them before Announce.
package application

import (
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/questionnaire"
)

// Side is as what somebody applies.
type Side = questionnaire.Audience

// The two sides.
const (
	Mentee = questionnaire.Mentee
	Mentor = questionnaire.Mentor
)

// Status is where an application stands.
type Status string

const (
	Draft       Status = "draft"
	Submitted   Status = "submitted"
	Eligible    Status = "eligible"
	NotEligible Status = "not-eligible"
	Waiting     Status = "waiting"
	Withdrawn   Status = "withdrawn"
)

// Statuses in the order of lists.
var Statuses = []Status{Draft, Submitted, Eligible, Waiting, NotEligible, Withdrawn}

// Key is the translation key of the status' name.
func (s Status) Key() string { return "application.status." + string(s) }

// NextKey is the translation key of what happens next in a status.
func (s Status) NextKey() string { return "application.next." + string(s) }

// steps is the state machine: from each status to those that may follow.
var steps = map[Status][]Status{
	Draft:       {Submitted, Withdrawn},
	Submitted:   {Eligible, NotEligible, Waiting, Withdrawn},
	Eligible:    {NotEligible, Waiting, Withdrawn},
	Waiting:     {Eligible, NotEligible, Waiting, Withdrawn},
	NotEligible: {Eligible, Waiting},
	Withdrawn:   {Draft},
}

// MayBecome tells whether an application can go from s to next.
func (s Status) MayBecome(next Status) bool { return slices.Contains(steps[s], next) }

// Declared are the versions of the texts that an applicant accepted.
type Declared struct {
	Ethics     string `json:"ethics"`
	Boundaries string `json:"boundaries"`
}

// Versions of the texts in force. A new version is asked for again.
const (
	NoticeVersion     = "1"
	EthicsVersion     = "1"
	BoundariesVersion = "1"
)

// Source tells how an application came.
type Source string

const (
	ByForm   Source = "form"
	ByImport Source = "import"
)

// Application is one person's, in one intake, on one side.
type Application struct {
	ID         string
	Intake     string
	Programme  string
	Person     string
	Side       Side
	Number     string // empty until submitted
	Status     Status
	Ref        questionnaire.Ref
	Answers    questionnaire.Answers
	Facts      Facts
	Notice     string
	Declared   Declared
	DeclaredAt *time.Time
	Checklist  []string
	NewsOn     string // yyyy-mm-dd; empty: the intake's
	Reason     Reason
	Note       string
	Source     Source
	Quiet      bool // imported, and not written to yet
	Submitted  *time.Time
	Decided    *time.Time
	DecidedBy  string
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int64

	digest string
}

// Facts are what lists, rules and reports read of the answers.
type Facts struct {
	Institution string // id, or empty
	Employer    string // as typed, where no institution of ours is meant
	Role        string // code, or Other
	Category    string // of the role
	Conflicts   bool
	Fit         Fit
}

// Prompts that the programme reads; the seeds mark them as fixed.
const (
	promptInstitution = "institution"
	promptEmployer    = "institution-other"
	promptRole        = "role"
	promptCategory    = "role-category"
	promptConflicts   = "conflicts"
)

// Other is the answer to the role prompt that is in no catalogue (R1.2-5).
const Other = "other"

// None is the answer that declares no conflict.
const None = "none"

func object(a Application, thing access.Thing) access.Object {
	return access.Object{Thing: thing, Owner: a.Person, Programme: a.Programme, Institution: a.Facts.Institution}
}

// become moves a to the next status, or tells that it cannot.
func (a *Application) become(next Status) error {
	if !a.Status.MayBecome(next) {
		return fault.New(fault.Conflict, "application.fault.status")
	}
	a.Status = next
	return nil
}

// edit refuses a change of answers where they are fixed.
func (a *Application) edit() error {
	if a.Status != Draft {
		return fault.New(fault.Conflict, "application.fault.submitted")
	}
	return nil
}

// accept refuses to note that texts were accepted where the application is
// over. Who was imported accepts them after the application came in, and a new
// version is accepted by everybody (R5-1).
func (a *Application) accept() error {
	if a.Status == NotEligible || a.Status == Withdrawn {
		return fault.New(fault.Conflict, "application.fault.status")
	}
	return nil
}

// reopen makes a draft of an application that was withdrawn, as if it had come
// by form; the answers stay.
func (a *Application) reopen() error {
	if err := a.become(Draft); err != nil {
		return err
	}
	a.Number, a.Submitted, a.Source, a.Quiet, a.digest = "", nil, ByForm, false, ""
	a.Reason, a.Note, a.NewsOn, a.Decided, a.DecidedBy = ReasonNone, "", "", nil, ""
	return nil
}

// own is the application as the applicant may see it: without staff's words.
func (a Application) own() Application {
	a.Note, a.DecidedBy = "", ""
	return a
}

// Cards are what a mentor reads before the first proposal (R4.1-6), in order.
var Cards = []string{"role", "questions", "boundaries", "confidentiality", "rhythm"}

// Prepared tells whether a mentor has read every card; a mentee always is.
func (a Application) Prepared() bool {
	return a.Side == Mentee || !slices.ContainsFunc(Cards, func(c string) bool { return !slices.Contains(a.Checklist, c) })
}

// read notes a card.
func (a *Application) read(card string) error {
	if !slices.Contains(Cards, card) {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	if !slices.Contains(a.Checklist, card) {
		a.Checklist = append(a.Checklist, card)
	}
	return nil
}

// conflicts tells whether anything but "none" was declared.
func conflicts(given []string) bool {
	return slices.ContainsFunc(given, func(v string) bool { return v != None && strings.TrimSpace(v) != "" })
}

// Event is one thing that happened to an application.
type Event struct {
	At     time.Time
	Actor  string
	Status Status
	Reason Reason
	Note   string
}
