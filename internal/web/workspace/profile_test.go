package workspace_test

import (
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/web/webtest"
)

// mentor fills in and sends an application as a mentor.
func mentor(t *testing.T, h *webtest.House) *walker {
	t.Helper()
	w := walk(t, h, h.Person(t, "Andris", "Vītols"), "mentor")
	w.on("/part/work", values("sector", "private", "institution", "other", "position", "Arhitekts"))
	w.on("/part/experience", values("sector", "private", "institution", "other", "institution-other", "SIA Paraugs", "position", "Arhitekts"))
	for i, part := range mentorParts {
		to := "/declare"
		if i+1 < len(mentorParts) {
			to = "/part/" + mentorParts[i+1].key
		}
		w.on(to, part.values)
	}
	w.on("/check", values("accept", "ethics", "accept", "boundaries"))
	w.on("/equality", nil)
	return w
}

// TestAMentorsProfile: the card as a mentee sees it, its parts changed after
// sending, and the consent to be named that is given and taken back.
func TestAMentorsProfile(t *testing.T) {
	h := applying(t)
	w := mentor(t, h)
	w.see(w.app(""))
	w.want("Mentora profils: skatīt un mainīt")
	w.see(w.app("/profile"))
	w.want("Tā jūs redz mentorējamais", "Andris Vītols", "Arhitekts, SIA Paraugs", "Ko piedāvā", "Palīdzu ieraudzīt nākamo soli.", "Neesat sarakstā", "Piekrist un rādīt sarakstā")
	if strings.Contains(w.page.Body, "/profile/work") || strings.Contains(w.page.Body, "/profile/conflicts") {
		t.Error("what staff have screened can be changed")
	}
	w.see(w.app("/profile/offer"))
	w.on("/profile", values("support", "advice", "offer", "Nāku ciemos un skatos kopā ar jums."))
	w.want("Profils ir saglabāts.", "Nāku ciemos un skatos kopā ar jums.")
	w.see(w.app("/profile/capacity"))
	if got := w.send(values("places", "0", "hours", "", "models", "individual", "on-demand", "no")); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `href="#f-hours"`) {
		t.Errorf("without hours: %d\n%s", got.Status, words(got.Body))
	}
	if got := w.Post(t, w.app("/profile/offer"), values("version", "1", "support", "advice", "offer", "Vecā logā")); got.Status != http.StatusConflict || !strings.Contains(got.Body, "Vecā logā") {
		t.Errorf("an old page: %d", got.Status)
	}
	for _, part := range []string{"work", "conflicts", "nothing"} {
		if got := w.Get(t, w.app("/profile/"+part)); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", part, got.Status)
		}
	}
	w.consent(h)
	mentee := walk(t, h, h.Person(t, "Ieva", "Liepa"), "mentee")
	if got := mentee.Get(t, mentee.app("/profile")); got.Status != http.StatusNotFound {
		t.Errorf("a mentee's profile: %d", got.Status)
	}
	if got := h.As(t, h.Person(t, "Oskars", "Vanags")).Get(t, w.app("/profile")); got.Status != http.StatusNotFound {
		t.Errorf("of somebody else: %d", got.Status)
	}
}

// consent has the mentor agree, be accepted, be seen by everybody, and go back.
func (w *walker) consent(h *webtest.House) {
	w.t.Helper()
	listed := func(want bool) {
		w.t.Helper()
		page := words(h.Visitor(w.t).Get(w.t, "/themes").Body)
		if strings.Contains(page, "Andris Vītols Arhitekts, SIA Paraugs") != want || strings.Contains(page, "Mentori vēl nav publicēti") == want {
			w.t.Errorf("listed, want %v:\n%s", want, page)
		}
	}
	w.see(w.app("/profile"))
	w.on("/profile", values("listed", "yes"))
	w.want("Esat sarakstā", "Vairs nerādīt sarakstā", "Piekrišana ir saglabāta")
	listed(false)
	clerk := application.CommandLine(w.programme(h))
	a, err := h.Applications.Get(w.t.Context(), clerk, w.id)
	if err == nil {
		_, err = h.Applications.Decide(w.t.Context(), clerk, a.ID, a.Version, application.Decision{Status: application.Eligible, Note: "Sarunāts."})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	listed(true)
	w.see(w.app("/profile"))
	w.on("/profile", values("listed", "no"))
	w.want("Neesat sarakstā", "Sarakstā jūs vairs nerādām.")
	listed(false)
}

func (w *walker) programme(h *webtest.House) string {
	w.t.Helper()
	published, err := h.Intakes.Published(w.t.Context())
	if err != nil || len(published) != 1 {
		w.t.Fatalf("%d intakes, %v", len(published), err)
	}
	return published[0].Programme
}

// TestAProfileOfNothing: who was imported without a theme is told to add one; a
// draft has no profile yet.
func TestAProfileOfNothing(t *testing.T) {
	h := applying(t)
	p := h.Person(t, "Uldis", "Ozols")
	draft := walk(t, h, p, "mentor")
	if got := draft.Get(t, draft.app("/profile")); got.To() != draft.app("") {
		t.Errorf("a draft's profile: %d to %q", got.Status, got.To())
	}
	if got := draft.Get(t, draft.app("/profile/offer")); got.To() != draft.app("") {
		t.Errorf("a part of it: %d to %q", got.Status, got.To())
	}
	if err := h.Applications.SetListed(t.Context(), access.Actor{Person: p.ID, SignIn: "x"}, draft.id, true); err == nil {
		t.Error("a draft is listed")
	}
}
