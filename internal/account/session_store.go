package account

import (
	"context"
	"time"

	"domubiedrs/internal/db"
)

const sessionColumns = `s.id, s.person_id, s.device, s.method, s.created_at, s.seen_at, s.proved_at, s.expires_at`

func (x *SignIn) fields() []any {
	return []any{&x.ID, &x.Person, &x.sealed, &x.Method, &x.CreatedAt, &x.SeenAt, &x.ProvedAt, &x.ExpiresAt}
}

func insertSession(ctx context.Context, tx *db.Tx, x SignIn) error {
	_, err := db.Exec(ctx, tx, `insert into signin_session
		(id, person_id, device, method, created_at, seen_at, proved_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		x.ID, x.Person, x.sealed, x.Method, x.CreatedAt, x.SeenAt, x.ProvedAt, x.ExpiresAt)
	return err
}

// loadSession loads a session that was not ended, and its person, in one query:
// every signed-in request asks it.
func loadSession(ctx context.Context, q db.Q, sessionID string) (x SignIn, p Person, err error) {
	_, err = db.One(ctx, q, func(row db.Scanner) (struct{}, error) {
		return struct{}{}, row.Scan(append(x.fields(), &p.ID, &p.GivenName, &p.FamilyName, &p.Email, &p.Greeting, &p.Language,
			&p.Status, &p.CreatedAt, &p.UpdatedAt, &p.Version)...)
	}, `select `+sessionColumns+`, p.id, p.given_name, p.family_name, p.email, p.greeting, p.language, p.status,
		p.created_at, p.updated_at, p.version
		from signin_session s join person p on p.id = s.person_id where s.id = $1 and s.ended_at is null`, sessionID)
	return x, p, err
}

func listSessions(ctx context.Context, q db.Q, personID string, now time.Time) ([]SignIn, error) {
	return db.Rows(ctx, q, func(row db.Scanner) (x SignIn, err error) {
		err = row.Scan(x.fields()...)
		return x, err
	}, `select `+sessionColumns+` from signin_session s
		where s.person_id = $1 and s.ended_at is null and s.expires_at > $2 order by s.seen_at desc, s.id`, personID, now)
}

func touchSession(ctx context.Context, tx *db.Tx, sessionID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update signin_session set seen_at = $2 where id = $1 and ended_at is null`, sessionID, at)
	return err
}

func proveSession(ctx context.Context, tx *db.Tx, sessionID, personID string, at time.Time) (bool, error) {
	n, err := db.Exec(ctx, tx, `update signin_session set proved_at = $3, seen_at = $3
		where id = $1 and person_id = $2 and ended_at is null and expires_at > $3`, sessionID, personID, at)
	return n == 1, err
}

func endSession(ctx context.Context, tx *db.Tx, sessionID, personID, why string, at time.Time) (bool, error) {
	n, err := db.Exec(ctx, tx, `update signin_session set ended_at = $4, ended_why = $3
		where id = $1 and person_id = $2 and ended_at is null`, sessionID, personID, why, at)
	return n == 1, err
}

func endSessions(ctx context.Context, tx *db.Tx, personID, why, keep string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update signin_session set ended_at = $4, ended_why = $2
		where person_id = $1 and id <> $3 and ended_at is null`, personID, why, keep, at)
	return err
}

func endAttempts(ctx context.Context, tx *db.Tx, personID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update signin_attempt set ended_at = $2 where person_id = $1 and ended_at is null`, personID, at)
	return err
}

func deleteSessions(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return db.Exec(ctx, tx, `delete from signin_session where expires_at < $1 or ended_at < $1`, before)
}
