package public

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
)

func TestBothLanguagesHaveTheSame(t *testing.T) {
	lib, err := load()
	if err != nil {
		t.Fatal(err)
	}
	type shape struct {
		Slug, Chapter string
		Version       int
		Updated       time.Time
		Levels        []int
	}
	shapes := map[i18n.Lang][]shape{}
	for _, lang := range i18n.Langs() {
		all := append([]*document{}, lib.guidelines[lang]...)
		for _, slug := range []string{"about", "cookies", "easy", "privacy"} {
			if d := lib.pages[lang][slug]; d != nil {
				all = append(all, d)
			}
		}
		for _, d := range all {
			s := shape{Slug: d.Slug, Chapter: d.Chapter, Version: d.Version, Updated: d.Updated}
			for _, h := range d.Headings {
				s.Levels = append(s.Levels, h.Level)
			}
			shapes[lang] = append(shapes[lang], s)
		}
	}
	if len(shapes[i18n.LV]) != 16 {
		t.Errorf("%d documents, want 12 of the guidelines and 4 others", len(shapes[i18n.LV]))
	}
	if diff := cmp.Diff(shapes[i18n.LV], shapes[i18n.EN]); diff != "" {
		t.Error(diff)
	}
}

func TestGuidelinesHaveTheirPlace(t *testing.T) {
	lib, err := load()
	if err != nil {
		t.Fatal(err)
	}
	chapters := ""
	for _, g := range groups {
		chapters += g.chapters
	}
	for _, d := range lib.guidelines[i18n.LV] {
		if strings.Count(chapters, d.Chapter[:1]) != 1 {
			t.Errorf("%s: chapter %s stands in no group or in two", d.Slug, d.Chapter)
		}
		if icons[d.Slug] == "" {
			t.Errorf("%s has no icon", d.Slug)
		}
	}
	if len(icons) != len(lib.guidelines[i18n.LV]) {
		t.Errorf("%d icons for %d pages", len(icons), len(lib.guidelines[i18n.LV]))
	}
}

// longest is how many words a sentence in easy language has at most.
const longest = 15

var sentence = regexp.MustCompile(`[.!?:;]\s`)

func TestSentencesAreShort(t *testing.T) {
	lib, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for lang, pages := range lib.pages {
		for slug, d := range pages {
			if slug != "easy" {
				continue
			}
			for _, s := range d.Sections {
				for _, one := range sentence.Split(s.Text, -1) {
					if n := len(strings.Fields(one)); n > longest {
						t.Errorf("%s, %s: %d words: %s", slug, lang, n, one)
					}
				}
			}
		}
	}
}

func TestReadRefuses(t *testing.T) {
	good := "title: T\nlede: L\nupdated: 2026-11-23\n\n---\n\nTeksts"
	for _, c := range []struct{ name, file, source, want string }{
		{"no language", "content/about.md", good, "the name must be"},
		{"no line of hyphens", "content/about.lv.md", "title: T", "three hyphens"},
		{"unknown fact", "content/about.lv.md", "x: y\n" + good, `no fact is named "x"`},
		{"no value", "content/about.lv.md", "titl\n" + good, "is not “name: value”"},
		{"no title", "content/about.lv.md", strings.Replace(good, "title: T\n", "", 1), "title, lede and updated"},
		{"no such day", "content/about.lv.md", strings.Replace(good, "11-23", "11-31", 1), "out of range"},
		{"version", "content/about.lv.md", "version: one\n" + good, "invalid syntax"},
		{"unknown placeholder", "content/about.lv.md", good + " {{ownr}}", `named "ownr"`},
		{"placeholder in a table's head", "content/about.lv.md", good + "\n\n| a | {{owner}} |\n|---|---|\n| b | c |", "inside a tag"},
		{"guideline without a chapter", "content/guidelines/01-a.lv.md", good, "need a section and a version"},
		{"statement", "content/accessibility.json", `{"versio": 1}`, `unknown field "versio"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := fstest.MapFS{"content/accessibility.json": {Data: []byte("{}")}}
			fsys[c.file] = &fstest.MapFile{Data: []byte(c.source)}
			_, err := read(fsys)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file) {
				t.Errorf("got %v, want %s with %q", err, c.file, c.want)
			}
		})
	}
	if _, err := read(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), fs.ErrNotExist.Error()) {
		t.Errorf("without a statement: %v", err)
	}
}

// The statement must be renewed every year, and no fault may be without a way
// round it (context §1.2).
func TestStatement(t *testing.T) {
	lib, err := load()
	if err != nil {
		t.Fatal(err)
	}
	s := lib.statement
	if at := s.Assessment.Date.Time(); at.IsZero() || time.Now().After(s.Assessment.Until()) || s.Assessment.Months > 12 {
		t.Errorf("the last assessment, %s, is older than 12 months: assess the site and renew content/accessibility.json", s.Assessment.Date)
	}
	if _, ok := conforms[s.Result.Status]; !ok || s.Result.Status == "full" && len(s.Issues) > 0 {
		t.Errorf("the result %q does not fit %d issues", s.Result.Status, len(s.Issues))
	}
	for _, lang := range i18n.Langs() {
		texts := map[string]string{"commitment": s.Commitment[lang], "method": s.Method.Text[lang], "result": s.Result.Text[lang],
			"assessor": s.Assessment.Assessor[lang], "reporting": s.Reporting.Text[lang], "complaint": s.Complaint.Text[lang],
			"ombudsman": s.Complaint.Name[lang] + s.Complaint.URL[lang], "law": s.Regulation.URL[lang]}
		for _, x := range s.Issues {
			texts[x.ID+" what"], texts[x.ID+" fix"], texts[x.ID+" alternative"] = x.What[lang], x.Fix[lang], x.Alternative[lang]
			if x.Since.Time().IsZero() || !x.FixBy.Time().After(x.Since.Time()) {
				t.Errorf("%s: since %s, to be mended by %s", x.ID, x.Since, x.FixBy)
			}
		}
		for name, text := range texts {
			if text == "" {
				t.Errorf("%s: no words for %s", lang, name)
			}
		}
	}
}
