package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// openCSV prepares the table of a text file: how it is written, and what parts
// its cells.
func (t *Table) openCSV(r io.ReaderAt, size int64, name string) error {
	enc, err := textEncoding(r, size)
	if err != nil {
		return err
	}
	text := func() *bufio.Reader {
		return bufio.NewReaderSize(transform.NewReader(io.NewSectionReader(r, 0, size), enc.NewDecoder()), 64<<10)
	}
	sample, err := io.ReadAll(io.LimitReader(text(), sampleSize))
	if err != nil {
		return faultBroken(err)
	}
	comma := separator(sample)
	t.Sheet = clean(strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), path.Ext(name)))
	t.wide = true
	t.lines = func() iter.Seq2[line, error] {
		return (&records{r: text(), comma: comma, limits: t.limits}).all()
	}
	return nil
}

// sampleSize is how many bytes of text decide on the separator.
const sampleSize = 128 << 10

// separators in the order of preference.
var separators = []byte(";,\t")

// separator chooses what parts the greatest share of rows into the same number
// of cells; among equals, into the most. A text without any is one column.
func separator(sample []byte) byte {
	best, most, widest := byte(','), 0.0, 0
	for _, comma := range separators {
		if share, width := regular(sample, comma); share > most || share == most && width > widest {
			best, most, widest = comma, share, width
		}
	}
	return best
}

// regular gives the commonest width over 1 of the sample's rows, and the share
// of rows that have it.
func regular(sample []byte, comma byte) (share float64, width int) {
	all := records{r: bufio.NewReader(bytes.NewReader(sample)), comma: comma, limits: Limits{Columns: sampleSize, Cell: sampleSize}}
	widths, rows, most := map[int]int{}, 0, 0
	for l, err := range all.all() {
		if err != nil {
			break // the last row is cut, or the separator is wrong
		}
		if len(l.cells) > 1 || l.filled() > 0 {
			rows++
			widths[len(l.cells)]++
		}
	}
	for n, times := range widths {
		if n > 1 && (times > most || times == most && n > width) {
			most, width = times, n
		}
	}
	return float64(most) / float64(max(rows, 1)), width
}

// records parses CSV as RFC 4180 has it, and as people write it: a quotation
// mark inside a cell that no mark opened is a sign like others, and so is one
// inside a quoted cell that neither ends it nor is doubled. The standard
// library's reader does not tell empty rows, so that row numbers would be wrong,
// and either refuses such marks or swallows the file after one that stays open.
type records struct {
	r      *bufio.Reader
	comma  byte
	limits Limits

	line
	text   []byte
	long   bool // the cell passed its limit and what follows is dropped
	quoted bool
}

// all gives every row, also empty ones. A first row of sep=; is Excel's hint and
// counts as none.
func (c *records) all() iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		for {
			err := c.record()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(line{}, err)
				return
			}
			if c.number == 1 && c.isHint() {
				c.number = 0
				continue
			}
			if c.number > maxRow { // a file of line ends would take long
				yield(line{}, faultRows(c.limits.Rows))
				return
			}
			if !yield(c.line, nil) {
				return
			}
		}
	}
}

func (c *records) isHint() bool {
	return len(c.cells) > 0 && strings.HasPrefix(c.cells[0].text, "sep=") && len(c.cells[0].text) <= len("sep=;") && c.filled() == 1
}

// record reads the next row into c.line; io.EOF when there is none.
func (c *records) record() error {
	if _, err := c.r.Peek(1); err != nil {
		return c.ended(err)
	}
	c.line = line{number: c.number + 1}
	for column := 0; ; column++ {
		last, err := c.field()
		if err != nil {
			return err
		}
		if err := c.add(column); err != nil {
			return err
		}
		if last {
			return nil
		}
	}
}

// ended tells the end of the file from a file that cannot be read.
func (c *records) ended(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return faultBrokenAt(c.number, err)
}

// add puts the cell that was read into the row. Empty cells beyond the limit are
// what spreadsheets leave behind, and are dropped.
func (c *records) add(column int) error {
	text := clean(plainText(string(c.text)))
	switch {
	case column >= c.limits.Columns && text != "":
		return faultColumns(c.number, c.limits.Columns)
	case column >= c.limits.Columns:
		return nil
	case c.err == nil && (c.long || utf8.RuneCountInString(text) > c.limits.Cell):
		c.err = faultCell(c.number, column, c.limits.Cell)
	}
	c.cells = append(c.cells, cell{text: text, formula: strings.HasPrefix(text, "=")})
	return nil
}

// field reads a cell into c.text and tells whether it is the row's last.
func (c *records) field() (last bool, err error) {
	c.text, c.long, c.quoted = c.text[:0], false, false
	for first := true; ; first = false {
		b, err := c.r.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && c.quoted:
			return false, faultQuote(c.number)
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, faultBrokenAt(c.number, err)
		case b == '"' && first:
			c.quoted = true
		case b == '"' && c.quoted:
			c.mark()
		case c.quoted:
			c.keep(b)
		case b == c.comma:
			return false, nil
		case b == '\n' || b == '\r':
			c.lineEnd(b)
			return true, nil
		default:
			c.keep(b)
		}
	}
}

// mark decides what a quotation mark inside a quoted cell is: doubled, it is
// one; before a separator or a line's end it closes; else it is a sign.
func (c *records) mark() {
	next, err := c.r.Peek(1)
	switch {
	case err != nil || next[0] == c.comma || next[0] == '\n' || next[0] == '\r':
		c.quoted = false
	case next[0] == '"':
		c.discard()
		c.keep('"')
	default:
		c.keep('"')
	}
}

// lineEnd takes \r\n for one line end.
func (c *records) lineEnd(b byte) {
	if next, err := c.r.Peek(1); b == '\r' && err == nil && next[0] == '\n' {
		c.discard()
	}
}

// discard drops the byte that was just peeked at, which cannot fail.
func (c *records) discard() { _, _ = c.r.Discard(1) }

// keep adds a byte to the cell, unless it is too long already: a mark that stays
// open takes in the rest of the file, and memory has to stay small.
func (c *records) keep(b byte) {
	if c.long = c.long || len(c.text) >= utf8.UTFMax*c.limits.Cell; !c.long {
		c.text = append(c.text, b)
	}
}
