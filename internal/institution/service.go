package institution

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

// Service is the verbs of institutions.
type Service struct {
	DB         *db.DB
	Now        func() time.Time // UTC in microseconds, as db.Now
	References []Reference      // of other packages; set before the first verb
}

// Filter narrows a list; zero fields ask nothing.
type Filter struct {
	Query      string // beginnings of words, in any order
	WithBodies bool   // also everything below what Query finds (R1.1-3)
	Type       Type
	Region     Region
	Parent     string // id of the institution directly above
	ValidOn    string // a day, yyyy-mm-dd
	After      Cursor
}

// Cursor is the place in a list after which the next page begins.
type Cursor struct{ Key, ID string }

// String is the cursor as it stands in an address; empty for the zero one.
func (c Cursor) String() string {
	if c.ID == "" {
		return ""
	}
	return c.Key + "." + c.ID
}

// ParseCursor reads what String wrote; anything else is the beginning.
func ParseCursor(s string) Cursor {
	key, last, _ := strings.Cut(s, ".")
	if !id.Valid(last) {
		return Cursor{}
	}
	return Cursor{key, last}
}

// Page is a stretch of a list. Next is zero on the last page.
type Page struct {
	Items []Institution
	Next  Cursor
}

// The most that one page and one search hold.
const (
	MaxPage  = 200
	MaxFound = 50
)

// List gives a page of institutions by name.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter, limit int) (Page, error) {
	if err := actor.Check(access.Read, object("")); err != nil {
		return Page{}, err
	}
	limit = min(max(limit, 1), MaxPage)
	query, args := listing(f, limit+1)
	items, err := list(ctx, s.DB, query, args)
	if err != nil {
		return Page{}, err
	}
	if len(items) <= limit {
		return Page{Items: items}, nil
	}
	last := items[limit-1]
	return Page{Items: items[:limit], Next: Cursor{last.sortKey(), last.ID}}, nil
}

// Search finds institutions that exist today by the beginnings of words in any
// order, however they are spelt: those of that very name first, then those
// whose name begins so. Nothing typed finds nothing.
func (s *Service) Search(ctx context.Context, actor access.Actor, text string, limit int) ([]Institution, error) {
	if err := actor.Check(access.Read, object("")); err != nil {
		return nil, err
	}
	q := ask(text)
	if len(q.words) == 0 {
		return nil, nil
	}
	day, err := s.today()
	if err != nil {
		return nil, err
	}
	query, args := searching(q, day, min(max(limit, 1), MaxFound))
	return list(ctx, s.DB, query, args)
}

var riga = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation(i18n.Zone) })

func (s *Service) today() (string, error) {
	zone, err := riga()
	if err != nil {
		return "", fmt.Errorf("load the time zone: %w", err)
	}
	return s.Now().In(zone).Format(time.DateOnly), nil
}

// Load loads an institution for another service, which asks about its own
// objects.
func (s *Service) Load(ctx context.Context, q db.Q, institutionID string) (Institution, error) {
	return load(ctx, q, institutionID)
}

// Get loads one institution.
func (s *Service) Get(ctx context.Context, actor access.Actor, institutionID string) (Institution, error) {
	if err := actor.Check(access.Read, object(institutionID)); err != nil {
		return Institution{}, err
	}
	return load(ctx, s.DB, institutionID)
}

// Bodies lists the institutions directly under one, by name.
func (s *Service) Bodies(ctx context.Context, actor access.Actor, institutionID string) ([]Institution, error) {
	if err := actor.Check(access.Read, object(institutionID)); err != nil {
		return nil, err
	}
	return bodies(ctx, s.DB, institutionID)
}

// Add makes an institution. A code or a name in the same place that is taken
// is told beside its field.
func (s *Service) Add(ctx context.Context, actor access.Actor, d Details) (Institution, error) {
	if err := actor.Check(access.Write, object("")); err != nil {
		return Institution{}, err
	}
	now := s.Now()
	i := Institution{ID: id.New(), CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := i.apply(d); err != nil {
		return Institution{}, err
	}
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := put(ctx, tx, i); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.InstitutionCreated, i.ID)
	})
	if err != nil {
		return Institution{}, err
	}
	return i, nil
}

// put inserts a new institution where it fits.
func put(ctx context.Context, tx *db.Tx, i Institution) error {
	if err := fits(ctx, tx, i); err != nil {
		return err
	}
	added, err := insert(ctx, tx, i)
	if err == nil && !added {
		err = errTaken(false, true) // by somebody a moment ago
	}
	return err
}

// Change saves new details over the version that was read; Conflict when it is
// no longer the newest.
func (s *Service) Change(ctx context.Context, actor access.Actor, institutionID string, version int64, d Details) (Institution, error) {
	return s.alter(ctx, actor, institutionID, version, audit.InstitutionChanged, func(tx *db.Tx, i *Institution) error {
		if err := i.apply(d); err != nil {
			return err
		}
		return fits(ctx, tx, *i)
	})
}

// Close gives an institution its last day, yyyy-mm-dd, which may lie ahead. It
// is refused while a body under it goes on longer.
func (s *Service) Close(ctx context.Context, actor access.Actor, institutionID string, version int64, lastDay string) (Institution, error) {
	return s.alter(ctx, actor, institutionID, version, audit.InstitutionClosed, func(tx *db.Tx, i *Institution) error {
		under, err := bodies(ctx, tx, i.ID)
		if err != nil {
			return err
		}
		if err := i.close(lastDay, under); err != nil {
			return err
		}
		return fits(ctx, tx, *i)
	})
}

// Reopen takes the last day back.
func (s *Service) Reopen(ctx context.Context, actor access.Actor, institutionID string, version int64) (Institution, error) {
	return s.alter(ctx, actor, institutionID, version, audit.InstitutionReopened, func(tx *db.Tx, i *Institution) error {
		i.ValidTo = ""
		return fits(ctx, tx, *i)
	})
}

// alter is the course of every change: lock, version, rule, save, audit. The
// row is locked first, so that a body added at this moment waits.
func (s *Service) alter(ctx context.Context, actor access.Actor, institutionID string, version int64,
	action audit.Action, rule func(*db.Tx, *Institution) error) (i Institution, err error) {
	if err := actor.Check(access.Write, object(institutionID)); err != nil {
		return Institution{}, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if i, err = lock(ctx, tx, institutionID); err != nil {
			return err
		}
		if i.Version != version {
			return errStale
		}
		if i.MergedInto != "" {
			return errMerged
		}
		if err := rule(tx, &i); err != nil {
			return err
		}
		i.UpdatedAt = s.Now()
		if err := save(ctx, tx, i); err != nil {
			return taken(err)
		}
		i.Version++
		return record(ctx, tx, actor.Person, action, i.ID)
	})
	if err != nil {
		return Institution{}, err
	}
	return i, nil
}

// fits checks i against the others: its code, its name, its place in the tree.
func fits(ctx context.Context, tx *db.Tx, i Institution) error {
	code, name, err := clash(ctx, tx, i)
	if err != nil {
		return err
	}
	if code || name {
		return errTaken(code, name)
	}
	chain, err := climb(ctx, tx, i)
	if err != nil {
		return err
	}
	return i.under(chain)
}

// climb locks and loads the institutions above i, the nearest first, until the
// root, i itself (a ring) or one level too many. Two moves that would make a
// ring together wait for each other, and one of them starts again.
func climb(ctx context.Context, tx *db.Tx, i Institution) (chain []Institution, err error) {
	for next := i.Parent; next != "" && len(chain) < MaxDepth; {
		up, err := lock(ctx, tx, next)
		if fault.Is(err, fault.NotFound) {
			return nil, fault.Fields(map[string]fault.Message{"parent": fault.Msg("institution.fault.parent-unknown")})
		}
		if err != nil {
			return nil, err
		}
		chain = append(chain, up)
		if next = up.Parent; up.ID == i.ID {
			break
		}
	}
	return chain, nil
}

var (
	errStale  = fault.New(fault.Conflict, "fault.stale")
	errMerged = fault.New(fault.Conflict, "institution.fault.merged")
)

func errTaken(code, name bool) error {
	bad := fault.Checks{}
	if code {
		bad.Fail("code", "institution.fault.code-taken")
	}
	if name {
		bad.Fail("name_lv", "institution.fault.name-taken")
	}
	return bad.Err()
}

// taken turns a unique constraint that somebody else met a moment ago into the
// message beside the name.
func taken(err error) error {
	if errors.Is(err, db.ErrUnique) {
		return errTaken(false, true)
	}
	return err
}

func record(ctx context.Context, tx *db.Tx, actor string, action audit.Action, institutionID string) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: audit.KindInstitution, ID: institutionID}})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
