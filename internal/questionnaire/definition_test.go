package questionnaire

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
)

// verdict is the field and the key of the first thing that is wrong.
func verdict(err error) string {
	f := fault.As(err)
	switch {
	case err == nil:
		return ""
	case f == nil:
		return "error"
	case len(f.Fields) == 0:
		return strings.TrimPrefix(f.Key, "questionnaire.fault.")
	}
	var list []string
	for field, m := range f.Fields {
		list = append(list, field+": "+strings.TrimPrefix(m.Key, "questionnaire.fault."))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func TestWhatADefinitionMayNotBe(t *testing.T) {
	prompt := func(key string, change func(*Prompt)) func(*Questionnaire) {
		return func(q *Questionnaire) { change(q.find(key)) }
	}
	section := func(change func(*Section)) func(*Questionnaire) {
		return func(q *Questionnaire) { change(&q.Sections[2]) }
	}
	for name, tt := range map[string]struct {
		change func(*Questionnaire)
		want   string
	}{
		"no title":                   {func(q *Questionnaire) { q.Title = Text{} }, "title_en: both-languages, title_lv: both-languages"},
		"help in one language":       {func(q *Questionnaire) { q.Help.LV = "x" }, "help_en: both-languages"},
		"a key with spaces":          {func(q *Questionnaire) { q.Key = "a b" }, "error"},
		"a section twice":            {section(func(s *Section) { s.Key = "two" }), "error"},
		"minutes backwards":          {section(func(s *Section) { s.Minutes = []int{5, 3} }), "error"},
		"one minute alone":           {section(func(s *Section) { s.Minutes = []int{5} }), "error"},
		"an empty section":           {section(func(s *Section) { s.Prompts = nil }), "error"},
		"a section title missing":    {section(func(s *Section) { s.Title.EN = "" }), "title_en: both-languages"},
		"too many prompts":           {section(func(s *Section) { s.Prompts = many(MaxPrompts) }), "prompts"},
		"a key twice":                {prompt("why", func(p *Prompt) { p.Key = "way" }), "key: key-taken"},
		"a key of a retired prompt":  {prompt("why", func(p *Prompt) { p.Key = "old" }), "key: key-taken"},
		"a key with a sign":          {prompt("why", func(p *Prompt) { p.Key = "kāpēc" }), "key: key"},
		"a kind nobody knows":        {prompt("why", func(p *Prompt) { p.Kind = "html" }), "kind: kind"},
		"a note that is required":    {prompt("read", func(p *Prompt) { p.Required = true }), "required: note"},
		"a label in one language":    {prompt("why", func(p *Prompt) { p.Label.EN = "" }), "label_en: both-languages"},
		"a label too long":           {prompt("why", func(p *Prompt) { p.Label.LV = strings.Repeat("ā", MaxLabel+1) }), "label_lv: too-long"},
		"help too long":              {prompt("why", func(p *Prompt) { p.Help = both(strings.Repeat("ā", MaxHelp+1)) }), "help_en: too-long, help_lv: too-long"},
		"a text without end":         {prompt("why", func(p *Prompt) { p.Max = MaxLong + 1 }), "max: number"},
		"a scale upside down":        {prompt("rate", func(p *Prompt) { p.Min, p.Max = 5, 4 }), "max: number"},
		"a scale too wide":           {prompt("rate", func(p *Prompt) { p.Max = 11 }), "max: number"},
		"a date with limits":         {prompt("day", func(p *Prompt) { p.Min = 1 }), "min: number"},
		"a scale without ends":       {prompt("rate", func(p *Prompt) { p.Ends = nil }), "ends: ends"},
		"a half end":                 {prompt("rate", func(p *Prompt) { p.Ends[1].LV = "" }), "ends_lv: both-languages"},
		"a text with ends":           {prompt("why", func(p *Prompt) { p.Ends = []Text{both("a"), both("b")} }), "ends: ends"},
		"a text with options":        {prompt("why", func(p *Prompt) { p.Options = options("a", "b") }), "options: no-options"},
		"a text with a source":       {prompt("why", func(p *Prompt) { p.Source = Roles }), "options: no-options"},
		"a choice of one":            {prompt("pick", func(p *Prompt) { p.Options = options("a") }), "options: options"},
		"an option twice":            {prompt("pick", func(p *Prompt) { p.Options = options("a", "a") }), "options: code"},
		"a code with spaces":         {prompt("pick", func(p *Prompt) { p.Options = options("a", "b c") }), "options: code"},
		"an option in one language":  {prompt("pick", func(p *Prompt) { p.Options[0].Label.EN = "" }), "options_en: both-languages"},
		"a source nobody knows":      {prompt("place", func(p *Prompt) { p.Source = "people" }), "source: source"},
		"more wanted than offered":   {prompt("way", func(p *Prompt) { p.Min, p.Max = 9, 9 }), "options: options"},
		"an indicator with spaces":   {prompt("why", func(p *Prompt) { p.Measures = "a b" }), "measures: key"},
		"a condition on nothing":     {prompt("where", func(p *Prompt) { p.When.Prompt = "nothing" }), "condition"},
		"a condition on itself":      {prompt("where", func(p *Prompt) { p.When.Prompt = "where" }), "condition"},
		"a condition ahead":          {prompt("place", func(p *Prompt) { p.When = &Condition{"way", []string{"onsite"}} }), "condition"},
		"a condition on a condition": {prompt("why", func(p *Prompt) { p.When = &Condition{"where", []string{"x"}} }), "condition"},
		"a condition on a text":      {prompt("count", func(p *Prompt) { p.When = &Condition{"why", []string{"x"}} }), "condition"},
		"a condition on no answer":   {prompt("where", func(p *Prompt) { p.When.In = nil }), "condition"},
		"on an unknown answer":       {prompt("where", func(p *Prompt) { p.When.In = []string{"pigeon"} }), "condition"},
		"on a retired prompt":        {prompt("way", func(p *Prompt) { p.Retired = true }), "condition"},
		"on the other side's prompt": {func(q *Questionnaire) { q.Sections[0].For = []Audience{Mentee} }, "condition"},
		"yes and no are answers":     {prompt("rate", func(p *Prompt) { p.When = &Condition{"sure", []string{Yes}} }), ""},
		"on what everybody sees":     {prompt("pick", func(p *Prompt) { p.When = &Condition{"sure", []string{No}} }), ""},
	} {
		t.Run(name, func(t *testing.T) {
			q := sample()
			tt.change(&q)
			if got := verdict(q.validate()); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func many(n int) (list []Prompt) {
	for i := range n {
		list = append(list, Prompt{Key: fmt.Sprint("p", i), Kind: Short, Label: both("x")})
	}
	return list
}

func keys(q Questionnaire, section string) (list []string) {
	s, _ := q.Section(section)
	for _, p := range s.Prompts {
		list = append(list, p.Key)
	}
	return list
}

func TestRewording(t *testing.T) {
	q := sample()
	w := Wording{Label: Text{" Cik  daudz? ", "How many?"}, Help: both("Skaitiet."), Ends: []Text{both("maz"), both("daudz")}}
	if err := q.reword("rate", w); err != nil {
		t.Fatal(err)
	}
	p, _ := q.Prompt("rate")
	want := Prompt{Key: "rate", Kind: Scale, Label: Text{"Cik daudz?", "How many?"}, Help: both("Skaitiet."), Ends: w.Ends}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	if err := q.reword("pick", Wording{Label: both("Izvēle"), Options: map[string]Text{"b": both("Otrā"), "z": both("Nav")}}); err != nil {
		t.Fatal(err)
	}
	p, _ = q.Prompt("pick")
	if diff := cmp.Diff([]Option{{Code: "a", Label: both("a")}, {Code: "b", Label: both("Otrā")}}, p.Options); diff != "" {
		t.Error(diff)
	}
	for name, got := range map[string]string{
		"an unknown prompt":  verdict(q.reword("nothing", w)),
		"an unknown section": verdict(q.rewordSection("nothing", both("x"), Text{})),
	} {
		if got != "fault.not-found" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := verdict(q.reword("rate", Wording{Label: Text{LV: "Cik?"}})); got != "label_en: both-languages" {
		t.Errorf("one language: %q", got)
	}
	if err := errors.Join(q.reword("rate", w), q.rewordSection("two", both(" Otrā "), both("Ievads")), q.retitle(both("Anketa"), Text{})); err != nil {
		t.Fatal(err)
	}
	if two, _ := q.Section("two"); two.Title.LV != "Otrā" || two.Help.LV != "Ievads" || q.Title.LV != "Anketa" {
		t.Errorf("section %+v, title %+v", two.Title, q.Title)
	}
}

// TestRules: what an answer must be may change, but not where the programme reads
// it; an option that was taken out leaves its code to nobody.
func TestRules(t *testing.T) {
	q := sample()
	pick, _ := q.Prompt("pick")
	gone := Wording{Label: both("Izvēle"), Options: map[string]Text{"b": {}},
		Rules: &Rules{Required: true, More: []Text{both(" Trešā "), both("Ceturtā")}}}
	if err := q.reword("pick", gone); err != nil {
		t.Fatal(err)
	}
	got, _ := q.Prompt("pick")
	if len(got.Options) != 3 || !got.Required || got.Options[0] != pick.Options[0] || got.Options[1].Label != both("Trešā") {
		t.Fatalf("the prompt is %+v", got)
	}
	for _, o := range got.Options[1:] {
		if _, old := pick.Option(o.Code); old || o.Code == got.Options[0].Code {
			t.Errorf("the code %s is used again", o.Code)
		}
	}
	if got.Options[1].Code == got.Options[2].Code {
		t.Error("two options share a code")
	}
	if err := q.reword("rate", Wording{Label: both("Cik?"), Rules: &Rules{Min: 2, Max: 5}}); err != nil {
		t.Fatal(err)
	}
	if rate, _ := q.Prompt("rate"); rate.Min != 2 || rate.Max != 5 {
		t.Errorf("the scale is %+v", rate)
	}
	measured, read, wide := sample(), sample(), sample()
	measured.find("rate").Measures, read.find("pick").Fixed = "rating", true
	for name, tt := range map[string]struct{ got, want string }{
		"a limit beyond the kind's": {verdict(wide.reword("rate", Wording{Label: both("Cik?"), Rules: &Rules{Max: 11}})), "max: number"},
		"a single option":           {verdict(q.reword("pick", Wording{Label: both("x"), Options: map[string]Text{got.Options[1].Code: {}, got.Options[2].Code: {}}, Rules: &Rules{}})), "options: options"},
		"what a report reads":       {verdict(measured.reword("rate", Wording{Label: both("Cik?"), Rules: &Rules{}})), "ruled"},
		"what the programme reads":  {verdict(read.reword("pick", Wording{Label: both("Ko?"), Rules: &Rules{}})), "ruled"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", name, tt.got, tt.want)
		}
	}
}

func TestAdding(t *testing.T) {
	q := sample()
	given := Prompt{Kind: Choice, Label: both(" Krāsa "), Fixed: true, Retired: true, Options: options(" red ", "blue")}
	given.Options[0].Code = "red"
	if err := q.add("one", given, nil); err != nil {
		t.Fatal(err)
	}
	one, _ := q.Section("one")
	p := one.Prompts[len(one.Prompts)-1]
	if !strings.HasPrefix(p.Key, "own-") || p.Fixed || p.Retired || p.Label.LV != "Krāsa" || p.Options[0].Label.LV != "red" {
		t.Errorf("added %+v", p)
	}
	if given.Options[0].Label.LV != " red " {
		t.Error("the caller's list was changed")
	}
	earlier := []Edition{{Questionnaire: Questionnaire{Sections: []Section{{Prompts: []Prompt{{Key: "gone", Kind: Date}}}}}}}
	for name, tt := range map[string]struct{ got, want string }{
		"a key that is taken":   {verdict(q.add("one", Prompt{Key: "why", Kind: Long, Label: both("x")}, nil)), "key: key-taken"},
		"an unknown section":    {verdict(q.add("nothing", Prompt{Kind: Long, Label: both("x")}, nil)), "fault.not-found"},
		"a retired key":         {verdict(fresh().add("one", Prompt{Key: "old", Kind: Short, Label: both("x")}, nil)), "key: key-taken"},
		"an earlier key":        {verdict(fresh().add("one", Prompt{Key: "gone", Kind: Short, Label: both("x")}, earlier)), "key: kind-changed"},
		"an earlier key's kind": {verdict(fresh().add("one", Prompt{Key: "gone", Kind: Date, Label: both("x")}, earlier)), ""},
		"no label":              {verdict(fresh().add("one", Prompt{Kind: Date}, nil)), "label_en: both-languages, label_lv: both-languages"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", name, tt.got, tt.want)
		}
	}
}

func fresh() *Questionnaire {
	q := sample()
	return &q
}

func TestRetiringAndRestoring(t *testing.T) {
	q := sample()
	if got := verdict(q.retire("way")); got != "depended" {
		t.Errorf("a prompt that another depends on: %q", got)
	}
	if err := errors.Join(q.retire("where"), q.retire("way")); err != nil {
		t.Fatal(err)
	}
	if got := verdict(q.restore("where")); got != "condition" {
		t.Errorf("restored before what it depends on: %q", got)
	}
	q = sample()
	q.find("why").Fixed = true
	if got := verdict(q.retire("why")); got != "fixed" {
		t.Errorf("a prompt that the programme reads: %q", got)
	}
	if err := q.restore("old"); err != nil || q.find("old").Retired {
		t.Errorf("restore: %v", err)
	}
	if q.retire("nothing") == nil || q.restore("nothing") == nil {
		t.Error("an unknown prompt is retired or restored")
	}
}

func TestOrdering(t *testing.T) {
	q := sample()
	if err := q.order("one", []string{"read", "way", "place"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"read", "way", "place", "old"}, keys(q, "one")); diff != "" {
		t.Error(diff)
	}
	for name, tt := range map[string]struct {
		section string
		keys    []string
		want    string
	}{
		"one missing":        {"one", []string{"way", "place"}, "order"},
		"one twice":          {"one", []string{"way", "place", "place"}, "order"},
		"a retired one":      {"one", []string{"way", "place", "read", "old"}, "order"},
		"of another section": {"one", []string{"way", "place", "why"}, "order"},
		"an unknown section": {"nothing", nil, "fault.not-found"},
	} {
		q := sample()
		if got := verdict(q.order(tt.section, tt.keys)); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	q = sample()
	q.find("count").When = &Condition{"sure", []string{Yes}}
	if got := verdict(q.order("two", []string{"sure", "where", "why", "count", "day", "rate", "steps"})); got != "" {
		t.Errorf("what it depends on goes first: %q", got)
	}
	if got := verdict(q.order("two", []string{"count", "sure", "where", "why", "day", "rate", "steps"})); got != "condition" {
		t.Errorf("a prompt goes before what it depends on: %q", got)
	}
}
