// Package arch holds no code. Its test is the map of the program: which tier a
// package stands in, and the walls that keep content away from those who must
// not see it. It follows the imports, tests left out, and prints the path.
package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "domubiedrs/"

// tiers from the ground up: a package imports only packages of lower tiers.
// Packages in one line stand side by side.
var tiers = [][]string{
	{"internal/fault", "internal/id", "internal/i18n", "internal/workday", "internal/matching/assign", "internal/matching/stable", "internal/matching/wording"},
	{"internal/matching", "internal/matching/group"},
	{"internal/matching/advice", "internal/matching/candidates"},
	{"internal/matching/rulesfile"},
	{"internal/matching/plan"},
	{"internal/access", "internal/input", "internal/ical", "internal/sheet", "internal/logo", "internal/db"},
	{"internal/vault", "internal/audit", "internal/job"},
	{"internal/mail", "internal/config"},
	{"internal/account", "internal/catalogue", "internal/institution", "internal/questionnaire", "internal/setting"},
	{"internal/programme", "internal/matching/telling"},
	{"internal/intake"},
	{"internal/seminar"},
	{"internal/application"},
	{"internal/transfer", "internal/mentorship", "internal/matching/profile"},
	{"internal/pairing", "internal/matchfile", "internal/journal", "internal/meeting"},
	{"internal/matchmaking", "internal/wishfile", "internal/groupfile", "internal/calendar"},
	{"internal/backup"},
	{"internal/operate"},
	{"internal/web/ui"},
	{"internal/web"},
	{"internal/web/asking"},
	{"internal/web/desk"},
	{"internal/web/coordination/office", "internal/web/workspace/together"},
	{"internal/web/workspace/series"},
	{"internal/web/public", "internal/web/signin", "internal/web/workspace", "internal/web/workspace/foundation", "internal/web/workspace/goals", "internal/web/workspace/meetingroom", "internal/web/workspace/timeline", "internal/web/coordination", "internal/web/coordination/importing",
		"internal/web/coordination/forms", "internal/web/coordination/vocabulary", "internal/web/coordination/seminars", "internal/web/coordination/matching", "internal/web/coordination/mentorships", "internal/web/employer",
		"internal/web/evidence", "internal/web/admin"},
	{"internal/app"},
	{"cmd/domubiedrs"},
}

// testOnly are packages that only tests import.
var testOnly = []string{"internal/arch", "internal/matchmaking/peopletest", "internal/matching/matchingtest", "internal/matching/assign/assigntest", "internal/matching/peers", "internal/db/dbtest", "internal/job/jobtest",
	"internal/web/webtest", "internal/web/coordination/officetest", "internal/e2e", "internal/bench", "internal/faults"}

// walls: what only the named packages may import, at first hand.
var walls = []struct {
	what string
	only []string
	why  string
}{
	{"modernc.org/sqlite", []string{"internal/db"}, "only db names a driver"},
	{"github.com/jackc/pgx/v5", []string{"internal/db"}, "only db names a driver"},
	{"github.com/riverqueue/river", []string{"internal/job"}, "the queue's library stays behind job"},
	{"github.com/tink-crypto/tink-go/v2", []string{"internal/vault"}, "only the vault does cryptography on content"},
	{"github.com/wneessen/go-mail", []string{"internal/mail"}, "the mail library stays behind mail"},
	{"github.com/emersion/go-ical", []string{"internal/calendar"}, "answers of calendar programs are read in one place"},
	{"github.com/emersion/go-message", []string{"internal/calendar"}, "letters that come in are read in one place"},
	{"github.com/emersion/go-smtp", []string{"internal/calendar"}, "letters come in in one place"},
	{"github.com/pressly/goose/v3", []string{"internal/db"}, "only db migrates"},
	{"github.com/alexedwards/scs/v2", []string{"internal/web"}, "browser sessions are the kit's"},
	{"github.com/xuri/excelize/v2", []string{"internal/sheet"}, "spreadsheets are read and written in one place"},
	{"go.yaml.in/yaml/v3", []string{"internal/matching/rulesfile"}, "YAML is read in one place"},
	{"rsc.io/qr", []string{"internal/web"}, "QR codes are drawn in one place"},
	{"filippo.io/age", []string{"internal/backup", "cmd/domubiedrs"}, "only backups are encrypted as files"},
	{"domubiedrs/internal/vault", []string{"internal/account", "internal/journal", "internal/app", "cmd/domubiedrs"}, "who cannot open a seal cannot leak what is in it"},
	{"domubiedrs/internal/journal", []string{"internal/web/workspace/together", "internal/web/workspace/foundation", "internal/web/workspace/goals", "internal/web/workspace/meetingroom", "internal/web/workspace/timeline", "internal/app"}, "what members write is opened for members alone"},
	{"html/template", []string{"internal/web", "internal/web/public", "internal/mail", "internal/web/ui"}, "trusted HTML is made in few places"},
}

// pure packages know no clock, no database and no context.
var pure = []string{"internal/fault", "internal/workday", "internal/access", "internal/input", "internal/ical", "internal/sheet", "internal/i18n",
	"internal/matching", "internal/matching/wording", "internal/matching/advice", "internal/matching/candidates",
	"internal/matching/rulesfile", "internal/matching/assign", "internal/matching/stable", "internal/matching/group", "internal/matching/plan"}

type pkg struct {
	ImportPath string
	Dir        string
	Imports    []string
}

func packages(t *testing.T) map[string]pkg {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Dir,Imports", "./...")
	list.Dir = root(t)
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]pkg{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		found[strings.TrimPrefix(p.ImportPath, module)] = p
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func tierOf(name string) int {
	return slices.IndexFunc(tiers, func(tier []string) bool { return slices.Contains(tier, name) })
}

func TestTiers(t *testing.T) {
	all := packages(t)
	for name, p := range all {
		if slices.Contains(testOnly, name) {
			continue
		}
		mine := tierOf(name)
		if mine < 0 {
			t.Errorf("%s stands in no tier: give it one", name)
			continue
		}
		for _, imported := range p.Imports {
			other, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			if slices.Contains(testOnly, other) {
				t.Errorf("%s → %s: a package for tests is imported by the program", name, other)
			} else if theirs := tierOf(other); theirs >= mine {
				t.Errorf("%s (tier %d) → %s (tier %d): a package imports only lower tiers", name, mine, other, theirs)
			}
		}
	}
	for _, tier := range tiers {
		for _, name := range tier {
			if _, there := all[name]; !there {
				t.Errorf("%s stands in the table and is not there", name)
			}
		}
	}
}

func TestWalls(t *testing.T) {
	for name, p := range packages(t) {
		if slices.Contains(testOnly, name) {
			continue
		}
		for _, imported := range p.Imports {
			for _, w := range walls {
				if (imported == w.what || strings.HasPrefix(imported, w.what+"/")) && !slices.Contains(w.only, name) {
					t.Errorf("%s → %s: %s", name, imported, w.why)
				}
			}
		}
	}
}

func TestPurePackages(t *testing.T) {
	all := packages(t)
	for _, name := range pure {
		for _, imported := range all[name].Imports {
			if slices.Contains([]string{"context", "database/sql", "net/http", "os"}, imported) {
				t.Errorf("%s → %s: the package is pure", name, imported)
			}
		}
	}
}

// statement is the beginning of SQL in a string of Go.
var statement = regexp.MustCompile("[`\"]\\s*(?i:select\\s.*from|insert into|update \\w+ set|delete from) ")

// TestOnlyStoresHoldSQL reads the sources: SQL stands in store files, and is
// never put together with Sprintf (SEC-14).
func TestOnlyStoresHoldSQL(t *testing.T) {
	stores := 0
	for name, p := range packages(t) {
		if slices.Contains(testOnly, name) || name == "internal/db" {
			continue
		}
		files, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !statement.Match(source) {
				continue
			}
			stores++
			if base := filepath.Base(file); base != "store.go" && !strings.HasSuffix(base, "_store.go") {
				t.Errorf("%s holds SQL and is no store", filepath.Join(name, base))
			}
			if strings.Contains(string(source), "Sprintf(") {
				t.Errorf("%s puts SQL together with Sprintf", file)
			}
		}
	}
	if stores < 5 {
		t.Errorf("only %d stores were seen", stores)
	}
}
