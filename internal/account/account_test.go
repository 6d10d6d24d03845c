package account

import (
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
)

func TestDetailsAreChecked(t *testing.T) {
	good := Details{GivenName: "Ieva", FamilyName: "Kalniņa", Email: "ieva@example.org", Language: "lv"}
	for name, tt := range map[string]struct {
		change func(*Details)
		field  string
	}{
		"no given name":        {func(d *Details) { d.GivenName = " \t" }, "given_name"},
		"no family name":       {func(d *Details) { d.FamilyName = "" }, "family_name"},
		"only control signs":   {func(d *Details) { d.GivenName = "\u202e\u0000" }, "given_name"},
		"a name too long":      {func(d *Details) { d.FamilyName = strings.Repeat("ā", MaxName+1) }, "family_name"},
		"a greeting too long":  {func(d *Details) { d.Greeting = strings.Repeat("ē", MaxGreeting+1) }, "greeting"},
		"no address":           {func(d *Details) { d.Email = "" }, "email"},
		"an address with name": {func(d *Details) { d.Email = "Ieva <ieva@example.org>" }, "email"},
		"two addresses":        {func(d *Details) { d.Email = "a@example.org,b@example.org" }, "email"},
		"a header in it":       {func(d *Details) { d.Email = "a@example.org\r\nBcc: b@example.org" }, "email"},
		"an unknown language":  {func(d *Details) { d.Language = "xx" }, "language"},
	} {
		d := good
		tt.change(&d)
		err := (&Person{}).apply(d)
		if _, there := fault.As(err).Fields[tt.field]; !there || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want a message beside %s", name, err, tt.field)
		}
	}
	p := Person{}
	odd := Details{GivenName: "  A\u0304nna-Marija ", FamilyName: "O'Nīla\u200e", Email: " Anna@Example.org ", Language: "en"}
	if err := p.apply(odd); err != nil {
		t.Fatal(err)
	}
	if p.Name() != "Ānna-Marija O'Nīla" || p.Initials() != "ĀO" || p.Email != "Anna@Example.org" {
		t.Errorf("taken in as %q, %q, %q", p.Name(), p.Initials(), p.Email)
	}
}

func TestRolesHoldInTheirScopeOnly(t *testing.T) {
	for name, tt := range map[string]struct {
		role  access.Role
		scope access.Scope
		want  bool
	}{
		"administrator of the system":      {access.Administrator, access.Scope{Kind: access.System}, true},
		"administrator of a programme":     {access.Administrator, access.Scope{Kind: access.Programme, ID: "p"}, false},
		"coordinator of a programme":       {access.Coordinator, access.Scope{Kind: access.Programme, ID: "p"}, true},
		"coordinator of no programme":      {access.Coordinator, access.Scope{Kind: access.Programme}, false},
		"coordinator of everything":        {access.Coordinator, access.Scope{Kind: access.System}, false},
		"contact of an institution":        {access.InstitutionContact, access.Scope{Kind: access.Institution, ID: "i"}, true},
		"everybody is not a role to grant": {access.Person, access.Scope{Kind: access.System}, false},
		"an invented role":                 {"king", access.Scope{Kind: access.System}, false},
	} {
		if err := checkGrant(tt.role, tt.scope); (err == nil) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCodes(t *testing.T) {
	secret := []byte("a secret of the server")
	code := deriveCode(secret, "attempt")
	if len(code) != codeLength || strings.Trim(code, codeAlphabet) != "" {
		t.Fatalf("code %q", code)
	}
	if deriveCode(secret, "attempt") != code || deriveCode(secret, "other") == code || deriveCode([]byte("x"), "attempt") == code {
		t.Error("a code must hang on its attempt and the secret, and on nothing else")
	}
	for _, typed := range []string{code, strings.ToLower(code), ShowCode(code), " " + code[:4] + "-" + code[4:] + "\n", code + "."} {
		if !sameCode(typed, code) {
			t.Errorf("%q is refused for %q", typed, code)
		}
	}
	for _, typed := range []string{"", code[1:], code + "A", strings.Repeat("A", 1000), "������"} {
		if sameCode(typed, code) {
			t.Errorf("%q is taken for %q", typed, code)
		}
	}
}

// TestCodesAreSpread guards against a derivation that favours some letters.
func TestCodesAreSpread(t *testing.T) {
	count := map[rune]int{}
	const codes = 3000
	for i := range codes {
		for _, r := range deriveCode([]byte("secret"), strings.Repeat("x", i)) {
			count[r]++
		}
	}
	mean := float64(codes*codeLength) / float64(len(codeAlphabet))
	for _, r := range codeAlphabet {
		if n := float64(count[r]); n < mean*0.8 || n > mean*1.2 {
			t.Errorf("%c came %.0f times, the mean is %.0f", r, n, mean)
		}
	}
}

func TestStaffHaveShorterSessions(t *testing.T) {
	for role, want := range map[access.Role]time.Duration{
		access.Mentee: DefaultRules.Idle, access.Mentor: DefaultRules.Idle, access.InstitutionContact: DefaultRules.Idle,
		access.Coordinator: DefaultRules.StaffIdle, access.Administrator: DefaultRules.StaffIdle,
	} {
		if got := DefaultRules.idle(staff([]access.Grant{{Role: role}})); got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
}
