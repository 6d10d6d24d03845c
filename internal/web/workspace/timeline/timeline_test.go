package timeline_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web/webtest"
	"domubiedrs/internal/web/workspace/timeline"
)

// room is a mentorship and its members in their browsers.
type room struct {
	*webtest.House
	m                        mentorship.Mentorship
	at                       string
	ieva, andris             access.Actor
	mentee, mentor, stranger *webtest.Visitor
}

func open(t *testing.T) room {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"timeline": timeline.Templates()})
	h.Ground(t)
	(&timeline.Pages{Base: h.Together()}).Mount()
	x := h.Intake(t, "demo", webtest.Days)
	ieva, andris, otto := h.Person(t, "Ieva", "Kalniņa"), h.Person(t, "Andris", "Vītols"), h.Person(t, "Otto", "Ozols")
	m := h.Begin(t, x.Programme, andris, ieva)
	in := func(p account.Person, role access.Role) access.Actor {
		return access.Actor{Person: p.ID, Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: access.Mentorship, ID: m.ID}}}}
	}
	return room{h, m, "/workspace/mentorships/" + m.ID + "/journal", in(ieva, access.Mentee), in(andris, access.Mentor), h.As(t, ieva), h.As(t, andris), h.As(t, otto)}
}

func (x room) write(t *testing.T, by access.Actor, w journal.Write) journal.Entry {
	t.Helper()
	w.Mentorship = x.m.ID
	e, err := x.Journal.Put(t.Context(), by, w)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func insight(text string, private bool) journal.Write {
	return journal.Write{Kind: journal.Insight, Private: private, Body: journal.Body{"text": text}}
}

// hides fails when a page says what it must not.
func hides(t *testing.T, page webtest.Answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(page.Body, text) {
			t.Errorf("%q is there", text)
		}
	}
}

// TestTheLine shows each member what they may read, the latest first.
func TestTheLine(t *testing.T) {
	x := open(t)
	x.mentee.See(t, x.at, "Pirmais ieraksts parādīsies pēc pirmās sesijas")
	x.write(t, x.ieva, insight("Kopīga doma", false))
	x.write(t, x.ieva, insight("Slepena doma", true))
	x.write(t, x.andris, journal.Write{Kind: journal.Feedback, Body: journal.Body{"strengths": "Neizlasīta uzslava"}})
	mine := x.mentee.See(t, x.at, "Kopīga doma", "Slepena doma", "Redzat tikai jūs", "vēl nav atvērts")
	hides(t, mine, "Neizlasīta uzslava")
	if strings.Index(mine.Body, "Slepena doma") > strings.Index(mine.Body, "Kopīga doma") {
		t.Error("the earlier stands first")
	}
	theirs := x.mentor.See(t, x.at, "Kopīga doma", "Ieva Kalniņa", "Neizlasīta uzslava")
	hides(t, theirs, "Slepena doma")
	hides(t, x.mentor.See(t, x.at+"?kind=insight", "Kopīga doma"), "Neizlasīta uzslava")
	hides(t, x.mentor.See(t, x.at+"?who="+x.andris.Person, "Neizlasīta uzslava"), "Kopīga doma")
	x.mentor.See(t, x.at+"?kind=task", "Šādu ierakstu nav")
}

// TestPageByPage leads through a long journal and back.
func TestPageByPage(t *testing.T) {
	x := open(t)
	for n := range 31 {
		x.write(t, x.ieva, insight("Doma nr. "+strconv.Itoa(n)+".", false))
	}
	first := x.mentee.See(t, x.at+"?kind=insight", "Doma nr. 30.", "Doma nr. 1.")
	hides(t, first, "Doma nr. 0.")
	_, rest, _ := strings.Cut(first.Body, `rel="next" href="`)
	next, _, _ := strings.Cut(rest, `"`)
	second := x.mentee.See(t, strings.ReplaceAll(next, "&amp;", "&"), "Doma nr. 0.", `rel="prev"`)
	hides(t, second, "Doma nr. 1.")
	if got := x.mentee.Get(t, x.at+"?before=x"); got.Status != http.StatusNotFound {
		t.Errorf("a place that is none: %d", got.Status)
	}
}

// TestSearch finds and marks, for those alone who may read.
func TestSearch(t *testing.T) {
	x := open(t)
	x.write(t, x.ieva, insight("Klausīšanās palīdz", false))
	x.write(t, x.ieva, insight("Klausīšanās nogurdina", true))
	sheet := x.write(t, x.ieva, journal.Write{Kind: journal.Worksheet, Slot: "d", Private: true, Body: journal.Body{"D4.1": "Klausīšanās laiks", "D4.2": "Klausīšanās un dzirde"}})
	if _, err := x.Journal.Share(t.Context(), x.ieva, x.m.ID, sheet.ID, sheet.Version); err != nil {
		t.Fatal(err)
	}
	look := func(v *webtest.Visitor, words string) webtest.Answer {
		return v.Post(t, x.at+"/search", url.Values{"q": {words}})
	}
	mine := look(x.mentee, "klausisan")
	mine.Says(t, "<mark>Klausīšanās</mark> palīdz", "<mark>Klausīšanās</mark> nogurdina", "un dzirde", "Atrasti 3 ieraksti")
	theirs := look(x.mentor, "klausisan")
	theirs.Says(t, "<mark>Klausīšanās</mark> palīdz", "laiks", "Atrasti 2 ieraksti")
	hides(t, theirs, "nogurdina", "dzirde")
	look(x.mentor, "dzirde").Says(t, "Nekas nav atrasts")
	hides(t, look(x.mentor, " ,"), "Nekas nav atrasts")
	if strings.Contains(x.Log.String(), "lausisan") {
		t.Error("the log has what was looked for")
	}
	x.mentee.See(t, x.at+"/search", "Meklētie vārdi netiek saglabāti")
}

// TestOneEntry shows what it said before.
func TestOneEntry(t *testing.T) {
	x := open(t)
	w := insight("Pirmā doma", false)
	e := x.write(t, x.ieva, w)
	w.ID, w.Version, w.Body = e.ID, e.Version, journal.Body{"text": "Otrā doma", "skill": "Klausīšanās"}
	x.write(t, x.ieva, w)
	x.mentor.See(t, x.at+"/"+e.ID, "Otrā doma", "Kas mainīts", "Pirmā doma", "Klausīšanās")
	secret := x.write(t, x.ieva, insight("Slepena", true))
	unread := x.write(t, x.ieva, journal.Write{Kind: journal.Feedback, Body: journal.Body{"strengths": "Uzslava"}})
	for _, entry := range []journal.Entry{secret, unread} {
		if got := x.mentor.Get(t, x.at+"/"+entry.ID); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", entry.Kind, got.Status)
		}
	}
}

// TestFile holds all that its reader may read, and no more.
func TestFile(t *testing.T) {
	x := open(t)
	for n := range 60 {
		x.write(t, x.ieva, insight("# Doma nr. "+strconv.Itoa(n), n%2 == 1))
	}
	x.write(t, x.andris, insight("Mentora noslēpums", true))
	sheet := x.write(t, x.ieva, journal.Write{Kind: journal.Worksheet, Slot: "d", Private: true, Body: journal.Body{"D4.2": "Dzirde"}})
	if _, err := x.Journal.Share(t.Context(), x.ieva, x.m.ID, sheet.ID, sheet.Version); err != nil {
		t.Fatal(err)
	}
	take := func(v *webtest.Visitor, format string) webtest.Answer {
		return v.Post(t, x.at+"/file", url.Values{"format": {format}})
	}
	text := take(x.mentee, "md")
	for _, want := range []string{"# Žurnāls", `> \# Doma nr\. 0`, `> \# Doma nr\. 59`, "**Redzat tikai jūs**", "Dzirde"} {
		if !strings.Contains(text.Body, want) {
			t.Errorf("%q is not in the file", want)
		}
	}
	hides(t, text, "Mentora noslēpums")
	if got := text.Header.Get("Content-Disposition"); got != `attachment; filename="zurnals-2026-11-23.md"` {
		t.Error(got)
	}
	data := take(x.mentor, "json")
	hides(t, data, "Dzirde", "Doma nr. 59")
	var list []struct {
		Private bool
		Fields  []struct{ Value string }
	}
	if err := json.Unmarshal([]byte(data.Body), &list); err != nil || len(list) != 32 || !list[1].Private || list[2].Fields[0].Value != "# Doma nr. 58" {
		t.Errorf("%d entries, %v", len(list), err)
	}
	empty := open(t)
	if got := empty.mentee.Post(t, empty.at+"/file", url.Values{"format": {"json"}}); got.Body != "[\n]\n" {
		t.Errorf("an empty journal: %q", got.Body)
	}
}

// TestOthersFindNothing: for who takes no part there is no such page.
func TestOthersFindNothing(t *testing.T) {
	x := open(t)
	e := x.write(t, x.ieva, insight("Doma", false))
	for _, path := range []string{"", "/search", "/" + e.ID} {
		if got := x.stranger.Get(t, x.at+path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	for _, path := range []string{"/search", "/file"} {
		if got := x.stranger.Post(t, x.at+path, url.Values{"q": {"Doma"}}); got.Status != http.StatusNotFound {
			t.Errorf("POST %s: %d", path, got.Status)
		}
	}
}
