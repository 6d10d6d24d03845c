package application

import (
	"context"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/questionnaire"
)

// View is an application with all that its screener needs beside it.
type View struct {
	Application
	Name        string // of the applicant
	Email       string
	Institution string // its Latvian name, or what was typed
	Intake      intake.Intake
	Form        questionnaire.Edition // that the answers answer
	Fit         Fit                   // what the rules say now
	Findings    []Finding
	Events      []Event
	By          map[string]string // names of those who acted, by person
}

// View is Get with what belongs to the application. Support staff get no
// answers.
func (s *Service) View(ctx context.Context, actor access.Actor, applicationID string) (v View, err error) {
	if v.Application, err = s.Get(ctx, actor, applicationID); err != nil {
		return v, err
	}
	if v.Intake, err = s.Intakes.Load(ctx, s.DB, v.Application.Intake); err != nil {
		return v, err
	}
	if v.Form, err = s.Form(ctx, v.Application); err != nil {
		return v, err
	}
	if v.Fit, v.Findings, err = s.Findings(ctx, v.Application); err != nil {
		return v, err
	}
	if v.Events, err = listEvents(ctx, s.DB, v.ID); err != nil {
		return v, err
	}
	return v, s.name(ctx, &v)
}

// name finds the names of everybody in a view.
func (s *Service) name(ctx context.Context, v *View) error {
	p, err := s.Accounts.Load(ctx, s.DB, v.Person)
	if err != nil {
		return err
	}
	v.Name, v.Email, v.Institution, v.By = p.Name(), p.Email, v.Facts.Employer, map[string]string{p.ID: p.Name()}
	if v.Facts.Institution != "" {
		i, err := s.Institutions.Load(ctx, s.DB, v.Facts.Institution)
		if err != nil {
			return err
		}
		v.Institution = i.NameLV
	}
	for _, e := range v.Events {
		if _, known := v.By[e.Actor]; known || e.Actor == audit.CommandLine {
			continue
		}
		by, err := s.Accounts.Load(ctx, s.DB, e.Actor)
		if err != nil {
			return err
		}
		v.By[by.ID] = by.Name()
	}
	return nil
}

// Several lists applications to be decided about alike, the longest waiting
// first. One that the actor may not decide about does not exist.
func (s *Service) Several(ctx context.Context, actor access.Actor, chosen []Chosen) ([]Listed, error) {
	ids := make([]string, 0, len(chosen))
	for _, c := range chosen[:min(len(chosen), MaxBulk)] {
		ids = append(ids, c.ID)
	}
	list, err := several(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		if err := actor.Check(access.Write, object(a.Application, access.Screening)); err != nil {
			return nil, errMissing.Because(err)
		}
	}
	return list, nil
}

// Next is the application that waits next after a, or the longest waiting one;
// empty when none waits in its intake.
func (s *Service) Next(ctx context.Context, actor access.Actor, a Application) (string, error) {
	f := Filter{Intake: a.Intake, Status: Submitted}
	if a.Submitted != nil {
		f.After = cursor(a)
	}
	page, err := s.Queue(ctx, actor, f, 1)
	if err == nil && len(page.Items) == 0 {
		f.After = ""
		page, err = s.Queue(ctx, actor, f, 1)
	}
	if err != nil || len(page.Items) == 0 {
		return "", err
	}
	return page.Items[0].ID, nil
}

// Export gives all lines of the queue that a filter chooses, for a file; that
// somebody took it is recorded first.
func (s *Service) Export(ctx context.Context, actor access.Actor, f Filter) (all []Listed, err error) {
	x, err := s.screening(ctx, actor, access.Write, f.Intake)
	if err != nil {
		return nil, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error { return record(ctx, tx, ofIntake(actor.Person, audit.DataExported, x)) })
	for f.After = ""; err == nil; {
		var page Page
		page, err = queue(ctx, s.DB, f, MaxPage)
		all = append(all, page.Items...)
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	return all, err
}
