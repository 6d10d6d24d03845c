package backup

import (
	"context"
	"fmt"

	"domubiedrs/internal/db"
)

// What the tests of damage try alone.
var (
	Verify   = verify
	Decode   = decode
	Encode   = encode
	SchemaOf = schema
)

// Tallies tells every table's rows and hash as text.
func Tallies(ctx context.Context, q db.Q, tables []*Table) (map[string]string, error) {
	all, err := hashes(ctx, q, tables)
	found := map[string]string{}
	for name, t := range all {
		found[name] = fmt.Sprintf("%d rows %s", t.rows, t.hash())
	}
	return found, err
}
