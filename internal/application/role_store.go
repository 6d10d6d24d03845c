package application

import (
	"context"
	"fmt"

	"domubiedrs/internal/db"
)

// listUnnamed reads the applications of a programme whose role is in no
// catalogue, the earliest first.
func listUnnamed(ctx context.Context, q db.Q, programmeID string) ([]Application, error) {
	list, err := db.Rows(ctx, q, scan, `select `+columns+` from application a where a.programme_id = $1 and a.role_code = $2
		and a.submitted_at is not null and a.status not in ($3, $4) order by a.submitted_at, a.id`, programmeID, Other, Draft, Withdrawn)
	if err != nil {
		return nil, fmt.Errorf("list written roles: %w", err)
	}
	return list, nil
}
