package assign

import (
	"errors"
	"math"
)

// ErrStopped is returned when the caller's Stop said so.
var ErrStopped = errors.New("matching stopped")

// ErrRange is returned when serving everybody who can be served would need
// prices beyond 64 bits. It takes a chain of some hundred thousand moves.
var ErrRange = errors.New("matching: scores too far apart for so many people")

const (
	unmatched = -1 // the mentee is left without a mentor
	undecided = -2 // the mentee has yet to bid
	never     = math.MinInt64 / 4
	undefined = math.MaxInt64 / 4 // the bound of favourites that were never read
)

// seat is a taken place: who sits there, and up to which price.
type seat struct {
	bid    int64
	mentee int32
	score  int32 // of the pair
}

// auction is the state of the solver: a forward and reverse auction
// (Bertsekas 1988; Bertsekas and Castañón 1992) on mentors with several
// places. Money is scores times scale, so whole numbers; eps is the least
// raise. At the end of a phase every mentee has what is best for it at these
// prices within eps, and every mentor with room costs nothing; at eps = 1 the
// pairs are optimal, because n raises of 1 are less than one point.
type auction struct {
	*Instance
	scale, none int64 // money of a point; money of staying unmatched
	eps         int64
	price       []int64 // of each mentor, and of nobody at the end
	mentor      []int32 // of each mentee, or unmatched, undecided
	favourites  []favourites
	room        []int32 // free places of each mentor
	start       []int32 // of each mentor's seats
	seats       []seat  // heaps by bid, the lowest first
	queue       []int32 // mentees that must bid
	columns     *columns
	block       reach // who is left out and whom they depend on, once proved
	work        work
	limit       work // of a new start; 0 is none
	stop        func() bool
}

// work counts what was done, for the record and for the budget.
type work struct{ bids, reads, returns int }

func newAuction(in *Instance, scale int64, stop func() bool) *auction {
	return newAuctionOn(in, scale, stop, indexColumns(in))
}

func newAuctionOn(in *Instance, scale int64, stop func() bool, index *columns) *auction {
	n, m := in.Mentees(), in.Mentors()
	a := &auction{Instance: in, scale: scale, stop: stop, columns: index,
		price: make([]int64, m+1), mentor: make([]int32, n), favourites: make([]favourites, n),
		room: make([]int32, m), start: make([]int32, m+1)}
	a.price[m] = -never / 2
	for i := range a.mentor {
		a.mentor[i] = undecided
		a.favourites[i].bound = undefined
		for k := range a.favourites[i].mentor {
			a.favourites[i].mentor[k] = int32(m)
		}
	}
	a.layOutSeats()
	return a
}

// layOutSeats gives every mentor its seats. Of more places than mentees on its
// list one is kept: it stays free, and so the price 0.
func (a *auction) layOutSeats() {
	for j, c := range a.Capacity {
		a.start[j+1] = a.start[j] + min(c, a.columns.degree(j)+1)
	}
	a.seats = make([]seat, a.start[a.Mentors()])
	a.clearSeats()
}

func (a *auction) clearSeats() {
	for j := range a.room {
		a.room[j] = a.places(int32(j))
	}
}

// value sets what staying unmatched is worth, in points. Mentors without
// places get a price nobody can pay.
func (a *auction) value(none int64) {
	a.none = none * a.scale
	for j := range a.Capacity {
		if a.places(int32(j)) == 0 {
			a.price[j] = (MaxScore+1)*a.scale - a.none
		}
	}
}

// places is how many seats mentor j has.
func (a *auction) places(j int32) int32 { return a.start[j+1] - a.start[j] }

// sitting is the seats taken at mentor j, the lowest bid first.
func (a *auction) sitting(j int32) []seat {
	return a.seats[a.start[j] : a.start[j+1]-a.room[j]]
}

// sit gives mentee i a free seat at mentor j. The price rises to the lowest
// bid when that was the last one.
func (a *auction) sit(i, j int32, bid int64, score int32) {
	a.room[j]--
	heap := a.sitting(j)
	k := len(heap) - 1
	for k > 0 {
		parent := (k - 1) / 2
		if heap[parent].bid <= bid {
			break
		}
		heap[k] = heap[parent]
		k = parent
	}
	heap[k] = seat{bid, i, score}
	a.mentor[i] = j
	if a.room[j] == 0 {
		a.price[j] = max(a.price[j], heap[0].bid)
	}
}

// outbid gives mentee i the cheapest seat of a full mentor and returns who
// sat there.
func (a *auction) outbid(i, j int32, bid int64, score int32) int32 {
	heap := a.seats[a.start[j]:a.start[j+1]]
	out := heap[0].mentee
	k := 0
	for {
		child := 2*k + 1
		if child >= len(heap) {
			break
		}
		if child+1 < len(heap) && heap[child+1].bid < heap[child].bid {
			child++
		}
		if heap[child].bid >= bid {
			break
		}
		heap[k] = heap[child]
		k = child
	}
	heap[k] = seat{bid, i, score}
	a.mentor[i] = j
	a.price[j] = heap[0].bid
	return out
}

// leave takes mentee i out of its seat; the price stays. O(places of the
// mentor).
func (a *auction) leave(i int32) {
	j := a.mentor[i]
	heap := a.sitting(j)
	last := len(heap) - 1
	for k := range heap {
		if heap[k].mentee == i {
			moved := heap[last]
			a.room[j]++
			a.settle(heap[:last], k, moved)
			break
		}
	}
	a.mentor[i] = undecided
}

// settle puts a seat into the gap k of a heap, up or down.
func (a *auction) settle(heap []seat, k int, s seat) {
	if k >= len(heap) {
		return
	}
	for k > 0 && heap[(k-1)/2].bid > s.bid {
		heap[k] = heap[(k-1)/2]
		k = (k - 1) / 2
	}
	for {
		child := 2*k + 1
		if child >= len(heap) {
			break
		}
		if child+1 < len(heap) && heap[child+1].bid < heap[child].bid {
			child++
		}
		if heap[child].bid >= s.bid {
			break
		}
		heap[k] = heap[child]
		k = child
	}
	heap[k] = s
}
