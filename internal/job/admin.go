package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"domubiedrs/internal/db"
)

// stateOf maps the library's states to ours.
var stateOf = map[rivertype.JobState]State{
	rivertype.JobStateAvailable: Waiting,
	rivertype.JobStateScheduled: Waiting,
	rivertype.JobStatePending:   Waiting,
	rivertype.JobStateRunning:   Running,
	rivertype.JobStateRetryable: Retrying,
	rivertype.JobStateDiscarded: Dead,
	rivertype.JobStateCancelled: Dead, // by Discard
	rivertype.JobStateCompleted: Done,
}

// List returns up to limit jobs (1 to 1000), newest first.
func (q *Queue) List(ctx context.Context, f Filter, limit int) ([]Item, error) {
	p := river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(min(max(limit, 1), 1000))
	if f.State != "" {
		p = p.States(statesOf(f.State)...)
	}
	if f.Kind != "" {
		p = p.Kinds(f.Kind)
	}
	if f.Before != 0 {
		p = p.After(river.JobListCursorFromJob(&rivertype.JobRow{ID: f.Before}))
	}
	found, err := q.client.JobList(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", db.Classify(err))
	}
	items := make([]Item, len(found.Jobs))
	for i, row := range found.Jobs {
		items[i] = item(row)
	}
	return items, nil
}

func statesOf(s State) []rivertype.JobState {
	var states []rivertype.JobState
	for theirs, ours := range stateOf {
		if ours == s {
			states = append(states, theirs)
		}
	}
	return states
}

func item(row *rivertype.JobRow) Item {
	i := Item{ID: row.ID, Kind: row.Kind, State: stateOf[row.State], Attempt: row.Attempt, MaxAttempts: row.MaxAttempts,
		CreatedAt: row.CreatedAt.UTC(), ScheduledAt: row.ScheduledAt.UTC(), AttemptedAt: row.AttemptedAt,
		FinishedAt: row.FinalizedAt, Args: canonical(row.EncodedArgs)}
	if n := len(row.Errors); n > 0 {
		i.LastError = strings.TrimPrefix(row.Errors[n-1].Error, "JobCancelError: ") // the library's mark of Discard
	}
	return i
}

// canonical writes a payload the same for both databases, which space and order
// it in their own ways.
func canonical(payload []byte) string {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(payload, &fields); err != nil {
		return string(payload) // not ours; show it as it is
	}
	text, err := json.Marshal(fields)
	if err != nil {
		return string(payload)
	}
	return string(text)
}

// Counts returns how many jobs stand in each state, zeros included.
func (q *Queue) Counts(ctx context.Context) (map[State]int, error) {
	found, err := q.executor().JobCountByAllStates(ctx, &riverdriver.JobCountByAllStatesParams{})
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", db.Classify(err))
	}
	counts := map[State]int{}
	for theirs, ours := range stateOf {
		counts[ours] += found[theirs]
	}
	return counts, nil
}

func (q *Queue) executor() riverdriver.Executor { return q.client.Driver().GetExecutor() }

// Retry makes a dead or retrying job due now, with one more attempt if it has
// used up its own. NotFound when it is gone, Conflict when it stands otherwise.
func (q *Queue) Retry(ctx context.Context, tx *db.Tx, id int64) error {
	row, err := q.client.JobGetTx(ctx, tx.Tx, id)
	if err != nil {
		return failed("retry", id, err)
	}
	if s := stateOf[row.State]; s != Dead && s != Retrying {
		return errMoved
	}
	if _, err := q.client.JobRetryTx(ctx, tx.Tx, id); err != nil {
		return failed("retry", id, err)
	}
	return nil
}

// Delete removes a job that is not running. NotFound when it is gone, Conflict
// when it runs.
func (q *Queue) Delete(ctx context.Context, tx *db.Tx, id int64) error {
	if _, err := q.client.JobDeleteTx(ctx, tx.Tx, id); err != nil {
		return failed("delete", id, err)
	}
	return nil
}

func failed(what string, id int64, err error) error {
	switch {
	case errors.Is(err, rivertype.ErrNotFound):
		return errNone
	case errors.Is(err, rivertype.ErrJobRunning), errors.Is(db.Classify(err), db.ErrUnique): // running, or an equal Unique one waits
		return errMoved
	}
	return fmt.Errorf("%s job %d: %w", what, id, db.Classify(err))
}
