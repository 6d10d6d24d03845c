package config

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// readFile reads lines KEY=VALUE, with or without the prefix; # begins a
// comment line, and a value may stand in quotes. A missing file is a problem
// only if it was asked for.
func (l *loader) readFile(path string, asked bool) {
	text, err := os.ReadFile(path)
	if (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) && !asked {
		return // whether the directory can be used is not decided here
	}
	if err != nil {
		l.problems.add("The settings file "+path, "cannot be read ("+cause(err)+")", "name another with --config, or give this user the right to read it")
		return
	}
	values := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		l.line(values, fmt.Sprintf("Line %d of %s", n, path), lines.Text())
	}
	if err := lines.Err(); err != nil {
		l.problems.add("The settings file "+path, "has a line longer than 1 MiB", "shorten it")
	}
	l.layers = append(l.layers, layer{name: path, values: values})
	l.refuseShown(path, values)
}

func (l *loader) line(values map[string]string, where, text string) {
	text = strings.TrimSpace(text)
	if text == "" || text[0] == '#' {
		return
	}
	key, value, found := strings.Cut(text, "=")
	key = strings.TrimPrefix(strings.TrimSpace(key), Prefix)
	if !found || key == "" {
		l.problems.add(where, "is not of the form KEY=VALUE", "write for example LISTEN=localhost:8080")
		return
	}
	if _, twice := values[key]; twice {
		l.problems.add(where, "sets "+key+" a second time", "keep one of the two lines")
		return
	}
	value, ok := unquote(strings.TrimSpace(value))
	if !ok {
		l.problems.add(where, "opens a quote that is not closed", "close it, or leave both out")
		return
	}
	values[key] = value
}

// unquote takes "…" or '…' off a value; nothing inside is escaped.
func unquote(s string) (string, bool) {
	if s == "" || (s[0] != '"' && s[0] != '\'') {
		return s, true
	}
	if len(s) < 2 || s[len(s)-1] != s[0] {
		return "", false
	}
	return s[1 : len(s)-1], true
}

// refuseShown refuses a file that holds a secret and that everybody may read.
func (l *loader) refuseShown(path string, values map[string]string) {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&0o007 == 0 {
		return
	}
	for _, s := range l.settings {
		if s.Secret && values[s.key] != "" {
			l.problems.add(s.Name, "stands in "+path+", which every user of this machine can read", "run: chmod o= "+path)
		}
	}
}

// cause is the short reason of a file error, without the path again.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
