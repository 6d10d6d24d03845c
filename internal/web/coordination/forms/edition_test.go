package forms

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/coordination/officetest"
)

// TestList: each questionnaire of the programme stands there once, with whose it
// is and the draft that waits.
func TestList(t *testing.T) {
	o := open(t)
	body := o.See(t, root, "Anketas")
	officetest.Contains(t, body, "Digitālie mentori", "Pirms tikšanās ar mentoru", "30 min", "Pēc sesijas", "3. posms", "kopīga")
	officetest.Lacks(t, body, "Reģionu mentori", "Turpināt melnrakstu")
	if n := strings.Count(body, `<th scope="row">`); n != 12 {
		t.Errorf("%d questionnaires, want 12", n)
	}
	e := o.begin(t, questionnaire.Preparation, o.Here.ID)
	o.begin(t, questionnaire.SWOT, o.Other.ID)
	body = o.See(t, root, "Anketas")
	officetest.Contains(t, body, at(e, ""))
	if n := strings.Count(body, "Turpināt melnrakstu"); n != 1 {
		t.Errorf("%d drafts wait, want the programme's own", n)
	}
}

// TestAnEdition goes from the shared wording to the programme's own and back.
func TestAnEdition(t *testing.T) {
	o := open(t)
	shared := o.current(t, questionnaire.Preparation)
	title := shared.Title.LV
	officetest.Contains(t, o.See(t, at(shared, ""), title), "Mainīt tekstu", "Apskatīt", "Drukāt", "1. versija", "Aizpilda tagad", "kopīga")
	got := o.Done(t, at(shared, "/begin"), officetest.Values(), "Melnraksts ir izveidots.")
	drafts, err := o.Questionnaires.Drafts(t.Context(), o.Me(), o.Here.ID)
	if err != nil || len(drafts) != 1 || got.To() != at(drafts[0], "") {
		t.Fatalf("drafts %v at %s: %v", drafts, got.To(), err)
	}
	draft := drafts[0]
	if again := o.Post(t, at(shared, "/begin"), officetest.Values()); again.To() != at(draft, "") {
		t.Errorf("a second beginning leads to %q", again.To())
	}
	officetest.Contains(t, o.See(t, at(shared, ""), title), "Turpināt melnrakstu")
	officetest.Contains(t, o.See(t, at(draft, "/publish"), "Publicēt"), "Jau iesāktās anketas pabeidz ar iepriekšējo versiju.", "visi, kas anketu sāk no šī brīža")
	o.Refused(t, at(draft, "/publish"), officetest.Values("version", "9"), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	o.Done(t, at(draft, "/publish"), officetest.Values("version", "1"), "Anketa ir publicēta.")
	own := o.load(t, draft)
	if own.Status != questionnaire.Published || o.current(t, questionnaire.Preparation).ID != own.ID {
		t.Fatalf("after publishing it is %s", own.Status)
	}
	officetest.Contains(t, o.See(t, at(shared, ""), title), "Šo versiju vairs nelieto jaunās anketās.")
	o.Refused(t, at(own, "/words"), officetest.Values("version", "2"), http.StatusConflict, "Publicētu anketu vairs nemaina.")
	officetest.Contains(t, o.See(t, at(own, "/withdraw"), "Atsaukt programmas versiju"), "visām programmām kopīgā versija")
	o.Done(t, at(own, "/withdraw"), officetest.Values("version", strconv.FormatInt(own.Revision, 10)), "Programmas versija ir atsaukta.")
	if now := o.current(t, questionnaire.Preparation); now.ID != shared.ID {
		t.Errorf("after withdrawing, %s is filled in", now.ID)
	}
	o.Gone(t, at(shared, "/withdraw"))
}

// TestDiscard asks first, and leaves what is filled in as it is.
func TestDiscard(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.SWOT, o.Here.ID)
	officetest.Contains(t, o.See(t, at(e, "/discard"), "Izmest melnrakstu"), "to nevar atgūt")
	o.Refused(t, at(e, "/discard"), officetest.Values(), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	o.Done(t, at(e, "/discard"), officetest.Values("version", "1"), "Melnraksts ir izmests.")
	o.Gone(t, at(e, ""), at(e, "/words"), at(e, "/publish"))
}

// below are the pages of a draft, and what they are posted to.
var below = []string{"", "/preview", "/print", "/words", "/add", "/retire", "/publish", "/discard", "/withdraw"}

// TestOthersDoNotSee: a draft and a published edition of another programme do
// not exist for its neighbours; support staff reads what is published and changes
// nothing.
func TestOthersDoNotSee(t *testing.T) {
	o := open(t)
	theirs := o.begin(t, questionnaire.GoalSheet, o.Other.ID)
	for range 2 {
		for _, x := range below {
			if got := o.Get(t, at(theirs, x)); got.Status != http.StatusNotFound {
				t.Errorf("GET %q of another programme: %d", x, got.Status)
			}
		}
		for _, x := range []string{"/begin", "/words", "/add", "/order", "/retire", "/restore", "/publish", "/discard", "/withdraw"} {
			if got := o.Post(t, at(theirs, x), officetest.Values("version", "1")); got.Status != http.StatusNotFound {
				t.Errorf("POST %q of another programme: %d", x, got.Status)
			}
		}
		var err error
		if theirs = o.load(t, theirs); theirs.Status == questionnaire.Draft {
			if theirs, err = o.Questionnaires.Publish(t.Context(), officetest.Actor(o.Who, access.Coordinator, o.Other.ID), theirs.ID, theirs.Revision); err != nil {
				t.Fatal(err)
			}
		}
	}
	shared := o.current(t, questionnaire.GoalSheet)
	o.Gone(t, at(shared, "?programme="+o.Other.ID))
	mine := o.begin(t, questionnaire.GoalSheet, o.Here.ID)
	support := o.with(t, access.Support, o.Here.ID)
	body := support.See(t, at(shared, ""), shared.Title.LV)
	officetest.Contains(t, body, "Apskatīt")
	officetest.Lacks(t, body, "Mainīt tekstu", "Turpināt melnrakstu")
	officetest.Lacks(t, support.See(t, root, "Anketas"), "Turpināt melnrakstu")
	support.Gone(t, at(mine, ""), at(mine, "/preview"))
	if got := support.Post(t, at(shared, "/begin"), officetest.Values()); got.Status != http.StatusForbidden {
		t.Errorf("support begins a draft: %d", got.Status)
	}
}

// TestTwoProgrammes: who works for both chooses by the address, and each has a
// draft of its own.
func TestTwoProgrammes(t *testing.T) {
	o := open(t)
	both := o.Person(t, "Zane", "Divējāda", officetest.In(access.Coordinator, o.Here.ID), officetest.In(access.Lead, o.Other.ID))
	two := &staff{o.By(t, both)}
	body := two.See(t, root, "Anketas")
	officetest.Contains(t, body, "Digitālie mentori", "Reģionu mentori", "programme="+o.Other.ID)
	shared := o.current(t, questionnaire.SWOT)
	body = two.See(t, at(shared, "?programme="+o.Other.ID), shared.Title.LV)
	officetest.Contains(t, body, "Reģionu mentori", "/begin?programme="+o.Other.ID)
	got := two.Done(t, at(shared, "/begin?programme="+o.Other.ID), officetest.Values(), "Melnraksts ir izveidots.")
	drafts, err := o.Questionnaires.Drafts(t.Context(), officetest.Actor(both, access.Lead, o.Other.ID), o.Other.ID)
	if err != nil || len(drafts) != 1 || got.To() != at(drafts[0], "") {
		t.Errorf("drafts %v at %s: %v", drafts, got.To(), err)
	}
}

// TestWhatPublishingPromises: who has begun finishes with the words before, and
// who begins from then on has the new ones, also once they are withdrawn again.
func TestWhatPublishingPromises(t *testing.T) {
	o := open(t)
	x := o.Intake(t, o.Here, "2027-1")
	start := func(given string) application.Application {
		t.Helper()
		a, err := o.Applications.Start(t.Context(), access.Actor{Person: o.Person(t, given, "Paraudziņa").ID, Fresh: true}, x.ID, application.Mentee)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	title := func(a application.Application) string {
		t.Helper()
		form, err := o.Applications.Form(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		return form.Title.LV
	}
	before := start("Anna")
	e := o.begin(t, questionnaire.ApplyMentee, o.Here.ID)
	o.Done(t, at(e, "/words"), officetest.Values("title_lv", "Jauns nosaukums", "title_en", "New title", "version", "1"), "Teksts ir saglabāts")
	if during := start("Berta"); title(during) == "Jauns nosaukums" {
		t.Error("a draft is filled in")
	}
	o.Done(t, at(e, "/publish"), officetest.Values("version", "2"), "Anketa ir publicēta.")
	after := start("Cilda")
	o.Done(t, at(e, "/withdraw"), officetest.Values("version", "3"), "Programmas versija ir atsaukta.")
	last := start("Dora")
	old := o.current(t, questionnaire.ApplyMentee).Title.LV
	for who, got := range map[string][2]string{"before": {title(before), old}, "after": {title(after), "Jauns nosaukums"}, "last": {title(last), old}} {
		if got[0] != got[1] {
			t.Errorf("who begins %s fills in %q, want %q", who, got[0], got[1])
		}
	}
}

// TestPublishedIsLeftAlone: every page of the editor shows the edition as it is
// and says why nothing was done.
func TestPublishedIsLeftAlone(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.SWOT, o.Here.ID)
	first, section := keysOf(e)[0], e.Sections[0].Key
	o.Done(t, at(e, "/publish"), officetest.Values("version", "1"), "Anketa ir publicēta.")
	const why = "Publicētu anketu vairs nemaina. Sāciet jaunu versiju."
	for path, form := range map[string]url.Values{
		"/words": officetest.Values("title_lv", "X", "title_en", "X", "version", "2"), "/order": officetest.Values("down", first, "version", "2"),
		"/add?kind=short&section=" + section: officetest.Values("label_lv", "X", "label_en", "X", "version", "2"),
		"/retire?prompt=" + first:            officetest.Values("version", "2"), "/restore": officetest.Values("prompt", first, "version", "2"),
		"/publish": officetest.Values("version", "2"), "/discard": officetest.Values("version", "2")} {
		o.Refused(t, at(e, path), form, http.StatusConflict, why)
		if got := o.Get(t, at(e, path)); path != "/order" && path != "/restore" && (got.Status != http.StatusConflict || !strings.Contains(got.Body, why)) {
			t.Errorf("GET %s: %d", path, got.Status)
		}
	}
	if now := o.load(t, e); now.Revision != 2 || now.Title != e.Title {
		t.Errorf("it has changed: revision %d", now.Revision)
	}
}

// TestALeadInEnglish: a lead does what a coordinator does, in the other language.
func TestALeadInEnglish(t *testing.T) {
	house := open(t)
	o := house.with(t, access.Lead, house.Here.ID)
	shared := house.current(t, questionnaire.SMART)
	got := o.Post(t, at(shared, "/begin"), officetest.Values())
	if got.Status != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	page := o.Get(t, got.To()+"/preview?lang=en")
	officetest.Rules(t, "preview", page)
	officetest.Contains(t, page.Body, shared.Title.EN, "As the person filling it in sees it", `<html lang="en"`)
	page = o.Get(t, got.To()+"/publish")
	officetest.Rules(t, "publish", page)
	if done := o.Post(t, got.To()+"/publish", officetest.Values("version", "1")); done.Status != http.StatusSeeOther {
		t.Errorf("publish: %d", done.Status)
	}
}
