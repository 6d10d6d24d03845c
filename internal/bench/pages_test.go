package main

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"domubiedrs/internal/app"
	"domubiedrs/internal/config"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// BenchmarkPages asks the program's handler for each scene in turn, without a
// network: for a profile of what an answer costs.
//
//	go test ./internal/bench -run '^$' -bench Pages/sqlite/List -cpuprofile cpu.out
func BenchmarkPages(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		url, dir := dbtest.Empty(b, kind)
		p := place{dir, url}
		if _, err := p.fill(b.Context(), 1500); err != nil {
			b.Fatal(err)
		}
		ask(b, kind, p, scenes)
	}
}

// BenchmarkQueue asks for the screening queue of an intake of many.
func BenchmarkQueue(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		url, dir := dbtest.Empty(b, kind)
		p := place{dir, url}
		if _, err := p.fill(b.Context(), 0); err != nil {
			b.Fatal(err)
		}
		if err := p.apply(b.Context(), applications); err != nil {
			b.Fatal(err)
		}
		ask(b, kind, p, queueScenes)
	}
}

// ask is one benchmark a scene, in a place that is filled.
func ask(b *testing.B, kind db.Kind, p place, list []scene) {
	b.Helper()
	handler := inside(b, p)
	s := &service{address: served(b, handler)}
	for _, x := range list {
		asks, err := requests(b.Context(), s, x)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(string(kind)+"/"+x.name, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				serveOne(b, handler, asks[n%len(asks)])
			}
		})
	}
}

func serveOne(b *testing.B, handler http.Handler, ask []byte) {
	request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(ask)))
	if err != nil {
		b.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request.WithContext(b.Context()))
	if answer.Code != http.StatusOK {
		b.Fatalf("%s: status %d\n%s", request.URL, answer.Code, answer.Body)
	}
}

func served(t testing.TB, handler http.Handler) string {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func serverFor(t testing.TB, p place) string { return served(t, inside(t, p)) }

// inside opens the service on a filled place within this process.
func inside(b testing.TB, p place) http.Handler {
	b.Helper()
	cfg, err := config.Load(config.Sources{Environ: append(p.environ(), config.Prefix+"RATE_SEARCH=100000"),
		Flags: map[string]string{"DATA": p.dir, "DEMO": "true"}})
	if err != nil {
		b.Fatal(err)
	}
	a, err := app.Open(b.Context(), cfg, slog.New(slog.NewJSONHandler(io.Discard, nil)), app.Edge{Terminal: io.Discard})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	handler, err := a.Handler()
	if err != nil {
		b.Fatal(err)
	}
	return handler
}
