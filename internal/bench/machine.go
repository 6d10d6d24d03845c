package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// machine is what the measurements ran on.
type machine struct {
	cores     int
	memory    int64 // bytes
	processor string
	system    string
	golang    string
	load      string // the load average when all was measured
}

func thisMachine(ctx context.Context) (machine, error) {
	m := machine{cores: runtime.NumCPU(), system: runtime.GOOS + "/" + runtime.GOARCH}
	info, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return m, err
	}
	if found := regexp.MustCompile(`MemTotal:\s+(\d+) kB`).FindSubmatch(info); found != nil {
		kilobytes, err := strconv.ParseInt(string(found[1]), 10, 64)
		if err != nil {
			return m, err
		}
		m.memory = kilobytes << 10
	}
	cpu, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return m, err
	}
	if found := regexp.MustCompile(`model name\s*: (.*)`).FindSubmatch(cpu); found != nil {
		m.processor = string(found[1])
	}
	average, err := os.ReadFile("/proc/loadavg")
	m.load, _, _ = strings.Cut(string(average), " ")
	version, errGo := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	m.golang = strings.TrimSpace(string(version))
	return m, errors.Join(err, errGo)
}

// microRecord is one line of a Go benchmark.
type microRecord struct {
	name    string
	perOp   float64 // nanoseconds
	bytes   int64
	objects int64
}

// chosen are the benchmarks of single parts that the record shows.
var chosen = []struct{ folder, pattern string }{
	{"./internal/web", "RenderTable"},
	{"./internal/vault", "Seal|Open$"},
	{"./internal/audit", "Record"},
	{"./internal/job", "Latency|Enqueue"},
	{"./internal/institution", "Search"},
}

// microBenchmarks runs each one three times and takes the median.
func microBenchmarks(ctx context.Context) ([]microRecord, error) {
	var list []microRecord
	for _, x := range chosen {
		progress("go test -bench %s %s", x.pattern, x.folder)
		out, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", x.pattern, "-benchmem", "-count", "3",
			"-benchtime", "0.5s", x.folder).CombinedOutput()
		if err != nil {
			return nil, fmt.Errorf("go test -bench %s %s: %w\n%s", x.pattern, x.folder, err, out)
		}
		found, err := parseBenchmarks(string(out))
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

var benchmarkLine = regexp.MustCompile(`(?m)^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op(?:.*?\s(\d+) B/op\s+(\d+) allocs/op)?`)

// parseBenchmarks reads what go test printed, and takes the median of the runs
// of each name.
func parseBenchmarks(text string) ([]microRecord, error) {
	var names []string
	times, last := map[string][]float64{}, map[string]microRecord{}
	for _, m := range benchmarkLine.FindAllStringSubmatch(text, -1) {
		perOp, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return nil, err
		}
		if times[m[1]] == nil {
			names = append(names, m[1])
		}
		times[m[1]] = append(times[m[1]], perOp)
		r := microRecord{name: m[1]}
		if m[3] != "" {
			sizes, errBytes := strconv.ParseInt(m[3], 10, 64)
			objects, errObjects := strconv.ParseInt(m[4], 10, 64)
			if err := errors.Join(errBytes, errObjects); err != nil {
				return nil, err
			}
			r.bytes, r.objects = sizes, objects
		}
		last[m[1]] = r
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no benchmark was run:\n%s", text)
	}
	list := make([]microRecord, len(names))
	for i, name := range names {
		list[i] = last[name]
		list[i].perOp = median(times[name])
	}
	return list, nil
}
