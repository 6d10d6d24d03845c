package web

import (
	"net/http"
	"strings"
	"unicode"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

// Request is a request with who asks and in which language.
type Request struct {
	*http.Request
	Actor  access.Actor
	Person account.Person // zero when nobody is signed in
	Tr     *i18n.Translator
	Scheme Scheme

	kit *Kit
}

// Names of what the browser session holds.
const (
	keySignIn  = "sign-in"
	keyAttempt = "attempt"
	keyBack    = "back"
	keyFlash   = "flash"
)

// Cookies that hold a choice, and a mark that tells nothing about a person.
const (
	langCookie   = "lang"
	schemeCookie = "scheme"
	knownCookie  = "known"
)

// request finds out who asks. On an error the request still has a language, so
// that the error page has one.
func (k *Kit) request(req *http.Request) (*Request, error) {
	r := k.outside(req)
	actor, person, err := k.Accounts.Actor(req.Context(), k.Sessions.GetString(req.Context(), keySignIn))
	if err != nil {
		return r, err
	}
	r.Actor, r.Person = actor, person
	if _, err := r.kept(langCookie); err != nil && actor.SignedIn() {
		r.Tr = k.translator(person.Language)
	}
	return r, nil
}

func (r *Request) cookieLang() i18n.Lang {
	if c, err := r.kept(langCookie); err == nil {
		if lang, ok := i18n.ParseLang(c.Value); ok {
			return lang
		}
	}
	return i18n.Negotiate(r.Header.Get("Accept-Language"), r.kit.Site().DefaultLang)
}

func (r *Request) cookieScheme() Scheme {
	if c, err := r.kept(schemeCookie); err == nil {
		return ParseScheme(c.Value)
	}
	return Auto
}

// Lang is the language of the answer.
func (r *Request) Lang() i18n.Lang { return r.Tr.Lang() }

// T translates.
func (r *Request) T(key string, args ...any) string { return r.Tr.T(key, args...) }

// Page starts a page of a section with its title's key.
func (r *Request) Page(section, title string, args ...any) Page {
	owner := r.kit.Owner(r.Context(), r.Lang())
	return Page{
		Translator: r.Tr, Title: r.T(title, args...), Path: r.URL.RequestURI(), Section: section,
		NoIndex: r.Actor.SignedIn(), Nav: r.nav(section), Viewer: r.viewer(), Flash: r.popFlash(),
		Demo: r.kit.Demo, Owner: owner.Name, Funding: owner.Funding, HelpHref: owner.HelpHref, Scheme: r.Scheme,
	}
}

func (r *Request) viewer() *Viewer {
	if !r.Actor.SignedIn() {
		return nil
	}
	v := &Viewer{Name: r.Person.Name(), Initials: r.Person.Initials(), Email: r.Person.Email}
	for _, role := range access.Roles {
		if r.Actor.Has(role) {
			v.Roles = append(v.Roles, r.T("account.role."+string(role)))
		}
	}
	return v
}

// Render writes a page with status 200.
func (r *Request) Render(w http.ResponseWriter, name string, v View) error {
	return r.RenderStatus(w, http.StatusOK, name, v)
}

// RenderStatus writes a page.
func (r *Request) RenderStatus(w http.ResponseWriter, status int, name string, v View) error {
	return r.kit.Renderer.Render(w, status, name, v)
}

// Form parses what was posted; a body that is too large or malformed is the
// sender's fault.
func (r *Request) Posted() error {
	err := r.ParseForm()
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case asTooLarge(err, &large):
		return fault.New(fault.TooLarge, "fault.too-large", "limit", large.Limit>>20).Because(err)
	}
	return fault.New(fault.Invalid, "fault.malformed").Because(err)
}

// Fill takes a posted form into f. Fields that the form does not have are left
// out and told to the log, without their names, which come from outside
// (SEC-05).
func (r *Request) Fill(f *Form) error {
	if err := r.Posted(); err != nil {
		return err
	}
	if n := f.strange(r.PostForm); n > 0 {
		r.kit.Log.Warn("fields that the form does not have", "pattern", r.Pattern, "count", n, "actor", r.Actor.Person)
	}
	f.Fill(r.PostForm)
	return nil
}

// Refuse shows a form again with what is wrong in it: 422, or 409 when
// somebody else was first. An error that is not about the input goes on.
func (r *Request) Refuse(w http.ResponseWriter, err error, page *Page, f *Form, name string, v View) error {
	status := http.StatusUnprocessableEntity
	switch fault.KindOf(err) {
	case fault.Conflict:
		status = http.StatusConflict
	case fault.TooMany:
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", "60")
	}
	if err := page.Fault(f, err); err != nil {
		return err
	}
	return r.RenderStatus(w, status, name, v)
}

// Redirect sends the browser on with 303, so that a reload posts nothing again.
func (r *Request) Redirect(w http.ResponseWriter, to string) error {
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// Done leaves a message for the next page and goes there.
func (r *Request) Done(w http.ResponseWriter, to, key string, args ...any) error {
	r.kit.Sessions.Put(r.Context(), keyFlash, string(Done)+"\n"+r.T(key, args...))
	return r.Redirect(w, to)
}

func (r *Request) popFlash() *Flash {
	kind, text, ok := strings.Cut(r.kit.Sessions.PopString(r.Context(), keyFlash), "\n")
	if !ok {
		return nil
	}
	return &Flash{Kind: FlashKind(kind), Text: text}
}

// Back returns a path of this service, or fallback: never another site
// (SEC-17).
func Back(path, fallback string) string {
	bad := func(c rune) bool { return c == '\\' || unicode.IsControl(c) || unicode.IsSpace(c) }
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsFunc(path, bad) {
		return fallback
	}
	return path
}
