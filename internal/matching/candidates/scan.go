package candidates

import (
	"math"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/wording"
)

// byteUnit is how many points of 10,000 one step of a byte is. Full/byteUnit
// leaves room below 256 for what rounding adds.
const byteUnit = 48

// A scan looks at the mentors of one mentee after another, on one core.
//
// Its steps: which mentors the rules allow (bit by bit, 64 at a time); a bound
// of each score from bytes, 8 at a time: topics, closed answers, and the
// likeness of texts summed from postings; then exact scores from the highest
// bound down, until no bound can reach the k-th best.
type scan struct {
	p       *matching.Pool
	x       *index
	e       *matching.Sought
	allowed flags
	bound   []uint64 // a byte a mentor
	words   []uint32 // likeness of texts a mentor, in units of 1/2^textShift byte
	query   [][3]uint16
	asked   flags   // features of the mentee's texts: small enough to stay near
	off     float64 // the most by which a bound can be too low, in points
	row     []matching.Pair
	marks   [256]int32
	top     heap
}

func newScan(p *matching.Pool, x *index) *scan {
	n := len(x.offered)
	s := &scan{p: p, x: x, allowed: make(flags, (n+63)/64), bound: make([]uint64, (n+7)/8), words: make([]uint32, n), query: make([][3]uint16, p.Terms()), asked: make(flags, (p.Terms()+63)/64)}
	return s
}

// start goes to a mentee: rules, and the texts spread out for exact.
func (s *scan) start(i int) {
	if s.e != nil {
		s.spread(func(term wording.Term, w int) { s.query[term.ID][w], s.asked[term.ID>>6] = 0, 0 })
	}
	s.e = s.p.Sought(i)
	s.spread(func(term wording.Term, w int) {
		s.query[term.ID][w] = term.Weight
		s.asked.set(int(term.ID))
	})
	s.allow()
	s.p.Banned(i, func(j int32) { s.allowed.clear(s.p.Rank(int(j))) })
}

func (s *scan) spread(do func(term wording.Term, w int)) {
	for w := range s.e.Wishes {
		for _, term := range s.e.Wishes[w].Vector {
			do(term, w)
		}
	}
}

// allow applies the rules that ask for answers in common.
func (s *scan) allow() {
	e, on := s.e, s.p.Setting().Rules.On
	s.allowed.fill(s.x.any)
	if on[matching.Screened] && !e.Screened {
		clear(s.allowed)
	}
	if on[matching.Hours] {
		s.allowed.keep(s.x.hours[e.Rhythm])
	}
	if on[matching.OnDemand] && e.OnDemand {
		s.allowed.keep(s.x.opted)
	}
	if on[matching.Language] && e.Languages != 0 {
		s.allowed.keep(chosen(&s.x.speaks, e.Languages)...)
	}
	if on[matching.Model] && !e.OnDemand {
		s.allowModels()
	}
	if on[matching.Format] && e.Formats != 0 {
		s.allowFormats()
	}
}

func chosen(from *[64]flags, set uint64) (some []flags) {
	for n := range from {
		if set>>n&1 == 1 {
			some = append(some, from[n])
		}
	}
	return some
}

func (s *scan) allowModels() {
	models := matching.Accepted(s.e.Models)
	switch model := s.p.RoundModel(); {
	case model >= 0 && models>>model&1 == 0:
		clear(s.allowed)
	case model >= 0:
		s.allowed.keep(s.x.takes[model])
	case s.e.Models != 0:
		s.allowed.keep(chosen(&s.x.takes, s.e.Models)...)
	}
}

// allowFormats: online, or on site where there is a common region.
func (s *scan) allowFormats() {
	e, x := s.e, s.x
	var regions []flags
	if e.Regions != 0 {
		regions = chosen(&x.regions, e.Regions)
	}
	for w := range s.allowed {
		var ways uint64
		if e.Formats&matching.Onsite != 0 {
			ways = x.meets[1][w]
			if len(regions) > 0 {
				var near uint64
				for _, r := range regions {
					near |= r[w]
				}
				ways &= near
			}
		}
		if e.Formats&matching.Online != 0 {
			ways |= x.meets[0][w]
		}
		s.allowed[w] &= ways
	}
}

// exact is the score of the mentor of rank j.
func (s *scan) exact(j int) int32 {
	o := &s.x.offered[j]
	var dots [3]int
	for _, term := range o.Vector {
		if s.asked[term.ID>>6]>>(term.ID&63)&1 == 0 {
			continue
		}
		q := &s.query[term.ID]
		w := int(term.Weight)
		dots[0] += w * int(q[0])
		dots[1] += w * int(q[1])
		dots[2] += w * int(q[2])
	}
	return s.p.Total(s.e, o, dots)
}

// best are the k best of mentee i, in no order.
func (s *scan) best(i, k int) []matching.Pair {
	s.start(i)
	s.top.reset(k)
	s.boundAll()
	counts := s.addTexts()
	cut, above := 255, 0
	for ; cut > 0; cut-- {
		if above += int(counts[cut]); above >= k {
			break
		}
	}
	s.visit(cut, 256)
	if s.top.full() && cut > 0 {
		least := int(math.Floor((float64(s.top.worst().Score) - s.off - 1) / s.x.unit))
		s.visit(max(least, 0), cut)
	} else {
		s.visit(0, cut)
	}
	s.row = s.row[:0]
	for _, found := range s.top.items {
		s.row = append(s.row, matching.Pair{Mentor: s.p.ByKey()[found.Mentor], Score: found.Score})
	}
	return s.row
}

// consider offers a mentor to the k best, unless closed answers, topics and the
// bound of its texts show that it cannot be one of them.
func (s *scan) consider(j int) {
	if s.top.full() {
		rest := s.p.Total(s.e, &s.x.offered[j], [3]int{})
		texts := int32(float64(s.words[j])*s.x.unit/(1<<textShift)) + roundings
		if rest+texts < s.top.worst().Score {
			return
		}
	}
	s.top.offer(matching.Pair{Mentor: int32(j), Score: s.exact(j)})
}

// roundings is more than what rounding a total and its parts can take away.
const roundings = 4

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// visit scores the allowed mentors whose bound is from … below exactly.
func (s *scan) visit(from, below int) {
	if from >= below {
		return
	}
	limit := uint64(from) * lowBits
	for w, bytes := range s.bound {
		if !reaches(bytes, limit) {
			continue
		}
		allowed := s.allowed[w>>3] >> (w & 7 * 8) & 0xff
		for lane := range 8 {
			if b := int(bytes >> (8 * lane) & 0xff); allowed>>lane&1 == 1 && b >= from && b < below {
				s.consider(w<<3 + lane)
			}
		}
	}
}

// reaches tells whether any of eight bytes is at least the byte repeated in
// limit.
func reaches(bytes, limit uint64) bool {
	// Highest bits apart, so that nothing is borrowed from the next byte.
	low := (bytes | highBits) - (limit &^ highBits)
	at := bytes&^limit | ^(bytes^limit)&low
	return at&highBits != 0
}
