package stable

import "slices"

// rounds of improvement; the third finds next to nothing.
const rounds = 4

// improve serves more without blocking anything. Somebody without a mentor may
// take a place from an equal, the mentor's last choice; that one goes down its
// own list, past mentors that would not rather have it, to a free place or in
// turn to the place of an equal or a lesser. Mentors never lose by it, and who
// goes down finds nobody on the way who would rather have it: nothing blocks.
func (s *state) improve() {
	c := &chains{state: s, seen: make([]int32, len(s.Capacity)), came: make([]step, len(s.Capacity)), dead: make([]bool, len(s.Capacity))}
	for range rounds {
		found := 0
		clear(c.dead)
		for i := range s.mentor {
			if s.mentor[i] < 0 && c.serve(int32(i)) {
				found++
			}
		}
		if found == 0 {
			return
		}
	}
}

// step is how a mentor was reached: by which mentee, through which choice.
type step struct {
	mentee int32
	choice int
}

// chains searches breadth first, each mentor once a search. Mentors of a
// search that failed are left out for the rest of the round.
type chains struct {
	*state
	seen   []int32
	search int32
	came   []step
	dead   []bool
}

func (c *chains) serve(i int32) bool {
	c.search++
	queue := []int32{i}
	var reached []int32
	for at := 0; at < len(queue); at++ {
		from := len(reached)
		if end := c.walk(queue[at], &reached); end >= 0 {
			c.move(end)
			return true
		}
		for _, j := range reached[from:] {
			queue = append(queue, c.last(j)...)
		}
	}
	for _, j := range reached {
		c.dead[j] = true
	}
	return false
}

// walk goes down mentee i's list from the rank it has and adds the mentors it
// may go to; it returns one with room, or −1.
func (c *chains) walk(i int32, reached *[]int32) int32 {
	least := int32(0)
	if c.mentor[i] >= 0 {
		least = c.rank[i]
	}
	wanted := int32(-1) // the rank at which a mentor would rather have it
	for at := c.First[i]; at < c.First[i+1]; at++ {
		ch := c.Choices[at]
		j := ch.Mentor
		if ch.Rank < least || j == c.mentor[i] || c.places(j) == 0 {
			continue
		}
		if wanted >= 0 && ch.Rank > wanted {
			return -1
		}
		if !c.room(j) {
			worst := c.worst(j)
			if ch.Theirs > worst {
				continue
			}
			if ch.Theirs < worst {
				wanted = ch.Rank
			}
		}
		if c.dead[j] || c.seen[j] == c.search {
			continue
		}
		c.seen[j], c.came[j] = c.search, step{i, at}
		if c.room(j) {
			return j
		}
		*reached = append(*reached, j)
	}
	return -1
}

// worst is what mentor j thinks of the last of its mentees.
func (c *chains) worst(j int32) int32 {
	worst := int32(-1)
	for _, s := range c.sitting(j) {
		worst = max(worst, s.theirs)
	}
	return worst
}

// last is the mentees mentor j likes least.
func (c *chains) last(j int32) (mentees []int32) {
	worst := c.worst(j)
	for _, s := range c.sitting(j) {
		if s.theirs == worst {
			mentees = append(mentees, s.mentee)
		}
	}
	return mentees
}

// move seats everybody along the chain that ends at mentor j's free place.
func (c *chains) move(j int32) {
	for {
		by := c.came[j]
		old := c.mentor[by.mentee]
		ch := c.Choices[by.choice]
		c.seats[c.start[j]+c.taken[j]] = seat{by.mentee, ch.Theirs}
		c.taken[j]++
		c.mentor[by.mentee], c.rank[by.mentee] = j, ch.Rank
		if old < 0 {
			return
		}
		sitting := c.sitting(old)
		at := slices.IndexFunc(sitting, func(s seat) bool { return s.mentee == by.mentee })
		sitting[at] = sitting[len(sitting)-1]
		c.taken[old]--
		j = old
	}
}
