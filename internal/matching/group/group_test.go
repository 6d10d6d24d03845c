package group_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
	"domubiedrs/internal/matching/group"
)

// best is the brute force; fits looks at the groups.
func best(in *assign.Instance, least int32, fits func(mentor []int32) bool) int64 {
	used := make([]int32, in.Mentors())
	mentor := make([]int32, in.Mentees())
	top := int64(-1) << 62
	var place func(i int, sum int64)
	place = func(i int, sum int64) {
		if i == in.Mentees() {
			if sum > top && !slices.ContainsFunc(used, func(u int32) bool { return u > 0 && u < least }) && fits(mentor) {
				top = sum
			}
			return
		}
		mentor[i] = -1
		place(i+1, sum+in.Unmatched)
		for _, p := range in.Row(i) {
			if used[p.Mentor] < in.Capacity[p.Mentor] {
				used[p.Mentor]++
				mentor[i] = p.Mentor
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
		want := best(in, least, func([]int32) bool { return true })
		if got.Bound < want || got.Objective > want {
			t.Fatalf("case %d: %d … %d, best is %d\n%+v", k, got.Objective, got.Bound, want, in)
		}
		if steps == 0 && (got.Objective != want || got.Gap() != 0) {
			t.Fatalf("case %d: %d … %d, best is %d with steps to spare (%d)\n%+v", k, got.Objective, got.Bound, want, got.Steps, in)
		}
	}
}

// composed tells whether groups are made up as the options ask.
func composed(o group.Options, mentor []int32) bool {
	by := map[[2]int32]int32{}
	kinds := map[int32]int{}
	for i, j := range mentor {
		if j < 0 || o.Kinds[i] == group.Unknown {
			continue
		}
		k := [2]int32{j, o.Kinds[i]}
		if by[k]++; by[k] == 1 {
			kinds[j]++
		}
		if o.Composition == group.Mixed && by[k] > o.Alike || o.Composition == group.Shared && kinds[j] > 1 {
			return false
		}
	}
	return true
}

func TestComposedGroupsAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	mixed := 0
	for k := range 1500 {
		in := small(r)
		o := group.Options{Least: 1 + r.Int32N(3), Composition: group.Composition(1 + r.IntN(2)), Alike: 1 + r.Int32N(2)}
		for range in.Mentees() {
			o.Kinds = append(o.Kinds, r.Int32N(4)-1)
		}
		got, err := group.Solve(in, o)
		if err != nil {
			t.Fatal(err)
		}
		check(t, in, got, o.Least)
		if !composed(o, got.Mentor) {
			t.Fatalf("case %d: %v of kinds %v, composition %d", k, got.Mentor, o.Kinds, o.Composition)
		}
		want := best(in, o.Least, func(mentor []int32) bool { return composed(o, mentor) })
		if got.Bound < want || got.Objective > want {
			t.Fatalf("case %d: %d … %d, best is %d\n%+v", k, got.Objective, got.Bound, want, in)
		}
		if o.Composition == group.Shared && (got.Objective != want || got.Gap() != 0) {
			t.Fatalf("case %d: %d … %d, best is %d with steps to spare (%d)\n%+v", k, got.Objective, got.Bound, want, got.Steps, in)
		}
		if o.Composition == group.Mixed && got.Objective == want {
			mixed++
		}
	}
	t.Logf("%d mixed ones are the best", mixed)
}

// TestOrderOfPeopleMakesNoDifference: with keys, the same groups from rows in
// another order.
func TestOrderOfPeopleMakesNoDifference(t *testing.T) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 80, Ties: true, Seed: 5})
	o := group.Options{Least: 3, Steps: 20, Composition: group.Shared}
	for i := range in.Mentees() {
		in.MenteeKeys = append(in.MenteeKeys, fmt.Sprintf("%03d", i))
		o.Kinds = append(o.Kinds, int32(i%3))
	}
	for j := range in.Mentors() {
		in.Capacity[j] = 6
		in.MentorKeys = append(in.MentorKeys, fmt.Sprintf("%03d", j))
	}
	want, err := group.Solve(in, o)
	if err != nil {
		t.Fatal(err)
	}
	backwards := &assign.Instance{First: []int{0}, Unmatched: in.Unmatched, Capacity: in.Capacity, MentorKeys: in.MentorKeys}
	back := o
	back.Kinds = nil
	for i := in.Mentees() - 1; i >= 0; i-- {
		backwards.Pairs = append(backwards.Pairs, in.Row(i)...)
		backwards.First = append(backwards.First, len(backwards.Pairs))
		backwards.MenteeKeys = append(backwards.MenteeKeys, in.MenteeKeys[i])
		back.Kinds = append(back.Kinds, o.Kinds[i])
	}
	got, err := group.Solve(backwards, back)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(got.Mentor)
	if !slices.Equal(got.Mentor, want.Mentor) || got.Bound != want.Bound || want.Served == 0 {
		t.Errorf("%v\n%v", got, want)
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
	shared, err := group.Solve(in, group.Options{Least: 3, Steps: 60, Composition: group.Shared, Kinds: kinds(in.Mentees(), 8)})
	if err != nil {
		t.Fatal(err)
	}
	check(t, in, shared, 3)
	t.Logf("shared: %d served, gap %.2f %%", shared.Served, 100*float64(shared.Gap())/float64(shared.Bound))
	mixed, err := group.Solve(in, group.Options{Least: 3, Steps: 60, Composition: group.Mixed, Kinds: kinds(in.Mentees(), 8)})
	if err != nil {
		t.Fatal(err)
	}
	check(t, in, mixed, 3)
	t.Logf("mixed: %d served, gap %.2f %%", mixed.Served, 100*float64(mixed.Gap())/float64(mixed.Bound))
	t.Logf("%d served, objective %d, gap %d (%.2f %%), %d steps", got.Served, got.Objective, got.Gap(), 100*float64(got.Gap())/float64(got.Bound), got.Steps)
}

func kinds(n int, different int) (kinds []int32) {
	for i := range n {
		kinds = append(kinds, int32(i*i%different))
	}
	return kinds
}

func TestGroupsRefuse(t *testing.T) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 20, Seed: 1})
	if _, err := group.Solve(in, group.Options{}); !errors.Is(err, group.ErrLeast) {
		t.Error(err)
	}
	if _, err := group.Solve(in, group.Options{Least: 3, Stop: func() bool { return true }}); !errors.Is(err, assign.ErrStopped) {
		t.Error(err)
	}
	if _, err := group.Solve(in, group.Options{Least: 3, Composition: group.Mixed}); !errors.Is(err, group.ErrKinds) {
		t.Error(err)
	}
	in.Capacity[0] = -1
	var input *assign.InputError
	if _, err := group.Solve(in, group.Options{Least: 3}); !errors.As(err, &input) {
		t.Error(err)
	}
}
