package coordination

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/coordination/officetest"
)

func TestTheQueue(t *testing.T) {
	o := open(t)
	officetest.Contains(t, o.See(t, "/coordination/applications", "Pieteikumi"), "Pieteikumiem vajag plūsmu")
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	officetest.Contains(t, o.See(t, "/coordination/applications", "Pieteikumi"), "Neviens pieteikums negaida lēmumu")
	ieva := o.applied(t, x, "Ieva", "Kalniņa", application.Mentee, nil)
	o.applied(t, x, "Andris", "Vītols", application.Mentor, nil)
	o.applied(t, x, "Gunta", "Egle", application.Mentee, other)
	page := o.See(t, "/coordination/applications", "Pieteikumi")
	officetest.Contains(t, page, "3 pieteikumi atbilst atlasei.", "2027-1-0001", "Ieva Kalniņa", "Valsts kanceleja", "Atbilst noteikumiem", "Jāpārbauda", "Datu analītiķi", "Cita loma",
		`name="chosen" value="`+ieva.ID+`~`, `form="pick"`)
	if strings.Index(page, "Ieva Kalniņa") > strings.Index(page, "Andris Vītols") {
		t.Error("the longest waiting does not stand first")
	}
	for query, want := range map[string]string{"side=mentor": "Andris", "fit=ask": "Andris Gunta", "q=kalnina": "Ieva", "q=2027-1-0003": "Gunta",
		"status=eligible": "", "status=all": "Ieva Andris Gunta"} {
		body := o.Get(t, "/coordination/applications?intake="+x.ID+"&"+query).Body
		var got []string
		for _, name := range []string{"Ieva", "Andris", "Gunta"} {
			if strings.Contains(body, name+" ") {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s finds %v, want %q", query, got, want)
		}
	}
	officetest.Contains(t, o.See(t, "/coordination", "Pārskats"), "Izskatīt 3 pieteikumus", "Visi saņemti šodien.")
	o.Clock.At = o.Clock.At.Add(9 * 24 * time.Hour)
	officetest.Contains(t, o.As(t, o.Who).Get(t, "/coordination").Body, "Vecākais gaida 9 dienas.", "Gaida ilgi")
}

// TestTheQueueTurns pages by key, 50 a page.
func TestTheQueueTurns(t *testing.T) {
	o := open(t)
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	var names []string
	for i := range 53 {
		names = append(names, fmt.Sprintf("viesis%02d", i))
	}
	o.imported(t, x, names...)
	first := o.See(t, "/coordination/applications", "Pieteikumi")
	officetest.Contains(t, first, "53 pieteikumi atbilst atlasei.", `rel="next"`)
	if n := strings.Count(first, `name="chosen"`); n != perPage {
		t.Errorf("%d rows on the first page", n)
	}
	_, next, _ := strings.Cut(first, `rel="next" href="`)
	next, _, _ = strings.Cut(next, `"`)
	second := o.See(t, strings.ReplaceAll(next, "&amp;", "&"), "Pieteikumi")
	if n := strings.Count(second, `name="chosen"`); n != 3 {
		t.Errorf("%d rows on the second page", n)
	}
	officetest.Contains(t, second, "Uz saraksta sākumu")
	officetest.Contains(t, o.See(t, "/coordination", "Pārskats"), "Paziņot 53 importētiem pieteicējiem")
}

// TestOneApplication: what the rules say, the answers, and what happened.
func TestOneApplication(t *testing.T) {
	o := open(t)
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	a := o.applied(t, x, "Gunta", "Egle", application.Mentee, questionnaire.Answers{"role": {"other"}, "role-other": {"Datu tulks"},
		"role-category": {"collaboration"}, "conflicts": {"family"}, "conflict-people": {"Jānis Paraugs"}})
	page := o.See(t, "/coordination/applications/"+a.ID, "Gunta Egle")
	officetest.Contains(t, page, "2027-1-0001 · Mentorējamais · Rudens plūsma 2027-1", "Norādītās lomas vēl nav katalogā.", "Jāpārbauda", canary, "Datu tulks",
		"gunta.egle@example.org", "Pieteikumā norādīts interešu konflikts.", "Ētikas kodeksa versija 1", "Iesniegts", "Redz tikai programmas komanda.")
	mentor := o.applied(t, x, "Andris", "Vītols", application.Mentor, nil)
	officetest.Contains(t, o.See(t, "/coordination/applications/"+mentor.ID, "Andris Vītols"), "Izlasītas kartītes: 0 no 5", "Mentora sagatavošanās kartītes vēl nav izlasītas.")
}

// TestWhoSeesAnApplication: support staff read facts and no free text; those of
// another programme, and everybody for a draft, are not told that it exists.
func TestWhoSeesAnApplication(t *testing.T) {
	o := open(t)
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	a := o.applied(t, x, "Ieva", "Kalniņa", application.Mentee, nil)
	path := "/coordination/applications/" + a.ID
	support := o.with(t, access.Support, o.Here.ID)
	body := support.See(t, path, "Ieva Kalniņa")
	officetest.Contains(t, body, "Valsts kanceleja", "Anketas atbildes lasa tikai programmas koordinators.", "Lēmumus pieņem programmas koordinators.")
	officetest.Lacks(t, body, canary, "Saglabāt lēmumu")
	officetest.Lacks(t, support.See(t, "/coordination/applications", "Pieteikumi"), `name="chosen"`, "Lejupielādēt sarakstu")
	for _, refused := range []string{"/coordination/applications/decide", "/coordination/applications/export", "/coordination/applications/file?format=csv"} {
		if got := support.Get(t, refused); got.Status != http.StatusForbidden {
			t.Errorf("support at %s: %d", refused, got.Status)
		}
	}
	elsewhere := o.with(t, access.Coordinator, o.Other.ID)
	elsewhere.Gone(t, path, "/coordination/applications?intake="+x.ID, "/coordination/applications/file?format=csv&intake="+x.ID,
		"/coordination/applications/decide?chosen="+chosenValue(a), "/coordination/intakes/"+x.ID+"/announce", "/coordination/invitations?intake="+x.ID)
	for _, to := range []string{path, "/coordination/applications/decide", "/coordination/intakes/" + x.ID + "/announce", "/coordination/invitations?intake=" + x.ID} {
		got := elsewhere.Post(t, to, officetest.Values("chosen", chosenValue(a), "status", "eligible", "version", "99", "name", "A B", "email", "a@example.org"))
		if got.Status != http.StatusNotFound {
			t.Errorf("post to %s: %d", to, got.Status)
		}
	}
	draft, err := o.Applications.Start(t.Context(), access.Actor{Person: o.Person(t, "Vēl", "Raksta").ID, Fresh: true}, x.ID, application.Mentee)
	if err != nil {
		t.Fatal(err)
	}
	o.Gone(t, "/coordination/applications/"+draft.ID)
}

// TestDeciding goes through the queue with “save and open the next”.
func TestDeciding(t *testing.T) {
	o := open(t)
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	ieva := o.applied(t, x, "Ieva", "Kalniņa", application.Mentee, nil)
	gunta := o.applied(t, x, "Gunta", "Egle", application.Mentee, nil)
	path := "/coordination/applications/" + ieva.ID
	version := fieldValue(t, o.Get(t, path).Body, "version")
	o.Refused(t, path, officetest.Values("version", version), http.StatusUnprocessableEntity, "Izvēlieties lēmumu.", `href="#f-status"`)
	o.Refused(t, path, officetest.Values("version", version, "status", "not-eligible"), http.StatusUnprocessableEntity, "Izvēlieties pamatojumu.")
	o.Refused(t, path, officetest.Values("version", version, "status", "not-eligible", "reason", "role"), http.StatusUnprocessableEntity, "Lēmums atšķiras no noteikumiem.")
	o.Refused(t, path, officetest.Values("version", version, "status", "waiting", "note", "Rakstīts paturams"), http.StatusUnprocessableEntity, "Ierakstiet datumu", "Rakstīts paturams")
	to := o.Done(t, path, officetest.Values("version", version, "status", "eligible", "then", "next"), "Lēmums par pieteikumu 2027-1-0001 ir saglabāts.").To()
	if to != "/coordination/applications/"+gunta.ID {
		t.Errorf("leads to %s", to)
	}
	o.Refused(t, path, officetest.Values("version", version, "status", "waiting", "news_on", "2026-12-20"), http.StatusConflict, "Pieteikums tikmēr ir mainījies.", "Atbilst programmai", "Dace Liepa")
	version = fieldValue(t, o.Get(t, to).Body, "version")
	o.Done(t, to, officetest.Values("version", version, "status", "waiting", "news_on", "2026-12-20", "then", "next"), "Vairs neviens pieteikums negaida.")
	officetest.Contains(t, o.See(t, to, "Gunta Egle"), "Gaidītāju sarakstā", `value="2026-12-20"`)
}

func TestDecidingAboutWhatWasWithdrawn(t *testing.T) {
	o := open(t)
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	a := o.applied(t, x, "Ieva", "Kalniņa", application.Mentee, nil)
	if _, err := o.Applications.Withdraw(t.Context(), access.Actor{Person: a.Person, Fresh: true}, a.ID, a.Version); err != nil {
		t.Fatal(err)
	}
	officetest.Contains(t, o.See(t, "/coordination/applications/"+a.ID, "Ieva Kalniņa"), "Pieteikums ir atsaukts, tāpēc lēmums nav vajadzīgs.")
	if got := o.Post(t, "/coordination/applications/"+a.ID, officetest.Values("status", "eligible")); got.Status != http.StatusConflict {
		t.Errorf("status %d", got.Status)
	}
	officetest.Lacks(t, o.See(t, "/coordination/applications?status=all", "Pieteikumi"), `name="chosen"`)
}

// TestBulk decides about all or none, and names the one that stops it.
func TestBulk(t *testing.T) {
	o := open(t)
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	ieva, gunta := o.applied(t, x, "Ieva", "Kalniņa", application.Mentee, nil), o.applied(t, x, "Gunta", "Egle", application.Mentee, nil)
	officetest.Contains(t, o.See(t, "/coordination/applications/decide", "Viens lēmums par vairākiem"), "Nav atzīmēts neviens pieteikums")
	officetest.Lacks(t, o.See(t, "/coordination/applications", "Pieteikumi"), "checked", "Noņemt atzīmes")
	officetest.Contains(t, o.See(t, "/coordination/applications?all=1", "Pieteikumi"), `value="`+chosenValue(ieva)+`" aria-label="Atzīmēt pieteikumu 2027-1-0001" checked`, "Noņemt atzīmes")
	const path = "/coordination/applications/decide"
	page := o.See(t, path+"?chosen="+chosenValue(ieva)+"&chosen="+chosenValue(gunta), "Viens lēmums par vairākiem")
	officetest.Contains(t, page, "2027-1-0001, Ieva Kalniņa", "2027-1-0002, Gunta Egle", "Lēmums attieksies uz 2 pieteikumiem.")
	form := officetest.Values("chosen", chosenValue(ieva), "chosen", chosenValue(gunta), "status", "not-eligible", "reason", "places")
	o.Refused(t, path, form, http.StatusUnprocessableEntity, "Lēmums neder pieteikumam 2027-1-0001. Neviens lēmums nav saglabāts.")
	decided, err := o.Applications.Decide(t.Context(), o.Me(), gunta.ID, gunta.Version, application.Decision{Status: application.Waiting, NewsOn: "2026-12-20"})
	if err != nil {
		t.Fatal(err)
	}
	form = officetest.Values("chosen", chosenValue(ieva), "chosen", chosenValue(gunta), "status", "eligible")
	page = o.Refused(t, path, form, http.StatusUnprocessableEntity, "Pieteikumu 2027-1-0002 tikko mainīja kāds cits.", "Gaidītāju sarakstā")
	officetest.Contains(t, page, `value="`+chosenValue(decided)+`"`)
	o.Done(t, path, officetest.Values("chosen", chosenValue(ieva), "chosen", chosenValue(decided), "status", "eligible"), "Lēmums ir saglabāts: 2 pieteikumi.")
	officetest.Contains(t, o.See(t, "/coordination/applications", "Pieteikumi"), "Neviens pieteikums negaida lēmumu", "status=all")
	if got := o.Post(t, path, officetest.Values("status", "eligible")); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("none chosen: %d", got.Status)
	}
}

// TestTheFile is the queue as a spreadsheet: neutral, and recorded.
func TestTheFile(t *testing.T) {
	o := open(t)
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	o.applied(t, x, "=Ieva", "Kalniņa", application.Mentee, nil)
	o.applied(t, x, "Andris", "Vītols", application.Mentor, nil)
	officetest.Contains(t, o.See(t, "/coordination/applications/export", "Lejupielādēt pieteikumu sarakstu"), "Anketu atbilžu tajā nav.", `value="xlsx"`)
	got := o.Get(t, "/coordination/applications/file?intake="+x.ID+"&format=csv&side=mentee&status=all")
	if got.Status != http.StatusOK || !strings.Contains(got.Header.Get("Content-Disposition"), "pieteikumi-2027-1-2026-11-23.csv") {
		t.Fatalf("%d %v", got.Status, got.Header)
	}
	officetest.Contains(t, got.Body, "2027-1-0001,Mentorējamais,'=Ieva Kalniņa", "Datu analītiķi", "2026-11-23")
	officetest.Lacks(t, got.Body, "Andris", canary)
	got = o.Get(t, "/coordination/applications/file?intake="+x.ID+"&format=xlsx")
	book, err := excelize.OpenReader(bytes.NewReader([]byte(got.Body)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) != 3 || rows[1][2] != "=Ieva Kalniņa" {
		t.Errorf("%v, %v", rows, err)
	}
	o.Gone(t, "/coordination/applications/file?intake="+x.ID+"&format=pdf")
}

func TestInvitingAndAnnouncing(t *testing.T) {
	o := open(t)
	o.seed(t)
	x := o.Intake(t, o.Here, "2027-1")
	at := "/coordination/invitations?intake=" + x.ID
	officetest.Contains(t, o.See(t, at, "Mentoru uzaicinājumi"), "Uzaicinājumu vēl nav")
	o.See(t, "/coordination/invitations/new?intake="+x.ID, "Uzaicināt mentoru")
	o.Refused(t, at, officetest.Values("name", "", "email", "nav adrese"), http.StatusUnprocessableEntity, "Ierakstiet cilvēka vārdu un uzvārdu.", "nav adrese")
	o.Done(t, at, officetest.Values("name", "Uldis Ozols", "email", "uldis.ozols@example.org"), "Uzaicinājums ir nosūtīts.")
	officetest.Contains(t, o.See(t, at, "Mentoru uzaicinājumi"), "Uldis Ozols", "Vēl nav pieteikuma")
	o.imported(t, x, "ilze", "inga")
	announce := "/coordination/intakes/" + x.ID + "/announce"
	officetest.Contains(t, o.See(t, announce, "Rakstīt importētajiem pieteicējiem"), "vēl nav rakstīts 2 importētiem pieteicējiem")
	o.Done(t, announce, officetest.Values(), "Vēstules ir nodotas nosūtīšanai: 2 vēstules.")
	o.Done(t, announce, officetest.Values(), "Vēstules ir nodotas nosūtīšanai: 0 vēstuļu.")
	closed := o.Draft(t, o.Here, "2027-2")
	if got := o.Get(t, "/coordination/invitations/new?intake="+closed.ID); got.Status != http.StatusGone {
		t.Errorf("inviting to an intake that is closed: %d", got.Status)
	}
}
