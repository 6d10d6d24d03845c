package assign

import "errors"

// A new start from an old result first tries eps = 1 with a few bids, then
// eps from a thousandth of the spread down. More than so many bids a mentee,
// or mentors looked at a mentee, and it is given up for a fresh solve.
const (
	warmStep    = 1000
	warmBids    = 3
	warmReturns = 2
)

// errOver ends a new start that takes too long.
var errOver = errors.New("over budget")

// Resolve solves an instance starting from the result of a similar one with
// the same indices: new mentees at the end, some with other lists, mentors
// with other places. After few changes it takes a fraction of the time of
// Solve; where it would take long, it solves afresh. The result is as good and
// as provable; of several equally good ones it may give another than Solve.
// For Fair it is Solve.
func Resolve(in *Instance, from *Result, o Options) (*Result, error) {
	if o.Objective == Fair {
		return Solve(in, o)
	}
	scores, err := in.extent()
	if err != nil {
		return nil, err
	}
	if len(from.Mentor) > in.Mentees() || len(from.Price) > in.Mentors() || from.Scale < 1 || from.Scale > topScale {
		return nil, wrong(MissingCertificate, -1, -1, 0)
	}
	c := in.canonical()
	a := newAuction(c.Instance, int64(in.Mentees())+1, o.Stop)
	defer a.columns.ready.Wait()
	none := in.Unmatched
	if o.Objective != Total {
		none = min(from.Unmatched, min(0, scores.least)-1)
	}
	a.recall(c, from, none)
	err = a.again(max(1, scores.most-scores.least))
	if err == nil && (o.Objective == Total || a.closes()) {
		r := a.result(c, in)
		r.For = o.Objective
		return r, nil
	}
	if errors.Is(err, ErrStopped) {
		return nil, err
	}
	fresh := a.fresh()
	if err := fresh.solve(scores, o.Objective); err != nil {
		return nil, err
	}
	r := fresh.result(c, in)
	r.For = o.Objective
	return r, nil
}

// recall takes over old prices, and old pairs as far as they are still allowed
// and there is room.
func (a *auction) recall(c canon, from *Result, none int64) {
	mentor, price := c.inward(from.Mentor, from.Price)
	for j, p := range price {
		a.price[j] = min(max(0, p), topPrice) / from.Scale * a.scale
		if from.Scale == a.scale {
			a.price[j] = min(max(0, p), topPrice)
		}
	}
	a.value(none)
	left := make([]int32, a.Mentors())
	for j := range left {
		left[j] = a.places(int32(j))
	}
	for i, j := range mentor {
		if j < 0 || int(j) >= len(left) || left[j] == 0 {
			continue
		}
		if _, allowed := a.Score(i, int(j)); allowed {
			a.mentor[i] = j
			left[j]--
		}
	}
}

// again brings the auction from old prices to eps = 1, or errOver.
func (a *auction) again(spread int64) error {
	n := a.Mentees()
	a.limit = work{bids: warmBids * n, returns: warmReturns * n}
	a.eps = 1
	a.resume()
	a.bid(max(n/4, 1000))
	if len(a.queue) == 0 {
		if done, err := a.reverse(max(n/20, 100)); done || err != nil {
			return err
		}
	}
	return a.runFrom(spread*a.scale/warmStep, spread)
}

// resume seats everybody who still has the best within eps at the old prices,
// and queues the others. Seats are held at the price: who is outbid looks
// again. Lists are run over, not sorted into favourites, since few are needed.
func (a *auction) resume() {
	kept, score := make([]bool, a.Mentees()), make([]int32, a.Mentees())
	split(a.Mentees(), func(_, from, to int) {
		for i := from; i < to; i++ {
			score[i], kept[i] = a.stays(i)
		}
	})
	a.clearSeats()
	a.queue = a.queue[:0]
	for i := a.Mentees() - 1; i >= 0; i-- {
		switch j := a.mentor[i]; {
		case !kept[i]:
			a.mentor[i] = undecided
			a.queue = append(a.queue, int32(i))
		case j >= 0:
			a.sit(int32(i), j, a.price[j], score[i])
		}
	}
}

// stays tells whether nothing on mentee i's list is better by more than eps
// than what it has, and the score of that.
func (a *auction) stays(i int) (score int32, stays bool) {
	j := a.mentor[i]
	if j < 0 {
		return 0, false
	}
	best, own := a.none, int64(never)
	for _, p := range a.Row(i) {
		worth := int64(p.Score)*a.scale - a.price[p.Mentor]
		best = max(best, worth)
		if p.Mentor == j {
			score, own = p.Score, worth
		}
	}
	return score, own+a.eps >= best
}

// closes tells whether nobody unmatched can reach a free place, and keeps the
// block.
func (a *auction) closes() bool {
	r := a.reach(a.mentor)
	a.block = r
	return !r.open
}

// fresh is a new auction that shares the index.
func (a *auction) fresh() *auction {
	b := newAuctionOn(a.Instance, a.scale, a.stop, a.columns)
	b.work = a.work
	return b
}
