package app

import (
	"context"
	"time"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/job"
)

// anchor is the nightly job that writes the audit chain's head into the log.
// Logs leave the host, so whoever rewrites the chain cannot rewrite the head
// that was logged (SEC-34); `audit verify --expect` compares.
type anchor struct{}

func (anchor) Kind() string { return "audit.anchor" }

func (a *App) registerAnchor(r *job.Registry, zone *time.Location) {
	job.Handle(r, func(ctx context.Context, _ anchor) error {
		head, err := audit.CurrentHead(ctx, a.DB)
		if err != nil {
			return err
		}
		a.Log.Info("audit head", "seq", head.Seq, "hash", head.Hash)
		return nil
	}, job.Options{})
	job.Schedule(r, anchor{}, job.Daily(3, 40, zone))
}
