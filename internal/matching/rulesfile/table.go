package rulesfile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/wording"
)

// Sheet is a table as it was read: headings, and rows of cells.
type Sheet struct {
	Headings []string
	Rows     [][]string
}

// Unread is a value that stands in no order of its column: no number of steps
// is counted for it.
type Unread struct {
	Side   string // mentee or mentor
	Row    int    // from 1, headings not counted
	Column string
	Value  string
}

// Table is two sheets judged by a file.
type Table struct {
	Unread   []Unread
	file     *File
	keys     [2][]string
	rows     [2][]string // for the fingerprint
	capacity []int32
	cells    [][2][]cell // by column, side, row
	concepts *wording.Concepts
}

// cell is a value in the forms that conditions need.
type cell struct {
	value  int32 // equal values have equal numbers; −1: not filled in
	step   int32 // place in the order; −1: none
	parts  []int32
	vector wording.Vector
}

var sides = [2]string{"mentee", "mentor"}

// same compares values as people type them.
func same(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

func plain(value string) string { return strings.ToLower(strings.Join(strings.Fields(value), " ")) }

// Read brings tables in; errors are *FileError.
func (f *File) Read(mentees, mentors Sheet) (*Table, error) {
	if !f.Columns() {
		return nil, wrong(0, "missing", "name", "columns")
	}
	t := &Table{file: f, cells: make([][2][]cell, len(f.columns))}
	if f.alike() {
		t.concepts = wording.Default()
	}
	for side, sheet := range []Sheet{mentees, mentors} {
		for c := range f.columns {
			if _, err := heading(sheet, side, f.columns[c].heading[side]); err != nil {
				return nil, err
			}
		}
		if err := t.readKeys(sheet, side); err != nil {
			return nil, err
		}
	}
	for c := range f.columns {
		t.readColumn(c, [2]Sheet{mentees, mentors})
	}
	if err := t.readPlaces(mentors); err != nil {
		return nil, err
	}
	return t, nil
}

func (f *File) alike() bool {
	return slices.ContainsFunc(f.points, func(a award) bool { return a.kind == "alike" })
}

// heading finds a column of a sheet.
func heading(sheet Sheet, side int, name string) (int, error) {
	at := slices.IndexFunc(sheet.Headings, func(h string) bool { return same(h, name) })
	if at < 0 {
		return 0, wrong(0, "no-heading", "side", sides[side], "name", name, "known", sheet.Headings)
	}
	return at, nil
}

func at(row []string, column int) string {
	if column >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[column])
}

func (t *Table) readKeys(sheet Sheet, side int) error {
	key := t.file.columns[slices.IndexFunc(t.file.columns, func(c column) bool { return c.name == t.file.key })]
	column, err := heading(sheet, side, key.heading[side])
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for n, row := range sheet.Rows {
		value := at(row, column)
		switch {
		case value == "":
			return wrong(0, "no-key", "side", sides[side], "row", n+1, "name", key.heading[side])
		case seen[plain(value)]:
			return wrong(0, "same-key", "side", sides[side], "row", n+1, "value", value)
		}
		seen[plain(value)] = true
		t.keys[side] = append(t.keys[side], value)
		t.rows[side] = append(t.rows[side], fmt.Sprintf("%s %q %q", sides[side], sheet.Headings, row))
	}
	return nil
}

func (t *Table) readColumn(c int, sheets [2]Sheet) {
	col := &t.file.columns[c]
	number := map[string]int32{}
	for side, sheet := range sheets {
		column, _ := heading(sheet, side, col.heading[side])
		cells := make([]cell, len(sheet.Rows))
		for n, row := range sheet.Rows {
			value := at(row, column)
			cells[n] = col.cell(value, number)
			if col.order != nil && value != "" && cells[n].step < 0 {
				t.Unread = append(t.Unread, Unread{sides[side], n + 1, col.name, value})
			}
		}
		t.cells[c][side] = cells
	}
	if slices.ContainsFunc(t.file.points, func(a award) bool { return a.kind == "alike" && a.column == c }) {
		t.readTexts(c, sheets)
	}
}

func (c *column) cell(value string, number map[string]int32) cell {
	made := cell{value: -1, step: -1}
	if value == "" {
		return made
	}
	numbered := func(v string) int32 {
		if _, known := number[v]; !known {
			number[v] = int32(len(number))
		}
		return number[v]
	}
	made.value = numbered(plain(value))
	made.step = int32(slices.IndexFunc(c.order, func(o string) bool { return same(o, value) }))
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(c.separators(), r) }) {
		if part = plain(part); part != "" {
			made.parts = append(made.parts, numbered(part))
		}
	}
	slices.Sort(made.parts)
	made.parts = slices.Compact(made.parts)
	return made
}

func (c *column) separators() string {
	if c.parts == "" {
		return ",;"
	}
	return c.parts
}

// readTexts weighs the texts of a column.
func (t *Table) readTexts(c int, sheets [2]Sheet) {
	corpus := wording.NewCorpus()
	var features [2][][]wording.Feature
	for side, sheet := range sheets {
		column, _ := heading(sheet, side, t.file.columns[c].heading[side])
		for _, row := range sheet.Rows {
			found := t.concepts.Features(wording.Words(at(row, column)))
			corpus.Add(found)
			features[side] = append(features[side], found)
		}
	}
	for side, most := range []int{wording.NeedFeatures, wording.OfferFeatures} {
		for n, found := range features[side] {
			t.cells[c][side][n].vector = corpus.Vector(found, most)
		}
	}
}

func (t *Table) readPlaces(mentors Sheet) error {
	p := t.file.places
	column := -1
	if p.heading != "" {
		var err error
		if column, err = heading(mentors, 1, p.heading); err != nil {
			return err
		}
	}
	for n, row := range mentors.Rows {
		places := p.other
		if value := ""; column >= 0 {
			if value = at(row, column); value != "" {
				var err error
				if places, err = strconv.Atoi(value); err != nil || places < 0 || places > mostPlaces {
					return wrong(0, "capacity", "side", sides[1], "row", n+1, "value", value)
				}
			}
		}
		t.capacity = append(t.capacity, int32(places))
	}
	return nil
}

// Mentees and Mentors are the keys, in the order of the rows.
func (t *Table) Mentees() []string { return t.keys[0] }

// Mentors are the keys of the mentors.
func (t *Table) Mentors() []string { return t.keys[1] }

// Capacity is how many mentees a mentor takes.
func (t *Table) Capacity(mentor int) int32 { return t.capacity[mentor] }

// SaysPlaces tells whether the file says how many mentees a mentor takes.
func (t *Table) SaysPlaces() bool { return t.file.places.said }

// Fingerprint is of the file and both tables as they were read: 64 hexadecimal
// digits. The order of the rows makes no difference.
func (t *Table) Fingerprint() string {
	rows := slices.Concat(t.rows[0], t.rows[1])
	slices.Sort(rows)
	sum := sha256.Sum256([]byte(t.file.digest + strings.Join(rows, "\n")))
	return hex.EncodeToString(sum[:])
}

// All are all allowed pairs with their points; nil, false when watch stopped it.
func (t *Table) All(watch matching.Watch) (*matching.Lists, bool) {
	lists := &matching.Lists{First: []int{0}}
	for i := range t.keys[0] {
		for j := range t.keys[1] {
			if t.Allowed(i, j) {
				lists.Pairs = append(lists.Pairs, matching.Pair{Mentor: int32(j), Score: int32(t.Score(i, j))})
			}
		}
		lists.First = append(lists.First, len(lists.Pairs))
		if watch != nil && !watch(i+1, len(t.keys[0])) {
			return nil, false
		}
	}
	return lists, true
}
