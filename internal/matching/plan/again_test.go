package plan_test

import (
	"errors"
	"slices"
	"testing"

	"domubiedrs/internal/matching/advice"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
)

// pairs of a plan.
func pairs(p *plan.Plan) (all []assign.Match) {
	for i, j := range p.Mentor {
		if j >= 0 {
			all = append(all, assign.Match{Mentee: int32(i), Mentor: j})
		}
	}
	return all
}

func TestAgainKeepsYesAndForgetsNo(t *testing.T) {
	for _, objective := range objectives {
		first := made(t, plan.Order{Pool: crowd(t, 2, 60, 20), Objective: objective})
		had := pairs(first)
		yes, no, gone := had[:5], had[5:10], had[10].Mentee
		next, err := first.Again(assign.Change{Lock: yes, Forbid: no, Leave: []int32{gone}})
		if err != nil {
			t.Fatal(err)
		}
		hold(t, next)
		for _, m := range yes {
			if next.Mentor[m.Mentee] != m.Mentor || len(next.Shortlists[m.Mentee].Picks) != 1 {
				t.Errorf("%v was locked, now %d and %v", m, next.Mentor[m.Mentee], next.Shortlists[m.Mentee])
			}
		}
		for _, m := range no {
			if next.Mentor[m.Mentee] == m.Mentor || slices.ContainsFunc(next.Shortlists[m.Mentee].Picks, func(p advice.Pick) bool { return p.Mentor == m.Mentor }) {
				t.Errorf("%v was declined and comes again", m)
			}
		}
		if next.Mentor[gone] >= 0 || next.Quality.Mentees != first.Quality.Mentees-1 {
			t.Errorf("mentee %d left and has %d", gone, next.Mentor[gone])
		}
		if fresh := made(t, next.Order); fresh.Quality.Served != next.Quality.Served || fresh.Quality.Total != next.Quality.Total {
			t.Errorf("objective %d: again gives %d with %d, afresh %d with %d", objective, next.Quality.Served, next.Quality.Total, fresh.Quality.Served, fresh.Quality.Total)
		}
		last, err := next.Again(assign.Change{Places: map[int32]int32{had[20].Mentor: 60}})
		if err != nil {
			t.Fatal(err)
		}
		hold(t, last)
		if last.Quality.Served < next.Quality.Served || len(last.Order.Locked) != 5 || next.Order.Places != nil {
			t.Errorf("with more places %d are served, before %d; locked %v", last.Quality.Served, next.Quality.Served, last.Order.Locked)
		}
	}
}

// TestForceTellsWhatItCosts compares the cost with a round in which the pair is
// locked from the start.
func TestForceTellsWhatItCosts(t *testing.T) {
	p := made(t, plan.Order{Pool: crowd(t, 4, 40, 12), Objective: assign.Coverage})
	tried := 0
	for i := range p.Mentor {
		row := p.Lists.Row(i)
		if len(row) == 0 {
			continue
		}
		j := row[len(row)/2].Mentor
		cost, err := p.Force(i, int(j))
		if err != nil {
			t.Fatal(err)
		}
		tried++
		forced := p.Order
		forced.Locked = []assign.Match{{Mentee: int32(i), Mentor: j}}
		with := made(t, forced)
		if cost.Score != row[len(row)/2].Score || cost.Served != with.Quality.Served-p.Quality.Served || cost.Total != with.Quality.Total-p.Quality.Total {
			t.Errorf("mentee %d with %d costs %+v; made so: %+v, without: %+v", i, j, cost, with.Quality.Spread, p.Quality.Spread)
		}
		if p.Mentor[i] == j && len(cost.Moves) > 0 && cost.Total == 0 && cost.Served == 0 && cost.Moves[0].Mentee == int32(i) {
			t.Errorf("mentee %d already has %d and is moved: %+v", i, j, cost)
		}
		for _, m := range cost.Moves {
			if p.Mentor[m.Mentee] != m.From || m.From == m.To {
				t.Errorf("a move that is none: %+v", m)
			}
		}
	}
	if tried < 20 {
		t.Fatalf("only %d pairs were tried", tried)
	}
}

func TestLocksThatCannotStand(t *testing.T) {
	pool := few(t)
	locked := func(m ...assign.Match) error {
		_, err := plan.Make(plan.Order{Pool: pool, Locked: m})
		return err
	}
	var lock *plan.LockError
	if err := locked(assign.Match{Mentee: 0, Mentor: 1}); !errors.As(err, &lock) || !errors.Is(err, plan.ErrForbidden) || len(lock.Rules) != 1 {
		t.Errorf("a pair without a common language is locked: %v", err)
	}
	var input *assign.InputError
	for _, m := range []assign.Match{{Mentee: 9, Mentor: 0}, {Mentee: -1, Mentor: 0}, {Mentee: 0, Mentor: 2}} {
		if err := locked(m); !errors.As(err, &input) {
			t.Errorf("%v is locked: %v", m, err)
		}
	}
	if err := locked(assign.Match{Mentee: 0, Mentor: 0}, assign.Match{Mentee: 1, Mentor: 0}); !errors.As(err, &input) || input.Problem != assign.BadCapacity {
		t.Errorf("two are locked on one place: %v", err)
	}
	p := made(t, plan.Order{Pool: pool, Forbidden: []assign.Match{{Mentee: 0, Mentor: 0}}})
	if _, err := p.Force(0, 0); !errors.Is(err, plan.ErrForbidden) {
		t.Errorf("a declined pair is forced: %v", err)
	}
}
