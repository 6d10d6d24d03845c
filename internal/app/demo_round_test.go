package app

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/job"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/pairing"
)

// demoClock is a clock that the test moves. With cancel it breaks off what asks
// for the time more often than left.
type demoClock struct {
	at     time.Time
	left   int
	cancel func()
}

func (c *demoClock) now() time.Time {
	if c.left--; c.left < 0 && c.cancel != nil {
		c.cancel()
	}
	return c.at
}

// open opens an empty demo on the clock.
func (c *demoClock) open(t *testing.T) *App {
	t.Helper()
	return opened(t, c.now, "DOMUBIEDRS_DATA="+t.TempDir())
}

// stands is how far the demo's round has come.
type stands struct {
	Mentees, Mentors, Runs, Rounds, Mentorships int
	Status                                      map[pairing.Status]int // of proposals that went out
	Mentee, Mentor                              string
	Talk, Quiet                                 bool
	Waiting                                     int
	Told, Letters, Jobs                         int
}

func (a *App) stands(t *testing.T) (s stands) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	x, err := a.Intakes.ByCode(t.Context(), demoEarlier)
	must(err)
	clerk := application.CommandLine(x.Programme)
	counts, err := a.Applications.Counts(t.Context(), clerk, x.ID)
	must(err)
	s.Mentees, s.Mentors = counts[application.Mentee][application.Eligible], counts[application.Mentor][application.Eligible]
	runs, err := a.Pairing.Runs(t.Context(), clerk, x.ID)
	must(err)
	rounds, err := a.Pairing.Rounds(t.Context(), clerk, x.ID)
	must(err)
	s.Runs, s.Rounds, s.Status = len(runs), len(rounds), map[pairing.Status]int{}
	proposals, err := a.Pairing.Proposals(t.Context(), clerk, pairing.Filter{Intake: x.ID}, pairing.MaxPage)
	must(err)
	for _, p := range proposals {
		if p.Status != pairing.Draft {
			s.Status[p.Status]++
		}
		if p.Mentorship != "" {
			s.Mentorships++
		}
		s.Talk = s.Talk || p.Talk.At != nil
	}
	for i, to := range []*string{&s.Mentee, &s.Mentor} {
		admin := access.Actor{Person: clerk.Person, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
		personID, err := a.demoFind(t.Context(), admin, demoEmail(demoCast[i].given, demoCast[i].family))
		must(err)
		own, err := a.Applications.Mine(t.Context(), access.Actor{Person: personID})
		must(err)
		if len(own) != 1 {
			t.Fatalf("%s has %d applications", demoCast[i].given, len(own))
		}
		where, err := a.Pairing.Where(t.Context(), access.Actor{Person: personID}, own[0].ID)
		must(err)
		*to = where.State
	}
	quiet, err := a.Applications.Quiet(t.Context(), clerk, x.ID)
	must(err)
	waiting, err := a.Pairing.Waiting(t.Context(), clerk, x.ID, pairing.Cursor{}, pairing.MaxPage)
	must(err)
	told, err := audit.List(t.Context(), a.DB, audit.Filter{Action: audit.WaitingTold, ObjectID: x.ID}, 10)
	must(err)
	letters, err := a.Outbox.List(t.Context(), mail.Filter{}, 10)
	must(err)
	jobs, err := a.Queue.List(t.Context(), job.Filter{}, 10)
	must(err)
	s.Quiet, s.Waiting, s.Told, s.Letters, s.Jobs = quiet > 0, len(waiting), len(told), len(letters), len(jobs)
	return s
}

// TestDemoHasAPair: the cast's mentee and mentor are at work, and a second filling
// leaves alone what they have done since.
func TestDemoHasAPair(t *testing.T) {
	d := &demoClock{at: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	a := d.open(t)
	fill := func() {
		t.Helper()
		if err := a.FillDemo(t.Context(), func(int, int) {}); err != nil {
			t.Fatal(err)
		}
	}
	fill()
	admin := access.Actor{Person: "test", Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
	personID, err := a.demoFind(t.Context(), admin, demoEmail(demoCast[0].given, demoCast[0].family))
	if err != nil {
		t.Fatal(err)
	}
	ieva := access.Actor{Person: personID, SignIn: "test"}
	mine, err := a.Mentorships.Of(t.Context(), ieva)
	if err != nil || len(mine) != 1 || mine[0].Status != mentorship.Planning || mine[0].AgreedAt == nil {
		t.Fatalf("%v: %+v", err, mine)
	}
	ieva.Grants = []access.Grant{{Role: access.Mentee, Scope: access.Scope{Kind: access.Mentorship, ID: mine[0].ID}}}
	look := func() (held, planned, entries int) {
		meetings, err := a.Meetings.List(t.Context(), ieva, mine[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range meetings {
			switch m.Status {
			case meeting.Held:
				held++
			case meeting.Planned:
				planned++
			}
		}
		all, err := a.Journal.List(t.Context(), ieva, journal.Filter{Mentorship: mine[0].ID})
		if err != nil {
			t.Fatal(err)
		}
		return held, planned, len(all)
	}
	held, planned, entries := look()
	if held != 2 || planned != 4 || entries != 4 {
		t.Errorf("%d held, %d planned, %d entries", held, planned, entries)
	}
	e, err := a.Journal.In(t.Context(), ieva, mine[0].ID, journal.Agreement, "agreement")
	if err != nil {
		t.Fatal(err)
	}
	e.Body["months"] = "9"
	if _, err := a.Journal.Put(t.Context(), ieva, journal.Write{ID: e.ID, Mentorship: mine[0].ID, Kind: e.Kind, Version: e.Version, Body: e.Body}); err != nil {
		t.Fatal(err)
	}
	fill()
	if again, _, _ := look(); again != held {
		t.Errorf("%d held after a second filling", again)
	}
}

// TestDemoHasARound: pairs have begun, both of the cast have something to
// answer, somebody waits. However often the filling is broken off, its end is
// the same; a second one changes nothing, and nobody is written to.
func TestDemoHasARound(t *testing.T) {
	d := &demoClock{at: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)}
	want := stands{Mentees: 16, Mentors: 8, Runs: 1, Rounds: 1, Mentorships: 2, Talk: true, Mentee: pairing.MustChoose, Mentor: pairing.MustAnswer, Waiting: 2, Told: 1}
	whole := d.open(t)
	if err := whole.FillDemo(t.Context(), func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	want.Status = whole.stands(t).Status
	if s := want.Status; s[pairing.Accepted] != 2 || s[pairing.Asked] != 1 || s[pairing.Sent] == 0 || s[pairing.Declined] != 1 {
		t.Errorf("proposals: %v", s)
	}
	broken, times := d.open(t), 0
	for err := error(context.Canceled); err != nil; times++ {
		ctx, cancel := context.WithCancel(t.Context())
		d.left, d.cancel = 10+times*5, cancel
		err = broken.FillDemo(ctx, func(int, int) {})
		if err != nil && ctx.Err() == nil || times > 100 {
			t.Fatalf("%d times: %v", times, err)
		}
		d.cancel = nil
		cancel()
	}
	t.Logf("broken off %d times", times-1)
	if times < 10 {
		t.Error("broken off too seldom to prove anything")
	}
	again := func(a *App) {
		d.at = d.at.Add(48 * time.Hour)
		if err := a.FillDemo(t.Context(), func(int, int) {}); err != nil {
			t.Error(err)
		}
	}
	for _, a := range []*App{whole, broken} {
		for range 2 {
			if diff := cmp.Diff(want, a.stands(t)); diff != "" {
				t.Error(diff)
			}
			again(a)
		}
	}
}
