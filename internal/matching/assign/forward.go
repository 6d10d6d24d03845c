package assign

// favourites is what a mentee remembers of its list: seven mentors, and a
// bound on what any other can be worth to it. Prices only rise while mentees
// bid, so the bound holds until the list is read again. One cache line.
type favourites struct {
	mentor [7]int32
	score  [7]int32
	bound  int64
}

// read fills a mentee's favourites from its list and returns what the best
// and what the second best are worth, staying unmatched included.
func (a *auction) read(i int) {
	var worth [8]int64
	f := &a.favourites[i]
	nobody := int32(len(a.price) - 1)
	for k := range worth {
		worth[k] = 2 * never
	}
	for k := range f.mentor {
		f.mentor[k], f.score[k] = nobody, 0
	}
	price, scale := a.price, a.scale
	row := a.Row(i)
	for _, p := range row {
		v := int64(p.Score)*scale - price[p.Mentor]
		if v <= worth[7] {
			continue
		}
		k := 7
		for k > 0 && worth[k-1] < v {
			worth[k] = worth[k-1]
			if k < 7 {
				f.mentor[k], f.score[k] = f.mentor[k-1], f.score[k-1]
			}
			k--
		}
		worth[k] = v
		if k < 7 {
			f.mentor[k], f.score[k] = p.Mentor, p.Score
		}
	}
	f.bound = worth[7]
}

// look finds the best favourite at today's prices, its worth, and the worth
// of the second best mentor or of staying unmatched.
func (f *favourites) look(price []int64, scale, none int64) (at int, best, second int64) {
	best, second = never*2, none
	for k := range f.mentor {
		v := int64(f.score[k])*scale - price[f.mentor[k]]
		if v > best {
			second = max(second, best)
			best, at = v, k
		} else if v > second {
			second = v
		}
	}
	return at, best, second
}

// bid lets the mentees of the queue bid until each has a seat or is content
// without; false when more than budget bids were made. A mentee bids for its
// best mentor up to the price at which the second best is as good, and eps
// more; the lowest bid of a full mentor leaves and bids next.
func (a *auction) bid(budget int) bool {
	price, scale, none, eps := a.price, a.scale, a.none, a.eps
	limit := a.work.bids + budget
	for len(a.queue) > 0 {
		i := a.queue[len(a.queue)-1]
		a.queue = a.queue[:len(a.queue)-1]
		for i >= 0 {
			f := &a.favourites[i]
			at, best, second := f.look(price, scale, none)
			if second < f.bound {
				a.read(int(i))
				a.work.reads++
				at, best, second = f.look(price, scale, none)
			}
			if best < none {
				a.mentor[i] = unmatched
				break
			}
			a.work.bids++
			j := f.mentor[at]
			offer := int64(f.score[at])*scale - second + eps
			if a.room[j] > 0 {
				a.sit(i, j, offer, f.score[at])
				break
			}
			i = a.outbid(i, j, offer, f.score[at])
			if a.work.bids > limit {
				a.mentor[i] = undecided
				a.queue = append(a.queue, i)
				return false
			}
		}
		if a.work.bids > limit {
			return len(a.queue) == 0
		}
	}
	return true
}
