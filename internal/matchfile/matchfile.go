// Package matchfile matches people who stand in two spreadsheets, without a
// server: it reads what programme offices have, and writes pairs, shortlists,
// reasons and the quality sheet.
//
// The flow: Read takes two files and perhaps a rules file, finds out what the
// columns hold as the intake does (package transfer), and makes a Round; its
// Order goes to plan.Make; a Sheet of Round and Plan then says everything in a
// reader's language: Summary, Story of one mentee, and the results as XLSX, CSV
// or JSON. Nothing is kept and nothing is guessed: an answer that the form does
// not offer counts as not given, and a remark says so.
package matchfile

import (
	"cmp"
	"fmt"
	"io"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matching/profile"
	"domubiedrs/internal/matching/rulesfile"
	"domubiedrs/internal/sheet"
	"domubiedrs/internal/transfer"
)

// Source is a file to read.
type Source struct {
	Name string
	Text io.ReaderAt
	Size int64
}

// Input is what a round is made of.
type Input struct {
	Mentees, Mentors Source
	Rules            []byte // nil: the guidelines' rules
	Mapping          transfer.Mapping
	Model            string // kind of mentoring of the round, where the rules name none; "" takes any
}

// sides in the order of arrays.
var sides = [2]application.Side{application.Mentee, application.Mentor}

// Person is a row of a file.
type Person struct {
	Line        int
	Key         string // as the file writes it: the address, or the name
	Name, Email string
	Institution string
}

// Called is the name, or the key of who has none.
func (p Person) Called() string {
	if p.Name == "" {
		return p.Key
	}
	return p.Name
}

// Round is two files read.
type Round struct {
	Order   plan.Order
	Mentees []Person
	Mentors []Person
	files   [2]transfer.Plain
	places  bool // somebody says how many mentees a mentor takes
	turns   turns
}

// SaysPlaces tells whether the files say how many mentees a mentor takes.
func (r *Round) SaysPlaces() bool { return r.places }

// SourceError is what is wrong with one of the files.
type SourceError struct {
	Side application.Side
	Err  error
}

func (e *SourceError) Error() string { return fmt.Sprintf("the file of %ss: %v", e.Side, e.Err) }

func (e *SourceError) Unwrap() error { return e.Err }

// MaxPeople is the most rows of a file. Every pair is looked at, so the program
// holds up to MaxPairs of them.
const (
	MaxPeople = 50_000
	MaxPairs  = 60_000_000
)

// Read reads the files. Errors: *SourceError around a fault of a file, a
// *rulesfile.FileError, a *fault.Error about the people.
func Read(in Input) (*Round, error) {
	rules, err := parse(in.Rules)
	if err != nil {
		return nil, err
	}
	r := &Round{Order: plan.Order{Objective: rules.Objective()}}
	var sheets [2]rulesfile.Sheet
	for side, source := range []Source{in.Mentees, in.Mentors} {
		if sheets[side], r.files[side], err = open(source, sides[side], in.Mapping, rules); err != nil {
			return nil, &SourceError{sides[side], err}
		}
	}
	if err := r.turn(rules, sheets[0]); err != nil {
		return nil, &SourceError{application.Mentee, err}
	}
	if err := r.strangers(in.Mapping); err != nil {
		return nil, err
	}
	if int64(len(r.files[0].People))*int64(len(r.files[1].People)) > MaxPairs {
		return nil, fault.New(fault.TooLarge, "matchfile.fault.too-many", "most", MaxPairs)
	}
	if rules.Columns() {
		if r.Order.Table, err = rules.Read(sheets[0], sheets[1]); err != nil {
			return nil, err
		}
	}
	return r, r.people(rules, in.Model)
}

func parse(text []byte) (*rulesfile.File, error) {
	if text == nil {
		return rulesfile.Guidelines(), nil
	}
	return rulesfile.Parse(text)
}

// open reads a spreadsheet as applications and, where rules about columns or
// about those who wait want them, as cells. A row that cannot be read ends it, so that both have the same
// rows.
func open(source Source, side application.Side, over transfer.Mapping, rules *rulesfile.File) (cells rulesfile.Sheet, people transfer.Plain, err error) {
	table, err := sheet.Read(source.Text, source.Size, source.Name, sheet.Limits{Rows: MaxPeople})
	if err != nil {
		return cells, people, err
	}
	cells.Headings = table.Columns
	columns := rules.Columns()
	if at := turnColumn(rules, table.Columns); side == application.Mentee && at >= 0 {
		columns, over = true, setAside(over, table.Columns[at])
	}
	for row, err := range table.Rows() {
		if err != nil {
			return cells, people, err
		}
		if !columns {
			continue
		}
		cells.Rows = append(cells.Rows, row.Cells)
	}
	people, err = transfer.ReadPlain(table, side, over)
	return cells, people, err
}

// strangers refuses a mapping that names a column that neither file has.
func (r *Round) strangers(m transfer.Mapping) error {
	missing := map[string]int{}
	for _, f := range r.files {
		for _, heading := range f.Strangers(m) {
			if missing[heading]++; missing[heading] == len(sides) {
				return fault.New(fault.Invalid, "transfer.fault.stranger", "column", heading)
			}
		}
	}
	return nil
}

// people makes a pool of applications where they are judged, and names of all.
func (r *Round) people(rules *rulesfile.File, model string) error {
	mentees, mentors := make([]matching.Mentee, len(r.files[0].People)), make([]matching.Mentor, len(r.files[1].People))
	for side, list := range [2]*[]Person{&r.Mentees, &r.Mentors} {
		for n, row := range r.files[side].People {
			p := r.person(side, n, row)
			if rules.Guidelines() && p.Key == "" {
				return &SourceError{sides[side], fault.New(fault.Invalid, "matchfile.fault.nameless", "row", row.Line)}
			}
			*list = append(*list, p)
		}
	}
	if !rules.Guidelines() {
		r.places = true
		return nil
	}
	for i, row := range r.files[0].People {
		mentees[i] = profile.Mentee(who(r.Mentees[i]), row.Answers)
	}
	for j, row := range r.files[1].People {
		var err error
		if mentors[j], err = r.mentor(r.Mentors[j], row.Answers); err != nil {
			return &SourceError{application.Mentor, err}
		}
	}
	r.tie(mentees, mentors)
	setting := rules.Setting()
	setting.Rules.Model = cmp.Or(setting.Rules.Model, model)
	var err error
	if setting.RoleCategories, err = categories(); err != nil {
		return err
	}
	pool, err := matching.NewPool(setting, mentees, mentors)
	r.Order.Pool = pool
	return r.twice(err)
}

// Objectives by their names on the command line.
var Objectives = map[string]assign.Objective{"total": assign.Total, "coverage": assign.Coverage, "fair": assign.Fair}
