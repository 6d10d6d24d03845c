package i18n

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Form is a CLDR plural category, of those that our languages have.
type Form uint8

// Latvian: Zero is 0, 10–20, 30, 40, … 100, 111 …; One is 1, 21, 31, … 101 but
// not 11; Other is the rest. English: One is 1, Other the rest.
const (
	Zero Form = iota
	One
	Other
)

// String gives the name used in catalogue files.
func (f Form) String() string { return [...]string{"zero", "one", "other"}[f] }

var tags = map[Lang]language.Tag{LV: language.Latvian, EN: language.English}

// Plural tells the form that a whole number takes in the language. The sign
// does not matter: −1 is counted as 1.
func (l Lang) Plural(n int) Form {
	n %= 1_000_000 // no rule looks further, and the sign of the smallest int cannot be turned
	if n < 0 {
		n = -n
	}
	switch plural.Cardinal.MatchPlural(tags[l], n, 0, 0, 0, 0) {
	case plural.Zero:
		return Zero
	case plural.One:
		return One
	default:
		return Other
	}
}
