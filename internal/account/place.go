package account

import (
	"context"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
)

// CountContacts counts the roles that are held in an institution.
func (s *Service) CountContacts(ctx context.Context, q db.Q, institutionID string) (int, error) {
	grants, err := listScope(ctx, q, access.Scope{Kind: access.Institution, ID: institutionID})
	return len(grants), err
}

// MoveContacts gives everybody who holds a role in one institution the same role
// in another, in the caller's transaction. The old roles end as if they had been
// revoked, so the history tells what was held when; who holds the role in both
// keeps one.
func (s *Service) MoveContacts(ctx context.Context, tx *db.Tx, actor access.Actor, from, to string) error {
	grants, err := listScope(ctx, tx, access.Scope{Kind: access.Institution, ID: from})
	if err != nil {
		return err
	}
	for _, g := range grants {
		if err := s.revoke(ctx, tx, actor.Person, g); err != nil {
			return err
		}
		scope := access.Scope{Kind: access.Institution, ID: to}
		if err := s.grant(ctx, tx, actor.Person, actor.SignIn, g.Person, g.Role, scope); err != nil {
			return err
		}
	}
	return nil
}
