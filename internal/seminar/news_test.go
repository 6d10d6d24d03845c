package seminar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/seminar"
)

// letter is the last letter to an actor, whole.
func (w *world) letter(a access.Actor) mail.Stored {
	w.t.Helper()
	list, err := w.Outbox.List(w.t.Context(), mail.Filter{PersonID: a.Person}, 1)
	w.must(err)
	if len(list) != 1 {
		w.t.Fatal("no letter")
	}
	m, err := w.Outbox.Get(w.t.Context(), list[0].ID)
	w.must(err)
	return m
}

func (w *world) enqueue(args job.Args) {
	w.t.Helper()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error { return w.Queue.Enqueue(w.t.Context(), tx, args) }))
}

func TestWhatALetterSays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, ieva, anna := w.published(1), w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa")
		w.must(w.DB.Tx(t.Context(), func(tx *db.Tx) error {
			_, err := db.Exec(t.Context(), tx, `update person set language = 'en', greeting = '' where id = $1`, anna.Person)
			return err
		}))
		w.join(ieva, x)
		w.join(anna, x)
		for who, tt := range map[*access.Actor]struct {
			lang i18n.Lang
			want []string
		}{
			&ieva: {i18n.LV, []string{"Labdien, Ieva!", "“Kas ir mentorings”", "ceturtdiena, 2027.\u00a0gada 14. janvāris", "plkst.\u00a010.00–11.30", "Smilšu iela 1, Rīga", "https://mentori.example.org/seminars/" + x.ID}},
			&anna: {i18n.EN, []string{"Hello,", "“What mentoring is”", "Thursday, 14 January 2027", "from\u00a010:00 to\u00a011:30", "waiting list"}},
		} {
			m := w.letter(*who)
			for _, text := range append(tt.want, w.Texts.For(tt.lang).T("seminar.mail.reason")) {
				if !strings.Contains(m.Subject+m.Text, text) {
					t.Errorf("the letter %s lacks %q:\n%s", m.Kind, text, m.Text)
				}
			}
			for _, text := range []string{"⟦", details().Link, entry.Institution} {
				if strings.Contains(m.Subject+m.Text+m.HTML, text) {
					t.Errorf("the letter %s has %q:\n%s", m.Kind, text, m.Text)
				}
			}
			if m.Lang != tt.lang || m.To.Email != who.Person+"@example.org" {
				t.Errorf("%+v", m.To)
			}
		}
	})
}

// TestNewsIsToldOnce: everybody with a place or a turn learns of another time
// or place and of calling off, and of nothing twice.
func TestNewsIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, ieva, anna, oto := w.published(1), w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa"), w.person("Oto", "Ozols")
		for _, p := range []access.Actor{ieva, anna, oto} {
			w.join(p, x)
		}
		_, err := w.Leave(ctx, oto, x.ID)
		w.must(err)
		d := details()
		d.Places, d.Lecturer = 1, "Cits"
		x, err = w.Change(ctx, w.lead, x.ID, x.Version, d)
		w.must(err)
		w.work()
		d.Day = "2027-01-15"
		x, err = w.Change(ctx, w.lead, x.ID, x.Version, d)
		w.must(err)
		if n := len(w.letters(ieva)); n != 1 {
			t.Errorf("%d letters before the job has run", n)
		}
		w.work()
		w.enqueue(seminar.Tell{SeminarID: x.ID, News: 1})
		w.work()
		if m := w.letter(ieva); !strings.Contains(m.Text, "15. janvāris") {
			t.Errorf("the letter does not say the new day:\n%s", m.Text)
		}
		_, err = w.CallOff(ctx, w.lead, x.ID, x.Version)
		w.must(err)
		w.work()
		for who, want := range map[*access.Actor][]string{&ieva: {"seminar.registered", "seminar.changed", "seminar.called-off"},
			&anna: {"seminar.waiting", "seminar.changed", "seminar.called-off"}, &oto: {"seminar.waiting"}} {
			if diff := cmp.Diff(want, w.letters(*who)); diff != "" {
				t.Errorf("letters\n%s", diff)
			}
		}
	})
}

// TestALetterOfTodaySaysItAll: who moves up or joins after a change is not told
// of it again.
func TestALetterOfTodaySaysItAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, ieva, anna, oto := w.published(1), w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa"), w.person("Oto", "Ozols")
		w.join(ieva, x)
		w.join(anna, x)
		d := details()
		d.Places, d.Place = 1, "Cita iela 2"
		x, err := w.Change(ctx, w.lead, x.ID, x.Version, d)
		w.must(err)
		_, err = w.Leave(ctx, ieva, x.ID)
		w.must(err)
		w.join(oto, x)
		w.work()
		for who, want := range map[*access.Actor][]string{&ieva: {"seminar.registered"}, &anna: {"seminar.waiting", "seminar.moved-up"}, &oto: {"seminar.waiting"}} {
			if diff := cmp.Diff(want, w.letters(*who)); diff != "" {
				t.Errorf("letters\n%s", diff)
			}
		}
	})
}

func TestTellingOfNothingIsGivenUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.enqueue(seminar.Tell{SeminarID: id.New(), News: 1})
		attempts, failed := jobtest.Drain(t, w.Queue)
		if attempts != 1 || failed != 1 {
			t.Errorf("%d attempts, %d failed: want one that is dead", attempts, failed)
		}
	})
}

// TestRemindersComeInTheMorning of the third day and of the day before, once
// each, to those who have a place.
func TestRemindersComeInTheMorning(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, ieva, anna, oto := w.published(1), w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa"), w.person("Oto", "Ozols")
		w.join(ieva, x)
		w.join(anna, x)
		w.join(oto, w.create2nd())
		at := func(day, hour int) {
			t.Helper()
			w.clock = time.Date(2027, 1, day, hour-2, 30, 0, 0, time.UTC) // winter time in Riga
			w.enqueue(seminar.Remind{})
			w.work()
		}
		for _, tt := range []struct{ day, hour, want int }{
			{10, 10, 0}, // Sunday
			{11, 8, 0},  // Monday, too early
			{11, 9, 1},  // three days before
			{11, 10, 1}, // not again
			{11, 12, 1}, // nor at noon
			{12, 9, 1},  // no day for it
			{13, 20, 1}, // the evening before is no time
			{13, 11, 2}, // a late morning, after the service was down
			{14, 9, 2},  // the day itself
		} {
			at(tt.day, tt.hour)
			if got := len(w.letters(ieva)) - 1; got != tt.want {
				t.Errorf("on the %dth at %d: %d reminders, want %d", tt.day, tt.hour, got, tt.want)
			}
		}
		if m := w.letter(ieva); m.Kind != "seminar.reminder" || !strings.Contains(m.Text, "14. janvāris") {
			t.Errorf("%s\n%s", m.Kind, m.Text)
		}
		if got := len(w.letters(anna)) + len(w.letters(oto)); got != 2 {
			t.Errorf("those who wait, or go to another seminar, got %d letters", got)
		}
	})
}

// create2nd is a published seminar far away.
func (w *world) create2nd() seminar.Seminar {
	w.t.Helper()
	d := details()
	d.Day = "2027-06-01"
	x, err := w.Publish(w.t.Context(), w.lead, w.create(d).ID, 1)
	w.must(err)
	return x
}

func TestWhoJoinedTodayIsNotReminded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, ieva := w.published(1), w.person("Ieva", "Kalniņa")
		w.clock = time.Date(2027, 1, 12, 22, 0, 0, 0, time.UTC) // the 13th has begun in Riga
		w.join(ieva, x)
		w.clock = time.Date(2027, 1, 13, 7, 0, 0, 0, time.UTC)
		w.enqueue(seminar.Remind{})
		w.work()
		if diff := cmp.Diff([]string{"seminar.registered"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheCalendarFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		d := details()
		d.Place, d.Places = "", 1
		x, err := w.Publish(ctx, w.lead, w.create(d).ID, 1)
		w.must(err)
		ieva := w.person("Ieva", "Kalniņa")
		w.join(ieva, x)
		file := func(a access.Actor, lang i18n.Lang) string {
			t.Helper()
			b, err := w.Calendar(ctx, a, x.ID, lang)
			w.must(err)
			return strings.ReplaceAll(string(b), "\r\n ", "")
		}
		for what, tt := range map[string]struct {
			got  string
			want []string
		}{
			"a passer-by's": {file(nobody, i18n.LV), []string{"SUMMARY:Kas ir mentorings\r\n", "LOCATION:Tiešsaistē\r\n", "SEQUENCE:0\r\n", "STATUS:CONFIRMED",
				"DTSTART;TZID=Europe/Riga:20270114T100000", "DTEND;TZID=Europe/Riga:20270114T113000", "UID:seminar-" + x.ID + "@mentori.example.org\r\n",
				"DESCRIPTION:Semināra lapa: https://mentori.example.org/seminars/" + x.ID}},
			"a participant's": {file(ieva, i18n.EN), []string{"SUMMARY:What mentoring is\r\n", "LOCATION:https://video.example.org/x\r\n"}},
		} {
			for _, line := range tt.want {
				if !strings.Contains(tt.got, line) {
					t.Errorf("%s file lacks %q:\n%s", what, line, tt.got)
				}
			}
		}
		d.Place = "Cita iela 2"
		x, err = w.Change(ctx, w.lead, x.ID, x.Version, d)
		w.must(err)
		if got := file(nobody, i18n.LV); !strings.Contains(got, "SEQUENCE:1\r\n") || !strings.Contains(got, "LOCATION:Cita iela 2\r\n") {
			t.Errorf("after a change:\n%s", got)
		}
		x, err = w.CallOff(ctx, w.lead, x.ID, x.Version)
		w.must(err)
		if got := file(ieva, i18n.LV); !strings.Contains(got, "SEQUENCE:2\r\n") || !strings.Contains(got, "STATUS:CANCELLED") {
			t.Errorf("after calling off:\n%s", got)
		}
		if _, err := w.Calendar(ctx, nobody, x.ID, i18n.LV); kind(err) != fault.Gone {
			t.Errorf("after calling off, to a passer-by: %v", err)
		}
	})
}
