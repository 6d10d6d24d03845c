package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWords is how many words of a text count; forms allow far fewer.
const maxWords = 2000

// maxLetters is how long a word may be; the rest of a longer one is dropped.
const maxLetters = 40

// Word is a word of a text.
type Word struct {
	Text   string // as typed
	Folded string // small letters without diacritics; ch, sh, zh as c, s, z
	Stem   string // Folded without its ending
	Stop   bool   // says nothing by itself
}

// Words cuts a text into words. Signs between letters part words, so
// “e-pakalpojums” is two.
func Words(text string) []Word {
	var words []Word
	for raw := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	}) {
		folded := Fold(raw)
		if folded == "" {
			continue
		}
		words = append(words, Word{Text: raw, Folded: folded, Stem: stem(folded, raw), Stop: isStop(folded)})
		if len(words) == maxWords {
			break
		}
	}
	return words
}

// latvian are the letters that Fold changes most often.
var latvian = strings.NewReplacer("ā", "a", "č", "c", "ē", "e", "ģ", "g", "ī", "i", "ķ", "k", "ļ", "l", "ņ", "n",
	"š", "s", "ū", "u", "ž", "z", "ō", "o", "ŗ", "r")

// Fold gives a word in small letters and digits without diacritics. What is
// typed as ch, sh, zh for č, š, ž becomes c, s, z.
func Fold(word string) string {
	word = strings.ToLower(word)
	if !ascii(word) {
		word = latvian.Replace(word)
	}
	if !ascii(word) {
		word = plain(word)
	}
	word = shorten(word)
	if strings.Contains(word, "h") {
		word = withoutH(word)
	}
	return word
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// plain takes marks and everything that is no letter or digit away.
func plain(word string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFKD.String(word)) {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func shorten(word string) string {
	count := 0
	for i := range word {
		if count == maxLetters {
			return word[:i]
		}
		count++
	}
	return word
}

func withoutH(word string) string {
	var b strings.Builder
	for i := range len(word) {
		if word[i] == 'h' && i > 0 && strings.IndexByte("csz", word[i-1]) >= 0 {
			continue
		}
		b.WriteByte(word[i])
	}
	return b.String()
}
