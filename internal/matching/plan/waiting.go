package plan

import (
	"runtime"
	"slices"
	"sync"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/advice"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/rulesfile"
)

// Waiting is a mentee without a mentor and the smallest explanation.
type Waiting struct {
	Mentee int
	// Allowed is how many mentors no rule forbids. With some, it is their
	// capacity: all their places go to others, who have nobody else.
	Allowed int
	// Diagnosis is what rules forbid the other mentors; nil without a pool.
	Diagnosis *advice.Diagnosis
	// Barriers are entries of a rules file that forbid mentors.
	Barriers []rulesfile.Barrier
}

// Helps is what would serve most of those who wait.
type Helps struct {
	// Block is the mentees who depend on mentors with too few places together,
	// and those mentors; nil when everybody is served. Locked mentees and those
	// who left are not in it.
	Block *assign.Block
	// Places are mentors with whom a few further places serve exactly so many
	// more, each counted after those before it.
	Places []assign.Relief
	// Lifts are rules that keep mentees from having anybody at all.
	Lifts []advice.Lift
}

// mostHelpers is how many mentors are named whose places would help.
const mostHelpers = 5

// mostExtra is how many more places one mentor is asked for at most: nobody
// takes a hundred.
const mostExtra = 2

// describe adds to solved pairs what is told about them.
func (p *Plan) describe() error {
	if err := p.shortlist(); err != nil {
		return err
	}
	if err := p.measure(); err != nil {
		return err
	}
	p.wait()
	return p.help()
}

// shortlist gives everybody a few; who is locked sees that mentor alone.
func (p *Plan) shortlist() error {
	in, r := p.Instance, p.scarce()
	cohort := &advice.Cohort{Lists: &matching.Lists{First: in.First, Pairs: in.Pairs}, Capacity: in.Capacity, Assigned: p.Result.Mentor, Prices: r.Worth(), Scale: r.Scale,
		MenteeKeys: in.MenteeKeys, MentorKeys: in.MentorKeys}
	lists, err := advice.Shortlists(cohort, p.Order.Shortlist)
	if err != nil {
		return err
	}
	for _, m := range p.Order.Locked {
		score, _ := p.score(int(m.Mentee), m.Mentor)
		lists[m.Mentee].Picks = []advice.Pick{{Mentor: m.Mentor, Score: score, Assigned: true, Listed: 1}}
	}
	p.Shortlists = lists
	return nil
}

func (p *Plan) wait() {
	o := &p.Order
	for i := range p.byKey() {
		if p.Mentor[i] >= 0 || slices.Contains(o.Left, int32(i)) {
			continue
		}
		w := Waiting{Mentee: i, Allowed: len(p.Instance.Row(i))}
		if o.Table != nil {
			w.Barriers = o.Table.Barriers(i)
		}
		p.Waiting = append(p.Waiting, w)
	}
	if o.Pool != nil {
		p.diagnose()
	}
}

// diagnose looks at the mentors of all who wait, on all cores. The rules depend
// on the pool alone, so that what an earlier plan found holds.
func (p *Plan) diagnose() {
	var wait sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for part := range cores {
		wait.Go(func() {
			for k := part; k < len(p.Waiting); k += cores {
				w := &p.Waiting[k]
				if w.Diagnosis = p.before[w.Mentee]; w.Diagnosis == nil {
					d := advice.Diagnose(p.Order.Pool, w.Mentee)
					w.Diagnosis = &d
				}
			}
		})
	}
	wait.Wait()
}

// diagnoses are those of who waits, by mentee.
func (p *Plan) diagnoses() map[int]*advice.Diagnosis {
	known := make(map[int]*advice.Diagnosis, len(p.Waiting))
	for _, w := range p.Waiting {
		known[w.Mentee] = w.Diagnosis
	}
	return known
}

// help finds what would serve most of those who wait.
func (p *Plan) help() error {
	if len(p.Waiting) == 0 {
		return nil
	}
	p.Helps.Block = p.block()
	var err error
	if p.Helps.Places, err = assign.MorePlaces(p.Instance, p.scarce(), mostHelpers, mostExtra, p.Order.stop()); err != nil {
		return err
	}
	if p.Order.Pool == nil {
		return nil
	}
	var nobody []int
	for _, w := range p.Waiting {
		if w.Allowed == 0 {
			nobody = append(nobody, w.Mentee)
		}
	}
	p.Helps.Lifts = advice.Lifts(p.Order.Pool, nobody)
	return nil
}

// block is the result's block without those whose lists are empty because they
// have what they need.
func (p *Plan) block() *assign.Block {
	of := p.scarce().Block
	if of == nil {
		return nil
	}
	b := *of
	b.Mentees = slices.DeleteFunc(slices.Clone(b.Mentees), func(i int32) bool {
		return slices.Contains(p.Order.Left, i) || slices.ContainsFunc(p.Order.Locked, func(m assign.Match) bool { return m.Mentee == i })
	})
	if b.Waiting = len(b.Mentees) - b.Places; b.Waiting <= 0 {
		return nil
	}
	return &b
}
