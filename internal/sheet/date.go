package sheet

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The ways in which a date fills a cell of text: year first, or day first.
var (
	yearFirst = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})\.?(?:(?:,? +|T)(\d.*))?$`)
	dayFirst  = regexp.MustCompile(`^(\d{1,2})([-/.]) ?(\d{1,2})([-/.]) ?(\d{4})\.?(?:,? +(\d.*))?$`)
	clock     = regexp.MustCompile(`^(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)? ?([AaPp][Mm])? ?(Z|UTC|EET|EEST|GMT(?:[+-]\d{1,2})?|[+-]\d\d:\d\d)?$`)
)

// zones are the words for a zone that forms write after a time.
var zones = map[string]string{"": "", "Z": "Z", "UTC": "Z", "GMT": "Z", "EET": "+02:00", "EEST": "+03:00"}

// isoDate writes a text that is a date, or a date with a time, as ISO 8601
// does: 2026-11-23, 2026-11-23T14:03:22. Any other text stays as it is, so does
// a date that cannot be: 1/25/2026 is no day of a 25th month, and guessing month
// first for some rows of a column would be worse than telling.
func isoDate(s string) string {
	if len(s) < 8 || len(s) > 48 || s[0] < '0' || s[0] > '9' {
		return s
	}
	var day, hours string
	if m := yearFirst.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		day, hours = isoDay(m[1], m[3], m[5]), m[6]
	} else if m := dayFirst.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		day, hours = isoDay(m[5], m[3], m[1]), m[6]
	}
	if day == "" || hours == "" {
		return cmp.Or(day, s)
	}
	if hours = isoClock(hours); hours == "" {
		return s
	}
	return day + "T" + hours
}

// isoDay gives "" for a day that no calendar has.
func isoDay(year, month, day string) string {
	iso := year + "-" + two(month) + "-" + two(day)
	if _, err := time.Parse(time.DateOnly, iso); err != nil {
		return ""
	}
	return iso
}

// isoClock writes 2:03:22 PM GMT+2 as 14:03:22+02:00; "" when it is no time.
func isoClock(s string) string {
	m := clock.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	hour, _ := strconv.Atoi(m[1]) // the expression lets two digits pass
	if half := strings.ToLower(m[4]); half != "" {
		if hour < 1 || hour > 12 {
			return ""
		}
		hour %= 12
		if half == "pm" {
			hour += 12
		}
	}
	iso := fmt.Sprintf("%02d:%s:%s", hour, m[2], cmp.Or(m[3], "00"))
	if _, err := time.Parse(time.TimeOnly, iso); err != nil {
		return ""
	}
	return iso + isoZone(m[5])
}

func isoZone(zone string) string {
	if hours, ok := strings.CutPrefix(zone, "GMT"); ok && hours != "" {
		return hours[:1] + two(hours[1:]) + ":00"
	}
	if iso, known := zones[zone]; known {
		return iso
	}
	return zone
}

func two(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

const secondsADay = 24 * 60 * 60

// serialDate gives the date and time behind a serial number, to the second; false for
// numbers that no calendar has. The 1900 system counts a 29 February 1900 that
// never was (ECMA-376 part 1, 18.17.4.1), so that day is no date.
func serialDate(serial float64, from1904 bool) (time.Time, bool) {
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case !(serial >= 0 && serial < 2_958_466): // also what is not a number
		return time.Time{}, false
	case from1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case serial < 60:
		epoch = epoch.AddDate(0, 0, 1)
	case serial < 61:
		return time.Time{}, false
	}
	seconds := math.Round(serial * secondsADay)
	at := epoch.AddDate(0, 0, int(seconds/secondsADay)).Add(time.Duration(math.Mod(seconds, secondsADay)) * time.Second)
	return at, at.Year() <= 9999
}
