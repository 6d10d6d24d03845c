// Package access decides who may do what to which object.
//
// The decision is one table, table.txt: a row for each kind of thing, a column
// for each role. A cell lists reaches and verbs; what no cell allows is
// forbidden. Services ask with Actor.Check before they touch anything, and the
// router asks the same table whether a page is worth offering. Roles are held
// in a scope (the system, a programme, an institution, a mentorship, a case),
// and a cell's reach says how the scope must meet the object.
//
// The package is pure: it knows no person, no database and no clock.
package access

import (
	"slices"

	"domubiedrs/internal/fault"
)

// Role is what a person is in a scope (context §2.5).
type Role string

const (
	Mentee             Role = "mentee"
	Mentor             Role = "mentor"
	Peer               Role = "peer" // another member of the same group
	Coordinator        Role = "coordinator"
	Lead               Role = "lead"
	Support            Role = "support"
	InstitutionContact Role = "institution-contact"
	Auditor            Role = "auditor"
	Administrator      Role = "administrator"

	// Everybody signed in, and everybody at all, without a grant.
	Person Role = "person"
	Public Role = "public"
)

// Roles are those that can be granted, in the order of the table.
var Roles = []Role{Mentee, Mentor, Peer, Coordinator, Lead, Support, InstitutionContact, Auditor, Administrator}

// Staff tells whether the role works for the programme, which shortens its
// sign-in sessions.
func (r Role) Staff() bool {
	return slices.Contains([]Role{Coordinator, Lead, Support, Auditor, Administrator}, r)
}

// ScopeKind is the sort of thing that a role is held in.
type ScopeKind string

const (
	System      ScopeKind = "system"
	Programme   ScopeKind = "programme"
	Institution ScopeKind = "institution"
	Mentorship  ScopeKind = "mentorship"
	Case        ScopeKind = "case"
)

// ScopeOf is where a role is held: an administrator's and an auditor's in the
// system, a contact's in an institution, and so on.
var ScopeOf = map[Role]ScopeKind{
	Mentee: Mentorship, Mentor: Mentorship, Peer: Mentorship,
	Coordinator: Programme, Lead: Programme, Support: Programme,
	InstitutionContact: Institution, Auditor: Programme, Administrator: System,
}

// Scope is one such thing; ID is empty for the system.
type Scope struct {
	Kind ScopeKind
	ID   string
}

// Grant is a role held in a scope.
type Grant struct {
	Role  Role
	Scope Scope
}

// Verb is what is done to a thing.
type Verb byte

const (
	Read      Verb = 'r'
	Write     Verb = 'w'
	Aggregate Verb = 'a' // only as numbers about at least k people
)

// Object is what is asked about: its kind, whose it is, and where it belongs.
// Empty fields meet no scope.
type Object struct {
	Thing       Thing
	Owner       string // the person it is about or who wrote it
	Programme   string
	Institution string
	Mentorship  string
	Case        string
}

func (o Object) in(kind ScopeKind) string {
	switch kind {
	case Programme:
		return o.Programme
	case Institution:
		return o.Institution
	case Mentorship:
		return o.Mentorship
	case Case:
		return o.Case
	}
	return ""
}

// Actor is who acts: a person with grants, or nobody.
type Actor struct {
	Person string // empty: nobody is signed in
	Grants []Grant
	SignIn string // the sign-in session
	Fresh  bool   // has proved lately who they are
}

// SignedIn tells whether the actor is a person.
func (a Actor) SignedIn() bool { return a.Person != "" }

// Has tells whether the actor holds one of the roles anywhere.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return slices.Contains(roles, g.Role) })
}

// Scopes are where the actor holds a role.
func (a Actor) Scopes(role Role) (ids []string) {
	for _, g := range a.Grants {
		if g.Role == role {
			ids = append(ids, g.Scope.ID)
		}
	}
	return ids
}

// May tells whether the table allows the verb on the object.
func (a Actor) May(verb Verb, o Object) bool {
	row := table[o.Thing]
	if row[Public].allows(verb, a, Grant{Role: Public}, o) {
		return true
	}
	if !a.SignedIn() {
		return false
	}
	if row[Person].allows(verb, a, Grant{Role: Person}, o) {
		return true
	}
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return row[g.Role].allows(verb, a, g, o) })
}

// MayAny tells whether the actor may do the verb to at least one object of the
// kind: whether a page about such objects is worth offering.
func (a Actor) MayAny(verb Verb, thing Thing) bool {
	row := table[thing]
	if row[Public].has(verb) || a.SignedIn() && row[Person].has(verb) {
		return true
	}
	return a.SignedIn() && slices.ContainsFunc(a.Grants, func(g Grant) bool { return row[g.Role].has(verb) })
}

// Check is May as an error: Unauthenticated for nobody, NotFound where even
// the existence of the thing is confidential, StepUp for a grave act by
// somebody who has not proved lately who they are, otherwise Forbidden.
func (a Actor) Check(verb Verb, o Object) error { return a.verdict(verb, o.Thing, a.May(verb, o)) }

// CheckAny is MayAny as an error.
func (a Actor) CheckAny(verb Verb, thing Thing) error {
	return a.verdict(verb, thing, a.MayAny(verb, thing))
}

func (a Actor) verdict(verb Verb, thing Thing, may bool) error {
	switch {
	case may && Grave(verb, thing) && !a.Fresh:
		return fault.New(fault.StepUp, "fault.step-up")
	case may:
		return nil
	case !a.SignedIn():
		return fault.New(fault.Unauthenticated, "fault.unauthenticated")
	case Confidential(thing):
		return fault.New(fault.NotFound, "fault.not-found")
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}
