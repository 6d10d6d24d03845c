package web_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/webtest"
)

func house(t *testing.T) *webtest.House {
	t.Helper()
	return webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{})
}

func failing(err error) web.Handler {
	return func(http.ResponseWriter, *web.Request) error { return err }
}

const marker = "marker-content-4711"

func TestErrorsBecomePages(t *testing.T) {
	h := house(t)
	for name, err := range map[string]error{
		"internal": errors.New(marker), "forbidden": fault.New(fault.Forbidden, "fault.forbidden"),
		"gone": fault.New(fault.Gone, "account.fault.link-over"), "many": fault.New(fault.TooMany, "fault.too-many"),
		"full": db.ErrFull.Because(errors.New(marker)), "conflict": fault.New(fault.Conflict, "fault.stale"),
	} {
		h.Kit.Handle("GET /"+name, web.Open, failing(err))
	}
	h.Kit.Handle("GET /panic", web.Open, func(http.ResponseWriter, *web.Request) error { panic(marker) })
	v := h.Visitor(t)
	for path, want := range map[string]struct {
		status   int
		title    string
		incident bool
	}{
		"/internal": {500, "Kaut kas nogāja greizi", true}, "/panic": {500, "Kaut kas nogāja greizi", true},
		"/forbidden": {403, "Šī lapa jums nav pieejama", true}, "/gone": {410, "Tas vairs nav spēkā", false},
		"/many": {429, "Pārāk daudz mēģinājumu", false}, "/full": {503, "Pakalpojums uz brīdi nav pieejams", true},
		"/conflict": {409, "Kāds bija pirmais", false}, "/none": {404, "Lapa nav atrasta", false},
	} {
		got := v.Get(t, path)
		if got.Status != want.status || !strings.Contains(got.Body, "<h1>"+want.title+"</h1>") {
			t.Errorf("%s: %d\n%s", path, got.Status, got.Body)
		}
		if strings.Contains(got.Body, "Notikuma numurs") != want.incident {
			t.Errorf("%s: the incident number is there: %v", path, !want.incident)
		}
		if strings.Contains(got.Body, marker) || strings.Contains(got.Body, "goroutine") {
			t.Errorf("%s shows the cause", path)
		}
		if (want.status == 429 || want.status == 503) != (got.Header.Get("Retry-After") != "") {
			t.Errorf("%s: Retry-After %q", path, got.Header.Get("Retry-After"))
		}
		for _, problem := range webtest.Document(got.Body) {
			t.Errorf("%s: %s", path, problem)
		}
	}
	log := h.Log.String()
	if !strings.Contains(log, "request panicked") || strings.Count(log, marker) != 2 { // two causes that are ours; never a panic's value
		t.Errorf("the log:\n%s", log)
	}
}

// TestAnAnswerThatBreaksOff fails after the answer has begun: the connection
// ends and the cause is logged; when the browser has gone nothing is wrong.
func TestAnAnswerThatBreaksOff(t *testing.T) {
	h := house(t)
	begun := func(err func(w http.ResponseWriter) error) web.Handler {
		return func(w http.ResponseWriter, _ *web.Request) error {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(http.StatusOK)
			return err(w)
		}
	}
	ended := make(chan struct{})
	h.Kit.Handle("GET /half", web.Open, begun(func(http.ResponseWriter) error { return errors.New(marker) }))
	h.Kit.Handle("GET /gone", web.Open, begun(func(w http.ResponseWriter) error {
		defer close(ended)
		for {
			if _, err := w.Write([]byte("x")); err != nil {
				return fmt.Errorf("to the browser: %w", &net.OpError{Op: "write", Err: err})
			}
		}
	}))
	if res, err := http.Get(h.Serve(t) + "/half"); err == nil {
		if _, err := io.ReadAll(res.Body); err == nil {
			t.Error("half an answer is taken for whole")
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	if res, err := http.Get(h.Serve(t) + "/gone"); err == nil {
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	<-ended
	if log := h.Log.String(); strings.Count(log, "request failed") != 1 || strings.Contains(log, "the error page failed") {
		t.Errorf("the log:\n%s", log)
	}
}

func TestHeadersAreOnEveryAnswer(t *testing.T) {
	h := house(t)
	h.Kit.Handle("GET /internal", web.Open, failing(errors.New("boom")))
	v := h.Visitor(t)
	for _, path := range []string{"/none", "/internal", "/static/none.css", "/static/manifest.json"} {
		got := v.Get(t, path)
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options",
			"Cross-Origin-Opener-Policy", "Permissions-Policy"} {
			if got.Header.Get(name) == "" {
				t.Errorf("%s lacks %s", path, name)
			}
		}
		if strings.Contains(got.Header.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s allows what is unsafe", path)
		}
	}
}

// TestOnlyTheOwnPagesPost is SEC-10.
func TestOnlyTheOwnPagesPost(t *testing.T) {
	h := house(t)
	done := 0
	h.Kit.Handle("POST /change", web.Open, func(w http.ResponseWriter, r *web.Request) error {
		done++
		return r.Redirect(w, "/")
	})
	v := h.Visitor(t)
	for name, header := range map[string][]string{
		"no origin at all": {"Origin", ""}, "a foreign origin": {"Origin", "https://evil.example.net"},
		"the null origin": {"Origin", "null"}, "a cross-site fetch": {"Origin", "", "Sec-Fetch-Site", "cross-site"},
		"a sister site": {"Origin", "", "Sec-Fetch-Site", "same-site"},
	} {
		if got := v.Post(t, "/change", url.Values{}, header...); got.Status != http.StatusForbidden || done != 0 {
			t.Errorf("%s: %d, done %d times", name, got.Status, done)
		}
	}
	if got := v.Post(t, "/change", url.Values{}); got.Status != http.StatusSeeOther || done != 1 {
		t.Errorf("the own page: %d, done %d times", got.Status, done)
	}
}

func TestTheRouterAsksThePermissionTable(t *testing.T) {
	h := house(t)
	h.Kit.Handle("GET /room", web.Need{Thing: access.Outbox, Verb: access.Read}, func(w http.ResponseWriter, r *web.Request) error {
		_, err := w.Write([]byte("inside"))
		return err
	})
	h.Kit.Handle("GET /secret", web.Need{Thing: access.AgreementText, Verb: access.Read}, failing(nil))
	p := h.Person(t, "Ieva", "Kalniņa")
	admin := h.Person(t, "Zane", "Āboliņa", access.Grant{Role: access.Administrator, Scope: access.Scope{Kind: access.System}})
	if got := h.Visitor(t).Get(t, "/room?x=1"); got.To() != "/signin?back=%2Froom%3Fx%3D1" {
		t.Errorf("nobody: %d to %q", got.Status, got.To())
	}
	if got := h.As(t, p).Get(t, "/room"); got.Status != http.StatusForbidden {
		t.Errorf("the wrong role: %d", got.Status)
	}
	if got := h.As(t, p).Get(t, "/secret"); got.Status != http.StatusNotFound {
		t.Errorf("what is confidential: %d", got.Status)
	}
	if got := h.As(t, admin).Get(t, "/room"); got.Status != http.StatusOK || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the right role: %d, cache %q", got.Status, got.Header.Get("Cache-Control"))
	}
}

func TestLargeBodiesAreRefused(t *testing.T) {
	h := house(t)
	h.Kit.Handle("POST /form", web.Open, func(w http.ResponseWriter, r *web.Request) error { return r.Posted() })
	v := h.Visitor(t)
	big := url.Values{"text": {strings.Repeat("ā", 1<<20)}}
	if got := v.Post(t, "/form", big); got.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body over the limit: %d", got.Status)
	}
	if got := v.Post(t, "/form", url.Values{"text": {"%"}}); got.Status != http.StatusOK {
		t.Errorf("a usual body: %d", got.Status)
	}
}

func TestBackStaysHere(t *testing.T) {
	for path, want := range map[string]string{
		"/account": "/account", "/people?q=a&x=1": "/people?q=a&x=1", "": "/home", "//evil.example.net": "/home",
		"/\\evil.example.net": "/home", "https://evil.example.net": "/home", "javascript:alert(1)": "/home", "/\t/evil": "/home",
		"/a\r\nSet-Cookie: x": "/home", "/%2f%2fevil": "/%2f%2fevil", "account": "/home", "/a\\b": "/home", "\\/evil": "/home",
	} {
		if got := web.Back(path, "/home"); got != want {
			t.Errorf("Back(%q) = %q, want %q", path, got, want)
		}
	}
}

// FuzzBack is SEC-43 of return addresses: whatever is asked for, a browser stays
// with us.
func FuzzBack(f *testing.F) {
	for _, path := range []string{"/account", "//evil.example", "/\\evil.example", "/a\u2028b", "/?q=//x", "/\x00/evil", "https:/evil.example"} {
		f.Add(path)
	}
	home := &url.URL{Scheme: "https", Host: "here.example", Path: "/"}
	f.Fuzz(func(t *testing.T, path string) {
		to, err := home.Parse(web.Back(path, "/home"))
		if err == nil && (to.Host != home.Host || to.Scheme != home.Scheme) {
			t.Errorf("%q leads to %s", path, to)
		}
	})
}

// TestOnlyProxiesOfOursNameTheSender is ASVS 4.1.3: limits count by the true
// sender, and nobody chooses another by a header.
func TestOnlyProxiesOfOursNameTheSender(t *testing.T) {
	for name, tt := range map[string]struct {
		proxies []netip.Prefix
		limited bool
	}{
		"no proxy of ours": {nil, true},
		"through ours":     {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, false},
	} {
		h := house(t)
		h.Kit.Proxies, h.Kit.Limits.Code = tt.proxies, 3
		h.Kit.Handle("GET /try", web.Open, failing(nil), h.Kit.LimitCode())
		v := h.Visitor(t)
		last := 0
		for _, sender := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"} {
			last = v.Get(t, "/try", "X-Forwarded-For", "198.51.100.7, "+sender).Status
		}
		if (last == http.StatusTooManyRequests) != tt.limited {
			t.Errorf("%s: the fifth sender gets %d", name, last)
		}
	}
}

func TestIPv6SendersCountByTheirNetwork(t *testing.T) {
	h := house(t)
	h.Kit.Proxies, h.Kit.Limits.Code = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, 2
	h.Kit.Handle("GET /try", web.Open, failing(nil), h.Kit.LimitCode())
	v := h.Visitor(t)
	for _, sender := range []string{"2001:db8::1", "2001:db8::2"} {
		v.Get(t, "/try", "X-Forwarded-For", sender)
	}
	if got := v.Get(t, "/try", "X-Forwarded-For", "2001:db8::3"); got.Status != http.StatusTooManyRequests {
		t.Errorf("a third address of one network: %d", got.Status)
	}
	if got := v.Get(t, "/try", "X-Forwarded-For", "2001:db8:0:1::3"); got.Status != http.StatusOK {
		t.Errorf("another network: %d", got.Status)
	}
}

func TestLanguageOfAnswers(t *testing.T) {
	h := house(t)
	v := h.Visitor(t)
	if got := v.Get(t, "/none", "Accept-Language", "de, en;q=0.5"); !strings.Contains(got.Body, "Page not found") {
		t.Error("English is spoken and not used")
	}
	if got := v.Get(t, "/none", "Accept-Language", "de"); !strings.Contains(got.Body, "Lapa nav atrasta") {
		t.Error("the default is Latvian")
	}
	h.Set(t, map[setting.Name]string{setting.SiteLanguage: "en"})
	if _, err := h.Settings.All(t.Context()); err != nil { // as any page but an error's does
		t.Fatal(err)
	}
	if got := v.Get(t, "/none", "Accept-Language", "de"); !strings.Contains(got.Body, "Page not found") {
		t.Error("the owner's default has no effect")
	}
	if got := v.Get(t, "/none", "Cookie", "lang=lv", "Accept-Language", "en"); !strings.Contains(got.Body, "Lapa nav atrasta") {
		t.Error("the cookie has no effect")
	}
}

// TestTheLogHasNoPaths is SEC-32 and SEC-33: patterns instead of paths, and
// nothing that a sender chooses.
func TestTheLogHasNoPaths(t *testing.T) {
	h := house(t)
	h.Kit.Handle("GET /people/{id}", web.Open, failing(nil))
	v := h.Visitor(t)
	v.Get(t, "/people/"+marker+"?q="+marker, "User-Agent", marker+"[31m", "Referer", "http://localhost/"+marker)
	if log := h.Log.String(); strings.Contains(log, marker) || !strings.Contains(log, `pattern="GET /people/{id}"`) {
		t.Errorf("the log:\n%s", log)
	}
}
