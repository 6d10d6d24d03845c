package access_test

import (
	"slices"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
)

func actor(role access.Role, kind access.ScopeKind, scope string) access.Actor {
	return access.Actor{Person: "me", Fresh: true, Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: kind, ID: scope}}}}
}

var (
	nobody      = access.Actor{}
	person      = access.Actor{Person: "me", Fresh: true}
	mentee      = actor(access.Mentee, access.Mentorship, "m1")
	mentor      = actor(access.Mentor, access.Mentorship, "m1")
	coordinator = actor(access.Coordinator, access.Programme, "p1")
	assigned    = actor(access.Coordinator, access.Case, "c1")
	lead        = actor(access.Lead, access.Programme, "p1")
	support     = actor(access.Support, access.Programme, "p1")
	contact     = actor(access.InstitutionContact, access.Institution, "i1")
	auditor     = actor(access.Auditor, access.Programme, "p1")
	admin       = actor(access.Administrator, access.System, "")
)

// here is an object of a thing that belongs to scopes of all the actors above,
// but is somebody else's own.
func here(thing access.Thing) access.Object {
	return access.Object{Thing: thing, Owner: "other", Programme: "p1", Institution: "i1", Mentorship: "m1", Case: "c1"}
}

// TestNobodyElseOpensContent is ethics 5.1 (R5.1-1): content reaches only the
// two who made it, and a private note only its author.
func TestNobodyElseOpensContent(t *testing.T) {
	for _, thing := range []access.Thing{access.AgreementText, access.ContentShared, access.ContentPrivate} {
		for _, a := range []access.Actor{nobody, person, coordinator, assigned, lead, support, contact, auditor, admin} {
			for _, verb := range []access.Verb{access.Read, access.Write, access.Aggregate} {
				if a.May(verb, here(thing)) {
					t.Errorf("%v may %c %s", a.Grants, verb, thing)
				}
			}
		}
	}
	if mentor.May(access.Read, here(access.ContentPrivate)) {
		t.Error("a mentor reads the mentee's private note")
	}
	if !mentee.May(access.Write, here(access.ContentShared)) {
		t.Error("a mentee cannot write a shared note of the own mentorship")
	}
	elsewhere := here(access.ContentShared)
	elsewhere.Mentorship = "m2"
	if mentee.May(access.Read, elsewhere) {
		t.Error("a mentee reads another mentorship")
	}
}

func TestAConcernIsForItsOpenerAndTheAssigned(t *testing.T) {
	for name, tt := range map[string]struct {
		a    access.Actor
		want bool
	}{
		"assigned coordinator": {assigned, true},
		"other coordinator":    {coordinator, false},
		"lead not asked in":    {lead, false},
		"administrator":        {admin, false},
		"the other side":       {mentor, false},
	} {
		if got := tt.a.May(access.Read, here(access.Concern)); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	own := here(access.Concern)
	own.Owner = "me"
	if !person.May(access.Write, own) {
		t.Error("the opener cannot write in the own case")
	}
	if coordinator.May(access.Read, access.Object{Thing: access.Concern, Programme: "p1"}) {
		t.Error("a case without an id is open to the programme's coordinator")
	}
}

func TestEmptyObjectsMeetNoScope(t *testing.T) {
	empty := actor(access.Coordinator, access.Programme, "")
	for _, thing := range access.Things() {
		if slices.Contains([]access.Thing{access.Page, access.InstitutionData, access.Catalogue, access.Questionnaire, access.Funding}, thing) {
			continue // everybody reads these
		}
		if empty.May(access.Read, access.Object{Thing: thing}) {
			t.Errorf("an empty scope opens %s", thing)
		}
	}
}

// TestQuestionnairesAreEditedByTheirProgramme: everybody signed in reads the
// forms; those of a programme are edited by its staff, those for everywhere by
// no programme's.
func TestQuestionnairesAreEditedByTheirProgramme(t *testing.T) {
	own, other := access.Object{Thing: access.Questionnaire, Programme: "p1"}, access.Object{Thing: access.Questionnaire, Programme: "p2"}
	everywhere := access.Object{Thing: access.Questionnaire}
	for _, o := range []access.Object{own, other, everywhere} {
		if !person.May(access.Read, o) || nobody.May(access.Read, o) {
			t.Errorf("%+v is not read by exactly those who are signed in", o)
		}
	}
	for _, a := range []access.Actor{coordinator, lead} {
		if !a.May(access.Write, own) || a.May(access.Write, other) || a.May(access.Write, everywhere) {
			t.Errorf("%v does not edit exactly the own programme's", a.Grants)
		}
	}
	for _, a := range []access.Actor{person, mentee, mentor, support, contact, auditor} {
		if a.May(access.Write, own) {
			t.Errorf("%v edits a questionnaire", a.Grants)
		}
	}
	if !admin.May(access.Write, own) || !admin.May(access.Write, other) {
		t.Error("an administrator does not edit every programme's")
	}
}

func TestProgrammesAreApart(t *testing.T) {
	other := here(access.Contact)
	other.Programme = "p2"
	for _, a := range []access.Actor{coordinator, lead, support, auditor} {
		if a.May(access.Read, other) {
			t.Errorf("%v reads a person of another programme", a.Grants)
		}
	}
}

// TestTheCatalogueIsReadByAllAndKeptByItsProgramme: the vocabulary of one
// programme is for its own staff to write, the general one for administrators.
func TestTheCatalogueIsReadByAllAndKeptByItsProgramme(t *testing.T) {
	general, own := access.Object{Thing: access.Catalogue}, access.Object{Thing: access.Catalogue, Programme: "p1"}
	other := access.Object{Thing: access.Catalogue, Programme: "p2"}
	for _, a := range []access.Actor{nobody, person, mentor, coordinator, lead, support, contact, auditor, admin} {
		staff, all := a.Has(access.Coordinator, access.Lead), a.Has(access.Administrator)
		if !a.May(access.Read, general) || !a.May(access.Read, other) {
			t.Errorf("%v does not read the catalogue", a.Grants)
		}
		if a.May(access.Write, own) != (staff || all) || a.May(access.Write, general) != all || a.May(access.Write, other) != all {
			t.Errorf("%v writes what it should not, or not what it should", a.Grants)
		}
	}
}

// TestFundingIsReadByAll: whose money it is stands on public pages (R1.1-1); the
// programme's own staff and administrators write it.
func TestFundingIsReadByAll(t *testing.T) {
	own, other := access.Object{Thing: access.Funding, Programme: "p1"}, access.Object{Thing: access.Funding, Programme: "p2"}
	for _, a := range []access.Actor{nobody, person, mentor, coordinator, lead, support, contact, auditor, admin} {
		staff, all := a.Has(access.Coordinator, access.Lead), a.Has(access.Administrator)
		if !a.May(access.Read, own) || !a.May(access.Read, other) {
			t.Errorf("%v does not read who pays", a.Grants)
		}
		if a.May(access.Write, own) != (staff || all) || a.May(access.Write, other) != all {
			t.Errorf("%v writes what it should not, or not what it should", a.Grants)
		}
	}
}

// TestASeminarIsItsStaffsAndAPlaceItsPersons: a person has the own registration,
// the programme's staff all of them; other programmes' staff and the public none.
func TestASeminarIsItsStaffsAndAPlaceItsPersons(t *testing.T) {
	whole, other := access.Object{Thing: access.Seminar, Programme: "p1"}, access.Object{Thing: access.Seminar, Programme: "p2"}
	place, theirs := whole, whole
	place.Owner, theirs.Owner = "me", "other"
	for _, a := range []access.Actor{nobody, person, mentor, coordinator, lead, support, contact, auditor, admin} {
		writes, all := a.Has(access.Coordinator, access.Lead, access.Administrator), a.Has(access.Administrator)
		reads := writes || a.Has(access.Support, access.Auditor)
		for _, o := range []access.Object{whole, theirs} {
			if a.May(access.Read, o) != reads || a.May(access.Write, o) != writes {
				t.Errorf("%v may do too much or too little to %+v", a.Grants, o)
			}
		}
		if a.May(access.Read, other) != all || a.May(access.Write, other) != all {
			t.Errorf("%v reaches a seminar of another programme", a.Grants)
		}
		if a.May(access.Write, place) != a.SignedIn() {
			t.Errorf("%v and the own place: %v", a.Grants, a.May(access.Write, place))
		}
	}
}

func TestUnknownThingsAreClosed(t *testing.T) {
	if admin.May(access.Read, here("invented")) || admin.MayAny(access.Read, "invented") {
		t.Error("a thing without a row is open")
	}
}

func TestCheckSaysWhy(t *testing.T) {
	stale := admin
	stale.Fresh = false
	for name, tt := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"nobody":              {nobody.CheckAny(access.Read, access.Outbox), fault.Unauthenticated},
		"the wrong role":      {coordinator.CheckAny(access.Read, access.Outbox), fault.Forbidden},
		"confidential":        {coordinator.Check(access.Read, here(access.ContentShared)), fault.NotFound},
		"grave and stale":     {stale.CheckAny(access.Write, access.RoleGrant), fault.StepUp},
		"export and stale":    {stale.CheckAny(access.Read, access.AccountExport), fault.StepUp},
		"grave and forbidden": {lead.CheckAny(access.Write, access.RoleGrant), fault.Forbidden},
	} {
		if tt.err == nil || fault.KindOf(tt.err) != tt.want {
			t.Errorf("%s: %v, want %v", name, tt.err, tt.want)
		}
	}
	for name, err := range map[string]error{
		"grave and fresh":         admin.CheckAny(access.Write, access.RoleGrant),
		"reading needs no proof":  stale.CheckAny(access.Read, access.RoleGrant),
		"a public page":           nobody.CheckAny(access.Read, access.Page),
		"the own profile":         person.Check(access.Write, access.Object{Thing: access.Profile, Owner: "me"}),
		"aggregates for everyone": nobody.Check(access.Aggregate, here(access.Equality)),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryGrantableRoleHasItsScope(t *testing.T) {
	for _, role := range access.Roles {
		if access.ScopeOf[role] == "" {
			t.Errorf("%s has no scope", role)
		}
	}
}
