package matchmaking_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"

	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/pairing"
)

// leaving is the context of a viewer who leaves while it is asked the last of so
// many times.
type leaving struct {
	context.Context
	left atomic.Int32
}

func (c *leaving) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return c.Context.Err()
}

func leave(t testing.TB, after int) *leaving {
	c := &leaving{Context: t.Context()}
	c.left.Store(int32(after))
	return c
}

// TestWhoLeavesEndsTheSolving: at whatever moment, the error says so and nothing
// is kept; whoever comes next is not hindered.
func TestWhoLeavesEndsTheSolving(t *testing.T) {
	each(t, 40, 15, func(t *testing.T, w *world) {
		ended := 0
		for after := 0; ; after += 1 + after/4 {
			_, err := w.Make(leave(t, after), w.staff, w.intake.ID, ask())
			if err == nil {
				break
			}
			if ended++; !errors.Is(err, context.Canceled) {
				t.Fatalf("left after %d: %v", after, err)
			}
			runs, err := w.Pairing.Runs(t.Context(), w.staff, w.intake.ID)
			must(t, err)
			if len(runs) > 0 {
				t.Fatalf("left after %d, and a run is kept", after)
			}
		}
		if ended < 10 {
			t.Errorf("only %d moments to leave", ended)
		}
		t.Log(ended, "moments")
		w.consequenceEnds(t)
	})
}

// consequenceEnds: what a decision would do is asked of a plan from memory, and
// ends with its own viewer.
func (w *world) consequenceEnds(t *testing.T) {
	t.Helper()
	r := w.run(t)
	pair := r.Outcome.Mentees[slices.IndexFunc(r.Outcome.Mentees, func(l matchmaking.Line) bool { return l.Mentor != "" })]
	for _, kind := range []pairing.RuleKind{pairing.Lock, pairing.Exclude} {
		if _, err := w.Consequence(leave(t, 0), r, pair.Mentee, pair.Mentor, kind); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, having left: %v", kind, err)
		}
		if _, err := w.Consequence(t.Context(), r, pair.Mentee, pair.Mentor, kind); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
