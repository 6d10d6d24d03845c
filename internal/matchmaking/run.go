package matchmaking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/pairing"
)

// Ask is what a run is made with.
type Ask struct {
	Setting
	Model catalogue.ModelCode `json:"model"`
}

// reserves are the mentors on a shortlist after those that go out at once: they
// follow when somebody says no.
const reserves = 2

// Make reads the intake's people, solves, proves the result and keeps the run.
func (s *Service) Make(ctx context.Context, actor access.Actor, intakeID string, ask Ask) (pairing.Run, error) {
	x, err := s.desk(ctx, actor, access.Write, intakeID)
	if err != nil {
		return pairing.Run{}, err
	}
	if err := ask.check(); err != nil {
		return pairing.Run{}, err
	}
	if !slices.Contains(x.Models, string(ask.Model)) {
		return pairing.Run{}, fault.Fields(map[string]fault.Message{"model": fault.Msg("pairing.fault.model")})
	}
	c, err := s.crowdOf(ctx, actor, x)
	if err != nil {
		return pairing.Run{}, err
	}
	if len(c.mentees) == 0 || len(c.mentors) == 0 {
		return pairing.Run{}, fault.New(fault.Conflict, "matchmaking.fault.nobody")
	}
	p, err := s.planOf(ctx, c, ask)
	if err != nil {
		return pairing.Run{}, err
	}
	run, err := write(ask, p, outcome(c, p))
	if err != nil {
		return pairing.Run{}, err
	}
	return s.Pairing.SaveRun(ctx, actor, intakeID, run)
}

// write is a plan as it is kept.
func write(ask Ask, p *plan.Plan, o Outcome) (run pairing.Run, err error) {
	if run.Fingerprint, err = p.Order.Fingerprint(); err != nil {
		return run, err
	}
	var errAsk, errResult error
	run.Settings, errAsk = json.Marshal(ask)
	run.Result, errResult = json.Marshal(o)
	if err := errors.Join(errAsk, errResult); err != nil {
		return run, fmt.Errorf("write a run: %w", err)
	}
	return run, nil
}

// planOf solves, or takes the plan from memory when nothing has changed since.
// The end of ctx ends the solving, and any further one with the plan.
func (s *Service) planOf(ctx context.Context, c *crowd, ask Ask) (*plan.Plan, error) {
	text, err := json.Marshal(ask)
	if err != nil {
		return nil, err
	}
	name := c.intake.ID + c.stamp + string(text) + fmt.Sprint(shortlist(c.intake))
	s.mu.Lock()
	p, there := s.plans.get(name)
	s.mu.Unlock()
	if there {
		return watched(ctx, p), nil
	}
	if p, err = solve(ctx, c, ask); err != nil {
		return nil, err
	}
	p.Order.Watch = nil // this request's
	s.mu.Lock()
	s.plans.put(name, p)
	s.mu.Unlock()
	return watched(ctx, p), nil
}

// watched is a plan from memory for another request, whose end ends what is
// solved with it.
func watched(ctx context.Context, p *plan.Plan) *plan.Plan {
	mine := *p
	mine.Order.Watch = watch(ctx)
	return &mine
}

func watch(ctx context.Context) matching.Watch {
	return func(int, int) bool { return ctx.Err() == nil }
}

// ended says what ended a solving that was stopped: its context.
func ended(ctx context.Context, err error) error {
	if errors.Is(err, assign.ErrStopped) && ctx.Err() != nil {
		return fmt.Errorf("%w: %w", err, ctx.Err())
	}
	return err
}

// priority are points of the mentees for every week that they wait.
func (c *crowd) priority(week int) []int32 {
	since := make([]time.Time, len(c.mentees))
	for i, p := range c.mentees {
		since[i] = p.Since
	}
	return plan.Waits(since, week*matching.Full/100)
}

func shortlist(x intake.Intake) int {
	return min(x.Rules.Get(intake.ShortlistSize)+reserves, pairing.MaxShortlist)
}

// MaxPairs is how many pairs of an intake are looked at. A plan takes some 60
// bytes for each, and the service has other work; domubiedrs match takes more.
const MaxPairs = 4_000_000

func solve(ctx context.Context, c *crowd, ask Ask) (*plan.Plan, error) {
	if len(c.mentees)*len(c.mentors) > MaxPairs {
		return nil, fault.New(fault.Conflict, "matchmaking.fault.size", "most", MaxPairs)
	}
	mentees, mentors := c.people(ask.Setting, ask.Model)
	pool, err := matching.NewPool(ask.engine(ask.Model, c.categories), mentees, mentors)
	if err != nil {
		return nil, fmt.Errorf("read the people to match: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err // reading took its time
	}
	d := c.decided(pool)
	kinds := map[string]string{}
	for _, p := range slices.Concat(c.mentees, c.mentors) {
		kinds[p.institution] = p.Kind
	}
	p, err := plan.Make(plan.Order{Pool: pool, Objective: ask.objective(), Shortlist: shortlist(c.intake), Locked: d.locked, Forbidden: d.forbidden, Left: d.left,
		Kinds: kinds, Priority: c.priority(ask.Waiting), Watch: watch(ctx)})
	if err != nil {
		return nil, fmt.Errorf("solve a run: %w", ended(ctx, err))
	}
	return p, nil
}

// Outcome is a run as it is kept: pairs, shortlists, who waits and why, the
// sheet, and the prices that prove it. People are named by their applications,
// scores are 0 … matching.Full.
type Outcome struct {
	Mentees []Line       `json:"mentees"` // the longest waiting first
	Mentors []Load       `json:"mentors"`
	Sheet   plan.Quality `json:"sheet"`
	Broken  [][2]string  `json:"broken,omitempty"` // locks that cannot stand
	Places  []Help       `json:"places,omitempty"`
	Lifts   []Lift       `json:"lifts,omitempty"`
	Scale   int64        `json:"scale"`
	Proof   int64        `json:"unmatched"`
}

// Line is one mentee of a run.
type Line struct {
	Mentee string `json:"e"`
	Mentor string `json:"o,omitempty"` // empty: none
	Score  int32  `json:"s,omitempty"`
	Held   bool   `json:"h,omitempty"` // had open proposals, or was locked
	Picks  []Pick `json:"p,omitempty"`
	Better []Full `json:"b,omitempty"`
	Lacks  *Lack  `json:"w,omitempty"` // nil: has a mentor, or was left out
}

// Pick is a mentor on a shortlist, the best first.
type Pick struct {
	Mentor string `json:"o"`
	Score  int32  `json:"s"`
	Listed int    `json:"l"` // on how many shortlists the mentor stands
}

// Full is a mentor who would be better, whose places go to others.
type Full struct {
	Mentor string `json:"o"`
	Score  int32  `json:"s"`
	Wanted int    `json:"n"` // mentees for whom this mentor is the best
}

// Lack is why a mentee has no mentor.
type Lack struct {
	Allowed int     `json:"a"` // mentors that no rule forbids; all their places go to others
	Causes  []Cause `json:"c,omitempty"`
	Helps   []Cause `json:"h,omitempty"` // lifting one rule frees so many mentors
}

// Cause is a hard rule, by name, with how many mentors it is about.
type Cause struct {
	Rule string `json:"r"`
	N    int    `json:"n"`
}

// Load is what a mentor has, with the price that the proof rests on.
type Load struct {
	Mentor  string `json:"o"`
	Running int    `json:"r"`
	Places  int    `json:"p"` // free ones
	Taken   int    `json:"t"` // of these, in the run
	Price   int64  `json:"c"`
}

// Help is a mentor whose further places would serve more mentees.
type Help struct {
	Mentor string `json:"o"`
	N      int    `json:"n"`
}

// Lift is a rule without which so many more mentees would have a mentor at all.
type Lift = Cause

func outcome(c *crowd, p *plan.Plan) Outcome {
	out := Outcome{Sheet: p.Quality, Scale: p.Result.Scale, Proof: p.Result.Unmatched}
	held := make([]bool, len(c.mentees))
	for _, m := range p.Order.Locked {
		held[m.Mentee] = true
	}
	for _, i := range p.Order.Left {
		held[i] = true
	}
	for i, e := range c.mentees {
		out.Mentees = append(out.Mentees, c.line(p, i, e, held[i]))
	}
	for _, w := range p.Waiting {
		out.Mentees[w.Mentee].Lacks = lack(w)
	}
	for _, l := range p.Quality.Loads {
		out.Mentors = append(out.Mentors, Load{c.mentors[l.Mentor].Application, l.Running, l.Places, l.Taken, p.Result.Price[l.Mentor]})
	}
	out.Sheet.Loads = nil
	for _, h := range p.Helps.Places {
		out.Places = append(out.Places, Help{c.mentors[h.Mentor].Application, h.Places})
	}
	for _, l := range p.Helps.Lifts {
		out.Lifts = append(out.Lifts, Lift{l.Rule.String(), l.Served})
	}
	for _, m := range c.decided(p.Order.Pool).broken {
		out.Broken = append(out.Broken, [2]string{c.mentees[m.Mentee].Application, c.mentors[m.Mentor].Application})
	}
	return out
}

func (c *crowd) line(p *plan.Plan, i int, e Person, held bool) Line {
	l := Line{Mentee: e.Application, Held: held}
	if j := p.Mentor[i]; j >= 0 {
		l.Mentor, l.Score = c.mentors[j].Application, int32(p.Order.Pool.Score(i, int(j)))
	}
	for _, pick := range p.Shortlists[i].Picks {
		l.Picks = append(l.Picks, Pick{c.mentors[pick.Mentor].Application, pick.Score, pick.Listed})
	}
	for _, full := range p.Shortlists[i].Better {
		l.Better = append(l.Better, Full{c.mentors[full.Mentor].Application, full.Score, full.Wanted})
	}
	return l
}

// mostCauses is how many rules are named to one mentee.
const mostCauses = 4

func lack(w plan.Waiting) *Lack {
	l := &Lack{Allowed: w.Allowed}
	if w.Diagnosis == nil {
		return l
	}
	for _, c := range w.Diagnosis.Causes {
		l.Causes = append(l.Causes, Cause{c.Rule.String(), c.Blocks})
	}
	for _, h := range w.Diagnosis.Helps {
		if len(h.Rules) == 1 {
			l.Helps = append(l.Helps, Cause{h.Rules[0].String(), h.Freed})
		}
	}
	l.Causes, l.Helps = l.Causes[:min(len(l.Causes), mostCauses)], l.Helps[:min(len(l.Helps), mostCauses)]
	return l
}

// stands tells whether two people were a pair of a plan.
func stands(p *plan.Plan, m assign.Match) bool { return p.Mentor[m.Mentee] == m.Mentor }
