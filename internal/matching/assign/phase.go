package assign

// Schedule of eps: from a fifth of the spread of scores down by eights; below
// half a per cent of the spread straight to 1, unless that takes more than
// two bids a mentee, and then by eights again.
const (
	firstStep    = 5
	stepDown     = 8
	fineFrom     = 200
	bidsPerHead  = 2
	checkStopped = 1 << 16 // bids between two looks at Stop
)

// run brings the auction from its prices to eps = 1.
func (a *auction) run(spread int64) error {
	top := max(1, spread*a.scale)
	eps := max(1, top/firstStep)
	jump := true
	for {
		done, err := a.phase(eps, jump && eps == 1 && top > fineFrom)
		if err != nil {
			return err
		}
		switch {
		case !done:
			jump = false
			eps = a.widened
		case eps == 1:
			return nil
		}
		next := max(1, eps/stepDown)
		if jump && done && eps < top/fineFrom {
			a.widened = next
			next = 1
		}
		if done {
			eps = next
		}
	}
}

// phase runs the auction at eps, forward and reverse; false when it was
// limited and the budget ran out.
func (a *auction) phase(eps int64, limited bool) (bool, error) {
	a.lower(2 * a.eps)
	a.eps = eps
	a.reopen()
	budget := int(^uint(0) >> 1)
	if limited {
		budget = bidsPerHead * a.Mentees()
	}
	for len(a.queue) > 0 {
		if a.stop != nil && a.stop() {
			return false, ErrStopped
		}
		before := a.work.bids
		if !a.bid(min(budget, checkStopped)) && len(a.queue) > 0 {
			if budget -= a.work.bids - before; budget <= 0 {
				return false, nil
			}
		}
	}
	if !a.reverse(budget) {
		return false, nil
	}
	return true, nil
}

// lower takes a part off all prices, which the phase before raised too far.
func (a *auction) lower(by int64) {
	for j := range a.Capacity {
		if a.places(int32(j)) > 0 {
			a.price[j] = max(0, a.price[j]-by)
		}
	}
}

// reopen lets every mentee read its list at today's prices. Who still has the
// best within eps keeps the seat and says up to which price; the others queue.
func (a *auction) reopen() {
	bids := make([]int64, a.Mentees())
	split(a.Mentees(), func(_, from, to int) {
		for i := from; i < to; i++ {
			bids[i] = a.reconsider(i)
		}
	})
	a.work.reads += a.Mentees()
	a.clearSeats()
	a.queue = a.queue[:0]
	for i := a.Mentees() - 1; i >= 0; i-- {
		switch j := a.mentor[i]; {
		case bids[i] < 0:
			a.mentor[i] = undecided
			a.queue = append(a.queue, int32(i))
		case j >= 0:
			score, _ := a.Score(i, int(j))
			a.sit(int32(i), j, bids[i], score)
		}
	}
}

// reconsider returns the bid of a mentee that keeps what it has, or −1.
func (a *auction) reconsider(i int) int64 {
	a.read(i)
	j := a.mentor[i]
	if j == undecided {
		return -1
	}
	f := &a.favourites[i]
	at, best, second := f.look(a.price, a.scale, a.none)
	best = max(best, a.none)
	if j == unmatched {
		return min(0, a.none+a.eps-best)
	}
	if best >= a.none && f.mentor[at] == j {
		return a.price[j] + best - second + a.eps
	}
	score, _ := a.Score(i, int(j))
	own := int64(score)*a.scale - a.price[j]
	if own+a.eps < best {
		return -1
	}
	return a.price[j] + own - best + a.eps
}
