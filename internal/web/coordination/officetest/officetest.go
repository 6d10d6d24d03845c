// Package officetest opens the coordination section for tests: a house with two
// programmes, the first one's coordinator signed in, and the words in which tests
// say what pages must do.
package officetest

import (
	"io/fs"
	"maps"
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
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

// Staff is the section on a house of its own, with the coordinator of the
// first of two programmes signed in.
type Staff struct {
	*webtest.House
	*webtest.Visitor
	Who         account.Person // who is signed in
	Here, Other programme.Programme
}

// Open opens a house in which mount has mounted pages. templates are their own,
// by the name of the section, beside those of package desk; may be nil.
func Open(t testing.TB, templates map[string]fs.FS, mount func(h *webtest.House, o office.Office)) *Staff {
	t.Helper()
	all := map[string]fs.FS{"desk": desk.Templates()}
	maps.Copy(all, templates)
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), all)
	mount(h, office.Office{Programmes: h.Programmes, Now: h.Clock.Now})
	o := &Staff{House: h}
	o.Here, o.Other = o.Programme(t, "Digitālie mentori"), o.Programme(t, "Reģionu mentori")
	o.Who = h.Person(t, "Dace", "Liepa", In(access.Coordinator, o.Here.ID))
	o.Visitor = h.As(t, o.Who)
	return o
}

// In is a role in a programme.
func In(role access.Role, programmeID string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}
}

// Actor is somebody with a role in a programme, for verbs beside the pages.
func Actor(p account.Person, role access.Role, programmeID string) access.Actor {
	return access.Actor{Person: p.ID, Fresh: true, Grants: []access.Grant{In(role, programmeID)}}
}

// Me is the coordinator that the office is signed in as.
func (o *Staff) Me() access.Actor { return Actor(o.Who, access.Coordinator, o.Here.ID) }

// With opens a browser of somebody new with a role in a programme.
func (o *Staff) With(t testing.TB, role access.Role, programmeID string) *Staff {
	t.Helper()
	name := strings.ToUpper(string(role[:1])) + string(role[1:]) + programmeID[len(programmeID)-6:]
	return o.By(t, o.Person(t, "Rūta", name, In(role, programmeID)))
}

// By opens a browser of a person.
func (o *Staff) By(t testing.TB, p account.Person) *Staff {
	t.Helper()
	other := *o
	other.Who, other.Visitor = p, o.As(t, p)
	return &other
}

// Programme makes an open programme.
func (o *Staff) Programme(t testing.TB, name string) programme.Programme {
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

// Dated are details of an intake that takes applications at the house's moment.
func Dated(code string) intake.Details {
	return intake.Details{Code: code, NameLV: "Rudens plūsma " + code, NameEN: "Autumn intake " + code, Models: []string{"individual", "group"},
		Dates: intake.Dates{OpensOn: "2026-11-01", ClosesOn: "2026-12-11", NewsOn: "2026-12-18", StartsOn: "2027-01-11", EndsOn: "2027-06-30"}}
}

// Intake makes an intake that takes applications.
func (o *Staff) Intake(t testing.TB, of programme.Programme, code string) intake.Intake {
	t.Helper()
	x := o.Draft(t, of, code)
	x, err := o.Intakes.Publish(t.Context(), webtest.Administrator, x.ID, x.Version)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Draft makes an intake that nobody sees yet.
func (o *Staff) Draft(t testing.TB, of programme.Programme, code string) intake.Intake {
	t.Helper()
	x, err := o.Intakes.Create(t.Context(), webtest.Administrator, of.ID, Dated(code))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// See gets a page that must be there and good, and checks its heading.
func (o *Staff) See(t testing.TB, path, heading string) string {
	t.Helper()
	got := o.Get(t, path)
	if got.Status != http.StatusOK {
		t.Fatalf("%s: status %d: %s", path, got.Status, Spoken(got.Body))
	}
	Rules(t, path, got)
	if want := "<h1>" + heading + "</h1>"; !strings.Contains(got.Body, want) {
		t.Errorf("%s: no %s", path, want)
	}
	return got.Body
}

// Rules checks a page against the rules of the house.
func Rules(t testing.TB, path string, got webtest.Answer) {
	t.Helper()
	for _, problem := range webtest.Document(got.Body) {
		t.Errorf("%s: %s", path, problem)
	}
}

// Done posts a form that must be taken, and follows it to a page that says so.
func (o *Staff) Done(t testing.TB, path string, form url.Values, flash string) webtest.Answer {
	t.Helper()
	got := o.Post(t, path, form)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%s: status %d: %s", path, got.Status, Spoken(got.Body))
	}
	next := o.Get(t, got.To())
	if next.Status != http.StatusOK || !strings.Contains(next.Body, flash) {
		t.Errorf("%s leads to %s: %d, which does not say %q: %s", path, got.To(), next.Status, flash, Spoken(next.Body))
	}
	return got
}

// Refused posts a form that must come back with the status, a summary and what
// was typed.
func (o *Staff) Refused(t testing.TB, path string, form url.Values, status int, words ...string) string {
	t.Helper()
	got := o.Post(t, path, form)
	if got.Status != status {
		t.Fatalf("%s: status %d, want %d: %s", path, got.Status, status, Spoken(got.Body))
	}
	Rules(t, path, got)
	Contains(t, got.Body, append(words, `id="errors"`)...)
	return got.Body
}

// Gone asks for paths that must not exist for the visitor.
func (o *Staff) Gone(t testing.TB, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if got := o.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, got.Status)
		}
	}
}

func Contains(t testing.TB, body string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(body, word) {
			t.Errorf("no %q in %s", word, Spoken(body))
		}
	}
}

func Lacks(t testing.TB, body string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(body, word) {
			t.Errorf("%q in %s", word, Spoken(body))
		}
	}
}

// Spoken is the main part of a page without its tags, for messages.
func Spoken(page string) string {
	_, main, _ := strings.Cut(page, "<main")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " ")), " ")
}

// Values makes a posted form of names and values in turn.
func Values(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}
