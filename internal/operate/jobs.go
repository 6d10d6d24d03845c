package operate

import (
	"context"
	"strconv"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/job"
)

// JobPage is a stretch of the list of jobs; Next is the Filter.Before of the
// next one, 0 on the last.
type JobPage struct {
	Items []job.Item
	Next  int64
}

// Jobs lists jobs, newest first.
func (s *Service) Jobs(ctx context.Context, actor access.Actor, f job.Filter, limit int) (JobPage, error) {
	if err := actor.Check(access.Read, jobs); err != nil {
		return JobPage{}, err
	}
	items, err := s.Queue.List(ctx, f, limit+1)
	if err != nil || len(items) <= limit {
		return JobPage{Items: items}, err
	}
	return JobPage{items[:limit], items[limit-1].ID}, nil
}

// JobCounts tells how many jobs stand in each state.
func (s *Service) JobCounts(ctx context.Context, actor access.Actor) (map[job.State]int, error) {
	if err := actor.Check(access.Read, jobs); err != nil {
		return nil, err
	}
	return s.Queue.Counts(ctx)
}

// Job loads one job.
func (s *Service) Job(ctx context.Context, actor access.Actor, jobID int64) (job.Item, error) {
	if err := actor.Check(access.Read, jobs); err != nil {
		return job.Item{}, err
	}
	items, err := s.Queue.List(ctx, job.Filter{Before: jobID + 1}, 1)
	if err != nil {
		return job.Item{}, err
	}
	if len(items) == 0 || items[0].ID != jobID {
		return job.Item{}, fault.New(fault.NotFound, "fault.not-found")
	}
	return items[0], nil
}

// RetryJob makes a dead or retrying job due now. Conflict when it stands
// otherwise.
func (s *Service) RetryJob(ctx context.Context, actor access.Actor, jobID int64) error {
	return s.changeJob(ctx, actor, jobID, audit.JobRetried, s.Queue.Retry)
}

// DeleteJob removes a job that is not running.
func (s *Service) DeleteJob(ctx context.Context, actor access.Actor, jobID int64) error {
	return s.changeJob(ctx, actor, jobID, audit.JobDiscarded, s.Queue.Delete)
}

func (s *Service) changeJob(ctx context.Context, actor access.Actor, jobID int64, action audit.Action,
	change func(context.Context, *db.Tx, int64) error) error {
	if err := actor.Check(access.Write, jobs); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := change(ctx, tx, jobID); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.Entry{Action: action,
			Object: audit.Object{Kind: audit.KindJob, ID: strconv.FormatInt(jobID, 10)}})
	})
}
