package backup

import (
	"context"
	"fmt"
	"slices"

	"domubiedrs/internal/db"
)

// signIn are the tables that sign people in; a backup leaves them out.
var signIn = []string{"browser_session", "one_time_link", "signin_attempt", "signin_session"}

// portable are the types that both databases keep exactly.
var portable = []string{"text", "bigint", "boolean", "datetime", "blob"}

// schema lists our tables so that each comes after those it refers to.
func schema(ctx context.Context, q db.Q, kind db.Kind) ([]*Table, error) {
	columns, err := loadColumns(ctx, q, kind)
	if err != nil {
		return nil, err
	}
	tables, err := gather(columns)
	if err != nil {
		return nil, err
	}
	references, err := loadReferences(ctx, q, kind)
	if err != nil {
		return nil, err
	}
	return inOrder(tables, references)
}

func gather(columns []columnRow) (tables []*Table, err error) {
	var t *Table
	for _, c := range columns {
		if t == nil || t.Name != c.table {
			t = &Table{Name: c.table}
			tables = append(tables, t)
		}
		if !slices.Contains(portable, c.kind) {
			return nil, fmt.Errorf("column %s.%s is of the type %s, which a backup cannot hold", c.table, c.column, c.kind)
		}
		t.Columns = append(t.Columns, Column{c.column, c.kind})
		if c.key > 0 {
			t.key = append(t.key, c.column)
		}
	}
	for _, t := range tables {
		if len(t.key) == 0 {
			return nil, fmt.Errorf("the table %s has no primary key", t.Name)
		}
	}
	return tables, nil
}

// inOrder takes, again and again, the tables whose references are all taken.
func inOrder(tables []*Table, references []reference) (ordered []*Table, err error) {
	needs := map[string][]string{}
	for _, r := range references {
		if r.table != r.to {
			needs[r.table] = append(needs[r.table], r.to)
			continue
		}
		i := slices.IndexFunc(tables, func(t *Table) bool { return t.Name == r.table })
		tables[i].self = r.column
	}
	taken := map[string]bool{}
	for len(ordered) < len(tables) {
		before := len(ordered)
		for _, t := range tables {
			missing := slices.ContainsFunc(needs[t.Name], func(n string) bool { return !taken[n] })
			if !taken[t.Name] && !missing {
				taken[t.Name] = true
				ordered = append(ordered, t)
			}
		}
		if len(ordered) == before {
			return nil, fmt.Errorf("the tables refer to each other in a circle")
		}
	}
	return ordered, nil
}

// hashes reads a database and tells each table's tally.
func hashes(ctx context.Context, q db.Q, tables []*Table) (map[string]*tally, error) {
	all := map[string]*tally{}
	for _, t := range tables {
		sum := &tally{}
		all[t.Name] = sum
		err := eachRow(ctx, q, t, func(r row) error {
			line, err := encode(t.Columns, r)
			sum.add(line)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
