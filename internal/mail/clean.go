package mail

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxName    = 100 // letters
	maxSubject = 200 // letters
	maxEmail   = 254 // bytes (RFC 5321 §4.5.3.1.3)
)

// emailPattern is what browsers accept in an e-mail field (HTML standard,
// "valid e-mail address"): no quotes, comments or spaces, ASCII only.
var emailPattern = regexp.MustCompile(`^[a-zA-Z0-9.!#$%&'*+/=?^_{|}~` + "`" + `-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$`)

// Valid tells whether email is one plain address that we send to.
func Valid(email string) bool { return len(email) <= maxEmail && emailPattern.MatchString(email) }

// headerText makes text safe for a header: one line, no control or direction
// marks, nothing that a reader would decode, at most limit letters.
func headerText(text string, limit int) string {
	text = strings.Join(strings.Fields(bodyText(text)), " ")
	for strings.Contains(text, "=?") {
		text = strings.ReplaceAll(text, "=?", "= ?")
	}
	return shorten(text, limit)
}

func shorten(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit-1]) + "…"
}

// bodyText takes out what may not stand in a message: invalid UTF-8, control
// characters but the line feed, and marks that turn the direction of writing.
func bodyText(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\r', r == '\u2028', r == '\u2029', r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufeff', r == '\u200b':
			return -1
		}
		return r
	}, text))
}
