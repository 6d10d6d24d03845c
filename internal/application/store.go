package application

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"domubiedrs/internal/account"
	"domubiedrs/internal/db"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

const columns = `a.id, a.intake_id, a.programme_id, a.person_id, a.side, a.number, a.status, a.questionnaire, a.answers,
	coalesce(a.institution_id, ''), a.employer, a.role_code, a.category, a.notice_version, a.declared, a.declared_at, a.conflicts, a.checklist,
	a.fit, a.news_on, a.reason, a.note, a.source, a.digest, a.quiet, a.submitted_at, a.decided_at, a.decided_by, a.created_at, a.updated_at, a.version`

// row holds the columns that are text in the database and more in Go.
type row struct {
	Application
	ref, answers, declared, checklist string
}

func (r *row) fields() []any {
	a := &r.Application
	return []any{&a.ID, &a.Intake, &a.Programme, &a.Person, &a.Side, &a.Number, &a.Status, &r.ref, &r.answers,
		&a.Facts.Institution, &a.Facts.Employer, &a.Facts.Role, &a.Facts.Category, &a.Notice, &r.declared, &a.DeclaredAt, &a.Facts.Conflicts, &r.checklist,
		&a.Facts.Fit, &a.NewsOn, &a.Reason, &a.Note, &a.Source, &a.digest, &a.Quiet, &a.Submitted, &a.Decided, &a.DecidedBy, &a.CreatedAt, &a.UpdatedAt, &a.Version}
}

func (r *row) open() (Application, error) {
	a := r.Application
	if r.checklist != "" {
		a.Checklist = strings.Split(r.checklist, ",")
	}
	return a, errors.Join(json.Unmarshal([]byte(r.ref), &a.Ref), json.Unmarshal([]byte(r.answers), &a.Answers), json.Unmarshal([]byte(r.declared), &a.Declared))
}

func scan(s db.Scanner) (Application, error) {
	var r row
	if err := s.Scan(r.fields()...); err != nil {
		return Application{}, err
	}
	return r.open()
}

// texts are the columns that are JSON.
func texts(a Application) (ref, answers, declared string, err error) {
	x, errRef := json.Marshal(a.Ref)
	y, errAnswers := json.Marshal(a.Answers)
	z, errDeclared := json.Marshal(a.Declared)
	return string(x), string(y), string(z), errors.Join(errRef, errAnswers, errDeclared)
}

func insert(ctx context.Context, tx *db.Tx, a Application, p account.Person) error {
	ref, answers, declared, err := texts(a)
	if err != nil {
		return fmt.Errorf("write an application: %w", err)
	}
	_, err = db.Exec(ctx, tx, `insert into application (id, intake_id, programme_id, person_id, side, number, status, questionnaire, answers,
		institution_id, employer, role_code, category, notice_version, declared, declared_at, conflicts, checklist, fit, news_on, reason, note,
		source, digest, quiet, submitted_at, decided_at, decided_by, created_at, updated_at, version, search_text, person_text)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, ''), $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
		$26, $27, $28, $29, $30, $31, $32, $33)`,
		a.ID, a.Intake, a.Programme, a.Person, a.Side, a.Number, a.Status, ref, answers, a.Facts.Institution, a.Facts.Employer, a.Facts.Role,
		a.Facts.Category, a.Notice, declared, a.DeclaredAt, a.Facts.Conflicts, strings.Join(a.Checklist, ","), a.Facts.Fit, a.NewsOn, a.Reason, a.Note,
		a.Source, a.digest, a.Quiet, a.Submitted, a.Decided, a.DecidedBy, a.CreatedAt, a.UpdatedAt, a.Version,
		a.searchText(), i18n.Fold(p.GivenName+" "+p.FamilyName+" "+p.Email))
	if err != nil {
		return fmt.Errorf("insert application: %w", err)
	}
	return nil
}

func update(ctx context.Context, tx *db.Tx, a Application) (bool, error) {
	ref, answers, declared, err := texts(a)
	if err != nil {
		return false, fmt.Errorf("write an application: %w", err)
	}
	n, err := db.Exec(ctx, tx, `update application set number = $3, status = $4, questionnaire = $5, answers = $6, institution_id = nullif($7, ''),
		employer = $8, role_code = $9, category = $10, notice_version = $11, declared = $12, declared_at = $13, conflicts = $14, checklist = $15,
		fit = $16, news_on = $17, reason = $18, note = $19, digest = $20, quiet = $21, submitted_at = $22, decided_at = $23, decided_by = $24,
		updated_at = $25, source = $26, search_text = $27, version = version + 1 where id = $1 and version = $2`,
		a.ID, a.Version, a.Number, a.Status, ref, answers, a.Facts.Institution, a.Facts.Employer, a.Facts.Role, a.Facts.Category, a.Notice, declared,
		a.DeclaredAt, a.Facts.Conflicts, strings.Join(a.Checklist, ","), a.Facts.Fit, a.NewsOn, a.Reason, a.Note, a.digest, a.Quiet, a.Submitted,
		a.Decided, a.DecidedBy, a.UpdatedAt, a.Source, a.searchText())
	if err != nil {
		return false, fmt.Errorf("save application: %w", err)
	}
	return n == 1, nil
}

// searchText is what may change with every save; the person's name and address
// are kept beside it once.
func (a Application) searchText() string { return i18n.Fold(a.Number + " " + a.Facts.Employer) }

func load(ctx context.Context, q db.Q, applicationID string) (Application, error) {
	a, err := db.One(ctx, q, scan, `select `+columns+` from application a where a.id = $1`, applicationID)
	if errors.Is(err, db.ErrNone) {
		return a, errMissing
	}
	return a, err
}

// find gives db.ErrNone when the person has not applied.
func find(ctx context.Context, q db.Q, intakeID string, side Side, personID string) (Application, error) {
	return db.One(ctx, q, scan, `select `+columns+` from application a where a.intake_id = $1 and a.side = $2 and a.person_id = $3`, intakeID, side, personID)
}

func listOf(ctx context.Context, q db.Q, personID string) ([]Application, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from application a where a.person_id = $1 order by a.created_at desc, a.id desc`, personID)
}

func listQuiet(ctx context.Context, q db.Q, intakeID string, limit int) ([]Application, error) {
	return db.Rows(ctx, q, scan, `select `+columns+` from application a where a.intake_id = $1 and a.quiet = true order by a.id limit $2`, intakeID, limit)
}

func countQuiet(ctx context.Context, q db.Q, intakeID string) (int, error) {
	return db.One(ctx, q, db.Value[int], `select count(*) from application a where a.intake_id = $1 and a.quiet = true`, intakeID)
}

func insertEvent(ctx context.Context, tx *db.Tx, a Application, actor string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into application_event (id, application_id, at, actor_id, status, reason, note) values ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(), a.ID, at, actor, a.Status, a.Reason, a.Note)
	return err
}

func listEvents(ctx context.Context, q db.Q, applicationID string) ([]Event, error) {
	return db.Rows(ctx, q, func(s db.Scanner) (e Event, err error) {
		err = s.Scan(&e.At, &e.Actor, &e.Status, &e.Reason, &e.Note)
		return e, err
	}, `select at, actor_id, status, reason, note from application_event where application_id = $1 order by at, id`, applicationID)
}

func putEquality(ctx context.Context, tx *db.Tx, applicationID, sex, birthYear string, at time.Time) error {
	_, err := db.Exec(ctx, tx, `insert into equality_answer (application_id, sex, birth_year, updated_at) values ($1, $2, $3, $4)
		on conflict (application_id) do update set sex = excluded.sex, birth_year = excluded.birth_year, updated_at = excluded.updated_at`,
		applicationID, sex, birthYear, at)
	return err
}
