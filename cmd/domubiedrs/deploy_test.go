package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"domubiedrs/internal/config"
)

// TestDeployFilesNameRealSettings looks up every setting that the files for
// operators speak of.
func TestDeployFilesNameRealSettings(t *testing.T) {
	known := []string{config.Prefix + "TEST_"}
	for _, s := range config.Describe() {
		known = append(known, s.Name)
		if s.Secret {
			known = append(known, s.Name+"_FILE")
		}
	}
	files, err := filepath.Glob("../../deploy/*")
	if err != nil || len(files) < 5 {
		t.Fatalf("files %v, error %v", files, err)
	}
	names := regexp.MustCompile(`DOMUBIEDRS_[A-Z_]*[A-Z_]`)
	for _, file := range append(files, "../../docs/operations.md") {
		if info, err := os.Stat(file); err != nil || info.IsDir() {
			continue // secrets that an operator keeps there
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names.FindAllString(strings.ReplaceAll(string(content), "DOMUBIEDRS_…", ""), -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s speaks of %s, which is no setting", file, name)
			}
		}
	}
}

// TestTheExampleSettingsLoad starts nothing: it has the example read, with
// every line that is commented out put in force.
func TestTheExampleSettingsLoad(t *testing.T) {
	content, err := os.ReadFile("../../deploy/domubiedrs.env.example")
	if err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("postgres://u:p@h/n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(content), "#"+config.Prefix, config.Prefix)
	text = regexp.MustCompile(`_FILE=.*`).ReplaceAllString(text, "_FILE="+secret)
	file := filepath.Join(t.TempDir(), "env")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := must(t, nil, "config", "show", "--config", file); !strings.Contains(out, "https://mentori.example.org") {
		t.Errorf("config show:\n%s", out)
	}
}
