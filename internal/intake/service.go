package intake

import (
	"context"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// Service is the verbs of intakes.
type Service struct {
	DB   *db.DB
	Now  func() time.Time // UTC in microseconds, as db.Now
	Zone *time.Location   // Europe/Riga: where days begin and end
}

// Phase is where an intake stands now.
func (s *Service) Phase(x Intake) Phase { return x.Phase(s.Now(), s.Zone) }

// List gives a programme's intakes, the latest first.
func (s *Service) List(ctx context.Context, actor access.Actor, programmeID string) ([]Intake, error) {
	if err := actor.Check(access.Read, object(programmeID)); err != nil {
		return nil, err
	}
	return list(ctx, s.DB, programmeID)
}

// Get loads one intake for somebody who may read its programme's.
func (s *Service) Get(ctx context.Context, actor access.Actor, intakeID string) (Intake, error) {
	x, err := load(ctx, s.DB, intakeID)
	if err != nil {
		return Intake{}, err
	}
	if err := actor.Check(access.Read, x.Object()); err != nil {
		return Intake{}, err
	}
	return x, nil
}

// Published gives the published intakes of open programmes that are not over,
// the earliest first: what everybody may know.
func (s *Service) Published(ctx context.Context) ([]Intake, error) {
	return listPublished(ctx, s.DB, s.today())
}

// Applying loads the intake that takes applications now. NotFound when there
// is none that is published, Conflict before its days, Gone after them and when
// its programme is not open: nothing new begins there.
func (s *Service) Applying(ctx context.Context, q db.Q, intakeID string) (Intake, error) {
	x, err := load(ctx, q, intakeID)
	if err != nil {
		return Intake{}, err
	}
	open, err := programmeOpen(ctx, q, x.Programme)
	switch phase := s.Phase(x); {
	case err != nil:
		return Intake{}, err
	case phase == Preparing:
		return Intake{}, fault.New(fault.NotFound, "fault.not-found")
	case phase == Upcoming && open:
		return Intake{}, fault.New(fault.Conflict, "intake.fault.upcoming")
	case phase == Applying && open:
		return x, nil
	}
	return Intake{}, fault.New(fault.Gone, "intake.fault.closed")
}

// Load loads an intake for another service, which asks about its own objects.
func (s *Service) Load(ctx context.Context, q db.Q, intakeID string) (Intake, error) {
	return load(ctx, q, intakeID)
}

// Hold loads an intake and keeps everybody else who holds it waiting until the
// transaction ends.
func (s *Service) Hold(ctx context.Context, tx *db.Tx, intakeID string) (Intake, error) {
	return hold(ctx, tx, intakeID)
}

// ByCode finds an intake by its code, for the command line.
func (s *Service) ByCode(ctx context.Context, code string) (Intake, error) {
	return loadByCode(ctx, s.DB, code)
}

// NextNumber takes the next application's number of an intake.
func (s *Service) NextNumber(ctx context.Context, tx *db.Tx, x Intake) (string, error) {
	n, err := count(ctx, tx, x.ID)
	if err != nil {
		return "", err
	}
	return x.Number(n), nil
}

// Create makes a draft with the guidelines' rules.
func (s *Service) Create(ctx context.Context, actor access.Actor, programmeID string, d Details) (Intake, error) {
	return s.create(ctx, actor, programmeID, d, Rules{})
}

// Copy makes a draft like an earlier intake, without its dates.
func (s *Service) Copy(ctx context.Context, actor access.Actor, intakeID, code string) (Intake, error) {
	from, err := s.Get(ctx, actor, intakeID)
	if err != nil {
		return Intake{}, err
	}
	return s.create(ctx, actor, from.Programme, from.copied(code), from.Rules)
}

func (s *Service) create(ctx context.Context, actor access.Actor, programmeID string, d Details, rules Rules) (Intake, error) {
	if err := actor.Check(access.Write, object(programmeID)); err != nil {
		return Intake{}, err
	}
	now := s.Now()
	x := Intake{ID: id.New(), Programme: programmeID, Status: Draft, Rules: rules, CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := x.apply(d); err != nil {
		return Intake{}, err
	}
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := insert(ctx, tx, x); err != nil {
			return err
		}
		return record(ctx, tx, actor, audit.IntakeCreated, x)
	})
	if err != nil {
		return Intake{}, err
	}
	return x, nil
}

// Change saves details over the version that was read.
func (s *Service) Change(ctx context.Context, actor access.Actor, intakeID string, version int64, d Details) (Intake, error) {
	return s.alter(ctx, actor, intakeID, version, audit.IntakeChanged, func(x *Intake) error {
		if err := x.apply(d); err != nil || x.Status != Published {
			return err
		}
		x.Status = Withdrawn // what is published keeps to the same rule as when it was
		return x.become(Published)
	})
}

// ChangeRules saves numbers, as the form's texts by rule.
func (s *Service) ChangeRules(ctx context.Context, actor access.Actor, intakeID string, version int64, values map[RuleName]string) (Intake, error) {
	return s.alter(ctx, actor, intakeID, version, audit.IntakeChanged, func(x *Intake) (err error) {
		x.Rules, err = x.Rules.with(values)
		return err
	})
}

// Publish lets everybody see the intake, and people apply on its days.
func (s *Service) Publish(ctx context.Context, actor access.Actor, intakeID string, version int64) (Intake, error) {
	return s.alter(ctx, actor, intakeID, version, audit.IntakePublished, func(x *Intake) error { return x.become(Published) })
}

// Withdraw calls a published intake off; what was applied stays.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, intakeID string, version int64) (Intake, error) {
	return s.alter(ctx, actor, intakeID, version, audit.IntakeWithdrawn, func(x *Intake) error { return x.become(Withdrawn) })
}

// alter is the course of every change: load, check, version, rule, save, audit.
func (s *Service) alter(ctx context.Context, actor access.Actor, intakeID string, version int64, action audit.Action,
	rule func(*Intake) error) (x Intake, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if x, err = load(ctx, tx, intakeID); err != nil {
			return err
		}
		if err := actor.Check(access.Write, x.Object()); err != nil {
			return err
		}
		if x.Version != version {
			return fault.New(fault.Conflict, "fault.stale")
		}
		if err := rule(&x); err != nil {
			return err
		}
		x.UpdatedAt = s.Now()
		if err := save(ctx, tx, x); err != nil {
			return err
		}
		x.Version++
		return record(ctx, tx, actor, action, x)
	})
	if err != nil {
		return Intake{}, err
	}
	return x, nil
}

func record(ctx context.Context, tx *db.Tx, actor access.Actor, action audit.Action, x Intake) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: action,
		Object: audit.Object{Kind: audit.KindIntake, ID: x.ID}, Programme: x.Programme})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
