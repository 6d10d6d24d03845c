package assign_test

import (
	"math/rand/v2"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
)

// changes draws a random change that fits the result.
func changes(r *rand.Rand, in *assign.Instance, from *assign.Result, share float64) assign.Change {
	c := assign.Change{Places: map[int32]int32{}}
	left := append([]int32(nil), in.Capacity...)
	for i, j := range from.Mentor {
		if j >= 0 {
			left[j]--
		}
		switch x := r.Float64() / share; {
		case x < 0.3 && j >= 0:
			c.Lock = append(c.Lock, assign.Match{Mentee: int32(i), Mentor: j})
		case x < 0.6 && j >= 0:
			c.Forbid = append(c.Forbid, assign.Match{Mentee: int32(i), Mentor: j})
		case x < 0.8:
			c.Leave = append(c.Leave, int32(i))
		}
	}
	for j, places := range in.Capacity {
		if r.Float64() < share/3 {
			c.Places[int32(j)] = max(places-left[j], places+int32(r.IntN(5))-2, 0)
		}
	}
	return c
}

func TestResolveIsAsGoodAsSolve(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	for k := range 3000 {
		in := small(r)
		o := assign.Options{Objective: assign.Objective(r.IntN(3))}
		first, err := assign.Solve(in, o)
		if err != nil {
			t.Fatal(err)
		}
		checkResolve(t, k, in, first, changes(r, in, first, 0.5), o)
	}
}

func TestResolveProgrammes(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 12))
	for _, p := range []assigntest.Programme{{Mentees: 500, Seed: 1}, {Mentees: 800, Tight: true, Seed: 2}, {Mentees: 500, Ties: true, Seed: 3}} {
		in := assigntest.Mentoring(p)
		for _, objective := range []assign.Objective{assign.Total, assign.Coverage} {
			first, err := assign.Solve(in, assign.Options{Objective: objective})
			if err != nil {
				t.Fatal(err)
			}
			for k, share := range []float64{0.002, 0.02, 0.2, 0.9} {
				checkResolve(t, k, in, first, changes(r, in, first, share), assign.Options{Objective: objective})
			}
		}
	}
}

func checkResolve(t *testing.T, k int, in *assign.Instance, first *assign.Result, c assign.Change, o assign.Options) {
	t.Helper()
	open, err := in.Changed(c)
	if err != nil {
		t.Fatalf("case %d: %v\n%+v\n%+v", k, err, in, c)
	}
	want, err := assign.Solve(open, o)
	if err != nil {
		t.Fatal(err)
	}
	got, err := assign.Resolve(open, first, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := assign.Verify(open, got); err != nil {
		t.Fatalf("case %d: %v\n%+v\n%+v", k, err, open, got)
	}
	if got.Objective != want.Objective || o.Objective != assign.Total && got.Served != want.Served {
		t.Fatalf("case %d: %d of %d served, objective %d of %d", k, got.Served, want.Served, got.Objective, want.Objective)
	}
	whole := got.Whole(c.Lock)
	used := make([]int32, in.Mentors())
	for _, j := range whole {
		if j >= 0 {
			used[j]++
		}
	}
	for j, n := range used {
		if places, changed := c.Places[int32(j)]; n > places && (changed || n > in.Capacity[j]) {
			t.Fatalf("case %d: mentor %d has %d", k, j, n)
		}
	}
	for _, m := range c.Lock {
		if whole[m.Mentee] != m.Mentor {
			t.Fatalf("case %d: %v is not kept", k, m)
		}
	}
	for _, m := range c.Forbid {
		if whole[m.Mentee] == m.Mentor {
			t.Fatalf("case %d: %v was forbidden", k, m)
		}
	}
}

func TestChangedRefusesNonsense(t *testing.T) {
	in := &assign.Instance{First: []int{0, 1, 2}, Pairs: []assign.Pair{{Mentor: 0}, {Mentor: 0}}, Capacity: []int32{1}}
	for name, c := range map[string]assign.Change{
		"locked over capacity": {Lock: []assign.Match{{Mentee: 0, Mentor: 0}, {Mentee: 1, Mentor: 0}}},
		"locked twice":         {Lock: []assign.Match{{Mentee: 0, Mentor: 0}, {Mentee: 0, Mentor: 0}}, Places: map[int32]int32{0: 2}},
		"locked and left":      {Lock: []assign.Match{{Mentee: 0, Mentor: 0}}, Leave: []int32{0}},
		"no such mentee":       {Leave: []int32{2}},
		"no such mentor":       {Lock: []assign.Match{{Mentee: 0, Mentor: 1}}},
		"negative places":      {Places: map[int32]int32{0: -1}},
		"places of nobody":     {Places: map[int32]int32{7: 1}},
	} {
		if _, err := in.Changed(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// BenchmarkResolve changes a thousandth and a hundredth of 10,000 mentees.
func BenchmarkResolve(b *testing.B) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 10_000, Seed: 1})
	first, err := assign.Solve(in, assign.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for name, share := range map[string]float64{"10": 0.001, "100": 0.01, "1000": 0.1} {
		open, err := in.Changed(changes(rand.New(rand.NewPCG(1, 1)), in, first, share))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				got, err := assign.Resolve(open, first, assign.Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(got.Work.Bids), "bids")
				b.ReportMetric(float64(got.Work.Returns), "returns")
			}
		})
	}
}
