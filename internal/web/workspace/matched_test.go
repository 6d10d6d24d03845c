package workspace_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/webtest"
)

// desk is a house with an intake in which people are matched, and its
// coordinator.
type desk struct {
	*webtest.House
	t      testing.TB
	intake intake.Intake
	staff  access.Actor
}

// party is somebody who takes part, in a browser without script.
type party struct {
	*walker
	account.Person
}

func matching(t testing.TB) *desk {
	t.Helper()
	h := open(t)
	x := h.Intake(t, "demo", webtest.Days)
	return &desk{h, t, x, application.CommandLine(x.Programme)}
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

var toldByMentee = questionnaire.Answers{"position": {"Analītiķe"}, "role": {"data-analyst"}, "motivation": {"Mana komanda sāk strādāt ar datiem."}, "need": {"Kā izvēlēties, ar ko sākt."},
	"goal": {"Izveidot datu kvalitātes plānu."}, "expectations": {"Atklātas sarunas."}, "themes": {"data", "change"}, "languages": {"lv"}, "format": {"online"},
	"availability": {"tue-am"}, "style-support": {"challenge"}, "conflicts": {"none"}}

func toldByMentor(places int) questionnaire.Answers {
	return questionnaire.Answers{"sector": {"private"}, "position": {"Datu arhitekts"}, "years": {"12"}, "experience": {"Esmu ieviesis datu pārvaldību trīs iestādēs."},
		"themes": {"data"}, "support": {"advice"}, "offer": {"Palīdzu ieraudzīt nākamo soli."}, "languages": {"lv", "en"}, "format": {"online"}, "availability": {"tue-am", "fri-pm"},
		"style-support": {"challenge"}, "places": {fmt.Sprint(places)}, "hours": {"4"}, "models": {"individual"}, "on-demand": {"no"}, "conflicts": {"none"}, "adjustments": {"Privāta piezīme"}}
}

// join brings somebody in by a file and accepts them.
func (d *desk) join(given, family string, side application.Side, answers questionnaire.Answers) *party {
	d.t.Helper()
	ctx, p := d.t.Context(), d.Person(d.t, given, family)
	row := application.Row{Line: 2, Person: account.Details{GivenName: given, FamilyName: family, Email: p.Email, Language: "lv"}, Answers: answers}
	_, err := d.Applications.Import(ctx, d.staff, d.intake.ID, side, []application.Row{row}, false, nil)
	d.must(err)
	page, err := d.Applications.Queue(ctx, d.staff, application.Filter{Intake: d.intake.ID, Side: side, Query: p.Email}, 1)
	d.must(err)
	if len(page.Items) != 1 {
		d.t.Fatalf("%s did not come in", given)
	}
	a, err := d.Applications.Get(ctx, d.staff, page.Items[0].ID)
	d.must(err)
	_, err = d.Applications.Decide(ctx, d.staff, a.ID, a.Version, application.Decision{Status: application.Eligible, Note: "Sarunāts."})
	d.must(err)
	_, err = d.Applications.Announce(ctx, d.staff, d.intake.ID)
	d.must(err)
	return &party{&walker{Visitor: d.As(d.t, p), t: d.t, id: a.ID}, p}
}

func (d *desk) mentee(given, family string) *party {
	return d.join(given, family, application.Mentee, toldByMentee)
}

func (d *desk) mentor(given, family string, places int) *party {
	return d.join(given, family, application.Mentor, toldByMentor(places))
}

var suggested = pairing.Why{
	For: []pairing.Reason{{Key: "match.for.need-topics", Args: map[string]string{"topics": "data,change", "count": "2", "of": "2"}},
		{Key: "match.for.style-support", Args: map[string]string{"answer": "challenge"}}, {Key: "match.for.forgotten-since"}},
	Questions: []pairing.Reason{{Key: "match.open.style-learning"}},
}

// propose sends a round in which everybody of the mentees is offered the
// mentors, the first one best.
func (d *desk) propose(mentee *party, mentors ...*party) {
	d.t.Helper()
	l := pairing.Shortlist{Mentee: mentee.id}
	for _, m := range mentors {
		l.Candidates = append(l.Candidates, pairing.Candidate{Mentor: m.id, Why: suggested})
	}
	r, err := d.Pairing.Draft(d.t.Context(), d.staff, d.intake.ID, "", catalogue.Individual, []pairing.Shortlist{l})
	d.must(err)
	_, err = d.Pairing.SendRound(d.t.Context(), d.staff, r.ID, r.Version)
	d.must(err)
	d.work()
}

func (d *desk) work() {
	d.t.Helper()
	if _, failed := jobtest.Drain(d.t, d.Queue); failed > 0 {
		d.t.Fatalf("%d jobs failed", failed)
	}
}

func actor(p *party) access.Actor { return access.Actor{Person: p.ID, SignIn: "x"} }

// card finds what p sees of the other person.
func (d *desk) card(p, of *party, side pairing.Side) pairing.Card {
	d.t.Helper()
	cards, err := d.Pairing.Cards(d.t.Context(), actor(p), side)
	d.must(err)
	for _, c := range cards {
		if c.Other == of.ID {
			return c
		}
	}
	d.t.Fatalf("%s sees no card of %s", p.Name(), of.Name())
	return pairing.Card{}
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// fill is the page's hidden fields with what is chosen.
func (w *walker) fill(pairs ...string) url.Values {
	w.t.Helper()
	form := values(pairs...)
	for _, m := range hiddenField.FindAllStringSubmatch(w.page.Body, -1) {
		if !form.Has(m[1]) {
			form.Set(m[1], m[2])
		}
	}
	return form
}

// path is the proposal's address as p sees it.
func (d *desk) path(p, of *party, side pairing.Side, rest string) string {
	return pairing.Path + "/" + d.card(p, of, side).ID + rest
}

// wantNot fails if the page says one of the texts.
func (w *walker) wantNot(texts ...string) {
	w.t.Helper()
	seen := words(w.page.Body)
	for _, text := range texts {
		if strings.Contains(seen, text) {
			w.t.Errorf("%s says %q:\n%s", w.path, text, seen)
		}
	}
}
