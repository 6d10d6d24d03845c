package assign

import "math"

// kept is how many favourites a mentee has.
const kept = 7

// favourites is what a mentee remembers of its list: seven mentors, and a
// bound on what any other can be worth to it. Prices only rise while mentees
// bid, so the bound holds until the list is read again. One cache line.
type favourites struct {
	mentor [kept]int32
	score  [kept]int32
	bound  int64
}

// read fills a mentee's favourites from its list. What the favourites of
// before are worth now spares most of the others the sorting in.
func (a *auction) read(i int) {
	var worth [kept + 1]int64
	var at [kept + 1]int32
	f := &a.favourites[i]
	price, scale := a.price, a.scale
	low := f.least(price, scale) - 1
	for k := range worth {
		worth[k], at[k] = low, -1
	}
	row := a.Row(i)
	for e, p := range row {
		v := int64(p.Score)*scale - price[p.Mentor]
		if v <= worth[kept] {
			continue
		}
		k := kept
		for k > 0 && worth[k-1] < v {
			worth[k], at[k] = worth[k-1], at[k-1]
			k--
		}
		worth[k], at[k] = v, int32(e)
	}
	for k := range f.mentor {
		if at[k] >= 0 {
			f.mentor[k], f.score[k] = row[at[k]].Mentor, row[at[k]].Score
		} else {
			f.mentor[k], f.score[k] = int32(len(price)-1), 0
		}
	}
	f.bound = worth[kept]
}

// readFirst is read while everybody costs nothing: scores alone decide. A
// score and where it stands share a number, and the eight largest are kept
// without branches, since at a first look nearly any pair may be among them.
// Of equal scores the first stands first, as in read.
func (a *auction) readFirst(i int) {
	const none = math.MinInt64
	w0, w1, w2, w3 := int64(none), int64(none), int64(none), int64(none)
	w4, w5, w6, w7 := int64(none), int64(none), int64(none), int64(none)
	row := a.Row(i)
	for e, p := range row {
		v := int64(p.Score)<<32 | int64(^uint32(e))
		if v <= w7 {
			continue
		}
		w7 = max(w7, min(w6, v))
		w6 = max(w6, min(w5, v))
		w5 = max(w5, min(w4, v))
		w4 = max(w4, min(w3, v))
		w3 = max(w3, min(w2, v))
		w2 = max(w2, min(w1, v))
		w1 = max(w1, min(w0, v))
		w0 = max(w0, v)
	}
	f := &a.favourites[i]
	for k, w := range [kept]int64{w0, w1, w2, w3, w4, w5, w6} {
		f.mentor[k], f.score[k] = int32(len(a.price)-1), 0
		if w != none {
			f.mentor[k], f.score[k] = row[^uint32(w)].Mentor, row[^uint32(w)].Score
		}
	}
	f.bound = never/2 - 1
	if w7 != none {
		f.bound = w7 >> 32 * a.scale
	}
}

// least is what the last of the favourites is worth at today's prices. No
// more than it can be lost by reading only what is better.
func (f *favourites) least(price []int64, scale int64) int64 {
	least := int64(f.score[0])*scale - price[f.mentor[0]]
	for k := 1; k < kept; k++ {
		least = min(least, int64(f.score[k])*scale-price[f.mentor[k]])
	}
	return least
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
// without, or until budget bids were made. A mentee bids for its
// best mentor up to the price at which the second best is as good, and eps
// more; the lowest bid of a full mentor leaves and bids next. Where a mentor
// outside the favourites may be better, the bid goes by that bound; if that
// leaves too little of eps, the list is read.
func (a *auction) bid(budget int) {
	price, scale, none, eps := a.price, a.scale, a.none, a.eps
	limit := a.work.bids + budget
	slack := -eps * 5 / 8
	for len(a.queue) > 0 {
		i := a.queue[len(a.queue)-1]
		a.queue = a.queue[:len(a.queue)-1]
		for i >= 0 {
			f := &a.favourites[i]
			at, best, second := f.look(price, scale, none)
			if second < f.bound {
				if best-f.bound < slack {
					a.read(int(i))
					a.work.reads++
					at, best, second = f.look(price, scale, none)
				}
				second = max(second, f.bound)
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
				return
			}
		}
		if a.work.bids > limit {
			return
		}
	}
}
