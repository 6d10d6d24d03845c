package sheet

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// author stands in a workbook's properties in place of a person.
const author = "Domubiedrs"

// The number formats of dates, the same in every language.
const (
	dateFormat     = "yyyy-mm-dd"
	dateTimeFormat = "yyyy-mm-dd hh:mm:ss"
)

// Part is one sheet of a workbook.
type Part struct {
	Document
	Rows iter.Seq2[[]string, error]
}

// WriteBook streams a workbook with a sheet for each part; the first names the
// workbook. Parts need different names. Beyond 16 MiB of a sheet the library
// keeps what is written in a temporary file until the end.
func WriteBook(w io.Writer, parts ...Part) (err error) {
	file := excelize.NewFile()
	defer func() { err = errors.Join(err, file.Close()) }()
	for n, part := range parts {
		if err := writePart(file, n, part); err != nil {
			return err
		}
	}
	if err := file.Write(w); err != nil {
		return fmt.Errorf("write a workbook: %w", err)
	}
	return nil
}

func writePart(file *excelize.File, n int, part Part) error {
	out, err := newBook(file, n, part.Document)
	if err != nil {
		return fmt.Errorf("begin a workbook: %w", err)
	}
	last := 1
	err = eachRow(part.Document, part.Rows, func(number int, cells []string) error {
		last = number
		return out.row(number, cells)
	})
	if err != nil {
		return err
	}
	if err := out.end(last); err != nil {
		return fmt.Errorf("end a workbook: %w", err)
	}
	return nil
}

// book is a workbook on its way.
type book struct {
	*excelize.File
	*excelize.StreamWriter
	Document
	name   string
	styles map[Kind]int
	head   int
}

func newBook(file *excelize.File, n int, d Document) (*book, error) {
	b := &book{File: file, Document: d, name: sheetName(d.Name), styles: map[Kind]int{}}
	begin := b.describe
	if n > 0 {
		begin = b.another
	}
	for _, step := range []func() error{begin, b.addStyles, b.onPaper, b.begin} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// describe names the sheet, and says who made the file, when and in which
// language.
func (b *book) describe() error {
	made := b.Made.UTC().Format(time.RFC3339)
	return errors.Join(
		b.SetSheetName(b.GetSheetName(0), b.name),
		b.SetDocProps(&excelize.DocProperties{Title: printable(b.Name), Creator: author, LastModifiedBy: author,
			Language: string(b.Lang), Created: made, Modified: made}),
		b.SetAppProps(&excelize.AppProperties{Application: author}))
}

// another adds a sheet after the first.
func (b *book) another() error {
	_, err := b.NewSheet(b.name)
	return err
}

func (b *book) addStyles() (err error) {
	date, dateTime, text := dateFormat, dateTimeFormat, 49 // 49 is text, so Excel does not guess when somebody edits
	top := &excelize.Alignment{Vertical: "top"}
	for kind, style := range map[Kind]*excelize.Style{
		Text:     {NumFmt: text, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}},
		Number:   {Alignment: top},
		Date:     {CustomNumFmt: &date, Alignment: top},
		DateTime: {CustomNumFmt: &dateTime, Alignment: top},
	} {
		if b.styles[kind], err = b.NewStyle(style); err != nil {
			return err
		}
	}
	b.head, err = b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: text,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E6EAF0"}},
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	return err
}

// onPaper fits all columns on A4 lying down, as many pages as it takes, with the
// headings on each. The library writes the sheet's properties first of all, so
// this comes before the rows.
func (b *book) onPaper() error {
	size, across, down, orientation, fit := 9, 1, 0, "landscape", true // 9 is A4, 0 is as many as it takes
	titles := &excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + b.name + "'!$1:$1", Scope: b.name}
	return errors.Join(b.SetSheetProps(b.name, &excelize.SheetPropsOptions{FitToPage: &fit}),
		b.SetPageLayout(b.name, &excelize.PageLayoutOptions{Size: &size, Orientation: &orientation, FitToWidth: &across, FitToHeight: &down}),
		b.SetDefinedName(titles))
}

// begin writes what stands before the rows: widths, the row of headings that
// stays in sight, and the headings.
func (b *book) begin() (err error) {
	if b.StreamWriter, err = b.NewStreamWriter(b.name); err != nil {
		return err
	}
	titles := make([]any, len(b.Columns))
	for i, c := range b.Columns {
		titles[i] = excelize.Cell{StyleID: b.head, Value: printable(c.Title)}
		if err := b.StreamWriter.SetColWidth(i+1, i+1, width(c)); err != nil {
			return err
		}
	}
	if err := b.StreamWriter.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return b.StreamWriter.SetRow("A1", titles)
}

// width of a column in characters. Rows are streamed, so it follows the title
// and the kind.
func width(c Column) float64 {
	least := map[Kind]int{Text: 18, Number: 10, Date: 12, DateTime: 20}[c.Kind]
	return float64(min(max(least, utf8.RuneCountInString(c.Title)+4), 48))
}

func (b *book) row(number int, cells []string) error {
	values := make([]any, len(cells))
	for i, text := range cells {
		value, err := b.value(text, b.Columns[i].Kind)
		if err != nil {
			return fmt.Errorf("column %s: %w", ColumnName(i), err)
		}
		values[i] = value
	}
	return b.StreamWriter.SetRow("A"+strconv.Itoa(number), values)
}

// unhalved is what looks like Excel's escape of half a sign. The library would
// drop it; a sign of no width keeps the two apart.
var unhalved = regexp.MustCompile(`_(x[dD][89a-fA-F][0-9a-fA-F]{2}_)`)

var errCell = errors.New("the text is longer than a cell can be")

// value gives a cell for a text; nil for none. The library would cut a text that
// is too long and say nothing.
func (b *book) value(text string, kind Kind) (any, error) {
	if text == "" {
		return nil, nil
	}
	value, err := typed(text, kind)
	if err != nil {
		kind, value = Text, unhalved.ReplaceAllString(printable(text), "_\u2060${1}")
	}
	if s, ok := value.(string); ok && len(utf16.Encode([]rune(s))) > excelize.TotalCellChars {
		return nil, errCell
	}
	return excelize.Cell{StyleID: b.styles[kind], Value: value}, nil
}

func (b *book) end(last int) error {
	if len(b.Columns) > 0 {
		filter := "A1:" + ColumnName(len(b.Columns)-1) + strconv.Itoa(last)
		if err := b.AutoFilter(b.name, filter, nil); err != nil {
			return err
		}
	}
	return b.Flush()
}

var errKind = errors.New("the text is not of the column's kind")

// plainDecimal is a number without zeros that writing it anew would lose: 007 is
// a code.
var plainDecimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// typed reads a cell as its column's kind: a string, a float64 or a time.Time.
// Excel's calendar begins in 1900 and its numbers have 15 digits; what lies
// beyond is text.
func typed(text string, kind Kind) (any, error) {
	switch kind {
	case Number:
		if len(text) > 15 || !plainDecimal.MatchString(text) {
			return nil, errKind
		}
		return strconv.ParseFloat(text, 64)
	case Date:
		return day(time.DateOnly, text)
	case DateTime:
		return day("2006-01-02T15:04:05", text)
	}
	return nil, errKind
}

func day(layout, text string) (any, error) {
	at, err := time.Parse(layout, text)
	if err == nil && at.Year() <= 1900 {
		return nil, errKind
	}
	return at, err
}

// sheetName fits a name into what Excel takes: 31 signs, some forbidden; straight
// apostrophes would end it where the filter names it.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`[]:*?/\`, r):
			return ' '
		case r == '\'':
			return '’'
		}
		return r
	}, printable(name))
	name = strings.Join(strings.Fields(name), " ")
	for len(utf16.Encode([]rune(name))) > excelize.MaxSheetNameLength {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return cmp.Or(strings.TrimSpace(name), "Sheet1")
}
