package advice

import (
	"cmp"
	"slices"
)

// Place is a mentor with whom one more place would help.
type Place struct {
	Mentor int32
	Worth  int64 // points a further place is worth: the mentor's price
	Unmet  int   // mentees without a mentor on whose lists this mentor stands
}

// Places are full mentors who stand on the lists of mentees without a mentor:
// where one more place serves most of them first, at most most.
// O(pairs of the mentees without a mentor).
func Places(c *Cohort, most int) []Place {
	unmet := make([]int, len(c.Capacity))
	for i, j := range c.Assigned {
		if j >= 0 {
			continue
		}
		for _, pair := range c.Lists.Row(i) {
			unmet[pair.Mentor]++
		}
	}
	var all []Place
	for j, n := range unmet {
		if n > 0 {
			all = append(all, Place{int32(j), c.Prices[j] / c.Scale, n})
		}
	}
	slices.SortFunc(all, func(a, b Place) int {
		return cmp.Or(cmp.Compare(b.Unmet, a.Unmet), cmp.Compare(b.Worth, a.Worth), cmp.Compare(c.MentorKeys[a.Mentor], c.MentorKeys[b.Mentor]))
	})
	return all[:min(len(all), most)]
}
