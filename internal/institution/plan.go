package institution

import (
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
)

// plan works out what a register changes, without a database: it gathers the
// institutions as they are, takes the rows in one by one, then looks at the tree
// that comes out. What cannot stand is rejected; what an administrator can put
// right afterwards is noted, and the rest of the row is taken.
type plan struct {
	register Register
	report   Report
	day      string
	all      map[string]*subject   // by id
	byCode   map[string]*subject   // by code
	byName   map[string][]*subject // by folded name
	touched  []*subject            // in the order of rows
}

// subject is an institution in a plan. One that is not in the database yet is
// fresh.
type subject struct {
	Institution
	before Institution
	last   memory
	fresh  bool
	line   int // of the row that speaks of it; 0: none
	row    int // index of the row's report
	parent string
	closes string
	opens  bool // the register takes its closing date back
	wrong  bool
}

func newPlan(r Register) *plan {
	r.Source = cut(input.Line(r.Source), MaxSource)
	return &plan{register: r, report: Report{Columns: r.Columns}, all: map[string]*subject{}, byCode: map[string]*subject{}, byName: map[string][]*subject{}}
}

func (p *plan) make(all []Institution, day string) {
	p.day = day
	for _, i := range all {
		p.know(&subject{Institution: i, before: i})
	}
	for _, e := range p.register.Entries {
		p.take(e)
	}
	for _, x := range p.touched {
		p.setParent(x)
	}
	p.close()
	for _, x := range p.touched {
		p.checkPlace(x)
	}
	p.checkNames()
	for _, x := range p.touched {
		p.finish(x)
	}
}

func (p *plan) know(x *subject) {
	p.all[x.ID] = x
	if x.Code != "" {
		p.byCode[x.Code] = x
	}
	for _, name := range slices.Compact([]string{i18n.Fold(x.NameLV), i18n.Fold(x.NameEN)}) {
		if name != "" {
			p.byName[name] = append(p.byName[name], x)
		}
	}
}

// take reads a row: whom it means, and what it says.
func (p *plan) take(e Entry) {
	e.Name, e.Code, e.Address = input.Line(e.Name), input.Line(e.Code), cut(input.Line(e.Address), MaxAddress)
	p.report.Rows = append(p.report.Rows, Taken{Line: e.Line, Name: e.Name, Code: e.Code, Outcome: Unchanged, Wrong: maps.Clone(e.Wrong)})
	row := &p.report.Rows[len(p.report.Rows)-1]
	if row.Wrong == nil {
		row.Wrong = fault.Checks{}
	}
	if e.Name == "" {
		row.Wrong.Fail(columnName, "institution.fault.row-name")
	}
	if input.Length(e.Name) > MaxName {
		row.Wrong.Fail(columnName, "institution.fault.too-long", "max", MaxName)
	}
	if e.Code != "" && (!codes.MatchString(e.Code) || input.Length(e.Code) > MaxCode) {
		row.Wrong.Fail(columnCode, "institution.fault.code")
	}
	checkDay(row.Wrong, columnClosed, e.Closed)
	x, ok := p.find(e, row.Wrong)
	if ok && x.line != 0 {
		row.Wrong.Fail("", "institution.fault.twice", "line", x.line)
	}
	if len(row.Wrong) > 0 {
		row.Outcome = Rejected
		return
	}
	if x.MergedInto != "" {
		row.Institution = x.MergedInto
		row.Notes = append(row.Notes, fault.Msg("institution.note.merged", "name", p.nameOf(x.MergedInto)))
		return
	}
	p.fill(x, e, row)
}

// registered are the codes that the Enterprise Register gives: eleven digits.
var registered = regexp.MustCompile(`^[0-9]{11}$`)

// find tells whom a row means: who has its code, else the one of its name that
// has no other registration number, else somebody new. Not ok: nobody can tell.
func (p *plan) find(e Entry, bad fault.Checks) (x *subject, ok bool) {
	if x, there := p.byCode[e.Code]; there && e.Code != "" {
		return x, true
	}
	var open, closed []*subject
	for _, x := range p.namesakes(e) {
		if x.ValidTo == "" || x.ValidTo >= p.day {
			open = append(open, x)
		} else {
			closed = append(closed, x)
		}
	}
	for _, found := range [][]*subject{open, closed} {
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0], true
		}
		bad.Fail(columnName, "institution.fault.several")
		return nil, false
	}
	return p.fresh(e), true
}

// namesakes are the institutions that a row can mean by its name. One with
// another registration number is somebody else, and so is one below another
// parent; those below the very parent go before those that stand alone.
func (p *plan) namesakes(e Entry) []*subject {
	up := p.named(e.Parent)
	var there, alone []*subject
	for _, x := range p.byName[i18n.Fold(e.Name)] {
		switch {
		case registered.MatchString(e.Code) && registered.MatchString(x.Code), x.line != 0 && x.parent != e.Parent:
		case up == nil || x.Parent == up.ID:
			there = append(there, x)
		case x.Parent == "":
			alone = append(alone, x)
		}
	}
	if len(there) > 0 {
		return there
	}
	return alone
}

// named finds the institution that a code or a name means: the only one of the
// name, or the only one that is open. One that was merged leads on.
func (p *plan) named(text string) *subject {
	if text == "" {
		return nil
	}
	x := p.byCode[strings.ToUpper(text)]
	if x == nil {
		x = p.only(p.byName[i18n.Fold(text)])
	}
	if x != nil && x.MergedInto != "" {
		x = p.all[x.MergedInto]
	}
	return x
}

func (p *plan) only(found []*subject) *subject {
	if len(found) != 1 {
		found = slices.DeleteFunc(slices.Clone(found), func(x *subject) bool { return !x.ValidOn(p.day) })
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

func (p *plan) fresh(e Entry) *subject {
	return &subject{fresh: true, Institution: Institution{ID: id.New(), Version: 1, Details: Details{NameLV: e.Name, Code: e.Code, Source: p.register.Source}}}
}

// fill takes in what a row says of x by itself; its place in the tree and its
// end wait until every row is known.
func (p *plan) fill(x *subject, e Entry, row *Taken) {
	if err := x.remember(); err != nil {
		row.Notes = append(row.Notes, fault.Msg("institution.note.memory"))
	}
	x.line, x.row, x.parent, x.closes = e.Line, len(p.report.Rows)-1, e.Parent, e.Closed
	x.opens = p.register.has(columnClosed) && e.Closed == "" && x.last.Closed != ""
	row.Institution = x.ID
	kind := typeIn(e.Type, e.Name)
	if e.Type != "" && kind == "" {
		row.Notes = append(row.Notes, fault.Msg("institution.note.type", "type", e.Type))
	}
	if x.fresh {
		x.Type, x.Address = cmp.Or(kind, OtherPublic), e.Address
		row.note(columnType, "", string(x.Type), string(x.Type), false) // it was guessed, so it is told
		p.know(x)
	} else {
		p.compare(x, e, kind, row)
	}
	x.last.Name, x.last.Type, x.last.Address = cmp.Or(e.Name, x.last.Name), cmp.Or(kind, x.last.Type), cmp.Or(e.Address, x.last.Address)
	p.touched = append(p.touched, x)
}

// compare settles the fields of an institution that is there. A registration
// number takes the place of another code; another code does not.
func (p *plan) compare(x *subject, e Entry, kind Type, row *Taken) {
	if e.Code != "" && e.Code != x.Code {
		kept := x.Code != "" && !registered.MatchString(e.Code)
		row.Changes = append(row.Changes, Change{Field: columnCode, Old: x.Code, New: e.Code, Kept: kept})
		if !kept {
			x.Code = e.Code
			p.byCode[e.Code] = x
		}
	}
	name, kept := settle(x.NameLV, x.last.Name, e.Name)
	row.note(columnName, x.NameLV, e.Name, name, kept)
	if former := x.NameLV; name != former {
		x.NameLV = name
		x.alsoCalled(former)
	} else if kept {
		x.alsoCalled(e.Name)
	}
	value, kept := settle(string(x.Type), string(x.last.Type), string(kind))
	row.note(columnType, string(x.Type), string(kind), value, kept)
	x.Type = Type(value)
	address, kept := settle(x.Address, x.last.Address, e.Address)
	row.note(columnAddress, x.Address, e.Address, address, kept)
	x.Address = address
}

// note tells of a field that changes, or that the register words otherwise.
func (t *Taken) note(field, old, given, value string, kept bool) {
	if kept || value != old {
		t.Changes = append(t.Changes, Change{Field: field, Old: old, New: given, Kept: kept})
	}
}

// remember opens what the register last said.
func (x *subject) remember() error {
	if x.Register == "" {
		return nil
	}
	return json.Unmarshal([]byte(x.Register), &x.last)
}

func (p *plan) nameOf(institutionID string) string {
	if x, there := p.all[institutionID]; there {
		return x.NameLV
	}
	return ""
}
