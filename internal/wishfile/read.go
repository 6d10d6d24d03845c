package wishfile

import (
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/sheet"
)

// columns of the file, by the headings that people write.
var columns = []sheet.Wanted{
	{Key: "side", Names: []string{"side", "puse", "loma", "role"}},
	{Key: "person", Names: []string{"person", "persona", "cilvēks", "who", "kurš"}},
	{Key: "rank", Names: []string{"rank", "vieta", "kārta", "vērtējums"}},
	{Key: "other", Names: []string{"other", "otrs", "otra puse", "whom", "ko vēlas"}},
	{Key: "places", Names: []string{"places", "vietas", "vietu skaits"}},
}

// needed are the columns without which a file says nothing.
var needed = []string{"side", "person", "rank", "other"}

// sideWords are how people name the sides.
var sideWords = map[string]int{"mentee": mentees, "mentees": mentees, "mentorejamais": mentees, "mentorejama": mentees, "mentor": mentors, "mentors": mentors, "mentore": mentors}

// lacks begins the last part of the keys of what is missing: a column is called
// “other”, and no key may be.
const lacks = "no-"

// refusals are how people say no.
var refusals = []string{"", "no", "ne", "-", "x"}

// everybody stands for all who are not named.
const everybody = "*"

// Most that a file holds.
const (
	maxRows   = 1_000_000
	mostRank  = 100_000
	mostPlace = 1000
)

// Read reads a file of wishes. With p the people, their places and the pairs that
// rules forbid are those of the plan's round; without, they are whom the file
// names. Errors: *Problem of a row, a *fault.Error of the file.
func Read(source matchfile.Source, round *matchfile.Round, p *plan.Plan) (*Wishes, error) {
	table, err := sheet.Read(source.Text, source.Size, source.Name, sheet.Limits{Rows: maxRows})
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, g := range sheet.Match(table.Columns, columns) {
		at[g.Key] = g.Column
	}
	for _, key := range needed {
		if _, there := at[key]; !there {
			return nil, fault.New(fault.Invalid, "wishfile.fault.column."+lacks+key)
		}
	}
	r := &reader{at: at, closed: round != nil, places: map[int]int32{}, said: map[said]int{}}
	r.people = [2]*names{newNames(nil), newNames(nil)}
	if round != nil {
		r.people = [2]*names{newNames(round.Mentees), newNames(round.Mentors)}
	}
	for row, err := range table.Rows() {
		if err == nil {
			err = r.row(row)
		}
		if err != nil {
			return nil, err
		}
	}
	return r.wishes(p), nil
}

// said is what a row says something about.
type said struct{ side, person, other int }

type reader struct {
	at     map[string]int
	closed bool // who is not in the files is nobody
	people [2]*names
	places map[int]int32
	said   map[said]int // the row that says it
	rows   []wish
}

func (r *reader) cell(row sheet.Row, key string) string {
	if i, there := r.at[key]; there && i < len(row.Cells) {
		return strings.TrimSpace(row.Cells[i])
	}
	return ""
}

func (r *reader) row(row sheet.Row) (err error) {
	if strings.Join(row.Cells, "") == "" {
		return nil
	}
	w := wish{line: row.Number, other: -1}
	side, known := sideWords[fold(r.cell(row, "side"))]
	if !known {
		return problem(w.line, "wishfile.fault.side", "text", r.cell(row, "side"))
	}
	w.side = side
	who, other := r.cell(row, "person"), r.cell(row, "other")
	if who == "" || other == "" {
		return problem(w.line, "wishfile.fault.unnamed")
	}
	if w.person, err = r.people[side].find(w.line, side, who, r.closed); err != nil {
		return err
	}
	if other != everybody {
		if w.other, err = r.people[1-side].find(w.line, 1-side, other, r.closed); err != nil {
			return err
		}
		if fold(who) == fold(other) || r.same(side, w) {
			return problem(w.line, "wishfile.fault.self", "name", who)
		}
	}
	if w.rank, err = rank(w.line, r.cell(row, "rank")); err != nil {
		return err
	}
	if before, there := r.said[said{side, w.person, w.other}]; there {
		return problem(w.line, "wishfile.fault.twice", "row", before)
	}
	r.said[said{side, w.person, w.other}] = w.line
	if err := r.place(row, w); err != nil {
		return err
	}
	r.rows = append(r.rows, w)
	return nil
}

// same tells whether both sides of a wish are one person, who stands in both files.
func (r *reader) same(side int, w wish) bool {
	a, b := r.people[side].list[w.person], r.people[1-side].list[w.other]
	return a.Email != "" && fold(a.Email) == fold(b.Email)
}

func rank(line int, text string) (int, error) {
	if slices.Contains(refusals, i18n.Fold(text)) {
		return refusal, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostRank {
		return 0, problem(line, "wishfile.fault.rank", "text", text, "most", mostRank)
	}
	return n, nil
}

// place reads how many mentees a mentor takes, where the file says so and no
// other file does.
func (r *reader) place(row sheet.Row, w wish) error {
	text := r.cell(row, "places")
	if text == "" || w.side != mentors || r.closed {
		return nil
	}
	n, err := strconv.Atoi(text)
	before, said := r.places[w.person]
	switch {
	case err != nil || n < 0 || n > mostPlace:
		return problem(w.line, "wishfile.fault.places", "text", text, "most", mostPlace)
	case said && before != int32(n):
		return problem(w.line, "wishfile.fault.places-differ", "name", r.people[mentors].list[w.person].Called())
	}
	r.places[w.person] = int32(n)
	return nil
}

func (r *reader) wishes(p *plan.Plan) *Wishes {
	w := &Wishes{People: [2][]matchfile.Person{r.people[mentees].list, r.people[mentors].list}, rows: r.rows, Plan: p}
	w.Places = make([]int32, len(w.People[mentors]))
	for j := range w.Places {
		w.Places[j] = 1
		if n, said := r.places[j]; said {
			w.Places[j] = n
		}
		if p != nil {
			w.Places[j] = p.Order.Capacity(j)
		}
	}
	return w
}
