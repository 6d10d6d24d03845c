package web

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"domubiedrs/internal/account"
	"domubiedrs/internal/i18n"
)

// NewSessions makes the browser sessions: what one browser needs between two
// requests, kept in the database under the hash of the cookie's token. Over TLS
// the cookie has the __Host- prefix (RFC 6265bis §4.1.3.2).
func NewSessions(store scs.CtxStore, secure bool, life time.Duration, failed func(http.ResponseWriter, *http.Request, error)) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.Lifetime = life
	m.HashTokenInStore = true
	m.Cookie.Name = cookieName("domubiedrs", secure)
	m.Cookie.Path = "/"
	m.Cookie.Secure = secure
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.ErrorFunc = failed
	return m
}

// cookieName has the prefix with which browsers take a cookie from this very
// host only; they refuse the prefix without TLS.
func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// SessionFailed answers when the browser session cannot be loaded or saved.
func (k *Kit) SessionFailed(w http.ResponseWriter, req *http.Request, err error) {
	k.fail(w, k.outside(req), err)
}

// SignedIn binds a sign-in session to this browser under a new token, so that
// a token planted before serves nobody (SEC-07).
func (r *Request) SignedIn(w http.ResponseWriter, signIn string, p account.Person) error {
	ctx := r.Context()
	if err := r.kit.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	r.kit.Sessions.Put(ctx, keySignIn, signIn)
	r.kit.Sessions.Remove(ctx, keyAttempt)
	r.keep(w, knownCookie, r.kit.Accounts.KnownMark(p.Email))
	r.ForgetLang(w)
	return nil
}

// SignedOut forgets everything about this browser.
func (r *Request) SignedOut(w http.ResponseWriter) error {
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return r.kit.Sessions.Destroy(r.Context())
}

// Attempt is the code that this browser asked for.
func (r *Request) Attempt() string { return r.kit.Sessions.GetString(r.Context(), keyAttempt) }

// SetAttempt binds an attempt to this browser, with where to go afterwards.
func (r *Request) SetAttempt(attempt, back string) {
	r.kit.Sessions.Put(r.Context(), keyAttempt, attempt)
	r.kit.Sessions.Put(r.Context(), keyBack, back)
}

// AfterSignIn is where the browser wanted to go.
func (r *Request) AfterSignIn() string {
	return Back(r.kit.Sessions.PopString(r.Context(), keyBack), "/home")
}

// SetLang keeps a language for a browser without a person.
func (r *Request) SetLang(w http.ResponseWriter, lang i18n.Lang) { r.keep(w, langCookie, string(lang)) }

// SetScheme keeps a colour scheme for a browser without a person.
func (r *Request) SetScheme(w http.ResponseWriter, s Scheme) { r.keep(w, schemeCookie, string(s)) }

// ForgetLang lets the person's own language decide again.
func (r *Request) ForgetLang(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: cookieName(langCookie, r.kit.Secure()), Path: "/", MaxAge: -1, Secure: r.kit.Secure(), HttpOnly: true,
		SameSite: http.SameSiteLaxMode})
}

// KnownAs tells whether this browser has signed in to the address before.
func (r *Request) KnownAs(email string) bool {
	c, err := r.kept(knownCookie)
	return err == nil && r.kit.Accounts.Knows(email, c.Value)
}

func (r *Request) keep(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: cookieName(name, r.kit.Secure()), Value: value, Path: "/", MaxAge: 365 * 24 * 3600,
		Secure: r.kit.Secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// kept reads what keep has written.
func (r *Request) kept(name string) (*http.Cookie, error) {
	return r.Cookie(cookieName(name, r.kit.Secure()))
}

// levelOf keeps files and health checks out of the usual log.
func levelOf(path string) slog.Level {
	if strings.HasPrefix(path, "/static/") || path == "/healthz" || path == "/readyz" {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}
