package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/workday"
)

// Service is the verbs of meetings.
type Service struct {
	DB          *db.DB
	Now         func() time.Time // UTC in microseconds, as db.Now
	Zone        *time.Location   // Europe/Riga
	Mentorships *mentorship.Service
	Intakes     *intake.Service
	Workdays    func() workday.Calendar // nil: no day is moved

	// Tell makes calendars learn of changes, in their transaction; nil: nobody does.
	Tell func(ctx context.Context, tx *db.Tx, changes []Change) error
}

// member loads a mentorship in which the actor takes part now and may do the verb
// to meetings. Who does not is told that there is none.
func (s *Service) member(ctx context.Context, actor access.Actor, verb access.Verb, mentorshipID string) (mentorship.Mentorship, error) {
	x, err := s.Mentorships.Get(ctx, actor, mentorshipID)
	if err != nil {
		return x, err
	}
	if err := actor.Check(verb, access.Object{Thing: access.MeetingFact, Programme: x.Programme, Mentorship: x.ID}); err != nil {
		return x, err
	}
	if verb == access.Write && !x.Has(actor.Person) {
		return x, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return x, nil
}

// Plan puts meetings into the time line of a mentorship, in one step: all of them
// or none (R7.1-12). They come back in the order of time.
func (s *Service) Plan(ctx context.Context, actor access.Actor, mentorshipID string, details []Details) (all []Meeting, err error) {
	x, err := s.member(ctx, actor, access.Write, mentorshipID)
	if err != nil {
		return nil, err
	}
	if !x.Status.Running() {
		return nil, fault.New(fault.Conflict, "meeting.fault.over")
	}
	if details, err = s.clean(details); err != nil {
		return nil, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		number, err := lockMentorship(ctx, tx, x.ID)
		if err != nil {
			return err
		}
		if err := refuseTaken(ctx, tx, x.ID, details); err != nil {
			return err
		}
		all = s.build(x, actor.Person, number, details)
		if err := insert(ctx, tx, all); err != nil {
			return err
		}
		return s.tell(ctx, tx, actor.Person, audit.MeetingPlanned, all)
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// refuseTaken refuses a time at which the members meet already: that is how a form
// that is sent twice plans once.
func refuseTaken(ctx context.Context, tx *db.Tx, mentorshipID string, details []Details) error {
	planned, err := listTimes(ctx, tx, mentorshipID)
	if err != nil {
		return err
	}
	for _, d := range details {
		if slices.ContainsFunc(planned, d.StartsAt.Equal) {
			return fault.New(fault.Conflict, "meeting.fault.taken")
		}
	}
	return nil
}

func (s *Service) clean(details []Details) ([]Details, error) {
	if len(details) < 1 || len(details) > MaxSeries {
		return nil, fault.Fields(map[string]fault.Message{"count": fault.Msg("meeting.fault.count", "max", MaxSeries)})
	}
	clean := make([]Details, len(details))
	for i, d := range details {
		var err error
		if clean[i], err = d.clean(s.Now()); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(clean, func(a, b Details) int { return a.StartsAt.Compare(b.StartsAt) })
	for i := 1; i < len(clean); i++ {
		if clean[i].StartsAt.Equal(clean[i-1].StartsAt) {
			return nil, fault.Fields(map[string]fault.Message{"starts": fault.Msg("meeting.fault.twice")})
		}
	}
	return clean, nil
}

func (s *Service) build(x mentorship.Mentorship, by string, number int64, details []Details) []Meeting {
	now := s.Now()
	all := make([]Meeting, len(details))
	for i, d := range details {
		all[i] = Meeting{ID: id.New(), Mentorship: x.ID, Programme: x.Programme, Number: number + int64(i), StartsAt: d.StartsAt, Minutes: d.Minutes, Form: d.Form,
			Place: d.Place, Status: Planned, PlannedBy: by, PlannedAt: now, UpdatedAt: now, Version: 1, Members: invitees(x, by, now)}
	}
	return all
}

// tell ends a change of meetings: calendars learn of it, and the record does.
func (s *Service) tell(ctx context.Context, tx *db.Tx, by string, action audit.Action, all []Meeting) error {
	changes := make([]Change, len(all))
	for i, m := range all {
		changes[i] = m.change()
	}
	if s.Tell != nil && len(changes) > 0 {
		if err := s.Tell(ctx, tx, changes); err != nil {
			return fmt.Errorf("tell calendars: %w", err)
		}
	}
	return record(ctx, tx, by, action, all)
}

func record(ctx context.Context, tx *db.Tx, by string, action audit.Action, all []Meeting) error {
	entries := make([]audit.Entry, len(all))
	for i, m := range all {
		entries[i] = audit.Entry{Actor: by, Action: action, Object: audit.Object{Kind: audit.KindMeeting, ID: m.ID}, Programme: m.Programme}
	}
	if err := audit.RecordAll(ctx, tx, entries); err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}

// alter is the course of every change of one meeting: lock, check, version, rule,
// save. after ends it, in the same transaction.
func (s *Service) alter(ctx context.Context, actor access.Actor, meetingID string, version int64, rule func(*Meeting) (bool, error),
	after func(*db.Tx, Meeting) error) (m Meeting, err error) {
	if err := s.check(ctx, actor, meetingID); err != nil {
		return Meeting{}, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if m, err = lockVersion(ctx, tx, meetingID, version); err != nil {
			return err
		}
		changed, err := rule(&m)
		if err != nil || !changed {
			return err
		}
		m.UpdatedAt = s.Now()
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		m.Version++
		return after(tx, m)
	})
	if err != nil {
		return Meeting{}, err
	}
	return m, nil
}

// check tells whether the actor is a member who may change the meeting.
func (s *Service) check(ctx context.Context, actor access.Actor, meetingID string) error {
	m, err := load(ctx, s.DB, meetingID)
	if err == nil {
		_, err = s.member(ctx, actor, access.Write, m.Mentorship)
	}
	return err
}

func lockVersion(ctx context.Context, tx *db.Tx, meetingID string, version int64) (Meeting, error) {
	m, err := lock(ctx, tx, meetingID)
	if err == nil && m.Version != version {
		err = errStale
	}
	return m, err
}

// told is the end of a change that calendars must learn of.
func (s *Service) told(ctx context.Context, by string, action audit.Action) func(*db.Tx, Meeting) error {
	return func(tx *db.Tx, m Meeting) error { return s.tell(ctx, tx, by, action, []Meeting{m}) }
}

// noted is the end of a change that stays in the house.
func noted(ctx context.Context, by string, action audit.Action) func(*db.Tx, Meeting) error {
	return func(tx *db.Tx, m Meeting) error { return record(ctx, tx, by, action, []Meeting{m}) }
}

// Move gives a planned meeting another time, length, form or place. The same
// details change nothing, and nobody is told.
func (s *Service) Move(ctx context.Context, actor access.Actor, meetingID string, version int64, d Details) (Meeting, error) {
	d, err := d.clean(s.Now())
	if err != nil {
		return Meeting{}, err
	}
	return s.alter(ctx, actor, meetingID, version, func(m *Meeting) (bool, error) { return m.set(d, actor.Person, s.Now()) },
		s.told(ctx, actor.Person, audit.MeetingMoved))
}

// MoveRest moves a planned meeting and all planned ones after it: by as many days,
// to the same hour, length, form and place. It returns those that changed.
func (s *Service) MoveRest(ctx context.Context, actor access.Actor, meetingID string, version int64, d Details) ([]Meeting, error) {
	d, err := d.clean(s.Now())
	if err != nil {
		return nil, err
	}
	var first Meeting
	return s.rest(ctx, actor, meetingID, version, audit.MeetingMoved, func(m *Meeting) (bool, error) {
		if m.ID == meetingID {
			first = *m
		}
		to := d
		to.StartsAt = shifted(m.StartsAt, first.StartsAt, d.StartsAt, s.Zone)
		return m.set(to, actor.Person, s.Now())
	})
}

// Cancel calls a planned meeting off.
func (s *Service) Cancel(ctx context.Context, actor access.Actor, meetingID string, version int64) (Meeting, error) {
	return s.alter(ctx, actor, meetingID, version, func(m *Meeting) (bool, error) { return true, m.cancel(actor.Person, s.Now()) },
		s.told(ctx, actor.Person, audit.MeetingCancelled))
}

// CancelRest calls off a planned meeting and all planned ones after it.
func (s *Service) CancelRest(ctx context.Context, actor access.Actor, meetingID string, version int64) ([]Meeting, error) {
	return s.rest(ctx, actor, meetingID, version, audit.MeetingCancelled,
		func(m *Meeting) (bool, error) { return true, m.cancel(actor.Person, s.Now()) })
}

// rest changes a meeting, which comes first, and all planned ones after it.
func (s *Service) rest(ctx context.Context, actor access.Actor, meetingID string, version int64, action audit.Action,
	rule func(*Meeting) (bool, error)) (changed []Meeting, err error) {
	if err := s.check(ctx, actor, meetingID); err != nil {
		return nil, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		changed = nil
		from, err := lockVersion(ctx, tx, meetingID, version)
		if err != nil {
			return err
		}
		all, err := lockFrom(ctx, tx, from.Mentorship, from.StartsAt)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(m Meeting) bool { return m.ID == from.ID })
		for _, m := range append([]Meeting{from}, all...) {
			did, err := rule(&m)
			if err != nil {
				return err
			}
			if !did {
				continue
			}
			m.UpdatedAt = s.Now()
			if err := save(ctx, tx, m); err != nil {
				return err
			}
			m.Version++
			changed = append(changed, m)
		}
		return s.tell(ctx, tx, actor.Person, action, changed)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// Say notes how the actor says a meeting went, as the first or as a confirmation.
// It is settled when all members say the same.
func (s *Service) Say(ctx context.Context, actor access.Actor, meetingID string, version int64, word Word) (Meeting, error) {
	if word != SaysHeld && word != SaysMissed {
		return Meeting{}, fault.New(fault.Invalid, "fault.malformed")
	}
	return s.alter(ctx, actor, meetingID, version, func(m *Meeting) (bool, error) { return true, m.say(actor.Person, word, s.Now()) },
		func(tx *db.Tx, m Meeting) error {
			if err := noted(ctx, actor.Person, audit.MeetingSaid)(tx, m); err != nil || m.Status == Planned {
				return err
			}
			return record(ctx, tx, actor.Person, settled[m.Status], []Meeting{m})
		})
}

// settled are the actions with which the waiting for everybody's word ends.
var settled = map[Status]audit.Action{Held: audit.MeetingHeld, WrappedUp: audit.MeetingHeld, Missed: audit.MeetingMissed}

// WrapUp notes that the members have written up what follows from a meeting; again
// it changes nothing.
func (s *Service) WrapUp(ctx context.Context, actor access.Actor, meetingID string) (m Meeting, err error) {
	if err := s.check(ctx, actor, meetingID); err != nil {
		return Meeting{}, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if m, err = lock(ctx, tx, meetingID); err != nil || m.WrappedAt != nil {
			return err
		}
		if err := m.wrap(s.Now()); err != nil {
			return err
		}
		m.UpdatedAt = s.Now()
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		m.Version++
		return record(ctx, tx, actor.Person, audit.MeetingWrappedUp, []Meeting{m})
	})
	return m, err
}
