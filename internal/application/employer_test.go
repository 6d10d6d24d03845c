package application_test

import (
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/questionnaire"
)

// typing is the answers of a mentee whose employer is not in the list.
func typing(name string) questionnaire.Answers {
	answers := menteeAnswers(application.Other)
	answers["institution-other"] = one(name)
	return answers
}

func (w *world) following() {
	w.Institutions.References = []institution.Reference{w.Employers()}
}

func (w *world) proposed() []institution.Proposal {
	w.t.Helper()
	page, err := w.Institutions.Proposals(w.t.Context(), w.admin, institution.ProposalOpen, "", 100)
	w.must(err)
	return page.Items
}

func (w *world) seen(a application.Application) application.Application {
	w.t.Helper()
	now, err := w.Get(w.t.Context(), w.staff, a.ID)
	w.must(err)
	return now
}

// TestATypedEmployerIsProposedAndFollows is R1.1-9: what several applicants
// typed is one proposal, and its approval reaches all of them.
func TestATypedEmployerIsProposedAndFollows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.following()
		ieva, anna, late := w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa"), w.person("Vēla", "Egle")
		first := w.submitted(ieva, application.Mentee, typing("Ādažu mūzikas skola"))
		second := w.submitted(anna, application.Mentee, typing("adazu MUZIKAS skola"))
		draft := w.fill(late, application.Mentee, typing("Ādažu mūzikas skola"))
		list := w.proposed()
		if len(list) != 1 || list[0].Waiting != 2 || list[0].ProposedBy != ieva.Person || first.Facts.Fit != application.FitAsk {
			t.Fatalf("proposed %+v, judged %s", list, first.Facts.Fit)
		}
		place, err := w.Institutions.Approve(t.Context(), w.admin, list[0].ID, list[0].Version,
			institution.Details{NameLV: "Ādažu mūzikas skola", Type: institution.MunicipalBody})
		w.must(err)
		for _, a := range []application.Application{first, second} {
			now := w.seen(a)
			if now.Facts.Institution != place.ID || now.Facts.Employer != "" || now.Facts.Fit != application.FitYes || now.Answers.First("institution-other") == "" {
				t.Errorf("after the approval: %+v", now.Facts)
			}
		}
		own, err := w.Own(t.Context(), late, draft.ID)
		w.must(err)
		if own.Version != draft.Version || own.Facts.Employer == "" {
			t.Errorf("a draft was changed under the pen: %+v", own.Facts)
		}
		sent, err := w.Submit(t.Context(), late, own.ID, own.Version)
		if w.must(err); sent.Facts.Institution != place.ID || len(w.proposed()) != 0 {
			t.Errorf("sent after the approval: %+v", sent.Facts)
		}
	})
}

func TestATypedEmployerThatWasInTheList(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.following()
		a := w.submitted(w.person("Ieva", "Kalniņa"), application.Mentee, typing("Mūsu firma"))
		private := w.employer("Paraugs SIA", institution.Private)
		p := w.proposed()[0]
		_, err := w.Institutions.Join(t.Context(), w.admin, p.ID, p.Version, private)
		w.must(err)
		if now := w.seen(a); now.Facts.Institution != private || now.Facts.Fit != application.FitNo || now.Status != application.Submitted {
			t.Errorf("%+v", now)
		}
	})
}

// TestApplicationsFollowAMerge moves sent ones and drafts; one that names the old
// institution afterwards is led on.
func TestApplicationsFollowAMerge(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.following()
		from, into := w.employer("Vecā firma", institution.Private), w.employer("Jaunā aģentūra", institution.StateSubordinate)
		mentor := w.submitted(w.person("Andris", "Vītols"), application.Mentor, mentorAnswers(from))
		ieva := w.person("Ieva", "Kalniņa")
		draft, err := w.Start(t.Context(), ieva, w.intake.ID, application.Mentee)
		w.must(err)
		draft, err = w.Save(t.Context(), ieva, draft.ID, draft.Version, "work", menteeAnswers(from), true)
		w.must(err)
		m, err := w.Institutions.Merger(t.Context(), w.admin, from, into)
		if w.must(err); len(m.Moves) != 4 || m.Moves[3] != (institution.Moved{Name: "applications", Number: 2}) {
			t.Errorf("to be moved: %+v", m.Moves)
		}
		_, err = w.Institutions.Merge(t.Context(), w.admin, from, 1, into, "2027-01-20")
		w.must(err)
		now := w.seen(mentor)
		own, err := w.Own(t.Context(), ieva, draft.ID)
		w.must(err)
		for _, a := range []application.Application{now, own} {
			if a.Facts.Institution != into || a.Answers.First("institution") != into {
				t.Errorf("left behind: %+v", a.Facts)
			}
		}
		late := w.submitted(w.person("Vēla", "Egle"), application.Mentor, mentorAnswers(from))
		if late.Facts.Institution != into {
			t.Errorf("sent afterwards: %+v", late.Facts)
		}
	})
}

// TestImportedEmployersAreProposed keeps nothing of a preview, proposes a name
// once, and knows it when the same file comes after the decision.
func TestImportedEmployersAreProposed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.following()
		row := func(line int, email, employer string) application.Row {
			return application.Row{Line: line, Person: account.Details{GivenName: "Ieva", FamilyName: "Kalniņa", Email: email, Language: "lv"}, Answers: typing(employer)}
		}
		rows := []application.Row{row(2, "a@example.org", "Valmieras skola"), row(3, "b@example.org", "VALMIERAS SKOLA")}
		bring := func(preview bool, rows ...application.Row) application.Report {
			report, err := w.Import(t.Context(), w.staff, w.intake.ID, application.Mentee, rows, preview, nil)
			w.must(err)
			return report
		}
		if bring(true, rows...); len(w.proposed()) != 0 {
			t.Error("a preview proposes")
		}
		bring(false, rows...)
		list := w.proposed()
		if len(list) != 1 || list[0].Waiting != 2 || list[0].ProposedBy != w.staff.Person {
			t.Fatalf("proposed %+v", list)
		}
		place := w.employer("Valmieras vidusskola", institution.MunicipalBody)
		_, err := w.Institutions.Join(t.Context(), w.admin, list[0].ID, list[0].Version, place)
		w.must(err)
		report := bring(false, append(rows, row(4, "c@example.org", "Valmieras skola"))...)
		if report.Count(application.Unchanged) != 2 || report.Count(application.Created) != 1 || report.Rows[2].Fit != application.FitYes {
			t.Errorf("again: %+v", report.Rows)
		}
		if n := w.text(`select cast(count(*) as text) from application where institution_id = $1 and employer = ''`, place); n != "3" {
			t.Errorf("%s applications are at the institution", n)
		}
	})
}

// TestContactsFollowAMerge moves the roles that are held in an institution; who
// holds the role in both keeps one.
func TestContactsFollowAMerge(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		from, into := w.employer("Vecā", institution.Independent), w.employer("Jaunā", institution.Independent)
		w.Institutions.References = []institution.Reference{{Name: "contacts", Count: w.Accounts.CountContacts, Move: w.Accounts.MoveContacts}}
		gunta, both := w.person("Gunta", "Krūmiņa"), w.person("Vita", "Egle")
		for _, x := range []struct{ person, place string }{{gunta.Person, from}, {both.Person, from}, {both.Person, into}} {
			w.must(w.Accounts.Grant(t.Context(), w.admin, x.person, access.InstitutionContact, access.Scope{Kind: access.Institution, ID: x.place}))
		}
		_, err := w.Institutions.Merge(t.Context(), w.admin, from, 1, into, "2027-01-20")
		w.must(err)
		for place, want := range map[string]int{from: 0, into: 2} {
			if n, err := w.Accounts.CountContacts(t.Context(), w.DB, place); err != nil || n != want {
				t.Errorf("%d contacts, want %d (%v)", n, want, err)
			}
		}
		if n := w.text(`select cast(count(*) as text) from role_grant where scope_id = $1 and revoked_by = $2`, from, w.admin.Person); n != "2" {
			t.Errorf("the history has %s roles", n)
		}
	})
}

// TestARefusedMergeLeavesApplications rolls everything back.
func TestARefusedMergeLeavesApplications(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.following()
		from, into := w.employer("Vecā", institution.Independent), w.employer("Jaunā", institution.Independent)
		a := w.submitted(w.person("Ieva", "Kalniņa"), application.Mentee, menteeAnswers(from))
		w.must(w.DB.Tx(t.Context(), func(tx *db.Tx) error { return w.Employers().Move(t.Context(), tx, w.admin, into, from) })) // nobody is there
		if _, err := w.Institutions.Merge(t.Context(), w.admin, from, 1, into, "2027-01-21"); err == nil {
			t.Error("a merge of tomorrow")
		}
		if now := w.seen(a); now.Facts.Institution != from || now.Version != a.Version {
			t.Errorf("%+v", now.Facts)
		}
	})
}
