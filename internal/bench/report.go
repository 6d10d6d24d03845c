package main

import (
	"fmt"
	"strings"
	"time"

	"domubiedrs/internal/db"
)

// record is everything that was measured.
type record struct {
	options
	taken   time.Time
	size    int64
	kinds   []kindRecord
	intakes []intakeRecord
	micro   []microRecord
	machine machine
}

// kindRecord is what was measured on one kind of database.
type kindRecord struct {
	kind    db.Kind
	version string
	starts  []startRecord
	pages   []pageRecord
	loaded  int64 // bytes resident right after the load
	weights []weightRecord
}

// Targets (design §10).
const (
	startTarget  = 500 * time.Millisecond
	memoryTarget = 60 << 20
	p95Target    = 20 * time.Millisecond

	importTarget       = 10 * time.Second
	importMemoryTarget = 200 << 20
	queueTarget        = 30 * time.Millisecond
)

// markdown writes the record.
func (r *record) markdown() string {
	b := &strings.Builder{}
	b.WriteString("# Performance\n\nMade by `make bench`; `make bench WRITE=1` writes this file.\n\n")
	r.writeMachine(b)
	r.writeStart(b)
	r.writeLoad(b)
	r.writeIntakes(b)
	r.writeWeight(b)
	r.writeMicro(b)
	return b.String()
}

func (r *record) writeMachine(b *strings.Builder) {
	m := r.machine
	versions := make([]string, len(r.kinds))
	for i, k := range r.kinds {
		versions[i] = k.version
	}
	fmt.Fprintf(b, "## Machine\n\n")
	fmt.Fprintf(b, "- %d cores, %.0f GB of memory, %s, %s\n", m.cores, float64(m.memory)/(1<<30), m.processor, m.system)
	fmt.Fprintf(b, "- %s, %s\n", m.golang, strings.Join(versions, ", "))
	fmt.Fprintf(b, "- %s; load average at the end %s\n\n", r.taken.UTC().Format("2006-01-02"), m.load)
	fmt.Fprintf(b, "Every figure is the median of %d rounds. The clients, and PostgreSQL, run on the same cores as the program. ", r.rounds)
	b.WriteString("Where other work ran too, times are longer than they would be alone; the processor time of an answer suffers least from it.\n\n")
}

func (r *record) writeStart(b *strings.Builder) {
	fmt.Fprintf(b, "## Start, memory, size\n\nThe program has %.1f MB.\n\n", float64(r.size)/1e6)
	table(b, "Measured", "Target")
	for _, k := range r.kinds {
		empty, again, rest := column(k.starts)
		row(b, string(k.kind)+": start → first answer, empty database", ms(empty)+mark(empty < startTarget), "< 500 ms")
		row(b, string(k.kind)+": start → first answer, again", ms(again)+mark(again < startTarget), "< 500 ms")
		row(b, string(k.kind)+": memory at rest", megabytes(rest)+mark(rest < memoryTarget), "< 60 MB")
		row(b, string(k.kind)+": memory right after the load below", megabytes(k.loaded), "")
	}
	b.WriteString("\n")
}

func column(starts []startRecord) (empty, again time.Duration, rest int64) {
	var all, second []time.Duration
	var memory []int64
	for _, s := range starts {
		all, second, memory = append(all, s.empty), append(second, s.again), append(memory, s.atRest)
	}
	return median(all), median(second), median(memory)
}

func (r *record) writeLoad(b *strings.Builder) {
	fmt.Fprintf(b, "## Pages under load\n\n%d clients at a time, each asking again as soon as it has its answer, %s a round, %d people in the database. ",
		r.clients, r.round, r.people)
	b.WriteString("The list is asked for in five ways in turn: first page, next page, by name, by role, by all at once.\n\n")
	table(b, "Database", "Answers/s", "p50", "p95 (target < 20 ms)", "p99", "Processor time of an answer")
	for _, k := range r.kinds {
		for _, p := range k.pages {
			m := p.median()
			row(b, p.name, string(k.kind), fmt.Sprintf("%.0f", m.perSecond), ms(m.p50), ms(m.p95)+mark(m.p95 < p95Target), ms(m.p99), ms(m.cost))
		}
	}
	b.WriteString("\n")
}

func (r *record) writeIntakes(b *strings.Builder) {
	fmt.Fprintf(b, "## An intake of %d\n\nA CSV file is imported on the command line, then coordinators look at the queue, 50 a page: one client, and %d.\n\n", r.applications, r.clients)
	table(b, "Measured", "Target")
	for _, x := range r.intakes {
		name := string(x.kind) + ": "
		row(b, name+"import", ms(x.took)+mark(x.took < importTarget), "< 10 s")
		row(b, name+"memory at most", megabytes(x.memory)+mark(x.memory < importMemoryTarget), "< 200 MB")
	}
	b.WriteString("\n")
	table(b, "Database", "Clients", "Answers/s", "p50", "p95 (target < 30 ms)", "Processor time of an answer")
	for _, x := range r.intakes {
		for _, of := range []struct {
			clients int
			pages   []pageRecord
		}{{1, x.alone}, {r.clients, x.many}} {
			for _, p := range of.pages {
				m := p.median()
				row(b, p.name, string(x.kind), fmt.Sprint(of.clients), fmt.Sprintf("%.0f", m.perSecond), ms(m.p50), ms(m.p95)+mark(m.p95 < queueTarget), ms(m.cost))
			}
		}
	}
	b.WriteString("\n")
}

// median of each figure by itself.
func (p pageRecord) median() round {
	of := func(get func(round) time.Duration) time.Duration {
		var values []time.Duration
		for _, r := range p.rounds {
			values = append(values, get(r))
		}
		return median(values)
	}
	var rates []float64
	for _, r := range p.rounds {
		rates = append(rates, r.perSecond)
	}
	return round{median(rates), of(func(r round) time.Duration { return r.p50 }), of(func(r round) time.Duration { return r.p95 }),
		of(func(r round) time.Duration { return r.p99 }), of(func(r round) time.Duration { return r.cost })}
}

func (r *record) writeWeight(b *strings.Builder) {
	b.WriteString("## Weight of pages\n\nIn kB, pictures left out, on a first visit; style, script and fonts are kept by the browser from then on. ")
	b.WriteString("Fonts are those whose characters the page has.\n\n")
	b.WriteString("The program compresses its files, but not pages, which may hold secrets beside what somebody typed (BREACH); a proxy in front may.\n\n")
	table(b, "HTML", "HTML, gzip", "Style and script, as sent", "Fonts", "Together (target < 100)", "Together, HTML gzip")
	for _, w := range r.kinds[0].weights {
		small := w.total - w.html + w.zipped
		row(b, "`"+w.path+"`", kilobytes(w.html), kilobytes(w.zipped), kilobytes(w.files), kilobytes(w.fonts),
			kilobytes(w.total)+mark(w.total < w.budget), kilobytes(small)+mark(small < w.budget))
	}
	b.WriteString("\n")
}

func (r *record) writeMicro(b *strings.Builder) {
	if len(r.micro) == 0 {
		return
	}
	b.WriteString("## Single parts\n\nGo benchmarks, the median of three.\n\n")
	table(b, "Time", "Memory", "Objects")
	for _, m := range r.micro {
		row(b, m.name, ms(time.Duration(m.perOp)), fmt.Sprintf("%.1f kB", float64(m.bytes)/1e3), fmt.Sprint(m.objects))
	}
}

func table(b *strings.Builder, columns ...string) {
	row(b, append([]string{""}, columns...)...)
	b.WriteString("|---" + strings.Repeat("|---:", len(columns)) + "|\n")
}

func row(b *strings.Builder, cells ...string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

// mark tells a missed target apart.
func mark(met bool) string {
	if met {
		return ""
	}
	return " **missed**"
}

func ms(d time.Duration) string {
	v := float64(d) / 1e6
	switch {
	case v < 0.1:
		return fmt.Sprintf("%.1f µs", v*1e3)
	case v < 10:
		return fmt.Sprintf("%.2f ms", v)
	}
	return fmt.Sprintf("%.0f ms", v)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

func kilobytes(n int) string { return fmt.Sprintf("%.1f", float64(n)/1e3) }
