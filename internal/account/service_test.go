package account_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/vault"
)

// world is the service with a clock that the test moves, and the terminal on
// which codes appear, since no mail server is set up.
type world struct {
	*account.Service
	t        *testing.T
	clock    time.Time
	terminal bytes.Buffer
	admin    access.Actor
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, newWorld(t, d)) })
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, clock: time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)} // an hour before the clocks go back
	now := func() time.Time { return w.clock }
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.LoadFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	safe, err := vault.Open(t.Context(), d, keys)
	if err != nil {
		t.Fatal(err)
	}
	registry := job.NewRegistry()
	outbox, err := mail.New(mail.Config{DB: d, Catalogue: texts, Host: "example.org", Terminal: &w.terminal, Now: now,
		Owner: func(i18n.Lang) string { return "Skola" }, Log: slog.New(slog.DiscardHandler)}, registry)
	if err != nil {
		t.Fatal(err)
	}
	w.Service = &account.Service{DB: d, Vault: safe, Outbox: outbox, Texts: texts, Now: now, Rules: account.DefaultRules, URL: "https://example.org"}
	w.Register(registry, time.UTC)
	w.Queue = jobtest.Queue(t, d, registry, nil)
	outbox.Queue = w.Queue
	p, err := w.FirstAdministrator(t.Context(), details("Zane", "Āboliņa"))
	if err != nil {
		t.Fatal(err)
	}
	w.admin = access.Actor{Person: p.ID, Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
	return w
}

func details(given, family string) account.Details {
	email := strings.ReplaceAll(i18n.Fold(given+"."+family), " ", ".") + "@example.org"
	return account.Details{GivenName: given, FamilyName: family, Email: email, Language: "lv"}
}

func (w *world) add(given, family string) account.Person {
	w.t.Helper()
	p, err := w.Add(w.t.Context(), w.admin, details(given, family))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

var shown = regexp.MustCompile(`: (\w{4} \w{4})\n$`)

// ask asks for a code and reads it from the terminal; empty when none came.
func (w *world) ask(email string) (attempt, code string) {
	w.t.Helper()
	a, err := w.Ask(w.t.Context(), email, i18n.LV, false)
	if err != nil {
		w.t.Fatal(err)
	}
	w.terminal.Reset()
	if _, failed := jobtest.Drain(w.t, w.Queue); failed > 0 {
		w.t.Fatal("a job failed")
	}
	if found := shown.FindStringSubmatch(w.terminal.String()); found != nil {
		code = found[1]
	}
	return a.ID, code
}

func (w *world) signIn(email string) access.Actor {
	w.t.Helper()
	attempt, code := w.ask(email)
	session, _, err := w.Answer(w.t.Context(), attempt, code, "Mozilla/5.0 (X11; Linux) Firefox/140")
	if err != nil {
		w.t.Fatal(err)
	}
	return w.actor(session)
}

func (w *world) actor(session string) access.Actor {
	w.t.Helper()
	a, _, err := w.Actor(w.t.Context(), session)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) entries(action audit.Action) int {
	w.t.Helper()
	items, err := audit.List(w.t.Context(), w.DB, audit.Filter{Action: action}, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(items)
}

func TestSigningIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		attempt, code := w.ask(strings.ToUpper(p.Email))
		if code == "" {
			t.Fatalf("no code in %q", w.terminal.String())
		}
		session, who, err := w.Answer(t.Context(), attempt, strings.ToLower(code), "Firefox")
		if err != nil || who.ID != p.ID {
			t.Fatalf("signed in as %q, error %v", who.ID, err)
		}
		a := w.actor(session)
		if a.Person != p.ID || !a.Fresh || len(a.Grants) != 0 {
			t.Errorf("actor %+v", a)
		}
		if _, _, err := w.Answer(t.Context(), attempt, code, "Firefox"); !fault.Is(err, fault.Gone) {
			t.Errorf("the code served twice: %v", err)
		}
		if n := w.entries(audit.SignedIn); n != 1 {
			t.Errorf("%d audit entries", n)
		}
	})
}

func TestAnUnknownAddressTakesTheSameSteps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		known := w.add("Ieva", "Kalniņa")
		a, errKnown := w.Ask(t.Context(), known.Email, i18n.LV, false)
		b, errUnknown := w.Ask(t.Context(), "nobody@example.org", i18n.LV, false)
		if errKnown != nil || errUnknown != nil {
			t.Fatal(errKnown, errUnknown)
		}
		counts, err := w.Queue.Counts(t.Context())
		if err != nil || counts[job.Waiting] != 2 {
			t.Errorf("jobs %v, error %v: both addresses cause one", counts, err)
		}
		if a.ExpiresAt != b.ExpiresAt || len(a.ID) != len(b.ID) {
			t.Error("the attempts differ")
		}
		for range 4 {
			_, _, err := w.Answer(t.Context(), b.ID, "23456789", "")
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("a guess for an unknown address: %v, want the same as a wrong code", err)
			}
		}
		if _, _, err := w.Answer(t.Context(), b.ID, "23456789", ""); !fault.Is(err, fault.Gone) {
			t.Errorf("the fifth guess: %v, want the end", err)
		}
	})
}

func TestADisabledPersonGetsNoCode(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		signedIn := w.signIn(p.Email)
		if err := w.Disable(t.Context(), w.admin, p.ID, p.Version); err != nil {
			t.Fatal(err)
		}
		if w.actor(signedIn.SignIn).SignedIn() {
			t.Error("a session of a disabled person lives on")
		}
		if attempt, code := w.ask(p.Email); code != "" {
			t.Errorf("a code %s for attempt %s", code, attempt)
		}
		if err := w.Enable(t.Context(), w.admin, p.ID, p.Version+1); err != nil {
			t.Fatal(err)
		}
		w.signIn(p.Email)
	})
}

func TestFiveTriesAlsoAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		attempt, code := w.ask(p.Email)
		var wait sync.WaitGroup
		var mu sync.Mutex
		kinds := map[fault.Kind]int{}
		for range 30 {
			wait.Go(func() {
				_, _, err := w.Answer(t.Context(), attempt, "AAAAAAAA", "")
				mu.Lock()
				defer mu.Unlock()
				kinds[fault.KindOf(err)]++
			})
		}
		wait.Wait()
		if diff := cmp.Diff(map[fault.Kind]int{fault.Invalid: 4, fault.Gone: 26}, kinds); diff != "" {
			t.Error(diff)
		}
		if _, _, err := w.Answer(t.Context(), attempt, code, ""); !fault.Is(err, fault.Gone) {
			t.Errorf("the right code after five wrong ones: %v", err)
		}
		if n := w.entries(audit.SignInFailed); n != 1 {
			t.Errorf("%d audit entries of the failure, want 1", n)
		}
	})
}

func TestCodesEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		attempt, code := w.ask(p.Email)
		w.clock = w.clock.Add(w.Rules.CodeLife)
		if _, _, err := w.Answer(t.Context(), attempt, code, ""); !fault.Is(err, fault.Gone) {
			t.Errorf("after ten minutes: %v", err)
		}
	})
}

func TestAsksForOneAddressAreLimitedButNobodyIsLockedOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		for range 5 {
			w.ask(p.Email)
		}
		if _, err := w.Ask(t.Context(), p.Email, i18n.LV, false); !fault.Is(err, fault.TooMany) {
			t.Errorf("the sixth ask: %v", err)
		}
		mark := w.KnownMark(p.Email)
		if !w.Knows(p.Email, mark) || w.Knows("other@example.org", mark) || w.Knows(p.Email, mark+"0") || w.Knows(p.Email, "") {
			t.Error("the mark of a known browser is for its address only")
		}
		if _, err := w.Ask(t.Context(), p.Email, i18n.LV, true); err != nil {
			t.Errorf("a browser that signed in before is locked out: %v", err)
		}
		w.clock = w.clock.Add(16 * time.Minute)
		if _, err := w.Ask(t.Context(), p.Email, i18n.LV, false); err != nil {
			t.Errorf("a quarter of an hour later: %v", err)
		}
	})
}

func TestSessionsEndByIdlenessAndAge(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		a := w.signIn(p.Email)
		for range 13 { // busy every 11 hours and 50 minutes, across the end of summer time
			w.clock = w.clock.Add(11*time.Hour + 50*time.Minute)
			if !w.actor(a.SignIn).SignedIn() {
				t.Fatalf("signed out at %s", w.clock)
			}
		}
		w.clock = w.clock.Add(14*time.Hour + 10*time.Minute)
		if w.actor(a.SignIn).SignedIn() {
			t.Error("the session outlives seven days")
		}
		b := w.signIn(p.Email)
		w.clock = w.clock.Add(12*time.Hour + time.Second)
		if w.actor(b.SignIn).SignedIn() {
			t.Error("the session outlives twelve idle hours")
		}
	})
}

func TestARoleChangeEndsSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		one, two := w.signIn(p.Email), w.signIn(p.Email)
		scope := access.Scope{Kind: access.Programme, ID: "p1"}
		if err := w.Grant(t.Context(), w.admin, p.ID, access.Coordinator, scope); err != nil {
			t.Fatal(err)
		}
		if w.actor(one.SignIn).SignedIn() || w.actor(two.SignIn).SignedIn() {
			t.Error("sessions outlive a new role")
		}
		three := w.signIn(p.Email)
		if !three.Has(access.Coordinator) {
			t.Errorf("grants %v", three.Grants)
		}
		if err := w.Grant(t.Context(), w.admin, p.ID, access.Coordinator, scope); err != nil {
			t.Fatal(err)
		}
		if !w.actor(three.SignIn).SignedIn() || w.entries(audit.RoleGranted) != 2 {
			t.Error("a role that is held already changes something")
		}
		_, grants, err := w.Get(t.Context(), w.admin, p.ID)
		if err != nil || len(grants) != 1 {
			t.Fatalf("grants %v, error %v", grants, err)
		}
		if err := w.Revoke(t.Context(), w.admin, w.admin.Person, grants[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a role under another person's name: %v", err)
		}
		if err := w.Revoke(t.Context(), w.admin, p.ID, grants[0].ID); err != nil {
			t.Fatal(err)
		}
		if w.actor(three.SignIn).SignedIn() {
			t.Error("a session outlives its role")
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, grants, err := w.Get(t.Context(), w.admin, w.admin.Person)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Revoke(t.Context(), w.admin, w.admin.Person, grants[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("the last administrator's role: %v", err)
		}
		if err := w.Disable(t.Context(), w.admin, w.admin.Person, 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("the own account: %v", err)
		}
		if n := w.entries(audit.RoleRevoked); n != 0 {
			t.Errorf("%d entries of what did not happen", n)
		}
	})
}

// TestTwoAdministratorsCannotRemoveEachOtherAtOnce needs the order of audit
// entry and check in revoke.
func TestTwoAdministratorsCannotRemoveEachOtherAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		second, err := w.FirstAdministrator(t.Context(), details("Juris", "Ozols"))
		if err != nil {
			t.Fatal(err)
		}
		roles := map[string]string{}
		for _, p := range []string{w.admin.Person, second.ID} {
			_, grants, err := w.Get(t.Context(), w.admin, p)
			if err != nil {
				t.Fatal(err)
			}
			roles[p] = grants[0].ID
		}
		var wait sync.WaitGroup
		for p, grant := range roles {
			wait.Go(func() {
				if err := w.Revoke(t.Context(), w.admin, p, grant); err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if there, err := w.HasAdministrator(t.Context()); err != nil || !there {
			t.Errorf("nobody is in charge (%v)", err)
		}
	})
}

func TestStepUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		a := w.signIn(p.Email)
		w.clock = w.clock.Add(w.Rules.Fresh)
		if a = w.actor(a.SignIn); a.Fresh {
			t.Fatal("fresh after ten minutes")
		}
		again, err := w.AskAgain(t.Context(), a, i18n.LV)
		if err != nil {
			t.Fatal(err)
		}
		w.terminal.Reset()
		jobtest.Drain(t, w.Queue)
		code := shown.FindStringSubmatch(w.terminal.String())[1]
		session, _, err := w.Answer(t.Context(), again.ID, code, "")
		if err != nil || session != a.SignIn {
			t.Fatalf("session %q, error %v: the running one is proved", session, err)
		}
		if !w.actor(session).Fresh {
			t.Error("not fresh after the proof")
		}
	})
}

func TestOwnSessions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, other := w.add("Ieva", "Kalniņa"), w.add("Andris", "Vītols")
		one, two, strange := w.signIn(p.Email), w.signIn(p.Email), w.signIn(other.Email)
		list, err := w.Sessions(t.Context(), one)
		if err != nil || len(list) != 2 || list[0].Device != "Mozilla/5.0 (X11; Linux) Firefox/140" {
			t.Fatalf("sessions %+v, error %v", list, err)
		}
		if err := w.EndSession(t.Context(), one, strange.SignIn); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's session: %v", err)
		}
		if err := w.EndSession(t.Context(), one, two.SignIn); err != nil || w.actor(two.SignIn).SignedIn() {
			t.Errorf("the other session is not ended: %v", err)
		}
		three := w.signIn(p.Email)
		if err := w.EndOthers(t.Context(), three); err != nil {
			t.Fatal(err)
		}
		if w.actor(one.SignIn).SignedIn() || !w.actor(three.SignIn).SignedIn() || !w.actor(strange.SignIn).SignedIn() {
			t.Error("ending the others ends all of them and only them")
		}
		if err := w.SignOut(t.Context(), three); err != nil || w.actor(three.SignIn).SignedIn() {
			t.Errorf("still signed in: %v", err)
		}
	})
}

// TestTheDeviceIsSealed is SEC-36 for what account seals.
func TestTheDeviceIsSealed(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	w := newWorld(t, d)
	p := w.add("Ieva", "Kalniņa")
	attempt, code := w.ask(p.Email)
	const marker = "Marker-Browser-7733"
	if _, _, err := w.Answer(t.Context(), attempt, code, marker); err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(t.Context(), func(tx *db.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{d.Path(), d.Path() + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(marker)) {
			t.Errorf("%s holds the device in clear", filepath.Base(name))
		}
		if bytes.Contains(content, []byte(strings.ReplaceAll(code, " ", ""))) {
			t.Errorf("%s holds the code", filepath.Base(name))
		}
	}
	report, err := w.Vault.Check(t.Context(), []vault.Column{account.DeviceColumn}, nil)
	if err != nil || report.Failed() != 0 {
		t.Errorf("report %+v, error %v", report, err)
	}
}

func TestSetUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if link, err := w.SetUpLink(t.Context()); err != nil || link != "" {
			t.Errorf("a set-up link %q where there is an administrator (%v)", link, err)
		}
		_, _, err := w.SetUp(t.Context(), "guess", details("Guna", "Lapa"), "")
		if !fault.Is(err, fault.Gone) {
			t.Errorf("a guessed token: %v", err)
		}
	})
	for _, kind := range dbtest.Kinds {
		t.Run("empty "+string(kind), func(t *testing.T) {
			d := dbtest.Open(t, kind)
			w := emptyWorld(t, d)
			old := token(t, w)
			link := token(t, w)
			if err := w.CheckSetUp(t.Context(), old); !fault.Is(err, fault.Gone) {
				t.Errorf("an earlier link still serves: %v", err)
			}
			bad := details("", "Lapa")
			if _, _, err := w.SetUp(t.Context(), link, bad, ""); !fault.Is(err, fault.Invalid) {
				t.Errorf("a name is missing: %v", err)
			}
			session, p, err := w.SetUp(t.Context(), link, details("Guna", "Lapa"), "Firefox")
			if err != nil || !w.actor(session).Has(access.Administrator) {
				t.Errorf("set up as %q: %v", p.Name(), err)
			}
			if _, _, err := w.SetUp(t.Context(), link, details("Otra", "Reize"), ""); !fault.Is(err, fault.Gone) {
				t.Errorf("the link served twice: %v", err)
			}
		})
	}
}

func emptyWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := newWorld(t, d)
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, "update role_grant set revoked_at = granted_at, revoked_by = ''")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return w
}

func token(t *testing.T, w *world) string {
	t.Helper()
	link, err := w.SetUpLink(t.Context())
	_, token, ok := strings.Cut(link, "token=")
	if err != nil || !ok {
		t.Fatalf("link %q, error %v", link, err)
	}
	return token
}

func TestAdministratorLink(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		if _, err := w.AdministratorLink(t.Context(), p.Email); !fault.Is(err, fault.Forbidden) {
			t.Errorf("for somebody who is no administrator: %v", err)
		}
		link, err := w.AdministratorLink(t.Context(), details("Zane", "Āboliņa").Email)
		if err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(link, "token=")
		if err := w.CheckLink(t.Context(), token); err != nil {
			t.Errorf("looking at the link used it up: %v", err)
		}
		session, _, err := w.UseLink(t.Context(), token, "")
		if err != nil || w.actor(session).Person != w.admin.Person {
			t.Errorf("not signed in: %v", err)
		}
		if _, _, err := w.UseLink(t.Context(), token, ""); !fault.Is(err, fault.Gone) {
			t.Errorf("the link served twice: %v", err)
		}
		if w.entries(audit.AdministratorLinkMade) != 1 || w.entries(audit.AdministratorLinkUsed) != 1 {
			t.Error("making and using the link are not in the audit log once each")
		}
		mails, err := w.Outbox.List(t.Context(), mail.Filter{PersonID: w.admin.Person}, 10)
		if err != nil || len(mails) != 1 {
			t.Errorf("mails %v, error %v: the person is told", mails, err)
		}
	})
}

func TestOnlyTheAdministratorManagesAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		coordinator := access.Actor{Person: p.ID, Fresh: true, Grants: []access.Grant{{Role: access.Coordinator, Scope: access.Scope{Kind: access.Programme, ID: "p1"}}}}
		stale := w.admin
		stale.Fresh = false
		other := w.add("Cita", "Persona")
		before := w.entries("")
		for _, a := range []access.Actor{coordinator, {}, stale} {
			ctx := t.Context()
			_, addErr := w.Add(ctx, a, details("Cits", "Cilvēks"))
			for name, err := range map[string]error{
				"add":     addErr,
				"change":  w.Change(ctx, a, p.ID, 1, details("Cits", "Vārds")),
				"disable": w.Disable(ctx, a, other.ID, 1),
				"grant":   w.Grant(ctx, a, p.ID, access.Administrator, access.Scope{Kind: access.System}),
			} {
				if !fault.Is(err, fault.Forbidden, fault.Unauthenticated, fault.StepUp) {
					t.Errorf("%s by %v: %v", name, a.Grants, err)
				}
			}
		}
		if after := w.entries(""); after != before {
			t.Errorf("%d audit entries of what was refused", after-before)
		}
	})
}

func TestChangesAreGuardedByVersion(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		w.add("Andris", "Vītols")
		if err := w.Change(t.Context(), w.admin, p.ID, 1, details("Ieva", "Kalna")); err != nil {
			t.Fatal(err)
		}
		if err := w.Change(t.Context(), w.admin, p.ID, 1, details("Ieva", "Zaļā")); !fault.Is(err, fault.Conflict) {
			t.Errorf("the second with the same version: %v", err)
		}
		err := w.Change(t.Context(), w.admin, p.ID, 2, details("Andris", "Vītols"))
		if f := fault.As(err); f == nil || f.Fields["email"].Key != "account.fault.email-taken" {
			t.Errorf("an address that is taken: %v", err)
		}
		got, _, err := w.Get(t.Context(), w.admin, p.ID)
		if err != nil || got.FamilyName != "Kalna" || got.Version != 2 {
			t.Errorf("saved %+v, error %v", got, err)
		}
		me := w.signIn(got.Email)
		d := details("Ieva", "Pati")
		d.Email = "attacker@example.org"
		if err := w.ChangeMine(t.Context(), me, 2, d); err != nil {
			t.Fatal(err)
		}
		if mine, err := w.Me(t.Context(), me); err != nil || mine.Email != got.Email || mine.FamilyName != "Pati" {
			t.Errorf("own details %+v, error %v: the address is not one's own to change", mine, err)
		}
	})
}

func TestTheListPagesWithoutGapsInLatvianOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		families := []string{"Zvejs", "Žagars", "Cers", "Čakste", "Ābols", "Abols"}
		for i := range 24 {
			d := details("Anna", families[i%6])
			d.Email = strings.Repeat("x", i+1) + "@example.org"
			if _, err := w.Add(t.Context(), w.admin, d); err != nil {
				t.Fatal(err)
			}
		}
		seen := map[string]bool{}
		var order []string
		f := account.Filter{Query: "anna"}
		for {
			page, err := w.List(t.Context(), w.admin, f, 7)
			if err != nil || page.Total != 24 {
				t.Fatalf("total %d, error %v", page.Total, err)
			}
			for _, p := range page.People {
				if seen[p.ID] {
					t.Errorf("%s comes twice", p.Email)
				}
				seen[p.ID] = true
				if len(order) == 0 || order[len(order)-1] != p.FamilyName {
					order = append(order, p.FamilyName)
				}
			}
			if f.After = page.Next; f.After == "" {
				break
			}
		}
		if diff := cmp.Diff([]string{"Abols", "Ābols", "Cers", "Čakste", "Zvejs", "Žagars"}, order); diff != "" || len(seen) != 24 {
			t.Errorf("%d people, order:\n%s", len(seen), diff)
		}
		for query, want := range map[string]int{"zagars": 4, "ŽAGARS anna": 4, "xxx example.org": 22, "100%": 0, "_": 25, "anna cakste": 4} {
			page, err := w.List(t.Context(), w.admin, account.Filter{Query: query}, 50)
			if err != nil || page.Total != want {
				t.Errorf("%q finds %d, want %d (%v)", query, page.Total, want, err)
			}
		}
		page, err := w.List(t.Context(), w.admin, account.Filter{Role: access.Administrator, Status: account.Active}, 50)
		if err != nil || len(page.People) != 1 || cmp.Diff([]access.Role{access.Administrator}, page.People[0].Roles) != "" {
			t.Errorf("administrators %+v, error %v", page.People, err)
		}
	})
}

func TestTidyForgetsWhatIsLongOver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.add("Ieva", "Kalniņa")
		w.signIn(p.Email)
		browsers := &account.BrowserSessions{DB: w.DB, Now: w.Now}
		if err := browsers.CommitCtx(t.Context(), "hash", []byte("data"), w.clock.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		w.clock = w.clock.Add(200 * 24 * time.Hour)
		if err := w.DB.Tx(t.Context(), func(tx *db.Tx) error { return w.Queue.Enqueue(t.Context(), tx, account.Tidy{}) }); err != nil {
			t.Fatal(err)
		}
		jobtest.Drain(t, w.Queue)
		for _, table := range []string{"signin_attempt", "signin_session", "browser_session"} {
			n, err := db.One(t.Context(), w.DB, db.Value[int], "select count(*) from "+table)
			if err != nil || n != 0 {
				t.Errorf("%s has %d rows left (%v)", table, n, err)
			}
		}
	})
}

func TestBrowserSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := db.Now()
		b := &account.BrowserSessions{DB: d, Now: func() time.Time { return now }}
		ctx := context.Background()
		for _, data := range []string{"one", "two"} {
			if err := b.CommitCtx(ctx, "hash", []byte(data), now.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if data, found, err := b.FindCtx(ctx, "hash"); string(data) != "two" || !found || err != nil {
			t.Errorf("found %q, %v, %v", data, found, err)
		}
		now = now.Add(time.Minute)
		if _, found, err := b.FindCtx(ctx, "hash"); found || err != nil {
			t.Errorf("an expired session is found (%v)", err)
		}
		if err := b.DeleteCtx(ctx, "hash"); err != nil {
			t.Error(err)
		}
	})
}

func TestNewcomersComeInWhilePeopleCanApply(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		open := true
		w.Newcomers = func(context.Context) (bool, error) { return open, nil }
		const email = "jauna@example.org"
		attempt, code := w.ask(email)
		if code == "" {
			t.Fatal("a newcomer gets no code")
		}
		if _, _, err := w.Answer(t.Context(), attempt, "22222222", ""); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a wrong code: %v", err)
		}
		session, p, err := w.Answer(t.Context(), attempt, code, "")
		if err != nil || p.Named() || p.Name() != email || p.Initials() != "J" || !w.actor(session).SignedIn() {
			t.Fatalf("came in as %+v, error %v", p, err)
		}
		again := w.signIn(email)
		if again.Person != p.ID {
			t.Error("the second time makes a second account")
		}
		open = false
		if _, code := w.ask("vela@example.org"); code != "" {
			t.Error("a code although nobody can apply")
		}
	})
}
