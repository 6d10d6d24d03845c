package group

import (
	"cmp"
	"slices"

	"domubiedrs/internal/matching/assign"
)

// Composition says who may be in a group together.
type Composition int

// The compositions.
const (
	Free   Composition = iota
	Shared             // all of one kind, the same role for example
	Mixed              // at most Options.Alike of one kind
)

// Unknown is the kind of a mentee of whom it is not known: it goes with
// everybody and counts as no kind.
const Unknown = -1

// rule is a decision about a mentor's group: only mentees of a kind, or none
// of it. Together the two are all groups of one kind.
type rule struct {
	mentor, kind int32
	only         bool
}

// allows tells whether rules let a mentee of a kind into the group.
func allows(rules []rule, kind int32) bool {
	for _, r := range rules {
		if kind != Unknown && r.only != (kind == r.kind) {
			return false
		}
	}
	return true
}

// clash is a kind at a mentor that the composition does not allow so.
type clash struct{ mentor, kind int32 }

// clashes are the mentors whose groups are not composed as they should be: in
// Shared with the commonest kind, in Mixed with each that is too common.
func (s *search) clashes(n *node) (found []clash) {
	if s.o.Composition == Free {
		return nil
	}
	for _, c := range s.counts(n) {
		switch {
		case s.o.Composition == Mixed && c.n > s.o.Alike:
			found = append(found, c.clash)
		case s.o.Composition == Shared && c.n < c.all && (len(found) == 0 || found[len(found)-1].mentor != c.mentor):
			found = append(found, c.clash)
		}
	}
	return found
}

// count is how many of a kind, and of known kinds, a mentor has.
type count struct {
	clash
	n, all int32
}

// counts are in order of mentors, the commonest kind first.
func (s *search) counts(n *node) []count {
	by := map[clash]int32{}
	all := map[int32]int32{}
	for i, j := range n.mentor {
		if j >= 0 && s.o.Kinds[i] != Unknown {
			by[clash{j, s.o.Kinds[i]}]++
			all[j]++
		}
	}
	counts := make([]count, 0, len(by))
	for c, n := range by {
		counts = append(counts, count{c, n, all[c.mentor]})
	}
	slices.SortFunc(counts, func(a, b count) int {
		return cmp.Or(cmp.Compare(a.mentor, b.mentor), cmp.Compare(b.n, a.n), cmp.Compare(a.kind, b.kind))
	})
	return counts
}

// compose is a case in which the clashes of this one are gone: groups keep
// their commonest kind; of a kind too common the best stay, and nobody else of
// it may come, so that every mentor is looked at once a kind.
func (s *search) compose(n *node, found []clash) *node {
	next := *n
	next.rules, next.cut = slices.Clone(n.rules), slices.Clone(n.cut)
	for _, c := range found {
		if s.o.Composition == Shared {
			next.rules = append(next.rules, rule{c.mentor, c.kind, true})
			continue
		}
		next.cut = append(next.cut, s.others(n, c)...)
	}
	return &next
}

// others are the pairs of a clash but for the best that may stay.
func (s *search) others(n *node, c clash) (cut []assign.Match) {
	var here []assign.Match
	for i := range n.mentor {
		m := assign.Match{Mentee: int32(i), Mentor: c.mentor}
		if _, allowed := s.in.Score(i, int(c.mentor)); !allowed || s.o.Kinds[i] != c.kind {
			continue
		}
		if n.mentor[i] == c.mentor {
			here = append(here, m)
		} else {
			cut = append(cut, m)
		}
	}
	slices.SortStableFunc(here, func(a, b assign.Match) int { return cmp.Compare(s.score(b), s.score(a)) })
	return append(cut, here[s.o.Alike:]...)
}

func (s *search) score(m assign.Match) int32 {
	score, _ := s.in.Score(int(m.Mentee), int(m.Mentor))
	return score
}
