// Package sheet reads and writes spreadsheets: XLSX and CSV, as forms export
// them and as programme offices keep them. It knows cells, rows and headings and
// nothing of what they mean.
//
// Reading: Read recognises the file by its content, finds the row of headings,
// and gives a Table; Rows streams what stands below, as often as it is asked to.
// Match proposes which column holds what, Choices takes apart a cell of many
// answers. Writing: Write takes columns and rows and makes either kind of file.
// The next step, deciding what a row means, is the caller's.
//
// A spreadsheet comes from outside, so every size has a limit, and nothing in it
// is ever evaluated. XLSX is read by our own code over encoding/xml. The library
// that writes it would not do: it ends silently where a damaged sheet breaks
// off, keeps large sheets in the system's temporary folder, and does not tell a
// formula from a value while streaming.
package sheet

import (
	"io"
	"iter"
	"slices"
)

// Limits bound one file. A field that is 0 takes its value from Standard.
type Limits struct {
	File     int64 // bytes of the file
	Unzipped int64 // bytes of all its parts unpacked, claimed or found
	Text     int64 // bytes of text in all its cells
	Rows     int   // rows below the headings that hold something
	Columns  int   // columns that hold something
	Cell     int   // characters in a cell
}

// Standard are the limits for what people upload: 50,000 rows, 200 columns, and
// as many characters in a cell as Excel takes.
func Standard() Limits {
	return Limits{File: 20 << 20, Unzipped: 96 << 20, Text: 64 << 20, Rows: 50_000, Columns: 200, Cell: 32_767}
}

func (l Limits) orStandard() Limits {
	s := Standard()
	return Limits{File: or(l.File, s.File), Unzipped: or(l.Unzipped, s.Unzipped), Text: or(l.Text, s.Text),
		Rows: or(l.Rows, s.Rows), Columns: or(l.Columns, s.Columns), Cell: or(l.Cell, s.Cell)}
}

func or[N int | int64](n, standard N) N {
	if n > 0 {
		return n
	}
	return standard
}

// Table is one table of a file: its headings, and the way to its rows.
type Table struct {
	Sheet   string   // the name of the sheet; of a CSV file, the file's name
	Others  []string // visible sheets with something in them that are not read
	Header  int      // the number of the row of headings
	Columns []string // headings on one line each; "" where a column has none

	limits Limits
	wide   bool // a row longer than the headings is a mistake, as in CSV
	lines  func() iter.Seq2[line, error]
}

// Row is a row below the headings.
type Row struct {
	Number   int      // as the spreadsheet shows it, from 1
	Cells    []string // one for each column, trimmed, NFC; dates as ISO 8601
	Formulas []int    // columns from 0 whose cell is a formula; its text is what it last gave
}

// line is a row as it stands in the file, err a fault of this row alone.
type line struct {
	number int
	cells  []cell
	err    error
}

type cell struct {
	text    string // clean
	formula bool
}

func (l line) filled() (n int) {
	for _, c := range l.cells {
		if c.text != "" {
			n++
		}
	}
	return n
}

// Read recognises a file of size bytes and finds its headings. r is read again
// by each Rows, so it stays open until then; name is the file's name.
//
// Errors are fault.Error of kind Invalid or, for limits, TooLarge.
func Read(r io.ReaderAt, size int64, name string, limits Limits) (*Table, error) {
	t := &Table{limits: limits.orStandard()}
	if size > t.limits.File {
		return nil, faultFile(t.limits.File)
	}
	form, err := recognise(r, size)
	if err != nil {
		return nil, err
	}
	open := t.openCSV
	if form == formZip {
		open = t.openXLSX
	}
	if err := open(r, size, name); err != nil {
		return nil, err
	}
	return t, t.findHeader()
}

// Rows gives the rows below the headings that hold something, in order.
//
// An error that comes with a row number in Row belongs to that row, and the rows
// go on; after one without a number there are no more. Both are fault.Error.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		rows := 0
		for l, err := range t.lines() {
			switch {
			case err != nil:
				yield(Row{}, err)
				return
			case l.number <= t.Header || l.filled() == 0 && l.err == nil:
				continue
			case rows == t.limits.Rows:
				yield(Row{}, faultRows(t.limits.Rows))
				return
			}
			rows++
			if !yield(t.row(l)) {
				return
			}
		}
	}
}

func (t *Table) row(l line) (Row, error) {
	row := Row{Number: l.number, Cells: make([]string, len(t.Columns))}
	if l.err != nil {
		return row, l.err
	}
	if beyond := l.cells[min(len(l.cells), len(t.Columns)):]; t.wide && slices.ContainsFunc(beyond, isFilled) {
		return row, faultWide(l.number, len(t.Columns))
	}
	for i, c := range l.cells[:min(len(l.cells), len(t.Columns))] {
		row.Cells[i] = isoDate(c.text)
		if c.formula {
			row.Formulas = append(row.Formulas, i)
		}
	}
	return row, nil
}

func isFilled(c cell) bool { return c.text != "" }
