// Package ical writes calendar files (RFC 5545): events that people add to
// their own calendars.
//
// It is pure: who makes an Event gives every time in it. Times are written as
// the clock on the wall in Riga shows them, with the zone's rules beside them,
// because calendar programs keep a meeting at ten at ten when they move it. An
// hour that comes twice, when the clocks go back, is written in UTC.
//
// Colleagues often see each other's calendars, so events are private, carry no
// alarm of ours, and callers keep their texts short and neutral (context §7).
package ical

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ContentType is how a file is served.
const ContentType = "text/calendar; charset=utf-8"

// Method is what a calendar asks of who receives it (RFC 5546 §1.4). None is
// for a file that is downloaded.
type Method string

const (
	None    Method = ""
	Publish Method = "PUBLISH"
	Request Method = "REQUEST"
	Cancel  Method = "CANCEL"
)

// Status tells whether an event takes place (RFC 5545 §3.8.1.11).
type Status string

const (
	Confirmed Status = "CONFIRMED"
	Cancelled Status = "CANCELLED"
)

// Event is one meeting. UID stays the same for ever; Sequence grows with every
// change that those invited must learn of. Start is before End. Empty texts
// are left out.
type Event struct {
	UID         string
	Sequence    int64
	Stamp       time.Time // when this state of it came to be
	Start, End  time.Time
	Summary     string
	Description string
	Location    string
	URL         string
	Status      Status
	Organizer   Mailbox   // of an invitation; the zero one: none
	Attendee    *Attendee // the one whose file it is; nil: of nobody
}

// Mailbox is an address with a name, which may be empty.
type Mailbox struct{ Name, Email string }

// Answer is what somebody who is invited has answered (RFC 5545 §3.2.12).
type Answer string

const (
	NeedsAction Answer = "NEEDS-ACTION"
	Accepted    Answer = "ACCEPTED"
	Declined    Answer = "DECLINED"
	Tentative   Answer = "TENTATIVE"
)

// Attendee is somebody who is invited.
type Attendee struct {
	Mailbox
	Answer Answer
}

// Calendar is a file of events.
type Calendar struct {
	Method Method
	Name   string // of a feed; empty: none
	Events []Event

	// Refresh is how often a program may look at a feed; 0: it is no feed. Only a
	// feed may be without events.
	Refresh time.Duration
}

// product names who wrote the file (RFC 5545 §3.7.3).
const product = "-//Domubiedrs//Domubiedrs//LV"

// zone holds the rules of Riga's clocks (Directive 2000/84/EC): the last Sundays
// of March and October at 01.00 UTC.
const zone = `BEGIN:VTIMEZONE
TZID:Europe/Riga
BEGIN:DAYLIGHT
TZNAME:EEST
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
DTSTART:19700329T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:EET
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
DTSTART:19701025T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE`

// Encode writes the file: UTF-8, lines of at most 75 bytes, CRLF. It refuses a
// calendar without events and an event that no program could take in.
func Encode(c Calendar) ([]byte, error) {
	if len(c.Events) == 0 && c.Refresh == 0 {
		return nil, errors.New("encode a calendar: it has no events")
	}
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", product)
	w.line("CALSCALE", "GREGORIAN")
	if c.Method != None {
		w.line("METHOD", string(c.Method))
	}
	w.text("X-WR-CALNAME", c.Name)
	if c.Refresh > 0 { // hints, which programs know under two names
		often := "PT" + strconv.Itoa(max(1, int(c.Refresh.Hours()))) + "H"
		w.line("REFRESH-INTERVAL;VALUE=DURATION", often)
		w.line("X-PUBLISHED-TTL", often)
	}
	for _, line := range strings.Split(zone, "\n") {
		w.fold(line)
	}
	for _, e := range c.Events {
		if err := e.check(); err != nil {
			return nil, err
		}
		e.write(&w)
	}
	w.line("END", "VCALENDAR")
	return []byte(w.String()), nil
}

func (e Event) check() error {
	switch {
	case e.UID == "" || e.UID != address(e.UID):
		return fmt.Errorf("encode an event: %q cannot be its UID", e.UID)
	case !e.Start.Before(e.End):
		return fmt.Errorf("encode the event %s: it does not end after it starts", e.UID)
	case e.Attendee != nil && (e.Attendee.Email == "" || e.Organizer.Email == "" || strings.EqualFold(e.Attendee.Email, e.Organizer.Email)):
		return fmt.Errorf("encode the event %s: who is invited and who invites are not two mailboxes", e.UID)
	case e.Stamp.IsZero() || e.Sequence < 0:
		return fmt.Errorf("encode the event %s: it has no stamp or a negative sequence", e.UID)
	}
	return nil
}

func (e Event) write(w *writer) {
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.line("SEQUENCE", strconv.FormatInt(e.Sequence, 10))
	w.line("DTSTAMP", utc(e.Stamp))
	w.moment("DTSTART", e.Start)
	w.moment("DTEND", e.End)
	w.text("SUMMARY", e.Summary)
	w.text("DESCRIPTION", e.Description)
	w.text("LOCATION", e.Location)
	if e.URL != "" {
		w.line("URL", address(e.URL))
	}
	if e.Organizer.Email != "" {
		w.mailbox("ORGANIZER", e.Organizer)
	}
	if e.Attendee != nil {
		w.mailbox("ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT="+string(e.Attendee.Answer)+";RSVP=TRUE", e.Attendee.Mailbox)
	}
	if e.Status != "" {
		w.line("STATUS", string(e.Status))
	}
	w.line("CLASS", "PRIVATE")
	w.line("END", "VEVENT")
}

func utc(at time.Time) string { return at.UTC().Format("20060102T150405Z") }
