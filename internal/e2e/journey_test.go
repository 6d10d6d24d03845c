package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web/webtest"
)

const submit = "main form button[type=submit]"

// withAndWithout runs a journey in a browser with script and without, each on
// a database of its own kind.
func withAndWithout(t *testing.T, settings []string, journey func(t *testing.T, s *service, w *window)) {
	for name, x := range map[string]struct {
		kind   db.Kind
		script bool
	}{"with script": {db.Postgres, true}, "without script": {db.SQLite, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, at(t, x.kind), settings...)
			w := s.window(t)
			w.script(t, x.script)
			w.Size(t, 1280, 800)
			journey(t, s, w)
			w.quiet(t)
		})
	}
}

// TestSetUpJourney begins with an empty system and the link on its terminal.
func TestSetUpJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, nil, func(t *testing.T, s *service, w *window) {
		w.open(t, s.setUpLink(t))
		w.picture(t, "journey/setup-1")
		w.press(t, submit) // nothing is filled in
		w.quiet(t, http.StatusUnprocessableEntity)
		w.says(t, "Ierakstiet vārdu")
		w.picture(t, "journey/setup-1-refused")
		w.typeIn(t, "#f-given_name", "Pirmā")
		w.typeIn(t, "#f-family_name", "Pārvaldniece")
		w.typeIn(t, "#f-email", "pirma@example.org")
		w.press(t, submit)
		w.wantAt(t, "/setup/owner")
		w.typeIn(t, "[name='owner.name.lv']", "Valsts administrācijas skola")
		w.typeIn(t, "[name='owner.name.en']", "School of Public Administration")
		w.typeIn(t, "[name='owner.contact.email']", "programma@example.org")
		w.press(t, submit)
		w.wantAt(t, "/setup/programme")
		w.typeIn(t, "[name=name_lv]", "Mentorings")
		w.typeIn(t, "[name=name_en]", "Mentoring")
		w.press(t, submit)
		w.wantAt(t, "/admin")
		w.picture(t, "journey/setup-done")
		if shown := webtest.Eval[string](t, w.Tab, `document.querySelector("footer").textContent`); !strings.Contains(shown, "Valsts administrācijas skola") {
			t.Errorf("the foot does not name the owner: %q", shown)
		}
		w.open(t, s.setUpLink(t))
		w.says(t, "nav spēkā")
		w.quiet(t, http.StatusGone)
	})
}

// wantAt fails unless the window shows the path.
func (w *window) wantAt(t testing.TB, path string) {
	t.Helper()
	if at := w.at(t); at != path {
		t.Fatalf("the window shows %s, want %s:\n%s", at, path, w.text(t))
	}
}

// comeIn signs in as a person does: address, code, home.
func (w *window) comeIn(t testing.TB, email string) {
	t.Helper()
	mark := len(w.s.terminal.String())
	w.open(t, "/signin")
	w.typeIn(t, "#f-email", email)
	w.press(t, submit)
	w.wantAt(t, "/signin/code")
	w.typeIn(t, "#f-code", strings.ToLower(w.s.codeFor(t, email, mark)))
	w.press(t, submit)
}

// TestSignInJourney comes in by a code, changes the account, ends the sign-ins
// of other devices and goes.
func TestSignInJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, []string{demo}, func(t *testing.T, s *service, w *window) {
		other := s.as(t, "mentee")
		w.comeIn(t, emailOf("mentee"))
		w.wantAt(t, "/workspace")
		w.open(t, "/account")
		w.typeIn(t, "#f-greeting", "Ieviņ")
		w.press(t, "main form.form button[type=submit]")
		w.wantAt(t, "/account")
		w.picture(t, "journey/account-saved")
		if got := s.person(t, emailOf("mentee")).Greeting; got != "Ieviņ" {
			t.Errorf("the greeting is %q", got)
		}
		w.open(t, "/account/sessions")
		w.press(t, "form[action='/account/sessions/end-others'] button")
		w.wantAt(t, "/account/sessions")
		other.get(t, "/account").goes(t, "/signin?back=%2Faccount")
		w.open(t, "/account/activity")
		w.says(t, "Pieslēgšanās")
		w.do(t, chromedp.Click(chromedp.CSS("summary.who")))
		w.press(t, "form[action='/signout'] button")
		w.wantAt(t, "/")
		w.back(t)
		if at := w.at(t); !strings.HasPrefix(at, "/signin?back=") || webtest.Eval[bool](t, w.Tab, `document.querySelector("summary.who") !== null`) {
			t.Errorf("after signing out the way back shows %s of the one who was signed in (SEC-30)", at)
		}
	})
}

// back goes one page back and waits for it.
func (w *window) back(t testing.TB) {
	t.Helper()
	w.do(t, chromedp.NavigateBack())
}

// TestPeopleJourney has an administrator add a person and give a role; the
// person signs in and finds their room.
func TestPeopleJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, []string{demo}, func(t *testing.T, s *service, w *window) {
		w.comeIn(t, emailOf("administrator"))
		w.wantAt(t, "/admin")
		w.open(t, "/admin/people")
		w.press(t, "main a[href='/admin/people/new']")
		w.typeIn(t, "#f-given_name", "Māra")
		w.typeIn(t, "#f-family_name", "Jaunzeme")
		w.typeIn(t, "#f-email", "nav-adrese")
		w.press(t, submit)
		w.quiet(t, http.StatusUnprocessableEntity)
		w.picture(t, "journey/person-refused")
		w.typeIn(t, "#f-email", "mara@example.org")
		w.press(t, submit)
		p := s.person(t, "mara@example.org")
		w.wantAt(t, "/admin/people/"+p.ID)
		w.picture(t, "journey/person-added")
		w.press(t, "main a[href$='/roles/new']")
		w.do(t, chromedp.Click(chromedp.CSS("input[value=coordinator]")))
		w.press(t, submit)
		w.do(t, chromedp.Click(chromedp.CSS("input[name=scope]")))
		w.press(t, submit)
		w.wantAt(t, "/admin/people/"+p.ID)
		w.says(t, "Programmas koordinators")
		if !slices.Contains(s.person(t, "mara@example.org").Roles, access.Coordinator) {
			t.Error("the role was not given")
		}
		theirs := s.window(t)
		theirs.comeIn(t, "mara@example.org")
		theirs.wantAt(t, "/coordination")
		theirs.quiet(t)
	})
}

// TestChoicesJourney switches language and colours: the page stays.
func TestChoicesJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, []string{demo}, func(t *testing.T, s *service, w *window) {
		w.open(t, "/guidelines?q=mentors")
		w.press(t, "a.lang")
		w.wantAt(t, "/guidelines?q=mentors")
		w.says(t, "Guidelines")
		w.do(t, chromedp.Click(chromedp.CSS("details.menu summary")))
		dark := webtest.Eval[string](t, w.Tab, "getComputedStyle(document.body).backgroundColor")
		w.press(t, "a[href^='/scheme?to=dark']")
		w.wantAt(t, "/guidelines?q=mentors")
		if now := webtest.Eval[string](t, w.Tab, "getComputedStyle(document.body).backgroundColor"); now == dark {
			t.Errorf("the dark scheme is %s as the light one", now)
		}
		w.press(t, "a.lang")
		w.says(t, "Vadlīnijas")
		w.comeIn(t, emailOf("mentee"))
		w.open(t, "/account")
		w.press(t, "a.lang")
		w.wantAt(t, "/account")
		w.says(t, "My account")
	})
}

// TestLateFormJourney sends a form after the sign-in has ended: what was typed
// is kept, and is saved after signing in again in another tab.
func TestLateFormJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, []string{demo}, func(t *testing.T, s *service, w *window) {
		w.comeIn(t, emailOf("mentee"))
		w.open(t, "/account")
		w.typeIn(t, "#f-greeting", "Neaizmirstamā")
		s.clock.forward(13 * time.Hour)
		w.press(t, "main form.form button[type=submit]")
		w.quiet(t, http.StatusUnauthorized)
		w.picture(t, "journey/late-form")
		again := s.beside(t, w)
		again.comeIn(t, emailOf("mentee"))
		w.press(t, "main form button[type=submit]")
		w.wantAt(t, "/account")
		if got := s.person(t, emailOf("mentee")).Greeting; got != "Neaizmirstamā" {
			t.Errorf("the greeting is %q", got)
		}
	})
}

// TestFilterJourney types into the filters of a list: it follows, and what was
// typed is in the address.
func TestFilterJourney(t *testing.T) {
	t.Parallel()
	withAndWithout(t, []string{demo}, func(t *testing.T, s *service, w *window) {
		w.comeIn(t, emailOf("administrator"))
		w.open(t, "/admin/people")
		w.typeIn(t, "#f-q", "ozolins")
		if webtest.Eval[bool](t, w.Tab, "window.htmx !== undefined") {
			await(t, "the list to follow", func() bool {
				return webtest.Eval[int](t, w.Tab, `document.querySelectorAll("#list tbody tr").length`) == 1
			})
		} else {
			w.press(t, "form.filters button")
		}
		w.says(t, "Mārtiņš Ozoliņš")
		if at := w.at(t); !strings.Contains(at, "q=ozolins") {
			t.Errorf("the address is %s", at)
		}
		if got := webtest.Eval[string](t, w.Tab, "document.documentElement.lang"); got != string(i18n.LV) {
			t.Errorf("the page's language is %q", got)
		}
	})
}
