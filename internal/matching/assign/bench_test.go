package assign_test

import (
	"fmt"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
)

// families are the instances of the measurements, by name.
func families() map[string]func() *assign.Instance {
	all := map[string]func() *assign.Instance{}
	for _, n := range []int{1000, 10_000, 100_000} {
		all[fmt.Sprintf("m%d", n)] = func() *assign.Instance { return assigntest.Mentoring(assigntest.Programme{Mentees: n, Seed: 1}) }
		all[fmt.Sprintf("t%d", n)] = func() *assign.Instance {
			return assigntest.Mentoring(assigntest.Programme{Mentees: n, Tight: true, Seed: 1})
		}
		all[fmt.Sprintf("i%d", n)] = func() *assign.Instance {
			return assigntest.Mentoring(assigntest.Programme{Mentees: n, Ties: true, Seed: 1})
		}
	}
	for _, kind := range []string{assigntest.Uniform, assigntest.Geometric, assigntest.Tie, assigntest.Product} {
		for _, n := range []int{1000, 2000, 5000} {
			all[fmt.Sprintf("%s%d", kind, n)] = func() *assign.Instance { return assigntest.Dense(kind, n, 1) }
		}
	}
	return all
}

// BenchmarkSolve is run with -bench 'Solve/m10000$' and the like.
func BenchmarkSolve(b *testing.B) {
	for name, instance := range families() {
		b.Run(name, func(b *testing.B) {
			in := instance()
			var got *assign.Result
			for b.Loop() {
				var err error
				if got, err = assign.Solve(in, assign.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			if err := assign.Verify(in, got); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(got.Work.Bids)/float64(in.Mentees()), "bids/head")
			b.ReportMetric(float64(got.Work.Reads)/float64(in.Mentees()), "reads/head")
			b.ReportMetric(float64(in.Mentees()-got.Served), "unserved")
		})
	}
}

// BenchmarkFair lifts the worst-off of the same instances.
func BenchmarkFair(b *testing.B) {
	for name, instance := range families() {
		b.Run(name, func(b *testing.B) {
			in := instance()
			for b.Loop() {
				got, err := assign.Solve(in, assign.Options{Objective: assign.Fair})
				if err != nil {
					b.Fatal(err)
				}
				if err := assign.Verify(in, got); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
