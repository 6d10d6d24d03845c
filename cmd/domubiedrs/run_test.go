package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"domubiedrs/internal/backup"
	"domubiedrs/internal/config"
	"domubiedrs/internal/fault"
)

// TestExitCodes has every kind of failure, wrapped as it travels.
func TestExitCodes(t *testing.T) {
	for _, tt := range []struct {
		err  error
		code int
		text string
	}{
		{&usageError{errors.New("unknown flag --x")}, exitWrong, "unknown flag --x; see: domubiedrs --help"},
		{config.Problem{Setting: "S", What: "is\n\t wrong", Do: "mend it"}, exitWrong, "S is wrong; mend it."},
		{config.Problems{{Setting: "S", What: "is wrong", Do: "mend it"}, {Setting: "T", What: "too", Do: "too"}}, exitWrong, "S is wrong; mend it.\nT too; too."},
		{&backup.Refusal{What: "No", Do: "go on"}, exitWrong, "No; go on."},
		{context.Canceled, exitFailed, "stopped before the end."},
		{failure("3 values could not be opened."), exitFailed, "3 values could not be opened."},
		{fault.New(fault.Unavailable, "fault.disk-full"), exitFailed, "The server is out of space, so nothing was saved."},
	} {
		for _, err := range []error{tt.err, fmt.Errorf("back up: %w", tt.err), errors.Join(tt.err, errors.New("and more"))} {
			code, text := explain(err)
			if code != tt.code || !strings.Contains(text, tt.text) {
				t.Errorf("%v: %d %q, want %d %q", err, code, text, tt.code, tt.text)
			}
		}
	}
}

func TestRunWithoutAProcess(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"version"}, nil, nil, &out, &errs); code != exitDone || !strings.HasPrefix(out.String(), "domubiedrs ") {
		t.Errorf("version: %d %q %q", code, out.String(), errs.String())
	}
	if code := run(t.Context(), []string{"version"}, nil, nil, broken{}, &errs); code != exitFailed || !strings.Contains(errs.String(), "write the result") {
		t.Errorf("a closed output: %d %q", code, errs.String())
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestReachable(t *testing.T) {
	for listen, want := range map[string]string{":80": "localhost:80", "0.0.0.0:80": "localhost:80", "[::]:80": "localhost:80",
		"10.0.0.1:80": "10.0.0.1:80", "[::1]:80": "[::1]:80", "example.org:80": "example.org:80"} {
		if got := reachable(listen); got != want {
			t.Errorf("reachable(%s) = %s, want %s", listen, got, want)
		}
	}
}

func TestProgressIsSilentInAPipe(t *testing.T) {
	var errs bytes.Buffer
	p := (&process{stderr: &errs}).progress()
	p.steps(1, 2)
	p.done()
	if errs.Len() > 0 {
		t.Errorf("written into a pipe: %q", errs.String())
	}
	shown := &progress{w: &errs}
	shown.rows("person", 1)
	shown.rows("person", 2) // too soon to be seen
	shown.done()
	if errs.String() != "\r\x1b[Kperson: 1 rows\r\x1b[K" {
		t.Errorf("shown on a terminal: %q", errs.String())
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0 rows", 1: "1 row", 2: "2 rows"} {
		if got := count(n, "row", "rows"); got != want {
			t.Errorf("count(%d) = %q", n, got)
		}
	}
}
