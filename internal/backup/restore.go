package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"filippo.io/age"

	"domubiedrs/internal/db"
	"domubiedrs/internal/job"
)

// RestoreOptions say what is restored to where: into PostgreSQL at URL, or,
// with an empty URL, into a new SQLite file in Dir. Jobs opens the queue on the
// restored database and is needed; its close function is called.
type RestoreOptions struct {
	Path       string
	URL, Dir   string
	Identities []age.Identity
	Jobs       func(d *db.DB) (jobs Jobs, close func() error, err error)
	Progress   Progress
}

// Restore refuses a place that is not empty, reads the whole archive, then
// fills the place, and compares every row with what went in. An older backup is migrated; a newer
// one, a damaged one and a place that is not empty are refused before anything
// is changed. When it fails later it takes back what it made.
func Restore(ctx context.Context, o RestoreOptions) (*Manifest, error) {
	if err := o.refuseFilled(ctx); err != nil {
		return nil, err
	}
	if err := checkSum(o.Path); err != nil {
		return nil, err
	}
	m, err := verify(o.Path, o.Identities)
	if err != nil {
		return nil, err
	}
	if err := refuseNewer(ctx, m); err != nil {
		return nil, err
	}
	if o.URL == "" {
		return m, restoreSQLite(ctx, m, o)
	}
	return m, restorePostgres(ctx, m, o)
}

func (o *RestoreOptions) refuseFilled(ctx context.Context) error {
	if o.URL == "" {
		target := filepath.Join(o.Dir, db.FileName)
		if _, err := os.Lstat(target); err == nil {
			return &Refusal{fmt.Sprintf("There is already a database at %s", target), "name an empty data directory with --data, or move the old one away"}
		}
		return nil
	}
	d, err := db.Open(ctx, o.URL, "")
	if err != nil {
		return err
	}
	return errors.Join(refuseFilled(ctx, d), d.Close())
}

// refuseNewer compares with the newest migration known, which a throw-away
// database tells.
func refuseNewer(ctx context.Context, m *Manifest) (err error) {
	dir, err := os.MkdirTemp("", "domubiedrs-version-")
	if err != nil {
		return fmt.Errorf("find the program's schema version: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	d, err := db.Open(ctx, "", dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	steps, err := d.Migrations(ctx)
	if err != nil {
		return err
	}
	if newest := steps[len(steps)-1].Version; m.Schema > newest {
		return &Refusal{fmt.Sprintf("The backup was made by version %s of the program (schema %d; this one knows %d)", m.Version, m.Schema, newest),
			"restore it with that version or a later one"}
	}
	return nil
}

// restoreSQLite builds the file in a folder of its own beside its place and
// moves it there when it is whole.
func restoreSQLite(ctx context.Context, m *Manifest, o RestoreOptions) (err error) {
	work, err := os.MkdirTemp(o.Dir, ".restore-*")
	if err != nil {
		return &Refusal{fmt.Sprintf("The data directory cannot be written to (%v)", err), "correct --data (DOMUBIEDRS_DATA), or give this user the right to write there"}
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	d, err := db.Open(ctx, "", work)
	if err != nil {
		return err
	}
	if err := errors.Join(fill(ctx, d, m, o), d.Close()); err != nil {
		return err
	}
	return settle(filepath.Join(work, db.FileName), filepath.Join(o.Dir, db.FileName))
}

// settle moves a closed database to its place, which must be free. Closing has
// folded the write-ahead log into the file; one that is left would be lost.
func settle(file, target string) error {
	if info, err := os.Stat(file + "-wal"); err == nil && info.Size() > 0 {
		return errors.New("restore: the restored database is still in use")
	}
	if err := os.Link(file, target); err != nil { // never replaces a file
		return fmt.Errorf("restore: %w", err)
	}
	return syncDir(filepath.Dir(target))
}

func restorePostgres(ctx context.Context, m *Manifest, o RestoreOptions) (err error) {
	d, err := db.Open(ctx, o.URL, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := refuseFilled(ctx, d); err != nil { // again: reading the archive took time, and a failure drops all there is
		return err
	}
	if err := fill(ctx, d, m, o); err != nil {
		return errors.Join(err, drop(context.WithoutCancel(ctx), d))
	}
	return nil
}

func refuseFilled(ctx context.Context, d *db.DB) error {
	names, err := tableNames(ctx, d, d.Kind())
	if err != nil {
		return err
	}
	if len(names) > 0 {
		return &Refusal{fmt.Sprintf("The database is not empty (it has the table %s)", names[0]), "make an empty database and name that one"}
	}
	return nil
}

// fill migrates up to the archive's version, loads the rows, and migrates on.
func fill(ctx context.Context, d *db.DB, m *Manifest, o RestoreOptions) error {
	loaded := errors.New("the backup's schema version is not one of this program's")
	err := d.Migrate(ctx, func(step db.Migration) {
		if step.Version == m.Schema {
			loaded = loadRows(ctx, d, m, o)
		}
	})
	if err = errors.Join(err, loaded); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := job.Migrate(ctx, d); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return loadJobs(ctx, d, o)
}

func loadRows(ctx context.Context, d *db.DB, m *Manifest, o RestoreOptions) error {
	ours, err := schema(ctx, d, d.Kind())
	if err != nil {
		return err
	}
	tables, err := sameShape(m.Tables, ours)
	if err != nil {
		return err
	}
	if err := d.Tx(ctx, func(tx *db.Tx) error {
		if err := clearAll(ctx, tx, ours); err != nil {
			return err
		}
		return loadTables(ctx, tx, tables, o)
	}); err != nil {
		return err
	}
	return compare(ctx, d, tables)
}

// loadTables reads the archive once; its members are in the order of tables.
func loadTables(ctx context.Context, tx *db.Tx, tables []*Table, o RestoreOptions) error {
	loaders := map[string]*loader{}
	for _, t := range tables {
		loaders[t.Name] = newLoader(tx, t)
	}
	last := ""
	err := walk(o.Path, o.Identities, func(name string, content []byte) error {
		table := tableOf(name)
		if last != "" && last != table {
			if err := loaders[last].finish(ctx); err != nil {
				return err
			}
		}
		last = table
		if table == "" {
			return nil
		}
		l := loaders[table]
		defer func() { o.Progress.tell(table, l.rows) }()
		return eachLine(content, func(line []byte) error {
			r, err := decode(l.t.Columns, line)
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			return l.add(ctx, r)
		})
	})
	return err
}

func loadJobs(ctx context.Context, d *db.DB, o RestoreOptions) (err error) {
	var pending []job.Pending
	if err := walk(o.Path, o.Identities, func(name string, content []byte) error {
		if name != jobsName {
			return nil
		}
		return damaged(json.Unmarshal(content, &pending))
	}); err != nil {
		return err
	}
	return importJobs(ctx, d, pending, o.Jobs)
}

func importJobs(ctx context.Context, d *db.DB, pending []job.Pending, open func(d *db.DB) (Jobs, func() error, error)) (err error) {
	jobs, done, err := open(d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	return d.Tx(ctx, func(tx *db.Tx) error { return jobs.Import(ctx, tx, pending) })
}
