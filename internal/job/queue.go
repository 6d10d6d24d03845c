package job

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Config says how a Queue works. DB, Registry and Log are needed; zero values
// of the others mean the defaults.
type Config struct {
	DB       *db.DB
	Registry *Registry
	Log      *slog.Logger

	// Now is the clock for what is due, in tests. By default it is the
	// machine's on SQLite and the database server's on PostgreSQL, which is one
	// for all nodes.
	Now func() time.Time

	// Observe is told of every attempt that ended.
	Observe func(kind string, outcome Outcome, took time.Duration)

	Workers     int                             // 8 jobs at a time in each queue
	Poll        time.Duration                   // 250 ms on PostgreSQL, 400 ms on SQLite: how often to look for jobs
	RescueAfter time.Duration                   // 90 s until a running job of a dead node is taken up again
	Backoff     func(attempt int) time.Duration // from about 5 s to 6 h
}

// Queue takes jobs in and, once started, runs them.
type Queue struct {
	Config
	kinds     map[string]*kind
	schedules []schedule
	client    *river.Client[*sql.Tx]
	pool      *sql.DB // of our own; nil when shared
	started   bool
}

// New makes a Queue that takes jobs in; Start makes it run them. Stop must be
// called in either case.
func New(c Config) (*Queue, error) {
	q := &Queue{Config: c.withDefaults(), kinds: c.Registry.kinds, schedules: c.Registry.schedules}
	pool, own, err := c.DB.OwnPool()
	if err != nil {
		return nil, fmt.Errorf("open the job queue: %w", err)
	}
	if own {
		q.pool = pool
	}
	q.client, err = river.NewClient(driverFor(c.DB.Kind(), pool), q.settings())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make the job queue: %w", err), q.closePool())
	}
	return q, nil
}

func (c Config) withDefaults() Config {
	c.Workers = cmp.Or(c.Workers, 8)
	c.RescueAfter = cmp.Or(c.RescueAfter, 90*time.Second)
	if c.Poll == 0 && c.DB.Kind() == db.SQLite {
		c.Poll = 400 * time.Millisecond // each look takes SQLite's one write lock for a moment
	}
	c.Poll = cmp.Or(c.Poll, 250*time.Millisecond)
	if c.Backoff == nil {
		c.Backoff = backoff
	}
	if c.Observe == nil {
		c.Observe = func(string, Outcome, time.Duration) {}
	}
	return c
}

func driverFor(make db.Kind, pool *sql.DB) riverdriver.Driver[*sql.Tx] {
	if make == db.SQLite {
		return riversqlite.New(pool)
	}
	return riverdatabasesql.New(pool)
}

func (q *Queue) settings() *river.Config {
	c := &river.Config{
		Workers:                     river.NewWorkers(),
		Queues:                      map[string]river.QueueConfig{defaultQueue: {MaxWorkers: q.Workers}},
		PeriodicJobs:                q.periodic(),
		Logger:                      slog.New(quiet{q.Log.Handler()}),
		RetryPolicy:                 retryPolicy{q},
		PollOnly:                    true, // on SQLite listening is polling too, more often, and slower at its worst
		FetchCooldown:               min(100*time.Millisecond, q.Poll),
		FetchPollInterval:           q.Poll,
		JobTimeout:                  min(defaultTimeout, q.RescueAfter),
		RescueStuckJobsAfter:        q.RescueAfter,
		DiscardedJobRetentionPeriod: -1, // the dead wait for an administrator
		CancelledJobRetentionPeriod: -1,
	}
	if q.Now != nil {
		c.Test.Time = clock{q.Now}
	}
	for _, k := range q.kinds {
		k.add(c.Workers, q)
		c.Queues[k.Queue] = river.QueueConfig{MaxWorkers: q.Workers}
	}
	return c
}

// clock lets the library see a test's time.
type clock struct{ now func() time.Time }

func (c clock) Now() time.Time { return c.now() }

func (c clock) NowOrNil() *time.Time {
	t := c.now()
	return &t
}

func (q *Queue) now() time.Time {
	if q.Now != nil {
		return q.Now()
	}
	return db.Now()
}

type enqueueing struct{ at time.Time }

// Option changes how one job is enqueued.
type Option func(*enqueueing)

// At delays a job until t. It is begun within 5 s after.
func At(t time.Time) Option { return func(e *enqueueing) { e.at = t } }

// Enqueue writes a job in the transaction. Nothing is written, and it is no
// error, when the kind is Unique and such a job is unfinished.
func (q *Queue) Enqueue(ctx context.Context, tx *db.Tx, args Args, options ...Option) error {
	k, known := q.kinds[args.Kind()]
	if !known {
		return fmt.Errorf("enqueue: no kind of job is called %q", args.Kind())
	}
	if err := checkArgs(args); err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	var e enqueueing
	for _, o := range options {
		o(&e)
	}
	if _, err := q.client.InsertTx(ctx, tx.Tx, args, k.insertOptions(e.at)); err != nil {
		return fmt.Errorf("enqueue %s: %w", k.name, db.Classify(err))
	}
	return nil
}

// Start begins to run jobs. Only Stop ends that; the end of ctx does not. On
// SQLite it first takes up the jobs that a killed process left running, so no
// other process may be running jobs on the same file.
func (q *Queue) Start(ctx context.Context) error {
	if len(q.kinds) == 0 {
		return errors.New("start the job queue: no kind of job is registered")
	}
	if err := q.takeUp(ctx); err != nil {
		return fmt.Errorf("take up jobs left running: %w", db.Classify(err))
	}
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the job queue: %w", db.Classify(err))
	}
	q.started = true
	return nil
}

// lastWords is how long a job has to return after its context was cancelled.
const lastWords = 5 * time.Second

// Stop begins no further job, waits for the running ones until ctx ends, then
// cancels them; the cancelled are run again by the next process. It must be
// called, also on a Queue that was never started; calling it again is no harm.
func (q *Queue) Stop(ctx context.Context) error {
	return errors.Join(q.stopWork(ctx), q.closePool())
}

func (q *Queue) stopWork(ctx context.Context) error {
	if !q.started {
		return nil
	}
	q.started = false
	if q.client.Stop(ctx) == nil {
		return nil
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if err := q.client.StopAndCancel(grace); err != nil {
		return fmt.Errorf("stop the job queue: jobs did not end %s after they were cancelled: %w", lastWords, err)
	}
	return nil
}

func (q *Queue) closePool() error {
	if q.pool == nil {
		return nil
	}
	return q.pool.Close()
}

// errNone and errMoved are what an administrator can meet who acts on a page
// that is no longer true.
var (
	errNone  = fault.New(fault.NotFound, "fault.not-found")
	errMoved = fault.New(fault.Conflict, "fault.conflict")
)
