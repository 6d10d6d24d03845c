package i18n

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
)

func at(rfc3339 string) time.Time {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		panic(err) // a slip in a test's own literal
	}
	return t
}

func atoi(t testing.TB, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// hard writes no-break spaces visibly in expectations: ~ stands for one.
func hard(s string) string { return strings.ReplaceAll(s, "~", nbsp) }

// TestMonthCases holds the stems and endings of context §8.1.
func TestMonthCases(t *testing.T) {
	lv, en := speak(t)
	endings := []string{
		"janvār is a im ī", "februār is a im ī", "mart s a am ā", "aprī lis ļa lim lī",
		"maij s a am ā", "jūnij s a am ā", "jūlij s a am ā", "august s a am ā",
		"septembr is a im ī", "oktobr is a im ī", "novembr is a im ī", "decembr is a im ī",
	}
	for i, line := range endings {
		forms := strings.Fields(line)
		day := time.Date(2026, time.Month(i+1), 15, 12, 0, 0, 0, time.UTC)
		for j, c := range []Case{Nom, Gen, Dat, Loc} {
			month := forms[0] + forms[j+1]
			if got, want := lv.Date(day, c), hard("2026.~gada 15. "+month); got != want {
				t.Errorf("Date %s: got %q, want %q", c, got, want)
			}
			if got, want := lv.DayMonth(day, c), "15. "+month; got != want {
				t.Errorf("DayMonth %s: got %q, want %q", c, got, want)
			}
			if got, want := lv.MonthYear(day, c), hard("2026.~gada "+month); got != want {
				t.Errorf("MonthYear %s: got %q, want %q", c, got, want)
			}
			if got, want := en.Date(day, c), "15 "+day.Month().String()+" 2026"; got != want {
				t.Errorf("English %s: got %q, want %q", c, got, want)
			}
		}
	}
	if got := lv.DayMonth(at("2026-11-23T08:00:00Z"), "voc"); got != "23. ⟦case voc⟧" {
		t.Errorf("an unknown case gives %q", got)
	}
}

func TestDates(t *testing.T) {
	lv, en := speak(t)
	day, later := at("2026-11-23T08:00:00Z"), at("2026-11-23T09:30:00Z")
	for _, c := range []struct{ got, want string }{
		{lv.WeekdayDate(day), "pirmdiena, 2026.~gada 23. novembris"},
		{en.WeekdayDate(day), "Monday, 23 November 2026"},
		{lv.ShortDate(day), "23.11.2026."},
		{lv.ShortDate(at("2026-01-05T08:00:00Z")), "05.01.2026."},
		{en.ShortDate(day), "23 Nov 2026"},
		{en.DayMonth(day, Loc), "23 November"},
		{en.MonthYear(day, Loc), "November 2026"},
		{lv.Time(day), "10.00"}, {en.Time(day), "10:00"},
		{lv.Time(at("2026-11-23T06:15:00Z")), "8.15"},
		{lv.At(day), "plkst.~10.00"}, {en.At(day), "at~10:00"},
		{lv.AtRange(day, later), "plkst.~10.00–11.30"}, {en.AtRange(day, later), "from~10:00 to~11:30"},
		{lv.DateTime(day), "2026.~gada 23. novembrī plkst.~10.00"},
		{en.DateTime(day), "23 November 2026 at~10:00"},
		{lv.ISODate(day), "2026-11-23"}, {lv.ISOTime(at("2026-11-23T06:15:00Z")), "08:15"},
	} {
		if c.got != hard(c.want) {
			t.Errorf("got %q, want %q", c.got, hard(c.want))
		}
	}
}

func TestWeekdays(t *testing.T) {
	lv, en := speak(t)
	for i, stem := range []string{"pirm", "otr", "treš", "ceturt", "piekt", "sest", "svēt"} {
		day := time.Date(2026, 11, 23+i, 12, 0, 0, 0, time.UTC)
		if got, want := lv.Weekday(day), stem+"diena"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got, want := lv.WeekdayAdverb(day), stem+"dien"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got, want := en.WeekdayAdverb(day), "on "+day.Weekday().String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDateRange(t *testing.T) {
	lv, en := speak(t)
	from := at("2026-11-23T08:00:00Z")
	for _, c := range []struct{ to, lv, en string }{
		{"2026-11-23T15:00:00Z", "2026.~gada 23. novembris", "23 November 2026"},
		{"2026-11-27T08:00:00Z", "2026.~gada 23.–27. novembris", "23–27 November 2026"},
		{"2026-12-05T08:00:00Z", "2026.~gada 23. novembris~– 5. decembris", "23 November~– 5 December 2026"},
		{"2027-01-05T08:00:00Z", "2026.~gada 23. novembris~– 2027.~gada 5. janvāris", "23 November 2026~– 5 January 2027"},
		{"2027-11-23T08:00:00Z", "2026.~gada 23. novembris~– 2027.~gada 23. novembris", "23 November 2026~– 23 November 2027"},
	} {
		if got := lv.DateRange(from, at(c.to)); got != hard(c.lv) {
			t.Errorf("got %q, want %q", got, hard(c.lv))
		}
		if got := en.DateRange(from, at(c.to)); got != hard(c.en) {
			t.Errorf("got %q, want %q", got, hard(c.en))
		}
	}
}

// TestClockChanges walks over both clock changes and over midnights that fall on
// different days in Riga and in UTC.
func TestClockChanges(t *testing.T) {
	lv, _ := speak(t)
	for moment, want := range map[string]string{
		"2026-03-29T00:59:00Z":      "2026.~gada 29. martā plkst.~2.59",
		"2026-03-29T01:00:00Z":      "2026.~gada 29. martā plkst.~4.00",
		"2026-10-25T00:30:00Z":      "2026.~gada 25. oktobrī plkst.~3.30",
		"2026-10-25T01:30:00Z":      "2026.~gada 25. oktobrī plkst.~3.30",
		"2026-10-25T02:00:00Z":      "2026.~gada 25. oktobrī plkst.~4.00",
		"2026-06-30T21:00:00Z":      "2026.~gada 1. jūlijā plkst.~0.00",
		"2026-12-31T21:59:00Z":      "2026.~gada 31. decembrī plkst.~23.59",
		"2026-12-31T22:00:00Z":      "2027.~gada 1. janvārī plkst.~0.00",
		"2028-02-28T23:00:00Z":      "2028.~gada 29. februārī plkst.~1.00",
		"2026-11-23T10:00:00+09:00": "2026.~gada 23. novembrī plkst.~3.00",
	} {
		if got := lv.DateTime(at(moment)); got != hard(want) {
			t.Errorf("%s: got %q, want %q", moment, got, hard(want))
		}
	}
	week := lv.DateRange(at("2026-10-24T21:00:00Z"), at("2026-10-25T21:59:00Z"))
	if want := hard("2026.~gada 25. oktobris"); week != want {
		t.Errorf("a day of 25 hours: got %q, want %q", week, want)
	}
}

func TestNumbers(t *testing.T) {
	lv, en := speak(t)
	type count int
	for _, c := range []struct {
		v        any
		decimals []int
		lv, en   string
	}{
		{0, nil, "0", "0"},
		{1234, nil, "1234", "1,234"},
		{12345, nil, "12~345", "12,345"},
		{-12345, nil, "-12~345", "-12,345"},
		{-123, nil, "-123", "-123"},
		{1234567, nil, "1~234~567", "1,234,567"},
		{int64(math.MinInt64), nil, "-9~223~372~036~854~775~808", "-9,223,372,036,854,775,808"},
		{uint64(math.MaxUint64), nil, "18~446~744~073~709~551~615", "18,446,744,073,709,551,615"},
		{count(100000), nil, "100~000", "100,000"},
		{1234.5, nil, "1234,5", "1,234.5"},
		{12345.6, nil, "12~345,6", "12,345.6"},
		{1234567.89, nil, "1~234~567,89", "1,234,567.89"},
		{float32(0.1), nil, "0,1", "0.1"},
		{2.0, nil, "2", "2"},
		{2, []int{1}, "2,0", "2.0"},
		{uint8(2), []int{1}, "2,0", "2.0"},
		{99999.96, []int{1}, "100~000,0", "100,000.0"},
		{0.255, []int{0}, "0", "0"},
		{-0.04, []int{1}, "0,0", "0.0"},
		{1.5, []int{-1}, "2", "2"},
		{math.NaN(), nil, "–", "–"},
		{math.Inf(-1), []int{2}, "–", "–"},
		{"7", nil, "⟦number 7⟧", "⟦number 7⟧"},
		{nil, nil, "⟦number <nil>⟧", "⟦number <nil>⟧"},
	} {
		if got := lv.Number(c.v, c.decimals...); got != hard(c.lv) {
			t.Errorf("Number(%v, %v) = %q, want %q", c.v, c.decimals, got, hard(c.lv))
		}
		if got := en.Number(c.v, c.decimals...); got != hard(c.en) {
			t.Errorf("English Number(%v, %v) = %q, want %q", c.v, c.decimals, got, hard(c.en))
		}
	}
}

func TestSigns(t *testing.T) {
	lv, en := speak(t)
	for _, c := range []struct{ got, want string }{
		{lv.Percent(25), "25~%"}, {en.Percent(25), "25%"},
		{lv.Percent(25.64, 1), "25,6~%"}, {en.Percent(25.64, 1), "25.6%"},
		{lv.Percent(12345), "12~345~%"},
		{lv.Quote("Gars, bet skaidrs"), "“Gars, bet skaidrs”"}, {en.Quote("x"), "“x”"},
		{lv.List(nil), ""}, {lv.List([]string{"A"}), "A"}, {lv.List([]string{"A", "B"}), "A un B"},
		{lv.List([]string{"A", "B", "C"}), "A, B un C"}, {en.List([]string{"A", "B", "C"}), "A, B and C"},
		{lv.Duration(0), "0~min"}, {lv.Duration(45), "45~min"}, {lv.Duration(60), "1~h"},
		{lv.Duration(90), "1~h 30~min"}, {lv.Duration(-90), "-1~h 30~min"}, {lv.Duration(-5), "-5~min"},
		{en.Duration(600_001), "10,000~h 1~min"},
	} {
		if c.got != hard(c.want) {
			t.Errorf("got %q, want %q", c.got, hard(c.want))
		}
	}
}
