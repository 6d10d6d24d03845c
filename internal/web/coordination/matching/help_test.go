package matching

import (
	"io/fs"
	"regexp"
	"testing"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/matchmaking/peopletest"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// staff is a house in which the room is open, with an intake of the first
// programme and its people.
type staff struct {
	*officetest.Staff
	intake intake.Intake
	people peopletest.People
}

func open(t testing.TB, mentees, mentors int) *staff {
	t.Helper()
	o := &staff{Staff: officetest.Open(t, map[string]fs.FS{"matching": Templates()}, func(h *webtest.House, o office.Office) {
		(&Pages{Kit: h.Kit, Office: o, Intakes: h.Intakes, Pairing: h.Pairing, Matchmaking: h.Matchmaking}).Mount()
	})}
	if _, err := o.Questionnaires.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Catalogue.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.intake = o.Intake(t, o.Here, "2026-2")
	o.people = peopletest.Fill(t, o.DB, o.intake, o.Clock.Now(), mentees, mentors)
	return o
}

func (o *staff) ask() matchmaking.Ask {
	return matchmaking.Ask{Setting: matchmaking.Defaults(), Model: catalogue.Individual}
}

// run makes a run beside the pages.
func (o *staff) run(t testing.TB) *matchmaking.Run {
	t.Helper()
	kept, err := o.Matchmaking.Make(t.Context(), o.Me(), o.intake.ID, o.ask())
	if err != nil {
		t.Fatal(err)
	}
	r, err := o.Matchmaking.Open(t.Context(), o.Me(), kept.ID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// drafted makes a draft of a round.
func (o *staff) drafted(t testing.TB) pairing.Round {
	t.Helper()
	x, err := o.Matchmaking.Draft(t.Context(), o.Me(), o.run(t).ID)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// value is what a field of a page holds.
func value(t testing.TB, page, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `"[^>]*value="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no field %s", name)
	}
	return found[1]
}
