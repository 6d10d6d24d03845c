package workday

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Riga")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text+" 09:30", zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestIs holds days against the calendars that offices hung up: public holidays,
// those that are made up for on a Monday, and moved days of 2026.
func TestIs(t *testing.T) {
	c, err := Parse(Known)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"2026-01-01": false, "2026-01-02": false, "2026-01-17": true, "2026-01-24": false,
		"2026-04-03": false, "2026-04-06": false, "2026-04-07": true, // Easter is on the 5th
		"2026-05-01": false, "2026-05-04": false, "2026-05-05": true,
		"2026-06-22": false, "2026-06-23": false, "2026-06-24": false, "2026-06-27": true,
		"2026-11-18": false, "2026-11-20": true,
		"2026-12-24": false, "2026-12-28": true, "2026-12-31": false,
		"2025-05-05": false, // for Sunday the 4th
		"2028-11-20": false, // for Saturday the 18th
		"2025-06-23": false, "2027-01-04": true, "2027-03-26": false, "2027-03-29": false,
		"2026-11-21": false, "2026-11-22": false,
	} {
		if got := c.Is(day(t, text)); got != want {
			t.Errorf("%s: a working day %t, want %t", text, got, want)
		}
	}
	if !c.Moved(day(t, "2026-06-22")) || c.Moved(day(t, "2026-06-27")) || c.Moved(day(t, "2026-06-23")) {
		t.Error("of 22, 23 and 27 June only the 22nd is moved")
	}
}

func TestBeforeAndAfter(t *testing.T) {
	c, err := Parse(Known)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ at, before, after string }{
		{"2026-11-23", "2026-11-23", "2026-11-23"},
		{"2026-11-22", "2026-11-20", "2026-11-23"},
		{"2026-12-25", "2026-12-23", "2026-12-28"},
		{"2026-01-01", "2025-12-30", "2026-01-05"}, // New Year's Eve is free, so is the Friday
		{"2026-01-18", "2026-01-17", "2026-01-19"},
	} {
		before, after := c.Before(day(t, x.at)), c.After(day(t, x.at))
		if !before.Equal(day(t, x.before)) || !after.Equal(day(t, x.after)) {
			t.Errorf("%s: %s and %s, want %s and %s", x.at, before, after, x.before, x.after)
		}
	}
}

func TestHoliday(t *testing.T) {
	for text, want := range map[string]string{
		"2026-04-03": "workday.good-friday", "2026-06-23": "workday.midsummer-eve", "2026-05-04": "workday.restoration",
		"2025-05-05": "", "2026-11-23": "", "2027-12-31": "workday.new-year-eve",
	} {
		if got := Holiday(day(t, text)); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	if len(keys) != 13 {
		t.Errorf("%d holidays have names", len(keys))
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]error{
		"": nil, " ; ": nil, Known: nil, "2026-01-02 2026-01-17\n2026-06-22  2026-06-27;": nil,
		"2026-01-02": ErrShape, "2.1.2026 17.1.2026": ErrShape, "2026-02-30 2026-03-07": ErrShape, "2026-01-02 2026-01-17 2026-01-18": ErrShape,
		"2026-01-03 2026-01-17": ErrFree, "2026-06-23 2026-06-27": ErrFree,
		"2026-01-02 2026-01-16":                        ErrWorked,
		"2026-01-02 2026-01-17; 2026-01-02 2026-01-24": ErrTwice, "2026-01-02 2026-01-17; 2026-01-09 2026-01-17": ErrTwice,
		strings.Repeat("2026-01-02 2026-01-17;", MaxMoves+1): ErrTooMany,
	} {
		_, err := Parse(text)
		if !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
		if f := (Fault{}); want != nil && (!errors.As(err, &f) || f.Move == "") {
			t.Errorf("%q: %v does not name the move", text, err)
		}
	}
}

// TestEveryYearHasItsDays: in no year of a lifetime are working days fewer or
// more than a year can have, and no walk is longer than a week.
func TestEveryYearHasItsDays(t *testing.T) {
	var c Calendar
	for year := 2024; year < 2090; year++ {
		days := 0
		for at := day(t, "2024-01-01").AddDate(year-2024, 0, 0); at.Year() == year; at = at.AddDate(0, 0, 1) {
			if c.Is(at) {
				days++
			}
			if gap := c.After(at).Sub(c.Before(at)); gap > 9*24*time.Hour {
				t.Errorf("around %s there is no working day for %s", at.Format(time.DateOnly), gap)
			}
		}
		if days < 246 || days > 256 {
			t.Errorf("%d has %d working days", year, days)
		}
	}
}
