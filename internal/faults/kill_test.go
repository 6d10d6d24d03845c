package faults

import (
	"fmt"
	"testing"

	"domubiedrs/internal/db/dbtest"
)

// TestKilledWhileItWrites kills the service three times in the middle of
// writing and sending, with a letter half sent each time, and starts it again.
func TestKilledWhileItWrites(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			box := newMailbox(t)
			p := newPlace(t, kind, box.settings()...)
			var people, asks []string
			for round := range 3 {
				n := start(t, p)
				box.hold()
				w := write(t, n, fmt.Sprint("r", round))
				await(t, "acknowledged writes and a letter under way", func() bool { return w.done(15)() && box.isWaiting() })
				n.kill(t)
				w.wait.Wait()
				box.release()
				people, asks = append(people, w.people...), append(asks, w.asks...)
				if len(w.other) > 0 {
					t.Errorf("refused: %d %s", w.other[0].status, w.other[0].body)
				}
			}
			d := p.database(t)
			if jobs(t, d, "running") == 0 {
				t.Error("no job was left running")
			}
			age(t, d)
			n := start(t, p)
			has(t, d, people, asks)
			await(t, "every job is done", worked(t, d))
			if dead := jobs(t, d, "discarded", "cancelled"); dead > 0 {
				t.Errorf("%d jobs are dead", dead)
			}
			for _, email := range asks {
				if box.count(email) == 0 {
					t.Errorf("the letter to %s is lost", email)
				}
			}
			n.stop(t)
			p.verifies(t)
		})
	}
}
