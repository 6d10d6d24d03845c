package vault

import (
	"bytes"
	"strings"
	"testing"

	"domubiedrs/internal/id"
)

// TestNoTwoListsBindAlike moves the borders between parts.
func TestNoTwoListsBindAlike(t *testing.T) {
	seen := map[string][]string{}
	for _, parts := range [][]string{
		{"value", "a", "b", "c"}, {"value", "ab", "", "c"}, {"value", "", "ab", "c"}, {"value", "a", "b", "c", ""},
		{"value", "a", "bc", ""}, {"valuea", "b", "c"}, {"value", "a", "b\x00\x00\x00\x01c"}, {"value"}, {""}, {"", ""},
		{"data key", "a", "b", "c"},
	} {
		b := string(bind(parts[0], parts[1:]...))
		if other, there := seen[b]; there {
			t.Errorf("%q and %q bind alike", parts, other)
		}
		seen[b] = parts
	}
}

// FuzzOpen changes sealed bytes: nothing but what was sealed may open, and
// nothing may panic.
func FuzzOpen(f *testing.F) {
	key, err := newDataKey("01900000-0000-7000-8000-000000000000", bytes.Repeat([]byte{7}, rawSize))
	if err != nil {
		f.Fatal(err)
	}
	place := Place{"note", "body", id.New()}
	good, err := key.seal(place, NewText("text"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.b, "body")
	f.Add([]byte{}, "body")
	f.Add(good.b[:headSize], "body")
	f.Add(append([]byte{2}, good.b[1:]...), "body")
	f.Add(append(bytes.Clone(good.b), 0), "body")
	f.Add(good.b, "title")
	f.Fuzz(func(t *testing.T, b []byte, column string) {
		text, err := key.open(Place{place.Table, column, place.Row}, Sealed{b})
		same := bytes.Equal(b, good.b) && column == "body"
		if same != (err == nil) || same != (text.Reveal() == "text") {
			t.Errorf("%d bytes for %q: %v", len(b), column, err)
		}
	})
}

// FuzzParseKeyset reads anything without a panic, and never an empty set.
func FuzzParseKeyset(f *testing.F) {
	f.Add(`{"version":1,"primary":"","keys":[]}`)
	f.Add(`{"version":1,"primary":"a","keys":[{"id":"a","made":"2026-11-23T00:00:00Z","key":"` + strings.Repeat("A", 43) + `="}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		if set, err := ParseKeyset(text); err == nil && set.PrimaryID() == "" {
			t.Error("a set without a key")
		}
	})
}
