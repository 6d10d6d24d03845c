package sheet

import (
	"testing"
	"time"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                            "",
		"  a b ":                      "a b",
		"\u00a0\ufeff\u200ba\u2060\t": "a",
		"a\r\nb\rc":                   "a\nb\nc",
		"Be\u0304rziņš":               "Bērziņš",
		"a\x00\x07b":                  "ab",
		"\xff":                        "\ufffd",
		"\u202eabc":                   "\u202eabc",
		"~ tilde":                     "~ tilde",
		"👩\u200d💻 vienā zīmē, savienota": "👩\u200d💻 vienā zīmē, savienota",
	} {
		if got := clean(text); got != want || clean(got) != want {
			t.Errorf("%q is cleaned to %q, want %q", text, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"25.01.1990.":                  "1990-01-25",
		"25.01.1990":                   "1990-01-25",
		"5. 1. 1990.":                  "1990-01-05",
		"5/1/2026":                     "2026-01-05",
		"25-1-2026":                    "2026-01-25",
		"2026-1-5":                     "2026-01-05",
		"2026.01.05.":                  "2026-01-05",
		"2026/01/25 2:03:22 PM EET":    "2026-01-25T14:03:22+02:00",
		"2026/07/25 12:03:22 AM GMT+3": "2026-07-25T00:03:22+03:00",
		"2026/07/25 12:03:22 pm EEST":  "2026-07-25T12:03:22+03:00",
		"25.01.2026. 9.05":             "2026-01-25T09:05:00",
		"25.01.2026, 09:05:07":         "2026-01-25T09:05:07",
		"2026-01-25T09:05:07.123Z":     "2026-01-25T09:05:07Z",
		"2026-01-25T09:05:07+02:00":    "2026-01-25T09:05:07+02:00",
		"2026-01-25 09:05 GMT":         "2026-01-25T09:05:00Z",
		"29.02.2024.":                  "2024-02-29",
		"29.02.2026.":                  "29.02.2026.",
		"1/25/2026":                    "1/25/2026",
		"31.04.2026":                   "31.04.2026",
		"25.01.26":                     "25.01.26",
		"25.01/2026":                   "25.01/2026",
		"2026-01-25 25:00":             "2026-01-25 25:00",
		"2026-01-25 13:00 PM":          "2026-01-25 13:00 PM",
		"2026-01-25 0:10 AM":           "2026-01-25 0:10 AM",
		"2026-01-25 un vēl kaut kas":   "2026-01-25 un vēl kaut kas",
		"29123456":                     "29123456",
		"010190-12345":                 "010190-12345",
		"2026-01-25 12:00 Atlantīdā":   "2026-01-25 12:00 Atlantīdā",
		"kopš 25.01.2026.":             "kopš 25.01.2026.",
		"25.01.2026. vai 26.01.2026.":  "25.01.2026. vai 26.01.2026.",
		"0000-00-00":                   "0000-00-00",
		"2026-01-25T23:59:60":          "2026-01-25T23:59:60",
	} {
		if got := isoDate(text); got != want || isoDate(got) != got {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestSerialDates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		serial float64
		from   bool
		want   string
	}{
		{1, false, "1900-01-01T00:00:00"}, {59, false, "1900-02-28T00:00:00"}, {60, false, ""}, {60.9, false, ""}, {61, false, "1900-03-01T00:00:00"},
		{45985, false, "2025-11-24T00:00:00"}, {45985.999999, false, "2025-11-25T00:00:00"}, {45985.5, false, "2025-11-24T12:00:00"},
		{2_958_465, false, "9999-12-31T00:00:00"}, {2_958_465.999_999_9, false, ""}, {2_958_466, false, ""}, {-1, false, ""}, {1e300, false, ""},
		{0, true, "1904-01-01T00:00:00"}, {2_957_003, true, "9999-12-31T00:00:00"}, {2_957_004, true, ""},
	} {
		at, ok := serialDate(c.serial, c.from)
		got := ""
		if ok {
			got = at.Format("2006-01-02T15:04:05")
		}
		if got != c.want {
			t.Errorf("%v (1904: %v) is %q, want %q", c.serial, c.from, got, c.want)
		}
	}
	// Every day from March 1900 on is the day after the one before.
	day := time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
	for serial := 61; serial < 60_000; serial++ {
		if at, ok := serialDate(float64(serial), false); !ok || !at.Equal(day) {
			t.Fatalf("%d is %v, want %v", serial, at, day)
		}
		day = day.AddDate(0, 0, 1)
	}
}

func TestNumbersAsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, stored, want string }{
		{"General", "29123456", "29123456"},
		{"General", "0.30000000000000004", "0.3"},
		{"General", "1E+20", "100000000000000000000"},
		{"General", "1.5E-5", "0.000015"},
		{"General", "1E-20", "1e-20"},
		{"General", "1E+300", "1e+300"},
		{"General", "-0", "-0"},
		{"General", "007", "007"},
		{"General", "abc", "abc"},
		{"General", "NaN", "NaN"},
		{"@", "12", "12"},
		{"0", "2.5", "3"},
		{"0.00", "2.5", "2.50"},
		{"0.0#", "2.5", "2.5"},
		{"0.0#", "2.567", "2.57"},
		{"#", "0", ""},
		{"#,##0", "1234567", "1234567"},
		{"000000", "1234", "001234"},
		{"000000\\-00000", "1019012345", "010190-12345"},
		{"00000000", "-5", "-00000005"},
		{`"+371 "00 000 000`, "29123456", "+371 29 123 456"},
		{`# ### ##0" EUR"`, "1234", "1 234 EUR"},
		{"0%", "0.25", "25%"},
		{"0.0%", "0.256", "25.6%"},
		{"0.00;[Red]-0.00", "-1.5", "-1.50"},
		{"#,##0.00_-", "1.5", "1.50"},
		{"[$€-426] #,##0", "7", "7"},
		{"0.00E+00", "1234", "1234"},
		{"# ?/?", "0.5", "0.5"},
		{"0,", "1500", "1500"},
		{`"0"0`, "1", "1"},
		{"0", "1E+16", "10000000000000000"},
		{"0", "-0.4", "0"},
		{"dd.mm.yyyy.", "45985", "2025-11-24"},
		{`yyyy. "gada" d. mmmm`, "45985", "2025-11-24"},
		{"mmm", "45985", "2025-11-24"},
		{"m/d/yy h:mm", "45985.5", "2025-11-24T12:00:00"},
		{"m/d/yy h:mm", "45985", "2025-11-24"},
		{"h:mm AM/PM", "0.75", "18:00"},
		{"mm:ss", "0.000694444444444444", "00:01"},
		{"h:mm:ss", "45985.5000115741", "12:00:01"},
		{"[h]:mm", "1.5", "36:00"},
		{"[hh]:mm", "-0.5", "-12:00"},
		{"yyyy-mm-dd", "-1", "-1"},
		{"yyyy-mm-dd", "60", "60"},
	} {
		got := parseFormat(c.code).show(c.stored, false)
		if got != c.want {
			t.Errorf("%s shown by %s is %q, want %q", c.stored, c.code, got, c.want)
		}
	}
}

func TestColumnNames(t *testing.T) {
	t.Parallel()
	for column, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 27: "AB", 701: "ZZ", 702: "AAA", 16_383: "XFD"} {
		if got := ColumnName(column); got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
	}
	for column := range 16_384 {
		if back, ok := columnOf(ColumnName(column) + "7"); !ok || back != column {
			t.Fatalf("%s is column %d", ColumnName(column), back)
		}
	}
}
