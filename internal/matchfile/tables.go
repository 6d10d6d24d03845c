package matchfile

import (
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/sheet"
)

// table is one table of the results.
type table struct {
	name    string // of the key matchfile.table.*
	columns []column
	rows    [][]string
}

// column is named by the key matchfile.column.*.
type column struct {
	name string
	kind sheet.Kind
}

func texts(names ...string) (list []column) {
	for _, n := range names {
		list = append(list, column{n, sheet.Text})
	}
	return list
}

// Tables are the names of the tables in the order of a workbook. The first one
// is the pairs.
var Tables = []string{"pairs", "shortlists", "waiting", "mentors", "quality"}

func (r *Result) tables() []table {
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
		r.made = []table{r.pairTable(told), r.shortlistTable(told), r.waitingTable(), r.mentorTable(), r.qualityTable()}
	}
	return r.made
}

func (r *Result) pairTable(told map[assign.Match]reasons) table {
	t := table{name: Tables[0], columns: append(texts("mentee", "mentee-key", "mentee-institution", "mentor", "mentor-key", "mentor-institution"),
		column{"score", sheet.Number}, column{"for", sheet.Text}, column{"against", sheet.Text}, column{"open", sheet.Text})}
	for _, m := range r.pairs() {
		e, o, x := r.Mentees[m.Mentee], r.Mentors[m.Mentor], told[m]
		score, _ := r.Instance.Score(int(m.Mentee), int(m.Mentor))
		t.rows = append(t.rows, []string{e.Name, e.Key, e.Institution, o.Name, o.Key, o.Institution, r.cell(int64(score)),
			strings.Join(x.pros, "\n"), strings.Join(x.cons, "\n"), strings.Join(x.open, "\n")})
	}
	return t
}

func (r *Result) shortlistTable(told map[assign.Match]reasons) table {
	t := table{name: Tables[1], columns: append(append(texts("mentee", "mentee-key"), column{"place", sheet.Number}), append(texts("mentor", "mentor-key"),
		column{"score", sheet.Number}, column{"remark", sheet.Text}, column{"for", sheet.Text})...)}
	for i, list := range r.Shortlists {
		e := r.Mentees[i]
		add := func(place string, mentor, score int32, remark string) {
			o := r.Mentors[mentor]
			pros := told[assign.Match{Mentee: int32(i), Mentor: mentor}].pros
			t.rows = append(t.rows, []string{e.Name, e.Key, place, o.Name, o.Key, r.cell(int64(score)), remark, strings.Join(pros, "\n")})
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

func (r *Result) waitingTable() table {
	t := table{name: Tables[2], columns: texts("mentee", "mentee-key", "why", "help")}
	if r.turns.since != nil {
		t.columns = append(t.columns, column{"since", sheet.Date})
	}
	for _, w := range r.Waiting {
		why, help := r.why(w)
		e := r.Mentees[w.Mentee]
		row := []string{e.Name, e.Key, why, help}
		if r.turns.since != nil {
			row = append(row, r.day(w.Mentee))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (r *Result) mentorTable() table {
	t := table{name: Tables[3], columns: append(texts("mentor", "mentor-key"), column{"places", sheet.Number}, column{"taken", sheet.Number}, column{"free", sheet.Number})}
	for _, l := range r.Quality.Loads {
		o := r.Mentors[l.Mentor]
		t.rows = append(t.rows, []string{o.Name, o.Key, strconv.Itoa(l.Places), strconv.Itoa(l.Taken), strconv.Itoa(l.Places - l.Taken)})
	}
	return t
}

func (r *Result) qualityTable() table {
	q := r.Quality
	t := table{name: Tables[4], columns: []column{{"measure", sheet.Text}, {"value", sheet.Number}}}
	add := func(key, value string, args ...any) {
		t.rows = append(t.rows, []string{r.t.T("matchfile.measure."+key, args...), value})
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

func (r *Result) part(t table) sheet.Part {
	d := sheet.Document{Name: r.t.T("matchfile.table." + t.name), Lang: r.t.Lang()}
	for _, c := range t.columns {
		d.Columns = append(d.Columns, sheet.Column{Title: r.t.T("matchfile.column." + c.name), Kind: c.kind})
	}
	return sheet.Part{Document: d, Rows: each(t.rows)}
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
func (r *Result) WriteBook(w io.Writer) error {
	var parts []sheet.Part
	for _, t := range r.tables() {
		parts = append(parts, r.part(t))
	}
	if err := sheet.WriteBook(w, parts...); err != nil {
		return fmt.Errorf("write the results: %w", err)
	}
	return nil
}

// WriteCSV writes one table, by its name in Tables.
func (r *Result) WriteCSV(w io.Writer, name string) error {
	for _, t := range r.tables() {
		if t.name == name {
			p := r.part(t)
			return sheet.Write(w, sheet.CSV, p.Document, p.Rows)
		}
	}
	return fmt.Errorf("no table %q", name)
}
