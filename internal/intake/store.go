package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

const columns = `id, programme_id, code, name_lv, name_en, opens_on, closes_on, news_on, matching_from, matching_to, seminar_on,
	starts_on, ends_on, models, rules, status, created_at, updated_at, version`

func scan(row db.Scanner) (x Intake, err error) {
	var models, rules string
	if err := row.Scan(&x.ID, &x.Programme, &x.Code, &x.NameLV, &x.NameEN, &x.OpensOn, &x.ClosesOn, &x.NewsOn, &x.MatchingFrom, &x.MatchingTo,
		&x.SeminarOn, &x.StartsOn, &x.EndsOn, &models, &rules, &x.Status, &x.CreatedAt, &x.UpdatedAt, &x.Version); err != nil {
		return x, err
	}
	x.Models = strings.Split(models, ",")
	x.Rules, err = parseRules(rules)
	return x, err
}

func insert(ctx context.Context, tx *db.Tx, x Intake) error {
	rules, err := x.Rules.text()
	if err != nil {
		return fmt.Errorf("write the rules of an intake: %w", err)
	}
	_, err = db.Exec(ctx, tx, `insert into intake (`+columns+`, counter)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0)`,
		x.ID, x.Programme, x.Code, x.NameLV, x.NameEN, x.OpensOn, x.ClosesOn, x.NewsOn, x.MatchingFrom, x.MatchingTo,
		x.SeminarOn, x.StartsOn, x.EndsOn, strings.Join(x.Models, ","), rules, x.Status, x.CreatedAt, x.UpdatedAt, x.Version)
	return taken(err)
}

// taken turns a broken unique constraint into the message beside the code.
func taken(err error) error {
	switch {
	case errors.Is(err, db.ErrUnique):
		return fault.Fields(map[string]fault.Message{"code": fault.Msg("intake.fault.code-taken")})
	case errors.Is(err, db.ErrRef):
		return fault.New(fault.NotFound, "fault.not-found").Because(err)
	}
	return err
}

func found(x Intake, err error) (Intake, error) {
	if errors.Is(err, db.ErrNone) {
		return x, fault.New(fault.NotFound, "fault.not-found")
	}
	return x, err
}

func load(ctx context.Context, q db.Q, intakeID string) (Intake, error) {
	return found(db.One(ctx, q, scan, `select `+columns+` from intake where id = $1`, intakeID))
}

func hold(ctx context.Context, tx *db.Tx, intakeID string) (Intake, error) {
	return found(db.One(ctx, tx, scan, `update intake set counter = counter where id = $1 returning `+columns, intakeID))
}

func loadByCode(ctx context.Context, q db.Q, code string) (Intake, error) {
	return found(db.One(ctx, q, scan, `select `+columns+` from intake where code = $1`, strings.ToLower(code)))
}

func save(ctx context.Context, tx *db.Tx, x Intake) error {
	rules, err := x.Rules.text()
	if err != nil {
		return fmt.Errorf("write the rules of an intake: %w", err)
	}
	n, err := db.Exec(ctx, tx, `update intake set code = $3, name_lv = $4, name_en = $5, opens_on = $6, closes_on = $7, news_on = $8,
		matching_from = $9, matching_to = $10, seminar_on = $11, starts_on = $12, ends_on = $13, models = $14, rules = $15, status = $16,
		updated_at = $17, version = version + 1 where id = $1 and version = $2`,
		x.ID, x.Version, x.Code, x.NameLV, x.NameEN, x.OpensOn, x.ClosesOn, x.NewsOn, x.MatchingFrom, x.MatchingTo, x.SeminarOn,
		x.StartsOn, x.EndsOn, strings.Join(x.Models, ","), rules, x.Status, x.UpdatedAt)
	if err != nil {
		return taken(err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "fault.stale")
	}
	return nil
}

func list(ctx context.Context, q db.Q, programmeID string) ([]Intake, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from intake where programme_id = $1 order by opens_on desc, id desc`, programmeID)
}

func listPublished(ctx context.Context, q db.Q, today string) ([]Intake, error) {
	prefixed := "i." + strings.ReplaceAll(strings.Join(strings.Fields(columns), " "), ", ", ", i.")
	return db.Rows(ctx, q, scan, `select `+prefixed+` from intake i join programme p on p.id = i.programme_id
		where i.status = 'published' and p.status = 'open' and (i.ends_on = '' or i.ends_on >= $1)
		order by i.opens_on, i.id`, today)
}

// count takes the next number by a guarded update, so that no two applications
// share one.
func count(ctx context.Context, tx *db.Tx, intakeID string) (int64, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `update intake set counter = counter + 1 where id = $1 returning counter`, intakeID)
	if err != nil {
		return 0, fmt.Errorf("take the next number of intake %s: %w", intakeID, err)
	}
	return n, nil
}

func programmeOpen(ctx context.Context, q db.Q, programmeID string) (bool, error) {
	status, err := db.One(ctx, q, db.Value[string], `select status from programme where id = $1`, programmeID)
	if err != nil {
		return false, fmt.Errorf("read the status of programme %s: %w", programmeID, err)
	}
	return status == "open", nil
}
