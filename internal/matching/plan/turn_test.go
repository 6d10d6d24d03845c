package plan_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
)

// every calls try with all ways to give mentees a mentor or none.
func every(p *plan.Plan, try func(mentor []int32)) {
	mentor, room := make([]int32, len(p.Mentor)), make([]int32, p.Order.Mentors())
	for j := range room {
		room[j] = p.Order.Capacity(j)
	}
	var next func(i int)
	next = func(i int) {
		if i == len(mentor) {
			try(mentor)
			return
		}
		mentor[i] = -1
		next(i + 1)
		for _, pair := range p.Lists.Row(i) {
			if room[pair.Mentor] > 0 {
				mentor[i] = pair.Mentor
				room[pair.Mentor]--
				next(i + 1)
				room[pair.Mentor]++
			}
		}
		mentor[i] = -1
	}
	next(0)
}

// sums are what a way comes to: how many are served, their scores, their
// priority, and the least score.
func sums(p *plan.Plan, mentor []int32) (served int, scores, priority int64, worst int32) {
	worst = 1 << 30
	for i, j := range mentor {
		if j < 0 {
			continue
		}
		for _, pair := range p.Lists.Row(i) {
			if pair.Mentor == j {
				served, scores, worst = served+1, scores+int64(pair.Score), min(worst, pair.Score)
			}
		}
		if p.Order.Priority != nil {
			priority += int64(p.Order.Priority[i])
		}
	}
	return served, scores, priority, worst
}

func without(mentor []int32) []bool {
	out := make([]bool, len(mentor))
	for i, j := range mentor {
		out[i] = j < 0
	}
	return out
}

// TestPriorityDecidesWhoIsServed holds plans against all ways there are: as
// many as possible, then priority and scores together; and then, among those
// people, what the plan is for.
func TestPriorityDecidesWhoIsServed(t *testing.T) {
	r, changed := rand.New(rand.NewPCG(4, 4)), 0
	for seed := range uint64(24) {
		pool := crowd(t, seed, 5, 2)
		places := map[int32]int32{0: 1 + int32(seed%2), 1: 1}
		priority := make([]int32, 5)
		for i := range priority {
			priority[i] = int32(r.IntN(4)) * 700
		}
		for _, objective := range objectives {
			p := made(t, plan.Order{Pool: pool, Objective: objective, Places: places, Priority: priority})
			hold(t, p)
			served, scores, points, worst := sums(p, p.Mentor)
			if p.Turn != nil && p.Quality.Priority.Points != points {
				t.Errorf("the sheet says %+v of priority, the pairs have %d", p.Quality.Priority, points)
			}
			mine, best := without(p.Mentor), int64(0)
			every(p, func(mentor []int32) {
				_, sum, _, least := sums(p, mentor)
				if !slices.Equal(without(mentor), mine) {
					return
				}
				best = max(best, sum+points)
				if objective == assign.Fair && least > worst || objective != assign.Fair && sum > scores {
					t.Fatalf("seed %d, objective %d: the same people could have %v instead of %v", seed, objective, mentor, p.Mentor)
				}
			})
			every(p, func(mentor []int32) {
				n, sum, more, _ := sums(p, mentor)
				if objective != assign.Total && n > served || (objective == assign.Total || n == served) && sum+more > best {
					t.Fatalf("seed %d, objective %d: %v serves %d with %d+%d, the plan %v %d with %d", seed, objective, mentor, n, sum, more, p.Mentor, served, best)
				}
			})
			plain := made(t, plan.Order{Pool: pool, Objective: objective, Places: places})
			if !slices.Equal(without(plain.Mentor), mine) {
				changed++
			}
		}
	}
	if changed == 0 {
		t.Error("priority never changed who is served")
	}
}

// TestPriorityIsOnlyWhatSetsApart: the same for all is none, and what cannot be
// is refused.
func TestPriorityIsOnlyWhatSetsApart(t *testing.T) {
	pool := crowd(t, 3, 30, 8)
	plain := made(t, plan.Order{Pool: pool, Objective: assign.Fair})
	same := made(t, plan.Order{Pool: pool, Objective: assign.Fair, Priority: slices.Repeat([]int32{900}, 30)})
	if !slices.Equal(plain.Mentor, same.Mentor) || same.Turn != nil {
		t.Error("the same priority for all changes who has whom")
	}
	for _, wrong := range [][]int32{{1}, slices.Repeat([]int32{-1}, 30), slices.Repeat([]int32{plan.MostPriority + 1}, 30)} {
		if _, err := plan.Make(plan.Order{Pool: pool, Priority: wrong}); !errors.Is(err, plan.ErrPriority) {
			t.Errorf("priority of %d people, the first %d: %v", len(wrong), wrong[0], err)
		}
	}
}

// TestPriorityHoldsAgain after yes and no, as in a plan made afresh.
func TestPriorityHoldsAgain(t *testing.T) {
	priority := make([]int32, 60)
	for i := range priority {
		priority[i] = int32(i % 7 * 400)
	}
	first := made(t, plan.Order{Pool: crowd(t, 2, 60, 12), Objective: assign.Fair, Priority: priority})
	had := pairs(first)
	next, err := first.Again(assign.Change{Lock: had[:3], Forbid: had[3:6], Leave: []int32{had[7].Mentee}})
	if err != nil {
		t.Fatal(err)
	}
	hold(t, next)
	if fresh := made(t, next.Order); fresh.Turn.Result.Objective != next.Turn.Result.Objective {
		t.Errorf("again %d points with priority, afresh %d", next.Turn.Result.Objective, fresh.Turn.Result.Objective)
	}
	next.Turn.Result.Mentor[next.Waiting[len(next.Waiting)-1].Mentee] = had[8].Mentor
	if assign.Verify(next.Turn.Raised, next.Turn.Result) == nil {
		t.Error("a choice of people that was tampered with is proved")
	}
}
