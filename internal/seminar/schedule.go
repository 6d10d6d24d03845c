package seminar

import (
	"context"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
)

// Month is a programme's schedule of a month, as the fund's agency asks for it
// (context §5.1): what is planned, when and where. DueOn is the day by which it
// is handed in, yyyy-mm-dd: the 25th of the month before.
type Month struct {
	Month     string // yyyy-mm
	DueOn     string
	Programme Item
	Funding   []Money // in force on any day of a seminar in the month
	Rows      []Planned
}

// Planned is a seminar in a schedule. Changed tells that its time,
// place or status changed after the schedule was due, so that the change is
// reported by itself, at least a day before.
type Planned struct {
	Seminar  string
	Day      string // yyyy-mm-dd
	From     string // hh:mm
	To       string
	Title    Item
	Place    string
	Link     string
	Lecturer string
	Places   int64
	Taken    int64  // people who have a place
	Status   Status // published or cancelled
	Changed  bool
}

// Schedule gives a month's schedule; month is yyyy-mm.
func (s *Service) Schedule(ctx context.Context, actor access.Actor, programmeID, month string) (Month, error) {
	if err := actor.Check(access.Read, object(programmeID)); err != nil {
		return Month{}, err
	}
	first, err := time.ParseInLocation("2006-01", month, s.Zone)
	if err != nil {
		return Month{}, fault.Fields(map[string]fault.Message{"month": fault.Msg("seminar.fault.month")})
	}
	h, err := loadHome(ctx, s.DB, programmeID)
	if err != nil {
		return Month{}, err
	}
	seminars, err := listBetween(ctx, s.DB, programmeID, first.UTC(), first.AddDate(0, 1, 0).UTC())
	if err != nil {
		return Month{}, err
	}
	due := first.AddDate(0, -1, 24)
	m := Month{Month: month, DueOn: due.Format(time.DateOnly), Programme: h.name, Rows: []Planned{}}
	for _, x := range seminars {
		m.Rows = append(m.Rows, x.planned(due.AddDate(0, 0, 1), s.Zone))
	}
	m.Funding, err = s.moneyOf(ctx, programmeID, m.Rows)
	return m, err
}

// moneyOf gives the sources in force on the days of a schedule, each once.
func (s *Service) moneyOf(ctx context.Context, programmeID string, rows []Planned) ([]Money, error) {
	all, seen := []Money{}, map[Money]bool{}
	for _, row := range rows {
		money, err := s.money(ctx, s.DB, programmeID, row.Day)
		if err != nil {
			return nil, err
		}
		for _, m := range money {
			if !seen[m] {
				all, seen[m] = append(all, m), true
			}
		}
	}
	return all, nil
}

func (x Seminar) planned(due time.Time, zone *time.Location) Planned {
	d := x.Details(zone)
	return Planned{Seminar: x.ID, Day: d.Day, From: d.From, To: d.To, Title: x.Title, Place: x.Place, Link: x.Link, Lecturer: x.Lecturer,
		Places: x.Places, Taken: x.Taken, Status: x.Status, Changed: !x.MovedAt.Before(due)}
}
