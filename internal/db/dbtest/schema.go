package dbtest

import (
	"context"

	"domubiedrs/internal/db"
)

// Schema makes every table that the program has.
func Schema(ctx context.Context, d *db.DB) error { return d.Migrate(ctx, nil) }
