// Package programme keeps the mentoring programmes that the service runs.
//
// A programme is what roles, intakes and everything after them belong to; two
// programmes see nothing of each other. Its states, and who takes the next
// step:
//
//	draft   being prepared; only its own staff sees it    → Open, by its staff
//	open    people can take part                          → Close, by its staff
//	closed  nothing new begins, what is there stays       → Open again, by its staff
//
// An administrator creates a programme. Creating grants nobody anything: roles
// are given by package account.
package programme

import (
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
)

// Status is where a programme stands.
type Status string

const (
	Draft  Status = "draft"
	Open   Status = "open"
	Closed Status = "closed"
)

// Statuses in the order in which a programme goes through them.
var Statuses = []Status{Draft, Open, Closed}

// Key is the translation key of the status' name.
func (s Status) Key() string { return "programme.status." + string(s) }

// MayBecome tells whether a programme can go from s to next.
func (s Status) MayBecome(next Status) bool {
	return slices.Contains(steps[s], next)
}

// steps is the state machine: from each status to those that may follow.
var steps = map[Status][]Status{
	Draft:  {Open},
	Open:   {Closed},
	Closed: {Open},
}

// MaxName is the longest name, in characters.
const MaxName = 150

// Details are what its staff writes about a programme.
type Details struct {
	NameLV string
	NameEN string
}

// Programme is one mentoring programme.
type Programme struct {
	ID string
	Details
	Status    Status
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64
}

// Name is the programme's name in a language.
func (p Programme) Name(lang i18n.Lang) string {
	if lang == i18n.EN {
		return p.NameEN
	}
	return p.NameLV
}

// Object is what the permission table is asked about.
func (p Programme) Object() access.Object { return object(p.ID) }

func object(id string) access.Object {
	return access.Object{Thing: access.ProgrammeData, Programme: id}
}

func (p Programme) sortKey() string { return i18n.SortKey(p.NameLV) }

// apply checks details and takes them into p. Both names are needed: every
// page exists in both languages.
func (p *Programme) apply(d Details) error {
	bad := fault.Checks{}
	p.NameLV = checkName(bad, "name_lv", d.NameLV)
	p.NameEN = checkName(bad, "name_en", d.NameEN)
	return bad.Err()
}

func checkName(bad fault.Checks, field, value string) string {
	value = input.Line(value)
	switch n := input.Length(value); {
	case n == 0:
		bad.Fail(field, "programme.fault.name")
	case n > MaxName:
		bad.Fail(field, "programme.fault.too-long", "max", MaxName)
	}
	return value
}

// become moves p to the next status, or tells why it cannot.
func (p *Programme) become(next Status) error {
	if !p.Status.MayBecome(next) {
		return fault.New(fault.Conflict, "programme.fault.status."+string(p.Status))
	}
	p.Status = next
	return nil
}
