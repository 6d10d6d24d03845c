package setting

import (
	"context"
	"errors"
	"fmt"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

type stored struct {
	name Name
	Value
}

func scan(s db.Scanner) (v stored, err error) {
	err = s.Scan(&v.name, &v.Text, &v.Version, &v.UpdatedBy, &v.UpdatedAt)
	return v, err
}

func load(ctx context.Context, q db.Q) (*Snapshot, error) {
	rows, err := db.Rows(ctx, q, scan, `select name, value, version, updated_by, updated_at from setting order by name`)
	if err != nil {
		return nil, fmt.Errorf("load settings: %w", err)
	}
	values := make(map[Name]Value, len(rows))
	for _, r := range rows {
		values[r.name] = r.Value
	}
	return newSnapshot(values), nil
}

// save writes a value over the version that was read; Conflict when it is no
// longer the newest. Version 0 has no row yet.
func save(ctx context.Context, q db.Q, name Name, version int64, v Value) error {
	if version == 0 {
		_, err := db.Exec(ctx, q, `insert into setting (name, value, version, updated_by, updated_at) values ($1, $2, 1, $3, $4)`,
			name, v.Text, v.UpdatedBy, v.UpdatedAt)
		if errors.Is(err, db.ErrUnique) {
			return fault.New(fault.Conflict, "fault.stale").Because(err)
		}
		if err != nil {
			return fmt.Errorf("insert setting %s: %w", name, err)
		}
		return nil
	}
	n, err := db.Exec(ctx, q, `update setting set value = $1, version = version + 1, updated_by = $2, updated_at = $3
		where name = $4 and version = $5`, v.Text, v.UpdatedBy, v.UpdatedAt, name, version)
	if err != nil {
		return fmt.Errorf("save setting %s: %w", name, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}
