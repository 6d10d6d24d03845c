package application

import (
	"context"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Get loads an application for staff; the view is noted, since it holds what
// somebody wrote about themselves. Support staff get it without the answers.
func (s *Service) Get(ctx context.Context, actor access.Actor, applicationID string) (a Application, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if a, err = s.screened(ctx, tx, actor, access.Read, applicationID); err != nil {
			return err
		}
		if !actor.May(access.Read, object(a, access.ApplicationText)) {
			a.Answers = nil
		}
		return record(ctx, tx, entry(actor.Person, audit.ApplicationViewed, a))
	})
	return a, err
}

// screened loads an application for somebody who may screen it. Others, those
// of another programme too, are not told that it exists.
func (s *Service) screened(ctx context.Context, q db.Q, actor access.Actor, verb access.Verb, applicationID string) (Application, error) {
	a, err := load(ctx, q, applicationID)
	if err != nil {
		return Application{}, err
	}
	if err := actor.Check(verb, object(a, access.Screening)); err != nil {
		if fault.Is(err, fault.Forbidden) && !actor.May(access.Read, object(a, access.Screening)) {
			err = errMissing.Because(err)
		}
		return Application{}, err
	}
	return a, nil
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

func (s *Service) today() string { return s.Now().In(s.Intakes.Zone).Format(time.DateOnly) }

// evidence gathers what the rules look at.
func (s *Service) evidence(ctx context.Context, q db.Q, a Application) (Evidence, error) {
	e := Evidence{Side: a.Side, Role: a.Facts.Role, Prepared: a.Prepared(), Today: s.today()}
	if a.Facts.Institution != "" {
		i, err := s.Institutions.Load(ctx, q, a.Facts.Institution)
		if err != nil {
			return e, err
		}
		e.Institution = &i
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
		if a, err = s.screened(ctx, tx, actor, access.Write, applicationID); err != nil {
			return err
		}
		if a.Version != version {
			return errStale
		}
		settled, err := d.settled(s.today())
		if err != nil {
			return err
		}
		if err := s.decide(ctx, tx, actor, &a, settled); err != nil {
			return err
		}
		return record(ctx, tx, entry(actor.Person, audit.ApplicationDecided, a))
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
// names its number. What is wrong with the decision itself is told as in Decide.
func (s *Service) DecideAll(ctx context.Context, actor access.Actor, chosen []Chosen, d Decision) error {
	if len(chosen) == 0 || len(chosen) > MaxBulk {
		return fault.Fields(map[string]fault.Message{"chosen": fault.Msg("application.fault.chosen", "max", MaxBulk)})
	}
	d, err := d.settled(s.today())
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		var entries []audit.Entry
		done := map[string]bool{}
		for _, c := range chosen {
			if done[c.ID] {
				continue
			}
			done[c.ID] = true
			a, err := s.decideOne(ctx, tx, actor, c, d)
			if err != nil {
				return err
			}
			entries = append(entries, entry(actor.Person, audit.ApplicationDecided, a))
		}
		return record(ctx, tx, entries...)
	})
}

// decideOne decides about one of several.
func (s *Service) decideOne(ctx context.Context, tx *db.Tx, actor access.Actor, c Chosen, d Decision) (Application, error) {
	a, err := s.screened(ctx, tx, actor, access.Write, c.ID)
	if err != nil {
		return a, err
	}
	if a.Version != c.Version {
		return a, ofSeveral("application.fault.changed", a)
	}
	err = s.decide(ctx, tx, actor, &a, d)
	switch {
	case err == errStale:
		return a, ofSeveral("application.fault.changed", a)
	case fault.Is(err, fault.Invalid, fault.Conflict):
		return a, ofSeveral("application.fault.one-of", a)
	}
	return a, err
}

// ofSeveral names the application that stops a decision about several.
func ofSeveral(key string, a Application) error {
	return fault.Fields(map[string]fault.Message{"chosen": fault.Msg(key, "number", a.Number)})
}

// decide applies a settled decision, and tells the applicant. The audit entry
// is the caller's: it comes last in a transaction.
func (s *Service) decide(ctx context.Context, tx *db.Tx, actor access.Actor, a *Application, d Decision) error {
	if err := s.judge(ctx, tx, a); err != nil {
		return err
	}
	if err := a.become(d.Status); err != nil {
		return err
	}
	if err := d.against(a.Facts.Fit); err != nil {
		return err
	}
	now := s.Now()
	a.Reason, a.Note, a.NewsOn, a.Decided, a.DecidedBy = d.Reason, d.Note, d.NewsOn, &now, actor.Person
	if err := s.save(ctx, tx, a); err != nil {
		return err
	}
	if err := s.tellUnless(ctx, tx, *a, false); err != nil {
		return err
	}
	return insertEvent(ctx, tx, *a, actor.Person, now)
}
