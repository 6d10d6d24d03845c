package meeting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mentorship"
)

// Tend is the job that looks after meetings every hour: silence that has lasted
// long enough, members who came or went, mentorships that are over.
type Tend struct{}

// Kind implements job.Args.
func (Tend) Kind() string { return "meeting.tend" }

// Register tells the queue of this package's job.
func (s *Service) Register(r *job.Registry) {
	job.Handle(r, s.tend, job.Options{Timeout: 5 * time.Minute})
	job.Schedule(r, Tend{}, job.Every(time.Hour))
}

func (s *Service) tend(ctx context.Context, _ Tend) error {
	if err := s.hearSilence(ctx); err != nil {
		return err
	}
	adrift, err := listAdrift(ctx, s.DB, s.Now())
	if err != nil {
		return fmt.Errorf("list mentorships whose meetings are adrift: %w", err)
	}
	for _, mentorshipID := range adrift {
		if err := s.gather(ctx, mentorshipID); err != nil {
			return fmt.Errorf("gather for the meetings of %s: %w", mentorshipID, err)
		}
	}
	return nil
}

// least is the fewest days that the rule allows.
func least() time.Duration {
	for _, rule := range intake.AllRules {
		if rule.Name == intake.ConfirmDays {
			return time.Duration(rule.Min) * 24 * time.Hour
		}
	}
	panic("meeting: the rule of silence is gone") // the names are constants
}

// hearSilence goes through the meetings about which something was said.
func (s *Service) hearSilence(ctx context.Context) error {
	for after := ""; ; {
		ids, err := listSaid(ctx, s.DB, s.Now().Add(-least()), after)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, meetingID := range ids {
			if err := s.hear(ctx, meetingID); err != nil {
				return fmt.Errorf("hear the silence about meeting %s: %w", meetingID, err)
			}
		}
		after = ids[len(ids)-1]
	}
}

func (s *Service) hear(ctx context.Context, meetingID string) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		m, err := lock(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		days, err := s.silence(ctx, tx, m.Mentorship)
		if err != nil {
			return err
		}
		now := s.Now()
		if !m.fallSilent(now.Add(-days), now) {
			return nil
		}
		m.UpdatedAt = now
		if err := save(ctx, tx, m); err != nil {
			return err
		}
		return record(ctx, tx, audit.System, settled[m.Status], []Meeting{m})
	})
}

// silence is how long nobody has to object, by the rule of the intake.
func (s *Service) silence(ctx context.Context, q db.Q, mentorshipID string) (time.Duration, error) {
	rules, err := s.rules(ctx, q, mentorshipID)
	return time.Duration(rules.Get(intake.ConfirmDays)) * 24 * time.Hour, err
}

// UsualMinutes is how long a meeting is by the rule of the mentorship's intake.
func (s *Service) UsualMinutes(ctx context.Context, mentorshipID string) (int64, error) {
	rules, err := s.rules(ctx, s.DB, mentorshipID)
	return int64(rules.Get(intake.MeetingMinutes)), err
}

// rules are those of the intake, or the usual ones outside of any.
func (s *Service) rules(ctx context.Context, q db.Q, mentorshipID string) (intake.Rules, error) {
	x, err := s.Mentorships.Load(ctx, q, mentorshipID)
	if err != nil || x.Intake == "" {
		return intake.Rules{}, err
	}
	in, err := s.Intakes.Load(ctx, q, x.Intake)
	return in.Rules, err
}

// gather invites to the planned meetings to come those who are members now, and
// takes them out of the calendars of those who are not. What is over meets no more.
func (s *Service) gather(ctx context.Context, mentorshipID string) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.Mentorships.Load(ctx, tx, mentorshipID)
		if err != nil {
			return err
		}
		all, err := lockFrom(ctx, tx, x.ID, s.Now())
		if err != nil {
			return err
		}
		var changed []Change
		var joined, over []Meeting
		for _, m := range all {
			if x.Status.Over() {
				if err := m.cancel(audit.System, s.Now()); err != nil {
					return err
				}
				over, changed = append(over, m), append(changed, m.change())
				continue
			}
			people, err := s.admit(ctx, tx, m, x)
			if err != nil {
				return err
			}
			if len(people) > 0 {
				joined, changed = append(joined, m), append(changed, Change{m, people})
			}
		}
		for _, m := range slices.Concat(joined, over) {
			m.UpdatedAt = s.Now()
			if err := save(ctx, tx, m); err != nil {
				return err
			}
		}
		if s.Tell != nil {
			if err := s.Tell(ctx, tx, changed); err != nil {
				return fmt.Errorf("tell calendars: %w", err)
			}
		}
		if err := record(ctx, tx, audit.System, audit.MeetingJoined, joined); err != nil {
			return err
		}
		return record(ctx, tx, audit.System, audit.MeetingCancelled, over)
	})
}

// admit makes those who are invited those who are members; it returns who came and
// who went. For the others nothing changes.
func (s *Service) admit(ctx context.Context, tx *db.Tx, m Meeting, x mentorship.Mentorship) (people []string, err error) {
	now := invitees(x, "", s.Now())
	for _, p := range now {
		if m.Of(p.Person) == nil {
			people = append(people, p.Person)
			if err := insertMember(ctx, tx, m.ID, p); err != nil {
				return nil, err
			}
		}
	}
	for _, old := range m.Members {
		if !slices.ContainsFunc(now, func(p Member) bool { return p.Person == old.Person }) {
			people = append(people, old.Person)
			if err := removeMember(ctx, tx, m.ID, old.Person); err != nil {
				return nil, err
			}
		}
	}
	return people, nil
}
