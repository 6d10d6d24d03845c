package seminar

import (
	"context"
	"errors"
	"fmt"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// Sheet gives the attendance list as it is now, without a number: to look at,
// and to print with room for signatures before the seminar.
func (s *Service) Sheet(ctx context.Context, actor access.Actor, seminarID string) (Sheet, error) {
	x, err := s.staffs(ctx, s.DB, actor, access.Read, seminarID)
	if err != nil {
		return Sheet{}, err
	}
	return s.sheet(ctx, s.DB, x)
}

func (s *Service) sheet(ctx context.Context, q db.Q, x Seminar) (Sheet, error) {
	h, err := loadHome(ctx, q, x.Programme)
	if err != nil {
		return Sheet{}, err
	}
	money, err := s.money(ctx, q, x.Programme, x.Day(s.Zone))
	if err != nil {
		return Sheet{}, err
	}
	people, err := attendees(ctx, q, x.ID)
	if err != nil {
		return Sheet{}, err
	}
	sheet := Sheet{Programme: h.name, Title: x.Title, Start: x.Start, End: x.End, Place: x.Place, Link: x.Link, Lecturer: x.Lecturer,
		Funding: money, Rows: []Row{}}
	for _, a := range people {
		if row, listed := a.row(); listed {
			row.Number = len(sheet.Rows) + 1
			sheet.Rows = append(sheet.Rows, row)
		}
	}
	return sheet, nil
}

// money gives the funding in force on a day as papers show it.
func (s *Service) money(ctx context.Context, q db.Q, programmeID, day string) ([]Money, error) {
	sources, err := s.Intakes.FundingOn(ctx, q, programmeID, day)
	if err != nil {
		return nil, fmt.Errorf("find who pays on %s: %w", day, err)
	}
	money := []Money{}
	for _, f := range sources {
		money = append(money, Money{f.ProjectNumber, Item{f.SentenceLV, f.SentenceEN}})
	}
	return money, nil
}

// IssueList numbers the attendance list as it is now and keeps it for good,
// once people have begun to check in. After corrections another is issued, and
// the earlier one stays. Where nothing has changed since the last one, that one
// is given again and issued is false: most often a button was pressed twice.
func (s *Service) IssueList(ctx context.Context, actor access.Actor, seminarID string) (l List, issued bool, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := lock(ctx, tx, seminarID)
		if err != nil {
			return err
		}
		if err := actor.Check(access.Write, x.Object()); err != nil {
			return err
		}
		if err := s.begun(x); err != nil {
			return err
		}
		sheet, err := s.sheet(ctx, tx, x)
		if err != nil {
			return err
		}
		last, same, err := unchanged(ctx, tx, x, sheet)
		if err != nil || same {
			l, issued = last, false
			return err
		}
		l, err = s.issue(ctx, tx, actor, x, sheet)
		issued = err == nil
		return err
	})
	if err != nil {
		return List{}, false, err
	}
	return l, issued, nil
}

// unchanged finds the last list if it says what a sheet says. One that was
// tampered with says nothing.
func unchanged(ctx context.Context, tx *db.Tx, x Seminar, s Sheet) (last List, same bool, err error) {
	last, err = loadLastList(ctx, tx, x.ID)
	if errors.Is(err, db.ErrNone) {
		return last, false, nil
	}
	if err != nil {
		return last, false, fmt.Errorf("find the last attendance list of seminar %s: %w", x.ID, err)
	}
	if err := last.open(); err != nil {
		return last, false, err
	}
	same, err = last.says(s)
	return last, same && last.Intact, err
}

func (s *Service) issue(ctx context.Context, tx *db.Tx, actor access.Actor, x Seminar, sheet Sheet) (List, error) {
	now := s.Now()
	l := List{ID: id.New(), Seminar: x.ID, IssuedBy: actor.Person, IssuedAt: now, programme: x.Programme}
	year := now.In(s.Zone).Format("2006")
	n, err := nextList(ctx, tx, x.Programme, year)
	if err != nil {
		return l, fmt.Errorf("count attendance lists of %s: %w", year, err)
	}
	sheet.Number = fmt.Sprintf("%s-%04d", year, n)
	if err := l.seal(sheet); err != nil {
		return l, err
	}
	if err := insertList(ctx, tx, l); err != nil {
		return l, err
	}
	return l, l.record(ctx, tx, actor, audit.AttendanceListIssued)
}

func (l *List) record(ctx context.Context, tx *db.Tx, actor access.Actor, action audit.Action) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: action,
		Object: audit.Object{Kind: audit.KindAttendanceList, ID: l.ID}, Programme: l.programme})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}

// Lists gives the lists that were issued, the latest first, without sheets.
func (s *Service) Lists(ctx context.Context, actor access.Actor, seminarID string) ([]List, error) {
	if _, err := s.staffs(ctx, s.DB, actor, access.Read, seminarID); err != nil {
		return nil, err
	}
	return issuedLists(ctx, s.DB, seminarID)
}

// GetList gives an issued list with its sheet, and whether it is intact.
func (s *Service) GetList(ctx context.Context, actor access.Actor, listID string) (List, error) {
	l, err := loadList(ctx, s.DB, listID)
	if err != nil {
		return List{}, err
	}
	if err := actor.Check(access.Read, object(l.programme)); err != nil {
		return List{}, err
	}
	return l, l.open()
}

// ExportList gives an issued list to be taken away as a file; that somebody took
// it is recorded first. Conflict for one that was tampered with.
func (s *Service) ExportList(ctx context.Context, actor access.Actor, listID string) (List, error) {
	l, err := s.GetList(ctx, actor, listID)
	if err != nil {
		return List{}, err
	}
	if !l.Intact {
		return List{}, fault.New(fault.Conflict, "seminars.lists.broken")
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error { return l.record(ctx, tx, actor, audit.DataExported) })
	if err != nil {
		return List{}, err
	}
	return l, nil
}
