package job

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"domubiedrs/internal/db"
)

// Export returns every unfinished and dead job, oldest first, for a copy of
// the database. The planted runs of schedules are left out: the copy plants
// its own. Dead jobs come to life there with new attempts, since their handlers
// bear a second run. Nothing should be running meanwhile.
func (q *Queue) Export(ctx context.Context) ([]Pending, error) {
	states := append(statesOf(Dead), unfinished...)
	p := river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderAsc).States(states...).First(1000)
	var all []Pending
	for {
		found, err := q.client.JobList(ctx, p)
		if err != nil {
			return nil, fmt.Errorf("export jobs: %w", db.Classify(err))
		}
		for _, row := range found.Jobs {
			if !q.planted(row) {
				all = append(all, Pending{row.Kind, canonical(row.EncodedArgs), row.MaxAttempts, row.ScheduledAt.UTC()})
			}
		}
		if len(found.Jobs) < 1000 {
			return all, nil
		}
		p = p.After(found.LastCursor)
	}
}

// planted tells whether a job is a schedule's next run.
func (q *Queue) planted(row *rivertype.JobRow) bool {
	if row.State != rivertype.JobStateScheduled {
		return false
	}
	for _, s := range q.schedules {
		if s.args.Kind() == row.Kind {
			return true
		}
	}
	return false
}

// raw is a payload that is JSON already.
type raw struct{ Pending }

func (r raw) Kind() string { return r.Pending.Kind }

func (r raw) MarshalJSON() ([]byte, error) { return json.RawMessage(r.Args).MarshalJSON() }

// Import writes exported jobs in the transaction; their attempts begin anew.
// It refuses a kind that is not registered.
func (q *Queue) Import(ctx context.Context, tx *db.Tx, jobs []Pending) error {
	for _, p := range jobs {
		k, known := q.kinds[p.Kind]
		if !known {
			return fmt.Errorf("import jobs: no kind of job is called %q", p.Kind)
		}
		o := k.insertOptions(p.ScheduledAt)
		o.MaxAttempts = p.MaxAttempts
		if _, err := q.client.InsertTx(ctx, tx.Tx, raw{p}, o); err != nil {
			return fmt.Errorf("import a job %s: %w", p.Kind, db.Classify(err))
		}
	}
	return nil
}
