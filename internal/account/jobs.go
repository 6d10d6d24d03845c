package account

import (
	"context"
	"errors"
	"net/url"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
)

// Tidy is the nightly job that forgets codes, browser sessions and sign-in
// sessions that are long over.
type Tidy struct{}

// Kind implements job.Args.
func (Tidy) Kind() string { return "account.tidy" }

const (
	keepAttempts = 24 * time.Hour
	keepSessions = 90 * 24 * time.Hour
)

// Register tells the queue of this package's jobs.
func (s *Service) Register(r *job.Registry, zone *time.Location) {
	job.Handle(r, s.sendCode, job.Options{MaxAttempts: 4, Timeout: 30 * time.Second, Queue: "sign-in"})
	job.Handle(r, s.tidy, job.Options{})
	job.Schedule(r, Tidy{}, job.Daily(3, 20, zone))
}

// sendCode mails the code of an attempt that still waits for it.
func (s *Service) sendCode(ctx context.Context, args SendCode) error {
	a, err := s.Pending(ctx, args.AttemptID)
	if fault.Is(err, fault.Gone) {
		return nil // answered or over: a code now would only confuse
	}
	if err != nil {
		return err
	}
	if a.Person == "" && !a.Newcomer {
		return s.Outbox.SendSecret(ctx, s.unknownMail(a), "–")
	}
	code, err := s.code(a)
	if err != nil {
		return err
	}
	return s.Outbox.SendSecret(ctx, s.codeMail(a, code), ShowCode(code))
}

func (s *Service) tidy(ctx context.Context, _ Tidy) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		now := s.Now()
		_, attempts := deleteAttempts(ctx, tx, now.Add(-keepAttempts))
		_, browsers := deleteBrowserSessions(ctx, tx, now)
		_, sessions := deleteSessions(ctx, tx, now.Add(-keepSessions))
		return errors.Join(attempts, browsers, sessions)
	})
}

func (s *Service) codeMail(a Attempt, code string) mail.Message {
	t := s.Texts.For(a.Language)
	kind := "account.mail." + a.Purpose
	return mail.Message{
		To: mail.Address{Email: a.Email}, PersonID: a.Person, Kind: "account." + a.Purpose, Lang: a.Language,
		Subject: t.T(kind+".subject", "code", ShowCode(code)), Heading: t.T(kind + ".heading"),
		Blocks: []mail.Block{
			mail.Text(t.T("account.mail.code.enter")),
			mail.Code(ShowCode(code)),
			mail.Text(t.T("account.mail.code.life", "minutes", int(s.Rules.CodeLife.Minutes()))),
			mail.Action(t.T("account.mail.code.open"), s.URL+"/signin/code?code="+url.QueryEscape(code)),
			mail.Text(t.T("account.mail.code.same-browser")),
		},
		Reason: t.T("account.mail.code.reason"),
	}
}

func (s *Service) unknownMail(a Attempt) mail.Message {
	t := s.Texts.For(a.Language)
	return mail.Message{
		To: mail.Address{Email: a.Email}, Kind: "account.unknown", Lang: a.Language,
		Subject: t.T("account.mail.unknown.subject"),
		Blocks:  []mail.Block{mail.Text(t.T("account.mail.unknown.text")), mail.Text(t.T("account.mail.unknown.do"))},
		Reason:  t.T("account.mail.code.reason"),
	}
}

func (s *Service) linkMail(p Person) mail.Message {
	t := s.Texts.For(p.Language)
	return mail.Message{
		To: mail.Address{Name: p.Name(), Email: p.Email}, PersonID: p.ID, Kind: "account.administrator-link", Lang: p.Language,
		Subject: t.T("account.mail.link.subject"), Greeting: p.Greeting,
		Blocks: []mail.Block{mail.Text(t.T("account.mail.link.text")), mail.Text(t.T("account.mail.link.do"))},
		Reason: t.T("account.mail.link.reason"),
	}
}
