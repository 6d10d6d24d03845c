package matchfile

import (
	"io"

	"domubiedrs/internal/matching/assign"
	"domubiedrs/internal/matching/plan"
)

// The results as JSON. Scores are whole numbers: points of the rules file, or
// 0 … 10,000 where applications are judged.
type (
	result struct {
		Pairs       []pair      `json:"pairs"`
		Served      int         `json:"served"`
		Objective   int64       `json:"objective"` // sum of the scores
		Possible    int         `json:"possible"`
		Bound       int64       `json:"bound"` // of any plan's sum, proved by the prices
		Gap         float64     `json:"gap"`
		Full        int         `json:"full"` // the greatest score of a pair
		Fingerprint string      `json:"fingerprint"`
		Shortlists  []shortlist `json:"shortlists"`
		Waiting     []waiting   `json:"waiting"`
		Helps       []relief    `json:"helps,omitempty"`
		Quality     quality     `json:"quality"`
		Certificate certificate `json:"certificate"`
	}
	pair struct {
		Mentee  string   `json:"mentee"`
		Mentor  string   `json:"mentor"`
		Score   int32    `json:"score"`
		For     []string `json:"for,omitempty"`
		Against []string `json:"against,omitempty"`
		Open    []string `json:"open,omitempty"`
	}
	shortlist struct {
		Mentee string `json:"mentee"`
		Picks  []pick `json:"mentors"`
		Full   []pick `json:"better_but_full,omitempty"`
	}
	pick struct {
		Mentor   string `json:"mentor"`
		Score    int32  `json:"score"`
		Assigned bool   `json:"assigned,omitempty"`
		Wanted   int    `json:"wanted,omitempty"` // mentees for whom this mentor is the best
	}
	waiting struct {
		Mentee string `json:"mentee"`
		Since  string `json:"since,omitempty"` // the day from which on the mentee waits
		Why    string `json:"why"`
		Help   string `json:"help,omitempty"`
	}
	relief struct {
		Mentor string `json:"mentor"`
		Places int    `json:"places"` // so many more serve as many mentees more
	}
	quality struct {
		Mentees  int     `json:"mentees"`
		Mentors  int     `json:"mentors"`
		Places   int     `json:"places"`
		Blocking int     `json:"blocking_pairs"`
		Spread   spread  `json:"spread"`
		Before   *spread `json:"without_fairness,omitempty"`
		Loads    []load  `json:"loads"`
	}
	spread struct {
		Total     int64           `json:"total"`
		Worst     int32           `json:"worst"`
		P10       int32           `json:"p10"`
		Median    int32           `json:"median"`
		Histogram [plan.Bands]int `json:"histogram"`
	}
	load struct {
		Mentor string `json:"mentor"`
		Places int    `json:"places"`
		Taken  int    `json:"taken"`
	}
	certificate struct {
		Scale  int64            `json:"scale"`
		Prices map[string]int64 `json:"prices"` // in 1/scale of a point, by mentor; 0 is left out
		// Turn proves who is served where some have priority; the prices above then
		// prove who of them has whom.
		Turn *turnProof `json:"turn,omitempty"`
	}
	turnProof struct {
		Scale    int64            `json:"scale"`
		Prices   map[string]int64 `json:"prices"`
		Priority map[string]int32 `json:"priority"` // points by mentee; 0 is left out
		Points   int64            `json:"points"`   // of those served
		Gap      float64          `json:"gap"`
	}
)

// WriteJSON writes everything as one object. People are named by their keys.
func (r *Result) WriteJSON(w io.Writer) error {
	all, err := r.result()
	if err != nil {
		return err
	}
	return WriteJSON(w, all)
}

func (r *Result) result() (result, error) {
	q := r.Quality
	fingerprint, err := r.Round.Order.Fingerprint()
	all := result{Pairs: []pair{}, Shortlists: []shortlist{}, Waiting: []waiting{}, Served: q.Served, Objective: q.Total, Possible: q.Possible,
		Bound: q.Bound, Gap: q.Gap, Full: r.Round.Order.Full(), Fingerprint: fingerprint, Quality: r.quality(), Certificate: r.certificate()}
	pairs := r.pairs()
	told := r.all(pairs)
	for _, m := range pairs {
		all.Pairs = append(all.Pairs, r.pair(m, told[m]))
	}
	for i := range r.Mentor {
		all.Shortlists = append(all.Shortlists, r.shortlist(i))
	}
	for _, w := range r.Waiting {
		why, help := r.why(w)
		all.Waiting = append(all.Waiting, waiting{r.Mentees[w.Mentee].Key, r.day(w.Mentee), why, help})
	}
	for _, h := range r.Helps.Places {
		all.Helps = append(all.Helps, relief{r.Mentors[h.Mentor].Key, h.Places})
	}
	return all, err
}

func (r *Result) pair(m assign.Match, x reasons) pair {
	score, _ := r.Instance.Score(int(m.Mentee), int(m.Mentor))
	return pair{r.Mentees[m.Mentee].Key, r.Mentors[m.Mentor].Key, score, x.pros, x.cons, x.open}
}

func (r *Result) shortlist(i int) shortlist {
	list := shortlist{Mentee: r.Mentees[i].Key, Picks: []pick{}}
	for _, p := range r.Shortlists[i].Picks {
		list.Picks = append(list.Picks, pick{Mentor: r.Mentors[p.Mentor].Key, Score: p.Score, Assigned: p.Assigned})
	}
	for _, f := range r.Shortlists[i].Better {
		list.Full = append(list.Full, pick{Mentor: r.Mentors[f.Mentor].Key, Score: f.Score, Wanted: f.Wanted})
	}
	return list
}

func (r *Result) quality() quality {
	q := r.Quality
	out := quality{Mentees: q.Mentees, Mentors: q.Mentors, Places: q.Places, Blocking: q.Blocking, Spread: spreadOf(q.Spread), Loads: []load{}}
	if q.Before != nil {
		before := spreadOf(*q.Before)
		out.Before = &before
	}
	for _, l := range q.Loads {
		out.Loads = append(out.Loads, load{r.Mentors[l.Mentor].Key, l.Places, l.Taken})
	}
	return out
}

func spreadOf(s plan.Spread) spread { return spread{s.Total, s.Worst, s.P10, s.Median, s.Histogram} }

func (r *Result) certificate() certificate {
	c := certificate{Scale: r.Plan.Result.Scale, Prices: r.prices(r.Plan.Result.Price)}
	if r.Turn == nil {
		return c
	}
	c.Turn = &turnProof{Scale: r.Turn.Result.Scale, Prices: r.prices(r.Turn.Result.Price), Priority: map[string]int32{},
		Points: r.Quality.Priority.Points, Gap: r.Quality.Priority.Gap}
	for i, points := range r.Round.Order.Priority {
		if points > 0 {
			c.Turn.Priority[r.Mentees[i].Key] = points
		}
	}
	return c
}

func (r *Result) prices(list []int64) map[string]int64 {
	by := map[string]int64{}
	for j, p := range list {
		if p > 0 {
			by[r.Mentors[j].Key] = p
		}
	}
	return by
}
