package matchmaking

import (
	"testing"

	"domubiedrs/internal/fault"
)

// TestTooManyPeople are refused before anything is looked at; the other work of
// the service would have no memory left.
func TestTooManyPeople(t *testing.T) {
	c := &crowd{mentees: make([]Person, 4000), mentors: make([]Person, MaxPairs/4000+1)}
	if _, err := solve(t.Context(), c, Ask{Setting: Defaults()}); !fault.Is(err, fault.Conflict) {
		t.Errorf("error %v", err)
	}
	c.mentors = c.mentors[:1]
	if _, err := solve(t.Context(), c, Ask{Setting: Defaults()}); fault.Is(err, fault.Conflict) {
		t.Errorf("4,000 pairs: %v", err)
	}
}
