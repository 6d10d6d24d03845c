package input_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/input"
)

func TestLine(t *testing.T) {
	for typed, want := range map[string]string{
		"":                          "",
		"  Rīgas \t dome\n":         "Rīgas dome",
		"Be\u0304rzin\u0327s\u030c": "Bērziņš",
		"a\u202eb\u200ec":           "abc",
		"a\x00b\xffc":               "abc",
		"nē\u00a0jā":                "nē jā",
		"क्\u200dष":                 "क्\u200dष",
	} {
		if got := input.Line(typed); got != want {
			t.Errorf("Line(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	got := input.Lines(" a \r\n\n\u200e\n b  c")
	if diff := cmp.Diff([]string{"a", "b c"}, got); diff != "" {
		t.Error(diff)
	}
	if input.Lines(" \n ") != nil {
		t.Error("white space gives lines")
	}
}

func TestLengthCountsCharacters(t *testing.T) {
	if got := input.Length("Ķekava"); got != 6 {
		t.Errorf("got %d", got)
	}
}

func TestEmail(t *testing.T) {
	for address, want := range map[string]bool{
		"anna@example.org": true, "a.b+c@sub.example.org": true, "anna@example": false, "": false,
		"anna": false, "@example.org": false, "anna@.org": false, "anna@example.org.": false,
		"Anna <anna@example.org>": false, "a b@example.org": false, "a@example.org,b@example.org": false,
		"\"a\"@example.org": false, "a@[127.0.0.1]": false, strings.Repeat("a", 250) + "@example.org": false,
	} {
		if got := input.Email(address); got != want {
			t.Errorf("Email(%q) = %v", address, got)
		}
	}
}

func TestWebAddress(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.org": true, "http://www.example.org/lv/par?x=1#y": true, "": false,
		"example.org": false, "javascript:alert(1)": false, "ftp://example.org": false, "https://": false,
		"https://u:p@example.org": false, "https://localhost": false, "https://example.org/a b": false,
		"https://example.org/\"><script>": false, "//example.org": false,
	} {
		if got := input.WebAddress(address); got != want {
			t.Errorf("WebAddress(%q) = %v", address, got)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add("  Rīgas \t dome\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		once := input.Line(s)
		if twice := input.Line(once); twice != once {
			t.Errorf("Line(%q) = %q, then %q", s, once, twice)
		}
		if strings.ContainsAny(once, "\n\r\x00") {
			t.Errorf("Line(%q) = %q", s, once)
		}
	})
}
