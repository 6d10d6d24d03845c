package webtest

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"domubiedrs/internal/i18n"
)

// Speak makes the browser ask for pages in a language, as a choice on the page
// does; a page of the service must be open.
func (tab *Tab) Speak(t testing.TB, lang i18n.Lang) {
	t.Helper()
	Eval[string](t, tab, fmt.Sprintf(`document.cookie = "lang=%s; path=/"`, lang))
}

// Scheme is what the device prefers: "light" or "dark".
func (tab *Tab) Scheme(t testing.TB, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(tab.Ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
}

// looks are how a page is seen: light from a phone's width to a desk's, and dark
// at a desk.
var looks = []struct {
	scheme string
	width  int64
	axe    bool
}{
	{"light", 320, false}, {"light", 360, true}, {"light", 768, false}, {"light", 1280, false}, {"dark", 1280, true},
}

// Look opens an address in every look and reports what axe finds, what sticks
// out, and what the browser complains of. Pictures of it all go where Picture
// puts them, for people to look at.
func (tab *Tab) Look(t testing.TB, url, name string) {
	t.Helper()
	report := func(how string, found []string) {
		for _, problem := range found {
			t.Errorf("%s, %s: %s", name, how, problem)
		}
	}
	for _, look := range looks {
		how := fmt.Sprintf("%s-%d", look.scheme, look.width)
		tab.Scheme(t, look.scheme)
		tab.Size(t, look.width, 800)
		tab.Open(t, url)
		report(how, tab.Overflow(t))
		if look.axe {
			report(how, tab.Axe(t))
		}
		tab.Picture(t, name+"-"+how)
	}
	report("browser", tab.Complaints())
}
