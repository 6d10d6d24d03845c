package job

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/rivermigrate"

	"domubiedrs/internal/db"
)

// Migrate makes or updates the library's tables (all named river_…), one
// process at a time. It does nothing when they are up to date.
func Migrate(ctx context.Context, d *db.DB) error {
	err := d.Alone(ctx, "job-tables", func(ctx context.Context) error {
		migrator, err := rivermigrate.New(driverFor(d.Kind(), d.Pool()), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			return err
		}
		_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
	if err != nil {
		return fmt.Errorf("migrate the job tables: %w", db.Classify(err))
	}
	return nil
}
