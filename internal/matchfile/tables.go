package matchfile

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/sheet"
)

// Table is one table of results.
type Table struct {
	Name    string // of the key matchfile.table.*
	Columns []Column
	Rows    [][]string
}

// Column is named by the key matchfile.column.*.
type Column struct {
	Name string
	Kind sheet.Kind
}

// Texts are columns of text.
func Texts(names ...string) (list []Column) {
	for _, n := range names {
		list = append(list, Column{n, sheet.Text})
	}
	return list
}

// Tables are the names of the tables in the order of a workbook. The first one
// is the pairs.
var Tables = []string{"pairs", "shortlists", "waiting", "mentors", "quality"}

func (r *Result) tables() []Table {
	if r.made == nil {
		pairs := r.pairs()
		for i, list := range r.Shortlists {
			for _, pick := range list.Picks {
				if pick.Mentor != r.Mentor[i] {
					pairs = append(pairs, assign.Match{Mentee: int32(i), Mentor: pick.Mentor})
				}
			}
		}
		told := r.all(pairs)
		r.made = []Table{r.pairTable(told), r.shortlistTable(told), r.waitingTable(), r.mentorTable(), r.qualityTable()}
	}
	return r.made
}

func (r *Result) pairTable(told map[assign.Match]reasons) Table {
	t := Table{Name: Tables[0], Columns: append(Texts("mentee", "mentee-key", "mentee-institution", "mentor", "mentor-key", "mentor-institution"),
		Column{"score", sheet.Number}, Column{"for", sheet.Text}, Column{"against", sheet.Text}, Column{"open", sheet.Text})}
	for _, m := range r.pairs() {
		e, o, x := r.Mentees[m.Mentee], r.Mentors[m.Mentor], told[m]
		score, _ := r.Instance.Score(int(m.Mentee), int(m.Mentor))
		t.Rows = append(t.Rows, []string{e.Name, e.Key, e.Institution, o.Name, o.Key, o.Institution, r.cell(int64(score)),
			strings.Join(x.pros, "\n"), strings.Join(x.cons, "\n"), strings.Join(x.open, "\n")})
	}
	return t
}

func (r *Result) shortlistTable(told map[assign.Match]reasons) Table {
	t := Table{Name: Tables[1], Columns: append(append(Texts("mentee", "mentee-key"), Column{"place", sheet.Number}), append(Texts("mentor", "mentor-key"),
		Column{"score", sheet.Number}, Column{"remark", sheet.Text}, Column{"for", sheet.Text})...)}
	for i, list := range r.Shortlists {
		e := r.Mentees[i]
		add := func(place string, mentor, score int32, remark string) {
			o := r.Mentors[mentor]
			pros := told[assign.Match{Mentee: int32(i), Mentor: mentor}].pros
			t.Rows = append(t.Rows, []string{e.Name, e.Key, place, o.Name, o.Key, r.cell(int64(score)), remark, strings.Join(pros, "\n")})
		}
		for k, pick := range list.Picks {
			remark := ""
			if pick.Assigned {
				remark = r.t.T("matchfile.remark-assigned")
			}
			add(strconv.Itoa(k+1), pick.Mentor, pick.Score, remark)
		}
		for _, full := range list.Better {
			add("", full.Mentor, full.Score, r.t.N("matchfile.remark-full", full.Wanted))
		}
	}
	return t
}

func (r *Result) waitingTable() Table {
	t := Table{Name: Tables[2], Columns: Texts("mentee", "mentee-key", "why", "help")}
	if r.turns.since != nil {
		t.Columns = append(t.Columns, Column{"since", sheet.Date})
	}
	for _, w := range r.Waiting {
		why, help := r.why(w)
		e := r.Mentees[w.Mentee]
		row := []string{e.Name, e.Key, why, help}
		if r.turns.since != nil {
			row = append(row, r.day(w.Mentee))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (r *Result) mentorTable() Table {
	t := Table{Name: Tables[3], Columns: append(Texts("mentor", "mentor-key"), Column{"places", sheet.Number}, Column{"taken", sheet.Number}, Column{"free", sheet.Number})}
	for _, l := range r.Quality.Loads {
		o := r.Mentors[l.Mentor]
		t.Rows = append(t.Rows, []string{o.Name, o.Key, strconv.Itoa(l.Places), strconv.Itoa(l.Taken), strconv.Itoa(l.Places - l.Taken)})
	}
	return t
}

func (r *Result) qualityTable() Table {
	q := r.Quality
	t := Table{Name: Tables[4], Columns: []Column{{"measure", sheet.Text}, {"value", sheet.Number}}}
	add := func(key, value string, args ...any) {
		t.Rows = append(t.Rows, []string{r.t.T("matchfile.measure."+key, args...), value})
	}
	for _, m := range []struct {
		key string
		n   int
	}{{"mentees", q.Mentees}, {"mentors", q.Mentors}, {"places", q.Places}, {"possible", q.Possible}, {"served", q.Served}, {"blocking", q.Blocking}} {
		add(m.key, strconv.Itoa(m.n))
	}
	add("total", r.cell(q.Total))
	add("bound", r.cell(q.Bound))
	for _, s := range []struct {
		key string
		of  *plan.Spread
	}{{"", &q.Spread}, {"-before", q.Before}} {
		if s.of == nil {
			continue
		}
		add("worst"+s.key, r.cell(int64(s.of.Worst)))
		add("p10"+s.key, r.cell(int64(s.of.P10)))
		add("median"+s.key, r.cell(int64(s.of.Median)))
		for band, n := range s.of.Histogram {
			add("band"+s.key, strconv.Itoa(n), "from", r.most(band, plan.Bands), "to", r.most(band+1, plan.Bands))
		}
	}
	for _, n := range q.Needs {
		add("need", strconv.Itoa(n.Met), "category", r.category(n.Category), "wanted", n.Wanted)
		add("category", strconv.Itoa(n.Served), "category", r.category(n.Category), "mentees", n.Mentees)
	}
	return t
}

func (r *Result) category(code string) string {
	if code == "" {
		return r.t.T("matchfile.no-category")
	}
	return r.t.T("catalogue.group." + code)
}

// part is a table in a reader's language.
func (t Table) part(tr *i18n.Translator) sheet.Part {
	d := sheet.Document{Name: tr.T("matchfile.table." + t.Name), Lang: tr.Lang()}
	for _, c := range t.Columns {
		d.Columns = append(d.Columns, sheet.Column{Title: tr.T("matchfile.column." + c.Name), Kind: c.Kind})
	}
	return sheet.Part{Document: d, Rows: each(t.Rows)}
}

func each(rows [][]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// WriteBook writes a workbook with a sheet for each table.
func WriteBook(w io.Writer, tr *i18n.Translator, tables []Table) error {
	var parts []sheet.Part
	for _, t := range tables {
		parts = append(parts, t.part(tr))
	}
	if err := sheet.WriteBook(w, parts...); err != nil {
		return fmt.Errorf("write the results: %w", err)
	}
	return nil
}

// WriteCSV writes the table of that name.
func WriteCSV(w io.Writer, tr *i18n.Translator, tables []Table, name string) error {
	for _, t := range tables {
		if t.Name == name {
			p := t.part(tr)
			return sheet.Write(w, sheet.CSV, p.Document, p.Rows)
		}
	}
	return fmt.Errorf("no table %q", name)
}

// WriteJSON writes results as one object, in the way of all of them.
func WriteJSON(w io.Writer, all any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(all); err != nil {
		return fmt.Errorf("write the results: %w", err)
	}
	return nil
}

// WriteBook writes a workbook with a sheet for each table.
func (r *Result) WriteBook(w io.Writer) error { return WriteBook(w, r.t, r.tables()) }

// WriteCSV writes one table, by its name in Tables.
func (r *Result) WriteCSV(w io.Writer, name string) error { return WriteCSV(w, r.t, r.tables(), name) }
