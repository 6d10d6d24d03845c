package seminars

import (
	"bytes"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"domubiedrs/internal/web/webtest"
)

// TestLook opens pages in a browser, as a coordinator sees them.
func TestLook(t *testing.T) {
	o := open(t)
	early := o.published(t, 1)
	x := o.attended(t)
	o.joined(t, x, "Anna Elizabete", "Bērziņa-Kalniņa")
	l, _, err := o.Seminars.IssueList(t.Context(), o.Me(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	for name, path := range map[string]string{"list": room, "new": room + "/new?like=" + x.ID, "page": here(x), "call-off": here(early) + "/call-off",
		"attendance": here(x) + "/attendance", "door": here(x) + "/door", "poster": here(x) + "/poster", "sheet": here(x) + "/sheet",
		"issued": lists + "/" + l.ID, "schedule": months + "?month=2026-11"} {
		tab.Look(t, o.Serve(t)+path, "seminars/"+name)
	}
}

// TestKeyboard marks somebody with the keyboard alone, and the reason comes and
// goes with the choice.
func TestKeyboard(t *testing.T) {
	o := open(t)
	x := o.attended(t)
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	tab.Open(t, o.Serve(t)+here(x)+"/attendance")
	people, err := o.Seminars.Attendees(t.Context(), o.Me(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	anna := people[0].ID
	hidden := `document.getElementById("f-reason-` + anna + `").disabled`
	if !webtest.Eval[bool](t, tab, hidden) {
		t.Error("the reason is asked for before the mark is changed")
	}
	webtest.Eval[bool](t, tab, `(document.querySelector('[name="mark-`+anna+`"]:checked').focus(), true)`)
	if err := chromedp.Do(tab.Ctx, chromedp.KeyEvent(kb.ArrowUp)); err != nil {
		t.Fatal(err)
	}
	if webtest.Eval[bool](t, tab, hidden) {
		t.Error("the reason is not asked for")
	}
}

// TestPaper prints a list with more people than a sheet holds: the sheets lie
// down, and the first one is not left empty.
func TestPaper(t *testing.T) {
	o := open(t)
	x := o.published(t, 30)
	for n := range 25 {
		o.joined(t, x, "Ieva", "Kalniņa "+string(rune('A'+n)))
	}
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	tab.Open(t, o.Serve(t)+here(x)+"/sheet")
	got, err := chromedp.Call(tab.Ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	sheets := regexp.MustCompile(`/MediaBox \[0 0 84\d(\.\d+)? 59\d(\.\d+)?\]`).FindAllString(string(got.Data), -1)
	if len(sheets) != 2 || bytes.Count(got.Data, []byte("/MediaBox")) != 2 {
		t.Errorf("the sheets are %q, want two of A4 lying down", sheets)
	}
}
