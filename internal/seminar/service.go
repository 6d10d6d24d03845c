package seminar

import (
	"context"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/workday"
)

// Service is the verbs of seminars. Register it before its Queue is made.
type Service struct {
	DB       *db.DB
	Now      func() time.Time // UTC in microseconds, as db.Now
	Zone     *time.Location   // Europe/Riga
	Texts    *i18n.Catalogue
	Outbox   *mail.Outbox
	Queue    *job.Queue
	Intakes  *intake.Service
	Workdays func() workday.Calendar // nil: no day is moved
	URL      string                  // of the service, without a slash at the end
	Silent   bool                    // writes to nobody: for people who were invented
}

// List gives a programme's seminars, the latest first.
func (s *Service) List(ctx context.Context, actor access.Actor, programmeID string) ([]Seminar, error) {
	if err := actor.Check(access.Read, object(programmeID)); err != nil {
		return nil, err
	}
	return list(ctx, s.DB, programmeID)
}

// Get loads one seminar for its staff.
func (s *Service) Get(ctx context.Context, actor access.Actor, seminarID string) (Seminar, error) {
	return s.staffs(ctx, s.DB, actor, access.Read, seminarID)
}

// staffs loads a seminar and checks that the actor may do the verb to all of it.
func (s *Service) staffs(ctx context.Context, q db.Q, actor access.Actor, verb access.Verb, seminarID string) (Seminar, error) {
	x, err := load(ctx, q, seminarID)
	if err != nil {
		return Seminar{}, err
	}
	if err := actor.Check(verb, x.Object()); err != nil {
		return Seminar{}, err
	}
	return x, nil
}

// Create makes a draft.
func (s *Service) Create(ctx context.Context, actor access.Actor, programmeID string, d Details) (Seminar, error) {
	if err := actor.Check(access.Write, object(programmeID)); err != nil {
		return Seminar{}, err
	}
	now := s.Now()
	x := Seminar{ID: id.New(), Programme: programmeID, Status: Draft, MovedAt: now, CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := x.apply(d, now, s.Zone); err != nil {
		return Seminar{}, err
	}
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := s.checkIntake(ctx, tx, x); err != nil {
			return err
		}
		if err := insert(ctx, tx, x); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.SeminarCreated, x)
	})
	if err != nil {
		return Seminar{}, err
	}
	return x, nil
}

// checkIntake tells whether the seminar's intake is one of its programme's.
func (s *Service) checkIntake(ctx context.Context, q db.Q, x Seminar) error {
	if x.Intake == "" {
		return nil
	}
	i, err := s.Intakes.Load(ctx, q, x.Intake)
	if fault.Is(err, fault.NotFound) || err == nil && i.Programme != x.Programme {
		return fault.Fields(map[string]fault.Message{"intake": fault.Msg("seminar.fault.intake")})
	}
	return err
}

// Change saves details over the version that was read. Those who have a place
// or wait are told of another time or place; more places let the next in turn
// move up.
func (s *Service) Change(ctx context.Context, actor access.Actor, seminarID string, version int64, d Details) (Seminar, error) {
	return s.alter(ctx, actor, seminarID, version, audit.SeminarChanged, func(x *Seminar) error { return x.apply(d, s.Now(), s.Zone) })
}

// Publish lets everybody see the seminar and take places.
func (s *Service) Publish(ctx context.Context, actor access.Actor, seminarID string, version int64) (Seminar, error) {
	return s.alter(ctx, actor, seminarID, version, audit.SeminarPublished, func(x *Seminar) error { return x.become(Published, s.Now()) })
}

// CallOff cancels a seminar for good and tells those who have a place or wait.
func (s *Service) CallOff(ctx context.Context, actor access.Actor, seminarID string, version int64) (Seminar, error) {
	return s.alter(ctx, actor, seminarID, version, audit.SeminarCancelled, func(x *Seminar) error { return x.become(Cancelled, s.Now()) })
}

// alter is the course of every change: lock, check, version, rule, save, news,
// audit.
func (s *Service) alter(ctx context.Context, actor access.Actor, seminarID string, version int64, action audit.Action,
	rule func(*Seminar) error) (x Seminar, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if x, err = lock(ctx, tx, seminarID); err != nil {
			return err
		}
		if err := actor.Check(access.Write, x.Object()); err != nil {
			return err
		}
		if x.Version != version {
			return fault.New(fault.Conflict, "fault.stale")
		}
		before := x
		if err := rule(&x); err != nil {
			return err
		}
		up, err := s.settle(ctx, tx, before, &x)
		if err != nil {
			return err
		}
		if err := record(ctx, tx, actor.Person, action, x); err != nil {
			return err
		}
		return recordPlaces(ctx, tx, audit.System, audit.SeminarPlaceGiven, x, up)
	})
	if err != nil {
		return Seminar{}, err
	}
	return x, nil
}

// settle saves a changed seminar and what follows from the change; it returns
// who moved up.
func (s *Service) settle(ctx context.Context, tx *db.Tx, before Seminar, x *Seminar) (up []Registration, err error) {
	if err := s.checkIntake(ctx, tx, *x); err != nil {
		return nil, err
	}
	moved := x.Status != before.Status || x.differs(before)
	news := moved && before.Status == Published
	if x.UpdatedAt = s.Now(); moved {
		x.MovedAt = x.UpdatedAt
	}
	if news {
		x.Sequence++
	}
	if err := save(ctx, tx, *x); err != nil {
		return nil, err
	}
	x.Version++
	if news {
		if err := s.Queue.Enqueue(ctx, tx, Tell{SeminarID: x.ID, News: x.Sequence}); err != nil {
			return nil, err
		}
	}
	return s.fill(ctx, tx, x)
}

func record(ctx context.Context, tx *db.Tx, actor string, action audit.Action, x Seminar) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor, Action: action,
		Object: audit.Object{Kind: audit.KindSeminar, ID: x.ID}, Programme: x.Programme})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}

// recordPlaces notes what was done to people's registrations.
func recordPlaces(ctx context.Context, tx *db.Tx, actor string, action audit.Action, x Seminar, places []Registration) error {
	for _, r := range places {
		err := audit.Record(ctx, tx, audit.Entry{Actor: actor, Action: action,
			Object: audit.Object{Kind: audit.KindSeminarPlace, ID: r.ID}, Subject: r.Person, Programme: x.Programme})
		if err != nil {
			return fmt.Errorf("record %s: %w", action, err)
		}
	}
	return nil
}
