package account

import (
	"context"
	"time"

	"domubiedrs/internal/db"
)

const attemptColumns = `id, email_key, coalesce(person_id, ''), purpose, language, session_id, secret_id, known, newcomer, tries, created_at, expires_at`

func scanAttempt(row db.Scanner) (a Attempt, err error) {
	err = row.Scan(&a.ID, &a.Email, &a.Person, &a.Purpose, &a.Language, &a.Session, &a.SecretID, &a.Known, &a.Newcomer, &a.Tries,
		&a.CreatedAt, &a.ExpiresAt)
	return a, err
}

func insertAttempt(ctx context.Context, tx *db.Tx, a Attempt) error {
	_, err := db.Exec(ctx, tx, `insert into signin_attempt
		(id, email_key, person_id, purpose, language, session_id, secret_id, known, newcomer, tries, created_at, expires_at)
		values ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, 0, $10, $11)`,
		a.ID, a.Email, a.Person, a.Purpose, a.Language, a.Session, a.SecretID, a.Known, a.Newcomer, a.CreatedAt, a.ExpiresAt)
	return err
}

func countAsks(ctx context.Context, q db.Q, email string, known bool, since time.Time) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from signin_attempt
		where email_key = $1 and known = $2 and created_at > $3`, email, known, since)
}

func loadAttempt(ctx context.Context, q db.Q, attemptID string, now time.Time) (Attempt, error) {
	return db.One(ctx, q, scanAttempt, `select `+attemptColumns+` from signin_attempt
		where id = $1 and ended_at is null and expires_at > $2`, attemptID, now)
}

// countTry is a guarded update, so that parallel guesses never get a sixth try;
// ErrNone when the attempt takes no more.
func countTry(ctx context.Context, tx *db.Tx, attemptID string, limit int, now time.Time) (Attempt, error) {
	return db.One(ctx, tx, scanAttempt, `update signin_attempt set tries = tries + 1,
		ended_at = case when tries + 1 >= $2 then $3 else ended_at end
		where id = $1 and tries < $2 and ended_at is null and expires_at > $3
		returning `+attemptColumns, attemptID, limit, now)
}

func endAttempt(ctx context.Context, tx *db.Tx, attemptID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update signin_attempt set ended_at = $2 where id = $1`, attemptID, at)
	return err
}

func deleteAttempts(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return db.Exec(ctx, tx, `delete from signin_attempt where expires_at < $1`, before)
}

func insertLink(ctx context.Context, tx *db.Tx, hash, purpose, personID string, created, expires time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into one_time_link (token_hash, purpose, person_id, created_at, expires_at)
		values ($1, $2, nullif($3, ''), $4, $5)`, hash, purpose, personID, created, expires)
	return err
}

// useLink is a guarded update: a link serves once, also under two clicks at
// the same time. It returns the person, or ErrNone.
func useLink(ctx context.Context, tx *db.Tx, hash, purpose string, at time.Time) (string, error) {
	return db.One(ctx, tx, db.Value[string], `update one_time_link set used_at = $3
		where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3
		returning coalesce(person_id, '')`, hash, purpose, at)
}

func findLink(ctx context.Context, q db.Q, hash, purpose string, at time.Time) error {
	_, err := db.One(ctx, q, db.Value[string], `select token_hash from one_time_link
		where token_hash = $1 and purpose = $2 and used_at is null and expires_at > $3`, hash, purpose, at)
	return err
}

func voidLinks(ctx context.Context, tx *db.Tx, purpose string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update one_time_link set used_at = $2 where purpose = $1 and used_at is null`, purpose, at)
	return err
}
