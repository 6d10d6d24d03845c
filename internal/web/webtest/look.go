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

// Look opens an address light and dark, from a phone's width to a desk's, and
// reports what axe finds, what sticks out, and what the browser complains of.
// Pictures of it all go where Picture puts them, for people to look at.
func (tab *Tab) Look(t testing.TB, url, name string) {
	t.Helper()
	report := func(how string, found []string) {
		for _, problem := range found {
			t.Errorf("%s, %s: %s", name, how, problem)
		}
	}
	for _, scheme := range []string{"light", "dark"} {
		tab.Scheme(t, scheme)
		for _, width := range []int64{320, 360, 768, 1280} {
			how := fmt.Sprintf("%s-%d", scheme, width)
			tab.Size(t, width, 800)
			tab.Open(t, url)
			report(how, tab.Overflow(t))
			if width == 360 || width == 1280 {
				report(how, tab.Axe(t))
			}
			if width != 320 {
				tab.Picture(t, name+"-"+how)
			}
		}
	}
	report("browser", tab.Complaints())
}
