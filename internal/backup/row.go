package backup

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"time"
	"unicode/utf8"

	"domubiedrs/internal/db"
)

// Table is one table as the manifest describes it. Hash is the sum, modulo
// 2²⁵⁶, of the SHA-256 of every row's line: the same for the same rows in any
// order, because the two databases do not order text alike.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Rows    int64    `json:"rows"`
	Hash    string   `json:"hash"`

	key  []string // the primary key
	self string   // the column that refers to the table itself, or empty
}

// Column is a column and its portable type: text, bigint, boolean, datetime or
// blob.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// row holds one value a column: nil, string, int64, bool, time.Time or []byte.
type row []any

// scanRow reads a row by its columns' types, alike on both databases.
func scanRow(columns []Column) func(db.Scanner) (row, error) {
	return func(s db.Scanner) (row, error) {
		targets := make([]any, len(columns))
		for i, c := range columns {
			targets[i] = target(c.Type)
		}
		if err := s.Scan(targets...); err != nil {
			return nil, err
		}
		r := make(row, len(columns))
		for i, t := range targets {
			r[i] = value(t)
		}
		return r, nil
	}
}

func target(kind string) any {
	switch kind {
	case "bigint":
		return new(sql.NullInt64)
	case "boolean":
		return new(sql.NullBool)
	case "datetime":
		return new(sql.NullTime)
	case "blob":
		return new(any) // as []byte, SQLite's empty blob would look like null
	default:
		return new(sql.NullString)
	}
}

func value(target any) any {
	switch t := target.(type) {
	case *sql.NullInt64:
		return given(t.Valid, t.Int64)
	case *sql.NullBool:
		return given(t.Valid, t.Bool)
	case *sql.NullTime:
		return given(t.Valid, t.Time.UTC())
	case *sql.NullString:
		return given(t.Valid, t.String)
	case *any:
		if b, ok := (*t).([]byte); ok && b == nil {
			return []byte{}
		}
		return *t
	}
	return nil
}

func given[T any](valid bool, v T) any {
	if !valid {
		return nil
	}
	return v
}

// encode writes a row as one line of JSON. Text that is not UTF-8 is refused:
// JSON would change it without a word.
func encode(columns []Column, r row) ([]byte, error) {
	plain := make([]any, len(r))
	for i, v := range r {
		switch v := v.(type) {
		case string:
			if !utf8.ValidString(v) {
				return nil, fmt.Errorf("column %s holds text that is not UTF-8", columns[i].Name)
			}
			plain[i] = v
		case time.Time:
			plain[i] = v.Format(time.RFC3339Nano)
		case []byte:
			plain[i] = base64.StdEncoding.EncodeToString(v)
		default:
			plain[i] = v
		}
	}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(plain)
	return bytes.TrimSuffix(line.Bytes(), []byte("\n")), err
}

// decode is the opposite of encode.
func decode(columns []Column, line []byte) (row, error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	var plain []any
	if err := decoder.Decode(&plain); err != nil {
		return nil, fmt.Errorf("%w: a row is not JSON", ErrDamaged)
	}
	if len(plain) != len(columns) {
		return nil, fmt.Errorf("%w: a row has %d values for %d columns", ErrDamaged, len(plain), len(columns))
	}
	r := make(row, len(plain))
	for i, v := range plain {
		value, err := parse(columns[i].Type, v)
		if err != nil {
			return nil, fmt.Errorf("%w: column %s: %w", ErrDamaged, columns[i].Name, err)
		}
		r[i] = value
	}
	return r, nil
}

func parse(kind string, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case bool:
		if kind == "boolean" {
			return v, nil
		}
	case json.Number:
		if kind == "bigint" {
			return v.Int64()
		}
	case string:
		return parseText(kind, v)
	}
	return nil, fmt.Errorf("a %T stands for a %s", v, kind)
}

func parseText(kind, v string) (any, error) {
	switch kind {
	case "text":
		return v, nil
	case "datetime":
		return time.Parse(time.RFC3339Nano, v)
	case "blob":
		b, err := base64.StdEncoding.Strict().DecodeString(v)
		if err == nil && b == nil {
			b = []byte{}
		}
		return b, err
	}
	return nil, fmt.Errorf("a text stands for a %s", kind)
}

// tally counts and hashes the rows of a table as Table.Hash says.
type tally struct {
	rows int64
	sum  big.Int
}

func (t *tally) add(line []byte) {
	one := sha256.Sum256(line)
	t.rows++
	t.sum.Add(&t.sum, new(big.Int).SetBytes(one[:]))
}

func (t *tally) hash() string {
	var whole [32]byte
	modulus := new(big.Int).Lsh(big.NewInt(1), 256)
	new(big.Int).Mod(&t.sum, modulus).FillBytes(whole[:])
	return hex.EncodeToString(whole[:])
}
