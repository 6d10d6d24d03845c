package public

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
)

func TestStem(t *testing.T) {
	for word, want := range map[string]string{
		"mērķis": "merk", "mērķi": "merk", "Sesijas": "sesij", "sesijām": "sesij", "mentors": "mentor", "mentoram": "mentor",
		"žurnāls": "zurnal", "pārus": "paru", "pāri": "pari", "ētika": "etik", "goals": "goal", "roles": "role", "8": "8", "es": "es",
	} {
		if got := stem(i18n.Fold(word)); got != want {
			t.Errorf("stem of %s: %s, want %s", word, got, want)
		}
	}
}

func sample(t *testing.T) index {
	t.Helper()
	var pages []*document
	for i, source := range []string{
		"title: Ētika\nlede: Par uzticību\nupdated: 2026-11-23\n\n---\n\nKo saka {{owner}}, tas paliek.\n\n## Konfidencialitāte\n\nMērķi zina abi. Žurnālu lasa abi.",
		"title: Plāns\nlede: Par mērķiem\nupdated: 2026-11-23\n\n---\n\n## Lielais mērķis\n\nSāciet ar vienu teikumu par mērķi. Žurnāls palīdz.",
		"title: Noslēgums\nlede: Par beigām\nupdated: 2026-11-23\n\n---\n\n## Pateicība\n\nPasakiet paldies.",
	} {
		d, err := parseDocument(fmt.Sprint("page", i), source)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, d)
	}
	return newIndex(pages)
}

func TestSearch(t *testing.T) {
	x := sample(t)
	for _, c := range []struct {
		name, question string
		want           []string
	}{
		{"without marks, another ending, the heading first", "merkis", []string{"page1", "page0"}},
		{"capitals", "MĒRĶIM", []string{"page1", "page0"}},
		{"words of different sections", "žurnālā konfidencialitāte", []string{"page0"}},
		{"the order of words", "paldies pasakiet", []string{"page2"}},
		{"the beginning of a word", "konf", []string{"page0"}},
		{"the middle of a word", "fidenc", nil},
		{"one word of two", "mērķis dators", nil},
		{"a title", "etika", []string{"page0"}},
		{"signs", " ?!* ", nil},
		{"nothing", "", nil},
		{"a placeholder is no word", "owner", nil},
		{"more words than count", "merkis a b c d e f g h i j k", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, r := range x.search(c.question) {
				got = append(got, r.Slug)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSearchMarksWhatWasFound(t *testing.T) {
	found := sample(t).search("merkis zurnals")
	if len(found) != 2 {
		t.Fatalf("%d pages", len(found))
	}
	s := found[1].Sections[0]
	want := []piece{{"Mērķi", true}, {" zina abi. ", false}, {"Žurnālu", true}, {" lasa abi.", false}}
	if diff := cmp.Diff(want, s.Snippet); diff != "" {
		t.Error(diff)
	}
	if s.ID != "s-konfidencialitate" {
		t.Errorf("leads to %s", s.ID)
	}
}

func TestSnippet(t *testing.T) {
	words := make([]string, 100)
	for i := range words {
		words[i] = fmt.Sprint("w", i)
	}
	words[50] = "mērķis"
	text := tokenize(strings.Join(words, " ") + ".")
	got := join(text.snippet([]string{"merk"}))
	want := "… " + strings.Join(words[42:72], " ") + " …"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if whole := join(tokenize("Tikai tas.").snippet([]string{"tas"})); whole != "Tikai tas." {
		t.Errorf("got %s", whole)
	}
	if empty := tokenize("").snippet([]string{"tas"}); len(empty) > 0 {
		t.Errorf("got %v", empty)
	}
}

func join(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

// FuzzSearch: no question breaks the search, and the pieces of a result are the
// text itself.
func FuzzSearch(f *testing.F) {
	for _, seed := range []string{"merkis", "a", "ž ē", "{{owner}}", "\xff\x00", strings.Repeat("ā ", 300)} {
		f.Add(seed)
	}
	lib, err := load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, question string) {
		for _, r := range lib.indexes[i18n.LV].search(question) {
			for _, s := range r.Sections {
				text := strings.TrimSuffix(strings.TrimPrefix(join(s.Snippet), "… "), " …")
				if !strings.Contains(r.text(s.ID), text) {
					t.Errorf("the snippet %q is not in %s#%s", text, r.Slug, s.ID)
				}
			}
		}
	})
}

// text is what stands under a heading of the page of a result.
func (r result) text(id string) string {
	lib, err := load()
	if err != nil {
		return ""
	}
	for _, d := range lib.guidelines[i18n.LV] {
		for _, s := range d.Sections {
			if d.Slug == r.Slug && s.ID == id {
				return s.Text
			}
		}
	}
	return ""
}

func BenchmarkSearch(b *testing.B) {
	lib, err := load()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		lib.indexes[i18n.LV].search("mērķis sesija")
	}
}
