package backup

import (
	"context"
	"errors"
	"fmt"

	"domubiedrs/internal/db"
	"domubiedrs/internal/job"
)

// CopyOptions: From exports the unfinished work of the first database, To
// opens the queue on the second, whose close function is called.
type CopyOptions struct {
	From     Jobs
	To       func(d *db.DB) (jobs Jobs, close func() error, err error)
	Progress Progress
}

// Copy moves one moment of a database into another, empty one, of either kind,
// everything included, so that people even stay signed in. It compares every
// row afterwards. Nothing should write to the first meanwhile: what comes after
// the moment is not copied. When it fails, it empties the second again.
func Copy(ctx context.Context, from, to *db.DB, o CopyOptions) (rows int64, err error) {
	if err := refuseFilled(ctx, to); err != nil {
		return 0, err
	}
	if err := errors.Join(to.Migrate(ctx, nil), job.Migrate(ctx, to)); err != nil {
		return 0, fmt.Errorf("copy: %w", err)
	}
	rows, err = copyAll(ctx, from, to, o)
	if err != nil {
		err = errors.Join(fmt.Errorf("copy: %w", err), drop(context.WithoutCancel(ctx), to))
	}
	return rows, err
}

func copyAll(ctx context.Context, from, to *db.DB, o CopyOptions) (rows int64, err error) {
	pending, err := o.From.Export(ctx)
	if err != nil {
		return 0, err
	}
	if err := snapshot(ctx, from, func(q db.Q) error {
		rows, err = copyTables(ctx, q, from.Kind(), to, o.Progress)
		return err
	}); err != nil {
		return 0, err
	}
	return rows, importJobs(ctx, to, pending, o.To)
}

func copyTables(ctx context.Context, q db.Q, kind db.Kind, to *db.DB, progress Progress) (rows int64, err error) {
	if err := sameVersion(ctx, q, to); err != nil {
		return 0, err
	}
	theirs, err := schema(ctx, q, kind)
	if err != nil {
		return 0, err
	}
	ours, err := schema(ctx, to, to.Kind())
	if err != nil {
		return 0, err
	}
	tables, err := sameShape(theirs, ours)
	if err != nil {
		return 0, err
	}
	if err := to.Tx(ctx, func(tx *db.Tx) error {
		if err := clearAll(ctx, tx, ours); err != nil {
			return err
		}
		for _, t := range tables {
			if err := copyTable(ctx, q, tx, t, progress); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return 0, err
	}
	m := Manifest{Tables: tables}
	return m.total(), compare(ctx, to, tables)
}

// sameVersion refuses to copy between two shapes of the schema.
func sameVersion(ctx context.Context, q db.Q, to *db.DB) error {
	from, err := schemaVersion(ctx, q)
	if err != nil {
		return err
	}
	known, err := schemaVersion(ctx, to)
	if err != nil {
		return err
	}
	if from != known {
		return &Refusal{fmt.Sprintf("The database has schema %d, this program has %d", from, known), "run migrate first, or take the program's version that fits"}
	}
	return nil
}

func copyTable(ctx context.Context, q db.Q, tx *db.Tx, t *Table, progress Progress) error {
	l := newLoader(tx, t)
	var sum tally
	err := eachRow(ctx, q, t, func(r row) error {
		line, err := encode(t.Columns, r)
		if err != nil {
			return err
		}
		sum.add(line)
		return l.add(ctx, r)
	})
	if err != nil {
		return err
	}
	t.Rows, t.Hash = sum.rows, sum.hash()
	progress.tell(t.Name, t.Rows)
	return l.finish(ctx)
}
