package wording

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for word, want := range map[string]string{
		"Kiberdrošība": "kiberdrosiba", "ĶEĢĻŅ": "kegln", "s\u030Codien": "sodien", "shodien": "sodien", "Žēlastība": "zelastiba",
		"technology": "tecnology", "Straße": "straße", "": "", "ﬁle": "file", "½": "12",
	} {
		if got := Fold(word); got != want {
			t.Errorf("Fold(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Fold(strings.Repeat("ā", 90)); len(got) != maxLetters {
		t.Errorf("a word of 90 letters keeps %d, want %d", len(got), maxLetters)
	}
}

func TestWords(t *testing.T) {
	var got []string
	for _, w := range Words("E-pakalpojumi: kā tos uzlabot (2026. gadā)?") {
		if !w.Stop {
			got = append(got, w.Text+"→"+w.Stem)
		}
	}
	want := []string{"pakalpojumi→pakalpojum", "uzlabot→uzlabo", "2026→2026"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := len(Words(strings.Repeat("vārds ", 3*maxWords))); got != maxWords {
		t.Errorf("%d words of a long text, want %d", got, maxWords)
	}
}
