package matchmaking

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/pairing"
)

// Run is a run that was kept, with the people as they are now.
type Run struct {
	pairing.Run
	Ask     Ask
	Outcome Outcome
	Intake  intake.Intake
	Crowd

	lines map[string]int // of a mentee's application in Outcome.Mentees
}

// Crowd is the people of an intake as they are now.
type Crowd struct{ c *crowd }

// Crowd reads an intake's people for its desk.
func (s *Service) Crowd(ctx context.Context, actor access.Actor, intakeID string) (Crowd, error) {
	x, err := s.desk(ctx, actor, access.Read, intakeID)
	if err != nil {
		return Crowd{}, err
	}
	c, err := s.crowdOf(ctx, actor, x)
	return Crowd{c}, err
}

// Mentees are those who have no mentor, the longest waiting first.
func (w Crowd) Mentees() []Person { return w.c.mentees }

// Mentors are all of them.
func (w Crowd) Mentors() []Person { return w.c.mentors }

// Placed is how many mentees have a mentor.
func (w Crowd) Placed() int { return w.c.placed }

// Rules is what is said about pairs.
func (w Crowd) Rules() []pairing.Rule { return w.c.rules }

// Open are the mentees with open proposals, by application, with how the one
// that has come furthest stands.
func (w Crowd) Open() map[string]pairing.Status {
	all := map[string]pairing.Status{}
	for _, h := range w.c.held {
		if _, there := all[h.mentee]; !there {
			all[h.mentee] = h.status
		}
	}
	return all
}

// Person is a mentee without a mentor, or a mentor, by application.
func (w Crowd) Person(applicationID string) (Person, bool) {
	at, there := w.c.place[applicationID]
	for _, side := range [][]Person{w.c.mentees, w.c.mentors} {
		if there && at < len(side) && side[at].Application == applicationID {
			return side[at], true
		}
	}
	return Person{}, false
}

// Named is anybody who takes part, those with a mentor too.
func (w Crowd) Named(applicationID string) (Person, bool) {
	p, there := w.c.named[applicationID]
	return p, there
}

// Open reads a run.
func (s *Service) Open(ctx context.Context, actor access.Actor, runID string) (*Run, error) {
	kept, err := s.Pairing.Run(ctx, actor, runID)
	if err != nil {
		return nil, err
	}
	r := &Run{Run: kept}
	if err := errors.Join(json.Unmarshal(kept.Settings, &r.Ask), json.Unmarshal(kept.Result, &r.Outcome)); err != nil {
		return nil, fmt.Errorf("read run %s: %w", runID, err)
	}
	if r.Intake, err = s.desk(ctx, actor, access.Read, kept.Intake); err != nil {
		return nil, err
	}
	if r.c, err = s.crowdOf(ctx, actor, r.Intake); err != nil {
		return nil, err
	}
	r.index()
	return r, nil
}

func (r *Run) index() {
	r.lines = map[string]int{}
	for i, l := range r.Outcome.Mentees {
		r.lines[l.Mentee] = i
	}
}

// Line is a mentee of the run.
func (r *Run) Line(menteeID string) (Line, bool) {
	i, there := r.lines[menteeID]
	if !there {
		return Line{}, false
	}
	return r.Outcome.Mentees[i], true
}

// Load is what a mentor has in the run.
func (r *Run) Load(mentorID string) Load {
	i := slices.IndexFunc(r.Outcome.Mentors, func(l Load) bool { return l.Mentor == mentorID })
	if i < 0 {
		return Load{Mentor: mentorID}
	}
	return r.Outcome.Mentors[i]
}

// Fresh tells whether the run would come out the same now: nobody came, left,
// answered or changed an answer since.
func (s *Service) Fresh(ctx context.Context, r *Run) (bool, error) {
	p, err := s.planOf(ctx, r.c, r.Ask)
	if err != nil {
		return false, err
	}
	now, err := p.Order.Fingerprint()
	return now == r.Fingerprint, err
}

// Candidate is a mentor for one mentee, with the reasons as they are now.
type Candidate struct {
	Person
	matching.Explanation
	Free   int              // places that nobody has
	Listed int              // shortlists of the run on which the mentor stands
	Taken  int              // places that the run gives to mentees
	Given  bool             // the run gives this mentor to the mentee
	Rule   pairing.RuleKind // what is said about the pair; empty: nothing
	Rivals []string         // other mentees to whom the run gives this mentor
}

// Explain tells everything about pairs of a mentee, in the order asked for.
// Mentors who take no part any more are left out.
func (s *Service) Explain(ctx context.Context, r *Run, menteeID string, mentorIDs ...string) ([]Candidate, error) {
	p, err := s.planOf(ctx, r.c, r.Ask)
	if err != nil {
		return nil, err
	}
	var list []Candidate
	for _, mentorID := range mentorIDs {
		m, there := r.c.pair(menteeID, mentorID)
		if !there {
			continue
		}
		c := Candidate{Person: r.c.mentors[m.Mentor], Explanation: p.Order.Pool.Explain(int(m.Mentee), int(m.Mentor)), Taken: r.Load(mentorID).Taken}
		c.Free = max(c.Places()-c.Running, 0)
		for _, l := range r.Outcome.Mentees {
			if l.Mentor == mentorID && l.Mentee != menteeID {
				c.Rivals = append(c.Rivals, l.Mentee)
			}
			if slices.ContainsFunc(l.Picks, func(k Pick) bool { return k.Mentor == mentorID }) {
				c.Listed++
			}
		}
		own, _ := r.Line(menteeID)
		c.Given = own.Mentor == mentorID
		for _, rule := range r.c.rules {
			if rule.Mentee == menteeID && rule.Mentor == mentorID {
				c.Rule = rule.Kind
			}
		}
		list = append(list, c)
	}
	return list, nil
}

// Ranked are all mentors for a mentee, those that a rule forbids last, the
// better before the worse.
func (s *Service) Ranked(ctx context.Context, r *Run, menteeID string) ([]string, error) {
	p, err := s.planOf(ctx, r.c, r.Ask)
	if err != nil {
		return nil, err
	}
	i, there := r.c.place[menteeID]
	if !there || i >= len(r.c.mentees) || r.c.mentees[i].Application != menteeID {
		return nil, errMissing
	}
	type scored struct {
		id      string
		allowed bool
		score   int
	}
	all := make([]scored, len(r.c.mentors))
	for j, o := range r.c.mentors {
		all[j] = scored{o.Application, p.Order.Pool.Allowed(i, j), p.Order.Pool.Score(i, j)}
	}
	slices.SortFunc(all, func(a, b scored) int {
		if a.allowed != b.allowed {
			return map[bool]int{true: -1, false: 1}[a.allowed]
		}
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
	ids := make([]string, len(all))
	for k, x := range all {
		ids[k] = x.id
	}
	return ids, nil
}

// Consequence is what a decision about a pair does to everybody else.
type Consequence struct {
	Served int // mentees with a mentor more; negative: fewer
	Total  int64
	Worst  [2]int32 // the worst pair before and after
	Moves  []Move   // others who get somebody else
}

// Move is a mentee whose mentor changes; empty is none.
type Move struct{ Mentee, From, To string }

// Consequence solves around a decision about a pair: locked, or excluded. The
// rules as they are now hold. Conflict when the pair cannot be.
func (s *Service) Consequence(ctx context.Context, r *Run, menteeID, mentorID string, kind pairing.RuleKind) (x Consequence, err error) {
	m, there := r.c.pair(menteeID, mentorID)
	if !there {
		return x, errMissing
	}
	p, err := s.planOf(ctx, r.c, r.Ask)
	if err != nil {
		return x, err
	}
	if kind == pairing.Exclude {
		x, err := r.excluded(p, m)
		return x, ended(ctx, err)
	}
	cost, err := p.Force(int(m.Mentee), int(m.Mentor))
	err = ended(ctx, err)
	var refused *plan.LockError
	if errors.As(err, &refused) && !errors.Is(err, assign.ErrStopped) {
		return x, fault.New(fault.Conflict, "matchmaking.fault.lock").Because(err)
	}
	if err != nil {
		return x, err
	}
	x = Consequence{Served: cost.Served, Total: cost.Total, Worst: [2]int32{cost.Before, cost.After}}
	for _, move := range cost.Moves {
		if move.Mentee == m.Mentee {
			continue
		}
		x.Moves = append(x.Moves, r.move(move.Mentee, move.From, move.To))
	}
	return x, nil
}

func (r *Run) excluded(p *plan.Plan, m assign.Match) (x Consequence, err error) {
	if !stands(p, m) || slices.Contains(p.Order.Locked, m) {
		return Consequence{Worst: [2]int32{p.Quality.Worst, p.Quality.Worst}}, nil // nobody has to move
	}
	next, err := p.Again(assign.Change{Forbid: []assign.Match{m}})
	if err != nil {
		return x, err
	}
	x = Consequence{Served: next.Quality.Served - p.Quality.Served, Total: next.Quality.Total - p.Quality.Total,
		Worst: [2]int32{p.Quality.Worst, next.Quality.Worst}}
	for i := range p.Mentor {
		if p.Mentor[i] != next.Mentor[i] && int32(i) != m.Mentee {
			x.Moves = append(x.Moves, r.move(int32(i), p.Mentor[i], next.Mentor[i]))
		}
	}
	return x, nil
}

func (r *Run) move(mentee, from, to int32) Move {
	name := func(j int32) string {
		if j < 0 {
			return ""
		}
		return r.c.mentors[j].Application
	}
	return Move{r.c.mentees[mentee].Application, name(from), name(to)}
}

// Shown is how many mentors of a shortlist go out at once; the others are in
// reserve.
func (r *Run) Shown() int { return r.Intake.Rules.Get(intake.ShortlistSize) }
