package wording

import "strings"

// endings of nouns, adjectives and verbs as they are once folded, the longest
// first; the last line is English.
var endings = []string{
	"ajiem", "amies", "aties",
	"ajam", "ajai", "ajos", "ajas", "sies", "jies",
	"ais", "aja", "ajo", "iem", "ies",
	"am", "as", "ai", "em", "es", "ei", "im", "is", "ij", "os", "us", "ie",
	"a", "e", "i", "o", "u", "s",
	"ing", "ed",
}

// least is how many letters of a word stay.
const least = 3

// Stem is a word without its ending, folded: the forms of a word have one
// stem. It is light: it knows endings, the change of consonants before them
// (karte – karšu, lācis – lāča, zeme – zemju) and the commonest suffixes of
// doing (vadīt, vadīšana, vadītājs).
func Stem(word string) string { return stem(Fold(word), word) }

func stem(folded, typed string) string {
	if !ascii(folded) || strings.ContainsAny(folded, "0123456789") {
		return folded
	}
	return settle(doing(cut(folded, typed), typed))
}

// cut takes the longest ending off.
func cut(folded, typed string) string {
	for _, end := range endings {
		root, found := strings.CutSuffix(folded, end)
		if !found || len(root) < least || !strings.ContainsAny(root, "aeiouy") {
			continue
		}
		if strings.HasPrefix(end, "aj") && agent(root, typed) {
			continue // lietotāja is no adjective
		}
		return root
	}
	return folded
}

// agent tells vadītāja from automatizētajā: only the first has a long ā. Where
// nothing is typed with diacritics, the first is likelier.
func agent(root, typed string) bool {
	if !strings.HasSuffix(root, "t") {
		return false
	}
	return ascii(typed) || strings.Contains(strings.ToLower(typed), "tāj")
}

// doing takes -šan- and -tāj- after a vowel off.
func doing(root, typed string) string {
	for _, suffix := range []string{"san", "taj"} {
		short, found := strings.CutSuffix(root, suffix)
		if !found || len(short) < least || !vowel(short[len(short)-1]) {
			continue
		}
		if suffix == "san" && !ascii(typed) && !strings.Contains(strings.ToLower(typed), "šan") {
			continue
		}
		return short
	}
	return root
}

// settle makes stems one that differ by the consonant before the ending.
func settle(root string) string {
	n := len(root)
	if n <= least {
		return root
	}
	last, before := root[n-1], root[n-2]
	switch {
	case last == 'j' && (strings.IndexByte("bpmv", before) >= 0 || vowel(before) && n > least+1):
		return root[:n-1]
	case (last == 't' || last == 's') && vowel(before) && n > least+1:
		return root[:n-1]
	case last == 't' && !vowel(before):
		return root[:n-1] + "s"
	case last == 'd' && n > least+1:
		return root[:n-1] + "z"
	}
	return root
}

func vowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }
