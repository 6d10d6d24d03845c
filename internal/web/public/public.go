// Package public is the section that everybody sees, signed in or not: what the
// programme is, the guidelines, the notices that the law asks for, and help.
//
// The texts are Markdown and JSON in the folder content, one file a language,
// read once when the pages are mounted. Markdown becomes HTML in one place
// (markdown.go). What only the settings know, such as the owner's name, stands
// in the texts as {{owner}} and is put in, escaped, at every request (fill.go).
// The choice of language and colours is a cookie. Only the pages of information
// seminars write to the database (seminar.go): people take places, give them
// back, and check in.
package public

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html"
	"io/fs"
	"net/http"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/seminar"
	"domubiedrs/internal/setting"
	"domubiedrs/internal/web"
)

//go:embed *.html
var templates embed.FS

// Templates are the section's pages, for the renderer.
func Templates() fs.FS { return templates }

// Pages are the section's handlers.
type Pages struct {
	Kit          *web.Kit
	Settings     *setting.Service
	Intakes      *intake.Service
	Catalogue    *catalogue.Service
	Seminars     *seminar.Service
	Applications *application.Service
	Institutions *institution.Service
	Now          func() time.Time

	library *library
}

// Mount registers the routes. The content is part of the program: if it cannot
// be read, Mount panics with the file's name.
func (p *Pages) Mount() {
	var err error
	if p.library, err = load(); err != nil {
		panic("public: " + err.Error())
	}
	get := func(path string, h web.Handler, more ...func(http.Handler) http.Handler) {
		p.Kit.Handle("GET "+path, web.Open, h, more...)
	}
	get("/{$}", p.home)
	get("/about", p.page("about"))
	get("/models", p.models)
	get("/themes", p.themes)
	get("/privacy", p.page("privacy"))
	get("/cookies", p.page("cookies"))
	get("/easy", p.page("easy"))
	get("/accessibility", p.accessibility)
	get("/accessibility.json", p.accessibilityData)
	get("/guidelines", p.guidelines, p.limitSearch)
	get("/guidelines/print", p.guidelinesPrint)
	get("/guidelines/{slug}", p.guideline)
	get("/help", p.help)
	p.mountSeminars()
	get("/language", p.language)
	get("/scheme", p.scheme)
	get("/robots.txt", p.robots)
	get("/.well-known/security.txt", p.security)
	get("/favicon.ico", p.favicon)
}

func (p *Pages) values(r *web.Request) (values, error) {
	s, err := p.Settings.All(r.Context())
	if err != nil {
		return nil, err
	}
	return valuesOf(s, r.Tr, p.Kit.URL.String()), nil
}

// show renders a page. Somebody who is not signed in may keep it, but asks each
// time whether it still stands: it shows settings.
func (p *Pages) show(w http.ResponseWriter, r *web.Request, name string, v web.View) error {
	if r.Actor.SignedIn() {
		return r.Render(w, name, v)
	}
	var buf bytes.Buffer
	if err := p.Kit.Renderer.Write(&buf, name, v); err != nil {
		return err
	}
	w.Header().Set("Vary", "Accept-Language, Cookie")
	return p.answer(w, r, "text/html; charset=utf-8", buf.Bytes())
}

// answer writes bytes with a tag of their content, or 304 to who has them.
func (p *Pages) answer(w http.ResponseWriter, r *web.Request, kind string, content []byte) error {
	sum := sha256.Sum256(content)
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	if !r.Actor.SignedIn() {
		h.Set("Cache-Control", "no-cache")
	}
	http.ServeContent(w, r.Request, "", time.Time{}, bytes.NewReader(content))
	return nil
}

func escape(text string) string { return html.EscapeString(text) }
