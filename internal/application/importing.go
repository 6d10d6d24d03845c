package application

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
)

// Row is one application as a spreadsheet has it, read and mapped.
type Row struct {
	Line    int // of the file
	Person  account.Details
	Answers questionnaire.Answers
}

// Outcome is what happens with a row.
type Outcome string

const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Rejected  Outcome = "rejected"
)

// Key is the translation key of the outcome's name.
func (o Outcome) Key() string { return "application.outcome." + string(o) }

// RowReport is what happened with one row, in words for each field.
type RowReport struct {
	Line    int
	Name    string
	Email   string
	Outcome Outcome
	Fields  map[string]fault.Message // of a rejected row, by field or prompt
}

// Report is what happened with a file, row by row.
type Report struct {
	Rows  []RowReport
	Saved bool // false: a preview, or a row was rejected, and nothing was kept
}

// Count tells how many rows came to an outcome.
func (r Report) Count(o Outcome) (n int) {
	for _, row := range r.Rows {
		if row.Outcome == o {
			n++
		}
	}
	return n
}

// errKeepNothing ends the transaction of a preview or of a file with rejected
// rows.
var errKeepNothing = errors.New("nothing is kept")

// Import takes a file's rows into an intake, all or none: a rejected row keeps
// the others out too. The same rows again change nothing. What is required of
// a form may be missing here; the rules then ask somebody to look. Nobody is
// written to: Announce does that. With preview nothing is kept.
func (s *Service) Import(ctx context.Context, actor access.Actor, intakeID string, side Side, rows []Row, preview bool, progress func(done, total int)) (report Report, err error) {
	x, err := s.Intakes.Get(ctx, actor, intakeID)
	if err != nil {
		return report, err
	}
	if err := actor.Check(access.Write, access.Object{Thing: access.Screening, Programme: x.Programme}); err != nil {
		return report, err
	}
	form, err := questionnaire.Current(ctx, s.DB, formOf[side], x.Programme)
	if err != nil {
		return report, err
	}
	job := &importing{Service: s, actor: actor, intake: x, side: side, form: form, known: s.remembered(ctx, x.Programme), seen: map[string]int{}}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		report = Report{Rows: make([]RowReport, 0, len(rows))}
		clear(job.seen)
		for i, row := range rows {
			line, err := job.take(ctx, tx, row)
			if err != nil {
				return fmt.Errorf("import row %d: %w", row.Line, err)
			}
			report.Rows = append(report.Rows, line)
			if progress != nil {
				progress(i+1, len(rows))
			}
		}
		if preview || report.Count(Rejected) > 0 {
			return errKeepNothing
		}
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: audit.ApplicationsImported,
			Object: audit.Object{Kind: audit.KindIntake, ID: x.ID}, Programme: x.Programme})
	})
	if errors.Is(err, errKeepNothing) {
		return report, nil
	}
	report.Saved = err == nil
	return report, err
}

// importing is one file on its way in.
type importing struct {
	*Service
	actor  access.Actor
	intake intake.Intake
	side   Side
	form   questionnaire.Edition
	known  questionnaire.Known
	seen   map[string]int // address → the line that it came in first
}

// remembered asks each source for each code once a file.
func (s *Service) remembered(ctx context.Context, programmeID string) questionnaire.Known {
	type asked struct {
		source questionnaire.Source
		code   string
	}
	answers, ask := map[asked]bool{}, s.known(ctx, programmeID)
	return func(source questionnaire.Source, code string) (bool, error) {
		key := asked{source, code}
		if ok, there := answers[key]; there {
			return ok, nil
		}
		ok, err := ask(source, code)
		answers[key] = ok
		return ok, err
	}
}

// take brings one row in, or says what is wrong with it.
func (j *importing) take(ctx context.Context, tx *db.Tx, row Row) (RowReport, error) {
	report := RowReport{Line: row.Line, Name: row.Person.GivenName + " " + row.Person.FamilyName, Email: row.Person.Email}
	reject := func(err error) (RowReport, error) {
		f := fault.As(err)
		if f == nil || f.Kind != fault.Invalid {
			return report, err
		}
		report.Outcome, report.Fields = Rejected, f.Fields
		return report, nil
	}
	p, err := account.Read(row.Person)
	if err != nil {
		return reject(err)
	}
	if first, twice := j.seen[p.Email]; twice {
		return reject(fault.Fields(map[string]fault.Message{"email": fault.Msg("application.fault.twice", "line", first)}))
	}
	j.seen[p.Email] = row.Line
	answers := j.form.Keep(row.Answers)
	if err := j.form.Check(questionnaire.Everything, answers, j.known); err != nil && !onlyMissing(err) {
		return reject(err)
	}
	report.Outcome, err = j.put(ctx, tx, row, answers)
	if err != nil {
		return reject(err)
	}
	return report, nil
}

// put writes the person and the application, or finds that nothing changed.
func (j *importing) put(ctx context.Context, tx *db.Tx, row Row, answers questionnaire.Answers) (Outcome, error) {
	p, err := j.Accounts.Enrol(ctx, tx, j.actor, row.Person)
	if err != nil {
		return "", err
	}
	sum, err := digest(row.Person, answers)
	if err != nil {
		return "", err
	}
	a, err := find(ctx, tx, j.intake.ID, j.side, p.ID)
	if errors.Is(err, db.ErrNone) {
		return Created, j.create(ctx, tx, p, answers, sum)
	}
	switch {
	case err != nil:
		return "", err
	case a.digest == sum:
		return Unchanged, nil
	case a.Source == ByForm:
		return "", fault.Fields(map[string]fault.Message{"email": fault.Msg("application.fault.by-form")})
	case a.Status != Submitted:
		return "", fault.Fields(map[string]fault.Message{"email": fault.Msg("application.fault.decided")})
	}
	a.Answers, a.digest = answers, sum
	if err := j.settle(ctx, tx, &a); err != nil {
		return "", err
	}
	return Updated, j.save(ctx, tx, &a)
}

func (j *importing) create(ctx context.Context, tx *db.Tx, p account.Person, answers questionnaire.Answers, sum string) (err error) {
	now := j.Now()
	a := Application{ID: id.New(), Intake: j.intake.ID, Programme: j.intake.Programme, Person: p.ID, Side: j.side, Status: Submitted, Ref: j.form.Ref(),
		Answers: answers, Source: ByImport, Quiet: true, Submitted: &now, CreatedAt: now, UpdatedAt: now, Version: 1, digest: sum}
	if a.Number, err = j.Intakes.NextNumber(ctx, tx, j.intake); err != nil {
		return err
	}
	if err := j.settle(ctx, tx, &a); err != nil {
		return err
	}
	if err := insert(ctx, tx, a, p); err != nil {
		return err
	}
	return insertEvent(ctx, tx, a, j.actor.Person, now)
}

// settle takes the facts from the answers and judges them.
func (j *importing) settle(ctx context.Context, tx *db.Tx, a *Application) error {
	if err := j.derive(ctx, a); err != nil {
		return err
	}
	return j.judge(ctx, tx, a)
}

// digest is what tells one row's content from another's.
func digest(p account.Details, answers questionnaire.Answers) (string, error) {
	keys := make([]string, 0, len(answers))
	for key := range answers {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	parts := []any{p.GivenName, p.FamilyName, p.Email}
	for _, key := range keys {
		parts = append(parts, key, answers[key])
	}
	text, err := json.Marshal(parts)
	if err != nil {
		return "", fmt.Errorf("write a row's digest: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
