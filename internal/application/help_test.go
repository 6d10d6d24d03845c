package application_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/audit"
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
)

// world is a programme whose intake takes applications, with the reference data
// that the service ships, and a clock that the test moves.
type world struct {
	*application.Service
	t       testing.TB
	clock   time.Time
	admin   access.Actor
	staff   access.Actor // coordinator
	support access.Actor
	other   access.Actor // coordinator of another programme
	intake  intake.Intake
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, newWorld(t, d)) })
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, clock: time.Date(2027, 1, 20, 9, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.clock }
	texts, err := i18n.Load()
	w.must(err)
	zone, err := time.LoadLocation(i18n.Zone)
	w.must(err)
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: t.Output(), Now: now,
		Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, job.NewRegistry())
	w.must(err)
	w.Service = &application.Service{DB: d, Now: now, Intakes: &intake.Service{DB: d, Now: now, Zone: zone},
		Institutions: &institution.Service{DB: d, Now: now}, Catalogue: &catalogue.Service{DB: d, Now: now},
		Accounts: &account.Service{DB: d, Now: now, Outbox: outbox, Texts: texts, Rules: account.DefaultRules, URL: "https://example.org"},
		Outbox:   outbox, Texts: texts, URL: "https://example.org"}
	w.ground()
	return w
}

// ground seeds, and makes two programmes with their staff and one intake.
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
	zane, err := w.Accounts.FirstAdministrator(ctx, account.Details{GivenName: "Zane", FamilyName: "Āboliņa", Email: "zane@example.org", Language: "lv"})
	w.must(err)
	w.admin = access.Actor{Person: zane.ID, Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
	programmes := &programme.Service{DB: w.DB, Now: w.Now}
	var ids []string
	for _, name := range []string{"Mentorings", "Cita programma"} {
		p, err := programmes.Create(ctx, w.admin, programme.Details{NameLV: name, NameEN: name})
		w.must(err)
		p, err = programmes.Open(ctx, w.admin, p.ID, p.Version)
		w.must(err)
		ids = append(ids, p.ID)
	}
	w.staff = w.person("Dace", "Liepa", in(access.Coordinator, ids[0]))
	w.support = w.person("Elīna", "Bērziņa", in(access.Support, ids[0]))
	w.other = w.person("Mārtiņš", "Ozoliņš", in(access.Coordinator, ids[1]))
	w.intake = w.newIntake("2027-1")
}

func (w *world) newIntake(code string) intake.Intake {
	w.t.Helper()
	x, err := w.Intakes.Create(w.t.Context(), w.staff, w.staff.Grants[0].Scope.ID, intake.Details{Code: code, NameLV: "Pavasaris", NameEN: "Spring",
		Dates: intake.Dates{OpensOn: "2027-01-10", ClosesOn: "2027-02-10", NewsOn: "2027-02-20"}, Models: []string{"individual"}})
	w.must(err)
	x, err = w.Intakes.Publish(w.t.Context(), w.staff, x.ID, x.Version)
	w.must(err)
	return x
}

func in(role access.Role, scope string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.ScopeOf[role], ID: scope}}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		f := fault.As(err)
		if f != nil {
			w.t.Fatalf("%v %v", err, f.Fields)
		}
		w.t.Fatal(err)
	}
}

// person adds somebody whose address is a programme's, example.org.
func (w *world) person(given, family string, grants ...access.Grant) access.Actor {
	w.t.Helper()
	return w.addressed(given, family, strings.ReplaceAll(i18n.Fold(given+" "+family), " ", ".")+"@example.org", grants...)
}

func (w *world) addressed(given, family, email string, grants ...access.Grant) access.Actor {
	w.t.Helper()
	var p account.Person
	err := w.DB.Tx(w.t.Context(), func(tx *db.Tx) (err error) {
		p, _, err = w.Accounts.Enrol(w.t.Context(), tx, account.Details{GivenName: given, FamilyName: family, Email: email, Language: "lv"})
		return err
	})
	w.must(err)
	return access.Actor{Person: p.ID, Fresh: true, Grants: grants}
}

// place is the id of an institution that ships with the service.
func (w *world) place(name string) string {
	w.t.Helper()
	found, err := w.Institutions.Search(w.t.Context(), w.admin, name, 1)
	w.must(err)
	if len(found) == 0 {
		w.t.Fatalf("there is no institution %s", name)
	}
	return found[0].ID
}

// employer adds an institution of a type.
func (w *world) employer(name string, kind institution.Type) string {
	w.t.Helper()
	i, err := w.Institutions.Add(w.t.Context(), w.admin, institution.Details{NameLV: name, Type: kind})
	w.must(err)
	return i.ID
}

// public leaves what other packages cannot see out of a comparison.
var public = cmpopts.IgnoreUnexported(application.Application{})

func one(v string) []string { return []string{v} }

// menteeAnswers are complete.
func menteeAnswers(institutionID string) questionnaire.Answers {
	return questionnaire.Answers{
		"institution": one(institutionID), "position": one("Vecākā referente"), "official": one("no"), "role": one("data-analyst"),
		"motivation": one("Mainās darbs."), "need": one("Izprast datus."), "goal": one("Pārskats katru mēnesi."), "expectations": one("Saruna reizi mēnesī."),
		"themes": {"data", "ai"}, "languages": one("lv"), "format": {"online"}, "availability": one("mon-am"), "conflicts": one("none"),
	}
}

func mentorAnswers(institutionID string) questionnaire.Answers {
	return questionnaire.Answers{
		"sector": one("public"), "institution": one(institutionID), "position": one("Datu arhitekts"), "experience": one("Desmit gadi ar datiem."),
		"themes": one("data"), "support": one("advice"), "offer": one("Sarunas par datiem."), "languages": one("lv"), "format": one("online"),
		"availability": one("evening"), "places": one("2"), "hours": one("4"), "models": one("individual"), "on-demand": one("yes"), "conflicts": one("none"),
	}
}

func answersOf(side application.Side, institutionID string) questionnaire.Answers {
	if side == application.Mentor {
		return mentorAnswers(institutionID)
	}
	return menteeAnswers(institutionID)
}

// fill answers every section, sees the notice and accepts the texts.
func (w *world) fill(actor access.Actor, side application.Side, answers questionnaire.Answers) application.Application {
	w.t.Helper()
	ctx := w.t.Context()
	a, err := w.Start(ctx, actor, w.intake.ID, side)
	w.must(err)
	a, err = w.SeeNotice(ctx, actor, a.ID)
	w.must(err)
	form, err := w.Form(ctx, a)
	w.must(err)
	for _, section := range form.Sections {
		a, err = w.Save(ctx, actor, a.ID, a.Version, section.Key, answers, false)
		w.must(err)
	}
	a, err = w.Declare(ctx, actor, a.ID, a.Version, true)
	w.must(err)
	return a
}

func (w *world) submitted(actor access.Actor, side application.Side, answers questionnaire.Answers) application.Application {
	w.t.Helper()
	a := w.fill(actor, side, answers)
	a, err := w.Submit(w.t.Context(), actor, a.ID, a.Version)
	w.must(err)
	return a
}

// letters are the kinds of those to a person, the first one first.
func (w *world) letters(personID string) (list []string) {
	w.t.Helper()
	stored, err := w.Outbox.List(w.t.Context(), mail.Filter{PersonID: personID}, 100)
	w.must(err)
	for _, s := range slices.Backward(stored) {
		list = append(list, s.Kind)
	}
	return list
}

// deeds are what is recorded about an object, the first one first.
func (w *world) deeds(objectID string) (list []audit.Action) {
	w.t.Helper()
	items, err := audit.List(w.t.Context(), w.DB, audit.Filter{ObjectID: objectID}, 1000)
	w.must(err)
	for _, i := range slices.Backward(items) {
		list = append(list, i.Action)
	}
	return list
}

// refused fails unless err is a fault of the kind; field may be empty.
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

// text is one value of the database.
func (w *world) text(query string, args ...any) string {
	w.t.Helper()
	v, err := db.One(w.t.Context(), w.DB, db.Value[string], query, args...)
	w.must(err)
	return v
}
