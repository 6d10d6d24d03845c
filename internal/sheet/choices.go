package sheet

import (
	"slices"
	"strings"

	"domubiedrs/internal/i18n"
)

// Choices takes apart a cell that holds many answers: parted by line ends, by
// semicolons (Microsoft Forms, with one at the end), or by commas (Google
// Forms). The sign that stands in the cell and comes first in this list parts
// it. An answer may hold that sign itself: the longest run that folds to one of
// the known answers is that answer, in the known spelling. What is not known
// stays as it is written. No answer is given twice.
func Choices(cell string, known []string) []string { return Know(known).Choices(cell) }

// Known are answers made ready for taking many cells apart.
type Known struct {
	spelling map[string]string
	longest  int
}

// Know makes known answers ready.
func Know(known []string) *Known {
	spelling, longest := fold(known)
	return &Known{spelling, longest}
}

// Choices is the function of that name for answers that are ready.
func (k *Known) Choices(cell string) []string {
	spelling, longest := k.spelling, k.longest
	if whole, there := spelling[i18n.Fold(cell)]; there {
		return []string{whole}
	}
	parts, sign := split(cell)
	var chosen []string
	for len(parts) > 0 {
		answer, n := longestKnown(parts, sign, spelling, longest)
		parts = parts[n:]
		for _, a := range answer {
			if a != "" && !slices.Contains(chosen, a) {
				chosen = append(chosen, a)
			}
		}
	}
	return chosen
}

// fold maps known answers by what is compared, and tells of how many parts, by
// any sign, the longest consists.
func fold(known []string) (spelling map[string]string, longest int) {
	spelling, longest = make(map[string]string, len(known)), 1
	for _, k := range known {
		folded := i18n.Fold(k)
		if _, there := spelling[folded]; !there && folded != "" {
			spelling[folded] = k
		}
		for _, sign := range signs {
			longest = max(longest, strings.Count(k, sign[:1])+1)
		}
	}
	return spelling, longest
}

// signs that part answers, the strongest first. A comma without a space is part
// of a number or a word.
var signs = []string{"\n", ";", ", "}

func split(cell string) (parts []string, sign string) {
	cell = clean(cell)
	for _, sign = range signs {
		if strings.Contains(cell, sign) {
			break
		}
	}
	for part := range strings.SplitSeq(cell, sign) {
		parts = append(parts, strings.TrimFunc(part, func(r rune) bool { return blank(r) || r == ',' || r == ';' }))
	}
	return parts, sign
}

// longestKnown gives the known answer at the start of the parts, and of how many
// it consists.
func longestKnown(parts []string, sign string, spelling map[string]string, longest int) ([]string, int) {
	for n := min(longest, len(parts)); n > 0; n-- {
		if answer, there := spelling[i18n.Fold(strings.Join(parts[:n], sign))]; there {
			return []string{answer}, n
		}
	}
	return unspaced(parts[0], spelling), 1
}

// unspaced takes apart what somebody typed with commas and no spaces, if every
// piece is known; otherwise the comma belongs to the answer.
func unspaced(part string, spelling map[string]string) []string {
	var answers []string
	for piece := range strings.SplitSeq(part, ",") {
		answer, there := spelling[i18n.Fold(piece)]
		if !there {
			return []string{part}
		}
		answers = append(answers, answer)
	}
	return answers
}
