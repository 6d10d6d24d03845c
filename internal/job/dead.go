package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"domubiedrs/internal/db"
)

// takeUp makes the jobs that a killed process left running on SQLite due at
// once, and its leadership void. A job that was at its last attempt dies: it
// may be what killed the process. On PostgreSQL other nodes may be running
// them; there the library's rescuer waits for Config.RescueAfter.
func (q *Queue) takeUp(ctx context.Context) error {
	if q.DB.Kind() != db.SQLite {
		return nil
	}
	if err := q.voidLeadership(ctx); err != nil {
		return err
	}
	for {
		rows, err := q.executor().JobGetStuck(ctx, &riverdriver.JobGetStuckParams{Max: 1000, StuckHorizon: horizon(q.now())})
		if err != nil || len(rows) == 0 {
			return err
		}
		rescue, err := q.rescue(rows)
		if err != nil {
			return err
		}
		if _, err := q.executor().JobRescueMany(ctx, rescue); err != nil {
			return err
		}
	}
}

// horizon is a time that every begun attempt is before, even if the clock was
// put back meanwhile.
func horizon(now time.Time) time.Time { return now.Add(48 * time.Hour) }

func (q *Queue) rescue(rows []*rivertype.JobRow) (*riverdriver.JobRescueManyParams, error) {
	now := q.now()
	p := &riverdriver.JobRescueManyParams{StuckHorizon: horizon(now)}
	for _, row := range rows {
		data, err := json.Marshal(rivertype.AttemptError{At: now, Attempt: row.Attempt, Error: "process-ended"})
		if err != nil {
			return nil, fmt.Errorf("write down the error: %w", err)
		}
		state, finished := rivertype.JobStateAvailable, (*time.Time)(nil)
		if row.Attempt >= row.MaxAttempts {
			state, finished = rivertype.JobStateDiscarded, &now
		}
		p.ID = append(p.ID, row.ID)
		p.Error = append(p.Error, data)
		p.FinalizedAt = append(p.FinalizedAt, finished)
		p.ScheduledAt = append(p.ScheduledAt, row.ScheduledAt)
		p.State = append(p.State, string(state))
	}
	return p, nil
}

// voidLeadership ends the lease of the killed process, which would otherwise
// hold up schedules and retries for some seconds.
func (q *Queue) voidLeadership(ctx context.Context) error {
	later := horizon(q.now())
	_, err := q.executor().LeaderDeleteExpired(ctx, &riverdriver.LeaderDeleteExpiredParams{Now: &later})
	return err
}
