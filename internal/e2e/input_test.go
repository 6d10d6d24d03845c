package e2e

import (
	"encoding/json"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/db"
)

// TestSEC05 adds fields to forms that would change what the sender may not.
func TestSEC05(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		before := s.person(t, emailOf("mentee"))
		v, mark := s.as(t, "mentee"), len(s.log.String())
		form := formIn(t, v.get(t, "/account").want(t, http.StatusOK), "/account")
		form.Set("given_name", "Ievīte")
		for name, value := range map[string]string{"email": "cita@example.org", "status": "disabled", "role": "administrator", "id": "x",
			"person_id": "x", "programme_id": "x", "created_at": "2000-01-01", "scope": "", "is_admin": "true", "Email": "cita@example.org"} {
			form.Set(name, value)
		}
		v.post(t, "/account?role=administrator&status=disabled", form).goes(t, "/account")
		after := s.person(t, emailOf("mentee"))
		if after.GivenName != "Ievīte" || after.ID != before.ID || after.Status != before.Status || !after.CreatedAt.Equal(before.CreatedAt) ||
			!slices.Equal(after.Roles, before.Roles) {
			t.Errorf("before %+v, after %+v", before, after)
		}
		s.log.await(t, "the strange fields in the log", mark, func(text string) string {
			for line := range strings.Lines(text) {
				if strings.Contains(line, "fields that the form does not have") && strings.Contains(line, `"count":10`) &&
					strings.Contains(line, before.ID) && !strings.Contains(line, "is_admin") {
					return line
				}
			}
			return ""
		})
		// Adding a person takes no role from the form either.
		administrator := s.as(t, "administrator")
		page := administrator.get(t, "/admin/people/new").want(t, http.StatusOK)
		administrator.submit(t, page, "/admin/people", "given_name", "Jauna", "family_name", "Persona", "email", "jauna@example.org",
			"role", "administrator", "status", "disabled", "version", "7").want(t, http.StatusSeeOther)
		if p := s.person(t, "jauna@example.org"); len(p.Roles) > 0 || p.Status != "active" || p.Version != 1 {
			t.Errorf("added as %+v", p)
		}
	})
}

// hostile names are what people and attackers put into fields that end up in
// letters, logs and pages.
var hostile = []string{
	"Ieva\r\nBcc: evil@example.net", "Ieva\nBcc: evil@example.net\n\nhello", "Kalniņa, Ieva <evil@example.net>", `"Ieva" <evil@example.net>`,
	"=?utf-8?q?=0D=0ABcc=3A_evil=40example.net?=", "Ieva\u2028Bcc: evil@example.net", "Ieva\x00\x1b[31mred", "Ieva\u202egnp.exe",
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "{{.Owner}}", "%0d%0aBcc:evil@example.net", strings.Repeat("ē", 100),
}

// TestSEC15 gives people hostile names and reads the letters that they get.
func TestSEC15(t *testing.T) {
	t.Parallel()
	post := startPost(t)
	s := serve(t, at(t, "sqlite"), append([]string{demo}, post.settings()...)...)
	v := s.visitor(t)
	v.post(t, "/signin/demo", url.Values{"email": {emailOf("administrator")}}).goes(t, "/home")
	for i, name := range hostile {
		email := "persona" + strings.Repeat("x", i) + "@example.org"
		page := v.get(t, "/admin/people/new").want(t, http.StatusOK)
		added := v.submit(t, page, "/admin/people", "given_name", name, "family_name", name, "greeting", "", "email", email)
		added.want(t, http.StatusSeeOther)
		p := s.person(t, email)
		s.grant(t, p.ID, "administrator", system)
		if _, err := s.Accounts.AdministratorLink(t.Context(), email); err != nil {
			t.Fatal(err)
		}
		m := post.await(t, email)
		wantOneRecipient(t, m, email, name)
		v.get(t, "/admin/people/"+p.ID).want(t, http.StatusOK)
	}
	// The owner's name is the sender's name of every letter.
	for _, name := range hostile[:8] {
		page := v.get(t, "/admin/settings/owner").want(t, http.StatusOK)
		if got := v.submit(t, page, "/admin/settings/owner", "owner.name.lv", name); got.status == http.StatusUnprocessableEntity {
			continue
		} else {
			got.want(t, http.StatusSeeOther)
		}
		email := s.newPerson(t, "Kārtīgs", "Vārds").Email
		s.visitor(t).ask(t, email)
		wantOneRecipient(t, post.await(t, email), email, name)
	}
}

// known are the header fields that a letter may have, once each.
var known = []string{"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Reply-To", "Subject", "To",
	"Feedback-Id", "X-Auto-Response-Suppress", "List-Unsubscribe", "List-Unsubscribe-Post", "Sender"}

func wantOneRecipient(t *testing.T, m letter, email, name string) {
	t.Helper()
	if !slices.Equal(m.to, []string{email}) {
		t.Errorf("name %q: the letter went to %v", name, m.to)
	}
	read, err := mail.ReadMessage(strings.NewReader(m.raw))
	if err != nil {
		t.Fatalf("name %q: %v\n%s", name, err, m.raw)
	}
	for field, values := range read.Header {
		if len(values) != 1 || !slices.Contains(known, field) {
			t.Errorf("name %q: header %s: %q", name, field, values)
		}
	}
	to, err := read.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != email {
		t.Errorf("name %q: To is %v (%v)", name, to, err)
	}
	from, err := read.Header.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Address != sender {
		t.Errorf("name %q: From is %v (%v)", name, from, err)
	}
}

// TestSEC17 asks to be sent elsewhere, in every place that takes a way back.
func TestSEC17(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	corpus := []string{"//evil.example", `/\evil.example`, `\\evil.example`, "https://evil.example", "http:evil.example", "javascript:alert(1)",
		"//evil.example/%2f..", "///evil.example", "/\t/evil.example", "/\n/evil.example", "%2f%2fevil.example", "/%2fevil.example", "/%5cevil.example",
		"https:/evil.example", " //evil.example", "\x00//evil.example", "data:text/html,x", "//google.com@evil.example", "/.//evil.example", "/..//evil.example",
		"/about/..//evil.example", "evil.example", "//evil%E3%80%82example", "/\u2028/evil.example", "HTTPS://EVIL.EXAMPLE", "/\\/evil.example", "//[::1]/"}
	v := s.visitor(t)
	signedIn := s.as(t, "mentee")
	for _, back := range corpus {
		q := url.QueryEscape(back)
		wantLocal(t, back, v.get(t, "/language?to=en&back="+q))
		wantLocal(t, back, v.get(t, "/scheme?to=dark&back="+q))
		wantLocal(t, back, signedIn.get(t, "/signin?back="+q))
		wantLocal(t, back, signedIn.post(t, "/language?to=lv&back="+q, nil))
		form := formIn(t, v.get(t, "/signin?back="+q).want(t, http.StatusOK), "/signin")
		if kept := form.Get("back"); kept != "" {
			wantLocal(t, back, answer{status: http.StatusSeeOther, header: http.Header{"Location": {kept}}})
		}
		other := s.visitor(t)
		p := s.newPerson(t, "Atpakaļ", "Ceļš")
		mark := len(s.terminal.String())
		other.post(t, "/signin", url.Values{"email": {p.Email}, "back": {back}}).goes(t, "/signin/code")
		came := other.post(t, "/signin/code", url.Values{"code": {s.codeFor(t, p.Email, mark)}}).want(t, http.StatusSeeOther)
		wantLocal(t, back, came)
	}
}

// wantLocal fails if a browser that follows the answer leaves the service.
func wantLocal(t *testing.T, back string, a answer) {
	t.Helper()
	if a.status != http.StatusSeeOther {
		return
	}
	base, _ := url.Parse("http://service.example/here/it/is")
	// Browsers take a backslash for a slash and drop tabs and line breaks (WHATWG URL, section 4.4).
	seen := strings.NewReplacer(`\`, "/", "\t", "", "\n", "", "\r", "").Replace(strings.TrimLeft(a.to(), "\x00 "))
	to, err := base.Parse(seen)
	if err != nil || to.Scheme != "http" || to.Host != base.Host {
		t.Errorf("%s: back %q leads to %q", a.path, back, a.to())
	}
}

// TestSEC20 asks for files by names that climb out of their folder.
func TestSEC20(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	v := s.visitor(t)
	for _, name := range []string{"../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/go.mod", "....//....//go.mod",
		"..%5c..%5cgo.mod", "go.mod%00.css", "%00", strings.Repeat("a", 5000), "%e2%80%aegnp.md", ".", "..", "./domubiedrs.db", "con", "app.css/"} {
		for _, place := range []string{"/static/", "/guidelines/", "/admin/people/", "/.well-known/", "/"} {
			a := v.follow(t, v.get(t, place+name))
			if a.status == http.StatusOK && !strings.Contains(a.body, "<main") || strings.Contains(a.body, "root:x:") || strings.Contains(a.body, "SQLite format") {
				t.Errorf("%s%s: status %d: %.60q", place, name, a.status, a.body)
			}
			if a.status >= http.StatusInternalServerError {
				t.Errorf("%s%s: status %d", place, name, a.status)
			}
		}
	}
}

// TestSEC33 sends what would forge lines of a log.
func TestSEC33(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	v := s.as(t, "administrator")
	for _, name := range hostile {
		v.agent = strings.Map(printable, name)
		page := v.get(t, "/admin/people/new")
		v.submit(t, page, "/admin/people", "given_name", name, "family_name", name, "email", name)
		v.get(t, "/admin/people?q="+url.QueryEscape(name))
		v.get(t, "/"+url.PathEscape(name))
		v.get(t, "/admin/people/"+url.PathEscape(name)).want(t, http.StatusNotFound)
		s.visitor(t).post(t, "/signin", url.Values{"email": {name + "@example.org"}})
	}
	v.do(t, "FORGED-BY-SOMEBODY", "/", "", "X-Request-Id", "\t2026 level=ERROR")
	s.stop()
	for line := range strings.Lines(s.log.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry["msg"] == nil || entry["time"] == nil {
			t.Errorf("a line of the log is not one of ours: %q", line)
		}
		if strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\x1b\r\x00") {
			t.Errorf("a line of the log has control characters: %q", line)
		}
		if strings.Contains(line, "evil@") || strings.Contains(line, "onerror") {
			t.Errorf("what was typed stands in the log: %q", line)
		}
	}
	if strings.ContainsAny(s.terminal.String(), "\x1b\r\x00\u202e") {
		t.Errorf("the terminal was sent control characters: %q", s.terminal.String())
	}
}

// printable drops what no browser can send in a header.
func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}
