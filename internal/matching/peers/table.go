package main

import (
	"cmp"
	"fmt"
	"slices"

	"domubiedrs/internal/matching/assign"
)

// header begins the table; every cell is processor time / clock.
func header(rivals []rival) {
	line, rule := "| Instance | Pairs |", "| --- | ---: |"
	for _, r := range rivals {
		line += " " + r.name + " |"
		rule += " ---: |"
	}
	fmt.Println("Milliseconds of processor time / of the clock, medians; ratio: the best other, each in its own measure.")
	fmt.Println(line, "Ratio | Peak MB | Proof ms |")
	fmt.Println(rule, "---: | ---: | ---: |")
}

func row(f family, in *assign.Instance, runs [][]timing) {
	line := fmt.Sprintf("| %s | %d |", f.name, len(in.Pairs))
	cpu, wall := make([]float64, len(runs)), make([]float64, len(runs))
	for k, r := range runs {
		if len(r) == 0 {
			line += " – |"
			continue
		}
		cpu[k], wall[k] = median(r, func(t timing) float64 { return t.CPU }), median(r, func(t timing) float64 { return t.Wall })
		line += fmt.Sprintf(" %s / %s |", short(cpu[k]), short(wall[k]))
	}
	line += " " + ratio(cpu) + " / " + ratio(wall) + " |"
	mine := runs[0]
	fmt.Println(line, fmt.Sprintf("%.0f | %s |", median(mine, func(t timing) float64 { return t.Peak }), short(median(mine, func(t timing) float64 { return t.Verify }))))
}

// ratio is how many times faster than the best other the first is.
func ratio(times []float64) string {
	best := 0.0
	for _, t := range times[1:] {
		if t > 0 && (best == 0 || t < best) {
			best = t
		}
	}
	if best == 0 || times[0] == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f×", best/times[0])
}

func short(v float64) string {
	if v < 100 {
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

func median(runs []timing, of func(timing) float64) float64 {
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b timing) int { return cmp.Compare(of(a), of(b)) })
	return of(sorted[len(sorted)/2])
}
