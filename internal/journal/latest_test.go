package journal_test

import (
	"slices"
	"strconv"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/journal"
)

// TestLatest goes through the journal page by page: everything that a member may
// read, once, and nothing else.
func TestLatest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		write := func(by access.Actor, n int, private bool) string {
			e, err := w.Put(t.Context(), by, journal.Write{Mentorship: w.m.ID, Kind: journal.Insight, Private: private, Body: journal.Body{"text": strconv.Itoa(n)}})
			must(t, err)
			return e.ID
		}
		var mentors, mentees []string
		for n := range 7 {
			shared := write(w.mentor, n, false)
			mentors, mentees = append(mentors, shared, write(w.mentor, n, true)), append(mentees, shared)
		}
		slices.Reverse(mentors)
		slices.Reverse(mentees)
		if got := w.leaf(t, w.mentor, journal.Filter{}); !slices.Equal(got, mentors) {
			t.Errorf("their author reads %d, want %d", len(got), len(mentors))
		}
		if got := w.leaf(t, w.mentees[0], journal.Filter{Author: w.mentor.Person}); !slices.Equal(got, mentees) {
			t.Errorf("another member reads %d, want %d", len(got), len(mentees))
		}
		if got := w.leaf(t, w.mentor, journal.Filter{Author: w.mentees[0].Person}); len(got) != 0 {
			t.Errorf("%d of somebody who wrote nothing", len(got))
		}
		late := person(t, w.DB, w.clock)
		w.join(t, late)
		late.Grants = grants(access.Mentee, w.m.ID)
		after := write(w.mentor, 8, false)
		if got := w.leaf(t, late, journal.Filter{}); !slices.Equal(got, []string{after}) {
			t.Errorf("who joined later reads %d", len(got))
		}
		for _, stranger := range w.strangers {
			if _, _, err := w.Latest(t.Context(), stranger, journal.Filter{Mentorship: w.m.ID}, journal.Place{}, 3); !fault.Is(err, fault.NotFound, fault.Forbidden, fault.Unauthenticated) {
				t.Errorf("a stranger: %v", err)
			}
		}
	})
}

// leaf reads three at a time until there are no more.
func (w *world) leaf(t *testing.T, by access.Actor, f journal.Filter) (ids []string) {
	t.Helper()
	f.Mentorship = w.m.ID
	for before, more := (journal.Place{}), true; more; {
		found, next, err := w.Latest(t.Context(), by, f, before, 3)
		must(t, err)
		for _, e := range found {
			ids, before = append(ids, e.ID), e.Place()
		}
		more = next
	}
	return ids
}
