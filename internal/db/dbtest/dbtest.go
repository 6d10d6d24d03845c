// Package dbtest gives tests a migrated, empty database of each kind.
//
// SQLite: a copy of a file migrated once per test process. PostgreSQL: a
// database made from a template that is migrated once per test process, on the
// server named by DOMUBIEDRS_TEST_POSTGRES, or else on a private server that
// is started on a socket in a temporary folder for the length of the process
// (its files are not synced to disk: it is fast and nothing in it is kept).
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
)

// Kinds are the databases that every test touching SQL runs on.
var Kinds = []db.Kind{db.SQLite, db.Postgres}

// Each runs f as a parallel subtest on a migrated empty database of each kind.
func Each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, kind := range Kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			f(t, Open(t, kind))
		})
	}
}

// Open gives a migrated empty database of one kind, closed and dropped when
// the test ends.
func Open(t testing.TB, kind db.Kind) *db.DB {
	t.Helper()
	url, dir := Place(t, kind)
	d, err := db.Open(t.Context(), url, dir)
	if err != nil {
		t.Fatalf("open the test database: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the test database: %v", err)
		}
	})
	return d
}

// Place makes a migrated empty database and tells where it is, for tests that
// start whole processes: a PostgreSQL address, or a data directory.
func Place(t testing.TB, kind db.Kind) (url, dir string) {
	t.Helper()
	dir = t.TempDir()
	if kind == db.SQLite {
		template, err := sqliteTemplate()
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, db.FileName), template, 0o600)
		}
		if err != nil {
			t.Fatalf("make a test database: %v", err)
		}
		return "", dir
	}
	return postgresDatabase(t, postgresTemplate), dir
}

// Empty is Place without the schema.
func Empty(t testing.TB, kind db.Kind) (url, dir string) {
	t.Helper()
	if kind == db.SQLite {
		return "", t.TempDir()
	}
	return postgresDatabase(t, func() (string, error) { return "template0", nil }), t.TempDir()
}

var sqliteTemplate = sync.OnceValues(func() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "domubiedrs-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := migrate("", dir); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, db.FileName))
})

// migrate makes the whole schema; closing the last connection of SQLite folds
// the write-ahead log into the file.
func migrate(url, dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	d, err := db.Open(ctx, url, dir)
	if err != nil {
		return err
	}
	if err := Schema(ctx, d); err != nil {
		return fmt.Errorf("%w (close: %v)", err, d.Close())
	}
	return d.Close()
}

func newName() string { return "t_" + id.Secret() }
