package application

import (
	"context"
	"strings"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/mail"
)

// Get loads an application for staff; the view is noted, since it holds what
// somebody wrote about themselves.
func (s *Service) Get(ctx context.Context, actor access.Actor, applicationID string) (a Application, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if a, err = load(ctx, tx, applicationID); err != nil {
			return err
		}
		if err := actor.Check(access.Read, object(a, access.Screening)); err != nil {
			return hide(err)
		}
		if !actor.May(access.Read, object(a, access.ApplicationText)) {
			a.Answers = nil
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: audit.ApplicationViewed,
			Object: audit.Object{Kind: audit.KindApplication, ID: a.ID}, Subject: a.Person, Programme: a.Programme})
	})
	return a, err
}

// hide keeps another programme's application from being told of.
func hide(err error) error {
	if fault.Is(err, fault.Forbidden) {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	return err
}

// Findings tells what the rules say about an application now.
func (s *Service) Findings(ctx context.Context, a Application) (Fit, []Finding, error) {
	e, err := s.evidence(ctx, s.DB, a)
	if err != nil {
		return FitAsk, nil, err
	}
	fit, found := Eligibility(e)
	return fit, found, nil
}

func (s *Service) evidence(ctx context.Context, q db.Q, a Application) (Evidence, error) {
	e := Evidence{Side: a.Side, Role: a.Facts.Role, Category: a.Facts.Category, Prepared: a.Prepared(),
		Today: s.Now().In(s.Intakes.Zone).Format("2006-01-02")}
	if a.Facts.Institution != "" {
		i, err := s.Institutions.Load(ctx, q, a.Facts.Institution)
		if err != nil {
			return e, err
		}
		e.Institution = &i
	} else if a.Answers.First(promptSector) == "private" {
		e.Institution = &institution.Institution{Details: institution.Details{Type: institution.Private}}
	}
	p, err := s.Accounts.Load(ctx, q, a.Person)
	e.FreeMail = freeMail(p.Email)
	return e, err
}

// freeMailers are services where everybody can have an address.
var freeMailers = []string{"gmail.com", "inbox.lv", "apollo.lv", "one.lv", "tvnet.lv", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "proton.me", "mail.ru"}

func freeMail(address string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(address), "@")
	for _, mailer := range freeMailers {
		if domain == mailer {
			return true
		}
	}
	return false
}

// judge keeps what the rules say, so that the queue can be filtered by it.
func (s *Service) judge(ctx context.Context, q db.Q, a *Application) error {
	e, err := s.evidence(ctx, q, *a)
	if err != nil {
		return err
	}
	a.Facts.Fit, _ = Eligibility(e)
	return nil
}

// Decide decides about one application: the version that was read, or Conflict
// when somebody else was first.
func (s *Service) Decide(ctx context.Context, actor access.Actor, applicationID string, version int64, d Decision) (a Application, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if a, err = load(ctx, tx, applicationID); err != nil {
			return err
		}
		if err := actor.Check(access.Write, object(a, access.Screening)); err != nil {
			return hide(err)
		}
		if a.Version != version {
			return errStale
		}
		return s.decide(ctx, tx, actor, &a, d)
	})
	return a, err
}

// Chosen is an application as a list showed it.
type Chosen struct {
	ID      string
	Version int64
}

// MaxBulk is how many applications one decision can take.
const MaxBulk = 200

// DecideAll decides alike about several, all or none. One against whose rules
// the decision goes, or that somebody else has changed, stops it; the fault
// names its number.
func (s *Service) DecideAll(ctx context.Context, actor access.Actor, chosen []Chosen, d Decision) error {
	if len(chosen) == 0 || len(chosen) > MaxBulk {
		return fault.Fields(map[string]fault.Message{"chosen": fault.Msg("application.fault.chosen", "max", MaxBulk)})
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		for _, c := range chosen {
			a, err := load(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			if err := actor.Check(access.Write, object(a, access.Screening)); err != nil {
				return hide(err)
			}
			if a.Version != c.Version {
				return fault.Fields(map[string]fault.Message{"chosen": fault.Msg("application.fault.changed", "number", a.Number)})
			}
			if err := s.decide(ctx, tx, actor, &a, d); err != nil {
				return named(err, a)
			}
		}
		return nil
	})
}

// named puts the application's number into a refusal of one among several.
func named(err error, a Application) error {
	if !fault.Is(err, fault.Invalid, fault.Conflict) {
		return err
	}
	return fault.Fields(map[string]fault.Message{"chosen": fault.Msg("application.fault.one-of", "number", a.Number)})
}

func (s *Service) decide(ctx context.Context, tx *db.Tx, actor access.Actor, a *Application, d Decision) error {
	if err := s.judge(ctx, tx, a); err != nil {
		return err
	}
	if err := d.check(a.Facts.Fit); err != nil {
		return err
	}
	if err := a.become(d.Status); err != nil {
		return err
	}
	now := s.Now()
	a.Reason, a.Note, a.NewsOn, a.Decided, a.DecidedBy = d.Reason, d.Note, d.NewsOn, &now, actor.Person
	if err := s.save(ctx, tx, a); err != nil {
		return err
	}
	x, err := s.Intakes.Load(ctx, tx, a.Intake)
	if err != nil {
		return err
	}
	if err := s.tell(ctx, tx, *a, x); err != nil {
		return err
	}
	return s.note(ctx, tx, actor.Person, audit.ApplicationDecided, *a)
}

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
	news := a.NewsOn
	if news == "" {
		news = x.NewsOn
	}
	blocks := []mail.Block{mail.Text(t.T(kind+".text", "intake", x.Name(p.Language), "number", a.Number))}
	if a.Status == NotEligible && a.Reason != ReasonNone {
		blocks = append(blocks, mail.Text(t.T(a.Reason.Key())))
	}
	if day := date(t, news); day != "" && (a.Status == Submitted || a.Status == Waiting) {
		blocks = append(blocks, mail.Text(t.T("application.mail.news", "date", day)))
	}
	blocks = append(blocks, mail.Action(t.T("application.mail.open"), s.URL+"/applications/"+a.ID))
	return s.Outbox.Send(ctx, tx, mail.Message{To: mail.Address{Name: p.Name(), Email: p.Email}, PersonID: p.ID, Kind: "application." + string(a.Status),
		Lang: p.Language, Subject: t.T(kind + ".subject"), Greeting: p.Greeting, Blocks: blocks})
}

func (s *Service) tellUnless(ctx context.Context, tx *db.Tx, a Application, silent bool) error {
	if silent {
		return nil
	}
	x, err := s.Intakes.Load(ctx, tx, a.Intake)
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, a, x)
}

// Announce lets imported applicants hear where they stand: each is written to
// once. It returns how many were.
func (s *Service) Announce(ctx context.Context, actor access.Actor, intakeID string) (told int, err error) {
	x, err := s.Intakes.Get(ctx, actor, intakeID)
	if err != nil {
		return 0, err
	}
	if err := actor.Check(access.Write, access.Object{Thing: access.Screening, Programme: x.Programme}); err != nil {
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

// announceSome writes to a batch, so that no transaction is long.
func (s *Service) announceSome(ctx context.Context, actor access.Actor, x intake.Intake) (n int, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		batch, err := listQuiet(ctx, tx, x.ID, 100)
		if err != nil {
			return err
		}
		for _, a := range batch {
			a.Quiet = false
			if err := s.save(ctx, tx, &a); err != nil {
				return err
			}
			if err := s.tell(ctx, tx, a, x); err != nil {
				return err
			}
		}
		n = len(batch)
		if n == 0 {
			return nil
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: audit.ApplicantsTold, Object: audit.Object{Kind: audit.KindIntake, ID: x.ID}, Programme: x.Programme})
	})
	return n, err
}

// Listed is a line of the queue.
type Listed struct {
	Application
	Name        string
	Email       string
	Institution string // its Latvian name, or what was typed
}

// Filter chooses applications of one intake; empty fields choose all but
// drafts.
type Filter struct {
	Intake string
	Query  string
	Side   Side
	Status Status
	Fit    Fit
	After  string // cursor: Next of the page before
}

// Page is a page of the queue, the longest waiting first.
type Page struct {
	Items []Listed
	Next  string
	Total int
}

// Queue pages through the applications of an intake.
func (s *Service) Queue(ctx context.Context, actor access.Actor, f Filter, limit int) (Page, error) {
	x, err := s.Intakes.Get(ctx, actor, f.Intake)
	if err != nil {
		return Page{}, err
	}
	if err := actor.Check(access.Read, access.Object{Thing: access.Screening, Programme: x.Programme}); err != nil {
		return Page{}, err
	}
	f.Query = i18n.Fold(f.Query)
	return queue(ctx, s.DB, f, limit)
}

// Counts tells how many applications of an intake stand in each status, by
// side.
func (s *Service) Counts(ctx context.Context, actor access.Actor, intakeID string) (map[Side]map[Status]int, error) {
	x, err := s.Intakes.Get(ctx, actor, intakeID)
	if err != nil {
		return nil, err
	}
	if err := actor.Check(access.Read, access.Object{Thing: access.Screening, Programme: x.Programme}); err != nil {
		return nil, err
	}
	return counts(ctx, s.DB, intakeID)
}
