package faults

import (
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"domubiedrs/internal/db"
)

// limitFiles bounds how large a file the node may write, as a quota does; a
// larger file stays as it is and takes no more. It needs no rights: the limit
// is the soft one.
func limitFiles(t *testing.T, n *node, bytes uint64) {
	t.Helper()
	const fileSize = 1 // RLIMIT_FSIZE of setrlimit(2)
	limit := [2]uint64{bytes, ^uint64(0)}
	if _, _, failed := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(n.cmd.Process.Pid), fileSize,
		uintptr(unsafe.Pointer(&limit)), 0, 0, 0); failed != 0 {
		t.Fatalf("limit the size of files: %v", failed)
	}
}

// TestNoRoomLeft takes the room away under a running service, and gives it
// back: pages are read meanwhile, forms are refused with the reason and what
// was typed, and afterwards all goes on without a restart.
func TestNoRoomLeft(t *testing.T) {
	t.Parallel()
	p := newPlace(t, db.SQLite)
	n := start(t, p)
	b := as(t, n, administrator)
	before := b.must(t, n, "/admin/people", http.StatusOK)
	limitFiles(t, n, 4096)
	for range 3 {
		a, err := b.post(n, "/admin/people", person("full@example.org"))
		if err != nil || a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
			t.Fatalf("a form without room: %d (%v)\n%s", a.status, err, a.body)
		}
		for _, part := range []string{"beigusies vieta", `value="full@example.org"`} {
			if !strings.Contains(a.body, part) {
				t.Errorf("the answer lacks %q:\n%s", part, a.body)
			}
		}
		b.must(t, n, "/admin/people", http.StatusOK)
	}
	limitFiles(t, n, ^uint64(0))
	a, err := b.post(n, "/admin/people", person("full@example.org"))
	if err != nil || a.status != http.StatusSeeOther {
		t.Fatalf("with room again: %d (%v)\n%s", a.status, err, a.body)
	}
	if after := b.must(t, n, "/admin/people", http.StatusOK); after.body == before.body {
		t.Error("the person is not in the list")
	}
	n.stop(t)
	p.sound(t)
	has(t, p.database(t), []string{"full@example.org"}, nil)
}

// TestNoRoomWhileItWrites takes the room away in the middle of writing and
// kills the service in that state.
func TestNoRoomWhileItWrites(t *testing.T) {
	t.Parallel()
	p := newPlace(t, db.SQLite)
	n := start(t, p)
	w := write(t, n, "w")
	await(t, "acknowledged writes", w.done(15))
	limitFiles(t, n, 4096)
	await(t, "refused writes", func() bool { return w.refused() > 20 })
	n.kill(t)
	w.wait.Wait()
	for _, a := range w.other {
		if a.status != http.StatusServiceUnavailable {
			t.Fatalf("status %d\n%s\n%s", a.status, a.body, n.log)
		}
	}
	p.sound(t)
	again := start(t, p)
	has(t, p.database(t), w.people, w.asks)
	again.stop(t)
	p.verifies(t)
}

// sound fails unless SQLite finds nothing wrong in its file, and the audit
// chain is whole.
func (p place) sound(t *testing.T) {
	t.Helper()
	said, err := db.One(t.Context(), p.database(t), db.Value[string], "pragma integrity_check")
	if err != nil || said != "ok" {
		t.Errorf("%s: %s (%v)", filepath.Join(p.dir, db.FileName), said, err)
	}
	p.verifies(t)
}
