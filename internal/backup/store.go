package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"domubiedrs/internal/db"
)

// snapshot runs f on a reading transaction that sees one moment, while others
// write. On SQLite it has a connection of its own, since the writing pool has
// only one; the transaction begins with the first read.
func snapshot(ctx context.Context, d *db.DB, f func(q db.Q) error) (err error) {
	pool, own, err := d.OwnPool()
	if err != nil {
		return err
	}
	if own {
		defer func() { err = errors.Join(err, pool.Close()) }()
	}
	options := &sql.TxOptions{ReadOnly: true}
	if d.Kind() == db.Postgres {
		options.Isolation = sql.LevelRepeatableRead
	}
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return db.Classify(err)
	}
	if _, err := schemaVersion(ctx, tx); err != nil { // fixes the moment
		return errors.Join(err, tx.Rollback())
	}
	err = f(tx)
	if rollback := tx.Rollback(); !errors.Is(rollback, sql.ErrTxDone) {
		err = errors.Join(err, rollback)
	}
	return err
}

func schemaVersion(ctx context.Context, q db.Q) (int64, error) {
	v, err := db.One(ctx, q, db.Value[int64], `select coalesce(max(version_id), 0) from goose_db_version where is_applied`)
	if err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	return v, nil
}

// The two catalogues are the one thing that both databases do not share.
var columnQueries = map[db.Kind]string{
	db.SQLite: `select m.name, c.name, lower(c.type), c.pk from sqlite_master m, pragma_table_info(m.name) c
		where m.type = 'table' and m.name not like 'sqlite%' order by m.name, c.cid`,
	db.Postgres: `select c.table_name, c.column_name, coalesce(c.domain_name, c.data_type), coalesce(k.ordinal_position, 0)
		from information_schema.columns c
		join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
		left join (select u.table_schema, u.table_name, u.column_name, u.ordinal_position from information_schema.key_column_usage u
			join information_schema.table_constraints p on p.constraint_schema = u.constraint_schema
				and p.constraint_name = u.constraint_name and p.table_name = u.table_name and p.constraint_type = 'PRIMARY KEY') k
			on k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = c.column_name
		where c.table_schema = current_schema() order by c.table_name, c.ordinal_position`,
}

var referenceQueries = map[db.Kind]string{
	db.SQLite: `select m.name, f."from", f."table" from sqlite_master m, pragma_foreign_key_list(m.name) f
		where m.type = 'table' order by m.name, f."from"`,
	db.Postgres: `select t.relname, a.attname, r.relname from pg_constraint c
		join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
		join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		join pg_namespace n on n.oid = t.relnamespace
		where c.contype = 'f' and n.nspname = current_schema() order by t.relname, a.attname`,
}

type columnRow struct {
	table, column, kind string
	key                 int
}

func scanColumn(s db.Scanner) (c columnRow, err error) {
	err = s.Scan(&c.table, &c.column, &c.kind, &c.key)
	return c, err
}

// loadColumns lists every column of every table of ours.
func loadColumns(ctx context.Context, q db.Q, kind db.Kind) ([]columnRow, error) {
	list, err := db.Rows(ctx, q, scanColumn, columnQueries[kind])
	if err != nil {
		return nil, fmt.Errorf("list the columns: %w", err)
	}
	return slices.DeleteFunc(list, func(c columnRow) bool { return foreign(c.table) }), nil
}

// foreign tells the tables that libraries keep: they make them themselves.
func foreign(table string) bool {
	return strings.HasPrefix(table, "goose_") || strings.HasPrefix(table, "river_")
}

type reference struct{ table, column, to string }

func scanReference(s db.Scanner) (r reference, err error) {
	err = s.Scan(&r.table, &r.column, &r.to)
	return r, err
}

func loadReferences(ctx context.Context, q db.Q, kind db.Kind) ([]reference, error) {
	list, err := db.Rows(ctx, q, scanReference, referenceQueries[kind])
	if err != nil {
		return nil, fmt.Errorf("list the references: %w", err)
	}
	return list, nil
}

// tableNames lists every table, also those of libraries.
func tableNames(ctx context.Context, q db.Q, kind db.Kind) ([]string, error) {
	list, err := db.Rows(ctx, q, scanColumn, columnQueries[kind])
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	var names []string
	for _, c := range list {
		names = append(names, c.table)
	}
	return slices.Compact(names), nil
}

// eachRow reads a table in the order of its key and calls f for each row.
func eachRow(ctx context.Context, q db.Q, t *Table, f func(row) error) (err error) {
	rows, err := q.QueryContext(ctx, `select `+columnList(t)+` from `+t.Name+` order by `+strings.Join(t.key, ", "))
	if err != nil {
		return fmt.Errorf("read %s: %w", t.Name, db.Classify(err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	scan := scanRow(t.Columns)
	for rows.Next() {
		r, err := scan(rows)
		if err == nil {
			err = f(r)
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", t.Name, err)
		}
	}
	return db.Classify(rows.Err())
}

func columnList(t *Table) string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// insertRows writes several rows with one statement.
func insertRows(ctx context.Context, tx *db.Tx, t *Table, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	marks, args := make([]string, len(rows)), make([]any, 0, len(rows)*len(t.Columns))
	for i, r := range rows {
		marks[i] = "(" + db.In(len(args)+1, len(r)) + ")"
		args = append(args, r...)
	}
	_, err := db.Exec(ctx, tx, `insert into `+t.Name+` (`+columnList(t)+`) values `+strings.Join(marks, ", "), args...)
	if err != nil {
		return fmt.Errorf("write %s: %w", t.Name, err)
	}
	return nil
}

// clear empties a table of what migrations put there.
func clear(ctx context.Context, tx *db.Tx, t *Table) error {
	n, err := db.One(ctx, tx, db.Value[int64], `select count(*) from `+t.Name)
	if err != nil || n == 0 {
		return err
	}
	_, err = db.Exec(ctx, tx, `delete from `+t.Name)
	return err
}

// drop removes what a failed restore or copy has made in a database that was
// empty: the tables, those that are referred to last, and what belongs to the
// job library's.
func drop(ctx context.Context, d *db.DB) error {
	ours, err := schema(ctx, d, d.Kind())
	if err != nil {
		return err
	}
	names, err := tableNames(ctx, d, d.Kind())
	if err != nil {
		return err
	}
	var statements []string
	for _, t := range slices.Backward(ours) {
		statements = append(statements, `drop table `+t.Name)
	}
	for _, name := range names {
		if foreign(name) {
			statements = append(statements, `drop table `+name)
		}
	}
	statements = append(statements, leftovers[d.Kind()]...)
	for _, s := range statements {
		if _, err := d.Pool().ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, db.Classify(err))
		}
	}
	return nil
}

// leftovers outlive the job library's tables on PostgreSQL.
var leftovers = map[db.Kind][]string{db.Postgres: {
	`do $$ declare f record; begin
		for f in select p.oid from pg_proc p join pg_namespace n on n.oid = p.pronamespace
			where n.nspname = current_schema() and p.proname like 'river\_%' loop
			execute 'drop function ' || cast(cast(f.oid as regprocedure) as text);
		end loop;
		for f in select t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
			where n.nspname = current_schema() and t.typname like 'river\_%' and t.typtype = 'e' loop
			execute 'drop type ' || quote_ident(f.typname);
		end loop;
	end $$`,
}}
