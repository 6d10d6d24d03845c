package pairing

import (
	"context"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Waiting is a mentee who has no mentor and no open proposal.
type Waiting struct {
	Application string
	Number      string
	Name        string
	Since       time.Time // when the application was sent: a rematch does not put anybody back
	NewsOn      string    // yyyy-mm-dd; empty: not known
	Tried       int       // proposals that came to nothing
}

// Cursor is where a page ended.
type Cursor struct {
	At time.Time
	ID string
}

// MaxPage is the most that one page holds.
const MaxPage = 200

// Waiting pages through the mentees of an intake who wait, the longest waiting
// first: that is their priority. A page that is not full is the last one.
func (s *Service) Waiting(ctx context.Context, actor access.Actor, intakeID string, after Cursor, limit int) ([]Waiting, error) {
	x, err := s.desk(ctx, s.DB, actor, access.Read, intakeID)
	if err != nil {
		return nil, err
	}
	list, err := waiting(ctx, s.DB, intakeID, after, min(max(limit, 1), MaxPage))
	for i := range list {
		if list[i].NewsOn == "" {
			list[i].NewsOn = x.NewsOn
		}
	}
	return list, err
}

// SetNews sets the day on which waiting mentees hear next.
func (s *Service) SetNews(ctx context.Context, actor access.Actor, intakeID string, applicationIDs []string, day string) error {
	if _, err := time.Parse(time.DateOnly, day); err != nil || day < s.today() {
		return fault.Fields(map[string]fault.Message{"news_on": fault.Msg("pairing.fault.news")})
	}
	if len(applicationIDs) == 0 || len(applicationIDs) > MaxPage {
		return fault.Fields(map[string]fault.Message{"chosen": fault.Msg("pairing.fault.chosen", "max", MaxPage)})
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.desk(ctx, tx, actor, access.Write, intakeID)
		if err != nil {
			return err
		}
		for _, applicationID := range applicationIDs {
			a, err := s.ofIntake(ctx, tx, intakeID, applicationID, Mentee)
			if err != nil {
				return err
			}
			if err := ensureParty(ctx, tx, a, s.Now()); err != nil {
				return err
			}
			if err := setNews(ctx, tx, applicationID, day, s.Now()); err != nil {
				return err
			}
		}
		return record(ctx, tx, audit.Entry{Actor: actor.Person, Action: audit.WaitingTold, Object: audit.Object{Kind: audit.KindIntake, ID: x.ID}, Programme: x.Programme})
	})
}

// Round loads a round for the desk.
func (s *Service) Round(ctx context.Context, actor access.Actor, roundID string) (Round, error) {
	r, err := loadRound(ctx, s.DB, roundID)
	if err != nil {
		return Round{}, err
	}
	if err := actor.Check(access.Read, desk(r.Programme)); err != nil {
		return Round{}, err
	}
	return r, nil
}

// Rounds lists an intake's rounds, the latest first, at most a hundred.
func (s *Service) Rounds(ctx context.Context, actor access.Actor, intakeID string) ([]Round, error) {
	if _, err := s.desk(ctx, s.DB, actor, access.Read, intakeID); err != nil {
		return nil, err
	}
	return listRounds(ctx, s.DB, intakeID, 100)
}

// Filter chooses proposals of one intake.
type Filter struct {
	Intake string
	Round  string // empty: all
	Status Status // empty: all
	After  string // id of the last one of the page before
}

// Proposals pages through an intake's proposals for the desk, the first made
// first: how each stands, without anybody's own order or words.
func (s *Service) Proposals(ctx context.Context, actor access.Actor, f Filter, limit int) ([]Proposal, error) {
	if _, err := s.desk(ctx, s.DB, actor, access.Read, f.Intake); err != nil {
		return nil, err
	}
	return list(ctx, s.DB, f, min(max(limit, 1), MaxPage))
}

// Parties lists the places of an intake's mentors who have any part in pairing
// yet: taken, paused.
func (s *Service) Parties(ctx context.Context, actor access.Actor, intakeID string) ([]Party, error) {
	if _, err := s.desk(ctx, s.DB, actor, access.Read, intakeID); err != nil {
		return nil, err
	}
	return listParties(ctx, s.DB, intakeID, Mentor)
}

// Former is a pair that was tried, for the engine not to suggest it again.
type Former struct{ Mentee, Mentor string }

// Formers lists the pairs of an intake that said no, kept silent or parted; a
// proposal that fell because of somebody else is no reason against a pair.
func (s *Service) Formers(ctx context.Context, actor access.Actor, intakeID string) ([]Former, error) {
	if _, err := s.desk(ctx, s.DB, actor, access.Read, intakeID); err != nil {
		return nil, err
	}
	return listFormers(ctx, s.DB, intakeID)
}
