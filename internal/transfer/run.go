package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
)

// patience is how long a run may take. One that was broken off, say by a power
// cut, holds its file no longer.
const patience = 3 * time.Minute

// Preview tells row by row what Run would do, and keeps the report until the
// columns change, so that its pages need not read the file again.
func (s *Service) Preview(ctx context.Context, actor access.Actor, uploadID string) (Report, error) {
	u, f, err := s.waiting(ctx, actor, uploadID)
	if err != nil {
		return Report{}, err
	}
	report, err := s.take(ctx, actor, u.Intake, u.Side, f, true, nil)
	if err != nil {
		return report, err
	}
	return report, s.keep(ctx, u, report)
}

func (s *Service) keep(ctx context.Context, u Upload, report Report) error {
	text, err := report.text()
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error { return keepReport(ctx, tx, u.ID, u.Version, text) })
}

// Run takes the rows in, all or none. When they are kept the file is not any
// more, its report stays until the upload's day is over, and the mapping is
// remembered for the programme. With a rejected row everything stays as it is.
//
// version is the upload's that its report was shown with: of two that ask at
// once, one is stale. The run goes on though who asked for it has left.
func (s *Service) Run(ctx context.Context, actor access.Actor, uploadID string, version int64) (report Report, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	u, f, err := s.waiting(ctx, actor, uploadID)
	if err != nil {
		return report, err
	}
	if u.Version != version {
		return report, errStale
	}
	started, err := Report{Started: s.Now()}.text()
	if err != nil {
		return report, err
	}
	if err := s.DB.Tx(ctx, func(tx *db.Tx) error { return claim(ctx, tx, u.ID, version, started) }); err != nil {
		return report, err
	}
	u.Version++
	return s.run(ctx, actor, u, f)
}

// run is Run for an upload that nobody else runs.
func (s *Service) run(ctx context.Context, actor access.Actor, u Upload, f *file) (Report, error) {
	report, err := s.take(ctx, actor, u.Intake, u.Side, f, false, nil)
	if err != nil {
		return report, s.letGo(ctx, u, err)
	}
	if !report.Saved {
		return report, s.keep(ctx, u, report)
	}
	text, err := report.text()
	if err != nil {
		return report, err
	}
	return report, s.DB.Tx(ctx, func(tx *db.Tx) error { return finish(ctx, tx, u.ID, text) })
}

// letGo frees a file whose run failed.
func (s *Service) letGo(ctx context.Context, u Upload, because error) error {
	err := s.DB.Tx(context.WithoutCancel(ctx), func(tx *db.Tx) error { return keepReport(context.WithoutCancel(ctx), tx, u.ID, u.Version, "") })
	if err != nil {
		return fmt.Errorf("%w; and the file waits for its patience: %w", because, err)
	}
	return because
}

// Report is that of Run when the rows are kept, and of Preview before.
// ErrRunning says that they are being taken in.
func (s *Service) Report(ctx context.Context, actor access.Actor, uploadID string) (Report, error) {
	if _, err := s.Get(ctx, actor, uploadID); err != nil {
		return Report{}, err
	}
	text, err := loadReport(ctx, s.DB, uploadID)
	if err != nil {
		return Report{}, err
	}
	report, err := s.kept(text)
	if err != nil || !report.At.IsZero() {
		return report, err
	}
	return s.Preview(ctx, actor, uploadID)
}

// ExportReport gives a report to be taken away as a file. It names people, so
// that somebody took it is recorded first.
func (s *Service) ExportReport(ctx context.Context, actor access.Actor, uploadID string) (Report, error) {
	u, err := s.Get(ctx, actor, uploadID)
	if err != nil {
		return Report{}, err
	}
	x, err := s.screened(ctx, actor, u.Intake)
	if err != nil {
		return Report{}, err
	}
	report, err := s.Report(ctx, actor, uploadID)
	if err != nil {
		return Report{}, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: audit.DataExported,
			Object: audit.Object{Kind: audit.KindIntake, ID: x.ID}, Programme: x.Programme})
	})
	if err != nil {
		return Report{}, fmt.Errorf("record %s: %w", audit.DataExported, err)
	}
	return report, nil
}

// kept reads a report that was kept; zero for none, ErrRunning while a run
// works.
func (s *Service) kept(text string) (report Report, err error) {
	if text == "" {
		return report, nil
	}
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		return report, fmt.Errorf("read the report of a file: %w", err)
	}
	if report.At.IsZero() && s.Now().Before(report.Started.Add(patience)) {
		return report, ErrRunning
	}
	report.whole()
	return report, nil
}
