package matching

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/plan"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/desk"
)

// qualityPage is the sheet that tells how good a run is.
type qualityPage struct {
	desk.Frame
	Proof  web.Facts
	Charts []chart
	Parts  []desk.Part
}

// chart is a table with a bar in each row; a second bar is what it was before.
type chart struct {
	ID, Title, Text string
	First           string // title of the rows
	Columns         []string
	Rows            []barRow
	Legend          []string // names of the two bars; none: one bar
}

type barRow struct {
	Name   string
	Bars   []int // 0 … 100
	Values []string
}

// quality shows pictures of a run, each with its numbers.
func (p *Pages) quality(w http.ResponseWriter, r *web.Request) error {
	run, err := p.one(r)
	if err != nil {
		return err
	}
	page := &qualityPage{Frame: ofRun(r, run, "matchdesk.quality.title")}
	page.Lede = r.T("matchdesk.quality.lede")
	page.Proof = proofFacts(r, run)
	page.Charts = []chart{spreadChart(r, run.Outcome.Sheet), needChart(r, run.Outcome.Sheet.Needs), loadChart(r, run)}
	page.Parts = append(kindParts(r, run.Outcome.Sheet.Kinds), waitingPart(r, run))
	page.Parts = append(page.Parts, helpParts(r, run)...)
	return r.Render(w, "matching/quality", page)
}

func proofFacts(r *web.Request, run *matchmaking.Run) web.Facts {
	s := run.Outcome.Sheet
	facts := web.Facts{{Name: r.T("matchdesk.proof.served"), Value: r.T("matchdesk.proof.possible", "served", r.Tr.Number(s.Served), "possible", r.Tr.Number(s.Possible))},
		{Name: r.T("matchdesk.proof.total"), Value: r.T("matchdesk.proof.bound", "total", r.Tr.Number(s.Total), "bound", r.Tr.Number(s.Bound))},
		{Name: r.T("matchdesk.proof.gap"), Value: r.T("matchdesk.proof.less", "gap", r.Tr.Number(s.Gap, 4))},
		{Name: r.T("matchdesk.proof.blocking"), Value: r.Tr.Number(s.Blocking)}}
	if t := s.Priority; t != nil {
		facts = append(facts, web.Fact{Name: r.T("matchdesk.proof.turn"), Value: r.Tr.N("matchdesk.proof.turn-less", run.Ask.Waiting, "gap", r.Tr.Number(t.Gap, 4))})
	}
	return append(facts, web.Fact{Name: r.T("matchdesk.proof.fingerprint"), Value: grouped(run.Fingerprint)})
}

// grouped parts a long number, so that it can be read and broken.
func grouped(text string) string {
	var parts []string
	for chunk := range slices.Chunk([]byte(text), 8) {
		parts = append(parts, string(chunk))
	}
	return strings.Join(parts, " ")
}

// points are scores as people read them: 0 to 100.
func points(r *web.Request, score int32) string {
	return r.Tr.Number(float64(score)*100/matching.Full, 1)
}

func spreadChart(r *web.Request, s plan.Quality) chart {
	c := chart{ID: "spread", Title: r.T("matchdesk.spread.title"), Text: r.T("matchdesk.spread.text", "worst", points(r, s.Worst), "tenth", points(r, s.P10), "median", points(r, s.Median)),
		First: r.T("matchdesk.spread.band"), Columns: []string{r.T("matchdesk.spread.pairs")}}
	if s.Before != nil {
		c.Columns, c.Legend = append(c.Columns, r.T("matchdesk.spread.before")), []string{r.T("matchdesk.spread.pairs"), r.T("matchdesk.spread.before")}
		c.Text += " " + r.T("matchdesk.spread.price", "worst", points(r, s.Before.Worst), "price", price(r, s))
	}
	most := slices.Max(s.Histogram[:])
	if s.Before != nil {
		most = max(most, slices.Max(s.Before.Histogram[:]))
	}
	for i, n := range s.Histogram {
		row := barRow{Name: fmt.Sprintf("%d–%d", i*100/plan.Bands, (i+1)*100/plan.Bands), Bars: []int{share(n, most)}, Values: []string{r.Tr.Number(n)}}
		if s.Before != nil {
			row.Bars, row.Values = append(row.Bars, share(s.Before.Histogram[i], most)), append(row.Values, r.Tr.Number(s.Before.Histogram[i]))
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

// price is what fairness costs of the total.
func price(r *web.Request, s plan.Quality) string {
	if s.Before.Total == 0 {
		return r.Tr.Percent(0.0, 2)
	}
	return r.Tr.Percent(float64(s.Before.Total-s.Total)*100/float64(s.Before.Total), 2)
}

func share(n, of int) int { return n * 100 / max(of, 1) }

func needChart(r *web.Request, needs []plan.Need) chart {
	c := chart{ID: "needs", Title: r.T("matchdesk.needs.title"), Text: r.T("matchdesk.needs.text"), First: r.T("matchdesk.needs.category"),
		Columns: []string{r.T("matchdesk.needs.met"), r.T("matchdesk.needs.wanted"), r.T("matchdesk.needs.served")}}
	for _, n := range needs {
		c.Rows = append(c.Rows, barRow{Name: r.T("matchdesk.category." + cmp.Or(n.Category, "unknown")), Bars: []int{share(n.Met, n.Wanted)},
			Values: []string{r.Tr.Number(n.Met), r.Tr.Number(n.Wanted), r.T("matchdesk.of", "free", r.Tr.Number(n.Served), "all", r.Tr.Number(n.Mentees))}})
	}
	return c
}

// mostLoads is how many mentors the picture of loads shows: the fullest.
const mostLoads = 60

func loadChart(r *web.Request, run *matchmaking.Run) chart {
	c := chart{ID: "loads", Title: r.T("matchdesk.loads.title"), Text: r.T("matchdesk.loads.text"), First: r.T("matchdesk.mentor.single"),
		Columns: []string{r.T("matchdesk.loads.running"), r.T("matchdesk.loads.taken"), r.T("matchdesk.loads.free")}}
	loads := slices.Clone(run.Outcome.Mentors)
	slices.SortStableFunc(loads, func(a, b matchmaking.Load) int {
		return cmp.Or(cmp.Compare(share(b.Running+b.Taken, b.Running+b.Places), share(a.Running+a.Taken, a.Running+a.Places)), cmp.Compare(b.Taken, a.Taken))
	})
	if len(loads) > mostLoads {
		c.Text += " " + r.Tr.N("matchdesk.loads.most", mostLoads)
		loads = loads[:mostLoads]
	}
	for _, l := range loads {
		c.Rows = append(c.Rows, barRow{Name: name(r, run.Crowd, l.Mentor), Bars: []int{share(l.Running+l.Taken, l.Running+l.Places)},
			Values: []string{r.Tr.Number(l.Running), r.Tr.Number(l.Taken), r.Tr.Number(l.Places - l.Taken)}})
	}
	return c
}

func kindParts(r *web.Request, kinds []plan.Kind) []desk.Part {
	t := web.Table{Caption: r.T("matchdesk.kinds.title"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.kinds.kind")}, {Title: r.T("matchdesk.kinds.mentees"), Numeric: true},
		{Title: r.T("matchdesk.kinds.served"), Numeric: true}, {Title: r.T("matchdesk.kinds.mentors"), Numeric: true}, {Title: r.T("matchdesk.kinds.places"), Numeric: true}}}
	kinds = slices.Clone(kinds)
	slices.SortStableFunc(kinds, func(a, b plan.Kind) int { return cmp.Compare(len(b.Kind), 0) - cmp.Compare(len(a.Kind), 0) }) // unknown ones last
	for _, k := range kinds {
		label := r.T("matchdesk.kinds.unknown")
		if k.Kind != "" {
			label = r.T("institution.type." + k.Kind)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: label}, {Text: r.Tr.Number(k.Mentees)}, {Text: r.Tr.Number(k.Served)}, {Text: r.Tr.Number(k.Mentors)}, {Text: r.Tr.Number(k.Places)}}})
	}
	return []desk.Part{{ID: "kinds", Title: r.T("matchdesk.kinds.title"), Text: r.T("matchdesk.kinds.text"), Table: t}}
}

// mostWaiting is how many of those without a mentor the sheet names.
const mostWaiting = 50

func waitingPart(r *web.Request, run *matchmaking.Run) desk.Part {
	t := web.Table{Caption: r.T("matchdesk.lack.who"), HideCaption: true, Columns: []web.Column{{Title: r.T("matchdesk.mentee.single")}, {Title: r.T("matchdesk.lack.why")}},
		Empty: &web.Empty{Icon: "circle-check", Title: r.T("matchdesk.lack.none"), Text: r.T("matchdesk.lack.none-text")}}
	for _, l := range run.Outcome.Mentees {
		if l.Lacks == nil || len(t.Rows) >= mostWaiting {
			continue
		}
		cell := web.Cell{Text: name(r, run.Crowd, l.Mentee)}
		if _, there := run.Person(l.Mentee); there {
			cell.Href = of(run, l.Mentee)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{cell, {Text: lacks(r, l.Lacks)[0]}}})
	}
	return desk.Part{ID: "without", Title: r.T("matchdesk.lack.who"), Table: t}
}
