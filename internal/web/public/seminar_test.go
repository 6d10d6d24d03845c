package public_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web/webtest"
)

// seminarIn publishes one four hours after the house opens, in an open programme.
func seminarIn(t testing.TB, h *webtest.House, title string, places int64) seminar.Seminar {
	t.Helper()
	p, err := h.Programmes.Create(t.Context(), webtest.Administrator, programme.Details{NameLV: title, NameEN: title})
	if err == nil {
		p, err = h.Programmes.Open(t.Context(), webtest.Administrator, p.ID, p.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	x, err := h.Seminars.Create(t.Context(), webtest.Administrator, p.ID, seminar.Details{Title: seminar.Item{LV: title, EN: title + " (EN)"},
		Day: "2026-11-23", From: "14:00", To: "15:30", Place: "Smilšu iela 1, Rīga", Link: "https://video.example.org/x", Lecturer: "Programmas koordinators",
		Agenda: []seminar.Item{{LV: "Jautājumi", EN: "Questions"}}, Places: places,
		Materials: []seminar.Material{{Title: seminar.Item{LV: "Vadlīnijas", EN: "Guidelines"}, URL: "https://example.org/guide"}}})
	if err == nil {
		x, err = h.Seminars.Publish(t.Context(), webtest.Administrator, x.ID, x.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// see gets a page that must be there and good.
func see(t testing.TB, v *webtest.Visitor, path string, words ...string) string {
	t.Helper()
	got := v.Get(t, path)
	if got.Status != http.StatusOK {
		t.Fatalf("%s: status %d: %s", path, got.Status, said(got.Body))
	}
	says(t, path, got, words...)
	return got.Body
}

func says(t testing.TB, path string, got webtest.Answer, words ...string) {
	t.Helper()
	for _, problem := range webtest.Document(got.Body) {
		t.Errorf("%s: %s", path, problem)
	}
	for _, word := range words {
		if !strings.Contains(said(got.Body), word) {
			t.Errorf("%s does not say %q: %s", path, word, said(got.Body))
		}
	}
}

// done posts a form that must be taken, and follows it to a page that says so.
func done(t testing.TB, v *webtest.Visitor, path string, form url.Values, word string) {
	t.Helper()
	got := v.Post(t, path, form)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%s: status %d: %s", path, got.Status, said(got.Body))
	}
	see(t, v, got.To(), word)
}

var entry = url.Values{"institution": {"Paraugu aģentūra"}, "position": {"Eksperte"}}

func TestSeminarsThatAreToCome(t *testing.T) {
	h := open(t)
	v := h.Visitor(t)
	see(t, v, "/seminars", "Gaidāmu semināru pašlaik nav", "Nākamie semināri parādīsies šajā lapā.")
	h.Intake(t, "2027-1", webtest.Days)
	see(t, v, "/seminars", "Nākamās ziņas par programmu būs 2027. gada 8. janvārī.")
	if strings.Contains(see(t, v, "/"), `href="/seminars/`) {
		t.Error("the start page has a seminar")
	}
	x := seminarIn(t, h, "Kas ir mentorings", 1)
	for _, path := range []string{"/", "/seminars"} {
		if body := see(t, v, path, "Kas ir mentorings", "plkst. 14.00–15.30", "Smilšu iela 1, Rīga", "Ir 1 brīva vieta"); !strings.Contains(body, seminar.Path(x.ID)) || strings.Contains(body, "video.example.org") {
			t.Errorf("%s: the way to the seminar is missing, or the link of its room is there", path)
		}
	}
	see(t, english(t, h), "/seminars", "Kas ir mentorings (EN)", "from 14:00 to 15:30", "1 place is free")
}

// TestTakingAPlace goes from an invitation to a place: signing in comes first,
// and leads back.
func TestTakingAPlace(t *testing.T) {
	h := open(t)
	x := seminarIn(t, h, "Kas ir mentorings", 1)
	path, nobody := seminar.Path(x.ID), h.Visitor(t)
	body := see(t, nobody, path, "vispirms pieslēdzieties", "Kas ir mentorings un ko tas dod", "Jautājumi", "Programmas koordinators", "Vadlīnijas")
	if !strings.Contains(body, `href="/signin?back=`+path+`"`) || strings.Contains(body, "video.example.org") || strings.Contains(body, "<form") && strings.Contains(body, path+"/join") {
		t.Errorf("what nobody sees: %s", said(body))
	}
	if got := nobody.Post(t, path+"/join", entry); got.Status != http.StatusUnauthorized {
		t.Errorf("joining without signing in: status %d", got.Status)
	}
	ieva := h.As(t, h.Person(t, "Ieva", "Kalniņa"))
	see(t, ieva, path, "Iestāde", "Amats", "Pieteikties")
	refused := ieva.Post(t, path+"/join", url.Values{"institution": {"Paraugu aģentūra"}, "position": {" "}})
	if says(t, path, refused, "Ierakstiet savu amatu."); refused.Status != http.StatusUnprocessableEntity || !strings.Contains(refused.Body, `value="Paraugu aģentūra"`) {
		t.Errorf("without a position: status %d", refused.Status)
	}
	for range 2 { // a second press is no harm
		done(t, ieva, path+"/join", entry, "Jums ir vieta šajā seminārā.")
	}
	if !strings.Contains(see(t, ieva, path, "Vieta ir"), "https://video.example.org/x") {
		t.Error("who has a place is not shown the link of the room")
	}
	anna := h.As(t, h.Person(t, "Anna", "Liepa"))
	see(t, anna, path, "Brīvu vietu nav, var gaidīt rindā", "Gaidīt rindā")
	done(t, anna, path+"/join", entry, "Jūs esat gaidītāju sarakstā.")
	see(t, anna, path, "Jūsu vieta rindā: 1.")
	see(t, ieva, path+"/leave", "Jūs vairs nepiedalīsieties seminārā “Kas ir mentorings” 2026. gada 23. novembrī.")
	for range 2 {
		done(t, ieva, path+"/leave", nil, "Jūs vairs nepiedalāties šajā seminārā.")
	}
	see(t, anna, path, "Vieta ir")
	if body := see(t, ieva, path, "Gaidīt rindā"); !strings.Contains(body, `value="Paraugu aģentūra"`) || !strings.Contains(body, `value="Eksperte"`) {
		t.Error("what the person wrote before is not in the form")
	}
	if got := h.As(t, h.Person(t, "Uldis", "Ozols")).Get(t, path+"/leave"); got.Status != http.StatusNotFound {
		t.Errorf("leaving without a place: status %d", got.Status)
	}
}

// TestWhatAnApplicationTold stands in the form already.
func TestWhatAnApplicationTold(t *testing.T) {
	h := open(t)
	h.Ground(t)
	in := h.Intake(t, "2027-1", webtest.Days)
	path, p := seminar.Path(seminarIn(t, h, "Kas ir mentorings", 1).ID), h.Person(t, "Ieva", "Kalniņa")
	list, err := h.Institutions.List(t.Context(), webtest.Administrator, institution.Filter{Query: "Kultūras ministrija"}, 1)
	if err != nil || len(list.Items) != 1 {
		t.Fatal(list, err)
	}
	row := application.Row{Line: 2, Answers: questionnaire.Answers{"institution": {list.Items[0].ID}},
		Person: account.Details{GivenName: p.GivenName, FamilyName: p.FamilyName, Email: p.Email, Language: "lv"}}
	report, err := h.Applications.Import(t.Context(), application.CommandLine(in.Programme), in.ID, application.Mentee, []application.Row{row}, false, nil)
	if err != nil || !report.Saved {
		t.Fatal(report, err)
	}
	if body := see(t, h.As(t, p), path); !strings.Contains(body, `value="Kultūras ministrija"`) {
		t.Errorf("the institution is asked for again: %s", said(body))
	}
}

// TestANewcomerSaysTheirName, since the list of participants needs it.
func TestANewcomerSaysTheirName(t *testing.T) {
	h := open(t)
	x := seminarIn(t, h, "Kas ir mentorings", 1)
	path, v := seminar.Path(x.ID), h.As(t, newcomer(t, h, "jauns@example.org"))
	see(t, v, path, "Vārds", "Uzvārds")
	if got := v.Post(t, path+"/join", entry); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a name: status %d", got.Status)
	}
	form := url.Values{"institution": {"Paraugi"}, "position": {"Eksperte"}, "given_name": {"Ilze"}, "family_name": {"Ozola"}}
	done(t, v, path+"/join", form, "Jums ir vieta šajā seminārā.")
	people, err := h.Seminars.Attendees(t.Context(), webtest.Administrator, x.ID)
	if err != nil || len(people) != 1 || people[0].Name != "Ilze Ozola" {
		t.Errorf("%+v, %v", people, err)
	}
}

// newcomer signs in for the first time.
func newcomer(t testing.TB, h *webtest.House, email string) account.Person {
	t.Helper()
	var terminal bytes.Buffer
	h.Outbox.Terminal = &terminal
	h.Accounts.Newcomers = func(context.Context) (bool, error) { return true, nil }
	attempt, err := h.Accounts.Ask(t.Context(), email, "lv", false)
	if err != nil {
		t.Fatal(err)
	}
	jobtest.Drain(t, h.Queue)
	_, p, err := h.Accounts.Answer(t.Context(), attempt.ID, regexp.MustCompile(`\b[2-9A-Z]{4} [2-9A-Z]{4}\b`).FindString(terminal.String()), "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestTheLastPlace is asked for by many at once: one gets it, the others wait,
// each in a turn of their own.
func TestTheLastPlace(t *testing.T) {
	h := open(t)
	x := seminarIn(t, h, "Kas ir mentorings", 1)
	path := seminar.Path(x.ID)
	var group sync.WaitGroup
	answers := make([]webtest.Answer, 8)
	for i := range answers {
		v := h.As(t, h.Person(t, "Ieva", "Kalniņa "+string(rune('A'+i))))
		group.Go(func() { answers[i] = v.Post(t, path+"/join", entry) })
	}
	group.Wait()
	for i, got := range answers {
		if got.Status != http.StatusSeeOther {
			t.Errorf("visitor %d: status %d", i, got.Status)
		}
	}
	people, err := h.Seminars.Attendees(t.Context(), webtest.Administrator, x.ID)
	if err != nil {
		t.Fatal(err)
	}
	count, turns := map[seminar.Hold]int{}, map[int64]bool{}
	for _, a := range people {
		count[a.Hold]++
		turns[a.Turn] = true
	}
	if count[seminar.Registered] != 1 || count[seminar.Waiting] != 7 || len(turns) != 8 {
		t.Errorf("%v, turns %v", count, turns)
	}
}

// TestWhatIsCalledOff says so, and what there is instead.
func TestWhatIsCalledOff(t *testing.T) {
	h := open(t)
	x, other := seminarIn(t, h, "Atceltais", 2), seminarIn(t, h, "Cits seminārs", 2)
	path, ieva := seminar.Path(x.ID), h.As(t, h.Person(t, "Ieva", "Kalniņa"))
	done(t, ieva, path+"/join", entry, "Jums ir vieta")
	if _, err := h.Seminars.CallOff(t.Context(), webtest.Administrator, x.ID, x.Version); err != nil {
		t.Fatal(err)
	}
	see(t, ieva, path, "Atcelts", "Šis seminārs nenotiks.")
	anna := h.As(t, h.Person(t, "Anna", "Liepa"))
	for name, got := range map[string]webtest.Answer{"page": anna.Get(t, path), "check-in": h.Visitor(t).Get(t, path+"/check-in"),
		"calendar": anna.Get(t, path+"/calendar.ics"), "join": anna.Post(t, path+"/join", entry)} {
		says(t, name, got, "Šis seminārs ir atcelts.", "Pieteikties tam vairs nevar.", "Cits seminārs")
		if got.Status != http.StatusGone {
			t.Errorf("%s: status %d, want 410", name, got.Status)
		}
	}
	if got := ieva.Get(t, path+"/calendar.ics"); !strings.Contains(got.Body, "STATUS:CANCELLED") {
		t.Errorf("the event stays in the calendar: %s", got.Body)
	}
	h.Clock.At = other.End
	late := h.As(t, h.Person(t, "Uldis", "Ozols")).Post(t, seminar.Path(other.ID)+"/join", entry)
	if says(t, "late", late, "Šis seminārs jau ir beidzies."); late.Status != http.StatusGone {
		t.Errorf("joining what is over: status %d", late.Status)
	}
}

func TestDraftsAreNotThere(t *testing.T) {
	h := open(t)
	x := seminarIn(t, h, "Kas ir mentorings", 2)
	d, err := h.Seminars.Create(t.Context(), webtest.Administrator, x.Programme, x.Details(h.Seminars.Zone))
	if err != nil {
		t.Fatal(err)
	}
	v := h.As(t, h.Person(t, "Anna", "Liepa"))
	for _, id := range []string{d.ID, "none"} {
		for _, step := range []string{"", "/calendar.ics", "/leave", "/check-in"} {
			if got := v.Get(t, "/seminars/"+id+step); got.Status != http.StatusNotFound {
				t.Errorf("%s%s: status %d", id, step, got.Status)
			}
		}
		for _, step := range []string{"/join", "/leave", "/code", "/check-in"} {
			if got := v.Post(t, "/seminars/"+id+step, entry); got.Status != http.StatusNotFound {
				t.Errorf("post %s%s: status %d", id, step, got.Status)
			}
		}
	}
}

// TestCalendarFile is what a calendar program takes.
func TestCalendarFile(t *testing.T) {
	h := open(t)
	x := seminarIn(t, h, "Kas ir mentorings", 2)
	got := h.Visitor(t).Get(t, seminar.Path(x.ID)+"/calendar.ics")
	if got.Status != http.StatusOK || got.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || got.Header.Get("Content-Disposition") != `attachment; filename="seminars.ics"` {
		t.Errorf("%d %v", got.Status, got.Header)
	}
	for _, line := range []string{"DTSTART;TZID=Europe/Riga:20261123T140000", "SUMMARY:Kas ir mentorings", "LOCATION:Smilšu iela 1\\, Rīga", "STATUS:CONFIRMED"} {
		if !strings.Contains(got.Body, line) {
			t.Errorf("no %s in %s", line, got.Body)
		}
	}
}

// TestAFullRoom checks in within a minute from one address, as behind one Wi-Fi;
// whoever goes on trying codes there comes to an end.
func TestAFullRoom(t *testing.T) {
	const people, usual, usualCodes = 60, 120, 20
	h := limited(t, usualCodes, usual)
	x := seminarIn(t, h, "Kas ir mentorings", people)
	codes := make([]string, people)
	for i := range codes {
		p := access.Actor{Person: h.Person(t, "Ieva", fmt.Sprintf("Kalniņa %d", i)).ID}
		if _, err := h.Seminars.Join(t.Context(), p, x.ID, seminar.Entry{Institution: "Paraugi", Position: "Eksperte"}); err != nil {
			t.Fatal(err)
		}
		code, err := h.Seminars.MakeCode(t.Context(), p, x.ID)
		if err != nil {
			t.Fatal(err)
		}
		codes[i] = code.Text
	}
	h.Clock.At = x.Start
	door := seminar.Path(x.ID) + "/check-in"
	for i, code := range codes {
		if got := h.Visitor(t).Post(t, door, url.Values{"code": {code}}); got.Status != http.StatusSeeOther {
			t.Fatalf("person %d: status %d: %s", i+1, got.Status, said(got.Body))
		}
	}
	if n := present(t, h, x); n != people {
		t.Errorf("%d are there", n)
	}
	v, guesses := h.Visitor(t), 0
	for v.Post(t, door, url.Values{"code": {"ABCDE-12345"}}).Status == http.StatusUnprocessableEntity {
		guesses++
	}
	if guesses < usual-people || guesses > usual { // more than the difference when a minute of the clock began meanwhile
		t.Errorf("%d guesses", guesses)
	}
	if got := v.Post(t, door, url.Values{"code": {codes[0]}}); got.Status != http.StatusTooManyRequests {
		t.Errorf("after so many tries: status %d", got.Status)
	}
}

// TestCheckingIn gets a code, shows it once, and brings it while the seminar is
// on; only a post marks anybody (SEC-11).
func TestCheckingIn(t *testing.T) {
	h := open(t)
	x := seminarIn(t, h, "Kas ir mentorings", 1)
	path, person := seminar.Path(x.ID), h.Person(t, "Ieva", "Kalniņa")
	ieva := h.As(t, person)
	if got := ieva.Post(t, path+"/code", nil); got.Status != http.StatusNotFound {
		t.Errorf("a code without a place: status %d", got.Status)
	}
	done(t, ieva, path+"/join", entry, "Jums ir vieta")
	first, second := codeOf(t, ieva, path), codeOf(t, ieva, path)
	if first == second || strings.Contains(ieva.Get(t, path).Body, second) {
		t.Errorf("the codes %s and %s are not shown once", first, second)
	}
	door := path + "/check-in"
	nobody := h.Visitor(t)
	see(t, nobody, door, "Pašlaik reģistrēt nevar", "plkst. 13.30")
	if got := nobody.Post(t, door, url.Values{"code": {second}}); got.Status != http.StatusConflict {
		t.Errorf("before the window: status %d", got.Status)
	}
	h.Clock.At = x.Start.Add(-10 * time.Minute)
	if body := see(t, nobody, door+"?code="+second); !strings.Contains(body, `value="`+second+`"`) || present(t, h, x) != 0 {
		t.Error("the address of the QR code does not fill in the code, or checks in by itself")
	}
	refused := nobody.Post(t, door, url.Values{"code": {first}})
	if says(t, door, refused, "Tāda koda nav."); refused.Status != http.StatusUnprocessableEntity {
		t.Errorf("a code that has ended: status %d", refused.Status)
	}
	for range 2 {
		done(t, nobody, door, url.Values{"code": {strings.ToLower(second)}}, "Jūsu dalība seminārā ir reģistrēta.")
	}
	if n := present(t, h, x); n != 1 {
		t.Errorf("%d are there", n)
	}
}

// codeOf asks for a code and reads it.
func codeOf(t testing.TB, v *webtest.Visitor, path string) string {
	t.Helper()
	got := v.Post(t, path+"/code", nil)
	says(t, path+"/code", got, "Jūsu personīgais kods")
	m := regexp.MustCompile(`code-shown">([0-9A-Z]{5}-[0-9A-Z]{5})<`).FindStringSubmatch(got.Body)
	if m == nil || got.Header.Get("Cache-Control") != "no-store" || !strings.Contains(got.Body, "data:image/svg") {
		t.Fatalf("no code, or one that is kept: %d %s", got.Status, got.Body)
	}
	return m[1]
}

// present is how many are marked as there.
func present(t testing.TB, h *webtest.House, x seminar.Seminar) (n int) {
	t.Helper()
	people, err := h.Seminars.Attendees(t.Context(), webtest.Administrator, x.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range people {
		if a.Last().Present {
			n++
		}
	}
	return n
}
