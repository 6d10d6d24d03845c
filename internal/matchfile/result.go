package matchfile

import (
	"math"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matching/rulesfile"
	"domubiedrs/internal/matching/telling"
)

// Result is a round with its plan, told in one language.
type Result struct {
	*Round
	*plan.Plan
	t     *i18n.Translator
	words *telling.Words
	made  []Table // the tables, once they were asked for
}

// Tell joins a round and its plan for readers of a language.
func Tell(r *Round, p *plan.Plan, t *i18n.Translator) (*Result, error) {
	words, err := telling.Shipped()
	return &Result{Round: r, Plan: p, t: t, words: words}, err
}

// How many reasons stand beside a pair.
const (
	mostPros  = 4
	mostCons  = 3
	mostWhys  = 3 // questions for the first talk
	hundredth = 100
)

// fine tells whether scores are 0 … 10,000 and shown as 0 … 100; the points of
// a rules file without applications are shown as they are.
func (r *Result) fine() bool { return r.Round.Order.Pool != nil }

// points shows a score in a sentence.
func (r *Result) points(score int64) string {
	if !r.fine() {
		return r.t.Number(score)
	}
	return r.t.Number(math.Round(float64(score)/10)/10, 1)
}

// most is the greatest score, or a tenth part of it and so on, as readers see it.
func (r *Result) most(part, of int) string {
	n := r.Round.Order.Full() * part / of
	if r.fine() {
		n /= hundredth
	}
	return r.t.Number(n)
}

// cell is a score in a cell of numbers.
func (r *Result) cell(score int64) string {
	if !r.fine() {
		return strconv.FormatInt(score, 10)
	}
	return strconv.FormatFloat(float64(score)/hundredth, 'f', -1, 64)
}

// reasons of a pair in words.
type reasons struct{ pros, cons, open []string }

// all puts the reasons of many pairs in words, on all cores.
func (r *Result) all(pairs []assign.Match) map[assign.Match]reasons {
	told := make([]reasons, len(pairs))
	cores := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for part := range cores {
		wait.Go(func() {
			for k := part; k < len(pairs); k += cores {
				told[k].pros, told[k].cons, told[k].open = r.reasons(int(pairs[k].Mentee), int(pairs[k].Mentor))
			}
		})
	}
	wait.Wait()
	by := make(map[assign.Match]reasons, len(pairs))
	for k, m := range pairs {
		by[m] = told[k]
	}
	return by
}

// pairs are those that the plan makes.
func (r *Result) pairs() (pairs []assign.Match) {
	for i, j := range r.Mentor {
		if j >= 0 {
			pairs = append(pairs, assign.Match{Mentee: int32(i), Mentor: j})
		}
	}
	return pairs
}

// reasons of a pair in words: for, against, and to ask.
func (r *Result) reasons(i, j int) (pros, cons, open []string) {
	o := &r.Round.Order
	if o.Pool != nil {
		x := o.Pool.Explain(i, j)
		pros, cons = r.sentences(telling.Pros(x, mostPros)), r.sentences(telling.Cons(x, mostCons))
		open = r.sentences(x.Open)
		open = open[:min(len(open), mostWhys)]
	}
	if o.Table == nil {
		return pros, cons, open
	}
	for _, line := range o.Table.Explain(i, j) {
		switch {
		case line.Forbids:
			cons = append(cons, r.t.T("matchfile.rule", "name", line.Name))
		case line.Points > 0:
			pros = append(pros, r.t.N("matchfile.award", line.Points, "name", line.Name))
		}
	}
	return pros, cons, open
}

func (r *Result) sentences(reasons []matching.Reason) (list []string) {
	for _, reason := range reasons {
		if text := r.words.Sentence(r.t, reason); !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

// why is the smallest explanation of who waits, and what would help.
func (r *Result) why(w plan.Waiting) (why, help string) {
	switch {
	case w.Allowed > 0:
		return r.t.N("matchfile.why.full", w.Allowed), ""
	case len(r.Mentors) == 0:
		return r.t.T("matchfile.why.no-mentors"), ""
	}
	why = r.t.T("matchfile.why.nobody")
	if d := w.Diagnosis; d != nil && len(d.Causes) > 0 {
		cause := d.Causes[0]
		why = r.t.T("matchfile.why.rule", "reason", telling.Rule(r.t, cause.Rule), "blocks", cause.Blocks, "mentors", d.Mentors)
		if len(d.Helps) > 0 {
			help = r.help(d.Helps[0].Rules, d.Helps[0].Freed)
		}
	}
	if len(w.Barriers) > 0 && (w.Diagnosis == nil || len(w.Diagnosis.Causes) == 0) {
		why = r.barrier(w.Barriers[0])
	}
	return why, help
}

func (r *Result) barrier(b rulesfile.Barrier) string {
	return r.t.T("matchfile.why.entry", "name", b.Name, "blocks", b.Blocks, "mentors", len(r.Mentors))
}

func (r *Result) help(rules []matching.Rule, freed int) string {
	var lifts []string
	for _, rule := range rules {
		lifts = append(lifts, telling.Lift(r.t, rule))
	}
	return r.t.N("matchfile.help", freed, "what", r.t.List(lifts))
}
