// Package web is the kit that pages are made with: routing with permissions,
// one request type, forms and parts as data, rendering, errors as pages, and
// the protections that every answer has.
//
// The life of a request: recover → incident number, log line, metrics → headers
// → cross-origin check → body limit → browser session → actor → the route's
// permission → handler. A handler parses, calls one service verb
// and renders or redirects; an error it returns becomes a page here, in one
// place (fail.go). Sections (web/public, web/admin, …) mount their routes on
// the kit; nothing is routed that has no row of access's table.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/i18n"
)

// Handler answers one request; an error it returns becomes a page.
type Handler func(w http.ResponseWriter, r *Request) error

// Need is what an actor must be allowed for a route, at least to some object;
// the service asks again about the very object.
type Need struct {
	Thing access.Thing
	Verb  access.Verb
}

// Open is the need of pages for everybody.
var Open = Need{access.Page, access.Read}

// Route is a registered pattern of http.ServeMux with its need.
type Route struct {
	Pattern string
	Need    Need
}

// Owner is what the pages show of the programme owner's settings.
type Owner struct {
	Name     string
	Funding  Funding
	HelpHref string
}

// Site is how the owner wants every page, those of errors included.
type Site struct {
	DefaultLang i18n.Lang // for a browser that asks for none that we speak
	TimeColon   bool      // 10:00 rather than 10.00 in Latvian
}

// Kit holds what all pages share.
type Kit struct {
	Texts    *i18n.Catalogue
	Renderer *Renderer
	Accounts *account.Service
	Sessions *scs.SessionManager
	Log      *slog.Logger
	URL      *url.URL // the service's own address
	Demo     bool
	Proxies  []netip.Prefix // whose forwarding headers count
	Limits   Limits
	// Owner reads the settings in force for a page in a language.
	Owner func(ctx context.Context, lang i18n.Lang) Owner
	// Site gives the settings in force as last read; it asks no database.
	Site func() Site
	// Ready tells whether the database answers; it makes a failure a 503.
	Ready func(ctx context.Context) error
	// Observe counts an answer by its route's pattern.
	Observe func(pattern, method string, status int, took time.Duration)

	mux    *http.ServeMux
	routes []Route
}

// Limits bound what one sender can ask for: bytes of a body, and how often in
// a minute one network address may ask for a code, try one, or search. There
// is no limit on ordinary pages, since a whole ministry may share an address.
type Limits struct {
	Body   int64
	SignIn int
	Code   int
	Search int
}

// Handle registers a handler for a pattern such as "GET /people/{id}".
func (k *Kit) Handle(pattern string, need Need, handler Handler, more ...func(http.Handler) http.Handler) {
	if k.mux == nil {
		k.mux = http.NewServeMux()
	}
	k.routes = append(k.routes, Route{pattern, need})
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.serve(w, r, pattern, need, handler)
	})
	for _, wrap := range more {
		h = wrap(h)
	}
	k.mux.Handle(pattern, h)
}

// Routes lists what is registered, for the authorisation matrix.
func (k *Kit) Routes() []Route { return k.routes }

// Handler is everything put together; static answers /static/, and plain has
// answers for machines by their exact path.
func (k *Kit) Handler(static http.Handler, plain map[string]http.Handler) http.Handler {
	k.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		k.serve(w, r, "/", Open, func(http.ResponseWriter, *Request) error { return notFound })
	})
	pages := k.Sessions.LoadAndSave(k.mux)
	pages = k.limitBody(pages)
	pages = k.sameOrigin(pages)
	root := http.NewServeMux()
	root.Handle("/static/", http.StripPrefix("/static", static))
	for path, h := range plain {
		root.Handle(path, h)
	}
	root.Handle("/", pages)
	return k.observe(k.headers(root))
}

func (k *Kit) serve(w http.ResponseWriter, req *http.Request, pattern string, need Need, handler Handler) {
	r, err := k.request(req)
	if o := observed(w); o != nil {
		o.pattern, o.actor = pattern, r.Actor.Person
	}
	if err == nil {
		err = r.Actor.CheckAny(need.Verb, need.Thing)
	}
	if err == nil {
		if r.Actor.SignedIn() {
			w.Header().Set("Cache-Control", "no-store")
		}
		err = handler(w, r)
	}
	if err != nil {
		k.fail(w, r, err)
	}
}
