package stable

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// random makes wishes of n mentees with lists of up to long mentors and ranks
// with ties on both sides.
func random(r *rand.Rand, n, m, long, ties int, places func() int32) *Wishes {
	w := &Wishes{First: []int{0}}
	for range m {
		w.Capacity = append(w.Capacity, places())
	}
	for range n {
		want := min(m, long/2+r.IntN(long/2+1))
		seen := map[int32]bool{}
		for len(seen) < want {
			j := int32(float64(m) * math.Pow(r.Float64(), 1.7)) // some are asked by many
			if !seen[j] {
				seen[j] = true
				w.Choices = append(w.Choices, Choice{j, int32(r.IntN(ties)), int32(r.IntN(ties))})
			}
		}
		w.First = append(w.First, len(w.Choices))
	}
	return w
}

func feasible(t *testing.T, w *Wishes, mentor []int32) {
	t.Helper()
	used := make([]int32, len(w.Capacity))
	for i, j := range mentor {
		if j < 0 {
			continue
		}
		found := false
		for _, c := range w.list(int32(i)) {
			found = found || c.Mentor == j
		}
		if used[j]++; !found || used[j] > w.Capacity[j] {
			t.Fatalf("mentee %d may not go to mentor %d", i, j)
		}
	}
}

// largest is the brute force: the size of the largest stable matching.
func largest(w *Wishes) int {
	mentor := make([]int32, w.Mentees())
	room := append([]int32(nil), w.Capacity...)
	best := -1
	var place func(i int)
	place = func(i int) {
		if i == len(mentor) {
			if n := Served(mentor); n > best && w.Blocking(mentor) == 0 {
				best = n
			}
			return
		}
		mentor[i] = -1
		place(i + 1)
		for _, c := range w.list(int32(i)) {
			if room[c.Mentor] > 0 {
				room[c.Mentor]--
				mentor[i] = c.Mentor
				place(i + 1)
				room[c.Mentor]++
			}
		}
		mentor[i] = -1
	}
	place(0)
	return best
}

func TestStableAndLargeAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	found, possible, before := 0, 0, 0
	for k := range 4000 {
		w := random(r, 1+r.IntN(7), 1+r.IntN(5), 4, 1+r.IntN(4), func() int32 { return int32(r.IntN(3)) })
		got, err := Solve(w)
		if err != nil {
			t.Fatal(err)
		}
		feasible(t, w, got)
		if b := w.Blocking(got); b > 0 {
			t.Fatalf("case %d: %d blocking pairs\n%+v\n%v", k, b, w, got)
		}
		most, n := largest(w), Served(got)
		plain := newState(w)
		plain.propose()
		if b := w.Blocking(plain.mentor); b > 0 {
			t.Fatalf("case %d: %d blocking pairs before improvement", k, b)
		}
		before += Served(plain.mentor)
		if 3*n < 2*most {
			t.Fatalf("case %d: %d served, %d possible", k, n, most)
		}
		found, possible = found+n, possible+most
	}
	if share := float64(found) / float64(possible); share < 0.99 {
		t.Errorf("%.2f %% of the largest", 100*share)
	} else {
		t.Logf("%.2f %% of the largest, %.2f %% before improvement", 100*share, 100*float64(before)/float64(possible))
	}
}

func TestStableProgrammes(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for _, n := range []int{50, 500, 3000} {
		for _, ties := range []int{1, 3, 10, 1 << 20} {
			w := random(r, n, 2*n/5, 10, ties, func() int32 { return 1 + int32(r.IntN(4)) })
			got, err := Solve(w)
			if err != nil {
				t.Fatal(err)
			}
			feasible(t, w, got)
			if b := w.Blocking(got); b > 0 {
				t.Errorf("n %d, %d ranks: %d blocking pairs", n, ties, b)
			}
			s := newState(w)
			s.propose()
			t.Logf("n %d, %d ranks: %d served, %d before improvement", n, ties, Served(got), Served(s.mentor))
		}
	}
}

func TestOrderOfPeopleMakesNoDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 50 {
		w := random(r, 60, 24, 8, 2, func() int32 { return 1 + int32(r.IntN(3)) })
		for i := range w.Mentees() {
			w.MenteeKeys = append(w.MenteeKeys, fmt.Sprintf("%03d", i))
		}
		for j := range w.Capacity {
			w.MentorKeys = append(w.MentorKeys, fmt.Sprintf("%03d", j))
		}
		want, err := Solve(w)
		if err != nil {
			t.Fatal(err)
		}
		other, mentees, mentors := shuffled(r, w)
		got, err := Solve(other)
		if err != nil {
			t.Fatal(err)
		}
		for k, j := range got {
			if j >= 0 {
				j = int32(mentors[j])
			}
			if j != want[mentees[k]] {
				t.Fatalf("mentee %d: mentor %d, in another order %d", mentees[k], want[mentees[k]], j)
			}
		}
	}
}

// shuffled is the same people in another order, and who stands where.
func shuffled(r *rand.Rand, w *Wishes) (out *Wishes, mentees, mentors []int) {
	mentees, mentors = r.Perm(w.Mentees()), r.Perm(len(w.Capacity))
	out = &Wishes{First: []int{0}}
	place := make([]int32, len(mentors))
	for k, j := range mentors {
		place[j] = int32(k)
		out.Capacity, out.MentorKeys = append(out.Capacity, w.Capacity[j]), append(out.MentorKeys, w.MentorKeys[j])
	}
	for _, i := range mentees {
		for _, c := range w.list(int32(i)) {
			c.Mentor = place[c.Mentor]
			out.Choices = append(out.Choices, c)
		}
		out.First, out.MenteeKeys = append(out.First, len(out.Choices)), append(out.MenteeKeys, w.MenteeKeys[i])
	}
	return out, mentees, mentors
}

func TestBlockingIsCounted(t *testing.T) {
	w := &Wishes{First: []int{0, 2, 3}, Capacity: []int32{1, 1},
		Choices: []Choice{{0, 0, 1}, {1, 1, 0}, {0, 0, 0}}}
	for _, c := range []struct {
		mentor []int32
		want   int
	}{{[]int32{1, 0}, 0}, {[]int32{0, -1}, 1}, {[]int32{-1, -1}, 3}, {[]int32{-1, 0}, 1}} {
		if got := w.Blocking(c.mentor); got != c.want {
			t.Errorf("%v: %d blocking pairs, want %d", c.mentor, got, c.want)
		}
	}
}

func TestValidate(t *testing.T) {
	good := func() *Wishes {
		return &Wishes{First: []int{0, 2}, Capacity: []int32{1, 1}, Choices: []Choice{{0, 0, 0}, {1, 0, 0}}}
	}
	for name, spoil := range map[string]func(*Wishes){
		"negative places": func(w *Wishes) { w.Capacity[0] = -1 },
		"no such mentor":  func(w *Wishes) { w.Choices[0].Mentor = 2 },
		"negative mentor": func(w *Wishes) { w.Choices[0].Mentor = -1 },
		"twice":           func(w *Wishes) { w.Choices[0].Mentor = 1 },
		"negative rank":   func(w *Wishes) { w.Choices[1].Rank = -1 },
		"keys too few":    func(w *Wishes) { w.MentorKeys = []string{"a"} },
		"a key twice":     func(w *Wishes) { w.MentorKeys = []string{"a", "a"} },
		"lists":           func(w *Wishes) { w.First[1] = 3 },
		"no lists":        func(w *Wishes) { w.First = nil },
	} {
		w := good()
		spoil(w)
		var e *Error
		if _, err := Solve(w); !errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Solve(&Wishes{}); err != nil {
		t.Error(err)
	}
}

func BenchmarkStable(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	w := random(r, 100_000, 40_000, 10, 4, func() int32 { return 1 + int32(r.IntN(4)) })
	for b.Loop() {
		got, err := Solve(w)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(Served(got)), "served")
	}
}
