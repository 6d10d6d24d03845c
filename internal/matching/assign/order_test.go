package assign_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/assign/assigntest"
)

// shuffled is the same programme with its people in another order.
func shuffled(in *assign.Instance, r *rand.Rand) *assign.Instance {
	mentees, mentors := r.Perm(in.Mentees()), r.Perm(in.Mentors())
	place := make([]int32, len(mentors))
	out := &assign.Instance{First: []int{0}, Unmatched: in.Unmatched}
	for k, j := range mentors {
		place[j] = int32(k)
		out.Capacity = append(out.Capacity, in.Capacity[j])
		out.MentorKeys = append(out.MentorKeys, in.MentorKeys[j])
	}
	for _, i := range mentees {
		from := len(out.Pairs)
		for _, p := range in.Row(i) {
			out.Pairs = append(out.Pairs, assign.Pair{Mentor: place[p.Mentor], Score: p.Score})
		}
		slices.SortFunc(out.Pairs[from:], func(a, b assign.Pair) int { return int(a.Mentor - b.Mentor) })
		out.First = append(out.First, len(out.Pairs))
		out.MenteeKeys = append(out.MenteeKeys, in.MenteeKeys[i])
	}
	return out
}

func keyed(in *assign.Instance) *assign.Instance {
	for i := range in.Mentees() {
		in.MenteeKeys = append(in.MenteeKeys, fmt.Sprintf("mentee %06d", i))
	}
	for j := range in.Mentors() {
		in.MentorKeys = append(in.MentorKeys, fmt.Sprintf("mentor %06d", j))
	}
	return in
}

// byKey names the pairs of a result.
func byKey(in *assign.Instance, r *assign.Result) map[string]string {
	out := map[string]string{}
	for i, j := range r.Mentor {
		if j >= 0 {
			out[in.MenteeKeys[i]] = in.MentorKeys[j]
		}
	}
	return out
}

func TestOrderOfPeopleMakesNoDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, p := range []assigntest.Programme{{Mentees: 300, Ties: true, Seed: 1}, {Mentees: 700, Ties: true, Tight: true, Seed: 2}, {Mentees: 200, Seed: 3}} {
		in := keyed(assigntest.Mentoring(p))
		for _, o := range []assign.Objective{assign.Total, assign.Coverage, assign.Fair} {
			first, err := assign.Solve(in, assign.Options{Objective: o})
			if err != nil {
				t.Fatal(err)
			}
			want := byKey(in, first)
			for range 4 {
				other := shuffled(in, r)
				got, err := assign.Solve(other, assign.Options{Objective: o})
				if err != nil {
					t.Fatal(err)
				}
				if err := assign.Verify(other, got); err != nil {
					t.Fatal(err)
				}
				if pairs := byKey(other, got); fmt.Sprint(pairs) != fmt.Sprint(want) {
					t.Fatalf("%+v, objective %d: other pairs after shuffling", p, o)
				}
			}
		}
	}
}

func TestCoresMakeNoDifference(t *testing.T) {
	in := assigntest.Mentoring(assigntest.Programme{Mentees: 2000, Ties: true, Tight: true, Seed: 9})
	many, err := assign.Solve(in, assign.Options{})
	if err != nil {
		t.Fatal(err)
	}
	one, err := assigntest.OnOneCore(func() (*assign.Result, error) { return assign.Solve(in, assign.Options{}) })
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(one.Mentor, many.Mentor) || !slices.Equal(one.Price, many.Price) || one.Work != many.Work {
		t.Error("one core gives another result")
	}
}
