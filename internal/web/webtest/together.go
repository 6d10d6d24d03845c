package webtest

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/account"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web/workspace/together"
)

// Together is what the rooms of a mentorship stand on.
func (h *House) Together() *together.Base {
	return &together.Base{Kit: h.Kit, Accounts: h.Accounts, Mentorships: h.Mentorships, Journal: h.Journal, Zone: h.Intakes.Zone, Now: h.Clock.Now, Ethics: "1"}
}

// Begin lets a mentor and a mentee work together in a programme.
func (h *House) Begin(t testing.TB, programmeID string, mentor, mentee account.Person) (m mentorship.Mentorship) {
	t.Helper()
	err := h.DB.Tx(t.Context(), func(tx *db.Tx) (err error) {
		m, err = h.Mentorships.Begin(t.Context(), tx, mentor.ID, mentorship.Beginning{Programme: programmeID, Model: catalogue.Individual,
			Size: catalogue.Span{From: 1, To: 1}, Mentor: mentorship.Joining{Person: mentor.ID}, Mentee: mentorship.Joining{Person: mentee.ID}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var carried = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// See opens a page, checks its HTML and that it says the texts.
func (v *Visitor) See(t testing.TB, path string, texts ...string) Answer {
	t.Helper()
	got := v.Get(t, path)
	if got.Status != http.StatusOK {
		t.Fatalf("%s: %d to %q", path, got.Status, got.To())
	}
	got.Says(t, texts...)
	return got
}

// Says checks a page's HTML and that it says the texts.
func (a Answer) Says(t testing.TB, texts ...string) {
	t.Helper()
	for _, problem := range Document(a.Body) {
		t.Error(problem)
	}
	for _, text := range texts {
		if !strings.Contains(html.UnescapeString(a.Body), text) {
			t.Errorf("%q is not on the page", text)
		}
	}
}

// Carried is what the hidden fields of a page's forms say, with more on top:
// names and values in turn.
func (a Answer) Carried(more ...string) url.Values {
	form := url.Values{}
	for _, m := range carried.FindAllStringSubmatch(a.Body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// Goes posts a form and follows the way on, which must lead to a path.
func (v *Visitor) Goes(t testing.TB, path, to string, form url.Values) Answer {
	t.Helper()
	got := v.Post(t, path, form)
	if got.Status != http.StatusSeeOther || got.To() != to {
		t.Fatalf("%s: %d to %q, want %q\n%s", path, got.Status, got.To(), to, got.Body)
	}
	return v.See(t, to)
}
