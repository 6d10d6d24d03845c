package assign

import "slices"

// Block is why somebody is left out: Mentees are on no list but those of
// Mentors, who together have Places, fewer than there are Mentees (a violator
// of Hall's condition). Whatever is decided, Waiting of them stay without.
type Block struct {
	Mentees []int32 // ascending
	Mentors []int32 // ascending
	Places  int
	Waiting int
}

// reach is who can be reached from the unmatched: they could take a place at
// any mentor of their list, whose mentees could move to any of theirs.
type reach struct {
	mentees, mentors []bool
	open             bool // a free place can be reached
}

// reach follows the moves from everybody unmatched. O(pairs).
func (in *Instance) reach(mentor []int32) reach {
	seated := in.seating(mentor)
	r := reach{mentees: make([]bool, in.Mentees()), mentors: make([]bool, in.Mentors())}
	var queue []int32
	for i, j := range mentor {
		if j < 0 {
			r.mentees[i] = true
			queue = append(queue, int32(i))
		}
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, p := range in.Row(int(i)) {
			if r.mentors[p.Mentor] {
				continue
			}
			r.mentors[p.Mentor] = true
			at := seated.at(p.Mentor)
			if len(at) < int(in.Capacity[p.Mentor]) {
				r.open = true
				return r
			}
			for _, k := range at {
				if !r.mentees[k] {
					r.mentees[k] = true
					queue = append(queue, k)
				}
			}
		}
	}
	return r
}

// seating lists the mentees of each mentor.
type seating struct {
	first   []int32
	mentees []int32
}

func (s seating) at(j int32) []int32 { return s.mentees[s.first[j]:s.first[j+1]] }

func (in *Instance) seating(mentor []int32) seating {
	s := seating{first: make([]int32, in.Mentors()+2), mentees: make([]int32, len(mentor))}
	for _, j := range mentor {
		if j >= 0 {
			s.first[j+2]++
		}
	}
	for j := range in.Mentors() {
		s.first[j+2] += s.first[j+1]
	}
	for i, j := range mentor {
		if j >= 0 {
			s.mentees[s.first[j+1]] = int32(i)
			s.first[j+1]++
		}
	}
	return s
}

// blockOf writes a closed reach down in the caller's order; nil when nobody
// is left out.
func (in *Instance) blockOf(r reach, c canon) *Block {
	b := &Block{Mentees: listed(r.mentees, c.mentees), Mentors: listed(r.mentors, c.mentors)}
	if len(b.Mentees) == 0 {
		return nil
	}
	for _, j := range b.Mentors {
		b.Places += int(in.Capacity[j])
	}
	b.Waiting = len(b.Mentees) - b.Places
	return b
}

// listed is the indices of what is set, by way of a renumbering, ascending.
func listed(set []bool, way []int32) []int32 {
	var out []int32
	for k, is := range set {
		if !is {
			continue
		}
		if way != nil {
			out = append(out, way[k])
		} else {
			out = append(out, int32(k))
		}
	}
	slices.Sort(out)
	return out
}
