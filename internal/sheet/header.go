package sheet

import (
	"slices"
	"strings"
	"unicode"
)

// window is how many rows with something in them are looked at to find the
// headings. Titles, notes and dates above a table are fewer.
const window = 40

// findHeader finds the row of headings. Above it stand titles, which fill few
// cells, merged or not; below it stand answers, among them numbers, dates and
// addresses, which no heading is.
func (t *Table) findHeader() error {
	head, err := t.top()
	if err != nil {
		return err
	}
	if len(head) == 0 {
		return faultEmpty()
	}
	at := headerAmong(head)
	if at == len(head)-1 && at < window-1 {
		return faultNoRows(head[at].number)
	}
	t.Header, t.Columns = head[at].number, headings(head[at])
	return nil
}

// top gives the first rows that hold something. A row with a fault of its own
// is no heading, yet a row.
func (t *Table) top() ([]line, error) {
	var head []line
	for l, err := range t.lines() {
		if err != nil {
			return nil, err
		}
		if l.err == nil && l.filled() == 0 {
			continue
		}
		if head = append(head, l); len(head) == window {
			break
		}
	}
	return head, nil
}

// headerAmong chooses the first row about as wide as the table that could be
// headings; failing that, any row so wide.
func headerAmong(head []line) int {
	width := typicalWidth(head)
	wide := func(l line) bool { return l.err == nil && l.filled()*100 >= width*60 }
	for _, fits := range []func(line) bool{
		func(l line) bool { return wide(l) && looksLikeHeadings(l) },
		wide,
	} {
		if at := slices.IndexFunc(head, fits); at >= 0 {
			return at
		}
	}
	return 0
}

// typicalWidth is how many cells a quarter of the rows fill at least: many
// answers are left empty, and a row or two may have cells too many.
func typicalWidth(head []line) int {
	widths := make([]int, len(head))
	for i, l := range head {
		widths[i] = l.filled()
	}
	slices.Sort(widths)
	return widths[len(widths)*3/4]
}

func looksLikeHeadings(l line) bool {
	return !slices.ContainsFunc(l.cells, func(c cell) bool {
		address := strings.Contains(c.text, "@") && !strings.Contains(c.text, " ")
		return c.text != "" && (address || isoDate(c.text) != c.text || !strings.ContainsFunc(c.text, unicode.IsLetter))
	})
}

// headings writes each heading on one line; columns after the last heading have
// no name and are nobody's.
func headings(l line) []string {
	names := make([]string, 0, len(l.cells))
	last := 0
	for i, c := range l.cells {
		names = append(names, strings.Join(strings.Fields(c.text), " "))
		if c.text != "" {
			last = i + 1
		}
	}
	return names[:last]
}
