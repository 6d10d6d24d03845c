package candidates

import "domubiedrs/internal/matching"

// All are all allowed pairs: for programmes of some thousand people. Nil, false
// when watch stopped it. O(mentees × mentors).
func All(p *matching.Pool, watch matching.Watch) (*matching.Lists, bool) {
	return list(p, watch, func(s *scan, i int) []matching.Pair {
		s.start(i)
		s.row = s.row[:0]
		s.allowed.each(func(j int) {
			s.row = append(s.row, matching.Pair{Mentor: p.ByKey()[j], Score: s.exact(j)})
		})
		return s.row
	})
}

// Best are the best k allowed mentors of each mentee, exactly: the lists are
// those that All would give, cut; of equal scores the mentor with the lower
// key goes first. Nil, false when watch stopped it.
func Best(p *matching.Pool, k int, watch matching.Watch) (*matching.Lists, bool) {
	if k <= 0 {
		return &matching.Lists{First: make([]int, p.Mentees()+1)}, true
	}
	return list(p, watch, func(s *scan, i int) []matching.Pair { return s.best(i, k) })
}
