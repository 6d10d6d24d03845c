// Package groupfile forms groups of people who stand in two spreadsheets: a mentor
// with from three to six mentees (R3.2-1), of one role or of different ones.
//
// The flow: matchfile reads the files and plan lists the allowed pairs; Solve gives
// each mentor as many places as a group may have, none to who has fewer than the
// least, and asks package group twice. The first answer is how many mentees can be
// in groups at all, with a proven bound; the second, groups that serve as many as
// it can find and suit them best. The work is bounded by steps, not by time, so the
// same files give the same groups everywhere; what is not proved is said.
package groupfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matchfile"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/group"
	"domubiedrs/internal/matching/plan"
)

// Compositions by their names on the command line.
var Compositions = map[string]group.Composition{"free": group.Free, "shared": group.Shared, "mixed": group.Mixed}

// Ask is what groups are wanted. Sizes count mentees.
type Ask struct {
	Least, Most int
	Composition group.Composition
	Stop        func() bool
}

// The errors of an Ask that makes no sense.
var (
	ErrSizes = errors.New("groupfile: the least size must be 1 or more, and the most no less")
	ErrRoles = errors.New("groupfile: roles are known only where applications are judged")
)

// Result is groups, told in one language.
type Result struct {
	*matchfile.Round
	Plan     *plan.Plan
	Mentor   []int32  // of each mentee, or −1
	Roles    []string // of each mentee, "" for unknown; nil where nobody's is known
	Served   int
	Possible int   // no more can be in groups: proved
	Total    int64 // sum of the scores
	Gap      int64 // by how much at most another choice for as many mentees is better; −1: not proved
	places   []int32
	t        *i18n.Translator
}

// Solve forms groups from a plan's allowed pairs.
func Solve(r *matchfile.Round, p *plan.Plan, a Ask, t *i18n.Translator) (*Result, error) {
	if a.Least < 1 || a.Most < a.Least {
		return nil, ErrSizes
	}
	found := &Result{Round: r, Plan: p, t: t}
	if p.Order.Pool != nil {
		for i := range r.Mentees {
			m := p.Order.Pool.Mentee(i)
			found.Roles = append(found.Roles, cmp.Or(m.Role, m.RoleCategory))
		}
	} else if a.Composition != group.Free {
		return nil, ErrRoles
	}
	in := found.instance(a)
	options := group.Options{Least: int32(a.Least), Stop: a.Stop, Composition: a.Composition, Kinds: kinds(found.Roles)}
	most, err := group.Solve(counting(in), options)
	if err != nil {
		return nil, fmt.Errorf("count who can be in groups: %w", err)
	}
	best, err := group.Solve(in, options)
	if err != nil {
		return nil, fmt.Errorf("form groups: %w", err)
	}
	found.Mentor, found.Served = best.Mentor, best.Served
	found.Possible = max(best.Served, in.Mentees()+int(most.Bound))
	found.Total = best.Objective - in.Unmatched*int64(in.Mentees()-best.Served)
	if found.Gap = best.Gap(); found.Gap >= -in.Unmatched {
		found.Gap = -1 // the bound would serve more people: it says nothing about as many
	}
	return found, nil
}

// instance is the plan's, with the places of groups; whom it leaves out costs more
// than all scores together, so that nobody is left out for others' sake.
func (r *Result) instance(a Ask) *assign.Instance {
	o := &r.Plan.Order
	in := &assign.Instance{First: r.Plan.Lists.First, Pairs: r.Plan.Lists.Pairs}
	for i := range o.Mentees() {
		in.MenteeKeys = append(in.MenteeKeys, o.MenteeKey(i))
	}
	for j := range o.Mentors() {
		in.MentorKeys = append(in.MentorKeys, o.MentorKey(j))
		places := min(o.Capacity(j), int32(a.Most))
		if !r.SaysPlaces() {
			places = int32(a.Most)
		}
		if places < int32(a.Least) {
			places = 0
		}
		in.Capacity = append(in.Capacity, places)
	}
	r.places = in.Capacity
	in.Unmatched = -min(int64(o.Full())*int64(o.Mentees()+1), -assign.MinUnmatched)
	return in
}

// counting is the instance in which only the number of mentees matters: −1 for
// each who is left out.
func counting(in *assign.Instance) *assign.Instance {
	only := *in
	only.Unmatched, only.Pairs = -1, slices.Clone(in.Pairs)
	for k := range only.Pairs {
		only.Pairs[k].Score = 0
	}
	return &only
}

// kinds numbers roles; unknown ones go with everybody.
func kinds(roles []string) []int32 {
	numbers := map[string]int32{}
	list := make([]int32, len(roles))
	for i, role := range roles {
		if role == "" {
			list[i] = group.Unknown
			continue
		}
		if _, there := numbers[role]; !there {
			numbers[role] = int32(len(numbers))
		}
		list[i] = numbers[role]
	}
	return list
}

// groups are the mentors with a group, by name, each with its mentees by name.
func (r *Result) groups() (list []members) {
	of := map[int32][]int{}
	for i, j := range r.Mentor {
		if j >= 0 {
			of[j] = append(of[j], i)
		}
	}
	for j, mentees := range of {
		slices.SortFunc(mentees, byName(r.Mentees))
		list = append(list, members{int(j), mentees})
	}
	slices.SortFunc(list, func(a, b members) int { return byName(r.Mentors)(a.mentor, b.mentor) })
	return list
}

// members are one group.
type members struct {
	mentor  int
	mentees []int
}

// left are the mentees without a group, by name.
func (r *Result) left() (list []int) {
	for i, j := range r.Mentor {
		if j < 0 {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, byName(r.Mentees))
	return list
}

func byName(people []matchfile.Person) func(a, b int) int {
	return func(a, b int) int {
		return cmp.Or(cmp.Compare(i18n.SortKey(people[a].Called()), i18n.SortKey(people[b].Called())), cmp.Compare(people[a].Key, people[b].Key))
	}
}
