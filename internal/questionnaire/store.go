package questionnaire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const columns = `id, key, version, coalesce(programme_id, ''), status, definition, created_at, updated_at, published_at, revision`

func scan(s db.Scanner) (e Edition, err error) {
	var key, definition string
	var version int
	err = s.Scan(&e.ID, &key, &version, &e.Programme, &e.Status, &definition, &e.CreatedAt, &e.UpdatedAt, &e.PublishedAt, &e.Revision)
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal([]byte(definition), &e.Questionnaire); err != nil {
		return e, fmt.Errorf("read the definition of questionnaire %s: %w", e.ID, err)
	}
	e.Questionnaire.Key, e.Version = key, version
	return e, nil
}

// insert adds a row unless its version, a draft or a published one is there
// already where it wants to be.
func insert(ctx context.Context, q db.Q, e Edition) (added bool, err error) {
	definition, err := json.Marshal(e.Questionnaire)
	if err != nil {
		return false, fmt.Errorf("write the definition of questionnaire %s: %w", e.Questionnaire.Key, err)
	}
	n, err := db.Exec(ctx, q, `insert into questionnaire (id, key, version, programme_id, status, definition, created_at,
		updated_at, published_at, revision) values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9, $10) on conflict do nothing`,
		e.ID, e.Questionnaire.Key, e.Version, e.Programme, e.Status, string(definition), e.CreatedAt, e.UpdatedAt, e.PublishedAt, e.Revision)
	if err != nil {
		return false, fmt.Errorf("insert questionnaire: %w", err)
	}
	return n == 1, nil
}

// save writes e over the revision it holds; Conflict when the row has moved on.
func save(ctx context.Context, q db.Q, e Edition) error {
	definition, err := json.Marshal(e.Questionnaire)
	if err != nil {
		return fmt.Errorf("write the definition of questionnaire %s: %w", e.ID, err)
	}
	n, err := db.Exec(ctx, q, `update questionnaire set status = $1, definition = $2, updated_at = $3, published_at = $4,
		revision = revision + 1 where id = $5 and revision = $6`,
		e.Status, string(definition), e.UpdatedAt, e.PublishedAt, e.ID, e.Revision)
	return guarded(n, err, "save questionnaire")
}

// remove deletes a draft at the revision that was read.
func remove(ctx context.Context, q db.Q, e Edition) error {
	n, err := db.Exec(ctx, q, `delete from questionnaire where id = $1 and revision = $2 and status = 'draft'`, e.ID, e.Revision)
	return guarded(n, err, "delete a draft questionnaire")
}

func guarded(rows int64, err error, operation string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	if rows == 0 {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}

// supersede retires what is published in a place in a version before one.
func supersede(ctx context.Context, q db.Q, e Edition) error {
	_, err := db.Exec(ctx, q, `update questionnaire set status = 'retired', updated_at = $1, revision = revision + 1
		where key = $2 and coalesce(programme_id, '') = $3 and status = 'published' and version < $4`,
		e.UpdatedAt, e.Questionnaire.Key, e.Programme, e.Version)
	if err != nil {
		return fmt.Errorf("retire the questionnaire before: %w", err)
	}
	return nil
}

func found(e Edition, err error, operation string) (Edition, error) {
	if errors.Is(err, db.ErrNone) {
		return e, fault.New(fault.NotFound, "fault.not-found")
	}
	if err != nil {
		return e, fmt.Errorf("%s: %w", operation, err)
	}
	return e, nil
}

func load(ctx context.Context, q db.Q, id string) (Edition, error) {
	e, err := db.One(ctx, q, scan, `select `+columns+` from questionnaire where id = $1`, id)
	return found(e, err, "load questionnaire")
}

// Open loads the edition that a set of answers names, for services that have
// asked already whether the actor may read the answers. NotFound when it is not
// there.
func Open(ctx context.Context, q db.Q, ref Ref) (Edition, error) {
	e, err := db.One(ctx, q, scan, `select `+columns+` from questionnaire
		where key = $1 and coalesce(programme_id, '') = $2 and version = $3`, ref.Key, ref.Programme, ref.Version)
	return found(e, err, "open questionnaire")
}

// Current loads what is filled in now in a programme: its own published edition,
// or else the one for everywhere. NotFound when there is neither.
func Current(ctx context.Context, q db.Q, key, programme string) (Edition, error) {
	e, err := db.One(ctx, q, scan, `select `+columns+` from questionnaire
		where key = $1 and status = 'published' and coalesce(programme_id, '') in ('', $2)
		order by coalesce(programme_id, '') desc, id limit 1`, key, programme)
	return found(e, err, "load the current questionnaire")
}

// current lists what Current gives for every key.
func current(ctx context.Context, q db.Q, programme string) ([]Edition, error) {
	list, err := db.Rows(ctx, q, scan, `select `+columns+` from questionnaire q
		where status = 'published' and (coalesce(programme_id, '') = $1 or programme_id is null and not exists (
			select 1 from questionnaire own where own.key = q.key and own.status = 'published' and coalesce(own.programme_id, '') = $1))
		order by key, id`, programme)
	if err != nil {
		return nil, fmt.Errorf("list current questionnaires: %w", err)
	}
	return list, nil
}

func drafts(ctx context.Context, q db.Q, programme string) ([]Edition, error) {
	list, err := db.Rows(ctx, q, scan, `select `+columns+` from questionnaire
		where status = 'draft' and coalesce(programme_id, '') = $1 order by key, id`, programme)
	if err != nil {
		return nil, fmt.Errorf("list draft questionnaires: %w", err)
	}
	return list, nil
}

// history lists the editions of a key everywhere and in a programme, the
// programme's own first, the newest first.
func history(ctx context.Context, q db.Q, key, programme string) ([]Edition, error) {
	list, err := db.Rows(ctx, q, scan, `select `+columns+` from questionnaire
		where key = $1 and coalesce(programme_id, '') in ('', $2)
		order by coalesce(programme_id, '') desc, version desc, id`, key, programme)
	if err != nil {
		return nil, fmt.Errorf("list editions of questionnaire %s: %w", key, err)
	}
	return list, nil
}

// present lists what is there of the editions for everywhere.
func present(ctx context.Context, q db.Q) ([]Ref, error) {
	scanRef := func(s db.Scanner) (r Ref, err error) { return r, s.Scan(&r.Key, &r.Version) }
	list, err := db.Rows(ctx, q, scanRef, `select key, version from questionnaire where programme_id is null order by key, version`)
	if err != nil {
		return nil, fmt.Errorf("list shipped questionnaires: %w", err)
	}
	return list, nil
}
