package account

import (
	"context"
	"fmt"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
)

// A mentorship grants its members their roles in it and takes them away, in its
// own transaction. Sign-in sessions go on: grants are read with every request,
// so the change holds at once, and nobody is thrown out of the page in which
// they write because somebody else said yes.

// Contacts are the people of those ids, who they are and how to write to them,
// for somebody who may know that about people in a mentorship or a programme:
// where names it.
func (s *Service) Contacts(ctx context.Context, actor access.Actor, where access.Object, ids ...string) (map[string]Person, error) {
	where.Thing = access.Contact
	if err := actor.Check(access.Read, where); err != nil {
		return nil, err
	}
	people, err := peopleByID(ctx, s.DB, ids)
	if err != nil {
		return nil, fmt.Errorf("load contacts: %w", err)
	}
	byID := make(map[string]Person, len(people))
	for _, p := range people {
		byID[p.ID] = p.Person
	}
	return byID, nil
}

// Admit gives a person a role in a mentorship. Holding it already changes
// nothing. The caller has checked that it may be given.
func (s *Service) Admit(ctx context.Context, tx *db.Tx, by, personID string, role access.Role, mentorshipID string) error {
	scope := access.Scope{Kind: access.Mentorship, ID: mentorshipID}
	if err := checkGrant(role, scope); err != nil {
		return err
	}
	g := Grant{ID: id.New(), Person: personID, Role: role, Scope: scope, GrantedBy: grantedBy(by), GrantedAt: s.Now()}
	added, err := insertGrant(ctx, tx, g)
	if err != nil || !added {
		return err
	}
	return record(ctx, tx, by, audit.RoleGranted, audit.KindRole, string(role), personID)
}

// Dismiss takes every role in a mentorship away from a person.
func (s *Service) Dismiss(ctx context.Context, tx *db.Tx, by, personID, mentorshipID string) error {
	grants, err := listScope(ctx, tx, access.Scope{Kind: access.Mentorship, ID: mentorshipID})
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.Person != personID {
			continue
		}
		if _, err := revokeGrant(ctx, tx, g.ID, grantedBy(by), s.Now()); err != nil {
			return err
		}
		if err := record(ctx, tx, by, audit.RoleRevoked, audit.KindRole, string(g.Role), personID); err != nil {
			return err
		}
	}
	return nil
}
