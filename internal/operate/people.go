package operate

import (
	"context"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// ByHand are the roles that an administrator gives and takes. Mentees, mentors
// and members of a group become so by a mentorship.
var ByHand = []access.Role{access.Coordinator, access.Lead, access.Support, access.InstitutionContact, access.Auditor, access.Administrator}

// Grant gives a person a role in the programme or institution place; place is
// empty for a role in the system. A place that is not there is refused as
// field "scope", a role that is not given by hand as field "role".
func (s *Service) Grant(ctx context.Context, actor access.Actor, personID string, role access.Role, place string) error {
	if err := actor.Check(access.Write, access.Object{Thing: access.RoleGrant, Owner: personID}); err != nil {
		return err
	}
	if !slices.Contains(ByHand, role) {
		return fault.Fields(map[string]fault.Message{"role": fault.Msg("account.fault.role")})
	}
	scope := access.Scope{Kind: access.ScopeOf[role], ID: place}
	if err := s.place(ctx, actor, scope); err != nil {
		return err
	}
	return s.Accounts.Grant(ctx, actor, personID, role, scope)
}

// place tells whether a scope is there to hold a role in.
func (s *Service) place(ctx context.Context, actor access.Actor, scope access.Scope) (err error) {
	switch scope.Kind {
	case access.Programme:
		_, err = s.Programmes.Get(ctx, actor, scope.ID)
	case access.Institution:
		_, err = s.Institutions.Get(ctx, actor, scope.ID)
	}
	if fault.Is(err, fault.NotFound) {
		return fault.Fields(map[string]fault.Message{"scope": fault.Msg("account.fault.scope")})
	}
	return err
}

// exportStep is how many people are read at a time.
const exportStep = 500

// ExportPeople gives everybody whom the filter chooses, in the order of the
// list; that they were taken out is noted before they are handed over.
func (s *Service) ExportPeople(ctx context.Context, actor access.Actor, f account.Filter) ([]account.Listed, error) {
	if err := actor.Check(access.Read, allPeople); err != nil {
		return nil, err
	}
	var all []account.Listed
	for f.After = ""; ; {
		page, err := s.Accounts.List(ctx, actor, f, exportStep)
		if err != nil {
			return nil, err
		}
		all = append(all, page.People...)
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		return record(ctx, tx, actor.Person, audit.Entry{Action: audit.DataExported, Object: audit.Object{Kind: audit.KindExport, ID: "people"}})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
