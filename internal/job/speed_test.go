package job_test

import (
	"context"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
)

// BenchmarkEnqueue is the cost of a transaction with one job in it, while the
// queue runs them.
func BenchmarkEnqueue(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		b.Run(string(kind), func(b *testing.B) {
			d := dbtest.Open(b, kind)
			q := open(b, d, nothing, nil)
			start(b, q)
			for b.Loop() {
				enqueue(b, d, q, touch{ObjectID: id.New()})
			}
		})
	}
}

// BenchmarkLatency is the time from commit to run of a lone job.
func BenchmarkLatency(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		b.Run(string(kind), func(b *testing.B) {
			d := dbtest.Open(b, kind)
			ran := make(chan time.Time)
			q := open(b, d, func(context.Context, touch) error { ran <- time.Now(); return nil }, nil)
			start(b, q)
			var worst time.Duration
			for b.Loop() {
				enqueue(b, d, q, touch{ObjectID: id.New()})
				committed := time.Now()
				worst = max(worst, (<-ran).Sub(committed))
			}
			b.ReportMetric(float64(worst.Milliseconds()), "worst-ms")
		})
	}
}

// BenchmarkWriter is the cost of a transaction of ours without a job: idle,
// and while the queue works through 2000 jobs.
func BenchmarkWriter(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		for _, busy := range []bool{false, true} {
			b.Run(string(kind)+map[bool]string{false: "/idle", true: "/busy"}[busy], func(b *testing.B) {
				d := dbtest.Open(b, kind)
				q := open(b, d, nothing, nil)
				if busy {
					for range 2000 {
						enqueue(b, d, q, touch{ObjectID: id.New()})
					}
				}
				start(b, q)
				for b.Loop() {
					if err := d.Tx(b.Context(), func(tx *db.Tx) error {
						_, err := db.Exec(b.Context(), tx, `insert into setting (name, value, version, updated_by, updated_at)
							values ($1, '', 1, '', $2)`, id.New(), db.Now())
						return err
					}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
