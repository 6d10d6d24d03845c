package sheet

import (
	"archive/zip"
	"bytes"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

func open(t testing.TB, file []byte) *Table {
	t.Helper()
	table, err := Read(bytes.NewReader(file), int64(len(file)), "pieteikumi.csv", Limits{})
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return table
}

// body gives all rows of a table without a fault.
func body(t testing.TB, table *Table) []Row {
	t.Helper()
	var rows []Row
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatalf("row %d: %v", row.Number, err)
		}
		rows = append(rows, row)
	}
	return rows
}

// firstFault reads a file to its end and gives the first fault, of the file or
// of a row.
func firstFault(file []byte, limits Limits) *fault.Error {
	table, err := Read(bytes.NewReader(file), int64(len(file)), "fails", limits)
	if err != nil {
		return fault.As(err)
	}
	for _, err := range table.Rows() {
		if err != nil {
			return fault.As(err)
		}
	}
	return nil
}

// wantFault compares the key and the arguments, and looks that both languages
// have a sentence without a hole.
func wantFault(t testing.TB, got *fault.Error, kind fault.Kind, key string, args ...any) {
	t.Helper()
	if got == nil {
		t.Fatalf("no fault, want %s", key)
	}
	if got.Key != key || got.Kind != kind || !slices.Equal(got.Args, args) {
		t.Fatalf("fault %v with %v, want %s (%s) with %v", got, got.Args, key, kind, args)
	}
	texts, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []i18n.Lang{i18n.LV, i18n.EN} {
		if text := texts.For(lang).T(key, args...); strings.ContainsAny(text, "{}⟦") || !strings.HasSuffix(text, ".") {
			t.Errorf("%s in %s: %q", key, lang, text)
		}
	}
}

var catalogues = sync.OnceValues(i18n.Load)

// part is a file in an archive.
type part struct{ name, content string }

func zipped(t testing.TB, parts ...part) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(p.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	typesXML = `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	rootXML  = `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookXML  = `<workbook><sheets><sheet name="Lapa" sheetId="1" r:id="s1"/></sheets></workbook>`
	relsXML  = `<Relationships><Relationship Id="s1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`
)

// office is the parts of a workbook of one sheet; more may replace or follow.
func office(sheet string, more ...part) []part {
	parts := []part{{"[Content_Types].xml", typesXML}, {"_rels/.rels", rootXML}, {"xl/workbook.xml", bookXML},
		{"xl/_rels/workbook.xml.rels", relsXML}, {"xl/worksheets/sheet1.xml", sheet}}
	for _, m := range more {
		if at := slices.IndexFunc(parts, func(p part) bool { return p.name == m.name }); at >= 0 {
			parts[at] = m
		} else {
			parts = append(parts, m)
		}
	}
	return parts
}

// sheetXML is a sheet whose rows are given as XML.
func sheetXML(rows string) string {
	return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

const headXML = `<row r="1"><c r="A1" t="inlineStr"><is><t>Vārds</t></is></c><c r="B1" t="inlineStr"><is><t>Skaits</t></is></c></row>`

// built is a workbook as Excel's own writers make it.
func built(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// setRows fills a sheet from its first row down; nil leaves a row empty.
func setRows(f *excelize.File, sheet string, rows ...[]any) error {
	for i, row := range rows {
		name, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow(sheet, name, &row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func listed(rows ...[]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// cells is the cells of rows, for tests that care for no more.
func cells(rows []Row) [][]string {
	var all [][]string
	for _, row := range rows {
		all = append(all, row.Cells)
	}
	return all
}
