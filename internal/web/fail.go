package web

import (
	"embed"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

//go:embed error/*.html
var errorTemplates embed.FS

// ErrorTemplates are the pages of errors, for the renderer's section "error".
func ErrorTemplates() fs.FS {
	sub, err := fs.Sub(errorTemplates, "error")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

var (
	notFound = fault.New(fault.NotFound, "fault.not-found")

	statuses = map[fault.Kind]int{
		fault.Internal: http.StatusInternalServerError, fault.Invalid: http.StatusUnprocessableEntity,
		fault.Unauthenticated: http.StatusUnauthorized, fault.StepUp: http.StatusForbidden,
		fault.Forbidden: http.StatusForbidden, fault.NotFound: http.StatusNotFound,
		fault.Conflict: http.StatusConflict, fault.Gone: http.StatusGone, fault.TooMany: http.StatusTooManyRequests,
		fault.TooLarge: http.StatusRequestEntityTooLarge, fault.Unavailable: http.StatusServiceUnavailable,
	}
)

// errorPage says what happened, what to do, and whom to ask with which number.
type errorPage struct {
	Page
	Status   int
	What     string
	Do       string
	Incident string
	HomeHref string
	Retry    *Retry
	Steps    []Link // how to come to where the retry will be taken
	Again    Button
}

// Retry is what somebody had typed when the service could not take it: the page
// holds it, so that it is sent again and not lost (design §8).
type Retry struct {
	Action string
	Fields []RetryField
}

// RetryField is one posted value.
type RetryField struct{ Name, Value string }

// fail answers an error: it is logged here, once, if it is ours.
func (k *Kit) fail(w http.ResponseWriter, r *Request, err error) {
	if o := observed(w); o != nil && o.status != 0 {
		k.brokenOff(r, err)
		return
	}
	err = k.down(r, err)
	kind := fault.KindOf(err)
	if f := fault.As(err); kind == fault.Invalid && f != nil && len(f.Fields) > 0 {
		k.Log.Info("a refused form without its page", "pattern", r.Pattern, "fault", f.Key)
	}
	unsafe := r.Method != http.MethodGet && r.Method != http.MethodHead
	if !unsafe && (kind == fault.Unauthenticated || kind == fault.StepUp) {
		k.toSignIn(w, r, kind)
		return
	}
	incident := k.incident(r, kind, err)
	switch kind {
	case fault.Unavailable:
		w.Header().Set("Retry-After", "30")
	case fault.TooMany:
		w.Header().Set("Retry-After", "60")
	}
	k.errorPage(w, r, kind, err, incident, unsafe)
}

// brokenOff is for an answer that had begun, so that no other can be given.
// Most often the browser has gone, which is nobody's fault; else the connection
// ends, so that nobody takes the answer for whole.
func (k *Kit) brokenOff(r *Request, err error) {
	var network *net.OpError
	if errors.As(err, &network) || r.Context().Err() != nil {
		k.Log.Debug("the browser has gone", "pattern", r.Pattern)
		return
	}
	k.incident(r, fault.Internal, err)
	panic(http.ErrAbortHandler)
}

// down turns any failure into Unavailable while the database does not answer.
func (k *Kit) down(r *Request, err error) error {
	if fault.KindOf(err) != fault.Internal || k.Ready == nil || r.Context().Err() != nil {
		return err
	}
	if ready := k.Ready(r.Context()); ready != nil {
		return fault.New(fault.Unavailable, "fault.database-down").Because(errors.Join(err, ready))
	}
	return err
}

// incident logs what must be logged and returns the number that the person can
// tell; none where there is nothing to look up.
func (k *Kit) incident(r *Request, kind fault.Kind, err error) string {
	number := strings.ToUpper(id.Secret()[:10])
	args := []any{"incident", number, "pattern", r.Pattern, "method", r.Method, "actor", r.Actor.Person, "kind", kind.String()}
	switch kind {
	case fault.Internal, fault.Unavailable:
		k.Log.Error("request failed", append(args, "error", err)...)
		return number
	case fault.Forbidden, fault.StepUp:
		k.Log.Warn("access denied", args...)
		return number
	case fault.NotFound:
		if r.Actor.SignedIn() {
			k.Log.Info("not found", args...)
		}
	}
	return ""
}

func (k *Kit) toSignIn(w http.ResponseWriter, r *Request, kind fault.Kind) {
	to := "/signin"
	if kind == fault.StepUp {
		to = "/signin/proof"
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r.Request, to+"?back="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
}

func (k *Kit) errorPage(w http.ResponseWriter, r *Request, kind fault.Kind, err error, incident string, unsafe bool) {
	status := statuses[kind]
	page := &errorPage{Page: r.errorFrame(kind), Status: status, Incident: incident}
	page.Do = r.T("error.do." + kind.String())
	page.What = r.T("error.what." + kind.String())
	if f := fault.As(err); f != nil && f.Key != "" && r.Tr.Has(f.Key) && kind != fault.Internal {
		page.What = r.T(f.Key, f.Args...)
	}
	if unsafe && slices.Contains([]fault.Kind{fault.Unauthenticated, fault.StepUp, fault.Unavailable}, kind) {
		page.Retry = retry(r)
	}
	name := "error/page"
	if page.HomeHref = "/"; r.Actor.SignedIn() {
		page.HomeHref = "/home"
	}
	if page.Retry != nil {
		name = "error/retry"
		page.Steps, page.Again = r.steps(kind), Button{Text: r.T("error.retry.again")}
	}
	w.Header().Set("Cache-Control", "no-store")
	if err := k.Renderer.Render(w, status, name, page); err != nil {
		k.Log.Error("the error page failed", "error", err)
		http.Error(w, http.StatusText(status), status)
	}
}

// steps lead to where the kept form can be sent again.
func (r *Request) steps(kind fault.Kind) []Link {
	again := Link{Text: r.T("error.retry.then")}
	switch kind {
	case fault.Unauthenticated:
		return []Link{{r.T("error.retry.sign-in"), "/signin?back=/closed"}, again}
	case fault.StepUp:
		return []Link{{r.T("error.retry.prove"), "/signin/proof?back=/closed"}, again}
	}
	return []Link{{Text: r.T("error.retry.wait")}, again}
}

// errorFrame is a page that asks neither the database nor the settings, so that
// it can be shown when they are gone.
func (r *Request) errorFrame(kind fault.Kind) Page {
	return Page{Translator: r.Tr, Title: r.T("error.title." + kind.String()), Path: r.URL.RequestURI(), Section: "error",
		NoIndex: true, Nav: r.nav("error"), Viewer: r.viewer(), Demo: r.kit.Demo, HelpHref: "/help", Scheme: r.Scheme}
}

// retry keeps what was posted, in a stable order; files cannot be kept.
func retry(r *Request) *Retry {
	if r.Posted() != nil {
		return nil
	}
	again := &Retry{Action: r.URL.RequestURI()}
	for name, values := range r.PostForm {
		for _, value := range values {
			again.Fields = append(again.Fields, RetryField{name, value})
		}
	}
	slices.SortStableFunc(again.Fields, func(a, b RetryField) int { return strings.Compare(a.Name, b.Name) })
	return again
}

func asTooLarge(err error, large **http.MaxBytesError) bool { return errors.As(err, large) }
