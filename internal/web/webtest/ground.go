package webtest

import (
	"testing"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/programme"
)

// Ground fills a House with what every system has from its first start: the
// institutions, the catalogue and the questionnaires.
func (h *House) Ground(t testing.TB) {
	t.Helper()
	for what, seed := range map[string]func() (int, error){
		"institutions":   func() (int, error) { return h.Institutions.Seed(t.Context()) },
		"catalogue":      func() (int, error) { return h.Catalogue.Seed(t.Context()) },
		"questionnaires": func() (int, error) { return h.Questionnaires.Seed(t.Context()) },
	} {
		if _, err := seed(); err != nil {
			t.Fatalf("seed %s: %v", what, err)
		}
	}
}

// Days are those of an intake that takes applications at Moment, from a week
// before to 18 days after.
var Days = intake.Dates{OpensOn: "2026-11-16", ClosesOn: "2026-12-11", NewsOn: "2027-01-08", MatchingFrom: "2027-01-11",
	MatchingTo: "2027-01-22", SeminarOn: "2027-01-27", StartsOn: "2027-02-01", EndsOn: "2027-11-30"}

// Intake publishes an intake of an open programme of its own; both are named
// after the code.
func (h *House) Intake(t testing.TB, code string, days intake.Dates) intake.Intake {
	t.Helper()
	p, err := h.Programmes.Create(t.Context(), Administrator, programme.Details{NameLV: "Programma " + code, NameEN: "Programme " + code})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Programmes.Open(t.Context(), Administrator, p.ID, p.Version); err != nil {
		t.Fatal(err)
	}
	x, err := h.Intakes.Create(t.Context(), Administrator, p.ID, intake.Details{Code: code, NameLV: "Plūsma " + code, NameEN: "Intake " + code,
		Dates: days, Models: []string{string(catalogue.Individual), string(catalogue.Grouped), string(catalogue.OnDemand)}})
	if err != nil {
		t.Fatal(err)
	}
	if x, err = h.Intakes.Publish(t.Context(), Administrator, x.ID, x.Version); err != nil {
		t.Fatal(err)
	}
	return x
}
