package transfer

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/sheet"
)

// Report is what happened, or would happen, with a file.
type Report struct {
	application.Report
	Notes   map[int][]Note // by line
	Columns []Column       // of the file, with what each was taken for
	Others  []string       // sheets of the file that were not read
	Targets []Target
	At      time.Time // when it was worked out
	Started time.Time // kept in its place while Run works: since when
}

// text is the report as it is kept.
func (r Report) text() (string, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("write the report of a file: %w", err)
	}
	return string(text), nil
}

// whole makes whole numbers of those in messages again: JSON has one kind only,
// and pages write whole numbers in a way of their own.
func (r Report) whole() {
	for _, row := range r.Rows {
		for _, m := range row.Fields {
			wholeArgs(m.Args)
		}
	}
	for _, notes := range r.Notes {
		for _, n := range notes {
			wholeArgs(n.Args)
		}
	}
}

func wholeArgs(args []any) {
	for i, v := range args {
		if n, is := v.(float64); is && n == math.Trunc(n) {
			args[i] = int(n)
		}
	}
}

// Left are the columns that nothing was taken from.
func (r Report) Left() (names []string) {
	for _, c := range r.Columns {
		if c.Target == Nothing {
			names = append(names, c.Name)
		}
	}
	return names
}

// about begins a sentence with what it is about; a question ends itself.
func about(name string) string {
	if strings.HasSuffix(name, "?") {
		return name + " "
	}
	return name + ": "
}

// Problems are the sentences about a rejected row, in the order of the form,
// each with what it is about.
func (r Report) Problems(tr *i18n.Translator, row application.RowReport) (list []string) {
	left := maps.Clone(row.Fields)
	say := func(name string, m fault.Message) { list = append(list, about(name)+tr.T(m.Key, m.Args...)) }
	for _, t := range r.Targets {
		if m, there := left[t.Key]; there {
			say(t.Name(tr), m)
			delete(left, t.Key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(left)) {
		list = append(list, tr.T(left[key].Key, left[key].Args...))
	}
	return list
}

// Remarks are the sentences about what was taken otherwise than it is written.
func (r Report) Remarks(tr *i18n.Translator, line int) (list []string) {
	for _, n := range r.Notes[line] {
		name := n.Target
		if i := slices.IndexFunc(r.Targets, func(t Target) bool { return t.Key == n.Target }); i >= 0 {
			name = r.Targets[i].Name(tr)
		}
		list = append(list, about(name)+tr.T(n.Key, n.Args...))
	}
	return list
}

// reportColumns are the columns of a written report: transfer.report.*.
var reportColumns = []struct {
	name string
	kind sheet.Kind
}{{"line", sheet.Number}, {"outcome", sheet.Text}, {"name", sheet.Text}, {"email", sheet.Text}, {"fit", sheet.Text}, {"problems", sheet.Text}, {"remarks", sheet.Text}}

// Write writes the report as a spreadsheet, a row for each row of the file. No
// cell is a formula.
func (r Report) Write(w io.Writer, format sheet.Format, tr *i18n.Translator) error {
	d := sheet.Document{Name: tr.T("transfer.report.sheet"), Lang: tr.Lang()}
	for _, c := range reportColumns {
		d.Columns = append(d.Columns, sheet.Column{Title: tr.T("transfer.report." + c.name), Kind: c.kind})
	}
	return sheet.Write(w, format, d, func(yield func([]string, error) bool) {
		for _, row := range r.Rows {
			if !yield(r.line(tr, row), nil) {
				return
			}
		}
	})
}

func (r Report) line(tr *i18n.Translator, row application.RowReport) []string {
	fit := ""
	if row.Fit != "" {
		fit = tr.T(row.Fit.Key())
	}
	return []string{strconv.Itoa(row.Line), tr.T(row.Outcome.Key()), row.Name, row.Email, fit,
		strings.Join(r.Problems(tr, row), "\n"), strings.Join(r.Remarks(tr, row.Line), "\n")}
}
