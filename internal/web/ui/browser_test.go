package ui_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/ui"
	"domubiedrs/internal/web/webtest"
)

// policy is as strict as the product's: whatever it blocks, the browser logs.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// galleryServer serves every sample of the gallery at /name/number?scheme=.
func galleryServer(t *testing.T) string {
	t.Helper()
	if err := ui.Check(); err != nil {
		t.Fatal(err)
	}
	cat, r := webtest.Renderer(t, map[string]fs.FS{"gallery": galleryFS})
	mux := http.NewServeMux()
	mux.Handle(ui.Prefix, ui.Static())
	for name, fills := range gallery {
		for i, fill := range fills {
			mux.HandleFunc(fmt.Sprintf("GET /%s/%d", name, i), func(w http.ResponseWriter, req *http.Request) {
				lang, _ := i18n.ParseLang(req.URL.Query().Get("lang"))
				p := webtest.Page(cat, lang)
				p.Scheme = web.ParseScheme(req.URL.Query().Get("scheme"))
				w.Header().Set("Content-Security-Policy", policy)
				if err := r.Render(w, http.StatusOK, name, fill(p)); err != nil {
					t.Error(err)
				}
			})
		}
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestGalleryInBrowser(t *testing.T) {
	url, tab := galleryServer(t), webtest.Browser(t)
	for name, fills := range gallery {
		for i := range fills {
			for _, width := range []int64{320, 360, 768, 1280} {
				look(t, tab, url, fmt.Sprintf("%s/%d", name, i), "light", width)
			}
			for _, width := range []int64{360, 1280} { // only colours differ
				look(t, tab, url, fmt.Sprintf("%s/%d", name, i), "dark", width)
			}
		}
	}
}

func look(t *testing.T, tab *webtest.Tab, url, name, scheme string, width int64) {
	t.Run(fmt.Sprintf("%s/%s/%d", name, scheme, width), func(t *testing.T) {
		tab.Size(t, width, 800)
		tab.Open(t, url+"/"+name+"?scheme="+scheme)
		for _, out := range tab.Overflow(t) {
			t.Errorf("sideways: %s", out)
		}
		if width == 360 || width == 1280 { // the narrow and the wide layout
			for _, violation := range tab.Axe(t) {
				t.Error(violation)
			}
		}
		if width != 320 {
			tab.Picture(t, strings.ReplaceAll(name, "/", "-")+fmt.Sprintf("-%s-%d", scheme, width))
		}
		for _, complaint := range tab.Complaints() {
			t.Errorf("the browser complains: %s", complaint)
		}
	})
}

// budget is what a first visit may cost, in bytes on the wire, with fonts.
const budget = 100_000

func TestPageWeight(t *testing.T) {
	cat, r := webtest.Renderer(t, map[string]fs.FS{"gallery": galleryFS})
	var page bytes.Buffer
	if err := r.Write(&page, "gallery/form", formRefused(webtest.Page(cat, i18n.LV))); err != nil {
		t.Fatal(err)
	}
	sent := page.Len()
	for _, name := range []string{"app.css", "app.js", "icons.svg", "inter-base.woff2", "inter-lv.woff2"} {
		req := httptest.NewRequest(http.MethodGet, ui.Asset(name), nil)
		req.Header.Set("Accept-Encoding", "gzip, br")
		w := httptest.NewRecorder()
		ui.Static().ServeHTTP(w, req)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: status %d", name, w.Code)
		}
		sent += w.Body.Len()
	}
	if sent > budget {
		t.Errorf("a first visit costs %d bytes, want at most %d", sent, budget)
	}
}
