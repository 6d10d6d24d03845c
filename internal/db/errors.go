package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"domubiedrs/internal/fault"
)

// What a statement can be refused for. Unique, reference and check failures
// are for the store that expects them; ErrDown and ErrFull travel up as
// Unavailable faults and become a 503.
var (
	ErrNone   = errors.New("no such row")
	ErrUnique = errors.New("a unique constraint is broken")
	ErrRef    = errors.New("a reference is broken")
	ErrCheck  = errors.New("a check or not-null constraint is broken")
	ErrBusy   = errors.New("another transaction was in the way")

	ErrDown = fault.New(fault.Unavailable, "fault.database-down")
	ErrFull = fault.New(fault.Unavailable, "fault.disk-full")
)

// Classify joins the sentinel that fits a driver's error to it. Other errors
// and nil come back as they are.
func Classify(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNone
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if f := fault.As(err); f != nil {
		return err // classified already
	}
	switch sentinel := sentinelOf(err); s := sentinel.(type) {
	case nil:
		return err
	case *fault.Error:
		return s.Because(err)
	default:
		if errors.Is(err, sentinel) {
			return err
		}
		return fmt.Errorf("%w: %w", sentinel, err)
	}
}

func sentinelOf(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return postgresSentinel(pg.Code)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return sqliteSentinel(lite.Code())
	}
	var network *net.OpError
	var connect *pgconn.ConnectError
	if errors.As(err, &network) || errors.As(err, &connect) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "conn closed") {
		return ErrDown
	}
	return nil
}

// postgresSentinel maps SQLSTATE codes (PostgreSQL 15, appendix A).
func postgresSentinel(code string) error {
	switch {
	case code == "23505":
		return ErrUnique
	case code == "23503":
		return ErrRef
	case code == "23514", code == "23502":
		return ErrCheck
	case code == "40001", code == "40P01":
		return ErrBusy
	case code == "53100":
		return ErrFull
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), code == "53300":
		return ErrDown
	}
	return nil
}

// sqliteSentinel maps extended result codes (sqlite.org/rescode.html).
func sqliteSentinel(code int) error {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return ErrUnique
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return ErrRef
	case sqlite3.SQLITE_CONSTRAINT_CHECK, sqlite3.SQLITE_CONSTRAINT_NOTNULL:
		return ErrCheck
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE:
		return ErrFull // a quota or a limit: SQLITE_FULL is for a full disk alone
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
		return ErrDown
	}
	return nil
}
