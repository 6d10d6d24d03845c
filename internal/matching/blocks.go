package matching

import "slices"

// Blocks are the rules that forbid a pair, in their order; none: it is allowed,
// whatever its score.
func (p *Pool) Blocks(mentee, mentor int) []Rule {
	var broken []Rule
	for _, r := range p.breaks(mentee, mentor) {
		if p.setting.Rules.On[r] {
			broken = append(broken, r)
		}
	}
	return broken
}

// Allowed tells whether no rule forbids the pair.
func (p *Pool) Allowed(mentee, mentor int) bool { return len(p.Blocks(mentee, mentor)) == 0 }

// breaks are the rules that a pair would break were all of them on.
func (p *Pool) breaks(mentee, mentor int) []Rule {
	var broken []Rule
	m, o := &p.mentees[mentee], &p.mentors[mentor]
	e, f := &p.sought[mentee], &p.offered[mentor]
	for r, breaks := range [rules]bool{
		SamePerson:     same(m.Person.Person, o.Person.Person),
		LineManager:    same(m.Manager, o.Person.Person),
		DeclaredTie:    tied(&m.Person, &o.Person, func(c Conflict) bool { return !c.Over }),
		CoolingOff:     tied(&m.Person, &o.Person, func(c Conflict) bool { return c.Over && c.Months < p.setting.Rules.CoolingOffMonths }),
		OwnUnit:        e.unit >= 0 && e.unit == f.unit,
		OwnInstitution: e.institution >= 0 && e.institution == f.institution,
		Language:       e.Languages != 0 && f.Languages != 0 && e.Languages&f.Languages == 0,
		Format:         e.Formats != 0 && f.Formats != 0 && meetings(&e.Facts, &f.Facts) == 0,
		Model:          !p.modelFits(e, f),
		Places:         f.Places == 0,
		Hours:          f.Hours < e.Rhythm,
		Declined:       names(m.Declined, o.Person.Person) || names(o.Declined, m.Person.Person),
		Former:         names(m.Former, o.Person.Person) || names(o.Former, m.Person.Person),
		Screened:       !e.Screened || !f.Screened,
		OnDemand:       e.OnDemand && !f.OnDemand,
	} {
		if breaks {
			broken = append(broken, Rule(r))
		}
	}
	return broken
}

func same(a, b string) bool { return a != "" && a == b }

func names(list []string, person string) bool { return person != "" && slices.Contains(list, person) }

// tied tells whether either side declared a tie of a sort to the other. That
// the mentee is the mentor's manager is none: it warns (R3.4-3).
func tied(mentee, mentor *Person, sort func(Conflict) bool) bool {
	declared := func(by, to *Person) bool {
		return slices.ContainsFunc(by.Conflicts, func(c Conflict) bool {
			return c.Kind != ReportTie && sort(c) && (same(c.With, to.Person) || same(c.With, to.Institution))
		})
	}
	return declared(mentee, mentor) || declared(mentor, mentee)
}

// modelFits tells whether both accept the round's model, or one in common. A
// single question is no model to choose: rule OnDemand is for it.
func (p *Pool) modelFits(e *Sought, o *Offered) bool {
	common := Accepted(e.Models) & Accepted(o.Models)
	switch model := p.RoundModel(); {
	case e.OnDemand:
		return true
	case model >= 0:
		return common>>model&1 == 1
	}
	return common != 0
}

// Warnings are what a coordinator has to look at before the pair is proposed.
func (p *Pool) Warnings(mentee, mentor int) []Warning {
	var all []Warning
	m, o := &p.mentees[mentee], &p.mentors[mentor]
	reports := func(by, to *Person) bool {
		return slices.ContainsFunc(by.Conflicts, func(c Conflict) bool { return c.Kind == ReportTie && !c.Over && same(c.With, to.Person) })
	}
	if same(o.Manager, m.Person.Person) || reports(&m.Person, &o.Person) || reports(&o.Person, &m.Person) {
		all = append(all, MenteeManages)
	}
	if e, f := &p.sought[mentee], &p.offered[mentor]; e.level > f.level && f.level > 0 {
		all = append(all, MenteeOutranks)
	}
	return all
}
