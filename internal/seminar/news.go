package seminar

import (
	"context"
	"fmt"
	"strings"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/workday"
)

// letter is the kind of a letter and the key of its texts.
type letter string

const (
	registered letter = "registered"
	waiting    letter = "waiting"
	movedUp    letter = "moved-up"
	removed    letter = "removed"
	changed    letter = "changed"
	calledOff  letter = "called-off"
	reminder   letter = "reminder"
)

// letterOf is what is written to somebody who has joined.
var letterOf = map[Hold]letter{Registered: registered, Waiting: waiting}

// Path is the address of a seminar's page inside the service.
func Path(seminarID string) string { return "/seminars/" + seminarID }

// write sends a person a letter in the transaction that causes it. People who
// cannot sign in, and addresses that letters cannot go to, get none: the page
// says the same.
func (s *Service) write(ctx context.Context, tx *db.Tx, x Seminar, r Registration, l letter) error {
	if s.Silent {
		return nil
	}
	c, err := loadContact(ctx, tx, r.Person)
	if err != nil {
		return fmt.Errorf("find whom to write about registration %s: %w", r.ID, err)
	}
	if !c.active || !mail.Valid(c.email) {
		return nil
	}
	return s.Outbox.Send(ctx, tx, s.compose(x, c, l))
}

// compose says what happened, when and where the seminar is, and what to do.
func (s *Service) compose(x Seminar, c contact, l letter) mail.Message {
	t := s.Texts.For(c.lang)
	key := "seminar.mail." + string(l)
	blocks := []mail.Block{mail.Text(t.T(key+".text", "title", x.Title.In(c.lang)))}
	if l != removed && l != calledOff {
		facts := []string{t.T("seminar.mail.when", "day", t.WeekdayDate(x.Start), "time", t.AtRange(x.Start, x.End))}
		if x.Place != "" {
			facts = append(facts, t.T("seminar.mail.where", "place", x.Place))
		}
		if x.Link != "" {
			facts = append(facts, t.T("seminar.mail.online"))
		}
		blocks = append(blocks, mail.Text(strings.Join(facts, "\n")), mail.Text(t.T(key+".do")))
	}
	return mail.Message{To: mail.Address{Name: c.name, Email: c.email}, PersonID: c.person, Kind: "seminar." + string(l), Lang: c.lang,
		Subject: t.T(key + ".subject"), Greeting: c.greeting, Blocks: append(blocks, mail.Action(t.T("seminar.mail.open"), s.URL+Path(x.ID))),
		Reason: t.T("seminar.mail.reason")}
}

// Tell is the job that tells everybody with a place or a turn of news.
type Tell struct {
	SeminarID string
	News      int64 // Sequence when it happened
}

// Kind implements job.Args.
func (Tell) Kind() string { return "seminar.tell" }

// Remind is the job that reminds those with a place three days and one day
// before.
type Remind struct{}

// Kind implements job.Args.
func (Remind) Kind() string { return "seminar.remind" }

// Register tells the queue of this package's jobs.
func (s *Service) Register(r *job.Registry) {
	job.Handle(r, s.tell, job.Options{Timeout: 5 * time.Minute})
	job.Handle(r, s.remind, job.Options{Timeout: 5 * time.Minute})
	job.Schedule(r, Remind{}, job.Every(time.Hour))
}

// tell writes to one person at a time, so that a second run goes on where the
// first one stopped.
func (s *Service) tell(ctx context.Context, args Tell) error {
	x, err := load(ctx, s.DB, args.SeminarID)
	if fault.Is(err, fault.NotFound) {
		return job.Discard(err)
	}
	if err != nil {
		return err
	}
	l := changed
	if x.Status == Cancelled {
		l = calledOff
	}
	people, err := listUntold(ctx, s.DB, x.ID, x.Sequence)
	if err != nil {
		return fmt.Errorf("list whom to tell of seminar %s: %w", x.ID, err)
	}
	for _, r := range people {
		err := s.DB.Tx(ctx, func(tx *db.Tx) error {
			first, err := setTold(ctx, tx, r.ID, x.Sequence)
			if err != nil || !first {
				return err
			}
			return s.write(ctx, tx, x, r, l)
		})
		if err != nil {
			return fmt.Errorf("tell of seminar %s: %w", x.ID, err)
		}
	}
	return nil
}

// Reminders go out between nine and twelve on working days (context §9.7).
const (
	remindFrom = 9
	remindTo   = 12
)

// daysBefore are how long before a seminar people are reminded.
var daysBefore = []int{3, 1}

// early is how many days before a seminar the first reminder can fall: free days
// are at most nine in a row.
const early = 3 + 10

func (s *Service) workdays() workday.Calendar {
	if s.Workdays == nil {
		return workday.Calendar{}
	}
	return s.Workdays()
}

// reminderDays are the days on which a seminar is reminded of. One that is
// free moves to the working day before it; two that meet are one.
func reminderDays(start time.Time, c workday.Calendar) (days []string) {
	for _, n := range daysBefore {
		day := c.Before(start.AddDate(0, 0, -n))
		if text := day.Format(time.DateOnly); len(days) == 0 || days[0] != text {
			days = append(days, text)
		}
	}
	return days
}

// remind runs every hour and looks at the clock itself, so that a morning on
// which the service was down is made good before noon, and no evening is.
func (s *Service) remind(ctx context.Context, _ Remind) error {
	now := s.Now().In(s.Zone)
	if now.Hour() < remindFrom || now.Hour() >= remindTo {
		return nil
	}
	today := now.Format(time.DateOnly)
	seminars, err := listStarting(ctx, s.DB, now.UTC(), now.AddDate(0, 0, early).UTC())
	if err != nil {
		return fmt.Errorf("list seminars to remind of: %w", err)
	}
	for _, x := range seminars {
		for _, day := range reminderDays(x.Start.In(s.Zone), s.workdays()) {
			if day != today {
				continue
			}
			if err := s.remindOf(ctx, x, now); err != nil {
				return fmt.Errorf("remind of seminar %s: %w", x.ID, err)
			}
		}
	}
	return nil
}

// remindOf writes to those who have had their place since before today: to the
// others a letter of today has said it all.
func (s *Service) remindOf(ctx context.Context, x Seminar, now time.Time) error {
	today := now.Format(time.DateOnly)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, s.Zone).UTC()
	people, err := listUnreminded(ctx, s.DB, x.ID, today, midnight)
	if err != nil {
		return err
	}
	for _, r := range people {
		err := s.DB.Tx(ctx, func(tx *db.Tx) error {
			first, err := setReminded(ctx, tx, r.ID, today)
			if err != nil || !first {
				return err
			}
			return s.write(ctx, tx, x, r, reminder)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
