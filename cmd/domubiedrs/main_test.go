package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is the real program, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "domubiedrs-command-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "domubiedrs")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		panic(fmt.Sprintf("build: %v\n%s", err, out))
	}
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// answer is what a process left.
type answer struct {
	code     int
	out, err string
}

// call runs the program to its end in an empty folder.
func call(t *testing.T, env []string, args ...string) answer {
	t.Helper()
	return finish(t, command(t, env, args...))
}

func command(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), binary, args...)
	c.Dir = t.TempDir()
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.Dir, "TMPDIR=" + os.TempDir()}, env...)
	return c
}

func finish(t *testing.T, c *exec.Cmd) answer {
	t.Helper()
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return answer{c.ProcessState.ExitCode(), out.String(), errs.String()}
}

// must fails unless the command is done and silent but for its result.
func must(t *testing.T, env []string, args ...string) string {
	t.Helper()
	a := call(t, env, args...)
	if a.code != exitDone || a.err != "" {
		t.Fatalf("%v: exit code %d, out %q, err %q", args, a.code, a.out, a.err)
	}
	return a.out
}

// made is a data directory with a migrated database and one administrator.
func made(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	must(t, nil, "admin", "first", "anna@example.org", "Anna", "Paraugs", "--data", dir)
	return dir
}

// served is a running service.
type served struct {
	cmd     *exec.Cmd
	address string
	out     *bufio.Reader
	errs    *stream
	done    bool
}

// start runs serve on a free port and waits for its address.
func start(t *testing.T, env []string, args ...string) *served {
	t.Helper()
	s := launch(t, env, args...)
	s.await(t)
	return s
}

// launch is start without waiting.
func launch(t *testing.T, env []string, args ...string) *served {
	t.Helper()
	s := &served{cmd: command(t, env, append([]string{"serve", "--listen", "localhost:0"}, args...)...), errs: newStream()}
	s.cmd.Stderr = s.errs
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !s.done {
			s.stop(t, syscall.SIGKILL)
		}
	})
	s.out = bufio.NewReader(out)
	return s
}

func (s *served) await(t *testing.T) {
	t.Helper()
	line, err := s.out.ReadString('\n')
	if err != nil {
		s.done = true
		t.Fatalf("the service did not start: %v\n%s", s.cmd.Wait(), s.errs)
	}
	s.address = strings.TrimSpace(strings.TrimPrefix(line, "Domubiedrs answers at "))
}

func (s *served) stop(t *testing.T, signal os.Signal) answer {
	t.Helper()
	s.done = true
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Error(err)
	}
	var exit *exec.ExitError
	if err := s.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Error(err)
	}
	return answer{s.cmd.ProcessState.ExitCode(), "", s.errs.String()}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	client := &http.Client{Timeout: 20 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// stream is what a running process writes; until waits for a text in it.
type stream struct {
	mu   sync.Mutex
	more *sync.Cond
	text strings.Builder
}

func newStream() *stream {
	s := &stream{}
	s.more = sync.NewCond(&s.mu)
	return s
}

func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.more.Broadcast()
	return s.text.Write(p)
}

func (s *stream) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *stream) until(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !strings.Contains(s.text.String(), text) {
		s.more.Wait()
	}
}
