package questionnaire

import (
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
)

func both(s string) Text { return Text{s, s + " in English"} }

func options(codes ...string) (list []Option) {
	for _, c := range codes {
		list = append(list, Option{Code: c, Label: both(c)})
	}
	return list
}

// sample has a prompt of every kind, a condition, a source and a retired prompt.
func sample() Questionnaire {
	prompt := func(key string, kind Kind) Prompt { return Prompt{Key: key, Kind: kind, Label: both(key)} }
	source, way, more, old, scale, items := prompt("place", Choice), prompt("way", Choices), prompt("where", Short), prompt("old", Short),
		prompt("rate", Scale), prompt("steps", Items)
	source.Source, source.Options = Institutions, options("other")
	way.Options, way.Min, way.Max, way.Required = append(options("online", "onsite", "phone"), Option{Code: "none", Label: both("none"), Alone: true}), 1, 2, true
	more.When, more.Required, more.Max = &Condition{"way", []string{"onsite", "phone"}}, true, 10
	old.Retired, old.Required = true, true
	scale.Ends, items.Min, items.Max = []Text{both("low"), both("high")}, 2, 3
	return Questionnaire{Key: "sample", Version: 1, Moment: Applying, Audience: Audiences, Title: both("Sample"), Sections: []Section{
		{Key: "one", Title: both("One"), Prompts: []Prompt{source, way, prompt("read", Note), old}},
		{Key: "two", Title: both("Two"), Prompts: []Prompt{more, prompt("why", Long), prompt("count", Number), prompt("day", Date),
			prompt("sure", YesNo), scale, items}},
		{Key: "mine", Title: both("Mine"), For: []Audience{Mentor}, Prompts: []Prompt{prompt("pick", Choice).with(options("a", "b"))}},
	}}
}

func (p Prompt) with(o []Option) Prompt {
	p.Options = o
	return p
}

// known has one institution.
func known(source Source, code string) (bool, error) {
	return source == Institutions && code == "saeima", nil
}

// wrongs are the keys of the messages by prompt.
func wrongs(t *testing.T, err error) map[string]string {
	t.Helper()
	got := map[string]string{}
	if err == nil {
		return got
	}
	if !fault.Is(err, fault.Invalid) {
		t.Fatalf("not a message to the person: %v", err)
	}
	for field, m := range fault.As(err).Fields {
		got[field] = strings.TrimPrefix(m.Key, "questionnaire.fault.")
	}
	return got
}

func TestTheSampleIsValid(t *testing.T) {
	if err := sample().validate(); err != nil {
		t.Fatal(err)
	}
	used := map[Kind]bool{}
	for _, s := range sample().Sections {
		for _, p := range s.Prompts {
			used[p.Kind] = true
		}
	}
	if len(used) != len(Kinds()) {
		t.Errorf("the sample has %d kinds of %d", len(used), len(Kinds()))
	}
}

// TestEveryKindRoundTrips posts an answer of every kind, keeps it as JSON, and
// posts what was kept again: nothing changes.
func TestEveryKindRoundTrips(t *testing.T) {
	q := sample()
	form := url.Values{
		"place": {" saeima "}, "way": {"onsite", "phone", "onsite", ""}, "read": {"nothing"}, "old": {"gone"}, "stranger": {"x"},
		"where": {"  Ri\u0304ga\t iela "}, "why": {"Pirma\u0304 \r\n\r\n\r\n\r\n  otra\u202e\x00 rin\u200dda \n"}, "count": {" 1\u00a0200 "},
		"day": {"3.2.2026."}, "sure": {"yes"}, "rate": {"07"}, "steps": {"viens\ndivi", "", "viens", " trīs\r\rčetri "}, "pick": {"b"},
	}
	want := Answers{
		"place": {"saeima"}, "way": {"onsite", "phone"}, "where": {"Rīga iela"}, "why": {"Pirmā\n\n  otra rin\u200dda"}, "count": {"1200"},
		"day": {"2026-02-03"}, "sure": {"yes"}, "rate": {"7"}, "steps": {"viens", "divi", "trīs", "četri"}, "pick": {"b"},
	}
	got := q.Parse(Everything, form)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("parsed: %s", diff)
	}
	if bad := wrongs(t, q.Check(Everything, got, known)); len(bad) > 0 {
		t.Errorf("refused: %v", bad)
	}
	set := Set{Ref: Ref{Key: "sample", Version: 1}, Answers: got}
	text, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	var back Set
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(set, back); diff != "" {
		t.Errorf("kept as JSON: %s", diff)
	}
	if !strings.Contains(string(text), `"questionnaire":"sample","version":1,"answers":{`) {
		t.Errorf("a set is written as %s", text)
	}
	if diff := cmp.Diff(got, q.Parse(Everything, url.Values(back.Answers))); diff != "" {
		t.Errorf("posted again: %s", diff)
	}
}

func TestWrongAnswersAreKeptAndTold(t *testing.T) {
	long := strings.Repeat("ā", 4001)
	for name, tt := range map[string]struct {
		key  string
		raw  []string
		want string
	}{
		"unknown option":       {"place", []string{"elsewhere"}, "not-offered"},
		"known to the source":  {"place", []string{"saeima"}, ""},
		"own beside a source":  {"place", []string{"other"}, ""},
		"none chosen":          {"way", nil, "choose"},
		"one unknown of two":   {"way", []string{"online", "pigeon"}, "not-offered"},
		"too many":             {"way", []string{"online", "onsite", "phone"}, "too-many"},
		"none and another":     {"way", []string{"none", "phone"}, "alone"},
		"none alone":           {"way", []string{"none"}, ""},
		"line too long":        {"where", []string{"12345678901"}, "too-long"},
		"line just fits":       {"where", []string{"āčēģīķļņšū"}, ""},
		"required and missing": {"where", []string{" \t "}, "answer"},
		"joiners are nothing":  {"where", []string{"\u200d \u200c"}, "answer"},
		"text too long":        {"why", []string{long}, "too-long"},
		"text just fits":       {"why", []string{long[2:]}, ""},
		"not a number":         {"count", []string{"daudz"}, "number"},
		"a fraction":           {"count", []string{"1,5"}, "number"},
		"negative":             {"count", []string{"-1"}, "number"},
		"too large":            {"count", []string{"99999999999999999999"}, "number"},
		"no such day":          {"day", []string{"31.02.2026."}, "date"},
		"iso day":              {"day", []string{"2026-02-28"}, ""},
		"long ago":             {"day", []string{"0001-01-01"}, "date"},
		"neither yes nor no":   {"sure", []string{"maybe"}, "not-offered"},
		"off the scale":        {"rate", []string{"11"}, "number"},
		"below the scale":      {"rate", []string{"0"}, "number"},
		"scale left out":       {"rate", nil, ""},
		"one item of two":      {"steps", []string{"viens"}, ""},
		"more items":           {"steps", []string{"1\n2\n3\n4\n5"}, ""},
		"far too many items":   {"steps", []string{strings.Join(strings.Split("abcdefghijklmnopqrstuv", ""), "\n")}, "too-many"},
		"item too long":        {"steps", []string{strings.Repeat("x", MaxItem+1)}, "item-too-long"},
	} {
		t.Run(name, func(t *testing.T) {
			q := sample()
			a := q.Parse(Everything, url.Values{tt.key: tt.raw})
			if tt.want != "" && tt.want != "answer" && len(tt.raw) > 0 && len(a[tt.key]) == 0 {
				t.Error("what was typed is lost")
			}
			if tt.key == "where" {
				a["way"] = []string{"onsite"}
			}
			if got := wrongs(t, q.Check(Everything, a, known))[tt.key]; got != tt.want {
				t.Errorf("%v gives %q, want %q", a[tt.key], got, tt.want)
			}
		})
	}
}

func TestWhatIsMissingIsNoMistake(t *testing.T) {
	q := sample()
	err := q.Check(Everything, Answers{"way": {"onsite"}, "place": {"elsewhere"}, "count": {"daudz"}}, known)
	for key, m := range fault.As(err).Fields {
		if Missing(m) != (key == "where") {
			t.Errorf("%s: %s", key, m.Key)
		}
	}
	if m := fault.As(q.Check("one", nil, known)).Fields["way"]; !Missing(m) {
		t.Errorf("a choice not made: %s", m.Key)
	}
}

func TestTooFewOfAChoice(t *testing.T) {
	q := sample()
	q.find("way").Min = 2
	if got := wrongs(t, q.Check("one", Answers{"way": {"online"}}, known)); got["way"] != "too-few" {
		t.Errorf("one of two: %v", got)
	}
}

func TestAConditionHidesAndDrops(t *testing.T) {
	q := sample()
	a := q.Merge(nil, "one", q.Parse("one", url.Values{"way": {"onsite"}, "where": {"of another section"}}))
	if diff := cmp.Diff(Answers{"way": {"onsite"}}, a); diff != "" {
		t.Fatalf("a section takes other sections' answers: %s", diff)
	}
	if bad := wrongs(t, q.Check("two", a, known)); bad["where"] != "answer" {
		t.Errorf("what is asked now is not required: %v", bad)
	}
	a = q.Merge(a, "two", q.Parse("two", url.Values{"where": {"Rīga"}, "why": {"tā"}}))
	if a.First("where") != "Rīga" {
		t.Fatalf("the answer was not taken: %v", a)
	}
	two, _ := q.Section("two")
	if asked := two.Asked(a); len(asked) != len(two.Prompts) {
		t.Errorf("%d prompts are asked", len(asked))
	}
	changed := q.Merge(a, "one", q.Parse("one", url.Values{"way": {"online"}}))
	if diff := cmp.Diff(Answers{"way": {"online"}, "why": {"tā"}}, changed); diff != "" {
		t.Errorf("after the condition is met no more: %s", diff)
	}
	if bad := wrongs(t, q.Check(Everything, changed, known)); len(bad) > 0 {
		t.Errorf("what is hidden is required: %v", bad)
	}
	if asked := two.Asked(changed); asked[0].Key == "where" {
		t.Error("what is hidden is asked")
	}
	if a.First("where") != "Rīga" || two.Prompts[0].Key != "where" {
		t.Error("merging or asking changed what it was given")
	}
	emptied := q.Merge(changed, "two", q.Parse("two", url.Values{"why": {""}}))
	if _, there := emptied["why"]; there {
		t.Error("an emptied answer stays")
	}
}

func TestRetiredAndUnknownAnswersAreDropped(t *testing.T) {
	q := sample()
	kept := q.Keep(Answers{"old": {"x"}, "read": {"x"}, "stranger": {"x"}, "why": {"tā"}, "where": {"hidden"}})
	if diff := cmp.Diff(Answers{"why": {"tā"}}, kept); diff != "" {
		t.Error(diff)
	}
}

func TestASideSeesItsSections(t *testing.T) {
	q := sample()
	if _, there := q.For(Mentee).Section("mine"); there {
		t.Error("a mentee sees the mentor's section")
	}
	if _, there := q.For(Mentor).Section("mine"); !there || len(q.Sections) != 3 {
		t.Error("a mentor does not see the own section, or the whole has lost it")
	}
	if got := q.For(Mentee).Parse(Everything, url.Values{"pick": {"a"}}); len(got) != 0 {
		t.Errorf("a mentee answers for the mentor: %v", got)
	}
}

// TestASourceThatFailsIsNoMessage: the person has done nothing wrong.
func TestASourceThatFailsIsNoMessage(t *testing.T) {
	cause := errors.New("the database is away")
	failing := func(Source, string) (bool, error) { return false, cause }
	if err := sample().Check("one", Answers{"place": {"saeima"}, "way": {"online"}}, failing); !errors.Is(err, cause) || fault.KindOf(err) != fault.Internal {
		t.Errorf("%v", err)
	}
	if err := sample().Check("one", Answers{"place": {"saeima"}, "way": {"online"}}, nil); err == nil || fault.Is(err, fault.Invalid) {
		t.Errorf("without a source: %v", err)
	}
	if err := sample().Check("one", Answers{"place": {"other"}, "way": {"online"}}, nil); err != nil {
		t.Errorf("an option of the prompt's own asks the source: %v", err)
	}
}

// FuzzParse: whatever is posted, nothing panics, cleaning twice changes nothing,
// and what passes the check is what is kept.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "onsite", "1 200", "31.12.2026.", "a\r\nb\r\r\n", "\u202e\u0000\xff\u2028", "e\u0301\u200d"} {
		f.Add(seed, seed+"\n"+seed)
	}
	q := sample()
	f.Fuzz(func(t *testing.T, x, y string) {
		form := url.Values{}
		for _, p := range q.in(Everything) {
			form[p.Key] = []string{x, y}
		}
		a := q.Parse(Everything, form)
		if diff := cmp.Diff(a, q.Parse(Everything, url.Values(a))); diff != "" {
			t.Fatalf("cleaned twice: %s", diff)
		}
		bad := wrongs(t, q.Check(Everything, a, known))
		for _, key := range slices.Sorted(maps.Keys(bad)) {
			if _, there := q.Prompt(key); !there {
				t.Errorf("a message for %s, which is not asked", key)
			}
		}
		for key, v := range q.Keep(a) {
			p, _ := q.Prompt(key)
			if bad[key] == "" && p.Kind.Chosen() && v[0] != "saeima" {
				if _, own := p.Option(v[0]); !own {
					t.Errorf("%q passes as an answer to %s", v, key)
				}
			}
		}
	})
}
