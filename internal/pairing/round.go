package pairing

import (
	"slices"
	"time"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
)

// RoundStatus is where a round stands.
type RoundStatus string

const (
	RoundDraft  RoundStatus = "draft"
	RoundSent   RoundStatus = "sent"
	RoundClosed RoundStatus = "closed"
)

// Key is the translation key of the status' name.
func (s RoundStatus) Key() string { return "pairing.round." + string(s) }

var roundSteps = map[RoundStatus][]RoundStatus{RoundDraft: {RoundSent, RoundClosed}, RoundSent: {RoundClosed}}

// Round is a set of proposals that go out together.
type Round struct {
	ID        string
	Programme string
	Intake    string
	Run       string // empty: put together by hand
	Model     catalogue.ModelCode
	Status    RoundStatus
	CreatedBy string
	CreatedAt time.Time
	SentBy    string
	SentAt    *time.Time
	ClosedAt  *time.Time
	UpdatedAt time.Time
	Version   int64
}

func (r *Round) become(next RoundStatus, at time.Time) error {
	if !slices.Contains(roundSteps[r.Status], next) {
		return fault.New(fault.Conflict, "pairing.fault.round-status")
	}
	if r.Status = next; next == RoundClosed {
		r.ClosedAt = &at
	}
	return nil
}

// Candidate is a mentor on a mentee's shortlist.
type Candidate struct {
	Mentor    string // application
	Why       Why
	Hierarchy bool // the mentee is this mentor's line manager: only after a confirmation
}

// Shortlist is what a mentee is offered, the best first. As many as the intake's
// shortlist holds go out at once; those after them are in reserve.
type Shortlist struct {
	Mentee     string // application
	Candidates []Candidate
}

// check refuses a shortlist that is wrong in itself.
func (l Shortlist) check() error {
	if len(l.Candidates) > MaxShortlist {
		return fault.New(fault.Invalid, "pairing.fault.shortlist", "max", MaxShortlist)
	}
	seen := map[string]bool{}
	for _, c := range l.Candidates {
		if seen[c.Mentor] {
			return fault.New(fault.Invalid, "pairing.fault.twice")
		}
		seen[c.Mentor] = true
		if err := c.Why.check(); err != nil {
			return err
		}
	}
	return nil
}

// Obstacle is why a proposal of a round cannot go out.
type Obstacle string

const (
	NotEligible Obstacle = "not-eligible" // withdrawn, refused, or the account is closed
	NotTold     Obstacle = "not-told"     // imported, and nobody has written to them yet
	HasMentor   Obstacle = "has-mentor"
	IsFull      Obstacle = "full"
	OnPause     Obstacle = "on-pause"
	IsOpen      Obstacle = "open" // the same pair has an open proposal
	IsExcluded  Obstacle = "excluded"
	Unconfirmed Obstacle = "unconfirmed" // the mentee is the mentor's line manager, and nobody confirmed it
	SamePerson  Obstacle = "same-person"
	NotOffered  Obstacle = "not-offered" // the mentor does not take on the model
)

// Obstacles are the closed list.
var Obstacles = []Obstacle{NotEligible, NotTold, HasMentor, IsFull, OnPause, IsOpen, IsExcluded, Unconfirmed, SamePerson, NotOffered}

// Key is the translation key of the obstacle's sentence.
func (o Obstacle) Key() string { return "pairing.obstacle." + string(o) }

// Problem is an obstacle in the way of one proposal.
type Problem struct {
	Proposal string
	Mentee   string // application
	Mentor   string // application
	Number   string // of the application that it is about
	Obstacle Obstacle
}
