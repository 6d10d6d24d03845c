package job

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Options say how jobs of a kind are run. Zero values mean the defaults.
type Options struct {
	MaxAttempts int           // 10: with the usual waiting, about a day
	Timeout     time.Duration // 1 minute for one attempt
	Queue       string        // "default"; a queue of its own keeps slow work from delaying other work

	// Unique makes Enqueue do nothing while a job with the same arguments is
	// unfinished. A job that runs counts as unfinished, so a handler must not
	// rely on a second job to pick up what changed after it looked.
	Unique bool
}

const (
	defaultQueue    = "default"
	defaultAttempts = 10
	defaultTimeout  = time.Minute
)

// Registry holds the kinds of jobs and the schedules. It is filled once, at
// start-up; a wrong entry panics there.
type Registry struct {
	kinds     map[string]*kind
	schedules []schedule
}

// NewRegistry makes an empty Registry.
func NewRegistry() *Registry { return &Registry{kinds: map[string]*kind{}} }

// kind is one registered kind of job; the functions hide its Args type.
type kind struct {
	name string
	Options
	add func(w *river.Workers, q *Queue)
	run func(ctx context.Context, payload []byte) error
}

var kindPattern = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$`)

// Handle registers f for the kind of T. It panics when the kind's name is
// malformed or taken, or when T has a field that could carry content.
func Handle[T Args](r *Registry, f Handler[T], o Options) {
	var zero T
	k := &kind{name: zero.Kind(), Options: o.withDefaults()}
	if !kindPattern.MatchString(k.name) {
		panic(fmt.Sprintf("job: the kind %q is not lower-case words joined by dots", k.name))
	}
	if _, taken := r.kinds[k.name]; taken {
		panic(fmt.Sprintf("job: the kind %q is registered twice", k.name))
	}
	mustIdentify(k.name, reflect.TypeOf(zero))
	k.add = func(w *river.Workers, q *Queue) {
		river.AddWorker(w, &worker[T]{queue: q, kind: k, handle: f})
	}
	k.run = func(ctx context.Context, payload []byte) error {
		var args T
		if err := json.Unmarshal(payload, &args); err != nil {
			return Discard(fmt.Errorf("read the arguments of %s: %w", k.name, err))
		}
		return f(ctx, args)
	}
	r.kinds[k.name] = k
}

func (o Options) withDefaults() Options {
	if o.MaxAttempts == 0 {
		o.MaxAttempts = defaultAttempts
	}
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Queue == "" {
		o.Queue = defaultQueue
	}
	return o
}

var timeType = reflect.TypeFor[time.Time]()

// mustIdentify panics unless every field of t is an identifier, an integer or
// a time.
func mustIdentify(name string, t reflect.Type) {
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("job: the arguments of %s are a %s, not a struct", name, t.Kind()))
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous || !f.IsExported() || !identifies(f) {
			panic(fmt.Sprintf("job: %s.%s of %s is not an identifier, an integer or a time", t.Name(), f.Name, name))
		}
	}
}

func identifies(f reflect.StructField) bool {
	switch f.Type.Kind() {
	case reflect.String:
		return strings.HasSuffix(f.Name, "ID")
	case reflect.Int, reflect.Int32, reflect.Int64:
		return true
	default:
		return f.Type == timeType
	}
}

var identifier = regexp.MustCompile(`^[a-z0-9._-]{1,64}$`)

// checkArgs refuses a string that is no identifier or short code: text that
// strayed into a payload must not be stored.
func checkArgs(args Args) error {
	v := reflect.ValueOf(args)
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.String && !identifier.MatchString(f.String()) {
			return fmt.Errorf("%s of %s is not an identifier", v.Type().Field(i).Name, args.Kind())
		}
	}
	return nil
}

// unfinished are the states in which Options.Unique keeps a second job out.
var unfinished = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending,
	rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled}

func (k *kind) insertOptions(at time.Time) *river.InsertOpts {
	o := &river.InsertOpts{MaxAttempts: k.MaxAttempts, Queue: k.Queue, ScheduledAt: at}
	if k.Unique {
		o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished}
	}
	return o
}
