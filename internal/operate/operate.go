// Package operate is what the administrator does to the running service: looks
// after jobs and letters, reads and verifies the audit entries, hands out roles,
// takes a list of people away.
//
// The packages below it know how; this one knows who may. Each verb checks the
// actor against the permission table, changes, and notes the deed in the same
// transaction. Looking is noted too: a letter each time, a list once a visit
// (see visit). What needs the administrator now is gathered in one Overview,
// from which every step leads on:
//
//	dead job        → RetryJob or DeleteJob
//	held letter     → ReleaseMessage or DeleteMessage, once there is a server
//	failed letter   → the same
//	unverified log  → VerifyAudit; a long one is walked by a job
package operate

import (
	"context"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/programme"
)

// Service is the verbs. All fields but VerifyAtOnce are needed.
type Service struct {
	DB           *db.DB
	Accounts     *account.Service
	Institutions *institution.Service
	Programmes   *programme.Service
	Queue        *job.Queue
	Outbox       *mail.Outbox
	Now          func() time.Time

	// VerifyAtOnce is how many audit entries a request may walk; more are left
	// to a job. 50,000, about a second, when zero.
	VerifyAtOnce int64
}

// Register tells the queue of this package's job.
func (s *Service) Register(r *job.Registry) {
	job.Handle(r, s.verifyInJob, job.Options{Unique: true, MaxAttempts: 3, Timeout: 15 * time.Minute})
}

// Things that have no owner and no scope.
var (
	outbox    = access.Object{Thing: access.Outbox}
	jobs      = access.Object{Thing: access.Job}
	auditLog  = access.Object{Thing: access.Audit}
	allPeople = access.Object{Thing: access.AccountExport}
	overview  = access.Object{Thing: access.Administration}
)

// VisitLength is for how long a list that somebody looks at stays the same
// visit: turning its pages and narrowing it is not noted again.
const VisitLength = 30 * time.Minute

// visit notes that the actor looks at a list, or at what it says of the
// subject, unless that was noted within VisitLength.
func (s *Service) visit(ctx context.Context, actor access.Actor, e audit.Entry) error {
	noted, err := audit.List(ctx, s.DB, audit.Filter{Actor: actor.Person, Action: e.Action, Subject: e.Subject,
		ObjectKind: e.Object.Kind, From: s.Now().Add(-VisitLength)}, 1)
	if err != nil || len(noted) > 0 {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error { return record(ctx, tx, actor.Person, e) })
}

// record notes a deed of the actor's.
func record(ctx context.Context, tx *db.Tx, actor string, e audit.Entry) error {
	e.Actor = actor
	if err := audit.Record(ctx, tx, e); err != nil {
		return fmt.Errorf("record %s: %w", e.Action, err)
	}
	return nil
}
