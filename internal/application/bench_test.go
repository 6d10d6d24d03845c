package application_test

import (
	"slices"
	"testing"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/db/dbtest"
)

const many = 10_000

// BenchmarkImport takes in 10,000 applications (issue target: 10 s and 200 MB on
// SQLite).
func BenchmarkImport(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		b.Run(string(kind), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b, dbtest.Open(b, kind))
				rows := w.rows(many)
				b.StartTimer()
				if r := w.take(rows, false); r.Count(application.Created) != many {
					b.Fatalf("%v", tally(r))
				}
			}
			b.ReportMetric(many*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkQueue asks for pages of 10,000 applications as a coordinator does
// (target: 30 ms at the 95th percentile).
func BenchmarkQueue(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		w := newWorld(b, dbtest.Open(b, kind))
		w.take(w.rows(many), false)
		if _, err := w.DB.Pool().ExecContext(b.Context(), "analyze"); err != nil {
			b.Fatal(err)
		}
		for _, f := range []struct {
			name string
			application.Filter
		}{
			{"first", application.Filter{}}, {"later", application.Filter{After: w.after(b)}}, {"status", application.Filter{Status: application.Submitted}},
			{"fit", application.Filter{Fit: application.FitNo}}, {"name", application.Filter{Query: "ieraksts 777"}},
			{"institution", application.Filter{Query: "riga"}}, {"number", application.Filter{Query: "2027-1-0042"}},
		} {
			f.Intake = w.intake.ID
			b.Run(string(kind)+"/"+f.name, func(b *testing.B) { w.pages(b, f.Filter) })
		}
	}
}

// after is a place deep in the queue.
func (w *world) after(b *testing.B) (cursor string) {
	for range many / application.MaxPage / 2 {
		page, err := w.Queue(b.Context(), w.staff, application.Filter{Intake: w.intake.ID, After: cursor}, application.MaxPage)
		w.must(err)
		cursor = page.Next
	}
	return cursor
}

func (w *world) pages(b *testing.B, f application.Filter) {
	var times []time.Duration
	for b.Loop() {
		start := time.Now()
		_, err := w.Queue(b.Context(), w.staff, f, 50)
		w.must(err)
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)*95/100].Microseconds())/1000, "p95-ms")
}
