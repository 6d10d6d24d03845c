package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func get(t *testing.T, method, url, accept string) *http.Response {
	t.Helper()
	req := httptest.NewRequest(method, url, nil)
	req.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	Static().ServeHTTP(w, req)
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestBuild(t *testing.T) {
	if err := Check(); err != nil {
		t.Fatal(err)
	}
	m, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"app.css", "app.js", "icons.svg", "favicon.svg", "favicon.ico", "site.webmanifest", "inter-lv.woff2"} {
		if !regexp.MustCompile(`-[0-9a-f]{10}\.\w+$`).MatchString(m.Files[name]) {
			t.Errorf("%s is built as %q, without a hash", name, m.Files[name])
		}
	}
	for _, name := range []string{"check", "state-todo"} {
		if !slices.Contains(Icons(), name) {
			t.Errorf("no icon %q", name)
		}
	}
}

func TestStaticHeaders(t *testing.T) {
	for name, kind := range map[string]string{"app.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8",
		"inter-base.woff2": "font/woff2", "favicon.svg": "image/svg+xml", "site.webmanifest": "application/manifest+json"} {
		r := get(t, http.MethodGet, Asset(name), "")
		for header, want := range map[string]string{"Content-Type": kind, "X-Content-Type-Options": "nosniff",
			"Cache-Control": "public, max-age=31536000, immutable", "Content-Encoding": ""} {
			if got := r.Header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
	}
}

func TestStaticCompression(t *testing.T) {
	plain := body(t, get(t, http.MethodGet, Asset("app.css"), ""))
	for accept, want := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip;q=0.5": "gzip",
		"identity": "", "GZIP": "gzip", "br;q=0": "", "br;q=x": ""} {
		r := get(t, http.MethodGet, Asset("app.css"), accept)
		if got := r.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%q is answered with %q, want %q", accept, got, want)
		}
		if r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: a cache would mix the encodings", accept)
		}
	}
	zipped, err := gzip.NewReader(get(t, http.MethodGet, Asset("app.css"), "gzip").Body)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zipped)
	if err != nil || !bytes.Equal(text, plain) {
		t.Errorf("unzipped it is another file (%v)", err)
	}
	if r := get(t, http.MethodGet, Asset("inter-base.woff2"), "br"); r.Header.Get("Content-Encoding") != "" {
		t.Error("a font is compressed twice")
	}
}

func TestStaticRefuses(t *testing.T) {
	for _, url := range []string{Prefix, Prefix + "manifest.json", Prefix + "app.css", Prefix + ".gitkeep", Prefix + "../ui.go",
		Asset("nonesuch.css"), Asset("app.css") + ".br", Asset("app.css") + "/"} {
		if r := get(t, http.MethodGet, url, ""); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", url, r.StatusCode)
		}
	}
	r := get(t, http.MethodPost, Asset("app.css"), "")
	if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: status %d, Allow %q", r.StatusCode, r.Header.Get("Allow"))
	}
}

func TestStaticHead(t *testing.T) {
	head, whole := get(t, http.MethodHead, Asset("app.js"), "br"), get(t, http.MethodGet, Asset("app.js"), "br")
	if len(body(t, head)) != 0 || head.Header.Get("Content-Length") != whole.Header.Get("Content-Length") {
		t.Error("HEAD differs from GET in more than the body")
	}
}

func TestStaticStripped(t *testing.T) {
	if r := get(t, http.MethodGet, strings.TrimPrefix(Asset("app.css"), "/static"), ""); r.StatusCode != http.StatusOK {
		t.Errorf("mounted with its prefix stripped: status %d", r.StatusCode)
	}
}

// Whoever chose dark and whoever's device chose it must see the same.
func TestDarkStandsTwiceAlike(t *testing.T) {
	css := string(body(t, get(t, http.MethodGet, Asset("app.css"), "")))
	dark := regexp.MustCompile(`\[data-color-scheme="?(dark|auto)"?\]\{color-scheme:dark;(--bg[^}]*)\}`).FindAllStringSubmatch(css, -1)
	if len(dark) != 2 || dark[0][1] == dark[1][1] {
		t.Fatalf("%d dark blocks of our own, want one chosen and one automatic", len(dark))
	}
	if dark[0][2] != dark[1][2] {
		t.Errorf("they differ:\n%s\n%s", dark[0][2], dark[1][2])
	}
}

func TestStyleSheetStandsAlone(t *testing.T) {
	css := string(body(t, get(t, http.MethodGet, Asset("app.css"), "")))
	for _, m := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1) {
		file := strings.Trim(m[1], `"'`)
		if strings.HasPrefix(file, "data:") {
			continue // the policy refuses it where it is used; TestGalleryInBrowser would tell
		}
		if _, err := fs.Stat(files(), file); err != nil {
			t.Errorf("the style sheet asks for %q: %v", file, err)
		}
	}
}
