package job

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
)

type withText struct{ Name string }

func (withText) Kind() string { return "test.text" }

type withBytes struct{ ID []byte }

func (withBytes) Kind() string { return "test.bytes" }

type inner struct{ ID string }

type withInner struct{ inner }

func (withInner) Kind() string { return "test.inner" }

type badName struct{}

func (badName) Kind() string { return "Test Name" }

type fine struct {
	ID       string
	PersonID string
	Round    int
	DueAt    time.Time
}

func (fine) Kind() string { return "test.fine" }

type notStruct string

func (notStruct) Kind() string { return "test.string" }

func ignore[T Args](context.Context, T) error { return nil }

func TestRegisteringRefusesWhatCouldCarryContent(t *testing.T) {
	zone := time.UTC
	for name, register := range map[string]func(r *Registry){
		"a text field":           func(r *Registry) { Handle(r, ignore[withText], Options{}) },
		"bytes":                  func(r *Registry) { Handle(r, ignore[withBytes], Options{}) },
		"an embedded struct":     func(r *Registry) { Handle(r, ignore[withInner], Options{}) },
		"a bare string":          func(r *Registry) { Handle(r, ignore[notStruct], Options{}) },
		"a malformed kind":       func(r *Registry) { Handle(r, ignore[badName], Options{}) },
		"a kind twice":           func(r *Registry) { Handle(r, ignore[fine], Options{}); Handle(r, ignore[fine], Options{}) },
		"an unknown schedule":    func(r *Registry) { Schedule(r, fine{}, Every(time.Hour)) },
		"a schedule with text":   func(r *Registry) { Handle(r, ignore[fine], Options{}); Schedule(r, fine{ID: "A B"}, Every(time.Hour)) },
		"half a second":          func(*Registry) { Every(time.Second / 2) },
		"a time that is no time": func(*Registry) { Daily(24, 0, zone) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			register(NewRegistry())
		}()
	}
	Handle(NewRegistry(), ignore[fine], Options{})
}

func TestDailyKeepsTheWallClock(t *testing.T) {
	riga, err := time.LoadLocation("Europe/Riga")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name         string
		hour, minute int
		from         string
		want         []string
	}{
		{"winter to summer", 9, 0, "2027-03-27T00:00:00Z", []string{"2027-03-27T07:00:00Z", "2027-03-28T06:00:00Z", "2027-03-29T06:00:00Z"}},
		{"summer to winter", 9, 0, "2026-10-24T00:00:00Z", []string{"2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z", "2026-10-26T07:00:00Z"}},
		{"the hour that is left out", 3, 30, "2027-03-27T02:00:00Z", []string{"2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z"}},
		{"the hour that comes twice", 3, 30, "2026-10-24T01:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
		{"around midnight", 0, 5, "2026-12-31T21:00:00Z", []string{"2026-12-31T22:05:00Z", "2027-01-01T22:05:00Z"}},
	} {
		at, err := time.Parse(time.RFC3339, tt.from)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for range tt.want {
			at = Daily(tt.hour, tt.minute, riga)(at)
			got = append(got, at.Format(time.RFC3339))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s", tt.name, diff)
		}
	}
}

// TestSchedulesMoveOn: every rule names a later time, wherever it is asked.
func TestSchedulesMoveOn(t *testing.T) {
	riga, err := time.LoadLocation("Europe/Riga")
	if err != nil {
		t.Fatal(err)
	}
	for name, when := range map[string]When{"daily": Daily(3, 30, riga), "every": Every(7 * time.Minute)} {
		at := time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC)
		for at.Year() < 2028 {
			next := when(at)
			if !next.After(at) || next.Sub(at) > 26*time.Hour {
				t.Fatalf("%s: after %s comes %s", name, at, next)
			}
			if again := when(next.Add(-time.Nanosecond)); !again.Equal(next) {
				t.Fatalf("%s: %s is seen as %s by another node", name, next, again)
			}
			at = next
		}
	}
}

func TestBackoffGrowsFromSecondsToHours(t *testing.T) {
	total := time.Duration(0)
	for attempt := 1; attempt < defaultAttempts; attempt++ {
		middle := min(5*time.Second<<(2*(attempt-1)), 6*time.Hour)
		for range 100 {
			if got := backoff(attempt); got < middle*8/10 || got > middle*12/10 {
				t.Errorf("after attempt %d: %s, want %s give or take a fifth", attempt, got, middle)
			}
		}
		total += middle
	}
	if total < 12*time.Hour || total > 48*time.Hour {
		t.Errorf("a job dies after %s, want about a day", total)
	}
	if got := backoff(1000); got > 8*time.Hour || got < 4*time.Hour {
		t.Errorf("after attempt 1000: %s", got)
	}
}

func TestNameOfSaysNothingOfTheContent(t *testing.T) {
	_, parse := time.Parse(time.RFC3339, "Anna")
	for _, tt := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("send to Anna: %w", fault.New(fault.Gone, "proposal.gone")), "proposal.gone"},
		{fmt.Errorf("a: %w", fmt.Errorf("b: %w", parse)), "*time.ParseError"},
		{errors.New("Anna"), "*errors.errorString"},
		{&panicked{value: "Anna"}, "*job.panicked"},
		{Discard(fault.New(fault.Gone, "x.gone")), "x.gone"},
	} {
		if got := nameOf(tt.err); got != tt.want {
			t.Errorf("nameOf(%v) = %q, want %q", tt.err, got, tt.want)
		}
	}
	if Discard(nil) != nil {
		t.Error("Discard makes an error of none")
	}
}
