package main

import (
	"fmt"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
)

// family is an instance by name. Slow peers are not asked about large ones.
type family struct {
	name   string
	people int
	dense  bool
	make   func() *assign.Instance
}

// families: programmes with room (m), with too few places (t), with scores
// full of ties (i), with mentors that everybody wants (q), with lists cut to
// the best of all (k, and l with too few places), and the dense matrices of the
// literature.
func families(seed uint64) (all []family) {
	for _, n := range []int{100, 1000, 10_000, 100_000} {
		for _, kind := range []struct {
			letter    string
			programme assigntest.Programme
		}{
			{"m", assigntest.Programme{}}, {"t", assigntest.Programme{Tight: true}},
			{"i", assigntest.Programme{Ties: true}}, {"q", assigntest.Programme{Stars: true}},
			{"k", assigntest.Programme{Best: true}}, {"l", assigntest.Programme{Best: true, Tight: true}},
		} {
			p := kind.programme
			p.Mentees, p.Seed = n, seed
			all = append(all, family{fmt.Sprint(kind.letter, n), n, false, func() *assign.Instance { return assigntest.Mentoring(p) }})
		}
	}
	for _, kind := range []string{assigntest.Uniform, assigntest.Geometric, assigntest.Tie, assigntest.Product} {
		for _, n := range []int{1000, 2000, 5000} {
			if kind == assigntest.Product && n > 2000 {
				continue // takes others minutes
			}
			all = append(all, family{fmt.Sprint(kind, n), n, true, func() *assign.Instance { return assigntest.Dense(kind, n, seed) }})
		}
	}
	return all
}
