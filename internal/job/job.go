// Package job runs work after the transaction that caused it.
//
// Enqueue writes a job in the caller's transaction, so the job exists exactly
// when the change does. A started Queue takes it up, on one node at a time:
//
//	waiting → running → done
//	             ↓ error        ↓ last attempt, or Discard
//	          retrying → …     dead → an administrator retries or deletes it
//
// A job may run more than once: a process that is killed in the middle leaves
// it running, and it is taken up again (on SQLite when the process starts, on
// PostgreSQL by another node after Config.RescueAfter). Handlers are therefore
// written so that a second run does no harm. The payload carries identifiers
// only, never content: whoever reads the database or a backup can read it, and
// so is what is kept of an error (see keep).
//
// The package is the only one that knows the queue library, river, whose
// tables Migrate makes.
package job

import (
	"context"
	"errors"
	"time"
)

// Args is a job's payload: a struct whose fields are identifiers (strings named
// ID or ending in ID), integers or times. Kind names the job, as "mail.send".
type Args interface{ Kind() string }

// Handler does one job. An error makes the job run again later; Discard makes
// it dead at once. It must return soon after ctx ends: a handler that does not
// may be run a second time beside the first.
type Handler[T Args] func(ctx context.Context, args T) error

// State is where a job stands.
type State string

const (
	Waiting  State = "waiting"  // to be run now, or at its time
	Running  State = "running"  // being run by a node
	Retrying State = "retrying" // failed, to be run again at its time
	Dead     State = "dead"     // failed for good; waits for an administrator
	Done     State = "done"     // finished; kept for a day
)

// States lists the states in the order of a job's life.
func States() []State { return []State{Waiting, Running, Retrying, Dead, Done} }

// Outcome is how an attempt ended, for Config.Observe.
type Outcome string

const (
	Succeeded Outcome = "succeeded"
	Failed    Outcome = "failed"  // to be tried again
	Died      Outcome = "died"    // the job is dead
	Stopped   Outcome = "stopped" // interrupted by Queue.Stop; does not count as an attempt
)

// discarded marks an error that no later attempt can mend.
type discarded struct{ error }

func (d discarded) Unwrap() error { return d.error }

// Discard returns err so that the job becomes dead without further attempts.
func Discard(err error) error {
	if err == nil {
		return nil
	}
	return discarded{err}
}

func isDiscarded(err error) bool {
	var d discarded
	return errors.As(err, &d)
}

// Item is a job as the administrator sees it.
type Item struct {
	ID          int64
	Kind        string
	State       State
	Attempt     int
	MaxAttempts int
	CreatedAt   time.Time
	ScheduledAt time.Time  // when it is or was due
	AttemptedAt *time.Time // when the last attempt began
	FinishedAt  *time.Time
	Args        string // the identifiers, as JSON
	LastError   string // the last error's key or type and its incident number, without content
}

// Filter chooses jobs; zero values choose all. Before is the ID of the last
// item of the page before.
type Filter struct {
	State  State
	Kind   string
	Before int64
}

// Pending is an unfinished job on its way to another database.
type Pending struct {
	Kind        string
	Args        string // JSON
	MaxAttempts int
	ScheduledAt time.Time
}
