package workspace

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/application"
	"domubiedrs/internal/i18n"
)

// What is accepted is what stands on the page: the versions of the texts are
// those that an acceptance notes (R5-1), and both languages say the same.
func TestTexts(t *testing.T) {
	names := map[string]string{"ethics": application.EthicsVersion, "boundaries": application.BoundariesVersion}
	for _, card := range application.Cards {
		names["card-"+card] = "1"
	}
	for name, version := range names {
		lv, en := textOf(i18n.LV, name), textOf(i18n.EN, name)
		if lv.Version != version || en.Version != version {
			t.Errorf("%s has the versions %q and %q, want %q", name, lv.Version, en.Version, version)
		}
		if diff := cmp.Diff(shape(lv), shape(en)); diff != "" {
			t.Errorf("%s is built differently in the two languages: %s", name, diff)
		}
		for _, line := range lines(lv) {
			for _, sentence := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(".?!:", r) }) {
				if n := len(strings.Fields(sentence)); n > 20 {
					t.Errorf("%s: a sentence of %d words: %s", name, n, sentence)
				}
			}
		}
	}
	all, err := texts()
	if err != nil || len(all[i18n.LV]) != len(names) || len(all[i18n.EN]) != len(names) {
		t.Errorf("%d and %d texts, want %d (%v)", len(all[i18n.LV]), len(all[i18n.EN]), len(names), err)
	}
}

// shape is what a text is built of, without its words.
func shape(x text) (list []int) {
	for _, b := range x.Blocks {
		switch {
		case b.Heading != "":
			list = append(list, -1)
		case b.Paragraph != "":
			list = append(list, 0)
		}
		list = append(list, len(b.Points))
	}
	return list
}

func lines(x text) []string {
	all := []string{x.Title}
	for _, b := range x.Blocks {
		all = append(append(all, b.Heading, b.Paragraph), b.Points...)
	}
	return all
}

func TestReadTexts(t *testing.T) {
	good := "title: A\nversion: 2\n---\nFirst.\n\n## Part\n\n- one\n- two\n\nLast.\n"
	all, err := readTexts(fstest.MapFS{"content/a.lv.md": {Data: []byte(good)}})
	if err != nil {
		t.Fatal(err)
	}
	want := text{Title: "A", Version: "2", Blocks: []block{{Paragraph: "First."}, {Heading: "Part"}, {Points: []string{"one", "two"}}, {Paragraph: "Last."}}}
	if diff := cmp.Diff(want, all[i18n.LV]["a"]); diff != "" {
		t.Error(diff)
	}
	for name, source := range map[string]string{"a.lv.md": "title: A\n---\nx", "b.lv.md": "version: 1\n---\nx", "c.lv.md": "title: A\nversion: 1\nx", "d.md": good} {
		if _, err := readTexts(fstest.MapFS{"content/" + name: {Data: []byte(source)}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s was read: %v", name, err)
		}
	}
}
