package sheet

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domubiedrs/internal/fault"
)

// TestWorkbook reads what an office keeps: a merged title, empty rows, numbers,
// dates and formulas, and other sheets.
func TestWorkbook(t *testing.T) {
	t.Parallel()
	file := built(t, func(f *excelize.File) error {
		date, code := "dd/mm/yyyy", "000000"
		dated, err := f.NewStyle(&excelize.Style{CustomNumFmt: &date})
		if err != nil {
			return err
		}
		coded, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			return err
		}
		for _, name := range []string{"Slēpta", "Pieteikumi", "Tukša", "Mentori"} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
		}
		born := time.Date(1990, 1, 25, 0, 0, 0, 0, time.UTC)
		steps := []error{
			setRows(f, "Slēpta", []any{"slepens", "x"}),
			f.SetSheetVisible("Slēpta", false),
			setRows(f, "Mentori", []any{"Vārds"}),
			setRows(f, "Pieteikumi", []any{"Pieteikumu saraksts"}, nil, []any{" Vārds  un\nuzvārds", "Dzimis", "Kods", "Skaits", "Summa"},
				[]any{"Anna Be\u0304rziņa", born, 1234, 0.1 + 0.2, 7}, nil, []any{"Jānis 😀\u200f", "25.01.1990.", "x", 1e20, nil, "piezīme"}),
			f.MergeCell("Pieteikumi", "A1", "E1"),
			f.SetCellStyle("Pieteikumi", "B4", "B4", dated),
			f.SetCellStyle("Pieteikumi", "C4", "C4", coded),
			f.SetCellFormula("Pieteikumi", "E4", "SUM(C4:D4)"),
			f.SetCellValue("Pieteikumi", "E4", 7), // what the formula gave when it was saved
			f.SetCellFormula("Pieteikumi", "E6", `HYPERLINK("https://example.org","x")`),
		}
		for _, err := range steps {
			if err != nil {
				return err
			}
		}
		return nil
	})
	table := open(t, file)
	if diff := cmp.Diff([]string{"Vārds un uzvārds", "Dzimis", "Kods", "Skaits", "Summa"}, table.Columns); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Mentori"}, table.Others); diff != "" || table.Sheet != "Pieteikumi" || table.Header != 3 {
		t.Errorf("sheet %q, header %d, others %s", table.Sheet, table.Header, diff)
	}
	want := []Row{
		{Number: 4, Cells: []string{"Anna Bērziņa", "1990-01-25", "001234", "0.3", "7"}},
		{Number: 6, Cells: []string{"Jānis 😀\u200f", "1990-01-25", "x", "100000000000000000000", ""}, Formulas: []int{4}},
	}
	for range 2 {
		if diff := cmp.Diff(want, body(t, table)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestSheetXML reads by hand what other programs write.
func TestSheetXML(t *testing.T) {
	t.Parallel()
	shared := part{"xl/sharedStrings.xml", `<sst><si><t> Anna </t></si><si><r><t xml:space="preserve">Jānis </t></r><r><t>K_x0101_rklis_x000D_</t></r><rPh><t>lasījums</t></rPh></si><si/></sst>`}
	styles := part{"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-426]dd\.mm\.yyyy\.;@"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="9"/><xf numFmtId="20"/></cellXfs>` +
		`<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>`}
	rels := part{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="s1" Type="http://x/worksheet" Target="/xl/worksheets/sheet1.xml"/>` +
		`<Relationship Id="t" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="http://x/styles" Target="styles.xml"/></Relationships>`}
	for name, c := range map[string]struct {
		rows string
		want []Row
	}{
		"shared":      {`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>`, []Row{{Number: 2, Cells: []string{"Anna", "Jānis Kārklis"}}}},
		"formula":     {`<row r="2"><c r="A2" t="str"><f>A1&amp;"="</f><v>Vārds=</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>`, []Row{{Number: 2, Cells: []string{"Vārds=", "2"}, Formulas: []int{0, 1}}}},
		"styles":      {`<row r="2"><c r="A2" s="1"><v>45985</v></c><c r="B2" s="3"><v>0.25</v></c></row>`, []Row{{Number: 2, Cells: []string{"2025-11-24", "25%"}}}},
		"times":       {`<row r="2"><c r="A2" s="2"><v>45985.58567129</v></c><c r="B2" s="4"><v>0.604166666666667</v></c></row>`, []Row{{Number: 2, Cells: []string{"2025-11-24T14:03:22", "14:30"}}}},
		"other types": {`<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c></row><row r="3"><c t="d"><v>2026-11-23T00:00:00</v></c><c t="b"><v>0</v></c></row>`, []Row{{Number: 2, Cells: []string{"TRUE", "#N/A"}}, {Number: 3, Cells: []string{"2026-11-23", "FALSE"}}}},
		"no numbers":  {`<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c/><c><v>3</v></c></row>`, []Row{{Number: 2, Cells: []string{"1", "2"}}, {Number: 4, Cells: []string{"", "3"}}}},
		"after":       {`<row r="2"><c><v>1</v></c></row></sheetData><controls><from><xdr:row>5</xdr:row></from></controls><sheetData>`, []Row{{Number: 2, Cells: []string{"1", ""}}}},
		"prefixed":    {`<x:row r="9"><x:c r="B9"><x:v>5</x:v></x:c></x:row>`, []Row{{Number: 9, Cells: []string{"", "5"}}}},
		"beside":      {`<row r="2"><c r="A2"><v>1</v></c><c r="Z2"><v>piezīme</v></c></row>`, []Row{{Number: 2, Cells: []string{"1", ""}}}},
		"unknown":     {`<row r="2"><c r="A2" s="99"><v>1.50</v></c><c r="B2"><extLst><ext>x</ext></extLst><v>abc</v></c></row>`, []Row{{Number: 2, Cells: []string{"1.5", "abc"}}}},
	} {
		table := open(t, zipped(t, office(sheetXML(headXML+c.rows), shared, styles, rels)...))
		if diff := cmp.Diff(c.want, body(t, table)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTheCalendarOf1904(t *testing.T) {
	t.Parallel()
	styles := part{"xl/styles.xml", `<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`}
	rels := part{"xl/_rels/workbook.xml.rels", strings.Replace(relsXML, "</R", `<Relationship Id="y" Type="http://x/styles" Target="styles.xml"/></R`, 1)}
	book := part{"xl/workbook.xml", strings.Replace(bookXML, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)}
	table := open(t, zipped(t, office(sheetXML(headXML+`<row r="2"><c r="A2"><v>0</v></c><c r="B2"><v>44523</v></c></row>`), styles, rels, book)...))
	if diff := cmp.Diff([][]string{{"1904-01-01", "2025-11-24"}}, cells(body(t, table))); diff != "" {
		t.Error(diff)
	}
}

func TestXLSXFaults(t *testing.T) {
	t.Parallel()
	data := headXML + `<row r="2"><c r="A2"><v>1</v></c></row>`
	broken := func(rows string) []part { return office(sheetXML(data + rows)) }
	for name, c := range map[string]struct {
		parts  []part
		limits Limits
		kind   fault.Kind
		key    string
		args   []any
	}{
		"macro code":           {office(sheetXML(data), part{"xl/vbaProject.bin", "x"}), Limits{}, fault.Invalid, "sheet.fault.macro", nil},
		"macro type":           {office(sheetXML(data), part{"[Content_Types].xml", strings.Replace(typesXML, "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main", 1)}), Limits{}, fault.Invalid, "sheet.fault.macro", nil},
		"binary":               {office(sheetXML(data), part{"xl/workbook.bin", "x"}), Limits{}, fault.Invalid, "sheet.fault.old", nil},
		"OpenDocument":         {[]part{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}}, Limits{}, fault.Invalid, "sheet.fault.ods", nil},
		"OpenDocument, a text": {[]part{{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<x/>"}}, Limits{}, fault.Invalid, "sheet.fault.kind", nil},
		"archive":              {[]part{{"a.txt", "x"}}, Limits{}, fault.Invalid, "sheet.fault.kind", nil},
		"letter":               {office(sheetXML(data), part{"xl/workbook.xml", "<document/>"}), Limits{}, fault.Invalid, "sheet.fault.kind", nil},
		"no workbook":          {office(sheetXML(data), part{"_rels/.rels", "<Relationships/>"}), Limits{}, fault.Invalid, "sheet.fault.broken", nil},
		"empty":                {office(sheetXML(`<row r="1"><c r="A1" s="1"/></row>`)), Limits{}, fault.Invalid, "sheet.fault.empty", nil},
		"hidden only":          {office(sheetXML(data), part{"xl/workbook.xml", strings.Replace(bookXML, "<sheet ", `<sheet state="veryHidden" `, 1)}), Limits{}, fault.Invalid, "sheet.fault.empty", nil},
		"headings only":        {office(sheetXML(headXML)), Limits{}, fault.Invalid, "sheet.fault.no-rows", []any{"row", 1}},
		"part twice":           {append(office(sheetXML(data)), part{"xl/Workbook.xml", bookXML}), Limits{}, fault.Invalid, "sheet.fault.broken", nil},
		"sheet twice":          {office(sheetXML(data), part{"xl/workbook.xml", strings.Replace(bookXML, "</sheets>", `<sheet name="B" r:id="s1"/></sheets>`, 1)}), Limits{}, fault.Invalid, "sheet.fault.broken", nil},
		"no sheet":             {office(sheetXML(data))[:4], Limits{}, fault.Invalid, "sheet.fault.broken", nil},
		"cut":                  {office(`<worksheet><sheetData>` + data + `<row r="3"><c r="A3"><v>2</v>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 3}},
		"cut at the head":      {office(`<worksheet><sheetData>` + headXML), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 1}},
		"no XML":               {broken(`<row r="3"><`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 3}},
		"rows upwards":         {broken(`<row r="2"/>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 2}},
		"row of no sheet":      {broken(`<row r="1048577"/>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 2}},
		"cell nowhere":         {broken(`<row r="3"><c r="7"><v>1</v></c></row>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 3}},
		"cell too far":         {broken(`<row r="3"><c r="ZZZZZZ3"><v>1</v></c></row>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 3}},
		"row in a row":         {broken(`<row r="3"><row r="4"/></row>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 4}},
		"cell in no row":       {broken(`<c r="A3"><v>1</v></c>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 2}},
		"cell's end only":      {broken(`<row r="3"></c></row>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 3}},
		"text not shared":      {broken(`<row r="3"><c r="A3" t="s"><v>0</v></c></row>`), Limits{}, fault.Invalid, "sheet.fault.broken-at", []any{"row", 3}},
		"long cell":            {broken(`<row r="3"><c r="B3"><v>1234567</v></c></row>`), Limits{Cell: 6}, fault.TooLarge, "sheet.fault.cell", []any{"row", 3, "column", "B", "max", 6}},
		"columns":              {broken(`<row r="3"><c r="C3"><v>1</v></c></row>`), Limits{Columns: 2}, fault.TooLarge, "sheet.fault.columns", []any{"row", 3, "max", 2}},
		"rows":                 {broken(`<row r="3"><c><v>1</v></c></row>`), Limits{Rows: 1}, fault.TooLarge, "sheet.fault.rows", []any{"max", 1}},
		"text":                 {broken(`<row r="3"><c><v>` + strings.Repeat("x", 1<<20-9) + `</v></c></row>`), Limits{Text: 1 << 20, Cell: 1 << 20}, fault.TooLarge, "sheet.fault.text", []any{"max", 1}},
	} {
		t.Run(name, func(t *testing.T) {
			wantFault(t, firstFault(zipped(t, c.parts...), c.limits), c.kind, c.key, c.args...)
		})
	}
}

// TestDamage flips bytes of a real workbook: it is read whole or refused, never
// read in part without a word.
func TestDamage(t *testing.T) {
	t.Parallel()
	file := built(t, func(f *excelize.File) error {
		var rows [][]any
		for i := range 300 {
			rows = append(rows, []any{"Vārds", i, "teksts ar atkārtojumiem un skaitli", i * i})
		}
		return setRows(f, "Sheet1", append([][]any{{"Vārds", "Numurs", "Teksts", "Kvadrāts"}}, rows...)...)
	})
	want := cells(body(t, open(t, file)))
	if len(want) != 300 {
		t.Fatalf("%d rows", len(want))
	}
	refused := 0
	for at := 0; at < len(file); at += 241 {
		damaged := []byte(string(file))
		damaged[at] ^= 0x10
		if f := firstFault(damaged, Limits{}); f != nil {
			refused++
			continue
		}
		if diff := cmp.Diff(want, cells(body(t, open(t, damaged)))); diff != "" {
			t.Fatalf("byte %d: %s", at, diff)
		}
	}
	if refused < 10 {
		t.Errorf("only %d damaged files were refused", refused)
	}
	for _, size := range []int{len(file) / 2, len(file) - 1, 30, 4} {
		if f := firstFault(file[:size], Limits{}); f == nil || f.Key != "sheet.fault.broken" {
			t.Errorf("cut to %d bytes: %v", size, f)
		}
	}
}

// TestEncryptedEntries: an archive with a password of its own.
func TestEncryptedEntries(t *testing.T) {
	t.Parallel()
	file := zipped(t, office(sheetXML(headXML))...)
	at := strings.Index(string(file), string(zipEntry))
	file[at+8] |= 1 // the flag in the directory (APPNOTE 4.4.4)
	wantFault(t, firstFault(file, Limits{}), fault.Invalid, "sheet.fault.encrypted")
}
