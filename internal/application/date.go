package application

import (
	"time"

	"domubiedrs/internal/i18n"
)

// date writes a stored day in the reader's language; empty for no day.
func date(t *i18n.Translator, day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.Date(at.Add(12*time.Hour), "loc")
}
