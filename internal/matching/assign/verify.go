package assign

import "fmt"

// Flaw says why a result is refused.
type Flaw int

// The flaws Verify finds.
const (
	WrongShape   Flaw = iota + 1 // not one mentor a mentee and one price a mentor
	NotAllowed                   // a pair that is not in the instance
	OverCapacity                 // more mentees than places
	WrongSum                     // objective or served do not follow from the pairs
	BadPrice                     // a price is negative or beyond reason
	NotOptimal                   // the prices leave room for something better
	OtherProblem                 // the prices belong to another score of the unmatched
	WrongBlock                   // the closed block does not show what it should
	WrongStage                   // a stage of Fair is not what it should be
)

var flaws = map[Flaw]string{
	WrongShape: "wrong shape", NotAllowed: "the pair is not allowed", OverCapacity: "over capacity",
	WrongSum: "wrong sum", BadPrice: "bad price", NotOptimal: "not shown to be the best",
	OtherProblem: "prices of another problem", WrongBlock: "the block is not closed",
	WrongStage: "a stage is not sound",
}

// ProofError is a result that Verify refuses. Mentee and Mentor are −1 when
// they do not apply.
type ProofError struct {
	Flaw           Flaw
	Mentee, Mentor int
}

func (e *ProofError) Error() string {
	return fmt.Sprintf("%s (mentee %d, mentor %d)", flaws[e.Flaw], e.Mentee, e.Mentor)
}

func refuse(f Flaw, mentee, mentor int) error { return &ProofError{f, mentee, mentor} }

// Bounds on what a certificate may claim, so that no product overflows.
const (
	topScale = 1 << 31
	topPrice = 1 << 60
)

// Verify proves that a result is the best for the score of the unmatched that
// it states, and, for Coverage and Fair, that no more can be served and the
// worst-off cannot have more, or says why it is refused (*ProofError). It shares nothing with
// the solver and trusts nothing but the instance, which must be valid.
//
// With any prices p ≥ 0 no assignment has more than
// Σ over mentees of max(U, max(score − p)) + Σ over mentors of places × p.
// What the result is short of that is summed here mentee by mentee and mentor
// by mentor; all terms are ≥ 0, and less than one point in all proves that the
// result, a whole number of points, is the largest. One pass over the pairs,
// on all cores; nothing is allocated but a counter a mentor.
func Verify(in *Instance, r *Result) error {
	_, err := Gap(in, r)
	return err
}

// Gap verifies a result and returns the sum it is short of its bound, in
// points: 0 ≤ gap < 1.
func Gap(in *Instance, r *Result) (float64, error) {
	if err := r.checkShape(in); err != nil {
		return 0, err
	}
	short, err := r.checkMentors(in)
	if err != nil {
		return 0, err
	}
	if err := r.checkObjective(in); err != nil {
		return 0, err
	}
	parts := make([]rowsProof, cores())
	split(in.Mentees(), func(part, from, to int) {
		if r.Fairness != nil {
			parts[part] = r.checkStaged(in, from, to)
		} else {
			parts[part] = r.checkMentees(in, from, to)
		}
	})
	sum, served := int64(0), 0
	for _, p := range parts {
		if p.err != nil {
			return 0, p.err
		}
		short, sum, served = short+p.short, sum+p.sum, served+p.served
		if short >= r.Scale {
			return 0, refuse(NotOptimal, -1, -1)
		}
	}
	if sum != r.Objective || served != r.Served {
		return 0, refuse(WrongSum, -1, -1)
	}
	return float64(short) / float64(r.Scale), nil
}

func (r *Result) checkShape(in *Instance) error {
	if len(r.Mentor) != in.Mentees() || len(r.Price) != in.Mentors() {
		return refuse(WrongShape, -1, -1)
	}
	if r.Scale < 1 || r.Scale > topScale {
		return refuse(BadPrice, -1, -1)
	}
	if r.Unmatched < -topPrice/r.Scale || r.Unmatched > MaxUnmatched {
		return refuse(OtherProblem, -1, -1)
	}
	if r.Fairness != nil {
		for _, s := range r.Fairness.Stages {
			if s.Price != nil && len(s.Price) != in.Mentors() {
				return refuse(WrongStage, -1, -1)
			}
		}
	}
	return nil
}

// checkMentors counts seats and sums what unused places cost.
func (r *Result) checkMentors(in *Instance) (short int64, err error) {
	used := make([]int32, in.Mentors())
	for i, j := range r.Mentor {
		if j < -1 || int(j) >= len(used) {
			return 0, refuse(NotAllowed, i, int(j))
		}
		if j >= 0 {
			used[j]++
		}
	}
	for j, p := range r.Price {
		free := int64(in.Capacity[j]) - int64(used[j])
		switch {
		case free < 0:
			return 0, refuse(OverCapacity, -1, j)
		case p > topPrice, p < 0 && (p < -topPrice || !r.keptFull(j)):
			return 0, refuse(BadPrice, -1, j)
		case p > 0 && free > 0 && p >= r.Scale:
			return 0, refuse(NotOptimal, -1, j)
		}
		if short += p * free; short >= r.Scale {
			return 0, refuse(NotOptimal, -1, j)
		}
	}
	return short, nil
}

// rowsProof is what a run of mentees adds.
type rowsProof struct {
	short, sum int64
	served     int
	err        error
}

// checkMentees sums what a run of mentees is short of the bound.
func (r *Result) checkMentees(in *Instance, from, to int) (out rowsProof) {
	price, scale := r.Price, r.Scale
	none := r.Unmatched * scale
	for i := from; i < to; i++ {
		best, mine := none, int64(-1)<<62
		own := r.Mentor[i]
		for _, p := range in.Row(i) {
			worth := int64(p.Score)*scale - price[p.Mentor]
			if p.Mentor == own {
				mine = worth
			}
			best = max(best, worth)
		}
		switch {
		case own < 0:
			mine, out.sum = none, out.sum+in.Unmatched
		case mine == int64(-1)<<62:
			out.err = refuse(NotAllowed, i, int(own))
			return out
		default:
			out.sum += (mine + price[own]) / scale
			out.served++
		}
		if best-mine >= scale {
			out.err = refuse(NotOptimal, i, int(own))
			return out
		}
		out.short += best - mine
	}
	return out
}
