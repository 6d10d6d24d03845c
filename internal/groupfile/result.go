package groupfile

import (
	"io"
	"strconv"

	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/sheet"
)

// Tables are the names of the tables in the order of a workbook.
var Tables = []string{"groups", "waiting", "quality"}

// mostNamed is how many people a summary names one by one.
const mostNamed = 10

// Summary says in words what was found, and how good it is proved to be.
func (r *Result) Summary() []string {
	t, all := r.t, r.groups()
	places := 0
	for _, n := range r.places {
		places += int(n)
	}
	lines := []string{t.T("matchfile.people", "mentees", len(r.Mentees), "mentors", len(r.Mentors), "places", places), t.N("groupfile.groups", len(all), "served", r.Served)}
	switch {
	case r.Served == len(r.Mentees) && r.Served > 0:
		lines = append(lines, t.T("groupfile.everybody"))
	case r.Served == r.Possible:
		lines = append(lines, t.T("groupfile.most"))
	default:
		lines = append(lines, t.T("groupfile.bound", "possible", r.Possible))
	}
	if r.Served > 0 {
		lines = append(lines, r.worth())
	}
	for _, g := range all {
		lines = append(lines, "  "+r.Mentors[g.mentor].Called()+": "+t.List(r.called(g.mentees)))
	}
	if left := r.left(); len(left) > 0 {
		lines = append(lines, t.N("matchfile.waiting", len(left)))
		for _, i := range left[:min(len(left), mostNamed)] {
			lines = append(lines, "  "+r.Mentees[i].Called()+": "+r.why(i))
		}
		if more := len(left) - mostNamed; more > 0 {
			lines = append(lines, "  "+t.N("matchfile.waiting-more", more))
		}
	}
	return lines
}

// worth is the sum of the scores, with what is proved of it.
func (r *Result) worth() string {
	total := strconv.FormatInt(r.Total, 10)
	switch {
	case r.Gap == 0:
		return r.t.T("groupfile.best", "total", total)
	case r.Gap < 0:
		return r.t.T("groupfile.unproved", "total", total)
	}
	return r.t.T("groupfile.gap", "total", total, "gap", strconv.FormatInt(r.Gap, 10))
}

func (r *Result) called(mentees []int) (names []string) {
	for _, i := range mentees {
		names = append(names, r.Mentees[i].Called())
	}
	return names
}

// why tells what keeps a mentee without a group.
func (r *Result) why(mentee int) string {
	n := 0
	for _, p := range r.Plan.Lists.Row(mentee) {
		if r.places[p.Mentor] > 0 {
			n++
		}
	}
	if n == 0 {
		return r.t.T("groupfile.why.nobody")
	}
	return r.t.N("groupfile.why.full", n)
}

func (r *Result) role(mentee int) string {
	if r.Roles == nil {
		return ""
	}
	return r.Roles[mentee]
}

func (r *Result) tables() []matchfile.Table {
	groups := matchfile.Table{Name: Tables[0], Columns: append(matchfile.Texts("mentor", "mentor-key", "mentee", "mentee-key", "role"), matchfile.Column{Name: "score", Kind: sheet.Number})}
	for _, g := range r.groups() {
		o := r.Mentors[g.mentor]
		for _, i := range g.mentees {
			score := ""
			for _, p := range r.Plan.Lists.Row(i) {
				if int(p.Mentor) == g.mentor {
					score = strconv.Itoa(int(p.Score))
				}
			}
			groups.Rows = append(groups.Rows, []string{o.Called(), o.Key, r.Mentees[i].Called(), r.Mentees[i].Key, r.role(i), score})
		}
	}
	waiting := matchfile.Table{Name: Tables[1], Columns: matchfile.Texts("mentee", "mentee-key", "why")}
	for _, i := range r.left() {
		waiting.Rows = append(waiting.Rows, []string{r.Mentees[i].Called(), r.Mentees[i].Key, r.why(i)})
	}
	quality := matchfile.Table{Name: Tables[2], Columns: append(matchfile.Texts("measure"), matchfile.Column{Name: "value", Kind: sheet.Number})}
	for _, m := range []struct {
		name  string
		value int64
	}{{"mentees", int64(len(r.Mentees))}, {"mentors", int64(len(r.Mentors))}, {"groups", int64(len(r.groups()))}, {"served", int64(r.Served)}, {"possible", int64(r.Possible)}, {"total", r.Total}, {"bound", r.bound()}} {
		value := strconv.FormatInt(m.value, 10)
		if m.name == "bound" && r.Gap < 0 {
			value = ""
		}
		quality.Rows = append(quality.Rows, []string{r.t.T("matchfile.measure." + m.name), value})
	}
	return []matchfile.Table{groups, waiting, quality}
}

func (r *Result) bound() int64 { return r.Total + max(r.Gap, 0) }

// WriteBook writes a workbook with a sheet for each table.
func (r *Result) WriteBook(w io.Writer) error { return matchfile.WriteBook(w, r.t, r.tables()) }

// WriteCSV writes one table, by its name in Tables.
func (r *Result) WriteCSV(w io.Writer, name string) error {
	return matchfile.WriteCSV(w, r.t, r.tables(), name)
}

// The results as JSON. A gap that is not there is not proved.
type (
	result struct {
		Groups   []jsonGroup   `json:"groups"`
		Served   int           `json:"served"`
		Possible int           `json:"possible"` // proved bound of served
		Total    int64         `json:"objective"`
		Gap      *int64        `json:"gap,omitempty"` // how much better as many mentees can have it, at most
		Waiting  []jsonWaiting `json:"waiting"`
	}
	jsonGroup struct {
		Mentor  string   `json:"mentor"`
		Mentees []string `json:"mentees"`
	}
	jsonWaiting struct {
		Mentee string `json:"mentee"`
		Why    string `json:"why"`
	}
)

// WriteJSON writes everything as one object. People are named by their keys.
func (r *Result) WriteJSON(w io.Writer) error {
	all := result{Groups: []jsonGroup{}, Waiting: []jsonWaiting{}, Served: r.Served, Possible: r.Possible, Total: r.Total}
	if r.Gap >= 0 {
		all.Gap = &r.Gap
	}
	for _, g := range r.groups() {
		one := jsonGroup{Mentor: r.Mentors[g.mentor].Key}
		for _, i := range g.mentees {
			one.Mentees = append(one.Mentees, r.Mentees[i].Key)
		}
		all.Groups = append(all.Groups, one)
	}
	for _, i := range r.left() {
		all.Waiting = append(all.Waiting, jsonWaiting{r.Mentees[i].Key, r.why(i)})
	}
	return matchfile.WriteJSON(w, all)
}
