package employer_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/web/employer"
	"domubiedrs/internal/web/webtest"
)

func open(t testing.TB) *webtest.House {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"employer": employer.Templates()})
	(&employer.Pages{Kit: h.Kit, Institutions: h.Institutions, Now: h.Clock.Now}).Mount()
	return h
}

// contact is somebody who speaks for institutions of these names.
func contact(t testing.TB, h *webtest.House, family string, names ...string) account.Person {
	t.Helper()
	if _, err := h.Institutions.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	var grants []access.Grant
	for _, name := range names {
		found, err := h.Institutions.Search(t.Context(), webtest.Administrator, name, 1)
		if err != nil || len(found) != 1 {
			t.Fatalf("search %s: %d found, %v", name, len(found), err)
		}
		grants = append(grants, grant(found[0]))
	}
	return h.Person(t, "Guntis", family, grants...)
}

func grant(x institution.Institution) access.Grant {
	return access.Grant{Role: access.InstitutionContact, Scope: access.Scope{Kind: access.Institution, ID: x.ID}}
}

func TestHome(t *testing.T) {
	h := open(t)
	got := h.As(t, contact(t, h, "Purvs", "Ādažu novada pašvaldība", "Tieslietu ministrija")).Get(t, "/employer")
	if got.Status != http.StatusOK {
		t.Fatal(got.Status)
	}
	for _, problem := range webtest.Document(got.Body) {
		t.Error(problem)
	}
	for _, text := range []string{"<h1>Jūsu iestādes dalībnieki</h1>", "Neviens vēl nav pieteicies", "Ādažu novada pašvaldība", "Tieslietu ministrija",
		"pirmdiena, 2026.", "Arī programmas komanda to neredz."} {
		if !strings.Contains(got.Body, text) {
			t.Errorf("%q is not there", text)
		}
	}
	if strings.Contains(got.Body, "Rīgas") {
		t.Error("somebody else's institution is there")
	}
}

func TestAnInstitutionThatIsGone(t *testing.T) {
	h := open(t)
	p := h.Person(t, "Guntis", "Purvs", grant(institution.Institution{ID: "gone"}))
	if got := h.As(t, p).Get(t, "/employer"); got.Status != http.StatusOK || !strings.Contains(got.Body, "Iestāde vēl nav norādīta.") {
		t.Errorf("%d without word that there is none", got.Status)
	}
}

func TestOthersAreRefused(t *testing.T) {
	h := open(t)
	if got := h.As(t, h.Person(t, "Oskars", "Vanags")).Get(t, "/employer"); got.Status != http.StatusForbidden {
		t.Errorf("somebody without a role: %d", got.Status)
	}
	if got := h.Visitor(t).Get(t, "/employer"); got.Status != http.StatusSeeOther || got.To() != "/signin?back=%2Femployer" {
		t.Errorf("nobody: %d to %s", got.Status, got.To())
	}
}

func TestLook(t *testing.T) {
	h := open(t)
	tab := webtest.Browser(t)
	tab.Open(t, h.Door(t, contact(t, h, "Purvs", "Viedās administrācijas", "Tieslietu ministrija")))
	tab.Look(t, h.Serve(t)+"/employer", "employer/home")
}
