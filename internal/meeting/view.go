package meeting

import (
	"context"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/workday"
)

// Get loads one meeting for a member of its mentorship, or for the programme's
// staff: without its place, and without who said what.
func (s *Service) Get(ctx context.Context, actor access.Actor, meetingID string) (Meeting, error) {
	m, err := load(ctx, s.DB, meetingID)
	if err != nil {
		return Meeting{}, err
	}
	x, err := s.member(ctx, actor, access.Read, m.Mentorship)
	if err != nil {
		return Meeting{}, err
	}
	return m.seenBy(x.Has(actor.Person)), nil
}

// seenBy is the meeting as a member or as somebody else may see it.
func (m Meeting) seenBy(member bool) Meeting {
	if !member {
		m.Place, m.Members, m.PlannedBy, m.MovedBy, m.CancelledBy = "", nil, "", "", ""
	}
	return m
}

// List gives all meetings of a mentorship in the order of time, to those who may
// Get them.
func (s *Service) List(ctx context.Context, actor access.Actor, mentorshipID string) ([]Meeting, error) {
	x, err := s.member(ctx, actor, access.Read, mentorshipID)
	if err != nil {
		return nil, err
	}
	all, err := listOf(ctx, s.DB, x.ID)
	for i := range all {
		all[i] = all[i].seenBy(x.Has(actor.Person))
	}
	return all, err
}

// recent is how long a meeting stays among somebody's own.
const recent = 60 * 24 * time.Hour

// Mine are the meetings that the actor is invited to, whatever the mentorship,
// from two months ago on.
func (s *Service) Mine(ctx context.Context, actor access.Actor) ([]Meeting, error) {
	if !actor.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return s.OfPerson(ctx, actor.Person)
}

// OfPerson is Mine for a person whom the caller has made sure of otherwise: by the
// secret of their feed.
func (s *Service) OfPerson(ctx context.Context, personID string) ([]Meeting, error) {
	return listPerson(ctx, s.DB, personID, s.Now().Add(-recent))
}

// Load gives a meeting with everything, to package calendar.
func (s *Service) Load(ctx context.Context, q db.Q, meetingID string) (Meeting, error) {
	return load(ctx, q, meetingID)
}

// Counts is what staff and members see of a mentorship's meetings at a glance.
type Counts struct {
	Planned, Held, Missed, Cancelled int64
	Minutes                          int64      // of those that were held
	Next                             *time.Time // the next planned one
	LastHeld                         *time.Time
	Cancellations                    int64 // in a row, the latest ones (signal S7)
}

// add counts one more meeting; they come in the order of time.
func (c *Counts) add(m Meeting, now time.Time) {
	switch {
	case m.Status.TookPlace():
		c.Held++
		c.Minutes += m.Minutes
		c.LastHeld, c.Cancellations = &m.StartsAt, 0
	case m.Status == Missed:
		c.Missed++
	case m.Status == Cancelled:
		c.Cancelled++
		if !m.StartsAt.After(now) {
			c.Cancellations++
		}
	default:
		c.Planned++
		if c.Next == nil && m.StartsAt.After(now) {
			c.Next = &m.StartsAt
		}
	}
}

// Count counts the meetings of mentorships in one programme, for whoever may read
// that programme's meetings: dates, states and minutes.
func (s *Service) Count(ctx context.Context, actor access.Actor, programmeID string, mentorshipIDs []string) (map[string]Counts, error) {
	if err := actor.Check(access.Read, access.Object{Thing: access.MeetingFact, Programme: programmeID}); err != nil {
		return nil, err
	}
	return countAll(ctx, s.DB, programmeID, mentorshipIDs, s.Now())
}

// Next is the planned meeting that comes next or goes on just now, in a list that
// is in the order of time; nil when there is none.
func Next(all []Meeting, now time.Time) *Meeting {
	i := slices.IndexFunc(all, func(m Meeting) bool { return m.Status == Planned && m.EndsAt().After(now) })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// LastHeld is the latest one that took place; nil when there is none.
func LastHeld(all []Meeting) *Meeting {
	for i, m := range slices.Backward(all) {
		if m.Status.TookPlace() {
			return &all[i]
		}
	}
	return nil
}

// Spread lays a series out in a mentorship's time line, with what is special about
// each day, before anything is planned.
func (s *Service) Spread(ctx context.Context, actor access.Actor, mentorshipID string, x Series) ([]Slot, error) {
	if _, err := s.member(ctx, actor, access.Write, mentorshipID); err != nil {
		return nil, err
	}
	all, err := listOf(ctx, s.DB, mentorshipID)
	if err != nil {
		return nil, err
	}
	var taken []string
	for _, m := range all {
		if m.Status != Cancelled && m.Status != Missed {
			taken = append(taken, m.StartsAt.In(s.Zone).Format(time.DateOnly))
		}
	}
	return x.Slots(s.Zone, s.workdays(), taken)
}

func (s *Service) workdays() workday.Calendar {
	if s.Workdays == nil {
		return workday.Calendar{}
	}
	return s.Workdays()
}
