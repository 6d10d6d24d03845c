package wording

import (
	"cmp"
	"slices"
)

// Match is a word of one text that meets a word of another.
type Match struct {
	Mine, Theirs string // as typed
	weight       int
}

// alikeGrams is the share of letter groups (Dice) from which two spellings
// count as one word, in percent. Below it chance meetings begin.
const alikeGrams = 70

// Shared are the words that made two texts alike: forms of one word, spellings
// nearly the same, or words for one concept; the longest first, at most most.
func (c *Concepts) Shared(mine, theirs []Word, most int) []Match {
	ideas := c.ideas(theirs)
	var found []Match
	seen := map[string]bool{}
	for i, w := range mine {
		if w.Stop || seen[w.Stem] {
			continue
		}
		if other, alike := nearest(w, theirs); alike {
			found = append(found, Match{w.Text, other, 2 * len(w.Stem)})
			seen[w.Stem] = true
			continue
		}
		c.each(mine[i:], func(code, from, to int) {
			if other, said := ideas[code]; said && from == 0 && !seen[w.Stem] {
				found = append(found, Match{phraseText(mine[i : i+to]), other, len(w.Stem)})
				seen[w.Stem] = true
			}
		})
	}
	slices.SortStableFunc(found, func(a, b Match) int { return cmp.Compare(b.weight, a.weight) })
	return found[:min(len(found), most)]
}

// ideas are the concepts of a text with the first words that name them.
func (c *Concepts) ideas(words []Word) map[int]string {
	said := map[int]string{}
	c.each(words, func(code, from, to int) {
		if _, known := said[code]; !known {
			said[code] = phraseText(words[from:to])
		}
	})
	return said
}

func phraseText(words []Word) string {
	text := words[0].Text
	for _, w := range words[1:] {
		text += " " + w.Text
	}
	return text
}

// nearest is the word of others that is the same as w or spelt nearly so.
func nearest(w Word, others []Word) (string, bool) {
	best, at := 0, -1
	for i, o := range others {
		if o.Stop {
			continue
		}
		if o.Stem == w.Stem {
			return o.Text, true
		}
		if alike := dice(w.Folded, o.Folded); alike > best {
			best, at = alike, i
		}
	}
	if best < alikeGrams {
		return "", false
	}
	return others[at].Text, true
}

// dice is twice the common pairs of letters over all, in percent.
func dice(a, b string) int {
	if len(a) < 4 || len(b) < 4 {
		return 0
	}
	if all := len(a) + len(b) - 2; 200*(min(len(a), len(b))-1) < alikeGrams*all {
		return 0 // too different in length to be alike
	}
	common := 0
	used := make([]bool, len(b), 64) // on the stack for any common word
	for i := range len(a) - 1 {
		for j := range len(b) - 1 {
			if !used[j] && a[i:i+2] == b[j:j+2] {
				used[j] = true
				common++
				break
			}
		}
	}
	return 200 * common / (len(a) + len(b) - 2)
}
