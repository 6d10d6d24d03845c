package assign

import (
	"math"
	"slices"
)

// Fairness is what Fair adds to a result: how the worst-off fare, and the
// proof of each stage.
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
	// Worth is what a place with each mentor is worth to others, in 1/Scale
	// points: the prices of the plain result. Those of the proof are prices on
	// what the stages left, and can be far below 0.
	Worth []int64
	// Stages lift those who come after the worst, one band of scores after
	// another from below. Each stage is settled before the next begins.
	Stages []Stage
}

// Stage is one band of scores: from where the stage before ends (the first
// from Worst) to just under Below. As few as possible are in it: Count, given
// the counts of the stages before. Price and Unmatched are the proof; see
// "The proof" in docs/matching.md. No Price means 0 for everybody.
type Stage struct {
	Below     int32
	Count     int
	Price     []int64 // of each mentor
	Unmatched int64
}

// Work of the stages of Fair. In a programme with few pairs each stage is one
// score, so that the pairs are the fairest of all, score by score; in a large
// one stages are bands that end at the median of the plain result.
const (
	leastStages = 4
	mostStages  = 256
	stagePairs  = 3_000_000 // stages times pairs, about
)

// fair serves as many as possible, then makes the worst pair as good as
// possible, then settles band after band, then the sum. First the plain
// coverage gives the number to keep; the least score is searched by halving;
// the bands and the sum are auctions on what the stages before left.
func fair(in *Instance, scores extent, o Options) (*Result, error) {
	c := in.canonical()
	plain := newAuction(c.Instance, fairScale(c.Instance), o.Stop)
	if err := plain.solve(scores, Coverage); err != nil {
		return nil, err
	}
	r := plain.result(c, in)
	r.For = Fair
	if r.Served == 0 {
		return r, nil
	}
	worst, above, err := c.lift(plain.mentor, r.Served, o.Stop)
	if err != nil {
		return nil, err
	}
	above.rename(c)
	s := &stages{face: newFace(c.Instance, worst), below: worst, mentor: above.with, work: plain.work, stop: o.Stop}
	s.plan(c.Instance, plain.mentor)
	if err := s.settle(); err != nil {
		return nil, err
	}
	return s.result(c, in, r, &Fairness{Worst: worst, Above: above.block, Before: r.Objective, Worth: r.Price})
}

// fairScale has more remainders than there are prices, see whole.
func fairScale(in *Instance) int64 { return int64(max(in.Mentees(), in.Mentors())) + 2 }

// lifted is a largest set of pairs of the best least score, and the block that
// forbids the next score.
type lifted struct {
	with  []int32
	block *Block
}

// lift finds the greatest least score at which as many can be served.
func (in *Instance) lift(from []int32, served int, stop func() bool) (int32, *lifted, error) {
	scores := in.distinctScores()
	c := newCover(in, in.Capacity)
	c.stop = stop
	out := &lifted{with: from}
	low, _ := slices.BinarySearch(scores, in.worst(from)) // as many can be served
	high := len(scores)                                   // as many cannot
	for high-low > 1 {
		middle := (low + high) / 2
		c.start(out.with, scores[middle])
		if err := c.grow(served); err != nil {
			return 0, nil, err
		}
		if c.served == served {
			out.with = slices.Clone(c.mentor)
			low, _ = slices.BinarySearch(scores, in.worst(out.with))
			continue
		}
		high, out.block = middle, c.block()
	}
	if out.block == nil {
		c.start(out.with, math.MaxInt32)
		if err := c.grow(served); err != nil {
			return 0, nil, err
		}
		out.block = c.block()
	}
	return scores[low], out, nil
}

// rename brings the block into the caller's order.
func (l *lifted) rename(c canon) {
	if c.mentees == nil {
		return
	}
	for k, i := range l.block.Mentees {
		l.block.Mentees[k] = c.mentees[i]
	}
	for k, j := range l.block.Mentors {
		l.block.Mentors[k] = c.mentors[j]
	}
	slices.Sort(l.block.Mentees)
	slices.Sort(l.block.Mentors)
}

// fewPairs are sorted sooner than a table of all possible scores is read.
const fewPairs = 1 << 14

// distinctScores is every score that occurs, ascending.
func (in *Instance) distinctScores() (scores []int32) {
	if len(in.Pairs) < fewPairs {
		for _, p := range in.Pairs {
			scores = append(scores, p.Score)
		}
		slices.Sort(scores)
		return slices.Compact(scores)
	}
	there := make([]bool, 2*MaxScore+1)
	for _, p := range in.Pairs {
		there[p.Score+MaxScore] = true
	}
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
	for _, s := range in.scoresOf(mentor) {
		worst = min(worst, s)
	}
	return worst
}

// scoresOf is the scores of the pairs, in order of the mentees.
func (in *Instance) scoresOf(mentor []int32) []int32 {
	scores := make([]int32, 0, len(mentor))
	for i, j := range mentor {
		if j >= 0 {
			s, _ := in.Score(i, int(j))
			scores = append(scores, s)
		}
	}
	return scores
}
