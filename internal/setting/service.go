package setting

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Service is the verbs of settings. Use it by its address: it holds the last
// snapshot.
type Service struct {
	DB  *db.DB
	Now func() time.Time // UTC in microseconds, as db.Now

	reading sync.Mutex // held by the one who asks the database
	last    atomic.Pointer[cached]
}

// cached is what the database answered last; one that is void was overtaken by
// a change here and answers nobody but Latest.
type cached struct {
	*Snapshot
	at   time.Time
	void bool
}

// MaxAge is how old a snapshot may be, so how long another node's change takes
// to arrive.
const MaxAge = 2 * time.Second

// All gives the settings as of now, or of MaxAge ago at the most; one request
// at a time asks the database, others meanwhile take what there is.
func (s *Service) All(ctx context.Context) (*Snapshot, error) {
	c := s.last.Load()
	switch {
	case s.fresh(c):
		return c.Snapshot, nil
	case c == nil || c.void:
		s.reading.Lock()
	case !s.reading.TryLock():
		return c.Snapshot, nil
	}
	defer s.reading.Unlock()
	if c = s.last.Load(); s.fresh(c) {
		return c.Snapshot, nil // somebody else has just asked
	}
	at := s.Now()
	all, err := load(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	s.last.Store(&cached{Snapshot: all, at: at})
	return all, nil
}

func (s *Service) fresh(c *cached) bool {
	if c == nil || c.void {
		return false
	}
	age := s.Now().Sub(c.at)
	return age >= 0 && age < MaxAge
}

// Latest gives what All gave last, without asking the database; the defaults
// before that. It is for pages that must work when the database does not.
func (s *Service) Latest() *Snapshot {
	if c := s.last.Load(); c != nil {
		return c.Snapshot
	}
	return newSnapshot(nil)
}

// forget makes the next All ask the database; it waits for one that asks now,
// which may not see what was just committed.
func (s *Service) forget() {
	s.reading.Lock()
	defer s.reading.Unlock()
	s.last.Store(&cached{Snapshot: s.Latest(), void: true})
}

// Item is a setting as the administrator sees it.
type Item struct {
	Definition
	Value
}

// List gives the settings of one group, or all for an empty one, as they are
// in the database at this moment.
func (s *Service) List(ctx context.Context, actor access.Actor, group Group) ([]Item, error) {
	if err := actor.CheckAny(access.Read, access.Setting); err != nil {
		return nil, err
	}
	all, err := load(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	var items []Item
	for _, d := range definitions {
		if group == "" || d.Group == group {
			items = append(items, Item{d, all.Value(d.Name)})
		}
	}
	return items, nil
}

// Change saves values by name, all or none. versions are those that the form
// was shown with; one that is no longer the newest is a Conflict. A value that
// stays the same is not written. Wrong values are told by name.
func (s *Service) Change(ctx context.Context, actor access.Actor, values map[Name]string, versions map[Name]int64) error {
	if err := actor.CheckAny(access.Write, access.Setting); err != nil {
		return err
	}
	wanted, err := checkAll(values)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		now, err := load(ctx, tx)
		if err != nil {
			return err
		}
		return s.replace(ctx, tx, actor.Person, now, wanted, versions)
	})
	if err != nil {
		return err
	}
	s.forget()
	return nil
}

// replace writes what differs, in the order of the list, so that two who save
// at once wait for each other instead of blocking each other.
func (s *Service) replace(ctx context.Context, tx *db.Tx, by string, now *Snapshot, wanted map[Name]string, versions map[Name]int64) error {
	for _, d := range definitions {
		text, asked := wanted[d.Name]
		if !asked {
			continue
		}
		old := now.Value(d.Name)
		if old.Version != versions[d.Name] {
			return fault.New(fault.Conflict, "fault.stale")
		}
		if old.Text == text {
			continue
		}
		if err := save(ctx, tx, d.Name, old.Version, Value{Text: text, UpdatedBy: by, UpdatedAt: s.Now()}); err != nil {
			return err
		}
		if err := record(ctx, tx, by, d.Name); err != nil {
			return err
		}
	}
	return nil
}

// checkAll cleans values; a name that is not in the list is refused as a whole.
func checkAll(values map[Name]string) (map[Name]string, error) {
	bad, clean := fault.Checks{}, make(map[Name]string, len(values))
	for _, name := range sorted(values) {
		d, known := Lookup(name)
		if !known {
			return nil, fault.New(fault.NotFound, "fault.not-found").Because(fmt.Errorf("no setting is named %q", name))
		}
		clean[name] = d.check(bad, values[name])
	}
	return clean, bad.Err()
}

func sorted(values map[Name]string) []Name {
	names := make([]Name, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func record(ctx context.Context, tx *db.Tx, by string, name Name) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: by, Action: audit.SettingChanged,
		Object: audit.Object{Kind: audit.KindSetting, ID: string(name)}})
	if err != nil {
		return fmt.Errorf("record the change of %s: %w", name, err)
	}
	return nil
}
