package vault

import (
	"database/sql/driver"
	"fmt"
	"io"
	"log/slog"
)

// hidden is all that a Text or a Sealed shows of itself.
const hidden = "[sealed]"

// Text is content that hides itself from printing, logging and JSON; Reveal
// gives it. It stands behind a pointer, so that fmt prints an address where it
// is a field that fmt may not ask (unexported).
type Text struct{ s *string }

// NewText hides s.
func NewText(s string) Text { return Text{&s} }

// Reveal gives the content. Each call is a place to look at in a review.
func (t Text) Reveal() string {
	if t.s == nil {
		return ""
	}
	return *t.s
}

// Empty tells whether there is no content.
func (t Text) Empty() bool { return t.Reveal() == "" }

// Equal compares content.
func (t Text) Equal(other Text) bool { return t.Reveal() == other.Reveal() }

func (Text) String() string               { return hidden }
func (Text) GoString() string             { return hidden }
func (Text) Format(f fmt.State, _ rune)   { hide(f) }
func (Text) LogValue() slog.Value         { return slog.StringValue(hidden) }
func (Text) MarshalText() ([]byte, error) { return []byte(hidden), nil }
func (Text) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// Sealed is a sealed value as it stands in a column of type blob; the zero
// value is null there. It shows as little of itself as Text does.
type Sealed struct{ b []byte }

// Empty tells whether there is nothing sealed (null).
func (s Sealed) Empty() bool { return len(s.b) == 0 }

// Value makes Sealed a parameter of a statement.
func (s Sealed) Value() (driver.Value, error) {
	if s.b == nil {
		return nil, nil
	}
	return s.b, nil
}

// Scan reads a column of type blob.
func (s *Sealed) Scan(src any) error {
	switch b := src.(type) {
	case nil:
		s.b = nil
	case []byte:
		s.b = append(make([]byte, 0, len(b)), b...)
	default:
		return fmt.Errorf("a sealed value cannot be a %T", src)
	}
	return nil
}

func (Sealed) String() string               { return hidden }
func (Sealed) GoString() string             { return hidden }
func (Sealed) Format(f fmt.State, _ rune)   { hide(f) }
func (Sealed) LogValue() slog.Value         { return slog.StringValue(hidden) }
func (Sealed) MarshalText() ([]byte, error) { return []byte(hidden), nil }
func (Sealed) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

func hide(f fmt.State) { _, _ = io.WriteString(f, hidden) } // fmt offers nowhere to send a failure
