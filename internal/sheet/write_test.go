package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domubiedrs/internal/i18n"
)

// attacks are texts that a spreadsheet could take for formulas (SEC-18).
var attacks = []string{"=1+1", "+371 20000000", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "\x00=1+1", "＝1+1", "＋1", "－1", "＠x",
	`"=1+1`, `'=1+1`, ` =cmd|'/C calc'!A0`, "x;=1+1", "x;\"=1+1", "x\n=1+1", "x\r\n- otrais", "x\t@y", "=1+1\";=2+2", "''=1", "'\tx"}

var written = Document{Name: "Apmeklējums: 2026/27 [rudens] un vēl daudz vārdu", Lang: i18n.LV, Made: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
	Columns: []Column{{"Vārds", Text}, {"=Skaits", Number}, {"Diena", Date}, {"Laiks", DateTime}}}

func write(t testing.TB, format Format, d Document, rows ...[]string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, format, d, listed(rows...)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWrittenReadsBack(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{"Bērziņš, “Anna”\notrā rinda", "12.5", "2026-11-23", "2026-11-23T09:05:00"},
		{"007", "-3", "1990-02-28", "2026-03-29T03:30:01"},
		{"", "007", "kaut kad", "2026-11-23T09:05"},
		{"😀 \u200fעברית _x0041_ <&>", "123456789012345678", "1850-01-01", ""},
		{"tikai vārds"},
	}
	for _, format := range []Format{XLSX, CSV} {
		table := open(t, write(t, format, written, rows...))
		want := [][]string{rows[0], rows[1], rows[2], rows[3], {"tikai vārds", "", "", ""}}
		want[2] = []string{"", "007", "kaut kad", "2026-11-23T09:05:00"} // reading tells a time without seconds too
		if diff := cmp.Diff(want, cells(body(t, table))); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
		if diff := cmp.Diff([]string{"Vārds", "=Skaits", "Diena", "Laiks"}, table.Columns); diff != "" {
			t.Errorf("%s: %s", format, diff)
		}
	}
}

// TestNoFormulas writes attacks in both forms. XLSX holds them as they are, in
// cells of text; CSV with an apostrophe, whatever separator a reader takes.
func TestNoFormulas(t *testing.T) {
	t.Parallel()
	d := Document{Name: "x", Columns: []Column{{"a", Text}, {"b", Number}}}
	for _, attack := range attacks {
		file := write(t, XLSX, d, []string{attack, attack})
		f, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range []string{"A2", "B2"} {
			formula, err := f.GetCellFormula("x", cell)
			if err != nil || formula != "" {
				t.Errorf("%q: formula %q, %v", attack, formula, err)
			}
			if kind, err := f.GetCellType("x", cell); err != nil || kind != excelize.CellTypeInlineString {
				t.Errorf("%q: cell type %v, %v", attack, kind, err)
			}
		}
		text := string(write(t, CSV, d, []string{"z", attack}))
		for _, separator := range []rune{',', ';', '\t'} {
			for _, field := range fields(t, text, separator) {
				if trimmed := strings.TrimLeft(field, " \t\r\n\"\x00"); trimmed != "" && strings.ContainsRune(dangerous, []rune(trimmed)[0]) {
					t.Errorf("%q, parted by %q, gives the cell %q", attack, separator, field)
				}
			}
		}
		for _, format := range []Format{XLSX, CSV} {
			rows := body(t, open(t, write(t, format, d, []string{"z", attack})))
			if got, want := rows[0].Cells[1], clean(attack); got != want {
				t.Errorf("%s: %q reads as %q", format, attack, got)
			}
		}
	}
}

// fields are all cells of a text for a reader with a separator of its own; one
// that heeds quotation marks only at the start of a cell, as Excel does, and one
// that heeds none.
func fields(t *testing.T, text string, separator rune) []string {
	t.Helper()
	all := strings.FieldsFunc(strings.TrimPrefix(text, bom), func(r rune) bool { return r == separator || r == '\n' || r == '\r' })
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, bom)))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator, true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		all = append(all, row...)
	}
	return all
}

func TestCSVIsRFC4180(t *testing.T) {
	t.Parallel()
	got := string(write(t, CSV, Document{Columns: []Column{{"Vārds", Text}, {"Skaits", Number}}},
		[]string{`saka "jā", un`, "-5"}, []string{"a;b", "-x"}, []string{" mala"}, []string{"\x00\x07abc\xff", "1e5"}))
	want := "\ufeffVārds,Skaits\r\n\"saka \"\"jā\"\", un\",-5\r\n\"a;b\",'-x\r\n\" mala\",\r\nabc\ufffd,1e5\r\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestEverySheetFitsOnPaper in width, whatever columns there are and however the
// sheet is called.
func TestEverySheetFitsOnPaper(t *testing.T) {
	t.Parallel()
	wide := Document{Name: "Anna's “saraksts” (II) & 2026"}
	for range 60 {
		wide.Columns = append(wide.Columns, Column{Title: "Aile"})
	}
	for _, d := range []Document{{}, written, wide} {
		f, err := excelize.OpenReader(bytes.NewReader(write(t, XLSX, d, []string{})))
		if err != nil {
			t.Fatal(err)
		}
		name := f.GetSheetName(0)
		layout, err := f.GetPageLayout(name)
		if err != nil || *layout.Orientation != "landscape" || *layout.Size != 9 || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
			t.Errorf("%s: %v, %s, size %d, %d across, %d down", name, err, *layout.Orientation, *layout.Size, *layout.FitToWidth, *layout.FitToHeight)
		}
		if props, err := f.GetSheetProps(name); err != nil || !*props.FitToPage {
			t.Errorf("%s: the fit is not in force, %v", name, err)
		}
		titles := excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + name + "'!$1:$1", Scope: name}
		if names := f.GetDefinedName(); !slices.Contains(names, titles) {
			t.Errorf("%s: the headings are not on every page: %v", name, names)
		}
	}
}

func TestWorkbookIsComplete(t *testing.T) {
	t.Parallel()
	file := write(t, XLSX, written, []string{"Anna", "12", "2026-11-23", "2026-11-23T09:05:00"})
	parts := unzip(t, file)
	sheet := parts["xl/worksheets/sheet1.xml"]
	for _, want := range []string{`state="frozen"`, `ySplit="1"`, `<autoFilter ref="$A$1:$D$2"`, `<cols>`, `<v>46349</v>`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %s: %s", want, sheet)
		}
	}
	for part, want := range map[string]string{
		"docProps/core.xml": "<dc:language>lv</dc:language>",
		"docProps/app.xml":  "<Application>Domubiedrs</Application>",
		"xl/styles.xml":     `formatCode="yyyy-mm-dd"`,
		"xl/workbook.xml":   `name="Apmeklējums 2026 27 rudens un v"`,
	} {
		if !strings.Contains(parts[part], want) {
			t.Errorf("%s lacks %s: %s", part, want, parts[part])
		}
	}
	for name, content := range parts {
		if strings.Contains(strings.ToLower(content), "excelize") || strings.Contains(content, "xuri") || strings.Contains(content, "<f>") {
			t.Errorf("%s: %s", name, content)
		}
		if err := newTokensOf(content); err != nil {
			t.Errorf("%s is no XML: %v", name, err)
		}
	}
	empty := open(t, append(write(t, CSV, written), "x,1\r\n"...))
	if len(empty.Columns) != 4 {
		t.Errorf("%v", empty.Columns)
	}
	if f := firstFault(write(t, XLSX, written), Limits{}); f == nil || f.Key != "sheet.fault.no-rows" {
		t.Errorf("a workbook without rows: %v", f)
	}
}

func newTokensOf(content string) error {
	for d := xml.NewDecoder(strings.NewReader(content)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func unzip(t testing.TB, file []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(content)
	}
	return parts
}

func TestSheetNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"":                      "Sheet1",
		" []:*?/\\ ":            "Sheet1",
		"Plūsma 2026/27":        "Plūsma 2026 27",
		"'Plūsma' d'Or":         "’Plūsma’ d’Or",
		strings.Repeat("ā", 40): strings.Repeat("ā", 31),
		strings.Repeat("😀", 20): strings.Repeat("😀", 15),
	} {
		if got := sheetName(name); got != want {
			t.Errorf("%q is named %q, want %q", name, got, want)
		}
		if table := open(t, write(t, XLSX, Document{Name: name, Columns: []Column{{"a", Text}}}, []string{"x"})); table.Sheet != want {
			t.Errorf("%q reads as %q", name, table.Sheet)
		}
	}
}

func TestWriteErrors(t *testing.T) {
	t.Parallel()
	d := Document{Columns: []Column{{"a", Text}}}
	failed := errors.New("the database is gone")
	failing := func(yield func([]string, error) bool) { _ = yield([]string{"x"}, nil) && yield(nil, failed) }
	for _, format := range []Format{XLSX, CSV} {
		for name, c := range map[string]struct {
			rows iter.Seq2[[]string, error]
			w    io.Writer
			want error
		}{
			"rows fail":      {failing, io.Discard, failed},
			"row too long":   {listed([]string{"x", "y"}), io.Discard, errLong},
			"nowhere to put": {listed([]string{strings.Repeat("x", 9999)}), full{}, errFull},
		} {
			if err := Write(c.w, format, d, c.rows); !errors.Is(err, c.want) {
				t.Errorf("%s, %s: %v", format, name, err)
			}
		}
	}
	if err := Write(io.Discard, XLSX, d, listed([]string{strings.Repeat("😀", 16_384)})); !errors.Is(err, errCell) {
		t.Errorf("a long cell: %v", err)
	}
	if err := Write(io.Discard, "ods", d, listed()); err == nil {
		t.Error("a format that is not there was written")
	}
}

var errFull = errors.New("no space")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
