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

// RunDue runs every job that is due, one after the other in the calling
// goroutine, also those that they enqueue, and returns how many attempts that
// took. Jobs that fail wait for their next time, as ever. It serves commands
// and tests; it works beside started Queues.
func (q *Queue) RunDue(ctx context.Context) (int, error) {
	for attempts := 0; ; {
		rows, err := q.claim(ctx)
		if err != nil {
			return attempts, fmt.Errorf("run due jobs: %w", db.Classify(err))
		}
		if len(rows) == 0 {
			return attempts, nil
		}
		for _, row := range rows {
			attempts++
			if err := q.runOne(ctx, row); err != nil {
				return attempts, fmt.Errorf("run job %d: %w", row.ID, db.Classify(err))
			}
		}
	}
}

// claim marks one due job of each queue as running.
func (q *Queue) claim(ctx context.Context) ([]*rivertype.JobRow, error) {
	now := q.now()
	if _, err := q.executor().JobSchedule(ctx, &riverdriver.JobScheduleParams{Max: 1000, Now: &now}); err != nil {
		return nil, err
	}
	queues := map[string]bool{}
	var rows []*rivertype.JobRow
	for _, k := range q.kinds {
		if queues[k.Queue] {
			continue
		}
		queues[k.Queue] = true
		got, err := q.executor().JobGetAvailable(ctx, &riverdriver.JobGetAvailableParams{
			ClientID: q.client.ID(), MaxAttemptedBy: 10, MaxToLock: 1, Now: &now, Queue: k.Queue})
		if err != nil {
			return nil, err
		}
		rows = append(rows, got.Jobs...)
	}
	return rows, nil
}

func (q *Queue) runOne(ctx context.Context, row *rivertype.JobRow) error {
	err := q.attempt(ctx, row, func(ctx context.Context) error {
		k, known := q.kinds[row.Kind]
		if !known {
			return fmt.Errorf("no kind of job is called %q", row.Kind)
		}
		limited, cancel := context.WithTimeout(ctx, k.Timeout)
		defer cancel()
		return k.run(limited, row.EncodedArgs)
	})
	to, errMarshal := q.verdict(row, err)
	if errMarshal != nil {
		return errMarshal
	}
	now := q.now()
	_, err = q.executor().JobSetStateIfRunningMany(context.WithoutCancel(ctx), &riverdriver.JobSetStateIfRunningManyParams{
		ID: []int64{row.ID}, Attempt: []*int{to.Attempt}, ErrData: [][]byte{to.ErrData}, FinalizedAt: []*time.Time{to.FinalizedAt},
		MetadataDoMerge: []bool{false}, MetadataUpdates: [][]byte{nil}, Now: &now,
		ScheduledAt: []*time.Time{to.ScheduledAt}, State: []rivertype.JobState{to.State}})
	return err
}

// verdict is the state that an attempt's error leads to.
func (q *Queue) verdict(row *rivertype.JobRow, err error) (*riverdriver.JobSetStateIfRunningParams, error) {
	now := q.now()
	switch err {
	case nil:
		return riverdriver.JobSetStateCompleted(row.ID, now, nil), nil
	case context.Canceled: // as attempt returns it for a stopped job
		return riverdriver.JobSetStateInterrupted(row.ID, now, max(row.Attempt-1, 0), nil), nil
	}
	data, errMarshal := json.Marshal(rivertype.AttemptError{At: now, Attempt: row.Attempt, Error: err.Error()})
	switch {
	case errMarshal != nil:
		return nil, fmt.Errorf("write down the error: %w", errMarshal)
	case isDiscarded(err) || row.Attempt >= row.MaxAttempts:
		return riverdriver.JobSetStateDiscarded(row.ID, now, data, nil), nil
	}
	return riverdriver.JobSetStateErrorRetryable(row.ID, now.Add(q.Backoff(row.Attempt)), data, nil), nil
}
