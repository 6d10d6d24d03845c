package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/httprate"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

// csp allows this service's own files and nothing inline (context SEC-29).
const csp = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"

// headers go on every answer, errors, redirects and files included.
func (k *Kit) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if k.Secure() {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// Secure tells whether people reach the service over TLS.
func (k *Kit) Secure() bool { return k.URL.Scheme == "https" }

// sameOrigin refuses unsafe requests that another site sent, and those that do
// not say where they come from: every browser that the service supports does.
func (k *Kit) sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	if err := protection.AddTrustedOrigin(k.URL.Scheme + "://" + k.URL.Host); err != nil {
		panic(fmt.Sprintf("web: %v", err)) // config has checked the address
	}
	deny := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.fail(w, k.outside(r), fault.New(fault.Forbidden, "fault.cross-origin"))
	})
	protection.SetDenyHandler(deny)
	checked := protection.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		if !safe && r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == "" {
			deny(w, r)
			return
		}
		checked.ServeHTTP(w, r)
	})
}

// outside is a request before anybody was looked up: for errors of the guards.
func (k *Kit) outside(req *http.Request) *Request {
	r := &Request{Request: req, kit: k}
	r.Tr, r.Scheme = k.translator(r.cookieLang()), r.cookieScheme()
	return r
}

// translator speaks a language as the owner wants it written.
func (k *Kit) translator(lang i18n.Lang) *i18n.Translator {
	if k.Site().TimeColon {
		return k.Texts.For(lang).WithColon()
	}
	return k.Texts.For(lang)
}

func (k *Kit) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > k.Limits.Body {
			k.fail(w, k.outside(r), fault.New(fault.TooLarge, "fault.too-large", "limit", k.Limits.Body>>20))
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, k.Limits.Body)
		next.ServeHTTP(w, r)
	})
}

// limitRate lets one address ask n times a minute; 0 is without a limit.
func (k *Kit) limitRate(n int) func(http.Handler) http.Handler {
	if n <= 0 {
		return func(next http.Handler) http.Handler { return next }
	}
	return httprate.LimitBy(n, time.Minute, func(r *http.Request) (string, error) { return k.clientAddress(r), nil },
		httprate.WithLimitHandler(func(w http.ResponseWriter, r *http.Request) {
			k.fail(w, k.outside(r), fault.New(fault.TooMany, "fault.too-many"))
		}))
}

// The limits that routes are wrapped with: each call counts on its own.

// LimitSignIn is for routes that send a code.
func (k *Kit) LimitSignIn() func(http.Handler) http.Handler { return k.limitRate(k.Limits.SignIn) }

// LimitCode is for routes that try a code or a link.
func (k *Kit) LimitCode() func(http.Handler) http.Handler { return k.limitRate(k.Limits.Code) }

// LimitSearch is for routes that search.
func (k *Kit) LimitSearch() func(http.Handler) http.Handler { return k.limitRate(k.Limits.Search) }

// clientAddress is who really asks: the last address in X-Forwarded-For that is
// not one of our proxies', and only if a proxy of ours sent it (ASVS 4.1.3).
// IPv6 senders count by their /64 network.
func (k *Kit) clientAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && k.proxy(address); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = next
	}
	address = address.Unmap()
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}

func (k *Kit) proxy(address netip.Addr) bool {
	for _, prefix := range k.Proxies {
		if prefix.Contains(address.Unmap()) {
			return true
		}
	}
	return false
}

// observer remembers what was answered.
type observer struct {
	http.ResponseWriter
	status  int
	bytes   int64
	pattern string
	actor   string
}

func (o *observer) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *observer) Write(b []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	n, err := o.ResponseWriter.Write(b)
	o.bytes += int64(n)
	return n, err
}

func (o *observer) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// observed finds the observer below other wrappers.
func observed(w http.ResponseWriter) *observer {
	for w != nil {
		if o, ok := w.(*observer); ok {
			return o
		}
		u, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return nil
		}
		w = u.Unwrap()
	}
	return nil
}

// observe logs and counts every answer, and turns a panic into a 500. The log
// has the route's pattern, never the path or query: they may hold identifiers.
func (k *Kit) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		o := &observer{ResponseWriter: w}
		defer func() {
			if problem := recover(); problem != nil {
				k.panicked(o, r, problem)
			}
			took := time.Since(started)
			if k.Observe != nil {
				k.Observe(o.pattern, r.Method, o.status, took)
			}
			k.Log.Log(r.Context(), levelOf(r.URL.Path), "request", "pattern", o.pattern, "method", method(r.Method),
				"status", o.status, "bytes", o.bytes, "ms", took.Milliseconds(), "actor", o.actor)
		}()
		next.ServeHTTP(o, r)
	})
}

func (k *Kit) panicked(o *observer, r *http.Request, problem any) {
	if problem == http.ErrAbortHandler {
		panic(problem)
	}
	number := strings.ToUpper(id.Secret()[:10])
	// The value of a panic may hold content; its type and the stack do not.
	k.Log.Error("request panicked", "incident", number, "pattern", o.pattern, "type", fmt.Sprintf("%T", problem),
		"stack", string(debug.Stack()))
	if o.status != 0 {
		panic(http.ErrAbortHandler) // the answer has begun: end the connection, so that nobody takes it for whole
	}
	k.errorPage(o, k.outside(r.WithContext(context.WithoutCancel(r.Context()))), fault.Internal, nil, number, false)
}

// method names the method only if it is one that we serve: it comes from
// outside, and the log shall not grow by it.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost:
		return m
	}
	return strconv.Quote(m[:min(len(m), 10)])
}
