package workspace_test

import (
	"bytes"
	"context"
	"html"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/public"
	"domubiedrs/internal/web/webtest"
	"domubiedrs/internal/web/workspace"
)

// open is a house with the applicant's pages and those that they lead to.
func open(t testing.TB) *webtest.House {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"workspace": workspace.Templates(), "public": public.Templates()})
	h.Ground(t)
	(&workspace.Pages{Kit: h.Kit, Rooms: h.Together(), Accounts: h.Accounts, Applications: h.Applications, Intakes: h.Intakes, Questionnaires: h.Questionnaires, Seminars: h.Seminars,
		Pairing: h.Pairing, Settings: h.Settings, Sources: asking.Sources{Catalogue: h.Catalogue, Institutions: h.Institutions}, Now: h.Clock.Now}).Mount()
	(&public.Pages{Kit: h.Kit, Settings: h.Settings, Intakes: h.Intakes, Catalogue: h.Catalogue, Seminars: h.Seminars,
		Applications: h.Applications, Institutions: h.Institutions, Now: h.Clock.Now}).Mount()
	return h
}

// applying is open with an intake that takes applications, named “demo”.
func applying(t testing.TB) *webtest.House {
	t.Helper()
	h := open(t)
	h.Intake(t, "demo", webtest.Days)
	return h
}

func in(role access.Role) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: access.ScopeOf[role], ID: id.New()}}
}

// walker fills in an application page by page, without script.
type walker struct {
	*webtest.Visitor
	t    testing.TB
	id   string
	page webtest.Answer
	path string
}

// walk signs p in and begins an application.
func walk(t testing.TB, h *webtest.House, p account.Person, side string) *walker {
	t.Helper()
	w := &walker{Visitor: h.As(t, p), t: t}
	w.begin("/apply/demo/"+side, nil)
	return w
}

var idInPath = regexp.MustCompile(`^/applications/([0-9a-f-]{36})`)

func (w *walker) begin(path string, form url.Values) {
	w.t.Helper()
	got := w.Post(w.t, path, form)
	m := idInPath.FindStringSubmatch(got.To())
	if m == nil {
		w.t.Fatalf("begin at %s: %d to %q\n%s", path, got.Status, got.To(), words(got.Body))
	}
	w.id = m[1]
	w.see(got.To())
}

// see opens a page and checks its HTML.
func (w *walker) see(path string) {
	w.t.Helper()
	w.path, _, _ = strings.Cut(path, "#")
	w.page = w.Get(w.t, w.path)
	if w.page.Status != http.StatusOK {
		w.t.Fatalf("%s: %d to %q", path, w.page.Status, w.page.To())
	}
	for _, problem := range webtest.Document(w.page.Body) {
		w.t.Errorf("%s: %s", path, problem)
	}
}

// send posts the page's form with more values, and returns the answer.
func (w *walker) send(more url.Values) webtest.Answer {
	w.t.Helper()
	form := url.Values{}
	if m := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(w.page.Body); m != nil {
		form.Set("version", m[1])
	}
	maps.Copy(form, more)
	to := w.path
	if m := regexp.MustCompile(`<form class="form"[^>]* action="([^"]+)"`).FindStringSubmatch(w.page.Body); m != nil {
		to = html.UnescapeString(m[1])
	}
	return w.Post(w.t, to, form)
}

// on posts and follows the way on to a page whose path ends so.
func (w *walker) on(to string, more url.Values) {
	w.t.Helper()
	got := w.send(more)
	if got.Status != http.StatusSeeOther || !strings.HasSuffix(strings.Split(got.To(), "#")[0], to) {
		w.t.Fatalf("from %s: %d to %q, want %q\n%s", w.path, got.Status, got.To(), to, words(got.Body))
	}
	w.see(got.To())
}

// app is an address of the application.
func (w *walker) app(rest string) string { return "/applications/" + w.id + rest }

func (w *walker) want(texts ...string) {
	w.t.Helper()
	seen := words(w.page.Body)
	for _, text := range texts {
		if !strings.Contains(seen, text) {
			w.t.Errorf("%s does not say %q:\n%s", w.path, text, seen)
		}
	}
}

var (
	tags   = regexp.MustCompile(`<[^>]*>`)
	spaces = regexp.MustCompile(`[\s\x{a0}]+`)
)

// words are what a page says from its heading on.
func words(body string) string {
	_, main, _ := strings.Cut(body, "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return strings.TrimSpace(spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString("<main"+main, " ")), " "))
}

func values(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

// found is the id of the first institution that a page offers.
func (w *walker) found() string {
	w.t.Helper()
	m := regexp.MustCompile(`name="institution" value="([0-9a-f-]{36})"`).FindStringSubmatch(w.page.Body)
	if m == nil {
		w.t.Fatalf("no institution on the page:\n%s", words(w.page.Body))
	}
	return m[1]
}

// answers of the two questionnaires, part by part.
var (
	menteeParts = []struct {
		key    string
		values url.Values
	}{
		{"role", values("role", "data-analyst")},
		{"need", values("motivation", "Mana komanda sāk strādāt ar datiem.", "need", "Kā izvēlēties, ar ko sākt.")},
		{"goal", values("goal", "Izveidot datu kvalitātes plānu.", "expectations", "Atklātas sarunas.")},
		{"topics", values("themes", "data", "themes", "change", "competences", "")},
		{"style", values("style-learning", "doing")},
		{"practical", values("languages", "lv", "format", "online", "availability", "tue-am")},
		{"wishes", values("perspective", "any")},
		{"conflicts", values("conflicts", "none")},
	}
	mentorParts = []struct {
		key    string
		values url.Values
	}{
		{"experience", values("years", "12", "experience", "Esmu ieviesis datu pārvaldību trīs iestādēs.")},
		{"topics", values("themes", "data")},
		{"offer", values("support", "advice", "offer", "Palīdzu ieraudzīt nākamo soli.")},
		{"style", nil},
		{"practical", values("languages", "lv", "languages", "en", "format", "online", "availability", "fri-pm")},
		{"capacity", values("places", "2", "hours", "4", "models", "individual", "on-demand", "yes")},
		{"conflicts", values("conflicts", "none")},
	}
)

// toCheck fills in everything as a mentee up to checking the answers.
func (w *walker) toCheck() {
	w.t.Helper()
	w.on("/part/work?find=berz", values("institution", "berz"))
	w.on("/part/work", values("institution", "other", "position", "Analītiķe", "official", "no"))
	w.on("/part/role", values("institution", "other", "institution-other", "Parauga aģentūra", "position", "Analītiķe", "official", "no"))
	for i, part := range menteeParts {
		to := "/declare"
		if i+1 < len(menteeParts) {
			to = "/part/" + menteeParts[i+1].key
		}
		w.on(to, part.values)
	}
	w.on("/check", values("accept", "ethics", "accept", "boundaries", "accept", "own", "accept", "frame"))
}

// newcomer signs in with a code to an address that nobody has: an account
// without a name.
func newcomer(t testing.TB, h *webtest.House, email string) account.Person {
	t.Helper()
	var terminal bytes.Buffer
	h.Outbox.Terminal = &terminal
	h.Accounts.Newcomers = func(context.Context) (bool, error) { return true, nil }
	attempt, err := h.Accounts.Ask(t.Context(), email, "lv", false)
	if err != nil {
		t.Fatal(err)
	}
	jobtest.Drain(t, h.Queue)
	_, p, err := h.Accounts.Answer(t.Context(), attempt.ID, codes.FindString(terminal.String()), "")
	if err != nil || p.Named() {
		t.Fatalf("%+v, %v", p, err)
	}
	return p
}

var codes = regexp.MustCompile(`\b[2-9A-Z]{4} [2-9A-Z]{4}\b`)

// letters are the subjects of all letters so far.
func letters(t testing.TB, h *webtest.House) (subjects []string) {
	t.Helper()
	list, err := h.Outbox.List(t.Context(), mail.Filter{}, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		subjects = append(subjects, x.Subject)
	}
	return subjects
}
