package application

import (
	"context"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
)

// ProfileSections are the parts of a mentor's application that a mentor keeps up
// to date after it was sent; the others are facts that staff have screened.
var ProfileSections = []string{"experience", "topics", "offer", "style", "practical", "capacity"}

// ListingVersion is the version of the text with which a mentor agrees to be
// named in public.
const ListingVersion = "1"

// promptThemes is what the public list is ordered by.
const promptThemes = "themes"

// HasProfile tells whether the application is a mentor's profile: it was sent,
// and is neither refused nor withdrawn.
func (a Application) HasProfile() bool {
	return a.Side == Mentor && slices.Contains([]Status{Submitted, Eligible, Waiting}, a.Status)
}

func (a Application) profile() error {
	if a.Side != Mentor {
		return errMissing
	}
	if !a.HasProfile() {
		return fault.New(fault.Conflict, "application.fault.status")
	}
	return nil
}

// Amend saves one section of a mentor's profile. What it says is checked as when
// it was sent; the decision about the mentor stays.
func (s *Service) Amend(ctx context.Context, actor access.Actor, applicationID string, version int64, section string, posted questionnaire.Answers) (Application, error) {
	a, err := s.mine(ctx, s.DB, actor, applicationID)
	if err != nil {
		return a.own(), err
	}
	if a.Version != version {
		return a.own(), errStale
	}
	if !slices.Contains(ProfileSections, section) {
		return a.own(), errMissing
	}
	if err := a.profile(); err != nil {
		return a.own(), err
	}
	answered, err := s.answered(ctx, a, section, posted, false)
	if err != nil {
		return a.own(), err
	}
	return s.change(ctx, actor, applicationID, version, audit.MentorProfileChanged, func(_ *db.Tx, a *Application) error {
		a.Answers = answered.Answers
		return a.profile()
	})
}

// Listed tells whether the mentor has agreed to be named in public.
func (s *Service) Listed(ctx context.Context, actor access.Actor, applicationID string) (bool, error) {
	a, err := s.mine(ctx, s.DB, actor, applicationID)
	if err != nil {
		return false, err
	}
	return listed(ctx, s.DB, a.ID)
}

// SetListed names the mentor in public, or no longer. Twice the same is no harm.
func (s *Service) SetListed(ctx context.Context, actor access.Actor, applicationID string, agreed bool) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		a, err := s.mine(ctx, tx, actor, applicationID)
		if err != nil {
			return err
		}
		was, err := listed(ctx, tx, a.ID)
		if err != nil || was == agreed {
			return err
		}
		if !agreed {
			if err := unlist(ctx, tx, a.ID); err != nil {
				return err
			}
			return record(ctx, tx, entry(actor.Person, audit.MentorUnlisted, a))
		}
		if err := a.profile(); err != nil {
			return err
		}
		if err := list(ctx, tx, a.ID, s.Now()); err != nil {
			return err
		}
		return record(ctx, tx, entry(actor.Person, audit.MentorListed, a))
	})
}

// PublicMentor is a mentor as everybody sees one who agreed to it.
type PublicMentor struct {
	Name        string
	Position    string
	Institution map[i18n.Lang]string
	Themes      []catalogue.Entry
}

// MaxPublic is how many mentors the public list holds.
const MaxPublic = 500

// PublicMentors are those who agreed to be named and whom the staff of an open
// programme has accepted, in Latvian order, each once.
func (s *Service) PublicMentors(ctx context.Context) ([]PublicMentor, error) {
	rows, err := listPublic(ctx, s.DB, s.today(), MaxPublic)
	if err != nil {
		return nil, err
	}
	var mentors []PublicMentor
	for i, x := range rows {
		if i > 0 && rows[i-1].person == x.person {
			continue // the latest application speaks
		}
		codes := x.answers[promptThemes]
		found, err := s.Catalogue.ByCode(ctx, access.Actor{}, x.programme, catalogue.Theme, codes...)
		if err != nil {
			return nil, err
		}
		for _, code := range codes {
			if e, there := found[code]; there {
				x.Themes = append(x.Themes, e)
			}
		}
		mentors = append(mentors, x.PublicMentor)
	}
	return mentors, nil
}
