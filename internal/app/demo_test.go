package app

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/seminar"
)

// opened opens the service of a demo on a clock.
func opened(t *testing.T, now func() time.Time, environ ...string) *App {
	t.Helper()
	cfg, err := config.Load(config.Sources{Environ: append(environ, "DOMUBIEDRS_DEMO=true")})
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), cfg, slog.New(slog.DiscardHandler), Edge{Terminal: io.Discard, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func administrator() access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
}

// TestDemoHasSeminars: one to come, with people who have a place, and one that
// has been, with its list. Filling twice is filling once, also when the first
// time was broken off; nobody is written to.
func TestDemoHasSeminars(t *testing.T) {
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC) // both days would lie on a weekend
	a := opened(t, func() time.Time { return now }, "DOMUBIEDRS_DATA="+t.TempDir())
	fill := func() error { return a.FillDemo(t.Context(), func(int, int) {}) }
	ctx, breakOff := context.WithCancel(t.Context())
	if err := a.FillDemo(ctx, func(done, total int) {
		if done == total {
			breakOff()
		}
	}); err == nil {
		t.Error("the filling was not broken off")
	}
	admin := administrator()
	type state struct {
		Title, Day                  string
		Status                      seminar.Status
		Taken, Marked, There, Lists int
	}
	programmeID, err := a.demoProgramme(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Seminars.Create(t.Context(), admin, programmeID, demoSeminars()[0].details(now)); err != nil { // as far as it came
		t.Fatal(err)
	}
	seen := func() (all []state) {
		list, err := a.Seminars.List(t.Context(), admin, programmeID)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			people, err := a.Seminars.Attendees(t.Context(), admin, x.ID)
			if err != nil {
				t.Fatal(err)
			}
			lists, err := a.Seminars.Lists(t.Context(), admin, x.ID)
			if err != nil {
				t.Fatal(err)
			}
			s := state{Title: x.Title.LV, Day: x.Day(a.Seminars.Zone), Status: x.Status, Taken: int(x.Taken), Lists: len(lists)}
			for _, p := range people {
				if s.Marked += len(p.Marks); p.Last().Present {
					s.There++
				}
			}
			all = append(all, s)
		}
		return all
	}
	want := []state{{"Kas ir mentorings un kā pieteikties", "2026-12-07", seminar.Published, 6, 0, 0, 0},
		{"Ievads mentoringā", "2026-11-13", seminar.Published, 8, 8, 6, 1}}
	for _, later := range []time.Duration{0, 0, 40 * 24 * time.Hour} {
		now = now.Add(later)
		if err := fill(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, seen()); diff != "" {
			t.Error(diff)
		}
	}
	letters, err := a.Outbox.List(t.Context(), mail.Filter{}, 10)
	if err != nil || len(letters) != 0 {
		t.Errorf("%d letters, %v", len(letters), err)
	}
}

// TestNodesFillOneDemo: nodes that start together on an empty database fill one
// demo between them.
func TestNodesFillOneDemo(t *testing.T) {
	url, _ := dbtest.Empty(t, db.Postgres)
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	settings := []string{"DOMUBIEDRS_DATABASE=" + url, "DOMUBIEDRS_DATA=" + t.TempDir()}
	nodes := []*App{opened(t, clock, settings...), opened(t, clock, settings...), opened(t, clock, settings...)}
	var group sync.WaitGroup
	for _, a := range nodes {
		group.Go(func() {
			if err := a.FillDemo(t.Context(), func(int, int) {}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for i, a := range nodes {
		page, err := a.Accounts.List(t.Context(), administrator(), account.Filter{}, 100)
		want := len(demoCast) + len(demoWomen) + len(demoMen) + 22 // and those of the round who are not of the cast
		if err != nil || len(page.People) != want || !a.demo.Load() {
			t.Errorf("node %d: %d people, want %d; demo %t (%v)", i, len(page.People), want, a.demo.Load(), err)
		}
	}
}
