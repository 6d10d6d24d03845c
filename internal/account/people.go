package account

import (
	"context"
	"fmt"

	"domubiedrs/internal/access"
)

// ByID loads the people of those ids that there are, with their roles and last
// sign of life, for names beside identifiers. It is not noted: what is written
// about one person is read with Get, which is.
func (s *Service) ByID(ctx context.Context, actor access.Actor, ids ...string) (map[string]Listed, error) {
	if err := actor.Check(access.Read, person("")); err != nil {
		return nil, err
	}
	people, err := peopleByID(ctx, s.DB, ids)
	if err != nil {
		return nil, fmt.Errorf("load people by id: %w", err)
	}
	byID := make(map[string]Listed, len(people))
	for _, p := range people {
		byID[p.ID] = p
	}
	return byID, nil
}
