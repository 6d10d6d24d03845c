package e2e

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/app"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
)

// office is a service with one of everything that can be done to it.
type office struct {
	*world
	v     *visitor // the administrator
	me    string   // their id
	noted map[audit.Action]bool
}

// deed does one thing and says what the audit log must have of it.
type deed struct {
	action  audit.Action
	do      func(t *testing.T, o *office)
	subject func(o *office) string // whose data it is; nil: nobody's
}

func (o *office) spareID() string { return o.spare.ID }
func (o *office) own() string     { return o.me }

// send fills the form of a page, found at the path, and sends it.
func (o *office) send(t *testing.T, path, action string, fields ...string) {
	t.Helper()
	o.v.submit(t, o.v.get(t, path).want(t, http.StatusOK), action, fields...).want(t, http.StatusSeeOther)
}

func (o *office) here(t *testing.T, path string, fields ...string) {
	t.Helper()
	o.send(t, path, path, fields...)
}

func person(step string) func(t *testing.T, o *office) {
	return func(t *testing.T, o *office) { o.here(t, "/admin/people/"+o.spare.ID+step) }
}

func programmeStep(step string, fields ...string) func(t *testing.T, o *office) {
	return func(t *testing.T, o *office) { o.here(t, "/admin/programmes/"+o.programme+step, fields...) }
}

func institutionStep(step string, fields ...string) func(t *testing.T, o *office) {
	return func(t *testing.T, o *office) { o.here(t, "/admin/institutions/"+o.institution+step, fields...) }
}

func look(path string) func(t *testing.T, o *office) {
	return func(t *testing.T, o *office) { o.v.get(t, path).want(t, http.StatusOK) }
}

// deeds in an order in which each can be done.
var deeds = []deed{
	{audit.PersonCreated, func(t *testing.T, o *office) {
		o.send(t, "/admin/people/new", "/admin/people", "given_name", "Tikko", "family_name", "Pievienota", "email", "tikko@example.org")
		o.spare = o.s.person(t, "tikko@example.org").Person
	}, (*office).spareID},
	{audit.PersonViewed, func(t *testing.T, o *office) { o.v.get(t, "/admin/people/"+o.spare.ID).want(t, http.StatusOK) }, (*office).spareID},
	{audit.PersonChanged, func(t *testing.T, o *office) {
		o.here(t, "/admin/people/"+o.spare.ID+"/change", "given_name", "Mainīta")
	}, (*office).spareID},
	{audit.PersonDisabled, person("/disable"), (*office).spareID},
	{audit.PersonEnabled, person("/enable"), (*office).spareID},
	{audit.RoleGranted, func(t *testing.T, o *office) {
		path := "/admin/people/" + o.spare.ID + "/roles"
		o.send(t, path+"/new?role=support", path, "scope", o.programme)
	}, (*office).spareID},
	{audit.RoleRevoked, func(t *testing.T, o *office) {
		page := o.v.get(t, "/admin/people/"+o.spare.ID)
		o.here(t, regexp.MustCompile(`/admin/people/[0-9a-f-]+/roles/[0-9a-f-]+/revoke`).FindString(page.body))
	}, (*office).spareID},
	{audit.SettingChanged, func(t *testing.T, o *office) {
		o.here(t, "/admin/settings/contact", "owner.contact.phone", "+371 20000000")
	}, nil},
	{audit.ProgrammeCreated, func(t *testing.T, o *office) {
		o.send(t, "/admin/programmes/new", "/admin/programmes", "name_lv", "Otrā", "name_en", "Second")
	}, nil},
	{audit.ProgrammeChanged, programmeStep("/change", "name_lv", "Cits nosaukums"), nil},
	{audit.ProgrammeOpened, programmeStep("/open"), nil},
	{audit.ProgrammeClosed, programmeStep("/close"), nil},
	{audit.InstitutionCreated, func(t *testing.T, o *office) {
		o.send(t, "/admin/institutions/new", "/admin/institutions", "name_lv", "Paraugu pārvalde", "type", "other_public")
	}, nil},
	{audit.InstitutionChanged, institutionStep("/change", "short_name", "PP"), nil},
	{audit.InstitutionClosed, institutionStep("/close", "valid_to", "2026-01-01"), nil},
	{audit.InstitutionReopened, institutionStep("/reopen"), nil},
	{audit.DataExported, look("/admin/people.csv"), nil},
	{audit.AuditViewed, look("/admin/audit"), nil},
	{audit.AuditVerified, func(t *testing.T, o *office) { o.v.post(t, "/admin/audit/verify", nil).want(t, http.StatusSeeOther) }, nil},
	{audit.OutboxViewed, look("/admin/outbox"), nil},
	{audit.MessageViewed, func(t *testing.T, o *office) { o.v.get(t, "/admin/outbox/"+o.letter).want(t, http.StatusOK) }, (*office).own},
	{audit.MessageRetried, func(t *testing.T, o *office) {
		o.here(t, "/admin/outbox/"+o.with(t, mail.Failed)+"/release")
	}, nil},
	{audit.MessageReleased, func(t *testing.T, o *office) {
		o.here(t, "/admin/outbox/"+o.with(t, mail.Held)+"/release")
	}, (*office).own},
	{audit.MessageDeleted, func(t *testing.T, o *office) {
		o.here(t, "/admin/outbox/"+o.letter+"/delete")
	}, (*office).own},
	{audit.JobRetried, func(t *testing.T, o *office) { o.send(t, o.deadJob(t), o.deadJob(t)+"/retry") }, nil},
	{audit.JobDiscarded, func(t *testing.T, o *office) { o.here(t, o.deadJob(t)+"/delete") }, nil},
	{audit.SessionEnded, func(t *testing.T, o *office) {
		o.v.post(t, "/account/sessions/end", url.Values{"id": {o.s.session(t, emailOf("administrator"))}}).want(t, http.StatusSeeOther)
	}, (*office).own},
	{audit.SessionsEnded, func(t *testing.T, o *office) {
		o.v.post(t, "/account/sessions/end-others", nil).want(t, http.StatusSeeOther)
	}, (*office).own},
	{audit.SignedOut, func(t *testing.T, o *office) { o.v.post(t, "/signout", nil).want(t, http.StatusSeeOther) }, (*office).own},
	{audit.DemoSignedIn, func(t *testing.T, o *office) {
		o.v.post(t, "/signin/demo", url.Values{"email": {emailOf("administrator")}}).goes(t, "/home")
	}, (*office).own},
}

// with finds a letter in a state.
func (o *office) with(t *testing.T, state mail.State) string {
	t.Helper()
	list, err := o.s.Outbox.List(t.Context(), mail.Filter{State: state}, 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("find a letter that is %s: %v", state, err)
	}
	return list[0].ID
}

// deadJob is the page of a job that has failed for good.
func (o *office) deadJob(t *testing.T) string {
	t.Helper()
	o.s.quiet(t) // an equal job that waits would stand in the way
	var id int64
	await(t, "a dead job", func() bool {
		list, err := o.s.Queue.List(t.Context(), job.Filter{State: job.Dead}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) > 0 {
			id = list[0].ID
		}
		return id != 0
	})
	return "/admin/jobs/" + strconv.FormatInt(id, 10)
}

// TestSEC35 does everything that is noted and reads the audit log: one entry
// for each, with who, what, to which object and whose.
func TestSEC35(t *testing.T) {
	t.Parallel()
	post := startPost(t)
	post.refuse = true
	place := at(t, "sqlite")
	first := serve(t, place, demo)
	held := newWorld(t, first).message(t)
	first.stop()
	s := serve(t, place, append([]string{demo}, post.settings()...)...)
	o := &office{world: newWorld(t, s), v: s.visitor(t), me: s.person(t, emailOf("administrator")).ID, noted: map[audit.Action]bool{}}
	o.v.post(t, "/signin/demo", url.Values{"email": {emailOf("administrator")}}).goes(t, "/home")
	o.letter = held
	if _, err := s.Accounts.AdministratorLink(t.Context(), emailOf("administrator")); err != nil { // it fails
		t.Fatal(err)
	}
	o.deadJob(t)
	for _, d := range deeds {
		before := s.head(t)
		d.do(t, o)
		o.check(t, d, s.entries(t, before))
	}
	comingIn(t, o)
	beginning(t, o)
	byCommand(t, o)
	wantAllKnown(t, o.noted)
}

// looks are entries that pages make on the way to a form.
var looks = []audit.Action{audit.PersonViewed, audit.OutboxViewed, audit.MessageViewed, audit.AuditViewed}

func (o *office) check(t *testing.T, d deed, entries []audit.Item) {
	t.Helper()
	var mine []audit.Item
	for _, i := range entries {
		switch {
		case i.Action == d.action && (len(mine) == 0 || !slices.Contains(looks, d.action)):
			mine = append(mine, i)
		case !slices.Contains(looks, i.Action) && !(d.action == audit.SessionEnded && i.Action == audit.DemoSignedIn):
			t.Errorf("%s: noted as %s too", d.action, i.Action)
		}
	}
	if len(mine) != 1 {
		t.Errorf("%s: %d entries, want 1", d.action, len(mine))
		return
	}
	o.noted[d.action] = true
	i, subject := mine[0], ""
	if d.subject != nil {
		subject = d.subject(o)
	}
	if i.Actor != o.me || !i.Object.Kind.Known() || (d.subject != nil && i.Subject != subject) || i.At.IsZero() {
		t.Errorf("%s: noted as %+v, want actor %s and subject %s", d.action, i.Entry, o.me, subject)
	}
}

// entries are those after a number, the oldest first.
func (s *service) entries(t testing.TB, after int64) []audit.Item {
	t.Helper()
	list, err := audit.List(t.Context(), s.DB, audit.Filter{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	list = slices.DeleteFunc(list, func(i audit.Item) bool { return i.Seq <= after })
	slices.Reverse(list)
	return list
}

// comingIn signs in, fails to, and proves afresh; codes come by mail here, so
// they are taken from the page that the demo shows.
func comingIn(t *testing.T, o *office) {
	t.Helper()
	v := o.s.visitor(t)
	expect := func(do func(), want ...audit.Action) {
		t.Helper()
		before := o.s.head(t)
		do()
		var got []audit.Action
		for _, i := range o.s.entries(t, before) {
			got = append(got, i.Action)
			o.noted[i.Action] = true
		}
		if !slices.Equal(got, want) {
			t.Errorf("noted %v, want %v", got, want)
		}
	}
	answer := func(path string) {
		page := v.get(t, "/signin/code").want(t, http.StatusOK)
		v.submit(t, page, "/signin/code", "code", codeLine.FindString(mainText(page.body))).want(t, http.StatusSeeOther)
	}
	expect(func() {
		v.post(t, "/signin", url.Values{"email": {emailOf("mentee")}}).goes(t, "/signin/code")
		for range 5 {
			v.post(t, "/signin/code", url.Values{"code": {"2222"}})
		}
	}, audit.SignInFailed)
	expect(func() {
		v.post(t, "/signin", url.Values{"email": {emailOf("administrator")}}).goes(t, "/signin/code")
		answer("/home")
	}, audit.SignedIn)
	o.s.clock.forward(11 * time.Minute)
	expect(func() {
		v.post(t, "/signin/proof", url.Values{"back": {"/admin"}}).goes(t, "/signin/code")
		answer("/admin")
	}, audit.IdentityProved)
	var link string
	expect(func() {
		var err error
		if link, err = o.s.Accounts.AdministratorLink(t.Context(), emailOf("administrator")); err != nil {
			t.Fatal(err)
		}
	}, audit.AdministratorLinkMade)
	expect(func() {
		v.post(t, "/signin/link", url.Values{"token": {link[strings.Index(link, "=")+1:]}}).want(t, http.StatusSeeOther)
	}, audit.AdministratorLinkUsed, audit.SignedIn)
}

// beginning looks at how a demo and how an empty system begin.
func beginning(t *testing.T, o *office) {
	t.Helper()
	if n := countOf(o.s.entries(t, 0), audit.DemoFilled); n != 1 {
		t.Errorf("%d entries of the demo's people, want 1", n)
	}
	empty := serve(t, at(t, "sqlite"))
	v := empty.visitor(t)
	v.submit(t, v.get(t, empty.setUpLink(t)), "/setup", "given_name", "Pirmā", "family_name", "Persona", "email", "pirma@example.org").
		goes(t, "/setup/owner")
	if n := countOf(empty.entries(t, 0), audit.SetUp); n != 1 {
		t.Errorf("%d entries of the set-up, want 1", n)
	}
	o.noted[audit.DemoFilled], o.noted[audit.SetUp] = true, true
}

// byCommand has the command line do what it notes.
func byCommand(t *testing.T, o *office) {
	t.Helper()
	dir, other := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "data")
	url, _ := dbtest.Empty(t, db.Postgres)
	file := filepath.Join(t.TempDir(), "backup")
	for _, x := range []struct {
		words, dir, database string
		want                 audit.Action
	}{
		{"admin first anna@example.org Anna Paraugs", dir, "", audit.PersonCreated},
		{"keys rotate", dir, "", audit.KeysRotated},
		{"keys check", dir, "", audit.KeysChecked},
		{"keys retire", dir, "", audit.KeysRetired},
		{"audit verify", dir, "", audit.AuditVerified},
		{"backup " + file, dir, "", audit.BackupMade},
		{"restore " + file, other, "", audit.BackupRestored},
		{"copy-db --to " + url, dir, "", ""},
		{"audit verify", dir, url, audit.DatabaseCopied},
	} {
		if strings.HasPrefix(x.words, "restore") {
			copyKeys(t, dir, other)
		}
		domubiedrs(t, x.database, append(strings.Fields(x.words), "--data", x.dir)...)
		if x.want == "" {
			continue
		}
		d, err := db.Open(t.Context(), x.database, x.dir)
		if err != nil {
			t.Fatal(err)
		}
		found, err := audit.List(t.Context(), d, audit.Filter{Action: x.want}, 10)
		if err = errors.Join(err, d.Close()); err != nil {
			t.Fatal(err)
		}
		if len(found) != 1 || found[0].Actor != audit.CommandLine {
			t.Errorf("%s: %d entries of %s, want 1 by the command line", x.words, len(found), x.want)
		}
		o.noted[x.want] = true
	}
}

func copyKeys(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(from, app.KeyFile))
	if err == nil {
		err = errors.Join(os.MkdirAll(to, 0o700), os.WriteFile(filepath.Join(to, app.KeyFile), content, 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func countOf(list []audit.Item, action audit.Action) (n int) {
	for _, i := range list {
		if i.Action == action {
			n++
		}
	}
	return n
}

// wantAllKnown looks for actions that the program notes and no test asks about,
// neither here nor beside the code that notes them.
func wantAllKnown(t *testing.T, noted map[audit.Action]bool) {
	t.Helper()
	source, err := os.ReadFile("../audit/action.go")
	if err != nil {
		t.Fatal(err)
	}
	used, asked := sources(t)
	names := regexp.MustCompile(`(?m)^\s+(\w+)\s+Action = "([a-z-]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(names) < len(audit.Actions()) {
		t.Fatalf("%d names for %d actions", len(names), len(audit.Actions()))
	}
	for _, n := range names {
		word := regexp.MustCompile(`\b\w+\.` + n[1] + `\b`)
		if !noted[audit.Action(n[2])] && word.MatchString(used) && !word.MatchString(asked) {
			t.Errorf("%s is noted by the program, and no test asks whether it is", n[2])
		}
	}
}

// sources are the text of the program and of the tests of other packages,
// audit's own left out.
func sources(t *testing.T) (used, asked string) {
	t.Helper()
	var program, tests strings.Builder
	for _, top := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(top, func(path string, d os.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" || strings.Contains(path, "/audit/") || strings.Contains(path, "/e2e/") {
				return err
			}
			content, err := os.ReadFile(path)
			if strings.HasSuffix(path, "_test.go") {
				tests.Write(content)
			} else {
				program.Write(content)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return program.String(), tests.String()
}

// TestSEC35Dump makes sure that an entry has identifiers only: no name or
// address of the people whom the demo is made of.
func TestSEC35Dump(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		s.everybody(t)
		text := strings.Join(s.rows(t, "audit_entry"), "\n")
		for _, x := range cast {
			if x.email == "" {
				continue
			}
			p := s.person(t, x.email)
			for _, word := range []string{p.Email, p.GivenName, p.FamilyName} {
				if strings.Contains(text, word) {
					t.Errorf("the audit log has %q", word)
				}
			}
			if !strings.Contains(text, p.ID) {
				t.Errorf("the audit log has nothing of %s", x.name)
			}
		}
	})
}
