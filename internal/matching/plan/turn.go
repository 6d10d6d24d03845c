package plan

import (
	"slices"
	"time"

	"domubiedrs/internal/matching/assign"
)

// Turn is who is served where places are short and some mentees have priority.
// The points are added to all pairs of their mentee, and the result serves as
// many as possible and then has the greatest sum: that chooses the people. Who
// gets whom is then solved anew among them, by scores alone, so that nobody's
// fit looks better than it is.
type Turn struct {
	Raised *assign.Instance // what was open, with priority
	Result *assign.Result   // of it, verified
	Served *assign.Instance // what was open, without those who go without
}

// Priority is what the quality sheet says of it.
type Priority struct {
	Points int64
	Gap    float64
}

// mostWeeks is how long waiting counts at most.
const mostWeeks = 52

// Waits gives everybody points for each week that they wait longer than the
// latest, to the day, for a year at most; who has no day has none. Nobody needs
// to know what day it is: only differences matter.
func Waits(since []time.Time, week int) []int32 {
	var latest time.Time
	for _, day := range since {
		if day.After(latest) {
			latest = day
		}
	}
	points := make([]int32, len(since))
	for i, day := range since {
		if !day.IsZero() {
			days := min(int(latest.Sub(day)/(24*time.Hour)), mostWeeks*7)
			points[i] = int32(days * week / 7)
		}
	}
	return points
}

func (o *Order) checkPriority() error {
	if o.Priority == nil {
		return nil
	}
	if len(o.Priority) != o.Mentees() || slices.ContainsFunc(o.Priority, func(n int32) bool { return n < 0 || n > MostPriority }) {
		return ErrPriority
	}
	return nil
}

// prefers tells whether somebody comes before others.
func (o *Order) prefers() bool {
	return len(o.Priority) > 0 && slices.Min(o.Priority) < slices.Max(o.Priority)
}

// chooseServed finds and proves who is served.
func (p *Plan) chooseServed(from *Plan) error {
	o := &p.Order
	raised := *p.Instance
	raised.Pairs = slices.Clone(raised.Pairs)
	for i := range o.Mentees() {
		row := raised.Pairs[raised.First[i]:raised.First[i+1]]
		for k := range row {
			row[k].Score += o.Priority[i]
		}
	}
	objective := assign.Coverage
	if o.Objective == assign.Total {
		objective = assign.Total
	}
	var earlier *assign.Result
	if from != nil && from.Turn != nil {
		earlier = from.Turn.Result
	}
	r, gap, err := proved(&raised, earlier, assign.Options{Objective: objective, Stop: o.stop()})
	if err != nil {
		return err
	}
	p.Turn = &Turn{Raised: &raised, Result: r}
	p.Quality.Priority = &Priority{Gap: gap}
	var without []int32
	for i, j := range r.Whole(o.Locked) {
		if j < 0 {
			without = append(without, int32(i))
		} else {
			p.Quality.Priority.Points += int64(o.Priority[i])
		}
	}
	p.Turn.Served, err = p.Instance.Changed(assign.Change{Leave: without})
	return err
}

// objective is that of the pairs: with Turn all who are to be served are.
func (p *Plan) objective() assign.Objective {
	if p.Turn != nil && p.Order.Objective == assign.Total {
		return assign.Coverage
	}
	return p.Order.Objective
}

// part is the instance that Result solves.
func (p *Plan) part() *assign.Instance {
	if p.Turn != nil {
		return p.Turn.Served
	}
	return p.Instance
}

// scarce is the result that knows who goes without, and what places are worth.
func (p *Plan) scarce() *assign.Result {
	if p.Turn != nil {
		return p.Turn.Result
	}
	return p.Result
}
