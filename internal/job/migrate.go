package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"

	"domubiedrs/internal/db"
)

// Migrate makes or updates the library's tables (all named river_…), one
// process at a time. It does nothing when they are up to date.
func Migrate(ctx context.Context, d *db.DB) error {
	driver := driverFor(d.Kind(), d.Pool())
	unlock, err := lockMigration(ctx, d, driver.GetExecutor())
	if err != nil {
		return fmt.Errorf("migrate the job tables: %w", err)
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err == nil {
		_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	if err = errors.Join(err, unlock()); err != nil {
		return fmt.Errorf("migrate the job tables: %w", db.Classify(err))
	}
	return nil
}

// migrationLock is the number of our advisory lock on PostgreSQL; any will do.
const migrationLock = 7_205_116_340_917

// lockMigration keeps other processes out: with the file lock of db's own
// migrations on SQLite, with an advisory lock held by a transaction on
// PostgreSQL.
func lockMigration(ctx context.Context, d *db.DB, exec riverdriver.Executor) (unlock func() error, err error) {
	if d.Kind() == db.SQLite {
		unlock, err := db.LockFile(d.Path() + ".migrate-lock")
		if err != nil {
			return nil, err
		}
		return func() error { unlock(); return nil }, nil
	}
	tx, err := exec.Begin(ctx)
	if err != nil {
		return nil, db.Classify(err)
	}
	if _, err := tx.PGAdvisoryXactLock(ctx, migrationLock); err != nil {
		return nil, errors.Join(db.Classify(err), tx.Rollback(ctx))
	}
	return func() error { return tx.Rollback(ctx) }, nil
}
