package application

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/questionnaire"
)

// Row is one application as a spreadsheet has it, read and mapped. What could
// not be read already is in Wrong, by field or prompt.
type Row struct {
	Line    int // of the file
	Person  account.Details
	Answers questionnaire.Answers
	Wrong   fault.Checks
}

// WholeRow is the key in Wrong of what is wrong with a row that cannot be read
// at all; nothing else is said about it then.
const WholeRow = "row"

// Outcome is what happens with a row.
type Outcome string

const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Rejected  Outcome = "rejected"
)

// Outcomes in the order of reports.
var Outcomes = []Outcome{Created, Updated, Unchanged, Rejected}

// Key is the translation key of the outcome's name.
func (o Outcome) Key() string { return "application.outcome." + string(o) }

// RowReport is what happened with one row, in words for each field.
type RowReport struct {
	Line    int
	Name    string
	Email   string
	Outcome Outcome
	Fit     Fit                      // what the rules say; empty for a rejected row
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

// CommandLine is who runs a command at the server: they may do what a
// coordinator of the programme may, and are recorded as the command line.
func CommandLine(programmeID string) access.Actor {
	return access.Actor{Person: audit.CommandLine, Fresh: true,
		Grants: []access.Grant{{Role: access.Coordinator, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}}}
}

// errKeepNothing ends the transaction of a preview or of a file with rejected
// rows.
var errKeepNothing = errors.New("nothing is kept")

// Import takes a file's rows into an intake, all or none: a rejected row keeps
// the others out too. The same rows again change nothing. What is required of
// a form may be missing here; the rules then ask somebody to look. Nobody is
// written to: Announce does that. With preview nothing is kept. progress may be
// nil.
//
// The record has one entry for the file and one for each account that it made;
// who brought an application in stands in the application's own timeline. The
// entries come last, since other writers wait from the first one on.
func (s *Service) Import(ctx context.Context, actor access.Actor, intakeID string, side Side, rows []Row, preview bool, progress func(done, total int)) (report Report, err error) {
	x, err := s.screening(ctx, actor, access.Write, intakeID)
	if err != nil {
		return report, err
	}
	form, err := questionnaire.Current(ctx, s.DB, formOf[side], x.Programme)
	if err != nil {
		return report, fmt.Errorf("find the application form: %w", err)
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		j := s.importing(ctx, tx, actor, x, side, form)
		if report, err = j.all(ctx, rows, progress); err != nil {
			return err
		}
		if preview || report.Count(Rejected) > 0 {
			return errKeepNothing
		}
		return record(ctx, tx, append(j.made, ofIntake(actor.Person, audit.ApplicationsImported, x))...)
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
	tx       *db.Tx
	actor    access.Actor
	intake   intake.Intake
	side     Side
	form     questionnaire.Edition
	known    questionnaire.Known
	category func(ctx context.Context, programmeID, role string) (string, error)
	place    func(f Facts) (string, error)
	judged   map[string]Evidence // by institution: what the rules look at of it
	seen     map[string]int      // address → the line that it came in first
	made     []audit.Entry       // accounts
}

// importing prepares for a file: what rows share is asked of the database once.
func (s *Service) importing(ctx context.Context, tx *db.Tx, actor access.Actor, x intake.Intake, side Side, form questionnaire.Edition) *importing {
	known := s.known(ctx, x.Programme)
	j := &importing{Service: s, tx: tx, actor: actor, intake: x, side: side, form: form, judged: map[string]Evidence{}, seen: map[string]int{}}
	type option struct {
		source questionnaire.Source
		code   string
	}
	is := once(func(o option) (bool, error) { return known(o.source, o.code) })
	j.known = func(source questionnaire.Source, code string) (bool, error) { return is(option{source, code}) }
	category := once(func(role string) (string, error) { return s.category(ctx, x.Programme, role) })
	j.category = func(_ context.Context, _, role string) (string, error) { return category(role) }
	place := once(func(f Facts) (string, error) { return s.place(ctx, tx, actor.Person, f) })
	j.place = func(f Facts) (string, error) { return place(Facts{Institution: f.Institution, Employer: f.Employer}) }
	return j
}

// once remembers what a question was answered.
func once[K comparable, V any](ask func(K) (V, error)) func(K) (V, error) {
	answers := map[K]V{}
	return func(key K) (V, error) {
		if v, there := answers[key]; there {
			return v, nil
		}
		v, err := ask(key)
		if err == nil {
			answers[key] = v
		}
		return v, err
	}
}

func (j *importing) all(ctx context.Context, rows []Row, progress func(done, total int)) (Report, error) {
	report := Report{Rows: make([]RowReport, 0, len(rows))}
	for i, row := range rows {
		line, err := j.take(ctx, row)
		if err != nil {
			return report, fmt.Errorf("import row %d: %w", row.Line, err)
		}
		report.Rows = append(report.Rows, line)
		if progress != nil {
			progress(i+1, len(rows))
		}
	}
	return report, nil
}

// take brings one row in, or says what is wrong with it.
func (j *importing) take(ctx context.Context, row Row) (RowReport, error) {
	if broken, is := row.Wrong[WholeRow]; is {
		return RowReport{Line: row.Line, Outcome: Rejected, Fields: map[string]fault.Message{WholeRow: broken}}, nil
	}
	p, bad := account.Read(row.Person)
	report := RowReport{Line: row.Line, Name: p.Name(), Email: p.Email}
	answers := j.form.Keep(row.Answers)
	checks := []func() error{
		func() error { return bad },
		func() error { return row.Wrong.Err() },
		func() error { return j.address(p.Email, row.Line) },
		func() error { return wrong(j.form.Check(questionnaire.Everything, answers, j.known), answers) },
	}
	all := fault.Checks{}
	for _, check := range checks {
		if err := collect(all, check()); err != nil {
			return report, err
		}
	}
	err := all.Err()
	if err == nil {
		report.Outcome, report.Fit, err = j.put(ctx, row, answers)
	}
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		report.Outcome, report.Fit, report.Fields, err = Rejected, "", f.Fields, nil
	}
	return report, err
}

// collect adds the messages of a refusal; another error comes back.
func collect(all fault.Checks, err error) error {
	f := fault.As(err)
	if err == nil || f == nil || f.Kind != fault.Invalid {
		return err
	}
	maps.Copy(all, f.Fields)
	return nil
}

// address refuses one that letters cannot be sent to, or that the file has
// already.
func (j *importing) address(email string, line int) error {
	key := emailKey(email)
	first, twice := j.seen[key]
	switch {
	case email == "":
		return nil // said already
	case !mail.Valid(email):
		return fault.Fields(map[string]fault.Message{"email": fault.Msg("account.fault.email")})
	case twice:
		return fault.Fields(map[string]fault.Message{"email": fault.Msg("application.fault.twice", "line", first)})
	}
	j.seen[key] = line
	return nil
}

// put writes the person and the application, or finds that nothing changed.
func (j *importing) put(ctx context.Context, row Row, answers questionnaire.Answers) (Outcome, Fit, error) {
	p, added, err := j.Accounts.Enrol(ctx, j.tx, row.Person)
	if err != nil {
		return "", "", err
	}
	sum, err := digest(row.Person, answers)
	if err != nil {
		return "", "", err
	}
	if added {
		j.made = append(j.made, audit.Entry{Actor: j.actor.Person, Action: audit.PersonCreated,
			Object: audit.Object{Kind: audit.KindPerson, ID: p.ID}, Subject: p.ID})
		return j.create(ctx, p, answers, sum)
	}
	a, err := find(ctx, j.tx, j.intake.ID, j.side, p.ID)
	if errors.Is(err, db.ErrNone) {
		return j.create(ctx, p, answers, sum)
	}
	if err != nil {
		return "", "", err
	}
	return j.renew(ctx, a, p, answers, sum)
}

// renew puts a row's answers in the place of those that an earlier file brought.
func (j *importing) renew(ctx context.Context, a Application, p account.Person, answers questionnaire.Answers, sum string) (Outcome, Fit, error) {
	switch {
	case a.digest == sum:
		return Unchanged, a.Facts.Fit, nil
	case a.Source == ByForm:
		return "", "", fault.Fields(map[string]fault.Message{"email": fault.Msg("application.fault.by-form")})
	case a.Status != Submitted:
		return "", "", fault.Fields(map[string]fault.Message{"email": fault.Msg("application.fault.decided")})
	}
	a.Ref, a.Answers, a.digest = j.form.Ref(), answers, sum
	if err := j.settle(ctx, &a, p); err != nil {
		return "", "", err
	}
	return Updated, a.Facts.Fit, j.save(ctx, j.tx, &a)
}

func (j *importing) create(ctx context.Context, p account.Person, answers questionnaire.Answers, sum string) (Outcome, Fit, error) {
	if p.Status != account.Active {
		return "", "", fault.Fields(map[string]fault.Message{"email": fault.Msg("application.fault.disabled")})
	}
	now := j.Now()
	a := Application{ID: id.New(), Intake: j.intake.ID, Programme: j.intake.Programme, Person: p.ID, Side: j.side, Status: Submitted, Ref: j.form.Ref(),
		Answers: answers, Source: ByImport, Quiet: true, Submitted: &now, CreatedAt: now, UpdatedAt: now, Version: 1, digest: sum}
	err := j.settle(ctx, &a, p)
	if err != nil {
		return "", "", err
	}
	if a.Number, err = j.Intakes.NextNumber(ctx, j.tx, j.intake); err != nil {
		return "", "", err
	}
	if err := insert(ctx, j.tx, a, p); err != nil {
		return "", "", err
	}
	return Created, a.Facts.Fit, insertEvent(ctx, j.tx, a, j.actor.Person, now)
}

// settle takes the facts from the answers and judges them.
func (j *importing) settle(ctx context.Context, a *Application, p account.Person) error {
	if err := j.derive(ctx, a, j.category); err != nil {
		return err
	}
	place, err := j.place(a.Facts)
	if err != nil {
		return err
	}
	a.employ(place)
	e, there := j.judged[a.Facts.Institution]
	if !there {
		e.Today = j.today()
		if a.Facts.Institution != "" {
			i, err := j.Institutions.Load(ctx, j.tx, a.Facts.Institution)
			if err != nil {
				return err
			}
			e.Institution = &i
		}
		j.judged[a.Facts.Institution] = e
	}
	e.Side, e.Role, e.Prepared, e.FreeMail = a.Side, a.Facts.Role, a.Prepared(), freeMail(p.Email)
	a.Facts.Fit, _ = Eligibility(e)
	return nil
}

// digest is what tells one row's content from another's.
func digest(p account.Details, answers questionnaire.Answers) (string, error) {
	parts := []any{p.GivenName, p.FamilyName, emailKey(p.Email)}
	for _, key := range slices.Sorted(maps.Keys(answers)) {
		parts = append(parts, key, answers[key])
	}
	text, err := json.Marshal(parts)
	if err != nil {
		return "", fmt.Errorf("write a row's digest: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
