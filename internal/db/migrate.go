package db

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"domubiedrs/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer refuses a database that a later version of the program has changed.
var ErrNewer = fault.New(fault.Unavailable, "fault.database-newer")

// Migration is one numbered step of the schema.
type Migration struct {
	Version int64
	Name    string
	Applied bool
}

// Migrate brings the schema up to this program's version, each step in a
// transaction, one process at a time; applied is called after each step. It
// refuses a database that is newer than the program and changes nothing then.
func (d *DB) Migrate(ctx context.Context, applied func(Migration)) error {
	unlock, err := d.lockMigrations()
	if err != nil {
		return err
	}
	defer unlock()
	provider, err := d.provider()
	if err != nil {
		return err
	}
	if err := d.refuseNewer(ctx, provider); err != nil {
		return err
	}
	if err := d.prepare(ctx); err != nil {
		return err
	}
	return upAll(ctx, provider, applied)
}

func upAll(ctx context.Context, provider *goose.Provider, applied func(Migration)) error {
	for {
		step, err := provider.UpByOne(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("migrate: %w", Classify(err))
		}
		if applied != nil {
			applied(Migration{step.Source.Version, step.Source.Path, true})
		}
	}
}

// Migrations lists every step known to the program, and whether it is applied.
func (d *DB) Migrations(ctx context.Context) ([]Migration, error) {
	provider, err := d.provider()
	if err != nil {
		return nil, err
	}
	states, err := provider.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", Classify(err))
	}
	list := make([]Migration, len(states))
	for i, s := range states {
		list[i] = Migration{s.Source.Version, s.Source.Path, s.State == goose.StateApplied}
	}
	return list, nil
}

func (d *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	if d.kind == SQLite {
		return goose.NewProvider(goose.DialectSQLite3, d.write, files)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, fmt.Errorf("lock migrations: %w", err)
	}
	return goose.NewProvider(goose.DialectPostgres, d.write, files, goose.WithSessionLocker(locker))
}

func (d *DB) refuseNewer(ctx context.Context, provider *goose.Provider) error {
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", Classify(err))
	}
	if current > target {
		return ErrNewer.Because(fmt.Errorf("the database has version %d, this program knows %d", current, target))
	}
	return nil
}

// prepare makes the two type names that let one schema text serve both
// databases: datetime and blob are domains on PostgreSQL.
func (d *DB) prepare(ctx context.Context) error {
	if d.kind != Postgres {
		return nil
	}
	for name, base := range map[string]string{"datetime": "timestamptz", "blob": "bytea"} {
		_, err := d.write.ExecContext(ctx, `do $$ begin create domain `+name+` as `+base+`;
			exception when duplicate_object or unique_violation then null; end $$`)
		if err != nil {
			return fmt.Errorf("make the type %s: %w", name, Classify(err))
		}
	}
	return nil
}

// lockMigrations keeps other processes on the same SQLite file out; goose's
// session lock does it on PostgreSQL.
func (d *DB) lockMigrations() (unlock func(), err error) {
	if d.kind == Postgres {
		return func() {}, nil
	}
	return LockFile(d.path + ".migrate-lock")
}
