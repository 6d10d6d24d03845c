package institution

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const columns = `id, code, name_lv, name_en, short_name, other_names, type, coalesce(parent_id, ''), region,
	valid_from, valid_to, source, address, register, merged_into, created_at, updated_at, version`

func scan(s db.Scanner) (i Institution, err error) {
	err = s.Scan(&i.ID, &i.Code, &i.NameLV, &i.NameEN, &i.ShortName, &i.OtherNames, &i.Type, &i.Parent, &i.Region,
		&i.ValidFrom, &i.ValidTo, &i.Source, &i.Address, &i.Register, &i.MergedInto, &i.CreatedAt, &i.UpdatedAt, &i.Version)
	return i, err
}

// insert adds a row unless its id, its code or its name in that place is there.
func insert(ctx context.Context, q db.Q, i Institution) (added bool, err error) {
	n, err := db.Exec(ctx, q, `insert into institution (id, code, name_lv, name_en, short_name, other_names, type,
		parent_id, region, valid_from, valid_to, source, created_at, updated_at, version, sort_key, search_text,
		address, register)
		values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		on conflict do nothing`,
		i.ID, i.Code, i.NameLV, i.NameEN, i.ShortName, i.OtherNames, i.Type, i.Parent, i.Region, i.ValidFrom, i.ValidTo,
		i.Source, i.CreatedAt, i.UpdatedAt, i.Version, i.sortKey(), i.searchText(), i.Address, i.Register)
	if err != nil {
		return false, fmt.Errorf("insert institution: %w", err)
	}
	return n == 1, nil
}

// save writes i as the version after the one it holds; Conflict when the row
// has moved on.
func save(ctx context.Context, q db.Q, i Institution) error {
	n, err := db.Exec(ctx, q, `update institution set code = $1, name_lv = $2, name_en = $3, short_name = $4,
		other_names = $5, type = $6, parent_id = nullif($7, ''), region = $8, valid_from = $9, valid_to = $10,
		source = $11, updated_at = $12, sort_key = $13, search_text = $14, address = $15, register = $16, merged_into = $17,
		version = version + 1 where id = $18 and version = $19`,
		i.Code, i.NameLV, i.NameEN, i.ShortName, i.OtherNames, i.Type, i.Parent, i.Region, i.ValidFrom, i.ValidTo,
		i.Source, i.UpdatedAt, i.sortKey(), i.searchText(), i.Address, i.Register, i.MergedInto, i.ID, i.Version)
	if err != nil {
		return fmt.Errorf("save institution: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}

func load(ctx context.Context, q db.Q, id string) (Institution, error) {
	i, err := db.One(ctx, q, scan, `select `+columns+` from institution where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return i, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return i, fmt.Errorf("load institution: %w", err)
	}
	return i, nil
}

// lock loads a row and keeps others from changing it until the transaction
// ends: on PostgreSQL an update that changes nothing holds the row's lock.
func lock(ctx context.Context, tx *db.Tx, id string) (Institution, error) {
	i, err := db.One(ctx, tx, scan, `update institution set version = version where id = $1 returning `+columns, id)
	if errors.Is(err, db.ErrNone) {
		return i, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return i, fmt.Errorf("lock institution: %w", err)
	}
	return i, nil
}

func bodies(ctx context.Context, q db.Q, id string) ([]Institution, error) {
	list, err := db.Rows(ctx, q, scan, `select `+columns+` from institution where parent_id = $1 order by sort_key, id`, id)
	if err != nil {
		return nil, fmt.Errorf("list bodies of an institution: %w", err)
	}
	return list, nil
}

// clash finds who else has i's code, and who else has its name in the same
// place of the tree and is still there.
func clash(ctx context.Context, q db.Q, i Institution) (code, name bool, err error) {
	others, err := db.Rows(ctx, q, scan, `select `+columns+` from institution
		where id <> $1 and (code = $2 and code <> '' or name_lv = $3 and coalesce(parent_id, '') = $4 and valid_to = '')
		order by id`, i.ID, i.Code, i.NameLV, i.Parent)
	if err != nil {
		return false, false, fmt.Errorf("look for the same institution: %w", err)
	}
	for _, o := range others {
		code = code || o.Code == i.Code && i.Code != ""
		name = name || o.NameLV == i.NameLV && o.Parent == i.Parent && o.ValidTo == "" && i.ValidTo == ""
	}
	return code, name, nil
}

// conditions gathers what a query asks and its arguments.
type conditions struct {
	where []string
	args  []any
}

func (c *conditions) arg(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

func (c *conditions) add(parts ...string) { c.where = append(c.where, parts...) }

// words asks for a name of the institution's own, or of one that was merged into
// it. With bodies, everything below what is found is found too.
func (c *conditions) words(q question, bodies bool) {
	var own []string
	for _, word := range q.words {
		own = append(own, `search_text like `+c.arg(word))
	}
	if len(own) == 0 {
		return
	}
	named := strings.Join(own, ` and `)
	named = `(` + named + ` or id in (select merged_into from institution where merged_into <> '' and ` + named + `))`
	if bodies {
		named = `id in (with recursive found (id) as (select id from institution where ` + named + `
			union select b.id from institution b join found f on b.parent_id = f.id) select id from found)`
	}
	c.add(named)
}

// valid leaves out what is not there on a day, and what was merged.
func (c *conditions) valid(day string) {
	if day != "" {
		mark := c.arg(day)
		c.add(`valid_from <= `+mark, `(valid_to = '' or valid_to >= `+mark+`)`, `merged_into = ''`)
	}
}

func (c *conditions) query() string {
	query := `select ` + columns + ` from institution`
	if len(c.where) > 0 {
		query += ` where ` + strings.Join(c.where, ` and `)
	}
	return query
}

// listing makes the query of one page in the order of names.
func listing(f Filter, limit int) (string, []any) {
	var c conditions
	if f.After.ID != "" {
		c.add(`(sort_key, id) > (` + c.arg(f.After.Key) + `, ` + c.arg(f.After.ID) + `)`)
	}
	c.words(ask(f.Query), f.WithBodies)
	if f.Type != "" {
		c.add(`type = ` + c.arg(f.Type))
	}
	if f.Region != "" {
		c.add(`region = ` + c.arg(f.Region))
	}
	if f.Parent != "" {
		c.add(`parent_id = ` + c.arg(f.Parent))
	}
	c.valid(f.ValidOn)
	return c.query() + ` order by sort_key, id limit ` + c.arg(limit), c.args
}

// searching makes the query that puts a name equal to the question first, then
// names that begin with it, then the rest.
func searching(q question, day string, limit int) (string, []any) {
	var c conditions
	c.words(q, false)
	c.valid(day)
	return c.query() + ` order by case when search_text like ` + c.arg(q.whole) + ` then 0 when search_text like ` +
		c.arg(q.start) + ` then 1 else 2 end, sort_key, id limit ` + c.arg(limit), c.args
}

func list(ctx context.Context, q db.Q, query string, args []any) ([]Institution, error) {
	rows, err := db.Rows(ctx, q, scan, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list institutions: %w", err)
	}
	return rows, nil
}

// present tells which of the ids are in the table.
func present(ctx context.Context, q db.Q, ids []string) ([]string, error) {
	args := make([]any, len(ids))
	for n, id := range ids {
		args[n] = id
	}
	there, err := db.Rows(ctx, q, db.Value[string], `select id from institution where id in (`+db.In(1, len(ids))+`) order by id`, args...)
	if err != nil {
		return nil, fmt.Errorf("look for institutions: %w", err)
	}
	return there, nil
}

// listAll loads every institution.
func listAll(ctx context.Context, q db.Q) ([]Institution, error) {
	return list(ctx, q, `select `+columns+` from institution order by id`, nil)
}
