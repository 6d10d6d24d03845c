package seminars

import (
	"io/fs"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

// staff is a house in which the room is open.
type staff struct{ *officetest.Staff }

func open(t testing.TB) *staff {
	t.Helper()
	return &staff{officetest.Open(t, map[string]fs.FS{"seminars": Templates()}, func(h *webtest.House, o office.Office) {
		(&Pages{Kit: h.Kit, Office: o, Seminars: h.Seminars, Intakes: h.Intakes}).Mount()
	})}
}

// with opens a browser of somebody new with a role in a programme.
func (o *staff) with(t testing.TB, role access.Role, programmeID string) *staff {
	t.Helper()
	return &staff{o.With(t, role, programmeID)}
}

// sample is a seminar four hours after the house opens.
func sample(places int64) seminar.Details {
	return seminar.Details{Title: seminar.Item{LV: "Kas ir mentorings", EN: "What mentoring is"}, Day: "2026-11-23", From: "14:00", To: "15:30",
		Place: "Smilšu iela 1, Rīga", Link: "https://video.example.org/x", Lecturer: "Programmas koordinators", Places: places,
		Agenda:    []seminar.Item{{LV: "Jautājumi", EN: "Questions"}},
		Materials: []seminar.Material{{Title: seminar.Item{LV: "Vadlīnijas", EN: "Guidelines"}, URL: "https://example.org/guide"}}}
}

// draft makes a seminar that nobody sees yet.
func (o *staff) draft(t testing.TB, of programme.Programme, places int64) seminar.Seminar {
	t.Helper()
	x, err := o.Seminars.Create(t.Context(), webtest.Administrator, of.ID, sample(places))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// published makes one that people can register for.
func (o *staff) published(t testing.TB, places int64) seminar.Seminar {
	t.Helper()
	x, err := o.Seminars.Publish(t.Context(), webtest.Administrator, o.draft(t, o.Here, places).ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// joined registers somebody new.
func (o *staff) joined(t testing.TB, x seminar.Seminar, given, family string) (account.Person, seminar.Registration) {
	t.Helper()
	p := o.Person(t, given, family)
	r, err := o.Seminars.Join(t.Context(), access.Actor{Person: p.ID}, x.ID, seminar.Entry{Institution: "Paraugu aģentūra", Position: "Vecākā eksperte"})
	if err != nil {
		t.Fatal(err)
	}
	return p, r
}

// begin moves the clock into a seminar. Whoever is at work that day has signed in
// that day.
func (o *staff) begin(t testing.TB, x seminar.Seminar) { o.wait(t, x.Start.Add(5*time.Minute)) }

func (o *staff) wait(t testing.TB, until time.Time) {
	t.Helper()
	o.Clock.At = until
	o.Visitor = o.As(t, o.Who)
}
