// Package calendar carries meetings into the calendars of those who meet.
//
// A change of a meeting enqueues one job for each member, in its own transaction
// (Told). The job reads the meeting when it runs and writes one letter with an
// invitation, or with its withdrawal:
//
//	meeting changes ─ Told ─→ job per member ─ invite ─→ letter (REQUEST or CANCEL)
//	member's program ─→ letter to the invitation's own address ─ Receive ─→ meeting.Answered
//
// Nothing else writes to calendars, so a meeting cannot move in one and stay in
// another: each member's job exists exactly when the change does, and what it
// writes is how the meeting stands. A row for each member and meeting remembers
// the number of the last letter, so a job that runs twice writes once.
//
// Every meeting is an event of its own, without a rule of recurrence, under one
// identifier for ever; each member gets a file that names nobody else (context
// §7). Members can also subscribe to a feed with a secret address (feed.go), or
// take a file from the page.
package calendar

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/ical"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/meeting"
)

// Service is the verbs of calendars. Register it before its Queue is made.
type Service struct {
	DB       *db.DB
	Now      func() time.Time // UTC in microseconds, as db.Now
	Texts    *i18n.Catalogue
	Outbox   *mail.Outbox
	Queue    *job.Queue
	Meetings *meeting.Service
	URL      string // of the service, without a slash at the end

	// Answers is the mailbox below which every invitation has its own address, as
	// sesijas@example.org has sesijas+secret@example.org; empty: nobody reads answers.
	Answers string
}

// Path is the address of a meeting's page inside the service.
func Path(m meeting.Meeting) string {
	return "/workspace/mentorships/" + m.Mentorship + "/meetings/" + m.ID
}

// Invite is the job that lets one member's calendar learn how a meeting stands.
type Invite struct {
	MeetingID string
	PersonID  string
	Sequence  int64 // of the meeting when it was enqueued, for whoever reads the queue
}

// Kind implements job.Args.
func (Invite) Kind() string { return "calendar.invite" }

// Register tells the queue of this package's job.
func (s *Service) Register(r *job.Registry) {
	job.Handle(r, s.invite, job.Options{Queue: "calendar"})
}

// Told enqueues what follows from changes of meetings; it is meeting.Service.Tell.
func (s *Service) Told(ctx context.Context, tx *db.Tx, changes []meeting.Change) error {
	for _, c := range changes {
		for _, personID := range c.People {
			err := s.Queue.Enqueue(ctx, tx, Invite{MeetingID: c.Meeting.ID, PersonID: personID, Sequence: c.Meeting.Sequence})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// never is the number of the last letter when there was none.
const never = -1

// invitation is what a member's calendar knows of a meeting.
type invitation struct {
	Meeting   string
	Person    string
	Secret    string
	Organizer string
	Told      int64 // the meeting's sequence as the last letter told it
	Sent      int64 // the sequence in that letter
	Cancelled bool  // that letter took the meeting away
}

// next tells what is to be written about a meeting as it stands; nothing if the
// member's calendar knows it already, or nothing is left to know.
func (i *invitation) next(m meeting.Meeting, now time.Time) (letter, bool) {
	comes := m.Of(i.Person) != nil && m.Status != meeting.Cancelled
	first := i.Sent == never
	switch {
	case first && !comes, !m.EndsAt().After(now):
		return "", false
	case !first && i.Told == m.Sequence && i.Cancelled != comes:
		return "", false
	case !first && i.Cancelled && !comes:
		return "", false
	}
	what := invited
	switch {
	case !comes:
		what = cancelled
	case !first && !i.Cancelled:
		what = moved
	}
	i.Told, i.Sent, i.Cancelled = m.Sequence, max(m.Sequence, i.Sent+1), !comes
	return what, true
}

// invite is the job.
func (s *Service) invite(ctx context.Context, args Invite) error {
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		i, err := s.lock(ctx, tx, args.MeetingID, args.PersonID)
		if err != nil {
			return err
		}
		m, err := s.Meetings.Load(ctx, tx, args.MeetingID) // after the lock: as it stands now
		if err != nil {
			return err
		}
		what, news := i.next(m, s.Now())
		if !news {
			return nil
		}
		c, err := loadContact(ctx, tx, args.PersonID)
		if err != nil || !c.active || !mail.Valid(c.email) {
			return err
		}
		if err := save(ctx, tx, i, s.Now()); err != nil {
			return err
		}
		message, err := s.compose(m, i, c, what)
		if err != nil {
			return err
		}
		return s.Outbox.Send(ctx, tx, message)
	})
	if fault.Is(err, fault.NotFound) {
		return job.Discard(err)
	}
	return err
}

// lock gives the invitation's row, a new one if there is none, and keeps every
// other letter about it waiting.
func (s *Service) lock(ctx context.Context, tx *db.Tx, meetingID, personID string) (invitation, error) {
	secret := id.Secret()
	fresh := invitation{Meeting: meetingID, Person: personID, Secret: secret, Organizer: s.organizer(secret), Sent: never, Told: never}
	return lockInvitation(ctx, tx, fresh, s.Now())
}

// organizer is the address that invites: the platform's, never a participant's
// (context §7.2). Where answers are read it is the invitation's own.
func (s *Service) organizer(secret string) string {
	if own := answerAddress(s.Answers, secret); own != "" {
		return own
	}
	return cmp.Or(s.Outbox.ReplyTo, s.Outbox.From.Email, "noreply@"+s.Outbox.Host)
}

// host is the service's own name.
func (s *Service) host() (string, error) {
	address, err := url.Parse(s.URL)
	if err != nil {
		return "", fmt.Errorf("read the address of the service: %w", err)
	}
	return address.Hostname(), nil
}

// event is a meeting as every calendar shows it: when, and a neutral title, for
// colleagues often see calendars.
func (s *Service) event(m meeting.Meeting, t *i18n.Translator) (ical.Event, error) {
	host, err := s.host()
	return ical.Event{UID: "session-" + m.ID + "@" + host, Sequence: m.Sequence, Stamp: m.UpdatedAt, Start: m.StartsAt, End: m.EndsAt(),
		Summary: t.T("calendar.summary"), Status: ical.Confirmed}, err
}

// detailed adds what only members may know: where, and the page.
func (s *Service) detailed(m meeting.Meeting, t *i18n.Translator) (ical.Event, error) {
	e, err := s.event(m, t)
	e.URL = s.URL + Path(m)
	e.Location, e.Description = m.Place, t.T("calendar.page", "url", e.URL)
	if m.Status == meeting.Cancelled {
		e.Status = ical.Cancelled
	}
	return e, err
}

// File gives one meeting of a mentorship, or all that are planned when meetingID
// is empty, as a file to take into any calendar.
func (s *Service) File(ctx context.Context, actor access.Actor, mentorshipID, meetingID string, lang i18n.Lang) ([]byte, error) {
	all, err := s.Meetings.List(ctx, actor, mentorshipID)
	if err != nil {
		return nil, err
	}
	var c ical.Calendar
	for _, m := range all {
		if m.ID != meetingID && (meetingID != "" || m.Status != meeting.Planned) || m.Of(actor.Person) == nil {
			continue
		}
		e, err := s.detailed(m, s.Texts.For(lang))
		if err != nil {
			return nil, err
		}
		c.Events = append(c.Events, e)
	}
	if len(c.Events) == 0 {
		return nil, fault.New(fault.NotFound, "fault.not-found")
	}
	return ical.Encode(c)
}
