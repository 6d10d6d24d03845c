package e2e

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/ui"
)

// wanted are the headers of every answer (SEC-29).
var wanted = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"X-Frame-Options":              "DENY",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

// letters have links with secrets: their pages tell nobody where they are.
var secretive = []string{"/setup", "/signin/link"}

func wantHeaders(t *testing.T, a answer) {
	t.Helper()
	for name, value := range wanted {
		got := a.header.Get(name)
		if name == "Referrer-Policy" && got == "no-referrer" && (strings.HasPrefix(a.path, secretive[0]) || strings.HasPrefix(a.path, secretive[1])) {
			continue
		}
		if got != value {
			t.Errorf("%s %s (%d): %s is %q, want %q", a.method, a.path, a.status, name, got, value)
		}
	}
	csp := a.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("%s %s (%d): the policy lacks %s: %q", a.method, a.path, a.status, part, csp)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") || strings.Contains(csp, "http") {
		t.Errorf("%s %s (%d): the policy is lax: %q", a.method, a.path, a.status, csp)
	}
	if told := a.header.Get("Server") + a.header.Get("X-Powered-By"); told != "" {
		t.Errorf("%s %s (%d) tells what serves it: %q", a.method, a.path, a.status, told)
	}
	if a.status != http.StatusNotModified && a.body != "" && a.header.Get("Content-Type") == "" {
		t.Errorf("%s %s (%d) has no type", a.method, a.path, a.status)
	}
}

// TestSEC29 asks for everything there is, and for what is refused: every answer
// has the headers. With it SEC-30: what a signed-in person gets is kept nowhere.
func TestSEC29(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo, "BODY_LIMIT=1")
	w, public, administrator, mentor := newWorld(t, s), s.visitor(t), s.as(t, "administrator"), s.as(t, "mentor")
	for _, pattern := range s.routes(t) {
		if strings.HasPrefix(pattern, "POST /sign") || strings.HasPrefix(pattern, "POST /setup") {
			continue // they would end what the others need; below
		}
		for _, v := range []*visitor{public, mentor, administrator} {
			a := w.call(t, v, "public", pattern)
			wantHeaders(t, a)
			if v != public && a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s (%d) as somebody signed in: Cache-Control is %q", pattern, a.status, a.header.Get("Cache-Control"))
			}
			if methodOf(pattern) == http.MethodGet {
				wantHeaders(t, v.do(t, http.MethodHead, a.path, ""))
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/nothing", "/static/nothing.css", ui.Asset("app.css"), ui.Asset("app.js"),
		ui.Asset("favicon.svg"), ui.Asset("inter-lv.woff2"), "/admin//people", "/%zz", "/signin/", "//evil.example"} {
		if path != "/%zz" { // the client refuses to send it
			wantHeaders(t, public.get(t, path))
		}
	}
	for _, a := range []answer{
		public.post(t, "/nothing", nil), public.post(t, "/healthz", nil), public.do(t, http.MethodDelete, "/", ""),
		public.do(t, http.MethodOptions, "/", ""), public.do(t, http.MethodPut, ui.Asset("app.css"), "", "Origin", s.Config.BaseURL),
		public.post(t, "/signin", nil), public.post(t, "/signin/code", nil), public.post(t, "/signin/link", nil), public.post(t, "/setup", nil),
		public.post(t, "/signout", nil), public.post(t, "/signin/demo", nil), public.post(t, "/signin/proof", nil),
		public.do(t, http.MethodPost, "/signin", strings.Repeat("x", 2<<20), "Origin", s.Config.BaseURL),
		mentor.post(t, "/signin", nil), mentor.post(t, "/signin/proof", nil), mentor.post(t, "/signout", nil),
	} {
		wantHeaders(t, a)
	}
}

// TestSEC30 leaves nothing behind at sign-out.
func TestSEC30(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	v := s.as(t, "administrator")
	for _, path := range []string{"/signin/proof", "/admin/people.csv", "/account", "/", "/about", "/guidelines", "/language?to=en"} {
		if got := v.get(t, path).header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control is %q", path, got)
		}
	}
	out := v.post(t, "/signout", nil).goes(t, "/")
	if got := out.header.Get("Clear-Site-Data"); !strings.Contains(got, `"cache"`) || !strings.Contains(got, `"storage"`) {
		t.Errorf("Clear-Site-Data is %q", got)
	}
	for _, path := range []string{"/signin/code", "/setup?token=x", "/signin/link?token=x"} {
		if got := v.get(t, path).header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control is %q", path, got)
		}
	}
}

// TestSEC09 looks at every cookie, with and without TLS before the service.
func TestSEC09(t *testing.T) {
	t.Parallel()
	for name, secure := range map[string]bool{"http": false, "https": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings, prefix := []string{demo}, ""
			if secure {
				settings, prefix = append(settings, "BASE_URL=https://mentori.example.org"), "__Host-"
			}
			s := serve(t, at(t, "sqlite"), settings...)
			v, set := s.visitor(t), map[string]*http.Cookie{}
			jar := func(a answer) answer { // a jar does not send cookies for TLS over plain HTTP
				for _, c := range (&http.Response{Header: a.header}).Cookies() {
					set[c.Name] = c
				}
				return a
			}
			cookies := func() string {
				var all []string
				for _, c := range set {
					all = append(all, c.Name+"="+c.Value)
				}
				return strings.Join(all, "; ")
			}
			jar(v.get(t, "/language?to=lv"))
			jar(v.get(t, "/scheme?to=dark"))
			mark := len(s.terminal.String())
			jar(v.post(t, "/signin", url.Values{"email": {emailOf("mentee")}}, "Cookie", cookies()).goes(t, "/signin/code"))
			code := s.codeFor(t, emailOf("mentee"), mark)
			jar(v.post(t, "/signin/code", url.Values{"code": {code}}, "Cookie", cookies()).goes(t, "/home"))
			v.get(t, "/account", "Cookie", cookies()).want(t, http.StatusOK)
			for _, name := range []string{"domubiedrs", "lang", "scheme", "known"} {
				c := set[prefix+name]
				if c == nil {
					t.Errorf("cookie %s%s was not set", prefix, name)
					continue
				}
				if c.Secure != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
					t.Errorf("cookie %s: %s", c.Name, c.Raw)
				}
			}
			if len(set) != 4 {
				t.Errorf("cookies %v", set)
			}
			sts := v.get(t, "/").header.Get("Strict-Transport-Security")
			if secure != (sts != "") {
				t.Errorf("Strict-Transport-Security is %q", sts)
			}
		})
	}
}

// betrays are words that belong into the log and not onto a page.
var betrays = regexp.MustCompile(`goroutine|\.go:\d|panic|runtime|sql:|SQLITE|pgx|postgres|sqlite|closed pool|canary|nil pointer|/internal/`)

func wantPlainWords(t *testing.T, a answer, log string) {
	t.Helper()
	if found := betrays.FindString(mainText(a.body)); found != "" {
		t.Errorf("%s (%d) says %q:\n%s", a.path, a.status, found, mainText(a.body))
	}
	number := regexp.MustCompile(`<strong class="num">([A-Z0-9]{10})</strong>`).FindStringSubmatch(a.body)
	if number == nil {
		t.Errorf("%s (%d) has no incident number:\n%s", a.path, a.status, mainText(a.body))
	} else if !strings.Contains(log, number[1]) {
		t.Errorf("incident %s is not in the log", number[1])
	}
}

// TestSEC31Panic has handlers panic, before and in the middle of an answer.
func TestSEC31Panic(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	kit, err := s.Kit()
	if err != nil {
		t.Fatal(err)
	}
	kit.Handle("GET /panic", web.Open, func(http.ResponseWriter, *web.Request) error { panic("canary in a panic") })
	kit.Handle("POST /panic", web.Open, func(http.ResponseWriter, *web.Request) error { panic(errors.New("canary in an error")) })
	kit.Handle("GET /nil", web.Open, func(_ http.ResponseWriter, r *web.Request) error {
		var none *web.Form
		none.Fields = nil
		return nil
	})
	kit.Handle("GET /late", web.Open, func(w http.ResponseWriter, _ *web.Request) error {
		if _, err := w.Write([]byte(strings.Repeat("half a page", 1000))); err != nil {
			return err
		}
		panic("canary in the middle")
	})
	server := httptest.NewServer(kit.Handler(ui.Static(), nil))
	t.Cleanup(server.Close)
	v := s.visitor(t)
	v.s = &service{App: s.App, url: server.URL}
	for _, a := range []answer{v.get(t, "/panic"), v.post(t, "/panic", url.Values{"x": {"canary"}}, "Origin", server.URL), v.get(t, "/nil")} {
		wantPlainWords(t, a.want(t, http.StatusInternalServerError), s.log.String())
		wantHeaders(t, a)
	}
	res, err := v.client.Get(server.URL + "/late")
	if err == nil {
		_, err = res.Body.Read(make([]byte, 1<<20))
		for err == nil {
			_, err = res.Body.Read(make([]byte, 1<<20))
		}
		res.Body.Close()
	}
	if err == nil || errors.Is(err, http.ErrBodyReadAfterClose) || err.Error() == "EOF" {
		t.Errorf("a page that broke off looks whole (%v)", err)
	}
	if strings.Contains(s.log.String(), "canary") {
		t.Error("the value of a panic, which may be content, is in the log")
	}
	v.get(t, "/about").want(t, http.StatusOK)
}

// TestSEC31DatabaseGone closes the database under the running service.
func TestSEC31DatabaseGone(t *testing.T) {
	each(t, func(t *testing.T, kind db.Kind) {
		s := serve(t, at(t, kind), demo)
		v, public := s.as(t, "mentee"), s.visitor(t)
		form := formIn(t, v.get(t, "/account").want(t, http.StatusOK), "/account")
		form.Set("greeting", "Rakstīts, kad datubāzes nav")
		if err := s.DB.Close(); err != nil {
			t.Fatal(err)
		}
		for _, a := range []answer{v.get(t, "/account"), v.post(t, "/account", form), v.get(t, "/workspace"),
			public.post(t, "/signin", url.Values{"email": {emailOf("mentor")}})} {
			wantPlainWords(t, a.want(t, http.StatusServiceUnavailable), s.log.String())
			wantHeaders(t, a)
			if a.header.Get("Retry-After") == "" {
				t.Errorf("%s %s: no Retry-After", a.method, a.path)
			}
		}
		kept := formIn(t, v.post(t, "/account", form), "/account")
		if kept.Get("greeting") != form.Get("greeting") {
			t.Errorf("what was typed is lost: %v", kept)
		}
		public.get(t, "/healthz").want(t, http.StatusOK)
		public.get(t, "/readyz").want(t, http.StatusServiceUnavailable)
		if a := public.get(t, "/about"); a.status != http.StatusOK && a.status != http.StatusServiceUnavailable {
			t.Errorf("a public page: status %d", a.status)
		}
	})
}

// TestSEC31MailGone names a mail server that is not there: pages go on, the
// letter waits, and nothing tells the asker more than usual.
func TestSEC31MailGone(t *testing.T) {
	t.Parallel()
	address, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(address, ":")
	s := serve(t, at(t, "sqlite"), demo, "SMTP_HOST=127.0.0.1", "SMTP_PORT="+port, "SMTP_SECURITY=none", "MAIL_FROM="+sender)
	v := s.visitor(t)
	v.ask(t, emailOf("mentee"))
	v.get(t, "/signin/code").want(t, http.StatusOK)
	await(t, "the job to be tried again", func() bool {
		counts, err := s.Queue.Counts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return counts["retrying"] == 1
	})
	v.get(t, "/about").want(t, http.StatusOK)
	if text := s.log.String() + s.terminal.String(); strings.Contains(text, emailOf("mentee")) || codeLine.MatchString(s.terminal.String()) {
		t.Errorf("the failure tells the address or the code:\n%s", text)
	}
}
