package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// inDemo is a place with a demo's people and its open intake, and the settings
// that lead there.
func inDemo(t *testing.T, kind db.Kind) (dir string, env []string) {
	t.Helper()
	url, dir := dbtest.Empty(t, kind)
	if url != "" {
		env = []string{"DOMUBIEDRS_DATABASE=" + url}
	}
	if a := call(t, env, "demo", "--data", dir); a.code != exitDone {
		t.Fatalf("demo: exit code %d, err %q", a.code, a.err)
	}
	return dir, env
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// last is the last line.
func last(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return lines[len(lines)-1]
}

const twoPeople = "Vārds,Uzvārds,E-pasts,Iestāde,Loma,Piezīmes\nAnna,Paraugs,anna.p@example.org,Rīga,Jurists,x\nBaiba,Paraugs,baiba.p@example.org,Izdomātā pārvalde,Jurists,y\n"

// TestImport: a trial keeps nothing, the file is taken in, and the same file
// again changes nothing; on both databases.
func TestImport(t *testing.T) {
	t.Parallel()
	file := write(t, "pieteikumi.csv", twoPeople)
	for _, kind := range dbtest.Kinds {
		dir, env := inDemo(t, kind)
		for i, tt := range []struct {
			more []string
			want string
		}{
			{[]string{"--dry-run"}, `{"rows":2,"created":2,"updated":0,"unchanged":0,"rejected":0}`},
			{nil, `{"rows":2,"created":2,"updated":0,"unchanged":0,"rejected":0}`},
			{nil, `{"rows":2,"created":0,"updated":0,"unchanged":2,"rejected":0}`},
		} {
			a := call(t, env, append([]string{"import", "--data", dir, "--intake", "demo", "--as", "mentee", file}, tt.more...)...)
			if a.code != exitDone || a.out != tt.want+"\n" {
				t.Errorf("%s, run %d: exit code %d, out %q, err %q", kind, i, a.code, a.out, a.err)
			}
			if !strings.Contains(a.err, "left out: Piezīmes\n") || !strings.Contains(a.err, "“Izdomātā pārvalde” is not in the list") {
				t.Errorf("%s, run %d says %q", kind, i, a.err)
			}
		}
		if kind == db.SQLite {
			byCommandLine(t, dir)
		}
	}
}

// byCommandLine looks who is recorded for a file.
func byCommandLine(t *testing.T, dir string) {
	t.Helper()
	d, err := db.Open(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	items, err := audit.List(t.Context(), d, audit.Filter{Action: audit.ApplicationsImported, Actor: audit.CommandLine}, 10)
	if err != nil || len(items) != 2 {
		t.Errorf("recorded: %+v, %v", items, err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

// TestImportRefuses: rows with mistakes are 1, a wrong command line is 2, and
// nothing is taken in.
func TestImportRefuses(t *testing.T) {
	t.Parallel()
	dir, _ := inDemo(t, db.SQLite)
	good := write(t, "good.csv", twoPeople)
	bad := write(t, "bad.csv", strings.Replace(twoPeople, "baiba.p@example.org", "kur", 1))
	nameless := write(t, "nameless.csv", "Kas,Kur\nx,y\n")
	for what, tt := range map[string]struct {
		args []string
		code int
		err  string
		out  string
	}{
		"a row is wrong":   {[]string{"--intake", "demo", "--as", "mentee", bad}, exitFailed, "row 3, Baiba Paraugs kur: E-mail: ", `{"rows":2,"created":0,"updated":0,"unchanged":0,"rejected":1}`},
		"no such intake":   {[]string{"--intake", "nav", "--as", "mentee", good}, exitWrong, `no intake named "nav"`, ""},
		"no such side":     {[]string{"--intake", "demo", "--as", "auditor", good}, exitWrong, "--as", ""},
		"no intake":        {[]string{"--as", "mentee", good}, exitWrong, "--intake", ""},
		"no file":          {[]string{"--intake", "demo", "--as", "mentee", good + "x"}, exitWrong, "FILE cannot be read", ""},
		"no spreadsheet":   {[]string{"--intake", "demo", "--as", "mentee", write(t, "a.xlsx", "%PDF-1.7")}, exitFailed, "neither XLSX nor CSV", ""},
		"no names":         {[]string{"--intake", "demo", "--as", "mentee", nameless}, exitWrong, "e-mail address", ""},
		"a broken mapping": {[]string{"--intake", "demo", "--as", "mentee", "--mapping", good, good}, exitWrong, "--mapping: ", ""},
		"a strange column": {[]string{"--intake", "demo", "--as", "mentee", "--mapping", write(t, "m.json", `{"columns":{"Krāsa":"goal"}}`), good}, exitWrong, "“Krāsa”", ""},
	} {
		a := call(t, nil, append([]string{"import", "--data", dir}, tt.args...)...)
		if a.code != tt.code || !strings.Contains(a.err, tt.err) || last(a.out) != tt.out || strings.Contains(a.err, "⟦") {
			t.Errorf("%s: exit code %d, out %q, err %q", what, a.code, a.out, a.err)
		}
	}
	a := call(t, nil, "import", "--data", dir, "--intake", "demo", "--as", "mentee", "--mapping", write(t, "m.json", `{"columns":{"Piezīmes":"goal"}}`), good)
	if a.code != exitDone || last(a.out) != `{"rows":2,"created":2,"updated":0,"unchanged":0,"rejected":0}` || strings.Contains(a.err, "left out") {
		t.Errorf("with a mapping: exit code %d, out %q, err %q", a.code, a.out, a.err)
	}
}
