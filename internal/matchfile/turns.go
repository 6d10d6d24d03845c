package matchfile

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matching/rulesfile"
	"domubiedrs/internal/transfer"
)

// turns are who comes before others when places are short, from a column of
// the mentees' file.
type turns struct {
	heading string
	since   []time.Time // by row, zero: not known; nil for a column of points
	week    int         // points for each week longer
	unread  []unreadDay
	missing bool // waiting should count, and no column is recognised
}

// unreadDay is a cell that is no date.
type unreadDay struct {
	line int
	text string
}

// DefaultWeek is the points, of a hundred, for each week that somebody waits
// longer than others, where the rules file says nothing.
const DefaultWeek = 1

// waitingHeadings are what offices call the day on which somebody applied,
// folded.
var waitingHeadings = []string{"gaida kops", "pieteicas", "pieteikuma datums", "pieteiksanas datums", "pieteikums iesniegts", "pieteikums sanemts", "iesniegts",
	"iesniegsanas datums", "iesniegsanas laiks", "registrets", "laikspiedols", "waiting since", "applied", "applied on", "application date",
	"date of application", "submitted", "submitted on", "submitted at", "timestamp"}

// turnColumn finds the column of those who wait among the mentees' headings; −1
// when there is none, or nothing is asked of it.
func turnColumn(rules *rulesfile.File, headings []string) int {
	said := rules.Priority()
	named := i18n.Fold(said.Since + said.Heading)
	if !said.Said && !rules.Guidelines() || said.Said && said.Heading == "" && said.Week == 0 {
		return -1 // nobody knows what its points are worth; or they are none
	}
	return slices.IndexFunc(headings, func(h string) bool {
		h = i18n.Fold(strings.TrimSpace(h))
		return h == named && named != "" || named == "" && slices.Contains(waitingHeadings, h)
	})
}

// turn reads the column and gives the priorities. A column that the rules file
// names must be there and hold what it should; in one that is only recognised,
// what is no date counts as not known. Only differences matter: the latest has
// none, and so has who does not say.
func (r *Round) turn(rules *rulesfile.File, mentees rulesfile.Sheet) error {
	said, at := rules.Priority(), turnColumn(rules, mentees.Headings)
	switch named := said.Since + said.Heading; {
	case at < 0 && named != "":
		return fault.New(fault.Invalid, "matchfile.fault.no-turn", "name", named, "known", strings.Join(mentees.Headings, ", "))
	case at < 0:
		r.turns.missing = said.Week > 0
		return nil
	}
	r.turns = turns{heading: mentees.Headings[at], week: said.Week}
	if !said.Said {
		r.turns.week = DefaultWeek
	}
	scale := 1
	if rules.Guidelines() {
		scale = hundredth
	}
	for n, row := range mentees.Rows {
		line, text := r.files[0].People[n].Line, strings.TrimSpace(row[at])
		if said.Heading != "" {
			points, err := turnPoints(line, text, plan.MostPriority/scale)
			if err != nil {
				return err
			}
			r.Order.Priority = append(r.Order.Priority, int32(points*scale))
			continue
		}
		day, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))])
		switch {
		case text == "":
			day = time.Time{}
		case err != nil && said.Since != "":
			return fault.New(fault.Invalid, "matchfile.fault.day", "row", line, "value", text, "column", r.turns.heading)
		case err != nil:
			day, r.turns.unread = time.Time{}, append(r.turns.unread, unreadDay{line, text})
		}
		r.turns.since = append(r.turns.since, day)
	}
	if said.Heading == "" {
		r.Order.Priority = r.turns.priority(scale)
	}
	return nil
}

func turnPoints(line int, text string, most int) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, fault.New(fault.Invalid, "matchfile.fault.priority", "row", line, "value", text, "most", most)
	}
	return n, nil
}

// priority is the points of each row, by how much longer than the latest it
// waits.
func (t *turns) priority(scale int) []int32 {
	return plan.Waits(t.since, t.week*scale)
}

// told says whether those who wait come first, and what could not be read.
func (r *Result) turnRemarks() (list []string) {
	if r.turns.missing {
		list = append(list, r.t.T("matchfile.no-days"))
	}
	for k, u := range r.turns.unread {
		if k == mostNamed {
			return append(list, r.t.N("matchfile.remarks-more", len(r.turns.unread)-k, "side", r.t.T("matchfile.side.mentee")))
		}
		list = append(list, r.t.T("matchfile.day-unread", "row", u.line, "value", u.text, "column", r.turns.heading))
	}
	return list
}

// turn says in a sentence who came first.
func (r *Result) turn() []string {
	switch {
	case r.turns.heading == "":
		return nil
	case r.turns.since == nil:
		return []string{r.t.T("matchfile.turn-points", "column", r.turns.heading)}
	}
	return []string{r.t.N("matchfile.turn", r.turns.week, "column", r.turns.heading)}
}

// day is since when somebody waits, as spreadsheets take it; empty: not known.
func (r *Result) day(i int) string {
	if r.turns.since == nil || r.turns.since[i].IsZero() {
		return ""
	}
	return r.turns.since[i].Format(time.DateOnly)
}

// setAside keeps a column from being taken for an answer, unless somebody said
// that it is one.
func setAside(m transfer.Mapping, heading string) transfer.Mapping {
	columns := map[string]string{heading: transfer.Nothing}
	maps.Copy(columns, m.Columns)
	m.Columns = columns
	return m
}
