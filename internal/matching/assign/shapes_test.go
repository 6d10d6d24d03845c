package assign_test

import (
	"errors"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
)

// all is n mentees who may all go to all mentors, for the same score.
func all(n int, score int32, unmatched int64, places ...int32) *assign.Instance {
	in := &assign.Instance{First: []int{0}, Capacity: places, Unmatched: unmatched}
	for range n {
		for j := range places {
			in.Pairs = append(in.Pairs, assign.Pair{Mentor: int32(j), Score: score})
		}
		in.First = append(in.First, len(in.Pairs))
	}
	return in
}

func TestOddShapes(t *testing.T) {
	for name, c := range map[string]struct {
		in     *assign.Instance
		served int
	}{
		"nothing":                {&assign.Instance{}, 0},
		"no mentors":             {all(5, 0, -3), 0},
		"no mentees":             {all(0, 0, -3, 1, 2), 0},
		"no places":              {all(300, 5, -3, 0, 0), 0},
		"one mentor for all":     {all(3000, 5, -3, 3000), 3000},
		"a million places":       {all(3000, 5, -3, 1_000_000), 3000},
		"one place for all":      {all(3000, 5, -3, 1), 1},
		"equal and far too few":  {all(2000, 7, -1_000_000_000, 1, 2, 3, 4), 10},
		"negative, and worth it": {all(700, -1_000_000, -1_000_000_000, 100, 200, 300), 600},
	} {
		for _, o := range []assign.Objective{assign.Total, assign.Coverage, assign.Fair} {
			got, err := assign.Solve(c.in, assign.Options{Objective: o})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := assign.Verify(c.in, got); err != nil || got.Served != c.served {
				t.Errorf("%s, objective %d: %d served, want %d: %v", name, o, got.Served, c.served, err)
			}
		}
	}
}

func TestDenseMatrices(t *testing.T) {
	for _, kind := range []string{assigntest.Uniform, assigntest.Geometric, assigntest.Tie, assigntest.Product} {
		in := assigntest.Dense(kind, 200, 1)
		got, err := assign.Solve(in, assign.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := assign.Verify(in, got); err != nil || got.Served != 200 {
			t.Errorf("%s: %d served: %v", kind, got.Served, err)
		}
	}
}

func TestStopEndsTheRun(t *testing.T) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 500, Tight: true, Seed: 1})
	for _, o := range []assign.Objective{assign.Total, assign.Coverage, assign.Fair} {
		for after := range 4 {
			asked := 0
			_, err := assign.Solve(in, assign.Options{Objective: o, Stop: func() bool { asked++; return asked > after }})
			if !errors.Is(err, assign.ErrStopped) {
				t.Errorf("objective %d, stopped when asked %d times: %v", o, after, err)
			}
		}
	}
}

func TestSolveRefusesInvalidInstances(t *testing.T) {
	for want, spoil := range map[assign.Problem]func(*assign.Instance){
		assign.BadLists:     func(in *assign.Instance) { in.First[1] = 99 },
		assign.BadScore:     func(in *assign.Instance) { in.Pairs[1].Score = assign.MaxScore + 1 },
		assign.BadUnmatched: func(in *assign.Instance) { in.Unmatched = assign.MinUnmatched - 1 },
		assign.BadCapacity:  func(in *assign.Instance) { in.Capacity[0] = -1 },
		assign.BadMentor:    func(in *assign.Instance) { in.Pairs[1].Mentor = 2 },
		assign.Unsorted:     func(in *assign.Instance) { in.Pairs[0].Mentor, in.Pairs[1].Mentor = 1, 0 },
		assign.Duplicate:    func(in *assign.Instance) { in.Pairs[1].Mentor = 0 },
		assign.BadKeys:      func(in *assign.Instance) { in.MenteeKeys = []string{"a"} },
		assign.DuplicateKey: func(in *assign.Instance) { in.MentorKeys = []string{"a", "a"} },
	} {
		in := all(3, 1, 0, 1, 1)
		spoil(in)
		var got *assign.InputError
		if _, err := assign.Solve(in, assign.Options{}); !errors.As(err, &got) || got.Problem != want {
			t.Errorf("%v: %v", want, err)
		}
	}
}
