// Command bench measures the built program and prints what it finds; with
// -write the record goes to docs/performance.md. `make bench` runs it.
//
// For each kind of database it starts the program as people do, on an empty
// place and on one with 1,500 invented people, and asks it for pages with 16
// clients at a time over loopback. Every figure is the median of several rounds,
// taken in turn, so that a busy moment of the machine spoils none of them. The
// clients run on the same machine and take their share of its processors.
// Nothing is measured that is not also checked: an answer other than 200 ends
// the run.
//
//	machine   what it runs on
//	start     start → first answer, memory, size of the binary
//	load      the pages under load
//	intake    a large spreadsheet imported, and the queue that it makes
//	weight    what pages weigh on the wire
//	micro     the Go benchmarks of single parts
//	report    the tables
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"domubiedrs/internal/db"
)

// options are the command line.
type options struct {
	binary  string
	write   string
	rounds  int
	round   time.Duration
	clients int
	people  int
	micro   bool

	applications int
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/domubiedrs", "the program to measure")
	flag.StringVar(&o.write, "write", "", "file for the record, as docs/performance.md")
	flag.IntVar(&o.rounds, "rounds", 7, "rounds of each measurement")
	flag.DurationVar(&o.round, "round", 3*time.Second, "length of one round of load")
	flag.IntVar(&o.clients, "clients", 16, "clients at a time")
	flag.IntVar(&o.people, "people", 1500, "people in the database")
	flag.IntVar(&o.applications, "applications", applications, "applications in the imported file")
	flag.BoolVar(&o.micro, "micro", true, "run the Go benchmarks too")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	r, err := measure(ctx, o)
	if err != nil {
		return err
	}
	text := r.markdown()
	if _, err := fmt.Print(text); err != nil {
		return err
	}
	if o.write == "" {
		return nil
	}
	return os.WriteFile(o.write, []byte(text), 0o644)
}

func measure(ctx context.Context, o options) (*record, error) {
	r := &record{options: o, taken: time.Now()}
	var err error
	if r.size, err = sizeOf(o.binary); err != nil {
		return nil, err
	}
	for _, kind := range []db.Kind{db.SQLite, db.Postgres} {
		found, err := measureKind(ctx, o, kind)
		if err != nil {
			return nil, fmt.Errorf("measure on %s: %w", kind, err)
		}
		r.kinds = append(r.kinds, found)
		taken, err := takeIn(ctx, o, kind)
		if err != nil {
			return nil, fmt.Errorf("an intake on %s: %w", kind, err)
		}
		r.intakes = append(r.intakes, taken)
	}
	if o.micro {
		if r.micro, err = microBenchmarks(ctx); err != nil {
			return nil, err
		}
	}
	r.machine, err = thisMachine(ctx)
	return r, err
}

// measureKind does everything for one kind of database.
func measureKind(ctx context.Context, o options, kind db.Kind) (found kindRecord, err error) {
	found.kind = kind
	progress("%s: starting %d times", kind, o.rounds)
	if found.starts, err = starts(ctx, o, kind); err != nil {
		return found, err
	}
	p, err := newPlace(ctx, kind)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, p.drop(context.WithoutCancel(ctx))) }()
	progress("%s: filling in %d people", kind, o.people)
	if found.version, err = p.fill(ctx, o.people); err != nil {
		return found, err
	}
	s, err := start(ctx, o.binary, p, "--demo")
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	if found.pages, err = underLoad(ctx, o, s, scenes); err != nil {
		return found, err
	}
	if found.loaded, err = s.memory(); err != nil {
		return found, err
	}
	found.weights, err = weigh(ctx, s)
	return found, err
}

func progress(format string, args ...any) {
	_, _ = fmt.Fprintf(os.Stderr, format+"\n", args...) // only for whoever watches
}
