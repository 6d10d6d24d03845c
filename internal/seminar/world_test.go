package seminar_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/seminar"
)

// world is the service with a clock that the test moves and mail that is held,
// an open programme with its lead, and one that is being prepared.
type world struct {
	*seminar.Service
	t     *testing.T
	clock time.Time
	open  string
	draft string
	lead  access.Actor
}

var (
	admin  = somebody(access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}})
	nobody = access.Actor{}
)

// somebody acts and has no account: staff needs none here.
func somebody(grants ...access.Grant) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: grants}
}

func in(role access.Role, programmeID string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, newWorld(t, d)) })
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, clock: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.clock }
	texts, err := i18n.Load()
	w.must(err)
	zone, err := time.LoadLocation(i18n.Zone)
	w.must(err)
	registry := job.NewRegistry()
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: io.Discard, Now: now,
		Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, registry)
	w.must(err)
	w.Service = &seminar.Service{DB: d, Now: now, Zone: zone, Texts: texts, Outbox: outbox, URL: "https://mentori.example.org",
		Intakes: &intake.Service{DB: d, Now: now, Zone: zone}}
	w.Register(registry)
	w.Queue = jobtest.Queue(t, d, registry, nil)
	outbox.Queue = w.Queue
	w.open, w.draft = w.programme("Atvērtā", true), w.programme("Gatavojamā", false)
	w.lead = somebody(in(access.Lead, w.open))
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) programme(name string, open bool) string {
	w.t.Helper()
	s := &programme.Service{DB: w.DB, Now: w.Now}
	p, err := s.Create(w.t.Context(), admin, programme.Details{NameLV: name, NameEN: name + " (EN)"})
	w.must(err)
	if open {
		_, err = s.Open(w.t.Context(), admin, p.ID, p.Version)
		w.must(err)
	}
	return p.ID
}

// person makes somebody with an account.
func (w *world) person(given, family string) access.Actor {
	w.t.Helper()
	a := somebody()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error { return insertPerson(w.t.Context(), tx, a.Person, given, family, w.clock) }))
	return a
}

func insertPerson(ctx context.Context, tx *db.Tx, personID, given, family string, now time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into person (id, given_name, family_name, email, email_key, greeting, language, status, sort_key,
		search_text, created_at, updated_at, version) values ($1, $2, $3, $4, $4, $2, 'lv', 'active', $5, '', $6, $6, 1)`,
		personID, given, family, personID+"@example.org", i18n.SortKey(family+" "+given), now)
	return err
}

func details() seminar.Details {
	return seminar.Details{Title: seminar.Item{LV: "Kas ir mentorings", EN: "What mentoring is"}, Day: "2027-01-14", From: "10:00", To: "11:30",
		Place: "Smilšu iela 1, Rīga", Link: "https://video.example.org/x", Lecturer: "Programmas koordinators", Places: 2}
}

func (w *world) create(d seminar.Details) seminar.Seminar {
	w.t.Helper()
	x, err := w.Create(w.t.Context(), w.lead, w.open, d)
	w.must(err)
	return x
}

// published is a seminar of the open programme with so many places.
func (w *world) published(places int64) seminar.Seminar {
	w.t.Helper()
	d := details()
	d.Places = places
	x, err := w.Publish(w.t.Context(), w.lead, w.create(d).ID, 1)
	w.must(err)
	return x
}

var entry = seminar.Entry{Institution: "Valsts kase", Position: "Eksperte"}

func (w *world) join(a access.Actor, x seminar.Seminar) seminar.Registration {
	w.t.Helper()
	r, err := w.Join(w.t.Context(), a, x.ID, entry)
	w.must(err)
	return r
}

// taken is the number of taken places as it is stored.
func (w *world) taken(x seminar.Seminar) int64 {
	w.t.Helper()
	there, err := w.Get(w.t.Context(), admin, x.ID)
	w.must(err)
	return there.Taken
}

// hold is where an actor's registration stands; empty when there is none.
func (w *world) hold(a access.Actor, x seminar.Seminar) seminar.Hold {
	w.t.Helper()
	v, err := w.View(w.t.Context(), a, x.ID)
	w.must(err)
	if v.Mine == nil {
		return ""
	}
	return v.Mine.Hold
}

// letters are the kinds of letters to an actor, the first one first.
func (w *world) letters(a access.Actor) (kinds []string) {
	w.t.Helper()
	list, err := w.Outbox.List(w.t.Context(), mail.Filter{PersonID: a.Person}, 100)
	w.must(err)
	for _, m := range list {
		kinds = append(kinds, m.Kind)
	}
	slices.Reverse(kinds)
	return kinds
}

// work runs the jobs that are due.
func (w *world) work() {
	w.t.Helper()
	if _, failed := jobtest.Drain(w.t, w.Queue); failed > 0 {
		w.t.Fatal("a job failed")
	}
}

// deeds are the recorded actions about a kind of object, the first one first.
func (w *world) deeds(kind audit.Kind) (list []audit.Action) {
	w.t.Helper()
	items, err := audit.List(w.t.Context(), w.DB, audit.Filter{ObjectKind: kind}, 500)
	w.must(err)
	for _, i := range items {
		list = append(list, i.Action)
	}
	slices.Reverse(list)
	return list
}

// kind is an error's kind, or none.
func kind(err error) fault.Kind {
	if err == nil {
		return none
	}
	return fault.KindOf(err)
}

const none fault.Kind = -1
