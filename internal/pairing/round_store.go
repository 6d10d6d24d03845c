package pairing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/db"
)

const roundColumns = `id, programme_id, intake_id, coalesce(run_id, ''), model, status, created_by, created_at, sent_by, sent_at, closed_at, updated_at, version`

func scanRound(s db.Scanner) (r Round, err error) {
	err = s.Scan(&r.ID, &r.Programme, &r.Intake, &r.Run, &r.Model, &r.Status, &r.CreatedBy, &r.CreatedAt, &r.SentBy, &r.SentAt, &r.ClosedAt, &r.UpdatedAt, &r.Version)
	return r, err
}

func insertRound(ctx context.Context, tx *db.Tx, r Round) error {
	_, err := db.Exec(ctx, tx, `insert into pairing_round (id, programme_id, intake_id, run_id, model, status, created_by, created_at, sent_by, updated_at, version)
		values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, '', $8, $9)`,
		r.ID, r.Programme, r.Intake, r.Run, r.Model, r.Status, r.CreatedBy, r.CreatedAt, r.Version)
	if errors.Is(err, db.ErrRef) {
		return errMissing.Because(err)
	}
	return err
}

func loadRound(ctx context.Context, q db.Q, roundID string) (Round, error) {
	return found(db.One(ctx, q, scanRound, `select `+roundColumns+` from pairing_round where id = $1`, roundID))
}

// lockRound loads a round and keeps every other change of it waiting.
func lockRound(ctx context.Context, tx *db.Tx, roundID string) (Round, error) {
	return found(db.One(ctx, tx, scanRound, `update pairing_round set model = model where id = $1 returning `+roundColumns, roundID))
}

// claim makes the round the intake's sent one; db.ErrUnique when there is one.
func claim(ctx context.Context, tx *db.Tx, r Round) error {
	_, err := db.Exec(ctx, tx, `update pairing_round set status = $2, sent_by = $3, sent_at = $4 where id = $1`, r.ID, r.Status, r.SentBy, r.SentAt)
	return err
}

func saveRound(ctx context.Context, tx *db.Tx, r Round) error {
	_, err := db.Exec(ctx, tx, `update pairing_round set status = $2, closed_at = $3, updated_at = $4, version = version + 1 where id = $1`,
		r.ID, r.Status, r.ClosedAt, r.UpdatedAt)
	return err
}

// closeEmpty closes the sent rounds in which nothing is open or in reserve.
func closeEmpty(ctx context.Context, tx *db.Tx, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update pairing_round set status = 'closed', closed_at = $1, updated_at = $1, version = version + 1
		where status = 'sent' and not exists (select 1 from pairing_proposal p where p.round_id = pairing_round.id
			and p.status in ('draft', 'sent', 'mentee-yes', 'asked'))`, at)
	return err
}

func listRounds(ctx context.Context, q db.Q, intakeID string, limit int) ([]Round, error) {
	return db.Rows(ctx, q, scanRound, `select `+roundColumns+` from pairing_round where intake_id = $1 order by created_at desc, id desc limit $2`, intakeID, limit)
}

// countUnclosed is how many rounds of an intake are drafted or under way.
func countUnclosed(ctx context.Context, q db.Q, intakeID string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from pairing_round where intake_id = $1 and status <> 'closed'`, intakeID)
}

// countSame is how many runs of an input somebody kept.
func countSame(ctx context.Context, q db.Q, intakeID, by, print string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from matching_run where intake_id = $1 and created_by = $2 and fingerprint = $3`, intakeID, by, print)
}

// clearDraft takes a mentee's shortlist out of a draft.
func clearDraft(ctx context.Context, tx *db.Tx, roundID, menteeID string) error {
	_, err := db.Exec(ctx, tx, `delete from pairing_proposal where round_id = $1 and mentee_id = $2 and status = 'draft'`, roundID, menteeID)
	return err
}

func ofRound(ctx context.Context, q db.Q, roundID string, status Status) ([]Proposal, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from pairing_proposal p where p.round_id = $1 and p.status = $2 order by p.mentee_id, p.rank, p.id`, roundID, status)
}

const runColumns = `id, programme_id, intake_id, fingerprint, settings, created_by, created_at`

func (r *Run) fields(settings *string) []any {
	return []any{&r.ID, &r.Programme, &r.Intake, &r.Fingerprint, settings, &r.CreatedBy, &r.CreatedAt}
}

func insertRun(ctx context.Context, tx *db.Tx, r Run) error {
	_, err := db.Exec(ctx, tx, `insert into matching_run (`+runColumns+`, result) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.ID, r.Programme, r.Intake, r.Fingerprint, string(r.Settings), r.CreatedBy, r.CreatedAt, string(r.Result))
	if err != nil {
		return fmt.Errorf("insert run: %w", err)
	}
	return nil
}

func listRuns(ctx context.Context, q db.Q, intakeID string, limit int) ([]Run, error) {
	return db.Rows(ctx, q, func(s db.Scanner) (r Run, err error) {
		var settings string
		err = s.Scan(r.fields(&settings)...)
		r.Settings = []byte(settings)
		return r, err
	}, `select `+runColumns+` from matching_run where intake_id = $1 order by created_at desc, id desc limit $2`, intakeID, limit)
}

func loadRun(ctx context.Context, q db.Q, runID string) (Run, error) {
	return found(db.One(ctx, q, func(s db.Scanner) (r Run, err error) {
		var settings, result string
		err = s.Scan(append(r.fields(&settings), &result)...)
		r.Settings, r.Result = []byte(settings), []byte(result)
		return r, err
	}, `select `+runColumns+`, result from matching_run where id = $1`, runID))
}
