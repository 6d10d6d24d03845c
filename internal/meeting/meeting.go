// Package meeting keeps when the members of a mentorship meet: when, how long,
// in what form, whether it took place. It is evidence; what is said at a meeting
// lies in package journal, sealed, and never meets these rows in one query.
//
// A series is planned in one step (series.go, pure): each meeting is a row of its
// own, and can be moved or called off by itself or with all after it.
//
//	planned    → held        the members said that it took place    → wrapped-up
//	           → missed      they said that it did not
//	           → cancelled   a member called it off before
//
// One member says how it went, the others confirm. Who says nothing for some days
// (a rule of the intake, seven by default) is taken to agree, and that is marked.
// While members say different things the meeting stays planned, for silence cannot
// settle that. Nothing here counts to two.
//
// Every change that calendars must learn of is given to Service.Tell in its own
// transaction; package calendar turns it into letters.
package meeting

import (
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/input"
	"domubiedrs/internal/mentorship"
)

// Status is where a meeting stands.
type Status string

const (
	Planned   Status = "planned"
	Held      Status = "held"
	WrappedUp Status = "wrapped-up" // held, and the members have written up what follows
	Missed    Status = "missed"     // it was to take place and did not
	Cancelled Status = "cancelled"
)

// Statuses in the order of lists.
var Statuses = []Status{Planned, Held, WrappedUp, Missed, Cancelled}

// Key is the translation key of the status' name.
func (s Status) Key() string { return "meeting.status." + string(s) }

// TookPlace tells whether the members met.
func (s Status) TookPlace() bool { return s == Held || s == WrappedUp }

// Form is how the members meet.
type Form string

const (
	InPerson Form = "in-person"
	Online   Form = "online"
	Hybrid   Form = "hybrid"
)

// Forms in the order of a choice.
var Forms = []Form{InPerson, Online, Hybrid}

// Key is the translation key of the form's name.
func (f Form) Key() string { return "meeting.form." + string(f) }

// Reply is what a member answered to an invitation.
type Reply string

const (
	NoReply  Reply = ""
	Accepted Reply = "accepted"
	Declined Reply = "declined"
	Counter  Reply = "counter" // asks for another time
)

// Key is the translation key of the reply's name; NoReply has one too.
func (r Reply) Key() string {
	if r == NoReply {
		return "meeting.reply.none"
	}
	return "meeting.reply." + string(r)
}

// Word is what a member says about how a meeting went.
type Word string

const (
	NoWord     Word = ""
	SaysHeld   Word = "held"
	SaysMissed Word = "missed"
)

// How is how a word came to be.
type How string

const (
	Self    How = "self"    // the member said it
	Silence How = "silence" // the member said nothing for long enough
)

// Member is one person's part in a meeting.
type Member struct {
	Person    string
	Reply     Reply
	ReplyAt   *time.Time
	CounterAt *time.Time // with Counter
	Word      Word
	WordAt    *time.Time
	WordHow   How
}

// Limits of what is typed. A meeting over LongMinutes is allowed with a hint
// (R7.1-11).
const (
	LongMinutes = 120
	MinMinutes  = 15
	MaxMinutes  = 480
	MaxPlace    = 300 // characters
)

// Meeting is one. Place is empty for whoever is no member. Members are those who
// are invited, by their person's id.
type Meeting struct {
	ID          string
	Mentorship  string
	Programme   string
	Number      int64
	StartsAt    time.Time
	Minutes     int64
	Form        Form
	Place       string
	Status      Status
	Sequence    int64
	SaidAt      *time.Time // when the first member said how it went
	SettledAt   *time.Time // when it was held or missed for all
	BySilence   bool       // somebody's silence settled it
	WrappedAt   *time.Time
	PlannedBy   string
	PlannedAt   time.Time
	MovedBy     string
	MovedAt     *time.Time
	CancelledBy string
	CancelledAt *time.Time
	UpdatedAt   time.Time
	Version     int64
	Members     []Member
}

// EndsAt is when it is to end.
func (m Meeting) EndsAt() time.Time { return m.StartsAt.Add(time.Duration(m.Minutes) * time.Minute) }

// Object is what the permission table is asked about.
func (m Meeting) Object() access.Object {
	return access.Object{Thing: access.MeetingFact, Programme: m.Programme, Mentorship: m.Mentorship}
}

// Of is a person's part; nil for who is not invited.
func (m Meeting) Of(personID string) *Member {
	i := slices.IndexFunc(m.Members, func(x Member) bool { return x.Person == personID })
	if i < 0 {
		return nil
	}
	return &m.Members[i]
}

// Word is what was said first about how it went; NoWord when nothing was.
func (m Meeting) Word() (first Word) {
	var at time.Time
	for _, x := range m.Members {
		if x.Word != NoWord && (at.IsZero() || x.WordAt.Before(at)) {
			first, at = x.Word, *x.WordAt
		}
	}
	return first
}

// Disputed tells whether members say different things about how it went.
func (m Meeting) Disputed() bool {
	first := m.Word()
	return slices.ContainsFunc(m.Members, func(x Member) bool { return x.Word != NoWord && x.Word != first })
}

// Awaits tells whether a person's word about how it went is awaited.
func (m Meeting) Awaits(personID string, now time.Time) bool {
	x := m.Of(personID)
	return x != nil && x.Word == NoWord && m.Status == Planned && !now.Before(m.StartsAt)
}

// Details are what members set about a meeting.
type Details struct {
	StartsAt time.Time
	Minutes  int64
	Form     Form
	Place    string
}

// Details are the meeting's own.
func (m Meeting) Details() Details { return Details{m.StartsAt, m.Minutes, m.Form, m.Place} }

// horizon is how far ahead a meeting can be.
const horizon = 3 * 366 * 24 * time.Hour

// Check tells whether meetings can have such details.
func (d Details) Check(now time.Time) error {
	_, err := d.clean(now)
	return err
}

// clean checks details and makes the place one line.
func (d Details) clean(now time.Time) (Details, error) {
	bad := fault.Checks{}
	d.Place = input.Line(d.Place)
	d.StartsAt = d.StartsAt.UTC().Truncate(time.Minute)
	if !d.StartsAt.After(now) {
		bad.Fail("starts", "meeting.fault.past")
	} else if d.StartsAt.After(now.Add(horizon)) {
		bad.Fail("starts", "meeting.fault.far")
	}
	if d.Minutes < MinMinutes || d.Minutes > MaxMinutes {
		bad.Fail("minutes", "meeting.fault.minutes", "from", MinMinutes, "to", MaxMinutes)
	}
	if !slices.Contains(Forms, d.Form) {
		bad.Fail("form", "meeting.fault.form")
	}
	if input.Length(d.Place) > MaxPlace {
		bad.Fail("place", "meeting.fault.place", "max", MaxPlace)
	}
	return d, bad.Err()
}

var (
	errStatus = fault.New(fault.Conflict, "meeting.fault.status")
	errStale  = fault.New(fault.Conflict, "fault.stale")
)

// Change is what happened to a meeting that calendars must learn of. People are
// those whose calendars it is in.
type Change struct {
	Meeting Meeting
	People  []string
}

func (m Meeting) change() Change {
	c := Change{Meeting: m}
	for _, x := range m.Members {
		c.People = append(c.People, x.Person)
	}
	return c
}

// set gives a planned meeting new details; moved tells whether calendars must
// learn of it. Replies to another time are void, but for who moved it.
func (m *Meeting) set(d Details, by string, now time.Time) (moved bool, err error) {
	if m.Status != Planned || m.SaidAt != nil {
		return false, errStatus
	}
	if m.Details() == d {
		return false, nil
	}
	at := !m.StartsAt.Equal(d.StartsAt) || m.Minutes != d.Minutes
	m.StartsAt, m.Minutes, m.Form, m.Place = d.StartsAt, d.Minutes, d.Form, d.Place
	m.MovedBy, m.MovedAt = by, &now
	m.Sequence++
	if at {
		m.invite(by, now)
	}
	return true, nil
}

// invite voids all replies: who names the time agrees to it.
func (m *Meeting) invite(by string, now time.Time) {
	for i := range m.Members {
		x := &m.Members[i]
		x.Reply, x.ReplyAt, x.CounterAt = NoReply, nil, nil
		if x.Person == by {
			x.Reply, x.ReplyAt = Accepted, &now
		}
	}
}

// cancel calls a planned meeting off.
func (m *Meeting) cancel(by string, now time.Time) error {
	if m.Status != Planned || m.SaidAt != nil {
		return errStatus
	}
	m.Status, m.CancelledBy, m.CancelledAt = Cancelled, by, &now
	m.Sequence++
	return nil
}

// say notes how a member says it went, and settles it when everybody has. A member
// can say otherwise until then.
func (m *Meeting) say(personID string, word Word, now time.Time) error {
	x := m.Of(personID)
	switch {
	case x == nil || m.Status != Planned:
		return errStatus
	case now.Before(m.StartsAt):
		return fault.New(fault.Conflict, "meeting.fault.early")
	}
	x.Word, x.WordAt, x.WordHow = word, &now, Self
	if m.SaidAt == nil {
		m.SaidAt = &now
	}
	m.settle(now)
	return nil
}

// fallSilent lets the silence of those who said nothing since limit count as their
// agreement; false when there is nothing to count.
func (m *Meeting) fallSilent(limit, now time.Time) bool {
	if m.Status != Planned || m.SaidAt == nil || m.SaidAt.After(limit) || m.Disputed() {
		return false
	}
	word := m.Word()
	for i := range m.Members {
		if x := &m.Members[i]; x.Word == NoWord {
			x.Word, x.WordAt, x.WordHow = word, &now, Silence
		}
	}
	m.settle(now)
	return m.Status != Planned
}

// outcome is what a meeting becomes by what all say.
var outcome = map[Word]Status{SaysHeld: Held, SaysMissed: Missed}

// settle ends the waiting when all members say the same.
func (m *Meeting) settle(now time.Time) {
	if len(m.Members) == 0 || m.Disputed() || slices.ContainsFunc(m.Members, func(x Member) bool { return x.Word == NoWord }) {
		return
	}
	m.Status, m.SettledAt = outcome[m.Word()], &now
	m.BySilence = slices.ContainsFunc(m.Members, func(x Member) bool { return x.WordHow == Silence })
	if m.Status == Held && m.WrappedAt != nil {
		m.Status = WrappedUp
	}
}

// wrap notes that the members have written up what follows. It may come before
// the last one confirmed that the meeting was held.
func (m *Meeting) wrap(now time.Time) error {
	switch {
	case m.WrappedAt != nil:
		return nil
	case m.Status == Missed, m.Status == Cancelled, now.Before(m.StartsAt):
		return errStatus
	}
	m.WrappedAt = &now
	if m.Status == Held {
		m.Status = WrappedUp
	}
	return nil
}

// invitees are a mentorship's members of now, as they are invited.
func invitees(x mentorship.Mentorship, by string, now time.Time) []Member {
	var list []Member
	for _, p := range x.Members {
		if p.LeftAt == nil {
			list = append(list, Member{Person: p.Person})
		}
	}
	slices.SortFunc(list, func(a, b Member) int { return strings.Compare(a.Person, b.Person) })
	m := Meeting{Members: list}
	m.invite(by, now)
	return m.Members
}
