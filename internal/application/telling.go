package application

import (
	"context"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/mail"
)

// tell writes to the applicant, once for each change; imported applicants hear
// nothing until the coordinator lets them (Announce).
func (s *Service) tell(ctx context.Context, tx *db.Tx, a Application, x intake.Intake) error {
	if a.Quiet {
		return nil
	}
	p, err := s.Accounts.Load(ctx, tx, a.Person)
	if err != nil {
		return err
	}
	t := s.Texts.For(p.Language)
	kind := "application.mail." + string(a.Status)
	return s.Outbox.Send(ctx, tx, mail.Message{To: mail.Address{Name: p.Name(), Email: p.Email}, PersonID: p.ID, Kind: "application." + string(a.Status),
		Lang: p.Language, Subject: t.T(kind + ".subject"), Greeting: p.Greeting, Blocks: s.letter(t, a, x)})
}

// letter is what is said: the change, its reason, the day of the next news.
func (s *Service) letter(t *i18n.Translator, a Application, x intake.Intake) []mail.Block {
	news := a.NewsOn
	if news == "" {
		news = x.NewsOn
	}
	blocks := []mail.Block{mail.Text(t.T("application.mail."+string(a.Status)+".text", "intake", x.Name(t.Lang()), "number", a.Number))}
	if a.Status == NotEligible && a.Reason != ReasonNone {
		blocks = append(blocks, mail.Text(t.T(a.Reason.Key())))
	}
	if day := date(t, news, "loc"); day != "" && (a.Status == Submitted || a.Status == Waiting) {
		blocks = append(blocks, mail.Text(t.T("application.mail.news", "date", day)))
	}
	return append(blocks, mail.Action(t.T("application.mail.open"), s.URL+"/applications/"+a.ID))
}

// date writes a stored day in the reader's language and a case; empty for no
// day.
func date(t *i18n.Translator, day string, c i18n.Case) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.Date(at.Add(12*time.Hour), c)
}

func (s *Service) tellUnless(ctx context.Context, tx *db.Tx, a Application, silent bool) error {
	if silent || a.Quiet {
		return nil
	}
	x, err := s.Intakes.Load(ctx, tx, a.Intake)
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, a, x)
}

// batch is how many people one transaction of Announce writes to.
const batch = 100

// Announce lets imported applicants hear where they stand: each is written to
// once. It returns how many were.
func (s *Service) Announce(ctx context.Context, actor access.Actor, intakeID string) (told int, err error) {
	x, err := s.screening(ctx, actor, access.Write, intakeID)
	if err != nil {
		return 0, err
	}
	for {
		n, err := s.announceSome(ctx, actor, x)
		told += n
		if err != nil || n == 0 {
			return told, err
		}
	}
}

// screening loads an intake for somebody who may screen its applications.
func (s *Service) screening(ctx context.Context, actor access.Actor, verb access.Verb, intakeID string) (intake.Intake, error) {
	x, err := s.Intakes.Get(ctx, actor, intakeID)
	if err != nil {
		return x, err
	}
	return x, actor.Check(verb, access.Object{Thing: access.Screening, Programme: x.Programme})
}

// announceSome writes to a batch, so that no transaction is long.
func (s *Service) announceSome(ctx context.Context, actor access.Actor, x intake.Intake) (n int, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		list, err := listQuiet(ctx, tx, x.ID, batch)
		if err != nil {
			return err
		}
		for _, a := range list {
			a.Quiet = false
			if err := s.save(ctx, tx, &a); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, a, x); err != nil {
				return err
			}
		}
		n = len(list)
		if n == 0 {
			return nil
		}
		return record(ctx, tx, ofIntake(actor.Person, audit.ApplicantsTold, x))
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func ofIntake(actor string, action audit.Action, x intake.Intake) audit.Entry {
	return audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: audit.KindIntake, ID: x.ID}, Programme: x.Programme}
}

// Quiet tells how many imported applicants of an intake wait to be written to.
func (s *Service) Quiet(ctx context.Context, actor access.Actor, intakeID string) (int, error) {
	if _, err := s.screening(ctx, actor, access.Read, intakeID); err != nil {
		return 0, err
	}
	return countQuiet(ctx, s.DB, intakeID)
}
