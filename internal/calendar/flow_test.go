package calendar

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/programme"
)

// world is a mentorship whose meetings go into its members' calendars.
type world struct {
	*Service
	t          testing.TB
	clock      time.Time
	mentorship string
	members    []access.Actor // the mentor first
	names      []string
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, mentees := range map[string]int{"pair": 1, "four": 3} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, open(t, d, mentees)) })
		})
	}
}

func open(t testing.TB, d *db.DB, mentees int) *world {
	t.Helper()
	w := &world{t: t, clock: at(2027, 1, 18, 9, 0).UTC()}
	now := func() time.Time { return w.clock }
	texts, err := i18n.Load()
	w.must(err)
	registry := job.NewRegistry()
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "mentori.example.org", Terminal: t.Output(), Now: now,
		Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, registry)
	w.must(err)
	intakes := &intake.Service{DB: d, Now: now}
	people := &account.Service{DB: d, Now: now, Outbox: outbox, Texts: texts, Rules: account.DefaultRules, URL: "https://mentori.example.org"}
	meetings := &meeting.Service{DB: d, Now: now, Zone: riga, Intakes: intakes, Mentorships: &mentorship.Service{DB: d, Now: now, Intakes: intakes, Accounts: people}}
	w.Service = &Service{DB: d, Now: now, Texts: texts, Outbox: outbox, Meetings: meetings, URL: "https://mentori.example.org", Answers: "sesijas@example.org"}
	meetings.Tell = w.Told
	w.Register(registry)
	meetings.Register(registry)
	w.Queue = jobtest.Queue(t, d, registry, now)
	w.begin(mentees)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// begin lets a mentor and so many mentees work together.
func (w *world) begin(mentees int) {
	w.t.Helper()
	admin := access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
	p, err := (&programme.Service{DB: w.DB, Now: w.Now}).Create(w.t.Context(), admin, programme.Details{NameLV: "a", NameEN: "a"})
	w.must(err)
	for _, name := range []string{"anna", "ieva", "jana", "otto"}[:mentees+1] {
		w.person(name)
	}
	for i := range mentees {
		w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
			m, err := w.Meetings.Mentorships.Begin(w.t.Context(), tx, w.members[0].Person, mentorship.Beginning{Programme: p.ID, Model: catalogue.Individual,
				Size: catalogue.Span{From: 1, To: 1}, Mentor: mentorship.Joining{Person: w.members[0].Person}, Mentee: mentorship.Joining{Person: w.members[1+i].Person}})
			if w.mentorship == "" {
				w.mentorship = m.ID
			}
			if err == nil && m.ID != w.mentorship { // all in one
				_, err = db.Exec(w.t.Context(), tx, `update mentorship_member set mentorship_id = $1 where mentorship_id = $2 and side = 'mentee'`, w.mentorship, m.ID)
			}
			return err
		}))
	}
	for i := range w.members {
		w.members[i].Grants = []access.Grant{{Role: access.Mentee, Scope: access.Scope{Kind: access.Mentorship, ID: w.mentorship}}}
	}
}

func (w *world) person(name string) {
	w.t.Helper()
	personID := id.New()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(w.t.Context(), tx, `insert into person (id, given_name, family_name, email, email_key, greeting, language, status, sort_key, search_text,
			created_at, updated_at, version) values ($1, $2, 'Paraudziņa', $3, $1, '', 'lv', 'active', '', '', $4, $4, 1)`, personID, name, name+"@example.org", w.clock)
		return err
	}))
	w.members, w.names = append(w.members, access.Actor{Person: personID, Fresh: true}), append(w.names, name)
}

func (w *world) plan(n int) []meeting.Meeting {
	w.t.Helper()
	var details []meeting.Details
	for i := range n {
		details = append(details, meeting.Details{StartsAt: at(2027, 2, 2+14*i, 10, 0), Minutes: 90, Form: meeting.InPerson, Place: "Smilšu iela 1"})
	}
	all, err := w.Meetings.Plan(w.t.Context(), w.members[0], w.mentorship, details)
	w.must(err)
	return all
}

// later moves a meeting by an hour.
func (w *world) later(m meeting.Meeting) meeting.Meeting {
	w.t.Helper()
	d := m.Details()
	d.StartsAt = d.StartsAt.Add(time.Hour)
	moved, err := w.Meetings.Move(w.t.Context(), w.members[0], m.ID, m.Version, d)
	w.must(err)
	return moved
}

// entry is a meeting in somebody's calendar.
type entry struct {
	start     time.Time
	sequence  string
	cancelled bool
}

// calendars are what the letters of the outbox, taken in the order in which they
// were written, put into everybody's calendar: by address, then by UID.
func (w *world) calendars() map[string]map[string]entry {
	w.t.Helper()
	list, err := w.Outbox.List(w.t.Context(), mail.Filter{}, 1000)
	w.must(err)
	all := map[string]map[string]entry{}
	for i := len(list) - 1; i >= 0; i-- {
		s, err := w.Outbox.Get(w.t.Context(), list[i].ID)
		w.must(err)
		if strings.Contains(s.Text+s.HTML, "Smilšu") {
			w.t.Error("the letter's text names the place")
		}
		c, err := ics.ParseCalendar(strings.NewReader(s.Calendar))
		w.must(err)
		e := c.Events()[0]
		start, err := e.GetStartAt()
		w.must(err)
		people := e.Attendees()
		if len(people) != 1 || people[0].Email() != s.To.Email {
			w.t.Errorf("a letter to %s invites %v", s.To.Email, people)
		}
		if all[s.To.Email] == nil {
			all[s.To.Email] = map[string]entry{}
		}
		now := entry{start.UTC(), e.GetProperty(ics.ComponentPropertySequence).Value, e.GetProperty(ics.ComponentPropertyStatus).Value == "CANCELLED"}
		if old, there := all[s.To.Email][e.Id()]; there && old.sequence >= now.sequence {
			w.t.Errorf("a letter of sequence %s comes after %s", now.sequence, old.sequence)
		}
		all[s.To.Email][e.Id()] = now
	}
	return all
}

// agree fails unless every member's calendar holds the same, so many meetings that
// stand and so many that are cancelled.
func (w *world) agree(standing, off int) {
	w.t.Helper()
	all := w.calendars()
	first := all["anna@example.org"]
	counted := [2]int{}
	for uid, e := range first {
		if counted[0]++; e.cancelled {
			counted[0]--
			counted[1]++
		}
		for _, name := range w.names {
			if got := all[name+"@example.org"][uid]; got != e {
				w.t.Errorf("%s has %s as %+v, anna as %+v", name, uid, got, e)
			}
		}
	}
	if counted != [2]int{standing, off} {
		w.t.Errorf("%d stand and %d are cancelled, want %d and %d", counted[0], counted[1], standing, off)
	}
}

func (w *world) drain() {
	w.t.Helper()
	if _, failed := jobtest.Drain(w.t, w.Queue); failed > 0 {
		w.t.Fatalf("%d jobs failed", failed)
	}
}

// TestEverybodysCalendarSaysTheSame through planning, moving and cancelling; a job
// that runs again writes nothing more.
func TestEverybodysCalendarSaysTheSame(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.plan(5)
		w.drain()
		w.agree(5, 0)
		w.later(all[0])
		_, err := w.Meetings.CancelRest(t.Context(), w.members[1], all[3].ID, 1)
		w.must(err)
		w.drain()
		w.agree(3, 2)
		before, err := w.Outbox.Counts(t.Context())
		w.must(err)
		for _, m := range all {
			for _, member := range w.members {
				w.must(w.invite(t.Context(), Invite{MeetingID: m.ID, PersonID: member.Person}))
			}
		}
		after, err := w.Outbox.Counts(t.Context())
		w.must(err)
		if before[mail.Held] != after[mail.Held] {
			t.Errorf("%d letters became %d by running jobs again", before[mail.Held], after[mail.Held])
		}
	})
}

// TestKilledInBetween: one member's job has run, the process is gone before the
// other's, the meeting moves, and both end the same. What was never told of is not
// taken back.
func TestKilledInBetween(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := w.plan(2)
		w.must(w.invite(t.Context(), Invite{MeetingID: all[0].ID, PersonID: w.members[0].Person}))
		moved := w.later(all[0])
		gone, stop := context.WithCancel(t.Context())
		stop()
		if err := w.invite(gone, Invite{MeetingID: all[0].ID, PersonID: w.members[1].Person}); err == nil {
			t.Error("a process that is gone writes")
		}
		_, err := w.Meetings.Cancel(t.Context(), w.members[0], all[1].ID, 1)
		w.must(err)
		w.drain()
		all2 := w.calendars()
		for _, name := range w.names {
			for uid, e := range all2[name+"@example.org"] {
				if !e.start.Equal(moved.StartsAt) || e.sequence != "1" || e.cancelled || !strings.Contains(uid, all[0].ID) {
					t.Errorf("%s: %s is %+v", name, uid, e)
				}
			}
			if len(all2[name+"@example.org"]) != 1 {
				t.Errorf("%s has %d meetings", name, len(all2[name+"@example.org"]))
			}
		}
	})
}

// TestComingAndGoing: who leaves has the meetings taken away, who is still there
// hears nothing; when all is over nothing stands anywhere.
func TestComingAndGoing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, 3)
		w.plan(2)
		w.drain()
		set := func(query string, args ...any) {
			w.must(w.DB.Tx(t.Context(), func(tx *db.Tx) error {
				if _, err := db.Exec(t.Context(), tx, query, args...); err != nil {
					return err
				}
				return w.Queue.Enqueue(t.Context(), tx, meeting.Tend{})
			}))
			w.drain()
		}
		set(`update mentorship_member set left_at = $2 where person_id = $1`, w.members[3].Person, w.clock)
		all := w.calendars()
		for uid, e := range all["otto@example.org"] {
			if !e.cancelled || e.sequence != "1" || all["jana@example.org"][uid].cancelled || all["jana@example.org"][uid].sequence != "0" {
				t.Errorf("%s: otto has %+v, jana %+v", uid, e, all["jana@example.org"][uid])
			}
		}
		set(`update mentorship_member set left_at = null where person_id = $1`, w.members[3].Person)
		for uid, e := range w.calendars()["otto@example.org"] {
			if e.cancelled || e.sequence != "2" {
				t.Errorf("back again %s is %+v", uid, e)
			}
		}
		set(`update mentorship set status = 'ended-early' where id = $1`, w.mentorship)
		for name, calendar := range w.calendars() {
			for uid, e := range calendar {
				if !e.cancelled {
					t.Errorf("all is over, and %s has %s: %+v", name, uid, e)
				}
			}
		}
	})
}

// TestJobsCarryIdentifiersOnly: no place, no title, no address.
func TestJobsCarryIdentifiersOnly(t *testing.T) {
	w := open(t, dbtest.Open(t, db.SQLite), 1)
	w.plan(1)
	list, err := w.Queue.List(t.Context(), job.Filter{}, 10)
	w.must(err)
	for _, j := range list {
		var args map[string]any
		w.must(json.Unmarshal([]byte(j.Args), &args))
		if strings.Contains(j.Args, "Smilšu") || len(args) != 3 {
			t.Errorf("%s carries %s", j.Kind, j.Args)
		}
	}
	if len(list) != 2 {
		t.Errorf("%d jobs for two members", len(list))
	}
}

// TestFeedsAreNoted, and only their owner has one (SEC-35).
func TestFeedsAreNoted(t *testing.T) {
	w := open(t, dbtest.Open(t, db.SQLite), 1)
	first, err := w.MakeFeed(t.Context(), w.members[1])
	w.must(err)
	second, err := w.MakeFeed(t.Context(), w.members[1])
	w.must(err)
	if _, _, err := w.Feed(t.Context(), first); !fault.Is(err, fault.NotFound) {
		t.Errorf("the address of before works: %v", err)
	}
	w.plan(1)
	file, tag, err := w.Feed(t.Context(), second)
	w.must(err)
	if again, same, err := w.Feed(t.Context(), second); err != nil || same != tag || string(again) != string(file) {
		t.Errorf("the same feed has another tag: %v", err)
	}
	w.must(w.RevokeFeed(t.Context(), w.members[1]))
	w.must(w.RevokeFeed(t.Context(), w.members[1]))
	if _, err := w.MakeFeed(t.Context(), access.Actor{}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("nobody makes a feed: %v", err)
	}
	for action, want := range map[audit.Action]int{audit.FeedMade: 2, audit.FeedRevoked: 1} {
		entries, err := audit.List(t.Context(), w.DB, audit.Filter{Action: action, Subject: w.members[1].Person}, 10)
		if err != nil || len(entries) != want {
			t.Errorf("%s: %d entries, %v", action, len(entries), err)
		}
	}
}

// BenchmarkASeriesOf24 plans it for two members, with the work that is enqueued
// for their calendars.
func BenchmarkASeriesOf24(b *testing.B) {
	w := open(b, dbtest.Open(b, db.SQLite), 1)
	for n := 0; b.Loop(); n++ {
		var details []meeting.Details
		for i := range 24 {
			details = append(details, meeting.Details{StartsAt: at(2027, 2, 2+14*i, 10, n%60), Minutes: 90, Form: meeting.Online})
		}
		all, err := w.Meetings.Plan(b.Context(), w.members[0], w.mentorship, details)
		w.must(err)
		b.StopTimer()
		_, err = w.Meetings.CancelRest(b.Context(), w.members[0], all[0].ID, 1)
		w.must(err)
		b.StartTimer()
	}
}
