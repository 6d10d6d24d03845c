package audit_test

import (
	"context"
	"fmt"
	"testing"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/id"
)

var (
	anna      = id.New()
	berta     = id.New()
	programme = id.New()
)

// viewed is an entry: actor looks at the data of subject.
func viewed(actor, subject string) audit.Entry {
	return audit.Entry{Actor: actor, Action: audit.PersonViewed, Subject: subject, Programme: programme,
		Object: audit.Object{Kind: audit.KindPerson, ID: subject}}
}

func record(ctx context.Context, d *db.DB, entries ...audit.Entry) error {
	return d.Tx(ctx, func(tx *db.Tx) error {
		for _, e := range entries {
			if err := audit.Record(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func mustRecord(t testing.TB, d *db.DB, entries ...audit.Entry) {
	t.Helper()
	if err := record(t.Context(), d, entries...); err != nil {
		t.Fatal(err)
	}
}

// chain records n entries.
func chain(t testing.TB, d *db.DB, n int) {
	t.Helper()
	entries := make([]audit.Entry, n)
	for i := range entries {
		entries[i] = viewed(anna, berta)
	}
	mustRecord(t, d, entries...)
}

func exec(t testing.TB, d *db.DB, query string, args ...any) {
	t.Helper()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, query, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// unguard does what somebody with the database must do before tampering.
func unguard(t testing.TB, d *db.DB) {
	t.Helper()
	if d.Kind() == db.SQLite {
		exec(t, d, `drop trigger audit_entry_no_update`)
		exec(t, d, `drop trigger audit_entry_no_delete`)
		return
	}
	exec(t, d, `alter table audit_entry disable trigger all`)
}

// each runs f on a guarded empty database of each kind.
func each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 2 { // every start calls it
			if err := audit.Guard(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		f(t, d)
	})
}

func verify(t testing.TB, q db.Q, expect *audit.Head) (audit.Head, string) {
	t.Helper()
	head, broken, err := audit.Verify(t.Context(), q, nil, expect)
	if err != nil {
		t.Fatal(err)
	}
	if broken == nil {
		return head, "whole"
	}
	return head, fmt.Sprintf("%d %s", broken.Seq, broken.Flaw)
}
