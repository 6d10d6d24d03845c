package job_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
)

func TestSeveralNodesRunEachJobOnce(t *testing.T) {
	const jobs = 300
	url, dir := dbtest.Place(t, db.Postgres)
	var mu sync.Mutex
	runs := map[string]int{}
	done := make(chan struct{}, 2*jobs)
	var d *db.DB
	var nodes []*job.Queue
	for range 3 {
		var err error
		if d, err = db.Open(t.Context(), url, dir); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
		nodes = append(nodes, open(t, d, func(_ context.Context, a touch) error {
			mu.Lock()
			runs[a.ObjectID]++
			mu.Unlock()
			done <- struct{}{}
			return nil
		}, nil))
	}
	for i := range jobs {
		if i == jobs/3 {
			for _, q := range nodes {
				start(t, q)
			}
		}
		enqueue(t, d, nodes[i%3], touch{ObjectID: id.New()})
	}
	for range jobs {
		receive(t, done)
	}
	await(t, func() bool { return count(t, nodes[0], job.Done) == jobs })
	for object, n := range runs {
		if n != 1 {
			t.Errorf("%s ran %d times", object, n)
		}
	}
	if len(runs) != jobs {
		t.Errorf("%d jobs ran, want %d", len(runs), jobs)
	}
}

func TestStopLetsRunningJobsFinish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		began, release := make(chan struct{}), make(chan struct{})
		q := open(t, d, func(ctx context.Context, _ touch) error {
			close(began)
			<-release
			return ctx.Err()
		}, nil)
		start(t, q)
		enqueue(t, d, q, touch{ObjectID: "a"})
		receive(t, began)
		enqueue(t, d, q, touch{ObjectID: "b"})
		stopped := make(chan error)
		go func() { stopped <- q.Stop(context.Background()) }()
		close(release)
		if err := receive(t, stopped); err != nil {
			t.Error(err)
		}
		again := open(t, d, nothing, nil)
		if done := only(t, again, job.Filter{State: job.Done}); done.Args != `{"object_id":"a"}` {
			t.Errorf("done is %s, want a", done.Args)
		}
	})
}

func TestStopCancelsAfterTheDeadlineAndTheJobRunsAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		began := make(chan struct{})
		outcomes := make(chan job.Outcome, 1)
		q := open(t, d, func(ctx context.Context, _ touch) error {
			close(began)
			<-ctx.Done()
			return errors.Join(errors.New("stopped"), ctx.Err())
		}, func(c *job.Config, _ *job.Registry, o *job.Options) {
			o.MaxAttempts = 1
			c.Observe = func(_ string, o job.Outcome, _ time.Duration) { outcomes <- o }
		})
		start(t, q)
		enqueue(t, d, q, touch{ObjectID: "a"})
		receive(t, began)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if err := q.Stop(over); err != nil {
			t.Error(err)
		}
		if o := receive(t, outcomes); o != job.Stopped {
			t.Errorf("outcome %s", o)
		}
		again := open(t, d, nothing, nil)
		if i := only(t, again, job.Filter{}); i.State != job.Waiting || i.Attempt != 0 {
			t.Errorf("the interrupted job is %s after %d attempts", i.State, i.Attempt)
		}
		if n := due(t, again); n != 1 {
			t.Errorf("%d ran again", n)
		}
	})
}

func TestAScheduleRunsOncePerTimeOnSeveralNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		nodes := map[db.Kind]int{db.SQLite: 1, db.Postgres: 2}[d.Kind()]
		ran := make(chan struct{}, 100)
		var q *job.Queue
		for range nodes {
			q = open(t, d, nothing, func(_ *job.Config, r *job.Registry, _ *job.Options) {
				job.Handle(r, func(context.Context, tick) error { ran <- struct{}{}; return nil }, job.Options{})
				job.Schedule(r, tick{7}, job.Every(time.Second))
			})
			start(t, q)
		}
		for range 5 {
			receive(t, ran)
		}
		items, err := q.List(t.Context(), job.Filter{Kind: "test.tick"}, 100)
		if err != nil {
			t.Fatal(err)
		}
		for i, later := range items[:len(items)-1] {
			if gap := later.ScheduledAt.Sub(items[i+1].ScheduledAt); gap != time.Second || later.Args != `{"n":7}` {
				t.Errorf("runs %s apart, with %s", gap, later.Args)
			}
		}
	})
}

// TestAScheduledRunOutlivesTheProcess: what is planted is run by the next
// process, also long after its time.
func TestAScheduledRunOutlivesTheProcess(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Now
		runs := 0
		scheduled := func(c *job.Config, r *job.Registry, _ *job.Options) {
			job.Handle(r, func(context.Context, tick) error { runs++; return nil }, job.Options{})
			job.Schedule(r, tick{7}, job.Every(24*time.Hour))
			c.Now = func() time.Time { return now() }
		}
		first := open(t, d, nothing, scheduled)
		start(t, first)
		await(t, func() bool { return count(t, first, job.Waiting) == 1 })
		if err := first.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		now = func() time.Time { return time.Now().Add(72 * time.Hour) }
		second := open(t, d, nothing, scheduled)
		if due(t, second); runs != 1 {
			t.Errorf("%d runs, want the missed one", runs)
		}
	})
}

func TestUnfinishedJobsMoveToAnotherDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, from *db.DB) {
		to := dbtest.Open(t, map[db.Kind]db.Kind{db.SQLite: db.Postgres, db.Postgres: db.SQLite}[from.Kind()])
		old := open(t, from, nothing, nil)
		enqueue(t, from, old, touch{"done", 0})
		due(t, old)
		enqueue(t, from, old, touch{"now", 1})
		later := db.Now().Add(time.Hour).Truncate(time.Millisecond) // SQLite's jobs know no finer
		enqueue(t, from, old, touch{"later", 2}, job.At(later))
		jobs, err := old.Export(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var ran []touch
		renewed := open(t, to, func(_ context.Context, a touch) error { ran = append(ran, a); return nil }, nil)
		if err := to.Tx(t.Context(), func(tx *db.Tx) error { return renewed.Import(t.Context(), tx, jobs) }); err != nil {
			t.Fatal(err)
		}
		due(t, renewed)
		if diff := cmp.Diff([]touch{{"now", 1}}, ran); diff != "" {
			t.Error(diff)
		}
		waits := only(t, renewed, job.Filter{State: job.Waiting})
		if !waits.ScheduledAt.Equal(later) || waits.Args != `{"n":2,"object_id":"later"}` || waits.MaxAttempts != 10 {
			t.Errorf("%+v, want the later job at %s", waits, later)
		}
		unknown := []job.Pending{{Kind: "test.unknown", Args: "{}"}}
		if err := to.Tx(t.Context(), func(tx *db.Tx) error { return renewed.Import(t.Context(), tx, unknown) }); err == nil {
			t.Error("an unknown kind was imported")
		}
	})
}

func TestMigrateTwiceAndAtOnce(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			url, dir := dbtest.Empty(t, kind)
			var wait sync.WaitGroup
			for range 3 {
				wait.Go(func() {
					d, err := db.Open(t.Context(), url, dir)
					if err != nil {
						t.Error(err)
						return
					}
					defer d.Close()
					if err := job.Migrate(t.Context(), d); err != nil {
						t.Error(err)
					}
				})
			}
			wait.Wait()
		})
	}
}

func TestAQueueWithoutKindsDoesNotStart(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	q, err := job.New(job.Config{DB: d, Registry: job.NewRegistry(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Start(t.Context()); err == nil {
		t.Error("started with nothing to run")
	}
	if err := q.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
