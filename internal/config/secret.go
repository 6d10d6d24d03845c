package config

import (
	"fmt"
	"log/slog"
)

// Hidden stands wherever a secret would be printed.
const Hidden = "(hidden)"

// Secret is a text that no log, message or dump shows. Only Reveal gives it.
type Secret struct{ text string }

// NewSecret hides a text.
func NewSecret(text string) Secret { return Secret{text} }

// Reveal gives the text itself.
func (s Secret) Reveal() string { return s.text }

// Given tells whether there is one.
func (s Secret) Given() bool { return s.text != "" }

func (s Secret) String() string {
	if s.text == "" {
		return ""
	}
	return Hidden
}

// Format answers every verb of fmt, also for a Secret inside a struct.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// LogValue is what log/slog writes.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is what encoding/json and its like write.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
