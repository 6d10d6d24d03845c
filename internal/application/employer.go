package application

import (
	"context"
	"fmt"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
)

// An applicant chooses an institution of the list or, where it lacks theirs,
// types a name. From the moment that the application is sent, a typed name is a
// proposal for the list (R1.1-9); the answers keep what was typed.

// employ settles who the employer is, in the transaction that sends the
// application: an institution that was merged leads on, and a typed name means
// what the administrator made of it, or is proposed.
func (s *Service) employ(ctx context.Context, tx *db.Tx, by string, a *Application) error {
	place, err := s.place(ctx, tx, by, a.Facts)
	if err == nil {
		a.employ(place)
	}
	return err
}

// employ takes an institution in the place of what was chosen or typed; "" is
// none yet.
func (a *Application) employ(institutionID string) {
	if institutionID != "" {
		a.Facts.Institution, a.Facts.Employer = institutionID, ""
	}
}

func (s *Service) place(ctx context.Context, tx *db.Tx, by string, f Facts) (string, error) {
	switch {
	case f.Institution != "":
		return s.Institutions.Lead(ctx, tx, f.Institution)
	case f.Employer != "":
		return s.Institutions.Meant(ctx, tx, by, f.Employer)
	}
	return "", nil
}

// Employers is how applications follow institutions: those of one that was
// merged, and those with a typed name that the administrator explained. Each is
// judged anew.
func (s *Service) Employers() institution.Reference {
	return institution.Reference{Name: "applications", Count: countAt, Move: s.moveTo, Typed: countTyped, Adopt: s.adopt}
}

// follows is how many applications are loaded at a time.
const follows = 200

func (s *Service) moveTo(ctx context.Context, tx *db.Tx, _ access.Actor, from, to string) error {
	return s.follow(ctx, tx, to, func() ([]Application, error) { return listAt(ctx, tx, from, follows) }, func(a *Application) {
		if a.Answers.First(promptInstitution) == from {
			a.Answers[promptInstitution] = []string{to}
		}
	})
}

// adopt looks for the spellings of a folded name, and for their applications.
func (s *Service) adopt(ctx context.Context, tx *db.Tx, folded, to string) error {
	all, err := listTyped(ctx, tx)
	if err != nil {
		return fmt.Errorf("look for typed employers: %w", err)
	}
	var spellings []string
	for _, t := range all {
		if i18n.Fold(t.name) == folded {
			spellings = append(spellings, t.name)
		}
	}
	if len(spellings) == 0 {
		return nil
	}
	return s.follow(ctx, tx, to, func() ([]Application, error) { return listByTyped(ctx, tx, spellings, follows) }, func(*Application) {})
}

// follow gives applications another institution until none are left. A draft is
// judged when it is sent.
func (s *Service) follow(ctx context.Context, tx *db.Tx, to string, next func() ([]Application, error), alter func(*Application)) error {
	for {
		list, err := next()
		if err != nil || len(list) == 0 {
			return err
		}
		for _, a := range list {
			a.employ(to)
			alter(&a)
			if a.Status != Draft {
				if err := s.judge(ctx, tx, &a); err != nil {
					return fmt.Errorf("judge application %s anew: %w", a.ID, err)
				}
			}
			if err := s.save(ctx, tx, &a); err != nil {
				return fmt.Errorf("move application %s: %w", a.ID, err)
			}
		}
	}
}

// countTyped counts the applications that wait behind each folded name.
func countTyped(ctx context.Context, q db.Q) (map[string]int, error) {
	all, err := listTyped(ctx, q)
	counts := map[string]int{}
	for _, t := range all {
		counts[i18n.Fold(t.name)] += t.waiting
	}
	return counts, err
}
