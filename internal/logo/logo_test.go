package logo_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/logo"
)

const drawing = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 30 20">
<style>.a{fill:url(#g)}</style><defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><path class="a" d="M0 0h30v20z"/><use x:href="#g"/></svg>`

func picture(t testing.TB, width, height int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// folder lays files into a folder of the test.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const list = `[{"file": "es.svg", "lv": "Eiropas Savienības karogs", "en": "Flag of the European Union"}, {"file": "fonds.png", "lv": "Fonds", "en": "Fund"}]`

func TestMarks(t *testing.T) {
	s, err := logo.Load(folder(t, map[string]string{logo.List: list, "es.svg": drawing, "fonds.png": picture(t, 200, 100), "other.png": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	got := s.In(i18n.LV)
	for i := range got {
		path, tag, _ := strings.Cut(got[i].Src, "?")
		answer := ask(s, got[i].Src)
		if answer.Code != http.StatusOK || answer.Header().Get("ETag") != `"`+tag+`"` || len(tag) != 16 {
			t.Errorf("%s: %d %v", got[i].Src, answer.Code, answer.Header())
		}
		got[i].Src = path + " " + answer.Header().Get("Content-Type")
	}
	want := []logo.Logo{{Src: "/logos/es.svg image/svg+xml", Alt: "Eiropas Savienības karogs", Width: 96, Height: 64},
		{Src: "/logos/fonds.png image/png", Alt: "Fonds", Width: 128, Height: 64}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s.In(i18n.EN)[0].Alt != "Flag of the European Union" {
		t.Error("the English page says it in Latvian")
	}
	for _, path := range []string{"/logos/other.png", "/logos/", "/logos/logos.json", "/logos/../logos.json"} {
		if answer := ask(s, path); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, answer.Code)
		}
	}
}

func ask(s *logo.Set, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestNoFolder(t *testing.T) {
	s, err := logo.Load(filepath.Join(t.TempDir(), "none"))
	if err != nil || len(s.In(i18n.LV)) != 0 || ask(s, "/logos/es.svg").Code != http.StatusNotFound {
		t.Errorf("%v, %v", s, err)
	}
}

// TestWhatIsNoMark is refused, and the message names the file.
func TestWhatIsNoMark(t *testing.T) {
	svg := func(inside string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 30 20">` + inside + `</svg>`
	}
	one := `[{"file": "es.svg", "lv": "Karogs", "en": "Flag"}]`
	for name, c := range map[string]struct{ list, content, says string }{
		"no list":        {`{}`, drawing, "logos.json"},
		"strange words":  {`[{"file": "es.svg", "lv": "K", "en": "F", "href": "x"}]`, drawing, "logos.json"},
		"no words":       {`[{"file": "es.svg", "lv": "Karogs", "en": " "}]`, drawing, "what the mark is"},
		"another folder": {`[{"file": "../es.svg", "lv": "K", "en": "F"}]`, drawing, "small letters"},
		"not there":      {`[{"file": "ne.svg", "lv": "K", "en": "F"}]`, drawing, "ne.svg"},
		"too many":       {"[" + strings.Repeat(one[1:len(one)-1]+",", 8) + one[1:], drawing, "room for 8"},
		"too large":      {one, svg(strings.Repeat(" ", logo.MaxBytes)), "512 KiB"},
		"script":         {one, svg(`<script>1</script>`), "element script"},
		"HTML":           {one, svg(`<foreignObject/>`), "element foreignObject"},
		"a picture":      {one, svg(`<image href="x"/>`), "element image"},
		"an event":       {one, svg(`<path onload="x"/>`), "attribute onload"},
		"elsewhere":      {one, svg(`<use x:href="https://example.org/a.svg#b"/>`), "refers to"},
		"a style's file": {one, svg(`<style>@import "https://example.org"</style>`), "brings in"},
		"a fill's file":  {one, svg(`<path fill="url(https://example.org/a#b)"/>`), "brings in"},
		"second url":     {one, svg(`<path style="fill:url(#a);mask:url('//example.org/b')"/>`), "brings in"},
		"entities":       {one, `<!DOCTYPE svg [<!ENTITY a "b">]>` + drawing[21:], "entities"},
		"a style sheet":  {one, `<?xml-stylesheet href="a.css"?>` + drawing[21:], "xml-stylesheet"},
		"broken off":     {one, drawing[:60], "SVG"},
		"HTML instead":   {one, `<html><svg viewBox="0 0 1 1"/></html>`, "element html"},
		"empty":          {one, ``, "no SVG"},
		"no size":        {one, `<svg xmlns="http://www.w3.org/2000/svg"/>`, "no size"},
		"a thread":       {one, strings.Replace(drawing, "30 20", "900 20", 1), "times the other"},
		"no PNG":         {`[{"file": "es.png", "lv": "K", "en": "F"}]`, drawing, "PNG"},
		"half a PNG":     {`[{"file": "es.png", "lv": "K", "en": "F"}]`, picture(t, 300, 200)[:60], "PNG"},
		"a vast PNG":     {`[{"file": "es.png", "lv": "K", "en": "F"}]`, picture(t, 5000, 300), "larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := logo.Load(folder(t, map[string]string{logo.List: c.list, "es.svg": c.content, "es.png": c.content}))
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v does not say %q", err, c.says)
			}
		})
	}
}
