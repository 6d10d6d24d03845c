package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// worker joins a handler to the library.
type worker[T Args] struct {
	river.WorkerDefaults[T]
	queue  *Queue
	kind   *kind
	handle Handler[T]
}

func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.kind.Timeout }

func (w *worker[T]) Work(ctx context.Context, j *river.Job[T]) error {
	err := w.queue.attempt(ctx, j.JobRow, func(ctx context.Context) error { return w.handle(ctx, j.Args) })
	if isDiscarded(err) {
		return river.JobCancel(err)
	}
	return err
}

// attempt runs work once, tells the observer and the log, and returns what may
// be kept of its error.
func (q *Queue) attempt(ctx context.Context, row *rivertype.JobRow, work func(context.Context) error) error {
	begin := time.Now()
	err := guard(context.WithValue(ctx, lastKey{}, row.Attempt >= row.MaxAttempts), work)
	outcome := outcomeOf(ctx, row, err)
	q.Observe(row.Kind, outcome, time.Since(begin))
	switch outcome {
	case Succeeded:
		return nil
	case Stopped:
		return context.Canceled // the library gives the attempt back
	}
	return q.keep(ctx, row, outcome, err)
}

type lastKey struct{}

// Last tells a handler, of its own ctx, whether the job is dead should this
// attempt fail.
func Last(ctx context.Context) bool {
	last, _ := ctx.Value(lastKey{}).(bool) // absent outside a job: false
	return last
}

func outcomeOf(ctx context.Context, row *rivertype.JobRow, err error) Outcome {
	switch {
	case err == nil:
		return Succeeded
	case ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled):
		return Stopped
	case isDiscarded(err) || row.Attempt >= row.MaxAttempts:
		return Died
	}
	return Failed
}

// panicked is a panic as an error, with where it happened.
type panicked struct {
	value any
	stack []byte
}

func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func guard(ctx context.Context, work func(context.Context) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{v, debug.Stack()}
		}
	}()
	return work(ctx)
}

// kept is what the database keeps of an error.
type kept string

func (k kept) Error() string { return string(k) }

// keep logs err under an incident number and returns the part without content:
// a fault's key, or the error's type, and the number.
func (q *Queue) keep(ctx context.Context, row *rivertype.JobRow, outcome Outcome, err error) error {
	incident := id.Secret()[:10]
	level := slog.LevelWarn
	if outcome == Died {
		level = slog.LevelError
	}
	attributes := []slog.Attr{slog.String("kind", row.Kind), slog.Int64("job", row.ID), slog.Int("attempt", row.Attempt),
		slog.String("outcome", string(outcome)), slog.String("incident", incident), slog.Any("error", err)}
	var p *panicked
	if errors.As(err, &p) {
		attributes = append(attributes, slog.String("stack", string(p.stack)))
	}
	q.Log.LogAttrs(ctx, level, "job failed", attributes...)
	rest := kept(nameOf(err) + " " + incident)
	if isDiscarded(err) {
		return Discard(rest)
	}
	return rest
}

// nameOf names the kind of an error: the key of a fault in its chain, or else
// the type of the innermost error.
func nameOf(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return fmt.Sprintf("%T", err)
		}
		err = inner
	}
}

// backoff waits about 5 s after the first attempt, four times as long after
// each further one, at most 6 h; a fifth either way keeps jobs that failed
// together from returning together.
func backoff(attempt int) time.Duration {
	wait := min(5*time.Second*time.Duration(math.Pow(4, float64(min(attempt, 12)-1))), 6*time.Hour)
	return wait + time.Duration((rand.Float64()-0.5)*0.4*float64(wait))
}

type retryPolicy struct{ queue *Queue }

func (p retryPolicy) NextRetry(row *rivertype.JobRow) time.Time {
	return p.queue.now().Add(p.queue.Backoff(row.Attempt))
}

// quiet lets only the library's warnings and errors through; attempt logs the
// jobs themselves.
type quiet struct{ slog.Handler }

func (h quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

func (h quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{h.Handler.WithAttrs(attrs)} }

func (h quiet) WithGroup(name string) slog.Handler { return quiet{h.Handler.WithGroup(name)} }
