package matching

import (
	"math/bits"

	"domubiedrs/internal/matching/wording"
)

// value is what each criterion gives a pair, 0 … Full. dots are the likeness of
// the mentee's need, goal and motivation to the mentor's texts.
func value(e *Sought, o *Offered, dots [3]int) (v [criteria]int32) {
	for w := range e.Wishes {
		v[w] = e.Wishes[w].value(o, dots[w])
	}
	v[Role] = roleValue(e, o)
	v[WorkStyle] = styleValue(e, o)
	v[Values] = valuesValue(e, o)
	v[Time] = timeValue(e, o)
	v[Perspective] = perspectiveValue(e, o)
	v[Field] = fieldValue(e, o)
	v[Meeting] = meetingValue(e, o)
	v[Speech] = speechValue(e, o)
	return v
}

func (a *Wish) value(o *Offered, dot int) int32 {
	if a.Total == 0 && a.Share == 0 {
		return Unknown
	}
	return int32(((100-a.Share)*a.cover(o) + a.Share*alike(dot)) / 100)
}

// cover is the part of the topics that a mentor offers, 0 … Full.
func (a *Wish) cover(o *Offered) int {
	if a.Total == 0 {
		return 0
	}
	return Full * (2*a.Twice.common(&o.Topics) + a.Once.common(&o.Topics)) / a.Total
}

// alike turns a dot product into 0 … Full.
func alike(dot int) int {
	return min(dot*TextScale/(textUnit*textUnit), Full)
}

const textUnit = wording.Unit

// roleValue: the mentor knows the role, or at least the category it is in.
func roleValue(e *Sought, o *Offered) int32 {
	switch {
	case e.role < 0 && e.category < 0 || o.roles.empty():
		return Unknown
	case o.roles.Has(int(e.role)):
		return Full
	case e.category >= 0 && o.categories>>e.category&1 == 1:
		return Full / 2
	}
	return 0
}

// Values of an answer that stands next to the wanted one.
const (
	near      = Full * 7 / 10 // support – both alike – challenge
	otherTone = Full * 3 / 10 // ways of giving feedback, in no order
)

func styleValue(e *Sought, o *Offered) int32 {
	sum := int32(0)
	for i := range e.style {
		sum += answerValue(i, e.style[i], o.style[i])
	}
	return (sum + shareOf(e.learning, o.teaches)) / 4
}

func answerValue(question int, mine, theirs int8) int32 {
	apart := mine - theirs
	switch {
	case mine < 0 || theirs < 0:
		return Unknown
	case apart == 0:
		return Full
	case question == 2:
		return otherTone
	case apart == 1 || apart == -1:
		return near
	}
	return 0
}

// shareOf is the part of mine that is in theirs too.
func shareOf(mine, theirs uint64) int32 {
	if mine == 0 || theirs == 0 {
		return Unknown
	}
	return int32(Full * bits.OnesCount64(mine&theirs) / bits.OnesCount64(mine))
}

func valuesValue(e *Sought, o *Offered) int32 { return shareOf(e.values, o.values) }

// enoughTimes in common are as good as more.
const enoughTimes = 3

func timeValue(e *Sought, o *Offered) int32 {
	if e.times == 0 || o.times == 0 {
		return Unknown
	}
	return int32(Full * min(bits.OnesCount64(e.times&o.times), enoughTimes) / enoughTimes)
}

// Sectors in the order of Offered.sector.
const publicSector, privateSector, ngoSector = 1, 2, 3

func perspectiveValue(e *Sought, o *Offered) int32 {
	switch {
	case e.perspective == anyWish:
		return Full
	case o.sector <= 0:
		return Unknown
	case e.perspective == o.sector:
		return Full
	case o.sector == ngoSector:
		return Full / 2
	}
	return 0
}

func fieldValue(e *Sought, o *Offered) int32 {
	switch {
	case e.field == anyWish:
		return Full
	case e.function < 0 || o.function < 0:
		return Unknown
	case (e.function == o.function) == (e.field == firstWish):
		return Full
	}
	return 0
}

// meetings are the ways in which both can meet.
func meetings(e, o *Facts) uint64 {
	common := e.Formats & o.Formats
	if common&Onsite != 0 && e.Regions != 0 && o.Regions != 0 && e.Regions&o.Regions == 0 {
		common &^= Onsite
	}
	return common
}

func meetingValue(e *Sought, o *Offered) int32 {
	if e.Formats == 0 || o.Formats == 0 {
		return Unknown
	}
	return int32(Full * bits.OnesCount64(meetings(&e.Facts, &o.Facts)) / bits.OnesCount64(e.Formats))
}

// speechValue asks only whether there is a common language: more of them make
// nobody a better mentor.
func speechValue(e *Sought, o *Offered) int32 {
	switch {
	case e.Languages == 0 || o.Languages == 0:
		return Unknown
	case e.Languages&o.Languages != 0:
		return Full
	}
	return 0
}
