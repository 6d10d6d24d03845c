package account

import (
	"context"

	"domubiedrs/internal/db"
)

func peopleByID(ctx context.Context, q db.Q, ids []string) ([]Listed, error) {
	args := make([]any, len(ids))
	for i, personID := range ids {
		args[i] = personID
	}
	people, err := db.Rows(ctx, q, scanPerson, `select `+personColumns+` from person
		where id in (`+db.In(1, len(args))+`) order by id`, args...)
	if err != nil {
		return nil, err
	}
	return addRoles(ctx, q, people)
}
