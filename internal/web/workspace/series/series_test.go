package series_test

import (
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web/webtest"
	"domubiedrs/internal/web/workspace/series"
)

// room is a mentorship and its members in their browsers.
type room struct {
	*webtest.House
	m                        mentorship.Mentorship
	list                     string
	mentee, mentor, stranger *webtest.Visitor
	actor                    access.Actor // the mentor
	ieva, andris             account.Person
}

func open(t *testing.T) room {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"series": series.Templates()})
	h.Ground(t)
	(&series.Pages{Base: h.Together(), Meetings: h.Meetings, Calendars: h.Calendars}).Mount()
	x := h.Intake(t, "demo", webtest.Days)
	ieva, andris, otto := h.Person(t, "Ieva", "Kalniņa"), h.Person(t, "Andris", "Vītols"), h.Person(t, "Otto", "Ozols")
	m := h.Begin(t, x.Programme, andris, ieva)
	actor := access.Actor{Person: andris.ID, Grants: []access.Grant{{Role: access.Mentor, Scope: access.Scope{Kind: access.Mentorship, ID: m.ID}}}}
	return room{h, m, "/workspace/mentorships/" + m.ID + "/meetings", h.As(t, ieva), h.As(t, andris), h.As(t, otto), actor, ieva, andris}
}

// day is a Tuesday about so many weeks from now.
func (x room) day(weeks int) time.Time {
	now := x.Clock.Now().In(x.Intakes.Zone)
	d := now.AddDate(0, 0, 7*weeks+int(time.Tuesday-now.Weekday()))
	return time.Date(d.Year(), d.Month(), d.Day(), 10, 0, 0, 0, x.Intakes.Zone)
}

func (x room) rule(day time.Time, count string) url.Values {
	return url.Values{"rhythm": {"two-weeks"}, "day": {day.Format(time.DateOnly)}, "time": {"10:00"}, "minutes": {"150"}, "form": {"in-person"}, "place": {"Smilšu iela 1"}, "count": {count}}
}

// all are the mentorship's meetings.
func (x room) all(t *testing.T) []meeting.Meeting {
	t.Helper()
	all, err := x.Meetings.List(t.Context(), x.actor, x.m.ID)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestASeriesFromRuleToCalendars: the rule, the days, and then letters to both.
func TestASeriesFromRuleToCalendars(t *testing.T) {
	x := open(t)
	x.mentee.See(t, x.list, "Ieplānojiet sesijas", "Kopā ar: Andris Vītols")
	x.mentee.See(t, x.list+"/plan", "Cik bieži tiksieties", "Pirmā sesija")
	bad := x.mentee.Post(t, x.list+"/plan/check", url.Values{"rhythm": {"daily"}, "day": {"x"}, "time": {"10:00"}, "minutes": {"90"}, "count": {"12"}})
	if bad.Status != http.StatusUnprocessableEntity {
		t.Errorf("a bad rule: %d", bad.Status)
	}
	bad.Says(t, "Norādiet datumu.")
	look := x.mentee.Post(t, x.list+"/plan/check", x.rule(x.day(2), "12"))
	look.Says(t, "Pārbaudiet dienas", "Sesija ilgst 150 minūtes", "Ieplānot un nosūtīt ielūgumus")
	if n := len(x.all(t)); n != 0 {
		t.Fatalf("%d are planned by looking", n)
	}
	x.mentee.Goes(t, x.list+"/plan", x.list, look.Carried()).Says(t, "Ieplānots: 12 sesiju", "Nākamā sesija", "Smilšu iela 1", "Ieva Kalniņa"[:4])
	x.mentee.Goes(t, x.list+"/plan", x.list, look.Carried()).Says(t, "Šīs sesijas jau ir ieplānotas")
	if n := len(x.all(t)); n != 12 {
		t.Errorf("%d are planned, sent twice", n)
	}
	jobtest.Drain(t, x.Queue)
	letters, err := x.Outbox.List(t.Context(), mail.Filter{}, 100)
	if err != nil || len(letters) != 24 {
		t.Errorf("%d letters: %v", len(letters), err)
	}
}

// TestMarkedDaysAreAsked: Midsummer is never planned without somebody's word.
func TestMarkedDaysAreAsked(t *testing.T) {
	x := open(t)
	year := x.Clock.Now().AddDate(1, 0, 0).Year()
	eve := time.Date(year, 6, 23, 10, 0, 0, 0, x.Intakes.Zone)
	look := x.mentor.Post(t, x.list+"/plan/check", x.rule(eve, "1"))
	look.Says(t, "Svētku diena: Līgo diena", "Atstāt šajā dienā", "Izlaist")
	slot := "slot-" + eve.UTC().Format(time.DateOnly)
	skipped := x.mentor.Post(t, x.list+"/plan", look.Carried(slot, "skip"))
	if skipped.Status == http.StatusSeeOther || len(x.all(t)) != 0 {
		t.Errorf("a series without days is planned: %d", skipped.Status)
	}
	x.mentor.Goes(t, x.list+"/plan", x.list, look.Carried(slot, "shift"))
	if all := x.all(t); len(all) != 1 || !all[0].StartsAt.After(eve.AddDate(0, 0, 1)) {
		t.Errorf("planned: %+v", all)
	}
}

// planned plans one meeting by its form and gives its page.
func (x room) planned(t *testing.T) (meeting.Meeting, string) {
	t.Helper()
	x.mentor.See(t, x.list+"/new", "Pievienot sesiju")
	form := x.rule(x.day(2), "1")
	form.Del("rhythm")
	form.Del("count")
	x.mentor.Goes(t, x.list+"/new", x.list, form)
	m := x.all(t)[0]
	return m, x.list + "/" + m.ID
}

// TestAnotherTimeIsShownAndTaken: what a calendar answered moves nothing by itself.
func TestAnotherTimeIsShownAndTaken(t *testing.T) {
	x := open(t)
	m, page := x.planned(t)
	other := m.StartsAt.Add(48 * time.Hour)
	if _, err := x.Meetings.Answered(t.Context(), m.ID, m.Members[0].Person, meeting.Answer{Reply: meeting.Counter, Counter: other}); err != nil {
		t.Fatal(err)
	}
	asker, friend := x.mentee, x.mentor
	if m.Members[0].Person == x.andris.ID {
		asker, friend = x.mentor, x.mentee
	}
	if own := asker.See(t, page, "Jūs piedāvājāt citu laiku"); strings.Contains(own.Body, "Pārcelt uz šo laiku") {
		t.Error("who asks is offered to agree with themselves")
	}
	got := friend.See(t, page, "Pārcelt uz šo laiku", "Lūdz citu laiku")
	if now := x.all(t)[0]; !now.StartsAt.Equal(m.StartsAt) {
		t.Fatal("the answer moved the meeting")
	}
	friend.Goes(t, page+"/move", page, got.Carried()).Says(t, "Sesija ir mainīta")
	if now := x.all(t)[0]; !now.StartsAt.Equal(other) || now.Sequence != 1 {
		t.Errorf("moved: %+v", now)
	}
}

// TestMoveAndCancelByForms: a page that is out of date is answered with how it is;
// what was cancelled can be read.
func TestMoveAndCancelByForms(t *testing.T) {
	x := open(t)
	m, page := x.planned(t)
	first, second := x.mentor.See(t, page+"/move"), x.mentee.See(t, page+"/move")
	form := func(a webtest.Answer, hour string) url.Values {
		return a.Carried("day", m.StartsAt.Format(time.DateOnly), "time", hour, "minutes", "90", "form", "online", "place", "https://example.org/zvans")
	}
	x.mentor.Goes(t, page+"/move", page, form(first, "13:00")).Says(t, "Sesija ir mainīta", "https://example.org/zvans")
	x.mentor.Goes(t, page+"/move", page, form(first, "13:00")) // sent twice
	late := x.mentee.Post(t, page+"/move", form(second, "15:00"))
	if late.Status != http.StatusConflict {
		t.Fatalf("a page that is out of date: %d", late.Status)
	}
	late.Says(t, "Sesija tikko mainīta", "13.00")
	x.mentee.Goes(t, page+"/move", page, form(late, "15:00"))
	ask := x.mentor.See(t, page+"/cancel", "Atcelt sesiju", "izņem sesiju no kalendāra")
	x.mentor.Goes(t, page+"/cancel", x.list, ask.Carried()).Says(t, "Sesija ir atcelta", "Rādīt bijušās un atceltās sesijas")
	x.mentor.Goes(t, page+"/cancel", x.list, ask.Carried()) // sent twice
	x.mentee.See(t, page, "Atcelta", "Andris Vītols")
	if got := x.all(t)[0]; got.Sequence != 3 {
		t.Errorf("the sequence is %d after two moves and a cancellation", got.Sequence)
	}
}

// TestHeldByOneAndTheOther on its page, each once.
func TestHeldByOneAndTheOther(t *testing.T) {
	x := open(t)
	m, page := x.planned(t)
	x.Clock.At = m.EndsAt().Add(time.Hour)
	for i, person := range []account.Person{x.andris, x.ieva} {
		v := x.As(t, person) // weeks later
		v.See(t, page, []string{"Vai sesija notika?", "Ir pateikts, ka sesija notika."}[i])
		form := url.Values{"word": {"held"}, "version": {[]string{"1", "2"}[i]}}
		v.Goes(t, page+"/said", page, form)
	}
	x.As(t, x.andris).See(t, page, "Notikusi", "Saka: notika")
}

var feedAddress = regexp.MustCompile(`value="http://localhost(/calendar/[a-z2-7]+\.ics)"`)

// TestTheFeed is made, shown once, read by programs, and gone at once.
func TestTheFeed(t *testing.T) {
	x := open(t)
	x.planned(t)
	x.mentee.See(t, "/calendar", "Kalendāra adreses jums vēl nav.")
	made := x.mentee.Post(t, "/calendar", url.Values{})
	made.Says(t, "Jūsu jaunā adrese")
	found := feedAddress.FindStringSubmatch(made.Body)
	if found == nil {
		t.Fatalf("no address in %s", made.Body)
	}
	if strings.Contains(x.mentee.See(t, "/calendar", "Atsaukt adresi").Body, found[1]) {
		t.Error("the address is shown again")
	}
	file := x.stranger.Get(t, found[1])
	if file.Status != http.StatusOK || !strings.Contains(file.Body, "SUMMARY:Mentoringa sesija") || strings.Contains(file.Body, "Smilšu") || strings.Contains(file.Body, x.m.ID) {
		t.Errorf("%d: the feed says\n%s", file.Status, file.Body)
	}
	x.mentee.Goes(t, "/calendar/revoke", "/calendar", url.Values{}).Says(t, "vairs nedarbojas")
	for _, path := range []string{found[1], "/calendar/nobody.ics", "/calendar/nobody"} {
		if got := x.stranger.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

// TestFilesToTake name the place for members; nobody else gets one.
func TestFilesToTake(t *testing.T) {
	x := open(t)
	_, page := x.planned(t)
	for _, path := range []string{x.list + "/calendar.ics", page + "/calendar.ics"} {
		got := x.mentee.Get(t, path)
		if got.Status != http.StatusOK || !strings.Contains(got.Body, "LOCATION:Smilšu iela 1") || strings.Contains(got.Body, "METHOD") || strings.Contains(got.Body, "ATTENDEE") {
			t.Errorf("%s: %d\n%s", path, got.Status, got.Body)
		}
	}
}

// TestOthersFindNothing: for who takes no part there are no meetings.
func TestOthersFindNothing(t *testing.T) {
	x := open(t)
	_, page := x.planned(t)
	for _, path := range []string{x.list, x.list + "/plan", x.list + "/new", x.list + "/calendar.ics", page, page + "/move", page + "/cancel", page + "/calendar.ics"} {
		if got := x.stranger.Get(t, path); got.Status < 400 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	for _, path := range []string{x.list + "/plan/check", x.list + "/plan", x.list + "/new", page + "/move", page + "/cancel", page + "/said"} {
		if got := x.stranger.Post(t, path, nil); got.Status < 400 {
			t.Errorf("POST %s: %d", path, got.Status)
		}
	}
	if all := x.all(t); len(all) != 1 || all[0].Status != meeting.Planned {
		t.Errorf("a stranger changed %+v", all)
	}
}

// TestADayThatChangedMeanwhileIsAskedAgain: what somebody never saw marked is not
// decided for them.
func TestADayThatChangedMeanwhileIsAskedAgain(t *testing.T) {
	x := open(t)
	look := x.mentee.Post(t, x.list+"/plan/check", x.rule(x.day(2), "3"))
	x.planned(t) // on the first of these days
	got := x.mentee.Post(t, x.list+"/plan", look.Carried())
	if got.Status != http.StatusConflict || len(x.all(t)) != 1 {
		t.Fatalf("%d, %d planned", got.Status, len(x.all(t)))
	}
	got.Says(t, "Dienas tikko mainījās", "Šajā dienā sesija jau ir")
	skip := "slot-" + x.day(2).UTC().Format(time.DateOnly)
	x.mentee.Goes(t, x.list+"/plan", x.list, got.Carried(skip, "skip")).Says(t, "Ieplānots: 2 sesijas")
}
