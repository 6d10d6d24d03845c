package advice

import (
	"cmp"
	"fmt"
	"slices"

	"domubiedrs/internal/matching"
)

// Cohort is a solved round as plain slices, by index of the people.
type Cohort struct {
	Lists    *matching.Lists // allowed pairs
	Capacity []int32         // free places of each mentor
	Assigned []int32         // the mentor of each mentee, −1 for none
	Prices   []int64         // of each mentor, in points × Scale; from the solver's proof
	Scale    int64
	// Keys decide between equals, so that the order of the people makes no
	// difference.
	MenteeKeys, MentorKeys []string
}

// Check tells what does not fit together.
func (c *Cohort) Check() error {
	n, m := len(c.Lists.First)-1, len(c.Capacity)
	switch {
	case len(c.Assigned) != n || len(c.MenteeKeys) != n:
		return fmt.Errorf("%d lists, %d assigned, %d keys of mentees", n, len(c.Assigned), len(c.MenteeKeys))
	case len(c.Prices) != m || len(c.MentorKeys) != m:
		return fmt.Errorf("%d capacities, %d prices, %d keys of mentors", m, len(c.Prices), len(c.MentorKeys))
	case c.Scale <= 0:
		return fmt.Errorf("scale %d is not positive", c.Scale)
	}
	taken := make([]int32, m)
	for i, j := range c.Assigned {
		if j < 0 {
			continue
		}
		if _, listed := c.score(i, j); !listed {
			return fmt.Errorf("mentee %d is assigned to mentor %d, who is not on the list", i, j)
		}
		if taken[j]++; taken[j] > c.Capacity[j] {
			return fmt.Errorf("mentor %d has more mentees than places", j)
		}
	}
	return nil
}

func (c *Cohort) score(i int, j int32) (int32, bool) {
	row := c.Lists.Row(i)
	at, found := slices.BinarySearchFunc(row, j, func(p matching.Pair, j int32) int { return cmp.Compare(p.Mentor, j) })
	if !found {
		return 0, false
	}
	return row[at].Score, true
}

// Pick is a mentor on a shortlist.
type Pick struct {
	Mentor, Score int32
	Assigned      bool // everybody can have this one at the same time
	Listed        int  // on how many shortlists the mentor stands
}

// Full is a mentor who would be better than somebody on the shortlist and whose
// places go to others.
type Full struct {
	Mentor, Score int32
	Worth         int64 // points that others would lose together: the mentor's price
	Wanted        int   // mentees for whom this mentor is the best of their lists
}

// Shortlist is what one mentee is shown, the assigned mentor first (R6.1-5).
type Shortlist struct {
	Picks  []Pick
	Better []Full // at most as many as picks
}

// Shortlists chooses up to size mentors for each mentee. The first is the
// assigned one, so that all firsts together are possible; the others are the
// best after the price of the mentor, no mentor being shown more than size
// times a place. Who is worse off by the assignment chooses first.
func Shortlists(c *Cohort, size int) ([]Shortlist, error) {
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("make shortlists: %w", err)
	}
	s := &shortlisting{c: c, lists: make([]Shortlist, len(c.Assigned)), shown: make([]int, len(c.Capacity)), size: size}
	if size <= 0 {
		return s.lists, nil
	}
	for i, j := range c.Assigned {
		if j >= 0 {
			score, _ := c.score(i, j)
			s.add(i, matching.Pair{Mentor: j, Score: score}, true)
		}
	}
	order := s.worstFirst()
	for range size {
		for _, i := range order {
			if pair, found := s.next(i); found && len(s.lists[i].Picks) < size {
				s.add(i, pair, false)
			}
		}
	}
	s.finish()
	return s.lists, nil
}

type shortlisting struct {
	c     *Cohort
	lists []Shortlist
	shown []int // shortlists a mentor stands on
	size  int
}

func (s *shortlisting) add(i int, pair matching.Pair, assigned bool) {
	s.lists[i].Picks = append(s.lists[i].Picks, Pick{Mentor: pair.Mentor, Score: pair.Score, Assigned: assigned})
	s.shown[pair.Mentor]++
}

// worstFirst are the mentees by the score they are assigned, nobody's first.
func (s *shortlisting) worstFirst() []int {
	order := make([]int, len(s.lists))
	has := make([]int32, len(s.lists))
	for i := range order {
		order[i], has[i] = i, -1
		if picks := s.lists[i].Picks; len(picks) > 0 {
			has[i] = picks[0].Score
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(has[a], has[b]), cmp.Compare(s.c.MenteeKeys[a], s.c.MenteeKeys[b]))
	})
	return order
}

// next is the best mentor after price that a mentee is not shown yet and who
// may be shown once more.
func (s *shortlisting) next(i int) (best matching.Pair, found bool) {
	var value int64
	for _, pair := range s.c.Lists.Row(i) {
		if s.shown[pair.Mentor] >= s.size*int(s.c.Capacity[pair.Mentor]) || s.picked(i, pair.Mentor) {
			continue
		}
		v := int64(pair.Score)*s.c.Scale - s.c.Prices[pair.Mentor]
		if !found || v > value || v == value && s.c.MentorKeys[pair.Mentor] < s.c.MentorKeys[best.Mentor] {
			best, value, found = pair, v, true
		}
	}
	return best, found
}

func (s *shortlisting) picked(i int, mentor int32) bool {
	return slices.ContainsFunc(s.lists[i].Picks, func(p Pick) bool { return p.Mentor == mentor })
}

// finish counts and says who was better but full.
func (s *shortlisting) finish() {
	taken := make([]int32, len(s.c.Capacity))
	for _, j := range s.c.Assigned {
		if j >= 0 {
			taken[j]++
		}
	}
	wanted := s.wanted()
	for i := range s.lists {
		list := &s.lists[i]
		for k := range list.Picks {
			list.Picks[k].Listed = s.shown[list.Picks[k].Mentor]
		}
		for _, pair := range s.c.Lists.Row(i) {
			if taken[pair.Mentor] < s.c.Capacity[pair.Mentor] || s.picked(i, pair.Mentor) || !s.betterThanSome(list, pair.Score) {
				continue
			}
			list.better(Full{pair.Mentor, pair.Score, s.c.Prices[pair.Mentor] / s.c.Scale, wanted[pair.Mentor]}, s.size, s.c.MentorKeys)
		}
	}
}

// better keeps the best most of those who were full, the best first.
func (l *Shortlist) better(f Full, most int, keys []string) {
	at, _ := slices.BinarySearchFunc(l.Better, f, func(a, b Full) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(keys[a.Mentor], keys[b.Mentor]))
	})
	if at < most {
		l.Better = slices.Insert(l.Better, at, f)
		l.Better = l.Better[:min(len(l.Better), most)]
	}
}

// betterThanSome: with fewer picks than asked for, anybody is.
func (s *shortlisting) betterThanSome(list *Shortlist, score int32) bool {
	return len(list.Picks) < s.size || slices.ContainsFunc(list.Picks, func(p Pick) bool { return p.Score < score })
}

// wanted counts for whom each mentor is the best of the list.
func (s *shortlisting) wanted() []int {
	count := make([]int, len(s.c.Capacity))
	for i := range s.lists {
		best := matching.Pair{Mentor: -1}
		for _, pair := range s.c.Lists.Row(i) {
			if best.Mentor < 0 || pair.Score > best.Score || pair.Score == best.Score && s.c.MentorKeys[pair.Mentor] < s.c.MentorKeys[best.Mentor] {
				best = pair
			}
		}
		if best.Mentor >= 0 {
			count[best.Mentor]++
		}
	}
	return count
}
