package candidates

import (
	"math"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/wording"
)

// track is the mentee's track in a group.
func (s *scan) track(g matching.Group) *track {
	key := trackKey{g, s.e.Answers(g)}
	if t := s.x.tracks.get(key); t != nil {
		return t
	}
	t := &track{bytes: make([]uint64, len(s.bound))}
	for j := range s.x.offered {
		points := s.p.GroupPoints(g, s.e, &s.x.offered[j])
		whole := math.Round(points / s.x.unit)
		t.off = max(t.off, points-whole*s.x.unit)
		t.bytes[j>>3] |= uint64(whole) << (j & 7 * 8)
	}
	s.x.tracks.put(key, t)
	return t
}

// mostRounded is for how many topics rounding up cannot carry a byte over 255;
// for more, points are rounded down.
const mostRounded = 40

// boundAll sets the bounds from closed answers and topics.
func (s *scan) boundAll() {
	s.off = 0
	var parts [matching.Groups][]uint64
	for g := range matching.Groups {
		t := s.track(g)
		s.off += t.off
		parts[g] = t.bytes[:len(s.bound)]
	}
	a, b, c, d, e, f, g := parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6]
	for w := range s.bound {
		s.bound[w] = a[w] + b[w] + c[w] + d[w] + e[w] + f[w] + g[w]
	}
	s.boundTopics()
}

// boundTopics adds what topics give, three topics at a time.
func (s *scan) boundTopics() {
	topics, some := s.topicPoints()
	var lanes [3][]uint64
	var times [3]uint64
	waiting := 0
	for t, points := range topics {
		lane := s.x.topics[t]
		if points == 0 || lane == nil {
			continue
		}
		whole := math.Floor(points / s.x.unit)
		if some <= mostRounded {
			whole = math.Round(points / s.x.unit)
		}
		s.off += max(0, points-whole*s.x.unit)
		if whole == 0 {
			continue
		}
		lanes[waiting], times[waiting] = lane, uint64(whole)
		if waiting++; waiting == len(lanes) {
			s.addLanes(lanes, times)
			waiting = 0
		}
	}
	for k := range waiting {
		for w, ones := range lanes[k] {
			s.bound[w] += ones * times[k]
		}
	}
}

func (s *scan) addLanes(lanes [3][]uint64, times [3]uint64) {
	a, b, c := lanes[0][:len(s.bound)], lanes[1][:len(s.bound)], lanes[2][:len(s.bound)]
	for w := range s.bound {
		s.bound[w] += a[w]*times[0] + b[w]*times[1] + c[w]*times[2]
	}
}

// topicPoints are the points of the total that each topic gives when a mentor
// offers it. Wishes about which nothing is known give everybody the same:
// that goes to off.
func (s *scan) topicPoints() (points [256]float64, some int) {
	for c := range s.e.Wishes {
		a := &s.e.Wishes[c]
		if a.Total == 0 {
			if a.Share == 0 {
				s.off += s.p.Points(matching.Criterion(c)) * matching.Unknown / matching.Full
			}
			continue
		}
		one := s.p.Points(matching.Criterion(c)) * float64(100-a.Share) / 100 / float64(a.Total)
		for t := range points {
			if a.Twice.Has(t) {
				points[t] += 2 * one
			} else if a.Once.Has(t) {
				points[t] += one
			}
		}
	}
	for _, p := range points {
		if p > 0 {
			some++
		}
	}
	return points, some
}

// textShift: likeness of texts is summed in parts of a byte's step.
const textShift = 16

// addTexts adds the likeness of texts to the bounds and counts allowed mentors
// by bound.
func (s *scan) addTexts() *[256]int32 {
	limit := s.sumTexts()
	clear(s.marks[:])
	s.allowed.each(func(j int) {
		b := byte(s.bound[j>>3]>>(j&7*8)) + byte(min(s.words[j]>>textShift, limit))
		s.bound[j>>3] = s.bound[j>>3]&^(0xff<<(j&7*8)) | uint64(b)<<(j&7*8)
		s.marks[b]++
	})
	return &s.marks
}

// sumTexts sums, from postings, the likeness of texts for every mentor; limit
// is the most that texts can give, in bytes. The sum is never too low by a
// byte's step or more.
func (s *scan) sumTexts() (limit uint32) {
	var most float64
	var factors [3]float64 // parts of a byte's step per unit of a dot product
	for w := range s.e.Wishes {
		points := s.p.Points(matching.Criterion(w)) * float64(s.e.Wishes[w].Share) / 100
		most += points
		factors[w] = points * matching.TextScale / matching.Full / (wording.Unit * wording.Unit) / s.x.unit * (1 << textShift)
	}
	clear(s.words)
	for w := range s.e.Wishes {
		for _, term := range s.e.Wishes[w].Vector {
			if q := &s.query[term.ID]; w == 0 || q[0] == 0 && (w == 1 || q[1] == 0) {
				s.sumTerm(term.ID, uint32(math.Ceil(factors[0]*float64(q[0])+factors[1]*float64(q[1])+factors[2]*float64(q[2]))))
			}
		}
	}
	s.off += s.x.unit
	return uint32(math.Ceil(most / s.x.unit))
}

// sumTerm adds a feature of the mentee, in whichever wishes it stands, to every
// mentor who has it.
func (s *scan) sumTerm(id, times uint32) {
	for _, post := range s.x.posted[s.x.first[id]:s.x.first[id+1]] {
		s.words[post>>weightBits] += times * uint32(post&(1<<weightBits-1))
	}
}
