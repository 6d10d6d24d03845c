package faults

import (
	"net/http"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// TestPostgresComesBack crashes the database server twice under load and
// starts it again. Meanwhile the service says 503 and when to come again; after
// that it goes on by itself.
func TestPostgresComesBack(t *testing.T) {
	t.Parallel()
	server, box := dbtest.NewServer(t), newMailbox(t)
	p := newPlace(t, db.SQLite, box.settings()...)
	p.url = server.URL()
	n := start(t, p)
	reader := as(t, n, administrator)
	var people, asks []string
	for _, label := range []string{"first", "second"} {
		w := write(t, n, label)
		await(t, "acknowledged writes", w.done(10))
		server.Stop(t)
		await(t, "refused writes", func() bool { return w.refused() > 20 })
		away(t, n, reader)
		server.Start(t)
		before := len(w.acknowledged())
		await(t, "acknowledged writes again", func() bool { return len(w.acknowledged()) > before+10 })
		w.stop()
		reader.must(t, n, "/admin/people", http.StatusOK)
		reader.must(t, n, "/readyz", http.StatusOK)
		for _, a := range w.other {
			if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
				t.Fatalf("status %d, Retry-After %q\n%s\n%s", a.status, a.header.Get("Retry-After"), a.body, n.log)
			}
		}
		people, asks = append(people, w.people...), append(asks, w.asks...)
	}
	d := p.database(t)
	has(t, d, people, asks)
	age(t, d)
	await(t, "every job is done", worked(t, d))
	for _, email := range asks {
		if box.count(email) == 0 {
			t.Errorf("the letter to %s is lost", email)
		}
	}
	n.stop(t)
	p.verifies(t)
}

// away fails unless the service says that its database is away, and that it
// lives itself.
func away(t *testing.T, n *node, reader *browser) {
	t.Helper()
	if a := reader.must(t, n, "/admin/people", http.StatusServiceUnavailable); a.header.Get("Retry-After") == "" {
		t.Error("a page does not say when to come again")
	}
	reader.must(t, n, "/readyz", http.StatusServiceUnavailable)
	reader.must(t, n, "/healthz", http.StatusOK)
}
