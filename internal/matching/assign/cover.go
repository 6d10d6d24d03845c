package assign

import "slices"

// cover is a largest possible set of pairs of at least a given score, grown
// from any set by chains of moves, the shortest first (Kuhn 1955 with
// breadth-first search, on mentors with several places).
//
// A search that fails has seen a closed set of mentors: all are full, and who
// sits there can go nowhere else. No later move changes that, so they are dead
// to all later searches, and the failures cost O(pairs) together.
type cover struct {
	*Instance
	least    int32 // pairs below this score do not count
	places   []int32
	mentor   []int32   // of each mentee, or −1
	seats    [][]int32 // mentees of each mentor
	dead     []bool    // mentors of the closed set
	hopeless []int32   // mentees whose search failed
	seen     []int32   // of each mentor: the search it was seen in
	asked    []int32   // of each mentor: the mentee that came to it in that search
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

// grow serves as many as can be, and stops where wanted is out of reach: the
// hopeless and the dead are then the proof.
func (c *cover) grow(wanted int) error {
	for i, j := range c.mentor {
		if j >= 0 {
			continue
		}
		if c.stop != nil && c.stop() {
			return ErrStopped
		}
		if c.serve(int32(i)) {
			c.served++
			continue
		}
		c.hopeless = append(c.hopeless, int32(i))
		if len(c.hopeless) > c.Mentees()-wanted {
			return nil
		}
	}
	return nil
}

// serve finds mentee i a place by the shortest chain of moves.
func (c *cover) serve(i int32) bool {
	c.search++
	var reached []int32
	queue := []int32{i}
	for at := 0; at < len(queue); at++ {
		for _, p := range c.Row(int(queue[at])) {
			j := p.Mentor
			if p.Score < c.least || c.dead[j] || c.seen[j] == c.search {
				continue
			}
			c.seen[j], c.asked[j] = c.search, queue[at]
			if len(c.seats[j]) < int(c.places[j]) {
				c.move(j)
				return true
			}
			queue = append(queue, c.seats[j]...)
			reached = append(reached, j)
		}
	}
	for _, j := range reached {
		c.dead[j] = true
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
