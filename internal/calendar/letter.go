package calendar

import (
	"strings"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/ical"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/meeting"
)

// letter is the kind of a letter and the key of its texts.
type letter string

const (
	invited   letter = "invited"
	moved     letter = "moved"
	cancelled letter = "cancelled"
)

// contact is whom a letter goes to.
type contact struct {
	person   string
	name     string
	email    string
	greeting string
	lang     i18n.Lang
	active   bool
}

// answers are how a calendar shows what a member answered.
var answers = map[meeting.Reply]ical.Answer{meeting.NoReply: ical.NeedsAction, meeting.Accepted: ical.Accepted,
	meeting.Declined: ical.Declined, meeting.Counter: ical.Tentative}

// compose writes the letter: in words when, and as a file everything. The place is
// in the file alone, so that whoever looks after the outbox does not read it.
func (s *Service) compose(m meeting.Meeting, i invitation, c contact, what letter) (mail.Message, error) {
	t := s.Texts.For(c.lang)
	file, err := s.invitationFile(m, i, c, what)
	if err != nil {
		return mail.Message{}, err
	}
	key := "calendar.mail." + string(what)
	day, hour := t.WeekdayDate(m.StartsAt), t.AtRange(m.StartsAt, m.EndsAt())
	blocks := []mail.Block{mail.Text(t.T(key + ".text")), mail.Text(t.T("calendar.mail.when", "day", day, "time", hour)), mail.Text(t.T(key + ".do"))}
	if what != cancelled {
		how := "calendar.mail.answer-page"
		if s.takesAnswers(i) {
			how = "calendar.mail.answer"
		}
		blocks = append(blocks, mail.Text(t.T(how)))
	}
	message := mail.Message{To: mail.Address{Name: c.name, Email: c.email}, PersonID: c.person, Kind: "meeting." + string(what), Lang: c.lang,
		Subject: t.T(key+".subject", "date", t.ShortDate(m.StartsAt)), Greeting: c.greeting, Blocks: append(blocks, mail.Action(t.T("calendar.mail.open"), s.URL+Path(m))),
		Reason: t.T("calendar.mail.reason"), Calendar: string(file)}
	if s.takesAnswers(i) {
		message.ReplyTo = i.Organizer
	}
	return message, nil
}

// takesAnswers tells whether the address that an invitation named is its own, and
// still read.
func (s *Service) takesAnswers(i invitation) bool {
	return s.Answers != "" && strings.EqualFold(i.Organizer, answerAddress(s.Answers, i.Secret))
}

// invitationFile is the file for one member: nobody else is named in it.
func (s *Service) invitationFile(m meeting.Meeting, i invitation, c contact, what letter) ([]byte, error) {
	e, err := s.detailed(m, s.Texts.For(c.lang))
	if err != nil {
		return nil, err
	}
	e.Sequence, e.Stamp = i.Sent, s.Now()
	e.Organizer = ical.Mailbox{Name: s.Outbox.Owner(c.lang), Email: i.Organizer}
	e.Attendee = &ical.Attendee{Mailbox: ical.Mailbox{Name: c.name, Email: c.email}, Answer: ical.NeedsAction}
	method := ical.Request
	if x := m.Of(c.person); x != nil {
		e.Attendee.Answer = answers[x.Reply]
	}
	if what == cancelled {
		method, e.Status, e.Location, e.Attendee.Answer = ical.Cancel, ical.Cancelled, "", ical.NeedsAction
	}
	return ical.Encode(ical.Calendar{Method: method, Events: []ical.Event{e}})
}
