package assign

import (
	"slices"
	"sync"
)

// checkReturns is how many mentors are looked at between two looks at Stop.
const checkReturns = 1 << 10

// columns is the instance seen from the mentors: who may go to each. It is
// filled beside the first bids, since only the reverse half needs the lists.
type columns struct {
	first []int32
	pairs []asker
	ready sync.WaitGroup
}

// asker is a mentee that may go to a mentor.
type asker struct {
	mentee int32
	score  int32
}

// degree is the length of mentor j's list.
func (c *columns) degree(j int) int32 { return c.first[j+1] - c.first[j] }

// of is mentor j's list, in ascending order of mentees.
func (c *columns) of(j int32) []asker { return c.pairs[c.first[j]:c.first[j+1]] }

// indexColumns counts at once and fills the lists on another core.
func indexColumns(in *Instance) *columns {
	m := in.Mentors()
	c := &columns{first: make([]int32, m+1)}
	for _, p := range in.Pairs {
		c.first[p.Mentor+1]++
	}
	for j := range m {
		c.first[j+1] += c.first[j]
	}
	c.ready.Go(func() {
		next := make([]int32, m)
		copy(next, c.first)
		c.pairs = make([]asker, len(in.Pairs))
		for i := range in.Mentees() {
			for _, p := range in.Row(i) {
				c.pairs[next[p.Mentor]] = asker{int32(i), p.Score}
				next[p.Mentor]++
			}
		}
	})
	return c
}

// reverse brings down the price of every mentor that has both room and a
// price, until mentees come or the price is 0. False when over budget.
func (a *auction) reverse(budget int) (bool, error) {
	var idle []int32
	for j := range a.Capacity {
		if a.idle(int32(j)) {
			idle = append(idle, int32(j))
		}
	}
	if len(idle) == 0 {
		return true, nil
	}
	a.columns.ready.Wait()
	worth := a.worths()
	before := slices.Clone(a.price)
	for len(idle) > 0 && budget > 0 {
		if budget--; budget%checkReturns == 0 {
			if err := a.interrupted(); err != nil {
				return false, err
			}
		}
		j := idle[len(idle)-1]
		idle = idle[:len(idle)-1]
		idle = a.invite(j, worth, idle)
	}
	a.remind(before)
	return len(idle) == 0, nil
}

// remind raises the bounds of mentees that have a mentor on their list who
// became cheaper.
func (a *auction) remind(before []int64) {
	for j := range a.Capacity {
		if a.price[j] >= before[j] {
			continue
		}
		for _, p := range a.columns.of(int32(j)) {
			f := &a.favourites[p.mentee]
			worth := int64(p.score)*a.scale - a.price[j]
			if worth > f.bound && !slices.Contains(f.mentor[:], int32(j)) {
				f.bound = worth
			}
		}
	}
}

func (a *auction) idle(j int32) bool { return a.room[j] > 0 && a.price[j] > 0 }

// worths is what each mentee has at today's prices.
func (a *auction) worths() []int64 {
	worth := make([]int64, a.Mentees())
	for i := range worth {
		worth[i] = a.none
	}
	for j := range a.Capacity {
		for _, s := range a.sitting(int32(j)) {
			worth[s.mentee] = int64(s.score)*a.scale - a.price[j]
		}
	}
	return worth
}

// guest is a mentee and what a mentor may ask to be worth as much to it as
// what it has.
type guest struct {
	offer  int64
	mentee int32
	score  int32
}

// invite lowers mentor j's price to the offer below which its room would be
// overfilled, or to 0, and seats those who gain. Mentors that lose somebody
// and so become idle join the list.
func (a *auction) invite(j int32, worth []int64, idle []int32) []int32 {
	a.work.returns++
	if !a.idle(j) {
		return idle
	}
	guests, next := a.offers(j, worth)
	price := max(0, next-a.eps)
	if len(guests) < int(a.room[j]) {
		price = 0
	}
	a.price[j] = price
	for _, s := range a.sitting(j) {
		worth[s.mentee] = int64(s.score)*a.scale - price
	}
	for _, g := range guests {
		if old := a.mentor[g.mentee]; old >= 0 {
			a.leave(g.mentee)
			if a.price[old] > 0 {
				idle = append(idle, old)
			}
		}
		a.sit(g.mentee, j, price, g.score)
		worth[g.mentee] = int64(g.score)*a.scale - price
	}
	a.price[j] = price
	return idle
}

// offers finds the best offers above eps, as many as mentor j has room, and
// the next one below them, or 0.
func (a *auction) offers(j int32, worth []int64) (guests []guest, next int64) {
	room := int(a.room[j])
	least := a.eps
	for _, p := range a.columns.of(j) {
		offer := int64(p.score)*a.scale - worth[p.mentee]
		if offer <= least || a.mentor[p.mentee] == j {
			continue
		}
		guests = append(guests, guest{})
		k := len(guests) - 1
		for k > 0 && guests[k-1].offer < offer {
			guests[k] = guests[k-1]
			k--
		}
		guests[k] = guest{offer, p.mentee, p.score}
		if len(guests) > room {
			least = guests[room].offer
			guests = guests[:room]
			next = least
		}
	}
	return guests, next
}
