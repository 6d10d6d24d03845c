package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// anyPort lets several programs of a test listen at once.
const anyPort = "127.0.0.1:0"

func TestServe(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			url, dir := dbtest.Empty(t, kind)
			env := []string{"DOMUBIEDRS_DATABASE=" + url}
			s := start(t, env, "--data", dir)
			for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ok\n"} {
				if code, body := get(t, s.address+path); code != 200 || body != want {
					t.Errorf("%s: %d %q", path, code, body)
				}
			}
			if out := must(t, env, "healthz", "--data", dir, "--listen", strings.TrimPrefix(s.address, "http://")); out != "ok\n" {
				t.Errorf("healthz says %q", out)
			}
			s.errs.until("/setup?token=")
			if a := s.stop(t, syscall.SIGTERM); a.code != exitDone {
				t.Errorf("exit code %d, want 0; stderr:\n%s", a.code, a.err)
			}
			if down := call(t, env, "healthz", "--data", dir, "--listen", strings.TrimPrefix(s.address, "http://")); down.code != exitFailed {
				t.Errorf("healthz of a stopped service: exit code %d", down.code)
			}
		})
	}
}

func TestTheSetUpLinkIsGivenOnlyWhileNobodyIsInCharge(t *testing.T) {
	t.Parallel()
	s := start(t, nil, "--data", made(t))
	if a := s.stop(t, syscall.SIGINT); a.code != exitDone || strings.Contains(a.err, "token=") {
		t.Errorf("exit code %d, stderr:\n%s", a.code, a.err)
	}
}

// TestWrong has everything that must be told in one sentence, with exit code 2
// and nothing changed.
func TestWrong(t *testing.T) {
	taken, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := taken.Close(); err != nil {
			t.Error(err)
		}
	})
	empty, ready, unserved := t.TempDir(), made(t), made(t)
	file := filepath.Join(empty, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		env  []string
		args []string
		want string
	}{
		"no command":            {nil, nil, "expected one of"},
		"unknown command":       {nil, []string{"sevre"}, "unexpected argument sevre"},
		"unknown flag":          {nil, []string{"serve", "--port", "1"}, "unknown flag --port"},
		"missing argument":      {nil, []string{"backup"}, `expected "<file>"`},
		"unknown setting":       {[]string{"DOMUBIEDRS_LISTN=x"}, []string{"serve"}, "DOMUBIEDRS_LISTN (in the environment) is not a setting; if DOMUBIEDRS_LISTEN was meant"},
		"bad value":             {nil, []string{"serve", "--listen", "x"}, `DOMUBIEDRS_LISTEN is "x"; write HOST:PORT`},
		"no settings file":      {nil, []string{"serve", "--config", "/none"}, "The settings file /none cannot be read"},
		"port in use":           {nil, []string{"serve", "--data", ready, "--listen", taken.Addr().String()}, "DOMUBIEDRS_LISTEN"},
		"a file as directory":   {nil, []string{"serve", "--listen", anyPort, "--data", file}, "DOMUBIEDRS_DATA"},
		"below a file":          {nil, []string{"serve", "--listen", anyPort, "--data", filepath.Join(file, "x")}, "DOMUBIEDRS_DATA"},
		"unreachable database":  {[]string{"DOMUBIEDRS_DATABASE=postgres://u:hunter2@127.0.0.1:1/x"}, []string{"serve", "--listen", anyPort, "--data", empty}, "DOMUBIEDRS_DATABASE"},
		"keys that are no keys": {[]string{"DOMUBIEDRS_MASTER_KEYS=hunter2"}, []string{"serve", "--listen", anyPort, "--data", ready}, "DOMUBIEDRS_MASTER_KEYS"},
		"keys that are none":    {[]string{"DOMUBIEDRS_MASTER_KEYS=hunter2"}, []string{"keys", "list", "--data", ready}, "DOMUBIEDRS_MASTER_KEYS"},
		"no database":           {nil, []string{"audit", "verify", "--data", empty}, "has no database; name the service's data directory with --data DIR"},
		"no database to copy":   {nil, []string{"copy-db", "--data", empty, "--to", "postgres://x/y"}, "has no database"},
		"copy to nowhere":       {nil, []string{"copy-db", "--data", unserved, "--to", "postgres://127.0.0.1:1/y"}, "The database of --to cannot be opened"},
		"copy to something":     {nil, []string{"copy-db", "--data", ready, "--to", "mysql://x"}, "--to is not the address of a PostgreSQL database"},
		"not a head":            {nil, []string{"audit", "verify", "--data", ready, "--expect", "x"}, "--expect is not SEQ:HASH"},
		"not a recipient":       {nil, []string{"backup", "--data", ready, "--recipient", "me", "b"}, "--recipient is not an age recipient"},
		"restore over":          {nil, []string{"restore", "--data", ready, file}, "There is already a database at "},
		"restore without keys":  {nil, []string{"restore", "--data", empty, file}, "DOMUBIEDRS_MASTER_KEYS is not set, and the key file"},
		"not a role":            {nil, []string{"admin", "roles", "grant", "a@example.org", "king", "--data", ready}, `"king" is not a role; write one of coordinator, lead`},
		"a role nowhere":        {nil, []string{"admin", "roles", "grant", "a@example.org", "coordinator", "--data", ready}, "name it with --in ID"},
		"a role everywhere":     {nil, []string{"admin", "roles", "grant", "a@example.org", "administrator", "--in", "x", "--data", ready}, "leave --in out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := command(t, tt.env, tt.args...)
			a := finish(t, c)
			if a.code != exitWrong || a.out != "" || !strings.HasPrefix(a.err, "domubiedrs: ") || !strings.Contains(a.err, tt.want) {
				t.Errorf("exit code %d, out %q, err %q, want %q", a.code, a.out, a.err, tt.want)
			}
			if strings.Contains(a.err, "hunter2") || strings.Count(a.err, "\n") != 1 {
				t.Errorf("more than one plain sentence: %q", a.err)
			}
			if left, err := os.ReadDir(c.Dir); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v (%v)", left, err)
			}
		})
	}
	t.Cleanup(func() {
		if left, err := os.ReadDir(empty); err != nil || len(left) != 1 {
			t.Errorf("the empty directory has %v (%v)", left, err)
		}
	})
}

// TestKeysThatDoNotFit takes the key file of a system with sealed data away,
// damages it, opens it to others, and puts another one in its place.
func TestKeysThatDoNotFit(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(path string) error
		want  string
	}{
		"missing":  {os.Remove, "are missing, but the database holds sealed data; put the key file back"},
		"damaged":  {func(p string) error { return os.WriteFile(p, []byte("{"), 0o600) }, "cannot be read; put the key file back"},
		"readable": {func(p string) error { return os.Chmod(p, 0o644) }, "can be read by other users; run: chmod 600"},
		"another":  {func(p string) error { return otherKeys(t, p) }, "key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := made(t)
			seal(t, dir)
			if err := tt.spoil(filepath.Join(dir, "master-keys.json")); err != nil {
				t.Fatal(err)
			}
			before := rows(t, dir)
			a := call(t, nil, "serve", "--data", dir, "--listen", "localhost:0")
			if a.code != exitWrong || !strings.Contains(a.err, "DOMUBIEDRS_MASTER_KEYS") || !strings.Contains(a.err, tt.want) {
				t.Errorf("exit code %d, err %q, want %q", a.code, a.err, tt.want)
			}
			if after := rows(t, dir); after != before {
				t.Errorf("%d rows before, %d after", before, after)
			}
		})
	}
}

func otherKeys(t *testing.T, path string) error {
	text := must(t, nil, "keys", "next", "--data", t.TempDir())
	return os.WriteFile(path, []byte(text), 0o600)
}

// seal puts a sealed text's data key into a system whose service does not run.
func seal(t *testing.T, dir string) {
	t.Helper()
	d, err := db.Open(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	if keys, err := sealOne(t, d, dir); err != nil || keys == 0 {
		t.Fatalf("seal: %d data keys, %v", keys, err)
	}
}

func rows(t *testing.T, dir string) int {
	t.Helper()
	d, err := db.Open(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	n, err := db.One(t.Context(), d, db.Value[int], `select (select count(*) from master_key) + (select count(*) from data_key) +
		(select count(*) from audit_entry) + (select count(*) from setting)`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	dir := made(t)
	d, err := db.Open(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `insert into goose_db_version (version_id, is_applied) values (999999, true)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if a := call(t, nil, "serve", "--listen", anyPort, "--data", dir); a.code != exitWrong || !strings.Contains(a.err, "999999") {
		t.Errorf("exit code %d, err %q", a.code, a.err)
	}
}

func TestOneServiceToADirectory(t *testing.T) {
	t.Parallel()
	dir := made(t)
	s := start(t, nil, "--data", dir)
	a := call(t, nil, "serve", "--data", dir, "--listen", "localhost:0")
	if a.code != exitWrong || !strings.Contains(a.err, "is being served by another process") {
		t.Errorf("exit code %d, err %q", a.code, a.err)
	}
	if c := call(t, nil, "copy-db", "--data", dir, "--to", "postgres://127.0.0.1:1/x"); c.code != exitWrong || !strings.Contains(c.err, "stop the service") {
		t.Errorf("copy-db: exit code %d, err %q", c.code, c.err)
	}
	if code, _ := get(t, s.address+"/readyz"); code != 200 {
		t.Errorf("the first one is disturbed: %d", code)
	}
}

func TestSecretsStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	url, dir := dbtest.Empty(t, db.SQLite)
	env := []string{"DOMUBIEDRS_DATABASE=" + url, "DOMUBIEDRS_SMTP_HOST=localhost", "DOMUBIEDRS_MAIL_FROM=a@example.org",
		"DOMUBIEDRS_SMTP_USERNAME=u", "DOMUBIEDRS_SMTP_PASSWORD=hunter2", "DOMUBIEDRS_LOG_LEVEL=debug"}
	s := start(t, env, "--data", dir)
	a := s.stop(t, syscall.SIGTERM)
	if !strings.Contains(a.err, "SMTP_PASSWORD") || strings.Contains(a.err, "hunter2") {
		t.Errorf("the log:\n%s", a.err)
	}
	if out := must(t, env, "config", "show", "--data", dir); !strings.Contains(out, "(hidden)") || strings.Contains(out, "hunter2") {
		t.Errorf("config show:\n%s", out)
	}
}

// TestDemo fills an empty database, serves it with a banner, and refuses one
// that has people.
func TestDemo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	for range 2 { // the second time there is nothing left to do
		if out := must(t, nil, "demo", "--data", dir); out != "" {
			t.Errorf("demo says %q", out)
		}
	}
	if roles := must(t, nil, "admin", "roles", "list", "--data", dir); !strings.Contains(roles, "@example.org") || strings.Count(roles, "\n") < 5 {
		t.Errorf("roles:\n%s", roles)
	}
	s := start(t, nil, "--demo", "--data", dir)
	if code, body := get(t, s.address+"/"); code != 200 || !strings.Contains(body, "demo") {
		t.Errorf("the start page: %d\n%.2000s", code, body)
	}
	real := made(t)
	for _, args := range [][]string{{"demo", "--data", real}, {"serve", "--demo", "--listen", "localhost:0", "--data", real}} {
		if a := call(t, nil, args...); a.code != exitWrong || !strings.Contains(a.err, "DOMUBIEDRS_DEMO is for an empty database") {
			t.Errorf("%v: exit code %d, err %q", args, a.code, a.err)
		}
	}
}

// TestTwoNodesStartAtOnce on one empty PostgreSQL database, with keys from the
// environment.
func TestTwoNodesStartAtOnce(t *testing.T) {
	t.Parallel()
	url, dir := dbtest.Empty(t, db.Postgres)
	keys := filepath.Join(dir, "keys")
	if err := otherKeys(t, keys); err != nil {
		t.Fatal(err)
	}
	env := []string{"DOMUBIEDRS_DATABASE=" + url, "DOMUBIEDRS_MASTER_KEYS_FILE=" + keys}
	nodes := []*served{launch(t, env, "--data", filepath.Join(dir, "node1")), launch(t, env, "--data", filepath.Join(dir, "node2"))}
	for _, n := range nodes {
		n.await(t)
	}
	for _, n := range nodes {
		if code, body := get(t, n.address+"/readyz"); code != 200 {
			t.Errorf("%s: %d %q", n.address, code, body)
		}
		if a := n.stop(t, syscall.SIGTERM); a.code != exitDone {
			t.Errorf("exit code %d\n%s", a.code, a.err)
		}
	}
}
