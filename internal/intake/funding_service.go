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

// Funding gives a programme's sources, the earliest first.
func (s *Service) Funding(ctx context.Context, actor access.Actor, programmeID string) ([]Funding, error) {
	if err := actor.Check(access.Read, fundingOf(programmeID)); err != nil {
		return nil, err
	}
	return listFunding(ctx, s.DB, programmeID)
}

// GetFunding loads one source.
func (s *Service) GetFunding(ctx context.Context, actor access.Actor, fundingID string) (Funding, error) {
	f, err := loadFunding(ctx, s.DB, fundingID)
	if err != nil {
		return Funding{}, err
	}
	if err := actor.Check(access.Read, f.Object()); err != nil {
		return Funding{}, err
	}
	return f, nil
}

// FundingOn gives the sources of a programme that are in force on a day
// (yyyy-mm-dd), the earliest first: what stands on papers of that day. It asks
// nobody, since everybody may know; none is an answer (R0-7).
func (s *Service) FundingOn(ctx context.Context, q db.Q, programmeID, day string) ([]Funding, error) {
	return listFundingOn(ctx, q, programmeID, day)
}

// PublicFunding gives the sources of open programmes that are in force today,
// for the foot of public pages.
func (s *Service) PublicFunding(ctx context.Context) ([]Funding, error) {
	return listPublicFunding(ctx, s.DB, s.today())
}

func (s *Service) today() string { return s.Now().In(s.Zone).Format(time.DateOnly) }

// AddFunding notes who pays for a programme.
func (s *Service) AddFunding(ctx context.Context, actor access.Actor, programmeID string, d FundingDetails) (Funding, error) {
	if err := actor.Check(access.Write, fundingOf(programmeID)); err != nil {
		return Funding{}, err
	}
	now := s.Now()
	f := Funding{ID: id.New(), Programme: programmeID, CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := f.apply(d); err != nil {
		return Funding{}, err
	}
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := insertFunding(ctx, tx, f); err != nil {
			return err
		}
		return recordFunding(ctx, tx, actor, audit.FundingAdded, f)
	})
	if err != nil {
		return Funding{}, err
	}
	return f, nil
}

// ChangeFunding saves details over the version that was read.
func (s *Service) ChangeFunding(ctx context.Context, actor access.Actor, fundingID string, version int64, d FundingDetails) (Funding, error) {
	return s.alterFunding(ctx, actor, fundingID, version, audit.FundingChanged, func(f *Funding) error { return f.apply(d) })
}

// EndFunding sets the last day on which a source pays, yyyy-mm-dd. Papers of
// earlier days keep it.
func (s *Service) EndFunding(ctx context.Context, actor access.Actor, fundingID string, version int64, lastDay string) (Funding, error) {
	return s.alterFunding(ctx, actor, fundingID, version, audit.FundingEnded, func(f *Funding) error { return f.end(lastDay) })
}

// alterFunding is the course of a change, like alter.
func (s *Service) alterFunding(ctx context.Context, actor access.Actor, fundingID string, version int64, action audit.Action,
	rule func(*Funding) error) (f Funding, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if f, err = loadFunding(ctx, tx, fundingID); err != nil {
			return err
		}
		if err := actor.Check(access.Write, f.Object()); err != nil {
			return err
		}
		if f.Version != version {
			return fault.New(fault.Conflict, "fault.stale")
		}
		if err := rule(&f); err != nil {
			return err
		}
		f.UpdatedAt = s.Now()
		if err := saveFunding(ctx, tx, f); err != nil {
			return err
		}
		f.Version++
		return recordFunding(ctx, tx, actor, action, f)
	})
	if err != nil {
		return Funding{}, err
	}
	return f, nil
}

func recordFunding(ctx context.Context, tx *db.Tx, actor access.Actor, action audit.Action, f Funding) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: action,
		Object: audit.Object{Kind: audit.KindFunding, ID: f.ID}, Programme: f.Programme})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
