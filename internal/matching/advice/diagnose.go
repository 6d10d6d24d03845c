package advice

import (
	"cmp"
	"slices"

	"domubiedrs/internal/matching"
)

// Cause is a rule that stands between a mentee and mentors.
type Cause struct {
	Rule   matching.Rule
	Blocks int // mentors that break it
	Alone  int // mentors that break nothing else: free when it is lifted
}

// Help is a change that gives a mentee somebody.
type Help struct {
	Rules []matching.Rule // lifted together; one or two
	Freed int             // mentors allowed then
	Best  int             // the best of them
	Score int             // of the best, 0 … matching.Full
}

// Diagnosis is why a mentee has no allowed mentor.
type Diagnosis struct {
	Mentee  int
	Mentors int     // looked at
	Causes  []Cause // the rule that blocks most first
	Helps   []Help  // what helps most first; single rules before pairs of rules
}

// fixed are rules that nobody can lift for a pair: they are causes, and never
// offered as help.
var fixed = []matching.Rule{matching.SamePerson, matching.LineManager, matching.DeclaredTie, matching.CoolingOff, matching.Declined}

// Diagnose looks at every mentor of one mentee. It may be asked about anybody;
// for somebody with allowed mentors it tells what blocks the others.
// O(mentors).
func Diagnose(p *matching.Pool, mentee int) Diagnosis {
	d := Diagnosis{Mentee: mentee, Mentors: p.Mentors()}
	causes := map[matching.Rule]*Cause{}
	helps := map[[2]matching.Rule]*Help{}
	for j := range p.Mentors() {
		broken := p.Blocks(mentee, j)
		for _, r := range broken {
			c := causes[r]
			if c == nil {
				c = &Cause{Rule: r}
				causes[r] = c
			}
			c.Blocks++
			if len(broken) == 1 {
				c.Alone++
			}
		}
		if n := len(broken); n > 0 && n <= 2 && liftable(broken) {
			note(helps, broken, j, p.Score(mentee, j), p)
		}
	}
	for _, r := range matching.AllRules() {
		if c := causes[r]; c != nil {
			d.Causes = append(d.Causes, *c)
		}
	}
	slices.SortStableFunc(d.Causes, func(a, b Cause) int { return cmp.Compare(b.Blocks, a.Blocks) })
	d.Helps = ranked(helps)
	return d
}

func liftable(broken []matching.Rule) bool {
	return !slices.ContainsFunc(broken, func(r matching.Rule) bool { return slices.Contains(fixed, r) })
}

func note(helps map[[2]matching.Rule]*Help, broken []matching.Rule, j, score int, p *matching.Pool) {
	key := [2]matching.Rule{broken[0], broken[len(broken)-1]}
	h := helps[key]
	if h == nil {
		h = &Help{Rules: slices.Clone(broken), Best: j, Score: score}
		helps[key] = h
	}
	h.Freed++
	if score > h.Score || score == h.Score && p.Mentor(j).Key < p.Mentor(h.Best).Key {
		h.Best, h.Score = j, score
	}
}

// ranked puts single rules first, then who frees most, then who frees the best.
func ranked(helps map[[2]matching.Rule]*Help) []Help {
	var all []Help
	for _, h := range helps {
		all = append(all, *h)
	}
	slices.SortFunc(all, func(a, b Help) int {
		return cmp.Or(cmp.Compare(len(a.Rules), len(b.Rules)), cmp.Compare(b.Freed, a.Freed), cmp.Compare(b.Score, a.Score), slices.Compare(a.Rules, b.Rules))
	})
	return all
}

// Lift is what lifting one rule for a whole group of mentees would do.
type Lift struct {
	Rule   matching.Rule
	Served int // mentees who would then have at least one allowed mentor
}

// Lifts tells for mentees without an allowed mentor which rule keeps most of
// them from having one. Those that already have one are not counted.
// O(mentees × mentors).
func Lifts(p *matching.Pool, mentees []int) []Lift {
	var all []Lift
	served := map[matching.Rule]int{}
	for _, i := range mentees {
		for _, h := range onlyBlocked(p, i) {
			served[h.Rules[0]]++
		}
	}
	for _, r := range matching.AllRules() {
		if served[r] > 0 {
			all = append(all, Lift{r, served[r]})
		}
	}
	slices.SortStableFunc(all, func(a, b Lift) int { return cmp.Compare(b.Served, a.Served) })
	return all
}

// onlyBlocked are the single helps of a mentee without any allowed mentor.
func onlyBlocked(p *matching.Pool, mentee int) []Help {
	d := Diagnose(p, mentee)
	for j := range p.Mentors() {
		if p.Allowed(mentee, j) {
			return nil
		}
	}
	end := slices.IndexFunc(d.Helps, func(h Help) bool { return len(h.Rules) > 1 })
	if end < 0 {
		end = len(d.Helps)
	}
	return d.Helps[:end]
}
