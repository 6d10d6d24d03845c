package matchmaking_test

import (
	"maps"
	"testing"
	"time"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/matchmaking/peopletest"
	"domubiedrs/internal/questionnaire"
)

const week = 7 * 24 * time.Hour

// alike gives all mentees the same answers, and the mentor one place: only
// waiting sets them apart.
func (w *world) alike(t testing.TB) {
	t.Helper()
	var same questionnaire.Answers
	for _, id := range w.people.Mentees {
		peopletest.Answer(t, w.DB, id, func(a questionnaire.Answers) {
			if same == nil {
				same = maps.Clone(a)
			}
			clear(a)
			for key, values := range same {
				a[key] = values
			}
		})
	}
	peopletest.Answer(t, w.DB, w.people.Mentors[0], func(a questionnaire.Answers) { a["places"] = []string{"1"} })
}

// TestWhoWaitsLongestIsServed when there is one place, and the run says so with
// its proof; where waiting counts for nothing it changes nothing.
func TestWhoWaitsLongestIsServed(t *testing.T) {
	each(t, 4, 1, func(t *testing.T, w *world) {
		w.alike(t)
		last := w.people.Mentees[3]
		peopletest.Since(t, w.DB, last, w.clock.Add(-5*week))
		peopletest.Since(t, w.DB, w.people.Mentees[1], w.clock.Add(-2*week))
		r := w.run(t)
		if got := line(r, last); got.Mentor == "" {
			t.Errorf("who waits longest has nobody: %+v", r.Outcome.Mentees)
		}
		if p := r.Outcome.Sheet.Priority; p == nil || p.Points != 5*100 || p.Gap >= 1 {
			t.Errorf("the sheet says %+v", p)
		}
		w.clock = w.clock.Add(40 * week)
		if fresh, err := w.Fresh(t.Context(), r); err != nil || !fresh {
			t.Errorf("time alone made the run stale: %v, %v", fresh, err)
		}
		off := ask()
		off.Waiting = 0
		kept, err := w.Make(t.Context(), w.staff, w.intake.ID, off)
		must(t, err)
		plain, err := w.Open(t.Context(), w.staff, kept.ID)
		must(t, err)
		if plain.Outcome.Sheet.Priority != nil || plain.Fingerprint == r.Fingerprint {
			t.Errorf("without waiting the sheet says %+v", plain.Outcome.Sheet.Priority)
		}
	})
}

// TestWaitingIsNoRule: a mentee who may have nobody stays without, however long
// the wait.
func TestWaitingIsNoRule(t *testing.T) {
	each(t, 3, 1, func(t *testing.T, w *world) {
		w.alike(t)
		longest := w.people.Mentees[0]
		peopletest.Since(t, w.DB, longest, w.clock.Add(-50*week))
		peopletest.Answer(t, w.DB, longest, func(a questionnaire.Answers) { a["languages"] = []string{"uk"} })
		set := matchmaking.Ask{Setting: matchmaking.Defaults(), Model: catalogue.Individual}
		set.Waiting = matchmaking.MaxWaiting
		kept, err := w.Make(t.Context(), w.staff, w.intake.ID, set)
		must(t, err)
		r, err := w.Open(t.Context(), w.staff, kept.ID)
		must(t, err)
		if l := line(r, longest); l.Mentor != "" || r.Outcome.Sheet.Served != 1 {
			t.Errorf("%d served, the one whom nobody understands has %q", r.Outcome.Sheet.Served, l.Mentor)
		}
	})
}
