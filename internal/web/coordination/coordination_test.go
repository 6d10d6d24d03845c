package coordination_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web/coordination"
	"domubiedrs/internal/web/webtest"
)

func open(t testing.TB) *webtest.House {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"coordination": coordination.Templates()})
	(&coordination.Pages{Kit: h.Kit, Programmes: h.Programmes, Now: h.Clock.Now}).Mount()
	return h
}

// two programmes: the first is open, the second a draft.
func two(t testing.TB, h *webtest.House) (mine, other programme.Programme) {
	t.Helper()
	mine, err := h.Programmes.Create(t.Context(), webtest.Administrator, programme.Details{NameLV: "Digitālie mentori", NameEN: "Digital mentors"})
	if err == nil {
		mine, err = h.Programmes.Open(t.Context(), webtest.Administrator, mine.ID, mine.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	other, err = h.Programmes.Create(t.Context(), webtest.Administrator, programme.Details{NameLV: "Reģionu mentori", NameEN: "Mentors of the regions"})
	if err != nil {
		t.Fatal(err)
	}
	return mine, other
}

func in(role access.Role, programme string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programme}}
}

func TestHome(t *testing.T) {
	h := open(t)
	mine, other := two(t, h)
	for _, c := range []struct {
		name       string
		grants     []access.Grant
		has, lacks []string
	}{
		{"coordinator", []access.Grant{in(access.Coordinator, mine.ID)}, []string{"Digitālie mentori", "Izskatīt pieteikumus"}, []string{"Reģionu mentori"}},
		{"lead", []access.Grant{in(access.Lead, other.ID)}, []string{"Reģionu mentori", "Veidot pārus"}, []string{"Digitālie mentori"}},
		{"support", []access.Grant{in(access.Support, mine.ID)}, []string{"Digitālie mentori", "Sagatavot informatīvo semināru"}, []string{"Veidot pārus"}},
		{"two", []access.Grant{in(access.Coordinator, mine.ID), in(access.Support, other.ID)}, []string{"Digitālie mentori", "Reģionu mentori"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := h.As(t, h.Person(t, "Dace", c.name, c.grants...)).Get(t, "/coordination")
			if got.Status != http.StatusOK || !strings.Contains(got.Body, "<h1>Pārskats</h1>") {
				t.Fatalf("%d without the heading", got.Status)
			}
			for _, problem := range webtest.Document(got.Body) {
				t.Error(problem)
			}
			has := append(c.has, "Viss kārtībā", "Sesiju piezīmes un mērķus programmas komanda atvērt nevar.", "pirmdiena, 2026.")
			for _, text := range has {
				if !strings.Contains(got.Body, text) {
					t.Errorf("%q is not there", text)
				}
			}
			for _, text := range c.lacks {
				if strings.Contains(got.Body, text) {
					t.Errorf("%q is there", text)
				}
			}
		})
	}
}

func TestWithoutAProgramme(t *testing.T) {
	h := open(t)
	got := h.As(t, h.Person(t, "Dace", "Liepa", in(access.Coordinator, "gone"))).Get(t, "/coordination")
	if got.Status != http.StatusOK || !strings.Contains(got.Body, "Programmu vēl nav") {
		t.Errorf("%d without word that there is no programme", got.Status)
	}
}

func TestOthersAreRefused(t *testing.T) {
	h := open(t)
	mine, _ := two(t, h)
	for name, grants := range map[string][]access.Grant{
		"nobody's role": nil, "auditor": {in(access.Auditor, mine.ID)},
		"administrator": {{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}},
	} {
		if got := h.As(t, h.Person(t, "Oskars", name, grants...)).Get(t, "/coordination"); got.Status != http.StatusForbidden {
			t.Errorf("%s: %d", name, got.Status)
		}
	}
	if got := h.Visitor(t).Get(t, "/coordination"); got.Status != http.StatusSeeOther || got.To() != "/signin?back=%2Fcoordination" {
		t.Errorf("nobody: %d to %s", got.Status, got.To())
	}
}

func TestLook(t *testing.T) {
	h := open(t)
	mine, other := two(t, h)
	tab := webtest.Browser(t)
	tab.Open(t, h.Door(t, h.Person(t, "Dace", "Liepa", in(access.Coordinator, mine.ID), in(access.Lead, other.ID))))
	tab.Look(t, h.Serve(t)+"/coordination", "coordination/home")
}
