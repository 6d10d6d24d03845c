package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/groupfile"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matching/rulesfile"
	"domubiedrs/internal/matching/telling"
	"domubiedrs/internal/transfer"
	"domubiedrs/internal/wishfile"
)

type matchCommand struct {
	place
	Mentees   string `help:"Spreadsheet of those who look for a mentor, XLSX or CSV." placeholder:"FILE"`
	Mentors   string `help:"Spreadsheet of those who offer to be one, XLSX or CSV." placeholder:"FILE"`
	Rules     string `help:"YAML file with rules and weights of your own." placeholder:"FILE"`
	Mapping   string `help:"JSON file that says what columns and answers mean, as for import." placeholder:"FILE"`
	Wishes    string `help:"Spreadsheet of both sides' wishes, XLSX or CSV: side, person, rank, other. Pairs are then those that nobody would leave together." placeholder:"FILE"`
	Groups    string `enum:",free,shared,mixed" default:"" help:"Form groups around mentors instead of pairs: of anybody (free), of one role (shared) or of different roles (mixed)." placeholder:"KIND"`
	Least     int    `default:"3" help:"Mentees of a group, at least."`
	Most      int    `default:"6" help:"Mentees of a group, at most."`
	Explain   string `help:"Tell one mentee's story: an e-mail address or a name." placeholder:"MENTEE"`
	Shortlist int    `default:"3" help:"Mentors on each mentee's shortlist."`
	Instance  string `help:"Bare instance to solve instead of spreadsheets." placeholder:"FILE"`
	Objective string `enum:",total,coverage,fair" default:"" help:"What pairs are chosen for: total, coverage or fair (what the rules file says, or fair; total for an instance)." placeholder:"NAME"`
	Language  string `enum:"lv,en" default:"lv" help:"Language of the words: lv or en." placeholder:"LANG"`
	Out       string `help:"File to write: .xlsx, .csv or .json; for an instance, its solution." placeholder:"FILE"`
}

// Help says what is read, what is written and what is proved.
func (matchCommand) Help() string {
	return `Finds the best pairs for people in two spreadsheets, without a server and without a database (--data and --config are not looked at). The columns are recognised by their headings, as for import; one row is one person, and a column with e-mail addresses or names is needed. Without a rules file the guidelines' rules and weights hold; examples/ has rules files to start from.

First as many mentees as possible get a mentor, then the weakest pair is made as good as possible, then the sum of the scores as high as possible. The result is proved to be the best before it is written, and the order of the rows makes no difference.

--out writes pairs, shortlists, who waits and why, the mentors' load and the quality sheet: a workbook (.xlsx), one .csv for each (pairs.csv, pairs-shortlists.csv, …), or .json. The file appears whole or not at all. Remarks go to standard error.

--wishes pairs people by what both sides wish: rows of side (mentee or mentor), person, rank (1 is best, equal ranks are ties, “no” is a refusal) and other; * stands for all who are not named. Who ranks somebody accepts only those named; who ranks nobody accepts everybody. It works alone, or with --mentees and --mentors for their places and rules. No mentee and mentor are left who would both rather have each other.

--groups forms groups of --least to --most mentees around mentors. As many people as possible are in groups, then the sum of the scores is as high as the program can make it; how far from the best that can be is stated.

--instance solves a bare instance instead ("N M E U", places, "mentee mentor score" a line; docs/matching.md). The last line of standard output is then JSON: {"objective","served","pairs","solve_ms","cpu_ms","rss_mb","gap"}.

Example:

    domubiedrs match --mentees mentorejamie.xlsx --mentors mentori.xlsx --out pari.xlsx
    domubiedrs match --mentees a.csv --mentors b.csv --explain anna@example.org
    domubiedrs match --mentees a.csv --mentors b.csv --groups mixed --out grupas.xlsx
    domubiedrs match --wishes velmes.xlsx --out pari.xlsx
    domubiedrs match --instance a.txt --objective coverage --out a.solution`
}

// Run matches people, or solves an instance.
func (c *matchCommand) Run(p *process) error {
	switch {
	case c.Instance != "" && (c.Mentees+c.Mentors+c.Rules+c.Mapping+c.Wishes+c.Explain) != "":
		return &usageError{errors.New("--instance stands alone, with --objective and --out")}
	case c.Instance != "":
		return c.solve(p)
	case c.Groups != "" && (c.Explain+c.Objective+c.Wishes) != "":
		return &usageError{errors.New("--groups does not go with --wishes, --explain or --objective")}
	case c.Wishes != "" && (c.Explain+c.Objective) != "":
		return &usageError{errors.New("--wishes does not go with --explain or --objective")}
	case c.Wishes != "" && c.Mentees+c.Mentors+c.Rules+c.Mapping == "":
	case c.Mentees == "" || c.Mentors == "":
		return &usageError{errors.New("--mentees and --mentors are both needed, or --wishes or --instance alone")}
	case c.Shortlist < 1 || c.Shortlist > mostShortlist:
		return &usageError{fmt.Errorf("--shortlist must be 1 to %d", mostShortlist)}
	}
	if err := c.checkOut(); err != nil {
		return err
	}
	debug.SetGCPercent(thrifty)
	if c.Groups != "" {
		found, err := c.grouped(p)
		if err != nil {
			return c.wrong(p, err)
		}
		return c.publish(p, found, found.Summary())
	}
	if c.Wishes != "" {
		found, err := c.wished(p)
		if err != nil {
			return c.wrong(p, err)
		}
		return c.publish(p, found, found.Summary())
	}
	result, err := c.result(p)
	if err != nil {
		return c.wrong(p, err)
	}
	return c.tell(p, result)
}

// thrifty collects garbage twice as often as usual: office machines are small,
// and the work is short.
const thrifty = 50

const mostShortlist = 20

// checkOut refuses a name that would not do before anything is read.
func (c *matchCommand) checkOut() error {
	if c.Out == "" {
		return nil
	}
	if e := strings.ToLower(filepath.Ext(c.Out)); e != ".xlsx" && e != ".csv" && e != ".json" {
		return &usageError{fmt.Errorf("--out must end with .xlsx, .csv or .json, not %q", e)}
	}
	for _, name := range c.outs() {
		for _, read := range []string{c.Mentees, c.Mentors, c.Rules, c.Mapping, c.Wishes} {
			if sameFile(name, read) {
				return &usageError{fmt.Errorf("--out would overwrite %s, which is read", read)}
			}
		}
	}
	return nil
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false // it is not there yet
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// result reads the files and makes the plan.
func (c *matchCommand) result(p *process) (*matchfile.Result, error) {
	round, made, err := c.plan(p)
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	return matchfile.Tell(round, made, texts.For(i18n.Lang(c.Language)))
}

func (c *matchCommand) plan(p *process) (*matchfile.Round, *plan.Plan, error) {
	in, done, err := c.input()
	defer done()
	if err != nil {
		return nil, nil, err
	}
	round, err := matchfile.Read(in)
	if err != nil {
		return nil, nil, err
	}
	if c.Objective != "" {
		round.Order.Objective = matchfile.Objectives[c.Objective]
	}
	bar := p.progress()
	defer bar.done()
	round.Order.Shortlist, round.Order.Watch = c.Shortlist, watching(p, bar)
	made, err := plan.Make(round.Order)
	return round, made, err
}

// grouped forms groups of the people in both files.
func (c *matchCommand) grouped(p *process) (*groupfile.Result, error) {
	round, made, err := c.plan(p)
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	bar := p.progress()
	defer bar.done()
	bar.show("forming groups")
	return groupfile.Solve(round, made, groupfile.Ask{Least: c.Least, Most: c.Most, Composition: groupfile.Compositions[c.Groups],
		Stop: func() bool { return p.ctx.Err() != nil }}, texts.For(i18n.Lang(c.Language)))
}

// wished reads what both sides wish, and finds pairs by that.
func (c *matchCommand) wished(p *process) (*wishfile.Result, error) {
	var round *matchfile.Round
	var made *plan.Plan
	if c.Mentees != "" {
		var err error
		if round, made, err = c.plan(p); err != nil {
			return nil, err
		}
	}
	source, done, err := opened("--wishes", c.Wishes)
	defer done()
	if err != nil {
		return nil, err
	}
	wishes, err := wishfile.Read(source, round, made)
	if err != nil {
		return nil, err
	}
	bar := p.progress()
	defer bar.done()
	bar.show("choosing the pairs")
	found, err := wishes.Solve(func() bool { return p.ctx.Err() != nil })
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	return found.In(texts.For(i18n.Lang(c.Language))), nil
}

func watching(p *process, bar *progress) matching.Watch {
	return func(done, all int) bool {
		if done < all {
			bar.steps(done, all)
		} else {
			bar.show("choosing the pairs")
		}
		return p.ctx.Err() == nil
	}
}

// opened opens a file to be read; done closes it.
func opened(flag, name string) (source matchfile.Source, done func(), err error) {
	f, err := os.Open(name)
	if err != nil {
		return source, func() {}, &usageError{fmt.Errorf("%s cannot be read (%w)", flag, err)}
	}
	done = func() { f.Close() } // only read
	info, err := f.Stat()
	if err != nil {
		return source, done, fmt.Errorf("read %s: %w", name, err)
	}
	return matchfile.Source{Name: filepath.Base(name), Text: f, Size: info.Size()}, done, nil
}

// input opens the files; done closes them.
func (c *matchCommand) input() (in matchfile.Input, done func(), err error) {
	mentees, one, err := opened("--mentees", c.Mentees)
	if err != nil {
		return in, one, err
	}
	mentors, two, err := opened("--mentors", c.Mentors)
	done = func() { one(); two() }
	in.Mentees, in.Mentors = mentees, mentors
	if c.Groups != "" {
		in.Model = string(catalogue.Grouped)
	}
	if err != nil {
		return in, done, err
	}
	if c.Rules != "" {
		if in.Rules, err = os.ReadFile(c.Rules); err != nil {
			return in, done, &usageError{fmt.Errorf("--rules cannot be read (%w)", err)}
		}
	}
	in.Mapping, err = readMapping(c.Mapping)
	return in, done, err
}

// wrong puts what is wrong with the input in the reader's language.
func (c *matchCommand) wrong(p *process, err error) error {
	texts, load := i18n.Load()
	if load != nil {
		return err
	}
	t := texts.For(i18n.Lang(c.Language))
	var rules *rulesfile.FileError
	var source *matchfile.SourceError
	var wish *wishfile.Problem
	switch {
	case errors.Is(err, groupfile.ErrSizes):
		return unfinished(t.T("groupfile.sizes"))
	case errors.Is(err, groupfile.ErrRoles):
		return unfinished(t.T("groupfile.roles"))
	case errors.As(err, &wish):
		return unfinished(t.T("wishfile.fault.row", "row", wish.Line, "text", t.T(wish.Err.Key, wish.Err.Args...)))
	case errors.Is(err, assign.ErrStopped):
		return cmp.Or(p.ctx.Err(), err)
	case errors.As(err, &rules) && rules.Line > 0:
		return unfinished("--rules: " + telling.Problem(t, rules))
	case errors.As(err, &rules):
		return unfinished(telling.Problem(t, rules))
	case errors.As(err, &source) && fault.As(source.Err) != nil:
		f := fault.As(source.Err)
		return unfinished(fmt.Sprintf("--%ss: %s", source.Side, t.T(f.Key, f.Args...)))
	case fault.Is(err, fault.Invalid, fault.TooLarge):
		f := fault.As(err)
		return unfinished(t.T(f.Key, f.Args...))
	}
	return err
}

// unfinished is a sentence that goes on with where help is.
func unfinished(sentence string) error {
	return &usageError{errors.New(strings.TrimSuffix(sentence, "."))}
}

// tell writes the results, then says in words what they are.
func (c *matchCommand) tell(p *process, r *matchfile.Result) error {
	for _, remark := range r.Remarks() {
		if _, err := fmt.Fprintln(p.stderr, remark); err != nil {
			return fmt.Errorf("write the remarks: %w", err)
		}
	}
	lines := r.Summary()
	if c.Explain != "" {
		i, err := r.Find(c.Explain)
		if err != nil {
			return c.wrong(p, err)
		}
		lines = r.Story(i)
	}
	return c.publish(p, r, lines)
}

// outcome is results of any sort that can be written down.
type outcome interface {
	WriteBook(w io.Writer) error
	WriteCSV(w io.Writer, table string) error
	WriteJSON(w io.Writer) error
}

// publish writes the results, then says the lines.
func (c *matchCommand) publish(p *process, r outcome, lines []string) error {
	if c.Out != "" {
		bar := p.progress()
		bar.show("writing the results")
		err := c.write(p, r)
		bar.done()
		if err != nil {
			return err
		}
	}
	for _, line := range lines {
		if err := p.print("%s", line); err != nil {
			return err
		}
	}
	return nil
}

// tables are the names of what is written, the pairs first.
func (c *matchCommand) tables() []string {
	switch {
	case c.Groups != "":
		return groupfile.Tables
	case c.Wishes != "":
		return wishfile.Tables
	}
	return matchfile.Tables
}

// outs are the files that --out stands for.
func (c *matchCommand) outs() []string {
	extension := filepath.Ext(c.Out)
	if strings.ToLower(extension) != ".csv" {
		return []string{c.Out}
	}
	names := []string{c.Out}
	for _, table := range c.tables()[1:] {
		names = append(names, strings.TrimSuffix(c.Out, extension)+"-"+table+extension)
	}
	return names
}

func (c *matchCommand) write(p *process, r outcome) error {
	contents := []func(io.Writer) error{r.WriteBook}
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case ".json":
		contents[0] = r.WriteJSON
	case ".csv":
		contents = nil
		for _, table := range c.tables() {
			contents = append(contents, func(w io.Writer) error { return r.WriteCSV(w, table) })
		}
	}
	return p.replace(c.outs(), contents)
}

// readMapping reads what a person wrote about columns; "" is nothing.
func readMapping(name string) (transfer.Mapping, error) {
	if name == "" {
		return transfer.Mapping{}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return transfer.Mapping{}, &usageError{fmt.Errorf("--mapping cannot be read (%w)", err)}
	}
	defer f.Close() // only read
	m, err := transfer.ReadMapping(f)
	if err != nil {
		return m, &usageError{fmt.Errorf("--mapping: %s", sentence(err))}
	}
	return m, nil
}
