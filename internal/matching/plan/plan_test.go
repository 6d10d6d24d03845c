package plan_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/advice"
	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/matchingtest"
	"domubiedrs/internal/matching/plan"

	"github.com/google/go-cmp/cmp"
)

var objectives = []assign.Objective{assign.Total, assign.Coverage, assign.Fair}

// crowd is a pool of so many made-up people.
func crowd(t *testing.T, seed uint64, mentees, mentors int) *matching.Pool {
	t.Helper()
	e, o := matchingtest.NewCrowd(t, seed).People(mentees, mentors)
	return matchingtest.Pool(t, matchingtest.Setting(), e, o)
}

func made(t *testing.T, o plan.Order) *plan.Plan {
	t.Helper()
	p, err := plan.Make(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// hold checks what every plan must be: proved, allowed, within capacity, with
// sums that follow from the pairs.
func hold(t *testing.T, p *plan.Plan) {
	t.Helper()
	solved := p.Instance
	if p.Turn != nil {
		solved = p.Turn.Served
		if err := assign.Verify(p.Turn.Raised, p.Turn.Result); err != nil {
			t.Errorf("who is served is not proved: %v", err)
		}
	}
	if err := assign.Verify(solved, p.Result); err != nil {
		t.Errorf("the plan is not proved: %v", err)
	}
	taken, served, total := map[int32]int32{}, 0, int64(0)
	for i, j := range p.Mentor {
		if j < 0 {
			continue
		}
		if pool := p.Order.Pool; pool != nil && !pool.Allowed(i, int(j)) {
			t.Errorf("mentee %d has mentor %d, whom %v forbid", i, j, pool.Blocks(i, int(j)))
		} else if pool != nil && p.Order.Table == nil {
			total += int64(pool.Score(i, int(j)))
		}
		taken[j]++
		served++
		if first := p.Shortlists[i].Picks[0]; first.Mentor != j || !first.Assigned {
			t.Errorf("mentee %d has mentor %d, and the shortlist begins with %+v", i, j, first)
		}
	}
	for j, n := range taken {
		if n > p.Order.Capacity(int(j)) {
			t.Errorf("mentor %d has %d mentees of %d places", j, n, p.Order.Capacity(int(j)))
		}
	}
	q := p.Quality
	if q.Served != served || q.Served > q.Possible || p.Order.Table == nil && q.Total != total || q.Bound < q.Total || q.Gap < 0 || q.Gap >= 1 {
		t.Errorf("%d served with %d points; the sheet says %+v", served, total, q)
	}
	if p.Order.Objective != assign.Total && q.Served != q.Possible {
		t.Errorf("%d of %d possible are served", q.Served, q.Possible)
	}
	if len(p.Waiting) != len(p.Mentor)-served-len(p.Order.Left) {
		t.Errorf("%d wait of %d, %d are served", len(p.Waiting), len(p.Mentor), served)
	}
	if want := blocking(p); q.Blocking != want {
		t.Errorf("%d blocking pairs, the sheet says %d", want, q.Blocking)
	}
}

// blocking counts by the definition.
func blocking(p *plan.Plan) (count int) {
	score := func(i int, j int32) int32 {
		for _, pair := range p.Lists.Row(i) {
			if pair.Mentor == j {
				return pair.Score
			}
		}
		return -1
	}
	for i := range p.Mentor {
		for _, pair := range p.Instance.Row(i) {
			if pair.Score <= score(i, p.Mentor[i]) {
				continue
			}
			room, worse := p.Order.Capacity(int(pair.Mentor)), false
			for k, j := range p.Mentor {
				if j == pair.Mentor {
					room--
					worse = worse || score(k, j) < pair.Score
				}
			}
			if room > 0 || worse {
				count++
			}
		}
	}
	return count
}

func TestEveryPlanIsProved(t *testing.T) {
	for seed := range uint64(4) {
		pool := crowd(t, seed, 60, 25)
		var served []int
		for _, objective := range objectives {
			p := made(t, plan.Order{Pool: pool, Objective: objective})
			hold(t, p)
			served = append(served, p.Quality.Possible)
			switch before := p.Quality.Before; {
			case objective != assign.Fair && before != nil:
				t.Error("there is a spread without fairness, and no fairness")
			case objective == assign.Fair && (before.Worst > p.Quality.Worst || before.Total < p.Quality.Total || before.Served != p.Quality.Served):
				t.Errorf("fairness took %+v to %+v", before, p.Quality.Spread)
			}
		}
		if served[0] != served[1] || served[1] != served[2] {
			t.Errorf("possible depends on the objective: %v", served)
		}
	}
}

// said is a plan in the words of keys.
func said(t *testing.T, p *plan.Plan) map[string]any {
	t.Helper()
	all := map[string]any{}
	for i, j := range p.Mentor {
		text := "none"
		if j >= 0 {
			text = p.Order.MentorKey(int(j))
		}
		for _, pick := range p.Shortlists[i].Picks {
			text += fmt.Sprint(" ", p.Order.MentorKey(int(pick.Mentor)), pick.Score, pick.Assigned, pick.Listed)
		}
		for _, full := range p.Shortlists[i].Better {
			text += fmt.Sprint(" full ", p.Order.MentorKey(int(full.Mentor)), full.Score, full.Worth, full.Wanted)
		}
		all[p.Order.MenteeKey(i)] = text
	}
	var waiting, helps []string
	for _, w := range p.Waiting {
		waiting = append(waiting, fmt.Sprint(p.Order.MenteeKey(w.Mentee), w.Allowed, w.Diagnosis.Causes))
	}
	for _, r := range p.Helps.Places {
		helps = append(helps, fmt.Sprint(p.Order.MentorKey(int(r.Mentor)), r.Places))
	}
	fingerprint, err := p.Order.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	q := p.Quality
	for k := range q.Loads {
		q.Loads[k].Mentor = 0 // an index
	}
	all["waiting"], all["helps"], all["quality"], all["fingerprint"] = waiting, helps, q, fingerprint
	return all
}

func TestTheOrderOfPeopleMakesNoDifference(t *testing.T) {
	mentees, mentors := matchingtest.NewCrowd(t, 7).People(50, 14)
	var want map[string]any
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, seed))
		pool := matchingtest.Pool(t, matchingtest.Setting(), slices.Clone(mentees), slices.Clone(mentors))
		got := said(t, made(t, plan.Order{Pool: pool, Objective: assign.Fair}))
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		r.Shuffle(len(mentees), func(a, b int) { mentees[a], mentees[b] = mentees[b], mentees[a] })
		r.Shuffle(len(mentors), func(a, b int) { mentors[a], mentors[b] = mentors[b], mentors[a] })
	}
}

func TestTheFingerprintNamesTheInput(t *testing.T) {
	seen := map[string]string{}
	for name, change := range map[string]func(o *plan.Order, e []matching.Mentee, s *matching.Setting){
		"as it is":       func(*plan.Order, []matching.Mentee, *matching.Setting) {},
		"another need":   func(_ *plan.Order, e []matching.Mentee, _ *matching.Setting) { e[0].Need += "." },
		"another weight": func(_ *plan.Order, _ []matching.Mentee, s *matching.Setting) { s.Weights[matching.Time]++ },
		"another rule": func(_ *plan.Order, _ []matching.Mentee, s *matching.Setting) {
			s.Rules = s.Rules.Switch(true, matching.OwnInstitution)
		},
		"another objective": func(o *plan.Order, _ []matching.Mentee, _ *matching.Setting) { o.Objective = assign.Fair },
		"a locked pair": func(o *plan.Order, _ []matching.Mentee, _ *matching.Setting) {
			o.Locked = []assign.Match{{Mentee: 1, Mentor: 2}}
		},
		"a forbidden pair": func(o *plan.Order, _ []matching.Mentee, _ *matching.Setting) {
			o.Forbidden = []assign.Match{{Mentee: 1, Mentor: 2}}
		},
		"somebody left":      func(o *plan.Order, _ []matching.Mentee, _ *matching.Setting) { o.Left = []int32{1} },
		"places set by hand": func(o *plan.Order, _ []matching.Mentee, _ *matching.Setting) { o.Places = map[int32]int32{1: 9} },
		"somebody first": func(o *plan.Order, _ []matching.Mentee, _ *matching.Setting) {
			o.Priority = []int32{0, 7, 0, 0, 0, 0, 0, 0, 0, 0}
		},
		"a longer shortlist": func(o *plan.Order, _ []matching.Mentee, _ *matching.Setting) { o.Shortlist = 5 },
	} {
		mentees, mentors := matchingtest.NewCrowd(t, 3).People(10, 5)
		setting, o := matchingtest.Setting(), plan.Order{}
		change(&o, mentees, &setting)
		o.Pool = matchingtest.Pool(t, setting, mentees, mentors)
		fingerprint, err := o.Fingerprint()
		if err != nil || len(fingerprint) != 64 {
			t.Fatalf("%s: %q, %v", name, fingerprint, err)
		}
		if other, twice := seen[fingerprint]; twice {
			t.Errorf("%q and %q have the same fingerprint", name, other)
		}
		seen[fingerprint] = name
	}
}

// none is a programme in which nothing can be had.
func TestNobodyCanBeServed(t *testing.T) {
	for name, spoil := range map[string]func(e []matching.Mentee, o []matching.Mentor) ([]matching.Mentee, []matching.Mentor){
		"nobody at all": func([]matching.Mentee, []matching.Mentor) ([]matching.Mentee, []matching.Mentor) { return nil, nil },
		"no mentors":    func(e []matching.Mentee, _ []matching.Mentor) ([]matching.Mentee, []matching.Mentor) { return e, nil },
		"no mentees":    func(_ []matching.Mentee, o []matching.Mentor) ([]matching.Mentee, []matching.Mentor) { return nil, o },
		"no places": func(e []matching.Mentee, o []matching.Mentor) ([]matching.Mentee, []matching.Mentor) {
			for j := range o {
				o[j].Places = 0
			}
			return e, o
		},
		"nobody screened": func(e []matching.Mentee, o []matching.Mentor) ([]matching.Mentee, []matching.Mentor) {
			for i := range e {
				e[i].Screened = false
			}
			return e, o
		},
	} {
		mentees, mentors := matchingtest.NewCrowd(t, 5).People(12, 6)
		mentees, mentors = spoil(mentees, mentors)
		for _, objective := range objectives {
			p := made(t, plan.Order{Pool: matchingtest.Pool(t, matchingtest.Setting(), mentees, mentors), Objective: objective})
			hold(t, p)
			if p.Quality.Served != 0 || p.Quality.Possible != 0 || len(p.Waiting) != len(mentees) {
				t.Errorf("%s: %+v", name, p.Quality)
			}
			for _, w := range p.Waiting {
				if w.Allowed != 0 || len(mentors) > 0 && len(w.Diagnosis.Causes) == 0 {
					t.Errorf("%s: mentee %d waits and nothing says why: %+v", name, w.Mentee, w)
				}
			}
		}
	}
}

func person(key string) matching.Person {
	return matching.Person{Key: key, Person: "p-" + key, Screened: true, Languages: []string{"lv"}, Formats: []string{"online"}}
}

// few is four mentees, mentor a with one place, and mentor b, who speaks
// English only.
func few(t *testing.T) *matching.Pool {
	t.Helper()
	var mentees []matching.Mentee
	for _, key := range []string{"1", "2", "3", "4"} {
		mentees = append(mentees, matching.Mentee{Person: person(key)})
	}
	mentees[3].Declined = []string{"p-a"}
	a, b := matching.Mentor{Person: person("a"), Places: 1, Hours: 8}, matching.Mentor{Person: person("b"), Places: 1_000_000, Hours: 2_000_000}
	b.Languages = []string{"en"}
	return matchingtest.Pool(t, matching.Defaults(), mentees, []matching.Mentor{a, b})
}

func TestWhoWaitsIsToldWhyAndWhatHelps(t *testing.T) {
	p := made(t, plan.Order{Pool: few(t), Objective: assign.Fair})
	hold(t, p)
	allowed := map[int]int{}
	for _, w := range p.Waiting {
		allowed[w.Mentee] = w.Allowed
	}
	if len(p.Waiting) != 3 || allowed[3] != 0 {
		t.Errorf("waiting: %+v", p.Waiting)
	}
	last := p.Waiting[2].Diagnosis
	if diff := cmp.Diff([]advice.Cause{{Rule: matching.Language, Blocks: 1, Alone: 1}, {Rule: matching.Declined, Blocks: 1, Alone: 1}}, last.Causes); diff != "" {
		t.Error(diff)
	}
	want := plan.Helps{Block: &assign.Block{Mentees: []int32{0, 1, 2, 3}, Mentors: []int32{0}, Places: 1, Waiting: 3},
		Places: []assign.Relief{{Mentor: 0, Places: 2}}, Lifts: []advice.Lift{{Rule: matching.Language, Served: 1}}}
	if diff := cmp.Diff(want, p.Helps); diff != "" {
		t.Error(diff)
	}
}

func TestStop(t *testing.T) {
	pool := crowd(t, 1, 40, 15)
	for _, calls := range []int{1, 2} {
		left := calls
		_, err := plan.Make(plan.Order{Pool: pool, Objective: assign.Fair, Watch: func(done, all int) bool {
			left--
			return left > 0
		}})
		if !errors.Is(err, assign.ErrStopped) {
			t.Errorf("stopped after %d questions: %v", calls, err)
		}
	}
}
