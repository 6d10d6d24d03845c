package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// Service is the verbs of the catalogue. In all of them programme is where the
// actor works: what that programme sees is read, and what is written holds for
// it alone. An empty programme is everywhere.
type Service struct {
	DB  *db.DB
	Now func() time.Time // UTC in microseconds, as db.Now
}

// Filter narrows a list; zero fields ask nothing, but retired entries must be
// asked for.
type Filter struct {
	Kinds     []Kind // none: all
	Group     Group
	Programme string
	Query     string // beginnings of words, in any order
	Retired   bool   // the retired ones too
}

// Revision is the shape that an entry had in one version.
type Revision struct {
	Details
	Version int64
	Status  Status
	Edition int64
	At      time.Time
}

// List gives entries in the order of forms: by kind, group, place and name. A
// Query that holds no letter or number finds nothing.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Entry, error) {
	if err := actor.Check(access.Read, object(f.Programme)); err != nil {
		return nil, err
	}
	if words, typed := patterns(f.Query); typed && len(words) == 0 {
		return nil, nil
	}
	return ordered(ctx, s.DB, f, nil)
}

// ByCode finds what answers point at, retired or not. A code that is not there
// is not in the map.
func (s *Service) ByCode(ctx context.Context, actor access.Actor, programme string, kind Kind, codes ...string) (map[string]Entry, error) {
	if err := actor.Check(access.Read, object(programme)); err != nil {
		return nil, err
	}
	entries, err := ordered(ctx, s.DB, Filter{Kinds: []Kind{kind}, Programme: programme, Retired: true}, append([]string{}, codes...))
	if err != nil {
		return nil, err
	}
	found := make(map[string]Entry, len(entries))
	for _, e := range entries {
		found[e.Code] = e
	}
	return found, nil
}

// ordered lists entries, the groups in their order; nil codes are all.
func ordered(ctx context.Context, q db.Q, f Filter, codes []string) ([]Entry, error) {
	if len(f.Kinds) == 0 {
		f.Kinds = Kinds
	}
	entries, err := list(ctx, q, f, codes)
	slices.SortStableFunc(entries, func(a, b Entry) int { return rank(a) - rank(b) })
	return entries, err
}

// rank is where an entry's group stands among all groups.
func rank(e Entry) int {
	return slices.Index(Kinds, e.Kind)*100 + slices.Index(groups[e.Kind], e.Group)
}

// Get loads one entry by its id.
func (s *Service) Get(ctx context.Context, actor access.Actor, entryID string) (Entry, error) {
	if err := actor.CheckAny(access.Read, access.Catalogue); err != nil {
		return Entry{}, err
	}
	e, err := load(ctx, s.DB, entryID)
	if err != nil {
		return Entry{}, err
	}
	return e, actor.Check(access.Read, e.Object())
}

// History gives the shapes of an entry, the present one first.
func (s *Service) History(ctx context.Context, actor access.Actor, entryID string) ([]Revision, error) {
	if _, err := s.Get(ctx, actor, entryID); err != nil {
		return nil, err
	}
	return history(ctx, s.DB, entryID)
}

// Edition is the number of a vocabulary's last change. An answer that keeps it
// tells which wording its author saw.
func (s *Service) Edition(ctx context.Context, actor access.Actor, kind Kind) (int64, error) {
	if err := actor.CheckAny(access.Read, access.Catalogue); err != nil {
		return 0, err
	}
	return edition(ctx, s.DB, kind)
}

// Add makes an entry of a programme, or a general one. Its code is made from
// the English name and begins with “own-”, which no shipped code does.
func (s *Service) Add(ctx context.Context, actor access.Actor, programme string, kind Kind, group Group, d Details) (Entry, error) {
	return s.add(ctx, actor, programme, kind, group, d, nil)
}

// Promote takes a role that an applicant wrote under “other” into the catalogue
// (R1.2-5). A role that reads the same and is offered in this category is given
// back as it is, so that many applications may name one role.
func (s *Service) Promote(ctx context.Context, actor access.Actor, programme string, category Group, name Text) (Entry, error) {
	return s.add(ctx, actor, programme, Role, category, Details{Name: name}, func(same Entry) bool {
		return same.Valid() && same.Group == category
	})
}

// add makes an entry unless welcome accepts one of the same name in its stead.
func (s *Service) add(ctx context.Context, actor access.Actor, programme string, kind Kind, group Group, d Details,
	welcome func(Entry) bool) (e Entry, err error) {
	if err := actor.Check(access.Write, object(programme)); err != nil {
		return Entry{}, err
	}
	if !kind.Has(group) {
		return Entry{}, fault.Fields(map[string]fault.Message{"group": fault.Msg("catalogue.fault.group")})
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		e = Entry{ID: id.New(), Kind: kind, Group: group, Programme: programme, Status: Valid, CreatedAt: s.Now()}
		others, err := begin(ctx, tx, &e)
		if err != nil {
			return err
		}
		if err := e.apply(d.placed(group, others)); err != nil {
			return err
		}
		if same, is := e.namesake(others); is {
			if welcome != nil && welcome(same) {
				e = same
				return nil
			}
			return errNamesake(same)
		}
		if e.Code, err = freeCode(ctx, tx, e); err != nil {
			return err
		}
		return s.write(ctx, tx, actor.Person, audit.CatalogueAdded, &e, others)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// begin lets one writer at a time into a vocabulary, gives e the edition to come
// and loads what its programme has there.
func begin(ctx context.Context, tx *db.Tx, e *Entry) (others []Entry, err error) {
	last, err := hold(ctx, tx, e.Kind)
	if err != nil {
		return nil, err
	}
	e.Edition = last + 1
	return list(ctx, tx, Filter{Kinds: []Kind{e.Kind}, Programme: e.Programme, Retired: true}, nil)
}

// Change saves new details over the version that was read; Conflict when it is
// no longer the newest. A general entry changed in a programme gets an entry of
// the programme in its place there.
func (s *Service) Change(ctx context.Context, actor access.Actor, programme, entryID string, version int64, d Details) (Entry, error) {
	return s.alter(ctx, actor, programme, entryID, version, audit.CatalogueChanged, func(e *Entry) error { return e.apply(d) })
}

// Retire takes an entry out of forms; what was answered stays.
func (s *Service) Retire(ctx context.Context, actor access.Actor, programme, entryID string, version int64) (Entry, error) {
	return s.alter(ctx, actor, programme, entryID, version, audit.CatalogueRetired, func(e *Entry) error { return e.become(Retired) })
}

// Restore offers a retired entry again.
func (s *Service) Restore(ctx context.Context, actor access.Actor, programme, entryID string, version int64) (Entry, error) {
	return s.alter(ctx, actor, programme, entryID, version, audit.CatalogueChanged, func(e *Entry) error { return e.become(Valid) })
}

// Follow gives the entry that a programme has in a general one's place the words,
// the place and the status of the general one again. It stays the programme's,
// with its history; Conflict where nothing general has its code.
func (s *Service) Follow(ctx context.Context, actor access.Actor, programme, entryID string, version int64) (Entry, error) {
	own, err := s.Get(ctx, actor, entryID)
	if err != nil {
		return Entry{}, err
	}
	found, err := s.ByCode(ctx, actor, "", own.Kind, own.Code)
	if err != nil {
		return Entry{}, err
	}
	return s.alter(ctx, actor, programme, entryID, version, audit.CatalogueChanged, func(e *Entry) error {
		general, there := found[e.Code]
		if !there || own.General() {
			return fault.New(fault.Conflict, "catalogue.fault.alone")
		}
		e.Status = general.Status
		return e.apply(general.Details)
	})
}

// alter is the course of every change: load, version, lock, rule, save, audit.
func (s *Service) alter(ctx context.Context, actor access.Actor, programme, entryID string, version int64,
	action audit.Action, rule func(*Entry) error) (e Entry, err error) {
	if err := actor.Check(access.Write, object(programme)); err != nil {
		return Entry{}, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if e, err = load(ctx, tx, entryID); err != nil {
			return err
		}
		if e.Programme != programme && !e.General() {
			return fault.New(fault.NotFound, "fault.not-found")
		}
		if e.Version != version {
			return fault.New(fault.Conflict, "fault.stale")
		}
		if e.Programme != programme {
			e.ID, e.Programme, e.CreatedAt, e.Version = id.New(), programme, s.Now(), 0
		}
		others, err := begin(ctx, tx, &e)
		if err != nil {
			return err
		}
		was := e
		if err := rule(&e); err != nil {
			return err
		}
		if same, is := e.namesake(others); is && e.Valid() && (e.Name != was.Name || !was.Valid()) {
			return errNamesake(same)
		}
		return s.write(ctx, tx, actor.Person, action, &e, others)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// write stores a new or a changed entry with its history and its record.
// Version 0 is a new one.
func (s *Service) write(ctx context.Context, tx *db.Tx, by string, action audit.Action, e *Entry, others []Entry) error {
	e.UpdatedAt = s.Now()
	e.Version++
	if e.Version == 1 {
		if err := create(ctx, tx, *e, others); err != nil {
			return err
		}
	} else {
		was := *e
		was.Version--
		if err := save(ctx, tx, was); err != nil {
			return err
		}
	}
	if err := keep(ctx, tx, *e); err != nil {
		return err
	}
	if err := raise(ctx, tx, e.Kind, e.Edition); err != nil {
		return err
	}
	return record(ctx, tx, by, action, *e)
}

// create inserts an entry where there is room. A code that is taken belongs to
// an adaptation that somebody made a moment ago.
func create(ctx context.Context, tx *db.Tx, e Entry, others []Entry) error {
	mine := 0
	for _, o := range others {
		if o.Programme == e.Programme {
			mine++
		}
	}
	if mine >= MaxEntries {
		return fault.New(fault.Conflict, "catalogue.fault.full", "max", MaxEntries)
	}
	added, err := insert(ctx, tx, e)
	if err != nil {
		return err
	}
	if !added {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}

// errNamesake tells beside the name that an entry reads the same.
func errNamesake(same Entry) error {
	key := "catalogue.fault.name-taken"
	if !same.Valid() {
		key = "catalogue.fault.name-retired"
	}
	return fault.Fields(map[string]fault.Message{"name_lv": fault.Msg(key)})
}

const (
	ownPrefix  = "own-"
	maxOwnCode = 40
)

// freeCode makes a code from the English name that no entry of the vocabulary
// has in any programme, so that none stands in another's place by chance.
func freeCode(ctx context.Context, tx *db.Tx, e Entry) (string, error) {
	base := ownCode(e.Name.EN)
	taken, err := codesLike(ctx, tx, e.Kind, base)
	if err != nil {
		return "", err
	}
	code := base
	for n := 2; slices.Contains(taken, code); n++ {
		code = base + "-" + strconv.Itoa(n)
	}
	return code, nil
}

// ownCode is a name in small letters, digits and single hyphens.
func ownCode(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	code := strings.Join(words, "-")
	return ownPrefix + strings.Trim(code[:min(len(code), maxOwnCode)], "-")
}

func record(ctx context.Context, tx *db.Tx, by string, action audit.Action, e Entry) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: by, Action: action, Programme: e.Programme,
		Object: audit.Object{Kind: audit.KindCatalogue, ID: e.ID}})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
