package db

import (
	"context"
	"database/sql"
	"sync"
)

// statements keeps what SQLite has made of the texts of queries: parsing and
// planning one costs as much as most of them take. PostgreSQL's driver keeps
// its own. A kept statement is made anew by SQLite when the schema changes.
type statements struct {
	pool   *sql.DB
	mu     sync.RWMutex
	byText map[string]*sql.Stmt
}

// maxStatements bounds what is kept for each connection. Texts come from the
// program alone, with a few forms of each filter and of each list of
// placeholders; what does not fit is run as it is.
const maxStatements = 500

// of returns the statement of a text, or nil when there is no room for it.
func (s *statements) of(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.RLock()
	kept, full := s.byText[text], len(s.byText) >= maxStatements
	s.mu.RUnlock()
	if kept != nil || full {
		return kept, nil
	}
	made, err := s.pool.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := s.byText[text]; other != nil {
		return other, made.Close() // somebody was faster
	}
	s.byText[text] = made
	return made, nil
}

func (d *DB) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if d.kept == nil {
		return d.read.QueryContext(ctx, query, args...)
	}
	s, err := d.kept.of(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return d.read.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

func (d *DB) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if d.kept == nil {
		return d.read.QueryRowContext(ctx, query, args...)
	}
	s, err := d.kept.of(ctx, query)
	if err != nil || s == nil {
		return d.read.QueryRowContext(ctx, query, args...) // its row tells the error
	}
	return s.QueryRowContext(ctx, args...)
}
