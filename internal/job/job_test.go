package job_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
)

func TestMain(m *testing.M) {
	if os.Getenv(workerVariable) != "" {
		runWorker()
		return
	}
	os.Exit(m.Run())
}

// touch is the job of these tests.
type touch struct {
	ObjectID string `json:"object_id"`
	N        int    `json:"n,omitempty"`
}

func (touch) Kind() string { return "test.touch" }

// tick is a second kind, for schedules and filters.
type tick struct {
	N int `json:"n"`
}

func (tick) Kind() string { return "test.tick" }

// patience bounds every wait; a test that needs it has failed.
const patience = 60 * time.Second

func receive[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// open makes a queue that handles touch with f. It is stopped with the test.
func open(t testing.TB, d *db.DB, f job.Handler[touch], change func(*job.Config, *job.Registry, *job.Options)) *job.Queue {
	t.Helper()
	r, o := job.NewRegistry(), job.Options{}
	c := job.Config{DB: d, Registry: r, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if change != nil {
		change(&c, r, &o)
	}
	job.Handle(r, f, o)
	q, err := job.New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return q
}

func start(t testing.TB, q *job.Queue) {
	t.Helper()
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func enqueue(t testing.TB, d *db.DB, q *job.Queue, args job.Args, options ...job.Option) {
	t.Helper()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error { return q.Enqueue(t.Context(), tx, args, options...) }); err != nil {
		t.Fatal(err)
	}
}

func due(t *testing.T, q *job.Queue) int {
	t.Helper()
	n, err := q.RunDue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func only(t *testing.T, q *job.Queue, f job.Filter) job.Item {
	t.Helper()
	items, err := q.List(t.Context(), f, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != 1 {
		t.Fatalf("%d jobs, want one: %+v", len(items), items)
	}
	return items[0]
}

func count(t *testing.T, q *job.Queue, s job.State) int {
	t.Helper()
	counts, err := q.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return counts[s]
}

func nothing(context.Context, touch) error { return nil }

func TestAJobExistsExactlyWhenItsCauseDoes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ran := make(chan string, 10)
		q := open(t, d, func(_ context.Context, a touch) error { ran <- a.ObjectID; return nil }, nil)
		start(t, q)
		boom := errors.New("boom")
		if err := d.Tx(t.Context(), func(tx *db.Tx) error {
			return errors.Join(q.Enqueue(t.Context(), tx, touch{ObjectID: id.New()}), boom)
		}); !errors.Is(err, boom) {
			t.Fatal(err)
		}
		object := id.New()
		enqueue(t, d, q, touch{ObjectID: object})
		if got := receive(t, ran); got != object {
			t.Errorf("ran %s, want %s", got, object)
		}
		items, err := q.List(t.Context(), job.Filter{}, 10)
		if err != nil || len(items) != 1 {
			t.Errorf("%d jobs (%v), want the one that was committed", len(items), err)
		}
	})
}

func TestEnqueueRefusesWhatIsNoIdentifier(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		q := open(t, d, nothing, nil)
		for _, args := range []job.Args{touch{ObjectID: "Anna Bērziņa"}, touch{ObjectID: "anna@example.org"}, touch{}, tick{}} {
			if err := d.Tx(t.Context(), func(tx *db.Tx) error { return q.Enqueue(t.Context(), tx, args) }); err == nil {
				t.Errorf("%#v was taken", args)
			}
		}
		if n := count(t, q, job.Waiting); n != 0 {
			t.Errorf("%d jobs wait", n)
		}
	})
}

func TestUniqueWhileUnfinished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		runs := 0
		q := open(t, d, func(context.Context, touch) error { runs++; return nil },
			func(_ *job.Config, _ *job.Registry, o *job.Options) { o.Unique = true })
		for range 2 {
			enqueue(t, d, q, touch{ObjectID: "a"})
			enqueue(t, d, q, touch{ObjectID: "a"})
			enqueue(t, d, q, touch{ObjectID: "b"})
			due(t, q)
		}
		if runs != 4 {
			t.Errorf("%d runs, want a and b twice each", runs)
		}
	})
}

func TestAtWaitsForItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC)
		q := open(t, d, nothing, func(c *job.Config, _ *job.Registry, _ *job.Options) { c.Now = func() time.Time { return now } })
		enqueue(t, d, q, touch{ObjectID: "a"}, job.At(now.Add(48*time.Hour)))
		if n := due(t, q); n != 0 {
			t.Errorf("%d ran two days early", n)
		}
		now = now.Add(48 * time.Hour)
		if n := due(t, q); n != 1 {
			t.Errorf("%d ran at the time", n)
		}
	})
}

func TestRunDueRunsWhatJobsEnqueue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var q *job.Queue
		q = open(t, d, func(ctx context.Context, a touch) error {
			if a.N == 0 {
				return nil
			}
			return d.Tx(ctx, func(tx *db.Tx) error { return q.Enqueue(ctx, tx, touch{a.ObjectID, a.N - 1}) })
		}, nil)
		enqueue(t, d, q, touch{"a", 3})
		if n := due(t, q); n != 4 {
			t.Errorf("%d attempts, want 4", n)
		}
		if n := count(t, q, job.Done); n != 4 {
			t.Errorf("%d done, want 4", n)
		}
	})
}

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
