package candidates

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/matchingtest"

	"github.com/google/go-cmp/cmp"
)

// brute are all allowed pairs, looked at one by one.
func brute(p *matching.Pool) *matching.Lists {
	lists := &matching.Lists{First: make([]int, 1)}
	for i := range p.Mentees() {
		for j := range p.Mentors() {
			if p.Allowed(i, j) {
				lists.Pairs = append(lists.Pairs, matching.Pair{Mentor: int32(j), Score: int32(p.Score(i, j))})
			}
		}
		lists.First = append(lists.First, len(lists.Pairs))
	}
	return lists
}

// cutTo keeps the best k of each list.
func cutTo(p *matching.Pool, all *matching.Lists, k int) *matching.Lists {
	lists := &matching.Lists{First: make([]int, 1)}
	for i := range p.Mentees() {
		row := p.Ranked(all.Row(i))
		row = row[:min(k, len(row))]
		byMentor(row)
		lists.Pairs = append(lists.Pairs, row...)
		lists.First = append(lists.First, len(lists.Pairs))
	}
	return lists
}

// settings to try: the defaults and extremes.
func manySettings() map[string]matching.Setting {
	all := map[string]matching.Setting{"defaults": matchingtest.Setting()}
	free := matchingtest.Setting()
	free.Rules.On = matching.Rules{}.On
	all["no rule"] = free
	strict := matchingtest.Setting()
	strict.Rules = strict.Rules.Switch(true, matching.OwnInstitution)
	strict.Rules.Model = "group"
	all["strict"] = strict
	zero := matchingtest.Setting()
	zero.Weights = matching.Weights{}
	all["no weight"] = zero
	for _, c := range matching.AllCriteria() {
		one := matchingtest.Setting()
		one.Weights = matching.Weights{}
		one.Weights[c] = 7
		all["only "+c.String()] = one
	}
	r := rand.New(rand.NewPCG(9, 9))
	for n := range 4 {
		mixed := matchingtest.Setting()
		for c := range mixed.Weights {
			mixed.Weights[c] = r.IntN(matching.MaxWeight + 1)
		}
		for k := range mixed.Rules.On {
			mixed.Rules.On[k] = r.IntN(3) > 0
		}
		all[fmt.Sprint("mixed ", n)] = mixed
	}
	return all
}

func TestListsAreThoseOfBruteForce(t *testing.T) {
	mentees, mentors := matchingtest.NewCrowd(t, 1).People(60, 333)
	for name, setting := range manySettings() {
		t.Run(name, func(t *testing.T) {
			p := matchingtest.Pool(t, setting, mentees, mentors)
			every := brute(p)
			for _, k := range []int{1, 3, 20, 1000} {
				got, done := Best(p, k, nil)
				if want := cutTo(p, every, k); !done || !slices.Equal(rows(p, want), rows(p, got)) {
					t.Errorf("best %d: %s", k, cmp.Diff(rows(p, want), rows(p, got)))
				}
			}
			if got, done := All(p, nil); !done || !slices.Equal(rows(p, every), rows(p, got)) {
				t.Errorf("all: %s", cmp.Diff(rows(p, every), rows(p, got)))
			}
		})
	}
}

func rows(p *matching.Pool, l *matching.Lists) []string {
	var text []string
	for i := range p.Mentees() {
		text = append(text, fmt.Sprint(p.Mentee(i).Key, l.Row(i)))
	}
	return text
}

// The order of the people makes no difference.
func TestOrderMakesNoDifference(t *testing.T) {
	mentees, mentors := matchingtest.NewCrowd(t, 2).People(80, 60)
	said := func(mentees []matching.Mentee, mentors []matching.Mentor) map[string]int32 {
		p := matchingtest.Pool(t, matchingtest.Setting(), mentees, mentors)
		lists, _ := Best(p, 10, nil)
		all := map[string]int32{}
		for i := range p.Mentees() {
			for _, pair := range lists.Row(i) {
				all[p.Mentee(i).Key+" "+p.Mentor(int(pair.Mentor)).Key] = pair.Score
			}
		}
		return all
	}
	want := said(mentees, mentors)
	r := rand.New(rand.NewPCG(5, 5))
	for range 3 {
		r.Shuffle(len(mentees), func(a, b int) { mentees[a], mentees[b] = mentees[b], mentees[a] })
		r.Shuffle(len(mentors), func(a, b int) { mentors[a], mentors[b] = mentors[b], mentors[a] })
		if diff := cmp.Diff(want, said(mentees, mentors)); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestListsOfNobody(t *testing.T) {
	mentees, mentors := matchingtest.NewCrowd(t, 3).People(3, 3)
	for name, p := range map[string]*matching.Pool{
		"nobody": matchingtest.Pool(t, matchingtest.Setting(), nil, nil), "no mentors": matchingtest.Pool(t, matchingtest.Setting(), mentees, nil), "no mentees": matchingtest.Pool(t, matchingtest.Setting(), nil, mentors),
	} {
		for _, k := range []int{-1, 0, 1, 5} {
			lists, done := Best(p, k, nil)
			if !done || len(lists.Pairs) != 0 || len(lists.First) != p.Mentees()+1 {
				t.Errorf("%s, best %d: %v, %v", name, k, lists, done)
			}
		}
		if lists, done := All(p, nil); !done || len(lists.Pairs) != 0 {
			t.Errorf("%s: all: %v, %v", name, lists, done)
		}
	}
}

func TestWatchStopsTheWork(t *testing.T) {
	mentees, mentors := matchingtest.NewCrowd(t, 4).People(500, 20)
	p := matchingtest.Pool(t, matchingtest.Setting(), mentees, mentors)
	last := 0
	if _, done := Best(p, 5, func(n, all int) bool { last = n; return all == 500 }); !done || last != 500 {
		t.Errorf("watched to %d of 500, done %v", last, done)
	}
	if lists, done := All(p, func(int, int) bool { return false }); done || lists != nil {
		t.Error("stopped work gives lists")
	}
}
