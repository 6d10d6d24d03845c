package public

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"domubiedrs/internal/i18n"
)

// Limits of a search.
const (
	maxQuery    = 100 // characters that count
	maxWords    = 8
	maxSections = 3 // shown of one page
	before      = 8 // words of a snippet before the first found one
	snippet     = 30
)

// index is the guidelines of one language, taken apart for searching.
type index struct{ pages []indexed }

type indexed struct {
	*document
	title    tokens
	sections []indexedSection
}

type indexedSection struct {
	section
	head, text tokens
}

// tokens is a text with its words, folded.
type tokens struct {
	text  string
	words []token
}

// token is one word: text[from:to].
type token struct {
	from, to int
	folded   string
}

// word is a word of a text, or a placeholder, which is skipped.
var word = regexp.MustCompile(`\{\{[a-z]+\}\}|[\p{L}\p{N}\p{M}]+`)

func tokenize(text string) tokens {
	t := tokens{text: text}
	for _, at := range word.FindAllStringIndex(text, -1) {
		if folded := i18n.Fold(text[at[0]:at[1]]); folded != "" && text[at[0]] != '{' {
			t.words = append(t.words, token{at[0], at[1], folded})
		}
	}
	return t
}

func newIndex(pages []*document) index {
	var x index
	for _, d := range pages {
		page := indexed{document: d, title: tokenize(d.Title)}
		for _, s := range d.Sections {
			page.sections = append(page.sections, indexedSection{s, tokenize(s.heading.Text), tokenize(s.Text)})
		}
		x.pages = append(x.pages, page)
	}
	return x
}

// piece is a stretch of text; Found ones are what was asked for.
type piece struct {
	Text  string
	Found bool
}

// result is a page that has all words of the question.
type result struct {
	Slug     string
	Title    []piece
	Lede     string
	Sections []foundSection

	score int
}

// foundSection is a part of that page.
type foundSection struct {
	ID      string // of its heading; empty before the first
	Heading []piece
	Snippet []piece

	score int
}

// search finds the pages in which every word of the question occurs, in any
// order, from the beginning of a word and without marks: “merkis” finds
// “mērķi”. Best first: words in titles, then in headings, then in the text.
func (x index) search(question string) []result {
	stems := stemsOf(question)
	if len(stems) == 0 {
		return nil
	}
	var results []result
	for _, page := range x.pages {
		if r, ok := page.search(stems); ok {
			results = append(results, r)
		}
	}
	slices.SortStableFunc(results, func(a, b result) int { return cmp.Compare(b.score, a.score) })
	return results
}

func stemsOf(question string) []string {
	runes := []rune(question)
	words := strings.Fields(i18n.Fold(string(runes[:min(len(runes), maxQuery)])))
	for i, w := range words {
		words[i] = stem(w)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	return words[:min(len(words), maxWords)]
}

// endings are those of Latvian nouns and adjectives, folded, the longest first,
// and the English plural's.
var endings = []string{"ajiem", "ajam", "ajai", "iem", "ies", "ais", "aja", "as", "am", "es", "em", "is", "im", "us", "um", "os",
	"a", "e", "i", "o", "u", "s", "m"}

// stem takes the ending off a word, so that “mērķis” finds “mērķi”; at least
// four letters stay.
func stem(folded string) string {
	for _, ending := range endings {
		rest, ok := strings.CutSuffix(folded, ending)
		if ok && utf8.RuneCountInString(rest) >= 4 {
			return rest
		}
	}
	return folded
}

func (page indexed) search(stems []string) (result, bool) {
	seen := map[string]bool{}
	r := result{Slug: page.Slug, Lede: page.Lede, Title: page.title.pieces(0, len(page.title.words), stems)}
	r.score = 20 * page.title.count(stems, seen)
	for _, s := range page.sections {
		heads, words := s.head.count(stems, seen), s.text.count(stems, seen)
		if heads+words > 0 {
			r.Sections = append(r.Sections, foundSection{ID: s.ID, score: 5*heads + words,
				Heading: s.head.pieces(0, len(s.head.words), stems), Snippet: s.text.snippet(stems)})
		}
	}
	if len(seen) < len(stems) {
		return r, false
	}
	slices.SortStableFunc(r.Sections, func(a, b foundSection) int { return cmp.Compare(b.score, a.score) })
	r.Sections = r.Sections[:min(len(r.Sections), maxSections)]
	if len(r.Sections) > 0 {
		r.score += r.Sections[0].score
	}
	return r, true
}

func (w token) is(stems []string) (string, bool) {
	for _, s := range stems {
		if strings.HasPrefix(w.folded, s) {
			return s, true
		}
	}
	return "", false
}

// count tells how often the stems occur, each at most three times, and notes
// which do.
func (t tokens) count(stems []string, seen map[string]bool) (n int) {
	times := map[string]int{}
	for _, w := range t.words {
		for _, s := range stems {
			if !strings.HasPrefix(w.folded, s) {
				continue
			}
			seen[s] = true
			if times[s]++; times[s] <= 3 {
				n++
			}
		}
	}
	return n
}

// pieces is the words from first up to end, with what is around them at the
// ends of the text, and the found ones marked.
func (t tokens) pieces(first, end int, stems []string) []piece {
	from, to := 0, len(t.text)
	if first > 0 {
		from = t.words[first].from
	}
	if end < len(t.words) {
		to = t.words[end-1].to
	}
	var out []piece
	for _, w := range t.words[first:end] {
		if _, found := w.is(stems); found {
			out = append(out, piece{Text: t.text[from:w.from]}, piece{Text: t.text[w.from:w.to], Found: true})
			from = w.to
		}
	}
	out = append(out, piece{Text: t.text[from:to]})
	return slices.DeleteFunc(out, func(p piece) bool { return p.Text == "" })
}

// snippet is a stretch of the text around the first found word, or its
// beginning.
func (t tokens) snippet(stems []string) []piece {
	first := slices.IndexFunc(t.words, func(w token) bool { _, found := w.is(stems); return found })
	first = max(0, first-before)
	end := min(len(t.words), first+snippet)
	out := t.pieces(first, end, stems)
	if first > 0 {
		out = append([]piece{{Text: "… "}}, out...)
	}
	if end < len(t.words) {
		out = append(out, piece{Text: " …"})
	}
	return out
}
