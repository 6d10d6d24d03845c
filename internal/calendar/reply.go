package calendar

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	goical "github.com/emersion/go-ical"
	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // answers come in whatever letters their program writes

	"domubiedrs/internal/fault"
	"domubiedrs/internal/ical"
	"domubiedrs/internal/meeting"
)

// answerAddress is an invitation's own address below a mailbox; empty without one.
func answerAddress(mailbox, secret string) string {
	local, domain, found := strings.Cut(mailbox, "@")
	if !found {
		return ""
	}
	return local + "+" + secret + "@" + domain
}

// secretOf finds the secret in an address below the mailbox; false for any other
// address.
func secretOf(mailbox, address string) (string, bool) {
	local, domain, found := strings.Cut(mailbox, "@")
	if !found {
		return "", false
	}
	address = strings.ToLower(strings.Trim(strings.TrimSpace(address), "<>"))
	rest, begins := strings.CutPrefix(address, strings.ToLower(local)+"+")
	secret, ends := strings.CutSuffix(rest, "@"+strings.ToLower(domain))
	return secret, begins && ends && secret != "" && !strings.Contains(secret, "@")
}

// Errors of a letter that holds no answer.
var (
	ErrNoAnswer = errors.New("the letter holds no answer to an invitation")
	ErrOther    = errors.New("the letter answers another invitation")
)

// maxParts bounds how many parts of a letter are looked at.
const maxParts = 20

// Receive takes a letter that came to an invitation's own address. Whoever knows
// the secret answers for the member: a sender's address proves nothing. What it
// says is noted and moves nothing. A letter without an answer changes nothing and
// is an error of the package; only a database that is away is worth another try.
func (s *Service) Receive(ctx context.Context, secret string, letter io.Reader) error {
	i, err := bySecret(ctx, s.DB, secret)
	if err != nil {
		return err
	}
	uid, answer, err := parseAnswer(letter)
	if err != nil {
		return err
	}
	host, err := s.host()
	if err != nil {
		return err
	}
	if uid != "session-"+i.Meeting+"@"+host {
		return ErrOther
	}
	_, err = s.Meetings.Answered(ctx, i.Meeting, i.Person, answer)
	return err
}

// parseAnswer finds the answer in a letter: its first part that is a calendar.
func parseAnswer(letter io.Reader) (uid string, a meeting.Answer, err error) {
	whole, err := message.Read(letter)
	if err != nil && !message.IsUnknownCharset(err) {
		return "", a, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	parts := 0
	stop := errors.New("found")
	err = whole.Walk(func(_ []int, part *message.Entity, err error) error {
		if parts++; parts > maxParts {
			return ErrNoAnswer
		}
		kind, _, errType := part.Header.ContentType()
		if err != nil || errType != nil || kind != "text/calendar" && kind != "application/ics" {
			return nil // not what we look for
		}
		var problem error
		if uid, a, problem = parseCalendar(part.Body); problem == nil {
			return stop
		}
		return nil
	})
	if errors.Is(err, stop) {
		return uid, a, nil
	}
	return "", a, ErrNoAnswer
}

// parseCalendar reads a REPLY or a COUNTER (RFC 5546 §3.2.3, §3.2.7).
func parseCalendar(r io.Reader) (uid string, a meeting.Answer, err error) {
	c, err := goical.NewDecoder(r).Decode()
	if err != nil {
		return "", a, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	method, err := c.Props.Text(goical.PropMethod)
	if err != nil || len(c.Events()) == 0 {
		return "", a, ErrNoAnswer
	}
	e := c.Events()[0]
	if uid, err = e.Props.Text(goical.PropUID); err != nil {
		return "", a, ErrNoAnswer
	}
	if p := e.Props.Get(goical.PropSequence); p != nil {
		n, err := p.Int()
		if err != nil {
			return "", a, ErrNoAnswer
		}
		a.Sequence = int64(n)
	}
	switch strings.ToUpper(method) {
	case "REPLY":
		a.Reply, err = replyOf(e)
	case "COUNTER":
		a.Reply = meeting.Counter
		a.Counter, err = startOf(e)
	default:
		err = ErrNoAnswer
	}
	return uid, a, err
}

// replies are what members can answer; tentative is a yes that is not sure, and
// so no answer.
var replies = map[ical.Answer]meeting.Reply{ical.Accepted: meeting.Accepted, ical.Declined: meeting.Declined}

func replyOf(e goical.Event) (meeting.Reply, error) {
	p := e.Props.Get(goical.PropAttendee)
	if p == nil {
		return "", ErrNoAnswer
	}
	reply, known := replies[ical.Answer(strings.ToUpper(p.Params.Get(goical.ParamParticipationStatus)))]
	if !known {
		return "", ErrNoAnswer
	}
	return reply, nil
}

// windows are the names that programs from Redmond have for Riga's zone.
var windows = map[string]string{"FLE Standard Time": "Europe/Riga", "(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius": "Europe/Riga"}

// startOf is the time that is asked for: in UTC, in a zone by the name that the tz
// database or Windows has for it; without one it is Riga's.
func startOf(e goical.Event) (time.Time, error) {
	p := e.Props.Get(goical.PropDateTimeStart)
	if p == nil {
		return time.Time{}, ErrNoAnswer
	}
	zone, err := time.LoadLocation("Europe/Riga")
	if err != nil {
		return time.Time{}, fmt.Errorf("load the time zone: %w", err)
	}
	name := strings.Trim(p.Params.Get(goical.ParamTimezoneID), `"`)
	if other := windows[name]; other != "" {
		name = other
	}
	if name != "" {
		if zone, err = time.LoadLocation(name); err != nil {
			return time.Time{}, fmt.Errorf("%w: %w", ErrNoAnswer, err)
		}
	}
	p.Params.Del(goical.ParamTimezoneID)
	at, err := p.DateTime(zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	return at.UTC(), nil
}

// pointless tells whether a letter need not come again: nothing in it changes.
func pointless(err error) bool {
	return errors.Is(err, ErrNoAnswer) || errors.Is(err, ErrOther) || fault.Is(err, fault.Invalid, fault.NotFound, fault.Conflict)
}
