package assign

import (
	"math"
	"slices"
)

// Schedule of eps: from a twentieth of the spread of scores, widened where many
// want the same few, down by eights; below a five-thousandth of the spread
// straight to 1, unless that takes more than two bids a mentee, and then by
// eights again.
const (
	firstStep    = 20
	stepDown     = 8
	fineFrom     = 5000
	bidsPerHead  = 2
	crowdedBids  = 5 // bids a mentee in the first phase, before eps widens
	widen        = 4
	checkStopped = 1 << 16 // bids between two looks at Stop
)

// run brings the auction from its prices to eps = 1.
func (a *auction) run(spread int64) error {
	return a.runFrom(spread*a.scale/firstStep, spread)
}

// runFrom is run beginning at a smaller eps, for prices that are nearly right.
func (a *auction) runFrom(eps, spread int64) error {
	fine, fallback := spread*a.scale/fineFrom, int64(0)
	for eps = max(1, eps); ; {
		done, err := a.phase(eps, fallback > 1)
		eps = a.eps
		switch next := max(1, eps/stepDown); {
		case err != nil:
			return err
		case !done:
			eps, fallback = fallback, -1
		case eps == 1:
			return nil
		case fallback == 0 && eps < fine:
			eps, fallback = 1, next
		default:
			eps = next
		}
	}
}

// phase runs the auction at eps, forward and reverse; false when it was
// limited and the budget ran out.
func (a *auction) phase(eps int64, limited bool) (bool, error) {
	by := 2 * a.eps
	a.lower(by)
	a.eps = eps
	a.reopen(by)
	budget, crowd := math.MaxInt, math.MaxInt
	if by == 0 {
		crowd = crowdedBids * a.Mentees()
	}
	if limited {
		budget = bidsPerHead * a.Mentees()
	}
	for len(a.queue) > 0 {
		if err := a.interrupted(); err != nil {
			return false, err
		}
		if crowd < a.work.bids {
			a.eps *= widen
			crowd += crowdedBids * a.Mentees()
		}
		before := a.work.bids
		a.bid(min(budget, checkStopped, max(crowd-before, 0)+1))
		if budget -= a.work.bids - before; budget <= 0 && len(a.queue) > 0 {
			return false, nil
		}
	}
	return a.reverse(budget)
}

// interrupted says why the run must end: the caller's wish, or the limit.
func (a *auction) interrupted() error {
	switch {
	case a.stop != nil && a.stop():
		return ErrStopped
	case a.limit.bids > 0 && a.work.bids > a.limit.bids, a.limit.returns > 0 && a.work.returns > a.limit.returns:
		return errOver
	}
	return nil
}

// lower takes a part off all prices, which the phase before raised too far.
func (a *auction) lower(by int64) {
	for j := range a.Capacity {
		if a.places(int32(j)) > 0 {
			a.price[j] = max(0, a.price[j]-by)
		}
	}
}

// reopen lets every mentee look at the new prices, by less than before. Who
// still has the best within eps keeps the seat and says up to which price; the
// others queue.
func (a *auction) reopen(by int64) {
	bids := make([]int64, a.Mentees())
	reads := make([]int, cores())
	first := !slices.ContainsFunc(a.price[:a.Mentors()], func(p int64) bool { return p != 0 })
	split(a.Mentees(), func(part, from, to int) {
		for i := from; i < to; i++ {
			a.favourites[i].bound += by
			bids[i] = a.reconsider(i, first, &reads[part])
		}
	})
	for _, r := range reads {
		a.work.reads += r
	}
	a.clearSeats()
	a.queue = a.queue[:0]
	for i := a.Mentees() - 1; i >= 0; i-- {
		switch j := a.mentor[i]; {
		case bids[i] < 0:
			a.mentor[i] = undecided
			a.queue = append(a.queue, int32(i))
		case j >= 0:
			a.sit(int32(i), j, bids[i], a.score(i, j))
		}
	}
}

// reconsider returns the bid of a mentee that keeps what it has, or −1. The
// list is read only where the favourites cannot tell; first says that
// everybody costs nothing.
func (a *auction) reconsider(i int, first bool, reads *int) int64 {
	f := &a.favourites[i]
	for fresh := false; ; fresh = true {
		if bid := a.keep(i); bid >= 0 || fresh {
			return bid
		}
		if best := a.best(f); best >= f.bound && f.bound < undefined {
			return -1
		}
		if first {
			a.readFirst(i)
		} else {
			a.read(i)
		}
		*reads++
	}
}

// best is what the best favourite, or none, is worth.
func (a *auction) best(f *favourites) int64 {
	_, best, _ := f.look(a.price, a.scale, a.none)
	return max(best, a.none)
}

// keep is the bid at which mentee i keeps what it has, going by what it
// remembers, or −1.
func (a *auction) keep(i int) int64 {
	f, j := &a.favourites[i], a.mentor[i]
	if j == undecided {
		return -1
	}
	at, best, second := f.look(a.price, a.scale, a.none)
	second = max(second, f.bound)
	if j == unmatched {
		return min(0, a.none+a.eps-max(best, f.bound))
	}
	if best < a.none || f.mentor[at] != j {
		second = max(second, best)
	}
	own := int64(a.score(i, j))*a.scale - a.price[j]
	if own+a.eps < second {
		return -1
	}
	return a.price[j] + own - second + a.eps
}

// score is the score of a pair that is allowed: one of the favourites, as a
// rule.
func (a *auction) score(i int, j int32) int32 {
	f := &a.favourites[i]
	for k, m := range f.mentor {
		if m == j {
			return f.score[k]
		}
	}
	s, _ := a.Score(i, int(j))
	return s
}
