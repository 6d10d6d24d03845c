package meeting_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
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

var riga, errRiga = time.LoadLocation("Europe/Riga")

// world is a mentorship with its members, two or four, and its staff.
type world struct {
	*meeting.Service
	t          *testing.T
	clock      time.Time
	programme  string
	mentorship string
	members    []access.Actor // the mentor first
	staff      access.Actor
	queue      *job.Queue
	told       []meeting.Change
	toldErr    error
}

// each runs f with a pair and with a group of four, on both databases.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, mentees := range map[string]int{"pair": 1, "four": 3} {
		t.Run(name, func(t *testing.T) { of(t, mentees, f) })
	}
}

func of(t *testing.T, mentees int, f func(t *testing.T, w *world)) {
	t.Helper()
	if errRiga != nil {
		t.Fatal(errRiga)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{t: t, clock: time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)}
		now := func() time.Time { return w.clock }
		texts, err := i18n.Load()
		w.must(err)
		registry := job.NewRegistry()
		outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: t.Output(), Now: now,
			Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, registry)
		w.must(err)
		intakes := &intake.Service{DB: d, Now: now}
		mentorships := &mentorship.Service{DB: d, Now: now, Intakes: intakes,
			Accounts: &account.Service{DB: d, Now: now, Outbox: outbox, Texts: texts, Rules: account.DefaultRules, URL: "https://example.org"}}
		w.Service = &meeting.Service{DB: d, Now: now, Zone: riga, Mentorships: mentorships, Intakes: intakes,
			Tell: func(_ context.Context, _ *db.Tx, changes []meeting.Change) error {
				w.told = append(w.told, changes...)
				return w.toldErr
			}}
		w.Register(registry)
		w.queue = jobtest.Queue(t, d, registry, now)
		admin := access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
		p, err := (&programme.Service{DB: d, Now: now}).Create(t.Context(), admin, programme.Details{NameLV: "a", NameEN: "a"})
		w.must(err)
		w.programme, w.staff = p.ID, in(access.Coordinator, p.ID)
		w.begin(mentees)
		f(t, w)
	})
}

func in(role access.Role, scope string) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: access.ScopeOf[role], ID: scope}}}}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) person() string {
	w.t.Helper()
	personID := id.New()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(w.t.Context(), tx, `insert into person (id, given_name, family_name, email, email_key, greeting, language, status, sort_key, search_text,
			created_at, updated_at, version) values ($1, 'a', 'b', $1, $1, '', 'lv', 'active', '', '', $2, $2, 1)`, personID, w.clock)
		return err
	}))
	return personID
}

// begin lets a mentor and so many mentees work together.
func (w *world) begin(mentees int) {
	w.t.Helper()
	mentor := w.person()
	w.members = []access.Actor{{Person: mentor, Fresh: true}}
	for range mentees {
		w.join(w.person(), mentees)
	}
	if mentees > 1 { // what has gathered works together
		w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
			_, err := db.Exec(w.t.Context(), tx, `update mentorship set status = 'learning' where id = $1`, w.mentorship)
			return err
		}))
	}
}

func (w *world) join(personID string, mentees int) {
	w.t.Helper()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
		m, err := w.Mentorships.Begin(w.t.Context(), tx, w.members[0].Person, mentorship.Beginning{Programme: w.programme, Model: catalogue.Individual,
			Size: catalogue.Span{From: mentees, To: 6}, Mentor: mentorship.Joining{Person: w.members[0].Person}, Mentee: mentorship.Joining{Person: personID}})
		if w.mentorship == "" {
			w.mentorship = m.ID
		}
		if err == nil && m.ID != w.mentorship {
			_, err = db.Exec(w.t.Context(), tx, `update mentorship_member set mentorship_id = $1 where mentorship_id = $2 and person_id = $3`, w.mentorship, m.ID, personID)
		}
		return err
	}))
	grant := func(role access.Role) []access.Grant {
		return []access.Grant{{Role: role, Scope: access.Scope{Kind: access.Mentorship, ID: w.mentorship}}}
	}
	w.members[0].Grants = grant(access.Mentor)
	w.members = append(w.members, access.Actor{Person: personID, Fresh: true, Grants: grant(access.Mentee)})
}

// at is a time on Riga's walls.
func at(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, riga)
}

// plan plans meetings at ten on Tuesdays, two weeks apart, from 2 February 2027.
func (w *world) plan(n int) []meeting.Meeting {
	w.t.Helper()
	var details []meeting.Details
	for i := range n {
		details = append(details, meeting.Details{StartsAt: at(2027, 2, 2+14*i, 10, 0), Minutes: 90, Form: meeting.InPerson, Place: "Smilšu iela 1"})
	}
	all, err := w.Plan(w.t.Context(), w.members[0], w.mentorship, details)
	w.must(err)
	w.told = nil
	return all
}

func (w *world) get(meetingID string) meeting.Meeting {
	w.t.Helper()
	m, err := w.Get(w.t.Context(), w.members[0], meetingID)
	w.must(err)
	return m
}
