package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Tx is a running transaction; it is a Q, and a *sql.Tx for libraries.
type Tx struct {
	*sql.Tx
	kind Kind
}

// Kind tells which make of database the transaction runs on.
func (t *Tx) Kind() Kind { return t.kind }

// tries is how often a transaction runs that others were in the way of.
const tries = 6

// Tx runs f in a transaction and commits if it returns nil. When others were
// in the way (a serialization failure, a deadlock) f runs again from the
// start, so it must change nothing but the database. Keep it short: no network
// calls inside.
func (d *DB) Tx(ctx context.Context, f func(tx *Tx) error) error {
	var err error
	for range tries {
		err = d.tryTx(ctx, f)
		if !errors.Is(err, ErrBusy) || ctx.Err() != nil {
			return err
		}
	}
	return ErrDown.Because(fmt.Errorf("transaction gave up after %d tries: %w", tries, err))
}

func (d *DB) tryTx(ctx context.Context, f func(tx *Tx) error) (err error) {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", Classify(err))
	}
	done := false
	defer func() {
		if done {
			return
		}
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("roll back: %w", Classify(rollback)))
		}
	}()
	if err := f(&Tx{tx, d.kind}); err != nil {
		return Classify(err)
	}
	done = true
	if err := tx.Commit(); err != nil {
		return errors.Join(fmt.Errorf("commit: %w", Classify(err)), ignoreDone(tx.Rollback()))
	}
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// Scanner is the row that a scan function reads.
type Scanner interface{ Scan(dest ...any) error }

// Rows runs a query and scans every row.
func Rows[T any](ctx context.Context, q Q, scan func(Scanner) (T, error), query string, args ...any) (list []T, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, Classify(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		list = append(list, item)
	}
	return list, Classify(rows.Err())
}

// One runs a query and scans its first row; ErrNone if there is none.
func One[T any](ctx context.Context, q Q, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	item, err := scan(q.QueryRowContext(ctx, query, args...))
	if err != nil {
		var zero T
		return zero, Classify(err)
	}
	return item, nil
}

// Exec runs a statement and returns the number of rows it touched.
func Exec(ctx context.Context, q Q, query string, args ...any) (int64, error) {
	result, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, Classify(err)
	}
	return result.RowsAffected()
}

// Value scans a row of one column.
func Value[T any](s Scanner) (v T, err error) {
	err = s.Scan(&v)
	return v, err
}

// In returns n placeholders from $start on, for an in list: In(2, 3) is
// "$2, $3, $4". For n = 0 it is "null", which no row equals.
func In(start, n int) string {
	if n == 0 {
		return "null"
	}
	marks := make([]string, n)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(start+i)
	}
	return strings.Join(marks, ", ")
}
