package account

import (
	"context"
	"errors"
	"time"

	"domubiedrs/internal/db"
)

// BrowserSessions keeps what one browser needs between two requests, under the
// hash of its cookie's token. It is the store of the scs library.
type BrowserSessions struct {
	DB  *db.DB
	Now func() time.Time
}

// FindCtx loads a session's data; an expired one is not found.
func (b *BrowserSessions) FindCtx(ctx context.Context, hash string) (data []byte, found bool, err error) {
	data, err = db.One(ctx, b.DB, db.Value[[]byte],
		`select data from browser_session where token_hash = $1 and expires_at > $2`, hash, b.Now())
	if errors.Is(err, db.ErrNone) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx saves a session's data.
func (b *BrowserSessions) CommitCtx(ctx context.Context, hash string, data []byte, expiry time.Time) error {
	return b.DB.Tx(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `insert into browser_session (token_hash, data, expires_at) values ($1, $2, $3)
			on conflict (token_hash) do update set data = excluded.data, expires_at = excluded.expires_at`,
			hash, data, expiry.UTC().Truncate(time.Microsecond))
		return err
	})
}

// DeleteCtx forgets a session.
func (b *BrowserSessions) DeleteCtx(ctx context.Context, hash string) error {
	return b.DB.Tx(ctx, func(tx *db.Tx) error {
		_, err := db.Exec(ctx, tx, `delete from browser_session where token_hash = $1`, hash)
		return err
	})
}

// The library's interface has these too; it calls the ones above.

func (b *BrowserSessions) Find(hash string) ([]byte, bool, error) {
	return b.FindCtx(context.Background(), hash)
}

func (b *BrowserSessions) Commit(hash string, data []byte, expiry time.Time) error {
	return b.CommitCtx(context.Background(), hash, data, expiry)
}

func (b *BrowserSessions) Delete(hash string) error { return b.DeleteCtx(context.Background(), hash) }

func deleteBrowserSessions(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return db.Exec(ctx, tx, `delete from browser_session where expires_at < $1`, before)
}
