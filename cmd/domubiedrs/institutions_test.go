package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInstitutionsImport takes in a register: looked at, taken, taken again,
// with news, and with a row that is wrong.
func TestInstitutionsImport(t *testing.T) {
	t.Parallel()
	dir := made(t)
	file := filepath.Join(t.TempDir(), "ppi.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	take := func(flags ...string) string {
		t.Helper()
		return must(t, nil, append([]string{"institutions", "import", file, "--data", dir}, flags...)...)
	}
	write("regcode;name;type\n90000000001;Sample agency;Valsts aģentūra\n")
	created := `{"rows":1,"created":1,"updated":0,"closed":0,"unchanged":0,"rejected":0}` + "\n"
	for _, got := range []string{take("--dry-run"), take()} {
		if got != created {
			t.Errorf("the first time: %q", got)
		}
	}
	if got := take(); !strings.Contains(got, `"unchanged":1`) {
		t.Errorf("again: %q", got)
	}
	write("regcode;name;type\n90000000001;Other agency;Valsts aģentūra\n")
	if got := take(); !strings.HasPrefix(got, `row 2, Other agency: name "Sample agency" becomes "Other agency"`+"\n") || !strings.Contains(got, `"updated":1`) {
		t.Errorf("news: %q", got)
	}
	write("regcode;name\n90000000002;\n")
	a := call(t, nil, "institutions", "import", file, "--data", dir)
	if a.code != exitFailed || !strings.Contains(a.out, "row 2, : wrong name: The row has no name.") || !strings.Contains(a.err, "nothing was changed") {
		t.Errorf("a wrong row: exit code %d, out %q, err %q", a.code, a.out, a.err)
	}
	write("age;height\n3;4\n")
	if a := call(t, nil, "institutions", "import", file, "--data", dir); a.code != exitFailed || !strings.Contains(a.err, "no column of names") {
		t.Errorf("no register: exit code %d, err %q", a.code, a.err)
	}
	if a := call(t, nil, "institutions", "import", file+"x", "--data", dir); a.code != exitWrong {
		t.Errorf("no file: exit code %d, err %q", a.code, a.err)
	}
}
