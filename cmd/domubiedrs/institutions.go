package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"domubiedrs/internal/app"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/sheet"
)

type institutionsImportCommand struct {
	place
	DryRun bool   `help:"Only show what would change."`
	File   string `arg:"" help:"Spreadsheet of institutions, CSV or XLSX."`
}

// Help says how columns are found and what happens to what is there.
func (institutionsImportCommand) Help() string {
	return `For the Enterprise Register's list of public persons and institutions, or any other table of institutions. Columns are known by their headings, Latvian or English: a name, and perhaps a registration number, a type, the institution above, an address and a closing date. Institutions are matched by number, and without one by name. All rows are taken or none; what an administrator wrote over the register's words stays and is reported. Institutions that the file does not have are left alone.

The last line is JSON: {"rows","created","updated","closed","unchanged","rejected"}.

Example:

    domubiedrs institutions import --dry-run ppi-saraksts.csv`
}

// Run imports a register.
func (c *institutionsImportCommand) Run(p *process) error {
	register, err := c.read()
	if err != nil {
		return err
	}
	return c.with(p, func(a *app.App) error {
		report, err := a.Institutions.Import(p.ctx, institution.CommandLine(), register, c.DryRun)
		if err != nil {
			return err
		}
		if err := tellRows(p, a.Texts.For(i18n.EN), report); err != nil {
			return err
		}
		if report.Count(institution.Rejected) > 0 {
			return failure("some rows are wrong, and nothing was changed.")
		}
		return nil
	})
}

func (c *institutionsImportCommand) read() (register institution.Register, err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return register, &usageError{fmt.Errorf("FILE cannot be read (%w)", err)}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return register, fmt.Errorf("read %s: %w", c.File, err)
	}
	table, err := sheet.Read(f, info.Size(), filepath.Base(c.File), sheet.Limits{})
	if err != nil {
		return register, err
	}
	return institution.ReadRegister(table)
}

// tellRows prints what is worth a look, row by row, and the counts.
func tellRows(p *process, t *i18n.Translator, report institution.Report) error {
	for _, row := range report.Rows {
		for _, text := range tellRow(t, row) {
			if err := p.print("row %d, %s: %s", row.Line, row.Name, text); err != nil {
				return err
			}
		}
	}
	sum := struct {
		Rows      int `json:"rows"`
		Created   int `json:"created"`
		Updated   int `json:"updated"`
		Closed    int `json:"closed"`
		Unchanged int `json:"unchanged"`
		Rejected  int `json:"rejected"`
	}{len(report.Rows), report.Count(institution.Created), report.Count(institution.Updated), report.Count(institution.Closed),
		report.Count(institution.Unchanged), report.Count(institution.Rejected)}
	line, err := json.Marshal(sum)
	if err != nil {
		return fmt.Errorf("write the counts: %w", err)
	}
	return p.print("%s", line)
}

func tellRow(t *i18n.Translator, row institution.Taken) []string {
	var lines []string
	for _, c := range row.Changes {
		if row.Outcome == institution.Created {
			break // all of it is new
		}
		text := fmt.Sprintf("%s %q becomes %q", c.Field, c.Old, c.New)
		if c.Kept {
			text = fmt.Sprintf("%s %q stays, the register has %q", c.Field, c.Old, c.New)
		}
		lines = append(lines, text)
	}
	for _, m := range row.Notes {
		lines = append(lines, t.T(m.Key, m.Args...))
	}
	for column, m := range row.Wrong {
		lines = append(lines, strings.TrimSpace("wrong "+column)+": "+t.T(m.Key, m.Args...))
	}
	return lines
}
