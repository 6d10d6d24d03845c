package group_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
	"domubiedrs/internal/matching/group"
)

// best is the brute force.
func best(in *assign.Instance, least int32) int64 {
	used := make([]int32, in.Mentors())
	top := int64(-1) << 62
	var place func(i int, sum int64)
	place = func(i int, sum int64) {
		if i == in.Mentees() {
			if !slices.ContainsFunc(used, func(u int32) bool { return u > 0 && u < least }) {
				top = max(top, sum)
			}
			return
		}
		place(i+1, sum+in.Unmatched)
		for _, p := range in.Row(i) {
			if used[p.Mentor] < in.Capacity[p.Mentor] {
				used[p.Mentor]++
				place(i+1, sum+int64(p.Score))
				used[p.Mentor]--
			}
		}
	}
	place(0, 0)
	return top
}

func small(r *rand.Rand) *assign.Instance {
	in := &assign.Instance{First: []int{0}, Unmatched: []int64{0, -5, -1000}[r.IntN(3)]}
	for range 1 + r.IntN(4) {
		in.Capacity = append(in.Capacity, int32(r.IntN(5)))
	}
	for range r.IntN(8) {
		for j := range in.Capacity {
			if r.IntN(4) > 0 {
				in.Pairs = append(in.Pairs, assign.Pair{Mentor: int32(j), Score: r.Int32N(30) - 3})
			}
		}
		in.First = append(in.First, len(in.Pairs))
	}
	return in
}

// check looks at sizes, sums and bound.
func check(t *testing.T, in *assign.Instance, r *group.Result, least int32) {
	t.Helper()
	used := make([]int32, in.Mentors())
	sum, served := int64(0), 0
	for i, j := range r.Mentor {
		if j < 0 {
			sum += in.Unmatched
			continue
		}
		score, allowed := in.Score(i, int(j))
		if !allowed {
			t.Fatalf("mentee %d may not go to %d", i, j)
		}
		used[j]++
		sum, served = sum+int64(score), served+1
	}
	for j, u := range used {
		if u > in.Capacity[j] || u > 0 && u < least {
			t.Fatalf("mentor %d has a group of %d", j, u)
		}
	}
	if sum != r.Objective || served != r.Served || r.Bound < r.Objective {
		t.Fatalf("objective %d of %d, bound %d", r.Objective, sum, r.Bound)
	}
}

func TestGroupsAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for k := range 1500 {
		in, least := small(r), 1+r.Int32N(4)
		steps := []int{0, 0, 3}[r.IntN(3)]
		got, err := group.Solve(in, group.Options{Least: least, Steps: steps})
		if err != nil {
			t.Fatal(err)
		}
		check(t, in, got, least)
		want := best(in, least)
		if got.Bound < want || got.Objective > want {
			t.Fatalf("case %d: %d … %d, best is %d\n%+v", k, got.Objective, got.Bound, want, in)
		}
		if steps == 0 && (got.Objective != want || got.Gap() != 0) {
			t.Fatalf("case %d: %d … %d, best is %d with steps to spare (%d)\n%+v", k, got.Objective, got.Bound, want, got.Steps, in)
		}
	}
}

func TestGroupsOfAProgramme(t *testing.T) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 300, Seed: 1})
	for j := range in.Capacity {
		in.Capacity[j] = 6
	}
	got, err := group.Solve(in, group.Options{Least: 3, Steps: 60})
	if err != nil {
		t.Fatal(err)
	}
	check(t, in, got, 3)
	if got.Steps > 60 {
		t.Errorf("%d steps", got.Steps)
	}
	t.Logf("%d served, objective %d, gap %d (%.2f %%), %d steps", got.Served, got.Objective, got.Gap(), 100*float64(got.Gap())/float64(got.Bound), got.Steps)
}

func TestGroupsRefuse(t *testing.T) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 20, Seed: 1})
	if _, err := group.Solve(in, group.Options{}); !errors.Is(err, group.ErrLeast) {
		t.Error(err)
	}
	if _, err := group.Solve(in, group.Options{Least: 3, Stop: func() bool { return true }}); !errors.Is(err, assign.ErrStopped) {
		t.Error(err)
	}
	in.Capacity[0] = -1
	var input *assign.InputError
	if _, err := group.Solve(in, group.Options{Least: 3}); !errors.As(err, &input) {
		t.Error(err)
	}
}
