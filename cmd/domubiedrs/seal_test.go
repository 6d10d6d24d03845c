package main

import (
	"path/filepath"
	"strings"
	"testing"

	"domubiedrs/internal/app"
	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
	"domubiedrs/internal/vault"
)

// sealOne makes a data key in a system whose service does not run, as the
// first sealed text does, and tells how many there are.
func sealOne(t *testing.T, d *db.DB, dir string) (keys int, err error) {
	t.Helper()
	file, err := vault.LoadFile(filepath.Join(dir, app.KeyFile))
	if err != nil {
		return 0, err
	}
	v, err := vault.Open(t.Context(), d, file)
	if err != nil {
		return 0, err
	}
	err = d.Tx(t.Context(), func(tx *db.Tx) error {
		row := id.New()
		_, err := v.Seal(t.Context(), tx, vault.Person(row), vault.Place{Table: "signin_session", Column: "device", Row: row}, vault.NewText("x"))
		return err
	})
	if err != nil {
		return 0, err
	}
	return db.One(t.Context(), d, db.Value[int], `select count(*) from data_key`)
}

// noise is n random letters and digits.
func noise(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(id.Secret())
	}
	return b.String()
}
