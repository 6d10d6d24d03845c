package main

import (
	"context"

	"domubiedrs/internal/db"
)

// databaseVersion is what the database says of itself, shortly.
func databaseVersion(ctx context.Context, d *db.DB) (string, error) {
	if d.Kind() == db.SQLite {
		return db.One(ctx, d, db.Value[string], `select 'SQLite ' || sqlite_version()`)
	}
	return db.One(ctx, d, db.Value[string], `select 'PostgreSQL ' || current_setting('server_version')`)
}
