package questionnaire

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
)

// Kind is what a person does with a prompt.
type Kind string

// The kinds. Answers are lists of text; all but Choices and Items have one.
const (
	Note    Kind = "note"    // nothing: it is only read
	Long    Kind = "text"    // writes at length, up to Max characters
	Short   Kind = "short"   // writes one line, up to Max characters
	Choice  Kind = "choice"  // chooses one option: its code
	Choices Kind = "choices" // chooses from Min to Max options: their codes
	Scale   Kind = "scale"   // chooses a whole number from Min to Max
	Number  Kind = "number"  // writes a whole number from Min to Max
	Date    Kind = "date"    // gives a day: yyyy-mm-dd
	YesNo   Kind = "yesno"   // answers Yes or No
	Items   Kind = "items"   // writes short lines: Min to Max are asked for, up to MaxItems are taken
)

// What YesNo answers.
const (
	Yes = "yes"
	No  = "no"
)

// Limits of answers.
const (
	MaxLong   = 10_000    // characters, that a prompt may allow
	MaxShort  = 300       // characters of a line, that a prompt may allow
	MaxItem   = 300       // characters of an item
	MaxItems  = 20        // items
	MaxChosen = 60        // options in one answer
	MaxNumber = 1_000_000 // on both sides of zero
)

// limits are a prompt's Min and Max, in the unit of its kind.
type limits struct{ least, most int }

// behaviour is one line of the table of kinds.
type behaviour struct {
	kind  Kind
	parse func(raw []string) []string                             // what was typed, cleaned; nil is no answer
	check func(p Prompt, l limits, given []string) *fault.Message // of a given answer; nil is right
	usual limits                                                  // when the prompt says none
	room  limits                                                  // the widest that a prompt may say
}

// kinds is the closed list, in the order in which an editor offers them.
var kinds = []behaviour{
	{Short, parseLine, checkLength, limits{0, 200}, limits{0, MaxShort}},
	{Long, parseText, checkLength, limits{0, 4000}, limits{0, MaxLong}},
	{Choice, parseLine, checkCodes, limits{0, 1}, limits{0, 1}},
	{Choices, parseLines, checkCodes, limits{0, MaxChosen}, limits{0, MaxChosen}},
	{YesNo, parseLine, checkYesNo, limits{}, limits{}},
	{Scale, parseNumber, checkNumber, limits{1, 10}, limits{0, 10}},
	{Number, parseNumber, checkNumber, limits{0, MaxNumber}, limits{-MaxNumber, MaxNumber}},
	{Date, parseDate, checkDate, limits{}, limits{}},
	{Items, parseLines, checkItems, limits{0, MaxItems}, limits{0, MaxItems}},
	{Note, parseNothing, checkNothing, limits{}, limits{}},
}

// Kinds are the closed list, in the order in which an editor offers them.
func Kinds() []Kind {
	list := make([]Kind, len(kinds))
	for i, b := range kinds {
		list[i] = b.kind
	}
	return list
}

// Key is the translation key of the kind's name.
func (k Kind) Key() string { return "questionnaire.kind." + string(k) }

// Known tells whether the kind is in the list.
func (k Kind) Known() bool {
	return slices.ContainsFunc(kinds, func(b behaviour) bool { return b.kind == k })
}

// Answered tells whether a prompt of the kind has an answer at all.
func (k Kind) Answered() bool { return k != Note }

// Chosen tells whether answers of the kind are codes of options.
func (k Kind) Chosen() bool { return k == Choice || k == Choices }

func (k Kind) behaviour() behaviour {
	if i := slices.IndexFunc(kinds, func(b behaviour) bool { return b.kind == k }); i >= 0 {
		return kinds[i]
	}
	return behaviour{kind: k, parse: parseNothing, check: checkNothing}
}

// Limits are the prompt's Min and Max, or the kind's where it says none.
func (p Prompt) Limits() (least, most int) {
	l := p.Kind.behaviour().usual
	if p.Min != 0 {
		l.least = p.Min
	}
	if p.Max != 0 {
		l.most = p.Max
	}
	return l.least, l.most
}

func parseNothing([]string) []string { return nil }

// one is the only answer, or none when nothing in it can be seen.
func one(s string) []string {
	if strings.Trim(s, "\u200c\u200d \n") == "" {
		return nil
	}
	return []string{s}
}

func first(raw []string) string {
	if len(raw) == 0 {
		return ""
	}
	return raw[0]
}

func parseLine(raw []string) []string { return one(input.Line(first(raw))) }

func parseText(raw []string) []string { return one(paragraphs(first(raw))) }

// parseLines takes several controls of one name and several lines in one, once
// each.
func parseLines(raw []string) (list []string) {
	for _, s := range raw {
		for _, line := range input.Lines(strings.ReplaceAll(s, "\r", "\n")) {
			if !slices.Contains(list, line) && len(list) <= MaxChosen { // one too many is enough to be refused
				list = append(list, line)
			}
		}
	}
	return list
}

// parseNumber writes a whole number in its shortest form: "1 200" is 1200.
func parseNumber(raw []string) []string {
	s := input.Line(first(raw))
	if n, err := strconv.Atoi(strings.ReplaceAll(s, " ", "")); err == nil {
		s = strconv.Itoa(n)
	}
	return one(s)
}

// days are the ways to write a day that people and browsers use.
var days = []string{time.DateOnly, "2.1.2006.", "2.1.2006"}

func parseDate(raw []string) []string {
	s := input.Line(first(raw))
	for _, layout := range days {
		if day, err := time.Parse(layout, strings.ReplaceAll(s, " ", "")); err == nil {
			return one(day.Format(time.DateOnly))
		}
	}
	return one(s)
}

var manyBreaks = regexp.MustCompile(`\n{3,}`)

// paragraphs is a text of several lines as it is kept: letters composed (NFC),
// lines parted by one sign, no control or direction characters, no spaces at
// the ends of lines, one empty line at most between two others.
func paragraphs(s string) string {
	s = strings.Map(visible, strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(i18n.NFC(s)))
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.TrimSpace(manyBreaks.ReplaceAllString(strings.Join(lines, "\n"), "\n\n"))
}

// visible keeps what package input keeps, and the ends of lines.
func visible(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c', r == utf8.RuneError:
		return -1
	}
	return r
}

func wrong(key string, args ...any) *fault.Message {
	m := fault.Msg(key, args...)
	return &m
}

func checkNothing(Prompt, limits, []string) *fault.Message { return nil }

func checkLength(_ Prompt, l limits, given []string) *fault.Message {
	if input.Length(first(given)) > l.most {
		return wrong("questionnaire.fault.too-long", "max", l.most)
	}
	return nil
}

// checkCodes counts; whether the codes exist is asked by the caller, who may
// need the database for it.
func checkCodes(p Prompt, l limits, given []string) *fault.Message {
	alone := slices.ContainsFunc(given, func(code string) bool { o, _ := p.Option(code); return o.Alone })
	switch {
	case alone && len(given) > 1:
		return wrong("questionnaire.fault.alone")
	case alone:
		return nil
	case len(given) > l.most:
		return wrong("questionnaire.fault.too-many", "max", l.most)
	case len(given) < l.least:
		return wrong("questionnaire.fault.too-few", "min", l.least)
	}
	return nil
}

func checkYesNo(_ Prompt, _ limits, given []string) *fault.Message {
	if v := first(given); v != Yes && v != No {
		return wrong("questionnaire.fault.not-offered")
	}
	return nil
}

func checkNumber(_ Prompt, l limits, given []string) *fault.Message {
	if n, err := strconv.Atoi(first(given)); err != nil || n < l.least || n > l.most {
		return wrong("questionnaire.fault.number", "min", l.least, "max", l.most)
	}
	return nil
}

func checkDate(_ Prompt, _ limits, given []string) *fault.Message {
	if day, err := time.Parse(time.DateOnly, first(given)); err != nil || day.Year() < 1900 || day.Year() > 2200 {
		return wrong("questionnaire.fault.date")
	}
	return nil
}

func checkItems(_ Prompt, _ limits, given []string) *fault.Message {
	switch {
	case len(given) > MaxItems:
		return wrong("questionnaire.fault.too-many", "max", MaxItems)
	case slices.ContainsFunc(given, func(s string) bool { return input.Length(s) > MaxItem }):
		return wrong("questionnaire.fault.item-too-long", "max", MaxItem)
	}
	return nil
}
