package evidence_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web/evidence"
	"domubiedrs/internal/web/webtest"
)

func open(t testing.TB) *webtest.House {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"evidence": evidence.Templates()})
	(&evidence.Pages{Kit: h.Kit, Programmes: h.Programmes, Now: h.Clock.Now}).Mount()
	return h
}

// auditor examines a programme of that name.
func auditor(t testing.TB, h *webtest.House, name string) account.Person {
	t.Helper()
	p, err := h.Programmes.Create(t.Context(), webtest.Administrator, programme.Details{NameLV: name, NameEN: "In English"})
	if err != nil {
		t.Fatal(err)
	}
	return h.Person(t, "Zane", name, access.Grant{Role: access.Auditor, Scope: access.Scope{Kind: access.Programme, ID: p.ID}})
}

func TestHome(t *testing.T) {
	h := open(t)
	auditor(t, h, "Reģionu mentori")
	got := h.As(t, auditor(t, h, "Digitālie mentori")).Get(t, "/evidence")
	if got.Status != http.StatusOK {
		t.Fatal(got.Status)
	}
	for _, problem := range webtest.Document(got.Body) {
		t.Error(problem)
	}
	for _, text := range []string{"<h1>Apliecinājumi</h1>", "Apliecinājumu vēl nav", "Digitālie mentori", "pirmdiena, 2026.", "Sarunu satura tajos nav"} {
		if !strings.Contains(got.Body, text) {
			t.Errorf("%q is not there", text)
		}
	}
	if strings.Contains(got.Body, "Reģionu mentori") {
		t.Error("a programme that is not theirs is there")
	}
}

func TestOthersAreRefused(t *testing.T) {
	h := open(t)
	if got := h.As(t, h.Person(t, "Oskars", "Vanags")).Get(t, "/evidence"); got.Status != http.StatusForbidden {
		t.Errorf("somebody without a role: %d", got.Status)
	}
	if got := h.Visitor(t).Get(t, "/evidence"); got.Status != http.StatusSeeOther || got.To() != "/signin?back=%2Fevidence" {
		t.Errorf("nobody: %d to %s", got.Status, got.To())
	}
}

func TestLook(t *testing.T) {
	h := open(t)
	tab := webtest.Browser(t)
	tab.Open(t, h.Door(t, auditor(t, h, "Digitālie mentori")))
	tab.Look(t, h.Serve(t)+"/evidence", "evidence/home")
}
