package operate

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/id"
)

// AuditPage is a stretch of the audit entries; Next is the Filter.Before of the
// next one, 0 on the last. People are those whom the entries name, as far as
// they are still there.
type AuditPage struct {
	Items  []audit.Item
	Next   int64
	People map[string]account.Listed
}

// AuditEntries lists entries, newest first. The visit is noted; about one
// person, it is noted as theirs.
func (s *Service) AuditEntries(ctx context.Context, actor access.Actor, f audit.Filter, limit int) (AuditPage, error) {
	if err := actor.Check(access.Read, auditLog); err != nil {
		return AuditPage{}, err
	}
	looked := audit.Entry{Action: audit.AuditViewed, Object: audit.Object{Kind: audit.KindAudit}, Subject: f.Subject}
	if looked.Subject == "" && id.Valid(f.Actor) {
		looked.Subject = f.Actor
	}
	if err := s.visit(ctx, actor, looked); err != nil {
		return AuditPage{}, err
	}
	items, err := audit.List(ctx, s.DB, f, limit+1)
	if err != nil {
		return AuditPage{}, err
	}
	page := AuditPage{Items: items}
	if len(items) > limit {
		page.Items, page.Next = items[:limit], items[limit-1].Seq
	}
	page.People, err = s.Accounts.ByID(ctx, actor, named(page.Items)...)
	return page, err
}

// named lists the people in the entries, each once.
func named(items []audit.Item) (ids []string) {
	seen := map[string]bool{"": true}
	for _, i := range items {
		for _, person := range []string{i.Actor, i.Subject} {
			if !seen[person] && audit.ActorKey(person) == "" {
				ids = append(ids, person)
			}
			seen[person] = true
		}
	}
	return ids
}

// Check is one walk along the audit chain, as its own entry tells of it. Flaw
// is empty when the chain was whole up to Head; otherwise Seq is the first bad
// entry. Told is false for an entry that does not say how the walk ended.
type Check struct {
	At   time.Time
	By   string // a person, or an actor of audit's
	Told bool
	Flaw audit.Flaw
	Seq  int64
	Head audit.Head // to be kept off the host; zero when there is a flaw
}

const (
	verifyAtOnce = 50_000
	whole        = "whole"
)

// verifyArgs is the job that walks a long chain for the one who asked.
type verifyArgs struct {
	ActorID string `json:"actor_id"`
}

func (verifyArgs) Kind() string { return "operate.verify-audit" }

// VerifyAudit walks the audit chain and notes the result, which LastCheck
// reads. done is false when the chain is so long that a job walks it.
func (s *Service) VerifyAudit(ctx context.Context, actor access.Actor) (done bool, err error) {
	if err := actor.Check(access.Read, auditLog); err != nil {
		return false, err
	}
	head, err := audit.CurrentHead(ctx, s.DB)
	if err != nil {
		return false, err
	}
	limit := s.VerifyAtOnce
	if limit == 0 {
		limit = verifyAtOnce
	}
	if head.Seq > limit {
		return false, s.DB.Tx(ctx, func(tx *db.Tx) error { return s.Queue.Enqueue(ctx, tx, verifyArgs{actor.Person}) })
	}
	return true, s.verify(ctx, actor.Person)
}

func (s *Service) verifyInJob(ctx context.Context, args verifyArgs) error {
	return s.verify(ctx, args.ActorID)
}

func (s *Service) verify(ctx context.Context, by string) error {
	head, broken, err := audit.Verify(ctx, s.DB, nil, nil)
	if err != nil {
		return err
	}
	result := CheckCode(head, broken)
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		return record(ctx, tx, by, audit.Entry{Action: audit.AuditVerified, Object: audit.Object{Kind: audit.KindAudit, ID: result}})
	})
}

// CheckCode writes how a walk ended, as the object of its audit entry: "whole:"
// or the flaw, and a number. Whoever records audit.AuditVerified uses it.
func CheckCode(head audit.Head, broken *audit.Broken) string {
	if broken != nil {
		return string(broken.Flaw) + ":" + strconv.FormatInt(broken.Seq, 10)
	}
	return whole + ":" + strconv.FormatInt(head.Seq, 10)
}

// LastCheck tells of the last walk along the chain; nil when there was none.
func (s *Service) LastCheck(ctx context.Context, actor access.Actor) (*Check, error) {
	if err := actor.Check(access.Read, auditLog); err != nil {
		return nil, err
	}
	last, err := audit.List(ctx, s.DB, audit.Filter{Action: audit.AuditVerified, ObjectKind: audit.KindAudit}, 1)
	if err != nil || len(last) == 0 {
		return nil, err
	}
	c := parseCheck(last[0])
	if !c.Told || c.Flaw != "" || c.Seq == 0 {
		return c, nil
	}
	end, err := audit.List(ctx, s.DB, audit.Filter{Before: c.Seq + 1}, 1)
	if err != nil {
		return nil, err
	}
	if len(end) == 0 || end[0].Seq != c.Seq {
		return nil, fmt.Errorf("audit entry %d was verified and is gone", c.Seq)
	}
	c.Head = audit.Head{Seq: c.Seq, Hash: end[0].Hash}
	return c, nil
}

func parseCheck(i audit.Item) *Check {
	c := &Check{At: i.At, By: i.Actor}
	result, number, _ := strings.Cut(i.Object.ID, ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return c
	}
	c.Seq = seq
	if c.Told = result == whole || audit.Flaw(result).Key() != ""; c.Told && result != whole {
		c.Flaw = audit.Flaw(result)
	}
	return c
}
