package matching

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// BenchmarkDesk measures the desk with a thousand mentees and four hundred
// mentors: the first view of a run, one mentee's page, and a changed weight
// from the form to the page that shows what became of it.
func BenchmarkDesk(b *testing.B) {
	o := open(b, 1000, 400)
	r := o.run(b)
	see := func(b *testing.B, path string) {
		b.Helper()
		if got := o.Get(b, path); got.Status != http.StatusOK {
			b.Fatalf("%s: %d", path, got.Status)
		}
	}
	for name, path := range map[string]string{"run": here(r), "overview": room, "mentee": of(r, o.people.Mentees[500]), "quality": here(r) + "/quality"} {
		b.Run(name, func(b *testing.B) { tail(b, func(int) { see(b, path) }) })
	}
	b.Run("weight", func(b *testing.B) {
		tail(b, func(i int) {
			got := o.Post(b, room+"/new", o.weights("weight-time", []string{"7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"}[i%14]))
			if got.Status != http.StatusSeeOther {
				b.Fatalf("status %d", got.Status)
			}
			see(b, got.To())
		})
	})
}

// tail reports the 95th percentile of what one round takes.
func tail(b *testing.B, round func(i int)) {
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		round(i)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}
