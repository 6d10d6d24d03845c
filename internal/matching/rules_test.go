package matching

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// breaking makes a fitting pair break one rule.
var breaking = map[Rule]func(e *Mentee, o *Mentor){
	SamePerson:     func(e *Mentee, o *Mentor) { o.Person.Person = "anna" },
	LineManager:    func(e *Mentee, o *Mentor) { e.Manager = "juris" },
	DeclaredTie:    func(e *Mentee, o *Mentor) { e.Conflicts = []Conflict{{Kind: FamilyTie, With: "juris"}} },
	CoolingOff:     func(e *Mentee, o *Mentor) { o.Conflicts = []Conflict{{ProcurementTie, "anna", true, 11}} },
	OwnUnit:        func(e *Mentee, o *Mentor) { e.Institution, e.Unit, o.Institution, o.Unit = "a", "it", "a", "it" },
	OwnInstitution: func(e *Mentee, o *Mentor) { e.Institution, o.Institution = "a", "a" },
	Language:       func(e *Mentee, o *Mentor) { o.Languages = []string{"en"} },
	Format:         func(e *Mentee, o *Mentor) { e.Formats, o.Regions = []string{"onsite"}, []string{"latgale"} },
	Model:          func(e *Mentee, o *Mentor) { o.Models = []string{"group"} },
	Places:         func(e *Mentee, o *Mentor) { o.RunningMentees = 2 },
	Hours:          func(e *Mentee, o *Mentor) { e.Rhythm, o.RunningHours = "twice", 5 },
	Declined:       func(e *Mentee, o *Mentor) { o.Declined = []string{"anna"} },
	Former:         func(e *Mentee, o *Mentor) { e.Former = []string{"juris"} },
	Screened:       func(e *Mentee, o *Mentor) { o.Screened = false },
	OnDemand:       func(e *Mentee, o *Mentor) { e.OnDemand = true },
}

func TestEachRuleBlocksAndCanBeSwitchedOff(t *testing.T) {
	for _, rule := range AllRules() {
		e, o := fitting()
		breaking[rule](&e, &o)
		on := testSetting()
		on.Rules = on.Rules.Switch(true, rule)
		p := newTestPool(t, on, []Mentee{e}, []Mentor{o})
		if diff := cmp.Diff([]Rule{rule}, p.Blocks(0, 0)); diff != "" {
			t.Errorf("%s: %s", rule, diff)
		}
		off := testSetting()
		off.Rules = off.Rules.Switch(false, rule)
		p = newTestPool(t, off, []Mentee{e}, []Mentor{o})
		if !p.Allowed(0, 0) {
			t.Errorf("%s is off, and blocks: %v", rule, p.Blocks(0, 0))
		}
	}
}

func TestDefaultRulesLeaveTheInstitutionToTheProgramme(t *testing.T) {
	for _, rule := range AllRules() {
		if on := DefaultRules().On[rule]; on != (rule != OwnInstitution) {
			t.Errorf("%s is on: %v", rule, on)
		}
	}
}

// A tie counts whoever declared it, and ends with its cooling-off.
func TestTiesCountFromBothSides(t *testing.T) {
	for _, tie := range []struct {
		conflict Conflict
		want     []Rule
	}{
		{Conflict{FamilyTie, "", false, 0}, []Rule{DeclaredTie}},
		{Conflict{ManagerTie, "", false, 0}, []Rule{DeclaredTie}},
		{Conflict{ProcurementTie, "", true, 11}, []Rule{CoolingOff}},
		{Conflict{ProcurementTie, "", true, 12}, nil},
		{Conflict{ReportTie, "", false, 0}, nil},
	} {
		e, o := fitting()
		tie.conflict.With = "juris"
		e.Conflicts = []Conflict{tie.conflict}
		one := newTestPool(t, testSetting(), []Mentee{e}, []Mentor{o}).Blocks(0, 0)
		tie.conflict.With = "anna"
		e.Conflicts, o.Conflicts = nil, []Conflict{tie.conflict}
		other := newTestPool(t, testSetting(), []Mentee{e}, []Mentor{o}).Blocks(0, 0)
		if diff := cmp.Diff([][]Rule{tie.want, tie.want}, [][]Rule{one, other}); diff != "" {
			t.Errorf("%+v: %s", tie.conflict, diff)
		}
	}
}

func TestHierarchyWarnsAndDoesNotForbid(t *testing.T) {
	for name, made := range map[string]struct {
		make func(e *Mentee, o *Mentor)
		want []Warning
	}{
		"equals":             {func(e *Mentee, o *Mentor) {}, nil},
		"mentee manages":     {func(e *Mentee, o *Mentor) { o.Manager = "anna" }, []Warning{MenteeManages}},
		"mentee declares it": {func(e *Mentee, o *Mentor) { e.Conflicts = []Conflict{{Kind: ReportTie, With: "juris"}} }, []Warning{MenteeManages}},
		"mentee outranks":    {func(e *Mentee, o *Mentor) { e.Level = "institution-lead" }, []Warning{MenteeOutranks}},
		"level not known":    {func(e *Mentee, o *Mentor) { e.Level, o.Level = "institution-lead", "other" }, nil},
	} {
		e, o := fitting()
		made.make(&e, &o)
		p := newTestPool(t, testSetting(), []Mentee{e}, []Mentor{o})
		if diff := cmp.Diff(made.want, p.Warnings(0, 0)); diff != "" || !p.Allowed(0, 0) {
			t.Errorf("%s: allowed %v, %s", name, p.Allowed(0, 0), diff)
		}
	}
}

// No rule blocks on what nobody knows.
func TestRulesDoNotGuess(t *testing.T) {
	p := newTestPool(t, testSetting(), []Mentee{{Person: Person{Key: "e", Screened: true}}}, []Mentor{{Person: Person{Key: "o", Screened: true}, Places: 1, Hours: 2}})
	if blocks := p.Blocks(0, 0); len(blocks) > 0 {
		t.Errorf("people without answers are blocked by %v", blocks)
	}
}

func TestCapacityIsHeadsAndHours(t *testing.T) {
	for _, c := range []struct{ places, running, hours, used, want int }{
		{3, 0, 20, 0, 3}, {3, 2, 20, 0, 1}, {3, 4, 20, 0, 0}, {3, 0, 4, 0, 2}, {3, 0, 5, 2, 1}, {3, 0, 1, 0, 0}, {0, 0, 20, 0, 0}, {1 << 20, 0, 1 << 22, 0, 1 << 20},
	} {
		p := newTestPool(t, testSetting(), nil, []Mentor{{Person: Person{Key: "o"}, Places: c.places, RunningMentees: c.running, Hours: c.hours, RunningHours: c.used}})
		if got := p.Capacity(0); got != int32(c.want) {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestPoolRefuses(t *testing.T) {
	person := func(key string) Person { return Person{Key: key} }
	var key *KeyError
	if _, err := NewPool(Defaults(), []Mentee{{Person: person("a")}, {Person: person("a")}}, nil); !errors.As(err, &key) || key.Index != 1 {
		t.Errorf("two mentees with one key: %v", err)
	}
	if _, err := NewPool(Defaults(), nil, []Mentor{{}}); !errors.As(err, &key) || key.Key != "" {
		t.Errorf("a mentor without a key: %v", err)
	}
	for _, n := range []int{-1, MaxWeight + 1} {
		bad := Defaults()
		bad.Weights[Goal] = n
		if _, err := NewPool(bad, nil, nil); err == nil {
			t.Errorf("a weight of %d passes", n)
		}
	}
	bad := Defaults()
	bad.Rules.CoolingOffMonths = -1
	if _, err := NewPool(bad, nil, nil); err == nil {
		t.Error("a negative cooling-off passes")
	}
	var themes []string
	for n := range 300 {
		themes = append(themes, string(rune(0x4e00+n)))
	}
	if _, err := NewPool(Defaults(), []Mentee{{Person: Person{Key: "a", Themes: themes}}}, nil); err == nil {
		t.Error("more themes than can be told apart pass")
	}
}

func TestNamesAreRead(t *testing.T) {
	for _, r := range AllRules() {
		if got, known := RuleNamed(r.String()); !known || got != r {
			t.Errorf("%s is read as %s", r, got)
		}
	}
	for _, c := range AllCriteria() {
		if got, known := CriterionNamed(c.String()); !known || got != c {
			t.Errorf("%s is read as %s", c, got)
		}
	}
	if _, known := RuleNamed("age"); known {
		t.Error("a rule about age is known")
	}
	if _, known := CriterionNamed("sex"); known {
		t.Error("a criterion about sex is known")
	}
	if sum := DefaultWeights().sum(); sum != 100 {
		t.Errorf("default weights sum to %d", sum)
	}
	w := DefaultWeights()
	for c := Role; c < criteria; c++ {
		if w[c] >= min(w[Need], w[Goal], w[Motivation]) {
			t.Errorf("%s weighs as much as the mentee's reasons (R6.1-2)", c)
		}
	}
}

func testSetting() Setting { return Defaults() }

func newTestPool(t testing.TB, setting Setting, mentees []Mentee, mentors []Mentor) *Pool {
	t.Helper()
	p, err := NewPool(setting, mentees, mentors)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
