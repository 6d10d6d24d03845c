// Package stable finds pairs that nobody would leave together: hospitals and
// residents with ties and unacceptable partners, mentees being the residents.
// A pair blocks when both are on each other's list and both would rather have
// each other, strictly, than what they have.
//
// With ties stable matchings differ in size and the largest is hard to find.
// The flow: Solve runs Király's algorithm (Algorithms 2013, "Linear time local
// approximation algorithm for maximum stable marriage"), which reaches at least
// two thirds of the largest; Improve then looks for chains of moves that serve
// one more and block nothing; Blocking counts blocking pairs in one pass.
// Everything is deterministic: equal people are taken by key, or by index
// where there are no keys.
package stable

import (
	"cmp"
	"fmt"
	"slices"
)

// Choice is one mentor on a mentee's list.
type Choice struct {
	Mentor int32
	Rank   int32 // of the mentor for the mentee, 0 is best; equal ranks are ties
	Theirs int32 // of the mentee for the mentor, likewise
}

// Wishes are both sides' lists: pairs that are not there are unacceptable to
// one of the two. Mentee i's list is Choices[First[i]:First[i+1]], in any
// order.
type Wishes struct {
	First    []int
	Choices  []Choice
	Capacity []int32
	// MenteeKeys and MentorKeys name the people, each once. Where they are
	// given, the order of the people makes no difference to the pairs.
	MenteeKeys, MentorKeys []string
}

// Mentees is the number of mentees.
func (w *Wishes) Mentees() int { return max(len(w.First)-1, 0) }

func (w *Wishes) list(i int32) []Choice { return w.Choices[w.First[i]:w.First[i+1]] }

// Error says which list is wrong. Mentee and Mentor are −1 where they do not
// apply.
type Error struct {
	What           string
	Mentee, Mentor int
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s (mentee %d, mentor %d)", e.What, e.Mentee, e.Mentor)
}

// Validate checks lists, indices, ranks and places; errors are *Error.
// O(choices).
func (w *Wishes) Validate() error {
	for j, c := range w.Capacity {
		if c < 0 {
			return &Error{"negative number of places", -1, j}
		}
	}
	if err := cmp.Or(checkKeys(w.MenteeKeys, w.Mentees()), checkKeys(w.MentorKeys, len(w.Capacity))); err != nil {
		return err
	}
	if len(w.First) == 0 && len(w.Choices) == 0 {
		return nil
	}
	if len(w.First) == 0 || w.First[0] != 0 || w.First[w.Mentees()] != len(w.Choices) || !slices.IsSorted(w.First) {
		return &Error{"the lists do not cover the choices", -1, -1}
	}
	seen := make([]int32, len(w.Capacity))
	for i := range w.Mentees() {
		for _, c := range w.list(int32(i)) {
			switch {
			case c.Mentor < 0 || int(c.Mentor) >= len(seen):
				return &Error{"no such mentor", i, int(c.Mentor)}
			case seen[c.Mentor] == int32(i)+1:
				return &Error{"the mentor stands twice", i, int(c.Mentor)}
			case c.Rank < 0 || c.Theirs < 0:
				return &Error{"negative rank", i, int(c.Mentor)}
			}
			seen[c.Mentor] = int32(i) + 1
		}
	}
	return nil
}

// byRank brings every list in order of the mentee's wishes, equal ones by
// mentor.
func (w *Wishes) byRank() *Wishes {
	out := *w
	out.Choices = slices.Clone(w.Choices)
	for i := range out.Mentees() {
		slices.SortFunc(out.list(int32(i)), func(a, b Choice) int {
			return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Mentor, b.Mentor))
		})
	}
	return &out
}

// Blocking counts the pairs that block a matching (mentor of each mentee, or
// −1). O(choices).
func (w *Wishes) Blocking(mentor []int32) int {
	used := make([]int32, len(w.Capacity))
	worst := make([]int32, len(w.Capacity))
	rank := make([]int32, len(mentor))
	for i := range mentor {
		rank[i] = 1<<31 - 1
		for _, c := range w.list(int32(i)) {
			if c.Mentor == mentor[i] {
				rank[i] = c.Rank
				used[c.Mentor]++
				worst[c.Mentor] = max(worst[c.Mentor], c.Theirs)
			}
		}
	}
	blocking := 0
	for i := range mentor {
		for _, c := range w.list(int32(i)) {
			if c.Rank < rank[i] && w.Capacity[c.Mentor] > 0 && (used[c.Mentor] < w.Capacity[c.Mentor] || c.Theirs < worst[c.Mentor]) {
				blocking++
			}
		}
	}
	return blocking
}

// Served counts the mentees with a mentor.
func Served(mentor []int32) (n int) {
	for _, j := range mentor {
		if j >= 0 {
			n++
		}
	}
	return n
}
