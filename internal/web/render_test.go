package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
)

type samplePage struct {
	Page
	Word  string
	Table Table
}

func catalogue(t testing.TB) *i18n.Catalogue {
	t.Helper()
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

func files(pairs ...string) fs.FS {
	out := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return out
}

func renderer(t testing.TB, pages ...string) *Renderer {
	t.Helper()
	r, err := NewRenderer(catalogue(t), map[string]fs.FS{"test": files(pages...)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRender(t *testing.T) {
	r := renderer(t, "hello.html", `<h1>{{.Word}}</h1><p>{{T "ui.skip"}}</p>{{.T "ui.name"}}`)
	for lang, skip := range map[i18n.Lang]string{i18n.LV: "Pāriet uz saturu", i18n.EN: "Skip to content"} {
		w := httptest.NewRecorder()
		page := &samplePage{Page: Page{Translator: translator(t, lang), Title: "T", Path: "/a?b=c&d=e"}, Word: "<Anna & Jānis>"}
		if err := r.Render(w, http.StatusTeapot, "test/hello", page); err != nil {
			t.Fatal(err)
		}
		if w.Code != http.StatusTeapot || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("status %d, type %q", w.Code, w.Header().Get("Content-Type"))
		}
		for _, want := range []string{`<html lang="` + string(lang) + `"`, "<p>" + skip + "</p>", "<h1>&lt;Anna &amp; Jānis&gt;</h1>",
			`&amp;back=%2fa%3fb%3dc%26d%3de"`, "<title>T – Domubiedrs</title>"} {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: no %q in %s", lang, want, w.Body)
			}
		}
	}
}

func TestRenderFailureWritesNothing(t *testing.T) {
	r := renderer(t, "bad.html", `<p>begun</p>{{.Nothing}}`)
	page := &samplePage{Page: Page{Translator: translator(t, i18n.LV)}}
	for _, name := range []string{"test/bad", "test/none", "table", "layout"} {
		w := httptest.NewRecorder()
		err := r.Render(w, http.StatusOK, name, page)
		if err == nil || !strings.Contains(err.Error(), "render "+name) {
			t.Errorf("%s: error %v does not name the page", name, err)
		}
		if w.Body.Len() > 0 || len(w.Header()) > 0 {
			t.Errorf("%s: something was written: %v %s", name, w.Header(), w.Body)
		}
	}
}

func TestNewRendererRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		source, want string
	}{
		"broken syntax":    {`{{if}}`, "test/x"},
		"unknown function": {`{{nonesuch}}`, "nonesuch"},
	} {
		_, err := NewRenderer(catalogue(t), map[string]fs.FS{"test": files("x.html", c.source)})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

func TestNewRendererRefusesTwoOfAName(t *testing.T) {
	sections := map[string]fs.FS{"test": files("x.html", `{{define "test/y"}}{{end}}`, "y.html", "")}
	if _, err := NewRenderer(catalogue(t), sections); err == nil || !strings.Contains(err.Error(), "test/y") {
		t.Errorf("error %v, want one that names the template", err)
	}
}

func TestPages(t *testing.T) {
	sections := map[string]fs.FS{"b": files("one.html", "", "deep/two.html", "", "note.txt", ""), "a": files("z.html", "")}
	r, err := NewRenderer(catalogue(t), sections)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a/z", "b/deep/two", "b/one"}, r.Pages()); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownIcon(t *testing.T) {
	r := renderer(t, "x.html", `{{icon "nonesuch"}}`)
	err := r.Write(io.Discard, "test/x", &samplePage{Page: Page{Translator: translator(t, i18n.LV)}})
	if err == nil || !strings.Contains(err.Error(), "nonesuch") {
		t.Errorf("error %v, want one that names the icon", err)
	}
}

// What is put in at parsing reads as if it were put in later.
func TestConstantsAreSettled(t *testing.T) {
	r := renderer(t, "x.html", `<a title="{{T "ui.skip"}}" href="{{asset "app.css"}}">{{T "ui.skip"}}{{icon "search"}}</a>{{T "no.such"}}`,
		"y.html", `<a title="{{T ("ui.skip")}}" href="{{asset ("app.css")}}">{{T ("ui.skip")}}{{icon ("search")}}</a>{{T ("no.such")}}`)
	for _, lang := range i18n.Langs() {
		var settled, late strings.Builder
		page := &samplePage{Page: Page{Translator: translator(t, lang)}}
		if err := errors.Join(r.Write(&settled, "test/x", page), r.Write(&late, "test/y", page)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(late.String(), settled.String()); diff != "" || !strings.Contains(settled.String(), page.T("ui.skip")) {
			t.Errorf("%s: %s", lang, diff)
		}
	}
}

// Two languages at once must never mix: the sets are shared by all requests.
func TestRenderInParallel(t *testing.T) {
	r := renderer(t, "x.html", `{{T "ui.skip"}}|{{.T "ui.skip"}}`)
	var wait sync.WaitGroup
	for i := range 64 {
		lang := i18n.Langs()[i%2]
		page := &samplePage{Page: Page{Translator: translator(t, lang)}}
		wait.Go(func() {
			var buf bytes.Buffer
			if err := r.Write(&buf, "test/x", page); err != nil {
				t.Error(err)
				return
			}
			want := page.T("ui.skip") + "|" + page.T("ui.skip")
			if !strings.Contains(buf.String(), want) {
				t.Errorf("%s: no %q", lang, want)
			}
		})
	}
	wait.Wait()
}

func BenchmarkRenderTable(b *testing.B) {
	r := renderer(b, "list.html", `{{template "page-head" .}}{{template "table" .Table}}`)
	page := &samplePage{Page: Page{Translator: translator(b, i18n.LV), Title: "Cilvēki"}}
	page.Table = Table{Caption: "Cilvēki", Columns: []Column{{Title: "Vārds"}, {Title: "Iestāde"}, {Title: "Stāvoklis"}, {Title: "Sesijas", Numeric: true}}}
	status := page.Status(Begun)
	for i := range 100 {
		page.Table.Rows = append(page.Table.Rows, Row{Cells: []Cell{
			{Text: fmt.Sprintf("Persona %d", i), Href: fmt.Sprintf("/people/%d", i)}, {Text: "Parauga iestāde"}, {Status: &status}, {Text: "12"}}})
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := r.Write(io.Discard, "test/list", page); err != nil {
			b.Fatal(err)
		}
	}
}
