package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"domubiedrs/internal/app"
	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/transfer"
)

type importCommand struct {
	place
	Intake  string `required:"" help:"The intake's short name." placeholder:"NAME"`
	As      string `required:"" enum:"mentee,mentor" help:"As what the people apply: mentee or mentor." placeholder:"SIDE"`
	Mapping string `help:"JSON file that says what columns and answers mean." placeholder:"FILE"`
	DryRun  bool   `help:"Only tell what would happen."`
	File    string `arg:"" help:"Spreadsheet of applications, XLSX or CSV."`
}

// Help says how a file is read and what comes out.
func (importCommand) Help() string {
	return `Takes in applications as Google Forms and Microsoft Forms export them and as offices keep them: columns in any order, known by their headings, Latvian or English. All rows are taken or none: a row with a mistake keeps the others out. The same file again changes nothing, and nobody is written to until the coordinator says so on the page of the intake.

What a heading does not make clear is told by a mapping: a column holds given_name, family_name, full_name, family_first (the family name before the given one), email, language (of letters), or the answer to a question of the form, named by its key; "" leaves a column or an answer out. What the mapping does not name is found out as usual, and remembered for the next file with the same headings:

    {"columns": {"Kur strādājat": "institution", "Piezīmes": ""}, "values": {"role": {"Analītiķi": "data-analyst"}}}

Mistakes and remarks go to standard error. The last line of standard output is JSON: {"rows","created","updated","unchanged","rejected"}. It counts what was kept, or with --dry-run what the rows would come to.

Example:

    domubiedrs import --intake 2027-1 --as mentee --dry-run pieteikumi.xlsx`
}

// Run imports a file.
func (c *importCommand) Run(p *process) error {
	mapping, err := readMapping(c.Mapping)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return &usageError{fmt.Errorf("FILE cannot be read (%w)", err)}
	}
	defer f.Close() // only read
	return c.with(p, func(a *app.App) error {
		report, err := c.take(p, a, f, mapping)
		if err != nil {
			return c.explain(a, err)
		}
		return c.tell(p, a, report)
	})
}

func (c *importCommand) take(p *process, a *app.App, f *os.File, mapping transfer.Mapping) (transfer.Report, error) {
	x, err := a.Intakes.ByCode(p.ctx, c.Intake)
	if fault.Is(err, fault.NotFound) {
		return transfer.Report{}, &usageError{fmt.Errorf("there is no intake named %q", c.Intake)}
	}
	if err != nil {
		return transfer.Report{}, err
	}
	info, err := f.Stat()
	if err != nil {
		return transfer.Report{}, fmt.Errorf("read %s: %w", c.File, err)
	}
	bar := p.progress()
	defer bar.done()
	return a.Transfers.File(p.ctx, application.CommandLine(x.Programme), x.ID, application.Side(c.As), filepath.Base(c.File), f, info.Size(),
		mapping, c.DryRun, bar.steps)
}

// explain tells what is wrong with a mapping in the words for each column.
func (c *importCommand) explain(a *app.App, err error) error {
	f := fault.As(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	var sentences []string
	for _, field := range slices.Sorted(maps.Keys(f.Fields)) {
		m := f.Fields[field]
		sentences = append(sentences, a.Texts.For(i18n.EN).T(m.Key, m.Args...))
	}
	return &usageError{errors.New(strings.Join(sentences, " "))}
}

// tell writes what is worth a look, and the counts last.
func (c *importCommand) tell(p *process, a *app.App, report transfer.Report) error {
	t := a.Texts.For(i18n.EN)
	remarks := map[string]int{}
	var lines []string
	for _, row := range report.Rows {
		for _, problem := range report.Problems(t, row) {
			lines = append(lines, fmt.Sprintf("row %d, %s: %s", row.Line, strings.TrimSpace(row.Name+" "+row.Email), problem))
		}
		for _, remark := range report.Remarks(t, row.Line) {
			remarks[remark]++
		}
	}
	for _, remark := range slices.Sorted(maps.Keys(remarks)) {
		lines = append(lines, count(int64(remarks[remark]), "row", "rows")+": "+remark)
	}
	if left := report.Left(); len(left) > 0 {
		lines = append(lines, "left out: "+strings.Join(left, ", "))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(p.stderr, line); err != nil {
			return fmt.Errorf("write the remarks: %w", err)
		}
	}
	return c.sum(p, report)
}

// sum prints the counts; rejected rows are a failure.
func (c *importCommand) sum(p *process, report transfer.Report) error {
	sum := struct {
		Rows      int `json:"rows"`
		Created   int `json:"created"`
		Updated   int `json:"updated"`
		Unchanged int `json:"unchanged"`
		Rejected  int `json:"rejected"`
	}{Rows: len(report.Rows), Unchanged: report.Count(application.Unchanged), Rejected: report.Count(application.Rejected)}
	if c.DryRun || report.Saved {
		sum.Created, sum.Updated = report.Count(application.Created), report.Count(application.Updated)
	}
	line, err := json.Marshal(sum)
	if err != nil {
		return fmt.Errorf("write the counts: %w", err)
	}
	if err := p.print("%s", line); err != nil || sum.Rejected == 0 {
		return err
	}
	return failure(count(int64(sum.Rejected), "row is", "rows are") + " wrong, and nothing was taken in.")
}
