package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// replace writes files so that all of them appear whole, or none: each is
// written beside its place and gets its name when the last one is done. A signal
// before that leaves what was there.
func (p *process) replace(names []string, contents []func(io.Writer) error) (err error) {
	var made []string
	defer func() {
		for _, temporary := range made {
			if remove := os.Remove(temporary); remove != nil && !errors.Is(remove, os.ErrNotExist) {
				err = errors.Join(err, remove)
			}
		}
	}()
	for k, name := range names {
		temporary, err := p.beside(name, contents[k])
		if temporary != "" {
			made = append(made, temporary)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	for k, name := range names {
		if err := os.Rename(made[k], name); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// beside writes a temporary file in the folder of a name.
func (p *process) beside(name string, content func(io.Writer) error) (temporary string, err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := bufio.NewWriter(&stoppable{p: p, w: f})
	if err := content(out); err != nil {
		return f.Name(), err
	}
	if err := out.Flush(); err != nil {
		return f.Name(), err
	}
	return f.Name(), errors.Join(f.Chmod(0o644), f.Sync())
}

// stoppable ends reading and writing when the process is asked to stop.
type stoppable struct {
	p *process
	r io.Reader
	w io.Writer
}

func (s *stoppable) Read(to []byte) (int, error) {
	if err := s.p.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(to)
}

func (s *stoppable) Write(text []byte) (int, error) {
	if err := s.p.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(text)
}
