package sheet

import (
	"regexp"
	"strings"
)

// A spreadsheet takes a cell for a formula when it begins with one of these
// signs, the last four being their full-width forms; and one whose own separator
// differs from the file's begins a cell where we see none. So a sign is a danger
// at the start of a text, and after a semicolon, a tab or a line end, with
// blanks and quotation marks between (SEC-18, ASVS 1.2.10).
const dangerous = "=+-@＝＋－＠"

var (
	danger   = regexp.MustCompile(`(^|[;\t\r\n])([\s"']*)([=+\-@＝＋－＠])`)
	guarded  = regexp.MustCompile(`(^|[;\t\r\n])([\s"']*)'([=+\-@＝＋－＠])`)
	blankAt  = regexp.MustCompile(`^('*[\t\r\n])`)
	blankOff = regexp.MustCompile(`^'('*[\t\r\n])`)
)

// neutralText puts an apostrophe before whatever could begin a formula in CSV.
// plainText takes it away, so a file that we wrote reads as what was written.
func neutralText(s string) string {
	if !strings.ContainsAny(s, dangerous+"\t\r\n") {
		return s
	}
	return blankAt.ReplaceAllString(danger.ReplaceAllString(s, "${1}${2}'${3}"), "'${1}")
}

func plainText(s string) string {
	if !strings.Contains(s, "'") {
		return s
	}
	return guarded.ReplaceAllString(blankOff.ReplaceAllString(s, "${1}"), "${1}${2}${3}")
}
