package sheet

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"domubiedrs/internal/fault"
)

// small are limits that a fuzzer reaches.
var small = Limits{File: 1 << 20, Unzipped: 1 << 20, Text: 1 << 16, Rows: 50, Columns: 20, Cell: 100}

// readWell reads a file to its end and holds what is promised of any file.
func readWell(t *testing.T, file []byte) {
	t.Helper()
	table, err := Read(bytes.NewReader(file), int64(len(file)), "x.csv", small)
	if err != nil {
		plainFault(t, err)
		return
	}
	if len(table.Columns) > small.Columns || table.Header < 1 {
		t.Fatalf("header %d, %d columns", table.Header, len(table.Columns))
	}
	last, rows, over := table.Header, 0, false
	for row, err := range table.Rows() {
		switch {
		case over:
			t.Fatal("a row after the end")
		case err != nil:
			plainFault(t, err)
			over = row.Number == 0
		case len(row.Cells) != len(table.Columns):
			t.Fatalf("row %d has %d cells", row.Number, len(row.Cells))
		}
		if !over && row.Number <= last {
			t.Fatalf("row %d after %d", row.Number, last)
		}
		last = row.Number
		if rows++; rows > small.Rows+1 {
			t.Fatalf("%d rows", rows)
		}
		for i, c := range row.Cells {
			if !utf8.ValidString(c) || !norm.NFC.IsNormalString(c) || utf8.RuneCountInString(c) > small.Cell {
				t.Fatalf("cell %d is %q", i, c)
			}
		}
		if slices.ContainsFunc(row.Formulas, func(column int) bool { return column < 0 || column >= len(row.Cells) }) {
			t.Fatalf("formulas %v", row.Formulas)
		}
	}
}

func plainFault(t *testing.T, err error) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid && f.Kind != fault.TooLarge || !strings.HasPrefix(f.Key, "sheet.fault.") {
		t.Fatalf("%v", err)
	}
}

func FuzzCSV(f *testing.F) {
	for _, file := range []string{people, "a;b\n1;\"2", "\xff\xfea\x00;\x00", "sep=;\na;b\n", "a,b\n1,'=2\n\r\r\n\"x\"\"y\"z,", "v\xe2rds;b\n1;2", "PK\x03\x04", string(oleStart)} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) { readWell(t, file) })
}

// FuzzSheetXML puts any XML into an archive that is otherwise right.
func FuzzSheetXML(f *testing.F) {
	f.Add(sheetXML(headXML+`<row r="2"><c r="A2" t="s"><f>x</f><v>0</v></c></row>`), `<sst><si><r><t>a_x0041_</t></r></si></sst>`, `<x><numFmts><numFmt numFmtId="9" formatCode="0.0"/></numFmts><cellXfs><xf numFmtId="9"/></cellXfs></x>`)
	f.Add(`<sheetData><row><c><v>1</v><is><t>x</t></is></c></row></sheetData>`, `<si/>`, `<cellXfs><xf numFmtId="14"/><xf numFmtId="46"/>`)
	rels := strings.Replace(relsXML, "</R", `<Relationship Id="t" Type="x/sharedStrings" Target="s.xml"/><Relationship Id="y" Type="x/styles" Target="y.xml"/></R`, 1)
	f.Fuzz(func(t *testing.T, sheet, shared, styles string) {
		readWell(t, zipped(t, office(sheet, part{"xl/s.xml", shared}, part{"xl/y.xml", styles}, part{"xl/_rels/workbook.xml.rels", rels})...))
	})
}

// FuzzXLSX begins with a real workbook.
func FuzzXLSX(f *testing.F) {
	f.Add(built(f, func(book *excelize.File) error {
		return setRows(book, "Sheet1", []any{"Vārds", "Skaits"}, []any{"Anna", 1.5}, []any{"Jānis", true})
	}))
	f.Add(zipped(f, office(sheetXML(headXML+`<row r="3"><c><v>1</v></c></row>`))...))
	f.Fuzz(func(t *testing.T, file []byte) { readWell(t, file) })
}

func FuzzFormat(f *testing.F) {
	f.Add(`"+371 "00 000 000`, "29123456")
	f.Add("[h]:mm;@", "1.5")
	f.Add("0.0#%_-* \\", "-0.5")
	f.Fuzz(func(t *testing.T, code, stored string) {
		if got := parseFormat(code).show(stored, false); len(got) > len(code)+len(stored)*3+400 {
			t.Errorf("%d bytes", len(got))
		}
	})
}

// FuzzNeutral: whatever is written is never a formula, and reads as it was.
func FuzzNeutral(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = printable(text)
		neutral := neutralText(text)
		if plainText(neutral) != text {
			t.Errorf("%q, written as %q, reads as %q", text, neutral, plainText(neutral))
		}
		for _, cell := range strings.FieldsFunc(neutral, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			if cell = strings.TrimLeft(cell, " \""); cell != "" && strings.ContainsRune(dangerous, []rune(cell)[0]) {
				t.Errorf("%q, written as %q, has the cell %q", text, neutral, cell)
			}
		}
	})
}

// FuzzWrite: any text in both kinds of file reads as it was, cleaned.
func FuzzWrite(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Add("_x0041_ _x005F_ _xD83D__xDE00_ 2026-11-23 12.5")
	d := Document{Name: "x", Columns: []Column{{"a", Text}, {"b", DateTime}}}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1000 || unhalved.MatchString(text) {
			return
		}
		want := isoDate(clean(printable(text)))
		for _, format := range []Format{XLSX, CSV} {
			if got := body(t, open(t, write(t, format, d, []string{"z", text})))[0].Cells[1]; got != want {
				t.Errorf("%s: %q reads as %q, want %q", format, text, got, want)
			}
		}
	})
}

func FuzzChoices(f *testing.F) {
	f.Add("a, b; c\n d", "b; c,a")
	f.Fuzz(func(t *testing.T, cell, known string) {
		chosen := Choices(cell, strings.Split(known, "|"))
		if len(chosen) > len(cell)+1 || slices.Contains(chosen, "") {
			t.Errorf("%q", chosen)
		}
		if guesses := Match(strings.Split(cell, ","), []Wanted{{"x", strings.Split(known, "|")}}); len(guesses) > 1 {
			t.Errorf("one key in many columns: %v", guesses)
		}
	})
}
