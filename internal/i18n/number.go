package i18n

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// nbsp keeps a number and its sign, or a year and its word, on one line.
const nbsp = "\u00a0"

// Number writes a whole or a decimal number. Latvian: decimal comma, groups of
// three parted by a no-break space from five digits on (1234,5 · 12 345,6).
// English: decimal point, commas from four digits on. decimals fixes the number
// of decimal places; without it whole numbers have none and others as many as
// they need. Infinity and not-a-number are written as a dash, a value that is
// no number as ⟦…⟧.
func (t *Translator) Number(v any, decimals ...int) string {
	switch v := reflect.ValueOf(v); {
	case v.CanInt() && len(decimals) == 0:
		return t.integer(v.Int())
	case v.CanInt():
		return t.decimal(float64(v.Int()), 64, decimals)
	case v.CanUint() && len(decimals) > 0:
		return t.decimal(float64(v.Uint()), 64, decimals)
	case v.CanUint():
		return t.group(strconv.FormatUint(v.Uint(), 10))
	case v.CanFloat():
		return t.decimal(v.Float(), v.Type().Bits(), decimals)
	}
	return missing(fmt.Sprintf("number %v", v))
}

// Percent writes a share that is already in hundredths: 25 is “25 %” in Latvian,
// with a no-break space, and “25%” in English. Arguments are as for Number.
func (t *Translator) Percent(v any, decimals ...int) string {
	if t.lang == EN {
		return t.Number(v, decimals...) + "%"
	}
	return t.Number(v, decimals...) + nbsp + "%"
}

// Duration writes a length of time given in minutes: “45 min”, “1 h 30 min”. The
// signs of units do not decline, so it suits any sentence.
func (t *Translator) Duration(minutes int) string {
	hours, rest := minutes/60, minutes%60
	if hours == 0 {
		return t.integer(int64(rest)) + nbsp + "min"
	}
	out := t.integer(int64(hours)) + nbsp + "h"
	if rest == 0 {
		return out
	}
	return out + " " + strconv.Itoa(max(rest, -rest)) + nbsp + "min"
}

// List joins items as a sentence does: “A, B un C”, “A, B and C”.
func (t *Translator) List(items []string) string {
	and := " un "
	if t.lang == EN {
		and = " and "
	}
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + and + items[last]
}

// Quote puts “ ” around a text, in both languages.
func (t *Translator) Quote(s string) string { return "“" + s + "”" }

func (t *Translator) integer(n int64) string {
	return t.group(strconv.FormatInt(n, 10))
}

func (t *Translator) decimal(f float64, bits int, decimals []int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	places := -1
	if len(decimals) > 0 {
		places = max(decimals[0], 0)
	}
	text := strconv.FormatFloat(f, 'f', places, bits)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-") // nobody counts to minus nothing
	}
	return t.group(text)
}

// group turns a number as strconv writes it into the language's own way.
func (t *Translator) group(text string) string {
	sep, point, least := nbsp, ",", 5
	if t.lang == EN {
		sep, point, least = ",", ".", 4
	}
	whole, fraction, broken := strings.Cut(text, ".")
	digits := strings.TrimPrefix(whole, "-")
	if !broken && len(digits) < least {
		return text
	}
	var b strings.Builder
	b.WriteString(whole[:len(whole)-len(digits)])
	for i := range len(digits) {
		if i > 0 && len(digits) >= least && (len(digits)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteByte(digits[i])
	}
	if broken {
		b.WriteString(point + fraction)
	}
	return b.String()
}
