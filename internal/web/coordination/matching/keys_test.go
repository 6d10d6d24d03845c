package matching

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"domubiedrs/internal/web/webtest"
)

// keyboard is a mentee's page in a browser in which links lead nowhere: it only
// notes what was pressed.
type keyboard struct {
	*webtest.Tab
	address string
}

const note = `window.pressed = ""; document.addEventListener("click", (event) => {
	const link = event.target.closest("a");
	if (link) { event.preventDefault(); window.pressed = link.getAttribute("href"); }
}, true); ""`

// page opens the page anew.
func (k keyboard) page(t testing.TB) {
	t.Helper()
	k.Open(t, k.address)
	webtest.Eval[string](t, k.Tab, note)
}

// press strikes a key and gives the address that it leads to, empty for none.
func (k keyboard) press(t testing.TB, key string, with ...chromedp.KeyOption) string {
	t.Helper()
	webtest.Eval[string](t, k.Tab, `window.pressed = ""`)
	if err := chromedp.Do(k.Ctx, chromedp.KeyEvent(key, with...)); err != nil {
		t.Fatal(err)
	}
	return webtest.Eval[string](t, k.Tab, `window.pressed`)
}

// TestKeys: single keys lead on while nobody types, are listed on the page, and
// stay off once they are switched off (WCAG 2.1.4).
func TestKeys(t *testing.T) {
	o := open(t, 12, 6)
	r := o.run(t)
	lines := r.Outcome.Mentees
	k := keyboard{webtest.Browser(t), o.Serve(t) + of(r, lines[1].Mentee)}
	k.Open(t, o.Door(t, o.Who))
	k.page(t)
	if listed := webtest.Eval[string](t, k.Tab, `[...document.querySelectorAll("[data-keys] kbd")].filter((key) => key.checkVisibility()).map((key) => key.textContent).join()`); listed != "J,K,1–9,R,L,X" {
		t.Errorf("listed: %s", listed)
	}
	next, previous := of(r, lines[2].Mentee), of(r, lines[0].Mentee)
	if got := k.press(t, "j"); got != next {
		t.Errorf("J leads to %q, want %s", got, next)
	}
	if got := k.press(t, "k"); got != previous {
		t.Errorf("K leads to %q, want %s", got, previous)
	}
	k.decides(t, lines[1].Picks[0].Mentor, lines[1].Picks[1].Mentor)
	k.silent(t)
	k.off(t, next)
	if said := k.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}

// decides: L and X are about the first mentor, or the one whose card has the
// focus; a number and R move there.
func (k keyboard) decides(t *testing.T, first, second string) {
	t.Helper()
	if got := k.press(t, "l"); !strings.HasSuffix(got, "/pair?mentor="+first+"&kind=lock") {
		t.Errorf("L leads to %q", got)
	}
	focus := func() string {
		return webtest.Eval[string](t, k.Tab, `document.activeElement.closest("[data-near]").querySelector("h3").id + " " + document.activeElement.className`)
	}
	if k.press(t, "2"); focus() != "m-"+second+" " {
		t.Errorf("2 moves to %q", focus())
	}
	if k.press(t, "r"); focus() != "m-"+second+" matchdesk-why" {
		t.Errorf("R moves to %q", focus())
	}
	if got := k.press(t, "x"); !strings.HasSuffix(got, "/pair?mentor="+second+"&kind=exclude") {
		t.Errorf("X leads to %q", got)
	}
}

// silent: in a control that takes text or letters, and with a modifier, keys
// are what they always are.
func (k keyboard) silent(t *testing.T) {
	t.Helper()
	for _, control := range []string{"#f-q", "#f-state"} {
		webtest.Eval[string](t, k.Tab, fmt.Sprintf(`document.querySelector("%s").focus(); ""`, control))
		for _, key := range []string{"j", "k", "l", "x", "r", "2"} {
			if got := k.press(t, key); got != "" || !webtest.Eval[bool](t, k.Tab, fmt.Sprintf(`document.activeElement.matches("%s")`, control)) {
				t.Errorf("%s in %s leads to %q", key, control, got)
			}
		}
	}
	if typed := webtest.Eval[string](t, k.Tab, `document.querySelector("#f-q").value`); typed != "jklxr2" {
		t.Errorf("typed %q", typed)
	}
	k.page(t)
	for _, with := range []chromedp.Modifier{chromedp.ModifierCtrl, chromedp.ModifierAlt, chromedp.ModifierMeta} {
		if got := k.press(t, "j", chromedp.KeyModifiers(with)); got != "" {
			t.Errorf("J with %v leads to %q", with, got)
		}
	}
}

// off: the box switches the keys off, for the next page too, and on again.
func (k keyboard) off(t *testing.T, next string) {
	t.Helper()
	for _, want := range []string{"", next} {
		webtest.Eval[string](t, k.Tab, `document.querySelector("#keys-on").click(); ""`)
		if got := k.press(t, "j"); got != want {
			t.Errorf("J leads to %q, want %q", got, want)
		}
		k.page(t)
		if got := k.press(t, "j"); got != want {
			t.Errorf("on the next page J leads to %q, want %q", got, want)
		}
	}
}
