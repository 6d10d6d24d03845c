package assign_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
)

// best is the brute force for Coverage and Fair: served, worst, objective.
func best(in *assign.Instance, fair bool) (served int, worst int32, objective int64) {
	served, objective = -1, math.MinInt64
	every(in, func(mentor []int32) {
		sum, n := value(in, mentor)
		w := int32(0)
		if fair {
			w = worst0(in, mentor)
		}
		if n > served || n == served && (w > worst || w == worst && sum > objective) {
			served, worst, objective = n, w, sum
		}
	})
	return served, worst, objective
}

func worst0(in *assign.Instance, mentor []int32) int32 {
	worst := int32(math.MaxInt32)
	for i, j := range mentor {
		if j >= 0 {
			s, _ := in.Score(i, int(j))
			worst = min(worst, s)
		}
	}
	return worst
}

func TestCoverageAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for k := range 4000 {
		in := small(r)
		got, err := assign.Solve(in, assign.Options{Objective: assign.Coverage})
		if err != nil {
			t.Fatalf("case %d: %v", k, err)
		}
		if err := assign.Verify(in, got); err != nil {
			t.Fatalf("case %d: %v\n%+v\n%+v", k, err, in, got)
		}
		served, _, objective := best(in, false)
		if got.Served != served || got.Objective != objective {
			t.Fatalf("case %d: %d served, objective %d; want %d, %d\n%+v", k, got.Served, got.Objective, served, objective, in)
		}
	}
}

// fairest is the brute force for Fair: most served, then the scores in
// ascending order as high as possible, one after another.
func fairest(in *assign.Instance) []int32 {
	var best []int32
	every(in, func(mentor []int32) {
		if scores := ascending(in, mentor); len(scores) > len(best) || len(scores) == len(best) && slices.Compare(scores, best) > 0 {
			best = scores
		}
	})
	return best
}

func ascending(in *assign.Instance, mentor []int32) (scores []int32) {
	for i, j := range mentor {
		if j >= 0 {
			s, _ := in.Score(i, int(j))
			scores = append(scores, s)
		}
	}
	slices.Sort(scores)
	return scores
}

func TestFairAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for k := range 4000 {
		in := small(r)
		got, err := assign.Solve(in, assign.Options{Objective: assign.Fair})
		if err != nil {
			t.Fatalf("case %d: %v\n%+v", k, err, in)
		}
		if err := assign.Verify(in, got); err != nil {
			t.Fatalf("case %d: %v\n%+v\n%+v %+v", k, err, in, got, got.Fairness)
		}
		if want, have := fairest(in), ascending(in, got.Mentor); !slices.Equal(have, want) {
			t.Fatalf("case %d: %v, want %v\n%+v", k, have, want, in)
		}
		if got.Served > 0 {
			if _, _, before := best(in, false); got.Fairness.Before != before {
				t.Fatalf("case %d: before %d, want %d", k, got.Fairness.Before, before)
			}
		}
	}
}

// tampered gives every way to falsify a result.
func tampered(in *assign.Instance, r *assign.Result) map[string]*assign.Result {
	out := map[string]*assign.Result{}
	change := func(name string, do func(*assign.Result)) {
		c := *r
		c.Mentor, c.Price = slices.Clone(r.Mentor), slices.Clone(r.Price)
		do(&c)
		out[name] = &c
	}
	first := slices.IndexFunc(r.Mentor, func(j int32) bool { return j >= 0 })
	if first < 0 {
		return out
	}
	change("objective", func(c *assign.Result) { c.Objective++ })
	change("served", func(c *assign.Result) { c.Served-- })
	change("dropped pair", func(c *assign.Result) { c.Mentor[first] = -1 })
	change("no such mentor", func(c *assign.Result) { c.Mentor[first] = int32(in.Mentors()) })
	change("negative mentor", func(c *assign.Result) { c.Mentor[first] = -2 })
	change("negative price", func(c *assign.Result) { c.Price[0] = math.MinInt64 })
	change("huge price", func(c *assign.Result) { c.Price[0] = math.MaxInt64 })
	change("scale 0", func(c *assign.Result) { c.Scale = 0 })
	change("short", func(c *assign.Result) { c.Mentor = c.Mentor[1:] })
	change("no prices", func(c *assign.Result) { c.Price = nil })
	change("unmatched valued high", func(c *assign.Result) { c.Unmatched = assign.MaxUnmatched + 1 })
	change("unmatched valued out of range", func(c *assign.Result) { c.Unmatched = math.MinInt64 })
	return out
}

func TestVerifyRefusesTamperedResults(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 500 {
		in := small(r)
		for _, o := range []assign.Objective{assign.Total, assign.Coverage, assign.Fair} {
			got, err := assign.Solve(in, assign.Options{Objective: o})
			if err != nil {
				t.Fatal(err)
			}
			for name, bad := range tampered(in, got) {
				var proof *assign.ProofError
				if err := assign.Verify(in, bad); !errors.As(err, &proof) {
					t.Fatalf("%s: %v\n%+v\n%+v", name, err, in, bad)
				}
			}
		}
	}
}

// TestVerifyRefusesLessFairResults: of all assignments of a small instance only
// those with the fairest scores pass, with the stages of the fairest and their
// counts made to fit.
func TestVerifyRefusesLessFairResults(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 17))
	for range 300 {
		in := small(r)
		got, err := assign.Solve(in, assign.Options{Objective: assign.Fair})
		if err != nil {
			t.Fatal(err)
		}
		want := ascending(in, got.Mentor)
		every(in, func(mentor []int32) {
			other := *got
			other.Mentor = mentor
			other.Objective, other.Served = value(in, mentor)
			other.Fairness = counted(got.Fairness, ascending(in, mentor))
			if err := assign.Verify(in, &other); (err == nil) != slices.Equal(ascending(in, mentor), want) {
				t.Fatalf("%v of %v: %v", ascending(in, mentor), want, err)
			}
		})
	}
}

// counted is stages that claim what the scores have.
func counted(f *assign.Fairness, scores []int32) *assign.Fairness {
	if f == nil {
		return nil
	}
	out := *f
	out.Stages = slices.Clone(f.Stages)
	from := f.Worst
	for k := range out.Stages {
		s := &out.Stages[k]
		s.Count = 0
		for _, score := range scores {
			if score >= from && score < s.Below {
				s.Count++
			}
		}
		from = s.Below
	}
	return &out
}

func TestVerifyRefusesTamperedStages(t *testing.T) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 300, Tight: true, Seed: 4})
	got, err := assign.Solve(in, assign.Options{Objective: assign.Fair})
	if err != nil || assign.Verify(in, got) != nil {
		t.Fatal(err, assign.Verify(in, got))
	}
	at := slices.IndexFunc(got.Fairness.Stages, func(s assign.Stage) bool { return s.Count > 0 && s.Price != nil })
	for name, spoil := range map[string]func(s *assign.Stage){
		"count":          func(s *assign.Stage) { s.Count++ },
		"order":          func(s *assign.Stage) { s.Below = got.Fairness.Worst },
		"short prices":   func(s *assign.Stage) { s.Price = s.Price[1:] },
		"prices left":    func(s *assign.Stage) { s.Price = nil },
		"a huge price":   func(s *assign.Stage) { s.Price[0] = math.MaxInt64 },
		"all less":       func(s *assign.Stage) { s.Price = make([]int64, in.Mentors()) },
		"unmatched high": func(s *assign.Stage) { s.Unmatched = math.MaxInt64 },
		"unmatched best": func(s *assign.Stage) { s.Unmatched = 1 },
	} {
		bad := *got
		bad.Fairness = &assign.Fairness{}
		*bad.Fairness = *got.Fairness
		bad.Fairness.Stages = slices.Clone(got.Fairness.Stages)
		s := &bad.Fairness.Stages[at]
		s.Price = slices.Clone(s.Price)
		spoil(s)
		var proof *assign.ProofError
		if err := assign.Verify(in, &bad); !errors.As(err, &proof) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestVerifyRefusesEverythingElse: of all assignments of a small instance only
// the optimal ones pass, whatever the prices of the optimum.
func TestVerifyRefusesEverythingElse(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 400 {
		in := small(r)
		got, err := assign.Solve(in, assign.Options{})
		if err != nil {
			t.Fatal(err)
		}
		every(in, func(mentor []int32) {
			other := *got
			other.Mentor = mentor
			other.Objective, other.Served = value(in, mentor)
			if err := assign.Verify(in, &other); (err == nil) != (other.Objective == got.Objective) {
				t.Fatalf("objective %d of %d: %v", other.Objective, got.Objective, err)
			}
		})
	}
}

func TestVerifyRefusesBlocksThatProveNothing(t *testing.T) {
	in := &assign.Instance{First: []int{0, 1, 2, 4}, Capacity: []int32{1, 1},
		Pairs: []assign.Pair{{Mentor: 0, Score: 5}, {Mentor: 0, Score: 6}, {Mentor: 0, Score: 1}, {Mentor: 1, Score: 2}}}
	got, err := assign.Solve(in, assign.Options{Objective: assign.Coverage})
	if err != nil || assign.Verify(in, got) != nil || got.Served != 2 {
		t.Fatal(got, err, assign.Verify(in, got))
	}
	for name, block := range map[string]*assign.Block{
		"none":           nil,
		"empty":          {},
		"mentee outside": {Mentees: []int32{0, 1, 2}, Mentors: []int32{0}, Places: 1, Waiting: 2},
		"wrong places":   {Mentees: []int32{0, 1}, Mentors: []int32{0}, Places: 0, Waiting: 2},
		"wrong waiting":  {Mentees: []int32{0, 1}, Mentors: []int32{0}, Places: 1, Waiting: 2},
		"twice":          {Mentees: []int32{0, 0, 1}, Mentors: []int32{0}, Places: 1, Waiting: 2},
		"no such mentor": {Mentees: []int32{0, 1}, Mentors: []int32{0, 2}, Places: 1, Waiting: 1},
		"no such mentee": {Mentees: []int32{0, 1, 3}, Mentors: []int32{0}, Places: 1, Waiting: 2},
	} {
		bad := *got
		bad.Block = block
		if assign.Verify(in, &bad) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
