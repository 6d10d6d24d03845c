package transfer_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/transfer"
)

// world is a programme with an intake, the reference data that ships, and a
// clock that the test moves.
type world struct {
	*transfer.Service
	t        testing.TB
	clock    time.Time
	texts    *i18n.Catalogue
	registry *job.Registry
	admin    access.Actor
	staff    access.Actor
	other    access.Actor // coordinator of another programme
	intake   intake.Intake
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, newWorld(t, d)) })
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, clock: time.Date(2027, 1, 20, 9, 0, 0, 0, time.UTC), registry: job.NewRegistry()}
	now := func() time.Time { return w.clock }
	texts, err := i18n.Load()
	w.must(err)
	zone, err := time.LoadLocation(i18n.Zone)
	w.must(err)
	w.texts = texts
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: t.Output(), Now: now,
		Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, w.registry)
	w.must(err)
	a := &application.Service{DB: d, Now: now, Intakes: &intake.Service{DB: d, Now: now, Zone: zone},
		Institutions: &institution.Service{DB: d, Now: now}, Catalogue: &catalogue.Service{DB: d, Now: now},
		Accounts: &account.Service{DB: d, Now: now, Outbox: outbox, Texts: texts, Rules: account.DefaultRules, URL: "https://example.org"},
		Outbox:   outbox, Texts: texts, URL: "https://example.org"}
	w.Service = &transfer.Service{DB: d, Now: now, Intakes: a.Intakes, Institutions: a.Institutions, Catalogue: a.Catalogue, Applications: a}
	w.ground()
	return w
}

func (w *world) ground() {
	w.t.Helper()
	ctx := w.t.Context()
	for _, seed := range []func() (int, error){
		func() (int, error) { return w.Institutions.Seed(ctx) },
		func() (int, error) { return w.Catalogue.Seed(ctx) },
		func() (int, error) { return (&questionnaire.Service{DB: w.DB, Now: w.Now}).Seed(ctx) },
	} {
		_, err := seed()
		w.must(err)
	}
	w.admin = w.person("Zane", access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}})
	var ids []string
	for _, name := range []string{"Mentorings", "Cita programma"} {
		p, err := (&programme.Service{DB: w.DB, Now: w.Now}).Create(ctx, w.admin, programme.Details{NameLV: name, NameEN: name})
		w.must(err)
		ids = append(ids, p.ID)
	}
	w.staff, w.other = w.person("Dace", coordinates(ids[0])), w.person("Mikus", coordinates(ids[1]))
	x, err := w.Intakes.Create(ctx, w.staff, ids[0], intake.Details{Code: "2027-1", NameLV: "Pavasaris", NameEN: "Spring", Models: []string{"individual"}})
	w.must(err)
	w.intake = x
}

func coordinates(programmeID string) access.Grant {
	return access.Grant{Role: access.Coordinator, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}
}

func (w *world) person(name string, grants ...access.Grant) access.Actor {
	w.t.Helper()
	var p account.Person
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) (err error) {
		p, _, err = w.Applications.Accounts.Enrol(w.t.Context(), tx, account.Details{GivenName: name, FamilyName: "Paraugs",
			Email: strings.ToLower(name) + ".paraugs@example.org", Language: "lv"})
		return err
	}))
	return access.Actor{Person: p.ID, Fresh: true, Grants: grants}
}

func (w *world) must(err error) {
	w.t.Helper()
	if f := fault.As(err); f != nil {
		w.t.Fatalf("%v %v", err, f.Fields)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// file takes a text in as the command line does.
func (w *world) file(name, text string, side application.Side, over transfer.Mapping, preview bool) transfer.Report {
	w.t.Helper()
	r, err := w.File(w.t.Context(), w.staff, w.intake.ID, side, name, strings.NewReader(text), int64(len(text)), over, preview, nil)
	w.must(err)
	return r
}

// told is a report in words.
func (w *world) told(r transfer.Report) string {
	var b strings.Builder
	for _, row := range r.Rows {
		b.WriteString("\n" + row.Name + " " + string(row.Outcome) + " " + strings.Join(r.Problems(w.texts.For(i18n.EN), row), "; "))
	}
	return b.String()
}

// applied is the application of the person with an address.
func (w *world) applied(email string) application.Application {
	w.t.Helper()
	page, err := w.Applications.Queue(w.t.Context(), w.staff, application.Filter{Intake: w.intake.ID, Query: email}, 2)
	w.must(err)
	if len(page.Items) != 1 {
		w.t.Fatalf("%s has %d applications", email, len(page.Items))
	}
	a, err := w.Applications.Get(w.t.Context(), w.staff, page.Items[0].ID)
	w.must(err)
	return a
}

func (w *world) place(name string) string {
	w.t.Helper()
	found, err := w.Institutions.Search(w.t.Context(), w.admin, name, 1)
	w.must(err)
	return found[0].ID
}

func refused(t testing.TB, what string, err error, want fault.Kind, fields ...string) {
	t.Helper()
	f := fault.As(err)
	if f == nil || f.Kind != want {
		t.Errorf("%s: %v, want %v", what, err, want)
		return
	}
	for _, field := range fields {
		if _, there := f.Fields[field]; !there {
			t.Errorf("%s: nothing about %s, but %v", what, field, f.Fields)
		}
	}
}
