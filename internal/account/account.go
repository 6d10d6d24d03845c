// Package account knows people: who they are, how they prove it, and which
// roles they hold.
//
// A person has many identities, each the pair of an issuer and that issuer's
// own subject, never an address; an e-mail address is only where a code goes.
//
// Signing in with a code:
//
//	Ask     the browser names an address; an attempt is noted and a job sent
//	        off, alike for known and unknown addresses     → next: the mailbox
//	job     the code is derived from the attempt and a server secret, and
//	        mailed; it is stored nowhere                   → next: the person
//	Answer  the same browser brings the code: five tries, ten minutes; a
//	        sign-in session begins, or a running one is proved afresh (step-up)
//	Actor   every later request loads the session, the person and the grants;
//	        idle, ended and expired sessions load nobody
//
// Roles change only by Grant and Revoke, which end every sign-in session of the
// person, so that nobody works on with yesterday's rights. A disabled person
// keeps everything and can do nothing.
package account

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
)

// Status tells whether a person may sign in.
type Status string

const (
	Active   Status = "active"
	Disabled Status = "disabled"
)

// Statuses in the order of lists.
var Statuses = []Status{Active, Disabled}

// Person is somebody with an account.
type Person struct {
	ID         string
	GivenName  string
	FamilyName string
	Email      string
	Greeting   string // as the person wants to be addressed; empty: no name
	Language   i18n.Lang
	Status     Status
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int64
}

// Name is the person's full name, as they wrote it; the address of a newcomer
// who has not written one yet.
func (p Person) Name() string {
	if !p.Named() {
		return p.Email
	}
	return strings.TrimSpace(p.GivenName + " " + p.FamilyName)
}

// Named tells whether the person has written a name.
func (p Person) Named() bool { return p.GivenName != "" || p.FamilyName != "" }

// Initials are the first letters of both names.
func (p Person) Initials() string {
	if !p.Named() {
		return first(p.Email)
	}
	return first(p.GivenName) + first(p.FamilyName)
}

func first(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(r))
}

func (p Person) sortKey() string { return i18n.SortKey(p.FamilyName + " " + p.GivenName) }

func (p Person) searchText() string {
	return i18n.Fold(p.GivenName + " " + p.FamilyName + " " + p.Email)
}

// Limits of what a person can write about themselves, in characters.
const (
	MaxName     = 100
	MaxGreeting = 60
)

// Details are what is written about a person.
type Details struct {
	GivenName  string
	FamilyName string
	Email      string
	Greeting   string
	Language   string
}

// apply checks details and takes them into p; names keep any letters there are,
// composed (NFC), without control characters.
func (p *Person) apply(d Details) error {
	bad := fault.Checks{}
	p.GivenName = checkName(bad, "given_name", d.GivenName)
	p.FamilyName = checkName(bad, "family_name", d.FamilyName)
	p.Email = checkEmail(bad, "email", d.Email)
	p.Greeting = input.Line(d.Greeting)
	if utf8.RuneCountInString(p.Greeting) > MaxGreeting {
		bad.Fail("greeting", "account.fault.too-long", "max", MaxGreeting)
	}
	lang, ok := i18n.ParseLang(d.Language)
	if !ok {
		bad.Fail("language", "account.fault.language")
	}
	p.Language = lang
	return bad.Err()
}

func checkName(bad fault.Checks, field, value string) string {
	value = input.Line(value)
	switch n := utf8.RuneCountInString(value); {
	case n == 0:
		bad.Fail(field, "account.fault."+strings.ReplaceAll(field, "_", "-"))
	case n > MaxName:
		bad.Fail(field, "account.fault.too-long", "max", MaxName)
	}
	return value
}

func checkEmail(bad fault.Checks, field, value string) string {
	value = input.Line(value)
	if value == "" {
		bad.Fail(field, "account.fault.email-empty")
	} else if !input.Email(value) {
		bad.Fail(field, "account.fault.email")
	}
	return value
}

// emailKey is what addresses are compared by.
func emailKey(email string) string { return strings.ToLower(input.Line(email)) }

// Grant is a role that somebody holds, with where it comes from.
type Grant struct {
	ID        string
	Person    string
	Role      access.Role
	Scope     access.Scope
	GrantedBy string
	GrantedAt time.Time
}

// checkGrant tells whether a role can be held in a scope.
func checkGrant(role access.Role, scope access.Scope) error {
	bad := fault.Checks{}
	kind, known := access.ScopeOf[role]
	switch {
	case !known:
		bad.Fail("role", "account.fault.role")
	case kind != scope.Kind, (kind == access.System) != (scope.ID == ""):
		bad.Fail("scope", "account.fault.scope")
	}
	return bad.Err()
}

// Rules are the owner's settings of how signing in works (ASVS 5.0 §7.3).
type Rules struct {
	StaffIdle time.Duration // without a request, for those who work for the programme
	StaffLife time.Duration // at most, for the same
	Idle      time.Duration // the same for everybody else
	Life      time.Duration
	Fresh     time.Duration // how long a proof of identity serves for grave actions
	CodeLife  time.Duration
}

// DefaultRules are those of context §3.2.
var DefaultRules = Rules{
	StaffIdle: 30 * time.Minute, StaffLife: 12 * time.Hour,
	Idle: 12 * time.Hour, Life: 7 * 24 * time.Hour,
	Fresh: 10 * time.Minute, CodeLife: 10 * time.Minute,
}

func (r Rules) idle(staff bool) time.Duration {
	if staff {
		return r.StaffIdle
	}
	return r.Idle
}

func (r Rules) life(staff bool) time.Duration {
	if staff {
		return r.StaffLife
	}
	return r.Life
}

func staff(grants []access.Grant) bool {
	for _, g := range grants {
		if g.Role.Staff() {
			return true
		}
	}
	return false
}
