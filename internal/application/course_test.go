package application_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/questionnaire"
)

// TestTheCourseOfAnApplication is the way of a mentee and of a mentor: start,
// notice, answers, declaration, number, withdrawal, and once more.
func TestTheCourseOfAnApplication(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i, side := range []application.Side{application.Mentee, application.Mentor} {
			ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
			a := w.submitted(ieva, side, answersOf(side, w.place("Rīga")))
			if want := []string{"2027-1-0001", "2027-1-0003"}[i]; a.Number != want || a.Status != application.Submitted || a.Submitted == nil {
				t.Fatalf("after submitting: %+v", a)
			}
			own, err := w.Own(ctx, ieva, a.ID)
			if diff := cmp.Diff(a.Answers, own.Answers); err != nil || diff != "" || own.Declared.Ethics == "" || own.Notice == "" {
				t.Errorf("the own application: %v\n%s", err, diff)
			}
			refused(t, "changing what is submitted", w.save(ieva, own, "work", own.Answers), fault.Conflict)
			a, err = w.Withdraw(ctx, ieva, a.ID, a.Version)
			w.must(err)
			if again, err := w.Withdraw(ctx, ieva, a.ID, 1); err != nil || again.Version != a.Version {
				t.Errorf("withdrawn twice: %v", err)
			}
			a, err = w.Start(ctx, ieva, w.intake.ID, side)
			if w.must(err); a.Status != application.Draft || a.Number != "" || a.Answers.First("position") == "" {
				t.Errorf("begun again: %+v", a)
			}
			a, err = w.Submit(ctx, ieva, a.ID, a.Version)
			if w.must(err); a.Status != application.Submitted {
				t.Errorf("submitted again: %+v", a)
			}
			w.checkCourse(t, ieva, a, i)
		}
	})
}

// checkCourse looks at letters, timeline and record of the course above.
func (w *world) checkCourse(t *testing.T, ieva access.Actor, a application.Application, earlier int) {
	t.Helper()
	letters := []string{"application.submitted", "application.withdrawn", "application.submitted"}
	if diff := cmp.Diff(letters, w.letters(ieva.Person)[earlier*len(letters):]); diff != "" {
		t.Errorf("letters\n%s", diff)
	}
	events, err := w.Events(t.Context(), ieva, a.ID)
	w.must(err)
	var course []application.Status
	for _, e := range events {
		course = append(course, e.Status)
	}
	want := []application.Status{application.Draft, application.Submitted, application.Withdrawn, application.Draft, application.Submitted}
	if diff := cmp.Diff(want, course); diff != "" {
		t.Errorf("timeline\n%s", diff)
	}
	deeds := []audit.Action{audit.ApplicationStarted, audit.NoticeSeen, audit.EthicsAccepted, audit.ApplicationSubmitted,
		audit.ApplicationWithdrawn, audit.ApplicationStarted, audit.ApplicationSubmitted}
	if diff := cmp.Diff(deeds, w.deeds(a.ID)); diff != "" {
		t.Errorf("record\n%s", diff)
	}
}

func (w *world) save(actor access.Actor, a application.Application, section string, answers questionnaire.Answers) error {
	_, err := w.Save(w.t.Context(), actor, a.ID, a.Version, section, answers, false)
	return err
}

// TestFillingIn: section by section, later, with what is wrong refused, and by
// two browsers.
func TestFillingIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		a, err := w.Start(ctx, ieva, w.intake.ID, application.Mentee)
		w.must(err)
		if same, err := w.Start(ctx, ieva, w.intake.ID, application.Mentee); err != nil || same.ID != a.ID {
			t.Errorf("started twice: %v", err)
		}
		partly := questionnaire.Answers{"position": one("Referente")}
		refused(t, "a section half filled in", w.save(ieva, a, "work", partly), fault.Invalid, "institution", "official")
		b, err := w.Save(ctx, ieva, a.ID, a.Version, "work", partly, true)
		if w.must(err); b.Answers.First("position") != "Referente" {
			t.Errorf("kept for later: %v", b.Answers)
		}
		for field, wrong := range map[string]string{"institution": "nav-tada", "official": "maybe"} {
			_, err := w.Save(ctx, ieva, a.ID, b.Version, "work", questionnaire.Answers{field: one(wrong)}, true)
			refused(t, "an unknown "+field, err, fault.Invalid, field)
		}
		refused(t, "the other browser", w.save(ieva, a, "role", questionnaire.Answers{"role": one("lawyer")}), fault.Conflict)
		refused(t, "a section that there is not", w.save(ieva, b, "invented", nil), fault.NotFound)
		_, err = w.Submit(ctx, ieva, a.ID, b.Version)
		refused(t, "submitting half", err, fault.Invalid, "institution", "role", "goal")
		if len(w.letters(ieva.Person)) > 0 {
			t.Error("a draft was written about")
		}
	})
}

// TestFactsFollowTheAnswers: the category of a role, the employer, conflicts.
func TestFactsFollowTheAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, riga := w.person("Ieva", "Kalniņa"), w.place("Rīga")
		a := w.fill(ieva, application.Mentee, menteeAnswers(riga))
		if want := (application.Facts{Institution: riga, Role: "data-analyst", Category: "collaboration", Fit: application.FitAsk}); a.Facts != want {
			t.Errorf("facts: %+v", a.Facts)
		}
		answers := menteeAnswers("other")
		answers["institution-other"], answers["role"], answers["role-other"] = one("Jaunā  aģentūra"), one("other"), one("Robotu dresētāja")
		answers["role-category"], answers["conflicts"], answers["conflict-people"] = one("key"), []string{"family"}, one("Jānis")
		a = w.fill(ieva, application.Mentee, answers)
		want := application.Facts{Employer: "Jaunā aģentūra", Role: "other", Category: "key", Conflicts: true, Fit: application.FitAsk}
		if a.Facts != want {
			t.Errorf("facts: %+v", a.Facts)
		}
		a, err := w.Submit(t.Context(), ieva, a.ID, a.Version)
		w.must(err)
		fit, found, err := w.Findings(t.Context(), a)
		wanted := []application.Finding{{Reason: application.ReasonUnknown, Fit: application.FitAsk}, {Reason: application.ReasonOtherRole, Fit: application.FitAsk}}
		if diff := cmp.Diff(wanted, found); err != nil || fit != application.FitAsk || diff != "" {
			t.Errorf("%s, %v\n%s", fit, err, diff)
		}
	})
}

// TestWhatMustComeFirst: notice and declaration before submitting, and a private
// employer never as a mentee (R0-5).
func TestWhatMustComeFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		a, err := w.Start(ctx, ieva, w.intake.ID, application.Mentee)
		w.must(err)
		form, err := w.Form(ctx, a)
		w.must(err)
		for _, section := range form.Sections {
			a, err = w.Save(ctx, ieva, a.ID, a.Version, section.Key, menteeAnswers(w.place("Rīga")), false)
			w.must(err)
		}
		_, err = w.Submit(ctx, ieva, a.ID, a.Version)
		refused(t, "without the notice", err, fault.Conflict)
		a, err = w.SeeNotice(ctx, ieva, a.ID)
		w.must(err)
		if again, err := w.SeeNotice(ctx, ieva, a.ID); err != nil || again.Version != a.Version {
			t.Errorf("the notice seen twice: %v", err)
		}
		_, err = w.Submit(ctx, ieva, a.ID, a.Version)
		refused(t, "without the declaration", err, fault.Conflict)
		_, err = w.Declare(ctx, ieva, a.ID, a.Version, false)
		refused(t, "a declaration not ticked", err, fault.Invalid, "accept")

		works := w.employer("SIA Paraugs", institution.Private)
		private := w.fill(w.person("Juris", "Kalns"), application.Mentee, menteeAnswers(works))
		_, err = w.Submit(ctx, access.Actor{Person: private.Person}, private.ID, private.Version)
		refused(t, "a mentee of a private employer", err, fault.Invalid, "institution")
		if mentor := w.submitted(access.Actor{Person: private.Person}, application.Mentor, mentorAnswers(works)); mentor.Number == "" {
			t.Error("a mentor of a private employer has no number")
		}
	})
}

// TestTheLastDayPasses while somebody fills in: the draft stays, and nothing new
// begins.
func TestTheLastDayPasses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		w.clock = time.Date(2027, 2, 10, 21, 59, 0, 0, time.UTC) // a minute before midnight in Riga
		a := w.fill(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		w.clock = w.clock.Add(2 * time.Minute)
		_, err := w.Submit(ctx, ieva, a.ID, a.Version)
		refused(t, "after the last day", err, fault.Gone)
		kept, err := w.Own(ctx, ieva, a.ID)
		if diff := cmp.Diff(a, kept, public); err != nil || diff != "" {
			t.Errorf("the draft: %v\n%s", err, diff)
		}
		if b, err := w.Start(ctx, ieva, w.intake.ID, application.Mentee); err != nil || b.ID != a.ID {
			t.Errorf("the draft is not found again: %v", err)
		}
		_, err = w.Start(ctx, ieva, w.intake.ID, application.Mentor)
		refused(t, "a new one", err, fault.Gone)
	})
}

// TestPressedTwice: presses of a button at one moment make one application with
// one number and one letter.
func TestPressedTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		started := atOnce(func() (application.Application, error) { return w.Start(ctx, ieva, w.intake.ID, application.Mentee) })
		a := w.fill(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		sent := atOnce(func() (application.Application, error) { return w.Submit(ctx, ieva, a.ID, a.Version) })
		for _, press := range slices.Concat(started, sent) {
			if press.err != nil || press.a.ID != a.ID || press.a.Number != "" && press.a.Number != "2027-1-0001" {
				t.Errorf("%v: %+v", press.err, press.a)
			}
		}
		if letters := w.letters(ieva.Person); len(letters) != 1 {
			t.Errorf("letters: %v", letters)
		}
		if b := w.submitted(w.person("Anna", "Kalna"), application.Mentee, menteeAnswers(w.place("Rīga"))); b.Number != "2027-1-0002" {
			t.Errorf("the next number is %s", b.Number)
		}
	})
}

type press struct {
	a   application.Application
	err error
}

func atOnce(f func() (application.Application, error)) []press {
	presses := make([]press, 8)
	var wait sync.WaitGroup
	for i := range presses {
		wait.Go(func() { presses[i].a, presses[i].err = f() })
	}
	wait.Wait()
	return presses
}

// TestOnlyTheOwnersOwn: nobody else reads or changes an application, or learns
// that it is there.
func TestOnlyTheOwnersOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		a := w.fill(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		for _, who := range []access.Actor{w.person("Anna", "Kalna"), w.staff, w.admin, {}} {
			for what, verb := range map[string]func() error{
				"own":      func() error { _, err := w.Own(ctx, who, a.ID); return err },
				"notice":   func() error { _, err := w.SeeNotice(ctx, who, a.ID); return err },
				"save":     func() error { return w.save(who, a, "work", nil) },
				"declare":  func() error { _, err := w.Declare(ctx, who, a.ID, a.Version, true); return err },
				"submit":   func() error { _, err := w.Submit(ctx, who, a.ID, a.Version); return err },
				"withdraw": func() error { _, err := w.Withdraw(ctx, who, a.ID, a.Version); return err },
				"equality": func() error { return w.Equality(ctx, who, a.ID, nil) },
				"read":     func() error { _, err := w.Read(ctx, who, a.ID, application.Cards[0]); return err },
			} {
				refused(t, what, verb(), fault.NotFound)
			}
		}
		for _, verb := range []func() error{
			func() error { _, err := w.Start(ctx, access.Actor{}, w.intake.ID, application.Mentee); return err },
			func() error { _, err := w.Mine(ctx, access.Actor{}); return err },
		} {
			refused(t, "nobody", verb(), fault.Unauthenticated)
		}
		_, err := w.Start(ctx, ieva, w.intake.ID, "auditor")
		refused(t, "a side that there is not", err, fault.NotFound)
	})
}

// TestAMentorPrepares: reading every card settles the last doubt (R4.1-6).
func TestAMentorPrepares(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, andris := t.Context(), w.person("Andris", "Vītols")
		a := w.submitted(andris, application.Mentor, mentorAnswers(w.place("Rīga")))
		for _, card := range application.Cards {
			if a.Facts.Fit != application.FitAsk {
				t.Errorf("before %s: %s", card, a.Facts.Fit)
			}
			var err error
			a, err = w.Read(ctx, andris, a.ID, card)
			w.must(err)
		}
		if a.Facts.Fit != application.FitYes {
			t.Errorf("after every card: %s", a.Facts.Fit)
		}
		if deeds := w.deeds(a.ID); deeds[len(deeds)-1] != audit.CardRead {
			t.Errorf("noted %v", deeds)
		}
		_, err := w.Read(ctx, andris, a.ID, "invented")
		refused(t, "a card that there is not", err, fault.NotFound)
	})
}

// TestAPersonMayBeBoth, and begins the second application with what the first
// one says (R2.3-3).
func TestAPersonMayBeBoth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		mentee := w.submitted(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		mentor, err := w.Start(ctx, ieva, w.intake.ID, application.Mentor)
		w.must(err)
		for _, key := range []string{"institution", "position", "languages"} {
			if diff := cmp.Diff(mentee.Answers[key], mentor.Answers[key]); diff != "" {
				t.Errorf("%s\n%s", key, diff)
			}
		}
		if mentor.Answers["themes"] != nil || mentor.Answers["conflicts"] != nil {
			t.Errorf("taken over: %v", mentor.Answers)
		}
		mine, err := w.Mine(ctx, ieva)
		if err != nil || len(mine) != 2 {
			t.Errorf("%d applications, %v", len(mine), err)
		}
	})
}

// TestEqualityStaysApart: the answers are in a table of their own and in no
// other text.
func TestEqualityStaysApart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, ieva := t.Context(), w.person("Ieva", "Kalniņa")
		a := w.submitted(ieva, application.Mentee, menteeAnswers(w.place("Rīga")))
		for _, sex := range []string{"female", "undisclosed"} {
			w.must(w.Equality(ctx, ieva, a.ID, questionnaire.Answers{"sex": one(sex), "birth-year": one("1987")}))
			if got := w.text(`select sex || birth_year from equality_answer where application_id = $1`, a.ID); got != sex+"1987" {
				t.Errorf("kept: %q", got)
			}
		}
		refused(t, "an unknown answer", w.Equality(ctx, ieva, a.ID, questionnaire.Answers{"sex": one("yes")}), fault.Invalid, "sex")
		refused(t, "a year to come", w.Equality(ctx, ieva, a.ID, questionnaire.Answers{"birth-year": one("2030")}), fault.Invalid, "birth-year")
		after, err := w.Get(ctx, w.staff, a.ID)
		if diff := cmp.Diff(a, after, public); err != nil || diff != "" {
			t.Errorf("the application changed: %v\n%s", err, diff)
		}
	})
}
