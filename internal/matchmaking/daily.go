package matchmaking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/pairing"
)

// Prepare is the daily job for intakes that people come into all the time or on
// request, and whose coordinators switched it on: when somebody who waits can be
// served, it leaves a run and a draft of a round for them to look at. It sends
// nothing to mentees and mentors.
type Prepare struct{}

// Kind implements job.Args.
func (Prepare) Kind() string { return "matchmaking.prepare" }

// Register tells the queue of this package's job. It runs when the working day
// begins, since it writes a letter.
func (s *Service) Register(r *job.Registry, zone *time.Location) {
	job.Handle(r, s.prepare, job.Options{Timeout: 10 * time.Minute})
	job.Schedule(r, Prepare{}, job.Daily(8, 30, zone))
}

// prepare takes one intake after the other; where one cannot be done, the others
// still are.
func (s *Service) prepare(ctx context.Context, _ Prepare) error {
	if !s.Pairing.Workday() {
		return nil
	}
	list, err := s.Intakes.Published(ctx)
	if err != nil {
		return fmt.Errorf("list intakes: %w", err)
	}
	var all []error
	for _, x := range list {
		if !x.Rules.On(intake.MatchingByDay) || s.Intakes.Phase(x) == intake.Upcoming {
			continue
		}
		if err := s.prepareOne(ctx, x); err != nil {
			all = append(all, fmt.Errorf("prepare a round of intake %s: %w", x.ID, err))
		}
	}
	return errors.Join(all...)
}

// clerk is the program itself at the desk of one programme: what it does is
// checked like a coordinator's deeds there, and the log names the system.
func clerk(programmeID string) access.Actor {
	return access.Actor{Person: audit.System, Grants: []access.Grant{{Role: access.Coordinator, Scope: access.Scope{Kind: access.Programme, ID: programmeID}}}}
}

// byDay are the models in which one person can begin alone, in the order in
// which they are tried.
var byDay = []catalogue.ModelCode{catalogue.Individual, catalogue.OnDemand}

// prepareOne looks, solves, and keeps what it found in one transaction.
func (s *Service) prepareOne(ctx context.Context, x intake.Intake) error {
	actor := clerk(x.Programme)
	if busy, err := s.Pairing.Busy(ctx, actor, x.ID); err != nil || busy {
		return err
	}
	c, err := s.crowdOf(ctx, actor, x)
	if err != nil || len(c.mentees) == 0 || len(c.mentors) == 0 {
		return err
	}
	kept, err := loadSetting(ctx, s.DB, x.Programme)
	if err != nil {
		return err
	}
	for _, model := range byDay {
		if !slices.Contains(x.Models, string(model)) {
			continue
		}
		ask := Ask{kept.Setting, model}
		ask.Waiting = max(ask.Waiting, defaultWaiting)
		run, lists, err := s.prepared(ctx, c, ask)
		if err != nil {
			return err
		}
		if len(lists) > 0 {
			_, err := s.Pairing.Prepare(ctx, actor, x.ID, run, model, lists)
			return err
		}
	}
	return nil
}

// prepared is a run that nobody has kept yet, with the shortlists of its round.
func (s *Service) prepared(ctx context.Context, c *crowd, ask Ask) (run pairing.Run, lists []pairing.Shortlist, err error) {
	p, err := s.planOf(ctx, c, ask)
	if err != nil {
		return run, nil, err
	}
	r := &Run{Ask: ask, Outcome: outcome(c, p), Intake: c.intake, Crowd: Crowd{c}}
	r.index()
	if lists, err = s.shortlists(ctx, r); err != nil {
		return run, nil, err
	}
	run, err = write(ask, p, r.Outcome)
	return run, lists, err
}
