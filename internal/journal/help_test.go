package journal_test

import (
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/vault"
)

// world is a mentorship with a mentor and mentees, and others around it.
type world struct {
	*journal.Service
	clock     time.Time
	programme string
	m         mentorship.Mentorship
	mentor    access.Actor
	mentees   []access.Actor
	strangers map[string]access.Actor
}

// each runs f with one mentee and with three, on both databases: nothing may
// count to two.
func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, mentees := range map[string]int{"pair": 1, "group": 3} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, newWorld(t, d, mentees)) })
		})
	}
}

func newWorld(t testing.TB, d *db.DB, mentees int) *world {
	t.Helper()
	w := &world{clock: time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)}
	var ticks atomic.Int64
	now := func() time.Time { return w.clock.Add(time.Duration(ticks.Add(1)) * time.Second) }
	texts, err := i18n.Load()
	must(t, err)
	keys, err := vault.NewKeyset(w.clock)
	must(t, err)
	v, err := vault.Open(t.Context(), d, keys)
	must(t, err)
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: t.Output(), Now: now,
		Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, job.NewRegistry())
	must(t, err)
	mentorships := &mentorship.Service{DB: d, Now: now, Intakes: &intake.Service{DB: d, Now: now},
		Accounts: &account.Service{DB: d, Vault: v, Now: now, Outbox: outbox, Texts: texts, Rules: account.DefaultRules, URL: "https://example.org"}}
	w.Service = &journal.Service{DB: d, Vault: v, Now: now, Mentorships: mentorships}
	admin := access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
	p, err := (&programme.Service{DB: d, Now: now}).Create(t.Context(), admin, programme.Details{NameLV: "a", NameEN: "a"})
	must(t, err)
	w.programme = p.ID
	w.gather(t, mentees)
	w.strangers = map[string]access.Actor{"nobody": {}, "administrator": admin, "another person": person(t, d, w.clock), "coordinator": in(access.Coordinator, p.ID),
		"lead": in(access.Lead, p.ID), "support": in(access.Support, p.ID), "auditor": in(access.Auditor, p.ID),
		"contact": in(access.InstitutionContact, id.New()), "another mentor": in(access.Mentor, id.New())}
	return w
}

// gather begins the mentorship and gives everybody the role that it brings.
func (w *world) gather(t testing.TB, mentees int) {
	t.Helper()
	w.mentor = person(t, w.DB, w.clock)
	for range mentees {
		w.mentees = append(w.mentees, person(t, w.DB, w.clock))
	}
	must(t, w.DB.Tx(t.Context(), func(tx *db.Tx) (err error) {
		w.m, err = w.Mentorships.Begin(t.Context(), tx, w.mentor.Person, mentorship.Beginning{Programme: w.programme, Model: catalogue.Grouped,
			Size: catalogue.Span{From: 1, To: 6}, Mentor: mentorship.Joining{Person: w.mentor.Person}, Mentee: mentorship.Joining{Person: w.mentees[0].Person}})
		return err
	}))
	for _, mentee := range w.mentees[1:] {
		w.join(t, mentee)
	}
	w.mentor.Grants = grants(access.Mentor, w.m.ID)
	for i := range w.mentees {
		w.mentees[i].Grants = grants(access.Mentee, w.m.ID)
	}
}

// join adds a member while the others are at work already.
func (w *world) join(t testing.TB, mentee access.Actor) {
	t.Helper()
	must(t, w.DB.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `insert into mentorship_member (id, mentorship_id, person_id, side, joined_at) values ($1, $2, $3, 'mentee', $4)`,
			id.New(), w.m.ID, mentee.Person, w.Now())
		return err
	}))
}

func (w *world) members() []access.Actor { return append([]access.Actor{w.mentor}, w.mentees...) }

func person(t testing.TB, d *db.DB, at time.Time) access.Actor {
	t.Helper()
	personID := id.New()
	must(t, d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `insert into person (id, given_name, family_name, email, email_key, greeting, language, status, sort_key, search_text,
			created_at, updated_at, version) values ($1, 'a', 'b', $1, $1, '', 'lv', 'active', '', '', $2, $2, 1)`, personID, at)
		return err
	}))
	return access.Actor{Person: personID, Fresh: true}
}

func grants(role access.Role, mentorshipID string) []access.Grant {
	return []access.Grant{{Role: role, Scope: access.Scope{Kind: access.Mentorship, ID: mentorshipID}}}
}

func in(role access.Role, scope string) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: access.ScopeOf[role], ID: scope}}}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil {
		t.Fatalf("%v, want a refusal of kind %s", err, kind)
	}
}
