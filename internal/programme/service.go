package programme

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
)

// Service is the verbs of programmes.
type Service struct {
	DB  *db.DB
	Now func() time.Time // UTC in microseconds, as db.Now
}

// Filter narrows a list; zero fields ask nothing.
type Filter struct {
	Status Status
	After  Cursor
}

// Cursor is the place in a list after which the next page begins.
type Cursor struct{ Key, ID string }

// Page is a stretch of a list. Next is zero on the last page.
type Page struct {
	Items []Programme
	Next  Cursor
}

// MaxPage is the most programmes that a page holds.
const MaxPage = 200

// List gives a page of the programmes that the actor may read, by name.
// Forbidden to those who may read none.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter, limit int) (Page, error) {
	if err := actor.CheckAny(access.Read, access.ProgrammeData); err != nil {
		return Page{}, err
	}
	limit = min(max(limit, 1), MaxPage)
	items, err := list(ctx, s.DB, readable(actor), f, limit+1)
	if err != nil {
		return Page{}, err
	}
	if len(items) <= limit {
		return Page{Items: items}, nil
	}
	last := items[limit-1]
	return Page{Items: items[:limit], Next: Cursor{last.sortKey(), last.ID}}, nil
}

// Visible gives all programmes that the actor may read, by name; none for
// those who may read none. It is for menus and choices.
func (s *Service) Visible(ctx context.Context, actor access.Actor) ([]Programme, error) {
	who := readable(actor)
	if !who.all && len(who.ids) == 0 {
		return nil, nil
	}
	return list(ctx, s.DB, who, Filter{}, 0)
}

// readable asks the table: an object of no programme is met only by those who
// may read every one.
func readable(actor access.Actor) reach {
	if actor.May(access.Read, object("")) {
		return reach{all: true}
	}
	var ids []string
	for _, g := range actor.Grants {
		if g.Scope.Kind == access.Programme && actor.May(access.Read, object(g.Scope.ID)) {
			ids = append(ids, g.Scope.ID)
		}
	}
	slices.Sort(ids)
	return reach{ids: slices.Compact(ids)}
}

// Get loads one programme for somebody who may read it.
func (s *Service) Get(ctx context.Context, actor access.Actor, programmeID string) (Programme, error) {
	if err := actor.Check(access.Read, object(programmeID)); err != nil {
		return Programme{}, err
	}
	return load(ctx, s.DB, programmeID)
}

// Create makes a draft. It grants nobody anything.
func (s *Service) Create(ctx context.Context, actor access.Actor, d Details) (Programme, error) {
	if err := actor.Check(access.Write, object("")); err != nil {
		return Programme{}, err
	}
	now := s.Now()
	p := Programme{ID: id.New(), Status: Draft, CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := p.apply(d); err != nil {
		return Programme{}, err
	}
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := insert(ctx, tx, p); err != nil {
			return err
		}
		return record(ctx, tx, actor, audit.ProgrammeCreated, p.ID)
	})
	return p, err
}

// Change saves new names over the version that was read; Conflict when it is
// no longer the newest.
func (s *Service) Change(ctx context.Context, actor access.Actor, programmeID string, version int64, d Details) (Programme, error) {
	return s.alter(ctx, actor, programmeID, version, audit.ProgrammeChanged, func(p *Programme) error { return p.apply(d) })
}

// Open lets people take part, for the first time or again.
func (s *Service) Open(ctx context.Context, actor access.Actor, programmeID string, version int64) (Programme, error) {
	return s.alter(ctx, actor, programmeID, version, audit.ProgrammeOpened, func(p *Programme) error { return p.become(Open) })
}

// Close lets nothing new begin; what is there stays.
func (s *Service) Close(ctx context.Context, actor access.Actor, programmeID string, version int64) (Programme, error) {
	return s.alter(ctx, actor, programmeID, version, audit.ProgrammeClosed, func(p *Programme) error { return p.become(Closed) })
}

// alter is the course of every change: load, version, rule, save, audit.
func (s *Service) alter(ctx context.Context, actor access.Actor, programmeID string, version int64,
	action audit.Action, rule func(*Programme) error) (p Programme, err error) {
	if err := actor.Check(access.Write, object(programmeID)); err != nil {
		return Programme{}, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if p, err = load(ctx, tx, programmeID); err != nil {
			return err
		}
		if p.Version != version {
			return fault.New(fault.Conflict, "fault.stale")
		}
		if err := rule(&p); err != nil {
			return err
		}
		p.UpdatedAt = s.Now()
		if err := save(ctx, tx, p); err != nil {
			return err
		}
		p.Version++
		return record(ctx, tx, actor, action, p.ID)
	})
	if err != nil {
		return Programme{}, err
	}
	return p, nil
}

func record(ctx context.Context, tx *db.Tx, actor access.Actor, action audit.Action, programmeID string) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: action,
		Object: audit.Object{Kind: audit.KindProgramme, ID: programmeID}, Programme: programmeID})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
