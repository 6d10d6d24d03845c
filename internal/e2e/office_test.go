package e2e

import (
	"bytes"
	"encoding/csv"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/seminar"
)

// calc is LibreOffice, with a profile of its own.
type calc struct{ program, profile string }

func openCalc(t testing.TB) calc {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal("LibreOffice Calc is missing: run scripts/deps, which installs libreoffice-calc-nogui")
	}
	return calc{program, t.TempDir()}
}

// noJava is what LibreOffice says where it finds no Java. Spreadsheets need none;
// anything else that it says is a fault of the file.
var noJava = regexp.MustCompile(`(?m)^Warning: failed to launch javaldx - java may not function correctly\n`)

// convert opens files and saves them in another format (an extension and a
// filter of LibreOffice); what it made comes by the name of each file.
func (c calc) convert(t testing.TB, format string, files ...string) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	run := exec.CommandContext(t.Context(), c.program, append([]string{"-env:UserInstallation=file://" + c.profile, "--headless", "--norestore",
		"--convert-to", format, "--outdir", dir}, files...)...)
	run.Env = append(os.Environ(), "LC_ALL=C.UTF-8") // it writes dates and numbers as the machine's country does
	var said, problems bytes.Buffer
	run.Stdout, run.Stderr = &said, &problems
	err := run.Run()
	if rest := noJava.ReplaceAllString(problems.String(), ""); err != nil || rest != "" {
		t.Fatalf("soffice --convert-to %s: %v: %s%s", format, err, said.String(), rest)
	}
	made := map[string][]byte{}
	extension, _, _ := strings.Cut(format, ":")
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".xlsx")
		if made[name], err = os.ReadFile(filepath.Join(dir, name+"."+extension)); err != nil {
			t.Fatalf("%v: %s", err, said.String())
		}
	}
	return made
}

// csvFilter asks for commas, quotation marks and UTF-8, and cells as they show.
const csvFilter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"

// attended is a seminar that two people came to and one did not, with its list.
func (s *service) attended(t testing.TB, programmeID string) (seminar.Seminar, seminar.List) {
	t.Helper()
	made := things{}
	s.seminars(t, programmeID, made)
	x, err := s.Seminars.Get(t.Context(), hand, made["seminars"])
	if err != nil {
		t.Fatal(err)
	}
	var lines []seminar.Line
	for i, name := range []string{"Āboliņa", "=1+1", "Žagars"} {
		p := s.newPerson(t, "Paraugs", name)
		r, err := s.Seminars.Join(t.Context(), access.Actor{Person: p.ID}, x.ID, seminar.Entry{Institution: "Valsts kase, “Rīga”", Position: "Eksperte"})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, seminar.Line{Registration: r.ID, Present: i < 2})
	}
	if err := s.Seminars.Mark(t.Context(), hand, x.ID, lines); err != nil {
		t.Fatal(err)
	}
	l, _, err := s.Seminars.IssueList(t.Context(), hand, x.ID)
	if err != nil {
		t.Fatal(err)
	}
	return x, l
}

// TestSpreadsheetsOpen makes the workbooks that offices hand in, with the real
// program, and opens them with a spreadsheet that people really use.
func TestSpreadsheetsOpen(t *testing.T) {
	t.Parallel()
	program, s := openCalc(t), serve(t, at(t, "sqlite"), demo)
	x, l := s.attended(t, s.scope(t, "coordinator"))
	start, end := x.Start.In(s.Seminars.Zone), x.End.In(s.Seminars.Zone)
	coordinator, dir := s.as(t, "coordinator"), t.TempDir()
	var files []string
	for name, path := range map[string]string{"list": "/coordination/attendance-lists/" + l.ID + "/file",
		"schedule": "/coordination/schedule/file?" + url.Values{"month": {start.Format("2006-01")}}.Encode()} {
		file := filepath.Join(dir, name+".xlsx")
		if err := os.WriteFile(file, []byte(coordinator.get(t, path).want(t, http.StatusOK).body), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	tables := program.convert(t, csvFilter, files...)
	marked := l.Sheet.Rows[0].At.In(s.Seminars.Zone).Format(time.DateTime)
	person := func(number, name, mark string) []string {
		return []string{number, "Paraugs " + name, "Valsts kase, “Rīga”", "Eksperte", mark, marked, l.Number, "Paraugseminārs", start.Format(time.DateTime), end.Format(time.DateTime), l.Hash}
	}
	wantCells(t, tables["list"], []string{"Nr.", "Vārds un uzvārds", "Iestāde", "Amats", "Apmeklējums", "Atzīmes laiks", "Saraksta numurs", "Seminārs",
		"Semināra sākums", "Semināra beigas", "Kontrolsumma"},
		person("1", "=1+1", "Piedalījās"), person("2", "Āboliņa", "Piedalījās"), person("3", "Žagars", "Nepiedalījās"))
	wantCells(t, tables["schedule"], []string{"Datums", "Sākums", "Beigas", "Seminārs", "Vietu skaits", "Piedalījās"},
		[]string{start.Format(time.DateOnly), start.Format("15:04"), end.Format("15:04"), "Paraugseminārs", "5", "2"})
	for name, pdf := range program.convert(t, "pdf", files...) {
		if pages := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); pages != 1 {
			t.Errorf("%s: %d pages of paper", name, pages)
		}
	}
}

// wantCells compares the named columns of our seminar's rows; a table may have
// others.
func wantCells(t testing.TB, text []byte, columns []string, want ...[]string) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	at := map[string]int{}
	for i, title := range rows[0] {
		at[title] = i
	}
	var got [][]string
	for _, row := range rows[1:] {
		var cells []string
		if !slices.Contains(row, "Paraugseminārs") {
			continue
		}
		for _, title := range columns {
			i, there := at[title]
			if !there {
				t.Fatalf("no column %q among %q", title, slices.Sorted(maps.Keys(at)))
			}
			cells = append(cells, row[i])
		}
		got = append(got, cells)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
