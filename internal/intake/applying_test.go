package intake_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
)

func TestWhatEverybodyMayKnow(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		later, sooner := details("2027-2"), details("2027-1")
		later.OpensOn, later.ClosesOn = "2026-12-01", "2026-12-02"
		sooner.EndsOn = "2027-02-28"
		var want []string
		for _, d := range []intake.Details{sooner, later} {
			x, err := w.Create(ctx, admin, w.open.ID, d)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Publish(ctx, admin, x.ID, 1); err != nil {
				t.Fatal(err)
			}
			want = append(want, x.ID)
		}
		w.create(w.open.ID, "2027-3")
		w.published(w.draft.ID, "2027-4")
		withdrawn := w.published(w.open.ID, "2027-5")
		if _, err := w.Withdraw(ctx, admin, withdrawn.ID, 2); err != nil {
			t.Fatal(err)
		}
		got, err := w.Published(ctx)
		if diff := cmp.Diff(want, ids(got)); err != nil || diff != "" {
			t.Errorf("published (%v)\n%s", err, diff)
		}
		w.clock = time.Date(2027, 2, 28, 21, 59, 0, 0, time.UTC)
		if got, err = w.Published(ctx); err != nil || len(got) != 2 {
			t.Errorf("on its last day in Riga: %v, %v", ids(got), err)
		}
		w.clock = w.clock.Add(time.Minute)
		if got, err = w.Published(ctx); err != nil || !cmp.Equal(ids(got), want[1:]) {
			t.Errorf("the day after: %v, %v", ids(got), err)
		}
	})
}

func TestApplicationsAreTakenOnTheirDays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, hidden, elsewhere := w.published(w.open.ID, "2027-1"), w.create(w.open.ID, "2027-2"), w.published(w.draft.ID, "2027-3")
		applying := func(id string) fault.Kind {
			got, err := w.Applying(t.Context(), w.DB, id)
			if err == nil && got.ID == id {
				return -1
			}
			return fault.KindOf(err)
		}
		day := func(month time.Month, day, hour int) time.Time {
			return time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)
		}
		for _, tt := range []struct {
			at   time.Time
			want fault.Kind
		}{{day(11, 29, 21), fault.Conflict}, {day(11, 29, 22), -1}, {day(12, 31, 21), -1}, {day(12, 31, 22), fault.Gone}} {
			w.clock = tt.at
			if got := applying(x.ID); got != tt.want {
				t.Errorf("at %s: %v, want %v", tt.at, got, tt.want)
			}
			for what, tt := range map[string]struct {
				id   string
				want fault.Kind
			}{"a draft": {hidden.ID, fault.NotFound}, "nothing": {id.New(), fault.NotFound}, "in a programme that is not open": {elsewhere.ID, fault.Gone}} {
				if got := applying(tt.id); got != tt.want {
					t.Errorf("%s: %v, want %v", what, got, tt.want)
				}
			}
		}
	})
}

// TestNumbersAreNeverTwice takes 50 numbers at once, and one of an intake that
// is not there.
func TestNumbersAreNeverTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, other := w.create(w.open.ID, "2027-1"), w.create(w.open.ID, "2027-2")
		const n = 50
		numbers, errs := make([]string, n), make([]error, n)
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				errs[i] = w.DB.Tx(t.Context(), func(tx *db.Tx) (err error) {
					numbers[i], err = w.NextNumber(t.Context(), tx, x)
					return err
				})
			})
		}
		all.Wait()
		var want []string
		for i := range n {
			want = append(want, fmt.Sprintf("2027-1-%04d", i+1))
			if errs[i] != nil {
				t.Error(errs[i])
			}
		}
		slices.Sort(numbers)
		if diff := cmp.Diff(want, numbers); diff != "" {
			t.Error(diff)
		}
		err := w.DB.Tx(t.Context(), func(tx *db.Tx) error {
			number, err := w.NextNumber(t.Context(), tx, other)
			if err != nil || number != "2027-2-0001" {
				t.Errorf("another intake's first number is %s, %v", number, err)
			}
			_, err = w.NextNumber(t.Context(), tx, intake.Intake{ID: id.New()})
			return err
		})
		if err == nil {
			t.Error("an intake that is not there gives numbers")
		}
	})
}

func TestPhaseIsOfNow(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x := w.published(w.open.ID, "2027-1")
		before := w.Phase(x)
		w.clock = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
		if diff := cmp.Diff([]intake.Phase{intake.Upcoming, intake.Applying}, []intake.Phase{before, w.Phase(x)}); diff != "" {
			t.Error(diff)
		}
	})
}
