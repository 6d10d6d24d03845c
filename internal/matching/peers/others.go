package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// rival is a solver in a program of its own; the first is ours.
type rival struct {
	name    string
	command []string // the instance file is added
	sparse  int      // mentees of the largest programme it is asked about
	dense   int      // rows of the largest matrix
}

func (r rival) tries(f family) bool {
	if f.dense {
		return f.people <= r.dense
	}
	return f.people <= r.sparse
}

const (
	any5000    = 5000
	any100_000 = 100_000
)

// installed is ours and what else can run here, and says what cannot.
func installed(ctx context.Context, sources, dir string) ([]rival, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	all := []rival{{"ours", []string{self, "-solve"}, any100_000, any5000}}
	if lemon, err := compiled(ctx, sources, dir); err != nil {
		fmt.Printf("LEMON is left out: liblemon-dev and g++ are needed to compile its program (%v).\n", err)
	} else {
		all = append(all, rival{"LEMON simplex", []string{lemon, "simplex"}, any100_000, any5000},
			rival{"LEMON scaling", []string{lemon, "scaling"}, 10_000, 2000})
	}
	python := "/usr/bin/python3"
	if err := exec.CommandContext(ctx, python, "-c", "import scipy.optimize").Run(); err != nil {
		fmt.Printf("SciPy is left out: python3-scipy is needed (%v).\n", err)
		return all, nil
	}
	program := filepath.Join(sources, "scipy_peer.py")
	return append(all, rival{"SciPy sparse", []string{python, program, "sparse"}, 10_000, 0},
		rival{"SciPy dense", []string{python, program, "dense"}, 1000, any5000}), nil
}

// compiled is the program that calls LEMON.
func compiled(ctx context.Context, sources, dir string) (string, error) {
	program := filepath.Join(dir, "lemon")
	compile := exec.CommandContext(ctx, "g++", "-O2", "-o", program, filepath.Join(sources, "lemon.cc"))
	if out, err := compile.CombinedOutput(); err != nil {
		line, _, _ := bytes.Cut(bytes.TrimSpace(out), []byte("\n"))
		return "", fmt.Errorf("%w %s", err, line)
	}
	return program, nil
}

// time runs the solver on an instance file.
func (r rival) time(ctx context.Context, path string) (timing, error) {
	var t timing
	run := exec.CommandContext(ctx, r.command[0], append(r.command[1:len(r.command):len(r.command)], path)...)
	run.Stderr = os.Stderr
	out, err := run.Output()
	if err != nil {
		return t, fmt.Errorf("%s: %w", r.name, err)
	}
	if err := json.Unmarshal(out, &t); err != nil {
		return t, fmt.Errorf("%s: %w", r.name, err)
	}
	return t, nil
}
