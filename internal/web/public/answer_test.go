package public_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web/webtest"
)

func TestCaching(t *testing.T) {
	h := settled(t)
	v := h.Visitor(t)
	for _, path := range []string{"/", "/about", "/guidelines/ethics", "/accessibility.json", "/robots.txt"} {
		first := v.Get(t, path)
		tag := first.Header.Get("ETag")
		if tag == "" || first.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: ETag %q, Cache-Control %q", path, tag, first.Header.Get("Cache-Control"))
		}
		if again := v.Get(t, path, "If-None-Match", tag); again.Status != http.StatusNotModified || again.Body != "" {
			t.Errorf("%s asked again: %d with %d bytes", path, again.Status, len(again.Body))
		}
	}
	tag := v.Get(t, "/about").Header.Get("ETag")
	if got := english(t, h).Get(t, "/about", "If-None-Match", tag); got.Status != http.StatusOK {
		t.Errorf("in another language: %d", got.Status)
	}
	h.Set(t, map[setting.Name]string{setting.OwnerName.In("lv"): "Cits īstenotājs"})
	if got := v.Get(t, "/about", "If-None-Match", tag); got.Status != http.StatusOK || !strings.Contains(got.Body, "Cits īstenotājs") {
		t.Errorf("after a change of the settings: %d", got.Status)
	}
}

func TestSignedInPagesAreNotKept(t *testing.T) {
	h := settled(t)
	v := h.As(t, h.Person(t, "Ieva", "Liepa"))
	for _, path := range []string{"/", "/help", "/accessibility.json"} {
		if got := v.Get(t, path).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
}

func TestChoices(t *testing.T) {
	h := settled(t)
	v := h.Visitor(t)
	got := v.Get(t, "/language?to=en&back=/guidelines%3Fq%3Dmerkis")
	if got.Status != http.StatusSeeOther || got.To() != "/guidelines?q=merkis" {
		t.Errorf("the language: %d to %s", got.Status, got.To())
	}
	cookie := got.Header.Get("Set-Cookie")
	for _, want := range []string{"lang=en", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie %q is without %s", cookie, want)
		}
	}
	if page := v.Get(t, got.To()).Body; !strings.Contains(page, `<html lang="en" data-color-scheme="auto"`) {
		t.Error("the page after it is not in English")
	}
	if got := v.Get(t, "/scheme?to=dark&back=/help"); got.Status != http.StatusSeeOther || got.To() != "/help" {
		t.Errorf("the scheme: %d to %s", got.Status, got.To())
	}
	if page := v.Get(t, "/help").Body; !strings.Contains(page, `<html lang="en" data-color-scheme="dark"`) {
		t.Error("the page after it is not dark")
	}
	n, err := db.One(t.Context(), h.DB, db.Value[int], `select count(*) from browser_session`)
	if err != nil || n != 0 {
		t.Errorf("%d browser sessions, %v; a choice is only a cookie", n, err)
	}
}

// TestNobodyIsSentElsewhere: SEC-17.
func TestNobodyIsSentElsewhere(t *testing.T) {
	h := open(t)
	v, base := h.Visitor(t), h.Serve(t)
	for _, back := range []string{"", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example",
		"javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example", "/ /evil.example", "evil.example", "@evil.example",
		"/.//evil.example", "/..//evil.example", "/%2f/evil.example", "/%5cevil.example", "%2f%2fevil.example", "///evil.example",
		"/help?x=//evil.example", "/\u2028/evil.example", "/\x00/evil.example", "data:text/html,x", "?//evil.example", "#//evil.example"} {
		for _, path := range []string{"/language?to=lv&back=", "/scheme?to=auto&back="} {
			got := v.Get(t, path+url.QueryEscape(back))
			to, err := url.Parse(base)
			if err == nil {
				to, err = to.Parse(got.To())
			}
			if got.Status != http.StatusSeeOther || err != nil || to.Scheme+"://"+to.Host != base || strings.HasPrefix(to.EscapedPath(), "//") {
				t.Errorf("%s with back %q: %d to %q (%v)", path, back, got.Status, got.To(), err)
			}
		}
	}
}

func TestSecurityText(t *testing.T) {
	h := settled(t)
	got := h.Visitor(t).Get(t, "/.well-known/security.txt")
	fields := map[string]string{}
	for line := range strings.Lines(got.Body) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		fields[name] = value
	}
	if fields["Contact"] != "mailto:drosiba@example.org" || fields["Preferred-Languages"] != "lv, en" {
		t.Errorf("fields: %v", fields)
	}
	until, err := time.Parse(time.RFC3339, fields["Expires"])
	if err != nil || !until.After(webtest.Moment) || until.Sub(webtest.Moment) > 365*24*time.Hour {
		t.Errorf("it expires at %q (%v)", fields["Expires"], err)
	}
	if kind := got.Header.Get("Content-Type"); kind != "text/plain; charset=utf-8" {
		t.Errorf("it is %s", kind)
	}
	h.Set(t, map[setting.Name]string{setting.SecurityEmail: ""})
	if got := h.Visitor(t).Get(t, "/.well-known/security.txt").Body; !strings.Contains(got, "Contact: mailto:mentorings@example.org\n") {
		t.Errorf("without an address of its own: %q", got)
	}
}

func TestRobots(t *testing.T) {
	h := settled(t)
	if got := h.Visitor(t).Get(t, "/robots.txt").Body; !strings.Contains(got, "Disallow: /admin\n") || strings.Contains(got, "Disallow: /\n") {
		t.Errorf("robots.txt: %q", got)
	}
	h.Kit.Demo = true
	if got := h.Visitor(t).Get(t, "/robots.txt").Body; got != "User-agent: *\nDisallow: /\n" {
		t.Errorf("in the demonstration: %q", got)
	}
}

func TestFavicon(t *testing.T) {
	v := open(t).Visitor(t)
	got := v.Get(t, v.Get(t, "/favicon.ico").To())
	if got.Status != http.StatusOK || got.Header.Get("Content-Type") != "image/x-icon" {
		t.Errorf("%d, %s", got.Status, got.Header.Get("Content-Type"))
	}
}

func TestNoDatabaseNoSettings(t *testing.T) {
	h := settled(t)
	v := h.Visitor(t)
	h.Clock.At = h.Clock.At.Add(time.Hour)
	h.Kit.Ready = h.DB.Ping
	if _, err := h.DB.Pool().ExecContext(t.Context(), `drop table setting`); err != nil {
		t.Fatal(err)
	}
	if got := v.Get(t, "/about"); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "setting") {
		t.Errorf("%d", got.Status)
	}
	if got := v.Get(t, "/guidelines"); got.Status != http.StatusOK {
		t.Errorf("a page that needs no settings answers %d", got.Status)
	}
}
