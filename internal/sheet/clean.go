package sheet

import (
	"strings"
	"unicode"

	"domubiedrs/internal/i18n"
)

// clean makes what stands in a cell comparable: NFC, line ends as \n, no control
// characters, nothing blank at the ends. Direction marks stay inside a text;
// what a name may hold is the caller's to decide.
func clean(s string) string {
	if plain(s) {
		return s
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\u0085' {
			return -1
		}
		return r
	}, i18n.NFC(s))
	return strings.TrimFunc(s, blank)
}

// plain tells what clean would leave as it is, for most cells of most files.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
}

// blank is white space, and signs of no width that copying leaves behind.
func blank(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("\u200b\u2060\ufeff", r)
}
