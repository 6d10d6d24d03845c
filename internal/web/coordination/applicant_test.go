package coordination

import (
	"maps"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/webtest"
)

// seed fills in what every system has.
func (o *staff) seed(t testing.TB) {
	t.Helper()
	for _, seed := range []func() (int, error){
		func() (int, error) { return o.Institutions.Seed(t.Context()) },
		func() (int, error) { return o.Catalogue.Seed(t.Context()) },
		func() (int, error) { return o.Questionnaires.Seed(t.Context()) },
	} {
		if _, err := seed(); err != nil {
			t.Fatal(err)
		}
	}
}

// place is the id of an institution that ships with the service.
func (o *staff) place(t testing.TB, name string) string {
	t.Helper()
	found, err := o.Institutions.Search(t.Context(), webtest.Administrator, name, 1)
	if err != nil || len(found) == 0 {
		t.Fatalf("there is no institution %s (%v)", name, err)
	}
	return found[0].ID
}

// canary is written into free text, which only coordinators may read.
const canary = "Mainās mans darbs, un man vajag datus."

func (o *staff) answers(t testing.TB, side application.Side) questionnaire.Answers {
	t.Helper()
	if side == application.Mentor {
		return questionnaire.Answers{"sector": {"public"}, "institution": {o.place(t, "Valsts kanceleja")}, "position": {"Datu arhitekts"},
			"experience": {canary}, "themes": {"data"}, "support": {"advice"}, "offer": {"Sarunas par datiem."}, "languages": {"lv"}, "format": {"online"},
			"availability": {"evening"}, "places": {"2"}, "hours": {"4"}, "models": {"individual"}, "on-demand": {"yes"}, "conflicts": {"none"}}
	}
	return questionnaire.Answers{"institution": {o.place(t, "Valsts kanceleja")}, "position": {"Vecākā referente"}, "official": {"no"}, "role": {"data-analyst"},
		"motivation": {canary}, "need": {"Izprast datus."}, "goal": {"Pārskats katru mēnesi."}, "expectations": {"Saruna reizi mēnesī."},
		"themes": {"data", "ai"}, "languages": {"lv"}, "format": {"online"}, "availability": {"mon-am"}, "conflicts": {"none"}}
}

// other are answers with a role that is in no catalogue.
var other = questionnaire.Answers{"role": {"other"}, "role-other": {"Datu tulks"}, "role-category": {"collaboration"}}

// applied is an application that somebody sent in; changed answers come in the
// place of the usual ones.
func (o *staff) applied(t testing.TB, x intake.Intake, given, family string, side application.Side, changed questionnaire.Answers) application.Application {
	t.Helper()
	p := access.Actor{Person: o.Person(t, given, family).ID, Fresh: true}
	answers := o.answers(t, side)
	maps.Copy(answers, changed)
	a, err := o.Applications.Start(t.Context(), p, x.ID, side)
	if err == nil {
		a, err = o.Applications.SeeNotice(t.Context(), p, a.ID)
	}
	form, errForm := o.Applications.Form(t.Context(), a)
	if err != nil || errForm != nil {
		t.Fatal(err, errForm)
	}
	for _, section := range form.Sections {
		if a, err = o.Applications.Save(t.Context(), p, a.ID, a.Version, section.Key, answers, false); err != nil {
			t.Fatalf("%s: %v", section.Key, err)
		}
	}
	if a, err = o.Applications.Declare(t.Context(), p, a.ID, a.Version, true); err == nil {
		a, err = o.Applications.Submit(t.Context(), p, a.ID, a.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// imported brings applications in from a file, whose people hear nothing yet.
func (o *staff) imported(t testing.TB, x intake.Intake, names ...string) {
	t.Helper()
	var rows []application.Row
	for i, name := range names {
		rows = append(rows, application.Row{Line: i + 2, Answers: o.answers(t, application.Mentee),
			Person: account.Details{GivenName: name, FamilyName: "Paraudziņa", Email: name + "@example.org", Language: "lv"}})
	}
	report, err := o.Applications.Import(t.Context(), o.Me(), x.ID, application.Mentee, rows, false, nil)
	if err != nil || !report.Saved {
		t.Fatal(report, err)
	}
}
