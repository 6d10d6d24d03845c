// Command peers measures the solver against LEMON and SciPy on the same
// instances in one run, and prints a table of times and ratios. `make bench`
// runs it.
//
// Every instance is written to a file. In each round our solver and every
// installed peer read it in a process of their own, one after another, and
// time themselves from the instance in memory to the result: processor time of
// all cores, and the clock. Medians are compared. All must find the same
// objective, and ours must be proved, or the run ends. A peer that is not
// installed is named and left out.
//
//	families  the instances by name
//	ours      our solver in a process of its own
//	others    LEMON and SciPy: what is installed, how it is called
//	table     medians and ratios
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"

	"domubiedrs/internal/matching/assign"
)

// options are the command line.
type options struct {
	only    *regexp.Regexp
	sources string
	rounds  int
	most    int
	seed    uint64
}

func main() {
	var o options
	var only, solve string
	flag.StringVar(&only, "only", "", "measure instances whose names match this expression")
	flag.StringVar(&o.sources, "sources", "scripts/peers", "folder of the peers' programs")
	flag.IntVar(&o.rounds, "rounds", 3, "rounds of each measurement")
	flag.IntVar(&o.most, "most", 100_000, "mentees of the largest programme")
	flag.Uint64Var(&o.seed, "seed", 1, "number of the random instances")
	flag.StringVar(&solve, "solve", "", "solve one instance file and print one line: what the program calls itself with")
	flag.Parse()
	if err := start(o, only, solve); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func start(o options, only, solve string) (err error) {
	if solve != "" {
		return ours(solve)
	}
	if o.only, err = regexp.Compile(only); err != nil {
		return fmt.Errorf("read -only: %w", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, o)
}

// run measures one family after another in a folder that is removed again.
func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	rivals, err := installed(ctx, o.sources, dir)
	if err != nil {
		return err
	}
	header(rivals)
	for _, f := range families(o.seed) {
		if f.people > o.most || !o.only.MatchString(f.name) {
			continue
		}
		if err := measure(ctx, o, f, rivals, dir); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}

// measure runs everybody on one instance, in turn, and prints a line.
func measure(ctx context.Context, o options, f family, rivals []rival, dir string) (err error) {
	path := filepath.Join(dir, f.name)
	in := f.make()
	if err := write(path, in); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(path)) }()
	runs := make([][]timing, len(rivals))
	for range o.rounds {
		for k, r := range rivals {
			if !r.tries(f) {
				continue
			}
			got, err := r.time(ctx, path)
			if err != nil {
				return err
			}
			if want := runs[0]; len(want) > 0 && got.Objective != want[0].Objective {
				return fmt.Errorf("%s finds %d, we find %d", r.name, got.Objective, want[0].Objective)
			}
			runs[k] = append(runs[k], got)
		}
	}
	row(f, in, runs)
	return nil
}

func write(path string, in *assign.Instance) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := assign.WriteInstance(file, in); err != nil {
		return errors.Join(err, file.Close())
	}
	return file.Close()
}
