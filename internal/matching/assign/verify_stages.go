package assign

import "math"

// checkObjective proves the stages before the sum: for Total that the prices
// belong to the instance's own score of the unmatched; for Coverage that no
// more can be served; for Fair also that as many cannot be served with better
// pairs alone.
func (r *Result) checkObjective(in *Instance) error {
	if r.For == Total {
		if r.Unmatched != in.Unmatched {
			return refuse(OtherProblem, -1, -1)
		}
		return nil
	}
	if err := r.Block.check(in, r.Served, -MaxScore); err != nil {
		return err
	}
	switch {
	case r.For == Fair && r.Served > 0:
		return r.checkFairness(in)
	case r.Fairness != nil:
		return refuse(OtherProblem, -1, -1)
	}
	return nil
}

func (r *Result) checkFairness(in *Instance) error {
	if r.Fairness == nil || r.Fairness.Above == nil || r.Fairness.Worst == math.MaxInt32 {
		return refuse(WrongBlock, -1, -1)
	}
	return r.Fairness.Above.check(in, r.Served-1, r.Fairness.Worst+1)
}

// check proves that with pairs of the least score and better no more than
// served mentees can be served; nil proves it when all are.
func (b *Block) check(in *Instance, served int, least int32) error {
	if b == nil {
		if served < in.Mentees() {
			return refuse(WrongBlock, -1, -1)
		}
		return nil
	}
	inside := make([]bool, in.Mentors())
	places := 0
	for _, j := range b.Mentors {
		if j < 0 || int(j) >= len(inside) || inside[j] {
			return refuse(WrongBlock, -1, int(j))
		}
		inside[j] = true
		places += int(in.Capacity[j])
	}
	last := int32(-1)
	for _, i := range b.Mentees {
		if i <= last || int(i) >= in.Mentees() {
			return refuse(WrongBlock, int(i), -1)
		}
		last = i
		for _, p := range in.Row(int(i)) {
			if p.Score >= least && !inside[p.Mentor] {
				return refuse(WrongBlock, int(i), int(p.Mentor))
			}
		}
	}
	if places != b.Places || b.Waiting != len(b.Mentees)-places || in.Mentees()-b.Waiting > served {
		return refuse(WrongBlock, -1, -1)
	}
	return nil
}
