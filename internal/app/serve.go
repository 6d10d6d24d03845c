package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"domubiedrs/internal/calendar"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
)

// Listeners are the addresses of a service. They are taken before the database
// is opened, so that a service that cannot have them leaves everything as it is.
type Listeners struct {
	pages   net.Listener
	metrics net.Listener // nil: none are served
	answers net.Listener // nil: answers to invitations are not taken
}

// Listen takes the addresses; one that cannot be had is a config.Problem.
func Listen(ctx context.Context, cfg *config.Config) (l *Listeners, err error) {
	l = &Listeners{}
	for _, x := range []struct {
		to               *net.Listener
		setting, address string
	}{{&l.pages, "LISTEN", cfg.Listen}, {&l.metrics, "METRICS_LISTEN", cfg.MetricsListen}, {&l.answers, "ANSWERS_LISTEN", cfg.Mail.AnswersListen}} {
		if x.address == "" {
			continue
		}
		if *x.to, err = listen(ctx, x.setting, x.address); err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	return l, nil
}

// Close gives back what Serve has not.
func (l *Listeners) Close() error {
	var errs []error
	for _, x := range []net.Listener{l.pages, l.metrics, l.answers} {
		if x != nil {
			errs = append(errs, unlessClosed(x.Close()))
		}
	}
	return errors.Join(errs...)
}

func unlessClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Serve takes the addresses and serves on them.
func (a *App) Serve(ctx context.Context, ready func(address string)) error {
	l, err := Listen(ctx, a.Config)
	if err != nil {
		return err
	}
	return errors.Join(a.ServeOn(ctx, l, ready), l.Close())
}

// ServeOn answers requests and runs jobs until ctx ends; then it lets requests
// and jobs finish within the grace. ready is told the address once it listens.
func (a *App) ServeOn(ctx context.Context, l *Listeners, ready func(address string)) error {
	unlock, err := a.lock()
	if err != nil {
		return err
	}
	defer unlock()
	handler, err := a.Handler()
	if err != nil {
		return err
	}
	ends := make(chan error, 3)
	var servers []server
	for _, x := range []struct {
		on net.Listener
		server
	}{{l.pages, a.server(handler)}, {l.metrics, a.server(a.metrics.handler(a))}, {l.answers, a.answers()}} {
		if x.on != nil {
			servers = append(servers, x.server)
			go func() { ends <- x.Serve(x.on) }()
		}
	}
	if err := a.Queue.Start(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(err, closeAll(servers))
	}
	ready(l.pages.Addr().String())
	if err := a.greet(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(err, closeAll(servers))
	}
	select {
	case <-ctx.Done():
		return a.finish(servers)
	case err := <-ends:
		return errors.Join(fmt.Errorf("serve: %w", err), closeAll(servers))
	}
}

// server is what listens: for pages, for metrics, for letters.
type server interface {
	Serve(on net.Listener) error
	Shutdown(ctx context.Context) error
	Close() error
}

// answers takes what calendar programs answer to invitations.
func (a *App) answers() server {
	return &calendar.Listener{Calendars: a.Calendars, Log: a.Log, LMTP: a.Config.Mail.AnswersProtocol == "lmtp"}
}

// finish lets the load balancer see that this node leaves, then waits.
func (a *App) finish(servers []server) error {
	a.draining.Store(true)
	a.Log.Info("stopping", "grace", a.Config.ShutdownGrace.String())
	ctx, cancel := context.WithTimeout(context.Background(), a.Config.ShutdownGrace)
	defer cancel()
	var errs []error
	for _, s := range servers {
		errs = append(errs, s.Shutdown(ctx))
	}
	return errors.Join(append(errs, a.Queue.Stop(ctx))...)
}

func closeAll(servers []server) error {
	var errs []error
	for _, s := range servers {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// lock keeps a second process from serving the same SQLite file: it could not
// tell the jobs of the first from those of a dead one.
func (a *App) lock() (func(), error) {
	if a.DB.Kind() == db.Postgres {
		return func() {}, nil
	}
	unlock, err := db.TryLockFile(filepath.Join(a.Config.Data, "serve.lock"))
	if errors.Is(err, db.ErrLocked) {
		return nil, config.Problem{Setting: config.Prefix + "DATA", What: fmt.Sprintf("(%s) is being served by another process", a.Config.Data),
			Do: "stop that one, give another directory, or use PostgreSQL for several nodes"}
	}
	return unlock, err
}

func listen(ctx context.Context, setting, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, config.Problem{Setting: config.Prefix + setting, What: fmt.Sprintf("(%s) cannot be listened on: %s", address, cause(err)),
			Do: "choose another address or port, or stop the program that has it"}
	}
	return listener, nil
}

// server has a limit for every way of being slow (SEC-21).
func (a *App) server(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(a.Log.Handler(), slog.LevelDebug)}
}

// greet prints what only whoever has the server may see: the set-up link of an
// empty system.
func (a *App) greet(ctx context.Context) error {
	if a.demo.Load() {
		return nil
	}
	link, err := a.Accounts.SetUpLink(ctx)
	if err != nil || link == "" {
		return err
	}
	_, err = io.WriteString(a.edge.Terminal, "\nNobody is in charge yet. Open this link once, within 24 hours, to become the administrator:\n\n  "+link+"\n\n")
	return err
}

// healthz says that the process lives; readyz that it can take requests.
func (a *App) healthz(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") }

func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	switch {
	case a.draining.Load():
		answer(w, http.StatusServiceUnavailable, "stopping")
	case a.DB.Ping(ctx) != nil:
		answer(w, http.StatusServiceUnavailable, "database")
	default:
		answer(w, http.StatusOK, "ok")
	}
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n") // the asker is gone: there is nobody to tell
}

func mustURL(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		panic(err) // config has checked it
	}
	return u
}
