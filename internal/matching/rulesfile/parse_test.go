package rulesfile

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/matching"

	"github.com/google/go-cmp/cmp"
)

func example(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile("../../../examples/" + name + "/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func parse(t testing.TB, content string) *File {
	t.Helper()
	f, err := Parse([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPriority(t *testing.T) {
	for text, want := range map[string]Priority{
		"":                                      {},
		"priority: {week: 0}":                   {Said: true},
		"priority: {week: 2, since: Iesniegts}": {Said: true, Since: "Iesniegts", Week: 2},
		"priority: {heading: Punkti}":           {Said: true, Heading: "Punkti"},
	} {
		if got := parse(t, "version: 1\n"+text+"\n").Priority(); got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
	for text, key := range map[string]string{
		"priority: 3":                      "match.rules.shape",
		"priority: {}":                     "match.rules.missing",
		"priority: {since: a}":             "match.rules.missing",
		"priority: {week: .nan}":           "match.rules.number",
		"priority: {week: -1}":             "match.rules.number",
		"priority: {week: 101}":            "match.rules.number",
		"priority: {days: 1}":              "match.rules.unknown",
		"priority: {heading: a, week: 1}":  "match.rules.one-of",
		"priority: {heading: a, since: b}": "match.rules.one-of",
	} {
		var wrong *FileError
		if _, err := Parse([]byte("version: 1\n" + text + "\n")); !errors.As(err, &wrong) || wrong.Key != key || wrong.Line != 2 {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The guidelines' file says what holds without a file, completely.
func TestGuidelinesFileIsTheDefault(t *testing.T) {
	content := string(example(t, "guidelines"))
	f := parse(t, content)
	if diff := cmp.Diff(matching.Defaults(), f.Setting()); diff != "" {
		t.Error(diff)
	}
	for _, r := range matching.AllRules() {
		if !strings.Contains(content, "  "+r.String()+": o") {
			t.Errorf("rule %s is not written out", r)
		}
	}
	for _, c := range matching.AllCriteria() {
		if !strings.Contains(content, "  "+c.String()+": ") {
			t.Errorf("criterion %s is not written out", c)
		}
	}
}

func TestFileChangesTheGuidelines(t *testing.T) {
	f := parse(t, "version: 1\nweights: {time: 30, values: 0}\nrules: {own-institution: on, former: off}\nsettings: {model: group, cooling-off-months: 0, hours-per-mentee: 4}\n")
	want := matching.Defaults()
	want.Weights[matching.Time], want.Weights[matching.Values] = 30, 0
	want.Rules = want.Rules.Switch(true, matching.OwnInstitution).Switch(false, matching.Former)
	want.Rules.Model, want.Rules.CoolingOffMonths, want.Rules.HoursPerMentee = "group", 0, 4
	if diff := cmp.Diff(want, f.Setting()); diff != "" || !f.Guidelines() || f.Columns() {
		t.Errorf("guidelines %v, columns %v, %s", f.Guidelines(), f.Columns(), diff)
	}
}

func TestMistakesAreToldWithTheirLine(t *testing.T) {
	const columns = "version: 1\nstart: nothing\ncolumns: {id: id, grade: {order: [low, high]}}\nkey: id\n"
	for content, want := range map[string]string{
		"":                                             "says nothing",
		"# only a remark\n":                            "says nothing",
		"version: 1\n\tx":                              "YAML",
		"- version: 1":                                 "line 1: “the file” must be an object",
		"start: guidelines":                            "“version” is missing",
		"version: 2":                                   "version \"2\" is not known",
		"version: 1\nage: 3":                           "line 2: “age” is not known here; known: version",
		"version: 1\nversion: 1":                       "twice",
		"version: 1\nstart: all":                       "“all” is not known",
		"version: 1\nweights:\n  age: 5":               "line 3: “age” is not known here; known: need, goal",
		"version: 1\nweights: {need: .nan}":            "whole number from 0 to 1000, not \".nan\"",
		"version: 1\nweights: {need: .inf}":            "whole number",
		"version: 1\nweights: {need: -.inf}":           "whole number",
		"version: 1\nweights: {need: -3}":              "not \"-3\"",
		"version: 1\nweights: {need: 2.5}":             "not \"2.5\"",
		"version: 1\nweights: {need: 1e99}":            "whole number",
		"version: 1\nweights: {need: many}":            "whole number",
		"version: 1\nweights: {need: }":                "whole number",
		"version: 1\nweights: {need: [1]}":             "a list or an object",
		"version: 1\nweights: [need]":                  "must be an object",
		"version: 1\nweights: {need: 1, need: 2}":      "twice",
		"version: 1\nrules: {language: maybe}":         "on or off",
		"version: 1\nrules: {sex: on}":                 "“sex” is not known",
		"version: 1\nsettings: {hours-per-mentee: 81}": "from 0 to 80",
		"version: 1\nstart: nothing":                   "needs “columns”",
		"version: 1\ncolumns: {id: id}":                "“key” is missing",
		"version: 1\nstart: nothing\nweights: {need: 1}\ncolumns: {id: id}\nkey: id":                                          "line 3: “weights” is not known",
		"version: 1\nweights: &a {need: 1}":                                                                                   "anchors",
		"version: 1\nweights: *a":                                                                                             "YAML",
		columns + "forbid: [{name: x}]":                                                                                       "exactly one of when, unless",
		columns + "forbid: [{when: {equal: id}}]":                                                                             "“name” is missing",
		columns + "forbid: [{name: x, when: {equal: id}, unless: {equal: id}}]":                                               "exactly one of",
		columns + "forbid: [{name: x, when: {equal: age}}]":                                                                   "line 5: no column is named “age”; columns: id, grade",
		columns + "forbid: [{name: x, when: {like: id}}]":                                                                     "“like” is not known",
		columns + "forbid: [{name: x, when: {equal: id, differs: id}}]":                                                       "exactly one of",
		columns + "forbid: [{name: x, when: {}}]":                                                                             "exactly one of",
		columns + "forbid: [{name: x, when: {steps: {of: id, from: 1, to: 2}}}]":                                              "no order",
		columns + "forbid: [{name: x, when: {steps: {of: grade, from: 2, to: 1}}}]":                                           "greater",
		columns + "forbid: [{name: x, when: {steps: {of: grade, from: 2}}}]":                                                  "“to” is missing",
		columns + "forbid: [{name: x, when: {shared: {least: 2}}}]":                                                           "“of” is missing",
		columns + "forbid: [{name: x, when: " + strings.Repeat("{not: ", 20) + "{equal: id}" + strings.Repeat("}", 20) + "}]": "deeper than 12",
		columns + "points: [{name: x, points: -1, when: {equal: id}}]":                                                        "from 0 to 10000",
		columns + "points: [{name: x, points: .nan, when: {equal: id}}]":                                                      "whole number",
		columns + "points: [{name: x, when: {equal: id}}]":                                                                    "“points” is missing",
		columns + "points: [{name: x, points: 1}]":                                                                            "exactly one of when, share, alike",
		columns + "points: [{name: x, points: 1, share: id, alike: id}]":                                                      "exactly one of",
		columns + "capacity: -1":                                                                                              "“capacity” must be a whole number",
		columns + "capacity: {places: 3}":                                                                                     "“places” is not known",
		"version: 1\ncolumns: {a: {order: [x, X]}}\nkey: a":                                                                   "“X” stands twice",
		"version: 1\ncolumns: {a: }\nkey: a":                                                                                  "must be a text",
		strings.Repeat("#", mostBytes+1):                                                                                      "longer than",
	} {
		_, err := Parse([]byte(content))
		var told *FileError
		if !errors.As(err, &told) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want “%s”", content[:min(len(content), 120)], err, want)
			continue
		}
		if !slices.Contains(Keys(), told.Key) || strings.Contains(err.Error(), "{") {
			t.Errorf("%q: key %s, text %s", content[:min(len(content), 120)], told.Key, err)
		}
	}
}

func FuzzRulesFile(f *testing.F) {
	f.Add(example(f, "guidelines"))
	f.Add(example(f, "civil-service"))
	f.Add([]byte("version: 1\ncolumns: {a: {order: [x, y], parts: \"/\"}}\nkey: a\nforbid: [{name: n, when: {all: [{shared: {of: a, least: 2}}, {any: []}]}}]\npoints: [{name: p, points: 3, alike: a}]"))
	sheet := Sheet{Headings: []string{"email address", "organisation", "profession", "grade", "a"}, Rows: [][]string{
		{"a@example.org", "one", "law", "EO", "x/y"}, {"b@example.org", "two", "", "SCS1", "y"}, {"c@example.org"}}}
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := Parse(content)
		if err != nil {
			var told *FileError
			if !errors.As(err, &told) {
				t.Fatalf("no FileError: %v", err)
			}
			return
		}
		setting := file.Setting()
		if err := setting.Check(); err != nil {
			t.Fatalf("a file that was accepted gives a setting that is not: %v", err)
		}
		table, err := file.Read(sheet, sheet)
		if err != nil {
			return
		}
		lists, _ := table.All(nil)
		for _, pair := range lists.Pairs {
			if pair.Score < 0 || int(pair.Score) > table.Most() {
				t.Fatalf("%d points of %d", pair.Score, table.Most())
			}
		}
	})
}
