package plan

import (
	"slices"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/candidates"
	"domubiedrs/internal/matching/rulesfile"
)

// lists are all allowed pairs; false when Watch stopped it.
func (o *Order) lists() (*matching.Lists, bool) {
	switch {
	case o.Table == nil:
		return candidates.All(o.Pool, o.Watch)
	case o.Pool == nil:
		return o.Table.All(o.Watch)
	}
	return rulesfile.Both(o.Pool, o.Table, o.Watch)
}

// stop asks Watch during work that has no steps to count.
func (o *Order) stop() func() bool {
	if o.Watch == nil {
		return nil
	}
	return func() bool { return !o.Watch(o.Mentees(), o.Mentees()) }
}

// whole is the instance with every allowed pair. A mentor never has more
// places than there are mentees, so that a million places count like enough.
func (o *Order) whole(lists *matching.Lists) *assign.Instance {
	in := &assign.Instance{First: lists.First, Pairs: lists.Pairs}
	for i := range o.Mentees() {
		in.MenteeKeys = append(in.MenteeKeys, o.MenteeKey(i))
	}
	for j := range o.Mentors() {
		in.MentorKeys = append(in.MentorKeys, o.MentorKey(j))
		in.Capacity = append(in.Capacity, min(o.Capacity(j), int32(o.Mentees())))
	}
	return in
}

// open is the instance without what is decided already.
func (p *Plan) open() (*assign.Instance, error) {
	o := &p.Order
	for _, m := range o.Locked {
		if err := p.checkLock(m); err != nil {
			return nil, err
		}
	}
	if len(o.Locked)+len(o.Forbidden)+len(o.Left) == 0 {
		return o.whole(p.Lists), nil
	}
	return o.whole(p.Lists).Changed(assign.Change{Lock: o.Locked, Forbid: o.Forbidden, Leave: o.Left})
}

func (p *Plan) checkLock(m assign.Match) error {
	o := &p.Order
	if m.Mentee < 0 || int(m.Mentee) >= o.Mentees() || m.Mentor < 0 || int(m.Mentor) >= o.Mentors() {
		return &LockError{Match: m, Err: &assign.InputError{Problem: assign.BadMentee, Mentee: int(m.Mentee), Mentor: int(m.Mentor)}}
	}
	if _, allowed := p.score(int(m.Mentee), m.Mentor); allowed && !slices.Contains(o.Forbidden, m) {
		return nil
	}
	refused := &LockError{Match: m, Err: ErrForbidden}
	if o.Pool != nil {
		refused.Rules = o.Pool.Blocks(int(m.Mentee), int(m.Mentor))
	}
	return refused
}

// solve finds and proves the pairs; from an earlier result where there is one.
func (p *Plan) solve(from *Plan) error {
	in, err := p.open()
	if err != nil {
		return err
	}
	p.Instance = in
	if p.Order.prefers() {
		if err := p.chooseServed(from); err != nil {
			return err
		}
		in = p.Turn.Served
	}
	var earlier *assign.Result
	if from != nil {
		earlier = from.Result
	}
	p.Result, p.Quality.Gap, err = proved(in, earlier, assign.Options{Objective: p.objective(), Stop: p.Order.stop()})
	if err != nil {
		return err
	}
	p.Mentor = p.Result.Whole(p.Order.Locked)
	return nil
}

// proved solves, from an earlier result where there is one, and verifies.
func proved(in *assign.Instance, from *assign.Result, o assign.Options) (r *assign.Result, gap float64, err error) {
	if from == nil {
		r, err = assign.Solve(in, o)
	} else {
		r, err = assign.Resolve(in, from, o)
	}
	if err != nil {
		return nil, 0, err
	}
	gap, err = assign.Gap(in, r)
	return r, gap, err
}
