package app

import (
	"context"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/seminar"
)

// demoSeminar is a seminar of the demo with the invented people who come to it.
type demoSeminar struct {
	title  seminar.Item
	days   int // from today; a weekend moves away from today
	people []string
	absent int // of the people, the last ones
}

// demoSeminars are one that is to come and one that has been, in the order in
// which they are made.
func demoSeminars() []demoSeminar {
	var people []string
	for i := 1; i < len(demoWomen); i++ { // the first one stays new to everything
		people = append(people, demoEmail(demoWomen[i], demoWomenF[(i*3)%len(demoWomenF)]), demoEmail(demoMen[i], demoMenF[(i*3)%len(demoMenF)]))
	}
	return []demoSeminar{
		{title: seminar.Item{LV: "Kas ir mentorings un kā pieteikties", EN: "What mentoring is and how to apply"}, days: 9, people: people[:6]},
		{title: seminar.Item{LV: "Ievads mentoringā", EN: "Introduction to mentoring"}, days: -12, people: people[4:12], absent: 2},
	}
}

// demoSeminars makes the seminars of the demo, silently: nobody has asked its
// people. The numbered list is made last of all, so a demo that has one is whole.
func (a *App) demoSeminars(ctx context.Context, admin access.Actor) error {
	programmeID, err := a.demoProgramme(ctx, admin)
	if err != nil {
		return err
	}
	there, err := a.Seminars.List(ctx, admin, programmeID)
	if err != nil {
		return err
	}
	made := map[seminar.Item]seminar.Seminar{}
	for _, x := range there {
		lists, err := a.Seminars.Lists(ctx, admin, x.ID)
		if err != nil || len(lists) > 0 {
			return err
		}
		made[x.Title] = x
	}
	for _, d := range demoSeminars() {
		if err := a.demoSeminar(ctx, admin, programmeID, d, made[d.title]); err != nil {
			return fmt.Errorf("make the seminar %s: %w", d.title.EN, err)
		}
	}
	return nil
}

// demoSeminar makes a seminar, or goes on with one that was begun, as if some
// weeks ago.
func (a *App) demoSeminar(ctx context.Context, admin access.Actor, programmeID string, d demoSeminar, x seminar.Seminar) (err error) {
	now := a.edge.Now()
	before := *a.Seminars
	before.Silent, before.Now = true, func() time.Time { return now.AddDate(0, 0, -30) }
	if x.ID == "" {
		if x, err = before.Create(ctx, admin, programmeID, d.details(now.In(before.Zone))); err != nil {
			return err
		}
	}
	if x.Status == seminar.Draft {
		if x, err = before.Publish(ctx, admin, x.ID, x.Version); err != nil {
			return err
		}
	}
	for _, email := range d.people {
		personID, err := a.demoFind(ctx, admin, email)
		if err != nil {
			return err
		}
		if _, err := before.Join(ctx, access.Actor{Person: personID}, x.ID, seminar.Entry{Institution: "Paraugu aģentūra", Position: "Eksperts"}); err != nil {
			return err
		}
	}
	if d.days > 0 {
		return nil
	}
	before.Now = func() time.Time { return x.End }
	return demoAttendance(ctx, &before, admin, x, len(d.people)-d.absent)
}

// demoAttendance marks who was there and issues the list.
func demoAttendance(ctx context.Context, s *seminar.Service, admin access.Actor, x seminar.Seminar, there int) error {
	people, err := s.Attendees(ctx, admin, x.ID)
	if err != nil {
		return err
	}
	var lines []seminar.Line
	for i, p := range people {
		lines = append(lines, seminar.Line{Registration: p.ID, Seen: p.Last().Seq, Present: i < there})
	}
	if err := s.Mark(ctx, admin, x.ID, lines); err != nil {
		return err
	}
	_, _, err = s.IssueList(ctx, admin, x.ID)
	return err
}

// details are those of a seminar on a working day.
func (d demoSeminar) details(today time.Time) seminar.Details {
	step := 1
	if d.days < 0 {
		step = -1
	}
	day := today.AddDate(0, 0, d.days)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, step)
	}
	return seminar.Details{Title: d.title, Day: day.Format(time.DateOnly), From: "10:00", To: "11:30", Place: "Parauga iela 1, Rīga",
		Link: "https://video.example.org/mentorings", Lecturer: "Elīna Bērziņa", Places: 30,
		Agenda: []seminar.Item{{LV: "Jautājumi un atbildes", EN: "Questions and answers"}}}
}
