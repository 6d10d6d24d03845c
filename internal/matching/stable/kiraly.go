package stable

// Ages of a mentee: a mentee refused by everybody asks all once more, and then
// goes before equals who still ask for the first time.
const (
	first = iota
	again
	resigned
)

// seat is a mentee and what the mentor thinks of it.
type seat struct {
	mentee int32
	theirs int32
}

// state is a matching while it is being made. Lists are in order of rank.
type state struct {
	*Wishes
	mentor  []int32 // of each mentee, or −1
	rank    []int32 // of that mentor
	from    []int   // of each mentee: the first choice of the rank it asks now
	age     []uint8
	refused []bool // of each choice, at this age
	start   []int32
	seats   []seat
	taken   []int32
}

func newState(w *Wishes) *state {
	n, m := w.Mentees(), len(w.Capacity)
	s := &state{Wishes: w.byRank(), mentor: make([]int32, n), rank: make([]int32, n), from: make([]int, n),
		age: make([]uint8, n), refused: make([]bool, len(w.Choices)), start: make([]int32, m+1), taken: make([]int32, m)}
	asked := make([]int32, m)
	for _, c := range w.Choices {
		asked[c.Mentor]++
	}
	for j, c := range w.Capacity {
		s.start[j+1] = s.start[j] + min(c, asked[j])
	}
	s.seats = make([]seat, s.start[m])
	for i := range n {
		s.mentor[i], s.from[i] = -1, w.First[i]
	}
	return s
}

func (s *state) places(j int32) int32   { return s.start[j+1] - s.start[j] }
func (s *state) room(j int32) bool      { return s.taken[j] < s.places(j) }
func (s *state) sitting(j int32) []seat { return s.seats[s.start[j] : s.start[j]+s.taken[j]] }

// Solve finds a stable matching of at least two thirds of the largest size:
// the mentor of each mentee, or −1. Time O(choices × places of a mentor).
func Solve(w *Wishes) ([]int32, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	if w.MenteeKeys == nil && w.MentorKeys == nil {
		return newState(w).solve(), nil
	}
	sorted, mentees, mentors := w.byKey()
	found := make([]int32, len(mentees))
	for k, j := range newState(sorted).solve() {
		found[mentees[k]] = j
		if j >= 0 {
			found[mentees[k]] = mentors[j]
		}
	}
	return found, nil
}

func (s *state) solve() []int32 {
	s.propose()
	s.improve()
	return s.mentor
}

// propose lets every mentee ask until it is taken or resigns.
func (s *state) propose() {
	for i := range s.Mentees() {
		for asking := int32(i); asking >= 0; {
			asking = s.ask(asking)
		}
	}
}

// ask makes mentee i's next proposal and returns who must ask next: the one
// who lost a place, i itself when refused, or −1.
func (s *state) ask(i int32) int32 {
	at := s.next(i)
	if at < 0 {
		return s.grow(i)
	}
	c := s.Choices[at]
	if s.places(c.Mentor) == 0 {
		s.refused[at] = true
		return i
	}
	if s.room(c.Mentor) {
		s.seats[s.start[c.Mentor]+s.taken[c.Mentor]] = seat{i, c.Theirs}
		s.taken[c.Mentor]++
		s.mentor[i], s.rank[i] = c.Mentor, c.Rank
		return -1
	}
	loser, final := s.weakest(c.Mentor)
	if final && !s.beats(i, c.Theirs, *loser) {
		s.refused[at] = true
		return i
	}
	out := loser.mentee
	*loser = seat{i, c.Theirs}
	s.mentor[i], s.rank[i] = c.Mentor, c.Rank
	s.mentor[out] = -1
	if final {
		s.refuse(out, c.Mentor)
	}
	return out
}

// next is the choice mentee i asks now: of those of the best rank not yet
// refused one with room, else the first; −1 when all have refused.
func (s *state) next(i int32) int {
	end := s.First[i+1]
	for s.from[i] < end && s.refused[s.from[i]] {
		s.from[i]++
	}
	from := s.from[i]
	for at := from; at < end && s.Choices[at].Rank == s.Choices[from].Rank; at++ {
		if !s.refused[at] && s.room(s.Choices[at].Mentor) {
			return at
		}
	}
	if from == end {
		return -1
	}
	return from
}

// grow lets mentee i ask everybody once more, or resign.
func (s *state) grow(i int32) int32 {
	if s.age[i]++; s.age[i] >= resigned {
		return -1
	}
	s.from[i] = s.First[i]
	clear(s.refused[s.First[i]:s.First[i+1]])
	return i
}

// weakest is the seat that goes first: of a mentee that finds another mentor
// with room as good (it loses nothing, so this is not final), else the one the
// mentor likes least, of equals one that asks for the first time.
func (s *state) weakest(j int32) (*seat, bool) {
	sitting := s.sitting(j)
	worst := &sitting[0]
	for k := range sitting {
		if s.undecided(sitting[k].mentee) {
			return &sitting[k], false
		}
		if s.beats(worst.mentee, worst.theirs, sitting[k]) {
			worst = &sitting[k]
		}
	}
	return worst, true
}

// undecided: another mentor as good for mentee i has room.
func (s *state) undecided(i int32) bool {
	for at := s.from[i]; at < s.First[i+1] && s.Choices[at].Rank <= s.rank[i]; at++ {
		c := s.Choices[at]
		if c.Rank == s.rank[i] && c.Mentor != s.mentor[i] && !s.refused[at] && s.room(c.Mentor) {
			return true
		}
	}
	return false
}

// beats: the mentor would rather have mentee i than the one in the seat.
func (s *state) beats(i, theirs int32, other seat) bool {
	if theirs != other.theirs {
		return theirs < other.theirs
	}
	return s.age[i] > s.age[other.mentee]
}

// refuse notes that mentor j is lost to mentee i.
func (s *state) refuse(i, j int32) {
	for at := s.from[i]; at < s.First[i+1]; at++ {
		if s.Choices[at].Mentor == j {
			s.refused[at] = true
			return
		}
	}
}
