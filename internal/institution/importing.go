package institution

import (
	"context"
	"fmt"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// Outcome is what happens with a row of a register.
type Outcome string

const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Closed    Outcome = "closed"
	Unchanged Outcome = "unchanged"
	Rejected  Outcome = "rejected"
)

// Outcomes in the order of reports.
var Outcomes = []Outcome{Created, Updated, Closed, Unchanged, Rejected}

// Key is the translation key of the outcome's name.
func (o Outcome) Key() string { return "institution.outcome." + string(o) }

// Change is a field that a register says something new of. Kept: the
// administrator's wording stays, and New is what the register says.
type Change struct {
	Field    string // institution.column.<Field> names it
	Old, New string // types as codes, institutions above by name
	Kept     bool
}

// Taken is what happens with one row.
type Taken struct {
	Line        int
	Name, Code  string
	Institution string // id; empty for a rejected row
	Outcome     Outcome
	Changes     []Change
	Notes       []fault.Message // what an administrator should know
	Wrong       fault.Checks    // why it is rejected, by column
}

// Report is what happens with a register, row by row.
type Report struct {
	Columns []Column
	Rows    []Taken
	Saved   bool // false: a preview, or a row was rejected, and nothing was kept
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

// CommandLine is who runs a command at the server: they may do what an
// administrator may, and are recorded as the command line.
func CommandLine() access.Actor {
	return access.Actor{Person: audit.CommandLine, Fresh: true, Grants: []access.Grant{{Role: access.Administrator, Scope: access.Scope{Kind: access.System}}}}
}

// Import takes a register in, all of it or, when a row is rejected, nothing.
// Institutions are known by their code, and without one by their name, so the
// same file again changes nothing. What an administrator wrote over the
// register's words stays and is reported. An institution with a closing date is
// closed; one that the file does not have is left alone. With preview nothing is
// kept.
func (s *Service) Import(ctx context.Context, actor access.Actor, r Register, preview bool) (report Report, err error) {
	if err := actor.Check(access.Write, object("")); err != nil {
		return report, err
	}
	if preview {
		p, err := s.plan(ctx, s.DB, r)
		return p.report, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := s.plan(ctx, tx, r)
		report = p.report
		if err != nil || report.Count(Rejected) > 0 {
			return err
		}
		if err := s.carryOut(ctx, tx, actor.Person, p); err != nil {
			return err
		}
		report.Saved = true
		return nil
	})
	report.Saved = report.Saved && err == nil
	return report, err
}

func (s *Service) plan(ctx context.Context, q db.Q, r Register) (*plan, error) {
	p := newPlan(r)
	all, err := listAll(ctx, q)
	if err != nil {
		return p, err
	}
	day, err := s.today()
	if err != nil {
		return p, err
	}
	p.make(all, day)
	return p, nil
}

// carryOut writes what was planned: first what closes and makes room for a name,
// then the new ones, those above before those below, then the rest.
func (s *Service) carryOut(ctx context.Context, tx *db.Tx, by string, p *plan) error {
	var entries []audit.Entry
	for _, x := range p.inOrder() {
		outcome := x.outcome()
		if err := s.write(ctx, tx, x); err != nil {
			return fmt.Errorf("import row %d: %w", x.line, err)
		}
		if action, worth := deeds[outcome]; worth {
			entries = append(entries, audit.Entry{Actor: by, Action: action, Object: audit.Object{Kind: audit.KindInstitution, ID: x.ID}})
		}
	}
	entries = append(entries, audit.Entry{Actor: by, Action: audit.InstitutionsImported, Object: audit.Object{Kind: audit.KindInstitution}})
	if err := audit.RecordAll(ctx, tx, entries); err != nil {
		return fmt.Errorf("record the import: %w", err)
	}
	return nil
}

// deeds are what is recorded of an outcome. What the register is remembered to
// have said is no deed.
var deeds = map[Outcome]audit.Action{Created: audit.InstitutionCreated, Updated: audit.InstitutionChanged, Closed: audit.InstitutionClosed}

func (s *Service) write(ctx context.Context, tx *db.Tx, x *subject) error {
	i := x.Institution
	i.UpdatedAt = s.Now()
	if !x.fresh {
		return taken(save(ctx, tx, i))
	}
	i.CreatedAt = i.UpdatedAt
	added, err := insert(ctx, tx, i)
	if err == nil && !added {
		return errStale // somebody added it a moment ago
	}
	return err
}

// inOrder are the institutions to write.
func (p *plan) inOrder() []*subject {
	var closing, fresh, rest []*subject
	for _, x := range p.touched {
		switch {
		case x.fresh:
			fresh = append(fresh, x)
		case x.Institution == x.before:
		case x.outcome() == Closed:
			closing = append(closing, x)
		default:
			rest = append(rest, x)
		}
	}
	slices.SortStableFunc(fresh, func(a, b *subject) int { return p.depth(a) - p.depth(b) })
	return slices.Concat(closing, fresh, rest)
}
