package matchfile

import (
	"math"
	"slices"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matching/telling"
)

// mostNamed is how many of those who wait, and of remarks, the summary names.
const mostNamed = 10

// Remarks are the sentences about what was read otherwise than it is written,
// each with its rows counted, and about columns that are left out.
func (r *Result) Remarks() (list []string) {
	for side, f := range r.files {
		if !r.fine() {
			continue // rules about columns read the cells themselves
		}
		name := r.t.T("matchfile.side." + string(sides[side]))
		said := map[string]int{}
		var order []string
		for _, row := range f.People {
			for _, text := range f.Said(r.t, row) {
				if said[text]++; said[text] == 1 {
					order = append(order, text)
				}
			}
		}
		for k, text := range order {
			if k == mostNamed {
				list = append(list, r.t.N("matchfile.remarks-more", len(order)-k, "side", name))
				break
			}
			list = append(list, r.t.N("matchfile.remark", said[text], "side", name, "text", text))
		}
		left := slices.DeleteFunc(f.Left(), func(name string) bool { return side == 0 && name == r.turns.heading })
		if len(left) > 0 {
			list = append(list, r.t.T("matchfile.left", "side", name, "columns", strings.Join(left, ", ")))
		}
	}
	return slices.Concat(list, r.turnRemarks(), r.unread())
}

// unread tells of values that stand in no order of a rules file's column.
func (r *Result) unread() (list []string) {
	if !r.places && len(r.Mentors) > 0 {
		list = append(list, r.t.T("matchfile.one-place"))
	}
	if r.Round.Order.Table == nil {
		return list
	}
	var seen []string
	for _, u := range r.Round.Order.Table.Unread {
		if text := r.t.T("matchfile.unread", "column", u.Column, "value", u.Value); !slices.Contains(seen, text) {
			seen = append(seen, text)
		}
	}
	return append(list, seen[:min(len(seen), mostNamed)]...)
}

// Summary is the round in a few sentences, a line each.
func (r *Result) Summary() []string {
	q, t := r.Quality, r.t
	lines := []string{t.T("matchfile.people", "mentees", q.Mentees, "mentors", q.Mentors, "places", q.Places)}
	switch {
	case q.Mentees == 0 || q.Mentors == 0:
		return append(lines, t.T("matchfile.empty"))
	case q.Served == 0:
		lines = append(lines, t.T("matchfile.served-none"))
	case q.Served == q.Mentees:
		lines = append(lines, t.T("matchfile.served-all"))
	case q.Served == q.Possible:
		lines = append(lines, t.N("matchfile.served", q.Served))
	default:
		lines = append(lines, t.N("matchfile.served-fewer", q.Served, "possible", q.Possible))
	}
	if q.Served > 0 {
		sum := "matchfile.total"
		if r.Turn != nil {
			sum = "matchfile.total-turn"
		}
		lines = append(lines, t.T(sum, "total", r.points(q.Total)),
			t.T("matchfile.spread", "worst", r.points(int64(q.Worst)), "p10", r.points(int64(q.P10)), "median", r.points(int64(q.Median)))+r.scale())
	}
	return slices.Concat(lines, r.fairness(), r.turn(), r.waiting())
}

// scale says what the scores are of, where they have a scale.
func (r *Result) scale() string {
	if !r.fine() {
		return ""
	}
	return " " + r.t.T("matchfile.scale", "full", r.most(1, 1))
}

// fairness is what it gave and what it cost.
func (r *Result) fairness() []string {
	q := r.Quality
	if q.Before == nil || q.Served == 0 {
		return nil
	}
	if q.Before.Total == q.Total {
		return []string{r.t.T("matchfile.fair-free")}
	}
	share := 100 * float64(q.Before.Total-q.Total) / float64(q.Before.Total)
	return []string{r.t.T("matchfile.fair", "price", r.points(q.Before.Total-q.Total), "share", r.t.Percent(math.Ceil(share*100)/100, 2),
		"before", r.points(int64(q.Before.Worst)), "worst", r.points(int64(q.Worst)))}
}

// waiting names who has no mentor, why, and what would help most.
func (r *Result) waiting() (lines []string) {
	if len(r.Waiting) == 0 || r.Quality.Mentors == 0 {
		return nil
	}
	lines = append(lines, r.t.N("matchfile.waiting", len(r.Waiting)))
	for k, w := range r.Waiting {
		if k == mostNamed {
			lines = append(lines, "  "+r.t.N("matchfile.waiting-more", len(r.Waiting)-k))
			break
		}
		why, help := r.why(w)
		lines = append(lines, strings.TrimRight("  "+r.Mentees[w.Mentee].Called()+": "+why+" "+help, " "))
	}
	for _, relief := range r.Helps.Places {
		lines = append(lines, r.t.N("matchfile.relief", relief.Places, "mentor", r.Mentors[relief.Mentor].Called()))
	}
	for _, lift := range r.Helps.Lifts {
		if what := telling.Lift(r.t, lift.Rule); what != "" {
			lines = append(lines, r.t.N("matchfile.lift", lift.Served, "what", what))
		}
	}
	return lines
}

// Find is the mentee of a key, an address or a name; a fault when there is none
// or more than one.
func (r *Round) Find(who string) (int, error) {
	found := -1
	for i, p := range r.Mentees {
		if !strings.EqualFold(p.Key, who) && !strings.EqualFold(p.Email, who) && !strings.EqualFold(p.Name, who) {
			continue
		}
		if found >= 0 {
			return 0, fault.New(fault.Invalid, "matchfile.fault.many-named", "name", who)
		}
		found = i
	}
	if found < 0 {
		return 0, fault.New(fault.Invalid, "matchfile.fault.nobody-named", "name", who)
	}
	return found, nil
}

// Story is one mentee's: the mentor and the reasons, who else would do and what
// that would cost the others, who would be better but is full; or why there is
// nobody.
func (r *Result) Story(i int) []string {
	p, t := r.Mentees[i], r.t
	lines := []string{p.Called()}
	if j := r.Mentor[i]; j >= 0 {
		score, _ := r.Instance.Score(i, int(j))
		lines = append(lines, t.T("matchfile.story.mentor", "mentor", r.Mentors[j].Called(), "score", r.points(int64(score))))
		pros, cons, open := r.reasons(i, int(j))
		for _, part := range []struct {
			key  string
			list []string
		}{{"matchfile.story.for", pros}, {"matchfile.story.against", cons}, {"matchfile.story.open", open}} {
			lines = append(lines, part.list...)
			if len(part.list) > 0 {
				lines = slices.Insert(lines, len(lines)-len(part.list), t.T(part.key))
				indent(lines[len(lines)-len(part.list):])
			}
		}
	}
	for _, w := range r.Waiting {
		if w.Mentee == i {
			lines = append(lines, r.whole(w)...)
		}
	}
	return append(lines, r.others(i)...)
}

func indent(lines []string) {
	for k := range lines {
		lines[k] = "  " + lines[k]
	}
}

// whole is everything that keeps somebody from a mentor.
func (r *Result) whole(w plan.Waiting) []string {
	why, help := r.why(w)
	lines := []string{why}
	if w.Diagnosis != nil && w.Allowed == 0 {
		for _, c := range w.Diagnosis.Causes {
			lines = append(lines, "  "+r.t.N("matchfile.story.cause", c.Blocks, "reason", telling.Rule(r.t, c.Rule)))
		}
	}
	if w.Allowed == 0 {
		for _, b := range w.Barriers {
			lines = append(lines, "  "+r.barrier(b))
		}
	}
	if help != "" {
		lines = append(lines, help)
	}
	return lines
}

// others are the rest of the shortlist with what each would cost the others, and
// who is better but full.
func (r *Result) others(i int) (lines []string) {
	list := r.Shortlists[i]
	for _, pick := range list.Picks {
		if pick.Assigned {
			continue
		}
		if lines == nil {
			lines = append(lines, r.t.T("matchfile.story.others"))
		}
		lines = append(lines, "  "+r.choice(i, pick.Mentor, pick.Score))
	}
	for k, full := range list.Better {
		if k == 0 {
			lines = append(lines, r.t.T("matchfile.story.full"))
		}
		lines = append(lines, "  "+r.choice(i, full.Mentor, full.Score))
	}
	return lines
}

// choice is another mentor and what it costs the others to have this one.
func (r *Result) choice(i int, mentor, score int32) string {
	text := r.t.T("matchfile.story.choice", "mentor", r.Mentors[mentor].Called(), "score", r.points(int64(score)))
	cost, err := r.Force(i, int(mentor))
	if err != nil { // without a place nobody can be forced
		return text + " " + r.t.T("matchfile.story.no-place")
	}
	moved := slices.DeleteFunc(slices.Clone(cost.Moves), func(m plan.Move) bool { return int(m.Mentee) == i })
	switch {
	case cost.Total == 0 && cost.Served == 0:
		return text + " " + r.t.T("matchfile.story.free")
	case cost.Served < 0:
		return text + " " + r.t.N("matchfile.story.unserved", -cost.Served, "moved", len(moved))
	case cost.Total < 0 && len(moved) == 0:
		return text + " " + r.t.T("matchfile.story.cost-alone", "total", r.points(-cost.Total))
	case cost.Total >= 0:
		return text + " " + r.t.N("matchfile.story.unfair", len(moved), "before", r.points(int64(cost.Before)), "after", r.points(int64(cost.After)))
	}
	return text + " " + r.t.N("matchfile.story.cost", len(moved), "total", r.points(-cost.Total))
}
