package wishfile

import (
	"math"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/stable"
)

// last is the rank of those whom somebody accepts without naming them.
const last = math.MaxInt32 - 1

// opinion is what one person says of the other side.
type opinion struct {
	named map[int]int // ranks of those named
	picks bool        // somebody is ranked: only those named are accepted
	rest  int         // rank of all others where the file says so; refusal otherwise
	says  bool        // the file says something of all others
}

// of is the rank of another; false when they are not accepted.
func (o *opinion) of(other int) (int, bool) {
	rank, named := 0, false
	if o != nil {
		rank, named = o.named[other]
	}
	switch {
	case named:
		return rank, rank != refusal
	case o != nil && o.says:
		return o.rest, o.rest != refusal
	case o != nil && o.picks:
		return 0, false
	}
	return last, true
}

func (w *Wishes) opinions() (all [2][]*opinion) {
	for side := range all {
		all[side] = make([]*opinion, len(w.People[side]))
	}
	for _, row := range w.rows {
		o := all[row.side][row.person]
		if o == nil {
			o = &opinion{named: map[int]int{}}
			all[row.side][row.person] = o
		}
		if row.other < 0 {
			o.rest, o.says = row.rank, true
			continue
		}
		o.named[row.other] = row.rank
		o.picks = o.picks || row.rank != refusal
	}
	return all
}

// allowed calls take for the pairs that no rule forbids, mentee by mentee. The
// ranked ones alone are looked at where a mentee accepts nobody else.
func (w *Wishes) allowed(mentee int, o *opinion, take func(mentor int)) {
	if w.Plan != nil {
		for _, p := range w.Plan.Lists.Row(mentee) {
			take(int(p.Mentor))
		}
		return
	}
	if o != nil && o.picks && !o.says {
		for j := range w.People[mentors] {
			if o.named[j] != refusal {
				take(j)
			}
		}
		return
	}
	for j := range w.People[mentors] {
		take(j)
	}
}

// lists are what package stable takes.
func (w *Wishes) lists() (*stable.Wishes, error) {
	opinions := w.opinions()
	out := &stable.Wishes{First: []int{0}, Capacity: w.Places}
	for side, keys := range [2]*[]string{&out.MenteeKeys, &out.MentorKeys} {
		for _, p := range w.People[side] {
			*keys = append(*keys, fold(p.Key))
		}
	}
	for i := range w.People[mentees] {
		o := opinions[mentees][i]
		w.allowed(i, o, func(j int) {
			rank, yes := o.of(j)
			theirs, also := opinions[mentors][j].of(i)
			if yes && also && len(out.Choices) <= MaxPairs {
				out.Choices = append(out.Choices, stable.Choice{Mentor: int32(j), Rank: int32(rank), Theirs: int32(theirs)})
			}
		})
		if len(out.Choices) > MaxPairs {
			return nil, fault.New(fault.TooLarge, "matchfile.fault.too-many", "most", MaxPairs)
		}
		out.First = append(out.First, len(out.Choices))
	}
	return out, nil
}

// Solve finds pairs that nobody would leave together, as many as it can, and
// checks them against the rows.
func (w *Wishes) Solve(stop func() bool) (*Result, error) {
	lists, err := w.lists()
	if err != nil {
		return nil, err
	}
	mentor, err := stable.Solve(lists)
	if err != nil {
		return nil, err
	}
	r := &Result{Wishes: w, Mentor: mentor, lists: lists}
	if r.Possible, err = possible(lists, stop); err != nil {
		return nil, err
	}
	r.Blocking, err = w.check(mentor)
	return r, err
}

// possible is how many mentees could be served at all, stable or not: no stable
// matching is larger. It is the optimum of an assignment, proved by its prices.
func possible(lists *stable.Wishes, stop func() bool) (int, error) {
	in := &assign.Instance{First: lists.First, Capacity: lists.Capacity, Pairs: make([]assign.Pair, len(lists.Choices))}
	for k, c := range lists.Choices {
		in.Pairs[k] = assign.Pair{Mentor: c.Mentor, Score: 1}
	}
	found, err := assign.Solve(in, assign.Options{Objective: assign.Coverage, Stop: stop})
	if err != nil {
		return 0, err
	}
	if err := assign.Verify(in, found); err != nil {
		return 0, err
	}
	return found.Served, nil
}
