package assign

import (
	"cmp"
	"slices"
)

// canon is an instance in the order of its people's keys, and the way back.
// Where the keys are in order already, or where there are none, it is the
// instance itself and the ways are nil.
type canon struct {
	*Instance
	mentees, mentors []int32 // canonical index → index in the caller's instance
}

// canonical brings the people in order of their keys: this is the tie-break.
// The solver runs in one fixed order, so the pairs depend on keys, scores and
// places only. O(pairs) where something must move, else O(people).
func (in *Instance) canonical() canon {
	mentees, mentors := orderOf(in.MenteeKeys), orderOf(in.MentorKeys)
	if mentees == nil && mentors == nil {
		return canon{Instance: in}
	}
	mentees, mentors = orIdentity(mentees, in.Mentees()), orIdentity(mentors, in.Mentors())
	out := &Instance{First: make([]int, 1, in.Mentees()+1), Pairs: make([]Pair, 0, len(in.Pairs)), Unmatched: in.Unmatched}
	out.Capacity = make([]int32, in.Mentors())
	place := make([]int32, in.Mentors())
	for k, j := range mentors {
		place[j], out.Capacity[k] = int32(k), in.Capacity[j]
	}
	for _, i := range mentees {
		from := len(out.Pairs)
		for _, p := range in.Row(int(i)) {
			out.Pairs = append(out.Pairs, Pair{place[p.Mentor], p.Score})
		}
		sortPairs(out.Pairs[from:])
		out.First = append(out.First, len(out.Pairs))
	}
	return canon{out, mentees, mentors}
}

// Sorted is the instance with its people in order of their keys and without
// the keys, and the indices that mentees and mentors have here. Where they are
// in order already it is the instance itself, and the indices are nil.
func (in *Instance) Sorted() (sorted *Instance, mentees, mentors []int32) {
	c := in.canonical()
	return c.Instance, c.mentees, c.mentors
}

// orderOf is nil when the keys are in order or absent.
func orderOf(keys []string) []int32 {
	if slices.IsSorted(keys) {
		return nil
	}
	order := orIdentity(nil, len(keys))
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(keys[a], keys[b]) })
	return order
}

func orIdentity(order []int32, n int) []int32 {
	if order != nil {
		return order
	}
	order = make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	return order
}

// outward turns what was found for the canonical instance into the caller's
// order.
func (c canon) outward(mentor []int32, price []int64) ([]int32, []int64) {
	if c.mentees == nil {
		return mentor, price
	}
	m, p := make([]int32, len(mentor)), make([]int64, len(price))
	for k := range mentor {
		i := c.mentees[k]
		m[i] = mentor[k]
		if mentor[k] >= 0 {
			m[i] = c.mentors[mentor[k]]
		}
	}
	for k := range price {
		p[c.mentors[k]] = price[k]
	}
	return m, p
}

// inward turns the caller's pairs and prices into canonical order; nil stays
// nil.
func (c canon) inward(mentor []int32, price []int64) ([]int32, []int64) {
	if c.mentees == nil {
		return slices.Clone(mentor), slices.Clone(price)
	}
	place := make([]int32, len(c.mentors))
	for k, j := range c.mentors {
		place[j] = int32(k)
	}
	m, p := make([]int32, len(mentor)), make([]int64, len(price))
	for k, i := range c.mentees[:len(mentor)] {
		m[k] = mentor[i]
		if mentor[i] >= 0 {
			m[k] = place[mentor[i]]
		}
	}
	for k, j := range c.mentors[:len(price)] {
		p[k] = price[j]
	}
	return m, p
}

func byMentor(a, b Pair) int { return cmp.Compare(a.Mentor, b.Mentor) }

func sorted(row []Pair) bool { return slices.IsSortedFunc(row, byMentor) }

func sortPairs(row []Pair) { slices.SortFunc(row, byMentor) }
