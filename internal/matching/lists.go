package matching

import (
	"cmp"
	"slices"

	"domubiedrs/internal/matching/assign"
)

// Pair is an allowed pair in the list of one mentee; Score is 0 … Full. It is
// the solver's, so that lists need not be copied.
type Pair = assign.Pair

// Lists are a list of allowed mentors for every mentee: mentee i's is
// Pairs[First[i]:First[i+1]], in ascending order of mentors.
type Lists struct {
	First []int
	Pairs []Pair
}

// Row is mentee i's list.
func (l *Lists) Row(i int) []Pair { return l.Pairs[l.First[i]:l.First[i+1]] }

// Watch is told how many mentees are done; it stops the work by answering
// false. It is called from one goroutine at a time.
type Watch func(done, all int) bool

// Ranked is a list with the best first; of equal scores the mentor with the
// lower key.
func (p *Pool) Ranked(row []Pair) []Pair {
	ranked := slices.Clone(row)
	slices.SortFunc(ranked, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(p.rank[a.Mentor], p.rank[b.Mentor]))
	})
	return ranked
}
