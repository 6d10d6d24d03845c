package stable

import (
	"cmp"
	"slices"
)

// byKey is the wishes with the people in order of their keys, and the indices
// they have here: the tie-break, so that the order of the input makes no
// difference. Without keys the indices are the keys.
func (w *Wishes) byKey() (sorted *Wishes, mentees, mentors []int32) {
	mentees, mentors = orderOf(w.MenteeKeys, w.Mentees()), orderOf(w.MentorKeys, len(w.Capacity))
	out := &Wishes{First: make([]int, 1, len(w.First)), Choices: make([]Choice, 0, len(w.Choices)), Capacity: make([]int32, len(w.Capacity))}
	place := make([]int32, len(mentors))
	for k, j := range mentors {
		place[j], out.Capacity[k] = int32(k), w.Capacity[j]
	}
	for _, i := range mentees {
		for _, c := range w.list(i) {
			c.Mentor = place[c.Mentor]
			out.Choices = append(out.Choices, c)
		}
		out.First = append(out.First, len(out.Choices))
	}
	return out, mentees, mentors
}

func orderOf(keys []string, n int) []int32 {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	if keys != nil {
		slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(keys[a], keys[b]) })
	}
	return order
}

// checkKeys looks for keys too many, too few or twice.
func checkKeys(keys []string, people int) error {
	if keys == nil {
		return nil
	}
	if len(keys) != people {
		return &Error{"not one key a person", -1, -1}
	}
	sorted := slices.Sorted(slices.Values(keys))
	if len(slices.Compact(sorted)) < people {
		return &Error{"two people have the same key", -1, -1}
	}
	return nil
}
