package institution

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func somebody(grants ...access.Grant) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: grants}
}

func in(role access.Role, kind access.ScopeKind, scope string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: kind, ID: scope}}
}

var (
	admin  = somebody(in(access.Administrator, access.System, ""))
	person = somebody()
	nobody = access.Actor{}
)

func service(d *db.DB) *Service { return &Service{DB: d, Now: func() time.Time { return now }} }

// each runs f on both databases; deeds gives the actions recorded so far, the
// first one first.
func each(t *testing.T, f func(t *testing.T, s *Service, deeds func() []audit.Action)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f(t, service(d), func() (list []audit.Action) {
			t.Helper()
			items, err := audit.List(t.Context(), d, audit.Filter{}, 1000)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range slices.Backward(items) {
				list = append(list, i.Action)
			}
			return list
		})
	})
}

func add(t *testing.T, s *Service, name, parent string) Institution {
	t.Helper()
	i, err := s.Add(t.Context(), admin, Details{NameLV: name, Type: OtherPublic, Parent: parent})
	if err != nil {
		t.Fatalf("add %s: %v", name, err)
	}
	return i
}

func get(t *testing.T, s *Service, id string) Institution {
	t.Helper()
	i, err := s.Get(t.Context(), person, id)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestALifeOfAnInstitution(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		ministry := add(t, s, "Ministrija", "")
		d := library()
		d.Parent, d.ShortName, d.OtherNames = ministry.ID, "ĀNB", "Bibliotēka"
		i, err := s.Add(ctx, admin, d)
		want := Institution{ID: i.ID, Details: d, CreatedAt: now, UpdatedAt: now, Version: 1}
		step := func(what string, got Institution, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s gives\n%s", what, diff)
			}
			if diff := cmp.Diff(want, get(t, s, i.ID)); diff != "" {
				t.Errorf("after %s there is\n%s", what, diff)
			}
		}
		step("add", i, err)
		want.NameEN, want.Parent, want.Version = "", "", 2
		d.NameEN, d.Parent = "", ""
		i, err = s.Change(ctx, admin, i.ID, 1, d)
		step("change", i, err)
		want.ValidTo, want.Version = "2026-12-31", 3
		i, err = s.Close(ctx, admin, i.ID, 2, "2026-12-31")
		step("close", i, err)
		want.ValidTo, want.Version = "", 4
		i, err = s.Reopen(ctx, admin, i.ID, 3)
		step("reopen", i, err)

		wanted := []audit.Action{audit.InstitutionCreated, audit.InstitutionCreated, audit.InstitutionChanged,
			audit.InstitutionClosed, audit.InstitutionReopened}
		if diff := cmp.Diff(wanted, deeds()); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
	})
}

func TestTheEntryNamesActorAndInstitution(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		i := add(t, service(d), "Ministrija", "")
		items, err := audit.List(t.Context(), d, audit.Filter{}, 10)
		if err != nil || len(items) != 1 {
			t.Fatalf("%d entries, %v", len(items), err)
		}
		want := audit.Entry{Actor: admin.Person, Action: audit.InstitutionCreated, Object: audit.Object{Kind: audit.KindInstitution, ID: i.ID}}
		if diff := cmp.Diff(want, items[0].Entry); diff != "" {
			t.Error(diff)
		}
	})
}

// changes are the verbs on an institution that is there, each a legal one.
func changes(t *testing.T, s *Service) map[string]func(a access.Actor, id string, version int64) (Institution, error) {
	return map[string]func(access.Actor, string, int64) (Institution, error){
		"change": func(a access.Actor, id string, version int64) (Institution, error) {
			return s.Change(t.Context(), a, id, version, Details{NameLV: "Cita", Type: NGO})
		},
		"close": func(a access.Actor, id string, version int64) (Institution, error) {
			return s.Close(t.Context(), a, id, version, "2027-01-01")
		},
		"reopen": func(a access.Actor, id string, version int64) (Institution, error) {
			return s.Reopen(t.Context(), a, id, version)
		},
	}
}

func TestRefusedChangesChangeAndRecordNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		before := add(t, s, "Ministrija", "")
		for name, verb := range changes(t, s) {
			for who, tt := range map[string]struct {
				actor   access.Actor
				id      string
				version int64
				want    fault.Kind
			}{
				"nobody":                {nobody, before.ID, 1, fault.Unauthenticated},
				"a person":              {person, before.ID, 1, fault.Forbidden},
				"its contact":           {somebody(in(access.InstitutionContact, access.Institution, before.ID)), before.ID, 1, fault.Forbidden},
				"a lead":                {somebody(in(access.Lead, access.Programme, "p1")), before.ID, 1, fault.Forbidden},
				"a stale version":       {admin, before.ID, 0, fault.Conflict},
				"a version to come":     {admin, before.ID, 2, fault.Conflict},
				"one that is not there": {admin, id.New(), 1, fault.NotFound},
			} {
				got, err := verb(tt.actor, tt.id, tt.version)
				if err == nil || fault.KindOf(err) != tt.want || got.ID != "" {
					t.Errorf("%s by %s: %v, want %v", name, who, err, tt.want)
				}
			}
		}
		for who, actor := range map[string]access.Actor{"nobody": nobody, "a person": person} {
			if _, err := s.Add(t.Context(), actor, library()); !fault.Is(err, fault.Unauthenticated, fault.Forbidden) {
				t.Errorf("%s adds: %v", who, err)
			}
		}
		if diff := cmp.Diff(before, get(t, s, before.ID)); diff != "" {
			t.Errorf("changed\n%s", diff)
		}
		if got := deeds(); len(got) != 1 {
			t.Errorf("recorded %v", got)
		}
	})
}

func TestReadingNeedsAPerson(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		ctx := t.Context()
		i := add(t, s, "Ministrija", "")
		_, listErr := s.List(ctx, nobody, Filter{}, 10)
		_, searchErr := s.Search(ctx, nobody, "min", 10)
		_, getErr := s.Get(ctx, nobody, i.ID)
		_, bodiesErr := s.Bodies(ctx, nobody, i.ID)
		for _, err := range []error{listErr, searchErr, getErr, bodiesErr} {
			if !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("nobody reads: %v", err)
			}
		}
		if _, err := s.Get(ctx, person, "none"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an institution that is not there: %v", err)
		}
	})
}

func TestTheSameTwiceIsRefused(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		first, err := s.Add(ctx, admin, library())
		if err != nil {
			t.Fatal(err)
		}
		if _, err = s.Add(ctx, admin, library()); wrong(t, err)["code"] != "code-taken" || wrong(t, err)["name_lv"] != "name-taken" {
			t.Errorf("the same again: %v", err)
		}
		elsewhere := library()
		elsewhere.Code, elsewhere.Parent = "", first.ID
		second, err := s.Add(ctx, admin, elsewhere)
		if err != nil {
			t.Errorf("the same name in another place: %v", err)
		}
		elsewhere.Parent = ""
		if _, err = s.Change(ctx, admin, second.ID, 1, elsewhere); wrong(t, err)["name_lv"] != "name-taken" {
			t.Errorf("moved to where the name is taken: %v", err)
		}
		if got := deeds(); len(got) != 2 {
			t.Errorf("recorded %v", got)
		}
	})
}

func TestANameIsFreeAgainAfterClosing(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		ctx := t.Context()
		old := add(t, s, "Dienests", "")
		if _, err := s.Close(ctx, admin, old.ID, 1, "2026-12-31"); err != nil {
			t.Fatal(err)
		}
		add(t, s, "Dienests", "")
		if _, err := s.Reopen(ctx, admin, old.ID, 2); wrong(t, err)["name_lv"] != "name-taken" {
			t.Errorf("reopened beside its successor: %v", err)
		}
	})
}

func TestTheTreeStaysATree(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		top := add(t, s, "Ministrija", "")
		middle := add(t, s, "Aģentūra", top.ID)
		low := add(t, s, "Nodaļa", middle.ID)
		move := func(i Institution, parent string) error {
			_, err := s.Change(ctx, admin, i.ID, i.Version, Details{NameLV: i.NameLV, Type: i.Type, Parent: parent})
			return err
		}
		for name, tt := range map[string]struct {
			err  error
			want string
		}{
			"under itself":         {move(top, top.ID), "ring"},
			"under its body":       {move(top, middle.ID), "ring"},
			"under its body's own": {move(top, low.ID), "ring"},
			"under nobody known":   {move(low, id.New()), "parent-unknown"},
		} {
			if got := wrong(t, tt.err)["parent"]; got != tt.want {
				t.Errorf("%s: %q, want %q", name, got, tt.want)
			}
		}
		if got := deeds(); len(got) != 3 {
			t.Errorf("recorded %v", got)
		}
		if err := move(low, top.ID); err != nil {
			t.Errorf("a legal move: %v", err)
		}
		list, err := s.Bodies(ctx, person, top.ID)
		if diff := cmp.Diff([]string{"Aģentūra", "Nodaļa"}, names(list)); err != nil || diff != "" {
			t.Errorf("bodies (%v)\n%s", err, diff)
		}
	})
}

// TestTwoMovesMakeNoRing moves two institutions under each other at once, many
// times: one of the two must be refused each time.
func TestTwoMovesMakeNoRing(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		a, b := add(t, s, "A", ""), add(t, s, "B", "")
		for range 5 {
			errs := both(
				func() error { return s.place(t, a, b.ID) },
				func() error { return s.place(t, b, a.ID) })
			if (errs[0] == nil) == (errs[1] == nil) || wrong(t, errors.Join(errs[0], errs[1]))["parent"] != "ring" {
				t.Fatalf("the moves end with %v and %v", errs[0], errs[1])
			}
			for _, i := range []*Institution{&a, &b} {
				*i = get(t, s, i.ID)
				if i.Parent == "" {
					continue
				}
				if err := s.place(t, *i, ""); err != nil {
					t.Fatal(err)
				}
				*i = get(t, s, i.ID)
			}
		}
	})
}

func (s *Service) place(t *testing.T, i Institution, parent string) error {
	d := i.Details
	d.Parent = parent
	_, err := s.Change(t.Context(), admin, i.ID, i.Version, d)
	return err
}

// both runs two functions at the same time.
func both(f, g func() error) (errs [2]error) {
	var wait sync.WaitGroup
	for n, run := range []func() error{f, g} {
		wait.Go(func() { errs[n] = run() })
	}
	wait.Wait()
	return errs
}

func TestOfTwoWhoSaveOneIsStale(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		i := add(t, s, "Ministrija", "")
		save := func() error { return s.place(t, i, "") }
		errs := both(save, save)
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs[0], errs[1]), fault.Conflict) {
			t.Errorf("both saves end with %v and %v", errs[0], errs[1])
		}
		if got := deeds(); len(got) != 2 || get(t, s, i.ID).Version != 2 {
			t.Errorf("recorded %v", got)
		}
	})
}

func TestNoBodyOutlivesWhatIsAbove(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		ctx := t.Context()
		top := add(t, s, "Ministrija", "")
		body := add(t, s, "Aģentūra", top.ID)
		if _, err := s.Close(ctx, admin, top.ID, 1, "2026-12-31"); wrong(t, err)["valid_to"] != "bodies-go-on" {
			t.Errorf("closed over its body: %v", err)
		}
		if _, err := s.Close(ctx, admin, body.ID, 1, "2026-12-31"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Close(ctx, admin, top.ID, 1, "2026-12-31"); err != nil {
			t.Fatalf("closed together with its body: %v", err)
		}
		if _, err := s.Reopen(ctx, admin, body.ID, 2); wrong(t, err)["parent"] != "parent-ends" {
			t.Errorf("a body reopens alone: %v", err)
		}
		if _, err := s.Close(ctx, admin, body.ID, 2, "2027-01-01"); wrong(t, err)["parent"] != "parent-ends" {
			t.Errorf("a body is given a later day than the ministry: %v", err)
		}
		if _, err := s.Add(ctx, admin, Details{NameLV: "Jauna", Type: NGO, Parent: top.ID}); wrong(t, err)["parent"] != "parent-ends" {
			t.Errorf("a new body under a closed ministry: %v", err)
		}
	})
}
