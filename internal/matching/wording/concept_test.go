package wording

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConceptsInATextTellTheirWords(t *testing.T) {
	c := Default()
	for text, want := range map[string][]Found{
		"Kolēģi raksta ar ChatGPT":       {{"ai", []string{"ChatGPT"}}, {"teamwork", []string{"Kolēģi"}}},
		"Mūs gribēja uzlauzt":            {{"cyber-security", []string{"uzlauzt"}}},
		"maksliga intelekta lietosana":   {{"ai", []string{"maksliga", "intelekta"}}},
		"likumprojektu un likumprojekti": {{"digital-policy", []string{"likumprojektu", "likumprojekti"}}},
		"Par laikapstākļiem":             nil,
		"":                               nil,
	} {
		if diff := cmp.Diff(want, c.In(Words(text))); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// The shipped concepts are those of the shipped vocabulary.
func TestConceptsCoverTheVocabulary(t *testing.T) {
	file, err := os.ReadFile("../../catalogue/vocabulary.json")
	if err != nil {
		t.Fatal(err)
	}
	var groups []struct {
		Kind    string
		Entries []struct{ Code string }
	}
	if err := json.Unmarshal(file, &groups); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, g := range groups {
		if g.Kind == "role" {
			continue
		}
		for _, e := range g.Entries {
			want = append(want, e.Code)
		}
	}
	got := Default().Codes()
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseConceptsRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:            "read the concepts",
		`[{"code":""}]`: "empty", `[{"code":"a"},{"code":"a"}]`: "twice",
		`[{"code":"a","lv":["–"]}]`: "no word", `[{"code":"a","lv":["abc*"]}]`: "at least 4", `[{"code":"a","lv":["viens otrs*"]}]`: "one word",
	} {
		if _, err := ParseConcepts([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want “%s”", text, err, want)
		}
	}
}

func TestSharedNamesTheWords(t *testing.T) {
	c := Default()
	got := c.Shared(Words("Vajag automatizēt rēķinu apstrādi un ChatGPT"), Words("Automatizēju rēķinus, pazīstu mākslīgo intelektu"), 5)
	want := []Match{{Mine: "automatizēt", Theirs: "Automatizēju"}, {Mine: "rēķinu", Theirs: "rēķinus"}, {Mine: "ChatGPT", Theirs: "mākslīgo intelektu"}}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b Match) bool { return a.Mine == b.Mine && a.Theirs == b.Theirs })); diff != "" {
		t.Error(diff)
	}
	if got := c.Shared(Words("Vajag automatizēt"), nil, 5); len(got) != 0 {
		t.Errorf("shared with nothing: %v", got)
	}
}
