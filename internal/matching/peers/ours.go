package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	"domubiedrs/internal/matching/assign"
)

// timing is one run, as every program prints it.
type timing struct {
	Objective int64   `json:"objective"`
	CPU       float64 `json:"cpu_ms"`
	Wall      float64 `json:"wall_ms"`
	Peak      float64 `json:"peak_mb"`   // of our process, the instance included
	Verify    float64 `json:"verify_ms"` // clock of the proof
}

// ours solves one instance, proves the result and prints the timing.
func ours(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	in, err := assign.ReadInstance(file)
	if err != nil {
		return err
	}
	cpu, wall := processor(), time.Now()
	r, err := assign.Solve(in, assign.Options{})
	if err != nil {
		return err
	}
	t := timing{Objective: r.Objective, CPU: milliseconds(processor() - cpu), Wall: milliseconds(time.Since(wall))}
	if t.Peak, err = peak(); err != nil {
		return err
	}
	wall = time.Now()
	if err := assign.Verify(in, r); err != nil {
		return fmt.Errorf("not proved: %w", err)
	}
	t.Verify = milliseconds(time.Since(wall))
	return json.NewEncoder(os.Stdout).Encode(t)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// processor is the processor time of this process so far, of all cores.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// peak is the most memory this process had so far, in MB; not that of the
// process that started it, which Getrusage would give.
func peak() (float64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, is := strings.CutPrefix(line, "VmHWM:"); is {
			var kilobytes float64
			if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
				return 0, fmt.Errorf("read %q: %w", line, err)
			}
			return kilobytes / 1024, nil
		}
	}
	return 0, errors.New("no VmHWM in /proc/self/status")
}
