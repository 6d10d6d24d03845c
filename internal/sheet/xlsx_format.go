package sheet

import (
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// format is how a cell shows its number, as far as it changes what the number
// means: a date, leading zeros, decimals, per cent. Grouping of digits and
// colours are left out.
type format struct {
	kind    formatKind
	pattern string // of a number: 0 # ? . , % and other signs as they are
}

type formatKind int

const (
	general formatKind = iota
	number
	dateOnly
	timeOnly
	dateTime
	elapsed // hours that may pass 24
)

// builtIn are the formats that files name by number only (ECMA-376 part 1,
// 18.8.30), written as far as they matter here.
var builtIn = map[int]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
	14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "d h:mm",
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss"}

// maxStyles and maxFormat are Excel's own limits: styles of cells, and bytes of
// a format.
const maxStyles, maxFormat = 65_536, 255 * 4

// readStyles finds the format behind each style of cells.
func (b *workbook) readStyles(part string) error {
	if part == "" {
		return nil
	}
	custom, section := map[int]format{}, ""
	return b.read(part, func(tok xml.Token) error {
		switch e := tok.(type) {
		case xml.StartElement:
			switch name := e.Name.Local; {
			case name == "numFmts" || name == "cellXfs":
				section = name
			case name == "numFmt" && section == "numFmts" && len(custom) < maxStyles:
				custom[number0(attr(e, "numFmtId"))] = parseFormat(attr(e, "formatCode"))
			case name == "xf" && section == "cellXfs" && len(b.formats) < maxStyles:
				b.formats = append(b.formats, formatOf(number0(attr(e, "numFmtId")), custom))
			}
		case xml.EndElement:
			if e.Name.Local == section {
				section = ""
			}
		}
		return nil
	})
}

// number0 reads a whole number, and anything else as 0: the general format, the
// first style.
func number0(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func formatOf(id int, custom map[int]format) format {
	if f, there := custom[id]; there {
		return f
	}
	if id >= 27 && id <= 36 || id >= 50 && id <= 58 { // dates of East Asian Excel
		return format{kind: dateOnly}
	}
	return parseFormat(builtIn[id])
}

var (
	literal      = regexp.MustCompile(`"[^"]*"|\\.|[_*].`)
	brackets     = regexp.MustCompile(`\[[^\]]*\]`)
	elapsedSigns = regexp.MustCompile(`(?i)\[(h+|m+|s+)\]`)
	halfDay      = regexp.MustCompile(`(?i)am/pm|a/p`)
)

// parseFormat reads a format code's first section, the one for positive numbers.
func parseFormat(code string) format {
	if len(code) > maxFormat {
		return format{}
	}
	bare := literal.ReplaceAllString(code, "")
	bare, _, _ = strings.Cut(bare, ";")
	if elapsedSigns.MatchString(bare) {
		return format{kind: elapsed}
	}
	bare = strings.ToLower(halfDay.ReplaceAllString(brackets.ReplaceAllString(bare, ""), "h"))
	if strings.Contains(bare, "general") || strings.ContainsAny(bare, "@/") && !strings.ContainsAny(bare, "ymdhs") {
		return format{}
	}
	hours := strings.ContainsAny(bare, "hs")
	days := strings.ContainsAny(bare, "yd") || strings.Contains(bare, "m") && !hours
	switch {
	case days && hours:
		return format{kind: dateTime}
	case days:
		return format{kind: dateOnly}
	case hours:
		return format{kind: timeOnly}
	case strings.ContainsAny(bare, "0#?") && !strings.Contains(bare, "e"):
		return format{kind: number, pattern: numberPattern(code)}
	}
	return format{}
}

// numberPattern keeps of a code what shows, with literal signs bare. A pattern
// whose literal signs would be taken for places of digits is given up.
func numberPattern(code string) string {
	var out strings.Builder
	code = brackets.ReplaceAllString(code, "")
	for code != "" {
		if at := literal.FindStringIndex(code); at != nil && at[0] == 0 {
			text := strings.Trim(strings.TrimPrefix(code[:at[1]], `\`), `"`)
			if code[0] == '_' || code[0] == '*' {
				text = ""
			}
			if strings.ContainsAny(text, "0#?.,%") {
				return ""
			}
			out.WriteString(text)
			code = code[at[1]:]
			continue
		}
		if code[0] == ';' {
			break
		}
		out.WriteByte(code[0])
		code = code[1:]
	}
	return out.String()
}

// show writes a cell's stored number as the cell shows it, dates as ISO 8601.
func (f format) show(stored string, from1904 bool) string {
	v, err := strconv.ParseFloat(stored, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return clean(stored)
	}
	switch f.kind {
	case general:
		return plainNumber(stored, v)
	case number:
		return f.showNumber(stored, v)
	case elapsed:
		return showElapsed(v)
	}
	at, ok := serialDate(v, from1904)
	if !ok {
		return plainNumber(stored, v)
	}
	return f.showDate(at)
}

// showDate leaves out a time of midnight: people format whole days as times too.
func (f format) showDate(at time.Time) string {
	switch midnight := at.Truncate(24 * time.Hour).Equal(at); {
	case f.kind == timeOnly && at.Second() == 0:
		return at.Format("15:04")
	case f.kind == timeOnly:
		return at.Format("15:04:05")
	case f.kind == dateOnly || midnight:
		return at.Format("2006-01-02")
	}
	return at.Format("2006-01-02T15:04:05")
}

func showElapsed(days float64) string {
	minutes := int64(math.Round(math.Abs(days) * 24 * 60))
	sign := ""
	if days < 0 {
		sign = "-"
	}
	return sign + strconv.FormatInt(minutes/60, 10) + ":" + two(strconv.FormatInt(minutes%60, 10))
}

// plainNumber writes a number with the 15 digits that Excel counts with, so that
// 0.30000000000000004 is 0.3, and never with an exponent people would not know.
func plainNumber(stored string, v float64) string {
	if len(stored) <= 15 && strings.Trim(stored, "0123456789") == "" {
		return stored
	}
	digits := strconv.FormatFloat(v, 'g', 15, 64)
	if short, err := strconv.ParseFloat(digits, 64); err == nil && math.Abs(v) < 1e21 && (v == 0 || math.Abs(v) >= 1e-9) {
		return strconv.FormatFloat(short, 'f', -1, 64)
	}
	return digits
}
