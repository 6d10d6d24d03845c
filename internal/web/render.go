package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web/ui"
)

// Renderer writes pages. There is one set of templates a language: every part,
// the layout, and every page under its name, parsed once. A page is executed
// first, alone; the layout then puts its frame around the finished content. So
// no set is copied for a page, and the parts know their language without being
// handed it.
//
// In templates, besides the methods of the page: T and N (the translator, for
// parts and inside range), asset, icon, shape (of a State), safeID and rows (of
// a Table, see table.go). What these give for a word that stands in the
// template is written into it when it is parsed (settle).
type Renderer struct {
	sets  map[i18n.Lang]*template.Template
	pages []string
}

// layoutName is the part that frames every page. Parts are named alone ("table"),
// pages with their section ("admin/people"), so the two never meet in one set.
const layoutName = "layout"

// NewRenderer parses the parts of package ui and the pages of every section.
// The key of sections is the section's name, the value a file system with its
// *.html at the root (or in folders, which become part of the page's name). An
// error names the file.
func NewRenderer(cat *i18n.Catalogue, sections map[string]fs.FS) (*Renderer, error) {
	r := &Renderer{sets: map[i18n.Lang]*template.Template{}}
	for _, lang := range []i18n.Lang{i18n.LV, i18n.EN} {
		tr := cat.For(lang)
		set := template.New("").Option("missingkey=error")
		set.Funcs(funcs(tr, set))
		if _, err := parse(set, tr, "", ui.Templates()); err != nil {
			return nil, fmt.Errorf("parse parts: %w", err)
		}
		pages, err := parseSections(set, tr, sections)
		if err != nil {
			return nil, err
		}
		r.sets[lang], r.pages = set, pages
	}
	return r, nil
}

func parseSections(set *template.Template, tr *i18n.Translator, sections map[string]fs.FS) ([]string, error) {
	var pages []string
	for _, section := range slices.Sorted(maps.Keys(sections)) {
		found, err := parse(set, tr, section, sections[section])
		if err != nil {
			return nil, fmt.Errorf("parse pages of %s: %w", section, err)
		}
		pages = append(pages, found...)
	}
	return pages, nil
}

// parse adds every *.html of fsys to set under folder/name and returns the names.
func parse(set *template.Template, tr *i18n.Translator, folder string, fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".html" {
			return err
		}
		name := path.Join(folder, strings.TrimSuffix(file, ".html"))
		if set.Lookup(name) != nil {
			return fmt.Errorf("two templates are named %q", name)
		}
		source, err := fs.ReadFile(fsys, file)
		if err != nil {
			return err
		}
		names = append(names, name)
		_, err = set.New(name).Parse(settle(tr, string(source)))
		return err
	})
	return names, err
}

var constant = regexp.MustCompile(`\{\{(T|icon|asset) "([^"]+)"\}\}`)

// settle puts in what stays the same in a language: half of the time of a plain
// page was asking for it again. What is not there is left to fail when it runs.
func settle(tr *i18n.Translator, source string) string {
	return constant.ReplaceAllStringFunc(source, func(action string) string {
		m := constant.FindStringSubmatch(action)
		switch svg, err := icon(m[2]); {
		case m[1] == "T" && tr.Has(m[2]):
			return template.HTMLEscapeString(tr.T(m[2]))
		case m[1] == "icon" && err == nil:
			return string(svg)
		case m[1] == "asset":
			return ui.Asset(m[2])
		}
		return action
	})
}

func funcs(tr *i18n.Translator, set *template.Template) template.FuncMap {
	return template.FuncMap{
		"T":      tr.T,
		"N":      tr.N,
		"asset":  ui.Asset,
		"icon":   icon,
		"shape":  shape,
		"safeID": SafeID,
		"rows":   func(t Table) (template.HTML, error) { return tableRows(set, t) },
	}
}

// Pages returns the names of all pages, sorted by section.
func (r *Renderer) Pages() []string { return slices.Clone(r.pages) }

// Render writes the page of that name. Nothing is written when it fails, so the
// caller can still answer with an error page.
func (r *Renderer) Render(w http.ResponseWriter, status int, name string, v View) error {
	return r.buffered(name, v, func(page *bytes.Buffer) error {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, err := page.WriteTo(w)
		return err
	})
}

// Write writes the page of that name to any writer.
func (r *Renderer) Write(w io.Writer, name string, v View) error {
	return r.buffered(name, v, func(page *bytes.Buffer) error {
		_, err := page.WriteTo(w)
		return err
	})
}

// buffered renders into a pooled buffer and hands it on when all went well.
func (r *Renderer) buffered(name string, v View, send func(*bytes.Buffer) error) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := r.write(buf, name, v); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	return send(buf)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (r *Renderer) write(buf *bytes.Buffer, name string, v View) error {
	p := v.page()
	set, ok := r.sets[p.Lang()]
	if !ok {
		return fmt.Errorf("no templates in language %q", p.Lang())
	}
	if !slices.Contains(r.pages, name) {
		return fmt.Errorf("no page of that name")
	}
	if err := set.ExecuteTemplate(buf, name, v); err != nil {
		return err
	}
	framed := *p
	framed.content = template.HTML(buf.String()) // escaped by its own execution
	buf.Reset()
	return set.ExecuteTemplate(buf, layoutName, &framed)
}
