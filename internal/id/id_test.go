package id_test

import (
	"slices"
	"testing"

	"domubiedrs/internal/id"
)

func TestNewIsSortedByMaking(t *testing.T) {
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = id.New()
	}
	if !slices.IsSorted(ids) {
		t.Error("later identifiers sort before earlier ones")
	}
	if len(slices.Compact(ids)) != 1000 {
		t.Error("an identifier came twice")
	}
}

func TestValid(t *testing.T) {
	for s, want := range map[string]bool{
		id.New():                                 true,
		"":                                       false,
		"1":                                      false,
		"01900000-0000-7000-8000-00000000000G":   false,
		"01900000-0000-7000-8000-00000000000A":   false, // capitals are another text
		"{01900000-0000-7000-8000-000000000000}": false,
		"urn:uuid:01900000-0000-7000-8000-000000000000":   false,
		"01900000-0000-7000-8000-000000000000":            true,
		"01900000-0000-7000-8000-000000000000' or '1'='1": false,
	} {
		if got := id.Valid(s); got != want {
			t.Errorf("Valid(%q) = %v", s, got)
		}
	}
}

func TestSecretIsLongAndNew(t *testing.T) {
	a, b := id.Secret(), id.Secret()
	if len(a) != 32 || a == b {
		t.Errorf("secrets %q and %q", a, b)
	}
}
