package peopletest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
)

func (x applicant) insert(ctx context.Context, tx *db.Tx, in intake.Intake) (applicationID, personID string, err error) {
	applicationID, personID = newID(), newID()
	answers, err := text(x.answers())
	if err != nil {
		return "", "", err
	}
	form, err := questionnaire.Current(ctx, tx, application.FormKey(x.side), in.Programme)
	if err != nil {
		return "", "", err
	}
	ref, err := json.Marshal(form.Ref())
	if err != nil {
		return "", "", err
	}
	_, err = db.Exec(ctx, tx, `insert into person (id, given_name, family_name, email, email_key, greeting, language, status, sort_key, search_text, created_at, updated_at, version)
		values ($1, $2, $3, $4, $4, '', 'lv', 'active', $5, $6, $7, $7, 1)`,
		personID, x.given, x.family, personID+"@example.org", x.family, i18n.Fold(x.given+" "+x.family), x.at)
	if err != nil {
		return "", "", fmt.Errorf("insert a person: %w", err)
	}
	_, err = db.Exec(ctx, tx, `insert into application (id, intake_id, programme_id, person_id, side, number, status, fit, submitted_at, employer, person_text, search_text,
		role_code, category, questionnaire, notice_version, declared, conflicts, checklist, news_on, reason, note, source, digest, quiet, decided_by,
		created_at, updated_at, version, answers)
		values ($1, $2, $3, $4, $5, $6, 'eligible', 'yes', $7, $8, $9, $10, $11, 'key', $12, '1', '{}', false, '', '', '', '', 'form', '', false, '', $7, $7, 1, $13)`,
		applicationID, in.ID, in.Programme, personID, x.side, x.number, x.at, x.employer, i18n.Fold(x.given+" "+x.family), i18n.Fold(x.number+" "+x.employer), x.role, string(ref), answers)
	if err != nil {
		return "", "", fmt.Errorf("insert an application: %w", err)
	}
	return applicationID, personID, nil
}

func readAnswers(ctx context.Context, tx *db.Tx, applicationID string) (a questionnaire.Answers, err error) {
	stored, err := db.One(ctx, tx, db.Value[string], `select answers from application where id = $1`, applicationID)
	if err != nil {
		return nil, err
	}
	return a, json.Unmarshal([]byte(stored), &a)
}

func writeAnswers(ctx context.Context, tx *db.Tx, applicationID string, a questionnaire.Answers) error {
	stored, err := text(a)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, tx, `update application set answers = $2, conflicts = $3, version = version + 1 where id = $1`,
		applicationID, stored, a.First("conflicts") != application.None)
	return err
}

func writeSince(ctx context.Context, tx *db.Tx, applicationID string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `update application set submitted_at = $2, version = version + 1 where id = $1`, applicationID, at)
	return err
}
