package meeting

import (
	"slices"
	"testing"
	"time"

	"domubiedrs/internal/workday"
)

var riga = func() *time.Location {
	z, err := time.LoadLocation("Europe/Riga")
	if err != nil {
		panic(err)
	}
	return z
}()

// days lays a rule out from a day at ten.
func days(t *testing.T, r Rhythm, from string, count int, moved string, taken ...string) (list, marks []string) {
	t.Helper()
	first, err := time.ParseInLocation(time.DateOnly, from, riga)
	if err != nil {
		t.Fatal(err)
	}
	c, err := workday.Parse(moved)
	if err != nil {
		t.Fatal(err)
	}
	slots, err := Series{Rhythm: r, From: first, Weekday: first.Weekday(), Hour: 10, Count: count}.Slots(riga, c, taken)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range slots {
		list, marks = append(list, s.At.In(riga).Format("2006-01-02 15:04")), append(marks, string(s.Mark))
		if s.Mark != Ordinary {
			marks[len(marks)-1] += " " + s.Proposed.In(riga).Format("2006-01-02 15:04")
		}
	}
	return list, marks
}

// TestRhythms: weeks are weeks, and a month's meeting stays on its weekday; all at
// ten on the wall.
func TestRhythms(t *testing.T) {
	for _, tt := range []struct {
		rhythm Rhythm
		from   string
		want   []string
	}{
		{TwoWeeks, "2027-03-23", []string{"2027-03-23 10:00", "2027-04-06 10:00", "2027-04-20 10:00"}},
		{ThreeWeeks, "2027-10-13", []string{"2027-10-13 10:00", "2027-11-03 10:00", "2027-11-24 10:00"}},
		{FourWeeks, "2027-12-15", []string{"2027-12-15 10:00", "2028-01-12 10:00", "2028-02-09 10:00"}},
		{Monthly, "2027-02-09", []string{"2027-02-09 10:00", "2027-03-09 10:00", "2027-04-13 10:00"}},
		{Monthly, "2027-04-29", []string{"2027-04-29 10:00", "2027-05-27 10:00", "2027-06-24 10:00"}},
	} {
		if got, _ := days(t, tt.rhythm, tt.from, 3, ""); !slices.Equal(got, tt.want) {
			t.Errorf("%s from %s: %v, want %v", tt.rhythm, tt.from, got, tt.want)
		}
	}
}

// TestMarkedDays: holidays, moved days and days that are taken are marked, each with
// the next working day; a weekend that was chosen is none.
func TestMarkedDays(t *testing.T) {
	for _, tt := range []struct {
		from, moved, taken, want string
	}{
		{"2027-06-24", "", "", "holiday 2027-06-25 10:00"},
		{"2027-12-24", "", "", "holiday 2027-12-27 10:00"},
		{"2027-06-25", "2027-06-25 2027-07-03", "", "free 2027-06-28 10:00"},
		{"2027-02-02", "", "2027-02-02", "taken 2027-02-03 10:00"},
		{"2027-06-24", "2027-06-25 2027-07-03", "2027-06-28", "holiday 2027-06-29 10:00"},
		{"2027-02-06", "", "", ""},
	} {
		if _, got := days(t, TwoWeeks, tt.from, 1, tt.moved, tt.taken); got[0] != tt.want {
			t.Errorf("%s (moved %q, taken %q): %q, want %q", tt.from, tt.moved, tt.taken, got[0], tt.want)
		}
	}
}

func TestARuleThatIsNone(t *testing.T) {
	good := Series{Rhythm: TwoWeeks, From: time.Date(2027, 2, 2, 0, 0, 0, 0, riga), Hour: 10, Count: MaxSeries}
	if slots, err := good.Slots(riga, workday.Calendar{}, nil); err != nil || len(slots) != MaxSeries {
		t.Fatalf("%d: %v", len(slots), err)
	}
	for what, spoil := range map[string]func(*Series){"no rhythm": func(s *Series) { s.Rhythm = "daily" }, "none": func(s *Series) { s.Count = 0 },
		"too many": func(s *Series) { s.Count = MaxSeries + 1 }, "no hour": func(s *Series) { s.Hour = 24 }, "no weekday": func(s *Series) { s.Weekday = 7 }} {
		bad := good
		spoil(&bad)
		if _, err := bad.Slots(riga, workday.Calendar{}, nil); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
}
