package journal

import (
	"context"
	"fmt"
	"time"

	"domubiedrs/internal/access"
)

// Place is where an entry stands on the time line; the zero one is after all.
type Place struct {
	At time.Time
	ID string
}

// Place is where the entry stands.
func (e Entry) Place() Place { return Place{e.CreatedAt, e.ID} }

// Latest are at most n entries before a place that the actor may read, the
// latest first; more tells whether there are others before them. Only what comes
// back is opened.
func (s *Service) Latest(ctx context.Context, actor access.Actor, f Filter, before Place, n int) (found []Entry, more bool, err error) {
	m, err := s.member(ctx, actor, f.Mentorship, access.Read)
	if err != nil {
		return nil, false, err
	}
	var rows []row
	for len(rows) <= n {
		next, err := latest(ctx, s.DB, actor.Person, f, before, n+1)
		if err != nil {
			return nil, false, fmt.Errorf("read the latest of the journal: %w", err)
		}
		for _, r := range next { // what was written before the actor joined falls away here
			before = r.Place()
			if readable(m, r.Entry, actor.Person) {
				rows = append(rows, r)
			}
		}
		if len(next) <= n {
			break
		}
	}
	more = len(rows) > n
	found, err = s.open(ctx, s.DB, m, actor, rows[:min(n, len(rows))])
	return found, more, err
}
