package matching

import "slices"

// banIndex finds the mentors that rules about particular people forbid a
// mentee, without looking at every mentor.
type banIndex struct {
	person      map[string][]int32 // mentors by human being
	institution map[string][]int32
	unit        map[int32][]int32
	against     [3]map[string][]int32 // mentors by whom they declared, per manner
}

// Manners of naming somebody in a list.
const (
	tiesNow = iota
	tiesOver
	turnedDown
)

func newBanIndex(p *Pool) banIndex {
	x := banIndex{person: map[string][]int32{}, institution: map[string][]int32{}, unit: map[int32][]int32{}}
	for k := range x.against {
		x.against[k] = map[string][]int32{}
	}
	for j := range p.mentors {
		m, at := &p.mentors[j], int32(j)
		push(x.person, m.Person.Person, at)
		push(x.institution, m.Institution, at)
		if unit := p.offered[j].unit; unit >= 0 {
			x.unit[unit] = append(x.unit[unit], at)
		}
		for _, c := range m.Conflicts {
			if counts, manner := p.counts(c); counts {
				push(x.against[manner], c.With, at)
			}
		}
		for _, other := range p.turned(&m.Person) {
			push(x.against[turnedDown], other, at)
		}
	}
	return x
}

func push(to map[string][]int32, key string, j int32) {
	if key != "" {
		to[key] = append(to[key], j)
	}
}

// counts tells whether a declared tie forbids under the rules that are on.
func (p *Pool) counts(c Conflict) (bool, int) {
	r := &p.setting.Rules
	if c.Kind == ReportTie {
		return false, 0
	}
	if c.Over {
		return r.On[CoolingOff] && c.Months < r.CoolingOffMonths, tiesOver
	}
	return r.On[DeclaredTie], tiesNow
}

// turned are those whom a person is not to meet again.
func (p *Pool) turned(who *Person) []string {
	var all []string
	if p.setting.Rules.On[Declined] {
		all = append(all, who.Declined...)
	}
	if p.setting.Rules.On[Former] {
		all = append(all, who.Former...)
	}
	return all
}

// Banned calls ban for every mentor that a rule about people forbids the
// mentee; for some more than once.
func (p *Pool) Banned(mentee int, ban func(j int32)) {
	m, x, on := &p.mentees[mentee], &p.bans, &p.setting.Rules.On
	lists := [][]int32{}
	if on[SamePerson] {
		lists = append(lists, x.person[m.Person.Person])
	}
	if on[LineManager] {
		lists = append(lists, x.person[m.Manager])
	}
	if unit := p.sought[mentee].unit; on[OwnUnit] && unit >= 0 {
		lists = append(lists, x.unit[unit])
	}
	if on[OwnInstitution] {
		lists = append(lists, x.institution[m.Institution])
	}
	for _, c := range m.Conflicts {
		if counts, _ := p.counts(c); counts {
			lists = append(lists, x.person[c.With], x.institution[c.With])
		}
	}
	for _, other := range p.turned(&m.Person) {
		lists = append(lists, x.person[other])
	}
	for manner := range x.against {
		lists = append(lists, x.against[manner][m.Person.Person])
		if manner != turnedDown {
			lists = append(lists, x.against[manner][m.Institution])
		}
	}
	for j := range slices.Values(slices.Concat(lists...)) {
		ban(j)
	}
}
