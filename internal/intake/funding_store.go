package intake

import (
	"context"
	"errors"
	"fmt"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const fundingColumns = `f.id, f.programme_id, f.project_number, f.name_lv, f.name_en, f.sentence_lv, f.sentence_en,
	f.valid_from, f.valid_to, f.created_at, f.updated_at, f.version`

func scanFunding(row db.Scanner) (f Funding, err error) {
	err = row.Scan(&f.ID, &f.Programme, &f.ProjectNumber, &f.NameLV, &f.NameEN, &f.SentenceLV, &f.SentenceEN,
		&f.ValidFrom, &f.ValidTo, &f.CreatedAt, &f.UpdatedAt, &f.Version)
	return f, err
}

func insertFunding(ctx context.Context, tx *db.Tx, f Funding) error {
	_, err := db.Exec(ctx, tx, `insert into funding_source (id, programme_id, project_number, name_lv, name_en, sentence_lv, sentence_en,
		valid_from, valid_to, created_at, updated_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		f.ID, f.Programme, f.ProjectNumber, f.NameLV, f.NameEN, f.SentenceLV, f.SentenceEN,
		f.ValidFrom, f.ValidTo, f.CreatedAt, f.UpdatedAt, f.Version)
	if errors.Is(err, db.ErrRef) {
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	if err != nil {
		return fmt.Errorf("insert funding source %s: %w", f.ID, err)
	}
	return nil
}

func loadFunding(ctx context.Context, q db.Q, fundingID string) (Funding, error) {
	f, err := db.One(ctx, q, scanFunding, `select `+fundingColumns+` from funding_source f where f.id = $1`, fundingID)
	if errors.Is(err, db.ErrNone) {
		return f, fault.New(fault.NotFound, "fault.not-found")
	}
	return f, err
}

func saveFunding(ctx context.Context, tx *db.Tx, f Funding) error {
	n, err := db.Exec(ctx, tx, `update funding_source set project_number = $3, name_lv = $4, name_en = $5, sentence_lv = $6, sentence_en = $7,
		valid_from = $8, valid_to = $9, updated_at = $10, version = version + 1 where id = $1 and version = $2`,
		f.ID, f.Version, f.ProjectNumber, f.NameLV, f.NameEN, f.SentenceLV, f.SentenceEN, f.ValidFrom, f.ValidTo, f.UpdatedAt)
	if err != nil {
		return fmt.Errorf("save funding source %s: %w", f.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}

func listFunding(ctx context.Context, q db.Q, programmeID string) ([]Funding, error) {
	return db.Rows(ctx, q, scanFunding, `select `+fundingColumns+` from funding_source f where f.programme_id = $1
		order by f.valid_from, f.id`, programmeID)
}

func listFundingOn(ctx context.Context, q db.Q, programmeID, day string) ([]Funding, error) {
	return db.Rows(ctx, q, scanFunding, `select `+fundingColumns+` from funding_source f
		where f.programme_id = $1 and f.valid_from <= $2 and (f.valid_to = '' or f.valid_to >= $2) order by f.valid_from, f.id`, programmeID, day)
}

func listPublicFunding(ctx context.Context, q db.Q, day string) ([]Funding, error) {
	return db.Rows(ctx, q, scanFunding, `select `+fundingColumns+` from funding_source f join programme p on p.id = f.programme_id
		where p.status = 'open' and f.valid_from <= $1 and (f.valid_to = '' or f.valid_to >= $1) order by f.valid_from, f.id`, day)
}
