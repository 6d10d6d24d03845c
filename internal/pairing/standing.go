package pairing

import (
	"context"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
)

// Situation is all that an applicant's standing follows from.
type Situation struct {
	Side        Side
	Application application.Status
	Free        int64
	Taken       int64
	Paused      bool
	Open        []Proposal // that the applicant can see
}

// Standing is where somebody stands: a state, of which Key and NextKey are the
// sentences, and until when somebody has to answer.
type Standing struct {
	State string
	Until *time.Time // the first moment that is too late; nil: nothing is awaited of the applicant
	News  string     // yyyy-mm-dd, of those who wait; empty: not known
}

// Key is the translation key of where the applicant stands.
func (s Standing) Key() string { return "pairing.standing." + s.State }

// NextKey is the translation key of what comes next, and from whom.
func (s Standing) NextKey() string { return "pairing.next." + s.State }

// States of a standing, those of a mentee first.
const (
	Outside    = "outside"     // not eligible yet, or no more: the application tells
	HasBegun   = "begun"       // the mentee has a mentor
	MustChoose = "choose"      // cards wait for the mentee
	MentorAsks = "mentor-asks" // the mentor thinks
	Waits      = "waits"       // nothing is open
	MustAnswer = "answer"      // a mentee waits for the mentor
	Ready      = "ready"       // the mentor has places
	Full       = "full"
	Resting    = "resting" // the mentor pauses
)

// Stand tells where an applicant stands. What only the other side or the staff
// knows is not in it.
func Stand(x Situation) Standing {
	if x.Application != application.Eligible {
		return Standing{State: Outside}
	}
	sent, asked := earliest(x.Open, Sent), earliest(x.Open, Asked)
	if x.Side == Mentor {
		switch {
		case asked != nil:
			return Standing{State: MustAnswer, Until: asked}
		case x.Paused:
			return Standing{State: Resting}
		case x.Free < 1:
			return Standing{State: Full}
		}
		return Standing{State: Ready}
	}
	switch {
	case x.Taken > 0:
		return Standing{State: HasBegun}
	case asked != nil:
		return Standing{State: MentorAsks}
	case sent != nil:
		return Standing{State: MustChoose, Until: sent}
	}
	return Standing{State: Waits}
}

func earliest(open []Proposal, status Status) (due *time.Time) {
	for _, p := range open {
		if p.Status == status && (due == nil || p.DueAt.Before(*due)) {
			due = p.DueAt
		}
	}
	return due
}

// Where tells applicants where they stand (R6.1-14).
func (s *Service) Where(ctx context.Context, actor access.Actor, applicationID string) (Standing, error) {
	x, err := s.own(ctx, s.DB, actor, applicationID)
	if err != nil {
		return Standing{}, err
	}
	open, err := openOn(ctx, s.DB, x.Side, applicationID)
	if err != nil {
		return Standing{}, err
	}
	stand := Stand(Situation{Side: x.Side, Application: x.app.Status, Free: x.Free(), Taken: x.Taken, Paused: x.Paused, Open: open})
	if stand.State != Waits {
		return stand, nil
	}
	in, err := s.Intakes.Load(ctx, s.DB, x.Intake)
	if day := news(x.Party, x.app, in); day >= s.today() {
		stand.News = day
	}
	return stand, err
}
