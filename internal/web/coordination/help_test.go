package coordination

import (
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

// staff is the section on a house of its own, with the coordinator of the
// first of two programmes signed in.
type staff struct {
	*webtest.House
	*webtest.Visitor
	dace        account.Person
	here, other programme.Programme
}

func open(t testing.TB) *staff {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"coordination": Templates(), "desk": desk.Templates()})
	(&Pages{Kit: h.Kit, Office: office.Office{Programmes: h.Programmes, Now: h.Clock.Now}, Intakes: h.Intakes, Applications: h.Applications, Catalogue: h.Catalogue,
		Sources: asking.Sources{Catalogue: h.Catalogue, Institutions: h.Institutions}}).Mount()
	o := &staff{House: h}
	o.here, o.other = o.programme(t, "Digitālie mentori"), o.programme(t, "Reģionu mentori")
	o.dace = h.Person(t, "Dace", "Liepa", in(access.Coordinator, o.here.ID))
	o.Visitor = h.As(t, o.dace)
	return o
}

func in(role access.Role, programmeID string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}
}

// actor is somebody with a role in a programme, for verbs beside the pages.
func actor(p account.Person, role access.Role, programmeID string) access.Actor {
	return access.Actor{Person: p.ID, Fresh: true, Grants: []access.Grant{in(role, programmeID)}}
}

// me is the coordinator that the office is signed in as.
func (o *staff) me() access.Actor { return actor(o.dace, access.Coordinator, o.here.ID) }

// with opens a browser of somebody new with a role in a programme.
func (o *staff) with(t testing.TB, role access.Role, programmeID string) *staff {
	t.Helper()
	other := *o
	other.dace = o.Person(t, "Rūta", strings.ToUpper(string(role[:1]))+string(role[1:])+programmeID[len(programmeID)-6:], in(role, programmeID))
	other.Visitor = o.As(t, other.dace)
	return &other
}

// programme makes an open programme.
func (o *staff) programme(t testing.TB, name string) programme.Programme {
	t.Helper()
	p, err := o.Programmes.Create(t.Context(), webtest.Administrator, programme.Details{NameLV: name, NameEN: name})
	if err == nil {
		p, err = o.Programmes.Open(t.Context(), webtest.Administrator, p.ID, p.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// dated are details of an intake that takes applications at the house's moment.
func dated(code string) intake.Details {
	return intake.Details{Code: code, NameLV: "Rudens plūsma " + code, NameEN: "Autumn intake " + code, Models: []string{"individual", "group"},
		Dates: intake.Dates{OpensOn: "2026-11-01", ClosesOn: "2026-12-11", NewsOn: "2026-12-18", StartsOn: "2027-01-11", EndsOn: "2027-06-30"}}
}

// intake makes an intake that takes applications.
func (o *staff) intake(t testing.TB, of programme.Programme, code string) intake.Intake {
	t.Helper()
	x := o.draft(t, of, code)
	x, err := o.Intakes.Publish(t.Context(), webtest.Administrator, x.ID, x.Version)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (o *staff) draft(t testing.TB, of programme.Programme, code string) intake.Intake {
	t.Helper()
	x, err := o.Intakes.Create(t.Context(), webtest.Administrator, of.ID, dated(code))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// see gets a page that must be there and good, and checks its heading.
func (o *staff) see(t testing.TB, path, heading string) string {
	t.Helper()
	got := o.Get(t, path)
	if got.Status != http.StatusOK {
		t.Fatalf("%s: status %d: %s", path, got.Status, spoken(got.Body))
	}
	rules(t, path, got)
	if want := "<h1>" + heading + "</h1>"; !strings.Contains(got.Body, want) {
		t.Errorf("%s: no %s", path, want)
	}
	return got.Body
}

// rules checks a page against the rules of the house.
func rules(t testing.TB, path string, got webtest.Answer) {
	t.Helper()
	for _, problem := range webtest.Document(got.Body) {
		t.Errorf("%s: %s", path, problem)
	}
}

// done posts a form that must be taken, and follows it to a page that says so.
func (o *staff) done(t testing.TB, path string, form url.Values, flash string) webtest.Answer {
	t.Helper()
	got := o.Post(t, path, form)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%s: status %d: %s", path, got.Status, spoken(got.Body))
	}
	next := o.Get(t, got.To())
	if next.Status != http.StatusOK || !strings.Contains(next.Body, flash) {
		t.Errorf("%s leads to %s: %d, which does not say %q: %s", path, got.To(), next.Status, flash, spoken(next.Body))
	}
	return got
}

// refused posts a form that must come back with the status, a summary and what
// was typed.
func (o *staff) refused(t testing.TB, path string, form url.Values, status int, words ...string) string {
	t.Helper()
	got := o.Post(t, path, form)
	if got.Status != status {
		t.Fatalf("%s: status %d, want %d: %s", path, got.Status, status, spoken(got.Body))
	}
	rules(t, path, got)
	contains(t, got.Body, append(words, `id="errors"`)...)
	return got.Body
}

// gone asks for paths that must not exist for the visitor.
func (o *staff) gone(t testing.TB, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if got := o.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, got.Status)
		}
	}
}

func contains(t testing.TB, body string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(body, word) {
			t.Errorf("no %q in %s", word, spoken(body))
		}
	}
}

func lacks(t testing.TB, body string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(body, word) {
			t.Errorf("%q in %s", word, spoken(body))
		}
	}
}

// spoken is the main part of a page without its tags, for messages.
func spoken(page string) string {
	_, main, _ := strings.Cut(page, "<main")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " ")), " ")
}

// values makes a posted form of names and values in turn.
func values(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}
