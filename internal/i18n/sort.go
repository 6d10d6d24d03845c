package i18n

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The alphabet as Latvian lists sort it: letters with a caron or a comma stand
// on their own, Y directly after I as in ICU (golang.org/x/text has it after U),
// Ŗ of the older spelling after R. Long vowels are no letters of their own, as
// in golang.org/x/text; ICU 78 (CLDR 48) was seen to sort them as letters.
const alphabet = "abcčdefgģhiyjkķlļmnņopqrŗsštuvwxzž"

// Before digits and letters come the space and the signs, in ICU's order.
const signs = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"

// First weights of each kind. A weight of the first level is two decimal digits;
// other signs and other alphabets add their code point as seven more.
const (
	firstSign   = 10
	otherSign   = firstSign + len(signs)
	firstDigit  = otherSign + 1
	firstLetter = firstDigit + 10
	otherLetter = 99
)

// Limits that keep a key under 2,700 bytes, the longest a PostgreSQL index takes.
const (
	maxUnits = 160
	maxMarks = 2
	maxInput = 8 * maxUnits
)

// unit is one place of a sorted text: its letter, the marks on it that make no
// letter of their own, and whether it is the heavier variant (a capital, a
// typographic quote).
type unit struct {
	letter string // weight as decimal digits, "10" … "99"
	marks  string // classes '2' … '9', none for a plain letter
	heavy  bool
}

// SortKey turns a text into decimal digits whose plain byte order is the
// Latvian order: first by letters, then by length marks and other accents, then
// by case, small first. Store it beside the text and order by it, with an id as
// the last key; keys of different texts may be equal. Digits alone, because any
// collation a database may have orders them alike. The first 160 characters
// count. The table is our own, so a newer library never moves stored rows.
func SortKey(s string) string {
	var letters, marks, cases []byte
	for _, u := range units(s) {
		letters = append(letters, u.letter...)
		marks = append(append(marks, u.marks...), '1')
		if u.heavy {
			cases = append(cases, '2')
		} else {
			cases = append(cases, '1')
		}
	}
	// Plain places at the end say nothing, and 0 is lighter than any of them.
	second, third := strings.TrimRight(string(marks), "1"), strings.TrimRight(string(cases), "1")
	switch {
	case second == "" && third == "":
		return string(letters)
	case third == "":
		return string(letters) + "00" + second
	}
	return string(letters) + "00" + second + "0" + third
}

// units splits a text into its sorted places.
func units(s string) []unit {
	runes := []rune(splitLetters.Replace(norm.NFD.String(visible(NFC(s)))))
	var out []unit
	for len(runes) > 0 && len(out) < maxUnits {
		n := 1
		for n < len(runes) && unicode.Is(unicode.Mn, runes[n]) {
			n++
		}
		out = append(out, newUnit(runes[0], runes[1:n]))
		runes = runes[n:]
	}
	return out
}

// visible drops what nobody sees (direction marks, joiners, soft hyphens,
// control characters), makes every white space a space, and cuts the text to
// the length that can matter.
func visible(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case ignorable(r):
			return -1
		}
		return r
	}, s))
	if r := []rune(s); len(r) > maxInput {
		return string(r[:maxInput])
	}
	return s
}

func ignorable(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) || r == '\u034f'
}

func newUnit(base rune, marks []rune) unit {
	lower := plainSign(unicode.ToLower(base))
	letter, rest := compose(lower, marks)
	return unit{letter: weight(letter), marks: classes(rest), heavy: lower != base}
}

// joined are the letters that a mark makes out of another. A comma below counts
// as the cedilla, which is what Unicode uses for Latvian.
var joined = map[[2]rune]rune{
	{'c', '\u030c'}: 'č', {'s', '\u030c'}: 'š', {'z', '\u030c'}: 'ž',
	{'g', '\u0327'}: 'ģ', {'k', '\u0327'}: 'ķ', {'l', '\u0327'}: 'ļ', {'n', '\u0327'}: 'ņ', {'r', '\u0327'}: 'ŗ',
	{'g', '\u0326'}: 'ģ', {'k', '\u0326'}: 'ķ', {'l', '\u0326'}: 'ļ', {'n', '\u0326'}: 'ņ', {'r', '\u0326'}: 'ŗ',
}

// compose joins a letter with the mark that makes it another letter, if any, and
// returns the marks that remain.
func compose(base rune, marks []rune) (rune, []rune) {
	for i, mark := range marks {
		if letter, ok := joined[[2]rune{base, mark}]; ok {
			return letter, slices.Delete(slices.Clone(marks), i, i+1)
		}
	}
	return base, marks
}

// plainSign maps typographic dashes, apostrophes and quotes to the plain ones.
func plainSign(r rune) rune {
	switch {
	case unicode.Is(unicode.Pd, r):
		return '-'
	case strings.ContainsRune("’‘", r):
		return '\''
	case strings.ContainsRune("“”„«»", r):
		return '"'
	}
	return r
}

func weight(r rune) string {
	if '0' <= r && r <= '9' {
		return strconv.Itoa(firstDigit + int(r-'0'))
	}
	if i := place(alphabet, r); i >= 0 {
		return strconv.Itoa(firstLetter + i)
	}
	if i := place(signs, r); i >= 0 {
		return strconv.Itoa(firstSign + i)
	}
	kind := otherSign
	if unicode.IsLetter(r) || unicode.IsMark(r) {
		kind = otherLetter
	}
	code := strconv.Itoa(int(r))
	return strconv.Itoa(kind) + strings.Repeat("0", 7-len(code)) + code
}

// place counts the characters before r, or gives -1.
func place(order string, r rune) int {
	i := strings.IndexRune(order, r)
	if i < 0 {
		return -1
	}
	return len([]rune(order[:i]))
}

// classes weighs the marks that remain on a letter, lighter first as in ICU:
// acute before grave before circumflex … and the length mark last.
func classes(marks []rune) string {
	var b strings.Builder
	for _, m := range marks[:min(len(marks), maxMarks)] {
		switch m {
		case '\u0301':
			b.WriteByte('2')
		case '\u0300', '\u0306':
			b.WriteByte('3')
		case '\u0302', '\u030c':
			b.WriteByte('4')
		case '\u030a':
			b.WriteByte('5')
		case '\u0308', '\u030b':
			b.WriteByte('6')
		case '\u0303':
			b.WriteByte('7')
		case '\u0304':
			b.WriteByte('9')
		default:
			b.WriteByte('8')
		}
	}
	return b.String()
}
