package webtest

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/calendar"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/vault"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/ui"
)

// House is the service with its real parts on a test's database, before the
// sections of a test have mounted their pages on its kit.
type House struct {
	DB           *db.DB
	Kit          *web.Kit
	Texts        *i18n.Catalogue
	Accounts     *account.Service
	Institutions *institution.Service
	Programmes   *programme.Service
	Settings     *setting.Service
	Queue        *job.Queue
	Outbox       *mail.Outbox
	Clock        *Clock

	Catalogue      *catalogue.Service
	Questionnaires *questionnaire.Service
	Intakes        *intake.Service
	Applications   *application.Service
	Transfers      *transfer.Service
	Seminars       *seminar.Service
	Mentorships    *mentorship.Service
	Pairing        *pairing.Service
	Matchmaking    *matchmaking.Service
	Journal        *journal.Service
	Meetings       *meeting.Service
	Calendars      *calendar.Service

	Log *Lines

	close  func(func()) // has something done when the test ends that opened the house
	server *httptest.Server
}

// Lines is what the kit has logged.
type Lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *Lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *Lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Clock is the time in a House. It stands still until a test moves it.
type Clock struct{ At time.Time }

// Now gives the time as services ask for it.
func (c *Clock) Now() time.Time { return c.At.UTC().Truncate(time.Microsecond) }

// Moment is when a House opens: Monday, 23 November 2026, 10.00 in Riga.
var Moment = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// Open builds a House on d. sections are the templates by section, as
// web.NewRenderer takes them; those of error pages are added.
func Open(t testing.TB, d *db.DB, sections map[string]fs.FS) *House {
	t.Helper()
	all := map[string]fs.FS{"error": web.ErrorTemplates()}
	maps.Copy(all, sections)
	cat, renderer := Renderer(t, all)
	h := &House{DB: d, Texts: cat, Clock: &Clock{Moment}, Log: new(Lines), close: t.Cleanup}
	now, log := h.Clock.Now, slog.New(slog.NewTextHandler(h.Log, nil))
	h.Settings = &setting.Service{DB: d, Now: now}
	h.Institutions = &institution.Service{DB: d, Now: now}
	h.Programmes = &programme.Service{DB: d, Now: now}
	h.Accounts = &account.Service{DB: d, Vault: openVault(t, d), Texts: cat, Now: now, Rules: account.DefaultRules, URL: "http://localhost"}
	h.takeIn(t)
	h.work(t, log)
	h.Kit = &web.Kit{Texts: cat, Renderer: renderer, Accounts: h.Accounts, Log: log,
		URL: &url.URL{Scheme: "http", Host: "localhost"}, Limits: web.Limits{Body: 1 << 20},
		Owner: func(ctx context.Context, lang i18n.Lang) web.Owner {
			s, err := h.Settings.All(ctx)
			if err != nil {
				s = h.Settings.Latest() // the database may be what a test takes away
			}
			return web.Owner{Name: s.Local(setting.OwnerName, lang), HelpHref: "/help",
				Funding: web.Funding{Sentence: s.Local(setting.SiteFunding, lang)}}
		},
		Site: func() web.Site {
			s := h.Settings.Latest()
			return web.Site{DefaultLang: s.DefaultLanguage(), TimeColon: s.TimeColon()}
		}}
	h.Kit.Sessions = web.NewSessions(&account.BrowserSessions{DB: d, Now: db.Now}, false, 12*time.Hour, h.Kit.SessionFailed)
	h.Kit.Handle("GET "+door, web.Open, h.enter)
	return h
}

// work sets up jobs and mail; jobs wait until jobtest.Drain runs them.
func (h *House) work(t testing.TB, log *slog.Logger) {
	t.Helper()
	registry := job.NewRegistry()
	o, err := mail.New(mail.Config{DB: h.DB, Catalogue: h.Texts, From: mail.Address{Email: "programma@example.org"}, Host: "localhost",
		Owner: func(i18n.Lang) string { return "" }, Terminal: io.Discard, Now: h.Clock.Now, Log: log}, registry)
	if err != nil {
		t.Fatal(err)
	}
	h.Accounts.Register(registry, time.UTC)
	h.Transfers.Register(registry)
	h.Seminars.Register(registry)
	h.Pairing.Register(registry)
	h.Meetings.Register(registry)
	h.Calendars.Register(registry)
	h.Queue = jobtest.Queue(t, h.DB, registry, h.Clock.Now)
	h.Outbox, o.Queue = o, h.Queue
	h.Accounts.Outbox, h.Accounts.Queue = h.Outbox, h.Queue
	h.Applications.Outbox = h.Outbox
	h.Seminars.Outbox, h.Seminars.Queue = h.Outbox, h.Queue
	h.Calendars.Outbox, h.Calendars.Queue = h.Outbox, h.Queue
	h.Pairing.Outbox, h.Pairing.Queue = h.Outbox, h.Queue
}

// takeIn sets up what people apply with.
func (h *House) takeIn(t testing.TB) {
	t.Helper()
	zone, err := time.LoadLocation(i18n.Zone)
	if err != nil {
		t.Fatal(err)
	}
	now := h.Clock.Now
	h.Catalogue = &catalogue.Service{DB: h.DB, Now: now}
	h.Questionnaires = &questionnaire.Service{DB: h.DB, Now: now}
	h.Intakes = &intake.Service{DB: h.DB, Now: now, Zone: zone}
	h.Applications = &application.Service{DB: h.DB, Now: now, Intakes: h.Intakes, Institutions: h.Institutions, Catalogue: h.Catalogue,
		Accounts: h.Accounts, Texts: h.Texts, URL: "http://localhost"}
	h.Transfers = &transfer.Service{DB: h.DB, Now: now, Intakes: h.Intakes, Institutions: h.Institutions, Catalogue: h.Catalogue, Applications: h.Applications}
	h.Seminars = &seminar.Service{DB: h.DB, Now: now, Zone: zone, Texts: h.Texts, Intakes: h.Intakes, URL: "http://localhost"}
	h.Mentorships = &mentorship.Service{DB: h.DB, Now: now, Accounts: h.Accounts, Intakes: h.Intakes}
	h.Pairing = &pairing.Service{DB: h.DB, Now: now, Zone: zone, Texts: h.Texts, Intakes: h.Intakes, Applications: h.Applications, Accounts: h.Accounts,
		Mentorships: h.Mentorships, URL: "http://localhost"}
	h.Journal = &journal.Service{DB: h.DB, Vault: h.Accounts.Vault, Now: now, Mentorships: h.Mentorships}
	h.Meetings = &meeting.Service{DB: h.DB, Now: now, Zone: zone, Mentorships: h.Mentorships, Intakes: h.Intakes}
	h.Calendars = &calendar.Service{DB: h.DB, Now: now, Texts: h.Texts, Meetings: h.Meetings, URL: "http://localhost"}
	h.Meetings.Tell = h.Calendars.Told
	h.Matchmaking = &matchmaking.Service{DB: h.DB, Now: now, Intakes: h.Intakes, Catalogue: h.Catalogue, Pairing: h.Pairing}
}

func openVault(t testing.TB, d *db.DB) *vault.Vault {
	t.Helper()
	keys, err := vault.LoadFile(filepath.Join(t.TempDir(), vault.FileName))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), d, keys)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Set writes settings as somebody who may.
func (h *House) Set(t testing.TB, values map[setting.Name]string) {
	t.Helper()
	now, err := h.Settings.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	versions := map[setting.Name]int64{}
	for name := range values {
		versions[name] = now.Value(name).Version
	}
	if err := h.Settings.Change(t.Context(), Administrator, values, versions); err != nil {
		t.Fatal(err)
	}
}

// Administrator is an actor who may do all that administrators may, without a
// person in the database.
var Administrator = access.Actor{Person: id.New(), Fresh: true,
	Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}

// Person adds an active person of that name with grants.
func (h *House) Person(t testing.TB, given, family string, grants ...access.Grant) account.Person {
	t.Helper()
	email := strings.ReplaceAll(i18n.Fold(given+" "+family), " ", ".") + "@example.org"
	p, err := h.Accounts.Add(t.Context(), Administrator, account.Details{GivenName: given, FamilyName: family, Email: email, Language: "lv"})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range grants {
		if err := h.Accounts.Grant(t.Context(), Administrator, p.ID, g.Role, g.Scope); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// door is where a visitor signs in without a code: as the demo does.
const door = "/webtest/door"

func (h *House) enter(w http.ResponseWriter, r *web.Request) error {
	session, p, err := h.Accounts.DemoSignIn(r.Context(), r.FormValue("email"), "")
	if err != nil {
		return err
	}
	if err := r.SignedIn(w, session, p); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = io.WriteString(w, `<link rel="icon" href="data:,">`) // so that the browser asks for no other
	return err
}

// Door is an address that signs p in to the browser that opens it.
func (h *House) Door(t testing.TB, p account.Person) string {
	t.Helper()
	return h.Serve(t) + door + "?email=" + url.QueryEscape(p.Email)
}

// Serve starts the pages on a port of their own, once; every section must be
// mounted by then. It returns the address.
func (h *House) Serve(t testing.TB) string {
	t.Helper()
	if h.server == nil {
		h.server = httptest.NewServer(h.Kit.Handler(ui.Static(), nil))
		h.close(h.server.Close)
	}
	return h.server.URL
}

// Visitor is a browser without script: it keeps cookies and says where its
// posts come from; it does not follow redirects.
type Visitor struct {
	Accept string // languages; empty: Latvian
	base   string
	client *http.Client
}

// Visitor opens a browser in which nobody is signed in.
func (h *House) Visitor(t testing.TB) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Visitor{base: h.Serve(t), client: &http.Client{Jar: jar, CheckRedirect: stay}}
}

// As opens a browser in which p is signed in.
func (h *House) As(t testing.TB, p account.Person) *Visitor {
	t.Helper()
	v := h.Visitor(t)
	if got := v.Get(t, door+"?email="+url.QueryEscape(p.Email)); got.Status != http.StatusOK {
		t.Fatalf("sign in as %s: %d %s", p.Email, got.Status, got.Body)
	}
	return v
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// To is where a redirect leads.
func (a Answer) To() string { return a.Header.Get("Location") }

// Get asks for a path; header are pairs of a name and a value.
func (v *Visitor) Get(t testing.TB, path string, header ...string) Answer {
	t.Helper()
	return v.do(t, http.MethodGet, path, nil, header)
}

// Post sends a form.
func (v *Visitor) Post(t testing.TB, path string, form url.Values, header ...string) Answer {
	t.Helper()
	return v.do(t, http.MethodPost, path, form, append([]string{"Origin", v.base,
		"Content-Type", "application/x-www-form-urlencoded"}, header...))
}

func (v *Visitor) do(t testing.TB, method, path string, form url.Values, header []string) Answer {
	t.Helper()
	return v.send(t, method, path, strings.NewReader(form.Encode()), header)
}
