package advice

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"domubiedrs/internal/matching"

	"github.com/google/go-cmp/cmp"
)

func person(key string) matching.Person {
	return matching.Person{Key: key, Person: "p-" + key, Screened: true, Languages: []string{"lv"}, Formats: []string{"online"}}
}

func pool(t *testing.T, mentees []matching.Mentee, mentors []matching.Mentor) *matching.Pool {
	t.Helper()
	p, err := matching.NewPool(matching.Defaults(), mentees, mentors)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDiagnosisFindsWhatHelpsMost(t *testing.T) {
	mentee := matching.Mentee{Person: person("mentee")}
	mentor := func(key string, spoil func(m *matching.Mentor)) matching.Mentor {
		m := matching.Mentor{Person: person(key), Places: 1, Hours: 4}
		spoil(&m)
		return m
	}
	english := func(m *matching.Mentor) { m.Languages = []string{"en"} }
	p := pool(t, []matching.Mentee{mentee}, []matching.Mentor{
		mentor("a", func(m *matching.Mentor) { m.Declined = []string{"p-mentee"} }),
		mentor("b", english),
		mentor("c", english),
		mentor("d", func(m *matching.Mentor) { m.Places = 0 }),
		mentor("e", func(m *matching.Mentor) { english(m); m.Places = 0 }),
		mentor("f", func(m *matching.Mentor) { english(m); m.Places = 0; m.Screened = false }),
	})
	got := Diagnose(p, 0)
	want := Diagnosis{Mentee: 0, Mentors: 6,
		Causes: []Cause{{matching.Language, 4, 2}, {matching.Places, 3, 1}, {matching.Declined, 1, 1}, {matching.Screened, 1, 0}},
		Helps: []Help{
			{[]matching.Rule{matching.Language}, 2, 1, p.Score(0, 1)},
			{[]matching.Rule{matching.Places}, 1, 3, p.Score(0, 3)},
			{[]matching.Rule{matching.Language, matching.Places}, 1, 4, p.Score(0, 4)},
		}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Lift{{matching.Language, 1}, {matching.Places, 1}}, Lifts(p, []int{0})); diff != "" {
		t.Error(diff)
	}
}

func TestLiftsCountOnlyThoseWithoutAnybody(t *testing.T) {
	foreign := matching.Mentee{Person: person("f")}
	foreign.Languages = []string{"en"}
	p := pool(t, []matching.Mentee{{Person: person("e")}, foreign}, []matching.Mentor{{Person: person("a"), Places: 1, Hours: 4}})
	if diff := cmp.Diff([]Lift{{matching.Language, 1}}, Lifts(p, []int{0, 1})); diff != "" {
		t.Error(diff)
	}
}

// cohort of mentees for whom the first mentor is always the best, solved by
// hand: mentee i goes to the i-th place.
func starCohort(mentees, mentors int, capacity int32) *Cohort {
	c := &Cohort{Lists: &matching.Lists{First: []int{0}}, Scale: 10}
	for j := range mentors {
		c.Capacity = append(c.Capacity, capacity)
		c.Prices = append(c.Prices, int64(10*100*(mentors-1-j)))
		c.MentorKeys = append(c.MentorKeys, fmt.Sprintf("o%03d", j))
	}
	for i := range mentees {
		for j := range mentors {
			c.Lists.Pairs = append(c.Lists.Pairs, matching.Pair{Mentor: int32(j), Score: int32(9000 - 100*j)})
		}
		c.Lists.First = append(c.Lists.First, len(c.Lists.Pairs))
		c.MenteeKeys = append(c.MenteeKeys, fmt.Sprintf("e%03d", i))
		to := int32(i) / capacity
		if int(to) >= mentors {
			to = -1
		}
		c.Assigned = append(c.Assigned, to)
	}
	return c
}

func TestAStarIsNotOnEveryList(t *testing.T) {
	c := starCohort(20, 10, 2)
	lists, err := Shortlists(c, 3)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[int32]int{}
	for i, list := range lists {
		if len(list.Picks) != 3 {
			t.Errorf("mentee %d is shown %d mentors, want 3", i, len(list.Picks))
		}
		if first := list.Picks[0]; !first.Assigned || first.Mentor != c.Assigned[i] {
			t.Errorf("mentee %d: the first is %+v, assigned is %d", i, first, c.Assigned[i])
		}
		for _, pick := range list.Picks {
			shown[pick.Mentor]++
		}
	}
	for j, n := range shown {
		if n > 3*2 {
			t.Errorf("mentor %d stands on %d lists, at most 6", j, n)
		}
	}
	last := lists[19]
	if len(last.Better) == 0 || last.Better[0].Mentor == last.Picks[0].Mentor || last.Better[0].Score <= last.Picks[0].Score {
		t.Errorf("nobody is better but full for the last: %+v", last)
	}
	for _, b := range last.Better {
		if b.Mentor == 0 && (b.Wanted != 20 || b.Worth != 900) {
			t.Errorf("the star is wanted by %d and worth %d; want 20 and 900", b.Wanted, b.Worth)
		}
	}
}

// The order of the people makes no difference, and no list has anybody twice.
func TestShortlistsDoNotDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	c := starCohort(30, 12, 2)
	for k := range c.Lists.Pairs {
		c.Lists.Pairs[k].Score = int32(r.IntN(20)) * 500
	}
	said := func(c *Cohort) map[string]string {
		lists, err := Shortlists(c, 3)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]string{}
		for i, list := range lists {
			for _, p := range list.Picks {
				all[c.MenteeKeys[i]] += fmt.Sprint(c.MentorKeys[p.Mentor], p.Score, p.Assigned, p.Listed, " ")
			}
			for _, b := range list.Better {
				all[c.MenteeKeys[i]] += fmt.Sprint(c.MentorKeys[b.Mentor], b.Score, b.Worth, b.Wanted, " ")
			}
		}
		return all
	}
	want := said(c)
	turned := &Cohort{Lists: &matching.Lists{First: []int{0}}, Scale: c.Scale, Capacity: c.Capacity, Prices: c.Prices, MentorKeys: c.MentorKeys}
	for i := len(c.Assigned) - 1; i >= 0; i-- {
		turned.Lists.Pairs = append(turned.Lists.Pairs, c.Lists.Row(i)...)
		turned.Lists.First = append(turned.Lists.First, len(turned.Lists.Pairs))
		turned.Assigned, turned.MenteeKeys = append(turned.Assigned, c.Assigned[i]), append(turned.MenteeKeys, c.MenteeKeys[i])
	}
	if diff := cmp.Diff(want, said(turned)); diff != "" {
		t.Error(diff)
	}
}

func TestPlacesServeWhoWaits(t *testing.T) {
	c := starCohort(10, 3, 2) // six places for ten
	got := Places(c, 2)
	want := []Place{{0, 200, 4}, {1, 100, 4}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if served := Places(starCohort(4, 3, 2), 2); len(served) != 0 {
		t.Errorf("everybody is served, and places help: %v", served)
	}
}

func TestShortlistsRefuse(t *testing.T) {
	for name, spoil := range map[string]func(c *Cohort){
		"too few assigned": func(c *Cohort) { c.Assigned = c.Assigned[1:] },
		"too few prices":   func(c *Cohort) { c.Prices = c.Prices[1:] },
		"no scale":         func(c *Cohort) { c.Scale = 0 },
		"above capacity":   func(c *Cohort) { c.Assigned[0], c.Assigned[1], c.Assigned[2] = 0, 0, 0 },
		"not on the list":  func(c *Cohort) { c.Assigned[0] = 2; c.Lists.Pairs[2].Mentor = 99 },
	} {
		c := starCohort(4, 3, 2)
		spoil(c)
		if _, err := Shortlists(c, 3); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if lists, err := Shortlists(starCohort(2, 2, 1), 0); err != nil || len(lists[0].Picks) != 0 {
		t.Errorf("lists of nobody: %v, %v", lists, err)
	}
}
