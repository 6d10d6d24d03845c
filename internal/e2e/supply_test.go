package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

const root = "../.."

// command runs a tool in the project's folder.
func command(t *testing.T, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = root
	out, err := c.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%s %v: %v: %s", name, args, err, exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// built is the program as it is shipped, made once; TestMain removes it.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "domubiedrs-e2e-")
	if err != nil {
		return "", err
	}
	c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", filepath.Join(dir, "domubiedrs"), "./cmd/domubiedrs")
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	removals = append(removals, dir)
	return filepath.Join(dir, "domubiedrs"), nil
})

// removals are folders that go when all tests are over.
var removals []string

func program(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// domubiedrs runs the program to its end; database may be empty.
func domubiedrs(t *testing.T, database string, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), program(t), args...)
	c.Dir = t.TempDir()
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.Dir, "DOMUBIEDRS_DATABASE=" + database}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v: %s", args, err, out)
	}
}

// secretForm is how a kind of secret looks, and the words that one is found by.
type secretForm struct {
	what  string
	marks []string
	form  *regexp.Regexp
}

var secretForms = []secretForm{
	{"a private key", []string{"PRIVATE KEY-----"}, regexp.MustCompile(`PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}`)},
	{"an age identity", []string{"AGE-SECRET-KEY-1"}, regexp.MustCompile(`AGE-SECRET-KEY-1[A-Z0-9]{50}`)},
	{"a cloud key", []string{"AKIA", "ASIA", "AIza"}, regexp.MustCompile(`\b((AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35})\b`)},
	{"a hub token", []string{"ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "npm_", "xoxb-", "xoxp-"},
		regexp.MustCompile(`\b(gh[pos]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,}|glpat-[A-Za-z0-9_-]{20}|npm_[A-Za-z0-9]{36}|xox[bp]-[A-Za-z0-9-]{20,})\b`)},
	{"a web token", []string{"eyJ"}, regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}`)},
	{"a master key", []string{`"primaryKeyId"`}, regexp.MustCompile(`"primaryKeyId"\s*:.{0,200}"value"\s*:\s*"[A-Za-z0-9+/=]{40,}"`)},
	{"a password in an address", []string{"://"}, regexp.MustCompile(`://[A-Za-z0-9._-]+:[A-Za-z0-9!$%^*._-]{8,}@`)},
	{"a set password", []string{"assword", "ASSWORD", "ecret", "ECRET", "oken", "OKEN", "pi_key", "PI_KEY"},
		regexp.MustCompile(`\b(?i:password|secret|api_key|token)\s*[:=]\s*["'][A-Za-z0-9+/_!$%^*-]{16,}["']`)},
}

// find returns what in the content has the form, looking only around its marks.
func (f secretForm) find(content []byte) (found [][]byte) {
	for _, mark := range f.marks {
		for from := 0; ; {
			i := bytes.Index(content[from:], []byte(mark))
			if i < 0 {
				break
			}
			from += i + 1
			around := content[max(0, from-20):min(len(content), from+500)]
			found = append(found, f.form.FindAll(around, -1)...)
		}
	}
	return found
}

// examples are texts of these forms that are no secrets.
var examples = []string{"USER:PASSWORD@", "user:password@", "THAT-TEXT", "u:hun%ter2@"}

// TestSEC41 looks for secrets in everything that version control keeps and in
// the program as it is shipped.
func TestSEC41(t *testing.T) {
	t.Parallel()
	files := strings.Fields(command(t, "git", "ls-files"))
	if len(files) < 100 {
		t.Fatalf("only %d files", len(files))
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(root, file))
		if errors.Is(err, os.ErrNotExist) || file == "internal/e2e/supply_test.go" {
			continue // deleted and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		wantNoSecret(t, file, content)
	}
	content, err := os.ReadFile(program(t))
	if err != nil {
		t.Fatal(err)
	}
	wantNoSecret(t, "the program", content)
	where, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{where + "/internal", filepath.Join(home, "go")} {
		if bytes.Contains(content, []byte(path)) {
			t.Errorf("the program tells where it was built: %s", path)
		}
	}
}

func wantNoSecret(t *testing.T, name string, content []byte) {
	t.Helper()
	for _, f := range secretForms {
		for _, found := range f.find(content) {
			example := slices.ContainsFunc(examples, func(e string) bool { return bytes.Contains(found, []byte(e)) })
			if !example {
				t.Errorf("%s has %s: %q", name, f.what, found)
			}
		}
	}
}

// TestSEC41Finds makes sure that the search sees.
func TestSEC41Finds(t *testing.T) {
	t.Parallel()
	for what, sample := range map[string]string{
		"a private key":            "-----BEGIN " + "PRIVATE KEY-----\n" + strings.Repeat("A", 64),
		"an age identity":          "AGE-SECRET-KEY-1" + strings.Repeat("Q", 58),
		"a cloud key":              "AKIA" + strings.Repeat("Q", 16),
		"a hub token":              "ghp_" + strings.Repeat("a", 36),
		"a web token":              "eyJ" + strings.Repeat("a", 30) + ".eyJ" + strings.Repeat("a", 30) + "." + strings.Repeat("a", 43),
		"a master key":             `"primaryKeyId":1,"key":[{"value":"` + strings.Repeat("A", 44) + `"`,
		"a password in an address": "postgres://root:" + "hunter2hunter2@db",
		"a set password":           `password = "` + strings.Repeat("x", 20) + `"`,
	} {
		i := slices.IndexFunc(secretForms, func(f secretForm) bool { return f.what == what })
		content := []byte(strings.Repeat("\x00 text ", 1000) + sample + strings.Repeat(" more", 1000))
		if i < 0 || len(secretForms[i].find(content)) != 1 {
			t.Errorf("%s goes unseen", what)
		}
	}
}

// licences are read from the words by which each is known.
var licences = []struct{ name, words string }{
	{"EUPL-1.2", "EUROPEAN UNION PUBLIC LICENCE v. 1.2"},
	{"Apache-2.0", "Apache License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License, version 2.0"},
	{"AGPL-3.0", "GNU AFFERO GENERAL PUBLIC LICENSE"},
	{"LGPL", "GNU LESSER GENERAL PUBLIC LICENSE"},
	{"GPL", "GNU GENERAL PUBLIC LICENSE"},
	{"BSD-3-Clause", "Neither the name"},
	{"BSD-3-Clause", "names of its contributors may"},
	{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted"},
	{"ISC", "Permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"Unlicense", "This is free and unencumbered software released into the public domain"},
}

// TestSEC42 compares what is linked into the program and embedded in it with a
// list of every module and package and its licence: a new one is a decision.
func TestSEC42(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	modules(t, got)
	packages(t, got)
	want := map[string]string{}
	f, err := os.Open("testdata/licences.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for scan := bufio.NewScanner(f); scan.Scan(); {
		if words := strings.Fields(scan.Text()); len(words) == 2 && words[0] != "#" {
			want[words[0]] = words[1]
		}
	}
	for name, licence := range got {
		if want[name] != licence {
			t.Errorf("%s is under %s; the list says %q", name, licence, want[name])
		}
	}
	for name := range want {
		if got[name] == "" {
			t.Errorf("%s is in the list and not in the program", name)
		}
	}
	if *update {
		writeLicences(t, got)
	}
}

// modules adds the Go modules that the program is linked from.
func modules(t *testing.T, into map[string]string) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(command(t, "go", "list", "-deps", "-json=Module", "./cmd/domubiedrs")))
	for {
		var p struct {
			Module *struct {
				Path, Dir string
				Main      bool
			}
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		if m := p.Module; m != nil && !m.Main && into[m.Path] == "" {
			into[m.Path] = licenceIn(t, m.Dir)
		}
	}
}

// packages adds what npm brings into the style sheet, the script and the fonts.
func packages(t *testing.T, into map[string]string) {
	t.Helper()
	var ours struct{ Dependencies map[string]string }
	readJSON(t, filepath.Join(root, "assets/package.json"), &ours)
	for name, version := range ours.Dependencies {
		dir := filepath.Join(root, "assets/node_modules", name)
		var theirs struct{ Version, License string }
		readJSON(t, filepath.Join(dir, "package.json"), &theirs)
		if theirs.Version != version || strings.ContainsAny(version, "^~*x><") {
			t.Errorf("%s is asked for as %s and there as %s: versions are explicit", name, version, theirs.Version)
		}
		into[name] = theirs.License
	}
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

var comment = regexp.MustCompile(`(?m)^\s*(//|\*|#)\s?`)

// licenceIn names the licence of a module's folder.
func licenceIn(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") && !strings.HasPrefix(name, "UNLICENSE") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(comment.ReplaceAllString(string(content), "")), " ")
		for _, l := range licences {
			if strings.Contains(strings.ToLower(text), strings.ToLower(l.words)) {
				return l.name
			}
		}
	}
	return "unknown"
}

func writeLicences(t *testing.T, got map[string]string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("# What is linked into the program or embedded in it, and under which licence\n# (SEC-42). -update writes what was found: judge it against the EUPL first.\n")
	for _, name := range slices.Sorted(maps.Keys(got)) {
		b.WriteString(name + " " + got[name] + "\n")
	}
	if err := os.WriteFile("testdata/licences.txt", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
