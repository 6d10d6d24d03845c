package assign

import "slices"

// face is all the results that are best in every stage so far: those of the
// pairs that are left, in which the full mentors are full and the sure mentees
// are served (complementary slackness). It keeps the instance's indices.
type face struct {
	*Instance
	full []bool
	sure []bool
}

// newFace is the pairs of the least score and better.
func newFace(in *Instance, least int32) *face {
	f := &face{Instance: &Instance{Capacity: in.Capacity, Unmatched: in.Unmatched}, full: make([]bool, in.Mentors()), sure: make([]bool, in.Mentees())}
	f.First = make([]int, 1, len(in.First))
	for i := range in.Mentees() {
		for _, p := range in.Row(i) {
			if p.Score >= least {
				f.Pairs = append(f.Pairs, p)
			}
		}
		f.First = append(f.First, len(f.Pairs))
	}
	return f
}

// faced is a best result on a face: prices in 1/scale, for staying unmatched
// at none. Prices of full mentors may be negative.
type faced struct {
	mentor      []int32
	price       []int64
	scale, none int64
	work        work
}

// solve finds the largest sum of points on a face that serves as many as can
// be. That a mentor must be full, or a mentee served, is a bonus on its pairs:
// where a best result with bonuses obeys, it is a best one of those that do.
// The bonus grows until it does.
func (f *face) solve(points func(score int32) int32, stop func() bool) (*faced, error) {
	most, least := int64(0), int64(0)
	in := &Instance{First: f.First, Capacity: f.Capacity, Pairs: make([]Pair, len(f.Pairs))}
	for e, p := range f.Pairs {
		in.Pairs[e] = Pair{p.Mentor, points(p.Score)}
	}
	if len(in.Pairs) > 0 {
		least = int64(slices.MinFunc(in.Pairs, byScore).Score)
		most = int64(slices.MaxFunc(in.Pairs, byScore).Score)
	}
	var all work
	last := int64(0)
	for bonus := (most-least)/2 + 2; bonus < topBonus; bonus *= 4 {
		f.award(in.Pairs, int32(bonus-last))
		last = bonus
		a := newAuction(in, fairScale(in), stop)
		if err := a.solve(extent{least, most + 2*bonus}, Coverage); err != nil {
			return nil, err
		}
		all.add(a.work)
		if f.obeys(a) {
			return f.without(a, bonus, all), nil
		}
	}
	return nil, ErrRange
}

// topBonus keeps scores with two bonuses in 32 bits.
const topBonus = 1 << 29

func byScore(a, b Pair) int { return int(a.Score) - int(b.Score) }

// award adds to the scores of those who must be full or served.
func (f *face) award(pairs []Pair, bonus int32) {
	for i := range f.Mentees() {
		own := int32(0)
		if f.sure[i] {
			own = bonus
		}
		for e := f.First[i]; e < f.First[i+1]; e++ {
			p := &pairs[e]
			p.Score += own
			if f.full[p.Mentor] {
				p.Score += bonus
			}
		}
	}
}

func (f *face) obeys(a *auction) bool {
	for j, full := range f.full {
		if full && a.room[j] > 0 {
			return false
		}
	}
	for i, sure := range f.sure {
		if sure && a.mentor[i] < 0 {
			return false
		}
	}
	return true
}

// without takes the bonuses off the prices.
func (f *face) without(a *auction, bonus int64, all work) *faced {
	out := &faced{mentor: a.mentor, price: a.price[:f.Mentors()], scale: a.scale, none: a.none, work: all}
	for j, full := range f.full {
		if full {
			out.price[j] -= bonus * a.scale
		}
	}
	return out
}

// whole are the prices in whole points, exact: where every mentee has its best
// within 1/scale, the prices, rounded down, leave nobody with less than its
// best at all, provided that they are cut at a remainder that none of them has.
// There is one, since there are fewer mentors than remainders.
func (f *faced) whole() []int64 {
	taken := make([]bool, f.scale)
	for _, p := range f.price {
		taken[modulo(p, f.scale)] = true
	}
	cut := f.scale - 1 // staying unmatched has remainder 0
	for taken[cut] {
		cut--
	}
	whole := make([]int64, len(f.price))
	for j, p := range f.price {
		p += f.scale - 1 - cut
		whole[j] = (p - modulo(p, f.scale)) / f.scale
	}
	return whole
}

func modulo(p, scale int64) int64 {
	if p %= scale; p < 0 {
		p += scale
	}
	return p
}

// narrow leaves what whole prices allow in a best result; no prices are 0.
func (f *face) narrow(points func(score int32) int32, price []int64, none int64) {
	if price == nil {
		price = make([]int64, f.Mentors())
	}
	for j, p := range price {
		f.full[j] = f.full[j] || p > 0
	}
	first, kept := make([]int, 1, len(f.First)), f.Pairs[:0]
	for i := range f.Mentees() {
		row := f.Row(i)
		best := none
		if f.sure[i] {
			best = never
		}
		for _, p := range row {
			best = max(best, int64(points(p.Score))-price[p.Mentor])
		}
		f.sure[i] = f.sure[i] || best > none
		for _, p := range row {
			if int64(points(p.Score))-price[p.Mentor] == best {
				kept = append(kept, p)
			}
		}
		first = append(first, len(kept))
	}
	f.First, f.Pairs = first, kept
}
