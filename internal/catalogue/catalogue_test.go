package catalogue

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

func TestDetailsAreChecked(t *testing.T) {
	long := strings.Repeat("ā", 301)
	good := Details{Name: Text{"Datu aizsardzības speciālists", "Data protection officer"}, Meaning: Text{"Viens.", "One."}, Place: 10}
	for name, tt := range map[string]struct {
		alter func(*Details)
		want  map[string]string
	}{
		"good":              {func(*Details) {}, nil},
		"without meaning":   {func(d *Details) { d.Meaning = Text{} }, nil},
		"the last place":    {func(d *Details) { d.Place = MaxPlace }, nil},
		"nothing":           {func(d *Details) { *d = Details{} }, map[string]string{"name_lv": "name", "name_en": "name", "place": "place"}},
		"one language":      {func(d *Details) { d.Name.EN = " \u200b" }, map[string]string{"name_en": "name"}},
		"signs only":        {func(d *Details) { d.Name.LV = "…!" }, map[string]string{"name_lv": "no-letters"}},
		"half a meaning":    {func(d *Details) { d.Meaning.LV = "" }, map[string]string{"meaning_lv": "meaning-both"}},
		"the other half":    {func(d *Details) { d.Meaning.EN = "" }, map[string]string{"meaning_en": "meaning-both"}},
		"a negative place":  {func(d *Details) { d.Place = -1 }, map[string]string{"place": "place"}},
		"a place far away":  {func(d *Details) { d.Place = MaxPlace + 1 }, map[string]string{"place": "place"}},
		"too long for both": {func(d *Details) { d.Name, d.Meaning = Text{long, long}, Text{long, long} }, map[string]string{"name_lv": "too-long", "name_en": "too-long", "meaning_lv": "too-long", "meaning_en": "too-long"}},
	} {
		d := good
		tt.alter(&d)
		if diff := cmp.Diff(tt.want, wrong(t, (&Entry{}).apply(d))); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

func TestDetailsAreCleaned(t *testing.T) {
	var e Entry
	if err := e.apply(Details{Name: Text{" Te\u0304ma\u202e ", "A \t theme"}, Place: 1}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Text{"Tēma", "A theme"}, e.Name); diff != "" {
		t.Error(diff)
	}
	if e.Name.In(i18n.LV) != "Tēma" || e.Name.In(i18n.EN) != "A theme" {
		t.Error("a text is given in the wrong language")
	}
}

// TestAPrivateChoiceStaysPrivate: people chose it trusting that (R2.1-6).
func TestAPrivateChoiceStaysPrivate(t *testing.T) {
	e := Entry{Details: Details{Private: true}}
	if err := e.apply(Details{Name: Text{"Karjera", "Career"}, Place: 1}); err != nil || !e.Private {
		t.Errorf("private: %v, %v", e.Private, err)
	}
}

func TestStatusesMoveBetweenEachOther(t *testing.T) {
	e := Entry{Status: Valid}
	for _, s := range []Status{Retired, Valid} {
		if err := e.become(s); err != nil || e.Status != s {
			t.Errorf("to %s: %s, %v", s, e.Status, err)
		}
		if err := e.become(s); !fault.Is(err, fault.Conflict) {
			t.Errorf("to %s again: %v", s, err)
		}
	}
}

func TestNamesakes(t *testing.T) {
	others := []Entry{
		{Kind: Role, Code: "a", Details: Details{Name: Text{"Ķīmiķis", "Chemist"}}},
		{Kind: Theme, Code: "b", Details: Details{Name: Text{"Dati", "Data"}}},
	}
	for name, tt := range map[string]struct {
		e    Entry
		want bool
	}{
		"other marks and case": {Entry{Kind: Role, Code: "c", Details: Details{Name: Text{"kimikis", "X"}}}, true},
		"same in English":      {Entry{Kind: Role, Code: "c", Details: Details{Name: Text{"X", "CHEMIST"}}}, true},
		"itself":               {Entry{Kind: Role, Code: "a", Details: Details{Name: Text{"Ķīmiķis", "Chemist"}}}, false},
		"of another kind":      {Entry{Kind: Role, Code: "c", Details: Details{Name: Text{"Dati", "Data"}}}, false},
		"across languages":     {Entry{Kind: Role, Code: "c", Details: Details{Name: Text{"Chemist", "Ķīmiķis"}}}, false},
	} {
		if same, is := tt.e.namesake(others); is != tt.want || is && same.Code != "a" {
			t.Errorf("%s: %v", name, is)
		}
	}
}

func TestNewEntriesStandLast(t *testing.T) {
	others := []Entry{{Group: Technology, Details: Details{Place: 30}}, {Group: Growth, Details: Details{Place: 9000}}, {Group: Technology, Details: Details{Place: 7}}}
	for _, tt := range []struct {
		asked int64
		group Group
		want  int64
	}{{0, Technology, 40}, {0, Services, 10}, {5, Technology, 5}, {-1, Technology, -1}} {
		if got := (Details{Place: tt.asked}).placed(tt.group, others); got.Place != tt.want {
			t.Errorf("%d in %s: %d, want %d", tt.asked, tt.group, got.Place, tt.want)
		}
	}
	full := []Entry{{Group: Growth, Details: Details{Place: MaxPlace}}}
	if got := (Details{}).placed(Growth, full); got.Place != MaxPlace {
		t.Errorf("behind the last place: %d", got.Place)
	}
}

func TestOwnCodes(t *testing.T) {
	for name, want := range map[string]string{
		"Data steward":              "own-data-steward",
		" Head of IT (24/7)! ":      "own-head-of-it-24-7",
		"Архитектор":                "own-",
		strings.Repeat("word ", 20): "own-word-word-word-word-word-word-word-word",
	} {
		if got := ownCode(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestEveryKeyHasATextInBothLanguages(t *testing.T) {
	keys := []string{Valid.Key(), Retired.Key()}
	for _, k := range Kinds {
		keys = append(keys, k.Key())
		for _, g := range k.Groups() {
			keys = append(keys, g.Key(), g.MeaningKey())
		}
	}
	for _, term := range AllTerms {
		keys = append(keys, term.Key())
	}
	for _, s := range Stages {
		keys = append(keys, s.Key())
	}
	for _, r := range Requirements {
		keys = append(keys, r.Key())
	}
	for _, lang := range i18n.Langs() {
		for _, key := range keys {
			if !texts(t).For(lang).Has(key) {
				t.Errorf("%s has no %s", lang, key)
			}
		}
	}
	if len(keys) != 2+3+2*12+6+6+7 {
		t.Errorf("%d keys", len(keys))
	}
}

// TestEveryMentorshipCanHaveADigitalTheme is R0-1: competences and most themes
// count, growth alone and roles do not.
func TestEveryMentorshipCanHaveADigitalTheme(t *testing.T) {
	for g, want := range map[Group]bool{Technology: true, Services: true, Change: true, Growth: false, SafetyArea: true, KeyRoles: false, "": false} {
		if got := (Entry{Group: g}).Digital(); got != want {
			t.Errorf("%q: %v", g, got)
		}
	}
}

func TestPatterns(t *testing.T) {
	for question, want := range map[string][]string{
		"":                    nil,
		"% _":                 nil,
		"Māksl. Intel":        {"% maksl%", "% intel%"},
		"a b c d e f g h i j": {"% a%", "% b%", "% c%", "% d%", "% e%", "% f%", "% g%", "% h%"},
	} {
		words, typed := patterns(question)
		if diff := cmp.Diff(want, words); diff != "" || typed != (question != "") {
			t.Errorf("%q: typed %v\n%s", question, typed, diff)
		}
	}
}
