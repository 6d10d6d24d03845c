package transfer

import (
	"fmt"
	"maps"
	"slices"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/sheet"
)

// Plain is a file read without a programme: by the form and the vocabulary that
// come with the program, with nothing kept.
type Plain struct {
	Report // what the columns hold, and notes; it has no rows
	People []application.Row
}

// ReadPlain takes a spreadsheet's rows for applications. over is laid over the
// mapping that the headings propose; see Strangers.
func ReadPlain(t *sheet.Table, side application.Side, over Mapping) (Plain, error) {
	form, err := questionnaire.Shipped(application.FormKey(side))
	if err != nil {
		return Plain{}, fmt.Errorf("find the shipped form: %w", err)
	}
	w, err := shippedWords(form)
	if err != nil {
		return Plain{}, err
	}
	f := &file{words: w, table: t, names: named(t.Columns)}
	if f.cells, err = samples(t); err != nil {
		return Plain{}, err
	}
	f.mapping = f.propose(f.names, f.cells)
	f.use(over)
	p := Plain{Report: Report{Columns: f.columns(), Targets: targets(form)}}
	found, err := f.readRows(t, p.Columns)
	p.People, p.Notes = found.rows, found.notes
	for line, notes := range p.Notes {
		p.Notes[line] = slices.DeleteFunc(notes, func(n Note) bool { return fromRegister(form, n.Target) })
	}
	return p, err
}

// fromRegister tells of a prompt whose answers stand in the register of
// institutions, which nobody has here: all that is written is taken as it is.
func fromRegister(form questionnaire.Questionnaire, target string) bool {
	p, there := form.Prompt(target)
	return there && p.Source == questionnaire.Institutions
}

// Strangers are the headings that a mapping names and the file does not have.
func (p Plain) Strangers(m Mapping) []string {
	var names []string
	for _, c := range p.Columns {
		names = append(names, c.Name)
	}
	return m.strangers(names)
}

// Said are the sentences about what was taken otherwise than it is written, or
// not at all.
func (p Plain) Said(tr *i18n.Translator, row application.Row) []string {
	list := p.Remarks(tr, row.Line)
	for _, target := range slices.Sorted(maps.Keys(row.Wrong)) {
		name := target
		if i := slices.IndexFunc(p.Targets, func(t Target) bool { return t.Key == target }); i >= 0 {
			name = p.Targets[i].Name(tr)
		}
		m := row.Wrong[target]
		list = append(list, about(name)+tr.T(m.Key, m.Args...))
	}
	return list
}

// Has tells whether a column holds something.
func (p Plain) Has(target string) bool {
	return slices.ContainsFunc(p.Columns, func(c Column) bool { return c.Target == target })
}

// shippedWords is words without a database: institutions are known as they are
// written.
func shippedWords(form questionnaire.Questionnaire) (*words, error) {
	entries, err := catalogue.Shipped()
	if err != nil {
		return nil, fmt.Errorf("find the shipped vocabulary: %w", err)
	}
	w := &words{form: form, options: map[string]*options{}, memory: map[asked]reading{}, known: map[string]*sheet.Known{}}
	for _, section := range form.Sections {
		for _, p := range section.Prompts {
			if p.Retired || !p.Kind.Answered() {
				continue
			}
			o := ownOptions(p)
			if p.Source == questionnaire.Models {
				o.models()
			}
			for _, e := range entries {
				if kind, of := vocabularies[p.Source]; of && e.Kind == kind {
					o.entry(e)
				}
			}
			w.options[p.Key] = o
		}
	}
	return w, nil
}
