package vault

import (
	"context"
	"time"

	"domubiedrs/internal/db"
)

// keyRow is a row of data_key; Wrapped is nil once destroyed.
type keyRow struct {
	ID      string
	Scope   Scope
	Master  string
	Wrapped []byte
}

// bind ties the wrapped key to its row and scope.
func (r keyRow) bind() []byte {
	return bind("data key", r.ID, string(r.Scope.Kind), r.Scope.ID)
}

const keyColumns = `select id, scope_kind, scope_id, master_id, wrapped from data_key `

func scanKey(s db.Scanner) (r keyRow, err error) {
	err = s.Scan(&r.ID, &r.Scope.Kind, &r.Scope.ID, &r.Master, &r.Wrapped)
	return r, err
}

func keyOfScope(ctx context.Context, q db.Q, scope Scope) (keyRow, error) {
	return db.One(ctx, q, scanKey, keyColumns+`where scope_kind = $1 and scope_id = $2`, string(scope.Kind), scope.ID)
}

func keyByID(ctx context.Context, q db.Q, id string) (keyRow, error) {
	return db.One(ctx, q, scanKey, keyColumns+`where id = $1`, id)
}

func keysByID(ctx context.Context, q db.Q, ids []string) ([]keyRow, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return db.Rows(ctx, q, scanKey, keyColumns+`where id in (`+db.In(1, len(ids))+`) order by id`, args...)
}

func keysAfter(ctx context.Context, q db.Q, after string, limit int) ([]keyRow, error) {
	return db.Rows(ctx, q, scanKey, keyColumns+`where id > $1 order by id limit $2`, after, limit)
}

// insertKey tells whether the row was made: false if the scope has a key.
func insertKey(ctx context.Context, tx *db.Tx, r keyRow, now time.Time) (bool, error) {
	n, err := db.Exec(ctx, tx, `insert into data_key (id, scope_kind, scope_id, master_id, wrapped, created_at)
		values ($1, $2, $3, $4, $5, $6) on conflict (scope_kind, scope_id) do nothing`,
		r.ID, string(r.Scope.Kind), r.Scope.ID, r.Master, r.Wrapped, now)
	return n == 1, err
}

// destroyKey leaves a row that says so, also where there was no key.
func destroyKey(ctx context.Context, tx *db.Tx, id string, scope Scope, now time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into data_key (id, scope_kind, scope_id, master_id, wrapped, created_at, destroyed_at)
		values ($1, $2, $3, '', null, $4, $4) on conflict (scope_kind, scope_id)
		do update set master_id = '', wrapped = null, destroyed_at = coalesce(data_key.destroyed_at, excluded.destroyed_at)`,
		id, string(scope.Kind), scope.ID, now)
	return err
}

// Master keys. ---------------------------------------------------------------

func mastersInUse(ctx context.Context, q db.Q) ([]string, error) {
	return db.Rows(ctx, q, db.Value[string], `select distinct master_id from data_key where wrapped is not null order by master_id`)
}

func oneWrappedWith(ctx context.Context, q db.Q, master string) (keyRow, error) {
	return db.One(ctx, q, scanKey, keyColumns+`where master_id = $1 and wrapped is not null order by id limit 1`, master)
}

func registeredMasters(ctx context.Context, q db.Q) ([]string, error) {
	return db.Rows(ctx, q, db.Value[string], `select id from master_key where id <> '' order by id`)
}

func insertMaster(ctx context.Context, tx *db.Tx, id string, now time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into master_key (id, made_at) values ($1, $2) on conflict (id) do nothing`, id, now)
	return err
}

func deleteMaster(ctx context.Context, tx *db.Tx, id string) error {
	_, err := db.Exec(ctx, tx, `delete from master_key where id = $1`, id)
	return err
}

func settleMaster(ctx context.Context, tx *db.Tx, id string, now time.Time) error {
	_, err := db.Exec(ctx, tx, `update master_key set settled_at = $2 where id = $1 and settled_at is null`, id, now)
	return err
}

func masterIsSettled(ctx context.Context, q db.Q, id string) (bool, error) {
	return db.One(ctx, q, db.Value[bool], `select settled_at is not null from master_key where id = $1`, id)
}

func countWrappedWith(ctx context.Context, q db.Q, master string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from data_key where wrapped is not null and master_id = $1`, master)
}

// Re-wrapping. ---------------------------------------------------------------

func countToRewrap(ctx context.Context, q db.Q, primary string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from data_key where wrapped is not null and master_id <> $1`, primary)
}

func keysToRewrap(ctx context.Context, q db.Q, primary, after string, limit int) ([]keyRow, error) {
	return db.Rows(ctx, q, scanKey, keyColumns+`where wrapped is not null and master_id <> $1 and id > $2
		order by id limit $3`, primary, after, limit)
}

// rewrapKey changes the row only as it was read: one that was destroyed or
// re-wrapped by another meanwhile stays so.
func rewrapKey(ctx context.Context, tx *db.Tx, old keyRow, master string, wrapped []byte) (bool, error) {
	n, err := db.Exec(ctx, tx, `update data_key set master_id = $1, wrapped = $2
		where id = $3 and master_id = $4 and wrapped is not null`, master, wrapped, old.ID, old.Master)
	return n == 1, err
}

// Checking. ------------------------------------------------------------------

// sealedRow is a value of a registered column.
type sealedRow struct {
	ID     string
	Sealed Sealed
}

func scanSealed(s db.Scanner) (r sealedRow, err error) {
	err = s.Scan(&r.ID, &r.Sealed)
	return r, err
}

// countSealed and sealedAfter name a table and a column that Column.check has
// found to be plain names.
func countSealed(ctx context.Context, q db.Q, c Column) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(`+c.Column+`) from `+c.Table)
}

func sealedAfter(ctx context.Context, q db.Q, c Column, after string, limit int) ([]sealedRow, error) {
	return db.Rows(ctx, q, scanSealed, `select id, `+c.Column+` from `+c.Table+`
		where `+c.Column+` is not null and id > $1 order by id limit $2`, after, limit)
}

func countKeys(ctx context.Context, q db.Q) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from data_key`)
}
