package application_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
)

// public are the names on the public list.
func (w *world) public() (names []string) {
	w.t.Helper()
	all, err := w.PublicMentors(w.t.Context())
	w.must(err)
	for _, x := range all {
		names = append(names, x.Name)
	}
	return names
}

// TestAMentorKeepsTheProfile: what a mentor offers changes after it was sent,
// and nothing else does.
func TestAMentorKeepsTheProfile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, andris := t.Context(), w.person("Andris", "Vītols")
		a, err := w.Start(ctx, andris, w.intake.ID, application.Mentor)
		w.must(err)
		capacity := questionnaire.Answers{"places": {"1"}, "hours": {"2"}, "models": {"individual"}, "on-demand": {"no"}}
		_, err = w.Amend(ctx, andris, a.ID, a.Version, "capacity", capacity)
		refused(t, "a draft", err, fault.Conflict)
		a = w.submitted(andris, application.Mentor, mentorAnswers(w.place("Rīga")))
		a, err = w.Amend(ctx, andris, a.ID, a.Version, "capacity", capacity)
		w.must(err)
		if a.Answers.First("places") != "1" || a.Status != application.Submitted || a.Answers.First("offer") == "" {
			t.Errorf("after changing: %+v", a)
		}
		if deeds := w.deeds(a.ID); deeds[len(deeds)-1] != audit.MentorProfileChanged {
			t.Errorf("noted %v", deeds)
		}
		_, err = w.Amend(ctx, andris, a.ID, a.Version-1, "capacity", capacity)
		refused(t, "an old version", err, fault.Conflict)
		for _, section := range []string{"work", "conflicts", "nothing"} {
			_, err = w.Amend(ctx, andris, a.ID, a.Version, section, nil)
			refused(t, section, err, fault.NotFound)
		}
		_, err = w.Amend(ctx, andris, a.ID, a.Version, "topics", questionnaire.Answers{})
		refused(t, "no theme", err, fault.Invalid)
		_, err = w.Amend(ctx, w.staff, a.ID, a.Version, "capacity", capacity)
		refused(t, "somebody else", err, fault.NotFound)
		a, err = w.Withdraw(ctx, andris, a.ID, a.Version)
		w.must(err)
		_, err = w.Amend(ctx, andris, a.ID, a.Version, "capacity", capacity)
		refused(t, "a withdrawn one", err, fault.Conflict)
		mentee := w.submitted(w.person("Ieva", "Kalniņa"), application.Mentee, menteeAnswers(w.place("Rīga")))
		_, err = w.Amend(ctx, access.Actor{Person: mentee.Person, SignIn: andris.SignIn}, mentee.ID, mentee.Version, "style", nil)
		refused(t, "a mentee", err, fault.NotFound)
	})
}

// TestMentorsArePublicByConsentOnly: agreed and accepted, both; and no longer
// when either falls away.
func TestMentorsArePublicByConsentOnly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, andris, mara := t.Context(), w.person("Andris", "Vītols"), w.person("Māra", "Ābele")
		a, b := w.submitted(andris, application.Mentor, mentorAnswers(w.place("Rīga"))), w.submitted(mara, application.Mentor, mentorAnswers(w.place("Rīga")))
		for _, x := range []struct {
			who   access.Actor
			a     application.Application
			agree bool
		}{{andris, a, true}, {andris, a, true}} {
			w.must(w.SetListed(ctx, x.who, x.a.ID, x.agree))
		}
		if got := w.public(); got != nil {
			t.Errorf("before a decision: %v", got)
		}
		for _, x := range []*application.Application{&a, &b} {
			var err error
			*x, err = w.Decide(ctx, w.staff, x.ID, x.Version, application.Decision{Status: application.Eligible, Note: "Sarunāts."})
			w.must(err)
		}
		if diff := cmp.Diff([]string{"Andris Vītols"}, w.public()); diff != "" {
			t.Errorf("agreed and accepted\n%s", diff)
		}
		w.must(w.SetListed(ctx, mara, b.ID, true))
		all, err := w.PublicMentors(ctx)
		w.must(err)
		if len(all) != 2 || all[0].Name != "Māra Ābele" || all[0].Institution[i18n.LV] == "" || all[0].Institution[i18n.EN] == "" || len(all[0].Themes) == 0 {
			t.Errorf("in Latvian order: %+v", all)
		}
		w.must(w.SetListed(ctx, mara, b.ID, false))
		refused(t, "somebody else", w.SetListed(ctx, mara, a.ID, false), fault.NotFound)
		if agreed, err := w.Listed(ctx, andris, a.ID); err != nil || !agreed {
			t.Errorf("agreed: %v, %v", agreed, err)
		}
		deeds := w.deeds(b.ID)
		if !slices.Equal(deeds[len(deeds)-2:], []audit.Action{audit.MentorListed, audit.MentorUnlisted}) {
			t.Errorf("noted %v", deeds)
		}
		_, err = w.Withdraw(ctx, andris, a.ID, a.Version)
		w.must(err)
		if got := w.public(); got != nil {
			t.Errorf("after withdrawing: %v", got)
		}
		refused(t, "agreeing after withdrawing", func() error {
			w.must(w.SetListed(ctx, andris, a.ID, false))
			return w.SetListed(ctx, andris, a.ID, true)
		}(), fault.Conflict)
	})
}
