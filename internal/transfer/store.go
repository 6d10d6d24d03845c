package transfer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
)

const columns = `id, owner_id, intake_id, side, name, content, mapping, report, created_at, expires_at, version`

func scanFile(s db.Scanner) (u Upload, err error) {
	var mapping string
	err = s.Scan(&u.ID, &u.Owner, &u.Intake, &u.Side, &u.Name, &u.content, &mapping, &u.report, &u.CreatedAt, &u.ExpiresAt, &u.Version)
	if err != nil {
		return u, err
	}
	u.Done = u.content == nil
	return u, json.Unmarshal([]byte(mapping), &u.Mapping)
}

// light are the columns of an upload without the file itself, which is large.
const light = `id, owner_id, intake_id, side, name, content is null, mapping, created_at, expires_at, version`

func scanLight(s db.Scanner) (u Upload, err error) {
	var mapping string
	err = s.Scan(&u.ID, &u.Owner, &u.Intake, &u.Side, &u.Name, &u.Done, &mapping, &u.CreatedAt, &u.ExpiresAt, &u.Version)
	if err != nil {
		return u, err
	}
	return u, json.Unmarshal([]byte(mapping), &u.Mapping)
}

func insertFile(ctx context.Context, tx *db.Tx, u Upload) error {
	mapping, err := json.Marshal(u.Mapping)
	if err == nil {
		_, err = db.Exec(ctx, tx, `insert into import_file (`+columns+`) values ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10)`,
			u.ID, u.Owner, u.Intake, u.Side, u.Name, u.content, string(mapping), u.CreatedAt, u.ExpiresAt, u.Version)
	}
	if err != nil {
		return fmt.Errorf("keep an uploaded file: %w", err)
	}
	return nil
}

func loadFile(ctx context.Context, q db.Q, uploadID string) (Upload, error) {
	u, err := db.One(ctx, q, scanFile, `select `+columns+` from import_file where id = $1`, uploadID)
	if errors.Is(err, db.ErrNone) {
		return u, errMissing
	}
	if err != nil {
		return u, fmt.Errorf("load an uploaded file: %w", err)
	}
	return u, nil
}

// loadLight is loadFile without the content and the report.
func loadLight(ctx context.Context, q db.Q, uploadID string) (Upload, error) {
	u, err := db.One(ctx, q, scanLight, `select `+light+` from import_file where id = $1`, uploadID)
	if errors.Is(err, db.ErrNone) {
		return u, errMissing
	}
	if err != nil {
		return u, fmt.Errorf("find an uploaded file: %w", err)
	}
	return u, nil
}

// loadReport gives the report that is kept of an upload; empty for none.
func loadReport(ctx context.Context, q db.Q, uploadID string) (string, error) {
	text, err := db.One(ctx, q, db.Value[string], `select report from import_file where id = $1`, uploadID)
	if errors.Is(err, db.ErrNone) {
		return "", errMissing
	}
	if err != nil {
		return "", fmt.Errorf("load the report of a file: %w", err)
	}
	return text, nil
}

// saveMapping forgets the report: it was of other columns.
func saveMapping(ctx context.Context, tx *db.Tx, u Upload) error {
	mapping, err := json.Marshal(u.Mapping)
	if err != nil {
		return fmt.Errorf("write a mapping: %w", err)
	}
	n, err := db.Exec(ctx, tx, `update import_file set mapping = $1, report = '', version = version + 1 where id = $2 and version = $3 and content is not null`,
		string(mapping), u.ID, u.Version)
	if err != nil {
		return fmt.Errorf("save a mapping: %w", err)
	}
	if n == 0 {
		return errStale
	}
	return nil
}

// claim takes an upload for one run, or fails with errStale.
func claim(ctx context.Context, tx *db.Tx, uploadID string, version int64, report string) error {
	n, err := db.Exec(ctx, tx, `update import_file set report = $1, version = version + 1 where id = $2 and version = $3 and content is not null`,
		report, uploadID, version)
	if err != nil {
		return fmt.Errorf("take an uploaded file for its run: %w", err)
	}
	if n == 0 {
		return errStale
	}
	return nil
}

// keepReport keeps a report of a file that waits, unless its mapping has
// changed since.
func keepReport(ctx context.Context, tx *db.Tx, uploadID string, version int64, report string) error {
	_, err := db.Exec(ctx, tx, `update import_file set report = $1 where id = $2 and version = $3 and content is not null`, report, uploadID, version)
	if err != nil {
		return fmt.Errorf("keep the report of a file: %w", err)
	}
	return nil
}

// finish lets go of the file and keeps its report.
func finish(ctx context.Context, tx *db.Tx, uploadID, report string) error {
	_, err := db.Exec(ctx, tx, `update import_file set content = null, report = $1, version = version + 1 where id = $2`, report, uploadID)
	if err != nil {
		return fmt.Errorf("finish an uploaded file: %w", err)
	}
	return nil
}

func deleteFile(ctx context.Context, tx *db.Tx, uploadID string, version int64) error {
	n, err := db.Exec(ctx, tx, `delete from import_file where id = $1 and version = $2`, uploadID, version)
	if err != nil {
		return fmt.Errorf("delete an uploaded file: %w", err)
	}
	if n == 0 {
		return errStale
	}
	return nil
}

func expire(ctx context.Context, tx *db.Tx, now time.Time) error {
	if _, err := db.Exec(ctx, tx, `delete from import_file where expires_at <= $1`, now); err != nil {
		return fmt.Errorf("forget old files: %w", err)
	}
	return nil
}

// countFiles counts what waits for a person, in all intakes.
func countFiles(ctx context.Context, q db.Q, owner string, now time.Time) (int, error) {
	n, err := db.One(ctx, q, db.Value[int], `select count(*) from import_file where owner_id = $1 and expires_at > $2 and content is not null`, owner, now)
	if err != nil {
		return 0, fmt.Errorf("count uploaded files: %w", err)
	}
	return n, nil
}

// listFiles lists what waits.
func listFiles(ctx context.Context, q db.Q, owner, intakeID string, now time.Time) ([]Upload, error) {
	list, err := db.Rows(ctx, q, scanLight, `select `+light+` from import_file
		where owner_id = $1 and intake_id = $2 and expires_at > $3 and content is not null order by created_at desc, id desc`, owner, intakeID, now)
	if err != nil {
		return nil, fmt.Errorf("list uploaded files: %w", err)
	}
	return list, nil
}

// remember keeps a mapping for the next file with the same headings.
func remember(ctx context.Context, tx *db.Tx, programmeID string, side application.Side, headings string, m Mapping, at time.Time) error {
	text, err := json.Marshal(m)
	if err == nil {
		_, err = db.Exec(ctx, tx, `insert into import_mapping (programme_id, side, headings, mapping, used_at) values ($1, $2, $3, $4, $5)
			on conflict (programme_id, side, headings) do update set mapping = excluded.mapping, used_at = excluded.used_at`,
			programmeID, side, headings, string(text), at)
	}
	if err != nil {
		return fmt.Errorf("remember a mapping: %w", err)
	}
	return nil
}

// recall gives db.ErrNone when no file had these headings.
func recall(ctx context.Context, q db.Q, programmeID string, side application.Side, headings string) (m Mapping, err error) {
	text, err := db.One(ctx, q, db.Value[string], `select mapping from import_mapping where programme_id = $1 and side = $2 and headings = $3`,
		programmeID, side, headings)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal([]byte(text), &m)
}
