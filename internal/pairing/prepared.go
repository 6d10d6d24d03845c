package pairing

import (
	"context"
	"fmt"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/mail"
)

// RoundPath is the address of rounds at the desk; one has its id after it.
const RoundPath = "/coordination/rounds"

// Busy tells whether a round of the intake is drafted or under way: until it is
// over, another one could not be sent.
func (s *Service) Busy(ctx context.Context, actor access.Actor, intakeID string) (bool, error) {
	if _, err := s.desk(ctx, s.DB, actor, access.Read, intakeID); err != nil {
		return false, err
	}
	n, err := countUnclosed(ctx, s.DB, intakeID)
	return n > 0, err
}

// Workday tells whether today is a working day.
func (s *Service) Workday() bool { return s.counting().days.Is(s.Now().In(s.Zone)) }

// Prepare keeps a run and drafts its round in one step, and writes to the
// programme's coordinators that it waits for them. It does nothing, and tells
// so, when the intake has a round that is not over, or when the actor has kept a
// run of the very same input before. Nothing goes to mentees and mentors: that
// is SendRound, by a person.
func (s *Service) Prepare(ctx context.Context, actor access.Actor, intakeID string, run Run, model catalogue.ModelCode, lists []Shortlist) (done bool, err error) {
	if err := checkLists(lists); err != nil {
		return false, err
	}
	if err := run.check(); err != nil {
		return false, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		done = false // a transaction may run again
		x, err := s.holdDesk(ctx, tx, actor, intakeID)
		if err != nil {
			return err
		}
		known, err := s.known(ctx, tx, actor, x.ID, run)
		if err != nil || known {
			return err
		}
		if err := s.keepRun(ctx, tx, actor, x, &run); err != nil {
			return err
		}
		r, err := s.draftRound(ctx, tx, actor, x, Round{Run: run.ID, Model: model}, lists)
		if err != nil {
			return err
		}
		done = true
		return s.tellPrepared(ctx, tx, x, r, len(lists))
	})
	return done && err == nil, err
}

// known tells whether there is nothing to prepare.
func (s *Service) known(ctx context.Context, tx *db.Tx, actor access.Actor, intakeID string, run Run) (bool, error) {
	unclosed, err := countUnclosed(ctx, tx, intakeID)
	if err != nil || unclosed > 0 {
		return unclosed > 0, err
	}
	same, err := countSame(ctx, tx, intakeID, actor.Person, run.Fingerprint)
	return same > 0, err
}

// tellPrepared writes one letter to each coordinator. It names no applicant, for
// letters travel open.
func (s *Service) tellPrepared(ctx context.Context, tx *db.Tx, x intake.Intake, r Round, mentees int) error {
	people, err := s.Accounts.Holding(ctx, tx, access.Coordinator, access.Scope{Kind: access.Programme, ID: x.Programme})
	if err != nil {
		return fmt.Errorf("find the coordinators of a programme: %w", err)
	}
	for _, personID := range people {
		err := s.write(ctx, tx, personID, letterPrepared, func(t *i18n.Translator) mail.Message {
			const key = "pairing.mail.prepared"
			return mail.Message{Subject: t.T(key+".subject", "intake", x.Name(t.Lang())), Reason: t.T(key + ".because"),
				Blocks: []mail.Block{mail.Text(t.N(key+".text", mentees, "intake", x.Name(t.Lang()))), mail.Text(t.T(key + ".do")),
					mail.Action(t.T(key+".open"), s.URL+RoundPath+"/"+r.ID)}}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
