package application

import (
	"context"

	"domubiedrs/internal/db"
)

func countAt(ctx context.Context, q db.Q, institutionID string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from application where institution_id = $1`, institutionID)
}

func listAt(ctx context.Context, q db.Q, institutionID string, limit int) ([]Application, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from application a where a.institution_id = $1 order by a.id limit $2`, institutionID, limit)
}

// typedName is an employer as it was typed, and how many applications with it
// wait; those withdrawn do not.
type typedName struct {
	name    string
	waiting int
}

func listTyped(ctx context.Context, q db.Q) ([]typedName, error) {
	return db.Rows(ctx, q, func(s db.Scanner) (t typedName, err error) {
		err = s.Scan(&t.name, &t.waiting)
		return t, err
	}, `select employer, count(*) filter (where status <> $1) from application
		where institution_id is null and employer <> '' and status <> $2 group by employer order by employer`, Withdrawn, Draft)
}

func listByTyped(ctx context.Context, q db.Q, names []string, limit int) ([]Application, error) {
	args := []any{Draft, limit}
	for _, name := range names {
		args = append(args, name)
	}
	return db.Rows(ctx, q, scan, `select `+columns+` from application a where a.institution_id is null and a.status <> $1
		and a.employer in (`+db.In(3, len(names))+`) order by a.id limit $2`, args...)
}
