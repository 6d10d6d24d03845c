package job_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/job"
)

const marker = "Annas noslēpums"

// bench is a queue with a log, a clock and an account of outcomes.
type bench struct {
	*job.Queue
	log      syncBuffer
	now      time.Time
	outcomes []job.Outcome
}

func newBench(t *testing.T, d *db.DB, attempts int, f job.Handler[touch]) *bench {
	b := &bench{now: db.Now()}
	b.Queue = open(t, d, f, func(c *job.Config, _ *job.Registry, o *job.Options) {
		o.MaxAttempts = attempts
		c.Log = slog.New(slog.NewTextHandler(&b.log, nil))
		c.Now = func() time.Time { return b.now }
		c.Backoff = func(int) time.Duration { return time.Minute }
		c.Observe = func(kind string, o job.Outcome, _ time.Duration) { b.outcomes = append(b.outcomes, o) }
	})
	return b
}

func TestAFailedJobIsTriedAgainLaterAndThenDies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		last := []bool{}
		b := newBench(t, d, 3, func(ctx context.Context, _ touch) error {
			last = append(last, job.Last(ctx))
			return errors.New(marker)
		})
		enqueue(t, d, b.Queue, touch{ObjectID: "a"})
		for attempt := 1; attempt <= 3; attempt++ {
			if n := due(t, b.Queue); n != 1 {
				t.Fatalf("attempt %d: %d ran", attempt, n)
			}
			if n := due(t, b.Queue); n != 0 {
				t.Fatalf("attempt %d: ran again at once", attempt)
			}
			b.now = b.now.Add(time.Minute)
		}
		i := only(t, b.Queue, job.Filter{State: job.Dead})
		if i.Attempt != 3 || i.MaxAttempts != 3 || i.FinishedAt == nil || i.AttemptedAt == nil || i.Args != `{"object_id":"a"}` {
			t.Errorf("%+v", i)
		}
		if diff := cmp.Diff([]job.Outcome{job.Failed, job.Failed, job.Died}, b.outcomes); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]bool{false, false, true}, last); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatIsKeptOfAnErrorHasNoContent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, tt := range map[string]struct {
			handler job.Handler[touch]
			state   job.State
			kept    string
		}{
			"an error":         {func(context.Context, touch) error { return errors.New(marker) }, job.Retrying, `^\*errors.errorString`},
			"a fault":          {func(context.Context, touch) error { return fault.New(fault.Gone, "x.gone").Because(errors.New(marker)) }, job.Retrying, `^x.gone`},
			"a panic":          {func(context.Context, touch) error { panic(marker) }, job.Retrying, `^\*job.panicked`},
			"a discarded one":  {func(context.Context, touch) error { return job.Discard(errors.New(marker)) }, job.Dead, `^\*errors.errorString`},
			"a panicked fault": {func(context.Context, touch) error { panic(fault.New(fault.Gone, marker)) }, job.Retrying, `^\*job.panicked`},
		} {
			b := newBench(t, d, 5, tt.handler)
			enqueue(t, d, b.Queue, touch{ObjectID: "a"})
			due(t, b.Queue)
			i := only(t, b.Queue, job.Filter{State: tt.state})
			checkKept(t, name, i.LastError, tt.kept, b.log.String())
			if err := d.Tx(t.Context(), func(tx *db.Tx) error { return b.Delete(t.Context(), tx, i.ID) }); err != nil {
				t.Error(err)
			}
		}
	})
}

// checkKept compares what the database has of an error with the pattern, and
// looks its incident number up in the log.
func checkKept(t *testing.T, name, kept, pattern, log string) {
	t.Helper()
	if !regexp.MustCompile(pattern+` [a-z2-7]{10}$`).MatchString(kept) || strings.Contains(kept, marker) {
		t.Errorf("%s: kept %q", name, kept)
		return
	}
	incident := kept[len(kept)-10:]
	if !strings.Contains(log, "incident="+incident) || !strings.Contains(log, marker) {
		t.Errorf("%s: the log has no word of incident %s:\n%s", name, incident, log)
	}
}

// TestAStartedQueueSurvivesPanics also holds the library's own way of keeping
// errors to ours.
func TestAStartedQueueSurvivesPanics(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var log syncBuffer
		ran := make(chan string, 10)
		ended := make(chan job.Outcome, 10)
		q := open(t, d, func(_ context.Context, a touch) error {
			ran <- a.ObjectID
			if a.ObjectID == "b" {
				return job.Discard(errors.New(marker))
			}
			panic(marker)
		}, func(c *job.Config, _ *job.Registry, o *job.Options) {
			c.Log = slog.New(slog.NewTextHandler(&log, nil))
			c.Observe = func(_ string, o job.Outcome, _ time.Duration) { ended <- o }
			o.MaxAttempts = 1
		})
		start(t, q)
		enqueue(t, d, q, touch{ObjectID: "a"})
		receive(t, ran)
		receive(t, ended)
		enqueue(t, d, q, touch{ObjectID: "b"})
		if got := receive(t, ran); got != "b" {
			t.Errorf("%s ran after the panic", got)
		}
		receive(t, ended)
		await(t, func() bool { return count(t, q, job.Dead) == 2 })
		items, err := q.List(t.Context(), job.Filter{State: job.Dead}, 10)
		if err != nil || len(items) != 2 {
			t.Fatal(items, err)
		}
		checkKept(t, "discarded", items[0].LastError, `^\*errors.errorString`, log.String())
		checkKept(t, "panicked", items[1].LastError, `^\*job.panicked`, log.String())
	})
}

// await asks again and again, for what the library does without telling.
func await(t *testing.T, ready func() bool) {
	t.Helper()
	tick, end := time.NewTicker(10*time.Millisecond), time.After(patience)
	defer tick.Stop()
	for !ready() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatal("it never came true")
		}
	}
}

func TestTheAdministratorRetriesAndDeletes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		broken := true
		b := newBench(t, d, 1, func(context.Context, touch) error {
			if broken {
				return errors.New(marker)
			}
			return nil
		})
		enqueue(t, d, b.Queue, touch{ObjectID: "a"})
		due(t, b.Queue)
		broken = false
		act := func(f func(context.Context, *db.Tx, int64) error, id int64) error {
			return d.Tx(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx, id) })
		}
		id := only(t, b.Queue, job.Filter{State: job.Dead}).ID
		if err := act(b.Retry, id); err != nil {
			t.Fatal(err)
		}
		if due(t, b.Queue) != 1 || only(t, b.Queue, job.Filter{}).State != job.Done {
			t.Error("the retried job is not done")
		}
		if err := act(b.Retry, id); !fault.Is(err, fault.Conflict) {
			t.Errorf("retry of a done job: %v, want a conflict", err)
		}
		if err := act(b.Delete, id); err != nil {
			t.Error(err)
		}
		if errs := []error{act(b.Retry, id), act(b.Delete, id)}; !fault.Is(errs[0], fault.NotFound) || !fault.Is(errs[1], fault.NotFound) {
			t.Errorf("acts on a job that is gone: %v", errs)
		}
	})
}

func TestRetryingBesideAnEqualUniqueJobIsAConflict(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d, func(context.Context, touch) error { return job.Discard(errors.New(marker)) },
			func(_ *job.Config, _ *job.Registry, o *job.Options) { o.Unique = true })
		enqueue(t, d, q, touch{ObjectID: "a"})
		due(t, q)
		dead := only(t, q, job.Filter{State: job.Dead})
		enqueue(t, d, q, touch{ObjectID: "a"})
		err := d.Tx(t.Context(), func(tx *db.Tx) error { return q.Retry(t.Context(), tx, dead.ID) })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%v, want a conflict", err)
		}
	})
}

func TestListPagesFiltersAndCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d, nothing, func(c *job.Config, r *job.Registry, _ *job.Options) {
			job.Handle(r, func(context.Context, tick) error { return nil }, job.Options{Queue: "slow"})
			c.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
		})
		for i := range 5 {
			enqueue(t, d, q, touch{"a", i})
		}
		due(t, q)
		enqueue(t, d, q, tick{1})
		var seen []string
		f := job.Filter{Kind: "test.touch", State: job.Done}
		for {
			page, err := q.List(t.Context(), f, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range page {
				seen = append(seen, i.Args)
				f.Before = i.ID
			}
			if len(page) < 2 {
				break
			}
		}
		want := []string{`{"n":4,"object_id":"a"}`, `{"n":3,"object_id":"a"}`, `{"n":2,"object_id":"a"}`, `{"n":1,"object_id":"a"}`, `{"object_id":"a"}`}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Error(diff)
		}
		counts, err := q.Counts(t.Context())
		if diff := cmp.Diff(map[job.State]int{job.Waiting: 1, job.Running: 0, job.Retrying: 0, job.Dead: 0, job.Done: 5}, counts); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}
