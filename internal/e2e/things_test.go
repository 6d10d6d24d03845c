package e2e

import (
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/matchmaking/peopletest"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/seminar"
)

// things are identifiers of what a programme's staff works on, by the name that
// the address of their pages has for them.
type things map[string]string

// things makes one of each in a programme.
func (s *service) things(t testing.TB, programmeID string) things {
	t.Helper()
	made := things{}
	x, err := s.Intakes.Create(t.Context(), hand, programmeID, intake.Details{Code: "e2e-" + id.Secret()[:12], NameLV: "Paraugplūsma", NameEN: "Sample intake",
		Models: []string{"individual"}, Dates: intake.Dates{OpensOn: "2020-01-01", ClosesOn: "2099-01-01", NewsOn: "2099-02-01"}})
	if err != nil {
		t.Fatal(err)
	}
	made["intakes"] = x.ID
	f, err := s.Intakes.AddFunding(t.Context(), hand, programmeID, intake.FundingDetails{NameLV: "Paraugfonds", NameEN: "Sample fund",
		SentenceLV: "Finansē paraugfonds.", SentenceEN: "Funded by the sample fund.", ValidFrom: "2020-01-01"})
	if err != nil {
		t.Fatal(err)
	}
	made["funding"] = f.ID
	s.seminars(t, programmeID, made)
	s.forms(t, programmeID, made)
	unique := id.Secret()[:8]
	e, err := s.Catalogue.Add(t.Context(), hand, programmeID, catalogue.Theme, catalogue.Services,
		catalogue.Details{Name: catalogue.Text{LV: "Paraugtēma " + unique, EN: "Sample theme " + unique}})
	if err != nil {
		t.Fatal(err)
	}
	made["vocabulary"], made["adapted"] = e.ID, s.adapted(t, programmeID)
	made["applications"] = s.application(t, programmeID, x.ID, application.Mentee, account.Details{GivenName: "Piesakās", FamilyName: "Paraudziņa", Email: id.New() + "@example.org", Language: "lv"},
		questionnaire.Answers{"role": {"other"}, "role-other": {writtenRole}, "role-category": {"user"}})
	made["imports"] = s.upload(t, programmeID, x.ID)
	s.matched(t, programmeID, made)
	return made
}

// matched makes a run of an intake of its own, and a draft of a round.
func (s *service) matched(t testing.TB, programmeID string, made things) {
	t.Helper()
	clerk := application.CommandLine(programmeID)
	x, err := s.Intakes.Create(t.Context(), hand, programmeID, intake.Details{Code: "e2e-m" + id.Secret()[:10], NameLV: "Saskaņojamā", NameEN: "To be matched",
		Models: []string{"individual"}, Dates: intake.Dates{OpensOn: "2020-01-01", ClosesOn: "2020-02-01", NewsOn: "2099-02-01"}})
	if err != nil {
		t.Fatal(err)
	}
	people := peopletest.Fill(t, s.DB, x, s.Seminars.Now(), 2, 2)
	run, err := s.Matchmaking.Make(t.Context(), clerk, x.ID, matchmaking.Ask{Setting: matchmaking.Defaults(), Model: catalogue.Individual})
	if err != nil {
		t.Fatal(err)
	}
	round, err := s.Matchmaking.Draft(t.Context(), clerk, run.ID)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Pairing.Proposals(t.Context(), clerk, pairing.Filter{Intake: x.ID, Round: round.ID}, 1)
	if err != nil || len(list) != 1 {
		t.Fatalf("find a proposal: %v", err)
	}
	made["matching"], made["rounds"], made["mentee"], made["mentor"], made["proposal"] = run.ID, round.ID, people.Mentees[0], people.Mentors[0], list[0].ID
}

// adapted is a general theme in a programme's own words.
func (s *service) adapted(t testing.TB, programmeID string) string {
	t.Helper()
	const code = "data"
	found, err := s.Catalogue.ByCode(t.Context(), hand, programmeID, catalogue.Theme, code)
	e := found[code]
	if err == nil && e.General() { // no other world did it before
		d := e.Details
		d.Name.LV, d.Name.EN = "Dati mūsu vārdiem", "Data in our words"
		e, err = s.Catalogue.Change(t.Context(), hand, programmeID, e.ID, e.Version, d)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e.ID
}

// upload is a file that the coordinator has begun to bring in, with an answer
// that the form does not offer and that keeps nobody out.
func (s *service) upload(t testing.TB, programmeID, intakeID string) string {
	t.Helper()
	owner := access.Actor{Person: s.person(t, emailOf("coordinator")).ID, Fresh: true, Grants: application.CommandLine(programmeID).Grants}
	u, err := s.Transfers.Upload(t.Context(), owner, intakeID, application.Mentee, "pieteikumi.csv",
		strings.NewReader("Vārds;Uzvārds;E-pasts;Loma\nPiesakās;Paraudziņa;"+id.New()+"@example.org;Datu analītiķis\nPiesakās;Paraudziņš;"+id.New()+"@example.org;Lampu aizdedzējs\n"))
	if err != nil {
		t.Fatal(err)
	}
	return u.ID
}

// forms makes a programme's own wording of a questionnaire, published, and a draft
// of the next one with a question that can be taken out again.
func (s *service) forms(t testing.TB, programmeID string, made things) {
	t.Helper()
	drafts, err := s.Questionnaires.Drafts(t.Context(), hand, programmeID) // of another world before
	for _, e := range drafts {
		if err == nil {
			err = s.Questionnaires.Discard(t.Context(), hand, e.ID, e.Revision)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.Questionnaires.Begin(t.Context(), hand, questionnaire.Preparation, programmeID)
	if err == nil {
		e, err = s.Questionnaires.Publish(t.Context(), hand, e.ID, e.Revision)
	}
	if err != nil {
		t.Fatal(err)
	}
	made["forms"] = e.ID
	if e, err = s.Questionnaires.Begin(t.Context(), hand, questionnaire.Preparation, programmeID); err != nil {
		t.Fatal(err)
	}
	section := e.Sections[0].Key
	e, err = s.Questionnaires.Add(t.Context(), hand, e.ID, e.Revision, section, questionnaire.Prompt{Kind: questionnaire.Short,
		Label: questionnaire.Text{LV: "Kas vēl jāzina?", EN: "What else is there to know?"}})
	if err != nil {
		t.Fatal(err)
	}
	prompts := e.Sections[0].Prompts
	made["wording"], made["section"], made["prompt"] = e.ID, section, prompts[len(prompts)-1].Key
}

// seminars makes a draft, and a seminar that people are coming to just now with
// its numbered list.
func (s *service) seminars(t testing.TB, programmeID string, made things) {
	t.Helper()
	start := s.Seminars.Now().In(s.Seminars.Zone).Truncate(time.Minute).Add(2 * time.Minute)
	if start.Day() != start.Add(time.Minute).Day() {
		start = start.Add(time.Minute) // it ends on the day on which it begins
	}
	d := seminar.Details{Title: seminar.Item{LV: "Paraugseminārs", EN: "Sample seminar"}, Day: start.Format(time.DateOnly), From: start.Format("15:04"),
		To: start.Add(time.Minute).Format("15:04"), Place: "Paraugu iela 1", Lecturer: "Paraugu lektors", Places: 5}
	for _, name := range []string{"draft", "seminars"} {
		x, err := s.Seminars.Create(t.Context(), hand, programmeID, d)
		if err != nil {
			t.Fatal(err)
		}
		made[name] = x.ID
	}
	x, err := s.Seminars.Publish(t.Context(), hand, made["seminars"], 1)
	if err != nil {
		t.Fatal(err)
	}
	l, _, err := s.Seminars.IssueList(t.Context(), hand, x.ID)
	if err != nil {
		t.Fatal(err)
	}
	made["attendance-lists"] = l.ID
}

// The roles of applications: of the catalogue, and in the applicant's own words.
var listedRole = questionnaire.Answers{"role": {"data-analyst"}}

const writtenRole = "Datu tulks"

// application is one that came in by a spreadsheet.
func (s *service) application(t testing.TB, programmeID, intakeID string, side application.Side, of account.Details, role questionnaire.Answers) string {
	t.Helper()
	clerk := application.CommandLine(programmeID)
	row := application.Row{Line: 2, Person: of, Answers: role}
	if _, err := s.Applications.Import(t.Context(), clerk, intakeID, side, []application.Row{row}, false, nil); err != nil {
		t.Fatal(err)
	}
	page, err := s.Applications.Queue(t.Context(), clerk, application.Filter{Intake: intakeID, Side: side, Query: of.Email}, 1)
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("find the application: %v", err)
	}
	return page.Items[0].ID
}

// scope is the programme in which one of the cast holds the role.
func (s *service) scope(t testing.TB, role string) string {
	t.Helper()
	_, grants, err := s.Accounts.Get(t.Context(), hand, s.person(t, emailOf(role)).ID)
	if err != nil || len(grants) == 0 || grants[0].Scope.Kind != access.Programme {
		t.Fatalf("find the programme of the %s: %v", role, err)
	}
	return grants[0].Scope.ID
}
