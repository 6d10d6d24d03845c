package ical

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	riga    = mustZone()
	seminar = Event{UID: "seminar-0198@example.org", Stamp: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC),
		Start: time.Date(2027, 1, 11, 10, 0, 0, 0, riga), End: time.Date(2027, 1, 11, 11, 30, 0, 0, riga),
		Summary:     "Informatīvais seminārs: kā jēgpilni strādāt ar mentoru, ko sagaidīt un ko ņemt līdzi",
		Description: "Semināra lapa:\nhttps://example.org/seminars/0198",
		Location:    `Smilšu iela 1; 2. stāvs, zāle “Gaisma” \ Rīga`, URL: "https://example.org/seminars/0198", Status: Confirmed}
)

func mustZone() *time.Location {
	z, err := time.LoadLocation("Europe/Riga")
	if err != nil {
		panic(err)
	}
	return z
}

func encode(t testing.TB, c Calendar) string {
	t.Helper()
	b, err := Encode(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestGolden(t *testing.T) {
	moved, off, summer := seminar, seminar, seminar
	moved.Sequence, moved.Start, moved.End = 1, moved.Start.Add(24*time.Hour), moved.End.Add(24*time.Hour)
	off.Sequence, off.Status, off.Description, off.Location = 2, Cancelled, "", ""
	summer.UID, summer.Start, summer.End = "seminar-0199@example.org", time.Date(2027, 7, 1, 9, 0, 0, 0, riga), time.Date(2027, 7, 1, 10, 0, 0, 0, riga)
	for name, c := range map[string]Calendar{
		"event":     {Events: []Event{seminar}},
		"moved":     {Method: Request, Events: []Event{moved}},
		"cancelled": {Method: Cancel, Events: []Event{off}},
		"feed":      {Method: Publish, Name: "Mentorings, semināri", Events: []Event{seminar, summer}},
	} {
		file := filepath.Join("testdata", name+".ics")
		got := encode(t, c)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s differs\n%s", file, diff)
		}
	}
}

// TestAFileReadsBack reads what was written with a parser that shares nothing
// with the writer but the standard.
func TestAFileReadsBack(t *testing.T) {
	parts := parse(t, encode(t, Calendar{Method: Request, Name: "Plāns", Events: []Event{seminar}}))
	event := parts["VEVENT"]
	want := map[string]string{"UID": seminar.UID, "SEQUENCE": "0", "DTSTAMP": "20261123T080000Z", "DTSTART;TZID=Europe/Riga": "20270111T100000",
		"DTEND;TZID=Europe/Riga": "20270111T113000", "SUMMARY": seminar.Summary, "DESCRIPTION": seminar.Description, "LOCATION": seminar.Location,
		"URL": seminar.URL, "STATUS": "CONFIRMED", "CLASS": "PRIVATE"}
	if diff := cmp.Diff(want, event); diff != "" {
		t.Errorf("the event reads\n%s", diff)
	}
	whole := map[string]string{"VERSION": "2.0", "PRODID": product, "CALSCALE": "GREGORIAN", "METHOD": "REQUEST", "X-WR-CALNAME": "Plāns"}
	if diff := cmp.Diff(whole, parts["VCALENDAR"]); diff != "" {
		t.Errorf("the calendar reads\n%s", diff)
	}
	if parts["VTIMEZONE"]["TZID"] != "Europe/Riga" {
		t.Errorf("the zone reads %v", parts["VTIMEZONE"])
	}
}

func TestWhatNoProgramTakesInIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*Event){
		"no UID":              func(e *Event) { e.UID = "" },
		"a UID of two lines":  func(e *Event) { e.UID = "a\nATTENDEE:x" },
		"no length":           func(e *Event) { e.End = e.Start },
		"an end before":       func(e *Event) { e.End = e.Start.Add(-time.Minute) },
		"no stamp":            func(e *Event) { e.Stamp = time.Time{} },
		"a negative sequence": func(e *Event) { e.Sequence = -1 },
	} {
		bad := seminar
		spoil(&bad)
		if b, err := Encode(Calendar{Events: []Event{seminar, bad}}); err == nil || b != nil {
			t.Errorf("%s is taken: %d bytes, %v", name, len(b), err)
		}
	}
	if _, err := Encode(Calendar{}); err == nil {
		t.Error("an empty calendar is written; RFC 5545 §3.6 asks for a component")
	}
}

func TestAnAddressCannotBeginALine(t *testing.T) {
	e := seminar
	e.URL = "https://example.org/\r\nATTENDEE:mailto:x@example.org"
	if got := parse(t, encode(t, Calendar{Events: []Event{e}}))["VEVENT"]; got["ATTENDEE"] != "" || got["URL"] != "https://example.org/ATTENDEE:mailto:x@example.org" {
		t.Errorf("%v", got)
	}
}

// TestTheClockOnTheWall compares our rule of the zone with the tz database,
// every half hour of thirty years.
func TestTheClockOnTheWall(t *testing.T) {
	for at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2050; at = at.Add(30 * time.Minute) {
		wall, once := local(at)
		there := at.In(riga)
		if wall.Format(time.DateTime) != there.Format(time.DateTime) {
			t.Fatalf("%s is %s in Riga, not %s", at, there, wall)
		}
		if earlier := at.Add(-time.Hour).In(riga); once == (earlier.Format(time.DateTime) == there.Format(time.DateTime)) {
			t.Fatalf("%s: shown once is %v", there, once)
		}
	}
}

func TestTheSecondOfTwoEqualHoursIsInUTC(t *testing.T) {
	for _, tt := range []struct {
		utc  string
		want string
	}{
		{"2026-03-29 00:30", "DTSTART;TZID=Europe/Riga:20260329T023000"},
		{"2026-03-29 01:00", "DTSTART;TZID=Europe/Riga:20260329T040000"},
		{"2026-10-25 00:30", "DTSTART;TZID=Europe/Riga:20261025T033000"},
		{"2026-10-25 01:30", "DTSTART:20261025T013000Z"},
		{"2026-10-25 02:00", "DTSTART;TZID=Europe/Riga:20261025T040000"},
		{"2026-12-31 23:00", "DTSTART;TZID=Europe/Riga:20270101T010000"},
	} {
		at, err := time.Parse("2006-01-02 15:04", tt.utc)
		if err != nil {
			t.Fatal(err)
		}
		var w writer
		w.moment("DTSTART", at)
		if got := strings.TrimSpace(w.String()); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.utc, got, tt.want)
		}
	}
}

func FuzzFolding(f *testing.F) {
	for _, s := range []string{"", "īss", strings.Repeat("a", 75), strings.Repeat("a", 76), strings.Repeat("ā", 200), strings.Repeat("a😀", 90),
		" sākas ar atstarpi", strings.Repeat(" ", 160)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n") {
			return // a writer's line is neither
		}
		var w writer
		w.fold(s)
		folded := w.String()
		for _, line := range strings.Split(strings.TrimSuffix(folded, "\r\n"), "\r\n") {
			if len(line) > lineLimit || !utf8.ValidString(line) {
				t.Errorf("a line of %d bytes, whole characters: %v", len(line), utf8.ValidString(line))
			}
		}
		if back := strings.TrimSuffix(strings.ReplaceAll(folded, "\r\n ", ""), "\r\n"); back != s {
			t.Errorf("%q comes back as %q", s, back)
		}
	})
}

func FuzzEscaping(f *testing.F) {
	for _, s := range []string{"viss; labi, “jā” \\ nē", "divas\nrindas", "Windows\r\nrinda\rMac", `\n`, "\x00\x07zvans\x7f", "\xff\xfe", ":;=,\"'", "beigas\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := seminar
		e.Summary, e.Description, e.Location = s, s+s, "x"+s
		event := parse(t, encode(t, Calendar{Events: []Event{e}}))["VEVENT"]
		for name, want := range map[string]string{"SUMMARY": printable(s), "DESCRIPTION": printable(s + s), "LOCATION": printable("x" + s)} {
			if event[name] != want {
				t.Errorf("%s is %q, want %q", name, event[name], want)
			}
		}
		if len(event) > 11 {
			t.Errorf("a text has made properties: %v", event)
		}
	})
}
