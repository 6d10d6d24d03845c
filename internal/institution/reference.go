package institution

import (
	"context"
	"fmt"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
)

// Reference is what one other package keeps about institutions, and how it
// follows when one takes the place of another, or of a name that somebody typed.
// This package knows no higher one, so app hands the references to Service. All
// of them run in the transaction of the change.
type Reference struct {
	Name  string // institution.reference.<Name> counts it in words
	Count func(ctx context.Context, q db.Q, institutionID string) (int, error)
	Move  func(ctx context.Context, tx *db.Tx, actor access.Actor, from, to string) error

	// Where names can be typed, how many stand behind each one, by its folded
	// form, and how those become an institution; else both nil.
	Typed func(ctx context.Context, q db.Q) (map[string]int, error)
	Adopt func(ctx context.Context, tx *db.Tx, folded, to string) error
}

// Moved is how many references of one kind a merge moves.
type Moved struct {
	Name   string
	Number int
}

// own are the references that this package keeps itself.
func own() []Reference {
	return []Reference{
		{Name: "bodies", Count: countBodies},
		{Name: "memberships", Count: countMemberships, Move: func(ctx context.Context, tx *db.Tx, _ access.Actor, from, to string) error {
			return moveMemberships(ctx, tx, from, to)
		}},
		{Name: "earlier", Count: countEarlier, Move: func(ctx context.Context, tx *db.Tx, _ access.Actor, from, to string) error {
			return moveEarlier(ctx, tx, from, to)
		}},
	}
}

func (s *Service) references() []Reference { return append(own(), s.References...) }

// count tells what refers to an institution.
func (s *Service) count(ctx context.Context, q db.Q, institutionID string) ([]Moved, error) {
	var list []Moved
	for _, r := range s.references() {
		n, err := r.Count(ctx, q, institutionID)
		if err != nil {
			return nil, fmt.Errorf("count %s of institution %s: %w", r.Name, institutionID, err)
		}
		list = append(list, Moved{r.Name, n})
	}
	return list, nil
}

// move lets everything but the bodies, which have rules of their own, follow.
func (s *Service) move(ctx context.Context, tx *db.Tx, actor access.Actor, from, to string) error {
	for _, r := range s.references() {
		if r.Move == nil {
			continue
		}
		if err := r.Move(ctx, tx, actor, from, to); err != nil {
			return fmt.Errorf("move %s of institution %s: %w", r.Name, from, err)
		}
	}
	return nil
}

// adopt lets what stands behind a typed name follow.
func (s *Service) adopt(ctx context.Context, tx *db.Tx, folded, to string) error {
	for _, r := range s.References {
		if r.Adopt == nil {
			continue
		}
		if err := r.Adopt(ctx, tx, folded, to); err != nil {
			return fmt.Errorf("let typed %s follow to institution %s: %w", r.Name, to, err)
		}
	}
	return nil
}

// typed counts what stands behind each folded name.
func (s *Service) typed(ctx context.Context, q db.Q) (map[string]int, error) {
	all := map[string]int{}
	for _, r := range s.References {
		if r.Typed == nil {
			continue
		}
		counts, err := r.Typed(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("count typed %s: %w", r.Name, err)
		}
		for folded, n := range counts {
			all[folded] += n
		}
	}
	return all, nil
}
