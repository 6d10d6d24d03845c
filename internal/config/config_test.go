package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"domubiedrs/internal/config"
)

var update = flag.Bool("update", false, "write the settings table into docs/operations.md")

// load reads settings with an empty data directory unless one is given.
func load(t *testing.T, environ ...string) (*config.Config, error) {
	t.Helper()
	return config.Load(config.Sources{
		Environ: append([]string{"DOMUBIEDRS_DATA=" + t.TempDir(), "PATH=/bin", "HOME="}, environ...),
	})
}

func write(t *testing.T, path, text string, mode os.FileMode) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return path
}

func TestDefaults(t *testing.T) {
	t.Chdir(t.TempDir())
	got, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	want := &config.Config{
		Data: "./data", Listen: "localhost:8080", BaseURL: "http://localhost:8080",
		BodyLimit: 10, JobWorkers: 4, ShutdownGrace: 20 * time.Second,
		Log:  config.Log{Level: slog.LevelInfo, Format: "auto"},
		Mail: config.Mail{Port: 587, Security: "starttls", AnswersProtocol: "lmtp"},
		Session: config.Session{StaffIdle: 30 * time.Minute, StaffLife: 12 * time.Hour, Idle: 12 * time.Hour,
			Life: 168 * time.Hour, StepUpFresh: 10 * time.Minute, CodeLife: 10 * time.Minute},
		Rate: config.Rate{SignIn: 10, Code: 20, Search: 120},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(config.Config{}, config.Secret{})); diff != "" {
		t.Error(diff)
	}
	if got.Secure() || got.Host() != "localhost:8080" || got.BodyBytes() != 10<<20 {
		t.Errorf("secure %v, host %s, %d bytes", got.Secure(), got.Host(), got.BodyBytes())
	}
}

func TestEveryKindOfValue(t *testing.T) {
	got, err := load(t, "DOMUBIEDRS_LISTEN=:80", "DOMUBIEDRS_BASE_URL=https://Mentori.Example.org/",
		"DOMUBIEDRS_DEMO=1", "DOMUBIEDRS_TRUSTED_PROXIES=10.1.2.3/8, 127.0.0.1,2001:db8::/32",
		"DOMUBIEDRS_LOG_LEVEL=WARN", "DOMUBIEDRS_SHUTDOWN_GRACE=1m30s", "DOMUBIEDRS_JOB_WORKERS=2",
		"DOMUBIEDRS_SMTP_HOST=mail.example.org", "DOMUBIEDRS_SMTP_SECURITY=tls", "DOMUBIEDRS_MAIL_FROM=a@example.org",
		"DOMUBIEDRS_DATABASE=postgres://u:p@db/n", "DOMUBIEDRS_TEST_POSTGRES=ignored", "DOMUBIEDRS_LOG_FORMAT=")
	if err != nil {
		t.Fatal(err)
	}
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("2001:db8::/32")}
	if diff := cmp.Diff(proxies, got.TrustedProxies, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
		t.Error(diff)
	}
	if got.BaseURL != "https://mentori.example.org" || !got.Secure() || !got.Demo || got.Log.Level != slog.LevelWarn ||
		got.ShutdownGrace != 90*time.Second || got.JobWorkers != 2 || got.Mail.Port != 465 || got.Log.Format != "auto" ||
		got.Database.Reveal() != "postgres://u:p@db/n" {
		t.Errorf("read as\n%s", got)
	}
}

func TestLaterSourcesWin(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, config.FileName), "LISTEN=localhost:1\nRATE_CODE=1\nJOB_WORKERS=1\n", 0o644)
	got, err := config.Load(config.Sources{
		Environ: []string{"DOMUBIEDRS_LISTEN=localhost:2", "DOMUBIEDRS_RATE_CODE=2", "DOMUBIEDRS_DATA=/nowhere"},
		Flags:   map[string]string{"DATA": dir, "LISTEN": "localhost:3", "DEMO": ""},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got.Listen != "localhost:3" || got.Rate.Code != 2 || got.JobWorkers != 1 || got.Demo {
		t.Errorf("read as\n%s", got)
	}
	origins := map[string]string{}
	for _, v := range got.InForce() {
		origins[v.Name] = v.Origin
	}
	for name, want := range map[string]string{"LISTEN": "the command line", "RATE_CODE": "the environment",
		"JOB_WORKERS": filepath.Join(dir, config.FileName), "RATE_SEARCH": "default"} {
		if got := origins["DOMUBIEDRS_"+name]; got != want {
			t.Errorf("%s comes from %q, want %q", name, got, want)
		}
	}
}

func TestTheFile(t *testing.T) {
	dir := t.TempDir()
	secret := write(t, filepath.Join(dir, "password"), "s3cret\n", 0o644)
	path := write(t, filepath.Join(dir, "my.conf"), "\ufeff# a comment\n\n  DATA = \"/var/lib/a b\" \r\nDOMUBIEDRS_LISTEN='localhost:99'\n"+
		"SMTP_HOST=localhost\nMAIL_FROM=a@example.org\nSMTP_USERNAME=u\nSMTP_PASSWORD_FILE="+secret+"\nMAIL_FROM_NAME=Ziņa = \"laba\"\n", 0o600)
	got, err := config.Load(config.Sources{File: path})
	if err != nil {
		t.Fatal(err)
	}
	if got.Data != "/var/lib/a b" || got.Listen != "localhost:99" || got.Mail.Password.Reveal() != "s3cret" || got.Mail.FromName != `Ziņa = "laba"` {
		t.Errorf("read as\n%s (%q)", got, got.Mail.Password.Reveal())
	}
}

// TestProblems holds the sentence for every way in which settings can be
// wrong.
func TestProblems(t *testing.T) {
	for _, tt := range []struct{ environ, want string }{
		{"LISTEN=8080", `DOMUBIEDRS_LISTEN is "8080"; write HOST:PORT with a port from 0 to 65535, as in localhost:8080.`},
		{"LISTEN=localhost:99999", `DOMUBIEDRS_LISTEN is "localhost:99999"; write HOST:PORT`},
		{"LISTEN=10.0.0.1:80", `DOMUBIEDRS_BASE_URL is not set and LISTEN is "10.0.0.1:80"; set it to the https address`},
		{"METRICS_LISTEN=localhost:8080", "DOMUBIEDRS_METRICS_LISTEN is the address of LISTEN too; choose another port"},
		{"BASE_URL=mentori.example.org", `DOMUBIEDRS_BASE_URL is "mentori.example.org"; write https://`},
		{"BASE_URL=https://example.org/mentori", `without a path`},
		{"BASE_URL=https://user@example.org", `DOMUBIEDRS_BASE_URL is`},
		{"BASE_URL=ftp://example.org", `DOMUBIEDRS_BASE_URL is`},
		{"BASE_URL=http://example.org", `plain http beyond this machine; use https (a proxy may end TLS), or on a closed test network set DOMUBIEDRS_INSECURE_HTTP=true.`},
		{"DEMO=perhaps", `DOMUBIEDRS_DEMO is "perhaps"; write true or false.`},
		{"BODY_LIMIT=0", `DOMUBIEDRS_BODY_LIMIT is "0"; write a whole number from 1 to 1024.`},
		{"JOB_WORKERS=four", `DOMUBIEDRS_JOB_WORKERS is "four"`},
		{"SMTP_PORT=0", `DOMUBIEDRS_SMTP_PORT is "0"`},
		{"CODE_LIFE=11m", `DOMUBIEDRS_CODE_LIFE is "11m"; write a time from 1m to 10m, as in 90s, 30m or 12h.`},
		{"SESSION_IDLE=30", `DOMUBIEDRS_SESSION_IDLE is "30"; write a time`},
		{"SESSION_STAFF_LIFE=10m", `DOMUBIEDRS_SESSION_STAFF_IDLE is longer than SESSION_STAFF_LIFE; make it shorter.`},
		{"SESSION_LIFE=1h", `DOMUBIEDRS_SESSION_IDLE is longer than SESSION_LIFE`},
		{"LOG_LEVEL=loud", `DOMUBIEDRS_LOG_LEVEL is "loud"; write debug, info, warn or error.`},
		{"LOG_FORMAT=xml", `DOMUBIEDRS_LOG_FORMAT is "xml"; write one of auto, text, json.`},
		{"TRUSTED_PROXIES=10.0.0.0/8,proxy", `DOMUBIEDRS_TRUSTED_PROXIES has "proxy", which is not a network; write for example`},
		{"DATABASE=mysql://u:hunter2@h/n", `DOMUBIEDRS_DATABASE is not the address of a PostgreSQL database; write postgres://`},
		{"DATABASE=postgres://u:hun%ter2@h/n", `DOMUBIEDRS_DATABASE is not the address`},
		{"SMTP_HOST=mail.example.org", `DOMUBIEDRS_MAIL_FROM is not set, but SMTP_HOST is; set it`},
		{"SMTP_HOST=mail.example.org SMTP_SECURITY=none MAIL_FROM=a@example.org", `DOMUBIEDRS_SMTP_SECURITY is none, but the mail server is another machine; write starttls or tls.`},
		{"SMTP_HOST=mail.example.org MAIL_FROM=a@example.org SMTP_USERNAME=u", `DOMUBIEDRS_SMTP_USERNAME and SMTP_PASSWORD do not come together; set both or neither.`},
		{"SMTP_HOST=mail.example.org MAIL_FROM=a@example.org SMTP_PASSWORD=hunter2", `set both or neither`},
		{"MAIL_FROM=Ziņas<a@example.org>", `DOMUBIEDRS_MAIL_FROM is "Ziņas<a@example.org>"; write a plain mail address`},
		{"ANSWERS_ADDRESS=sesijas@example.org", `DOMUBIEDRS_ANSWERS_LISTEN and ANSWERS_ADDRESS do not come together; set both or neither.`},
		{"MAIL_REPLY_TO=nobody", `DOMUBIEDRS_MAIL_REPLY_TO is "nobody"`},
		{"MAIL_FROM_NAME=a\r\nBcc:b@example.org", `DOMUBIEDRS_MAIL_FROM_NAME has a control character; write a plain name on one line.`},
		{"LISTN=localhost:1", `DOMUBIEDRS_LISTN (in the environment) is not a setting; if DOMUBIEDRS_LISTEN was meant, write that.`},
		{"COLOUR=red", `DOMUBIEDRS_COLOUR (in the environment) is not a setting; remove it, or see all settings with: domubiedrs config describe.`},
		{"MASTER_KEYS_FILE=/no/such/file", `DOMUBIEDRS_MASTER_KEYS_FILE names the file /no/such/file, which cannot be read (no such file or directory); correct the path`},
		{"MASTER_KEYS_FILE=/dev/null", `DOMUBIEDRS_MASTER_KEYS_FILE names the file /dev/null, which is empty; put the secret into it.`},
		{"MASTER_KEYS_FILE=/dev/null MASTER_KEYS=hunter2", `DOMUBIEDRS_MASTER_KEYS and DOMUBIEDRS_MASTER_KEYS_FILE are both set in the environment; keep one of them.`},
		{"LISTEN_FILE=/dev/null", `DOMUBIEDRS_LISTEN_FILE (in the environment) is not a setting`},
	} {
		var environ []string
		for _, pair := range strings.Split(tt.environ, " ") {
			environ = append(environ, "DOMUBIEDRS_"+pair)
		}
		_, err := load(t, environ...)
		var problems config.Problems
		if !errors.As(err, &problems) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s:\ngot  %v\nwant %s", tt.environ, err, tt.want)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the sentence shows the secret: %v", tt.environ, err)
		}
	}
}

func TestProblemsInTheFile(t *testing.T) {
	for text, want := range map[string]string{
		"LISTEN":                           "Line 1 of FILE is not of the form KEY=VALUE; write for example LISTEN=localhost:8080.",
		"\n=x":                             "Line 2 of FILE is not of the form",
		"RATE_CODE=1\nRATE_CODE=2":         "Line 2 of FILE sets RATE_CODE a second time; keep one of the two lines.",
		"MAIL_FROM_NAME=\"open":            "Line 1 of FILE opens a quote that is not closed; close it, or leave both out.",
		"RATE_COD=1":                       "DOMUBIEDRS_RATE_COD (in FILE) is not a setting; if DOMUBIEDRS_RATE_CODE was meant, write that.",
		"DATA=/elsewhere":                  "DOMUBIEDRS_DATA stands in FILE, which is found by it; set it in the environment or with --data.",
		"DATABASE=postgres://u:p@h/n":      "DOMUBIEDRS_DATABASE stands in FILE, which every user of this machine can read; run: chmod o= FILE.",
		strings.Repeat("#", 1<<20) + "\n#": "The settings file FILE has a line longer than 1 MiB; shorten it.",
	} {
		dir := t.TempDir()
		path := write(t, filepath.Join(dir, config.FileName), text, 0o644)
		_, err := config.Load(config.Sources{Flags: map[string]string{"DATA": dir}})
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), path, "FILE"), want) {
			t.Errorf("%.40q:\ngot  %v\nwant %s", text, err, want)
		}
	}
	_, err := config.Load(config.Sources{File: "/no/such.conf"})
	if err == nil || !strings.HasPrefix(err.Error(), "The settings file /no/such.conf cannot be read (no such file or directory); ") {
		t.Errorf("a missing --config file: %v", err)
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, err := load(t, "DOMUBIEDRS_LISTEN=x", "DOMUBIEDRS_DEMO=x", "DOMUBIEDRS_X=x")
	var problems config.Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Errorf("%v: %d problems, want 3", err, len(problems))
	}
}

func TestSecretsNeverShow(t *testing.T) {
	c, err := load(t, "DOMUBIEDRS_DATABASE=postgres://u:hunter2@h/n", "DOMUBIEDRS_MASTER_KEYS=hunter2")
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c, "copy", *c, "database", c.Database)
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "config", c, "copy", *c, "database", c.Database)
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	shown := log.String() + string(asJSON) + c.String() + fmt.Sprint(c.InForce())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		shown += fmt.Sprintf(verb, c) + fmt.Sprintf(verb, *c) + fmt.Sprintf(verb, c.Database) + fmt.Sprintf(verb, &c.Database)
	}
	for _, form := range []string{"hunter2", "68756e74657232", "104 117 110"} {
		if strings.Contains(shown, form) {
			t.Errorf("%q is shown in %s", form, shown)
		}
	}
	if !strings.Contains(c.String(), "DOMUBIEDRS_DATABASE=(hidden)") || !strings.Contains(c.String(), "DOMUBIEDRS_SMTP_PASSWORD=\n") {
		t.Errorf("a given and a missing secret look alike:\n%s", c)
	}
}

// TestNoSecretHasADefault is SEC-41.
func TestNoSecretHasADefault(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Database.Given() || c.MasterKeys.Given() || c.Mail.Password.Given() {
		t.Error("a secret has a default")
	}
	secrets := 0
	for _, s := range config.Describe() {
		if s.Secret {
			secrets++
		}
		if s.Help == "" || !strings.HasSuffix(s.Help, ".") || !strings.HasPrefix(s.Name, config.Prefix) {
			t.Errorf("%+v is not described", s)
		}
	}
	if secrets != 3 {
		t.Errorf("%d secrets, want 3", secrets)
	}
}

func TestPlainHTTPStaysOnThisMachine(t *testing.T) {
	for url, allowed := range map[string]bool{
		"http://localhost:8080": true, "http://127.0.0.9": true, "http://[::1]:80": true, "http://a.localhost": true,
		"https://mentori.example.org": true, "http://localhost.example.org": false, "http://192.168.1.1": false,
	} {
		if _, err := load(t, "DOMUBIEDRS_BASE_URL="+url); (err == nil) != allowed {
			t.Errorf("%s: %v, allowed should be %v", url, err, allowed)
		}
		if _, err := load(t, "DOMUBIEDRS_BASE_URL="+url, "DOMUBIEDRS_INSECURE_HTTP=true"); err != nil {
			t.Errorf("%s with leave: %v", url, err)
		}
	}
}

func TestBaseURLFollowsListen(t *testing.T) {
	for listen, want := range map[string]string{"localhost:1": "http://localhost:1", ":2": "http://localhost:2",
		"0.0.0.0:3": "http://localhost:3", "[::]:4": "http://localhost:4", "127.0.0.1:5": "http://127.0.0.1:5", "[::1]:6": "http://[::1]:6"} {
		c, err := load(t, "DOMUBIEDRS_LISTEN="+listen)
		if err != nil || c.BaseURL != want {
			t.Errorf("%s gives %v (%v), want %s", listen, c, err, want)
		}
	}
}

// TestTheTableIsFresh compares the settings table in docs/operations.md with
// the one made from the tags; -update writes it.
func TestTheTableIsFresh(t *testing.T) {
	const path, begin, end = "../../docs/operations.md", "<!-- settings: begin -->\n", "<!-- settings: end -->"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(content), begin)
	old, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table", path)
	}
	if old == config.Table() {
		return
	}
	if !*update {
		t.Fatalf("the settings table of %s is stale; run: go test ./internal/config -update", path)
	}
	if err := os.WriteFile(path, []byte(before+begin+config.Table()+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

func FuzzFile(f *testing.F) {
	f.Add("LISTEN=localhost:1\n# x\nMAIL_FROM_NAME='a'")
	f.Add("=\n\"\x00'")
	names := []string{}
	for _, s := range config.Describe() {
		names = append(names, s.Name)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "c")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := config.Load(config.Sources{File: path})
		if (c == nil) == (err == nil) {
			t.Fatalf("settings %v and error %v", c, err)
		}
		if c != nil && !slices.EqualFunc(c.InForce(), names, func(v config.Value, n string) bool { return v.Name == n }) {
			t.Error("not every setting is in force")
		}
	})
}
