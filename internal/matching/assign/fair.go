package assign

import (
	"math"
	"slices"
)

// Fairness is what Fair adds to a result.
type Fairness struct {
	// Worst is the score of the worst pair: no way to serve as many gives the
	// worst-off more.
	Worst int32
	// Above is the block that shows it: with pairs above Worst alone, fewer
	// than Served can be served. Its mentees' lists, pairs of Worst and less
	// left out, name no mentors but its own.
	Above *Block
	// Before is the largest sum of scores that as many served can have when
	// nobody looks after the worst-off; the price of fairness is the difference.
	Before int64
}

// fair serves as many as possible, then makes the worst pair as good as
// possible, then the sum. First the plain coverage gives the number to keep;
// then the least score is searched by halving, each trial a largest set of
// pairs grown from the best one so far; then the auction runs on what is left.
func fair(in *Instance, o Options) (*Result, error) {
	o.Objective = Coverage
	first, err := Solve(in, o)
	if err != nil || first.Served == 0 {
		return first, err
	}
	worst, above, err := in.lift(first, o)
	if err != nil {
		return nil, err
	}
	part := in.atLeast(worst)
	r, err := Solve(part, o)
	if err != nil {
		return nil, err
	}
	r.For, r.Block = Fair, first.Block
	r.Objective, r.Served = in.value(r.Mentor)
	r.Fairness = &Fairness{Worst: worst, Above: above, Before: first.Objective}
	r.Work = r.Work.plus(first.Work)
	return r, nil
}

// lift finds the greatest least score at which as many can be served, and the
// block that forbids the next one.
func (in *Instance) lift(first *Result, o Options) (int32, *Block, error) {
	scores := in.distinctScores()
	c := newCover(in, in.Capacity)
	c.stop = o.Stop
	best := first.Mentor
	low, _ := slices.BinarySearch(scores, in.worst(best)) // as many can be served
	high := len(scores)                                   // as many cannot
	var block *Block
	for high-low > 1 {
		middle := (low + high) / 2
		c.start(best, scores[middle])
		if err := c.grow(first.Served); err != nil {
			return 0, nil, err
		}
		if c.served == first.Served {
			best = slices.Clone(c.mentor)
			low, _ = slices.BinarySearch(scores, in.worst(best))
			continue
		}
		high, block = middle, c.block()
	}
	if block == nil {
		c.start(best, math.MaxInt32)
		if err := c.grow(first.Served); err != nil {
			return 0, nil, err
		}
		block = c.block()
	}
	return scores[low], block, nil
}

// distinctScores is every score that occurs, ascending.
func (in *Instance) distinctScores() []int32 {
	there := make([]bool, 2*MaxScore+1)
	for _, p := range in.Pairs {
		there[p.Score+MaxScore] = true
	}
	var scores []int32
	for s, is := range there {
		if is {
			scores = append(scores, int32(s-MaxScore))
		}
	}
	return scores
}

// worst is the least score of the pairs.
func (in *Instance) worst(mentor []int32) int32 {
	worst := int32(math.MaxInt32)
	for i, j := range mentor {
		if j >= 0 {
			s, _ := in.Score(i, int(j))
			worst = min(worst, s)
		}
	}
	return worst
}

// atLeast is the instance without the pairs below a score.
func (in *Instance) atLeast(least int32) *Instance {
	out := *in
	out.First = make([]int, 1, len(in.First))
	out.Pairs = nil
	for i := range in.Mentees() {
		for _, p := range in.Row(i) {
			if p.Score >= least {
				out.Pairs = append(out.Pairs, p)
			}
		}
		out.First = append(out.First, len(out.Pairs))
	}
	return &out
}

func (w Work) plus(v Work) Work {
	return Work{w.Bids + v.Bids, w.Reads + v.Reads, w.Returns + v.Returns}
}
