package sheet

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode"

	"domubiedrs/internal/i18n"
)

// Format is a kind of file that Write makes.
type Format string

const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// MediaType is what the Content-Type header says (RFC 4180, RFC 7111; Office's
// registered type).
func (f Format) MediaType() string {
	if f == CSV {
		return "text/csv; charset=utf-8; header=present"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// Kind is what a column of a written table holds.
type Kind int

const (
	Text     Kind = iota
	Number        // 12 or 12.5
	Date          // 2006-01-02
	DateTime      // 2006-01-02T15:04:05, as the clock on the wall showed
)

// Column is a column of a written table.
type Column struct {
	Title string
	Kind  Kind
}

// Document is a table to be written. XLSX takes all of it, CSV only the columns.
type Document struct {
	Name    string    // of the sheet; what a sheet's name cannot hold falls away
	Lang    i18n.Lang // in which the texts are written
	Made    time.Time // said in the file's properties
	Columns []Column
}

var errLong = errors.New("the row has more cells than columns")

// Write writes a table as it comes, each row one text for each column. A cell
// that is not of its column's kind is written as text, so nothing is lost; no
// cell is ever a formula. CSV follows RFC 4180, in UTF-8 with a byte order mark,
// and puts an apostrophe before what a spreadsheet could take for a formula
// (SEC-18); Read takes it away again.
//
// An error of rows ends the table and is passed on, wrapped.
func Write(w io.Writer, format Format, d Document, rows iter.Seq2[[]string, error]) error {
	switch format {
	case XLSX:
		return WriteBook(w, Part{d, rows})
	case CSV:
		return writeCSV(w, d, rows)
	}
	return fmt.Errorf("write a sheet: no format %q", format)
}

// eachRow gives the rows with their numbers in the file, the headings being 1.
func eachRow(d Document, rows iter.Seq2[[]string, error], take func(number int, cells []string) error) error {
	number := 1
	for cells, err := range rows {
		number++
		if err == nil && len(cells) > len(d.Columns) {
			err = errLong
		}
		if err == nil {
			err = take(number, cells)
		}
		if err != nil {
			return fmt.Errorf("write row %d of a sheet: %w", number, err)
		}
	}
	return nil
}

// bom tells spreadsheets that a text file is UTF-8.
const bom = "\ufeff"

func writeCSV(w io.Writer, d Document, rows iter.Seq2[[]string, error]) error {
	out := bufio.NewWriter(w)
	titles := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		titles[i] = csvCell(c.Title, Text)
	}
	if _, err := out.WriteString(bom + strings.Join(titles, ",") + "\r\n"); err != nil {
		return fmt.Errorf("write the headings of a sheet: %w", err)
	}
	line := make([]string, len(d.Columns))
	err := eachRow(d, rows, func(_ int, cells []string) error {
		clear(line)
		for i, text := range cells {
			line[i] = csvCell(text, d.Columns[i].Kind)
		}
		_, err := out.WriteString(strings.Join(line, ",") + "\r\n")
		return err
	})
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write a sheet: %w", err)
	}
	return nil
}

// csvCell quotes also for separators that are not ours: programs try several.
func csvCell(text string, kind Kind) string {
	text = printable(text)
	if _, err := typed(text, kind); err != nil {
		text = neutralText(text)
	}
	if strings.ContainsAny(text, "\",;\t\r\n") || strings.TrimSpace(text) != text {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}

// printable drops what neither kind of file can hold: control characters other
// than tabs and line ends, and bytes that are no UTF-8.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}
