package assign

import (
	"cmp"
	"math"
	"slices"
)

// Relief is what one mentor could do for those who wait: with Places more,
// exactly as many more mentees can be served, besides what the mentors before
// in the list do.
type Relief struct {
	Mentor int32
	Places int
}

// reliefTried is how many mentors MorePlaces tries for each step: the dearest
// of the block, since a price is what one place more is worth.
const reliefTried = 48

// MorePlaces says which mentors' extra places would serve how many more, the
// most helpful first, at most so many mentors with at most each more places.
// Each number is exact, a largest flow with that mentor's places raised by
// each; the choice of the next mentor is the best one given those before. Nil
// when nobody waits or nothing helps.
func MorePlaces(in *Instance, r *Result, mentors int, each int32, stop func() bool) ([]Relief, error) {
	places := slices.Clone(in.Capacity)
	c := newCover(in, places)
	c.stop = stop
	c.start(r.Mentor, -MaxScore)
	if err := c.grow(c.Mentees() + 1); err != nil {
		return nil, err
	}
	served := slices.Clone(c.mentor)
	tried := dearest(listed(c.dead, nil), r.Worth())
	var out []Relief
	for len(out) < mentors {
		best, with, err := c.helper(tried, served, each)
		if err != nil || best.Places == 0 {
			return out, err
		}
		out = append(out, best)
		places[best.Mentor] += int32(best.Places)
		tried = slices.DeleteFunc(tried, func(j int32) bool { return j == best.Mentor })
		served = with
	}
	return out, nil
}

// dearest keeps the mentors with the highest prices.
func dearest(mentors []int32, price []int64) []int32 {
	slices.SortStableFunc(mentors, func(a, b int32) int { return cmp.Compare(price[b], price[a]) })
	return mentors[:min(len(mentors), reliefTried)]
}

// helper is the mentor with whom most more can be served, and who is then
// served by whom.
func (c *cover) helper(tried, served []int32, each int32) (best Relief, with []int32, err error) {
	now := 0
	for _, j := range served {
		if j >= 0 {
			now++
		}
	}
	for _, j := range tried {
		before := c.places[j]
		c.places[j] += min(each, math.MaxInt32-before)
		c.start(served, -MaxScore)
		err := c.grow(c.Mentees() + 1)
		c.places[j] = before
		if err != nil {
			return best, nil, err
		}
		if more := c.served - now; more > best.Places {
			best, with = Relief{j, more}, slices.Clone(c.mentor)
		}
		if best.Places >= int(each) {
			break // nobody can do more
		}
	}
	return best, with, nil
}
