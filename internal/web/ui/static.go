package ui

import (
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where Static is mounted.
const Prefix = "/static/"

// Asset returns the address of a built file by its logical name ("app.css"). A
// name that the build does not have comes back as an address that answers 404.
func Asset(name string) string {
	m, _ := loaded() // Check has reported it
	if file, ok := m.Files[name]; ok {
		return Prefix + file
	}
	return Prefix + "missing/" + name
}

// Icons lists the names in icons.svg.
func Icons() []string {
	m, _ := loaded() // Check has reported it
	return slices.Clone(m.Icons)
}

// types are the files that the build makes; nothing else is served.
var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".ico":         "image/x-icon",
	".woff2":       "font/woff2",
	".webmanifest": "application/manifest+json",
}

// built is one file as it goes out: plain, and compressed where that is smaller.
type built struct {
	kind         string
	plain        []byte
	gzip, brotli []byte
}

// Static serves the built files, below Prefix or with Prefix stripped. Their
// names change with their content, so they may be kept for ever; unknown names
// answer 404, as everything does without a build, which Check has reported.
func Static() http.Handler {
	files, _ := all()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := files[strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/static"), "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		file.serve(w, r)
	})
}

func (f built) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	body := f.plain
	if f.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		switch accepted := r.Header.Get("Accept-Encoding"); {
		case accepts(accepted, "br"):
			h.Set("Content-Encoding", "br")
			body = f.brotli
		case accepts(accepted, "gzip"):
			h.Set("Content-Encoding", "gzip")
			body = f.gzip
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		// A write fails only when the browser has gone.
		_, _ = w.Write(body)
	}
}

// accepts reads an Accept-Encoding header (RFC 9110, section 12.5.3): whether
// coding is named in it and not refused by q=0.
func accepts(header, coding string) bool {
	for entry := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(entry, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		_, q, found := strings.Cut(weight, "=")
		if !found {
			return true
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return err == nil && n > 0
	}
	return false
}

// all reads every built file once; the map is never written again.
var all = sync.OnceValues(func() (map[string]built, error) {
	m, err := loaded()
	if err != nil {
		return nil, err
	}
	files := make(map[string]built, len(m.Files))
	for _, name := range m.Files {
		file, err := read(name)
		if err != nil {
			return nil, err
		}
		files[name] = file
	}
	return files, nil
})

func read(name string) (built, error) {
	kind, ok := types[path.Ext(name)]
	if !ok {
		return built{}, fmt.Errorf("static file %s is of a kind that is not served", name)
	}
	f := built{kind: kind}
	var err error
	if f.plain, err = fs.ReadFile(files(), name); err != nil {
		return built{}, fmt.Errorf("read static file (run “make assets” again): %w", err)
	}
	if _, err := fs.Stat(files(), name+".br"); err != nil {
		return f, nil // pictures and fonts are compressed already
	}
	if f.brotli, err = fs.ReadFile(files(), name+".br"); err != nil {
		return built{}, fmt.Errorf("read static file: %w", err)
	}
	if f.gzip, err = fs.ReadFile(files(), name+".gz"); err != nil {
		return built{}, fmt.Errorf("read static file: %w", err)
	}
	return f, nil
}
