package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver, for making and dropping databases
)

// ServerVariable names the environment variable with the address of a
// PostgreSQL server on which the tests may make databases.
const ServerVariable = "DOMUBIEDRS_TEST_POSTGRES"

// postgresDatabase makes a database from a template; it is dropped when the
// test ends.
func postgresDatabase(t testing.TB, template func() (string, error)) string {
	t.Helper()
	from, err := template()
	if err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	name := newName()
	if err := admin("create database " + name + " template " + from); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() {
		if err := admin("drop database " + name + " with (force)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	server, _ := postgresServer()
	return onDatabase(server, name)
}

var postgresTemplate = sync.OnceValues(func() (string, error) {
	server, err := postgresServer()
	if err != nil {
		return "", err
	}
	name := newName()
	if err := admin("create database " + name + " template template0"); err != nil {
		return "", err
	}
	return name, migrate(onDatabase(server, name), "")
})

// making keeps two tests of a process from using one template at a time,
// which PostgreSQL refuses.
var making sync.Mutex

func admin(statement string) error {
	making.Lock()
	defer making.Unlock()
	server, err := postgresServer()
	if err != nil {
		return err
	}
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = pool.ExecContext(ctx, statement)
	return errors.Join(err, pool.Close())
}

func onDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err) // postgresServer has parsed it
	}
	u.Path = "/" + name
	return u.String()
}

var postgresServer = sync.OnceValues(func() (string, error) {
	if given := os.Getenv(ServerVariable); given != "" {
		_, err := url.Parse(given)
		return given, err
	}
	return startServer()
})

// startServer makes and starts a server of our own. It ends with the test
// process: the kernel is asked to signal it then.
func startServer() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	sweep()
	dir, err := os.MkdirTemp("", "domubiedrs-postgres-")
	if err != nil {
		return "", err
	}
	attributes, err := asUser(dir)
	if err != nil {
		return "", err
	}
	if err := initialize(bin, dir, attributes); err != nil {
		return "", err
	}
	server := serverIn(bin, dir, attributes, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	if err := server.Start(); err != nil {
		return "", fmt.Errorf("start postgres: %w", err)
	}
	return addressIn(dir), await(addressIn(dir))
}

func initialize(bin, dir string, attributes *syscall.SysProcAttr) error {
	out, err := run(attributes, dir, filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres",
		"--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

// serverIn is the command of a server that listens on a socket in dir alone.
func serverIn(bin, dir string, attributes *syscall.SysProcAttr, options ...string) *exec.Cmd {
	args := []string{"-D", filepath.Join(dir, "data"), "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=400",
		"-c", "shared_buffers=64MB", "-c", "autovacuum=off"}
	for _, option := range options {
		args = append(args, "-c", option)
	}
	server := exec.Command(filepath.Join(bin, "postgres"), args...)
	server.Dir, server.SysProcAttr = dir, attributes
	return server
}

func addressIn(dir string) string {
	return "postgres:///postgres?host=" + url.QueryEscape(dir) + "&user=postgres"
}

// sweep removes the folders of earlier servers that ended with their process.
func sweep() {
	folders, _ := filepath.Glob(filepath.Join(os.TempDir(), "domubiedrs-postgres-*", "data")) // the pattern is right
	for _, data := range folders {
		first, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
		if err == nil {
			line, _, _ := strings.Cut(string(first), "\n")
			pid, err := strconv.Atoi(line)
			if err != nil || syscall.Kill(max(pid, -pid), 0) == nil { // negative while initdb makes the cluster
				continue // it runs
			}
		} else if info, err := os.Stat(data); err != nil || time.Since(info.ModTime()) < time.Minute {
			continue // it is being made
		}
		_ = os.RemoveAll(filepath.Dir(data)) // another sweep may be at it too
	}
}

func await(address string) error {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer pool.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if err = pool.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("postgres did not answer: %w", err)
		case <-tick.C:
		}
	}
}

// binaries finds the folder with initdb and postgres.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is right, so there is no error
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) > 0 {
		return filepath.Dir(found[0]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("no PostgreSQL server is installed (Debian: apt-get install postgresql), and %s is not set", ServerVariable)
	}
	return filepath.Dir(path), nil
}

func version(initdb string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	if err != nil {
		return 0
	}
	return n
}

// asUser says as whom the server runs: PostgreSQL refuses root, so root lends
// the folder to the user postgres.
func asUser(dir string) (*syscall.SysProcAttr, error) {
	attributes := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Geteuid() != 0 {
		return attributes, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("as root the tests need the user postgres: %w", err)
	}
	uid, errUID := strconv.Atoi(account.Uid)
	gid, errGID := strconv.Atoi(account.Gid)
	if err := errors.Join(errUID, errGID, os.Chown(dir, uid, gid)); err != nil {
		return nil, err
	}
	attributes.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attributes, nil
}

func run(attributes *syscall.SysProcAttr, dir, name string, args ...string) (string, error) {
	command := exec.Command(name, args...)
	command.Dir, command.SysProcAttr = dir, attributes
	out, err := command.CombinedOutput()
	return string(out), err
}
