package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"domubiedrs/internal/fault"
)

// maxRow and maxColumn are Excel's own limits, counted from 1.
const maxRow, maxColumn = 1_048_576, 16_384

var (
	errStop     = errors.New("enough rows")
	errOrder    = errors.New("rows out of order")
	errPlace    = errors.New("a cell has no place")
	errUnshared = errors.New("a cell names a text that is not there")
	errNesting  = errors.New("rows and cells stand in each other")
	errCut      = errors.New("the sheet breaks off")
)

// lines gives the rows of a sheet, reading it anew.
func (b *workbook) lines(s sheetPart) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		g := &grid{workbook: b, textLeft: b.limits.Text, yield: yield}
		err := b.read(s.path, g.take)
		if err == nil && !g.done {
			err = faultBroken(errCut)
		}
		if err == nil || errors.Is(err, errStop) {
			return
		}
		if g.number > 0 && fault.As(err).Key == "sheet.fault.broken" {
			err = faultBrokenAt(g.number, err)
		}
		yield(line{}, err)
	}
}

// grid turns the pieces of a sheet into rows.
type grid struct {
	*workbook
	line
	textLeft int64
	yield    func(line, error) bool
	column   int // of the last cell, from 0
	inside   place
	done     bool // what follows the rows is passed over

	kind, style string // attributes t and s of the cell being read
	formula     bool
	inValue     bool
	value       strings.Builder
	text        richText
}

// place is what the reader stands in.
type place int

const (
	outside place = iota
	inRow
	inCell
)

// step goes from one place to another; rows stand in no row, cells in a row.
func (g *grid) step(from, to place) error {
	if g.inside != from {
		return errNesting
	}
	g.inside = to
	return nil
}

func (g *grid) take(tok xml.Token) error {
	if g.done {
		return nil
	}
	switch tok := tok.(type) {
	case xml.StartElement:
		return g.start(tok)
	case xml.EndElement:
		return g.end(tok)
	case xml.CharData:
		if g.inValue {
			g.value.Write(tok)
		}
		g.text.take(tok)
	}
	return nil
}

func (g *grid) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		return g.startRow(attr(e, "r"))
	case "c":
		return g.startCell(e)
	case "f":
		g.formula = true
	case "v":
		g.inValue = true
	default:
		g.text.take(e)
	}
	return nil
}

func (g *grid) end(e xml.EndElement) error {
	switch e.Name.Local {
	case "sheetData":
		g.done = true
	case "row":
		return g.endRow()
	case "c":
		return g.endCell()
	case "v":
		g.inValue = false
	default:
		g.text.take(e)
	}
	return nil
}

// startRow takes rows only downwards, so there are no more of them than Excel
// has.
func (g *grid) startRow(r string) error {
	n := g.number + 1
	if r != "" {
		var err error
		if n, err = strconv.Atoi(r); err != nil || n <= g.number || n > maxRow {
			return fmt.Errorf("row %.20q after %d: %w", r, g.number, errOrder)
		}
	} else if n > maxRow {
		return errOrder
	}
	g.line, g.column = line{number: n}, -1
	return g.step(outside, inRow)
}

func (g *grid) endRow() error {
	if err := g.step(inRow, outside); err != nil {
		return err
	}
	if !g.yield(g.line, nil) {
		return errStop
	}
	return nil
}

func (g *grid) startCell(e xml.StartElement) error {
	g.column++
	if r := attr(e, "r"); r != "" {
		column, ok := columnOf(r)
		if !ok {
			return fmt.Errorf("cell %.20q: %w", r, errPlace)
		}
		g.column = column
	}
	g.kind, g.style, g.formula, g.inValue = attr(e, "t"), attr(e, "s"), false, false
	g.value.Reset()
	g.text.reset()
	return g.step(inRow, inCell)
}

// columnOf reads the column of a cell's name: 27 for AB7.
func columnOf(name string) (column int, ok bool) {
	letters := strings.TrimRight(name, "0123456789")
	for i := range len(letters) {
		c := letters[i] &^ 0x20 // small letters as capitals
		if c < 'A' || c > 'Z' || column > maxColumn {
			return 0, false
		}
		column = column*26 + int(c-'A') + 1
	}
	return column - 1, column > 0 && column <= maxColumn
}

func (g *grid) endCell() error {
	if err := g.step(inCell, inRow); err != nil {
		return err
	}
	text, err := g.cellText()
	if err != nil || text == "" && !g.formula {
		return err
	}
	if g.column >= g.limits.Columns {
		return faultColumns(g.number, g.limits.Columns)
	}
	if g.textLeft -= int64(len(text)); g.textLeft < 0 {
		return faultText(g.limits.Text)
	}
	if g.err == nil && len(text) > g.limits.Cell && utf8.RuneCountInString(text) > g.limits.Cell {
		g.err = faultCell(g.number, g.column, g.limits.Cell)
	}
	for len(g.cells) <= g.column {
		g.cells = append(g.cells, cell{})
	}
	g.cells[g.column] = cell{text, g.formula}
	return nil
}

// cellText gives what the cell shows; a formula, what it last gave.
func (g *grid) cellText() (string, error) {
	value := g.value.String()
	switch {
	case g.kind == "inlineStr":
		return clean(g.text.String()), nil
	case value == "":
		return "", nil
	case g.kind == "s":
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(g.shared) {
			return "", errUnshared
		}
		return g.shared[i], nil
	case g.kind == "b":
		return map[bool]string{true: "TRUE", false: "FALSE"}[xmlTrue(value)], nil
	case g.kind == "str":
		return clean(unescape(value)), nil
	case g.kind == "e", g.kind == "d":
		return strings.TrimSuffix(clean(value), "T00:00:00"), nil
	}
	return g.format().show(value, g.from1904), nil
}

func (g *grid) format() format {
	if i := number0(g.style); i < len(g.formats) {
		return g.formats[i]
	}
	return format{}
}
