// Package db opens the database and runs transactions on it: SQLite in one
// file by default, PostgreSQL when several nodes share one. It is the only
// package that names a driver.
//
// The same SQL text runs on both (see docs/ARCHITECTURE.md for the dialect).
// On SQLite the package keeps two pools: one connection that writes, so that
// writers queue in the order they came, and several that can only read. A
// plain query therefore cannot write; every change goes through Tx. On
// PostgreSQL both are one pool.
//
// Open → SelfTest → Migrate is the order at start-up; app does it.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the SQLite driver

	"domubiedrs/internal/fault"
)

// Kind is the make of a database.
type Kind string

const (
	SQLite   Kind = "sqlite"
	Postgres Kind = "postgres"
)

// FileName is the SQLite database inside the data directory.
const FileName = "domubiedrs.db"

// Q runs statements: a *DB (reading) or a *Tx.
type Q interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// DB is an open database. Queries on it read; Tx writes.
type DB struct {
	kind  Kind
	read  *sql.DB
	write *sql.DB
	kept  *statements // nil on PostgreSQL
	path  string
	url   string
}

// Open opens the PostgreSQL database at url, or, with an empty url, the SQLite
// file in dir, which is made with mode 0600 if it is not there. dir must exist.
// The connection is tried before Open returns.
func Open(ctx context.Context, url, dir string) (*DB, error) {
	if url == "" {
		return openSQLite(ctx, filepath.Join(dir, FileName))
	}
	return openPostgres(ctx, url)
}

// sqliteOptions make plain time.Time right (UTC text with µs), the log
// write-ahead, foreign keys binding, a commit durable through a power cut, and
// what is deleted gone from free pages too, which erasure of keys needs.
const sqliteOptions = "_timezone=UTC&_time_format=sqlite&_texttotime=1&_pragma=journal_mode(wal)" +
	"&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&_pragma=synchronous(full)&_pragma=secure_delete(1)"

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if err := touch(path); err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	name := (&pathURL{path}).String()
	write, err := sql.Open("sqlite", name+"?_txlock=immediate&"+sqliteOptions)
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", name+"?_pragma=query_only(1)&"+sqliteOptions)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, err), write.Close())
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()*2))
	read.SetMaxIdleConns(max(4, runtime.NumCPU()*2))
	d := &DB{kind: SQLite, read: read, write: write, path: path, kept: &statements{pool: read, byText: map[string]*sql.Stmt{}}}
	if err := write.PingContext(ctx); err != nil { // the writer first: it turns write-ahead logging on
		return nil, errors.Join(fmt.Errorf("open database %s: %w", path, Classify(err)), d.Close())
	}
	return d, nil
}

// pathURL writes a file path as SQLite's URI, in which ?, # and % are escaped.
type pathURL struct{ path string }

func (p *pathURL) String() string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(p.path)
}

func touch(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func openPostgres(ctx context.Context, url string) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("open database: the address is not one of PostgreSQL's") // pgx's own words may hold the password
	}
	config.RuntimeParams["timezone"] = "UTC"
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "domubiedrs"
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(_ context.Context, c *pgx.Conn) error {
		c.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID,
			Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		return nil
	}))
	pool.SetMaxOpenConns(max(10, runtime.NumCPU()*4))
	pool.SetMaxIdleConns(max(10, runtime.NumCPU()*4))
	pool.SetConnMaxIdleTime(5 * time.Minute)
	d := &DB{kind: Postgres, read: pool, write: pool, url: url}
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database on %s: %w", config.Host, Classify(err)), d.Close())
	}
	return d, nil
}

// Close ends both pools.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.read.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Kind tells which make it is.
func (d *DB) Kind() Kind { return d.kind }

// Path is the SQLite file, empty on PostgreSQL.
func (d *DB) Path() string { return d.path }

// URL is the PostgreSQL address, empty on SQLite. It may hold a password.
func (d *DB) URL() string { return d.url }

// Pool is the writing pool, for libraries that manage tables of their own.
func (d *DB) Pool() *sql.DB { return d.write }

// OwnPool opens one more pool of a single writing connection on the same
// SQLite file, for a library that must not wait behind our writers. On
// PostgreSQL it is the shared pool. The caller closes it if own is true.
func (d *DB) OwnPool() (pool *sql.DB, own bool, err error) {
	if d.kind == Postgres {
		return d.write, false, nil
	}
	pool, err = sql.Open("sqlite", (&pathURL{d.path}).String()+"?_txlock=immediate&"+sqliteOptions)
	if err != nil {
		return nil, false, fmt.Errorf("open a second pool: %w", err)
	}
	pool.SetMaxOpenConns(1)
	return pool, true, nil
}

// Ping asks the database for a sign of life.
func (d *DB) Ping(ctx context.Context) error { return Classify(d.read.PingContext(ctx)) }

func (d *DB) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return d.read.ExecContext(ctx, query, args...)
}

// SelfTest proves that the driver binds $N by number: one that binds by order
// of appearance answers wrongly without an error.
func (d *DB) SelfTest(ctx context.Context) error {
	var a, b string
	row := d.read.QueryRowContext(ctx, "select cast($2 as text), cast($1 as text)", "first", "second")
	if err := row.Scan(&a, &b); err != nil {
		return fmt.Errorf("database self-test: %w", Classify(err))
	}
	if a != "second" || b != "first" {
		return fmt.Errorf("database self-test: the driver binds $1 and $2 by order of appearance (%q, %q)", a, b)
	}
	return nil
}

// Now is the one clock of what is stored: UTC, in microseconds, which is what
// both databases keep.
func Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// ErrUnreadable says that the data directory cannot be used.
var ErrUnreadable = fault.New(fault.Unavailable, "fault.data-directory")

// Readable tells whether dir is a directory that can be read and written.
func Readable(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ErrUnreadable.Because(fmt.Errorf("%s does not exist", dir))
	case err != nil:
		return ErrUnreadable.Because(err)
	case !info.IsDir():
		return ErrUnreadable.Because(fmt.Errorf("%s is not a directory", dir))
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return ErrUnreadable.Because(err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
