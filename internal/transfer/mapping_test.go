package transfer

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/questionnaire"
)

func shipped(t *testing.T, key string) questionnaire.Questionnaire {
	t.Helper()
	form, err := questionnaire.Shipped(key)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func TestHeadingsAreToldApart(t *testing.T) {
	got := named([]string{"Vārds", "", "vards", "Vārds", "–"})
	if diff := cmp.Diff([]string{"Vārds", "B", "vards (2)", "Vārds (3)", "E"}, got); diff != "" {
		t.Error(diff)
	}
	if fingerprint([]string{"A", "Bē"}) != fingerprint([]string{"be", "a"}) || fingerprint([]string{"A"}) == fingerprint([]string{"A", "B"}) {
		t.Error("fingerprints follow order and marks, or not the headings")
	}
}

func TestAMappingIsChecked(t *testing.T) {
	form := shipped(t, questionnaire.ApplyMentee)
	names := []string{"A", "B", "C", "D"}
	for what, tt := range map[string]struct {
		columns map[string]string
		want    []string
	}{
		"whole names":      {map[string]string{"A": FullName, "b": Email}, nil},
		"both names":       {map[string]string{"A": GivenName, "B": FamilyName, "C": Email, "D": "goal"}, nil},
		"no address":       {map[string]string{"A": FullName}, []string{"columns"}},
		"half a name":      {map[string]string{"A": GivenName, "B": Email}, []string{"columns"}},
		"no such question": {map[string]string{"A": FullName, "B": Email, "C": "shoe-size"}, []string{"column-C"}},
		"the same twice":   {map[string]string{"A": FullName, "B": Email, "C": "goal", "D": "goal"}, []string{"column-D"}},
		"nothing":          {nil, []string{"columns"}},
	} {
		err := Mapping{Columns: tt.columns}.check(names, form)
		var fields []string
		if f := fault.As(err); f != nil {
			fields = slices.Sorted(maps.Keys(f.Fields))
		}
		if diff := cmp.Diff(tt.want, fields); diff != "" {
			t.Errorf("%s: %v\n%s", what, err, diff)
		}
	}
}

// TestOneMappingOverAnother: what is said wins, and takes a target away from the
// column that was proposed for it.
func TestOneMappingOverAnother(t *testing.T) {
	proposed := Mapping{Columns: map[string]string{"Pasts": Email, "Vārds": GivenName, "Bio": "need"}, Values: map[string]map[string]string{"role": {"Jurists": "lawyer", "X": "a"}}}
	said := Mapping{Columns: map[string]string{"Darba pasts": Email, "bio": Nothing}, Values: map[string]map[string]string{"role": {"x": "b"}}}
	got := said.over(proposed)
	want := Mapping{Columns: map[string]string{"pasts": Nothing, "vards": GivenName, "bio": Nothing, "darba pasts": Email},
		Values: map[string]map[string]string{"role": {"jurists": "lawyer", "x": "b"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if strange := said.strangers([]string{"Bio"}); !slices.Equal(strange, []string{"Darba pasts"}) {
		t.Errorf("strangers: %v", strange)
	}
}

func TestReadingAMapping(t *testing.T) {
	m, err := ReadMapping(strings.NewReader(`{"columns": {"A": "email"}, "values": {"role": {"x": ""}}}`))
	if err != nil || m.Columns["A"] != Email || len(m.Values["role"]) != 1 {
		t.Errorf("%+v, %v", m, err)
	}
	for _, bad := range []string{"", "[]", `{"colums": {}}`, `{"columns": {"A": 1}}`} {
		if _, err := ReadMapping(strings.NewReader(bad)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestNamesAreParted(t *testing.T) {
	for _, tt := range []struct {
		name          string
		first         bool
		given, family string
	}{
		{"Anna Bērziņa", false, "Anna", "Bērziņa"}, {"Anna Marija Bērziņa-Kalniņa", false, "Anna Marija", "Bērziņa-Kalniņa"},
		{"Bērziņa, Anna Marija", false, "Anna Marija", "Bērziņa"}, {"Bērziņa Anna", true, "Anna", "Bērziņa"},
		{"Anna", false, "", "Anna"}, {"  ", false, "", ""}, {"", true, "", ""},
	} {
		if given, family := splitName(tt.name, tt.first); given != tt.given || family != tt.family {
			t.Errorf("%q: %q, %q", tt.name, given, family)
		}
	}
}

// TestEverySynonymIsOfSomething that one of the applications asks.
func TestEverySynonymIsOfSomething(t *testing.T) {
	forms := []questionnaire.Questionnaire{shipped(t, questionnaire.ApplyMentee), shipped(t, questionnaire.ApplyMentor)}
	for target := range synonyms.Columns {
		if !slices.ContainsFunc(forms, func(f questionnaire.Questionnaire) bool { return known(f, target) }) {
			t.Errorf("%s is asked nowhere", target)
		}
	}
	for prompt, codes := range synonyms.Options {
		for code := range codes {
			offered := slices.ContainsFunc(forms, func(f questionnaire.Questionnaire) bool {
				p, there := f.Prompt(prompt)
				_, is := p.Option(code)
				return there && is
			})
			if !offered && prompt != "*" && prompt != Language {
				t.Errorf("%s has no option %s", prompt, code)
			}
		}
	}
}

// TestAnswersHaveNoTwoMeanings: a name that two codes share is nobody's, and a
// text is found in any ending.
func TestAnswersHaveNoTwoMeanings(t *testing.T) {
	o := &options{codes: map[string]string{}}
	o.add("lawyer", "Jurists", "Lawyer")
	o.add("a", "Dome")
	o.add("b", "Dome")
	for text, want := range map[string]string{"jurists": "lawyer", "Juriste": "lawyer", "LAWYERS": "lawyer", "Dome": "", "ārsts": "", "": ""} {
		if code, known := o.find(text); code != want && want != "" || known && want == "" && text != "Dome" {
			t.Errorf("%q is %q, %v", text, code, known)
		}
	}
	yes := &options{codes: map[string]string{}}
	yes.add("yes", synonyms.Options["*"]["yes"]...)
	yes.add("no", synonyms.Options["*"]["no"]...)
	for text, want := range map[string]string{"Jā": "yes", "nē": "no", "✓": "yes", "-": "no", "TRUE": "yes"} {
		if code, _ := yes.find(text); code != want {
			t.Errorf("%q is %q", text, code)
		}
	}
}
