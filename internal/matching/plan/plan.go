// Package plan makes a whole round out of a pool of people: pairs, shortlists,
// who waits and why, and a quality sheet, each with its proof.
//
// The flow: Make takes an Order, lists every allowed pair, takes locked and
// forbidden pairs out, solves what is open, verifies the result with its own
// prices (always), and then adds shortlists, reasons for those who wait and
// the Quality. After yes and no Plan.Again goes on from a plan; Plan.Force
// says what a manual choice does to everybody else. A Fingerprint names the
// input, so that a saved run can be told from another and repeated.
//
// The package is pure: no clock, no database, no words. The same people give
// the same plan in any order, on any machine.
package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/advice"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/rulesfile"
)

// DefaultShortlist is how many mentors a mentee is shown (R6.1-5).
const DefaultShortlist = 3

// Order is what a plan is made of. Indices are those of the pool, or of the
// rows of the table when there is no pool.
type Order struct {
	Pool      *matching.Pool    // applications; nil when columns alone judge
	Table     *rulesfile.Table  // columns of two tables of the same people, in the same order; nil without
	Objective assign.Objective  // Fair is the default of programmes; Total counts 0 for who is left out
	Shortlist int               // mentors a mentee is shown; 0 is DefaultShortlist
	Locked    []assign.Match    // pairs that stay: both said yes, or somebody decided
	Forbidden []assign.Match    // pairs that are out: declined
	Left      []int32           // mentees that need no mentor any more
	Places    map[int32]int32   // capacities by mentor that are not the pool's, locked pairs included
	Kinds     map[string]string // type of each institution, for the quality sheet
	// Priority are points of each mentee for being served, as those who waited
	// long have; nil for none. They decide who goes without where places are
	// short, and never who is whose. Only their differences matter; 0 … MostPriority.
	Priority []int32
	Watch    matching.Watch // progress and stop; nil for none
}

// Plan is a solved round.
type Plan struct {
	Order Order
	// Lists are all allowed pairs, before locked and forbidden ones were taken out.
	Lists *matching.Lists
	// Instance is what was open, and Result its verified solution; with Turn that
	// of Turn.Served, the same without those whom Turn leaves out.
	Instance *assign.Instance
	Result   *assign.Result
	Turn     *Turn // who is served, where somebody has priority; else nil
	// Mentor is each mentee's mentor or −1, locked pairs included.
	Mentor     []int32
	Shortlists []advice.Shortlist // of each mentee, the assigned mentor first
	Waiting    []Waiting          // who has no mentor, in the order of their keys
	Helps      Helps              // what would serve most of them
	Quality    Quality

	before map[int]*advice.Diagnosis // of who waited in the plan that this one goes on from
}

// MostPriority keeps scores with priority in the solver's range.
const MostPriority = assign.MaxScore / 2

// ErrPriority is returned for priorities that are not one a mentee, or out of
// range.
var ErrPriority = errors.New("plan: one priority a mentee is needed, 0 to 500,000")

// LockError is a locked pair that cannot stand.
type LockError struct {
	Match assign.Match
	Rules []matching.Rule // that forbid it; empty when a table does, or the places are taken
	Err   error
}

func (e *LockError) Error() string {
	return fmt.Sprintf("lock mentee %d with mentor %d: %v", e.Match.Mentee, e.Match.Mentor, e.Err)
}

func (e *LockError) Unwrap() error { return e.Err }

// ErrForbidden is a locked or forced pair that a rule or an earlier no forbids.
var ErrForbidden = errors.New("the pair is not allowed")

// Make solves a round. Errors: assign.ErrStopped when Watch stopped it,
// *LockError, *assign.InputError for indices that cannot be.
func Make(o Order) (*Plan, error) {
	o.Shortlist = cmp.Or(o.Shortlist, DefaultShortlist)
	if err := o.checkPriority(); err != nil {
		return nil, err
	}
	lists, done := o.lists()
	if !done {
		return nil, assign.ErrStopped
	}
	p := &Plan{Order: o, Lists: lists}
	if err := p.solve(nil); err != nil {
		return nil, err
	}
	return p, p.describe()
}

// Mentees is the number of mentees.
func (o *Order) Mentees() int {
	if o.Pool != nil {
		return o.Pool.Mentees()
	}
	return len(o.Table.Mentees())
}

// Mentors is the number of mentors.
func (o *Order) Mentors() int {
	if o.Pool != nil {
		return o.Pool.Mentors()
	}
	return len(o.Table.Mentors())
}

// MenteeKey names a mentee.
func (o *Order) MenteeKey(i int) string {
	if o.Pool != nil {
		return o.Pool.Mentee(i).Key
	}
	return o.Table.Mentees()[i]
}

// MentorKey names a mentor.
func (o *Order) MentorKey(j int) string {
	if o.Pool != nil {
		return o.Pool.Mentor(j).Key
	}
	return o.Table.Mentors()[j]
}

// Capacity is how many mentees a mentor can take, locked ones included.
func (o *Order) Capacity(j int) int32 {
	if places, set := o.Places[int32(j)]; set {
		return places
	}
	switch {
	case o.Pool == nil:
		return o.Table.Capacity(j)
	case o.Table == nil || !o.Table.SaysPlaces():
		return o.Pool.Capacity(j)
	}
	return min(o.Pool.Capacity(j), o.Table.Capacity(j))
}

// Full is the greatest score of a pair.
func (o *Order) Full() int {
	if o.Pool != nil {
		return matching.Full
	}
	return o.Table.Most()
}

// score finds a pair on the lists of all allowed ones.
func (p *Plan) score(mentee int, mentor int32) (int32, bool) {
	row := p.Lists.Row(mentee)
	at, found := slices.BinarySearchFunc(row, mentor, func(pair matching.Pair, j int32) int { return cmp.Compare(pair.Mentor, j) })
	if !found {
		return 0, false
	}
	return row[at].Score, true
}
