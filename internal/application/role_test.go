package application_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
)

// writes is somebody who applies with a role of their own naming.
func (w *world) writes(n int, role string, category catalogue.Group) application.Application {
	w.t.Helper()
	answers := menteeAnswers(w.place("Rīga"))
	maps.Copy(answers, map[string][]string{"role": {"other"}, "role-other": {role}, "role-category": {string(category)}})
	return w.submitted(w.person(fmt.Sprintf("Persona%d", n), "Paraudziņa"), application.Mentee, answers)
}

// TestWrittenRoles: what reads the same is one role; drafts, withdrawn ones and
// those of the catalogue are left out.
func TestWrittenRoles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i, role := range []string{"Ēku pārvaldnieks", "Datu tulks", "  datu TULKS", "datu tulks!"} {
			w.writes(i, role, catalogue.CollaborationRoles)
		}
		gone := w.writes(5, "Aizgājējs", catalogue.UserRoles)
		_, err := w.Withdraw(t.Context(), access.Actor{Person: gone.Person, Fresh: true}, gone.ID, gone.Version)
		w.must(err)
		w.submitted(w.person("Ieva", "Kalniņa"), application.Mentee, menteeAnswers(w.place("Rīga")))
		got, err := w.WrittenRoles(t.Context(), w.staff, w.intake.Programme)
		w.must(err)
		want := []application.WrittenRole{{Text: "Datu tulks", Category: catalogue.CollaborationRoles, Count: 3},
			{Text: "Ēku pārvaldnieks", Category: catalogue.CollaborationRoles, Count: 1}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestNameRole: the applications that wrote a role have it once it is in the
// catalogue; the rules and the record say so, and the applicant's words stay.
func TestNameRole(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, here := t.Context(), w.intake.Programme
		first, second := w.writes(1, "Datu tulks", catalogue.CollaborationRoles), w.writes(2, "datu tulks", catalogue.UserRoles)
		apart := w.writes(3, "Ēku pārvaldnieks", catalogue.UserRoles)
		if first.Facts.Fit != application.FitAsk {
			t.Fatalf("a written role is %s", first.Facts.Fit)
		}
		e, err := w.Catalogue.Promote(ctx, w.staff, here, catalogue.KeyRoles, catalogue.Text{LV: "Datu tulks", EN: "Data interpreter"})
		w.must(err)
		n, err := w.NameRole(ctx, w.staff, here, "DATU TULKS", e.Code)
		if err != nil || n != 2 {
			t.Fatalf("%d named: %v", n, err)
		}
		for _, a := range []application.Application{first, second} {
			got, err := w.Get(ctx, w.staff, a.ID)
			w.must(err)
			if got.Facts.Role != e.Code || got.Facts.Category != "key" || got.Facts.Fit != application.FitYes || got.Version != a.Version+1 {
				t.Errorf("%+v of version %d", got.Facts, got.Version)
			}
			if diff := cmp.Diff(a.Answers, got.Answers); diff != "" {
				t.Errorf("the answers: %s", diff)
			}
			if deeds := w.deeds(a.ID); deeds[len(deeds)-2] != audit.ApplicationRoleNamed {
				t.Errorf("recorded: %v", deeds)
			}
			if list := w.letters(a.Person); len(list) != 1 {
				t.Errorf("letters %v", list)
			}
		}
		rest, err := w.WrittenRoles(ctx, w.staff, here)
		if err != nil || len(rest) != 1 || !rest[0].Same("ēku pārvaldnieks") {
			t.Errorf("left: %v (%v)", rest, err)
		}
		if again, err := w.NameRole(ctx, w.staff, here, "Datu tulks", e.Code); err != nil || again != 0 {
			t.Errorf("again: %d, %v", again, err)
		}
		if got, err := w.Get(ctx, w.staff, apart.ID); err != nil || got.Facts.Role != application.Other {
			t.Errorf("another role became %s (%v)", got.Facts.Role, err)
		}
	})
}

// TestWrittenRolesAreStaffs: support staff and other programmes learn nothing and
// change nothing, and a role that is not offered is none.
func TestWrittenRolesAreStaffs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, here := t.Context(), w.intake.Programme
		w.writes(1, "Datu tulks", catalogue.CollaborationRoles)
		for who, actor := range map[string]access.Actor{"support": w.support, "another programme's": w.other, "nobody": {}} {
			_, err := w.WrittenRoles(ctx, actor, here)
			if err == nil {
				t.Errorf("%s reads the roles", who)
			}
			if _, err := w.NameRole(ctx, actor, here, "Datu tulks", "data-analyst"); err == nil {
				t.Errorf("%s names a role", who)
			}
		}
		_, err := w.NameRole(ctx, w.staff, here, "Datu tulks", "none")
		refused(t, "a role that is not there", err, fault.NotFound)
		entries, err := w.Catalogue.ByCode(ctx, w.staff, here, catalogue.Role, "data-analyst")
		w.must(err)
		e := entries["data-analyst"]
		_, err = w.Catalogue.Retire(ctx, w.staff, here, e.ID, e.Version)
		w.must(err)
		_, err = w.NameRole(ctx, w.staff, here, "Datu tulks", "data-analyst")
		refused(t, "a retired role", err, fault.NotFound)
	})
}
