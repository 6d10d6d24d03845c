package candidates

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"domubiedrs/internal/matching"
)

// batch is how many mentees a core takes at a time.
const batch = 64

// gathering is lists being made by several cores. Watch is asked under the
// lock, a batch at a time.
type gathering struct {
	sync.Mutex
	next, done, all int
	stopped         bool
	watch           matching.Watch
}

// take gives the next batch, false when there is none.
func (g *gathering) take() (from, to int, more bool) {
	g.Lock()
	defer g.Unlock()
	if g.stopped || g.next >= g.all {
		return 0, 0, false
	}
	from, to = g.next, min(g.next+batch, g.all)
	g.next = to
	return from, to, true
}

func (g *gathering) finished(count int) {
	g.Lock()
	defer g.Unlock()
	g.done += count
	if g.watch != nil && !g.stopped && !g.watch(g.done, g.all) {
		g.stopped = true
	}
}

// list makes the list of every mentee with row; what row gives may be used
// again by its next call.
func list(p *matching.Pool, watch matching.Watch, row func(s *scan, i int) []matching.Pair) (*matching.Lists, bool) {
	n := p.Mentees()
	g := &gathering{all: n, watch: watch}
	index := newIndex(p)
	rows := make([][]matching.Pair, (n+batch-1)/batch)
	lengths := make([]int, n+1)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(rows)) {
		wait.Go(func() {
			s := newScan(p, index)
			for from, to, more := g.take(); more; from, to, more = g.take() {
				var all []matching.Pair
				for i := from; i < to; i++ {
					found := row(s, i)
					byMentor(found)
					lengths[i+1] = len(found)
					all = append(all, found...)
				}
				rows[from/batch] = all
				g.finished(to - from)
			}
		})
	}
	wait.Wait()
	if g.stopped {
		return nil, false
	}
	return join(rows, lengths), true
}

// join puts batches one after another; each is let go as soon as it is copied.
func join(rows [][]matching.Pair, lengths []int) *matching.Lists {
	for i := range len(lengths) - 1 {
		lengths[i+1] += lengths[i]
	}
	all := make([]matching.Pair, 0, lengths[len(lengths)-1])
	for b := range rows {
		all = append(all, rows[b]...)
		rows[b] = nil
	}
	return &matching.Lists{First: lengths, Pairs: all}
}

// byMentor orders a list as solvers take it.
func byMentor(row []matching.Pair) {
	slices.SortFunc(row, func(a, b matching.Pair) int { return cmp.Compare(a.Mentor, b.Mentor) })
}
