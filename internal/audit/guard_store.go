package audit

import (
	"context"
	"fmt"

	"domubiedrs/internal/db"
)

// Guard lets the database refuse to change or delete entries, whoever asks in
// whatever way. It is called after the migrations and may be called again. The
// two databases have no trigger text in common, so this is no migration.
func Guard(ctx context.Context, d *db.DB) error {
	err := d.Tx(ctx, func(tx *db.Tx) error {
		if _, err := db.Exec(ctx, tx, oneAtATime); err != nil {
			return err
		}
		for _, statement := range guards[d.Kind()] {
			if _, err := db.Exec(ctx, tx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("guard the audit entries: %w", err)
	}
	return nil
}

// oneAtATime keeps nodes that start together from making a trigger at once.
const oneAtATime = `update audit_head set seq = seq where id = 1`

var guards = map[db.Kind][]string{
	db.SQLite: {
		`create trigger if not exists audit_entry_no_update before update on audit_entry
			begin select raise(abort, 'audit entries are only ever added'); end`,
		`create trigger if not exists audit_entry_no_delete before delete on audit_entry
			begin select raise(abort, 'audit entries are only ever added'); end`,
	},
	db.Postgres: {
		`create or replace function audit_entry_refuse() returns trigger language plpgsql as
			$$ begin raise exception 'audit entries are only ever added'; end $$`,
		`create or replace trigger audit_entry_no_change before update or delete on audit_entry
			for each row execute function audit_entry_refuse()`,
		`create or replace trigger audit_entry_no_truncate before truncate on audit_entry
			for each statement execute function audit_entry_refuse()`,
	},
}
