package matching

import (
	"runtime"
	"sync"
)

// batch is how many mentees a core takes at a time.
const batch = 64

// gathering is lists being made by several cores. Watch is asked under the
// lock, a batch at a time.
type gathering struct {
	sync.Mutex
	next, done, all int
	stopped         bool
	watch           Watch
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

// list makes the list of every mentee with make; what make gives may be used
// again by its next call.
func (p *Pool) list(watch Watch, make1 func(s *scan, i int) []Pair) (*Lists, bool) {
	n := len(p.mentees)
	g := &gathering{all: n, watch: watch}
	index := newIndex(p)
	rows := make([][]Pair, (n+batch-1)/batch)
	lengths := make([]int, n+1)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(rows)) {
		wait.Go(func() {
			s := newScan(p, index)
			for from, to, more := g.take(); more; from, to, more = g.take() {
				var all []Pair
				for i := from; i < to; i++ {
					row := make1(s, i)
					byMentor(row)
					lengths[i+1] = len(row)
					all = append(all, row...)
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
func join(rows [][]Pair, lengths []int) *Lists {
	for i := range len(lengths) - 1 {
		lengths[i+1] += lengths[i]
	}
	all := make([]Pair, 0, lengths[len(lengths)-1])
	for b := range rows {
		all = append(all, rows[b]...)
		rows[b] = nil
	}
	return &Lists{First: lengths, Pairs: all}
}
