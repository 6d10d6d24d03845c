package public_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web/webtest"
)

// TestLook opens every kind of page in a browser, in Latvian.
func TestLook(t *testing.T) {
	h := settled(t)
	x := seminarIn(t, h, "Kas ir mentorings un kam tas der", 12)
	tab, base := webtest.Browser(t), h.Serve(t)
	tab.Open(t, base+"/")
	tab.Speak(t, i18n.LV)
	for _, path := range []string{"/", "/about", "/privacy", "/easy", "/help", "/accessibility", "/guidelines", "/guidelines?q=merkis+plans",
		"/guidelines/models", "/guidelines/print", "/seminars", seminar.Path(x.ID), seminar.Path(x.ID) + "/check-in"} {
		name := strings.Trim(strings.NewReplacer("/", "-", "?q=", "-", "+", "-").Replace(path), "-")
		name = strings.ReplaceAll(name, x.ID, "one")
		if name == "" {
			name = "start"
		}
		tab.Look(t, base+path, "public/"+name)
	}
}

// TestLookAtAPlace opens what somebody with a place sees.
func TestLookAtAPlace(t *testing.T) {
	h := settled(t)
	x, waits := seminarIn(t, h, "Kas ir mentorings un kam tas der", 1), seminarIn(t, h, "Kā kļūt par mentoru", 1)
	p, other := h.Person(t, "Ieva", "Kalniņa"), h.Person(t, "Anna", "Liepa")
	me, path := h.As(t, p), seminar.Path(x.ID)
	h.As(t, other).Post(t, seminar.Path(waits.ID)+"/join", entry)
	me.Post(t, seminar.Path(waits.ID)+"/join", entry)
	tab, base := webtest.Browser(t), h.Serve(t)
	tab.Open(t, h.Door(t, p))
	tab.Look(t, base+path, "public/seminar-join")
	done(t, me, path+"/join", entry, "Jums ir vieta")
	tab.Look(t, base+path, "public/seminar-placed")
	tab.Look(t, base+path+"/leave", "public/seminar-leave")
	tab.Look(t, base+seminar.Path(waits.ID), "public/seminar-waiting")
	tab.Size(t, 360, 800)
	tab.Open(t, base+path)
	if err := chromedp.Do(tab.Ctx, chromedp.Submit("#code")); err != nil {
		t.Fatal(err)
	}
	webtest.Eval[string](t, tab, `new Promise(r => { const f = () => document.querySelector(".code-shown") ? r("there") : setTimeout(f, 20); f() })`)
	tab.Picture(t, "public/seminar-code-light-360")
	for _, problem := range append(tab.Axe(t), tab.Overflow(t)...) {
		t.Error(problem)
	}
	for _, problem := range tab.Complaints() {
		t.Error(problem)
	}
}
