package public

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"domubiedrs/internal/i18n"
)

//go:embed content
var files embed.FS

// document is one text of the content folder in one language: a few lines of
// facts, a line of three hyphens, Markdown.
type document struct {
	Slug    string
	Title   string
	Lede    string
	Updated time.Time
	Version int    // 0: the text has no versions
	Chapter string // of the guidelines: "4.2"; empty elsewhere
	Body    body
	// Demoted is Body with headings one level down and ids of its own, for
	// several documents on one page.
	Demoted  body
	Headings []heading
	Sections []section
}

// Contents are the headings of the list “on this page”.
func (d *document) Contents() []heading {
	return slices.DeleteFunc(slices.Clone(d.Headings), func(h heading) bool { return h.Level > 2 })
}

// library is the whole content, read once and never changed.
type library struct {
	pages      map[i18n.Lang]map[string]*document
	guidelines map[i18n.Lang][]*document // in their order
	indexes    map[i18n.Lang]index
	statement  *statement
}

// load reads the embedded content; an error names the file.
var load = sync.OnceValues(func() (*library, error) { return read(files) })

func read(fsys fs.FS) (*library, error) {
	l := &library{pages: map[i18n.Lang]map[string]*document{}, guidelines: map[i18n.Lang][]*document{},
		indexes: map[i18n.Lang]index{}}
	names, err := fs.Glob(fsys, "content/*.md")
	if err != nil {
		return nil, fmt.Errorf("list pages: %w", err)
	}
	for _, lang := range i18n.Langs() {
		l.pages[lang] = map[string]*document{}
	}
	for _, name := range names {
		d, lang, err := readDocument(fsys, name)
		if err != nil {
			return nil, err
		}
		l.pages[lang][d.Slug] = d
	}
	if err := l.readGuidelines(fsys); err != nil {
		return nil, err
	}
	l.statement, err = readStatement(fsys, "content/accessibility.json")
	return l, err
}

// readGuidelines takes them in the order of their names; the number in front is
// not part of the address.
func (l *library) readGuidelines(fsys fs.FS) error {
	names, err := fs.Glob(fsys, "content/guidelines/*.md")
	if err != nil {
		return fmt.Errorf("list guidelines: %w", err)
	}
	for _, name := range names {
		d, lang, err := readDocument(fsys, name)
		if err != nil {
			return err
		}
		if d.Chapter == "" || d.Version == 0 {
			return fmt.Errorf("%s: guidelines need a section and a version", name)
		}
		l.guidelines[lang] = append(l.guidelines[lang], d)
	}
	for lang, list := range l.guidelines {
		l.indexes[lang] = newIndex(list)
	}
	return nil
}

func readDocument(fsys fs.FS, name string) (*document, i18n.Lang, error) {
	base := strings.TrimSuffix(path.Base(name), ".md")
	lang, ok := i18n.ParseLang(strings.TrimPrefix(path.Ext(base), "."))
	if !ok {
		return nil, lang, fmt.Errorf("%s: the name must be <name>.<language>.md", name)
	}
	source, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, lang, fmt.Errorf("read content: %w", err)
	}
	slug := strings.TrimLeft(strings.TrimSuffix(base, path.Ext(base)), "0123456789-")
	d, err := parseDocument(slug, string(source))
	if err != nil {
		return nil, lang, fmt.Errorf("%s: %w", name, err)
	}
	return d, lang, nil
}

func parseDocument(slug, source string) (*document, error) {
	facts, text, ok := strings.Cut(source, "\n---\n")
	if !ok {
		return nil, errors.New("no line of three hyphens after the facts")
	}
	d := &document{Slug: slug}
	for line := range strings.Lines(facts) {
		if err := d.fact(strings.TrimSpace(line)); err != nil {
			return nil, err
		}
	}
	if d.Title == "" || d.Lede == "" || d.Updated.IsZero() {
		return nil, errors.New("title, lede and updated are needed")
	}
	return d, d.fill(text)
}

func (d *document) fact(line string) (err error) {
	key, value, ok := strings.Cut(line, ": ")
	if !ok {
		return fmt.Errorf("%q is not “name: value”", line)
	}
	switch key {
	case "title":
		d.Title = value
	case "lede":
		d.Lede = value
	case "section":
		d.Chapter = value
	case "updated":
		d.Updated, err = time.Parse(time.DateOnly, value)
	case "version":
		d.Version, err = strconv.Atoi(value)
	default:
		return fmt.Errorf("no fact is named %q", key)
	}
	return err
}

func (d *document) fill(text string) error {
	whole, err := markdown{Source: text, Title: d.Title}.render()
	if err != nil {
		return err
	}
	demoted, err := markdown{Source: text, Title: d.Title, Prefix: d.Slug, Demote: 1}.render()
	if err != nil {
		return err
	}
	if d.Body, err = newBody(whole.HTML); err != nil {
		return err
	}
	if d.Demoted, err = newBody(demoted.HTML); err != nil {
		return err
	}
	d.Headings, d.Sections = whole.Headings, whole.Sections
	return nil
}

func readStatement(fsys fs.FS, name string) (*statement, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the accessibility statement: %w", err)
	}
	defer file.Close()
	s := new(statement)
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(s); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}
