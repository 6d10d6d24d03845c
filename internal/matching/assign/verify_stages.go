package assign

import "math"

// checkObjective proves the stages before the sum: for Total that the prices
// belong to the instance's own score of the unmatched; for Coverage that no
// more can be served; for Fair also that as many cannot be served with better
// pairs alone, and that the stages are sound.
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
	if err := r.Fairness.Above.check(in, r.Served-1, r.Fairness.Worst+1); err != nil {
		return err
	}
	return r.checkStages(in)
}

// checkStages looks at the order of the stages, at whether their prices are
// allowed (the first that is not 0 is positive, and the mentor is full), and
// at the counts.
func (r *Result) checkStages(in *Instance) error {
	used := make([]int32, in.Mentors())
	for _, j := range r.Mentor {
		if j >= 0 {
			used[j]++
		}
	}
	below := r.Fairness.Worst
	for k := range r.Fairness.Stages {
		s := &r.Fairness.Stages[k]
		if s.Below <= below || s.Unmatched < -topPrice || s.Unmatched > MaxUnmatched {
			return refuse(WrongStage, -1, -1)
		}
		for j, p := range s.Price {
			if p > topPrice || p < -topPrice || p != 0 && used[j] < in.Capacity[j] || p < 0 && r.leading(j) < 0 {
				return refuse(WrongStage, -1, j)
			}
		}
		if s.Count != r.countIn(in, below, s.Below) {
			return refuse(WrongStage, -1, -1)
		}
		below = s.Below
	}
	return nil
}

// leading is the first price of mentor j in the stages that is not 0.
func (r *Result) leading(j int) int64 {
	if r.Fairness == nil {
		return 0
	}
	for k := range r.Fairness.Stages {
		if s := &r.Fairness.Stages[k]; s.Price != nil && s.Price[j] != 0 {
			return s.Price[j]
		}
	}
	return 0
}

// keptFull tells whether a stage has a price for mentor j: it is the first
// figure of what the mentor costs, so the others may be negative.
func (r *Result) keptFull(j int) bool { return r.leading(j) > 0 }

// countIn counts the pairs with scores from … just under below.
func (r *Result) countIn(in *Instance, from, below int32) (n int) {
	for i, j := range r.Mentor {
		if j < 0 {
			continue
		}
		if s, allowed := in.Score(i, int(j)); allowed && s >= from && s < below {
			n++
		}
	}
	return n
}

// checkStaged is checkMentees for Fair: a pair is worth a row of figures, one
// a stage and the sum's last, and rows are compared figure by figure. What is
// less than the mentee's own in a stage is not looked at further; more in a
// stage proves nothing best. Pairs below the worst score do not exist.
func (r *Result) checkStaged(in *Instance, from, to int) (out rowsProof) {
	none := r.Unmatched * r.Scale
	own := make([]int64, len(r.Fairness.Stages))
	for i := from; i < to; i++ {
		j := r.Mentor[i]
		mine := none
		if j < 0 {
			out.sum += in.Unmatched
		} else {
			score, allowed := in.Score(i, int(j))
			if !allowed || score < r.Fairness.Worst {
				out.err = refuse(NotAllowed, i, int(j))
				return out
			}
			mine = int64(score)*r.Scale - r.Price[j]
			out.sum, out.served = out.sum+int64(score), out.served+1
		}
		best, err := r.bestStaged(in, i, mine, own)
		if err != nil || best-mine >= r.Scale {
			out.err = refuse(NotOptimal, i, int(j))
			return out
		}
		out.short += best - mine
	}
	return out
}

// bestStaged is the most that mentee i could have in the sum's prices with a
// mentor, or nobody, that is as good as its own in all stages.
func (r *Result) bestStaged(in *Instance, i int, mine int64, own []int64) (int64, error) {
	stages := r.Fairness.Stages
	mentor := r.Mentor[i]
	score := int32(0)
	if mentor >= 0 {
		score, _ = in.Score(i, int(mentor))
	}
	for k := range own {
		own[k] = r.figure(k, mentor, score)
	}
	best := mine
	compare := func(j, score int32, worth int64) error {
		for k := range stages {
			switch f := r.figure(k, j, score); {
			case f > own[k]:
				return refuse(NotOptimal, i, int(j))
			case f < own[k]:
				return nil
			}
		}
		best = max(best, worth)
		return nil
	}
	if err := compare(unmatched, 0, r.Unmatched*r.Scale); err != nil {
		return 0, err
	}
	for _, p := range in.Row(i) {
		if p.Score < r.Fairness.Worst {
			continue
		}
		if err := compare(p.Mentor, p.Score, int64(p.Score)*r.Scale-r.Price[p.Mentor]); err != nil {
			return 0, err
		}
	}
	return best, nil
}

// figure is what a pair is worth in stage k: −1 in the band, else 0, less the
// stage's price; without a mentor what the stage says.
func (r *Result) figure(k int, mentor, score int32) int64 {
	s := &r.Fairness.Stages[k]
	if mentor < 0 {
		return s.Unmatched
	}
	from, f := r.Fairness.Worst, int64(0)
	if k > 0 {
		from = r.Fairness.Stages[k-1].Below
	}
	if score >= from && score < s.Below {
		f = -1
	}
	if s.Price != nil {
		f -= s.Price[mentor]
	}
	return f
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
