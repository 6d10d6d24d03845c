// Package assigntest makes instances for tests and measurements: mentoring
// programmes of any size, loose or tight, with fine scores or full of ties,
// and the dense matrices of the literature. The same numbers give the same
// instance on every machine.
package assigntest

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"domubiedrs/internal/matching/assign"
)

// Programme says what a mentoring instance looks like. 40 mentors for 100
// mentees, 50–200 allowed mentors a mentee, 1–5 places a mentor.
type Programme struct {
	Mentees int
	Tight   bool // places for fewer than all
	Ties    bool // scores 0–100 instead of 0–10,000
	Stars   bool // mentors that everybody would like best: fits share a part
	Best    bool // lists are the best of all mentors, not of some: likes compete for the same
	Seed    uint64
}

// Fields of competence; the wanted ones are not those on offer.
const (
	fields    = 40
	wanted    = 3
	offered   = 4
	leastList = 50
	mostList  = 200
)

type person struct {
	field [offered]int
	level [offered]float64
	taste [4]float64
	fame  float64
}

func draw(r *rand.Rand, skew float64, n int) person {
	var p person
	for k := range n {
		for {
			p.field[k] = int(math.Pow(r.Float64(), skew) * fields)
			if !slices.Contains(p.field[:k], p.field[k]) {
				break
			}
		}
		p.level[k] = 0.3 + 0.7*r.Float64()
	}
	for k := range p.taste {
		p.taste[k] = r.Float64()
	}
	return p
}

// famous is the share of a score that everybody gives alike, with Stars.
const famous = 0.5

// fit is 0–10,000: needs met 60 %, likeness 30 %, chance 10 %.
func fit(mentee, mentor *person, chance float64) int32 {
	met, all := 0.0, 0.0
	for k := range wanted {
		all += mentee.level[k]
		for l := range offered {
			if mentor.field[l] == mentee.field[k] {
				met += mentee.level[k] * mentor.level[l]
			}
		}
	}
	apart := 0.0
	for k := range mentee.taste {
		d := mentee.taste[k] - mentor.taste[k]
		apart += d * d
	}
	return int32(10_000 * (0.6*met/all + 0.3*(1-apart/4) + 0.1*chance))
}

// Mentoring makes a programme's instance; an unmatched mentee counts −10,000.
func Mentoring(p Programme) *assign.Instance {
	r := rand.New(rand.NewPCG(p.Seed, uint64(p.Mentees)))
	mentors := make([]person, max(1, p.Mentees*2/5))
	byField := make([][]int32, fields)
	in := &assign.Instance{First: make([]int, 1, p.Mentees+1), Unmatched: -10_000}
	for j := range mentors {
		mentors[j] = draw(r, 1.3, offered)
		if p.Stars {
			mentors[j].fame = r.Float64()
		}
		for _, f := range mentors[j].field {
			byField[f] = append(byField[f], int32(j))
		}
		in.Capacity = append(in.Capacity, places(r, p.Tight))
	}
	in.Pairs = make([]assign.Pair, 0, p.Mentees*(leastList+mostList)/2)
	seen := make([]int32, len(mentors))
	for i := range p.Mentees {
		mentee := draw(r, 1.6, wanted)
		from := len(in.Pairs)
		most := leastList + r.IntN(mostList-leastList+1)
		for j := range candidates(r, &mentee, byField, most, p.Best) {
			if seen[j] == int32(i)+1 {
				continue
			}
			seen[j] = int32(i) + 1
			in.Pairs = append(in.Pairs, assign.Pair{Mentor: j, Score: p.score(r, &mentee, &mentors[j])})
			if !p.Best && len(in.Pairs)-from >= 3*most {
				break
			}
		}
		if p.Best {
			in.Pairs = in.Pairs[:from+atLeast(in.Pairs[from:], most)]
		}
		slices.SortFunc(in.Pairs[from:], func(a, b assign.Pair) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Mentor, b.Mentor))
		})
		in.Pairs = in.Pairs[:min(len(in.Pairs), from+most)]
		slices.SortFunc(in.Pairs[from:], func(a, b assign.Pair) int { return int(a.Mentor - b.Mentor) })
		in.First = append(in.First, len(in.Pairs))
	}
	return in
}

// candidates gives mentors of the wanted fields: all, or some at random.
func candidates(r *rand.Rand, mentee *person, byField [][]int32, most int, all bool) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		if all {
			for _, f := range mentee.field[:wanted] {
				for _, j := range byField[f] {
					if !yield(j) {
						return
					}
				}
			}
			return
		}
		for try := range 8 * most {
			list := byField[mentee.field[try%wanted]]
			if len(list) > 0 && !yield(list[r.IntN(len(list))]) {
				return
			}
		}
	}
}

func (p Programme) score(r *rand.Rand, mentee, mentor *person) int32 {
	score := fit(mentee, mentor, r.Float64())
	if p.Stars {
		score = int32((1-famous)*float64(score) + famous*10_000*mentor.fame)
	}
	if p.Ties {
		score /= 100
	}
	return score
}

// atLeast brings the pairs that can be among the best to the front, by a count
// of scores, and says how many they are: most, and ties of the last.
func atLeast(row []assign.Pair, most int) int {
	var counts [10_001]int
	for _, p := range row {
		counts[p.Score]++
	}
	least, above := 10_000, 0
	for ; least > 0 && above+counts[least] < most; least-- {
		above += counts[least]
	}
	kept := 0
	for _, p := range row {
		if p.Score >= int32(least) {
			row[kept] = p
			kept++
		}
	}
	return kept
}

func places(r *rand.Rand, tight bool) int32 {
	switch {
	case tight:
		return 1 + int32(r.IntN(4))
	case r.IntN(8) == 0:
		return 1
	}
	return 1 + int32(r.IntN(5))
}

// Dense kinds, as in the LAP literature.
const (
	Uniform   = "uniform"   // 0–1,000,000 at random
	Geometric = "geometric" // minus the distance of points in a square
	Tie       = "tie"       // 0–100 at random
	Product   = "product"   // (i+1) × (j+1), scaled: Machol and Wien 1976
)

// Dense makes an n × n matrix of one of the kinds, one place a mentor.
func Dense(kind string, n int, seed uint64) *assign.Instance {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	xy := make([][4]float64, n)
	for i := range xy {
		xy[i] = [4]float64{r.Float64(), r.Float64(), r.Float64(), r.Float64()}
	}
	score := map[string]func(i, j int) int32{
		Uniform: func(int, int) int32 { return int32(r.IntN(1_000_001)) },
		Tie:     func(int, int) int32 { return int32(r.IntN(101)) },
		Product: func(i, j int) int32 { return int32(1_000_000 * (i + 1) / n * (j + 1) / n) },
		Geometric: func(i, j int) int32 {
			return int32(1_000_000 - 700_000*math.Hypot(xy[i][0]-xy[j][2], xy[i][1]-xy[j][3]))
		},
	}[kind]
	if score == nil {
		panic(fmt.Sprintf("assigntest: no kind %q", kind))
	}
	in := &assign.Instance{First: make([]int, 1, n+1), Pairs: make([]assign.Pair, 0, n*n), Unmatched: -1_000_000}
	for i := range n {
		in.Capacity = append(in.Capacity, 1)
		for j := range n {
			in.Pairs = append(in.Pairs, assign.Pair{Mentor: int32(j), Score: score(i, j)})
		}
		in.First = append(in.First, len(in.Pairs))
	}
	return in
}
