// Package group forms groups around mentors: a mentor has at least so many
// mentees, or none. That makes assignment NP-hard, so the work is bounded and
// what remains between the groups found and a proven bound is stated.
//
// The flow is branch and bound on which mentors have a group. Without the
// least size an assignment solves it, and bounds it from above. Where a mentor
// then has too few, two cases follow: no group, or a group that is paid a bonus
// for its first places. Each case is an assignment again; the case with the
// highest bound is looked at first. Groups come from closing mentors with too
// few, one half at a time, until nobody has too few.
package group

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"domubiedrs/internal/matching/assign"
)

// ErrKinds is returned when a composition is asked for and the kinds are not
// one a mentee.
var ErrKinds = errors.New("group: one kind a mentee is needed")

// ErrLeast is returned for a least size below 1.
var ErrLeast = errors.New("group: the least size must be 1 or more")

// Options bound the work.
type Options struct {
	Least int32 // mentees of a group at least; the most is the mentor's capacity
	Steps int   // assignments to solve at most; 0 is 200
	Stop  func() bool
	// Composition of the groups by Kinds, a number or Unknown for each mentee:
	// its role, say. Alike is how many of one kind a Mixed group may have at
	// most; 0 is half of Least, rounded up.
	Composition Composition
	Kinds       []int32
	Alike       int32
}

// Result is the groups found. Objective ≤ best possible ≤ Bound, both in points
// and for the instance's score of the unmatched; equal means proven best.
type Result struct {
	Mentor    []int32 // of each mentee, or −1
	Objective int64
	Bound     int64
	Served    int
	Steps     int
}

// Gap is how much better, in points, groups can be at most.
func (r *Result) Gap() int64 { return r.Bound - r.Objective }

// choice is what is decided about a mentor.
type choice uint8

const (
	open   choice = iota // may have any number yet
	closed               // has no group
	forced               // has a group
)

// node is a case: decisions, and what assignment gives under them.
type node struct {
	choices []choice
	rules   []rule
	cut     []assign.Match // pairs left out
	bound   int64
	mentor  []int32
	used    []int32
}

type search struct {
	in    *assign.Instance
	o     Options
	bonus int64
	sure  bool  // the bonus outweighs whatever else pairs can bring
	open  int64 // the highest bound of a case that was left open
	best  *Result
	steps int
}

const defaultSteps = 200

// Solve forms groups for the largest total. Errors are those of assign.Solve
// and ErrLeast. The same instance and options give the same groups.
func Solve(in *assign.Instance, o Options) (*Result, error) {
	if o.Least < 1 {
		return nil, ErrLeast
	}
	if o.Steps <= 0 {
		o.Steps = defaultSteps
	}
	if err := in.Validate(); err != nil {
		return nil, err
	}
	if o.Composition != Free && len(o.Kinds) != in.Mentees() {
		return nil, ErrKinds
	}
	if o.Alike <= 0 {
		o.Alike = (o.Least + 1) / 2
	}
	sorted, mentees, mentors := in.Sorted()
	if mentees != nil && o.Kinds != nil {
		kinds := make([]int32, len(mentees))
		for k, i := range mentees {
			kinds[k] = o.Kinds[i]
		}
		o.Kinds = kinds
	}
	r, err := (&search{in: sorted, o: o, open: math.MinInt64}).solveAll()
	if err == nil && mentees != nil {
		r.Mentor = renamed(r.Mentor, mentees, mentors)
	}
	return r, err
}

// renamed brings pairs back into the caller's order.
func renamed(mentor, mentees, mentors []int32) []int32 {
	out := make([]int32, len(mentor))
	for k, i := range mentees {
		out[i] = mentor[k]
		if mentor[k] >= 0 {
			out[i] = mentors[mentor[k]]
		}
	}
	return out
}

func (s *search) solveAll() (*Result, error) {
	s.setBonus()
	s.best = &Result{Mentor: make([]int32, s.in.Mentees()), Objective: s.in.Unmatched * int64(s.in.Mentees())}
	for i := range s.best.Mentor {
		s.best.Mentor[i] = -1
	}
	root, err := s.solve(&node{choices: s.hopeless()})
	if err != nil {
		return nil, err
	}
	if err := s.dive(root); err != nil {
		return nil, err
	}
	return s.branch(root)
}

// setBonus takes the largest bonus that keeps scores in range.
func (s *search) setBonus() {
	most, least := s.in.Unmatched, s.in.Unmatched
	for _, p := range s.in.Pairs {
		most, least = max(most, int64(p.Score)), min(least, int64(p.Score))
	}
	s.bonus = assign.MaxScore - max(most, 0)
	s.sure = s.bonus > int64(s.in.Mentees()+1)*(most-least)
}

// hopeless closes mentors that cannot have a group.
func (s *search) hopeless() []choice {
	listed := make([]int32, s.in.Mentors())
	for _, p := range s.in.Pairs {
		listed[p.Mentor]++
	}
	choices := make([]choice, s.in.Mentors())
	for j, c := range s.in.Capacity {
		if min(c, listed[j]) < s.o.Least {
			choices[j] = closed
		}
	}
	return choices
}

// branch looks at the case with the highest bound until none can be better
// than the groups found, or the steps are used up.
func (s *search) branch(root *node) (*Result, error) {
	cases := []*node{root}
	for len(cases) > 0 && s.steps+1 < s.o.Steps {
		at := highest(cases)
		n := cases[at]
		cases = slices.Delete(cases, at, at+1)
		if n.bound <= s.best.Objective {
			cases = nil
			break
		}
		for _, c := range s.split(n) {
			child, err := s.solve(c)
			if err != nil {
				return nil, err
			}
			child.bound = min(child.bound, n.bound)
			if child.bound > s.best.Objective && s.feasible(child) {
				cases = append(cases, child)
			}
		}
	}
	s.best.Bound, s.best.Steps = max(s.best.Objective, s.open), s.steps
	for _, n := range cases {
		s.best.Bound = max(s.best.Bound, n.bound)
	}
	return s.best, nil
}

// split makes two cases of one that together are all of it: a group or none
// where a mentor has too few; a group of its commonest kind or without that
// kind where it should have one. Groups that should be mixed and are not are
// left, with their bound.
func (s *search) split(n *node) []*node {
	if j := s.short(n); j >= 0 {
		with, without := *n, *n
		with.choices, without.choices = slices.Clone(n.choices), slices.Clone(n.choices)
		with.choices[j], without.choices[j] = forced, closed
		return []*node{&with, &without}
	}
	found := s.clashes(n)
	switch {
	case len(found) == 0:
		return nil
	case s.o.Composition == Mixed:
		s.open = max(s.open, n.bound)
		return nil
	}
	with, without := *n, *n
	with.rules = append(slices.Clone(n.rules), rule{found[0].mentor, found[0].kind, true})
	without.rules = append(slices.Clone(n.rules), rule{found[0].mentor, found[0].kind, false})
	return []*node{&with, &without}
}

func highest(cases []*node) int {
	at := 0
	for k, n := range cases {
		if n.bound > cases[at].bound {
			at = k
		}
	}
	return at
}

// short is, of the undecided mentors with too few mentees, the one with the
// most; −1 when there is none.
func (s *search) short(n *node) int {
	at := -1
	for j, u := range n.used {
		if n.choices[j] == open && u > 0 && u < s.o.Least && (at < 0 || u > n.used[at]) {
			at = j
		}
	}
	return at
}

// feasible is false for a case that leads nowhere: a mentor that must have a
// group gets too few, although its places earn the bonus, and nothing is left
// to decide. Where the bonus does not outweigh everything there may be groups
// all the same, so the case stays open.
func (s *search) feasible(n *node) bool {
	for j, c := range n.choices {
		if c != forced || n.used[j] >= s.o.Least || s.short(n) >= 0 || len(s.clashes(n)) > 0 {
			continue
		}
		if !s.sure {
			s.open = max(s.open, n.bound)
		}
		return false
	}
	return true
}

// dive composes groups, or closes mentors with too few, the emptier half at a
// time, until groups remain.
func (s *search) dive(n *node) error {
	for s.steps+1 < s.o.Steps {
		next := s.closer(n)
		if next == nil {
			return nil
		}
		var err error
		if n, err = s.solve(next); err != nil {
			return err
		}
	}
	return nil
}

// closer is a case with fewer faults; nil when there are none.
func (s *search) closer(n *node) *node {
	if found := s.clashes(n); len(found) > 0 {
		return s.compose(n, found)
	}
	var few []int
	for j, u := range n.used {
		if u > 0 && u < s.o.Least {
			few = append(few, j)
		}
	}
	if len(few) == 0 {
		return nil
	}
	slices.SortStableFunc(few, func(a, b int) int { return cmp.Compare(n.used[a], n.used[b]) })
	next := *n
	next.choices = slices.Clone(n.choices)
	for _, j := range few[:(len(few)+1)/2] {
		next.choices[j] = closed
	}
	return &next
}
