package seminars

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web/coordination/officetest"
)

// TestMarking marks everybody at once, corrects one with a reason, and shows
// what somebody else did meanwhile.
func TestMarking(t *testing.T) {
	o := open(t)
	x := o.published(t, 2)
	_, ieva := o.joined(t, x, "Ieva", "Kalniņa")
	_, anna := o.joined(t, x, "Anna", "Liepa")
	_, uldis := o.joined(t, x, "Uldis", "Ozols")
	path := here(x) + "/attendance"
	officetest.Contains(t, o.See(t, path, "Atzīmēt apmeklējumu"), "Vēl nevar atzīmēt", "2026.\u00a0gada 23. novembrī plkst.\u00a013.30")
	if got := o.Post(t, path, officetest.Values("mark-"+ieva.ID, "present", "seen-"+ieva.ID, "0")); got.Status != http.StatusConflict {
		t.Errorf("before the window: status %d", got.Status)
	}
	o.begin(t, x)
	officetest.Contains(t, o.See(t, path, "Atzīmēt apmeklējumu"), "Ieva Kalniņa, Paraugu aģentūra", "Gaidītāju sarakstā")
	form := officetest.Values("mark-"+ieva.ID, "present", "seen-"+ieva.ID, "0", "mark-"+anna.ID, "absent", "seen-"+anna.ID, "0", "seen-"+uldis.ID, "0")
	o.Done(t, path, form, "Apmeklējums ir saglabāts.")
	o.Done(t, path, form, "Apmeklējums ir saglabāts.") // the same form twice
	body := o.See(t, here(x), "Kas ir mentorings")
	officetest.Contains(t, body, "Piedalījās", "Nepiedalījās", "Nav atzīmēts", "Atzīmēja programmas komanda", "23.11.2026. 14.05")
	correct := officetest.Values("mark-"+anna.ID, "present", "seen-"+anna.ID, "1", "reason-"+anna.ID, "")
	officetest.Contains(t, o.Refused(t, path, correct, http.StatusUnprocessableEntity, "Ierakstiet, kāpēc labojat atzīmi."), `href="#f-reason-`+anna.ID)
	stale := officetest.Values("mark-"+anna.ID, "present", "seen-"+anna.ID, "0")
	officetest.Contains(t, o.Refused(t, path, stale, http.StatusConflict, "Kāds cits šos datus saglabāja"), "Tagad saglabāts", "reason-"+anna.ID)
	correct.Set("reason-"+anna.ID, "Ieradās vēlāk")
	o.Done(t, path, correct, "Apmeklējums ir saglabāts.")
	people, err := o.Seminars.Attendees(t.Context(), o.Me(), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range people {
		want := map[string]int{ieva.ID: 1, anna.ID: 2, uldis.ID: 0}[a.ID]
		if len(a.Marks) != want || want > 0 && !a.Last().Present {
			t.Errorf("%s has the marks %+v", a.Name, a.Marks)
		}
	}
}

// TestDoor lets people in by their codes while the seminar is on.
func TestDoor(t *testing.T) {
	o := open(t)
	x := o.published(t, 2)
	p, _ := o.joined(t, x, "Ieva", "Kalniņa")
	code, err := o.Seminars.MakeCode(t.Context(), access.Actor{Person: p.ID}, x.ID)
	if err != nil {
		t.Fatal(err)
	}
	path := here(x) + "/door"
	officetest.Contains(t, o.See(t, path, "Reģistrēt pie durvīm"), "Pašlaik reģistrēt nevar")
	o.Refused(t, path, officetest.Values("code", code.Text), http.StatusConflict, "Atzīmēties var no pusstundas pirms")
	o.begin(t, x)
	officetest.Contains(t, o.See(t, path, "Reģistrēt pie durvīm"), "Ieradušies: 0 no 1.")
	o.Refused(t, path, officetest.Values("code", "ABCDE-12345"), http.StatusUnprocessableEntity, "Tāda koda nav.", "ABCDE-12345")
	for range 2 {
		o.Done(t, path, officetest.Values("code", strings.ToLower(code.Text)), "Dalība reģistrēta: Ieva Kalniņa.")
	}
	officetest.Contains(t, o.See(t, path, "Reģistrēt pie durvīm"), "Ieradušies: 1 no 1.")
	officetest.Contains(t, o.See(t, here(x), "Kas ir mentorings"), "Ar personīgo kodu", "Notiek")
	o.wait(t, x.End.Add(time.Minute))
	o.Refused(t, path, officetest.Values("code", code.Text), http.StatusConflict, "Atzīmēties var no pusstundas pirms")
}

// TestPoster projects where to check in.
func TestPoster(t *testing.T) {
	o := open(t)
	x := o.published(t, 2)
	officetest.Contains(t, o.See(t, here(x)+"/poster", "Kas ir mentorings"), "http://localhost"+seminar.Path(x.ID)+"/check-in", here(x)+"/poster.svg")
	got := o.Get(t, here(x)+"/poster.svg")
	if got.Status != http.StatusOK || got.Header.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(got.Body, "<svg ") {
		t.Errorf("%d %v %.40s", got.Status, got.Header, got.Body)
	}
}
