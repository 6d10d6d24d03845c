package pairing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/workday"
)

// Service is the verbs of the matching desk and of those who answer. Register it
// before its Queue is made.
type Service struct {
	DB           *db.DB
	Now          func() time.Time // UTC in microseconds, as db.Now
	Zone         *time.Location   // Europe/Riga
	Texts        *i18n.Catalogue
	Outbox       *mail.Outbox
	Queue        *job.Queue
	Intakes      *intake.Service
	Applications *application.Service
	Accounts     *account.Service
	Mentorships  *mentorship.Service
	Workdays     func() workday.Calendar // nil: no day is moved
	URL          string                  // of the service, without a slash at the end
}

func (s *Service) counting() counting {
	if s.Workdays == nil {
		return counting{zone: s.Zone}
	}
	return counting{zone: s.Zone, days: s.Workdays()}
}

// desk loads an intake for somebody who works at its matching desk.
func (s *Service) desk(ctx context.Context, q db.Q, actor access.Actor, verb access.Verb, intakeID string) (intake.Intake, error) {
	x, err := s.Intakes.Load(ctx, q, intakeID)
	if err != nil {
		return x, err
	}
	return x, actor.Check(verb, desk(x.Programme))
}

// Hand is a proposal outside of any run.
type Hand struct {
	Mentee string // application
	Candidate
	Model catalogue.ModelCode
	Note  string // why, in staff's words, which neither side sees; needed
}

// Propose sends one proposal by hand to the mentee. A pair in which the mentee
// is the mentor's line manager is thereby confirmed (R3.4-3).
func (s *Service) Propose(ctx context.Context, actor access.Actor, h Hand) (p Proposal, err error) {
	note, err := needed("note", h.Note)
	if err != nil {
		return p, err
	}
	if err := h.Why.check(); err != nil {
		return p, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		mentee, err := s.Applications.Load(ctx, tx, h.Mentee)
		if err != nil {
			return err
		}
		x, err := s.desk(ctx, tx, actor, access.Write, mentee.Intake)
		if err != nil {
			return err
		}
		mentor, err := s.ofIntake(ctx, tx, mentee.Intake, h.Mentor, Mentor)
		if err != nil {
			return err
		}
		if mentee.Side != Mentee || !slices.Contains(x.Models, string(h.Model)) {
			return fault.New(fault.Invalid, "pairing.fault.model")
		}
		p = s.draft(actor, mentee, mentor, h.Model, h.Candidate)
		p.Note = note
		if p.Hierarchy {
			p.confirm(actor.Person, s.Now())
		}
		return s.propose(ctx, tx, actor, &p, x)
	})
	if err != nil {
		return Proposal{}, err
	}
	return p, nil
}

func (s *Service) propose(ctx context.Context, tx *db.Tx, actor access.Actor, p *Proposal, x intake.Intake) error {
	if _, err := s.hold(ctx, tx, p.Mentee); err != nil {
		return err
	}
	f, err := s.facts(ctx, tx, x.ID, p.Mentee)
	if err != nil {
		return err
	}
	o, number, err := s.obstacle(ctx, tx, *p, f)
	if err != nil {
		return err
	}
	if o != "" {
		return fault.New(fault.Conflict, o.Key(), "number", number)
	}
	if err := insert(ctx, tx, *p); err != nil {
		return err
	}
	if err := s.send(ctx, tx, p, x); err != nil {
		return err
	}
	if err := s.tellCards(ctx, tx, map[string]Proposal{p.Mentee: *p}); err != nil {
		return err
	}
	return record(ctx, tx, entry(actor.Person, audit.PairingProposed, *p, p.MenteePerson))
}

func (p *Proposal) confirm(by string, at time.Time) { p.ConfirmedBy, p.ConfirmedAt = by, &at }

// Confirm notes that the coordinator allows a pair in which the mentee is the
// mentor's line manager, with the reason.
func (s *Service) Confirm(ctx context.Context, actor access.Actor, proposalID, note string) error {
	note, err := needed("note", note)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := lock(ctx, tx, proposalID)
		if err != nil {
			return err
		}
		if err := actor.Check(access.Write, desk(p.Programme)); err != nil {
			return err
		}
		if !p.Hierarchy || p.Status != Draft {
			return fault.New(fault.Conflict, "pairing.fault.hierarchy")
		}
		p.Note = note
		p.confirm(actor.Person, s.Now())
		if err := s.save(ctx, tx, &p); err != nil {
			return err
		}
		return record(ctx, tx, entry(actor.Person, audit.HierarchyConfirmed, p, ""))
	})
}

// Withdraw takes one open proposal back; both sides hear neutral words.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, proposalID string, version int64) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := load(ctx, tx, proposalID)
		if err != nil {
			return err
		}
		if err := actor.Check(access.Write, desk(p.Programme)); err != nil {
			return err
		}
		if p, err = s.held(ctx, tx, p); err != nil {
			return err
		}
		if p.Version != version {
			return errStale
		}
		if !p.Status.Open() {
			return errClosed
		}
		if err := s.end(ctx, tx, &p, Withdrawn, byStaff, false); err != nil {
			return err
		}
		return record(ctx, tx, entry(actor.Person, audit.PairingWithdrawn, p, ""))
	})
}

// held locks the mentee's party and reads the proposal again.
func (s *Service) held(ctx context.Context, tx *db.Tx, p Proposal) (Proposal, error) {
	if _, err := s.hold(ctx, tx, p.Mentee); err != nil {
		return p, err
	}
	return lock(ctx, tx, p.ID)
}

// ofIntake loads an application that stands on a side of an intake.
func (s *Service) ofIntake(ctx context.Context, q db.Q, intakeID, applicationID string, side Side) (application.Application, error) {
	a, err := s.Applications.Load(ctx, q, applicationID)
	if err == nil && (a.Intake != intakeID || a.Side != side) {
		err = errMissing
	}
	return a, err
}

func (s *Service) draft(actor access.Actor, mentee, mentor application.Application, model catalogue.ModelCode, c Candidate) Proposal {
	now := s.Now()
	return Proposal{ID: id.New(), Programme: mentee.Programme, Intake: mentee.Intake, Mentee: mentee.ID, Mentor: mentor.ID,
		MenteePerson: mentee.Person, MentorPerson: mentor.Person, Model: model, Status: Draft, Rank: 1, Hierarchy: c.Hierarchy,
		CreatedBy: actor.Person, CreatedAt: now, UpdatedAt: now, Version: 1, Why: c.Why, told: true}
}

// facts are what proposals are checked against: what is said about pairs, which
// are open, and the people who were read already.
type facts struct {
	rules map[pair]Rule
	open  map[pair]bool
	known map[string]someone
}

// facts reads those of an intake, or as far as one mentee is concerned.
func (s *Service) facts(ctx context.Context, q db.Q, intakeID, menteeID string) (f facts, err error) {
	f.known = map[string]someone{}
	if f.rules, err = rulesOf(ctx, q, intakeID); err != nil {
		return f, err
	}
	f.open, err = openPairs(ctx, q, intakeID, menteeID)
	return f, err
}

// obstacle is the first thing in the way of a proposal, and the number of the
// application that it is about.
func (s *Service) obstacle(ctx context.Context, q db.Q, p Proposal, f facts) (Obstacle, string, error) {
	for _, applicationID := range []string{p.Mentee, p.Mentor} {
		if _, there := f.known[applicationID]; !there {
			x, err := s.look(ctx, q, applicationID)
			if err != nil {
				return "", "", err
			}
			f.known[applicationID] = x
		}
	}
	mentee, mentor := f.known[p.Mentee], f.known[p.Mentor]
	if o := mentee.obstacle(); o != "" {
		return o, mentee.app.Number, nil
	}
	if o := mentor.obstacle(); o != "" {
		return o, mentor.app.Number, nil
	}
	return p.between(mentee, mentor, f), mentor.app.Number, nil
}

// between is what stands between two people who could both be paired.
func (p Proposal) between(mentee, mentor someone, f facts) Obstacle {
	switch {
	case mentee.person.ID == mentor.person.ID:
		return SamePerson
	case f.rules[pair{p.Mentee, p.Mentor}].Kind == Exclude:
		return IsExcluded
	case f.open[pair{p.Mentee, p.Mentor}]:
		return IsOpen
	case !mentor.offers(p.Model):
		return NotOffered
	case p.Hierarchy && p.ConfirmedBy == "":
		return Unconfirmed
	}
	return ""
}

// send lets a mentee see a proposal.
func (s *Service) send(ctx context.Context, tx *db.Tx, p *Proposal, x intake.Intake) error {
	if err := p.become(Sent); err != nil {
		return err
	}
	p.Days = int64(x.Rules.Get(intake.ProposalDays))
	p.turn(s.Now(), s.Zone)
	return s.save(ctx, tx, p)
}

func (s *Service) save(ctx context.Context, tx *db.Tx, p *Proposal) error {
	p.UpdatedAt = s.Now()
	if err := update(ctx, tx, *p); err != nil {
		return err
	}
	p.Version++
	return nil
}

func entry(actor string, action audit.Action, p Proposal, subject string) audit.Entry {
	return audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: audit.KindPairingProposal, ID: p.ID}, Subject: subject, Programme: p.Programme}
}

func record(ctx context.Context, tx *db.Tx, entries ...audit.Entry) error {
	if err := audit.RecordAll(ctx, tx, entries); err != nil {
		return fmt.Errorf("record pairing: %w", err)
	}
	return nil
}
