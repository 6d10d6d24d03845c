// Package faults holds no code. Its tests run the program as people run it, do
// to it what machines do to programs, and hold it to its word: nothing that was
// acknowledged is lost, nothing is half written, and it heals by itself.
//
// What is tried: to be killed while it writes and works (kill_test), a disk
// that is full (disk_test), a PostgreSQL server that goes away and comes back
// (postgres_test), two nodes on one database (nodes_test), signals and a place
// that cannot be had (stop_test), and clocks that are changed (clock_test).
// Every process ends with its test, and is signalled by its own id.
package faults

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// binary is the real program, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "domubiedrs-faults-")
	if err == nil {
		err = os.Chmod(dir, 0o755) // one test runs it as nobody
	}
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "domubiedrs")
	build := exec.Command("go", "build", "-o", binary, "../../cmd/domubiedrs")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		panic(fmt.Sprintf("build: %v\n%s", err, out))
	}
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// place is where a service keeps its data, with more settings.
type place struct {
	url, dir string
	settings []string
}

func newPlace(t *testing.T, kind db.Kind, settings ...string) place {
	t.Helper()
	url, dir := dbtest.Empty(t, kind)
	return place{url, dir, append(settings, "RATE_SIGN_IN=10000", "RATE_CODE=10000", "LOG_FORMAT=json")}
}

func (p place) environ() []string {
	list := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir, "TMPDIR=" + os.TempDir(), "DOMUBIEDRS_DATABASE=" + p.url}
	for _, s := range p.settings {
		list = append(list, "DOMUBIEDRS_"+s)
	}
	return list
}

// database opens the place's database beside the service.
func (p place) database(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), p.url, p.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// command is the program, not yet running, at the place.
func (p place) command(args ...string) *exec.Cmd {
	c := exec.Command(binary, append(args, "--data", p.dir)...)
	c.Dir, c.Env = p.dir, p.environ()
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return c
}

// verifies fails unless the audit chain is whole.
func (p place) verifies(t *testing.T) {
	t.Helper()
	if out, err := p.command("audit", "verify").CombinedOutput(); err != nil {
		t.Errorf("audit verify: %v\n%s", err, out)
	}
}

// log is what a process writes to its standard error.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *log) has(part string) func() bool {
	return func() bool { return strings.Contains(l.String(), part) }
}

// node is a running service.
type node struct {
	cmd     *exec.Cmd
	address string // http://127.0.0.1:PORT
	log     *log
	out     io.Reader
	exited  chan struct{}
}

// launch starts the service and does not wait for it.
func launch(t *testing.T, p place, args ...string) *node {
	t.Helper()
	c := p.command(append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	return run(t, c)
}

func run(t *testing.T, c *exec.Cmd) *node {
	t.Helper()
	n := &node{cmd: c, log: new(log), exited: make(chan struct{})}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	n.out, c.Stdout, c.Stderr = reader, writer, n.log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(n.exited)
		_ = c.Wait() // what it says is in ProcessState
		_ = reader.Close()
	}()
	if err := writer.Close(); err != nil {
		t.Error(err)
	}
	t.Cleanup(func() { n.kill(t) })
	return n
}

// start starts the service with the demo's people and waits for its address.
func start(t *testing.T, p place) *node {
	t.Helper()
	n := launch(t, p, "--demo")
	n.ready(t)
	return n
}

func (n *node) ready(t *testing.T) {
	t.Helper()
	line, err := bufio.NewReader(n.out).ReadString('\n')
	if err != nil {
		<-n.exited
		t.Fatalf("the service did not start: %v\n%s", n.cmd.ProcessState, n.log)
	}
	n.address = strings.TrimSpace(strings.TrimPrefix(line, "Domubiedrs answers at "))
}

// kill ends the process with SIGKILL, if it runs.
func (n *node) kill(t *testing.T) {
	t.Helper()
	if err := n.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Error(err)
	}
	n.wait(t)
}

func (n *node) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := n.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Error(err)
	}
}

// wait waits until the process has ended and returns its exit code, -1 for a
// signal.
func (n *node) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-n.exited:
	case <-time.After(2 * time.Minute):
		t.Fatalf("the process does not end\n%s", n.log)
	}
	return n.cmd.ProcessState.ExitCode()
}

// stop ends the service in an orderly way.
func (n *node) stop(t *testing.T) {
	t.Helper()
	n.signal(t, syscall.SIGTERM)
	if code := n.wait(t); code != 0 {
		t.Errorf("exit code %d\n%s", code, n.log)
	}
}

// await fails unless a condition holds soon.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	limit := time.NewTimer(2 * time.Minute)
	defer limit.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-limit.C:
			t.Fatalf("waited in vain: %s", what)
		case <-tick.C:
		}
	}
}
