package workspace

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"domubiedrs/internal/i18n"
)

//go:embed content
var contentFiles embed.FS

// text is one of the texts that people accept or read one by one: the code of
// ethics, the boundaries, a mentor's cards. It has headings, paragraphs and
// lists and nothing else, so it needs no HTML of its own.
type text struct {
	Title   string
	Version string // what is accepted is this version (R5-1)
	Blocks  []block
}

// block is one of the three.
type block struct {
	Heading   string
	Paragraph string
	Points    []string
}

// texts are all, by language and name.
var texts = sync.OnceValues(func() (map[i18n.Lang]map[string]text, error) { return readTexts(contentFiles) })

// EthicsVersion is the version of the code of ethics that people accept; empty if
// the texts cannot be read, which Mount tells.
func EthicsVersion() string {
	all, err := texts()
	if err != nil {
		return ""
	}
	return all[i18n.LV]["ethics"].Version
}

func readTexts(fsys fs.FS) (map[i18n.Lang]map[string]text, error) {
	all := map[i18n.Lang]map[string]text{i18n.LV: {}, i18n.EN: {}}
	names, err := fs.Glob(fsys, "content/*.md")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".md")
		lang, ok := i18n.ParseLang(strings.TrimPrefix(path.Ext(base), "."))
		if !ok {
			return nil, fmt.Errorf("%s: the name must be <name>.<language>.md", name)
		}
		source, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read a text: %w", err)
		}
		if all[lang][strings.TrimSuffix(base, path.Ext(base))], err = parseText(string(source)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return all, nil
}

// parseText reads a few lines of facts, a line of three hyphens, and Markdown's
// headings (##), lists (-) and paragraphs of one line.
func parseText(source string) (text, error) {
	var t text
	facts, body, ok := strings.Cut(source, "\n---\n")
	for line := range strings.Lines(facts) {
		switch key, value, _ := strings.Cut(strings.TrimSpace(line), ": "); key {
		case "title":
			t.Title = value
		case "version":
			t.Version = value
		}
	}
	if !ok || t.Title == "" || t.Version == "" {
		return t, errors.New("title, version and a line of three hyphens are needed")
	}
	for line := range strings.Lines(body) {
		t.add(strings.TrimSpace(line))
	}
	return t, nil
}

func (t *text) add(line string) {
	last := len(t.Blocks) - 1
	heading, isHeading := strings.CutPrefix(line, "## ")
	point, isPoint := strings.CutPrefix(line, "- ")
	switch {
	case line == "":
	case isHeading:
		t.Blocks = append(t.Blocks, block{Heading: heading})
	case isPoint && last >= 0 && len(t.Blocks[last].Points) > 0:
		t.Blocks[last].Points = append(t.Blocks[last].Points, point)
	case isPoint:
		t.Blocks = append(t.Blocks, block{Points: []string{point}})
	default:
		t.Blocks = append(t.Blocks, block{Paragraph: line})
	}
}

// textOf finds a text that is part of the program; Mount has read them all.
func textOf(lang i18n.Lang, name string) text {
	all, err := texts()
	if err != nil {
		panic("workspace: " + err.Error())
	}
	return all[lang][name]
}
