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

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matching/rulesfile"
	"domubiedrs/internal/matching/telling"
	"domubiedrs/internal/transfer"
)

type matchCommand struct {
	place
	Mentees   string `help:"Spreadsheet of those who look for a mentor, XLSX or CSV." placeholder:"FILE"`
	Mentors   string `help:"Spreadsheet of those who offer to be one, XLSX or CSV." placeholder:"FILE"`
	Rules     string `help:"YAML file with rules and weights of your own." placeholder:"FILE"`
	Mapping   string `help:"JSON file that says what columns and answers mean, as for import." placeholder:"FILE"`
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

--instance solves a bare instance instead ("N M E U", places, "mentee mentor score" a line; docs/matching.md). The last line of standard output is then JSON: {"objective","served","pairs","solve_ms","cpu_ms","rss_mb","gap"}.

Example:

    domubiedrs match --mentees mentorejamie.xlsx --mentors mentori.xlsx --out pari.xlsx
    domubiedrs match --mentees a.csv --mentors b.csv --explain anna@example.org
    domubiedrs match --instance a.txt --objective coverage --out a.solution`
}

// Run matches people, or solves an instance.
func (c *matchCommand) Run(p *process) error {
	switch {
	case c.Instance != "" && (c.Mentees+c.Mentors+c.Rules+c.Mapping+c.Explain) != "":
		return &usageError{errors.New("--instance stands alone, with --objective and --out")}
	case c.Instance != "":
		return c.solve(p)
	case c.Mentees == "" || c.Mentors == "":
		return &usageError{errors.New("--mentees and --mentors are both needed, or --instance")}
	case c.Shortlist < 1 || c.Shortlist > mostShortlist:
		return &usageError{fmt.Errorf("--shortlist must be 1 to %d", mostShortlist)}
	}
	if err := c.checkOut(); err != nil {
		return err
	}
	debug.SetGCPercent(thrifty)
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
		for _, read := range []string{c.Mentees, c.Mentors, c.Rules, c.Mapping} {
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
	in, done, err := c.input()
	defer done()
	if err != nil {
		return nil, err
	}
	round, err := matchfile.Read(in)
	if err != nil {
		return nil, err
	}
	if c.Objective != "" {
		round.Order.Objective = matchfile.Objectives[c.Objective]
	}
	bar := p.progress()
	defer bar.done()
	round.Order.Shortlist, round.Order.Watch = c.Shortlist, watching(p, bar)
	made, err := plan.Make(round.Order)
	if err != nil {
		return nil, err
	}
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	return matchfile.Tell(round, made, texts.For(i18n.Lang(c.Language)))
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

// input opens the files; done closes them.
func (c *matchCommand) input() (in matchfile.Input, done func(), err error) {
	var open []*os.File
	done = func() {
		for _, f := range open {
			f.Close() // only read
		}
	}
	for _, source := range []struct {
		flag, name string
		to         *matchfile.Source
	}{{"--mentees", c.Mentees, &in.Mentees}, {"--mentors", c.Mentors, &in.Mentors}} {
		f, err := os.Open(source.name)
		if err != nil {
			return in, done, &usageError{fmt.Errorf("%s cannot be read (%w)", source.flag, err)}
		}
		open = append(open, f)
		info, err := f.Stat()
		if err != nil {
			return in, done, fmt.Errorf("read %s: %w", source.name, err)
		}
		*source.to = matchfile.Source{Name: filepath.Base(source.name), Text: f, Size: info.Size()}
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
	switch {
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

// outs are the files that --out stands for.
func (c *matchCommand) outs() []string {
	extension := filepath.Ext(c.Out)
	if strings.ToLower(extension) != ".csv" {
		return []string{c.Out}
	}
	names := []string{c.Out}
	for _, table := range matchfile.Tables[1:] {
		names = append(names, strings.TrimSuffix(c.Out, extension)+"-"+table+extension)
	}
	return names
}

func (c *matchCommand) write(p *process, r *matchfile.Result) error {
	contents := []func(io.Writer) error{r.WriteBook}
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case ".json":
		contents[0] = r.WriteJSON
	case ".csv":
		contents = nil
		for _, table := range matchfile.Tables {
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
