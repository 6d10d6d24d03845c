package wishfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"domubiedrs/internal/matching"
)

// ErrUnsound is returned when the pairs found break what the rows say. It is a
// fault of the program, never of the input.
var ErrUnsound = errors.New("wishfile: the pairs break the wishes")

// view is what the rows say, read once more for the check: nothing here is shared
// with what the pairs were found by.
type view struct {
	said   map[said]int // rank, by who says it of whom
	others map[[2]int]int
	picky  map[[2]int]bool
}

func (w *Wishes) view() view {
	v := view{map[said]int{}, map[[2]int]int{}, map[[2]int]bool{}}
	for _, row := range w.rows {
		who := [2]int{row.side, row.person}
		switch {
		case row.other < 0:
			v.others[who] = row.rank
		default:
			v.said[said{row.side, row.person, row.other}] = row.rank
			if row.rank > 0 {
				v.picky[who] = true
			}
		}
	}
	return v
}

// rank is what a person says of another; 0 for no.
func (v view) rank(side, person, other int) int {
	if rank, there := v.said[said{side, person, other}]; there {
		return rank
	}
	who := [2]int{side, person}
	if rank, there := v.others[who]; there {
		return rank
	}
	if v.picky[who] {
		return 0
	}
	return last
}

// check counts the pairs that block, and refuses what nobody may be given: a
// mentor with too many, a pair that a rule forbids or that either refuses.
func (w *Wishes) check(mentor []int32) (blocking int, err error) {
	v := w.view()
	taken := make([]int32, len(w.Places))
	worst := make([]int, len(w.Places))
	for i, j := range mentor {
		if j < 0 {
			continue
		}
		mine, theirs := v.rank(mentees, i, int(j)), v.rank(mentors, int(j), i)
		if mine == 0 || theirs == 0 || !w.permits(i, int(j)) {
			return 0, fmt.Errorf("%w: mentee %d with mentor %d", ErrUnsound, i, j)
		}
		if taken[j]++; taken[j] > w.Places[j] {
			return 0, fmt.Errorf("%w: mentor %d has more than %d", ErrUnsound, j, w.Places[j])
		}
		worst[j] = max(worst[j], theirs)
	}
	for i, has := range mentor {
		for j := range w.Places {
			mine, theirs := v.rank(mentees, i, j), v.rank(mentors, j, i)
			if mine == 0 || theirs == 0 || w.Places[j] == 0 || !w.permits(i, j) {
				continue
			}
			if (has < 0 || mine < v.rank(mentees, i, int(has))) && (taken[j] < w.Places[j] || theirs < worst[j]) {
				blocking++
			}
		}
	}
	if blocking > 0 {
		err = fmt.Errorf("%w: %d pairs would rather have each other", ErrUnsound, blocking)
	}
	return blocking, err
}

// permits tells whether no rule forbids a pair.
func (w *Wishes) permits(mentee, mentor int) bool {
	if w.Plan == nil {
		return true
	}
	_, allowed := slices.BinarySearchFunc(w.Plan.Lists.Row(mentee), int32(mentor), func(p matching.Pair, j int32) int { return cmp.Compare(p.Mentor, j) })
	return allowed
}
