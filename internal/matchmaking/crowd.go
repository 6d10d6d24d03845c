package matchmaking

import (
	"context"
	"fmt"
	"slices"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/pairing"
)

// crowd is the people of an intake and what is said about pairs of them, as the
// database had it at a stamp. It does not change.
type crowd struct {
	stamp      string
	intake     intake.Intake
	mentees    []Person // who has no mentor yet, the longest waiting first
	mentors    []Person
	placed     int            // mentees who have a mentor
	place      map[string]int // of an application among those of its side
	named      map[string]Person
	held       []held
	rules      []pairing.Rule
	formers    []pairing.Former
	ties       []tie
	categories map[string]string
}

// crowdOf reads an intake's people, or takes them from memory when nothing has
// changed since.
func (s *Service) crowdOf(ctx context.Context, actor access.Actor, x intake.Intake) (*crowd, error) {
	now, err := stamp(ctx, s.DB, x.ID)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	c, there := s.crowds.get(x.ID)
	s.mu.Unlock()
	if there && c.stamp == now {
		return c, nil
	}
	if c, err = s.read(ctx, actor, x); err != nil {
		return nil, err
	}
	c.stamp = now
	s.mu.Lock()
	s.crowds.put(x.ID, c)
	s.mu.Unlock()
	return c, nil
}

func (s *Service) read(ctx context.Context, actor access.Actor, x intake.Intake) (*crowd, error) {
	c := &crowd{intake: x, place: map[string]int{}, named: map[string]Person{}}
	people, err := listPeople(ctx, s.DB, x.ID)
	if err != nil {
		return nil, err
	}
	if c.ties, err = listTies(ctx, s.DB, x.ID); err != nil {
		return nil, fmt.Errorf("list mentorships: %w", err)
	}
	if c.held, err = listHeld(ctx, s.DB, x.ID); err != nil {
		return nil, fmt.Errorf("list open proposals: %w", err)
	}
	if c.rules, err = s.Pairing.Rules(ctx, actor, x.ID); err != nil {
		return nil, err
	}
	if c.formers, err = s.Pairing.Formers(ctx, actor, x.ID); err != nil {
		return nil, err
	}
	c.part(people)
	return c, s.categorise(ctx, actor, c)
}

// part puts people on their sides.
func (c *crowd) part(people []Person) {
	running := map[string]int{}
	for _, t := range c.ties {
		if t.running {
			running[t.mentor]++
		}
	}
	for _, p := range people {
		c.named[p.Application] = p
		switch {
		case p.Side == pairing.Mentor:
			p.Running = max(p.Taken, running[p.ID])
			c.place[p.Application] = len(c.mentors)
			c.mentors = append(c.mentors, p)
		case p.Taken > 0:
			c.placed++
		default:
			c.place[p.Application] = len(c.mentees)
			c.mentees = append(c.mentees, p)
		}
	}
	offering, seeking := names(c.mentors), names(c.mentees)
	for i := range c.mentees {
		c.mentees[i].tied, c.mentees[i].Unread = c.mentees[i].ties(offering)
	}
	for j := range c.mentors {
		c.mentors[j].tied, c.mentors[j].Unread = c.mentors[j].ties(seeking)
	}
}

// categorise finds the category of each role that mentors know.
func (s *Service) categorise(ctx context.Context, actor access.Actor, c *crowd) error {
	var codes []string
	for _, o := range c.mentors {
		for _, code := range o.Answers["roles"] {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	roles, err := s.Catalogue.ByCode(ctx, actor, c.intake.Programme, catalogue.Role, codes...)
	if err != nil {
		return err
	}
	c.categories = make(map[string]string, len(roles))
	for code, e := range roles {
		c.categories[code] = string(e.Group)
	}
	return nil
}

// people are both sides as the engine takes them.
func (c *crowd) people(set Setting, model catalogue.ModelCode) ([]matching.Mentee, []matching.Mentor) {
	mentees, mentors := make([]matching.Mentee, len(c.mentees)), make([]matching.Mentor, len(c.mentors))
	menteeOf, mentorOf := map[string]int{}, map[string]int{}
	for j, p := range c.mentors {
		mentors[j] = p.mentor(set.Hours)
		mentors[j].Conflicts = slices.Clone(p.tied)
		mentorOf[p.ID] = j
	}
	for i, p := range c.mentees {
		menteeOf[p.ID] = i
		mentees[i] = p.mentee(model)
		mentees[i].Conflicts = slices.Clone(p.tied)
		for _, t := range mentees[i].Conflicts {
			if j, there := mentorOf[t.With]; there {
				direct(&mentees[i], &mentors[j])
			}
		}
	}
	for j := range mentors {
		for _, t := range mentors[j].Conflicts {
			if i, there := menteeOf[t.With]; there {
				direct(&mentees[i], &mentors[j])
			}
		}
	}
	for _, f := range c.formers {
		if pair, both := c.pair(f.Mentee, f.Mentor); both {
			mentees[pair.Mentee].Declined = append(mentees[pair.Mentee].Declined, c.mentors[pair.Mentor].ID)
		}
	}
	for _, t := range c.ties {
		if i, there := menteeOf[t.mentee]; there {
			mentees[i].Former = append(mentees[i].Former, t.mentor)
		}
	}
	return mentees, mentors
}

// pair are the places of two applications; false when one takes no part now.
func (c *crowd) pair(menteeID, mentorID string) (assign.Match, bool) {
	i, mentee := c.place[menteeID]
	j, mentor := c.place[mentorID]
	there := mentee && mentor && i < len(c.mentees) && j < len(c.mentors) && c.mentees[i].Application == menteeID && c.mentors[j].Application == mentorID
	return assign.Match{Mentee: int32(i), Mentor: int32(j)}, there
}

// decided are pairs that stay, pairs that are out, mentees who look for nobody,
// and locks that a rule or a full mentor stands against.
type decided struct {
	locked, forbidden, broken []assign.Match
	left                      []int32
}

// decided reads what coordinators said and what proposals are open. A mentee
// with open proposals keeps a place with the mentor who comes first; when that
// cannot be, the mentee is left out until the proposals end.
func (c *crowd) decided(pool *matching.Pool) (d decided) {
	room := make([]int32, len(c.mentors))
	for j := range room {
		room[j] = pool.Capacity(j)
	}
	taken := map[int32]bool{}
	lock := func(m assign.Match) bool {
		if taken[m.Mentee] || room[m.Mentor] < 1 || !pool.Allowed(int(m.Mentee), int(m.Mentor)) || slices.Contains(d.forbidden, m) {
			return false
		}
		taken[m.Mentee] = true
		room[m.Mentor]--
		d.locked = append(d.locked, m)
		return true
	}
	for _, r := range c.rules {
		if m, there := c.pair(r.Mentee, r.Mentor); there && r.Kind == pairing.Exclude {
			d.forbidden = append(d.forbidden, m)
		}
	}
	open := map[int32]bool{}
	for _, h := range c.held {
		if m, there := c.pair(h.mentee, h.mentor); there && !open[m.Mentee] {
			open[m.Mentee] = lock(m)
			if !open[m.Mentee] && !slices.Contains(d.left, m.Mentee) {
				d.left = append(d.left, m.Mentee)
			}
			if open[m.Mentee] {
				d.left = slices.DeleteFunc(d.left, func(i int32) bool { return i == m.Mentee })
			}
		}
	}
	for _, r := range c.rules {
		m, there := c.pair(r.Mentee, r.Mentor)
		if there && r.Kind == pairing.Lock && !open[m.Mentee] && !slices.Contains(d.left, m.Mentee) && !lock(m) {
			d.broken = append(d.broken, m)
		}
	}
	return d
}

// open tells which mentees have open proposals.
func (c *crowd) open() map[string]bool {
	all := map[string]bool{}
	for _, h := range c.held {
		all[h.mentee] = true
	}
	return all
}
