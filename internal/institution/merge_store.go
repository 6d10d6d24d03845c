package institution

import (
	"context"

	"domubiedrs/internal/db"
)

func countBodies(ctx context.Context, q db.Q, institutionID string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from institution where parent_id = $1`, institutionID)
}

func countMemberships(ctx context.Context, q db.Q, institutionID string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from membership where institution_id = $1`, institutionID)
}

func moveMemberships(ctx context.Context, tx *db.Tx, from, to string) error {
	_, err := db.Exec(ctx, tx, `update membership set institution_id = $2 where institution_id = $1`, from, to)
	return err
}

// countEarlier counts what leads to an institution: those merged into it, and
// typed names that mean it.
func countEarlier(ctx context.Context, q db.Q, institutionID string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select (select count(*) from institution where merged_into = $1) +
		(select count(*) from institution_proposal where institution_id = $1)`, institutionID)
}

// moveEarlier lets them lead to the last of the row, so that one step is enough.
func moveEarlier(ctx context.Context, tx *db.Tx, from, to string) error {
	if _, err := db.Exec(ctx, tx, `update institution set merged_into = $2, version = version + 1 where merged_into = $1`, from, to); err != nil {
		return err
	}
	_, err := db.Exec(ctx, tx, `update institution_proposal set institution_id = $2, version = version + 1 where institution_id = $1`, from, to)
	return err
}
