package rulesfile

import (
	"cmp"
	"slices"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/candidates"
	"domubiedrs/internal/matching/wording"
)

// Line is what one entry of the file says about a pair.
type Line struct {
	Name    string // as the file has it
	Forbids bool
	Points  int // of Of
	Of      int
}

// Allowed tells whether nothing in the file forbids a pair.
func (t *Table) Allowed(mentee, mentor int) bool {
	for i := range t.file.forbid {
		if t.holds(&t.file.forbid[i].when, mentee, mentor) {
			return false
		}
	}
	return true
}

// Score are the points of a pair. It does not look at what is forbidden.
func (t *Table) Score(mentee, mentor int) int {
	sum := 0
	for i := range t.file.points {
		sum += t.award(&t.file.points[i], mentee, mentor)
	}
	return sum
}

// Explain tells every entry that forbids the pair, and all that give points,
// with what they gave.
func (t *Table) Explain(mentee, mentor int) []Line {
	var lines []Line
	for i := range t.file.forbid {
		if b := &t.file.forbid[i]; t.holds(&b.when, mentee, mentor) {
			lines = append(lines, Line{Name: b.name, Forbids: true})
		}
	}
	for i := range t.file.points {
		a := &t.file.points[i]
		lines = append(lines, Line{Name: a.name, Points: t.award(a, mentee, mentor), Of: a.points})
	}
	return lines
}

// Barrier is an entry of the file that forbids mentors.
type Barrier struct {
	Name          string
	Blocks, Alone int // mentors it forbids; of these, that nothing else forbids
}

// Barriers are the entries that forbid a mentee mentors, the one that forbids
// most first.
func (t *Table) Barriers(mentee int) []Barrier {
	all := make([]Barrier, len(t.file.forbid))
	for b := range all {
		all[b].Name = t.file.forbid[b].name
	}
	for mentor := range t.keys[1] {
		broken, last := 0, 0
		for b := range t.file.forbid {
			if t.holds(&t.file.forbid[b].when, mentee, mentor) {
				all[b].Blocks++
				broken, last = broken+1, b
			}
		}
		if broken == 1 {
			all[last].Alone++
		}
	}
	all = slices.DeleteFunc(all, func(b Barrier) bool { return b.Blocks == 0 })
	slices.SortStableFunc(all, func(a, b Barrier) int { return cmp.Compare(b.Blocks, a.Blocks) })
	return all
}

// Most is the greatest score there can be.
func (t *Table) Most() int {
	sum := 0
	for _, a := range t.file.points {
		sum += a.points
	}
	return sum
}

// fullyAlike is the likeness of two texts that gives all points, in percent of
// the greatest: texts of different people are never equal.
const fullyAlike = 40

func (t *Table) award(a *award, mentee, mentor int) int {
	mine, theirs := &t.cells[a.column][0], &t.cells[a.column][1]
	switch a.kind {
	case "when":
		if t.holds(&a.when, mentee, mentor) {
			return a.points
		}
		return 0
	case "share":
		wanted := (*mine)[mentee].parts
		if len(wanted) == 0 {
			return 0
		}
		return a.points * common(wanted, (*theirs)[mentor].parts) / len(wanted)
	}
	dot := wording.Dot((*mine)[mentee].vector, (*theirs)[mentor].vector)
	return min(a.points*dot*100/(wording.Unit*wording.Unit*fullyAlike), a.points)
}

// common counts what two ascending lists share.
func common(a, b []int32) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

func (t *Table) holds(c *condition, mentee, mentor int) bool {
	switch c.kind {
	case isAll, isNot:
		for i := range c.of {
			if !t.holds(&c.of[i], mentee, mentor) {
				return c.kind == isNot
			}
		}
		return c.kind == isAll
	case isAny:
		for i := range c.of {
			if t.holds(&c.of[i], mentee, mentor) {
				return true
			}
		}
		return false
	}
	return c.compare(&t.cells[c.column][0][mentee], &t.cells[c.column][1][mentor])
}

func (c *condition) compare(mine, theirs *cell) bool {
	filled := mine.value >= 0 && theirs.value >= 0
	switch c.kind {
	case isEqual:
		return filled && mine.value == theirs.value
	case isDiffer:
		return filled && mine.value != theirs.value
	case inSteps:
		above := int(theirs.step - mine.step)
		return mine.step >= 0 && theirs.step >= 0 && above >= c.from && above <= c.to
	case hasShare:
		return common(mine.parts, theirs.parts) >= c.from
	}
	return filled
}

// Both puts applications and tables of the same people, in the same order,
// together: a pair is allowed when both allow it, and points weigh like weights
// of criteria. Scores are 0 … matching.Full.
func Both(p *matching.Pool, t *Table, watch matching.Watch) (*matching.Lists, bool) {
	all, done := candidates.All(p, watch)
	if !done {
		return nil, false
	}
	weights := 0
	for _, w := range p.Setting().Weights {
		weights += w
	}
	sum := max(weights+t.Most(), 1)
	lists := &matching.Lists{First: []int{0}}
	for i := range p.Mentees() {
		for _, pair := range all.Row(i) {
			if j := int(pair.Mentor); t.Allowed(i, j) {
				score := (weights*int(pair.Score) + matching.Full*t.Score(i, j) + sum/2) / sum
				lists.Pairs = append(lists.Pairs, matching.Pair{Mentor: pair.Mentor, Score: int32(score)})
			}
		}
		lists.First = append(lists.First, len(lists.Pairs))
	}
	return lists, true
}
