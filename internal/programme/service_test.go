package programme_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/programme"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func somebody(grants ...access.Grant) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: grants}
}

func in(role access.Role, programmeID string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}
}

var (
	admin  = somebody(access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}})
	nobody = access.Actor{}
)

func service(d *db.DB) *programme.Service {
	return &programme.Service{DB: d, Now: func() time.Time { return now }}
}

func create(t *testing.T, s *programme.Service, name string) programme.Programme {
	t.Helper()
	p, err := s.Create(t.Context(), admin, programme.Details{NameLV: name, NameEN: name})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// deeds are the actions that were recorded, the first one first.
func deeds(t *testing.T, d *db.DB) (list []audit.Action) {
	t.Helper()
	items, err := audit.List(t.Context(), d, audit.Filter{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		list = append([]audit.Action{i.Action}, list...)
	}
	return list
}

func TestALifeOfAProgramme(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := service(d), t.Context()
		p := create(t, s, "Ziemas plūsma")
		lead := somebody(in(access.Lead, p.ID))
		want := programme.Programme{ID: p.ID, Details: programme.Details{NameLV: "Ziemas plūsma", NameEN: "Ziemas plūsma"},
			Status: programme.Draft, CreatedAt: now, UpdatedAt: now, Version: 1}
		step := func(what string, got programme.Programme, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s gives\n%s", what, diff)
			}
			there, err := s.Get(ctx, lead, p.ID)
			if diff := cmp.Diff(want, there); err != nil || diff != "" {
				t.Errorf("after %s there is (%v)\n%s", what, err, diff)
			}
		}
		step("create", p, nil)

		want.NameEN, want.Version = "Winter intake", 2
		got, err := s.Change(ctx, lead, p.ID, 1, programme.Details{NameLV: "Ziemas plūsma", NameEN: "Winter intake"})
		step("change", got, err)
		want.Status, want.Version = programme.Open, 3
		got, err = s.Open(ctx, lead, p.ID, 2)
		step("open", got, err)
		want.Status, want.Version = programme.Closed, 4
		got, err = s.Close(ctx, lead, p.ID, 3)
		step("close", got, err)
		want.Status, want.Version = programme.Open, 5
		got, err = s.Open(ctx, lead, p.ID, 4)
		step("open again", got, err)

		wanted := []audit.Action{audit.ProgrammeCreated, audit.ProgrammeChanged, audit.ProgrammeOpened, audit.ProgrammeClosed, audit.ProgrammeOpened}
		if diff := cmp.Diff(wanted, deeds(t, d)); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
		entries, err := audit.List(ctx, d, audit.Filter{Action: audit.ProgrammeClosed}, 1)
		if err != nil {
			t.Fatal(err)
		}
		entry := audit.Entry{Actor: lead.Person, Action: audit.ProgrammeClosed, Programme: p.ID,
			Object: audit.Object{Kind: audit.KindProgramme, ID: p.ID}}
		if diff := cmp.Diff(entry, entries[0].Entry); diff != "" {
			t.Errorf("the entry is\n%s", diff)
		}
	})
}

// verbs are the changes of a programme, each a legal one from the status Open.
func verbs(s *programme.Service, t *testing.T) map[string]func(access.Actor, string, int64) error {
	return map[string]func(access.Actor, string, int64) error{
		"change": func(a access.Actor, id string, version int64) error {
			_, err := s.Change(t.Context(), a, id, version, programme.Details{NameLV: "Cits", NameEN: "Other"})
			return err
		},
		"close": func(a access.Actor, id string, version int64) error {
			_, err := s.Close(t.Context(), a, id, version)
			return err
		},
		"open": func(a access.Actor, id string, version int64) error {
			_, err := s.Open(t.Context(), a, id, version)
			return err
		},
	}
}

func TestRefusedChangesChangeAndRecordNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := service(d), t.Context()
		mine, other := create(t, s, "Mūsu"), create(t, s, "Cita")
		if _, err := s.Open(ctx, admin, mine.ID, 1); err != nil {
			t.Fatal(err)
		}
		before, recorded := get(t, s, mine.ID), len(deeds(t, d))
		for name, verb := range verbs(s, t) {
			for who, tt := range map[string]struct {
				actor   access.Actor
				id      string
				version int64
				want    fault.Kind
			}{
				"nobody":               {nobody, mine.ID, 2, fault.Unauthenticated},
				"a person":             {somebody(), mine.ID, 2, fault.Forbidden},
				"support":              {somebody(in(access.Support, mine.ID)), mine.ID, 2, fault.Forbidden},
				"auditor":              {somebody(in(access.Auditor, mine.ID)), mine.ID, 2, fault.Forbidden},
				"another's lead":       {somebody(in(access.Lead, other.ID)), mine.ID, 2, fault.Forbidden},
				"a stale version":      {admin, mine.ID, 1, fault.Conflict},
				"a version to come":    {admin, mine.ID, 3, fault.Conflict},
				"a programme not made": {admin, id.New(), 1, fault.NotFound},
			} {
				if err := verb(tt.actor, tt.id, tt.version); err == nil || fault.KindOf(err) != tt.want {
					t.Errorf("%s by %s: %v, want %v", name, who, err, tt.want)
				}
			}
		}
		if _, err := s.Open(ctx, admin, mine.ID, 2); !fault.Is(err, fault.Conflict) {
			t.Errorf("an open programme opens: %v", err)
		}
		if _, err := s.Change(ctx, admin, mine.ID, 2, programme.Details{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a programme loses its name: %v", err)
		}
		for _, a := range []access.Actor{nobody, somebody(), somebody(in(access.Lead, mine.ID)), somebody(in(access.Coordinator, ""))} {
			if p, err := s.Create(ctx, a, programme.Details{NameLV: "A", NameEN: "A"}); err == nil || p.ID != "" {
				t.Errorf("%v creates a programme: %v", a.Grants, err)
			}
		}
		if _, err := s.Create(ctx, admin, programme.Details{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a programme without a name: %v", err)
		}
		if diff := cmp.Diff(before, get(t, s, mine.ID)); diff != "" {
			t.Errorf("changed\n%s", diff)
		}
		if n := len(deeds(t, d)); n != recorded {
			t.Errorf("%d more deeds recorded", n-recorded)
		}
	})
}

func get(t *testing.T, s *programme.Service, id string) programme.Programme {
	t.Helper()
	p, err := s.Get(t.Context(), admin, id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func names(list []programme.Programme) (names []string) {
	for _, p := range list {
		names = append(names, p.NameLV)
	}
	return names
}

func TestEverybodySeesTheirOwnProgrammes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := service(d), t.Context()
		first, second := create(t, s, "Čaklie"), create(t, s, "Centīgie")
		create(t, s, "Ābeles")
		both := somebody(in(access.Lead, first.ID), in(access.Auditor, second.ID), in(access.Coordinator, first.ID))
		for who, tt := range map[string]struct {
			actor access.Actor
			want  []string
		}{
			"nobody":           {nobody, nil},
			"a person":         {somebody(), nil},
			"a contact":        {somebody(access.Grant{Role: access.InstitutionContact, Scope: access.Scope{Kind: access.Institution, ID: first.ID}}), nil},
			"support of one":   {somebody(in(access.Support, first.ID)), []string{"Čaklie"}},
			"roles in two":     {both, []string{"Centīgie", "Čaklie"}},
			"an administrator": {admin, []string{"Ābeles", "Centīgie", "Čaklie"}},
		} {
			visible, err := s.Visible(ctx, tt.actor)
			if diff := cmp.Diff(tt.want, names(visible)); err != nil || diff != "" {
				t.Errorf("%s sees (%v)\n%s", who, err, diff)
			}
			page, err := s.List(ctx, tt.actor, programme.Filter{}, 10)
			if (err == nil) != (len(tt.want) > 0) {
				t.Errorf("%s lists: %v", who, err)
			}
			if diff := cmp.Diff(tt.want, names(page.Items)); diff != "" {
				t.Errorf("%s lists\n%s", who, diff)
			}
		}
		if _, err := s.Get(ctx, both, id.New()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a programme that is not there, to a lead: %v", err)
		}
		if _, err := s.Get(ctx, admin, "none"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a programme that is not there, to an administrator: %v", err)
		}
	})
}

func TestPagesLeaveNothingOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := service(d), t.Context()
		for i := range 7 {
			p := create(t, s, fmt.Sprintf("P %d", i/3)) // equal names meet at a page's edge
			if i%2 == 0 {
				if _, err := s.Open(ctx, admin, p.ID, 1); err != nil {
					t.Fatal(err)
				}
			}
		}
		for status, want := range map[programme.Status]int{"": 7, programme.Open: 4, programme.Draft: 3, programme.Closed: 0} {
			seen, pages := map[string]bool{}, 0
			f := programme.Filter{Status: status}
			for {
				page, err := s.List(ctx, admin, f, 2)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range page.Items {
					seen[p.ID] = true
				}
				pages++
				if f.After = page.Next; page.Next == (programme.Cursor{}) {
					break
				}
			}
			if len(seen) != want || pages != max(1, (want+1)/2) {
				t.Errorf("%q: %d programmes on %d pages, want %d", status, len(seen), pages, want)
			}
		}
	})
}
