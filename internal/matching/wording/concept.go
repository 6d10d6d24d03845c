package wording

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

//go:embed concepts.json
var concepts []byte

// Concepts are everyday words for the themes and competences of a programme.
type Concepts struct {
	codes    []string
	phrases  map[string][]phrase // by the first stem
	prefixes map[string][]int    // beginnings of words, typed with a * in the list
}

type phrase struct {
	rest []string
	code int
}

// shortest beginning of a word that may be listed with a *.
const shortestPrefix = 4

// Found is a concept that a text speaks of.
type Found struct {
	Code  string
	Words []string // as typed, in the order of the text, each once
}

// Default are the concepts that ship with the program. They cover the themes
// and competences of its vocabulary.
func Default() *Concepts {
	c, err := ParseConcepts(concepts)
	if err != nil {
		panic("wording: the embedded concepts do not load: " + err.Error())
	}
	return c
}

// ParseConcepts reads [{"code":"ai","lv":["mākslīgais intelekts"],"en":["chatbot*"]}].
// A phrase matches in all its forms; a single word with a * matches every word
// that begins so.
func ParseConcepts(text []byte) (*Concepts, error) {
	var list []struct {
		Code   string
		LV, EN []string
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("read the concepts: %w", err)
	}
	c := &Concepts{phrases: map[string][]phrase{}, prefixes: map[string][]int{}}
	for _, entry := range list {
		if entry.Code == "" || slices.Contains(c.codes, entry.Code) {
			return nil, fmt.Errorf("read the concepts: code %q is empty or stands twice", entry.Code)
		}
		c.codes = append(c.codes, entry.Code)
		for _, alias := range slices.Concat(entry.LV, entry.EN) {
			if err := c.add(len(c.codes)-1, alias); err != nil {
				return nil, fmt.Errorf("read the concept %s: %w", entry.Code, err)
			}
		}
	}
	return c, nil
}

func (c *Concepts) add(code int, alias string) error {
	words := Words(alias)
	beginning, isPrefix := strings.CutSuffix(alias, "*")
	switch {
	case len(words) == 0:
		return fmt.Errorf("%q has no word", alias)
	case isPrefix && (len(words) > 1 || len(Fold(beginning)) < shortestPrefix):
		return fmt.Errorf("%q must be one word of at least %d letters and a *", alias, shortestPrefix)
	case isPrefix:
		key := Fold(beginning)
		c.prefixes[key] = append(c.prefixes[key], code)
		return nil
	}
	p := phrase{code: code}
	for _, w := range words[1:] {
		p.rest = append(p.rest, w.Stem)
	}
	c.phrases[words[0].Stem] = append(c.phrases[words[0].Stem], p)
	return nil
}

// Codes are all concepts, in the order of the list.
func (c *Concepts) Codes() []string { return slices.Clone(c.codes) }

// In are the concepts that words speak of, in the order of the list.
func (c *Concepts) In(words []Word) []Found {
	hits := map[int][]string{}
	c.each(words, func(code, from, to int) {
		for _, w := range words[from:to] {
			if !slices.Contains(hits[code], w.Text) {
				hits[code] = append(hits[code], w.Text)
			}
		}
	})
	var found []Found
	for code, name := range c.codes {
		if said, any := hits[code]; any {
			found = append(found, Found{Code: name, Words: said})
		}
	}
	return found
}

// each calls hit for every concept at every place of the text.
func (c *Concepts) each(words []Word, hit func(code, from, to int)) {
	for i, w := range words {
		for _, p := range c.phrases[w.Stem] {
			if follows(words[i+1:], p.rest) {
				hit(p.code, i, i+1+len(p.rest))
			}
		}
		for n := shortestPrefix; n <= len(w.Folded); n++ {
			for _, code := range c.prefixes[w.Folded[:n]] {
				hit(code, i, i+1)
			}
		}
	}
}

func follows(words []Word, stems []string) bool {
	if len(words) < len(stems) {
		return false
	}
	for i, s := range stems {
		if words[i].Stem != s {
			return false
		}
	}
	return true
}
