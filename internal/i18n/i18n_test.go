package i18n

import (
	"html/template"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/feature/plural"
)

// speak returns both translators over the embedded catalogues.
func speak(t testing.TB) (lv, en *Translator) {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.For(LV), c.For(EN)
}

// sample returns both translators over a small catalogue of the test's own.
func sample(t testing.TB) (lv, en *Translator) {
	t.Helper()
	c, err := load(fstest.MapFS{
		"signin.lv.json": {Data: []byte(`{"title": "Pieslēgties", "code": {"sent": "Kods nosūtīts uz {{.address}}."},
			"left": {"description": "tries", "zero": "Atlikuši {{.n}} mēģinājumu {{.who}}", "one": "Atlicis {{.n}} mēģinājums {{.who}}", "other": "Atlikuši {{ .n }} mēģinājumi {{.who}}"}}`)},
		"signin.en.json": {Data: []byte(`{"title": "Sign in", "left": {"one": "One try left {{.who}}", "other": "{{.n}} tries left {{.who}}"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c.For(LV), c.For(EN)
}

func TestText(t *testing.T) {
	lv, en := sample(t)
	for _, c := range []struct{ name, got, want string }{
		{"plain", lv.T("signin.title"), "Pieslēgties"},
		{"other language", en.T("signin.title"), "Sign in"},
		{"argument", lv.T("signin.code.sent", "address", "anna@example.org"), "Kods nosūtīts uz anna@example.org."},
		{"number as argument", lv.T("signin.code.sent", "address", 12345), "Kods nosūtīts uz 12\u00a0345."},
		{"other type", lv.T("signin.code.sent", "address", time.Minute), "Kods nosūtīts uz 1m0s."},
		{"superfluous argument", lv.T("signin.title", "x", 1), "Pieslēgties"},
		{"missing argument", lv.T("signin.code.sent"), "Kods nosūtīts uz ⟦signin.code.sent.address⟧."},
		{"odd arguments", lv.T("signin.code.sent", "address"), "Kods nosūtīts uz ⟦signin.code.sent.address⟧."},
		{"missing key", lv.T("signin.none"), "⟦signin.none⟧"},
		{"missing in one language", en.T("signin.code.sent"), "⟦signin.code.sent⟧"},
		{"zero", lv.N("signin.left", 10, "who", "!"), "Atlikuši 10 mēģinājumu !"},
		{"one", lv.N("signin.left", 21, "who", "!"), "Atlicis 21 mēģinājums !"},
		{"other", lv.N("signin.left", 12345, "who", "!"), "Atlikuši 12\u00a0345 mēģinājumi !"},
		{"English one", en.N("signin.left", 1, "who", "!"), "One try left !"},
		{"English other", en.N("signin.left", 0, "who", "!"), "0 tries left !"},
		{"counting by a plain text", lv.N("signin.title", 3), "Pieslēgties"},
		{"counting by nothing", lv.N("signin.none", 3), "⟦signin.none⟧"},
		{"counted text without a number", lv.T("signin.left", "who", "!"), "Atlikuši ⟦signin.left.n⟧ mēģinājumi !"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if !lv.Has("signin.code.sent") || en.Has("signin.code.sent") {
		t.Error("Has must tell what each language has")
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, text, says string }{
		"no JSON":             {"a.lv.json", `{`, "parse a.lv.json"},
		"unknown language":    {"a.de.json", `{"x": "y"}`, "<area>.<language>.json"},
		"no language":         {"a.json", `{"x": "y"}`, "<area>.<language>.json"},
		"reserved name":       {"a.lv.json", `{"other": "y"}`, "reserved"},
		"mixed names":         {"a.lv.json", `{"x": {"other": "y", "z": "w"}}`, "mixed"},
		"empty text":          {"a.lv.json", `{"x": ""}`, "empty"},
		"empty form":          {"a.lv.json", `{"x": {"one": "a", "zero": "b", "other": ""}}`, "empty"},
		"no zero":             {"a.lv.json", `{"x": {"one": "a", "other": "b"}}`, `"zero" is missing`},
		"no one":              {"a.lv.json", `{"x": {"zero": "a", "other": "b"}}`, `"one" is missing`},
		"zero in English":     {"a.en.json", `{"x": {"zero": "a", "one": "b", "other": "c"}}`, `no form "zero"`},
		"forms of others":     {"a.lv.json", `{"x": {"few": "a", "other": "b"}}`, "only the forms"},
		"same id twice":       {"a.lv.json", `{"x": {"y": "1"}, "x.y": "2"}`, "occurs twice"},
		"logic in a text":     {"a.lv.json", `{"x": "{{if .y}}z{{end}}"}`, "in braces"},
		"one brace":           {"a.lv.json", `{"x": "{y}"}`, "in braces"},
		"argument with a dot": {"a.lv.json", `{"x": "{{.y.z}}"}`, "in braces"},
	} {
		_, err := load(fstest.MapFS{c.file: {Data: []byte(c.text)}})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.says)
		}
	}
}

func TestForAlwaysAnswers(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	first := c.For(EN)
	if again := c.For(EN); again != first || first.Lang() != EN {
		t.Error("a language must have one translator")
	}
	if got := c.For("de").Lang(); got != LV {
		t.Errorf("an unknown language got %q", got)
	}
}

func TestLanguages(t *testing.T) {
	for in, want := range map[string]bool{"lv": true, "en": true, "": false, "LV": false, "en-GB": false, "de": false} {
		if got, ok := ParseLang(in); ok != want || ok && string(got) != in {
			t.Errorf("ParseLang(%q) = %q, %v", in, got, ok)
		}
	}
	for header, want := range map[string]Lang{
		"":                          LV,
		"lv":                        LV,
		"en-GB,en;q=0.9":            EN,
		"lv-LV,lv;q=0.9,en;q=0.8":   LV,
		"en;q=0.3, lv;q=0.7":        LV,
		"ru,en;q=0.8,lv;q=0.5":      EN,
		"de-DE":                     LV,
		"*":                         LV,
		"en;q=0":                    LV,
		"=;;;":                      LV,
		strings.Repeat("en,", 1000): LV,
	} {
		if got := Negotiate(header, LV); got != want {
			t.Errorf("Negotiate(%.40q, LV) = %q, want %q", header, got, want)
		}
	}
}

// TestPluralForms compares with the table of context §8.1 and, for every number
// up to 2,000, with the library's rules asked by digits instead of by value.
func TestPluralForms(t *testing.T) {
	for form, numbers := range map[Form][]int{
		Zero:  {0, 10, 11, 19, 20, 100, 111, -10, 1_000_000},
		One:   {1, 21, 101, 121, -1, 1_000_001},
		Other: {2, 9, 22, 1_000_002, -22},
	} {
		for _, n := range numbers {
			if got := LV.Plural(n); got != form {
				t.Errorf("LV.Plural(%d) = %s, want %s", n, got, form)
			}
		}
	}
	if got := LV.Plural(math.MinInt); got != Other {
		t.Errorf("the smallest int is %s", got)
	}
	names := map[plural.Form]Form{plural.Zero: Zero, plural.One: One, plural.Other: Other}
	for n := range 2000 {
		digits := []byte{byte(n / 1000), byte(n / 100 % 10), byte(n / 10 % 10), byte(n % 10)}
		for lang, tag := range tags {
			if got, want := lang.Plural(n), names[plural.Cardinal.MatchDigits(tag, digits, 4, 0)]; got != want {
				t.Errorf("%s: Plural(%d) = %s, want %s", lang, n, got, want)
			}
		}
	}
}

// TestCountedPhrases reads 60 numbers × 8 phrases. The forms of days, minutes,
// hours and months in the file are those that ICU 78 writes.
func TestCountedPhrases(t *testing.T) {
	lv, _ := speak(t)
	text, err := os.ReadFile("testdata/counted.lv.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	keys := strings.Split(lines[0], "\t")
	if len(lines) != 61 || len(keys) != 9 {
		t.Fatalf("the table has %d lines and %d columns", len(lines), len(keys))
	}
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		n := atoi(t, cells[0])
		for i := 1; i < len(keys); i++ {
			if got := lv.N("common."+keys[i], n); got != cells[i] {
				t.Errorf("%s %d: got %q, want %q", keys[i], n, got, cells[i])
			}
		}
	}
}

func TestCountAndAfter(t *testing.T) {
	lv, en := speak(t)
	for _, c := range []struct{ got, want string }{
		{lv.Count("week", 11), "11 nedēļu"}, {en.Count("week", 1), "1 week"}, {en.Count("meeting", 11), "11 sessions"},
		{lv.After("week", 2), "pēc 2 nedēļām"}, {lv.After("minute", 21), "pēc 21 minūtes"}, {en.After("day", 1), "in 1 day"},
		{lv.Count("parsec", 2), "⟦common.count.parsec⟧"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// TestTemplatesCallTranslator proves that the methods are callable from pages.
func TestTemplatesCallTranslator(t *testing.T) {
	lv, _ := speak(t)
	page := struct {
		*Translator
		At    time.Time
		Until *time.Time
		Count int
		Names []string
	}{lv, at("2026-11-23T08:00:00Z"), nil, 2, []string{"A&B", "C"}}
	page.Until = &page.At
	const text = `{{.T "common.save"}}|{{.N "common.count.day" .Count}}|{{.Date .At "loc"}}|{{.DayMonth .Until "dat"}}|` +
		`{{.MonthYear .At "nom"}}|{{.Number .Count}}|{{.Number 2.5 2}}|{{.Percent 25}}|{{.List .Names}}|{{.At | $.ShortDate}}|{{.Lang}}`
	var b strings.Builder
	if err := template.Must(template.New("").Parse(text)).Execute(&b, page); err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll("Saglabāt|2 dienas|2026.~gada 23. novembrī|23. novembrim|2026.~gada novembris|2|2,50|25~%|A&amp;B un C|23.11.2026.|lv", "~", nbsp)
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

func BenchmarkT(b *testing.B) {
	lv, _ := sample(b)
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			lv.T("signin.title")
		}
	})
	b.Run("argument", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			lv.T("signin.code.sent", "address", "anna@example.org")
		}
	})
}

func BenchmarkN(b *testing.B) {
	lv, _ := speak(b)
	b.ReportAllocs()
	for b.Loop() {
		lv.N("common.count.day", 12345)
	}
}

func BenchmarkDate(b *testing.B) {
	lv, _ := speak(b)
	day := at("2026-11-23T08:00:00Z")
	b.ReportAllocs()
	for b.Loop() {
		lv.Date(day, Loc)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}
