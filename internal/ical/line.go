package ical

import (
	"strings"
	"time"
	"unicode/utf8"
)

// writer gathers content lines.
type writer struct{ strings.Builder }

// line writes a property whose value needs no escaping.
func (w *writer) line(name, value string) { w.fold(name + ":" + value) }

// text writes a property of type TEXT, unless it is empty.
func (w *writer) text(name, value string) {
	if value = printable(value); value != "" {
		w.fold(name + ":" + escaper.Replace(value))
	}
}

// moment writes a time as the clock on the wall in Riga shows it.
func (w *writer) moment(name string, at time.Time) {
	if wall, once := local(at); once {
		w.fold(name + ";TZID=Europe/Riga:" + wall.Format("20060102T150405"))
		return
	}
	w.line(name, utc(at))
}

// mailbox writes a calendar user's address with a name. A name cannot hold the
// quotes that it stands in (RFC 5545 §3.2).
func (w *writer) mailbox(property string, m Mailbox) {
	if name := strings.Join(strings.Fields(strings.ReplaceAll(printable(m.Name), `"`, "'")), " "); name != "" {
		property += `;CN="` + name + `"`
	}
	w.line(property, "mailto:"+address(m.Email))
}

// lineLimit is the longest line in bytes, without its end (RFC 5545 §3.1).
const lineLimit = 75

// fold ends a content line, cut where needed between two characters: bytes of
// one character apart are what makes letters unreadable. The space that begins
// a continuation counts.
func (w *writer) fold(line string) {
	limit := lineLimit
	for len(line) > limit {
		cut := limit
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.WriteString(line[:cut] + "\r\n ")
		line, limit = line[cut:], lineLimit-1
	}
	w.WriteString(line + "\r\n")
}

// escaper is the escaping of TEXT (RFC 5545 §3.3.11).
var escaper = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`, "\n", `\n`)

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// printable is s with line breaks of one kind and without the other control
// characters, which no value may hold; bytes that are no characters become
// the sign for that.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, newlines.Replace(strings.ToValidUTF8(s, "\ufffd")))
}

// address is s without anything that could end a value which is not escaped.
func address(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, printable(s))
}

const (
	winter = 2 * time.Hour
	summer = 3 * time.Hour
)

// local tells what the clock on the wall in Riga shows, and whether it shows
// that only for this moment, or for the first of two.
func local(at time.Time) (wall time.Time, once bool) {
	at = at.UTC()
	begins, ends := lastSunday(at.Year(), time.March), lastSunday(at.Year(), time.October)
	switch {
	case !at.Before(begins) && at.Before(ends):
		return at.Add(summer), true
	case !at.Before(ends) && at.Before(ends.Add(summer-winter)):
		return at.Add(winter), false
	}
	return at.Add(winter), true
}

// lastSunday is when the clocks of the European Union change in a month.
func lastSunday(year int, month time.Month) time.Time {
	last := time.Date(year, month+1, 0, 1, 0, 0, 0, time.UTC)
	return last.AddDate(0, 0, -int(last.Weekday()))
}
