package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// brute are all allowed pairs, looked at one by one.
func brute(p *Pool) *Lists {
	lists := &Lists{First: make([]int, 1)}
	for i := range p.Mentees() {
		for j := range p.Mentors() {
			if p.Allowed(i, j) {
				lists.Pairs = append(lists.Pairs, Pair{int32(j), int32(p.Score(i, j))})
			}
		}
		lists.First = append(lists.First, len(lists.Pairs))
	}
	return lists
}

// cutTo keeps the best k of each list.
func cutTo(p *Pool, all *Lists, k int) *Lists {
	lists := &Lists{First: make([]int, 1)}
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
func manySettings() map[string]Setting {
	all := map[string]Setting{"defaults": testSetting()}
	free := testSetting()
	free.Rules.On = [rules]bool{}
	all["no rule"] = free
	strict := testSetting()
	strict.Rules = strict.Rules.Switch(true, OwnInstitution)
	strict.Rules.Model = "group"
	all["strict"] = strict
	zero := testSetting()
	zero.Weights = Weights{}
	all["no weight"] = zero
	for _, c := range AllCriteria() {
		one := testSetting()
		one.Weights = Weights{}
		one.Weights[c] = 7
		all["only "+c.String()] = one
	}
	r := rand.New(rand.NewPCG(9, 9))
	for n := range 4 {
		mixed := testSetting()
		for c := range mixed.Weights {
			mixed.Weights[c] = r.IntN(MaxWeight + 1)
		}
		for k := range mixed.Rules.On {
			mixed.Rules.On[k] = r.IntN(3) > 0
		}
		all[fmt.Sprint("mixed ", n)] = mixed
	}
	return all
}

func TestListsAreThoseOfBruteForce(t *testing.T) {
	mentees, mentors := newCrowd(t, 1).people(60, 333)
	for name, setting := range manySettings() {
		t.Run(name, func(t *testing.T) {
			p := newTestPool(t, setting, mentees, mentors)
			every := brute(p)
			for _, k := range []int{1, 3, 20, 1000} {
				got, done := p.Best(k, nil)
				if want := cutTo(p, every, k); !done || !slices.Equal(rows(p, want), rows(p, got)) {
					t.Errorf("best %d: %s", k, cmp.Diff(rows(p, want), rows(p, got)))
				}
			}
			if got, done := p.All(nil); !done || !slices.Equal(rows(p, every), rows(p, got)) {
				t.Errorf("all: %s", cmp.Diff(rows(p, every), rows(p, got)))
			}
		})
	}
}

func rows(p *Pool, l *Lists) []string {
	var text []string
	for i := range p.Mentees() {
		text = append(text, fmt.Sprint(p.Mentee(i).Key, l.Row(i)))
	}
	return text
}

// The order of the people makes no difference.
func TestOrderMakesNoDifference(t *testing.T) {
	mentees, mentors := newCrowd(t, 2).people(80, 60)
	said := func(mentees []Mentee, mentors []Mentor) map[string]int32 {
		p := newTestPool(t, testSetting(), mentees, mentors)
		lists, _ := p.Best(10, nil)
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
	mentees, mentors := newCrowd(t, 3).people(3, 3)
	for name, p := range map[string]*Pool{
		"nobody": newTestPool(t, testSetting(), nil, nil), "no mentors": newTestPool(t, testSetting(), mentees, nil), "no mentees": newTestPool(t, testSetting(), nil, mentors),
	} {
		for _, k := range []int{-1, 0, 1, 5} {
			lists, done := p.Best(k, nil)
			if !done || len(lists.Pairs) != 0 || len(lists.First) != p.Mentees()+1 {
				t.Errorf("%s, best %d: %v, %v", name, k, lists, done)
			}
		}
		if lists, done := p.All(nil); !done || len(lists.Pairs) != 0 {
			t.Errorf("%s: all: %v, %v", name, lists, done)
		}
	}
}

func TestWatchStopsTheWork(t *testing.T) {
	mentees, mentors := newCrowd(t, 4).people(500, 20)
	p := newTestPool(t, testSetting(), mentees, mentors)
	last := 0
	if _, done := p.Best(5, func(n, all int) bool { last = n; return all == 500 }); !done || last != 500 {
		t.Errorf("watched to %d of 500, done %v", last, done)
	}
	if lists, done := p.All(func(int, int) bool { return false }); done || lists != nil {
		t.Error("stopped work gives lists")
	}
}
