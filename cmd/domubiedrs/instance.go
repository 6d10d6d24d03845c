package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"syscall"
	"time"

	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching/assign"
)

// solved is the last line of standard output of a bare instance.
type solved struct {
	Objective int64   `json:"objective"`
	Served    int     `json:"served"`
	Pairs     int     `json:"pairs"`
	SolveMS   float64 `json:"solve_ms"`
	CPUMS     float64 `json:"cpu_ms"`
	RSSMB     float64 `json:"rss_mb"`
	Gap       float64 `json:"gap"`
}

// solve reads a bare instance, solves it, proves the result and writes it.
func (c *matchCommand) solve(p *process) error {
	if c.Out == "" {
		return &usageError{errors.New("--instance needs --out")}
	}
	if sameFile(c.Out, c.Instance) {
		return &usageError{fmt.Errorf("--out would overwrite %s, which is read", c.Instance)}
	}
	in, err := p.readInstance(c.Instance)
	if err != nil {
		return err
	}
	bar := p.progress()
	bar.show("choosing among %d pairs", len(in.Pairs))
	before, begun := processorTime(), time.Now()
	r, err := assign.Solve(in, assign.Options{Objective: matchfile.Objectives[c.Objective], Stop: func() bool { return p.ctx.Err() != nil }})
	told := solved{Pairs: len(in.Pairs), SolveMS: milliseconds(time.Since(begun)), CPUMS: milliseconds(processorTime() - before)}
	bar.done()
	if errors.Is(err, assign.ErrStopped) {
		return p.ctx.Err()
	}
	if err != nil {
		return err
	}
	if told.Gap, err = assign.Gap(in, r); err != nil {
		return fmt.Errorf("prove the result: %w", err)
	}
	told.Objective, told.Served, told.RSSMB = r.Objective, r.Served, residentMemory()
	err = p.replace([]string{c.Out}, []func(io.Writer) error{func(w io.Writer) error { return assign.WriteSolution(w, in, r) }})
	if err != nil {
		return err
	}
	line, err := json.Marshal(told)
	if err != nil {
		return fmt.Errorf("write the figures: %w", err)
	}
	return p.print("%s", line)
}

func (p *process) readInstance(name string) (*assign.Instance, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, &usageError{fmt.Errorf("--instance cannot be read (%w)", err)}
	}
	defer f.Close() // only read
	in, err := assign.ReadInstance(&stoppable{p: p, r: f})
	var wrong *assign.InputError
	if errors.As(err, &wrong) {
		return nil, &usageError{fmt.Errorf("--instance: %w", err)}
	}
	return in, err
}

// milliseconds with one hundredth.
func milliseconds(d time.Duration) float64 { return math.Round(d.Seconds()*1e5) / 100 }

// processorTime is what the process has used so far on all cores.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0 // the figure is for people; its lack stops nothing
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// residentMemory is the most memory the process has held, in MB.
func residentMemory() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0 // as above
	}
	return math.Round(float64(u.Maxrss)/1024*10) / 10
}
