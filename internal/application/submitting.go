package application

import (
	"context"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
)

// Submit sends an application in while its intake takes any. A second press
// finds it submitted and changes nothing. Gone when the last day has passed
// meanwhile; the draft stays.
func (s *Service) Submit(ctx context.Context, actor access.Actor, applicationID string, version int64) (Application, error) {
	a, err := s.mine(ctx, s.DB, actor, applicationID)
	if err != nil || a.Status == Submitted {
		return a.own(), err
	}
	if a.Version != version {
		return a.own(), errStale
	}
	if err := s.complete(ctx, a); err != nil {
		return a.own(), err
	}
	var sent Application
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.Intakes.Applying(ctx, tx, a.Intake)
		if err != nil {
			return err
		}
		sent = a
		return s.submit(ctx, tx, &sent, x)
	})
	if err == nil {
		return sent.own(), nil
	}
	if now, again := s.mine(ctx, s.DB, actor, applicationID); again == nil && now.Status == Submitted {
		return now.own(), nil // the other press was faster
	}
	return a.own(), err
}

// complete checks everything that an application needs.
func (s *Service) complete(ctx context.Context, a Application) error {
	form, err := s.Form(ctx, a)
	if err != nil {
		return err
	}
	if err := form.Check(questionnaire.Everything, a.Answers, s.known(ctx, a.Programme)); err != nil {
		return err
	}
	if a.Notice != NoticeVersion {
		return fault.New(fault.Conflict, "application.fault.notice")
	}
	if a.Declared != (Declared{EthicsVersion, BoundariesVersion}) {
		return fault.New(fault.Conflict, "application.fault.declare")
	}
	e, err := s.evidence(ctx, s.DB, a)
	if err == nil && a.Side == Mentee && private(e.Institution) {
		return fault.Fields(map[string]fault.Message{promptInstitution: fault.Msg(ReasonPrivate.Key())})
	}
	return err
}

func (s *Service) submit(ctx context.Context, tx *db.Tx, a *Application, x intake.Intake) error {
	if err := a.become(Submitted); err != nil {
		return err
	}
	now := s.Now()
	a.Submitted = &now
	if err := s.employ(ctx, tx, a.Person, a); err != nil {
		return err
	}
	if err := s.judge(ctx, tx, a); err != nil {
		return err
	}
	var err error
	if a.Number, err = s.Intakes.NextNumber(ctx, tx, x); err != nil {
		return err
	}
	if err := s.save(ctx, tx, a); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, *a, x); err != nil {
		return err
	}
	return s.enter(ctx, tx, a.Person, audit.ApplicationSubmitted, *a)
}

// Withdraw takes an application back; it needs no reason. A draft goes without
// a letter.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, applicationID string, version int64) (a Application, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if a, err = s.mine(ctx, tx, actor, applicationID); err != nil || a.Status == Withdrawn {
			return err
		}
		if a.Version != version {
			return errStale
		}
		drafted := a.Status == Draft
		if err := a.become(Withdrawn); err != nil {
			return err
		}
		a.Reason, a.NewsOn, a.Quiet = ReasonApplicant, "", false
		if err := s.save(ctx, tx, &a); err != nil {
			return err
		}
		if err := s.tellUnless(ctx, tx, a, drafted); err != nil {
			return err
		}
		return s.enter(ctx, tx, actor.Person, audit.ApplicationWithdrawn, a)
	})
	return a.own(), err
}
