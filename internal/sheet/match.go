package sheet

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"domubiedrs/internal/i18n"
)

// Wanted is something that a column may hold: a key of the caller's, and the
// names and questions by which people call it, in any language.
type Wanted struct {
	Key   string
	Names []string
}

// Confidence says how sure a Guess is, from 1 to 100.
type Confidence int

// Certain is a heading that is one of the names, in any of its forms; below
// Likely, a person should look twice.
const (
	Certain Confidence = 95
	Likely  Confidence = 60
)

// Guess proposes that a column, counted from 0, holds what Key names.
type Guess struct {
	Column     int
	Key        string
	Confidence Confidence
}

// Match proposes what the columns hold, from their headings: names in any case,
// with or without marks, in any of their endings, inside a question, or in
// brackets after one. A column has one key at most and a key one column; the
// surest guess comes first, then the leftmost column, then the order of wanted.
// The guesses are in the order of columns.
func Match(headers []string, wanted []Wanted) []Guess {
	var all []Guess
	for column, header := range headers {
		words := stems(header)
		for _, w := range wanted {
			if sure := surest(words, w.Names); sure > 0 {
				all = append(all, Guess{column, w.Key, sure})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Guess) int { return cmp.Compare(b.Confidence, a.Confidence) })
	columns, keys := map[int]bool{}, map[string]bool{}
	guesses := slices.DeleteFunc(all, func(g Guess) bool {
		taken := columns[g.Column] || keys[g.Key]
		if !taken {
			columns[g.Column], keys[g.Key] = true, true
		}
		return taken
	})
	slices.SortFunc(guesses, func(a, b Guess) int { return cmp.Compare(a.Column, b.Column) })
	return guesses
}

func surest(header []string, names []string) (best Confidence) {
	for _, name := range names {
		best = max(best, likeness(header, stems(name)))
	}
	return best
}

// likeness compares a heading with a name, word by word. A name inside a
// question is the surer the more of the question it is, and the more words it
// has.
func likeness(header, name []string) Confidence {
	if len(header) == 0 || len(name) == 0 {
		return 0
	}
	share := func(part, whole int) Confidence { return Confidence(20 * part / whole) }
	length := Confidence(min(len(name), 4) * 4)
	switch {
	case slices.Equal(header, name):
		return 100
	case sameWords(header, name):
		return Certain
	case contains(header, name):
		return 56 + share(len(name), len(header)) + length
	case len(name) > 1 && subset(name, header):
		return 40 + share(len(name), len(header)) + length
	case len(header) > 1 && contains(name, header):
		return 40 + share(len(header), len(name))
	case len(header) == 1 && slices.Contains(name, header[0]):
		return 30 + share(1, len(name))
	}
	return 0
}

func sameWords(a, b []string) bool { return len(a) == len(b) && subset(a, b) && subset(b, a) }

func subset(part, whole []string) bool {
	return !slices.ContainsFunc(part, func(word string) bool { return !slices.Contains(whole, word) })
}

func contains(whole, run []string) bool {
	for i := 0; i+len(run) <= len(whole); i++ {
		if slices.Equal(whole[i:i+len(run)], run) {
			return true
		}
	}
	return false
}

// maxWords bounds a heading; questions have fewer.
const maxWords = 60

// fillers are words that carry no meaning in a heading, folded: and, your,
// please write, which, is.
var fillers = []string{"un", "vai", "jusu", "tavs", "tava", "savs", "savu", "ludzu", "noradiet", "ierakstiet", "kads", "kada", "kadas", "kadi",
	"kas", "ir", "par", "and", "or", "the", "a", "an", "your", "of", "please", "enter", "what", "is", "are", "which", "no", "nr"}

// hyphenE makes e-pasts, e pasts and epasts one word, and e-mail too.
var hyphenE = regexp.MustCompile(`\be (past|mail|adres)`)

// stems gives the words of a heading without numbers in front, without fillers
// and without endings.
func stems(s string) []string {
	words := strings.Fields(hyphenE.ReplaceAllString(i18n.Fold(s), "e$1"))
	var out []string
	for _, word := range words[:min(len(words), maxWords)] {
		if slices.Contains(fillers, word) || strings.Trim(word, "0123456789") == "" {
			continue
		}
		out = append(out, stem(word))
	}
	return out
}

// endings of Latvian nouns and adjectives and of English plurals, folded, the
// longest first.
var endings = []string{"ajiem", "ajam", "ajai", "iem", "ajs", "am", "em", "im", "um", "as", "es", "is", "us", "os", "ie", "a", "e", "i", "o", "u", "s", "m"}

// stem takes the ending off a word, so that iestāde, iestādes and iestādē meet;
// at least three letters stay.
func stem(word string) string {
	for _, ending := range endings {
		if rest, ok := strings.CutSuffix(word, ending); ok && len(rest) >= 3 {
			return rest
		}
	}
	return word
}
