package faults

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/app"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/job"
)

// clock is the time that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// changes are when the clocks of Riga are changed next.
var changes = map[string]time.Time{
	"an hour twice":    time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
	"an hour left out": time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC),
}

func eachChange(t *testing.T, f func(t *testing.T, kind db.Kind, change time.Time)) {
	for name, change := range changes {
		for _, kind := range dbtest.Kinds {
			t.Run(name+"/"+string(kind), func(t *testing.T) {
				t.Parallel()
				f(t, kind, change)
			})
		}
	}
}

// TestSessionsOverAChangeOfClocks signs in shortly before the clocks change: a
// session lasts as long as it does on any other day, by use and by age.
func TestSessionsOverAChangeOfClocks(t *testing.T) {
	eachChange(t, func(t *testing.T, kind db.Kind, change time.Time) {
		c := &clock{at: change.Add(-40 * time.Minute)}
		a := inside(t, newPlace(t, kind), c)
		is := func(session, what string, want bool) {
			t.Helper()
			actor, _, err := a.Accounts.Actor(t.Context(), session)
			if err != nil || actor.SignedIn() != want {
				t.Errorf("%s, at %s: signed in %v (%v)", what, c.at, actor.SignedIn(), err)
			}
		}
		idle, begun := signIn(t, a), c.at
		used := signIn(t, a)
		c.set(begun.Add(30 * time.Minute))
		is(idle, "unused for 30 minutes", true)
		for passed := 29 * time.Minute; passed < 12*time.Hour; passed += 29 * time.Minute {
			c.set(begun.Add(passed))
			is(used, "used every 29 minutes", true)
		}
		is(idle, "unused for hours", false)
		c.set(begun.Add(12*time.Hour - time.Second))
		is(used, "12 hours old but for a second", true)
		c.set(begun.Add(12 * time.Hour))
		is(used, "12 hours old", false)
	})
}

// inside opens the service within this process, on the clock.
func inside(t *testing.T, p place, c *clock) *app.App {
	t.Helper()
	cfg, err := config.Load(config.Sources{Environ: p.environ(), Flags: map[string]string{"DATA": p.dir, "DEMO": "true"}})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), cfg, slog.New(slog.DiscardHandler), app.Edge{Terminal: io.Discard, Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.FillDemo(t.Context(), func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	return a
}

func signIn(t *testing.T, a *app.App) string {
	t.Helper()
	session, _, err := a.Accounts.DemoSignIn(t.Context(), administrator, "")
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// daily is the job of this test.
type daily struct{}

func (daily) Kind() string { return "test.daily" }

// TestDailyOverAChangeOfClocks plans a job for half past three, which the
// change leaves out or brings twice: it runs once a day.
func TestDailyOverAChangeOfClocks(t *testing.T) {
	riga, err := time.LoadLocation(i18n.Zone)
	if err != nil {
		t.Fatal(err)
	}
	eachChange(t, func(t *testing.T, kind db.Kind, change time.Time) {
		d, c, ran := dbtest.Open(t, kind), &clock{}, map[string]int{}
		from := change.In(riga)
		for day := -2; day <= 2; day++ {
			c.set(time.Date(from.Year(), from.Month(), from.Day()+day, 12, 0, 0, 0, riga).UTC())
			q := queue(t, d, c, func(context.Context, daily) error {
				ran[c.Now().In(riga).Format(time.DateOnly)]++
				return nil
			}, riga)
			next := planned(t, q)
			c.set(next.Add(time.Second))
			if _, err := q.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if local := next.In(riga); local.Hour() != 3 && local.Hour() != 4 || local.Minute() != 30 {
				t.Errorf("planned for %s", local)
			}
		}
		if len(ran) != 5 {
			t.Errorf("it ran on %d days: %v", len(ran), ran)
		}
		for day, n := range ran {
			if n != 1 {
				t.Errorf("it ran %d times on %s", n, day)
			}
		}
	})
}

func queue(t *testing.T, d *db.DB, c *clock, f job.Handler[daily], zone *time.Location) *job.Queue {
	t.Helper()
	r := job.NewRegistry()
	job.Handle(r, f, job.Options{})
	job.Schedule(r, daily{}, job.Daily(3, 30, zone))
	q, err := job.New(job.Config{DB: d, Registry: r, Log: slog.New(slog.DiscardHandler), Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return q
}

// planned starts a queue like q for as long as it takes to plan the next run,
// and returns its time.
func planned(t *testing.T, q *job.Queue) (next time.Time) {
	t.Helper()
	other, err := job.New(q.Config)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(t, "the next run is planned", func() bool {
		waiting, err := q.List(t.Context(), job.Filter{State: job.Waiting}, 2)
		if err != nil || len(waiting) > 1 {
			t.Fatalf("%d runs are planned (%v)", len(waiting), err)
		}
		if len(waiting) == 1 {
			next = waiting[0].ScheduledAt
		}
		return len(waiting) == 1
	})
	if err := other.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	return next
}
