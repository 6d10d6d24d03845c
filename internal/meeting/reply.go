package meeting

import (
	"context"
	"fmt"
	"time"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Answer is what a member answers to an invitation.
type Answer struct {
	Reply    Reply
	Sequence int64     // of the invitation that is answered
	Counter  time.Time // with Counter: the time that is asked for
}

// Answered notes a member's answer that came in from a calendar. It moves nothing:
// another time is shown to the others, who can Move to it. An answer to an earlier
// invitation, or to a meeting that is over, says nothing any more and changes
// nothing; done tells whether it did.
func (s *Service) Answered(ctx context.Context, meetingID, personID string, a Answer) (done bool, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		m, err := lock(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if done, err = m.answer(personID, a, s.Now()); err != nil || !done {
			return err
		}
		m.UpdatedAt = s.Now()
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		err = audit.Record(ctx, tx, audit.Entry{Actor: personID, Action: audit.MeetingReplied, Subject: personID, Programme: m.Programme,
			Object: audit.Object{Kind: audit.KindMeeting, ID: m.ID}})
		if err != nil {
			return fmt.Errorf("record an answer: %w", err)
		}
		return nil
	})
	return done && err == nil, err
}

// answer notes what a member answers.
func (m *Meeting) answer(personID string, a Answer, now time.Time) (changed bool, err error) {
	x := m.Of(personID)
	at := a.Counter.UTC().Truncate(time.Minute)
	switch {
	case x == nil || m.Status != Planned || m.SaidAt != nil || a.Sequence < m.Sequence:
		return false, nil
	case a.Reply != Accepted && a.Reply != Declined && a.Reply != Counter:
		return false, fault.New(fault.Invalid, "meeting.fault.answer")
	case a.Reply == Counter && (!at.After(now) || at.After(now.Add(horizon))):
		return false, fault.New(fault.Invalid, "meeting.fault.answer")
	}
	if a.Reply == Counter && at.Equal(m.StartsAt) {
		a.Reply = Accepted // the time that it has
	}
	same := x.Reply == a.Reply && (a.Reply != Counter || x.CounterAt.Equal(at))
	x.Reply, x.ReplyAt, x.CounterAt = a.Reply, &now, nil
	if a.Reply == Counter {
		x.CounterAt = &at
	}
	return !same, nil
}
