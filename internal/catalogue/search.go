package catalogue

import (
	"strings"

	"domubiedrs/internal/i18n"
)

// maxWords is how many words of a question count.
const maxWords = 8

// searchText is what a search looks into: names and meanings folded, each word
// after a space.
func (e Entry) searchText() string {
	return " " + i18n.Fold(strings.Join([]string{e.Name.LV, e.Name.EN, e.Meaning.LV, e.Meaning.EN}, " ")) + " "
}

// patterns are what a question looks for with like, one a word: Fold leaves
// none of like's wildcards. typed tells whether anything was asked at all.
func patterns(question string) (words []string, typed bool) {
	found := strings.Fields(i18n.Fold(question))
	for _, word := range found[:min(len(found), maxWords)] {
		words = append(words, "% "+word+"%")
	}
	return words, strings.TrimSpace(question) != ""
}
