package matching

// Closed answers can be looked up: mentees who answered alike get the same
// values from a mentor. Each group holds criteria that look at the same answers.
type Group int

// The groups of criteria with closed answers.
const (
	roleGroup Group = iota
	styleGroup
	valuesGroup
	timeGroup
	viewGroup
	meetingGroup
	speechGroup
	Groups
)

// Answers are all that the criteria of a group look at on the mentee's side.
func (e *Sought) Answers(g Group) (answers [2]uint64) {
	switch g {
	case roleGroup:
		return [2]uint64{uint64(uint16(e.role)), uint64(uint16(e.category))}
	case styleGroup:
		return [2]uint64{uint64(uint8(e.style[0])) | uint64(uint8(e.style[1]))<<8 | uint64(uint8(e.style[2]))<<16, e.learning}
	case valuesGroup:
		return [2]uint64{e.values}
	case timeGroup:
		return [2]uint64{e.times}
	case viewGroup:
		if e.field == anyWish {
			return [2]uint64{uint64(e.perspective)}
		}
		return [2]uint64{uint64(e.perspective), uint64(e.field)<<16 | uint64(uint16(e.function))}
	case meetingGroup:
		return [2]uint64{e.Formats, e.Regions}
	}
	return [2]uint64{e.Languages}
}

// Points are the most points of the total that a criterion can give.
func (p *Pool) Points(c Criterion) float64 {
	return Full * float64(p.setting.Weights[c]) / float64(max(p.weight, 1))
}

// GroupPoints are the points of the total that a group gives a pair.
func (p *Pool) GroupPoints(g Group, e *Sought, o *Offered) float64 {
	part := func(c Criterion, value int32) float64 { return p.Points(c) * float64(value) / Full }
	switch g {
	case roleGroup:
		return part(Role, roleValue(e, o))
	case styleGroup:
		return part(WorkStyle, styleValue(e, o))
	case valuesGroup:
		return part(Values, valuesValue(e, o))
	case timeGroup:
		return part(Time, timeValue(e, o))
	case viewGroup:
		return part(Perspective, perspectiveValue(e, o)) + part(Field, fieldValue(e, o))
	case meetingGroup:
		return part(Meeting, meetingValue(e, o))
	}
	return part(Speech, speechValue(e, o))
}
