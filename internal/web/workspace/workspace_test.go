package workspace_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
	"domubiedrs/internal/web/webtest"
	"domubiedrs/internal/web/workspace"
)

func open(t testing.TB) *webtest.House {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"workspace": workspace.Templates()})
	(&workspace.Pages{Kit: h.Kit, Now: h.Clock.Now}).Mount()
	return h
}

func in(role access.Role) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.ScopeOf[role], ID: id.New()}}
}

// people are one of each kind that comes here.
func people(t testing.TB, h *webtest.House) map[string]account.Person {
	t.Helper()
	return map[string]account.Person{
		"mentee":  h.Person(t, "Ieva", "Liepa", in(access.Mentee)),
		"mentor":  h.Person(t, "Andris", "Vītols", in(access.Mentor)),
		"both":    h.Person(t, "Sanita", "Vilka", in(access.Mentor), in(access.Mentee)),
		"none":    h.Person(t, "Oskars", "Vanags"),
		"auditor": h.Person(t, "Zane", "Ābele", in(access.Auditor)),
	}
}

func TestHome(t *testing.T) {
	h := open(t)
	const stages, mentee, mentor, closed = "Sadarbības posmi", "Mentorējamā darbi", "Mentora darbi", "Pieteikšanās šobrīd ir slēgta"
	all := []string{stages, mentee, mentor, closed}
	wants := map[string][]string{
		"mentee": {stages, mentee}, "mentor": {stages, mentor}, "both": {stages, mentee, mentor}, "none": {closed}, "auditor": {closed},
	}
	for who, p := range people(t, h) {
		t.Run(who, func(t *testing.T) {
			got := h.As(t, p).Get(t, "/workspace")
			if got.Status != http.StatusOK || !strings.Contains(got.Body, "<h1>Veicamais</h1>") {
				t.Fatalf("%d without the heading", got.Status)
			}
			for _, problem := range webtest.Document(got.Body) {
				t.Error(problem)
			}
			for _, text := range all {
				want := false
				for _, x := range wants[who] {
					want = want || x == text
				}
				if strings.Contains(got.Body, text) != want {
					t.Errorf("%q stands there: %v", text, !want)
				}
			}
			if !strings.Contains(got.Body, "Šodien ir pirmdiena, 2026.\u00a0gada 23. novembris") {
				t.Error("the day is not named")
			}
			if n := strings.Count(got.Body, "Vēl nevar sākt"); n < 3 || strings.Contains(got.Body, "Jāsāk") {
				t.Errorf("%d tasks cannot be started yet", n)
			}
		})
	}
}

func TestNobodyIsAskedToSignIn(t *testing.T) {
	got := open(t).Visitor(t).Get(t, "/workspace")
	if got.Status != http.StatusSeeOther || got.To() != "/signin?back=%2Fworkspace" {
		t.Errorf("%d to %s", got.Status, got.To())
	}
}

func TestLook(t *testing.T) {
	h := open(t)
	tab := webtest.Browser(t)
	for who, p := range people(t, h) {
		if who == "auditor" {
			continue // sees what somebody without a role sees
		}
		tab.Open(t, h.Door(t, p))
		tab.Look(t, h.Serve(t)+"/workspace", "workspace/"+who)
	}
}
