package questionnaire

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
)

var update = flag.Bool("update", false, "write the golden files anew")

func shipped(t *testing.T, key string) Questionnaire {
	t.Helper()
	q, err := Shipped(key)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// TestTheAnnexHasItsHundredPrompts counts what requirements part 3 lists, with a
// text in each language.
func TestTheAnnexHasItsHundredPrompts(t *testing.T) {
	want := map[string][]int{"A": {1, 1, 1, 1, 1, 1, 2}, "B": {3, 3, 3, 3, 3}, "C": {5, 4, 4, 4}, "D": {3, 3, 3, 3}, "E": {5},
		"F": {3, 3, 3, 3, 3}, "G": {3, 3, 2}, "H": {2, 4, 3, 3, 3}, "I": {5}}
	for _, lang := range i18n.Langs() {
		total := 0
		for key, sections := range want {
			var got []int
			for _, s := range shipped(t, key).Sections {
				got = append(got, 0)
				for _, p := range s.Prompts {
					if p.Label.In(lang) != "" && p.Kind.Answered() {
						got[len(got)-1]++
						total++
					}
				}
			}
			if diff := cmp.Diff(sections, got); diff != "" {
				t.Errorf("form %s in %s: %s", key, lang, diff)
			}
		}
		if total != 100 {
			t.Errorf("%d prompts in %s, want 100", total, lang)
		}
	}
}

// TestTheAnnexAsItsFormsSay holds what the requirements say of single forms.
func TestTheAnnexAsItsFormsSay(t *testing.T) {
	for key, want := range map[string][3]int{"A": {0, 0, 1}, "B": {30, 30, 1}, "C": {0, 0, 2}, "G": {0, 0, 2}, "H": {65, 85, 3}, "I": {0, 0, 3}} {
		q := shipped(t, key)
		least, most := q.Minutes()
		if got := [3]int{least, most, q.Moment.Phase()}; got != want {
			t.Errorf("form %s: minutes and phase %v, want %v", key, got, want)
		}
	}
	health, _ := shipped(t, SWOT).Prompt("D4.2")
	if !health.Private || health.Help.LV == "" {
		t.Error("RA.D-2: the prompt on personal limits is not private, or has no hint")
	}
	steps, _ := shipped(t, ClosingTalk).Prompt("H3.3")
	if least, most := steps.Limits(); steps.Kind != Items || least != 2 || most != 3 {
		t.Errorf("RA.H-2: next steps are %s from %d to %d", steps.Kind, least, most)
	}
	last, _ := shipped(t, Preparation).Prompt("A7b")
	if len(last.Options) != 2 {
		t.Error("RA.A-1: form A does not end with a decision")
	}
	for _, s := range shipped(t, Reflection).For(Mentor).Sections {
		if s.Key == "G3" {
			t.Error("RA.G-3: a mentor is given the mentee's sentences")
		}
	}
	for _, key := range []string{"G1.1", "G1.2", "G1.3"} {
		p, _ := shipped(t, Reflection).Prompt(key)
		if least, most := p.Limits(); p.Kind != Scale || least != 1 || most != 10 || p.Required || !p.Private || p.Measures == "" {
			t.Errorf("RA.G-1, RA.G-4: %s is %+v", key, p)
		}
	}
	for _, key := range []string{"A", "B", "C", "D", "E", "F", "G", "H", "I"} {
		for _, p := range shipped(t, key).in(Everything) {
			if p.Required {
				t.Errorf("RA-3: %s is required", p.Key)
			}
		}
	}
}

// TestApplicationsAreShort is context §9.3: at most ten minutes, and twelve
// pages with the notice, the declarations and the check of answers.
func TestApplicationsAreShort(t *testing.T) {
	for _, key := range []string{ApplyMentee, ApplyMentor} {
		q := shipped(t, key)
		if _, most := q.Minutes(); most > 10 || len(q.Sections) > 9 {
			t.Errorf("%s: %d minutes and %d pages", key, most, len(q.Sections))
		}
	}
}

// TestWhatTheProgrammeReadsIsFixed: screening and matching ask for these keys.
func TestWhatTheProgrammeReadsIsFixed(t *testing.T) {
	both := []string{"institution", "institution-other", "position", "themes", "competences", "languages", "format", "regions",
		"availability", "conflicts", "conflict-people"}
	for key, more := range map[string][]string{
		ApplyMentee: {"role", "role-other", "role-category", "motivation", "need", "goal", "expectations", "official"},
		ApplyMentor: {"sector", "roles", "experience", "support", "offer", "places", "hours", "models", "on-demand"},
	} {
		for _, name := range append(more, both...) {
			if p, there := shipped(t, key).Prompt(name); !there || !p.Fixed || !p.Required && p.Kind != Choices {
				t.Errorf("%s: %s is missing, may be retired or left out", key, name)
			}
		}
	}
}

// TestBothSidesSpeakTheSameCodes: matching compares them.
func TestBothSidesSpeakTheSameCodes(t *testing.T) {
	codes := func(p Prompt) (list []string) {
		for _, o := range p.Options {
			list = append(list, o.Code)
		}
		return list
	}
	mentee, mentor := shipped(t, ApplyMentee), shipped(t, ApplyMentor)
	compared := 0
	for _, p := range mentee.in(Everything) {
		if other, there := mentor.Prompt(p.Key); there && p.Kind.Chosen() {
			compared++
			if diff := cmp.Diff(codes(p), codes(other)); diff != "" || p.Source != other.Source || p.Kind != other.Kind {
				t.Errorf("%s: mentee and mentor differ: %s", p.Key, diff)
			}
		}
	}
	if compared < 14 {
		t.Errorf("only %d prompts stand in both", compared)
	}
	regions, _ := mentee.Prompt("regions")
	for i, r := range institution.Regions {
		if codes(regions)[i] != string(r) {
			t.Errorf("region %s is called %s", r, codes(regions)[i])
		}
	}
}

// TestTextsAreClean: what is shipped is written as an editor would write it, in
// sentences of at most twenty words, with the quotation marks of the house.
func TestTextsAreClean(t *testing.T) {
	list, err := seeds()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list {
		for place, text := range texts(q) {
			if text.clean() != text {
				t.Errorf("%s: %q has stray spaces or signs", place, text)
			}
			if strings.ContainsAny(text.LV+text.EN, "\"'„«<>") {
				t.Errorf("%s: %q has the wrong quotation marks", place, text)
			}
			for _, lang := range i18n.Langs() {
				for _, sentence := range strings.FieldsFunc(text.In(lang), func(r rune) bool { return strings.ContainsRune(".?!;", r) }) {
					if n := len(strings.Fields(sentence)); n > 20 {
						t.Errorf("%s: %d words: %s", place, n, sentence)
					}
				}
			}
		}
	}
}

// texts are all texts of a questionnaire by their place; those that may be
// empty are left out when they are.
func texts(q Questionnaire) map[string]Text {
	all := map[string]Text{q.Key + " title": q.Title, q.Key + " help": q.Help}
	for _, s := range q.Sections {
		at := q.Key + " " + s.Key
		all[at+" title"], all[at+" help"] = s.Title, s.Help
		for _, p := range s.Prompts {
			at := at + " " + p.Key
			all[at+" label"], all[at+" help"] = p.Label, p.Help
			for i, end := range p.Ends {
				all[fmt.Sprint(at, " end ", i)] = end
			}
			for _, o := range p.Options {
				all[at+" option "+o.Code], all[at+" option help "+o.Code] = o.Label, o.Help
			}
		}
	}
	for place, text := range all {
		if (text == Text{}) && strings.Contains(place, "help") {
			delete(all, place)
		}
	}
	return all
}

func TestBothLanguagesAreComplete(t *testing.T) {
	list, err := seeds()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 12 {
		t.Errorf("%d questionnaires are shipped", len(list))
	}
	for _, q := range list {
		for place, text := range texts(q) {
			if text.LV == "" || text.EN == "" || text.LV == text.EN {
				t.Errorf("%s: %+v", place, text)
			}
		}
	}
}

// TestGoldenForms keeps the whole of every form in sight, as somebody reads it.
// A prompt's kind stands there too: a changed kind needs a new key.
func TestGoldenForms(t *testing.T) {
	list, err := seeds()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs() {
		var b strings.Builder
		for _, q := range list {
			write(&b, q, lang)
		}
		file := filepath.Join("testdata", "forms."+string(lang)+".txt")
		if *update {
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("the forms in %s are not those of %s (run with -update if meant):\n%s", lang, file, diff)
		}
	}
}

func write(b *strings.Builder, q Questionnaire, lang i18n.Lang) {
	fmt.Fprintf(b, "== %s %d %s %v: %s\n", q.Key, q.Version, q.Moment, q.Audience, q.Title.In(lang))
	line(b, "   ", q.Help, lang)
	for _, s := range q.Sections {
		fmt.Fprintf(b, "\n-- %s %v %v %s\n", s.Key, s.Minutes, s.For, s.Title.In(lang))
		line(b, "  ", s.Help, lang)
		for _, p := range s.Prompts {
			least, most := p.Limits()
			fmt.Fprintf(b, "%s [%s %d–%d%s] %s\n", p.Key, p.Kind, least, most, marks(p), p.Label.In(lang))
			line(b, "    ", p.Help, lang)
			for _, end := range p.Ends {
				line(b, "    – ", end, lang)
			}
			for _, o := range p.Options {
				line(b, "    ( ) "+o.Code+": ", o.Label, lang)
				line(b, "        ", o.Help, lang)
			}
		}
	}
	b.WriteString("\n")
}

func line(b *strings.Builder, before string, text Text, lang i18n.Lang) {
	if text != (Text{}) {
		fmt.Fprintf(b, "%s%s\n", before, text.In(lang))
	}
}

func marks(p Prompt) (s string) {
	for _, m := range []struct {
		on   bool
		text string
	}{{p.Required, " required"}, {p.Private, " private"}, {p.Fixed, " fixed"}, {p.Source != "", " from " + string(p.Source)},
		{p.Measures != "", " measures " + p.Measures}, {p.When != nil, when(p)}} {
		if m.on {
			s += m.text
		}
	}
	return s
}

func when(p Prompt) string {
	if p.When == nil {
		return ""
	}
	return fmt.Sprintf(" when %s is %v", p.When.Prompt, p.When.In)
}

func TestBrokenSeedsAreRefused(t *testing.T) {
	good := `{"key":"X","version":1,"moment":"apply","audience":["mentee"],"title":{"lv":"a","en":"b"},
		"sections":[{"key":"s","title":{"lv":"a","en":"b"},"prompts":[{"key":"p","kind":"text","label":{"lv":"a","en":"b"}}]}]}`
	if _, err := readSeeds(fstest.MapFS{"seed/x.json": {Data: []byte(good)}}); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"an unknown field":  strings.Replace(good, `"key":"p"`, `"key":"p","script":"x"`, 1),
		"two definitions":   good + good,
		"one language":      strings.Replace(good, `{"lv":"a","en":"b"}`, `{"lv":"a","en":""}`, 1),
		"an unknown kind":   strings.Replace(good, `"kind":"text"`, `"kind":"html"`, 1),
		"no version":        strings.Replace(good, `"version":1`, `"version":0`, 1),
		"an unknown moment": strings.Replace(good, `"moment":"apply"`, `"moment":"ever"`, 1),
		"an unknown reader": strings.Replace(good, `["mentee"]`, `["coordinator"]`, 1),
		"no section":        `{"key":"X","version":1,"moment":"apply","audience":["mentee"],"title":{"lv":"a","en":"b"},"sections":[]}`,
		"broken JSON":       good[:40],
	} {
		if strings.ReplaceAll(text, "\n", "") == strings.ReplaceAll(good, "\n", "") {
			t.Fatalf("%s: the text was not changed", name)
		}
		if _, err := readSeeds(fstest.MapFS{"seed/x.json": {Data: []byte(text)}}); err == nil {
			t.Errorf("%s is taken", name)
		} else if !strings.Contains(err.Error(), "seed/x.json") {
			t.Errorf("%s: the error does not name the file: %v", name, err)
		}
	}
	if _, err := Shipped("nothing"); err == nil {
		t.Error("a questionnaire nobody knows is found")
	}
}
