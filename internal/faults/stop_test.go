package faults

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

// slow is a form of which half has been sent.
type slow struct {
	conn   net.Conn
	reader *bufio.Reader
	rest   string
}

// postHalf begins to post a new person, and returns when the service reads the
// form: it has then asked for the rest.
func postHalf(t *testing.T, n *node, b *browser, email string) *slow {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(n.address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() }) // the service may have ended it
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	body := person(email).Encode()
	request, err := http.NewRequest(http.MethodPost, n.address+"/admin/people", nil)
	if err != nil {
		t.Fatal(err)
	}
	head := fmt.Sprintf("POST /admin/people HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nContent-Length: %d\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n", request.URL.Host, n.address, len(body))
	for _, c := range b.client.Jar.Cookies(request.URL) {
		head += "Cookie: " + c.Name + "=" + c.Value + "\r\n"
	}
	s := &slow{conn, bufio.NewReader(conn), body[10:]}
	if _, err := conn.Write([]byte(head + "\r\n")); err != nil {
		t.Fatal(err)
	}
	if line, err := s.reader.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("%q (%v)", line, err)
	}
	if _, err := conn.Write([]byte(body[:10])); err != nil {
		t.Fatal(err)
	}
	return s
}

// finish sends the other half and returns the status of the answer.
func (s *slow) finish(t *testing.T) int {
	t.Helper()
	if _, err := s.conn.Write([]byte(s.rest)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.reader.ReadString('\n'); err != nil { // the empty line after 100 Continue
		t.Fatal(err)
	}
	response, err := http.ReadResponse(s.reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Error(err)
	}
	return response.StatusCode
}

// closed tells whether new connections are refused.
func (n *node) closed() bool {
	conn, err := net.Dial("tcp", strings.TrimPrefix(n.address, "http://"))
	if err != nil {
		return true
	}
	return conn.Close() != nil
}

// TestStoppedInOrder sends SIGTERM while a form is half sent and a letter half
// delivered: both are finished, nobody new is let in.
func TestStoppedInOrder(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			box := newMailbox(t)
			p := newPlace(t, kind, box.settings()...)
			n := start(t, p)
			b := as(t, n, administrator)
			box.hold()
			if a, err := newBrowser(t).post(n, "/signin", person("late@example.org")); err != nil || a.status != http.StatusSeeOther {
				t.Fatalf("ask for a code: %d (%v)", a.status, err)
			}
			await(t, "a letter under way", box.isWaiting)
			s := postHalf(t, n, b, "slow@example.org")
			n.signal(t, syscall.SIGTERM)
			await(t, "new connections are refused", n.closed)
			if status := s.finish(t); status != http.StatusSeeOther {
				t.Errorf("the slow form: %d", status)
			}
			box.release()
			if code := n.wait(t); code != 0 {
				t.Errorf("exit code %d\n%s", code, n.log)
			}
			d := p.database(t)
			has(t, d, []string{"slow@example.org"}, []string{"late@example.org"})
			if n := box.count("late@example.org"); n != 1 || !worked(t, d)() {
				t.Errorf("%d letters arrived; jobs left: %v", n, !worked(t, d)())
			}
			p.verifies(t)
		})
	}
}

// TestAJobThatDoesNotEnd is interrupted after the grace, and done by the next
// process.
func TestAJobThatDoesNotEnd(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			box := newMailbox(t)
			p := newPlace(t, kind, append(box.settings(), "SHUTDOWN_GRACE=1s")...)
			n := start(t, p)
			box.hold()
			if a, err := newBrowser(t).post(n, "/signin", person("late@example.org")); err != nil || a.status != http.StatusSeeOther {
				t.Fatalf("ask for a code: %d (%v)", a.status, err)
			}
			await(t, "a letter under way", box.isWaiting)
			n.signal(t, syscall.SIGTERM)
			n.wait(t)
			box.release()
			d := p.database(t)
			if worked(t, d)() {
				t.Error("the job is gone")
			}
			again := start(t, p)
			await(t, "the letter arrives", func() bool { return box.count("late@example.org") > 0 })
			await(t, "the job is done", worked(t, d))
			again.stop(t)
		})
	}
}

// TestStoppedTwice sends SIGTERM again and again: the second one ends the
// process at once, and the next start finds everything in order.
func TestStoppedTwice(t *testing.T) {
	for _, kind := range dbtest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, kind)
			n := start(t, p)
			w := write(t, n, "w")
			await(t, "acknowledged writes", w.done(5))
			postHalf(t, n, as(t, n, administrator), "slow@example.org")
			n.signal(t, syscall.SIGTERM)
			await(t, "it is stopping", n.log.has(`"stopping"`))
			begun := time.Now()
			await(t, "it ends", func() bool {
				n.signal(t, syscall.SIGTERM)
				select {
				case <-n.exited:
					return true
				default:
					return false
				}
			})
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("it took %s to end at once", took)
			}
			w.stop()
			start(t, p).stop(t)
			has(t, p.database(t), w.people, w.asks)
			p.verifies(t)
		})
	}
}

// TestNoPlaceToBe starts where the service cannot be: it says so in one
// sentence with exit code 2, and leaves everything as it is.
func TestNoPlaceToBe(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	for name, tt := range map[string]struct {
		args     []string
		readOnly bool
		setting  string
	}{
		"port in use":              {[]string{"--listen", taken.Addr().String()}, false, "DOMUBIEDRS_LISTEN"},
		"port in use, with a demo": {[]string{"--listen", taken.Addr().String(), "--demo"}, false, "DOMUBIEDRS_LISTEN"},
		"port for metrics in use":  {[]string{"--listen", "127.0.0.1:0"}, false, "DOMUBIEDRS_METRICS_LISTEN"},
		"read-only directory":      {[]string{"--listen", "127.0.0.1:0"}, true, "DOMUBIEDRS_DATA"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, db.SQLite)
			if tt.setting == "DOMUBIEDRS_METRICS_LISTEN" {
				p.settings = append(p.settings, "METRICS_LISTEN="+taken.Addr().String())
			}
			c := p.command(append([]string{"serve"}, tt.args...)...)
			if tt.readOnly {
				asNobody(t, c.SysProcAttr, p.dir)
			}
			out, _ := c.CombinedOutput() // its exit code tells
			if c.ProcessState.ExitCode() != 2 || strings.Count(string(out), "\n") != 1 || !strings.Contains(string(out), tt.setting+" ") {
				t.Errorf("exit code %d: %s", c.ProcessState.ExitCode(), out)
			}
			if left, err := os.ReadDir(p.dir); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v (%v)", left, err)
			}
		})
	}
}

// asNobody makes dir read-only, and the process somebody who is held to that:
// root is not.
func asNobody(t *testing.T, attributes *syscall.SysProcAttr, dir string) {
	t.Helper()
	if os.Geteuid() == 0 {
		attributes.Credential = &syscall.Credential{Uid: 65534, Gid: 65534}
	}
	for _, step := range []string{dir, filepath.Dir(dir)} { // the folder of a test is its owner's alone
		if err := os.Chmod(step, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, step := range []string{filepath.Dir(dir), dir} {
			if err := os.Chmod(step, 0o755); err != nil {
				t.Error(err)
			}
		}
	})
}
