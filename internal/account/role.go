package account

import (
	"context"
	"errors"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// Grant gives a person a role in a scope and ends their sign-in sessions, so
// that the next request has the new rights (SEC-08). Holding it already changes
// nothing.
func (s *Service) Grant(ctx context.Context, actor access.Actor, personID string, role access.Role, scope access.Scope) error {
	if err := actor.Check(access.Write, access.Object{Thing: access.RoleGrant, Owner: personID}); err != nil {
		return err
	}
	if err := checkGrant(role, scope); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		if _, err := loadPerson(ctx, tx, personID); err != nil {
			return err
		}
		return s.grant(ctx, tx, actor.Person, actor.SignIn, personID, role, scope)
	})
}

// grant keeps the sign-in session keep, which is the actor's own: an
// administrator who takes one more role goes on working.
func (s *Service) grant(ctx context.Context, tx *db.Tx, by, keep, personID string, role access.Role, scope access.Scope) error {
	g := Grant{ID: id.New(), Person: personID, Role: role, Scope: scope, GrantedBy: grantedBy(by), GrantedAt: s.Now()}
	added, err := insertGrant(ctx, tx, g)
	if err != nil || !added {
		return err
	}
	if err := s.endAll(ctx, tx, personID, "role-change", keep); err != nil {
		return err
	}
	return record(ctx, tx, by, audit.RoleGranted, audit.KindRole, string(role), personID)
}

func grantedBy(actor string) string {
	if actor == audit.CommandLine || actor == audit.System {
		return ""
	}
	return actor
}

// Revoke takes a role away from the person and ends their sign-in sessions. The
// last administrator stays one. NotFound when the role is somebody else's.
func (s *Service) Revoke(ctx context.Context, actor access.Actor, personID, grantID string) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		g, err := loadGrant(ctx, tx, grantID)
		if err != nil {
			return err
		}
		if g.Person != personID {
			return fault.New(fault.NotFound, "fault.not-found")
		}
		if err := actor.Check(access.Write, access.Object{Thing: access.RoleGrant, Owner: g.Person}); err != nil {
			return err
		}
		return s.revoke(ctx, tx, actor.Person, g)
	})
}

func (s *Service) revoke(ctx context.Context, tx *db.Tx, by string, g Grant) error {
	revoked, err := revokeGrant(ctx, tx, g.ID, grantedBy(by), s.Now())
	if err != nil || !revoked {
		return err
	}
	if err := s.endAll(ctx, tx, g.Person, "role-change", ""); err != nil {
		return err
	}
	if err := record(ctx, tx, by, audit.RoleRevoked, audit.KindRole, string(g.Role), g.Person); err != nil {
		return err
	}
	if g.Role != access.Administrator {
		return nil
	}
	return s.keepAnAdministrator(ctx, tx)
}

// keepAnAdministrator refuses what would leave nobody in charge. It runs after
// the audit entry: the chain makes transactions queue there, so that two
// administrators who remove each other at once are not both let through.
func (s *Service) keepAnAdministrator(ctx context.Context, q db.Q) error {
	n, err := countAdministrators(ctx, q)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "account.fault.last-administrator")
	}
	return nil
}

// HasAdministrator tells whether somebody active is in charge; an empty
// system has nobody.
func (s *Service) HasAdministrator(ctx context.Context) (bool, error) {
	n, err := countAdministrators(ctx, s.DB)
	return n > 0, err
}

// The command line acts for whoever has the server; it is audited as such.

// FirstAdministrator makes a person the administrator, new or known.
func (s *Service) FirstAdministrator(ctx context.Context, d Details) (p Person, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err = findByEmail(ctx, tx, d.Email)
		if errors.Is(err, db.ErrNone) {
			if p, err = s.add(ctx, tx, d); err == nil {
				err = record(ctx, tx, audit.CommandLine, audit.PersonCreated, audit.KindPerson, p.ID, p.ID)
			}
		}
		if err != nil {
			return err
		}
		return s.grant(ctx, tx, audit.CommandLine, "", p.ID, access.Administrator, access.Scope{Kind: access.System})
	})
	return p, err
}

// GrantByCommandLine gives the person with the address a role.
func (s *Service) GrantByCommandLine(ctx context.Context, email string, role access.Role, scope access.Scope) error {
	if err := checkGrant(role, scope); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := s.known(ctx, tx, email)
		if err != nil {
			return err
		}
		return s.grant(ctx, tx, audit.CommandLine, "", p.ID, role, scope)
	})
}

// RevokeByCommandLine takes a role in a scope from the person with the address.
func (s *Service) RevokeByCommandLine(ctx context.Context, email string, role access.Role, scope access.Scope) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := s.known(ctx, tx, email)
		if err != nil {
			return err
		}
		grants, err := listGrants(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if g.Role == role && g.Scope == scope {
				return s.revoke(ctx, tx, audit.CommandLine, g)
			}
		}
		return fault.New(fault.NotFound, "account.fault.no-such-role")
	})
}

// Holder is a person with a role, for the command line's list.
type Holder struct {
	Name, Email string
	Status      Status
	Role        access.Role
	Scope       access.Scope
}

// RolesOf lists everybody who holds a role, by role and name.
func (s *Service) RolesOf(ctx context.Context) ([]Holder, error) { return listHolders(ctx, s.DB) }

// Holding lists the people who hold a role in a scope, by id.
func (s *Service) Holding(ctx context.Context, q db.Q, role access.Role, scope access.Scope) (people []string, err error) {
	grants, err := listScope(ctx, q, scope)
	for _, g := range grants {
		if g.Role == role {
			people = append(people, g.Person)
		}
	}
	return people, err
}

func (s *Service) known(ctx context.Context, q db.Q, email string) (Person, error) {
	p, err := findByEmail(ctx, q, email)
	if errors.Is(err, db.ErrNone) {
		return p, fault.New(fault.NotFound, "account.fault.no-such-person")
	}
	return p, err
}
