package operate

import (
	"context"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/programme"
)

// Overview is how the service stands.
type Overview struct {
	People     int // with an account
	Programmes []programme.Programme
	Jobs       map[job.State]int
	Messages   map[mail.State]int
	MailServer bool       // set up
	Backup     *time.Time // the last one that was noted; nil: none
	Check      *Check     // the last walk along the audit chain; nil: none
}

// Overview gathers how the service stands.
func (s *Service) Overview(ctx context.Context, actor access.Actor) (o Overview, err error) {
	if err := actor.Check(access.Read, overview); err != nil {
		return o, err
	}
	people, err := s.Accounts.List(ctx, actor, account.Filter{}, 1)
	if err != nil {
		return o, err
	}
	o.People, o.MailServer = people.Total, s.Outbox.Sends()
	if o.Programmes, err = s.Programmes.Visible(ctx, actor); err != nil {
		return o, err
	}
	if o.Jobs, err = s.JobCounts(ctx, actor); err != nil {
		return o, err
	}
	if o.Messages, err = s.MessageCounts(ctx, actor); err != nil {
		return o, err
	}
	if o.Backup, err = s.lastBackup(ctx); err != nil {
		return o, err
	}
	o.Check, err = s.LastCheck(ctx, actor)
	return o, err
}

func (s *Service) lastBackup(ctx context.Context) (*time.Time, error) {
	last, err := audit.List(ctx, s.DB, audit.Filter{Action: audit.BackupMade, ObjectKind: audit.KindBackup}, 1)
	if err != nil || len(last) == 0 {
		return nil, err
	}
	return &last[0].At, nil
}
