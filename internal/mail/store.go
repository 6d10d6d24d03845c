package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

func insert(ctx context.Context, tx *db.Tx, s Stored) error {
	_, err := db.Exec(ctx, tx, `insert into mail_message (id, person_id, to_name, to_address, kind, language, subject,
		text_body, html_body, reply_to, calendar, state, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		s.ID, orNull(s.PersonID), s.To.Name, s.To.Email, s.Kind, s.Lang, s.Subject, s.Text, s.HTML, s.ReplyTo, s.Calendar, s.State, s.CreatedAt)
	if err != nil {
		return fmt.Errorf("store a message %s: %w", s.Kind, err)
	}
	return nil
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

const columns = `id, coalesce(person_id, ''), to_name, to_address, kind, language, subject, state, created_at, sent_at`

func scan(row db.Scanner) (s Stored, err error) {
	err = row.Scan(&s.ID, &s.PersonID, &s.To.Name, &s.To.Email, &s.Kind, &s.Lang, &s.Subject, &s.State, &s.CreatedAt, &s.SentAt)
	return s, err
}

func scanWhole(row db.Scanner) (s Stored, err error) {
	err = row.Scan(&s.ID, &s.PersonID, &s.To.Name, &s.To.Email, &s.Kind, &s.Lang, &s.Subject, &s.State, &s.CreatedAt, &s.SentAt,
		&s.Text, &s.HTML, &s.ReplyTo, &s.Calendar)
	return s, err
}

func get(ctx context.Context, q db.Q, messageID string) (Stored, error) {
	s, err := db.One(ctx, q, scanWhole, `select `+columns+`, text_body, html_body, reply_to, calendar from mail_message where id = $1`, messageID)
	if errors.Is(err, db.ErrNone) {
		return s, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return s, fmt.Errorf("read message %s: %w", messageID, err)
	}
	return s, nil
}

func list(ctx context.Context, q db.Q, f Filter, limit int) ([]Stored, error) {
	found, err := db.Rows(ctx, q, scan, `select `+columns+` from mail_message
		where ($1 = '' or state = $1) and ($2 = '' or person_id = $2) and ($3 = '' or id < $3)
		order by id desc limit $4`, f.State, f.PersonID, f.Before, limit)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	return found, nil
}

// setState moves a message; moved is false when it was not where expected.
func setState(ctx context.Context, tx *db.Tx, messageID string, from, to State, now time.Time) (moved bool, err error) {
	var sentAt *time.Time
	if to == Sent {
		sentAt = &now
	}
	n, err := db.Exec(ctx, tx, `update mail_message set state = $1, sent_at = $2 where id = $3 and state = $4`, to, sentAt, messageID, from)
	if err != nil {
		return false, fmt.Errorf("mark message %s as %s: %w", messageID, to, err)
	}
	return n == 1, nil
}

func remove(ctx context.Context, tx *db.Tx, messageID string) error {
	n, err := db.Exec(ctx, tx, `delete from mail_message where id = $1`, messageID)
	if err != nil {
		return fmt.Errorf("delete message %s: %w", messageID, err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "fault.not-found")
	}
	return nil
}

type stateCount struct {
	state State
	n     int
}

func counts(ctx context.Context, q db.Q) (map[State]int, error) {
	rows, err := db.Rows(ctx, q, func(row db.Scanner) (c stateCount, err error) {
		err = row.Scan(&c.state, &c.n)
		return c, err
	}, `select state, count(*) from mail_message group by state order by state`)
	if err != nil {
		return nil, fmt.Errorf("count messages: %w", err)
	}
	found := map[State]int{}
	for _, s := range States() {
		found[s] = 0
	}
	for _, c := range rows {
		found[c.state] = c.n
	}
	return found, nil
}
