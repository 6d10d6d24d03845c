package institution

import (
	"strings"

	"domubiedrs/internal/i18n"
)

// bar stands before and after each name in the stored search text; Fold never
// makes one, nor the wildcards of like.
const bar = "|"

// searchText is what a search looks into: every name folded, each between bars,
// each word after a space: "| rigas dome | riga city council |".
func (i Institution) searchText() string {
	names := append([]string{i.NameLV, i.ShortName, i.NameEN, i.Code}, strings.Split(i.OtherNames, "\n")...)
	var b strings.Builder
	b.WriteString(bar)
	for _, name := range names {
		if folded := i18n.Fold(name); folded != "" {
			b.WriteString(" " + folded + " " + bar)
		}
	}
	return b.String()
}

// maxWords is how many words of a question count.
const maxWords = 8

// question is a search that somebody typed, ready for like.
type question struct {
	words []string // each the beginning of a word, in any order
	whole string   // a name equals the question
	start string   // a name begins with it
}

func ask(text string) question {
	words := strings.Fields(i18n.Fold(text))
	words = words[:min(len(words), maxWords)]
	if len(words) == 0 {
		return question{}
	}
	phrase := strings.Join(words, " ")
	q := question{whole: "%| " + phrase + " |%", start: "%| " + phrase + "%"}
	for _, word := range words {
		q.words = append(q.words, "% "+word+"%")
	}
	return q
}
