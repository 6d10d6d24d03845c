package ui_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/web/webtest"
)

// Axe must find what is wrong, else its silence says nothing.
func TestAxeSees(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Open(t, url+"/gallery/home/0")
	webtest.Eval[any](t, tab, `document.querySelector("main").append(document.createElement("img")), null`)
	if got := strings.Join(tab.Axe(t), "\n"); !strings.Contains(got, "image-alt") {
		t.Errorf("a picture without a text went unnoticed: %q", got)
	}
	webtest.Eval[any](t, tab, `document.querySelector(".brand").className = "x".repeat(400), document.querySelector("h1").textContent = "x".repeat(400), document.querySelector("h1").setAttribute("class", "nb"), null`)
	if len(tab.Overflow(t)) == 0 {
		t.Error("a page that scrolls sideways went unnoticed")
	}
}

func keys(t *testing.T, tab *webtest.Tab, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(tab.Ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func TestMenus(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Size(t, 1280, 800)
	tab.Open(t, url+"/gallery/home/0")
	const open = `[...document.querySelectorAll("details.menu")].map(d => d.open)`
	want := func(what string, first, second bool) {
		t.Helper()
		if got := webtest.Eval[[]bool](t, tab, open); got[0] != first || got[1] != second {
			t.Errorf("%s: open menus %v, want %v and %v", what, got, first, second)
		}
	}
	keys(t, tab, chromedp.Click(chromedp.CSS(".menu:first-of-type summary")))
	want("after a click", true, false)
	keys(t, tab, chromedp.Click(chromedp.CSS("summary.who")))
	want("after opening the other", false, true)
	for _, violation := range tab.Axe(t) {
		t.Error(violation)
	}
	tab.Picture(t, "gallery-menu")
	keys(t, tab, chromedp.KeyEvent("\x1b"))
	want("after Escape", false, false)
	if got := webtest.Eval[string](t, tab, `document.activeElement.className`); got != "who" {
		t.Errorf("after Escape the focus is on %q, want the menu's opener", got)
	}
}

func TestErrorSummaryTakesTheFocus(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Open(t, url+"/gallery/form/1")
	if got := webtest.Eval[string](t, tab, `document.activeElement.id`); got != "errors" {
		t.Errorf("the focus is on %q, want the error summary", got)
	}
	keys(t, tab, chromedp.Click(chromedp.CSS(".errors a")))
	if got := webtest.Eval[string](t, tab, `document.activeElement.id`); got != "f-name" {
		t.Errorf("the first fault leads to %q, want its control", got)
	}
}

func TestCounter(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Open(t, url+"/gallery/form/0")
	for _, c := range []struct{ text, want string }{
		{`"a".repeat(10)`, "Ne vairāk par 500 rakstzīmēm."},
		{`"ā".repeat(490)`, "Vēl var rakstīt: 10"},
		{`"🙂".repeat(500)`, "Vēl var rakstīt: 0"},
		{`"a".repeat(503)`, "Pārsniegts par: 3"},
	} {
		webtest.Eval[any](t, tab, `const c = document.getElementById("f-goal"); c.value = `+c.text+`; c.dispatchEvent(new Event("input", {bubbles: true})); null`)
		if got := webtest.Eval[string](t, tab, `document.getElementById("f-goal-count").textContent`); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSecondPressSendsNothing(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Open(t, url+"/gallery/form/0")
	got := webtest.Eval[[]bool](t, tab, `(() => {
		const form = document.getElementById("form");
		const press = () => form.dispatchEvent(new SubmitEvent("submit", {cancelable: true, bubbles: true}));
		const first = press(), second = press();
		dispatchEvent(new Event("pageshow"));
		return [first, second, press()];
	})()`)
	if len(got) != 3 || !got[0] || got[1] || !got[2] {
		t.Errorf("presses that are let through: %v, want the first, and again after coming back", got)
	}
}

// Forced colours, and paper: nothing to compare with, but axe still holds and
// people look at the pictures.
func TestOtherMedia(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Size(t, 1280, 800)
	for _, page := range []string{"home", "form", "list", "done"} {
		tab.Open(t, url+"/gallery/"+page+"/0")
		media(t, tab, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
		tab.Picture(t, "gallery-"+page+"-forced")
		media(t, tab, emulation.SetEmulatedMediaParams{Media: "print"})
		if webtest.Eval[bool](t, tab, `[".top", ".actions", ".filters", ".foot nav"].some(s => document.querySelector(s)?.checkVisibility())`) {
			t.Errorf("%s: on paper there is something to press", page)
		}
		if !webtest.Eval[bool](t, tab, `document.querySelector(".print-owner").checkVisibility()`) {
			t.Errorf("%s: paper does not say whose page it is", page)
		}
		tab.Picture(t, "gallery-"+page+"-print")
		media(t, tab, emulation.SetEmulatedMediaParams{})
	}
}

// Laid out as a list, a table must stay one for whoever hears it.
func TestTableOnAPhone(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Size(t, 360, 800)
	tab.Open(t, url+"/gallery/list/0")
	tree, err := chromedp.Call(tab.Ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]int{}
	for _, node := range tree.Nodes {
		if node.Role != nil {
			roles[string(node.Role.Value)]++
		}
	}
	want := map[string]int{`"table"`: 1, `"row"`: 5, `"rowheader"`: 4, `"columnheader"`: 7, `"cell"`: 24}
	for role, count := range want {
		if roles[role] != count {
			t.Errorf("%d of role %s, want %d", roles[role], role, count)
		}
	}
}

// What is typed into a filter renews the list and the address, without a press.
func TestFiltersFollow(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	tab.Open(t, url+"/gallery/list/0")
	got := webtest.Eval[[]string](t, tab, `new Promise(done => {
		document.addEventListener("htmx:configRequest", e => {
			e.preventDefault();
			done([e.detail.verb, e.detail.path, String(e.detail.parameters.q), e.detail.target.id]);
		});
		const q = document.getElementById("f-q");
		q.value = "āboliņa";
		q.dispatchEvent(new Event("input", {bubbles: true}));
	})`)
	if diff := cmp.Diff([]string{"get", "/people", "āboliņa", "people"}, got); diff != "" {
		t.Error(diff)
	}
}

func media(t *testing.T, tab *webtest.Tab, params emulation.SetEmulatedMediaParams) {
	t.Helper()
	if _, err := chromedp.Call(tab.Ctx, emulation.SetEmulatedMedia, params); err != nil {
		t.Fatal(err)
	}
}
