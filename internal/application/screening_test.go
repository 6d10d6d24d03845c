package application_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/institution"
)

func accept() application.Decision { return application.Decision{Status: application.Eligible} }

// TestDecidingAndTelling: each decision is kept with who and when, recorded, in
// the timeline, and told once.
func TestDecidingAndTelling(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		a := w.submitted(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		for _, d := range []application.Decision{
			{Status: application.Waiting, NewsOn: "2027-03-01"},
			{Status: application.Waiting, NewsOn: "2027-04-01"},
			{Status: application.Eligible},
			{Status: application.NotEligible, Reason: application.ReasonOther, Note: "Iestāde atsauca piekrišanu."},
		} {
			var err error
			a, err = w.Decide(ctx, w.staff, a.ID, a.Version, d)
			w.must(err)
			if a.Status != d.Status || a.NewsOn != d.NewsOn || a.Note != d.Note || a.DecidedBy != w.staff.Person || !a.Decided.Equal(w.clock) {
				t.Errorf("decided %+v: %+v", d, a)
			}
		}
		letters := []string{"application.submitted", "application.waiting", "application.waiting", "application.eligible", "application.not-eligible"}
		if diff := cmp.Diff(letters, w.letters(ieva.Person)); diff != "" {
			t.Errorf("letters\n%s", diff)
		}
		if deeds := w.deeds(a.ID); deeds[len(deeds)-1] != audit.ApplicationDecided {
			t.Errorf("recorded: %v", deeds)
		}
		_, err := w.Decide(ctx, w.staff, a.ID, a.Version, application.Decision{Status: application.NotEligible, Reason: application.ReasonOther, Note: "Vēl."})
		refused(t, "the same again", err, fault.Conflict)
	})
}

// TestStaffsWordsStayWithStaff: the applicant's pages and letters never have
// them (R6.1-3).
func TestStaffsWordsStayWithStaff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const secret = "Zivtiņa Nr. 7"
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		a := w.submitted(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		a, err := w.Decide(ctx, w.staff, a.ID, a.Version, application.Decision{Status: application.NotEligible, Reason: application.ReasonPlaces, Note: secret})
		w.must(err)
		own, err := w.Own(ctx, ieva, a.ID)
		w.must(err)
		mine, err := w.Mine(ctx, ieva)
		w.must(err)
		events, err := w.Events(ctx, ieva, a.ID)
		w.must(err)
		if own.Note+own.DecidedBy+mine[0].Note+mine[0].DecidedBy != "" || own.Reason != application.ReasonPlaces {
			t.Errorf("the applicant reads %+v", own)
		}
		for _, e := range events {
			if e.Note != "" || e.Actor != "" {
				t.Errorf("the applicant's timeline: %+v", e)
			}
		}
		if events, err := w.Events(ctx, w.staff, a.ID); err != nil || events[len(events)-1].Note != secret || events[len(events)-1].Actor != w.staff.Person {
			t.Errorf("staff's timeline: %+v, %v", events, err)
		}
		for _, who := range []access.Actor{w.person("Anna", "Kalna"), w.other, {}} {
			_, err := w.Events(ctx, who, a.ID)
			refused(t, "somebody else's timeline", err, fault.NotFound)
		}
		if n := w.text(`select cast(count(*) as text) from mail_message where text_body like '%' || $1 || '%'`, secret); n != "0" {
			t.Errorf("%s letters tell it", n)
		}
	})
}

// TestAnOverrideNeedsAWord (R6.1-3), and the same rule for mentors.
func TestAnOverrideNeedsAWord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		a := w.submitted(w.person("Ieva", "Kalniņa"), application.Mentee, menteeAnswers(w.employer("Biedrība", institution.NGO)))
		if a.Facts.Fit != application.FitNo {
			t.Fatalf("fit: %s", a.Facts.Fit)
		}
		_, err := w.Decide(ctx, w.staff, a.ID, a.Version, accept())
		refused(t, "without a word", err, fault.Invalid, "note")
		d := accept()
		d.Note = "Biedrībai ir deleģēts valsts uzdevums."
		a, err = w.Decide(ctx, w.staff, a.ID, a.Version, d)
		if w.must(err); a.Status != application.Eligible || a.Note == "" {
			t.Errorf("overridden: %+v", a)
		}
	})
}

// TestTheRulesAreAskedAgain when staff decides: what closed meanwhile counts.
func TestTheRulesAreAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, works := t.Context(), w.employer("Aģentūra", institution.StateSubordinate)
		a := w.submitted(w.person("Ieva", "Kalniņa"), application.Mentee, menteeAnswers(works))
		if a.Facts.Fit != application.FitYes {
			t.Fatalf("fit: %s", a.Facts.Fit)
		}
		_, err := w.Institutions.Close(ctx, w.admin, works, 1, "2027-01-01")
		w.must(err)
		_, err = w.Decide(ctx, w.staff, a.ID, a.Version, accept())
		refused(t, "a closed employer", err, fault.Invalid, "note")
	})
}

// TestTwoCoordinatorsAtOnce: one decides, the other is told; one letter goes out.
func TestTwoCoordinatorsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva := w.person("Ieva", "Kalniņa")
		a := w.submitted(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		errs := make([]error, 2)
		var wait sync.WaitGroup
		for i, d := range []application.Decision{accept(), {Status: application.Waiting, NewsOn: "2027-03-01"}} {
			wait.Go(func() { _, errs[i] = w.Decide(t.Context(), w.staff, a.ID, a.Version, d) })
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both or none: %v, %v", errs[0], errs[1])
		}
		for _, err := range errs {
			if err != nil {
				refused(t, "the second", err, fault.Conflict)
			}
		}
		if letters := w.letters(ieva.Person); len(letters) != 2 {
			t.Errorf("letters: %v", letters)
		}
	})
}

// TestSeveralAreDecidedAllOrNone.
func TestSeveralAreDecidedAllOrNone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		var chosen []application.Chosen
		for _, name := range []string{"Anna", "Baiba", "Cilda"} {
			a := w.submitted(w.person(name, "Kalna"), application.Mentee, menteeAnswers(w.place("Rīga")))
			chosen = append(chosen, application.Chosen{ID: a.ID, Version: a.Version})
		}
		bad := w.submitted(w.person("Dace", "Kalna"), application.Mentee, menteeAnswers(w.employer("Biedrība", institution.NGO)))
		stale := append(chosen[:2:2], application.Chosen{ID: chosen[2].ID, Version: 1})
		misfit := append(chosen[:3:3], application.Chosen{ID: bad.ID, Version: bad.Version})
		for what, list := range map[string][]application.Chosen{"somebody changed one": stale, "one does not fit": misfit, "none": nil, "too many": make([]application.Chosen, application.MaxBulk+1)} {
			refused(t, what, w.DecideAll(ctx, w.staff, list, accept()), fault.Invalid, "chosen")
		}
		refused(t, "half a decision", w.DecideAll(ctx, w.staff, chosen, application.Decision{Status: application.NotEligible}), fault.Invalid, "reason")
		refused(t, "another programme", w.DecideAll(ctx, w.other, chosen, accept()), fault.NotFound)
		if n := w.text(`select cast(count(*) as text) from application where status <> 'submitted'`); n != "0" {
			t.Errorf("%s are decided", n)
		}
		w.must(w.DecideAll(ctx, w.staff, append(chosen, chosen[0]), accept()))
		counts, err := w.Counts(ctx, w.staff, w.intake.ID)
		want := map[application.Side]map[application.Status]int{application.Mentor: {}, application.Mentee: {application.Eligible: 3, application.Submitted: 1}}
		if diff := cmp.Diff(want, counts); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// TestWhoScreens: the own programme's staff; of them only the coordinator what people wrote;
// others are told nothing.
func TestWhoScreens(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		a := w.submitted(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		if got, err := w.Get(ctx, w.staff, a.ID); err != nil || got.Answers.First("need") == "" {
			t.Errorf("the coordinator reads %+v, %v", got, err)
		}
		for _, who := range []access.Actor{w.support, w.person("Lauris", "Lācis", in(access.Lead, w.intake.Programme))} {
			if got, err := w.Get(ctx, who, a.ID); err != nil || got.Answers != nil || got.Facts.Role == "" {
				t.Errorf("%v reads %+v, %v", who.Grants, got, err)
			}
		}
		_, err := w.Decide(ctx, w.support, a.ID, a.Version, accept())
		refused(t, "support decides", err, fault.Forbidden)
		contact := w.person("Gunta", "Krūmiņa", in(access.InstitutionContact, a.Facts.Institution))
		for _, who := range []access.Actor{w.other, ieva, contact, w.admin} {
			_, err := w.Get(ctx, who, a.ID)
			refused(t, "reading", err, fault.NotFound)
			_, err = w.Decide(ctx, who, a.ID, a.Version, accept())
			refused(t, "deciding", err, fault.NotFound)
			_, err = w.Queue(ctx, who, application.Filter{Intake: w.intake.ID}, 10)
			if err == nil {
				t.Errorf("%v reads the queue", who.Grants)
			}
		}
		if deeds := w.deeds(a.ID); strings.Count(strings.Join(strs(deeds), " "), string(audit.ApplicationViewed)) != 3 {
			t.Errorf("recorded: %v", deeds)
		}
	})
}

func strs[S ~string](list []S) (out []string) {
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

// TestAnInstitutionLearnsStandings and nothing else (context §2.5).
func TestAnInstitutionLearnsStandings(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, riga := t.Context(), w.place("Rīga")
		contact := w.person("Gunta", "Krūmiņa", in(access.InstitutionContact, riga))
		w.submitted(w.person("Ieva", "Kalniņa"), application.Mentee, menteeAnswers(riga))
		w.fill(w.person("Anna", "Kalna"), application.Mentee, menteeAnswers(riga)) // a draft is nobody's business
		w.submitted(w.person("Juris", "Kalns"), application.Mentor, mentorAnswers(w.place("Jūrmala")))
		got, err := w.StatusOf(ctx, contact, riga)
		w.must(err)
		if len(got) != 1 || got[0].Name != "Ieva Kalniņa" || got[0].Status != application.Submitted || got[0].Intake.NameLV != "Pavasaris" ||
			got[0].Side != application.Mentee || !got[0].Submitted.Equal(w.clock) {
			t.Errorf("standings: %+v", got)
		}
		for _, who := range []access.Actor{w.person("Cits", "Cilvēks"), w.staff, w.person("Cita", "Persona", in(access.InstitutionContact, w.place("Jūrmala")))} {
			_, err := w.StatusOf(ctx, who, riga)
			refused(t, "another's institution", err, fault.Forbidden)
		}
	})
}

// TestInvitations: one letter for each address, the page where everybody
// applies, and what became of it.
func TestInvitations(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		v, err := w.Invite(ctx, w.staff, w.intake.ID, " Andris.Vitols@example.org ", "Andris  Vītols")
		w.must(err)
		again, err := w.Invite(ctx, w.staff, w.intake.ID, "andris.vitols@EXAMPLE.org", "Andris V.")
		if diff := cmp.Diff(v, again); err != nil || diff != "" || v.Name != "Andris Vītols" {
			t.Errorf("invited twice: %v\n%s", err, diff)
		}
		body := w.text(`select text_body from mail_message where kind = 'application.invited'`)
		if !strings.Contains(body, "https://example.org/apply/2027-1/mentor") || !strings.Contains(body, "10. februārim") {
			t.Errorf("the letter:\n%s", body)
		}
		if deeds := w.deeds(w.intake.ID); deeds[len(deeds)-1] != audit.MentorInvited || deeds[len(deeds)-2] == audit.MentorInvited {
			t.Errorf("recorded: %v", deeds)
		}
		w.submitted(w.person("Andris", "Vītols"), application.Mentor, mentorAnswers(w.place("Rīga")))
		list, err := w.Invitations(ctx, w.staff, w.intake.ID)
		if err != nil || len(list) != 1 || list[0].Status != application.Submitted {
			t.Errorf("%+v, %v", list, err)
		}
		_, err = w.Invite(ctx, w.staff, w.intake.ID, "andris", "")
		refused(t, "no address and no name", err, fault.Invalid, "email", "name")
		_, err = w.Invite(ctx, w.support, w.intake.ID, "a@example.org", "A")
		refused(t, "support invites", err, fault.Forbidden)
		w.clock = w.clock.AddDate(0, 2, 0)
		_, err = w.Invite(ctx, w.staff, w.intake.ID, "b@example.org", "B")
		refused(t, "after the last day", err, fault.Gone)
	})
}

// TestTheQueueFinds by name, address, institution, employer and number, also
// after a change of name; and pages without losing or repeating anybody.
func TestTheQueueFinds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		answers := menteeAnswers("other")
		answers["institution-other"] = one("Zaļā aģentūra")
		w.submitted(w.person("Ieva", "Kalniņa"), application.Mentee, menteeAnswers(w.place("Jūrmala")))
		ilze := w.person("Ilze", "Šmite")
		w.submitted(ilze, application.Mentee, answers)
		w.submitted(w.person("Andris", "Vītols"), application.Mentor, mentorAnswers(w.place("Rīga")))
		w.fill(w.person("Melna", "Raksts"), application.Mentee, menteeAnswers(w.place("Rīga")))
		w.must(w.Accounts.ChangeMine(ctx, ilze, 1, account.Details{GivenName: "Ilze", FamilyName: "Ozola", Language: "lv"}))
		for query, want := range map[string]string{"": "Ieva Ilze Andris", "kalnina": "Ieva", "jurmala ieva": "Ieva", "ozola": "Ilze", "zala": "Ilze",
			"2027-1-0003": "Andris", "andris.vitols@example": "Andris", "melna": "", "%": "Ieva Ilze Andris", "_": "Ieva Ilze Andris"} {
			page, err := w.Queue(ctx, w.staff, application.Filter{Intake: w.intake.ID, Query: query}, 10)
			if got := names(page.Items); err != nil || got != want || page.Total != len(page.Items) {
				t.Errorf("%q finds %q of %d, %v", query, got, page.Total, err)
			}
		}
		var walked []application.Listed
		f := application.Filter{Intake: w.intake.ID}
		for more := true; more; more = f.After != "" {
			page, err := w.Queue(ctx, w.support, f, 1)
			w.must(err)
			walked, f.After = append(walked, page.Items...), page.Next
		}
		if got := names(walked); got != "Ieva Ilze Andris" || len(walked[0].Answers) > 0 || walked[1].Institution != "Zaļā aģentūra" {
			t.Errorf("page by page: %q, %+v", got, walked)
		}
		for _, f := range []application.Filter{{Side: application.Mentor}, {Fit: application.FitAsk, Side: application.Mentor}, {Status: application.Submitted, Query: "andris"}} {
			f.Intake = w.intake.ID
			if page, err := w.Queue(ctx, w.staff, f, 10); err != nil || names(page.Items) != "Andris" {
				t.Errorf("%+v finds %q, %v", f, names(page.Items), err)
			}
		}
	})
}

func names(list []application.Listed) string {
	var given []string
	for _, x := range list {
		given = append(given, strings.Fields(x.Name)[0])
	}
	return strings.Join(given, " ")
}
