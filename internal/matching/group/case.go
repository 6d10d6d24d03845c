package group

import "domubiedrs/internal/matching/assign"

// solve is one step: the assignment of a case. A forced mentor stands in it
// twice: once with Least places that earn the bonus, once with the rest. Any
// groups that obey the case earn every bonus, so the optimum less all bonuses
// bounds them.
func (s *search) solve(c *node) (*node, error) {
	s.steps++
	in, twin, bonuses := s.instance(c)
	r, err := assign.Solve(in, assign.Options{Stop: s.o.Stop})
	if err != nil {
		return nil, err
	}
	if err := assign.Verify(in, r); err != nil {
		return nil, err
	}
	n := &node{choices: c.choices, rules: c.rules, cut: c.cut, bound: r.Objective - bonuses, mentor: r.Mentor, used: make([]int32, s.in.Mentors())}
	for i, j := range n.mentor {
		if int(j) >= s.in.Mentors() {
			n.mentor[i] = twin[int(j)-s.in.Mentors()]
		}
		if n.mentor[i] >= 0 {
			n.used[n.mentor[i]]++
		}
	}
	s.keep(n)
	return n, nil
}

// instance makes the assignment of a case, the mentors behind its extra
// columns, and the sum of all bonuses.
func (s *search) instance(c *node) (*assign.Instance, []int32, int64) {
	in := &assign.Instance{First: make([]int, 1, len(s.in.First)), Unmatched: s.in.Unmatched}
	extra := make([]int32, s.in.Mentors())
	var twin, places []int32
	for j, room := range s.in.Capacity {
		switch c.choices[j] {
		case closed:
			room = 0
		case forced:
			room -= s.o.Least
			extra[j] = int32(s.in.Mentors() + len(twin))
			twin, places = append(twin, int32(j)), append(places, s.o.Least)
		}
		in.Capacity = append(in.Capacity, room)
	}
	in.Capacity = append(in.Capacity, places...)
	possible := s.possible(c)
	for i := range s.in.Mentees() {
		from := len(in.Pairs)
		for _, p := range s.in.Row(i) {
			if possible(int32(i), p.Mentor) {
				in.Pairs = append(in.Pairs, p)
			}
		}
		for _, p := range in.Pairs[from:len(in.Pairs):len(in.Pairs)] {
			if c.choices[p.Mentor] == forced {
				in.Pairs = append(in.Pairs, assign.Pair{Mentor: extra[p.Mentor], Score: p.Score + int32(s.bonus)})
			}
		}
		in.First = append(in.First, len(in.Pairs))
	}
	return in, twin, s.bonus * int64(s.o.Least) * int64(len(twin))
}

// possible tells which pairs a case leaves.
func (s *search) possible(c *node) func(mentee, mentor int32) bool {
	rules := map[int32][]rule{}
	for _, r := range c.rules {
		rules[r.mentor] = append(rules[r.mentor], r)
	}
	cut := map[assign.Match]bool{}
	for _, m := range c.cut {
		cut[m] = true
	}
	return func(mentee, mentor int32) bool {
		if c.choices[mentor] == closed || cut[assign.Match{Mentee: mentee, Mentor: mentor}] {
			return false
		}
		return len(rules) == 0 || allows(rules[mentor], s.o.Kinds[mentee])
	}
}

// keep takes a case's pairs for the result when all its groups are large
// enough and nothing better is known.
func (s *search) keep(n *node) {
	for _, u := range n.used {
		if u > 0 && u < s.o.Least {
			return
		}
	}
	if len(s.clashes(n)) > 0 {
		return
	}
	objective, served := int64(0), 0
	for i, j := range n.mentor {
		if j < 0 {
			objective += s.in.Unmatched
			continue
		}
		score, _ := s.in.Score(i, int(j))
		objective, served = objective+int64(score), served+1
	}
	if objective > s.best.Objective {
		s.best.Mentor, s.best.Objective, s.best.Served = n.mentor, objective, served
	}
}
