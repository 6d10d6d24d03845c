// Package pairing goes from what the engine suggests to what two people want:
// runs that are kept, rounds of proposals, and the two answers.
//
// A round, and who takes the next step:
//
//	draft   shortlists are put together         → SendRound or CloseRound, by the coordinator
//	sent    people answer; one at a time in an intake
//	closed  by itself when nothing is open, or by the coordinator
//
// A proposal pairs two applications:
//
//	draft       in a round, or in reserve           → SendRound; a reserve goes out by itself
//	sent        the mentee sees the card            → Choose, by the mentee
//	mentee-yes  stands in the mentee's own order    → its turn comes by itself
//	asked       the mentor is asked                 → Answer, by the mentor
//	accepted    both said yes: a mentorship
//	declined, expired, withdrawn
//
// The mentee acts first, and the mentor is asked only about a mentee who said
// yes: those who choose get more out of mentoring than those who are placed
// (context §9.1). One mentor is asked at a time, in the mentee's order, so no
// mentor is asked for nothing. Between the mentee's yes and the mentor's answer
// lies the introductory talk; until then the mentee can still take the yes back.
//
// Answers are private. A mentor learns a mentee's yes by being asked, and
// nothing else; a mentee learns a mentor's yes by the mentorship. A no, more
// time, silence, a full mentor and a proposal taken back all look the same from
// the other side: it is no longer open. No reason is asked for or kept.
//
// What is decided about a person waits for that person's party (party.go): the
// mentee's is locked first, then the mentor's. What follows for others (their
// next mentor, a reserve, the waiting list) is the job Next of each.
package pairing

import (
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/workday"
)

// Side is on which side somebody stands.
type Side = questionnaire.Audience

// The two sides.
const (
	Mentee = questionnaire.Mentee
	Mentor = questionnaire.Mentor
)

func other(side Side) Side {
	if side == Mentee {
		return Mentor
	}
	return Mentee
}

// Status is where a proposal stands.
type Status string

const (
	Draft     Status = "draft"
	Sent      Status = "sent"
	MenteeYes Status = "mentee-yes"
	Asked     Status = "asked"
	Accepted  Status = "accepted"
	Declined  Status = "declined"
	Expired   Status = "expired"
	Withdrawn Status = "withdrawn"
)

// Statuses in the order of lists.
var Statuses = []Status{Draft, Sent, MenteeYes, Asked, Accepted, Declined, Expired, Withdrawn}

// Key is the translation key of the status' name, for the coordinator.
func (s Status) Key() string { return "pairing.status." + string(s) }

// Open tells whether a proposal went out and can still become a mentorship.
func (s Status) Open() bool { return slices.Contains([]Status{Sent, MenteeYes, Asked}, s) }

// steps is the state machine.
var steps = map[Status][]Status{
	Draft:     {Sent, Withdrawn},
	Sent:      {MenteeYes, Declined, Expired, Withdrawn},
	MenteeYes: {Asked, Declined, Withdrawn},
	Asked:     {Accepted, Declined, Expired, Withdrawn},
	Accepted:  {Withdrawn},
}

// MayBecome tells whether a proposal can go from s to next.
func (s Status) MayBecome(next Status) bool { return slices.Contains(steps[s], next) }

// Reply is one side's answer.
type Reply string

const (
	NoReply Reply = ""
	Yes     Reply = "yes"
	No      Reply = "no"
	Later   Reply = "later"
)

// Replies are those to choose between.
var Replies = []Reply{Yes, No, Later}

// Key is the translation key of the reply as a choice.
func (r Reply) Key() string { return "pairing.reply." + string(r) }

// ending tells why a proposal is no longer open. No side and no staff sees it;
// it keeps the engine from proposing the same pair again.
type ending string

const (
	byMentee    ending = "mentee"      // said no
	byMentor    ending = "mentor"      // said no
	silent      ending = "silent"      // the time ran out
	placed      ending = "placed"      // the mentee works with another mentor
	unavailable ending = "unavailable" // the mentor is full, pauses or has left
	gone        ending = "gone"        // the mentee has left
	conflicting ending = "conflict"
	byStaff     ending = "staff"
)

// Reason is one sentence of why a pair is suggested, or of what the two should
// talk about: a translation key and its arguments.
type Reason struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
}

// Text is the reason for fault.Message-like use: name and value in turn.
func (r Reason) Text() fault.Message {
	m := fault.Message{Key: r.Key}
	for name, value := range r.Args {
		m.Args = append(m.Args, name, value)
	}
	return m
}

// Why explains a suggestion to both sides (R6.1-9). No numbers, and nothing that
// one side wrote for itself.
type Why struct {
	For       []Reason `json:"for"`
	Questions []Reason `json:"questions"`
}

// Limits of what is kept with a proposal.
const (
	MaxReasons   = 20  // of each sort
	MaxArg       = 200 // characters of an argument
	MaxNote      = 500 // characters of staff's words
	MaxShortlist = 10  // candidates of one mentee, reserves included
	MaxLists     = 5000
)

var keyShape = regexp.MustCompile(`^[a-z][a-z-]*(\.[a-z0-9-]+)+$`)

func (w Why) check() error {
	for _, list := range [][]Reason{w.For, w.Questions} {
		if len(list) > MaxReasons || slices.ContainsFunc(list, func(r Reason) bool { return !r.valid() }) {
			return fault.New(fault.Invalid, "pairing.fault.reasons")
		}
	}
	return nil
}

func (r Reason) valid() bool {
	for name, value := range r.Args {
		if name == "" || utf8.RuneCountInString(value) > MaxArg {
			return false
		}
	}
	return keyShape.MatchString(r.Key)
}

// Talk is the introductory talk of thirty minutes. At is nil when nobody has
// named a time.
type Talk struct {
	At     *time.Time
	By     Side
	Agreed bool
}

// Proposal pairs a mentee's application with a mentor's.
type Proposal struct {
	ID           string
	Programme    string
	Intake       string
	Round        string // empty: by hand
	Mentee       string // application
	Mentor       string // application
	MenteePerson string
	MentorPerson string
	Model        catalogue.ModelCode
	Status       Status
	Rank         int64 // in the shortlist
	Days         int64
	TurnAt       *time.Time
	DueAt        *time.Time
	AskedAt      *time.Time
	Talk         Talk
	Hierarchy    bool
	ConfirmedBy  string
	ConfirmedAt  *time.Time
	Note         string
	Mentorship   string
	CreatedBy    string
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int64
	Why          Why

	choice      int64 // in the mentee's order; 0: none
	menteeReply Reply
	mentorReply Reply
	shares      bool
	reminded    int64
	ended       ending
	told        bool
}

func desk(programmeID string) access.Object {
	return access.Object{Thing: access.Pairing, Programme: programmeID}
}

// object is the proposal as one of its two people meets it.
func (p Proposal) object(personID string) access.Object {
	return access.Object{Thing: access.Proposal, Owner: personID, Programme: p.Programme}
}

// sideOf tells on which side a person stands. A mentor who was not asked stands
// on none: such a proposal is not there.
func (p Proposal) sideOf(personID string) (Side, bool) {
	switch {
	case personID == "" || p.Status == Draft || p.Status == Withdrawn && p.DueAt == nil:
		return "", false
	case personID == p.MenteePerson:
		return Mentee, true
	case personID == p.MentorPerson && p.AskedAt != nil:
		return Mentor, true
	}
	return "", false
}

// become moves p to the next status, or tells that it is no longer open.
func (p *Proposal) become(next Status) error {
	if !p.Status.MayBecome(next) {
		return errClosed
	}
	p.Status = next
	return nil
}

// turn begins the turn of the one whose answer is awaited; the answer is in time
// until the end of the last day in Riga.
func (p *Proposal) turn(at time.Time, zone *time.Location) {
	due := deadline(at, p.Days, zone)
	p.TurnAt, p.DueAt, p.reminded = &at, &due, 0
}

// deadline is the midnight after the last of so many days.
func deadline(at time.Time, days int64, zone *time.Location) time.Time {
	local := at.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day()+int(days)+1, 0, 0, 0, 0, zone).UTC()
}

// longer gives half the days once more, to somebody who asks for time; once in
// a turn.
func (p *Proposal) longer(at time.Time, c counting) {
	p.extend(deadline(*p.DueAt, p.more()-1, c.zone), at, c)
}

func (p Proposal) more() int64 { return max((p.Days+1)/2, 1) }

// extend moves the end of the turn; reminders whose day has passed by then stay
// behind.
func (p *Proposal) extend(due, at time.Time, c counting) {
	if due.After(*p.DueAt) {
		p.DueAt = &due
		p.reminded = p.reminders(at, c)
	}
}

// reminders is how many reminders the turn has seen by now: one at half-time and
// one on the day before the last. A day that is free moves to the
// working day before it; on the day of the turn itself a letter has said it all.
func (p Proposal) reminders(at time.Time, c counting) (n int64) {
	half := p.TurnAt.Add(p.DueAt.Sub(*p.TurnAt) / 2)
	days := []string{c.workday(half), c.workday(p.DueAt.Add(-36 * time.Hour))}
	first, today := p.TurnAt.In(c.zone).Format(time.DateOnly), at.In(c.zone).Format(time.DateOnly)
	for _, day := range slices.Compact(days) {
		if first < day && day <= today {
			n++
		}
	}
	return n
}

// counting is how days are counted: where, and which of them are worked.
type counting struct {
	zone *time.Location
	days workday.Calendar
}

// workday is the day of a moment, or the last working day before it.
func (c counting) workday(at time.Time) string {
	return c.days.Before(at.In(c.zone)).Format(time.DateOnly)
}

// late tells whether the time for an answer is over.
func (p Proposal) late(at time.Time) bool { return p.DueAt != nil && !at.Before(*p.DueAt) }

// seal ends a proposal; told says whether the mentee knows it by that.
func (p *Proposal) seal(next Status, why ending, told bool) error {
	if err := p.become(next); err != nil {
		return err
	}
	p.ended, p.told = why, told
	return nil
}

var (
	errStale   = fault.New(fault.Conflict, "fault.stale")
	errMissing = fault.New(fault.NotFound, "fault.not-found")
	errClosed  = fault.New(fault.Gone, "pairing.fault.closed")
	errFull    = fault.New(fault.Conflict, "pairing.fault.full")
	errPaused  = fault.New(fault.Conflict, "pairing.fault.paused")
	errPlaced  = fault.New(fault.Conflict, "pairing.fault.placed")
)
