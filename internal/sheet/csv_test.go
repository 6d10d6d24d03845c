package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"domubiedrs/internal/fault"
)

const people = "Vārds;Uzvārds;Pilsēta\r\nĀdams;Ķēniņš;Ūdrupe\r\nJānis;Žagars;Čiekure\r\n"

func TestEncodings(t *testing.T) {
	t.Parallel()
	encode := func(text string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for name, file := range map[string]string{
		"UTF-8":              people,
		"UTF-8 with a mark":  "\ufeff" + people,
		"Windows-1257":       encode(charmap.Windows1257.NewEncoder().String(people)),
		"UTF-16LE":           encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(people)),
		"UTF-16BE":           encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(people)),
		"UTF-16LE, unmarked": encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(people)),
		"UTF-16BE, unmarked": encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(people)),
		"letters in two":     strings.ReplaceAll(people, "ā", "a\u0304"),
	} {
		table := open(t, []byte(file))
		if diff := cmp.Diff([]string{"Vārds", "Uzvārds", "Pilsēta"}, table.Columns); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		want := []Row{{Number: 2, Cells: []string{"Ādams", "Ķēniņš", "Ūdrupe"}}, {Number: 3, Cells: []string{"Jānis", "Žagars", "Čiekure"}}}
		if diff := cmp.Diff(want, body(t, table)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestALetterOnTheEdge puts a letter of two bytes across the chunks by which a
// file is looked at.
func TestALetterOnTheEdge(t *testing.T) {
	t.Parallel()
	for shift := range 4 {
		text := "a,b\n" + strings.Repeat("x,y\n", 16_380) + strings.Repeat("z", shift) + strings.Repeat("ā", 50) + ",q\n"
		rows := body(t, open(t, []byte(text)))
		if got, want := rows[len(rows)-1].Cells[0], strings.Repeat("z", shift)+strings.Repeat("ā", 50); got != want {
			t.Errorf("shifted by %d: %q", shift, got)
		}
	}
}

func TestSeparators(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"comma":                  "a,b,c\n1,\"x;y;z\",3\n4,5;6,7\n",
		"semicolon":              "a;b;c\n1;\"x;y;z\";3\n4;5;6\n",
		"tab":                    "a\tb\tc\n1\tx, y\t3\n4\t5\t6\n",
		"hint":                   "sep=;\na;b;c\n1;2;3\n",
		"title above":            "Pieteikumi, 2026, rudens, kopā\n\na;b;c\n1;2;3\n4;5;6\n7;8;9\n",
		"decimal commas":         "a;b;c\n1,5;2,5;3\n4,5;5;6\n7;8,5;9\n",
		"answers of many by ;":   "a,b,c\nx;y;,2,3\nx;y;,5,6\nx;z;,8,9\n",
		"empty cells at the end": "a;b;c;;;;\n1;2;3;;;;\n",
	} {
		if diff := cmp.Diff([]string{"a", "b", "c"}, open(t, []byte(file)).Columns); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	one := open(t, []byte("epasts\nanna@example.org\n"))
	if diff := cmp.Diff([]Row{{Number: 2, Cells: []string{"anna@example.org"}}}, body(t, one)); diff != "" {
		t.Errorf("one column: %s", diff)
	}
}

func TestQuotesAndRowNumbers(t *testing.T) {
	t.Parallel()
	file := "\r\nvārds,piezīme\r\n\r\n\"Anna \"\"Ance\"\" B\",\"divas\r\nrindas, ar komatu\"\r\n" +
		" , \r\nJānis \"Jancis\" K,5\" disks\rIeva,\"a \"b\" c\"\nPēdējā,=1+1"
	table := open(t, []byte(file))
	want := []Row{
		{Number: 4, Cells: []string{`Anna "Ance" B`, "divas\nrindas, ar komatu"}},
		{Number: 6, Cells: []string{`Jānis "Jancis" K`, `5" disks`}},
		{Number: 7, Cells: []string{"Ieva", `a "b" c`}},
		{Number: 8, Cells: []string{"Pēdējā", "=1+1"}, Formulas: []int{1}},
	}
	if diff := cmp.Diff(want, body(t, table)); diff != "" {
		t.Error(diff)
	}
	if table.Header != 2 || table.Sheet != "pieteikumi" {
		t.Errorf("header %d, sheet %q", table.Header, table.Sheet)
	}
	if diff := cmp.Diff(want, body(t, table)); diff != "" {
		t.Errorf("read again: %s", diff)
	}
}

func TestCSVFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file   string
		limits Limits
		kind   fault.Kind
		key    string
		args   []any
	}{
		"empty":              {"", Limits{}, fault.Invalid, "sheet.fault.empty", nil},
		"blank":              {"\ufeff \n;;;\n\t", Limits{}, fault.Invalid, "sheet.fault.empty", nil},
		"headings only":      {"\na;b\n\n", Limits{}, fault.Invalid, "sheet.fault.no-rows", []any{"row", 2}},
		"open quote":         {"a;b\n1;2\n3;\"4\n5;6\n", Limits{}, fault.Invalid, "sheet.fault.quote", []any{"row", 3}},
		"too wide":           {"a;b\n1;2\n3;4;5\n", Limits{}, fault.Invalid, "sheet.fault.wide", []any{"row", 3, "columns", 2}},
		"long cell":          {"a;b\n1;12345\n", Limits{Cell: 4}, fault.TooLarge, "sheet.fault.cell", []any{"row", 2, "column", "B", "max", 4}},
		"longer than kept":   {"a;b\n1;" + strings.Repeat("x", 99) + "\n", Limits{Cell: 4}, fault.TooLarge, "sheet.fault.cell", []any{"row", 2, "column", "B", "max", 4}},
		"too many rows":      {"a;b\n1;2\n3;4\n5;6\n", Limits{Rows: 2}, fault.TooLarge, "sheet.fault.rows", []any{"max", 2}},
		"rows of nothing":    {"a;b\n" + strings.Repeat("\n", maxRow) + "1;2\n", Limits{}, fault.TooLarge, "sheet.fault.rows", []any{"max", 50_000}},
		"too many columns":   {"a;b;c;d\n1;2;3;4\n", Limits{Columns: 3}, fault.TooLarge, "sheet.fault.columns", []any{"row", 1, "max", 3}},
		"large":              {strings.Repeat("a;b\n", 1<<19), Limits{File: 1 << 20}, fault.TooLarge, "sheet.fault.file", []any{"max", 1}},
		"damaged UTF-8":      {"vārds;uzvārds\nāāā\xc4;čč\n", Limits{}, fault.Invalid, "sheet.fault.encoding", nil},
		"letter of no page":  {"v\xe2rds;b\nx\x81;c\n", Limits{}, fault.Invalid, "sheet.fault.encoding", nil},
		"binary":             {"a;b\x00\x01\x02\x03\n1;2\n", Limits{}, fault.Invalid, "sheet.fault.kind", nil},
		"web page":           {"\ufeff\n<html><table>", Limits{}, fault.Invalid, "sheet.fault.kind", nil},
		"PDF":                {"%PDF-1.7\n", Limits{}, fault.Invalid, "sheet.fault.kind", nil},
		"empty archive":      {"PK\x05\x06" + strings.Repeat("\x00", 18), Limits{}, fault.Invalid, "sheet.fault.kind", nil},
		"old Excel":          {string(oleStart) + strings.Repeat("\x00", 600), Limits{}, fault.Invalid, "sheet.fault.old", nil},
		"Excel, password":    {string(oleStart) + strings.Repeat("\x00", 65_500) + string(encryptedPackage) + "\x00", Limits{}, fault.Invalid, "sheet.fault.encrypted", nil},
		"quote to the end":   {"a;b\n\"" + strings.Repeat("x;y\n", 9999), Limits{}, fault.Invalid, "sheet.fault.quote", []any{"row", 2}},
		"cell in the window": {"a;b\n12345;2\n", Limits{Cell: 4}, fault.TooLarge, "sheet.fault.cell", []any{"row", 2, "column", "A", "max", 4}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFault(t, firstFault([]byte(c.file), c.limits), c.kind, c.key, c.args...)
		})
	}
	if fault := firstFault([]byte("PK;vārds\n010190-12345;Anna\n"), Limits{}); fault != nil {
		t.Errorf("a heading that begins like an archive: %v", fault)
	}
}

// TestFaultsOfRows: a row's fault names the row and the others still come.
func TestFaultsOfRows(t *testing.T) {
	t.Parallel()
	table := open(t, []byte("a;b\n1;2\n3;4;5\n;;6\n7;8\n"))
	var rows, faulty []int
	for row, err := range table.Rows() {
		if err != nil {
			faulty = append(faulty, row.Number)
		} else {
			rows = append(rows, row.Number)
		}
	}
	if diff := cmp.Diff([][]int{{2, 5}, {3, 4}}, [][]int{rows, faulty}); diff != "" {
		t.Error(diff)
	}
}

func TestHeader(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		row  int
		want []string
	}{
		"titles above":           {"Mentoringa programma\n;Saraksts;;\n\nVārds;Uzvārds;E-pasts;Amats\nA;B;a@example.org;x\n", 4, []string{"Vārds", "Uzvārds", "E-pasts", "Amats"}},
		"a date above":           {"Sagatavots;23.11.2026.\nVārds;Uzvārds;Gads\nA;B;1990\n", 2, []string{"Vārds", "Uzvārds", "Gads"}},
		"a column without":       {"Vārds;;Uzvārds\nA;piezīme;B\nC;piezīme;D\n", 1, []string{"Vārds", "", "Uzvārds"}},
		"on several lines":       {"\"Vārds\nun\n uzvārds\";Amats\nA B;C\n", 1, []string{"Vārds un uzvārds", "Amats"}},
		"mostly empty":           {"a;b;c;d;e\n1;;;;\n;;;;2\n", 1, []string{"a", "b", "c", "d", "e"}},
		"questions with address": {"Jūsu e-pasts (piemēram, a@example.org);Amats\na@example.org;C\n", 1, []string{"Jūsu e-pasts (piemēram, a@example.org)", "Amats"}},
		"numbers only":           {"1;2\n3;4\n", 1, []string{"1", "2"}},
		"a row too wide":         {"a;b;c\n1;2;3\n1;2;3;4;5;6;7;8;9\n4;5;6\n7;8;9\n", 1, []string{"a", "b", "c"}},
		"notes beside":           {"a;b;c\n1;2;3\nx;y;z\n", 1, []string{"a", "b", "c"}},
	} {
		table := open(t, []byte(c.file))
		if diff := cmp.Diff(c.want, table.Columns); diff != "" || table.Header != c.row {
			t.Errorf("%s: row %d %s", name, table.Header, diff)
		}
	}
}
