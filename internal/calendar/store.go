package calendar

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const columns = `meeting_id, person_id, secret, organizer, told, sent, cancelled`

func scan(s db.Scanner) (i invitation, err error) {
	err = s.Scan(&i.Meeting, &i.Person, &i.Secret, &i.Organizer, &i.Told, &i.Sent, &i.Cancelled)
	return i, err
}

var errMissing = fault.New(fault.NotFound, "fault.not-found")

// lockInvitation gives the row of a meeting and a member, fresh if there is none.
func lockInvitation(ctx context.Context, tx *db.Tx, fresh invitation, now time.Time) (invitation, error) {
	_, err := db.Exec(ctx, tx, `insert into calendar_invitation (meeting_id, person_id, secret, organizer, told, sent, cancelled, sent_at)
		values ($1, $2, $3, $4, $5, $6, false, $7) on conflict (meeting_id, person_id) do nothing`,
		fresh.Meeting, fresh.Person, fresh.Secret, fresh.Organizer, fresh.Told, fresh.Sent, now)
	if errors.Is(err, db.ErrRef) {
		return fresh, errMissing.Because(err) // the meeting, or the person, is gone
	}
	if err != nil {
		return fresh, fmt.Errorf("make an invitation: %w", err)
	}
	return db.One(ctx, tx, scan, `update calendar_invitation set sent = sent where meeting_id = $1 and person_id = $2 returning `+columns, fresh.Meeting, fresh.Person)
}

func save(ctx context.Context, tx *db.Tx, i invitation, now time.Time) error {
	_, err := db.Exec(ctx, tx, `update calendar_invitation set told = $3, sent = $4, cancelled = $5, sent_at = $6 where meeting_id = $1 and person_id = $2`,
		i.Meeting, i.Person, i.Told, i.Sent, i.Cancelled, now)
	if err != nil {
		return fmt.Errorf("save an invitation: %w", err)
	}
	return nil
}

// bySecret finds the invitation whose address has a secret.
func bySecret(ctx context.Context, q db.Q, secret string) (invitation, error) {
	return found(db.One(ctx, q, scan, `select `+columns+` from calendar_invitation where secret = $1`, secret))
}

func found[T any](x T, err error) (T, error) {
	if errors.Is(err, db.ErrNone) {
		return x, errMissing
	}
	if err != nil {
		return x, fmt.Errorf("read what a calendar knows: %w", err)
	}
	return x, nil
}

func loadContact(ctx context.Context, q db.Q, personID string) (contact, error) {
	return found(db.One(ctx, q, func(s db.Scanner) (c contact, err error) {
		var given, family, status string
		err = s.Scan(&c.person, &given, &family, &c.email, &c.greeting, &c.lang, &status)
		c.name, c.active = given+" "+family, status == "active"
		return c, err
	}, `select id, given_name, family_name, email, greeting, language, status from person where id = $1`, personID))
}

// setFeed makes a person's feed, or gives the one there is another secret.
func setFeed(ctx context.Context, tx *db.Tx, personID, hash string, now time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into calendar_feed (person_id, token_hash, created_at) values ($1, $2, $3)
		on conflict (person_id) do update set token_hash = $2, created_at = $3`, personID, hash, now)
	if err != nil {
		return fmt.Errorf("make a feed: %w", err)
	}
	return nil
}

func removeFeed(ctx context.Context, tx *db.Tx, personID string) (bool, error) {
	n, err := db.Exec(ctx, tx, `delete from calendar_feed where person_id = $1`, personID)
	if err != nil {
		return false, fmt.Errorf("revoke a feed: %w", err)
	}
	return n == 1, nil
}

func feedSince(ctx context.Context, q db.Q, personID string) (time.Time, error) {
	return found(db.One(ctx, q, db.Value[time.Time], `select created_at from calendar_feed where person_id = $1`, personID))
}

// feedOwner is who has the feed with a secret of this hash, if they may sign in.
func feedOwner(ctx context.Context, q db.Q, hash string) (contact, error) {
	personID, err := found(db.One(ctx, q, db.Value[string], `select f.person_id from calendar_feed f join person p on p.id = f.person_id
		where f.token_hash = $1 and p.status = 'active'`, hash))
	if err != nil {
		return contact{}, err
	}
	return loadContact(ctx, q, personID)
}
