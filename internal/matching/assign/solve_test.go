package assign_test

import (
	"math/rand/v2"
	"testing"

	"domubiedrs/internal/matching/assign"
)

// small makes a random instance a brute force can solve.
func small(r *rand.Rand) *assign.Instance {
	n, m := r.IntN(8), r.IntN(6)
	spread := []int32{1, 3, 20, 10_000, 1_000_000}[r.IntN(5)]
	density := r.Float64()
	in := &assign.Instance{First: []int{0}, Unmatched: []int64{0, -1, -7, -30_000, -1_000_000_000, 5}[r.IntN(6)]}
	for range m {
		in.Capacity = append(in.Capacity, int32(r.IntN(4)))
	}
	for range n {
		for j := range m {
			if r.Float64() < density {
				score := r.Int32N(spread + 1)
				if r.IntN(3) == 0 {
					score = -score
				}
				in.Pairs = append(in.Pairs, assign.Pair{Mentor: int32(j), Score: score})
			}
		}
		in.First = append(in.First, len(in.Pairs))
	}
	return in
}

// every calls visit with every feasible assignment: mentor of each mentee.
func every(in *assign.Instance, visit func(mentor []int32)) {
	room := append([]int32(nil), in.Capacity...)
	mentor := make([]int32, in.Mentees())
	var place func(i int)
	place = func(i int) {
		if i == len(mentor) {
			visit(mentor)
			return
		}
		mentor[i] = -1
		place(i + 1)
		for _, p := range in.Row(i) {
			if room[p.Mentor] > 0 {
				room[p.Mentor]--
				mentor[i] = p.Mentor
				place(i + 1)
				room[p.Mentor]++
			}
		}
	}
	place(0)
}

func value(in *assign.Instance, mentor []int32) (sum int64, served int) {
	for i, j := range mentor {
		if j < 0 {
			sum += in.Unmatched
			continue
		}
		s, _ := in.Score(i, int(j))
		sum, served = sum+int64(s), served+1
	}
	return sum, served
}

func bestTotal(in *assign.Instance) int64 {
	best := int64(-1) << 62
	every(in, func(mentor []int32) {
		sum, _ := value(in, mentor)
		best = max(best, sum)
	})
	return best
}

func TestTotalAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for k := range 5000 {
		in := small(r)
		got, err := assign.Solve(in, assign.Options{})
		if err != nil {
			t.Fatalf("case %d: %v", k, err)
		}
		if err := assign.Verify(in, got); err != nil {
			t.Fatalf("case %d: %v\n%+v\n%+v", k, err, in, got)
		}
		if want := bestTotal(in); got.Objective != want {
			t.Fatalf("case %d: objective %d, want %d\n%+v\n%+v", k, got.Objective, want, in, got)
		}
	}
}
