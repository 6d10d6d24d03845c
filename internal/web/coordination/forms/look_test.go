package forms

import (
	"testing"

	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// TestLook opens the pages in a browser, as a coordinator sees them.
func TestLook(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.Reflection, o.Here.ID)
	e, err := o.Questionnaires.RetirePrompt(t.Context(), o.Me(), e.ID, e.Revision, "G2.2")
	if err != nil {
		t.Fatal(err)
	}
	apply := o.current(t, questionnaire.ApplyMentee)
	long := o.begin(t, questionnaire.ApplyMentee, o.Here.ID)
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	for name, path := range map[string]string{"list": root, "draft-application": at(long, ""), "words-application": at(long, "/words?prompt=role-category"), "edition": at(apply, ""), "draft": at(e, ""), "words": at(e, "/words?prompt=G1.1"),
		"add": at(e, "/add?section=G1"), "add-choice": at(e, "/add?section=G1&kind=choices"), "retire": at(e, "/retire?prompt=G1.1"),
		"publish": at(e, "/publish"), "preview": at(e, "/preview?lang=en"), "preview-application": at(apply, "/preview"), "print": at(e, "/print"),
		"print-application": at(apply, "/print")} {
		tab.Look(t, o.Serve(t)+path, "forms/"+name)
	}
}

// TestKeyboard: after a question was moved, the button that moved it has the
// focus, so that it can be pressed again.
func TestKeyboard(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.SWOT, o.Here.ID)
	tab := webtest.Browser(t)
	tab.Open(t, o.Door(t, o.Who))
	first := keysOf(e)[0]
	for _, want := range []string{"down-" + first, "up-" + first} {
		got := o.Post(t, at(e, "/order"), officetest.Values("version", rev(o.load(t, e)), "down", first))
		tab.Open(t, o.Serve(t)+root) // another page, so that the next one is loaded anew
		tab.Open(t, o.Serve(t)+got.To())
		if focused := webtest.Eval[string](t, tab, `document.activeElement.id`); focused != want {
			t.Errorf("the focus is on %q, want %s", focused, want)
		}
	}
}
