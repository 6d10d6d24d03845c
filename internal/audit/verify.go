package audit

import (
	"context"
	"errors"
	"fmt"
	"math"

	"domubiedrs/internal/db"
)

// Flaw is what is wrong with an entry.
type Flaw string

const (
	Missing    Flaw = "missing"     // the number is not there: deleted, or the end cut off
	Surplus    Flaw = "surplus"     // an entry that the chain does not know: put in, or numbered anew
	Altered    Flaw = "altered"     // its hash is not that of its fields
	Unlinked   Flaw = "unlinked"    // it does not follow the entry before
	HeadDiffer Flaw = "head"        // the head's hash is not that of the last entry
	HeadGone   Flaw = "head-gone"   // the head's row is not there
	NotAsKept  Flaw = "not-as-kept" // the entry differs from the head that was kept off the host
)

// flawKeys are the translation keys of what is wrong.
var flawKeys = map[Flaw]string{
	Missing:    "audit.flaw.missing",
	Surplus:    "audit.flaw.surplus",
	Altered:    "audit.flaw.altered",
	Unlinked:   "audit.flaw.unlinked",
	HeadDiffer: "audit.flaw.head",
	HeadGone:   "audit.flaw.head-gone",
	NotAsKept:  "audit.flaw.not-as-kept",
}

// Key is the translation key of the flaw's sentence; its argument is seq.
func (f Flaw) Key() string { return flawKeys[f] }

// Broken names the first bad entry and what is wrong with it. With NotAsKept
// the chain was written anew somewhere up to Seq.
type Broken struct {
	Seq  int64
	Flaw Flaw
}

// page is how many entries Verify reads at a time.
const page = 1000

// Verify walks the whole chain up to its present head, which it returns, and
// names the first bad entry, or nil. expect is an earlier head that was kept
// off the host, or nil: it must still be in the chain. progress may be nil. An
// error means that the walk could not be finished. Others may record meanwhile.
func Verify(ctx context.Context, q db.Q, progress func(done, total int64), expect *Head) (Head, *Broken, error) {
	now, err := readState(ctx, q)
	if errors.Is(err, db.ErrNone) {
		return Head{}, &Broken{0, HeadGone}, nil
	}
	if err != nil {
		return Head{}, nil, fmt.Errorf("verify the audit chain: %w", err)
	}
	w := &walk{until: now, expect: expect}
	for after := int64(math.MinInt64); w.broken == nil; {
		items, err := readAfter(ctx, q, after, now.Seq, page)
		if err != nil {
			return Head{}, nil, fmt.Errorf("verify the audit chain: %w", err)
		}
		if len(items) == 0 {
			w.end()
			break
		}
		w.page(items)
		after = items[len(items)-1].Seq
		if progress != nil {
			progress(w.last.Seq, now.Seq)
		}
	}
	return now.Head, w.broken, nil
}

// walk goes along the chain and stops at the first bad entry.
type walk struct {
	until  state
	expect *Head
	last   Head // of the part that is right
	broken *Broken
}

func (w *walk) fail(seq int64, flaw Flaw) { w.broken = &Broken{seq, flaw} }

func (w *walk) page(items []readItem) {
	for _, item := range items {
		if w.entry(item); w.broken != nil {
			return
		}
	}
}

func (w *walk) entry(i readItem) {
	next := w.last.Seq + 1
	switch {
	case i.Seq > next:
		w.fail(next, Missing)
	case i.Seq < next:
		w.fail(i.Seq, Surplus)
	case i.unreadable || i.sum() != i.Hash:
		w.fail(i.Seq, Altered)
	case i.Previous != w.last.Hash:
		w.fail(i.Seq, Unlinked)
	case w.expect != nil && w.expect.Seq == i.Seq && w.expect.Hash != i.Hash:
		w.fail(i.Seq, NotAsKept)
	default:
		w.last = Head{i.Seq, i.Hash}
	}
}

// end compares the end of the walk with the head, what lies beyond it, and the
// head that was kept.
func (w *walk) end() {
	switch {
	case w.last.Seq < w.until.Seq:
		w.fail(w.last.Seq+1, Missing)
	case w.until.highest > w.until.Seq:
		w.fail(w.until.Seq+1, Surplus)
	case w.last.Hash != w.until.Hash:
		w.fail(w.last.Seq, HeadDiffer)
	case w.expect != nil && w.expect.Seq > w.last.Seq:
		w.fail(w.last.Seq+1, Missing)
	}
}
