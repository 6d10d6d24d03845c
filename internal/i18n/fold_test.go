package i18n

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"Bērziņš", "berzins"},
		{"BĒRZIŅŠ", "berzins"},
		{"berzins", "berzins"},
		{norm.NFD.String("Bērziņš"), "berzins"},
		{"Šmits", "smits"}, {"shmits", "smits"}, {"Smits", "smits"},
		{"Čakste", "cakste"}, {"Chakste", "cakste"},
		{"Žagars", "zagars"}, {"Zhagars", "zagars"},
		{"Ģirts Ķeniņš", "girts kenins"}, {"Ļaudams Ņikitina", "laudams nikitina"}, {"āēīōūŗ", "aeiour"},
		{"shhh", "s"},
		{"Has hats", "has hats"},
		{"Miss Hill", "miss hill"}, {"Jurass-Hanss", "jurass hanss"},
		{"Mihails", "mihails"}, {"Thoms", "thoms"},
		{"Bērziņa-Kalna,  Anna\tElīza ", "berzina kalna anna eliza"},
		{"O’Nīls", "o nils"}, {"OʼNīls", "o nils"},
		{"anna.kalna@example.org", "anna kalna example org"},
		{"“Valsts kanceleja”", "valsts kanceleja"},
		{"Łódź Straße Ærø Þór ẞ ŒUVRE", "lodz strasse aero thor ss oeuvre"},
		{"ﬁ Ⅷ № ½", "fi viii no 1 2"},
		{"İstanbul Iı", "istanbul ii"},
		{"Anna 😀 👩‍👧", "anna"},
		{"\u202eAnna\u202c \u200fKalna", "anna kalna"},
		{"Bēr\u00adziņš\ufeff", "berzins"},
		{"z\u0301\u0327a\u0300", "za"},
		{"\xffAnna\xfe", "anna"},
		{"Жуков Ёлкин", "жуков елкин"},
		{"3. posms", "3 posms"},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestNFC(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Bērziņš", "Bērziņš"}, {"Be\u0304rzin\u0327s\u030c", "Bērziņš"}, {"a\xffb", "a\ufffdb"}, {"😀", "😀"}, {"", ""},
	} {
		if got := NFC(c.in); got != c.want {
			t.Errorf("NFC(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range surnames {
		f.Add(s)
	}
	for _, s := range []string{"cHh", "S\u0301h", "s\u200dh", "ẞhx", "ﬆh", "K\u0327\u030c", "\xc5", "👩‍👧", "ŉ℡™", "ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		if again := Fold(folded); again != folded {
			t.Errorf("Fold(%q) = %q, and again %q", s, folded, again)
		}
		if !utf8.ValidString(folded) || strings.Contains(folded, "  ") || strings.TrimSpace(folded) != folded {
			t.Errorf("Fold(%q) = %q is not squeezed text", s, folded)
		}
		if utf8.ValidString(s) && Fold(norm.NFD.String(s)) != folded {
			t.Errorf("%q folds otherwise when decomposed", s)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Fold("Bērziņa-Kalniņa, Anna Elīza")
	}
}
