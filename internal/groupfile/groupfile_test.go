package groupfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching/group"
	"domubiedrs/internal/matching/plan"
)

func source(name, text string) matchfile.Source {
	return matchfile.Source{Name: name, Text: strings.NewReader(text), Size: int64(len(text))}
}

// office is two files of people: mentees by name, mentors with their places.
func office(t *testing.T, mentees, mentors []string, rules []byte) (*matchfile.Round, *plan.Plan) {
	t.Helper()
	r, err := matchfile.Read(matchfile.Input{Mentees: source("e.csv", "first name,last name,email address,role\n"+strings.Join(mentees, "\n")),
		Mentors: source("o.csv", "first name,last name,email address,places\n"+strings.Join(mentors, "\n")), Rules: rules, Model: "group"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Make(r.Order)
	if err != nil {
		t.Fatal(err)
	}
	return r, p
}

func mentees(n int) (rows []string) {
	for i := range n {
		rows = append(rows, fmt.Sprintf("E,N%02d,e%d@example.org,", i, i))
	}
	return rows
}

func solve(t *testing.T, r *matchfile.Round, p *plan.Plan, a Ask) *Result {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	found, err := Solve(r, p, a, texts.For(i18n.EN))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// sizes are the numbers of people in groups, by mentor.
func (r *Result) sizes() map[string]int {
	sizes := map[string]int{}
	for _, g := range r.groups() {
		sizes[r.Mentors[g.mentor].Key] = len(g.mentees)
	}
	return sizes
}

var three = Ask{Least: 3, Most: 6}

// TestSizes: nobody has fewer than three or more than six, nor more than they
// say; who has fewer places than a group needs has none.
func TestSizes(t *testing.T) {
	for name, tt := range map[string]struct {
		mentees  int
		mentors  []string
		served   int
		possible int
		groups   int
	}{
		"one group":                      {5, []string{"M,A,m@example.org,6"}, 5, 5, 1},
		"six at most":                    {8, []string{"M,A,m@example.org,20"}, 6, 6, 1},
		"seven cannot be three and four": {7, []string{"M,A,m@example.org,3", "N,B,n@example.org,3"}, 6, 6, 2},
		"two are no group":               {2, []string{"M,A,m@example.org,6"}, 0, 0, 0},
		"two places are none":            {6, []string{"M,A,m@example.org,2", "N,B,n@example.org,3"}, 3, 3, 1},
		"nobody says":                    {6, []string{"M,A,m@example.org,"}, 6, 6, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r, p := office(t, mentees(tt.mentees), tt.mentors, nil)
			got := solve(t, r, p, three)
			if got.Served != tt.served || got.Possible != tt.possible || len(got.groups()) != tt.groups || got.Gap != 0 {
				t.Errorf("%d of %d in %d groups, gap %d", got.Served, got.Possible, len(got.groups()), got.Gap)
			}
			for who, n := range got.sizes() {
				if n < three.Least || n > three.Most {
					t.Errorf("%s has %d", who, n)
				}
			}
		})
	}
}

// TestTheOrderOfRowsMakesNoDifference to who is with whom.
func TestTheOrderOfRowsMakesNoDifference(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	people, helpers := mentees(11), []string{"M,A,m@example.org,4", "N,B,n@example.org,5", "O,C,o@example.org,3"}
	with := func() map[string][]string {
		r, p := office(t, people, helpers, nil)
		found, groups := solve(t, r, p, three), map[string][]string{}
		for _, g := range found.groups() {
			groups[r.Mentors[g.mentor].Key] = found.called(g.mentees)
		}
		return groups
	}
	first := with()
	for range 5 {
		random.Shuffle(len(people), func(a, b int) { people[a], people[b] = people[b], people[a] })
		random.Shuffle(len(helpers), func(a, b int) { helpers[a], helpers[b] = helpers[b], helpers[a] })
		if diff := cmp.Diff(first, with()); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestRefusals(t *testing.T) {
	r, p := office(t, mentees(3), []string{"M,A,m@example.org,6"}, nil)
	for _, a := range []Ask{{Least: 0, Most: 3}, {Least: 4, Most: 3}} {
		if _, err := Solve(r, p, a, nil); !errors.Is(err, ErrSizes) {
			t.Errorf("%+v: %v", a, err)
		}
	}
	bare := *p
	bare.Order.Pool = nil
	if _, err := Solve(r, &bare, Ask{Least: 3, Most: 6, Composition: group.Mixed}, nil); !errors.Is(err, ErrRoles) {
		t.Error(err)
	}
}

func TestWhatIsWritten(t *testing.T) {
	r, p := office(t, mentees(8), []string{"M,A,m@example.org,6"}, nil)
	found := solve(t, r, p, three)
	said := strings.Join(found.Summary(), "\n")
	for _, text := range []string{"Mentees: 8. Mentors: 1. Mentors’ places: 6.", "1 group is formed, with 6 mentees in it.", "No more people can be in groups", "It is proved that none is better",
		"M A: E N", "1 mentor would do, but the group is full"} {
		if !strings.Contains(said, text) {
			t.Errorf("%q is not in\n%s", text, said)
		}
	}
	var b bytes.Buffer
	if err := found.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var all result
	if err := json.Unmarshal(b.Bytes(), &all); err != nil || all.Served != 6 || len(all.Groups) != 1 || len(all.Groups[0].Mentees) != 6 || all.Gap == nil || len(all.Waiting) != 2 {
		t.Errorf("%v: %+v", err, all)
	}
	for _, name := range Tables {
		b.Reset()
		if err := found.WriteCSV(&b, name); err != nil || b.Len() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := found.WriteBook(&b); err != nil {
		t.Error(err)
	}
}
