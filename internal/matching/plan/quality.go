package plan

import (
	"cmp"
	"iter"
	"maps"
	"math/bits"
	"slices"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
)

// Bands is the number of bars of a histogram of scores.
const Bands = 10

// Spread is how the scores of pairs lie. Scores are 0 … Order.Full; Worst, P10
// and Median are 0 when nobody is served.
type Spread struct {
	Served             int
	Total              int64
	Worst, P10, Median int32 // the least; the one that nine of ten reach; the middle
	Histogram          [Bands]int
}

// Need is how far what mentees of a category of roles ask for is met: Wanted
// topics of need and competences in all, Met by the mentors they have.
type Need struct {
	Category                     string // "" is not known
	Mentees, Served, Wanted, Met int
}

// Kind is how mentors and mentees of a type of institution fare.
type Kind struct {
	Kind            string // "" is not known
	Mentees, Served int
	Total           int64 // of the scores of those served
	Mentors, Places int
	Taken           int
}

// Load is what a mentor has.
type Load struct {
	Mentor                 int32
	Running, Places, Taken int // mentees from before, free places, of these taken in the plan
	Locked                 int // of the taken ones
}

// Quality is the sheet that tells how good a plan is, with its proof.
type Quality struct {
	Mentees, Mentors, Places int
	// Possible is how many can be served at most; a closed block proves it.
	Possible int
	Spread
	// Bound is what no plan can have more of, for the same objective; the prices
	// prove it, and fall short by Gap points: 0 ≤ Gap < 1.
	Bound int64
	Gap   float64
	// Priority is the sum of those served, and how far, in points, priority and
	// scores together can be short of the most that as many served can have:
	// under 1. Nil when nobody has any.
	Priority *Priority `json:",omitempty"`
	// Before is the spread without fairness; nil unless the objective is Fair.
	Before *Spread
	Needs  []Need // by category
	Kinds  []Kind // by type
	Loads  []Load // in the order of the mentors' keys
	// Blocking counts allowed pairs who would both rather have each other, by
	// their scores, than what the plan gives them.
	Blocking int
}

// byKey goes over mentees in the order of their keys.
func (p *Plan) byKey() iter.Seq[int] {
	return ordered(p.Instance.MenteeKeys)
}

func ordered(keys []string) iter.Seq[int] {
	order := make([]int, len(keys))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(keys[a], keys[b]) })
	return slices.Values(order)
}

// measure fills the quality sheet.
func (p *Plan) measure() error {
	q, o := &p.Quality, &p.Order
	q.Mentees, q.Mentors = o.Mentees()-len(o.Left), o.Mentors()
	q.Spread = p.spread(p.Mentor)
	q.Bound, q.Possible = q.Total, q.Served
	if o.Objective != assign.Coverage {
		plain, err := assign.Solve(p.part(), assign.Options{Objective: assign.Coverage, Stop: o.stop()})
		if err != nil {
			return err
		}
		before := p.spread(plain.Whole(o.Locked))
		q.Possible = before.Served
		if p.Turn != nil && o.Objective == assign.Total {
			most, err := assign.Solve(p.Instance, assign.Options{Objective: assign.Coverage, Stop: o.stop()})
			if err != nil {
				return err
			}
			q.Possible = p.spread(most.Whole(o.Locked)).Served
		}
		if o.Objective == assign.Fair {
			q.Before = &before
		}
	}
	q.Loads = p.loads()
	for _, l := range q.Loads {
		q.Places += l.Places
	}
	if o.Pool != nil {
		q.Needs, q.Kinds = p.needs(), p.kinds()
	}
	q.Blocking = p.blocking()
	return nil
}

func (p *Plan) spread(mentor []int32) (s Spread) {
	var scores []int32
	full := max(int64(p.Order.Full()), 1)
	for i, j := range mentor {
		if j < 0 {
			continue
		}
		score, _ := p.score(i, j)
		scores = append(scores, score)
		s.Total += int64(score)
		s.Histogram[min(int64(score)*Bands/full, Bands-1)]++
	}
	if s.Served = len(scores); s.Served == 0 {
		return s
	}
	slices.Sort(scores)
	s.Worst, s.P10, s.Median = scores[0], scores[len(scores)/10], scores[len(scores)/2]
	return s
}

func (p *Plan) loads() []Load {
	o := &p.Order
	var loads []Load
	at := make([]int, o.Mentors())
	for j := range ordered(p.Instance.MentorKeys) {
		load := Load{Mentor: int32(j), Places: int(o.Capacity(j))}
		if o.Pool != nil {
			load.Running = o.Pool.Mentor(j).RunningMentees
		}
		at[j] = len(loads)
		loads = append(loads, load)
	}
	for _, j := range p.Mentor {
		if j >= 0 {
			loads[at[j]].Taken++
		}
	}
	for _, m := range o.Locked {
		loads[at[m.Mentor]].Locked++
	}
	return loads
}

// category is the category of a mentee's role.
func (p *Plan) category(i int) string {
	m := p.Order.Pool.Mentee(i)
	return cmp.Or(m.RoleCategory, p.Order.Pool.Setting().RoleCategories[m.Role])
}

func (p *Plan) needs() []Need {
	found := map[string]*Need{}
	for i, j := range p.Mentor {
		if slices.Contains(p.Order.Left, int32(i)) {
			continue
		}
		category := p.category(i)
		n := found[category]
		if n == nil {
			n = &Need{Category: category}
			found[category] = n
		}
		n.Mentees++
		wish := &p.Order.Pool.Sought(i).Wishes[matching.Need]
		for k := range wish.Twice {
			wanted := wish.Twice[k] | wish.Once[k]
			n.Wanted += bits.OnesCount64(wanted)
			if j >= 0 {
				n.Met += bits.OnesCount64(wanted & p.Order.Pool.Offered(int(j)).Topics[k])
			}
		}
		if j >= 0 {
			n.Served++
		}
	}
	var all []Need
	for _, category := range slices.Sorted(maps.Keys(found)) {
		all = append(all, *found[category])
	}
	return all
}

func (p *Plan) kinds() []Kind {
	found := map[string]*Kind{}
	of := func(institution string) *Kind {
		name := p.Order.Kinds[institution]
		if found[name] == nil {
			found[name] = &Kind{Kind: name}
		}
		return found[name]
	}
	for i, j := range p.Mentor {
		if slices.Contains(p.Order.Left, int32(i)) {
			continue
		}
		k := of(p.Order.Pool.Mentee(i).Institution)
		k.Mentees++
		if j >= 0 {
			score, _ := p.score(i, j)
			k.Served++
			k.Total += int64(score)
		}
	}
	for _, l := range p.Quality.Loads {
		k := of(p.Order.Pool.Mentor(int(l.Mentor)).Institution)
		k.Mentors++
		k.Places += l.Places
		k.Taken += l.Taken
	}
	var all []Kind
	for _, name := range slices.Sorted(maps.Keys(found)) {
		all = append(all, *found[name])
	}
	return all
}

// blocking counts pairs who would both rather have each other. One pass over
// the open pairs and the locked ones.
func (p *Plan) blocking() (count int) {
	mine := make([]int32, len(p.Mentor))
	worst := make([]int32, p.Order.Mentors())
	taken := make([]int32, p.Order.Mentors())
	for i, j := range p.Mentor {
		mine[i] = -1
		if j < 0 {
			continue
		}
		mine[i], _ = p.score(i, j)
		if taken[j] == 0 || mine[i] < worst[j] {
			worst[j] = mine[i]
		}
		taken[j]++
	}
	for i := range p.Mentor {
		for _, pair := range p.Instance.Row(i) {
			j := pair.Mentor
			room := taken[j] < p.Order.Capacity(int(j))
			if pair.Score > mine[i] && (room || taken[j] > 0 && pair.Score > worst[j]) {
				count++
			}
		}
	}
	return count
}
