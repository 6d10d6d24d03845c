package wishfile

import (
	"cmp"
	"io"
	"slices"
	"strconv"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching/stable"
	"domubiedrs/internal/sheet"
)

// Result is pairs that nobody would leave together.
type Result struct {
	*Wishes
	Mentor   []int32 // of each mentee, or −1
	Possible int     // most that could be served, proved; stable or not
	Blocking int     // pairs that would rather have each other: 0, or there is no Result
	lists    *stable.Wishes
	t        *i18n.Translator
}

// In sets the language of what the Result says.
func (r *Result) In(t *i18n.Translator) *Result {
	r.t = t
	return r
}

// Served is how many mentees have a mentor.
func (r *Result) Served() int { return stable.Served(r.Mentor) }

// pair is a mentee with a mentor and what each says of the other.
type pair struct {
	mentee, mentor int
	mine, theirs   int
}

// pairs in the order of the mentees' names.
func (r *Result) pairs() (list []pair) {
	v := r.view()
	for i, j := range r.Mentor {
		if j >= 0 {
			list = append(list, pair{i, int(j), v.rank(mentees, i, int(j)), v.rank(mentors, int(j), i)})
		}
	}
	slices.SortFunc(list, func(a, b pair) int { return byName(r.People[mentees])(a.mentee, b.mentee) })
	return list
}

// byName orders people as a list of names does, whatever the order of rows.
func byName(people []matchfile.Person) func(a, b int) int {
	return func(a, b int) int {
		return cmp.Or(cmp.Compare(i18n.SortKey(people[a].Called()), i18n.SortKey(people[b].Called())), cmp.Compare(fold(people[a].Key), fold(people[b].Key)))
	}
}

// left are the mentees without a mentor, by name, with why.
func (r *Result) left() (list []int) {
	for i, j := range r.Mentor {
		if j < 0 {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, byName(r.People[mentees]))
	return list
}

// why tells what keeps a mentee without a mentor: nobody whom both accept, or
// places that others have, whom the mentors wish no less.
func (r *Result) why(mentee int) string {
	n := r.lists.First[mentee+1] - r.lists.First[mentee]
	if n == 0 {
		return r.t.T("wishfile.why.nobody")
	}
	return r.t.N("wishfile.why.full", n)
}

// Tables are the names of the tables in the order of a workbook.
var Tables = []string{"pairs", "waiting", "mentors", "quality"}

func (r *Result) tables() []matchfile.Table {
	pairs := matchfile.Table{Name: Tables[0], Columns: append(matchfile.Texts("mentee", "mentee-key", "mentor", "mentor-key"),
		matchfile.Column{Name: "rank-mentee", Kind: sheet.Text}, matchfile.Column{Name: "rank-mentor", Kind: sheet.Text})}
	taken := make([]int, len(r.Places))
	for _, p := range r.pairs() {
		e, o := r.People[mentees][p.mentee], r.People[mentors][p.mentor]
		pairs.Rows = append(pairs.Rows, []string{e.Called(), e.Key, o.Called(), o.Key, r.rank(p.mine), r.rank(p.theirs)})
		taken[p.mentor]++
	}
	waiting := matchfile.Table{Name: Tables[1], Columns: matchfile.Texts("mentee", "mentee-key", "why")}
	for _, i := range r.left() {
		e := r.People[mentees][i]
		waiting.Rows = append(waiting.Rows, []string{e.Called(), e.Key, r.why(i)})
	}
	numbers := func(names ...string) (list []matchfile.Column) {
		for _, name := range names {
			list = append(list, matchfile.Column{Name: name, Kind: sheet.Number})
		}
		return list
	}
	load := matchfile.Table{Name: Tables[2], Columns: append(matchfile.Texts("mentor", "mentor-key"), numbers("places", "taken", "free")...)}
	order := make([]int, len(r.Places))
	for j := range order {
		order[j] = j
	}
	slices.SortFunc(order, byName(r.People[mentors]))
	for _, j := range order {
		o := r.People[mentors][j]
		load.Rows = append(load.Rows, []string{o.Called(), o.Key, strconv.Itoa(int(r.Places[j])), strconv.Itoa(taken[j]), strconv.Itoa(int(r.Places[j]) - taken[j])})
	}
	return []matchfile.Table{pairs, waiting, load, r.quality()}
}

func (r *Result) quality() matchfile.Table {
	t := matchfile.Table{Name: Tables[3], Columns: append(matchfile.Texts("measure"), matchfile.Column{Name: "value", Kind: sheet.Number})}
	places := 0
	for _, n := range r.Places {
		places += int(n)
	}
	for _, m := range []struct {
		name  string
		value int
	}{{"mentees", len(r.People[mentees])}, {"mentors", len(r.People[mentors])}, {"places", places}, {"served", r.Served()}, {"possible", r.Possible}, {"blocking", r.Blocking}} {
		t.Rows = append(t.Rows, []string{r.t.T("matchfile.measure." + m.name), strconv.Itoa(m.value)})
	}
	return t
}

// rank is a rank as people read it; who said nothing of the other has none.
func (r *Result) rank(rank int) string {
	if rank == last {
		return r.t.T("wishfile.unranked")
	}
	return strconv.Itoa(rank)
}

// WriteBook writes a workbook with a sheet for each table.
func (r *Result) WriteBook(w io.Writer) error { return matchfile.WriteBook(w, r.t, r.tables()) }

// WriteCSV writes one table, by its name in Tables.
func (r *Result) WriteCSV(w io.Writer, name string) error {
	return matchfile.WriteCSV(w, r.t, r.tables(), name)
}

// The results as JSON. A rank that is not there was not said.
type (
	result struct {
		Pairs    []jsonPair    `json:"pairs"`
		Served   int           `json:"served"`
		Possible int           `json:"possible"` // proved bound of served
		Blocking int           `json:"blocking"`
		Waiting  []jsonWaiting `json:"waiting"`
	}
	jsonPair struct {
		Mentee     string `json:"mentee"`
		Mentor     string `json:"mentor"`
		MenteeRank int    `json:"mentee_rank,omitempty"` // of the mentor for the mentee
		MentorRank int    `json:"mentor_rank,omitempty"`
	}
	jsonWaiting struct {
		Mentee string `json:"mentee"`
		Why    string `json:"why"`
	}
)

// WriteJSON writes everything as one object. People are named by their keys.
func (r *Result) WriteJSON(w io.Writer) error {
	all := result{Pairs: []jsonPair{}, Waiting: []jsonWaiting{}, Served: r.Served(), Possible: r.Possible, Blocking: r.Blocking}
	said := func(rank int) int {
		if rank == last {
			return 0
		}
		return rank
	}
	for _, p := range r.pairs() {
		all.Pairs = append(all.Pairs, jsonPair{r.People[mentees][p.mentee].Key, r.People[mentors][p.mentor].Key, said(p.mine), said(p.theirs)})
	}
	for _, i := range r.left() {
		all.Waiting = append(all.Waiting, jsonWaiting{r.People[mentees][i].Key, r.why(i)})
	}
	return matchfile.WriteJSON(w, all)
}
