package application_test

import (
	"slices"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
)

// TestAView is what a screener sees: the person, the form, the rules' word and
// who did what. Support staff see no answers, other programmes nothing.
func TestAView(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		applicant := w.person("Ieva", "Paraudziņa")
		a := w.submitted(applicant, application.Mentee, menteeAnswers(w.place("Valsts kanceleja")))
		if _, err := w.Decide(t.Context(), w.staff, a.ID, a.Version, accept()); err != nil {
			t.Fatal(err)
		}
		v, err := w.View(t.Context(), w.staff, a.ID)
		w.must(err)
		if v.Name != "Ieva Paraudziņa" || v.Institution != "Valsts kanceleja" || v.Intake.ID != w.intake.ID || v.Form.Key != application.FormKey(application.Mentee) {
			t.Errorf("the view is of %q at %q, intake %q, form %q", v.Name, v.Institution, v.Intake.Code, v.Form.Key)
		}
		if len(v.Answers) == 0 || v.Status != application.Eligible || len(v.Events) < 3 {
			t.Errorf("%d answers, %s, %d events", len(v.Answers), v.Status, len(v.Events))
		}
		for _, e := range v.Events {
			if v.By[e.Actor] == "" {
				t.Errorf("nobody is named for %s", e.Status)
			}
		}
		if v, err = w.View(t.Context(), w.support, a.ID); err != nil || v.Answers != nil {
			t.Errorf("support staff: %d answers, %v", len(v.Answers), err)
		}
		_, err = w.View(t.Context(), w.other, a.ID)
		refused(t, "another programme's coordinator", err, fault.NotFound)
	})
}

// TestSeveralAndNext: the queue goes on with who waits next, and those chosen
// are listed only for who may decide.
func TestSeveralAndNext(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var all []application.Application
		for _, name := range []string{"Pirmā", "Otrā", "Trešā"} {
			w.clock = w.clock.Add(time.Minute)
			all = append(all, w.submitted(w.person(name, "Rinda"), application.Mentee, menteeAnswers(w.place("Valsts kanceleja"))))
		}
		chosen := []application.Chosen{{ID: all[2].ID, Version: 1}, {ID: all[0].ID, Version: 1}}
		list, err := w.Several(t.Context(), w.staff, chosen)
		w.must(err)
		if names(list) != "Pirmā Trešā" {
			t.Errorf("several: %s", names(list))
		}
		for name, actor := range map[string]access.Actor{"support": w.support, "another programme's": w.other} {
			_, err := w.Several(t.Context(), actor, chosen)
			refused(t, name, err, fault.NotFound)
		}
		if list, err := w.Several(t.Context(), w.staff, nil); err != nil || len(list) != 0 {
			t.Errorf("none chosen: %v, %v", list, err)
		}
		for i, want := range []string{all[1].ID, all[2].ID, all[0].ID} {
			if got, err := w.Next(t.Context(), w.staff, all[i]); err != nil || got != want {
				t.Errorf("after %d comes %s (%v), want %s", i, got, err, want)
			}
		}
		for _, a := range all {
			_, err := w.Decide(t.Context(), w.staff, a.ID, a.Version, accept())
			w.must(err)
		}
		if got, err := w.Next(t.Context(), w.staff, all[0]); err != nil || got != "" {
			t.Errorf("nobody waits, and next is %q (%v)", got, err)
		}
	})
}

// TestAnExportIsRecorded: all pages come, once, and the record says so.
func TestAnExportIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.submitted(w.person("Ieva", "Paraudziņa"), application.Mentee, menteeAnswers(w.place("Valsts kanceleja")))
		w.submitted(w.person("Uldis", "Paraugs"), application.Mentor, mentorAnswers(w.place("Valsts kanceleja")))
		all, err := w.Export(t.Context(), w.staff, application.Filter{Intake: w.intake.ID, Side: application.Mentor})
		w.must(err)
		if names(all) != "Uldis" {
			t.Errorf("exported: %s", names(all))
		}
		if deeds := w.deeds(w.intake.ID); !slices.Contains(deeds, audit.DataExported) {
			t.Errorf("recorded: %v", deeds)
		}
		_, err = w.Export(t.Context(), w.support, application.Filter{Intake: w.intake.ID})
		refused(t, "support", err, fault.Forbidden)
	})
}
