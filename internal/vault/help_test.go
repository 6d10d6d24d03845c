package vault_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/vault"
)

// house is a database with a table of sealed notes, and a vault on it.
type house struct {
	*vault.Vault
	d    *db.DB
	path string // of the master keys
}

func newHouse(t testing.TB, d *db.DB) *house {
	t.Helper()
	if err := d.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `create table note (id text primary key, body blob)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), vault.FileName)
	return &house{openFile(t, d, path), d, path}
}

// each runs f on a new house of each kind of database.
func each(t *testing.T, f func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { f(t, newHouse(t, d)) })
}

func openFile(t testing.TB, d *db.DB, path string) *vault.Vault {
	t.Helper()
	v, err := tryOpen(t.Context(), d, path)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func tryOpen(ctx context.Context, d *db.DB, path string) (*vault.Vault, error) {
	keys, err := vault.LoadFile(path)
	if err != nil {
		return nil, err
	}
	return vault.Open(ctx, d, keys)
}

func place(row string) vault.Place { return vault.Place{Table: "note", Column: "body", Row: row} }

// write seals a text into a note of a scope.
func (h *house) write(ctx context.Context, scope vault.Scope, row, text string) error {
	return h.d.Tx(ctx, func(tx *db.Tx) error {
		sealed, err := h.Seal(ctx, tx, scope, place(row), vault.NewText(text))
		if err != nil {
			return err
		}
		_, err = db.Exec(ctx, tx, `insert into note (id, body) values ($1, $2)
			on conflict (id) do update set body = excluded.body`, row, sealed)
		return err
	})
}

func (h *house) sealed(ctx context.Context, row string) (vault.Sealed, error) {
	return db.One(ctx, h.d, db.Value[vault.Sealed], `select body from note where id = $1`, row)
}

func (h *house) read(ctx context.Context, row string) (string, error) {
	sealed, err := h.sealed(ctx, row)
	if err != nil {
		return "", err
	}
	text, err := h.Open(ctx, h.d, place(row), sealed)
	return text.Reveal(), err
}

// fill writes one note into each of n mentorships, all in one transaction.
func (h *house) fill(t testing.TB, n int) {
	t.Helper()
	ctx := t.Context()
	if err := h.d.Tx(ctx, func(tx *db.Tx) error {
		for i := range n {
			sealed, err := h.Seal(ctx, tx, vault.Mentorship(name(i)), place(name(i)), vault.NewText("text "+name(i)))
			if err != nil {
				return err
			}
			if _, err := db.Exec(ctx, tx, `insert into note (id, body) values ($1, $2)`, name(i), sealed); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func (h *house) mustReadAll(t testing.TB, n int) {
	t.Helper()
	for i := range n {
		if got, err := h.read(t.Context(), name(i)); err != nil || got != "text "+name(i) {
			t.Fatalf("note %d: %q, %v", i, got, err)
		}
	}
}

func (h *house) mustWrite(t testing.TB, scope vault.Scope, row, text string) {
	t.Helper()
	if err := h.write(t.Context(), scope, row, text); err != nil {
		t.Fatal(err)
	}
}

func (h *house) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if err := h.d.Tx(t.Context(), func(tx *db.Tx) error {
		n, err := db.Exec(t.Context(), tx, query, args...)
		if err == nil && n == 0 {
			err = fmt.Errorf("no row was touched by %s", query)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func (h *house) destroy(ctx context.Context, scope vault.Scope) error {
	return h.d.Tx(ctx, func(tx *db.Tx) error { return h.Destroy(ctx, tx, scope) })
}

func (h *house) wrappedWith(t testing.TB, master string) int {
	t.Helper()
	n, err := db.One(t.Context(), h.d, db.Value[int],
		`select count(*) from data_key where wrapped is not null and master_id = $1`, master)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func name(i int) string { return fmt.Sprintf("n%04d", i) }
