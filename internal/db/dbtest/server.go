package dbtest

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// Server is a PostgreSQL server that a test may stop and start: it has one
// empty database and, other than the one that tests share, writes everything
// through to the disk, so that what it has confirmed outlives a crash.
type Server struct {
	dir, bin   string
	attributes *syscall.SysProcAttr
	cmd        *exec.Cmd
}

// NewServer makes and starts a server; it ends with the test.
func NewServer(t testing.TB) *Server {
	t.Helper()
	bin, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	sweep()
	dir, err := os.MkdirTemp("", "domubiedrs-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{dir: dir, bin: bin}
	t.Cleanup(func() {
		s.Stop(t)
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if s.attributes, err = asUser(dir); err != nil {
		t.Fatal(err)
	}
	if err := initialize(bin, dir, s.attributes); err != nil {
		t.Fatal(err)
	}
	s.Start(t)
	return s
}

// URL is the address of its database.
func (s *Server) URL() string { return addressIn(s.dir) }

// Start starts it, if it does not run, and waits until it answers.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if s.cmd != nil {
		return
	}
	s.cmd = serverIn(s.bin, s.dir, s.attributes)
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("start postgres: %v", err)
	}
	if err := await(s.URL()); err != nil {
		t.Fatal(err)
	}
}

// Stop ends it as a crash would, without writing down what is under way, if it
// runs.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.cmd == nil {
		return
	}
	err := s.cmd.Process.Signal(syscall.SIGQUIT)
	var exit *exec.ExitError
	if wait := s.cmd.Wait(); wait != nil && !errors.As(wait, &exit) {
		err = errors.Join(err, wait)
	}
	if s.cmd = nil; err != nil {
		t.Errorf("stop postgres: %v", err)
	}
}
