package sheet

import (
	"math"
	"strconv"
	"strings"
)

// showNumber fills a pattern: "000-000" shows 1234 as 001-234, "0.0%" shows 0.25
// as 25.0%. A pattern with something between the decimals, or with a scale, is
// shown as a plain number.
func (f format) showNumber(stored string, v float64) string {
	whole, decimals, suffix, ok := splitPattern(f.pattern)
	if !ok || math.Abs(v) >= 1e15 {
		return plainNumber(stored, v)
	}
	if strings.Contains(f.pattern, "%") {
		v *= 100
	}
	most := strings.Count(decimals, "0") + strings.Count(decimals, "#") + strings.Count(decimals, "?")
	if scale := math.Pow10(most); math.Abs(v)*scale < 1e15 { // halves away from zero, as Excel has it
		v = math.Round(v*scale) / scale
	}
	digits, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'f', most, 64), ".")
	fraction = trimZeros(fraction, strings.Count(decimals, "0"))
	shown := fill(whole, strings.TrimLeft(digits, "0"))
	if fraction != "" {
		shown += "." + fraction
	}
	if v < 0 && strings.Trim(digits+fraction, "0") != "" {
		shown = "-" + shown
	}
	return strings.TrimSpace(shown + suffix)
}

const places = "0#?"

// splitPattern parts the pattern at its decimals and what follows them; false
// for patterns that this package leaves alone.
func splitPattern(pattern string) (whole, decimals, suffix string, ok bool) {
	last := strings.LastIndexAny(pattern, places+".,")
	if last < 0 {
		return "", "", "", false
	}
	whole, suffix = pattern[:last+1], pattern[last+1:]
	whole, decimals, _ = strings.Cut(whole, ".")
	scaled := strings.HasSuffix(whole, ",") || strings.HasSuffix(decimals, ",")
	return whole, decimals, suffix, !scaled && strings.Trim(decimals, places) == "" && len(decimals) <= 15
}

// trimZeros drops zeros at the end of a fraction down to the least digits.
func trimZeros(fraction string, least int) string {
	for len(fraction) > least && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	return fraction
}

// fill puts digits into the places of a pattern from the right; what is left
// over stands at the first place.
func fill(pattern, digits string) string {
	first := strings.IndexAny(pattern, places)
	out := ""
	for i := len(pattern) - 1; i >= 0; i-- {
		place := strings.IndexByte(places, pattern[i]) >= 0
		switch {
		case pattern[i] == ',':
		case !place:
			out = pattern[i:i+1] + out
		case i == first:
			if digits == "" && pattern[i] == '0' {
				digits = "0"
			}
			out, digits = digits+out, ""
		case digits != "":
			out, digits = digits[len(digits)-1:]+out, digits[:len(digits)-1]
		case pattern[i] == '0':
			out = "0" + out
		}
	}
	return out
}
