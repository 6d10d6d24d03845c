package admin

import (
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/operate"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/web/desk"
	"domubiedrs/internal/web/webtest"
)

// office is the section on a house of its own, with an administrator signed in.
type office struct {
	*webtest.House
	*webtest.Visitor
	chief account.Person
}

var system = access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}

func open(t testing.TB, d *db.DB) *office {
	t.Helper()
	h := webtest.Open(t, d, map[string]fs.FS{"admin": Templates(), "desk": desk.Templates()})
	h.Institutions.References = []institution.Reference{h.Applications.Employers(),
		{Name: "contacts", Count: h.Accounts.CountContacts, Move: h.Accounts.MoveContacts}}
	op := &operate.Service{DB: d, Accounts: h.Accounts, Institutions: h.Institutions, Programmes: h.Programmes, Queue: h.Queue,
		Outbox: h.Outbox, Now: h.Clock.Now}
	(&Pages{Kit: h.Kit, Accounts: h.Accounts, Institutions: h.Institutions, Programmes: h.Programmes, Settings: h.Settings,
		Operate: op, Now: h.Clock.Now}).Mount()
	chief := h.Person(t, "Zane", "Priede", system)
	return &office{House: h, Visitor: h.As(t, chief), chief: chief}
}

func openSQLite(t testing.TB) *office {
	t.Helper()
	return open(t, dbtest.Open(t, db.SQLite))
}

// see gets a page that must be there and good, and checks its heading.
func (o *office) see(t testing.TB, path, heading string) string {
	t.Helper()
	got := o.Get(t, path)
	if got.Status != http.StatusOK {
		t.Fatalf("%s: status %d: %s", path, got.Status, got.Body)
	}
	o.good(t, path, got, heading)
	return got.Body
}

// good checks a page against the rules of the house and its heading.
func (o *office) good(t testing.TB, path string, got webtest.Answer, heading string) {
	t.Helper()
	o.rules(t, path, got)
	if want := "<h1>" + heading + "</h1>"; !strings.Contains(got.Body, want) {
		t.Errorf("%s: no %s", path, want)
	}
}

// rules checks a page against the rules of the house.
func (o *office) rules(t testing.TB, path string, got webtest.Answer) {
	t.Helper()
	for _, problem := range webtest.Document(got.Body) {
		t.Errorf("%s: %s", path, problem)
	}
}

// done posts a form that must be taken, and follows it to a page that says so.
func (o *office) done(t testing.TB, path string, form url.Values, flash string) webtest.Answer {
	t.Helper()
	got := o.Post(t, path, form)
	if got.Status != http.StatusSeeOther {
		t.Fatalf("%s: status %d: %s", path, got.Status, got.Body)
	}
	next := o.Get(t, got.To())
	if !strings.Contains(next.Body, flash) {
		t.Errorf("%s leads to %s, which does not say %q: %s", path, got.To(), flash, spoken(next.Body))
	}
	return got
}

// refused posts a form that must come back with the status, a summary and what
// was typed.
func (o *office) refused(t testing.TB, path string, form url.Values, status int, words ...string) string {
	t.Helper()
	got := o.Post(t, path, form)
	if got.Status != status {
		t.Fatalf("%s: status %d, want %d: %s", path, got.Status, status, got.Body)
	}
	o.rules(t, path, got)
	contains(t, got.Body, append(words, `id="errors"`)...)
	return got.Body
}

func contains(t testing.TB, body string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(body, word) {
			t.Errorf("no %q in %s", word, spoken(body))
		}
	}
}

func lacks(t testing.TB, body string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Contains(body, word) {
			t.Errorf("%q in %s", word, spoken(body))
		}
	}
}

// spoken is the main part of a page without its tags, for messages.
func spoken(page string) string {
	_, main, _ := strings.Cut(page, "<main")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(main, " ")), " ")
}

// deeds are the first cells of a table's rows, which is the actions in the list
// of audit entries.
func deeds(page string) string {
	var list []string
	for _, m := range regexp.MustCompile(`<th scope="row"[^>]*>([^<]*)`).FindAllStringSubmatch(page, -1) {
		list = append(list, m[1])
	}
	return strings.Join(list, "\n")
}

// programme makes an open programme.
func (o *office) programme(t testing.TB, name string) programme.Programme {
	t.Helper()
	p, err := o.Programmes.Create(t.Context(), webtest.Administrator, programme.Details{NameLV: name, NameEN: name})
	if err == nil {
		p, err = o.Programmes.Open(t.Context(), webtest.Administrator, p.ID, p.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// write puts a letter into the outbox and returns its id.
func (o *office) write(t testing.TB, subject string) string {
	t.Helper()
	err := o.DB.Tx(t.Context(), func(tx *db.Tx) error {
		return o.Outbox.Send(t.Context(), tx, mail.Message{To: mail.Address{Name: "Ieva Paraudziņa", Email: "ieva@example.org"},
			Kind: "account.administrator-link", Lang: i18n.LV, Subject: subject, Blocks: []mail.Block{mail.Text("Pirmā rinda\notrā <b>rinda</b>")}})
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := o.Outbox.List(t.Context(), mail.Filter{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return list[0].ID
}

// server sets up a mail server that nobody answers at.
func (o *office) server() {
	o.Outbox.SMTP = &mail.SMTP{Host: "127.0.0.1", Port: 1, Security: mail.None}
}

// fail lets a letter be tried until it has failed and its job is dead.
func (o *office) fail(t testing.TB, subject string) string {
	t.Helper()
	o.server()
	letter := o.write(t, subject)
	for range 12 {
		jobtest.Drain(t, o.Queue)
		o.Clock.At = o.Clock.At.Add(7 * time.Hour)
	}
	o.Clock.At = webtest.Moment
	return letter
}

// grantTo makes a person the coordinator of a programme.
func (o *office) grantTo(t testing.TB, personID, programmeID string) {
	t.Helper()
	err := o.Accounts.Grant(t.Context(), webtest.Administrator, personID, access.Coordinator, access.Scope{Kind: access.Programme, ID: programmeID})
	if err != nil {
		t.Fatal(err)
	}
}
