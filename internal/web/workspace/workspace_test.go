package workspace_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/web/webtest"
)

// people are one of each kind that comes here.
func people(t testing.TB, h *webtest.House) map[string]account.Person {
	t.Helper()
	return map[string]account.Person{
		"mentee":  h.Person(t, "Ieva", "Liepa", in(access.Mentee)),
		"mentor":  h.Person(t, "Andris", "Vītols", in(access.Mentor)),
		"both":    h.Person(t, "Sanita", "Vilka", in(access.Mentor), in(access.Mentee)),
		"none":    h.Person(t, "Oskars", "Vanags"),
		"auditor": h.Person(t, "Zane", "Ābele", in(access.Auditor)),
	}
}

func TestHome(t *testing.T) {
	const stages, mentee, mentor = "Sadarbības posmi", "Mentorējamā darbi", "Mentora darbi"
	const closed, ahead = "Pieteikšanās šobrīd ir slēgta", "Pieteikties var līdz 2026. gada 11. decembrim"
	wants := map[string][]string{"mentee": {stages, mentee}, "mentor": {stages, mentor}, "both": {stages, mentee, mentor}}
	for name, h := range map[string]*webtest.House{"closed": open(t), "open": applying(t)} {
		now := map[string]string{"closed": closed, "open": ahead}[name]
		for who, p := range people(t, h) {
			t.Run(name+"/"+who, func(t *testing.T) {
				got := h.As(t, p).Get(t, "/workspace")
				if got.Status != http.StatusOK || !strings.Contains(got.Body, "<h1>Veicamais</h1>") {
					t.Fatalf("%d without the heading", got.Status)
				}
				for _, problem := range webtest.Document(got.Body) {
					t.Error(problem)
				}
				want := fmt.Sprint(wants[who])
				if wants[who] == nil {
					want = now
				}
				seen := words(got.Body)
				for _, text := range []string{stages, mentee, mentor, closed, ahead} {
					if strings.Contains(seen, text) != strings.Contains(want, text) {
						t.Errorf("%q stands there: %v", text, strings.Contains(seen, text))
					}
				}
				if !strings.Contains(seen, "Šodien ir pirmdiena, 2026. gada 23. novembris") {
					t.Error("the day is not named")
				}
				if strings.Contains(got.Body, "Jāsāk") != (name == "open" && wants[who] == nil) {
					t.Error("work can be begun that cannot, or the other way round")
				}
			})
		}
	}
}

func TestNobodyIsAskedToSignIn(t *testing.T) {
	v := open(t).Visitor(t)
	for path, to := range map[string]string{"/workspace": "/signin?back=%2Fworkspace", "/applications/x/check": "/signin?back=%2Fapplications%2Fx%2Fcheck"} {
		if got := v.Get(t, path); got.Status != http.StatusSeeOther || got.To() != to {
			t.Errorf("%s: %d to %s", path, got.Status, got.To())
		}
	}
}

func TestChoose(t *testing.T) {
	h := applying(t)
	got := h.Visitor(t).Get(t, "/apply")
	for _, problem := range webtest.Document(got.Body) {
		t.Error(problem)
	}
	for _, text := range []string{`href="/apply/demo/mentee"`, `href="/apply/demo/mentor"`, "Plūsma demo"} {
		if !strings.Contains(got.Body, text) {
			t.Errorf("%q is not there", text)
		}
	}
	early := open(t)
	days := webtest.Days
	days.OpensOn = "2026-12-01"
	early.Intake(t, "soon", days)
	if got := early.Visitor(t).Get(t, "/apply"); !strings.Contains(words(got.Body), "Nākamā pieteikšanās sāksies 2026. gada 1. decembrī.") {
		t.Error("nobody says when one can apply")
	}
	if got := early.Visitor(t).Get(t, "/apply/soon/mentor"); !strings.Contains(words(got.Body), "Pieteikšanās vēl nav sākusies") {
		t.Error("the start page of an intake that is ahead offers to begin")
	}
	if got := early.As(t, early.Person(t, "Ieva", "Liepa")).Post(t, "/apply/soon/mentor", nil); got.Status != http.StatusConflict {
		t.Errorf("begun before the first day: %d", got.Status)
	}
}

func TestLook(t *testing.T) {
	h := applying(t)
	tab := webtest.Browser(t)
	for who, p := range people(t, h) {
		if who == "auditor" {
			continue // sees what somebody without a role sees
		}
		tab.Open(t, h.Door(t, p))
		tab.Look(t, h.Serve(t)+"/workspace", "workspace/"+who)
	}
}

// TestLookApplying opens every page of applying in a browser.
func TestLookApplying(t *testing.T) {
	h := applying(t)
	tab := webtest.Browser(t)
	p := h.Person(t, "Agnese", "Egle")
	w := walk(t, h, p, "mentee")
	w.on("/part/work?find=valsts", values("institution", "valsts", "position", "Auditore"))
	tab.Open(t, h.Door(t, p))
	see := func(path, name string) { tab.Look(t, h.Serve(t)+path, "apply/"+name) }
	see("/apply", "choose")
	see("/apply/demo/mentor", "begin")
	see(w.app("/part/work")+"?find=valsts", "work")
	for _, part := range []string{"role", "need", "topics", "practical", "conflicts"} {
		see(w.app("/part/"+part), part)
	}
	see(w.app("/declare"), "declare")
	see(w.app(""), "draft")
	w.see(w.app("/part/work"))
	w.toCheck()
	see(w.app("/check"), "check")
	see("/workspace", "home-draft")
	w.on("/equality", nil)
	for _, path := range []string{"/equality", "/done", "/answers", "/withdraw", ""} {
		see(w.app(path), "sent"+strings.ReplaceAll(path, "/", "-"))
	}
	m := walk(t, h, p, "mentor")
	see(m.app("/preparation"), "cards")
	see(m.app("/preparation/questions"), "card")
}
