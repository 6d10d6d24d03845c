package assign

import "slices"

// cover is a largest possible set of pairs of at least a given score, grown
// from any set by chains of moves, the shortest first (Kuhn 1955 with
// breadth-first search, on mentors with several places).
//
// A round in which all searches fail has seen a closed set of mentors: all are
// full, and who sits there can go nowhere else. They are the dead.
type cover struct {
	*Instance
	least    int32 // pairs below this score do not count
	places   []int32
	mentor   []int32   // of each mentee, or −1
	seats    [][]int32 // mentees of each mentor
	dead     []bool    // mentors of the closed set
	hopeless []int32   // mentees whose search failed in the last round
	seen     []int32   // of each mentor: the round it was seen in
	asked    []int32   // of each mentor: the mentee that came to it in that round
	search   int32
	served   int
	stop     func() bool
}

func newCover(in *Instance, places []int32) *cover {
	m := in.Mentors()
	return &cover{Instance: in, places: places, mentor: make([]int32, in.Mentees()),
		seats: make([][]int32, m), dead: make([]bool, m), seen: make([]int32, m), asked: make([]int32, m)}
}

// start takes over the pairs that reach the least score.
func (c *cover) start(mentor []int32, least int32) {
	c.least, c.served, c.hopeless = least, 0, c.hopeless[:0]
	for j := range c.seats {
		c.seats[j], c.dead[j] = c.seats[j][:0], false
	}
	for i, j := range mentor {
		c.mentor[i] = unmatched
		if j < 0 {
			continue
		}
		if s, _ := c.Score(i, int(j)); s >= least {
			c.sit(int32(i), j)
			c.served++
		}
	}
}

func (c *cover) sit(i, j int32) {
	c.seats[j] = append(c.seats[j], i)
	c.mentor[i] = j
}

// grow serves as many as can be, and stops at so many as wanted. It goes over those
// without a mentor again and again; in one round every mentor is entered once,
// whoever comes first. A round that serves nobody has seen everything that can
// be reached, and no free place: the hopeless and the dead are the proof.
func (c *cover) grow(wanted int) error {
	for c.served != wanted {
		c.search++
		before := c.served
		c.hopeless = c.hopeless[:0]
		for i, j := range c.mentor {
			if j >= 0 {
				continue
			}
			if c.stop != nil && c.stop() {
				return ErrStopped
			}
			if c.serve(int32(i)) {
				c.served++
			} else {
				c.hopeless = append(c.hopeless, int32(i))
			}
		}
		if c.served == before {
			for j := range c.dead {
				c.dead[j] = c.seen[j] == c.search
			}
			return nil
		}
	}
	return nil
}

// serve finds mentee i a place by the shortest chain of moves through mentors
// not yet entered.
func (c *cover) serve(i int32) bool {
	queue := []int32{i}
	for at := 0; at < len(queue); at++ {
		for _, p := range c.Row(int(queue[at])) {
			j := p.Mentor
			if p.Score < c.least || c.seen[j] == c.search {
				continue
			}
			c.seen[j], c.asked[j] = c.search, queue[at]
			if len(c.seats[j]) < int(c.places[j]) {
				c.move(j)
				return true
			}
			queue = append(queue, c.seats[j]...)
		}
	}
	return false
}

// move seats everybody along the chain that ends at the free place of j.
func (c *cover) move(j int32) {
	for {
		i := c.asked[j]
		old := c.mentor[i]
		c.sit(i, j)
		if old < 0 {
			return
		}
		at := slices.Index(c.seats[old], i)
		c.seats[old] = slices.Delete(c.seats[old], at, at+1)
		j = old
	}
}

// block is why the hopeless are not served: they and those who sit with the
// dead mentors have no other mentors on their lists.
func (c *cover) block() *Block {
	b := &Block{Mentees: slices.Clone(c.hopeless), Mentors: listed(c.dead, nil)}
	for _, j := range b.Mentors {
		b.Places += int(c.places[j])
		b.Mentees = append(b.Mentees, c.seats[j]...)
	}
	slices.Sort(b.Mentees)
	b.Waiting = len(c.hopeless)
	return b
}
