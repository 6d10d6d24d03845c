package e2e

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/id"
)

// cast is the demo's person for each role, by the role's name in the tables of
// testdata; nobody is signed in as the public.
var cast = []struct{ name, email, home string }{
	{"public", "", "/"},
	{"person", "agnese.celma@example.org", "/workspace"},
	{"mentee", "ieva.kalnina@example.org", "/workspace"},
	{"mentor", "andris.vitols@example.org", "/workspace"},
	{"coordinator", "dace.liepa@example.org", "/coordination"},
	{"lead", "martins.ozolins@example.org", "/coordination"},
	{"support", "elina.berzina@example.org", "/coordination"},
	{"contact", "gunta.krumina@example.org", "/employer"},
	{"auditor", "juris.steinbergs@example.org", "/evidence"},
	{"administrator", "zane.abolina@example.org", "/admin"},
}

// staleEmail is a second administrator's, who has not proved lately who they
// are. Only the test of the matrix makes them.
const staleEmail = "otra.parvaldniece@example.org"

func emailOf(role string) string {
	if role == "stale" {
		return staleEmail
	}
	for _, x := range cast {
		if x.name == role {
			return x.email
		}
	}
	panic("no role " + role)
}

var codeLine = regexp.MustCompile(`[2-9A-Z]{4} [2-9A-Z]{4}`)

// codeFor waits until the terminal shows a code for the address after the mark.
func (s *service) codeFor(t testing.TB, email string, mark int) string {
	t.Helper()
	return s.terminal.await(t, "a code for "+email, mark, func(text string) string {
		for line := range strings.Lines(text) {
			if strings.Contains(line, email) {
				return codeLine.FindString(line)
			}
		}
		return ""
	})
}

// setUpLink waits for the link that the terminal of an empty system shows.
func (s *service) setUpLink(t testing.TB) string {
	t.Helper()
	return s.terminal.await(t, "the set-up link", 0, regexp.MustCompile(`/setup\?token=\S+`).FindString)
}

// signIn comes in through the pages, with the code from the terminal.
func (v *visitor) signIn(t testing.TB, email string) answer {
	t.Helper()
	mark := v.ask(t, email)
	page := v.get(t, "/signin/code").want(t, http.StatusOK)
	return v.submit(t, page, "/signin/code", "code", v.s.codeFor(t, email, mark)).want(t, http.StatusSeeOther)
}

// ask asks for a code and returns the mark after which the terminal shows it.
func (v *visitor) ask(t testing.TB, email string) int {
	t.Helper()
	mark := len(v.s.terminal.String())
	v.submit(t, v.get(t, "/signin").want(t, http.StatusOK), "/signin", "email", email).goes(t, "/signin/code")
	return mark
}

// prove shows afresh who the visitor is and leads to the path.
func (v *visitor) prove(t testing.TB, email, path string) answer {
	t.Helper()
	mark := len(v.s.terminal.String())
	v.submit(t, v.get(t, "/signin/proof?back="+path).want(t, http.StatusOK), "/signin/proof").goes(t, "/signin/code")
	page := v.get(t, "/signin/code").want(t, http.StatusOK)
	return v.submit(t, page, "/signin/code", "code", v.s.codeFor(t, email, mark)).goes(t, path)
}

// as opens a browser in which the demo's person of a role is signed in.
func (s *service) as(t testing.TB, role string) *visitor {
	t.Helper()
	v := s.visitor(t)
	if email := emailOf(role); email != "" {
		v.signIn(t, email)
	}
	return v
}

// everybody opens a browser for each of the cast; the codes are all asked for
// before the first is awaited, which saves waiting for the jobs one by one.
func (s *service) everybody(t testing.TB) map[string]*visitor {
	t.Helper()
	all, marks := map[string]*visitor{}, map[string]int{}
	for _, x := range cast {
		all[x.name] = s.visitor(t)
		if x.email != "" {
			marks[x.name] = all[x.name].ask(t, x.email)
		}
	}
	for _, x := range cast {
		if x.email == "" {
			continue
		}
		v := all[x.name]
		page := v.get(t, "/signin/code").want(t, http.StatusOK)
		code := s.codeFor(t, x.email, marks[x.name])
		v.submit(t, page, "/signin/code", "code", code).goes(t, "/home")
		if home := v.get(t, "/home"); home.to() != x.home {
			t.Errorf("%s comes home to %q, want %q", x.name, home.to(), x.home)
		}
	}
	return all
}

// hand is an administrator who works beside the pages, to prepare things.
var hand = access.Actor{Person: id.New(), Fresh: true,
	Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}

// person finds somebody by address.
func (s *service) person(t testing.TB, email string) account.Listed {
	t.Helper()
	page, err := s.Accounts.List(t.Context(), hand, account.Filter{Query: email}, 1)
	if err != nil || len(page.People) != 1 {
		t.Fatalf("find %s: %d found (%v)", email, len(page.People), err)
	}
	return page.People[0]
}

// newPerson adds somebody invented.
func (s *service) newPerson(t testing.TB, given, family string) account.Person {
	t.Helper()
	return s.addPerson(t, given, family, id.New()+"@example.org")
}

func (s *service) addPerson(t testing.TB, given, family, email string) account.Person {
	t.Helper()
	p, err := s.Accounts.Add(t.Context(), hand, account.Details{GivenName: given, FamilyName: family, Email: email, Language: "lv"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// session opens another sign-in session of the person with the address, as if
// on another device, and returns its id.
func (s *service) session(t testing.TB, email string) string {
	t.Helper()
	session, _, err := s.Accounts.DemoSignIn(t.Context(), email, "another device")
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// grant gives a role and returns its id.
func (s *service) grant(t testing.TB, person string, role access.Role, scope access.Scope) string {
	t.Helper()
	if err := s.Accounts.Grant(t.Context(), hand, person, role, scope); err != nil {
		t.Fatal(err)
	}
	_, grants, err := s.Accounts.Get(t.Context(), hand, person)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(grants, func(g account.Grant) bool { return g.Role == role && g.Scope == scope })
	return grants[i].ID
}
