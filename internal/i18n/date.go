package i18n

import (
	"fmt"
	"time"
)

// Case is a grammatical case of a date. Its values may be written in templates:
// {{.Date .At "loc"}}. English dates are the same in every case.
type Case string

// Nom names a day (“23. novembris”), Gen follows no (“no 23. novembra”), Dat
// follows līdz (“līdz 23. novembrim”), Loc tells when (“23. novembrī”).
const (
	Nom Case = "nom"
	Gen Case = "gen"
	Dat Case = "dat"
	Loc Case = "loc"
)

var monthsLV = map[Case][12]string{
	Nom: {"janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs", "jūlijs", "augusts", "septembris", "oktobris", "novembris", "decembris"},
	Gen: {"janvāra", "februāra", "marta", "aprīļa", "maija", "jūnija", "jūlija", "augusta", "septembra", "oktobra", "novembra", "decembra"},
	Dat: {"janvārim", "februārim", "martam", "aprīlim", "maijam", "jūnijam", "jūlijam", "augustam", "septembrim", "oktobrim", "novembrim", "decembrim"},
	Loc: {"janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā", "jūlijā", "augustā", "septembrī", "oktobrī", "novembrī", "decembrī"},
}

var weekdaysLV = [7]string{"svētdiena", "pirmdiena", "otrdiena", "trešdiena", "ceturtdiena", "piektdiena", "sestdiena"}

// Local moves a moment to the clock on the wall in Riga.
func (t *Translator) Local(at time.Time) time.Time { return at.In(t.zone) }

// Date writes a whole date: “2026. gada 23. novembris”, “23 November 2026”.
// An unknown case shows as ⟦…⟧.
func (t *Translator) Date(at time.Time, c Case) string {
	at = t.Local(at)
	if t.lang == EN {
		return at.Format("2 January 2006")
	}
	return yearLV(at) + " " + dayMonthLV(at, c)
}

// DayMonth writes a date whose year is plain: “23. novembrī”, “23 November”.
func (t *Translator) DayMonth(at time.Time, c Case) string {
	at = t.Local(at)
	if t.lang == EN {
		return at.Format("2 January")
	}
	return dayMonthLV(at, c)
}

// MonthYear writes a month: “2026. gada novembris”, “November 2026”.
func (t *Translator) MonthYear(at time.Time, c Case) string {
	at = t.Local(at)
	if t.lang == EN {
		return at.Format("January 2006")
	}
	return yearLV(at) + " " + monthLV(at, c)
}

// Weekday names the day of the week: “pirmdiena”, “Monday”.
func (t *Translator) Weekday(at time.Time) string {
	at = t.Local(at)
	if t.lang == EN {
		return at.Weekday().String()
	}
	return weekdaysLV[at.Weekday()]
}

// WeekdayAdverb tells on which day of the week: “pirmdien”, “on Monday”.
func (t *Translator) WeekdayAdverb(at time.Time) string {
	day := t.Weekday(at)
	if t.lang == EN {
		return "on " + day
	}
	return day[:len(day)-len("a")]
}

// WeekdayDate names a day in full: “pirmdiena, 2026. gada 23. novembris”,
// “Monday, 23 November 2026”.
func (t *Translator) WeekdayDate(at time.Time) string {
	return t.Weekday(at) + ", " + t.Date(at, Nom)
}

// ShortDate is for tables: “23.11.2026.”, “23 Nov 2026”.
func (t *Translator) ShortDate(at time.Time) string {
	at = t.Local(at)
	if t.lang == EN {
		return at.Format("2 Jan 2006")
	}
	return at.Format("02.01.2006.")
}

// DateRange names a stretch of days, saying nothing twice: “2026. gada
// 23.–27. novembris”, “2026. gada 23. novembris – 5. decembris”. The dash keeps
// to the word before it.
func (t *Translator) DateRange(from, to time.Time) string {
	from, to = t.Local(from), t.Local(to)
	sameYear := from.Year() == to.Year()
	sameMonth := sameYear && from.Month() == to.Month()
	switch {
	case sameMonth && from.Day() == to.Day():
		return t.Date(from, Nom)
	case sameMonth && t.lang == EN:
		return from.Format("2–") + to.Format("2 January 2006")
	case sameMonth:
		return yearLV(from) + " " + from.Format("2.–") + dayMonthLV(to, Nom)
	case sameYear && t.lang == EN:
		return from.Format("2 January") + nbsp + "– " + t.Date(to, Nom)
	case sameYear:
		return t.Date(from, Nom) + nbsp + "– " + dayMonthLV(to, Nom)
	}
	return t.Date(from, Nom) + nbsp + "– " + t.Date(to, Nom)
}

// Time writes the time of day on the 24-hour clock: “10.00”, “8.15” in Latvian,
// “10:00”, “8:15” in English and WithColon.
func (t *Translator) Time(at time.Time) string {
	at = t.Local(at)
	point := "."
	if t.lang == EN || t.colon {
		point = ":"
	}
	return fmt.Sprintf("%d%s%02d", at.Hour(), point, at.Minute())
}

// At tells at what time: “plkst. 10.00” with a no-break space, “at 10:00”.
func (t *Translator) At(at time.Time) string {
	if t.lang == EN {
		return "at" + nbsp + t.Time(at)
	}
	return "plkst." + nbsp + t.Time(at)
}

// AtRange tells from when until when on one day: “plkst. 10.00–11.30”, “from
// 10:00 to 11:30”.
func (t *Translator) AtRange(from, to time.Time) string {
	if t.lang == EN {
		return "from" + nbsp + t.Time(from) + " to" + nbsp + t.Time(to)
	}
	return t.At(from) + "–" + t.Time(to)
}

// DateTime tells when something happens: “2026. gada 23. novembrī plkst. 10.00”,
// “23 November 2026 at 10:00”.
func (t *Translator) DateTime(at time.Time) string {
	return t.Date(at, Loc) + " " + t.At(at)
}

// ISODate is the machine's form of a date, for datetime attributes, date inputs
// and files: 2026-11-23.
func (t *Translator) ISODate(at time.Time) string {
	return t.Local(at).Format(time.DateOnly)
}

// ISOTime is the machine's form of the time of day, for time inputs: 08:15.
func (t *Translator) ISOTime(at time.Time) string {
	return t.Local(at).Format("15:04")
}

func yearLV(at time.Time) string { return at.Format("2006.") + nbsp + "gada" }

func dayMonthLV(at time.Time, c Case) string {
	return at.Format("2. ") + monthLV(at, c)
}

func monthLV(at time.Time, c Case) string {
	names, ok := monthsLV[c]
	if !ok {
		return missing("case " + string(c))
	}
	return names[at.Month()-1]
}
