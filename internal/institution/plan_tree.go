package institution

import (
	"cmp"
	"encoding/json"
	"slices"

	"domubiedrs/internal/fault"
)

// The second half of a plan: what comes out of all rows together.

// setParent puts x below the institution that its row names.
func (p *plan) setParent(x *subject) {
	row := &p.report.Rows[x.row]
	if x.parent == "" {
		return
	}
	up := p.named(x.parent)
	if up == nil {
		row.Notes = append(row.Notes, fault.Msg("institution.note.parent", "parent", x.parent))
		return
	}
	value, kept := settle(x.Parent, x.last.Parent, up.ID)
	if value != x.Parent || kept {
		row.Changes = append(row.Changes, Change{Field: columnParent, Old: p.nameOf(x.Parent), New: up.NameLV, Kept: kept})
	}
	x.Parent, x.last.Parent = value, up.ID
}

// checkPlace rejects rings and trees that are too deep. A new institution stands
// in the region of the nearest one above that has one.
func (p *plan) checkPlace(x *subject) {
	chain := p.chain(x)
	if err := x.under(bare(chain)); err != nil && !p.endsFirst(x, chain) {
		p.reject(x, columnParent, err)
		return
	}
	for _, up := range p.chain(x) {
		if x.fresh && x.Region == Anywhere {
			x.Region = up.Region
		}
	}
}

// endsFirst tells whether what is wrong with x's place is only that the one
// above ends earlier; x then stays where it was, and the row says so.
func (p *plan) endsFirst(x *subject, chain []*subject) bool {
	if len(chain) == 0 || !outlives(x.Institution, chain[0].ValidTo) {
		return false
	}
	row := &p.report.Rows[x.row]
	row.Notes = append(row.Notes, fault.Msg("institution.note.parent-ends", "parent", chain[0].NameLV))
	row.Changes = slices.DeleteFunc(row.Changes, func(c Change) bool { return c.Field == columnParent })
	x.Parent = x.before.Parent
	return true
}

// chain is who stands above x, the nearest first; a ring ends at x itself.
func (p *plan) chain(x *subject) (chain []*subject) {
	for next := x.Parent; next != "" && len(chain) < MaxDepth; {
		up := p.all[next]
		if chain = append(chain, up); up == x {
			break
		}
		next = up.Parent
	}
	return chain
}

func bare(chain []*subject) []Institution {
	list := make([]Institution, len(chain))
	for n, x := range chain {
		list[n] = x.Institution
	}
	return list
}

func (p *plan) depth(x *subject) int { return len(p.chain(x)) }

func (p *plan) reject(x *subject, column string, err error) {
	row := &p.report.Rows[x.row]
	row.Outcome, row.Changes, x.wrong = Rejected, nil, true
	for _, m := range fault.As(err).Fields {
		row.Wrong.Fail(column, m.Key, m.Args...)
	}
}

// close gives institutions their last days, and takes back those that the
// register takes back. One under which a body goes on longer stays open, which
// can keep the one above it open too: so it goes on until nothing changes.
func (p *plan) close() {
	for _, x := range p.touched {
		p.end(x)
	}
	for again := true; again; {
		again = false
		for _, x := range p.touched {
			if x.ValidTo != x.before.ValidTo && p.bodyOutlives(x) {
				x.ValidTo, again = x.before.ValidTo, true
				row := &p.report.Rows[x.row]
				row.Notes = append(row.Notes, fault.Msg("institution.note.bodies-go-on", "day", x.closes))
			}
		}
	}
	for _, x := range p.touched {
		if row := &p.report.Rows[x.row]; !x.fresh {
			row.note(columnClosed, x.before.ValidTo, x.ValidTo, x.ValidTo, false)
		}
	}
}

// end gives x the last day that its row says, unless the administrator's own
// stands there.
func (p *plan) end(x *subject) {
	last := x.last.Closed
	if x.last.Closed = cmp.Or(x.closes, last); x.opens {
		x.last.Closed = ""
	}
	value, kept := x.ending(last)
	if x.ValidTo = value; kept {
		p.report.Rows[x.row].note(columnClosed, value, x.closes, value, true)
	}
}

// ending is the last day that x should have; last is what the register said
// before.
func (x *subject) ending(last string) (value string, kept bool) {
	switch {
	case x.opens && x.ValidTo == last:
		return "", false
	case x.opens:
		return x.ValidTo, x.ValidTo != ""
	case x.closes != "" && x.closes < x.ValidFrom:
		return x.ValidTo, true
	}
	return settle(x.ValidTo, last, x.closes)
}

func (p *plan) bodyOutlives(x *subject) bool {
	if x.ValidTo == "" {
		return false
	}
	for _, body := range p.all {
		if body.Parent == x.ID && outlives(body.Institution, x.ValidTo) {
			return true
		}
	}
	return false
}

// checkNames rejects a name that another institution in the same place has.
func (p *plan) checkNames() {
	type place struct{ name, parent string }
	first := map[place]*subject{}
	for _, x := range p.all {
		if x.line == 0 && x.ValidTo == "" {
			first[place{x.NameLV, x.Parent}] = x
		}
	}
	for _, x := range p.touched {
		at := place{x.NameLV, x.Parent}
		if other := first[at]; other != nil && other != x && x.ValidTo == "" {
			p.reject(x, columnName, errTaken(false, true))
		}
		if x.ValidTo == "" {
			first[at] = x
		}
	}
}

// finish writes down what the register said, and sums the row up.
func (p *plan) finish(x *subject) {
	text, err := json.Marshal(x.last)
	if err != nil {
		panic(err) // five strings
	}
	x.Register = string(text)
	if !x.wrong {
		p.report.Rows[x.row].Outcome = x.outcome()
	}
}

// outcome sums up what happens with an institution.
func (x *subject) outcome() Outcome {
	same := x.before
	same.Register = x.Register
	switch {
	case x.fresh:
		return Created
	case x.ValidTo != x.before.ValidTo && x.ValidTo != "":
		return Closed
	case x.Institution != same:
		return Updated
	}
	return Unchanged
}
