package coordination

import (
	"net/http"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/web/coordination/officetest"
)

// TestHomeShowsOnesOwn: each sees the own programmes and what can be done there,
// and nothing of the others.
func TestHomeShowsOnesOwn(t *testing.T) {
	o := open(t)
	o.Intake(t, o.Here, "2027-1")
	o.Draft(t, o.Other, "r-1")
	for _, c := range []struct {
		name       string
		grants     []access.Grant
		has, lacks []string
	}{
		{"coordinator", []access.Grant{officetest.In(access.Coordinator, o.Here.ID)},
			[]string{"Digitālie mentori", "Rudens plūsma 2027-1", "Pieteikšanās ir atvērta", "Viss kārtībā", "11.12.2026."}, []string{"Reģionu mentori", "r-1"}},
		{"lead", []access.Grant{officetest.In(access.Lead, o.Other.ID)},
			[]string{"Reģionu mentori", "Pārbaudīt un publicēt plūsmu “Rudens plūsma r-1”"}, []string{"Digitālie mentori"}},
		{"support", []access.Grant{officetest.In(access.Support, o.Other.ID)}, []string{"Reģionu mentori", "Viss kārtībā"}, []string{"Pārbaudīt un publicēt"}},
		{"two", []access.Grant{officetest.In(access.Coordinator, o.Here.ID), officetest.In(access.Support, o.Other.ID)}, []string{"Digitālie mentori", "Reģionu mentori"}, nil},
		{"auditor elsewhere", []access.Grant{officetest.In(access.Coordinator, o.Here.ID), officetest.In(access.Auditor, o.Other.ID)}, []string{"Digitālie mentori"}, []string{"Reģionu mentori"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := o.As(t, o.Person(t, "Dace", c.name, c.grants...)).Get(t, "/coordination")
			if got.Status != http.StatusOK {
				t.Fatalf("status %d", got.Status)
			}
			officetest.Rules(t, "/coordination", got)
			officetest.Contains(t, got.Body, append(c.has, "<h1>Pārskats</h1>", "Sesiju piezīmes un mērķus programmas komanda atvērt nevar.", "pirmdiena, 2026.")...)
			officetest.Lacks(t, got.Body, c.lacks...)
		})
	}
}

func TestHomeWithoutAnIntake(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, "/coordination", "Pārskats"), "Izveidot plūsmu", "Plūsmas vēl nav", "/coordination/intakes/new")
}

func TestHomeWithoutAProgramme(t *testing.T) {
	o := open(t)
	lost := o.As(t, o.Person(t, "Anna", "Celma", officetest.In(access.Coordinator, "gone")))
	if got := lost.Get(t, "/coordination"); got.Status != http.StatusOK {
		t.Errorf("status %d", got.Status)
	} else {
		officetest.Contains(t, got.Body, "Programmu vēl nav")
	}
}

// TestOthersAreRefused: the section is for those who run a programme.
func TestOthersAreRefused(t *testing.T) {
	o := open(t)
	for name, grants := range map[string][]access.Grant{
		"nobody's role": nil, "auditor": {officetest.In(access.Auditor, o.Here.ID)},
		"administrator": {{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}},
	} {
		v := o.As(t, o.Person(t, "Oskars", name, grants...))
		for _, path := range []string{"/coordination", "/coordination/intakes", "/coordination/intakes/new", "/coordination/funding"} {
			if got := v.Get(t, path); got.Status != http.StatusForbidden {
				t.Errorf("%s at %s: %d", name, path, got.Status)
			}
		}
	}
	if got := o.House.Visitor(t).Get(t, "/coordination"); got.Status != http.StatusSeeOther || got.To() != "/signin?back=%2Fcoordination" {
		t.Errorf("nobody: %d to %s", got.Status, got.To())
	}
}
