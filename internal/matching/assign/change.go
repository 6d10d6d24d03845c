package assign

import "slices"

// Match is a mentee and a mentor by their indices.
type Match struct{ Mentee, Mentor int32 }

// Change is what happened since an instance was solved.
type Change struct {
	Lock   []Match // both said yes, or somebody decided: the pair stays
	Forbid []Match // declined: never again
	Leave  []int32 // mentees that need no mentor any more
	// Places are new capacities by mentor, locked pairs included.
	Places map[int32]int32
}

// Changed is the part of an instance that is still open: locked mentees and
// those who left have empty lists, locked places are taken off, forbidden pairs
// are gone. Indices stay the same, so that a result can be carried on with
// Resolve. Errors are *InputError: an index out of range, a mentee locked
// twice, more locked than places.
func (in *Instance) Changed(c Change) (*Instance, error) {
	out := *in
	out.Capacity = slices.Clone(in.Capacity)
	for j, places := range c.Places {
		if int(j) >= in.Mentors() || j < 0 {
			return nil, wrong(BadMentor, -1, int(j), 0)
		}
		if places < 0 {
			return nil, wrong(BadCapacity, -1, int(j), int64(places))
		}
		out.Capacity[j] = places
	}
	gone := make([]bool, in.Mentees())
	for _, i := range c.Leave {
		if i < 0 || int(i) >= in.Mentees() {
			return nil, wrong(BadMentee, int(i), -1, 0)
		}
		gone[i] = true
	}
	for _, m := range c.Lock {
		if err := out.lock(m, gone); err != nil {
			return nil, err
		}
	}
	out.without(gone, c.Forbid)
	return &out, nil
}

func (in *Instance) lock(m Match, gone []bool) error {
	switch {
	case m.Mentee < 0 || int(m.Mentee) >= in.Mentees():
		return wrong(BadMentee, int(m.Mentee), -1, 0)
	case m.Mentor < 0 || int(m.Mentor) >= in.Mentors():
		return wrong(BadMentor, int(m.Mentee), int(m.Mentor), 0)
	case gone[m.Mentee]:
		return wrong(DuplicateMentee, int(m.Mentee), int(m.Mentor), 0)
	case in.Capacity[m.Mentor] == 0:
		return wrong(BadCapacity, int(m.Mentee), int(m.Mentor), 0)
	}
	gone[m.Mentee] = true
	in.Capacity[m.Mentor]--
	return nil
}

// without copies the lists of those who stay, leaving out forbidden pairs.
func (in *Instance) without(gone []bool, forbid []Match) {
	no := map[int32][]int32{}
	for _, f := range forbid {
		no[f.Mentee] = append(no[f.Mentee], f.Mentor)
	}
	first, pairs := make([]int, 1, len(in.First)), make([]Pair, 0, len(in.Pairs))
	for i := range in.Mentees() {
		switch mentors, some := no[int32(i)]; {
		case gone[i]:
		case some:
			for _, p := range in.Row(i) {
				if !slices.Contains(mentors, p.Mentor) {
					pairs = append(pairs, p)
				}
			}
		default:
			pairs = append(pairs, in.Row(i)...)
		}
		first = append(first, len(pairs))
	}
	in.First, in.Pairs = first, pairs
}

// Whole puts locked pairs back among those found for the open part.
func (r *Result) Whole(locked []Match) []int32 {
	mentor := slices.Clone(r.Mentor)
	for _, m := range locked {
		mentor[m.Mentee] = m.Mentor
	}
	return mentor
}
