package admin

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/id"
)

// TestEveryPageInBothLanguages gets every page there is.
func TestEveryPageInBothLanguages(t *testing.T) {
	o := openSQLite(t)
	if _, err := o.Institutions.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, path := range o.furnish(t) {
		for lang, title := range map[string]string{"lv": "Sadaļas", "en": "Sections"} {
			got := o.Get(t, path, "Cookie", "lang="+lang)
			if got.Status != http.StatusOK {
				t.Errorf("%s in %s: status %d", name, lang, got.Status)
			}
			contains(t, got.Body, `lang="`+lang+`"`, `aria-label="`+title+`"`, "<h1>")
			o.rules(t, name, got)
			if got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s may be stored", name)
			}
		}
	}
}

// paths gives every route of the section with identifiers of nothing.
func (o *office) paths() map[string]string {
	list := map[string]string{}
	fill := strings.NewReplacer("{id}", id.New(), "{grant}", id.New(), "{group}", "owner")
	for _, route := range o.Kit.Routes() {
		if method, path, _ := strings.Cut(route.Pattern, " "); strings.HasPrefix(path, "/admin") {
			list[method+" "+fill.Replace(path)] = route.Pattern
		}
	}
	return list
}

// TestOnlyAdministrators knocks at every door in every other role.
func TestOnlyAdministrators(t *testing.T) {
	o := openSQLite(t)
	p := o.programme(t, "Programma")
	if n := len(o.paths()); n < 50 {
		t.Fatalf("only %d routes", n)
	}
	before := o.entries(t)
	for _, role := range []access.Role{"", access.Coordinator, access.Lead, access.Support, access.Auditor} {
		var grants []access.Grant
		if role != "" {
			grants = []access.Grant{{Role: role, Scope: access.Scope{Kind: access.ScopeOf[role], ID: p.ID}}}
		}
		v := o.As(t, o.Person(t, "Kāds", "Cits"+string(role), grants...))
		before = o.entries(t)
		for path := range o.paths() {
			method, path, _ := strings.Cut(path, " ")
			got := v.Get(t, path)
			if method == http.MethodPost {
				got = v.Post(t, path, url.Values{"name_lv": {"X"}, "name_en": {"X"}})
			}
			if got.Status != http.StatusForbidden {
				t.Errorf("%q: %s %s: status %d", role, method, path, got.Status)
			}
		}
	}
	if after := o.entries(t); after != before {
		t.Errorf("%d entries were written", after-before)
	}
}

func TestNobodyIsSentToSignIn(t *testing.T) {
	o := openSQLite(t)
	v := o.House.Visitor(t)
	for path := range o.paths() {
		method, path, _ := strings.Cut(path, " ")
		if method == http.MethodGet {
			if got := v.Get(t, path); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.To(), "/signin?") {
				t.Errorf("%s: status %d to %q", path, got.Status, got.To())
			}
		} else if got := v.Post(t, path, nil); got.Status != http.StatusUnauthorized {
			t.Errorf("%s: status %d", path, got.Status)
		}
	}
}

// TestOtherSitesCannotPost is SEC-10.
func TestOtherSitesCannotPost(t *testing.T) {
	o := openSQLite(t)
	before := o.entries(t)
	for path := range o.paths() {
		method, path, _ := strings.Cut(path, " ")
		if method != http.MethodPost {
			continue
		}
		for _, header := range [][]string{{"Origin", "https://elsewhere.example.org"}, {"Origin", "", "Sec-Fetch-Site", "cross-site"}, {"Origin", ""}} {
			if got := o.Post(t, path, url.Values{"name_lv": {"X"}, "name_en": {"X"}}, header...); got.Status != http.StatusForbidden {
				t.Errorf("%s with %q: status %d", path, header, got.Status)
			}
		}
	}
	if after := o.entries(t); after != before {
		t.Errorf("%d entries were written", after-before)
	}
}

// TestGraveActsAskForProof is SEC-28: what is grave is asked again, before the
// form is filled in; the rest is not.
func TestGraveActsAskForProof(t *testing.T) {
	o := openSQLite(t)
	someone := o.Person(t, "Ieva", "Kalniņa")
	o.Clock.At = o.Clock.At.Add(o.Accounts.Rules.Fresh + 1)
	here := "/admin/people/" + someone.ID
	for _, path := range []string{"/admin/people/new", "/admin/people/export", "/admin/people.csv", here + "/change", here + "/disable", here + "/roles/new"} {
		if got := o.Get(t, path); got.Status != http.StatusSeeOther || got.To() != "/signin/proof?back="+url.QueryEscape(path) {
			t.Errorf("%s: status %d to %q", path, got.Status, got.To())
		}
	}
	got := o.Post(t, here+"/change", url.Values{"given_name": {"Ilze"}})
	if got.Status != http.StatusForbidden || !strings.Contains(got.Body, `value="Ilze"`) {
		t.Errorf("what was typed is not kept: %d %s", got.Status, got.Body)
	}
	for _, path := range []string{"/admin", "/admin/people", here, "/admin/outbox", "/admin/settings/owner"} {
		if got := o.Get(t, path); got.Status != http.StatusOK {
			t.Errorf("%s: status %d", path, got.Status)
		}
	}
}

// TestNothingThere asks for things by identifiers of nothing.
func TestNothingThere(t *testing.T) {
	o := openSQLite(t)
	for path := range o.paths() {
		method, path, _ := strings.Cut(path, " ")
		if method == http.MethodGet && strings.Count(path, "-") > 3 {
			if got := o.Get(t, path); got.Status != http.StatusNotFound {
				t.Errorf("%s: status %d", path, got.Status)
			}
		}
	}
	for _, path := range []string{"/admin/settings/nothing", "/admin/jobs/0", "/admin/jobs/x", "/admin/jobs/99999999999999999999"} {
		if got := o.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.Status)
		}
	}
}

// entries is how many audit entries there are.
func (o *office) entries(t testing.TB) int64 {
	t.Helper()
	head, err := audit.CurrentHead(t.Context(), o.DB)
	if err != nil {
		t.Fatal(err)
	}
	return head.Seq
}
