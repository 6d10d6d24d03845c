package meeting

import (
	"slices"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/workday"
)

// Rhythm is how often a series meets: one to two times a month (R7.1-10).
type Rhythm string

const (
	TwoWeeks   Rhythm = "two-weeks"
	ThreeWeeks Rhythm = "three-weeks"
	FourWeeks  Rhythm = "four-weeks"
	Monthly    Rhythm = "monthly" // the same weekday of each month: the second Tuesday, the last Friday
)

// Rhythms in the order of a choice.
var Rhythms = []Rhythm{TwoWeeks, ThreeWeeks, FourWeeks, Monthly}

// Key is the translation key of the rhythm's name.
func (r Rhythm) Key() string { return "meeting.rhythm." + string(r) }

// weeks are the rhythms that count weeks.
var weeks = map[Rhythm]int{TwoWeeks: 2, ThreeWeeks: 3, FourWeeks: 4}

// MaxSeries is the most meetings that one step plans.
const MaxSeries = 60

// Series is a rule for many meetings. Its first meeting is on the first such
// weekday from From on.
type Series struct {
	Rhythm  Rhythm
	From    time.Time // any time of a day in the members' zone
	Weekday time.Weekday
	Hour    int // of the clock on the wall
	Minute  int
	Count   int
}

// Mark is what is special about a day.
type Mark string

const (
	Ordinary Mark = ""
	Holiday  Mark = "holiday" // Slot.Holiday names it
	Free     Mark = "free"    // a weekday without work: its work or a holiday was moved
	Taken    Mark = "taken"   // the mentorship meets on that day already
)

// Slot is one meeting of a series that is looked at before it is planned.
type Slot struct {
	At       time.Time // UTC
	Mark     Mark
	Holiday  string    // translation key of a public holiday's name
	Proposed time.Time // the next working day at the same hour, for a marked one; else zero
}

// Slots spreads a series out. zone is the members' own: meetings stay at the same
// hour on the wall when the clocks change. taken are the days, yyyy-mm-dd, on which
// the mentorship meets already.
func (s Series) Slots(zone *time.Location, days workday.Calendar, taken []string) ([]Slot, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	first := s.From.In(zone)
	first = first.AddDate(0, 0, (int(s.Weekday)-int(first.Weekday())+7)%7)
	slots := make([]Slot, s.Count)
	for i := range slots {
		day := s.day(first, i)
		at := time.Date(day.Year(), day.Month(), day.Day(), s.Hour, s.Minute, 0, 0, zone)
		slots[i] = look(at, days, taken)
	}
	return slots, nil
}

func (s Series) check() error {
	bad := fault.Checks{}
	if !slices.Contains(Rhythms, s.Rhythm) {
		bad.Fail("rhythm", "meeting.fault.rhythm")
	}
	if s.Count < 1 || s.Count > MaxSeries {
		bad.Fail("count", "meeting.fault.count", "max", MaxSeries)
	}
	if s.Weekday < time.Sunday || s.Weekday > time.Saturday {
		bad.Fail("weekday", "meeting.fault.weekday")
	}
	if s.Hour < 0 || s.Hour > 23 || s.Minute < 0 || s.Minute > 59 {
		bad.Fail("time", "meeting.fault.time")
	}
	return bad.Err()
}

// day is the day of the series' meeting i, counted from 0.
func (s Series) day(first time.Time, i int) time.Time {
	if n := weeks[s.Rhythm]; n > 0 {
		return first.AddDate(0, 0, 7*n*i)
	}
	return nth(first, i)
}

// nth is the same weekday of the month, months later: the second one of it, and
// the last one where the first was a fifth.
func nth(first time.Time, months int) time.Time {
	week := (first.Day() - 1) / 7
	begin := time.Date(first.Year(), first.Month()+time.Month(months), 1, 12, 0, 0, 0, first.Location())
	day := begin.AddDate(0, 0, (int(first.Weekday())-int(begin.Weekday())+7)%7+7*week)
	for day.Month() != begin.Month() {
		day = day.AddDate(0, 0, -7)
	}
	return day
}

func look(at time.Time, days workday.Calendar, taken []string) Slot {
	slot := Slot{At: at.UTC(), Holiday: workday.Holiday(at)}
	switch {
	case slices.Contains(taken, at.Format(time.DateOnly)):
		slot.Mark = Taken
	case slot.Holiday != "":
		slot.Mark = Holiday
	case at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && !days.Is(at): // a weekend was chosen
		slot.Mark = Free
	}
	if slot.Mark != Ordinary {
		slot.Proposed = free(at, days, taken).UTC()
	}
	return slot
}

// free is the next working day on which the mentorship does not meet.
func free(at time.Time, days workday.Calendar, taken []string) time.Time {
	for {
		if at = days.After(at); !slices.Contains(taken, at.Format(time.DateOnly)) {
			return at
		}
		at = at.AddDate(0, 0, 1)
	}
}

// shifted moves a time as from was moved to to: by as many days, and to the same
// hour on the wall.
func shifted(at, from, to time.Time, zone *time.Location) time.Time {
	at, from, to = at.In(zone), from.In(zone), to.In(zone)
	days := int(noon(to).Sub(noon(from)).Hours()) / 24
	return time.Date(at.Year(), at.Month(), at.Day()+days, to.Hour(), to.Minute(), 0, 0, zone).UTC()
}

// noon is a day as a point in time that no zone's clocks disturb.
func noon(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, time.UTC)
}
