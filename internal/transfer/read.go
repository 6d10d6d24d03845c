package transfer

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/sheet"
)

// Note tells how something in a row was taken otherwise than it is written.
type Note struct {
	Target string
	fault.Message
}

// table is a file read: its rows as applications, and what was noted on the way.
type table struct {
	rows  []application.Row
	notes map[int][]Note // by line
}

// readRows makes applications of the rows. An error is the file's; what is
// wrong with one row stands in the row.
func (w *words) readRows(t *sheet.Table, columns []Column) (found table, err error) {
	found.notes = map[int][]Note{}
	for row, err := range t.Rows() {
		if err != nil && row.Number == 0 {
			return found, err
		}
		a, notes := application.Row{Line: row.Number, Wrong: fault.Checks{}}, []Note(nil)
		if f := fault.As(err); f != nil {
			a.Wrong[application.WholeRow] = fault.Msg(f.Key, f.Args...)
		} else if err != nil {
			return found, err
		} else {
			a, notes = w.readRow(row, columns)
		}
		found.rows = append(found.rows, a)
		if len(notes) > 0 {
			found.notes[row.Number] = notes
		}
	}
	return found, nil
}

// readRow makes one application.
func (w *words) readRow(row sheet.Row, columns []Column) (application.Row, []Note) {
	r := rowReader{words: w, form: url.Values{}, row: application.Row{Line: row.Number, Wrong: fault.Checks{}, Person: account.Details{Language: string(i18n.LV)}}}
	for i, c := range columns {
		cell := row.Cells[i]
		if c.Target == Nothing || cell == "" {
			continue
		}
		if slices.Contains(row.Formulas, i) {
			r.note(c.Target, "transfer.note.formula", "column", c.Name)
		}
		if slices.Contains(personal, c.Target) {
			r.person(c.Target, cell)
		} else if p, there := w.form.Prompt(c.Target); there {
			r.answer(p, cell)
		}
	}
	r.row.Answers = w.form.Parse(questionnaire.Everything, r.form)
	return r.row, r.notes
}

// rowReader is one row on its way.
type rowReader struct {
	*words
	form  url.Values // answers as a page would post them
	row   application.Row
	notes []Note
}

func (r *rowReader) note(target, key string, args ...any) {
	r.notes = append(r.notes, Note{target, fault.Msg(key, args...)})
}

// mailbox finds the address in “Anna Paraugs <anna@example.org>” and in mailto
// links.
var mailbox = regexp.MustCompile(`[^\s<>;,:]+@[^\s<>;,]+`)

func (r *rowReader) person(target, cell string) {
	p := &r.row.Person
	switch target {
	case GivenName:
		p.GivenName = cell
	case FamilyName:
		p.FamilyName = cell
	case FullName, FamilyFirst:
		p.GivenName, p.FamilyName = splitName(cell, target == FamilyFirst)
	case Email:
		p.Email = cell
		if found := mailbox.FindAllString(cell, 2); len(found) == 1 {
			p.Email = found[0]
		}
	case Language:
		if code, known := languages.find(cell); known {
			p.Language = code
		} else {
			r.row.Wrong[Language] = fault.Msg("account.fault.language")
		}
	}
}

// languages are the ways to write a language of letters.
var languages = func() *options {
	o := &options{codes: map[string]string{}}
	for _, lang := range i18n.Langs() {
		o.add(string(lang), synonyms.Options[Language][string(lang)]...)
	}
	return o
}()

// splitName parts a whole name: the family name is the last word, or the first
// one; a comma says that it comes first. A family name of two words with a space
// needs a column of its own.
func splitName(name string, familyFirst bool) (given, family string) {
	if before, after, comma := strings.Cut(name, ","); comma {
		return strings.TrimSpace(after), strings.TrimSpace(before)
	}
	parts := strings.Fields(name)
	switch {
	case len(parts) == 0:
		return "", ""
	case familyFirst:
		return strings.Join(parts[1:], " "), parts[0]
	}
	return strings.Join(parts[:len(parts)-1], " "), parts[len(parts)-1]
}

func (r *rowReader) answer(p questionnaire.Prompt, cell string) {
	switch {
	case p.Kind == questionnaire.Items:
		r.form[p.Key] = sheet.Choices(cell, nil)
	case p.Kind.Chosen() || p.Kind == questionnaire.YesNo:
		r.choose(p, r.read(p, cell))
	default:
		r.form.Set(p.Key, cell)
	}
}

// choose answers with what is offered. What is not is “other” where the prompt
// has that, in the applicant's words where there is room for them.
func (r *rowReader) choose(p questionnaire.Prompt, read reading) {
	r.form[p.Key] = read.codes
	if len(read.unknown) == 0 {
		return
	}
	text := strings.Join(read.unknown, ", ")
	other, has := p.Option(application.Other)
	if !has || p.Kind != questionnaire.Choice {
		r.row.Wrong[p.Key] = fault.Msg("transfer.fault.value", "value", text)
		return
	}
	r.form.Set(p.Key, other.Code)
	if _, room := r.words.form.Prompt(p.Key + "-other"); room {
		r.form.Set(p.Key+"-other", text)
		r.note(p.Key, "transfer.note.typed", "value", text)
		return
	}
	r.note(p.Key, "transfer.note.not-offered", "value", text)
}
