// Package jobtest lets tests of other packages run the jobs that they caused.
package jobtest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/job"
)

// Queue makes a queue on a test's database that runs nothing by itself; Drain
// runs what is due. now may be nil.
func Queue(t testing.TB, d *db.DB, r *job.Registry, now func() time.Time) *job.Queue {
	t.Helper()
	q, err := job.New(job.Config{DB: d, Registry: r, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return q
}

// Drain runs every due job to its end, those that they enqueue included. It
// returns how many attempts there were and how many jobs are retrying or dead
// now.
func Drain(t testing.TB, q *job.Queue) (attempts, failed int) {
	t.Helper()
	attempts, err := q.RunDue(t.Context())
	if err != nil {
		t.Fatalf("run due jobs: %v", err)
	}
	counts, err := q.Counts(t.Context())
	if err != nil {
		t.Fatalf("count jobs: %v", err)
	}
	return attempts, counts[job.Retrying] + counts[job.Dead]
}
