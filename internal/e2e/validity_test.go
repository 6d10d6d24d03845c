package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/web/webtest"
)

// wantValid holds every page, in both languages, to the standard with the
// validator of the W3C, and to the rules of our own that it does not know.
func wantValid(t *testing.T, everybody map[string]*visitor, all []sight) {
	t.Helper()
	dir, pages := t.TempDir(), map[string]string{}
	for _, x := range all {
		if !x.first {
			continue
		}
		for _, lang := range i18n.Langs() {
			v := everybody[x.role]
			v.get(t, "/language?to="+string(lang)).want(t, http.StatusSeeOther)
			a := v.get(t, x.path)
			for _, problem := range webtest.Document(a.body) {
				if !strings.Contains(problem, "opens a window of its own") { // where a kept form is sent again
					t.Errorf("%s, %s: %s", x.path, lang, problem)
				}
			}
			file := filepath.Join(dir, fmt.Sprintf("%03d.html", len(pages)))
			pages[filepath.Base(file)] = x.path + ", " + string(lang)
			if err := os.WriteFile(file, []byte(a.body), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, m := range validate(t, dir) {
		t.Errorf("%s, line %d: %s: %s", pages[filepath.Base(m.URL)], m.LastLine, m.Message, m.Extract)
	}
}

// message is one of the validator's.
type message struct {
	Type, Message, Extract, URL string
	LastLine                    int
}

// allowed is a message about what is meant: a day that nobody can type, which
// a page is asked for by its address.
var allowed = regexp.MustCompile(`^Bad value “2026-99-99”`)

// validate runs the validator over a folder and returns its errors.
func validate(t *testing.T, dir string) []message {
	t.Helper()
	c := exec.CommandContext(t.Context(), "java", "-Xss4m", "-jar", filepath.Join(root, "assets/node_modules/vnu-jar/build/dist/vnu.jar"),
		"--errors-only", "--format", "json", "--exit-zero-always", "--skip-non-html", dir)
	var said strings.Builder
	c.Stderr = &said
	if err := c.Run(); errors.Is(err, exec.ErrNotFound) {
		t.Fatalf("the validator needs Java (Debian: apt-get install default-jre-headless; scripts/deps does): %v", err)
	} else if err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	var result struct{ Messages []message }
	if err := json.Unmarshal([]byte(said.String()), &result); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	var errs []message
	for _, m := range result.Messages {
		if m.Type == "error" && !allowed.MatchString(m.Message) {
			errs = append(errs, m)
		}
	}
	return errs
}

// TestValidatorSees makes sure that its silence means something.
func TestValidatorSees(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	page := `<!doctype html><html lang="lv"><head><meta charset="utf-8"><title>x</title></head><body><p><div></div></p></body></html>`
	if err := os.WriteFile(filepath.Join(dir, "bad.html"), []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	if len(validate(t, dir)) == 0 {
		t.Error("a closing tag without its opening one went unnoticed")
	}
}
