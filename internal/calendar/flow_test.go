package calendar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	netsmtp "net/smtp"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/emersion/go-smtp"

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

// answer is a letter as calendar programs write it.
func answer(method, uid, status, start string) string {
	return "From: whoever@example.net\r\nTo: x@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nAtbilde\r\n" +
		"--b\r\nContent-Type: text/calendar; charset=UTF-8; method=" + method + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nMETHOD:" + method +
		"\r\nBEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20270119T080000Z\r\nSEQUENCE:0\r\n" + start + "\r\nATTENDEE;PARTSTAT=" + status + ";CN=\"Kāds\":mailto:whoever@example.net\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n"
}

// TestAnswers: what a program writes is understood, whoever its sender is; it moves
// nothing, and an answer to an earlier invitation says nothing.
func TestAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.plan(1)[0]
		w.drain()
		ieva := w.members[1].Person
		secret := w.secret(m.ID, ieva)
		uid := "session-" + m.ID + "@mentori.example.org"
		reply := func() meeting.Member {
			got, err := w.Meetings.Get(t.Context(), w.members[0], m.ID)
			w.must(err)
			if !got.StartsAt.Equal(m.StartsAt) && got.Sequence == 0 {
				t.Error("an answer moved the meeting")
			}
			return *got.Of(ieva)
		}
		for _, tt := range []struct {
			method, status, start string
			want                  meeting.Reply
			counter               string
		}{
			{"REPLY", "ACCEPTED", "DTSTART:20270202T080000Z", meeting.Accepted, ""},
			{"REPLY", "DECLINED", "DTSTART:20270202T080000Z", meeting.Declined, ""},
			{"COUNTER", "TENTATIVE", "DTSTART:20270203T090000Z", meeting.Counter, "2027-02-03T09:00:00Z"},
			{"COUNTER", "TENTATIVE", "DTSTART;TZID=Europe/Riga:20270203T120000", meeting.Counter, "2027-02-03T10:00:00Z"},
			{"COUNTER", "TENTATIVE", "DTSTART;TZID=\"FLE Standard Time\":20270704T120000", meeting.Counter, "2027-07-04T09:00:00Z"},
		} {
			w.must(w.Receive(t.Context(), secret, strings.NewReader(answer(tt.method, uid, tt.status, tt.start))))
			got := reply()
			if got.Reply != tt.want || tt.counter != "" && got.CounterAt.UTC().Format(time.RFC3339) != tt.counter {
				t.Errorf("%s %s %s: %+v", tt.method, tt.status, tt.start, got)
			}
		}
		for what, letter := range map[string]string{"another meeting's": answer("REPLY", "session-x@mentori.example.org", "ACCEPTED", "DTSTART:20270202T080000Z"),
			"a request": answer("REQUEST", uid, "ACCEPTED", "DTSTART:20270202T080000Z"), "words": "Subject: Labdien\r\n\r\nNevarēšu.\r\n", "nothing": "",
			"a time long ago": answer("COUNTER", uid, "TENTATIVE", "DTSTART:19990203T090000Z"), "a zone nobody knows": answer("COUNTER", uid, "TENTATIVE", "DTSTART;TZID=Mars:20270203T120000")} {
			if err := w.Receive(t.Context(), secret, strings.NewReader(letter)); err == nil || !pointless(err) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := w.Receive(t.Context(), "guess", strings.NewReader(answer("REPLY", uid, "ACCEPTED", "DTSTART:20270202T080000Z"))); !fault.Is(err, fault.NotFound) {
			t.Errorf("a guessed secret: %v", err)
		}
		current, err := w.Meetings.Get(t.Context(), w.members[0], m.ID)
		w.must(err)
		w.later(current)
		w.must(w.Receive(t.Context(), secret, strings.NewReader(answer("REPLY", uid, "ACCEPTED", "DTSTART:20270202T080000Z"))))
		if got := reply(); got.Reply != meeting.NoReply {
			t.Errorf("an answer to the earlier time counts: %+v", got)
		}
	})
}

func (w *world) secret(meetingID, personID string) string {
	w.t.Helper()
	secret, err := db.One(w.t.Context(), w.DB, db.Value[string], `select secret from calendar_invitation where meeting_id = $1 and person_id = $2`, meetingID, personID)
	w.must(err)
	return secret
}

// TestTheListener takes an answer from the mail server and turns everything else
// away: over SMTP and over LMTP.
func TestTheListener(t *testing.T) {
	for _, lmtp := range []bool{false, true} {
		t.Run(fmt.Sprintf("lmtp=%v", lmtp), func(t *testing.T) {
			w := open(t, dbtest.Open(t, db.SQLite), 1)
			m := w.plan(1)[0]
			w.drain()
			to := "sesijas+" + w.secret(m.ID, w.members[1].Person) + "@example.org"
			on, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
			w.must(err)
			l := &Listener{Calendars: w.Service, Log: slog.New(slog.DiscardHandler), LMTP: lmtp}
			ended := make(chan error, 1)
			go func() { ended <- l.Serve(on) }()
			letter := answer("REPLY", "session-"+m.ID+"@mentori.example.org", "DECLINED", "DTSTART:20270202T080000Z")
			deliver := func(to, letter string) error {
				conn, err := net.Dial("tcp", on.Addr().String())
				w.must(err)
				client := smtp.NewClient(conn)
				if lmtp {
					client = smtp.NewClientLMTP(conn)
				}
				defer func() {
					if err := client.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
						t.Error(err)
					}
				}()
				return client.SendMail("whoever@example.net", []string{to}, strings.NewReader(letter))
			}
			w.must(deliver(to, letter))
			got, err := w.Meetings.Get(t.Context(), w.members[0], m.ID)
			w.must(err)
			if got.Of(w.members[1].Person).Reply != meeting.Declined {
				t.Errorf("answered: %+v", got.Members)
			}
			for what, tt := range map[string][2]string{"no such mailbox": {"sesijas+guess@example.org", letter}, "another mailbox": {"postmaster@example.org", letter},
				"another domain": {"sesijas+x@example.net", letter}, "words": {to, "Subject: x\r\n\r\nLabdien\r\n"}, "too long": {to, letter + strings.Repeat("x\r\n", maxLetter/3)}} {
				var refused *smtp.SMTPError
				if err := deliver(tt[0], tt[1]); !errors.As(err, &refused) || refused.Code < 500 {
					t.Errorf("%s: %v", what, err)
				}
			}
			for range maxAMinute {
				l.count()
			}
			var busy *smtp.SMTPError
			if err := deliver(to, letter); !errors.As(err, &busy) || busy.Code != 421 {
				t.Errorf("too much at once: %v", err)
			}
			w.must(l.Shutdown(t.Context()))
			w.must(<-ended)
			if _, err := netsmtp.Dial(on.Addr().String()); err == nil {
				t.Error("it listens on")
			}
		})
	}
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

func FuzzAnswer(f *testing.F) {
	f.Add(answer("REPLY", "session-x@y", "ACCEPTED", "DTSTART:20270202T080000Z"))
	f.Add(answer("COUNTER", "session-x@y", "TENTATIVE", "DTSTART;TZID=\"FLE Standard Time\":20270704T120000"))
	f.Add("Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
	f.Fuzz(func(t *testing.T, letter string) {
		uid, a, err := parseAnswer(strings.NewReader(letter))
		if err == nil && (uid == "" || a.Reply == "") {
			t.Errorf("an answer without a word: %q %+v", uid, a)
		}
	})
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
