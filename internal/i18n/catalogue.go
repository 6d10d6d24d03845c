package i18n

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // a server without zone files must still know when Riga changes its clocks

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

//go:embed catalogue/*.json
var files embed.FS

// Zone is the time zone in which every date and time is shown and read.
const Zone = "Europe/Riga"

// Catalogue holds all messages of all languages. It never changes after Load.
type Catalogue struct {
	translators map[Lang]*Translator
}

// Load parses the embedded catalogues. An error names the file and the key of
// every malformed message: an unreadable argument, a missing plural form, an id
// that occurs twice, a language we do not speak.
func Load() (*Catalogue, error) {
	sub, err := fs.Sub(files, "catalogue")
	if err != nil {
		return nil, fmt.Errorf("open catalogues: %w", err)
	}
	return load(sub)
}

// For returns the translator of a language, the same one every time. It is safe
// for concurrent use. An unknown language gets the default.
func (c *Catalogue) For(lang Lang) *Translator {
	if t, ok := c.translators[lang]; ok {
		return t
	}
	return c.translators[LV]
}

func load(fsys fs.FS) (*Catalogue, error) {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return nil, fmt.Errorf("load time zone: %w", err)
	}
	c := &Catalogue{translators: map[Lang]*Translator{}}
	for _, lang := range Langs() {
		c.translators[lang] = &Translator{lang: lang, zone: zone, messages: map[string]message{}}
	}
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, fmt.Errorf("list catalogues: %w", err)
	}
	var problems []error
	for _, name := range names {
		problems = append(problems, c.addFile(fsys, name))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("load catalogues: %w", err)
	}
	return c, nil
}

func (c *Catalogue) addFile(fsys fs.FS, name string) error {
	area, code, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".json"), ".")
	lang, ok := ParseLang(code)
	if !ok || area == "" {
		return fmt.Errorf("%s: the name must be <area>.<language>.json", name)
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	parsed, err := goi18n.ParseMessageBytes(text, json.Unmarshal)
	if err != nil {
		return fmt.Errorf("parse %s: %w", name, err)
	}
	var problems []error
	for _, m := range parsed {
		if err := c.translators[lang].add(area, m); err != nil {
			problems = append(problems, fmt.Errorf("%s: %q: %w", name, m.ID, err))
		}
	}
	return errors.Join(problems...)
}

func (t *Translator) add(area string, m *goi18n.Message) error {
	if m.ID == "" {
		return errors.New("a name reserved by the file format stands where a key should")
	}
	id := area + "." + m.ID
	if _, twice := t.messages[id]; twice {
		return errors.New("the id occurs twice")
	}
	parsed, err := parseMessage(t.lang, m)
	if err != nil {
		return err
	}
	t.messages[id] = parsed
	return nil
}

// message is one entry of a catalogue, split at load so that showing it costs a
// lookup and one copy. A message that is not counted has only the form Other.
type message struct {
	forms   [Other + 1]phrase
	counted bool
}

// phrase is one form of a message. A plain phrase has no parts.
type phrase struct {
	plain string
	parts []part
}

// part is a literal stretch followed by an argument; the last part of a phrase
// may have no argument.
type part struct{ literal, arg string }

func parseMessage(lang Lang, m *goi18n.Message) (message, error) {
	if m.Two != "" || m.Few != "" || m.Many != "" || m.LeftDelim != "" || m.RightDelim != "" {
		return message{}, errors.New("only the forms zero, one and other are known")
	}
	out := message{counted: m.Zero != "" || m.One != ""}
	if err := checkForms(lang, m, out.counted); err != nil {
		return message{}, err
	}
	for form, text := range map[Form]string{Zero: m.Zero, One: m.One, Other: m.Other} {
		parsed, err := parsePhrase(text)
		if err != nil {
			return message{}, err
		}
		out.forms[form] = parsed
	}
	return out, nil
}

func checkForms(lang Lang, m *goi18n.Message, counted bool) error {
	switch {
	case m.Other == "":
		return errors.New("the text is empty")
	case !counted:
		return nil
	case m.One == "":
		return errors.New(`the form "one" is missing`)
	case lang == LV && m.Zero == "":
		return errors.New(`the form "zero" is missing`)
	case lang == EN && m.Zero != "":
		return errors.New(`a text in English has no form "zero"`)
	}
	return nil
}

// argument is the only construct allowed inside a message: {{.name}}. Anything
// more would be logic in a place where translators work.
var argument = regexp.MustCompile(`\{\{\s*\.([a-z][a-zA-Z0-9]*)\s*\}\}`)

func parsePhrase(text string) (phrase, error) {
	out := phrase{plain: text}
	from := 0
	for _, at := range argument.FindAllStringSubmatchIndex(text, -1) {
		out.parts = append(out.parts, part{literal: text[from:at[0]], arg: text[at[2]:at[3]]})
		from = at[1]
	}
	if rest := text[from:]; out.parts != nil && rest != "" {
		out.parts = append(out.parts, part{literal: rest})
	}
	if strings.ContainsAny(argument.ReplaceAllString(text, ""), "{}") {
		return phrase{}, fmt.Errorf("only arguments like {{.name}} may stand in braces: %q", text)
	}
	return out, nil
}
