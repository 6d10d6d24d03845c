package pairing

import (
	"context"
	"errors"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
)

// Draft puts a round together. runID names the run that it comes from; empty:
// none.
func (s *Service) Draft(ctx context.Context, actor access.Actor, intakeID, runID string, model catalogue.ModelCode, lists []Shortlist) (r Round, err error) {
	if err := checkLists(lists); err != nil {
		return r, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.holdDesk(ctx, tx, actor, intakeID)
		if err != nil {
			return err
		}
		r, err = s.draftRound(ctx, tx, actor, x, Round{Run: runID, Model: model}, lists)
		return err
	})
	if err != nil {
		return Round{}, err
	}
	return r, nil
}

func checkLists(lists []Shortlist) error {
	if len(lists) > MaxLists {
		return fault.New(fault.TooLarge, "pairing.fault.lists", "max", MaxLists)
	}
	return nil
}

// holdDesk is desk for who drafts: drafts of an intake come one after another.
func (s *Service) holdDesk(ctx context.Context, tx *db.Tx, actor access.Actor, intakeID string) (intake.Intake, error) {
	x, err := s.Intakes.Hold(ctx, tx, intakeID)
	if err != nil {
		return x, err
	}
	return x, actor.Check(access.Write, desk(x.Programme))
}

func (s *Service) draftRound(ctx context.Context, tx *db.Tx, actor access.Actor, x intake.Intake, r Round, lists []Shortlist) (Round, error) {
	if !slices.Contains(x.Models, string(r.Model)) {
		return r, fault.New(fault.Invalid, "pairing.fault.model")
	}
	r.ID, r.Programme, r.Intake, r.Status, r.CreatedBy, r.Version = id.New(), x.Programme, x.ID, RoundDraft, actor.Person, 1
	r.CreatedAt = s.Now()
	r.UpdatedAt = r.CreatedAt
	if err := insertRound(ctx, tx, r); err != nil {
		return r, err
	}
	known := map[string]application.Application{}
	for _, l := range lists {
		if err := s.put(ctx, tx, actor, r, l, known); err != nil {
			return r, err
		}
	}
	return r, s.recordRound(ctx, tx, actor.Person, audit.PairingDrafted, r)
}

// put writes a mentee's shortlist into a draft in the place of the one before;
// known keeps the mentors who were read already.
func (s *Service) put(ctx context.Context, tx *db.Tx, actor access.Actor, r Round, l Shortlist, known map[string]application.Application) error {
	if err := l.check(); err != nil {
		return err
	}
	if err := clearDraft(ctx, tx, r.ID, l.Mentee); err != nil {
		return err
	}
	mentee, err := s.ofIntake(ctx, tx, r.Intake, l.Mentee, Mentee)
	if err != nil {
		return err
	}
	for i, c := range l.Candidates {
		mentor, there := known[c.Mentor]
		if !there {
			if mentor, err = s.ofIntake(ctx, tx, r.Intake, c.Mentor, Mentor); err != nil {
				return err
			}
			known[c.Mentor] = mentor
		}
		p := s.draft(actor, mentee, mentor, r.Model, c)
		p.Round, p.Rank = r.ID, int64(i+1)
		if err := insert(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}

// Arrange replaces a mentee's shortlist in a draft; one without candidates takes
// the mentee out of the round.
func (s *Service) Arrange(ctx context.Context, actor access.Actor, roundID string, version int64, l Shortlist) (Round, error) {
	return s.alter(ctx, actor, roundID, version, audit.PairingArranged, func(tx *db.Tx, r *Round) error {
		if r.Status != RoundDraft {
			return fault.New(fault.Conflict, "pairing.fault.round-status")
		}
		return s.put(ctx, tx, actor, *r, l, map[string]application.Application{})
	})
}

// alter is the course of a round's change: lock, check, version, rule, save,
// audit.
func (s *Service) alter(ctx context.Context, actor access.Actor, roundID string, version int64, action audit.Action,
	rule func(*db.Tx, *Round) error) (r Round, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if r, err = lockRound(ctx, tx, roundID); err != nil {
			return err
		}
		if err := actor.Check(access.Write, desk(r.Programme)); err != nil {
			return err
		}
		if r.Version != version {
			return errStale
		}
		if err := rule(tx, &r); err != nil {
			return err
		}
		r.UpdatedAt = s.Now()
		if err := saveRound(ctx, tx, r); err != nil {
			return err
		}
		r.Version++
		return s.recordRound(ctx, tx, actor.Person, action, r)
	})
	if err != nil {
		return Round{}, err
	}
	return r, nil
}

// Problems tells what keeps proposals of a draft from going out: what has
// changed since the run, and what needs the coordinator first.
func (s *Service) Problems(ctx context.Context, actor access.Actor, roundID string) ([]Problem, error) {
	r, err := s.Round(ctx, actor, roundID)
	if err != nil {
		return nil, err
	}
	return s.problems(ctx, s.DB, r)
}

func (s *Service) problems(ctx context.Context, q db.Q, r Round) (found []Problem, err error) {
	drafts, err := ofRound(ctx, q, r.ID, Draft)
	if err != nil {
		return nil, err
	}
	f, err := s.facts(ctx, q, r.Intake, "")
	if err != nil {
		return nil, err
	}
	for _, p := range drafts {
		o, number, err := s.obstacle(ctx, q, p, f)
		if err != nil {
			return nil, err
		}
		if o != "" {
			found = append(found, Problem{p.ID, p.Mentee, p.Mentor, number, o})
		}
	}
	return found, nil
}

// SendRound sends a draft: every mentee sees the first of the shortlist and gets
// one letter. All or nothing: a problem stops it with Conflict, which names the
// first application. Of two rounds of an intake that are sent at once, one wins;
// the other is Conflict.
func (s *Service) SendRound(ctx context.Context, actor access.Actor, roundID string, version int64) (Round, error) {
	r, err := s.alter(ctx, actor, roundID, version, audit.PairingSent, func(tx *db.Tx, r *Round) error {
		now := s.Now()
		if err := r.become(RoundSent, now); err != nil {
			return err
		}
		r.SentBy, r.SentAt = actor.Person, &now
		if err := claim(ctx, tx, *r); err != nil {
			return err
		}
		return s.release(ctx, tx, *r)
	})
	if errors.Is(err, db.ErrUnique) {
		return Round{}, fault.New(fault.Conflict, "pairing.fault.round-open").Because(err)
	}
	return r, err
}

func (s *Service) release(ctx context.Context, tx *db.Tx, r Round) error {
	problems, err := s.problems(ctx, tx, r)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fault.New(fault.Conflict, "pairing.fault.problems", "number", problems[0].Number, "count", len(problems))
	}
	x, err := s.Intakes.Load(ctx, tx, r.Intake)
	if err != nil {
		return err
	}
	drafts, err := ofRound(ctx, tx, r.ID, Draft)
	if err != nil {
		return err
	}
	if len(drafts) == 0 {
		return fault.New(fault.Conflict, "pairing.fault.empty")
	}
	cards := map[string]Proposal{}
	for _, p := range drafts {
		if p.Rank > int64(x.Rules.Get(intake.ShortlistSize)) {
			continue // in reserve
		}
		if err := s.send(ctx, tx, &p, x); err != nil {
			return err
		}
		cards[p.Mentee] = p
	}
	return s.tellCards(ctx, tx, cards)
}

// CloseRound ends a round: what is open in it is withdrawn, in neutral words.
func (s *Service) CloseRound(ctx context.Context, actor access.Actor, roundID string, version int64) (Round, error) {
	return s.alter(ctx, actor, roundID, version, audit.PairingClosed, func(tx *db.Tx, r *Round) error {
		sent := r.Status == RoundSent
		if err := r.become(RoundClosed, s.Now()); err != nil || !sent {
			return err
		}
		closed, err := sealRound(ctx, tx, r.ID, byStaff, s.Now())
		if err != nil {
			return err
		}
		return s.follow(ctx, tx, closed)
	})
}

func (s *Service) recordRound(ctx context.Context, tx *db.Tx, actor string, action audit.Action, r Round) error {
	return record(ctx, tx, audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: audit.KindPairingRound, ID: r.ID}, Programme: r.Programme})
}
