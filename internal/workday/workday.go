// Package workday tells the working days of Latvia's public administration:
// Monday to Friday without public holidays, as the government's yearly order
// moves single days. Letters that can wait go out on working days only, and a
// series of meetings is planned around the others.
//
// The law on public holidays stands in a library; which days are moved changes
// every summer for the year after, so the programme's owner keeps that list
// (package setting) in the form that Parse reads. The package is pure: days are
// calendar days, written yyyy-mm-dd, and times are looked at in the zone that
// the caller put them into.
package workday

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/lv"
)

// Move is a working day that is moved: From is free, and To, a Saturday or
// Sunday, is worked instead (Labour Law, section 133).
type Move struct{ From, To string }

// Calendar knows the working days. The zero Calendar knows the public holidays
// and no moved days.
type Calendar struct {
	free, worked map[string]bool
}

// Known are the moved days of the years that the program was written in, in the
// form that Parse reads (Cabinet orders on moving working days in 2026).
const Known = "2026-01-02 2026-01-17; 2026-06-22 2026-06-27"

// MaxMoves bounds a list of moved days.
const MaxMoves = 60

// Errors of a list that Parse refuses; the text of the move that is meant
// stands in a Fault.
var (
	ErrShape   = errors.New("a moved day is two dates, yyyy-mm-dd yyyy-mm-dd")
	ErrFree    = errors.New("the day that is moved is no working day")
	ErrWorked  = errors.New("the day that it is moved to is a working day already")
	ErrTwice   = errors.New("a day is moved twice")
	ErrTooMany = fmt.Errorf("more than %d moved days", MaxMoves)
)

// Fault is what is wrong with one move of a list.
type Fault struct {
	Move string // as it was written
	Err  error  // one of the errors above
}

// Error implements error.
func (f Fault) Error() string { return fmt.Sprintf("%s: %v", f.Move, f.Err) }

// Unwrap gives the reason.
func (f Fault) Unwrap() error { return f.Err }

// Parse reads a list of moved days: two dates a move, moves with semicolons
// between them. An empty text is an empty list. The error is a Fault.
func Parse(text string) (Calendar, error) {
	c := Calendar{free: map[string]bool{}, worked: map[string]bool{}}
	moves := strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' })
	if len(moves) > MaxMoves {
		return Calendar{}, Fault{fmt.Sprint(len(moves)), ErrTooMany}
	}
	for _, move := range moves {
		if strings.TrimSpace(move) == "" {
			continue
		}
		if err := c.add(move); err != nil {
			return Calendar{}, Fault{strings.TrimSpace(move), err}
		}
	}
	return c, nil
}

func (c Calendar) add(move string) error {
	words := strings.Fields(move)
	if len(words) != 2 {
		return ErrShape
	}
	var days [2]time.Time
	for i, word := range words {
		day, err := time.Parse(time.DateOnly, word)
		if err != nil {
			return ErrShape
		}
		days[i] = day
	}
	switch from, to := words[0], words[1]; {
	case c.free[from] || c.worked[to] || c.free[to] || c.worked[from]:
		return ErrTwice
	case !regular(days[0]):
		return ErrFree
	case regular(days[1]):
		return ErrWorked
	default:
		c.free[from], c.worked[to] = true, true
		return nil
	}
}

// regular tells whether a day is a working day before any is moved.
func regular(day time.Time) bool {
	weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	return !weekend && Holiday(day) == "" && !observed(day)
}

// Is tells whether a day is a working day.
func (c Calendar) Is(day time.Time) bool {
	text := day.Format(time.DateOnly)
	return c.worked[text] || regular(day) && !c.free[text]
}

// Moved tells whether a day's work is done on another day.
func (c Calendar) Moved(day time.Time) bool { return c.free[day.Format(time.DateOnly)] }

// Before gives the day itself when it is a working day, else the last one
// before it, at the same time of day.
func (c Calendar) Before(day time.Time) time.Time { return c.walk(day, -1) }

// After gives the day itself when it is a working day, else the first one after
// it, at the same time of day.
func (c Calendar) After(day time.Time) time.Time { return c.walk(day, 1) }

func (c Calendar) walk(day time.Time, step int) time.Time {
	for !c.Is(day) {
		day = day.AddDate(0, 0, step)
	}
	return day
}

// keys are the translation keys of public holidays.
var keys = map[*cal.Holiday]string{
	lv.NewYear: "workday.new-year", lv.GoodFriday: "workday.good-friday", lv.Easter: "workday.easter", lv.EasterMonday: "workday.easter-monday",
	lv.LabourDay: "workday.labour", lv.StateRestorationDay: "workday.restoration", lv.MidsummerEve: "workday.midsummer-eve",
	lv.MidsummeDay: "workday.midsummer", lv.StateProclamationDay: "workday.proclamation", lv.ChristmasEve: "workday.christmas-eve",
	lv.ChristmasDay: "workday.christmas", lv.ChristmasDay2: "workday.christmas-second", lv.NewYearEve: "workday.new-year-eve",
}

// Holiday gives the translation key of the public holiday that a day is; empty
// when it is none. Mother's Day and Whit Sunday, always Sundays, are left out.
func Holiday(day time.Time) string {
	for _, h := range lv.Holidays {
		if on, _ := h.Calc(day.Year()); same(on, day) {
			return keys[h]
		}
	}
	return ""
}

// observed tells whether a day is free for a holiday that falls on the weekend
// before it: 4 May and 18 November only.
func observed(day time.Time) bool {
	for _, h := range []*cal.Holiday{lv.StateRestorationDay, lv.StateProclamationDay} {
		if _, on := h.Calc(day.Year()); same(on, day) {
			return true
		}
	}
	return false
}

func same(a, b time.Time) bool {
	return !a.IsZero() && a.Month() == b.Month() && a.Day() == b.Day()
}
