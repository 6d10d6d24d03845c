package operate_test

import (
	"context"
	"io"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/programme"
)

// shop is the service with its real parts, an administrator, and others.
type shop struct {
	*operate.Service
	chief, stale, lead access.Actor
	now                time.Time
}

// touch is a job that fails for good.
type touch struct{ ThingID string }

func (touch) Kind() string { return "test.touch" }

func each(t *testing.T, f func(t *testing.T, s *shop)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, open(t, d)) })
}

func open(t *testing.T, d *db.DB) *shop {
	t.Helper()
	s := &shop{now: db.Now()}
	clock := func() time.Time { return s.now }
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	registry := job.NewRegistry()
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, From: mail.Address{Email: "a@example.org"}, Host: "localhost",
		Owner: func(i18n.Lang) string { return "" }, Terminal: io.Discard, Now: clock}, registry)
	if err != nil {
		t.Fatal(err)
	}
	accounts := &account.Service{DB: d, Texts: texts, Now: clock, Rules: account.DefaultRules}
	s.Service = &operate.Service{DB: d, Accounts: accounts, Institutions: &institution.Service{DB: d, Now: clock},
		Programmes: &programme.Service{DB: d, Now: clock}, Outbox: outbox, Now: clock}
	s.Register(registry)
	job.Handle(registry, func(context.Context, touch) error { return job.Discard(io.ErrUnexpectedEOF) }, job.Options{})
	s.Queue = jobtest.Queue(t, d, registry, clock)
	outbox.Queue = s.Queue
	s.chief = s.actor(t, "Zane", access.Administrator)
	s.stale = s.chief
	s.stale.Fresh = false
	s.lead = access.Actor{Person: id.New(), Fresh: true, Grants: []access.Grant{{Role: access.Lead, Scope: access.Scope{Kind: access.Programme, ID: id.New()}}}}
	return s
}

// system acts before there is anybody.
var system = access.Actor{Person: id.New(), Fresh: true,
	Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}

func (s *shop) person(t *testing.T, name string) account.Person {
	t.Helper()
	p, err := s.Accounts.Add(t.Context(), system, account.Details{GivenName: name, FamilyName: "Priede",
		Email: id.New() + "@example.org", Language: "lv"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (s *shop) actor(t *testing.T, name string, role access.Role) access.Actor {
	t.Helper()
	return access.Actor{Person: s.person(t, name).ID, Fresh: true, Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: access.ScopeOf[role]}}}}
}

func (s *shop) tx(t *testing.T, f func(tx *db.Tx) error) {
	t.Helper()
	if err := s.DB.Tx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// entries are the audit entries with an action, newest first.
func (s *shop) entries(t *testing.T, action audit.Action) []audit.Item {
	t.Helper()
	list, err := audit.List(t.Context(), s.DB, audit.Filter{Action: action}, 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// one checks that there is exactly one entry with an action, by the chief.
func (s *shop) one(t *testing.T, action audit.Action, object audit.Object, subject string) {
	t.Helper()
	list := s.entries(t, action)
	if len(list) != 1 || list[0].Actor != s.chief.Person || list[0].Object != object || list[0].Subject != subject {
		t.Errorf("%s: %+v", action, list)
	}
}

func want(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%v, want %v", err, kind)
	}
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
