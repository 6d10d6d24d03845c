package assign_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
)

func served(t *testing.T, in *assign.Instance) int {
	t.Helper()
	r, err := assign.Solve(in, assign.Options{Objective: assign.Coverage})
	if err != nil {
		t.Fatal(err)
	}
	return r.Served
}

func TestMorePlacesServeExactlyAsManyMore(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	helped := 0
	for range 1500 {
		in := small(r)
		got, err := assign.Solve(in, assign.Options{Objective: assign.Coverage})
		if err != nil {
			t.Fatal(err)
		}
		relief, err := assign.MorePlaces(in, got, 3, math.MaxInt32, nil)
		if err != nil {
			t.Fatal(err)
		}
		now := got.Served
		for k, more := range relief {
			if k == 0 {
				checkBestHelper(t, in, now, more)
			}
			in.Capacity[more.Mentor] += int32(more.Places)
			if now += more.Places; served(t, in) != now {
				t.Fatalf("%+v promised, %d served, want %d", more, served(t, in), now)
			}
			helped++
		}
	}
	if helped < 100 {
		t.Errorf("only %d times anything helped", helped)
	}
}

// checkBestHelper: no other mentor serves more with places without end.
func checkBestHelper(t *testing.T, in *assign.Instance, now int, best assign.Relief) {
	t.Helper()
	for j, c := range in.Capacity {
		in.Capacity[j] = 100
		if got := served(t, in) - now; got > best.Places || j == int(best.Mentor) && got != best.Places {
			t.Fatalf("mentor %d would serve %d more, the best is %+v", j, got, best)
		}
		in.Capacity[j] = c
	}
}

func TestMorePlacesInAProgramme(t *testing.T) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 1000, Tight: true, Seed: 1})
	got, err := assign.Solve(in, assign.Options{Objective: assign.Coverage})
	if err != nil {
		t.Fatal(err)
	}
	relief, err := assign.MorePlaces(in, got, 3, 2, nil)
	if err != nil || len(relief) != 3 || relief[0].Mentor == relief[1].Mentor || slices.ContainsFunc(relief, func(r assign.Relief) bool { return r.Places > 2 }) {
		t.Fatalf("%d are left out and nothing helps: %v %v", in.Mentees()-got.Served, relief, err)
	}
	if got.Block.Waiting != in.Mentees()-got.Served {
		t.Errorf("%d wait, the block explains %d", in.Mentees()-got.Served, got.Block.Waiting)
	}
}
