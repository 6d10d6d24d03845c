package dbtest

import (
	"strings"
	"testing"

	"domubiedrs/internal/db"
)

// Plan tells how the database would run a query, one step a line, after it has
// counted its rows: for tests that hold a query to its index.
func Plan(t testing.TB, d *db.DB, query string, args ...any) string {
	t.Helper()
	if _, err := d.Pool().ExecContext(t.Context(), "analyze"); err != nil {
		t.Fatalf("analyze: %v", err)
	}
	explain, scan := "explain ", db.Value[string]
	if d.Kind() == db.SQLite {
		explain, scan = "explain query plan ", scanStep
	}
	steps, err := db.Rows(t.Context(), d, scan, explain+query, args...)
	if err != nil {
		t.Fatalf("explain: %v", err)
	}
	return strings.Join(steps, "\n")
}

func scanStep(s db.Scanner) (detail string, err error) {
	var node, parent, unused int64
	err = s.Scan(&node, &parent, &unused, &detail)
	return detail, err
}
