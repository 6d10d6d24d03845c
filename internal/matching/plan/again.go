package plan

import (
	"maps"
	"slices"

	"domubiedrs/internal/matching/assign"
)

// Again makes the plan anew after yes and no, starting from this one: what was
// locked, forbidden or left before stays so. The plan itself does not change.
// Errors are those of Make.
func (p *Plan) Again(c assign.Change) (*Plan, error) {
	next, err := p.change(c)
	if err != nil {
		return nil, err
	}
	return next, next.describe()
}

// change solves again without describing.
func (p *Plan) change(c assign.Change) (*Plan, error) {
	next := &Plan{Order: p.Order, Lists: p.Lists, before: p.diagnoses()}
	o := &next.Order
	o.Locked = slices.Concat(o.Locked, c.Lock)
	o.Forbidden = slices.Concat(o.Forbidden, c.Forbid)
	o.Left = slices.Concat(o.Left, c.Leave)
	if len(c.Places) > 0 {
		o.Places = maps.Clone(o.Places)
		if o.Places == nil {
			o.Places = map[int32]int32{}
		}
		maps.Copy(o.Places, c.Places)
	}
	return next, next.solve(p)
}

// Cost is what a manual choice does to everybody else.
type Cost struct {
	Score         int32  // of the forced pair
	Served        int    // mentees with a mentor more; negative: fewer
	Total         int64  // points more in all; negative: fewer
	Before, After int32  // the worst pair without and with it
	Moves         []Move // who gets somebody else, in the order of their keys
}

// Move is a mentee whose mentor changes; −1 is none.
type Move struct{ Mentee, From, To, Before, After int32 }

// Force tells what becomes of everybody when a pair is made by hand: the rest
// is solved again around it. The plan does not change. A *LockError when the
// pair is not allowed or no place can be had.
func (p *Plan) Force(mentee, mentor int) (Cost, error) {
	match := assign.Match{Mentee: int32(mentee), Mentor: int32(mentor)}
	if err := p.checkLock(match); err != nil {
		return Cost{}, err
	}
	next, err := p.change(assign.Change{Lock: []assign.Match{match}})
	if err != nil {
		return Cost{}, &LockError{Match: match, Err: err}
	}
	before, after := p.spread(p.Mentor), p.spread(next.Mentor)
	score, _ := p.score(mentee, match.Mentor)
	cost := Cost{Score: score, Served: after.Served - before.Served, Total: after.Total - before.Total, Before: before.Worst, After: after.Worst}
	for i := range p.byKey() {
		if from, to := p.Mentor[i], next.Mentor[i]; from != to {
			move := Move{Mentee: int32(i), From: from, To: to}
			move.Before, _ = p.score(i, from)
			move.After, _ = p.score(i, to)
			cost.Moves = append(cost.Moves, move)
		}
	}
	return cost, nil
}
