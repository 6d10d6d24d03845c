package pairing

import (
	"context"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Party is somebody's part in the matching of an intake.
type Party struct {
	Application string
	Intake      string
	Side        Side
	Places      int64
	Taken       int64
	Paused      bool
	NewsOn      string // yyyy-mm-dd; empty: the intake's
}

// Free is the number of places that nobody has.
func (p Party) Free() int64 { return p.Places - p.Taken }

// someone is an application with all that decides whether it can be paired.
type someone struct {
	Party
	app    application.Application
	person account.Person
}

// look reads somebody without a lock, for what the coordinator is shown.
func (s *Service) look(ctx context.Context, q db.Q, applicationID string) (x someone, err error) {
	if x.app, err = s.Applications.Load(ctx, q, applicationID); err != nil {
		return x, err
	}
	if x.person, err = s.Accounts.Load(ctx, q, x.app.Person); err != nil {
		return x, err
	}
	there, err := findParty(ctx, q, applicationID)
	x.Party = Party{Application: x.app.ID, Intake: x.app.Intake, Side: x.app.Side, Taken: there.Taken, Paused: there.Paused, NewsOn: there.NewsOn}
	x.Places = max(x.app.Places(), x.Taken)
	return x, err
}

// hold locks somebody's party until the transaction ends and brings its places
// in step with the profile. The profile is read after the lock, so that of two
// who decide the later one sees what the mentor said last; a mentor who now
// wants fewer mentees than there are keeps those.
func (s *Service) hold(ctx context.Context, tx *db.Tx, applicationID string) (x someone, err error) {
	if x.app, err = s.Applications.Load(ctx, tx, applicationID); err != nil {
		return x, err
	}
	if err := ensureParty(ctx, tx, x.app, s.Now()); err != nil {
		return x, err
	}
	if x.Party, err = lockParty(ctx, tx, applicationID); err != nil {
		return x, err
	}
	if x.app, err = s.Applications.Load(ctx, tx, applicationID); err != nil {
		return x, err
	}
	if places := max(x.app.Places(), x.Taken); places != x.Places {
		if err := setPlaces(ctx, tx, applicationID, places, s.Now()); err != nil {
			return x, err
		}
		x.Places = places
	}
	x.person, err = s.Accounts.Load(ctx, tx, x.app.Person)
	return x, err
}

// here tells whether somebody takes part in matching at all.
func (x someone) here() bool {
	return x.app.Status == application.Eligible && x.person.Status == account.Active
}

// obstacle is what keeps somebody from being paired; empty for nothing.
func (x someone) obstacle() Obstacle {
	switch {
	case !x.here():
		return NotEligible
	case x.app.Quiet:
		return NotTold
	case x.Side == Mentee && x.Free() < 1:
		return HasMentor
	case x.Free() < 1:
		return IsFull
	case x.Paused:
		return OnPause
	}
	return ""
}

// offers tells whether a mentor takes on a model; one who has not said takes on
// any.
func (x someone) offers(model catalogue.ModelCode) bool {
	if model == catalogue.OnDemand {
		return x.app.Answers.First("on-demand") == "yes" // R3.5-5
	}
	given := x.app.Answers["models"]
	return len(given) == 0 || slices.Contains(given, string(model))
}

// Load is what a mentor has on: places, those taken, and how many ask.
type Load struct {
	Party
	Asked int
}

// Load tells mentors how much they have on, before they take on more.
func (s *Service) Load(ctx context.Context, actor access.Actor, applicationID string) (Load, error) {
	x, err := s.own(ctx, s.DB, actor, applicationID)
	if err != nil {
		return Load{}, err
	}
	n, err := countAsked(ctx, s.DB, applicationID)
	return Load{x.Party, n}, err
}

// own reads an application of the actor; others are not told that it exists.
func (s *Service) own(ctx context.Context, q db.Q, actor access.Actor, applicationID string) (someone, error) {
	x, err := s.look(ctx, q, applicationID)
	if err != nil {
		return x, err
	}
	if !actor.SignedIn() || x.app.Person != actor.Person {
		return someone{}, errMissing
	}
	return x, nil
}

// Pause lets a mentor take on nobody new, or go on. Proposals in which the mentor
// is asked stay open and can be declined; a yes needs the pause to end first.
func (s *Service) Pause(ctx context.Context, actor access.Actor, applicationID string, paused bool) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		if x, err := s.own(ctx, tx, actor, applicationID); err != nil {
			return err
		} else if x.Side != Mentor {
			return errMissing
		}
		x, err := s.hold(ctx, tx, applicationID)
		if err != nil || x.Paused == paused {
			return err
		}
		if !x.app.HasProfile() {
			return fault.New(fault.Conflict, "application.fault.status")
		}
		if err := setPaused(ctx, tx, applicationID, paused, s.Now()); err != nil {
			return err
		}
		action := audit.MentorResumed
		if paused {
			action = audit.MentorPaused
		}
		return record(ctx, tx, audit.Entry{Actor: actor.Person, Action: action, Object: audit.Object{Kind: audit.KindApplication, ID: applicationID},
			Subject: actor.Person, Programme: x.app.Programme})
	})
}
