package telling_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/matchingtest"
	"domubiedrs/internal/matching/rulesfile"
	"domubiedrs/internal/matching/telling"

	"github.com/google/go-cmp/cmp"
)

func speak(t *testing.T) (*telling.Words, []*i18n.Translator) {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	words, err := telling.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return words, []*i18n.Translator{texts.For(i18n.LV), texts.For(i18n.EN)}
}

// TestEveryKeyHasWords holds the catalogue complete, whatever the engine says.
func TestEveryKeyHasWords(t *testing.T) {
	_, translators := speak(t)
	for _, tr := range translators {
		for _, key := range slices.Concat(matching.Keys(), rulesfile.Keys()) {
			if !tr.Has(key) {
				t.Errorf("%s: %s has no words", tr.Lang(), key)
			}
		}
	}
}

// hole is what a reader must never see: a missing key, an empty list, a code, or
// a number of points.
var hole = regexp.MustCompile(`⟦|: ?[.?]|  | \.|digcomp-|mon-am|%`)

// TestEverySentenceIsWhole puts all that is said about made-up people in words.
func TestEverySentenceIsWhole(t *testing.T) {
	words, translators := speak(t)
	mentees, mentors := matchingtest.NewCrowd(t, 1).People(60, 30)
	for j := range mentors { // some who left nearly everything open
		if j%5 == 0 {
			mentors[j].Roles, mentors[j].Times, mentors[j].Regions, mentors[j].Languages, mentors[j].Formats = nil, nil, nil, nil, nil
			mentors[j].Sector, mentors[j].Style = "", matching.Style{}
		}
	}
	pool := matchingtest.Pool(t, matchingtest.Setting(), mentees, mentors)
	keys := map[string]bool{}
	for i := range mentees {
		for j := range mentors {
			x := pool.Explain(i, j)
			reasons := slices.Concat(telling.Pros(x, 100), telling.Cons(x, 100), x.Open)
			for _, p := range x.Parts {
				reasons = append(reasons, p.Change...)
			}
			for _, r := range x.Blocks {
				reasons = append(reasons, r.Reason())
			}
			for _, r := range reasons {
				if keys[r.Key] && i > 3 {
					continue
				}
				keys[r.Key] = true
				for _, tr := range translators {
					if said := words.Sentence(tr, r); hole.MatchString(said) || !strings.ContainsAny(said[len(said)-1:], ".?") {
						t.Errorf("%s: %s %v: %q", tr.Lang(), r.Key, r.Args, said)
					}
				}
			}
		}
	}
	if len(keys) < 70 {
		t.Errorf("only %d different reasons were said", len(keys))
	}
}

func TestSentences(t *testing.T) {
	words, translators := speak(t)
	for _, tt := range []struct {
		key    string
		args   []any
		lv, en string
	}{
		{"match.for.language", []any{"languages", []string{"lv"}}, "Kopīga valoda: latviešu.", "Common language: Latvian."},
		{"match.for.language", []any{"languages", []string{"en", "lv"}}, "Kopīgas valodas: angļu un latviešu.", "Common languages: English and Latvian."},
		{"match.for.meeting-onsite", []any{"regions", []string{"kurzeme"}}, "Abi var tikties klātienē Kurzemē.", "Both can meet on site: Kurzeme."},
		{"match.for.meeting-onsite", []any{"regions", []string(nil)}, "Abi var tikties klātienē.", "Both can meet on site."},
		{"match.for.role-same", []any{"role", "ux-specialist"}, "Mentoram ir pieredze šajā lomā: UX speciālists.", "The mentor has experience in this role: UX specialist."},
		{"match.for.need-words", []any{"words", []string{"datu", "analīze"}}, "Vajadzības un mentora pieredzes aprakstā ir kopīgi vārdi: “datu” un “analīze”.",
			"The need and the mentor’s experience share words: “datu” and “analīze”."},
		{"match.against.style-support", []any{"mentee", "support", "mentor", "challenge"}, "Vēlmes atšķiras: mentorējamajam – atbalsts un iedrošinājums, mentoram – izaicinājums un tieši jautājumi.",
			"Wishes differ: support and encouragement for the mentee, challenge and direct questions for the mentor."},
		{"match.against.values", []any{"mentee", []string{"trust"}, "mentor", []string{"order", "humour"}}, "Svarīgākais kopdarbā atšķiras: mentorējamajam – uzticēšanās, mentoram – kārtība un humors.",
			"What matters most differs: trust for the mentee, order and humour for the mentor."},
		{"match.against.perspective", []any{"wanted", "private", "sector", "public"}, "Vēlams mentors, kas strādā privātajā sektorā, bet šis strādā publiskajā pārvaldē.",
			"A mentor who works in the private sector is wished; this one works in public administration."},
		{"match.against.need-topics", []any{"topics", []string{"digcomp-2.1", "ai"}, "count", 2, "of", 3}, "Mentora pieteikumā nav šo vajadzīgo tēmu: mijiedarbība, izmantojot digitālās tehnoloģijas; mākslīgais intelekts (MI).",
			"The mentor’s application lacks these topics of the need: interacting through digital technologies and artificial intelligence (AI)."},
		{"match.for.field-same", []any{"field", "unheard-of"}, "Abi strādā vienā jomā: unheard-of.", "Both work in the same field: unheard-of."},
	} {
		r := matching.Reason{Key: tt.key, Args: tt.args}
		if diff := cmp.Diff([]string{tt.lv, tt.en}, []string{words.Sentence(translators[0], r), words.Sentence(translators[1], r)}); diff != "" {
			t.Errorf("%s: %s", tt.key, diff)
		}
	}
}

func TestNamesAndProblems(t *testing.T) {
	_, translators := speak(t)
	lv := translators[0]
	if got := telling.Criterion(lv, matching.WorkStyle); got != "Darba veids" {
		t.Error(got)
	}
	if got := telling.Lift(lv, matching.OwnUnit); got != "atļaut pārus no vienas struktūrvienības" {
		t.Error(got)
	}
	if got := telling.Lift(lv, matching.SamePerson); got != "" {
		t.Errorf("nobody can lift it: %s", got)
	}
	for _, tt := range []struct{ text, lv, en string }{
		{"version: 1\nweights: {need: -1}", "2. rinda: Pie “need” jābūt veselam skaitlim no 0 līdz 1000, nevis \"-1\".", "Line 2: “need” must be a whole number from 0 to 1,000, not \"-1\"."},
		{"version: 1\nrules: {language: perhaps}", "2. rinda: Pie “language” jābūt: on vai off.", "Line 2: “language” must be on or off."},
		{"version: 1\nstart: nothing", "Ar “start: nothing” failā jābūt “columns” un “key”.", "With “start: nothing” the file needs “columns” and “key”."},
	} {
		_, err := rulesfile.Parse([]byte(tt.text))
		problem, is := err.(*rulesfile.FileError)
		if !is {
			t.Fatalf("%s: %v", tt.text, err)
		}
		if diff := cmp.Diff([]string{tt.lv, tt.en}, []string{telling.Problem(lv, problem), telling.Problem(translators[1], problem)}); diff != "" {
			t.Error(diff)
		}
	}
}
