package assign

// Options of a run. The zero value is the total objective, never stopped.
type Options struct {
	Objective Objective
	// Stop is asked now and then; true ends the run with ErrStopped.
	Stop func() bool
}

// Objective is what the pairs are chosen for.
type Objective int

// The objectives.
const (
	Total    Objective = iota // the largest sum of scores and Unmatched
	Coverage                  // as many mentees as possible, then the largest sum
	Fair                      // Coverage, then the worst-off one after another, then the largest sum
)

// Result is an assignment with the prices that prove it.
type Result struct {
	For       Objective // what the pairs were chosen for
	Mentor    []int32   // of each mentee, or −1
	Price     []int64   // of each mentor, in 1/Scale points; below 0 only in Fair, at mentors a stage keeps full
	Scale     int64     // prices of a point
	Unmatched int64     // the score of an unmatched mentee the prices belong to
	Objective int64     // sum of scores, plus the instance's Unmatched for each left out
	Served    int       // mentees with a mentor
	Work      Work
	// Block is set for Coverage and Fair where somebody is left out: it proves
	// that no more can be served.
	Block *Block
	// Fairness is set for Fair where anybody is served.
	Fairness *Fairness
}

// Worth is what a place with each mentor is worth to others, in 1/Scale
// points, never negative: for explanations.
func (r *Result) Worth() []int64 {
	if r.Fairness != nil {
		return r.Fairness.Worth
	}
	return r.Price
}

// Work tells how hard an instance was. It is the same on every machine.
type Work struct{ Bids, Reads, Returns int }

// Solve finds the best assignment. The error is an *InputError or ErrStopped.
// Time O(n · pairs · log(n · spread)) at worst, some ten passes over the
// pairs in practice; memory 16 bytes a pair.
func Solve(in *Instance, o Options) (*Result, error) {
	scores, err := in.extent()
	if err != nil {
		return nil, err
	}
	if o.Objective == Fair {
		return fair(in, scores, o)
	}
	c := in.canonical()
	a := newAuction(c.Instance, int64(in.Mentees())+1, o.Stop)
	if err := a.solve(scores, o.Objective); err != nil {
		return nil, err
	}
	r := a.result(c, in)
	r.For = o.Objective
	return r, nil
}

func (a *auction) result(c canon, in *Instance) *Result {
	r := &Result{Scale: a.scale, Unmatched: a.none / a.scale}
	r.Mentor, r.Price = c.outward(a.mentor, a.price[:a.Mentors()])
	r.Work = Work{a.work.bids, a.work.reads, a.work.returns}
	r.Objective, r.Served = a.sum(in.Unmatched)
	if a.block.mentors != nil {
		r.Block = in.blockOf(a.block, c)
	}
	return r
}

// sum is the sum of the scores, none for each unmatched mentee, and how many
// are served: what value gives, from the seats.
func (a *auction) sum(none int64) (sum int64, served int) {
	for j := range a.Capacity {
		for _, s := range a.sitting(int32(j)) {
			sum += int64(s.score)
			served++
		}
	}
	return sum + none*int64(a.Mentees()-served), served
}

// value is the sum of the scores and how many are served.
func (in *Instance) value(mentor []int32) (sum int64, served int) {
	for i, j := range mentor {
		if j < 0 {
			sum += in.Unmatched
			continue
		}
		score, _ := in.Score(i, int(j))
		sum += int64(score)
		served++
	}
	return sum, served
}

// solve runs the auction for the total. A very low score of the unmatched would
// take many raises to reach, so it is approached from above: see descend.
func (a *auction) solve(scores extent, o Objective) error {
	defer a.columns.ready.Wait()
	spread := max(1, scores.most-scores.least)
	return a.descend(scores.least, spread, o)
}

// descend solves with the unmatched valued a little below the least score. If
// nobody unmatched can reach a free place by any chain of moves, the mentors
// they reach form a closed block: raising its prices together keeps the proof
// while the unmatched sink to any value, so the result is the best for all of
// them and serves as many as can be. Otherwise the value falls, fourfold each
// time.
func (a *auction) descend(least, spread int64, o Objective) error {
	for below := spread/2 + 1; ; below *= 4 {
		none := least - below
		if o == Total {
			none = max(none, a.Unmatched)
		} else if none < -topPrice/a.scale {
			return ErrRange
		}
		a.value(none)
		if err := a.run(spread); err != nil {
			return err
		}
		if o == Total && none == a.Unmatched {
			return nil
		}
		reach := a.reach(a.mentor)
		if !reach.open {
			if o == Total {
				a.sink(reach, a.Unmatched)
			} else {
				a.block = reach
			}
			return nil
		}
	}
}

// sink values the unmatched lower and raises the prices of the block by as
// much.
func (a *auction) sink(r reach, none int64) {
	by := a.none - none*a.scale
	for j, in := range r.mentors {
		if in {
			a.price[j] += by
		}
	}
	a.value(none)
}
