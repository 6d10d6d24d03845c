// Package input cleans and measures what people type into one line of a form,
// so that every service does it alike. It is pure and knows no form.
package input

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"domubiedrs/internal/i18n"
)

// MaxEmail is the longest address, in bytes (RFC 5321 §4.5.3.1.3).
const MaxEmail = 254

// Line composes letters (NFC), turns every run of white space into one space
// and drops control and direction characters, with which a name could disguise
// itself. Joiners stay: some scripts need them.
func Line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c', r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(i18n.NFC(s)), " ")
}

// Lines is Line for each line of a text; empty lines fall away.
func Lines(s string) []string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = Line(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Length counts characters as a person does: code points after Line.
func Length(s string) int { return utf8.RuneCountInString(s) }

// Email takes one plain address without a display name. Stricter than RFC 5322
// on purpose: no quoted local parts, no comments, no address literals.
func Email(s string) bool {
	if len(s) > MaxEmail || strings.ContainsAny(s, " \t\"<>(),:;[]\\") {
		return false
	}
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(domain, ".") && !strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".")
}

// WebAddress takes an absolute http or https address with a host and without a
// password: what may stand in a link that we show.
func WebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") &&
		u.User == nil && strings.Contains(u.Hostname(), ".") && !strings.ContainsAny(s, " \"<>\\^`{|}")
}
