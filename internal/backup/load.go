package backup

import (
	"context"
	"fmt"
	"slices"

	"domubiedrs/internal/db"
)

// loader writes rows into an empty table, many with one statement. In a table
// that refers to itself a row waits until the row it refers to has come.
type loader struct {
	tx    *db.Tx
	t     *Table
	ready []row
	rows  int64
	there map[any]bool  // the keys that came; only in a table that refers to itself
	held  map[any][]row // by the key they wait for
}

func newLoader(tx *db.Tx, t *Table) *loader {
	return &loader{tx: tx, t: t, there: map[any]bool{}, held: map[any][]row{}}
}

// perStatement rows go into one statement; SQLite takes 32,766 values.
func perStatement(t *Table) int { return min(200, 32000/len(t.Columns)) }

func (l *loader) add(ctx context.Context, r row) error {
	l.rows++
	if l.t.self == "" {
		return l.write(ctx, r)
	}
	if to := r[l.column(l.t.self)]; to != nil && !l.there[to] {
		l.held[to] = append(l.held[to], r)
		return nil
	}
	return l.release(ctx, r)
}

// release writes a row and all that waited for it.
func (l *loader) release(ctx context.Context, r row) error {
	key := r[l.column(l.t.key[0])]
	l.there[key] = true
	if err := l.write(ctx, r); err != nil {
		return err
	}
	waiting := l.held[key]
	delete(l.held, key)
	for _, w := range waiting {
		if err := l.release(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) column(name string) int {
	return slices.IndexFunc(l.t.Columns, func(c Column) bool { return c.Name == name })
}

func (l *loader) write(ctx context.Context, r row) error {
	l.ready = append(l.ready, r)
	if len(l.ready) < perStatement(l.t) {
		return nil
	}
	return l.flush(ctx)
}

func (l *loader) flush(ctx context.Context) error {
	err := insertRows(ctx, l.tx, l.t, l.ready)
	l.ready = l.ready[:0]
	return err
}

func (l *loader) finish(ctx context.Context) error {
	if len(l.held) > 0 {
		return fmt.Errorf("%w: rows of %s refer to rows that are not there", ErrDamaged, l.t.Name)
	}
	return l.flush(ctx)
}

// clearAll empties what migrations filled, last tables first.
func clearAll(ctx context.Context, tx *db.Tx, tables []*Table) error {
	for _, t := range slices.Backward(tables) {
		if err := clear(ctx, tx, t); err != nil {
			return fmt.Errorf("clear %s: %w", t.Name, err)
		}
	}
	return nil
}

// sameShape pairs the tables of an archive or another database with those of
// this one, whose columns must be the same in any order.
func sameShape(theirs, ours []*Table) ([]*Table, error) {
	var tables []*Table
	for _, t := range theirs {
		i := slices.IndexFunc(ours, func(o *Table) bool { return o.Name == t.Name })
		if i < 0 || !sameColumns(t.Columns, ours[i].Columns) {
			return nil, fmt.Errorf("%w: the columns of %s are not those of this version", ErrDamaged, t.Name)
		}
		tables = append(tables, &Table{Name: t.Name, Columns: t.Columns, Rows: t.Rows, Hash: t.Hash, key: ours[i].key, self: ours[i].self})
	}
	return tables, nil
}

func sameColumns(a, b []Column) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(c Column) bool { return !slices.Contains(b, c) })
}

// compare reads the tables back and compares them with what they should be.
func compare(ctx context.Context, q db.Q, tables []*Table) error {
	found, err := hashes(ctx, q, tables)
	if err != nil {
		return err
	}
	for _, t := range tables {
		if got := found[t.Name]; got.rows != t.Rows || got.hash() != t.Hash {
			return fmt.Errorf("%s came out as %d rows that are not the %d that went in", t.Name, got.rows, t.Rows)
		}
	}
	return nil
}
