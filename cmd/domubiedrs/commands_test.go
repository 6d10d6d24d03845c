package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/alecthomas/kong"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

var update = flag.Bool("update", false, "write the commands table into docs/operations.md")

// leaves are the commands that do something.
func leaves(t *testing.T) []*kong.Node {
	t.Helper()
	parser, err := newParser(io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model.Leaves(true)
}

func TestEveryCommandHelps(t *testing.T) {
	names := []string{}
	for _, leaf := range leaves(t) {
		words := strings.Fields(leaf.FullPath())[1:]
		names = append(names, strings.Join(words, " "))
		a := call(t, nil, append(words, "--help")...)
		if a.code != exitDone || a.err != "" {
			t.Errorf("%v --help: exit code %d, err %q", words, a.code, a.err)
		}
		for _, part := range []string{leaf.Help, "Example:", "domubiedrs " + strings.Join(words, " "), "--data=DIR"} {
			if !strings.Contains(strings.Join(strings.Fields(a.out), " "), part) {
				t.Errorf("%v --help lacks %q:\n%s", words, part, a.out)
			}
		}
	}
	for _, must := range []string{"serve", "migrate", "demo", "import", "admin first", "admin link", "config describe", "keys list", "keys rotate",
		"keys check", "audit verify", "backup", "restore", "copy-db", "version"} {
		if !slices.Contains(names, must) {
			t.Errorf("there is no command %s", must)
		}
	}
	if whole := must(t, nil, "--help"); !strings.Contains(whole, "Exit codes: 0 done; 1") {
		t.Errorf("--help:\n%s", whole)
	}
}

// commandTable is the command line as a Markdown table.
func commandTable(t *testing.T) string {
	var b strings.Builder
	b.WriteString("| command | arguments and flags | what it does |\n|---|---|---|\n")
	for _, leaf := range leaves(t) {
		var parts []string
		for _, p := range leaf.Positional {
			parts = append(parts, "`"+strings.ToUpper(p.Name)+"`")
		}
		for _, f := range leaf.Flags {
			text := "`--" + f.Name
			if !f.IsBool() {
				text += " " + f.FormatPlaceHolder()
			}
			parts = append(parts, text+"`")
		}
		name := strings.TrimPrefix(leaf.FullPath(), "domubiedrs ")
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, strings.Join(parts, ", "), leaf.Help)
	}
	return b.String()
}

func TestTheCommandsTableIsFresh(t *testing.T) {
	const path, begin, end = "../../docs/operations.md", "<!-- commands: begin -->\n", "<!-- commands: end -->"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(content), begin)
	old, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table", path)
	}
	want := commandTable(t)
	if old == want {
		return
	}
	if !*update {
		t.Fatalf("the commands table of %s is stale; run: go test ./cmd/domubiedrs -update", path)
	}
	if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestVersion(t *testing.T) {
	if out := must(t, nil, "version"); !strings.HasPrefix(out, "domubiedrs dev") || !strings.Contains(out, "/") {
		t.Errorf("version says %q", out)
	}
}

func TestConfigDescribe(t *testing.T) {
	for _, args := range [][]string{{"config"}, {"config", "describe"}} {
		if out := must(t, nil, args...); !strings.Contains(out, "DOMUBIEDRS_LISTEN\n    Address on which pages are served") {
			t.Errorf("%v:\n%s", args, out)
		}
	}
}

func TestMigrateLists(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	out := must(t, nil, "migrate", "--data", dir)
	if !strings.Contains(out, "0001_base.sql") || out != must(t, nil, "migrate", "--data", dir) {
		t.Errorf("migrate lists %q", out)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data directory: %v (%v)", info.Mode(), err)
	}
}

func TestAdmin(t *testing.T) {
	t.Parallel()
	dir := made(t)
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"first", "b@example.org", "Baiba", "Paraugs"}, exitFailed, "there is an administrator already"},
		{[]string{"roles", "list"}, exitDone, "administrator  system  anna@example.org  Anna Paraugs  active\n"},
		{[]string{"link", "anna@example.org"}, exitDone, "http://localhost:8080/"},
		{[]string{"link", "nobody@example.org"}, exitFailed, "no account"},
		{[]string{"roles", "revoke", "anna@example.org", "administrator"}, exitFailed, "administrator"},
		{[]string{"roles", "grant", "nobody@example.org", "administrator"}, exitFailed, "no account"},
		{[]string{"roles", "grant", "anna@example.org", "administrator"}, exitDone, "has the role administrator"},
		{[]string{"roles", "list"}, exitDone, "administrator  system  anna@example.org"},
	} {
		a := call(t, nil, append(append([]string{"admin"}, tt.args...), "--data", dir)...)
		if a.code != tt.code || !strings.Contains(a.out+a.err, tt.want) || strings.Contains(a.err, "⟦") {
			t.Errorf("admin %v: exit code %d, out %q, err %q", tt.args, a.code, a.out, a.err)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	dir := made(t)
	first := must(t, nil, "keys", "list", "--data", dir)
	if !strings.HasSuffix(first, "  in use\n") {
		t.Errorf("keys list: %q", first)
	}
	if out := must(t, nil, "keys", "rotate", "--data", dir); !strings.HasPrefix(out, "New master key ") {
		t.Errorf("keys rotate: %q", out)
	}
	second := must(t, nil, "keys", "list", "--data", dir)
	if strings.Count(second, "\n") != 2 || !strings.HasSuffix(second, strings.Replace(first, "in use", "former", 1)) {
		t.Errorf("keys list after rotating: %q, before %q", second, first)
	}
	if out := must(t, nil, "keys", "check", "--data", dir); !strings.Contains(out, "data keys") {
		t.Errorf("keys check: %q", out)
	}
	if out := must(t, nil, "keys", "retire", "--data", dir); !strings.HasPrefix(out, "Forgotten: "+strings.Fields(first)[0]) {
		t.Errorf("keys retire: %q", out)
	}
}

// TestKeysKeptByHand makes a key set for the environment, and the next one.
func TestKeysKeptByHand(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := must(t, nil, "keys", "next", "--data", dir)
	file := filepath.Join(dir, "keys")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"DOMUBIEDRS_MASTER_KEYS_FILE=" + file}
	must(t, env, "migrate", "--data", dir)
	if _, err := os.Stat(filepath.Join(dir, "master-keys.json")); err == nil {
		t.Error("a key file was made beside the keys of the environment")
	}
	next := must(t, env, "keys", "next", "--data", dir)
	if err := os.WriteFile(file, []byte(next), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, env, "keys", "rotate", "--data", dir); !strings.Contains(out, "stays") {
		t.Errorf("keys rotate: %q", out)
	}
	if out := must(t, env, "keys", "list", "--data", dir); strings.Count(out, "\n") != 2 {
		t.Errorf("keys list: %q", out)
	}
}

func TestAuditVerify(t *testing.T) {
	t.Parallel()
	dir := made(t)
	head := strings.TrimSpace(must(t, nil, "audit", "verify", "--data", dir))
	must(t, nil, "audit", "verify", "--data", dir, "--expect", head)
	seq, hash, _ := strings.Cut(head, ":")
	other := seq + ":" + strings.Repeat("0", len(hash))
	a := call(t, nil, "audit", "verify", "--data", dir, "--expect", other)
	if a.code != exitFailed || !strings.Contains(a.err, "entry "+seq) || strings.Contains(a.err, "⟦") {
		t.Errorf("another head: exit code %d, out %q, err %q", a.code, a.out, a.err)
	}
}

// TestBackupAndRestore backs up a running service, plain and encrypted, and
// restores beside it and into PostgreSQL.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	dir, out := made(t), t.TempDir()
	seal(t, dir)
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(out, "identity")
	if err := os.WriteFile(key, []byte(identity.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, nil, "--data", dir)
	for _, kind := range dbtest.Kinds {
		file := filepath.Join(out, string(kind))
		must(t, nil, "backup", "--data", dir, "--recipient", identity.Recipient().String(), file)
		url, place := dbtest.Empty(t, kind)
		env := []string{"DOMUBIEDRS_DATABASE=" + url}
		copyFile(t, filepath.Join(dir, "master-keys.json"), filepath.Join(place, "master-keys.json"))
		restored := must(t, env, "restore", "--data", place, "--identity", key, file)
		if !strings.HasPrefix(restored, "Restored ") {
			t.Errorf("restore says %q", restored)
		}
		for _, check := range [][]string{{"audit", "verify"}, {"keys", "check"}, {"admin", "roles", "list"}} {
			must(t, env, append(check, "--data", place)...)
		}
		if again := call(t, env, "restore", "--data", place, "--identity", key, file); again.code != exitWrong {
			t.Errorf("a second restore: exit code %d, err %q", again.code, again.err)
		}
	}
	if code, _ := get(t, s.address+"/readyz"); code != 200 {
		t.Errorf("the service is disturbed: %d", code)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestRestoreWithTheWrongKeys leaves nothing behind.
func TestRestoreWithTheWrongKeys(t *testing.T) {
	t.Parallel()
	dir, place := made(t), t.TempDir()
	seal(t, dir)
	file := filepath.Join(t.TempDir(), "b")
	must(t, nil, "backup", "--data", dir, file)
	if err := otherKeys(t, filepath.Join(place, "master-keys.json")); err != nil {
		t.Fatal(err)
	}
	if a := call(t, nil, "restore", "--data", place, file); a.code != exitWrong || !strings.Contains(a.err, "DOMUBIEDRS_MASTER_KEYS") {
		t.Errorf("exit code %d, err %q", a.code, a.err)
	}
	if left, err := os.ReadDir(place); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestADamagedBackupIsFoundOut(t *testing.T) {
	t.Parallel()
	dir, place := made(t), t.TempDir()
	file := filepath.Join(t.TempDir(), "b")
	must(t, nil, "backup", "--data", dir, file)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	copyFile(t, filepath.Join(dir, "master-keys.json"), filepath.Join(place, "master-keys.json"))
	if a := call(t, nil, "restore", "--data", place, file); a.code != exitFailed || !strings.Contains(a.err, "damaged") {
		t.Errorf("exit code %d, err %q", a.code, a.err)
	}
}

// TestAFullDiskLeavesNoBackup bounds the size of what the process may write,
// which fails a write in the middle as a full disk does.
func TestAFullDiskLeavesNoBackup(t *testing.T) {
	t.Parallel()
	dir, out := made(t), t.TempDir()
	fillSettings(t, dir)
	c := command(t, nil)
	limited := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -f 2048; trap "" XFSZ; exec "$0" "$@"`,
		binary, "backup", "--data", dir, filepath.Join(out, "b"))
	limited.Dir, limited.Env = c.Dir, c.Env
	a := finish(t, limited)
	if a.code != exitFailed || !strings.Contains(a.err, "file too large") {
		t.Errorf("exit code %d, out %q, err %q", a.code, a.out, a.err)
	}
	if left, err := os.ReadDir(out); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// fillSettings adds 4 MB that do not compress.
func fillSettings(t *testing.T, dir string) {
	t.Helper()
	d, err := db.Open(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		for n := range 64 {
			if _, err := db.Exec(t.Context(), tx, `insert into setting (name, value, version, updated_by, updated_at) values ($1, $2, 1, '', $3)`,
				fmt.Sprint("x", n), noise(65536), db.Now()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCopyDB(t *testing.T) {
	t.Parallel()
	dir := made(t)
	seal(t, dir)
	url, _ := dbtest.Empty(t, db.Postgres)
	if out := must(t, nil, "copy-db", "--data", dir, "--to", url); !strings.HasPrefix(out, "Copied and compared: ") {
		t.Errorf("copy-db says %q", out)
	}
	env := []string{"DOMUBIEDRS_DATABASE=" + url}
	for _, check := range [][]string{{"audit", "verify"}, {"keys", "check"}, {"admin", "roles", "list"}} {
		must(t, env, append(check, "--data", dir)...)
	}
	if again := call(t, nil, "copy-db", "--data", dir, "--to", url); again.code != exitWrong || !strings.Contains(again.err, "not empty") {
		t.Errorf("a second copy: exit code %d, err %q", again.code, again.err)
	}
}
