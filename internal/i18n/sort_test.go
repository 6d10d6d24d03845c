package i18n

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// surnames is the golden order: 40 names, every special letter, both levels.
var surnames = []string{
	"Abele", "Ābele", "Āboltiņa", "Berzina", "Bērziņa", "Bērziņa Kalna", "Bērziņa-Kalna", "Bērziņš",
	"Caune", "Cukurs", "Čakste", "Čerņavska", "Eglītis", "Ērgle", "Gulbe", "Ģēģere",
	"Ivanova", "Īvāns", "Izotova", "Yang", "Jansone", "Jānsone", "Jansons", "Kalniņš",
	"Kalns", "Krūmiņa", "Ķeniņš", "Lūsis", "Ļaudams", "Nīmane", "Ņikitina", "Ozoliņa",
	"Ozols", "Sproģe", "Sūna", "Šmite", "Tērauds", "Zvirbule", "Žagars", "Žīgure",
}

func byKey(a, b string) int { return cmp.Compare(SortKey(a), SortKey(b)) }

func TestSurnameOrder(t *testing.T) {
	if len(surnames) != 40 {
		t.Fatalf("the golden list has %d names", len(surnames))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		got := slices.Clone(surnames)
		r.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, byKey)
		if diff := gocmp.Diff(surnames, got); diff != "" {
			t.Fatalf("order (-want +got):\n%s", diff)
		}
	}
}

// TestOrderAgreesWithLibrary compares every pair of surnames with the library's
// Latvian order, those with Y apart: there the library differs, and ICU is right.
func TestOrderAgreesWithLibrary(t *testing.T) {
	library := collate.New(language.Latvian)
	for _, a := range surnames {
		for _, b := range surnames {
			if strings.Contains(a+b, "Y") {
				continue
			}
			if got, want := byKey(a, b), library.CompareString(a, b); got != want {
				t.Errorf("%q, %q: got %d, library says %d", a, b, got, want)
			}
		}
	}
}

func TestOrderOfLetters(t *testing.T) {
	want := strings.Fields("- 0 9 a A ā Ā b c č d e ē f g ģ h i ī y j k ķ l ļ m n ņ o ō p q r ŗ s š t u ū v w x z ž Ž а я")
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, byKey)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("letters (-want +got):\n%s", diff)
	}
}

func TestOrderLevels(t *testing.T) {
	for _, c := range []struct{ less, more, why string }{
		{"", "a", "nothing is first"},
		{"Bāra", "Barb", "a letter outweighs an earlier long vowel"},
		{"bara", "Bara", "small before capital"},
		{"Bara", "bāra", "length outweighs case"},
		{"bārā", "bārāa", "a prefix is first"},
		{"barā", "bāra", "the first difference decides within a level"},
		{"Ia", "Ya", "Y after I"},
		{"īz", "ya", "Y after every I"},
		{"Yz", "Ja", "Y before J"},
		{"de Wit", "Denis", "a space is before letters"},
		{"Muller", "Müller", "foreign marks are of the second level"},
		{"Müller", "Mullera", "foreign marks are no letters"},
		{"Lodz", "Łódź", "ł is an l with a stroke"},
		{"3. posms", "Posms", "digits are before letters"},
		{"Žukovs", "Жуков", "other alphabets come last"},
		{"x", "x 😀", "an emoji counts as a sign"},
	} {
		if SortKey(c.less) >= SortKey(c.more) {
			t.Errorf("%q must come before %q: %s", c.less, c.more, c.why)
		}
	}
}

func TestSameKey(t *testing.T) {
	for _, c := range []struct{ a, b, why string }{
		{"Bērziņš", norm.NFD.String("Bērziņš"), "composed and combining letters"},
		{"Bērziņš", " \u200fBērziņš\u200e\ufeff", "direction marks and spaces around"},
		{"Bērziņš", "Bēr\u00adziņš", "soft hyphen"},
		{"Ņina", "N\u0326ina", "comma below for cedilla"},
		{"Anna Kalna", "Anna\u00a0Kalna", "no-break space"},
		{"❤", "❤\ufe0f", "variation selector"},
		{"ǿ", "ø\u0301", "a composed letter with a stroke"},
	} {
		if SortKey(c.a) != SortKey(c.b) {
			t.Errorf("%q and %q must have one key: %s", c.a, c.b, c.why)
		}
	}
	for _, c := range [][2]string{{"Anna-Marija", "Anna–Marija"}, {"O'Nīls", "O’Nīls"}} {
		before, after := SortKey(c[0]+"a"), SortKey(c[0]+"b")
		if key := SortKey(c[1] + "a"); key <= before || key >= after {
			t.Errorf("%q must come just after %q", c[1], c[0])
		}
	}
}

// TestKeysAreStored pins whole keys: they stand in databases, so a change here
// needs a migration that writes them anew.
func TestKeysAreStored(t *testing.T) {
	for s, want := range map[string]string{
		"":        "",
		"kalns":   "67" + "54" + "69" + "72" + "79",
		"Bērziņš": "55597786647380" + "00" + "19" + "0" + "2",
		"Ā":       "54" + "00" + "9" + "0" + "2",
		"Я":       "990001103" + "00" + "0" + "2",
		"😀":       "430128512",
	} {
		if got := SortKey(s); got != want {
			t.Errorf("SortKey(%q) = %s, want %s", s, got, want)
		}
	}
}

func TestKeyIsBounded(t *testing.T) {
	for _, s := range []string{strings.Repeat("Ā", 100_000), strings.Repeat("😀", 5000), "a" + strings.Repeat("\u0301", 5000), strings.Repeat("Я"+strings.Repeat("\u0301", 7), 5000)} {
		if n := len(SortKey(s)); n > 2700 {
			t.Errorf("a key of %d bytes for %.20q…", n, s)
		}
	}
}

// levels compares two texts the slow way, level by level, to check the encoding.
func levels(a, b string) int {
	ua, ub := units(a), units(b)
	return cmp.Or(
		slices.CompareFunc(ua, ub, func(x, y unit) int { return cmp.Compare(x.letter, y.letter) }),
		slices.CompareFunc(ua, ub, func(x, y unit) int { return cmp.Compare(x.marks, y.marks) }),
		slices.CompareFunc(ua, ub, func(x, y unit) int {
			if x.heavy == y.heavy {
				return 0
			} else if y.heavy {
				return -1
			}
			return 1
		}),
	)
}

func FuzzSortKey(f *testing.F) {
	for i, s := range surnames {
		f.Add(s, surnames[(i*7+3)%len(surnames)])
	}
	f.Add("\u0301\u0327", "\xff\xfe")
	f.Add("👩‍👧", "\u202eabc\u202c")
	f.Add("aĀa", "aāA")
	f.Fuzz(func(t *testing.T, a, b string) {
		ka, kb := SortKey(a), SortKey(b)
		if strings.Trim(ka, "0123456789") != "" {
			t.Errorf("SortKey(%q) = %q holds more than digits", a, ka)
		}
		if got, want := cmp.Compare(ka, kb), levels(a, b); got != want {
			t.Errorf("%q, %q: keys say %d, levels say %d", a, b, got, want)
		}
		if len(a) < maxUnits && utf8.ValidString(a) && SortKey(norm.NFD.String(a)) != ka {
			t.Errorf("%q has another key when decomposed", a)
		}
	})
}

func BenchmarkSortKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SortKey("Bērziņa-Kalniņa, Anna Elīza")
	}
}
