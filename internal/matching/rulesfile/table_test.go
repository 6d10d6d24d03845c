package rulesfile

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"domubiedrs/internal/matching"

	"github.com/google/go-cmp/cmp"
)

func sheet(headings string, rows ...string) Sheet {
	s := Sheet{Headings: strings.Split(headings, "|")}
	for _, row := range rows {
		s.Rows = append(s.Rows, strings.Split(row, "|"))
	}
	return s
}

const civilHeadings = "first name|email address|grade|organisation|profession"

func read(t testing.TB, f *File, mentees, mentors Sheet) *Table {
	t.Helper()
	table, err := f.Read(mentees, mentors)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestCivilServiceRules(t *testing.T) {
	f := parse(t, string(example(t, "civil-service")))
	table := read(t, f, sheet(civilHeadings, "A|a@example.org|EO|Love|Law"), sheet(civilHeadings,
		"B|b@example.org|HEO|Truth|Law", "C|c@example.org|SEO|Truth|law ", "D|d@example.org|SEO|Truth|Policy",
		"E|e@example.org|SEO|Love|Law", "F|f@example.org|EO|Truth|Law", "G|g@example.org|Grade 7|Truth|Law", "H|h@example.org|AO|Truth|Law", "I|i@example.org|?|Truth|Law"))
	got, _ := table.All(nil)
	want := []matching.Pair{{Mentor: 0, Score: 19}, {Mentor: 1, Score: 22}, {Mentor: 2, Score: 12}}
	if diff := cmp.Diff(want, got.Row(0)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Unread{{"mentor", 8, "grade", "?"}}, table.Unread); diff != "" {
		t.Error(diff)
	}
	if table.Capacity(0) != 3 || table.Mentees()[0] != "a@example.org" || table.Mentors()[7] != "i@example.org" {
		t.Errorf("capacity %d, keys %v %v", table.Capacity(0), table.Mentees(), table.Mentors())
	}
	if diff := cmp.Diff([]Line{{"same organisation", true, 0, 0}, {"two grades above", false, 12, 12}, {"one grade above", false, 0, 9}, {"same profession", false, 10, 10}}, table.Explain(0, 3)); diff != "" {
		t.Error(diff)
	}
	if setting := f.Setting(); f.Guidelines() || setting.Check() != nil {
		t.Error("the civil service's file judges applications")
	}
}

// Against the rules written down once more, on random people.
func TestCivilServiceRulesAgainstCode(t *testing.T) {
	grades := []string{"AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4"}
	r := rand.New(rand.NewPCG(1, 1))
	side := func(prefix string, n int) (s Sheet, grade []int) {
		s = sheet(civilHeadings)
		for i := range n {
			g := r.IntN(len(grades))
			grade = append(grade, g)
			s.Rows = append(s.Rows, []string{"x", fmt.Sprint(prefix, i, "@example.org"), grades[g], fmt.Sprint("org ", r.IntN(5)), fmt.Sprint("prof ", r.IntN(4))})
		}
		return s, grade
	}
	mentees, below := side("e", 120)
	mentors, above := side("o", 90)
	table := read(t, parse(t, string(example(t, "civil-service"))), mentees, mentors)
	for i, e := range mentees.Rows {
		for j, o := range mentors.Rows {
			steps := above[j] - below[i]
			allowed := e[3] != o[3] && (steps == 1 || steps == 2)
			score := map[int]int{1: 9, 2: 12}[steps]
			if e[4] == o[4] {
				score += 10
			}
			if table.Allowed(i, j) != allowed || table.Score(i, j) != score {
				t.Fatalf("%v – %v: allowed %v, %d points; want %v, %d", e, o, table.Allowed(i, j), table.Score(i, j), allowed, score)
			}
		}
	}
}

func TestConditions(t *testing.T) {
	const start = "version: 1\nstart: nothing\ncolumns: {id: id, a: a, list: {parts: /}, level: {order: [low, middle, high]}}\nkey: id\npoints: [{name: x, points: 1, when: "
	for _, c := range []struct {
		when, mine, theirs string // cells a|list|level
		want               int
	}{
		{"{equal: a}", "Rīga|x|low", "rīga |y|low", 1},
		{"{equal: a}", "||", "||", 0},
		{"{differs: a}", "x||", "y||", 1},
		{"{differs: a}", "x||", "||", 0},
		{"{filled: a}", "x||", "y||", 1},
		{"{not: {filled: a}}", "x||", "||", 1},
		{"{shared: list}", "|a/b|", "|B / c|", 1},
		{"{shared: list}", "|a/b|", "|c|", 0},
		{"{shared: {of: list, least: 2}}", "|a/b/c|", "|b/c/d|", 1},
		{"{shared: {of: list, least: 3}}", "|a/b/c|", "|b/c/d|", 0},
		{"{steps: {of: level, from: -1, to: 0}}", "||high", "||middle", 1},
		{"{steps: {of: level, from: -1, to: 0}}", "||high", "||low", 0},
		{"{steps: {of: level, from: -9, to: 9}}", "||high", "||top", 0},
		{"{all: [{equal: a}, {shared: list}]}", "x|a|", "x|a|", 1},
		{"{all: [{equal: a}, {shared: list}]}", "x|a|", "x|b|", 0},
		{"{any: [{equal: a}, {shared: list}]}", "x|a|", "x|b|", 1},
		{"{any: []}", "x|a|", "x|a|", 0},
		{"{all: []}", "x|a|", "y|b|", 1},
	} {
		table := read(t, parse(t, start+c.when+"}]"), sheet("id|a|list|level", "e|"+c.mine), sheet("ID|a|list|level", "o|"+c.theirs))
		if got := table.Score(0, 0); got != c.want {
			t.Errorf("%s: %q and %q give %d, want %d", c.when, c.mine, c.theirs, got, c.want)
		}
	}
}

func TestSharesAndTexts(t *testing.T) {
	f := parse(t, "version: 1\nstart: nothing\ncolumns: {id: id, topics: topics, about: {mentee: need, mentor: offer}}\nkey: id\npoints:\n- {name: topics, points: 30, share: topics}\n- {name: words, points: 20, alike: about}\n")
	table := read(t, f, sheet("id|topics|need", "e|data, AI, law|Gribu automatizēt rēķinus", "f||"), sheet("id|topics|offer", "o|ai; data|Automatizēju rēķinu apstrādi", "p|music|Spēlēju klavieres"))
	if x := table.Explain(0, 0); x[0].Points != 20 || x[1].Points < 5 {
		t.Errorf("a mentor who fits gets %v", x)
	}
	if a, b := table.Score(0, 0), table.Score(0, 1); a <= b || b != 0 || table.Score(1, 0) != 0 {
		t.Errorf("scores %d, %d, %d", a, b, table.Score(1, 0))
	}
}

func TestTablesAreRefused(t *testing.T) {
	f := parse(t, "version: 1\nstart: nothing\ncolumns: {id: id}\nkey: id\ncapacity: {heading: places, otherwise: 2}")
	good := sheet("id|places", "a|4", "b|", "c|0")
	if table := read(t, f, good, good); table.Capacity(0) != 4 || table.Capacity(1) != 2 || table.Capacity(2) != 0 {
		t.Errorf("capacities %v", table.capacity)
	}
	for want, sides := range map[string][2]Sheet{
		"mentees’ table has no column “id”":       {sheet("key"), good},
		"mentors’ table has no column “places”":   {good, sheet("id")},
		"mentee in row 2 has no “id”":             {sheet("id", "a", " "), good},
		"mentor “B” stands twice, again in row 2": {good, sheet("id|places", "b|1", "B|1")},
		"mentor in row 1: “many” is no number":    {good, sheet("id|places", "b|many")},
		"mentor in row 1: “-1” is no number":      {good, sheet("id|places", "b|-1")},
	} {
		_, err := f.Read(sides[0], sides[1])
		var told *FileError
		if !errors.As(err, &told) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want “%s”", err, want)
		}
	}
	if _, err := parse(t, "version: 1").Read(good, good); err == nil {
		t.Error("a file without columns reads tables")
	}
	if table := read(t, f, sheet("id|places"), sheet("id|places")); len(table.Mentees()) != 0 {
		t.Error("empty tables give people")
	}
}

func TestBothPutsPointsBesideWeights(t *testing.T) {
	f := parse(t, "version: 1\nweights: {need: 0, goal: 0, motivation: 0, role: 0, style: 0, values: 0, time: 0, perspective: 0, field: 0, meeting: 0, language: 100}\n"+
		"columns: {id: id, town: town, firm: firm}\nkey: id\nforbid: [{name: firm, when: {equal: firm}}]\npoints: [{name: town, points: 100, when: {equal: town}}]")
	person := func(key string) matching.Person {
		return matching.Person{Key: key, Languages: []string{"lv"}, Screened: true}
	}
	p, err := matching.NewPool(f.Setting(), []matching.Mentee{{Person: person("e")}}, []matching.Mentor{
		{Person: person("a"), Places: 1, Hours: 9}, {Person: person("b"), Places: 1, Hours: 9}, {Person: person("c"), Places: 1, Hours: 9}, {Person: person("d"), Hours: 9}})
	if err != nil {
		t.Fatal(err)
	}
	table := read(t, f, sheet("id|town|firm", "e|Rīga|x"), sheet("id|town|firm", "a|Rīga|y", "b|Cēsis|y", "c|Rīga|x", "d|Rīga|y"))
	lists, done := Both(p, table, nil)
	if diff := cmp.Diff([]matching.Pair{{Mentor: 0, Score: 10000}, {Mentor: 1, Score: 5000}}, lists.Row(0)); diff != "" || !done {
		t.Error(diff)
	}
}

// 1,000 mentees and 500 mentors by the civil service's file.
func BenchmarkCivilService(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	side := func(prefix string, n int) Sheet {
		s := sheet(civilHeadings)
		for i := range n {
			s.Rows = append(s.Rows, []string{"x", fmt.Sprint(prefix, i), []string{"AA", "AO", "EO", "HEO"}[r.IntN(4)], fmt.Sprint(r.IntN(9)), fmt.Sprint(r.IntN(9))})
		}
		return s
	}
	f := parse(b, string(example(b, "civil-service")))
	mentees, mentors := side("e", 1000), side("o", 500)
	for b.Loop() {
		read(b, f, mentees, mentors).All(nil)
	}
}
