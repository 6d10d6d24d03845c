package i18n

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestCatalogues holds every message of every area to the rules of the house.
// Plural forms and arguments that cannot be read are refused by Load already.
func TestCatalogues(t *testing.T) {
	lv, en := speak(t)
	for key, m := range lv.messages {
		other, ok := en.messages[key]
		if !ok {
			t.Errorf("%s: the English text is missing", key)
			continue
		}
		for _, fault := range compareMessages(m, other) {
			t.Errorf("%s: %s", key, fault)
		}
	}
	for key := range en.messages {
		if !lv.Has(key) {
			t.Errorf("%s: the Latvian text is missing", key)
		}
	}
	for _, tr := range []*Translator{lv, en} {
		for key, m := range tr.messages {
			for _, fault := range checkMessage(tr.lang, m) {
				t.Errorf("%s (%s): %s", key, tr.lang, fault)
			}
		}
	}
}

func TestCatalogueFiles(t *testing.T) {
	names, err := fs.Glob(files, "catalogue/*.json")
	if err != nil || len(names) < 2 {
		t.Fatalf("%d catalogues, %v", len(names), err)
	}
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if twice, err := repeatedKeys(text); err != nil || len(twice) > 0 {
			t.Errorf("%s: keys written twice %q, %v", name, twice, err)
		}
	}
}

// compareMessages tells how two translations of a message fail to match.
func compareMessages(lv, en message) []string {
	var out []string
	if lv.counted != en.counted {
		out = append(out, "counted in one language only")
	}
	if a, b := arguments(lv), arguments(en); !slices.Equal(a, b) {
		out = append(out, fmt.Sprintf("arguments %v in Latvian, %v in English", a, b))
	}
	return out
}

// checkMessage tells what is wrong with the forms of a message and their texts.
func checkMessage(lang Lang, m message) []string {
	var out []string
	if !m.counted && slices.Contains(arguments(m), "n") {
		out = append(out, "{{.n}} in a text that is not counted")
	}
	for form, p := range m.forms {
		if p.plain == "" {
			continue // Load has seen to it that no form the language has is empty
		}
		// In Latvian “one” is also 21 and 101, so the number must be said.
		says := slices.ContainsFunc(p.parts, func(x part) bool { return x.arg == "n" })
		if lang == LV && m.counted && !says && slices.Contains(arguments(m), "n") {
			out = append(out, fmt.Sprintf("{{.n}} is missing in the form %q", Form(form)))
		}
		for _, fault := range checkText(lang, p.plain) {
			out = append(out, fmt.Sprintf("%s: %q", fault, p.plain))
		}
	}
	return out
}

func arguments(m message) []string {
	set := map[string]bool{}
	for _, p := range m.forms {
		for _, part := range p.parts {
			if part.arg != "" {
				set[part.arg] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// textRules are what a text must not match. The words are few: those that keep
// slipping in from offices, and those that the glossary replaces.
var textRules = []struct {
	langs string
	bad   *regexp.Regexp
	why   string
}{
	{"lv en", regexp.MustCompile(`[ \x{a0}]{2}|^\s|\s$|\t|\n\n\n`), "needless space"},
	{"lv en", regexp.MustCompile(`"`), "straight quotes: write “ ”"},
	{"lv en", regexp.MustCompile(`[„«»]`), "other quotes than “ ”"},
	{"lv en", regexp.MustCompile(`\.\.\.`), "three full stops: write … or end the sentence"},
	{"lv en", regexp.MustCompile(` [,.;:!?](\s|$)`), "a space before punctuation"},
	{"lv en", regexp.MustCompile(`</?[a-z]+[^>]*>`), "markup in a text"},
	{"lv", regexp.MustCompile(`[\d}] ?%`), "% without a no-break space: use Percent"},
	{"lv", regexp.MustCompile(`[\d}]\.? gada \d`), "a year without a no-break space: use Date"},
	{"lv", regexp.MustCompile(`plkst\. `), "plkst. without a no-break space: use At"},
	{"lv", regexp.MustCompile(`\d:\d\d`), "time with a colon: use Time"},
	{"lv", regexp.MustCompile(`\bno \d+–\d`), "no with a dash"},
	{"lv", regexp.MustCompile(`[\p{Ll},] J(ūs|ums|ūsu|ūsos)\b`), "capital Jūs: the interface says jūs"},
	{"lv", regexp.MustCompile(`(?i)spiediet šeit|klikšķini|sakarā ar|gadījumā, ja|iepriekš minēt|augstāk minēt|zemāk minēt|dotajā brīdī|pie tam\b|pielieto|tiek veikt|tiek nodrošin|nodrošināt iespēju|cien\.`), "chancery words"},
	{"lv", regexp.MustCompile(`(?i)autoriz(ē|ācij)|kohort|ielogo|izlogo`), "the glossary has a better word"},
	{"en", regexp.MustCompile(`(?i)click here|utili[sz]e|in order to|please be advised|prior to|herein|hereby|log ?in\b|cohort`), "chancery words"},
}

// longest is the number of words a sentence may have (context §1.4).
const longest = 20

// sentenceEnd is a stop followed by a capital: “3. posms” and “plkst. 10.00” do
// not end a sentence.
var sentenceEnd = regexp.MustCompile(`[.!?…]”?\s+“?\p{Lu}|\n`)

func checkText(lang Lang, text string) []string {
	var out []string
	for _, rule := range textRules {
		if strings.Contains(rule.langs, string(lang)) && rule.bad.MatchString(text) {
			out = append(out, rule.why)
		}
	}
	for _, sentence := range sentenceEnd.Split(text, -1) {
		words := strings.FieldsFunc(sentence, func(r rune) bool { return unicode.IsSpace(r) || r == '–' })
		if len(words) > longest {
			out = append(out, fmt.Sprintf("a sentence of %d words", len(words)))
		}
	}
	if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
		out = append(out, "a text without a word")
	}
	return out
}

// TestRulesBite proves that each rule finds what it is for, and passes good text.
func TestRulesBite(t *testing.T) {
	for text, lang := range map[string]Lang{
		"Saglabāt ": LV, "divas  atstarpes": LV, `sauc "tā"`: LV, "„tā”": LV, "«tā»": EN, "gaidiet...": LV, "labi !": LV,
		"<b>svarīgi</b>": LV, "25 %": LV, "{{.n}}%": LV, "2026. gada 3. maijs": LV, "plkst. 10.00": LV, "10:00": LV,
		"no 10–15 dienām": LV, "pieteikums, ko Jūs sūtāt": LV, "Sakarā ar to": LV, "Autorizēties": LV, "Click here": EN,
		"…": EN, strings.Repeat("vārds ", 20) + "vārds.": LV, "Īsi. " + strings.Repeat("word ", 21) + "end": EN,
	} {
		if len(checkText(lang, text)) == 0 {
			t.Errorf("nothing wrong was found in %q", text)
		}
	}
	for text, lang := range map[string]Lang{
		"Saglabāt": LV, "25\u00a0%": LV, "pēc {{.n}} gada": LV, "2026.\u00a0gada 3. maijā plkst.\u00a010.00": LV, "Jūs varat sākt. Jums palīdzēs.": LV,
		"Sauc “tā”.": LV, strings.Repeat("vārds ", 19) + "vārds. " + strings.Repeat("Vārds ", 19) + "vārds": LV,
	} {
		if faults := checkText(lang, text); len(faults) > 0 {
			t.Errorf("%q is good, but: %v", text, faults)
		}
	}
}

func TestMessageRulesBite(t *testing.T) {
	plain := func(s string) message {
		p, err := parsePhrase(s)
		if err != nil {
			t.Fatal(err)
		}
		return message{forms: [Other + 1]phrase{Other: p}}
	}
	counted := plain("{{.n}} dienas")
	counted.counted = true
	counted.forms[One].plain = "viena diena"
	if len(compareMessages(plain("{{.a}}"), plain("{{.b}}"))) != 1 || len(compareMessages(plain("x"), counted)) != 2 {
		t.Error("different arguments must be found")
	}
	if len(checkMessage(LV, plain("{{.n}} dienas"))) != 1 {
		t.Error("a number in a text that is not counted must be found")
	}
	if len(checkMessage(LV, counted)) != 1 || len(checkMessage(EN, counted)) != 0 {
		t.Error("a form without its number is wrong in Latvian only")
	}
	if twice, err := repeatedKeys([]byte(`{"a": {"b": "1", "c": "2", "b": "3"}, "b": "4"}`)); err != nil || !slices.Equal(twice, []string{"b"}) {
		t.Errorf("repeated keys: %v, %v", twice, err)
	}
}

// repeatedKeys finds keys written twice in one object; encoding/json would let
// the last one win in silence.
func repeatedKeys(text []byte) ([]string, error) {
	var twice []string
	var open []map[string]bool // keys seen in the objects around; catalogues have no arrays
	key := false
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return twice, nil
		case err != nil:
			return nil, err
		case token == json.Delim('{'):
			open, key = append(open, map[string]bool{}), true
		case token == json.Delim('}'):
			open, key = open[:len(open)-1], true
		case key:
			name := fmt.Sprint(token)
			if seen := open[len(open)-1]; seen[name] {
				twice = append(twice, name)
			} else {
				seen[name] = true
			}
			key = false
		default:
			key = true
		}
	}
}
