package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"domubiedrs/internal/web/webtest"
)

const (
	tabKey    = "\t"
	enterKey  = "\r"
	escapeKey = "\x1b"
)

// stop is where the focus stands, as testdata/page.js tells it.
type stop struct {
	Number int    // in the order of the page; -1: on none of its controls
	Name   string //
	Ring   bool   // it can be seen that it has the focus
	Seen   bool   // nothing covers it
}

func (w *window) key(t testing.TB, key string) {
	t.Helper()
	w.do(t, chromedp.KeyEvent(key))
}

func (w *window) step(t testing.TB) stop {
	t.Helper()
	return webtest.Eval[stop](t, w.Tab, "e2e.step()")
}

// longest is how many controls of a page are walked through: lists repeat
// themselves.
const longest = 60

// walk goes through a page with Tab: each control is reached, in the order of
// the page, it shows that it has the focus, nothing covers it, and the walk
// ends.
func (w *window) walk(t *testing.T, x sight) {
	fail := func(format string, args ...any) {
		t.Errorf("%s as %s: %s", x.path, x.role, fmt.Sprintf(format, args...))
	}
	count := webtest.Eval[int](t, w.Tab, "e2e.walk()")
	if count < 5 {
		fail("only %d controls", count)
	}
	first := 0
	for n := range min(count, longest) {
		at := w.tab(t)
		if n == 0 && webtest.Eval[bool](t, w.Tab, `document.getElementById("errors") !== null`) {
			first = at.Number // the summary of errors took the focus: the walk begins there
		}
		want := (first + n) % count
		if at.Number != want && !(at.Number < 0 && want == 0) { // between the last and the first is the browser itself
			fail("Tab %d leads to %d %s, want %s", n+1, at.Number, at.Name, webtest.Eval[string](t, w.Tab, fmt.Sprintf("e2e.named(%d)", want)))
			return
		}
		if at.Number < 0 {
			return
		}
		if !at.Ring {
			fail("%s does not show that it has the focus", at.Name)
		}
		if !at.Seen {
			fail("%s has the focus and cannot be seen", at.Name)
		}
	}
	if count > longest {
		return
	}
	if at := w.tab(t); at.Number > 0 && at.Number != first {
		fail("after the last control Tab leads to %d %s", at.Number, at.Name)
	}
}

// tab presses Tab until the focus stands on another control: the day, month and
// year of a date, and its calendar, are stops of one.
func (w *window) tab(t testing.TB) stop {
	t.Helper()
	before := w.step(t)
	for range 5 {
		w.key(t, tabKey)
		if at := w.step(t); at.Number != before.Number || at.Number < 0 {
			return at
		}
	}
	t.Errorf("%s: the focus is caught by %s", w.at(t), before.Name)
	return before
}

// TestSkipLink goes past the navigation, with script and without.
func TestSkipLink(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	v := s.as(t, "administrator")
	for _, script := range []bool{true, false} {
		w := s.windowOf(t, v)
		w.script(t, script)
		for _, path := range []string{"/", "/account", "/admin/people"} {
			w.open(t, path)
			w.key(t, tabKey)
			if got := webtest.Eval[string](t, w.Tab, `document.activeElement.getAttribute("href")`); got != "#main" {
				t.Errorf("%s: the first Tab leads to %q, want the skip link", path, got)
			}
			w.key(t, enterKey)
			w.key(t, tabKey)
			if !webtest.Eval[bool](t, w.Tab, `document.querySelector("main").contains(document.activeElement)`) {
				t.Errorf("%s: after the skip link Tab does not lead into the main part", path)
			}
		}
	}
}

// TestMenusByKeyboard opens and closes the menus of the top bar.
func TestMenusByKeyboard(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	w := s.windowOf(t, s.as(t, "mentee"))
	w.open(t, "/account")
	w.do(t, chromedp.Focus(chromedp.CSS("summary.who")))
	w.key(t, enterKey)
	w.key(t, tabKey)
	if got := webtest.Eval[string](t, w.Tab, `document.activeElement.getAttribute("href")`); got != "/home" {
		t.Errorf("in the open menu Tab leads to %q, want /home", got)
	}
	w.key(t, escapeKey)
	if webtest.Eval[bool](t, w.Tab, `document.querySelector("details.menu[open]") !== null`) {
		t.Error("Escape does not close the menu")
	}
	w.key(t, enterKey) // the focus is back on the opener
	for range 3 {
		w.key(t, tabKey)
	}
	w.key(t, enterKey)
	await(t, "the sign-out", func() bool { return w.at(t) == "/" })
	w.quiet(t)
}
