package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"domubiedrs/internal/fault"
)

func TestKindOfFindsTheKindThroughWrapping(t *testing.T) {
	cause := errors.New("disk")
	tests := []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"plain error", cause, fault.Internal},
		{"nil", nil, fault.Internal},
		{"direct", fault.New(fault.Gone, "x.gone"), fault.Gone},
		{"wrapped", fmt.Errorf("load: %w", fault.New(fault.NotFound, "x.none")), fault.NotFound},
		{"with cause", fault.New(fault.Conflict, "x.race").Because(cause), fault.Conflict},
	}
	for _, tt := range tests {
		if got := fault.KindOf(tt.err); got != tt.want {
			t.Errorf("%s: kind %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestBecauseKeepsTheCauseAndLeavesTheOriginal(t *testing.T) {
	cause := errors.New("disk")
	first := fault.New(fault.Unavailable, "x.later")
	err := first.Because(cause)
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
	if first.Err != nil {
		t.Error("the original was changed")
	}
}

func TestChecks(t *testing.T) {
	c := fault.Checks{}
	if c.Err() != nil {
		t.Fatal("an error without a failed check")
	}
	c.Fail("email", "x.empty")
	c.Fail("email", "x.long")
	err := c.Err()
	if !fault.Is(err, fault.Gone, fault.Invalid) {
		t.Fatalf("kind %v, want invalid", fault.KindOf(err))
	}
	if got := fault.As(err).Fields["email"].Key; got != "x.empty" {
		t.Errorf("message %q, want the first", got)
	}
}

func TestEveryKindHasItsName(t *testing.T) {
	seen := map[string]bool{}
	for k := fault.Internal; k <= fault.Unavailable; k++ {
		if name := k.String(); name == "" || seen[name] {
			t.Errorf("kind %d has the name %q", k, name)
		} else {
			seen[name] = true
		}
	}
}
