package candidates

import (
	"math/bits"
	"sync"

	"domubiedrs/internal/matching"
)

// flags is a set of mentors by rank.
type flags []uint64

func (f flags) set(j int)   { f[j>>6] |= 1 << (j & 63) }
func (f flags) clear(j int) { f[j>>6] &^= 1 << (j & 63) }
func (f flags) fill(from flags) {
	copy(f, from)
}

// keep leaves what any of some sets holds.
func (f flags) keep(any ...flags) {
	for w := range f {
		var union uint64
		for _, s := range any {
			union |= s[w]
		}
		f[w] &= union
	}
}

func (f flags) each(do func(j int)) {
	for w, word := range f {
		for ; word != 0; word &= word - 1 {
			do(w<<6 + bits.TrailingZeros64(word))
		}
	}
}

// posting is a mentor in whose texts a feature occurs: the rank above, the
// weight of the feature in the lower bits.
type posting uint32

const weightBits = 10 // wording.Unit fits

// index finds mentors by what rules and needs ask for. Mentors are numbered by
// the rank of their keys, so that the lower number wins a tie.
type index struct {
	offered []matching.Offered // by rank
	any     flags              // screened as the rules ask, with a free place
	opted   flags              // to single questions
	hours   map[int]flags      // with so many free hours
	speaks  [64]flags          // or unknown
	meets   [2]flags           // online; on site: or unknown
	regions [64]flags          // or unknown
	takes   [64]flags          // models
	topics  [256][]uint64      // a byte a mentor: 1 where the topic is offered
	first   []int32            // postings of a feature: posted[first[t]:first[t+1]]
	posted  []posting
	tracks  tracks
	unit    float64 // points of the total that a byte counts
}

func newIndex(p *matching.Pool) *index {
	x := &index{offered: make([]matching.Offered, p.Mentors()), hours: map[int]flags{}, unit: byteUnit}
	for at, j := range p.ByKey() {
		x.offered[at] = *p.Offered(int(j))
	}
	x.markRules(p)
	x.markTopics()
	x.post(p.Terms())
	x.tracks.made = map[trackKey]*track{}
	return x
}

func (x *index) flags(which func(o *matching.Offered) bool) flags {
	f := make(flags, (len(x.offered)+63)/64)
	for j := range x.offered {
		if which(&x.offered[j]) {
			f.set(j)
		}
	}
	return f
}

func (x *index) markRules(p *matching.Pool) {
	rules := p.Setting().Rules
	on := &rules.On
	x.any = x.flags(func(o *matching.Offered) bool {
		return (o.Screened || !on[matching.Screened]) && (o.Places > 0 || !on[matching.Places])
	})
	x.opted = x.flags(func(o *matching.Offered) bool { return o.OnDemand })
	for _, hours := range []int{rules.HoursPerMentee, 2 * rules.HoursPerMentee} {
		x.hours[hours] = x.flags(func(o *matching.Offered) bool { return o.Hours >= hours })
	}
	bit := func(into []flags, of func(o *matching.Offered) uint64) {
		for n := range into {
			into[n] = x.flags(func(o *matching.Offered) bool { return of(o)>>n&1 == 1 })
		}
	}
	languages, regions, models := p.Numbers()
	bit(x.speaks[:languages], func(o *matching.Offered) uint64 { return matching.Accepted(o.Languages) })
	bit(x.regions[:regions], func(o *matching.Offered) uint64 { return matching.Accepted(o.Regions) })
	bit(x.takes[:models], func(o *matching.Offered) uint64 { return matching.Accepted(o.Models) })
	for n := range x.meets {
		x.meets[n] = x.flags(func(o *matching.Offered) bool { return matching.Accepted(o.Formats)>>n&1 == 1 })
	}
}

func (x *index) markTopics() {
	words := (len(x.offered) + 7) / 8
	for t := range x.topics {
		var lane []uint64
		for j := range x.offered {
			if x.offered[j].Topics.Has(t) {
				if lane == nil {
					lane = make([]uint64, words)
				}
				lane[j>>3] |= 1 << (j & 7 * 8)
			}
		}
		x.topics[t] = lane
	}
}

// post turns the vectors of mentors round: feature → mentors.
func (x *index) post(terms int) {
	x.first = make([]int32, terms+1)
	for j := range x.offered {
		for _, t := range x.offered[j].Vector {
			x.first[t.ID+1]++
		}
	}
	for t := range terms {
		x.first[t+1] += x.first[t]
	}
	x.posted = make([]posting, x.first[terms])
	at := append([]int32{}, x.first...)
	for j := range x.offered {
		for _, t := range x.offered[j].Vector {
			x.posted[at[t.ID]] = posting(j<<weightBits | int(t.Weight))
			at[t.ID]++
		}
	}
}

// track is what one group of criteria gives every mentor, a byte each, for all
// mentees who answered alike; off is the most by which a byte is too low.
type track struct {
	bytes []uint64
	off   float64
}

type trackKey struct {
	group   matching.Group
	answers [2]uint64
}

// tracks are made when first asked for.
type tracks struct {
	sync.Mutex
	made map[trackKey]*track
}

// mostTracks bounds the memory of tracks; questionnaires give some hundreds.
const mostTracks = 6000

func (s *tracks) get(key trackKey) *track {
	s.Lock()
	defer s.Unlock()
	return s.made[key]
}

func (s *tracks) put(key trackKey, t *track) {
	s.Lock()
	defer s.Unlock()
	if len(s.made) < mostTracks {
		s.made[key] = t
	}
}
