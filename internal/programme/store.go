package programme

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const columns = `id, name_lv, name_en, status, created_at, updated_at, version`

func scan(s db.Scanner) (p Programme, err error) {
	err = s.Scan(&p.ID, &p.NameLV, &p.NameEN, &p.Status, &p.CreatedAt, &p.UpdatedAt, &p.Version)
	return p, err
}

func insert(ctx context.Context, q db.Q, p Programme) error {
	_, err := db.Exec(ctx, q, `insert into programme (`+columns+`, sort_key) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.ID, p.NameLV, p.NameEN, p.Status, p.CreatedAt, p.UpdatedAt, p.Version, p.sortKey())
	if err != nil {
		return fmt.Errorf("insert programme: %w", err)
	}
	return nil
}

func load(ctx context.Context, q db.Q, id string) (Programme, error) {
	p, err := db.One(ctx, q, scan, `select `+columns+` from programme where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return p, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return p, fmt.Errorf("load programme: %w", err)
	}
	return p, nil
}

// save writes p as the version after the one it holds; Conflict when the row
// has moved on.
func save(ctx context.Context, q db.Q, p Programme) error {
	n, err := db.Exec(ctx, q, `update programme set name_lv = $1, name_en = $2, status = $3, sort_key = $4,
		updated_at = $5, version = version + 1 where id = $6 and version = $7`,
		p.NameLV, p.NameEN, p.Status, p.sortKey(), p.UpdatedAt, p.ID, p.Version)
	if err != nil {
		return fmt.Errorf("save programme: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}

// reach is whose programmes a reader gets: all, or those of the ids.
type reach struct {
	all bool
	ids []string
}

// listing makes the query of one page in the order of names; limit 0 is all.
func listing(who reach, f Filter, limit int) (query string, args []any) {
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	query = `select ` + columns + ` from programme where 1 = 1`
	if f.After.ID != "" {
		query += ` and (sort_key, id) > (` + arg(f.After.Key) + `, ` + arg(f.After.ID) + `)`
	}
	if f.Status != "" {
		query += ` and status = ` + arg(f.Status)
	}
	if !who.all {
		query += ` and id in (` + db.In(len(args)+1, len(who.ids)) + `)`
		for _, id := range who.ids {
			arg(id)
		}
	}
	query += ` order by sort_key, id`
	if limit > 0 {
		query += ` limit ` + arg(limit)
	}
	return query, args
}

func list(ctx context.Context, q db.Q, who reach, f Filter, limit int) ([]Programme, error) {
	query, args := listing(who, f, limit)
	rows, err := db.Rows(ctx, q, scan, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list programmes: %w", err)
	}
	return rows, nil
}
