package pairing

import (
	"context"
	"errors"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

const partyColumns = `application_id, intake_id, side, places, taken, paused, news_on`

func scanParty(s db.Scanner) (p Party, err error) {
	err = s.Scan(&p.Application, &p.Intake, &p.Side, &p.Places, &p.Taken, &p.Paused, &p.NewsOn)
	return p, err
}

// findParty gives an empty one where nothing was decided about somebody yet.
func findParty(ctx context.Context, q db.Q, applicationID string) (Party, error) {
	p, err := db.One(ctx, q, scanParty, `select `+partyColumns+` from pairing_party where application_id = $1`, applicationID)
	if errors.Is(err, db.ErrNone) {
		return Party{}, nil
	}
	return p, err
}

func ensureParty(ctx context.Context, tx *db.Tx, a application.Application, at time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into pairing_party (application_id, intake_id, side, places, taken, paused, news_on, updated_at)
		values ($1, $2, $3, $4, 0, false, '', $5) on conflict (application_id) do nothing`, a.ID, a.Intake, a.Side, a.Places(), at)
	return err
}

// lockParty keeps every other decision about somebody waiting until the
// transaction ends.
func lockParty(ctx context.Context, tx *db.Tx, applicationID string) (Party, error) {
	return found(db.One(ctx, tx, scanParty, `update pairing_party set side = side where application_id = $1 returning `+partyColumns, applicationID))
}

func setPlaces(ctx context.Context, tx *db.Tx, applicationID string, places int64, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update pairing_party set places = $2, updated_at = $3 where application_id = $1`, applicationID, places, at)
	return err
}

// takePlace takes a place if one is free; givePlace gives it back. There are
// never more taken than there are, whoever asks at the same time.
func takePlace(ctx context.Context, tx *db.Tx, applicationID string, at time.Time) (took bool, err error) {
	n, err := db.Exec(ctx, tx, `update pairing_party set taken = taken + 1, updated_at = $2 where application_id = $1 and taken < places`, applicationID, at)
	return n == 1, err
}

func givePlace(ctx context.Context, tx *db.Tx, applicationID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update pairing_party set taken = taken - 1, updated_at = $2 where application_id = $1 and taken > 0`, applicationID, at)
	return err
}

func setPaused(ctx context.Context, tx *db.Tx, applicationID string, paused bool, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update pairing_party set paused = $2, updated_at = $3 where application_id = $1`, applicationID, paused, at)
	return err
}

func setNews(ctx context.Context, tx *db.Tx, applicationID, day string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update pairing_party set news_on = $2, updated_at = $3 where application_id = $1`, applicationID, day, at)
	return err
}

func listParties(ctx context.Context, q db.Q, intakeID string, side Side) ([]Party, error) {
	return db.Rows(ctx, q, scanParty, `select `+partyColumns+` from pairing_party where intake_id = $1 and side = $2 order by application_id`, intakeID, side)
}

const ruleColumns = `id, intake_id, mentee_id, mentor_id, kind, source, note, created_by, created_at`

func scanRule(s db.Scanner) (r Rule, err error) {
	err = s.Scan(&r.ID, &r.Intake, &r.Mentee, &r.Mentor, &r.Kind, &r.Source, &r.Note, &r.CreatedBy, &r.CreatedAt)
	return r, err
}

// putRule sets a rule in the place of the one before; what a conflict excludes
// gives way to a conflict only.
func putRule(ctx context.Context, tx *db.Tx, r Rule) error {
	n, err := db.Exec(ctx, tx, `insert into pairing_rule (`+ruleColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (mentee_id, mentor_id) do update set kind = excluded.kind, source = excluded.source, note = excluded.note,
			created_by = excluded.created_by, created_at = excluded.created_at
		where pairing_rule.source = 'staff' or excluded.source = 'conflict'`,
		id.New(), r.Intake, r.Mentee, r.Mentor, r.Kind, r.Source, r.Note, r.CreatedBy, r.CreatedAt)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "pairing.fault.conflict")
	}
	return err
}

func liftRule(ctx context.Context, tx *db.Tx, menteeID, mentorID string) (bool, error) {
	n, err := db.Exec(ctx, tx, `delete from pairing_rule where mentee_id = $1 and mentor_id = $2 and source = 'staff'`, menteeID, mentorID)
	return n == 1, err
}

func listRules(ctx context.Context, q db.Q, intakeID string) ([]Rule, error) {
	return db.Rows(ctx, q, scanRule, `select `+ruleColumns+` from pairing_rule where intake_id = $1 order by id`, intakeID)
}

func rulesOf(ctx context.Context, q db.Q, intakeID string) (map[pair]Rule, error) {
	rules, err := listRules(ctx, q, intakeID)
	of := make(map[pair]Rule, len(rules))
	for _, r := range rules {
		of[pair{r.Mentee, r.Mentor}] = r
	}
	return of, err
}
