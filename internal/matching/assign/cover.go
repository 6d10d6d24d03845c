package assign

// cover is a largest possible set of pairs of at least a given score, grown
// from any set by chains of moves (Pothen and Fan 1990, on mentors with
// several places).
type cover struct {
	*Instance
	least   int32 // pairs below this score do not count
	places  []int32
	mentor  []int32   // of each mentee, or −1
	seats   [][]int32 // mentees of each mentor
	seen    []int32   // of each mentor: the round it was seen in
	round   int32
	served  int
	stopped func() bool
}

func newCover(in *Instance) *cover {
	c := &cover{Instance: in, places: in.Capacity, mentor: make([]int32, in.Mentees()),
		seats: make([][]int32, in.Mentors()), seen: make([]int32, in.Mentors())}
	for i := range c.mentor {
		c.mentor[i] = unmatched
	}
	return c
}

// start takes over the pairs that reach the least score.
func (c *cover) start(mentor []int32, least int32) {
	c.least, c.served = least, 0
	for j := range c.seats {
		c.seats[j] = c.seats[j][:0]
	}
	for i, j := range mentor {
		c.mentor[i] = unmatched
		if j < 0 {
			continue
		}
		if s, _ := c.Score(i, int(j)); s >= least {
			c.mentor[i] = j
			c.seats[j] = append(c.seats[j], int32(i))
			c.served++
		}
	}
}

// grow serves as many as can be, or as are wanted. Rounds of chains that share
// no mentor; a round that serves nobody more proves that no chain is left, and
// the mentors it saw are the closed block. O(pairs) a round.
func (c *cover) grow(wanted int) error {
	for c.served < wanted {
		if c.stopped != nil && c.stopped() {
			return ErrStopped
		}
		c.round++
		before := c.served
		for i := range c.mentor {
			if c.mentor[i] == unmatched && c.serve(int32(i)) {
				if c.served++; c.served == wanted {
					return nil
				}
			}
		}
		if c.served == before {
			return nil
		}
	}
	return nil
}

// serve finds mentee i a place, moving others where that helps.
func (c *cover) serve(i int32) bool {
	row := c.Row(int(i))
	for _, p := range row {
		if p.Score >= c.least && c.seen[p.Mentor] != c.round && len(c.seats[p.Mentor]) < int(c.places[p.Mentor]) {
			c.seats[p.Mentor] = append(c.seats[p.Mentor], i)
			c.mentor[i] = p.Mentor
			return true
		}
	}
	for _, p := range row {
		if p.Score < c.least || c.seen[p.Mentor] == c.round {
			continue
		}
		c.seen[p.Mentor] = c.round
		for k, other := range c.seats[p.Mentor] {
			if c.serve(other) {
				c.seats[p.Mentor][k] = i
				c.mentor[i] = p.Mentor
				return true
			}
		}
	}
	return false
}

// block is what the last round of grow saw: why no more are served.
func (c *cover) block() *Block {
	b := &Block{}
	for i, j := range c.mentor {
		if j == unmatched || c.seen[j] == c.round {
			b.Mentees = append(b.Mentees, int32(i))
		}
	}
	for j := range c.seen {
		if c.seen[j] == c.round {
			b.Mentors = append(b.Mentors, int32(j))
			b.Places += int(c.places[j])
		}
	}
	b.Waiting = len(b.Mentees) - b.Places
	return b
}
