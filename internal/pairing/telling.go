package pairing

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/mail"
)

// letter is the kind of a letter and the key of its texts.
type letter string

const (
	letterCards      letter = "cards"       // mentee: look at these mentors
	letterAnother    letter = "another"     // mentee: one more, from the reserve
	letterNext       letter = "next"        // mentee: one closed, the next mentor is asked
	letterFewer      letter = "fewer"       // mentee: one closed, the others stand
	letterWaiting    letter = "waiting"     // mentee: nothing is open
	letterAsked      letter = "asked"       // mentor: answer
	letterClosed     letter = "closed"      // mentor: no longer open
	letterBegun      letter = "begun"       // both
	letterEnded      letter = "ended"       // both: the mentorship is over, a conflict of interest
	letterReminder   letter = "reminder"    // whose answer is awaited
	letterTalk       letter = "talk"        // the other side: a time is named
	letterTalkAgreed letter = "talk-agreed" // the other side
	letterPrepared   letter = "prepared"    // coordinators: a round waits to be looked at
)

// bySide are the letters that say something else to each side.
var bySide = []letter{letterBegun, letterEnded, letterReminder}

// Path is the address of everybody's proposals inside the service; one has its
// id after it.
const Path = "/proposals"

// tell writes to one of the two people of a proposal. People who cannot sign in,
// and addresses that letters cannot go to, get none.
func (s *Service) tell(ctx context.Context, tx *db.Tx, personID string, l letter, p Proposal) error {
	return s.write(ctx, tx, personID, l, func(t *i18n.Translator) mail.Message { return s.compose(t, l, p, personID) })
}

func (s *Service) write(ctx context.Context, tx *db.Tx, personID string, l letter, compose func(*i18n.Translator) mail.Message) error {
	to, err := s.Accounts.Load(ctx, tx, personID)
	if err != nil {
		return fmt.Errorf("find whom to write about pairing: %w", err)
	}
	if to.Status != account.Active || !mail.Valid(to.Email) {
		return nil
	}
	t := s.Texts.For(to.Language)
	m := compose(t)
	m.To, m.PersonID, m.Kind = mail.Address{Name: to.Name(), Email: to.Email}, to.ID, "pairing."+string(l)
	m.Lang, m.Greeting = to.Language, to.Greeting
	if m.Reason == "" {
		m.Reason = t.T("pairing.mail.reason")
	}
	return s.Outbox.Send(ctx, tx, m)
}

// compose says what happened and what to do; it names nobody, since letters
// travel open.
func (s *Service) compose(t *i18n.Translator, l letter, p Proposal, personID string) mail.Message {
	key := "pairing.mail." + string(l)
	if slices.Contains(bySide, l) {
		key += "-" + string(p.sideFor(personID))
	}
	blocks := []mail.Block{mail.Text(t.T(key+".text", "time", talkTime(t, p)))}
	if t.Has(key + ".do") {
		blocks = append(blocks, mail.Text(t.T(key+".do", "date", lastDay(t, p.DueAt))))
	}
	return mail.Message{Subject: t.T(key + ".subject"), Blocks: append(blocks, mail.Action(t.T("pairing.mail.open"), s.URL+address(l, p)))}
}

// address is the page that a letter leads to. A mentee with several cards sees
// them all.
func address(l letter, p Proposal) string {
	if slices.Contains([]letter{letterAsked, letterTalk, letterTalkAgreed}, l) {
		return Path + "/" + p.ID
	}
	return Path
}

func (p Proposal) sideFor(personID string) Side {
	if personID == p.MentorPerson {
		return Mentor
	}
	return Mentee
}

func talkTime(t *i18n.Translator, p Proposal) string {
	if p.Talk.At == nil {
		return ""
	}
	return t.WeekdayDate(*p.Talk.At) + ", " + t.At(*p.Talk.At)
}

// lastDay is the last day on which an answer is in time, as it stands after
// “līdz” and “by”.
func lastDay(t *i18n.Translator, due *time.Time) string {
	if due == nil {
		return ""
	}
	return t.Date(due.Add(-time.Minute), i18n.Dat)
}

// tellCards writes to every mentee who sees cards for the first time.
func (s *Service) tellCards(ctx context.Context, tx *db.Tx, cards map[string]Proposal) error {
	for _, menteeID := range slices.Sorted(maps.Keys(cards)) {
		p := cards[menteeID]
		if err := s.tell(ctx, tx, p.MenteePerson, letterCards, p); err != nil {
			return err
		}
	}
	return nil
}

// tellCourse writes the one letter that says how a mentee was moved on. Where
// the mentee did it, the page has said the rest.
func (s *Service) tellCourse(ctx context.Context, tx *db.Tx, mentee someone, c course, told bool) error {
	switch {
	case c.released != nil:
		return s.tell(ctx, tx, mentee.person.ID, letterAnother, *c.released)
	case c.open == 0 && (c.lost > 0 || told):
		return s.tellWaiting(ctx, tx, mentee)
	case c.lost == 0:
		return nil
	case c.asked != nil:
		return s.tell(ctx, tx, mentee.person.ID, letterNext, *c.asked)
	}
	return s.tell(ctx, tx, mentee.person.ID, letterFewer, Proposal{})
}

// tellWaiting says that nothing is open, and when the mentee hears next.
func (s *Service) tellWaiting(ctx context.Context, tx *db.Tx, mentee someone) error {
	x, err := s.Intakes.Load(ctx, tx, mentee.Intake)
	if err != nil {
		return err
	}
	day := news(mentee.Party, mentee.app, x)
	return s.write(ctx, tx, mentee.person.ID, letterWaiting, func(t *i18n.Translator) mail.Message {
		m := s.compose(t, letterWaiting, Proposal{}, mentee.person.ID)
		at, err := time.Parse(time.DateOnly, day)
		if err == nil && day >= s.today() {
			m.Blocks = slices.Insert(m.Blocks, 1, mail.Text(t.T("pairing.mail.news", "date", t.Date(at.Add(12*time.Hour), i18n.Loc))))
		}
		return m
	})
}

// Reminders go out between nine and twelve on working days (context §9.7).
const (
	remindFrom = 9
	remindTo   = 12
)

// remind runs every hour and looks at the clock itself. One person gets one
// letter, however many cards wait.
func (s *Service) remind(ctx context.Context, _ Remind) error {
	now := s.Now().In(s.Zone)
	if !s.counting().days.Is(now) || now.Hour() < remindFrom || now.Hour() >= remindTo {
		return nil
	}
	open, err := awaited(ctx, s.DB, s.Now())
	if err != nil {
		return fmt.Errorf("list awaited answers: %w", err)
	}
	of := map[string][]Proposal{}
	for _, p := range open {
		if p.reminders(s.Now(), s.counting()) > p.reminded {
			of[p.silentOne()] = append(of[p.silentOne()], p)
		}
	}
	for _, personID := range slices.Sorted(maps.Keys(of)) {
		if err := s.remindOne(ctx, personID, of[personID]); err != nil {
			return fmt.Errorf("remind of an answer: %w", err)
		}
	}
	return nil
}

// remindOne marks the cards first, so that a second run writes nothing.
func (s *Service) remindOne(ctx context.Context, personID string, waiting []Proposal) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		var first *Proposal
		for i, p := range waiting {
			marked, err := setReminded(ctx, tx, p, p.reminders(s.Now(), s.counting()))
			if err != nil {
				return err
			}
			if marked && first == nil {
				first = &waiting[i]
			}
		}
		if first == nil {
			return nil
		}
		return s.tell(ctx, tx, personID, letterReminder, *first)
	})
}
