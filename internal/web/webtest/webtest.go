// Package webtest checks pages in tests: that every template of a section is
// rendered with a sample in both languages, and that what comes out, and the
// template's own source, keep the rules of the house.
//
// A section's test says which pages it has and how to fill them:
//
//	func TestEveryTemplate(t *testing.T) {
//		webtest.Every(t, "admin", pages, webtest.Samples{
//			"admin/people": {
//				func(p web.Page) web.View { return &peoplePage{Page: p} },
//				func(p web.Page) web.View { return &peoplePage{Page: p, People: some} },
//			},
//		})
//	}
//
// Document and Source can be used alone, on pages that a handler answered.
package webtest

import (
	"bytes"
	"fmt"
	"io/fs"
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web"
)

// Samples has for every page, by its name, functions that fill it. Each is
// called once a language, with a Page of that language: empty and filled,
// refused and done are samples of their own.
type Samples map[string][]func(web.Page) web.View

// Every renders every page of a section with its samples in every language and
// reports each broken rule, and each page without a sample.
func Every(t *testing.T, section string, templates fs.FS, samples Samples) {
	t.Helper()
	cat, r := Renderer(t, map[string]fs.FS{section: templates})
	for _, problem := range Sources(templates) {
		t.Error(problem)
	}
	known := map[string]bool{}
	for _, name := range r.Pages() {
		known[name] = true
		if len(samples[name]) == 0 {
			t.Errorf("%s: page without a sample", name)
		}
		for i, fill := range samples[name] {
			everyLanguage(t, cat, r, name, i, fill)
		}
	}
	for name := range samples {
		if !known[name] {
			t.Errorf("%s: sample without a page", name)
		}
	}
}

func everyLanguage(t *testing.T, cat *i18n.Catalogue, r *web.Renderer, name string, i int, fill func(web.Page) web.View) {
	for _, lang := range i18n.Langs() {
		t.Run(fmt.Sprintf("%s/%d/%s", name, i, lang), func(t *testing.T) {
			var buf bytes.Buffer
			if err := r.Write(&buf, name, fill(Page(cat, lang))); err != nil {
				t.Fatal(err)
			}
			for _, problem := range Document(buf.String()) {
				t.Error(problem)
			}
		})
	}
}

// Renderer loads the catalogues and parses the sections.
func Renderer(t testing.TB, sections map[string]fs.FS) (*i18n.Catalogue, *web.Renderer) {
	t.Helper()
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, err := web.NewRenderer(cat, sections)
	if err != nil {
		t.Fatal(err)
	}
	return cat, r
}

// Page is a page of that language with what the middleware would have set.
func Page(cat *i18n.Catalogue, lang i18n.Lang) web.Page {
	return web.Page{
		Translator: cat.For(lang),
		Title:      "Parauga lapa",
		Path:       "/sample?page=2",
		Section:    "workspace",
		HelpHref:   "/help",
		Owner:      "Parauga iestāde",
		Nav:        []web.NavItem{{Text: "Sākums", Href: "/home", Current: true}},
		Viewer:     &web.Viewer{Name: "Ieva Paraudziņa", Initials: "IP", Email: "ieva@example.org"},
	}
}
