package dbtest

import (
	"context"

	"domubiedrs/internal/db"
	"domubiedrs/internal/job"
)

// Schema makes every table that the program has.
func Schema(ctx context.Context, d *db.DB) error {
	if err := d.Migrate(ctx, nil); err != nil {
		return err
	}
	return job.Migrate(ctx, d)
}
