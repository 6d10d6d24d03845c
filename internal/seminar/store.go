package seminar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const columns = `id, programme_id, coalesce(intake_id, ''), title_lv, title_en, starts_at, ends_at, place, link, lecturer, agenda, materials,
	places, taken, turns, sequence, status, moved_at, created_at, updated_at, version`

func scan(row db.Scanner) (x Seminar, err error) {
	var agenda, materials string
	if err := row.Scan(&x.ID, &x.Programme, &x.Intake, &x.Title.LV, &x.Title.EN, &x.Start, &x.End, &x.Place, &x.Link, &x.Lecturer,
		&agenda, &materials, &x.Places, &x.Taken, &x.turns, &x.Sequence, &x.Status, &x.MovedAt, &x.CreatedAt, &x.UpdatedAt, &x.Version); err != nil {
		return x, err
	}
	if err := errors.Join(json.Unmarshal([]byte(agenda), &x.Own), json.Unmarshal([]byte(materials), &x.Materials)); err != nil {
		return x, fmt.Errorf("read the lists of seminar %s: %w", x.ID, err)
	}
	return x, nil
}

// lists are the agenda and the materials as they are stored.
func lists(x Seminar) (agenda, materials string, err error) {
	a, errA := json.Marshal(x.Own)
	m, errM := json.Marshal(x.Materials)
	if err := errors.Join(errA, errM); err != nil {
		return "", "", fmt.Errorf("write the lists of seminar %s: %w", x.ID, err)
	}
	return string(a), string(m), nil
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func insert(ctx context.Context, tx *db.Tx, x Seminar) error {
	agenda, materials, err := lists(x)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `insert into seminar (id, programme_id, intake_id, title_lv, title_en, starts_at, ends_at, place, link, lecturer,
		agenda, materials, places, taken, turns, sequence, status, moved_at, created_at, updated_at, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, $14, $15, $16, $17, $18)`,
		x.ID, x.Programme, orNull(x.Intake), x.Title.LV, x.Title.EN, x.Start, x.End, x.Place, x.Link, x.Lecturer,
		agenda, materials, x.Places, x.Status, x.MovedAt, x.CreatedAt, x.UpdatedAt, x.Version)
	return missing(err)
}

// missing turns a broken reference, to a programme that is not there, into
// NotFound.
func missing(err error) error {
	if errors.Is(err, db.ErrRef) {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	return err
}

func found[T any](x T, err error) (T, error) {
	if errors.Is(err, db.ErrNone) {
		return x, fault.New(fault.NotFound, "fault.not-found")
	}
	return x, err
}

func load(ctx context.Context, q db.Q, seminarID string) (Seminar, error) {
	return found(db.One(ctx, q, scan, `select `+columns+` from seminar where id = $1`, seminarID))
}

// lock loads a seminar and keeps every other change of it, and of who has its
// places, waiting until the transaction ends. It gives out the next turn.
func lock(ctx context.Context, tx *db.Tx, seminarID string) (Seminar, error) {
	return found(db.One(ctx, tx, scan, `update seminar set turns = turns + 1 where id = $1 returning `+columns, seminarID))
}

func save(ctx context.Context, tx *db.Tx, x Seminar) error {
	agenda, materials, err := lists(x)
	if err != nil {
		return err
	}
	n, err := db.Exec(ctx, tx, `update seminar set intake_id = $3, title_lv = $4, title_en = $5, starts_at = $6, ends_at = $7, place = $8,
		link = $9, lecturer = $10, agenda = $11, materials = $12, places = $13, sequence = $14, status = $15, moved_at = $16, updated_at = $17,
		version = version + 1 where id = $1 and version = $2 and taken <= $13`,
		x.ID, x.Version, orNull(x.Intake), x.Title.LV, x.Title.EN, x.Start, x.End, x.Place,
		x.Link, x.Lecturer, agenda, materials, x.Places, x.Sequence, x.Status, x.MovedAt, x.UpdatedAt)
	if err != nil {
		return missing(err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}

// take takes a place if one is free; release gives one back. There are never
// more taken than there are, whoever asks at the same time.
func take(ctx context.Context, tx *db.Tx, seminarID string) (took bool, err error) {
	n, err := db.Exec(ctx, tx, `update seminar set taken = taken + 1 where id = $1 and taken < places`, seminarID)
	return n == 1, err
}

func release(ctx context.Context, tx *db.Tx, seminarID string) error {
	_, err := db.Exec(ctx, tx, `update seminar set taken = taken - 1 where id = $1`, seminarID)
	return err
}

func list(ctx context.Context, q db.Q, programmeID string) ([]Seminar, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from seminar where programme_id = $1 order by starts_at desc, id desc`, programmeID)
}

// listBetween gives a programme's seminars that everybody could know of and
// that start in a half-open span of time.
func listBetween(ctx context.Context, q db.Q, programmeID string, from, to time.Time) ([]Seminar, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from seminar where programme_id = $1 and status <> 'draft'
		and starts_at >= $2 and starts_at < $3 order by starts_at, id`, programmeID, from, to)
}

func listPublished(ctx context.Context, q db.Q, now time.Time) ([]Seminar, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from seminar where status = 'published' and ends_at > $1
		and programme_id in (select id from programme where status = 'open') order by starts_at, id`, now)
}

// listStarting gives the published seminars that start in a half-open span.
func listStarting(ctx context.Context, q db.Q, from, to time.Time) ([]Seminar, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from seminar where status = 'published' and starts_at >= $1 and starts_at < $2
		order by starts_at, id`, from, to)
}

// home is the programme of a seminar, as papers and pages need it.
type home struct {
	name Item
	open bool
}

func loadHome(ctx context.Context, q db.Q, programmeID string) (home, error) {
	return found(db.One(ctx, q, func(row db.Scanner) (h home, err error) {
		var status string
		err = row.Scan(&h.name.LV, &h.name.EN, &status)
		h.open = status == "open"
		return h, err
	}, `select name_lv, name_en, status from programme where id = $1`, programmeID))
}
