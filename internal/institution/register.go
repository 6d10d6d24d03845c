package institution

import (
	"fmt"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
	"domubiedrs/internal/sheet"
)

// A register is a spreadsheet of institutions, above all the list of public
// persons and institutions of the Enterprise Register (PPI saraksts). Its exact
// columns could not be verified, so columns are told by their headings: a
// registration number, a name, a type, the institution above, an address and a
// closing date, in any order and in either language. Only the name has to be
// there; a list of names alone works too.

// Columns of a register, as Register.Columns names them.
const (
	columnCode    = "code"
	columnName    = "name"
	columnType    = "type"
	columnParent  = "parent"
	columnAddress = "address"
	columnClosed  = "closed"
)

// wanted are the headings by which the columns are known.
var wanted = []sheet.Wanted{
	{Key: columnCode, Names: []string{"reģistrācijas numurs", "iestādes reģistrācijas numurs", "reģ. nr.", "regcode", "registration number", "registration code",
		"nodokļu maksātāja reģistrācijas numurs", "kods", "code"}},
	{Key: columnName, Names: []string{"nosaukums", "iestādes nosaukums", "pilns nosaukums", "name", "institution name", "iestāde", "institution"}},
	{Key: columnType, Names: []string{"veids", "iestādes veids", "tips", "type", "type text", "institution type", "kind"}},
	{Key: columnParent, Names: []string{"augstākā iestāde", "augstākas iestādes reģistrācijas numurs", "augstākstāvoša iestāde", "padotība",
		"parent", "parent regcode", "parent code", "parent institution", "parent registration number"}},
	{Key: columnAddress, Names: []string{"adrese", "juridiskā adrese", "address", "legal address"}},
	{Key: columnClosed, Names: []string{"slēgšanas datums", "slēgts", "likvidācijas datums", "izslēgšanas datums", "darbības beigu datums",
		"closed", "closing date", "closed date", "terminated", "liquidated", "end date"}},
}

// Column is a column of the file that was understood.
type Column struct {
	Key     string // institution.column.<Key> names it
	Heading string // as the file has it
}

// Entry is one row: what a register says of one institution. Closed is
// yyyy-mm-dd; empty fields say nothing.
type Entry struct {
	Line    int
	Code    string
	Name    string
	Type    string // in the register's words, or a code of ours
	Parent  string // a code or a name
	Address string
	Closed  string
	Wrong   fault.Checks // what could not be read, by column
}

// Register is a file that was read.
type Register struct {
	Source  string // where the facts come from: the file's name
	Columns []Column
	Entries []Entry
}

// has tells whether the file has a column.
func (r Register) has(key string) bool {
	for _, c := range r.Columns {
		if c.Key == key {
			return true
		}
	}
	return false
}

// ReadRegister reads a spreadsheet as a register. Invalid when no column can
// hold names.
func ReadRegister(t *sheet.Table) (Register, error) {
	at := map[string]int{}
	r := Register{Source: t.Sheet}
	for _, g := range sheet.Match(t.Columns, wanted) {
		if g.Confidence >= sheet.Likely {
			at[g.Key] = g.Column
			r.Columns = append(r.Columns, Column{g.Key, t.Columns[g.Column]})
		}
	}
	if !r.has(columnName) {
		return r, fault.New(fault.Invalid, "institution.fault.no-names", "columns", strings.Join(t.Columns, "; "))
	}
	for row, err := range t.Rows() {
		if err != nil && row.Number == 0 {
			return r, err
		}
		e := Entry{Line: row.Number, Wrong: fault.Checks{}}
		if f := fault.As(err); f != nil {
			e.Wrong.Fail("", f.Key, f.Args...)
		} else if err != nil {
			return r, fmt.Errorf("read row %d of the register: %w", row.Number, err)
		} else {
			e.fill(row, at)
		}
		r.Entries = append(r.Entries, e)
	}
	return r, nil
}

func (e *Entry) fill(row sheet.Row, at map[string]int) {
	cell := func(key string) string {
		if column, there := at[key]; there {
			return input.Line(row.Cells[column])
		}
		return ""
	}
	e.Code, e.Name, e.Type = strings.ToUpper(blank(cell(columnCode))), cell(columnName), cell(columnType)
	e.Parent, e.Address = blank(cell(columnParent)), blank(cell(columnAddress))
	e.Closed = e.day(blank(cell(columnClosed)))
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}

// blank takes a dash for nothing.
func blank(s string) string {
	if strings.Trim(s, "-–— ") == "" {
		return ""
	}
	return s
}

// day takes the day of a date, with or without a time.
func (e *Entry) day(text string) string {
	day := text[:min(len(text), len(time.DateOnly))]
	if text == "" || checkDay(e.Wrong, columnClosed, day) {
		return day
	}
	return ""
}

// memory is what the register last said of an institution. It tells the
// register's news from what an administrator wrote over it.
type memory struct {
	Name    string `json:"name,omitempty"`
	Type    Type   `json:"type,omitempty"`
	Parent  string `json:"parent,omitempty"` // an institution's id
	Address string `json:"address,omitempty"`
	Closed  string `json:"closed,omitempty"`
}

// settle decides about a field: what stands, what the register said last, and
// what it says now. News is taken where nobody wrote anything else; otherwise
// the administrator's wording stays, and kept says so.
func settle(ours, last, given string) (value string, kept bool) {
	switch {
	case given == "" || given == last || i18n.Fold(given) == i18n.Fold(ours) && last == "":
		return ours, false
	case ours == "" || ours == last:
		return given, false
	}
	return ours, ours != given
}
