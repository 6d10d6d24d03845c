package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// progress shows how far long work is, on one line of a terminal. In a pipe it
// is silent.
type progress struct {
	w    io.Writer // nil: silent
	last time.Time
}

func (p *process) progress() *progress {
	if !isTerminal(p.stderr) {
		return &progress{}
	}
	return &progress{w: p.stderr}
}

// often is how seldom the line changes, so that showing costs nothing.
const often = 100 * time.Millisecond

func (p *progress) show(format string, args ...any) {
	if p.w == nil || time.Since(p.last) < often {
		return
	}
	p.last = time.Now()
	// What cannot be shown on a terminal is no reason to stop the work.
	_, _ = fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
}

func (p *progress) steps(done, total int) { p.show("%d of %d", done, total) }

func (p *progress) entries(done, total int64) { p.show("%d of %d", done, total) }

func (p *progress) rows(table string, rows int64) { p.show("%s: %d rows", table, rows) }

// done clears the line.
func (p *progress) done() {
	if p.w != nil && !p.last.IsZero() {
		_, _ = fmt.Fprint(p.w, "\r\x1b[K") // as in show
	}
}
