package config

import (
	"slices"
	"strings"
)

// Problem is one thing wrong with the settings: the setting by its full name,
// what is wrong with it, and what to do. Error puts them in one sentence.
type Problem struct{ Setting, What, Do string }

func (p Problem) Error() string {
	return strings.TrimSpace(p.Setting+" "+p.What) + "; " + p.Do + "."
}

// Problems is everything that Load found wrong.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

func (p *Problems) add(setting, what, do string) {
	*p = append(*p, Problem{setting, what, do})
}

// err is nil when there is no problem, so that no empty list travels as one.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// suggest says which known name an unknown one may have been meant as; the
// prefix, which they share, must not make them look alike.
func suggest(unknown string, known []string) string {
	far := func(name string) int {
		return distance(strings.TrimPrefix(unknown, Prefix), strings.TrimPrefix(name, Prefix))
	}
	best := slices.MinFunc(known, func(a, b string) int { return far(a) - far(b) })
	if far(best) > max(1, (len(best)-len(Prefix))/3) {
		return "remove it, or see all settings with: domubiedrs config describe"
	}
	return "if " + best + " was meant, write that"
}

// distance is how many letters must be added, dropped or changed to come from
// a to b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
