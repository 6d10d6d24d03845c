package application

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/questionnaire"
)

// Service is the verbs of applicants and of those who screen them.
type Service struct {
	DB           *db.DB
	Now          func() time.Time
	Intakes      *intake.Service
	Institutions *institution.Service
	Catalogue    *catalogue.Service
	Accounts     *account.Service
	Outbox       *mail.Outbox
	Texts        *i18n.Catalogue
	URL          string // of the service, without a slash at the end
}

var (
	errStale   = fault.New(fault.Conflict, "fault.stale")
	errMissing = fault.New(fault.NotFound, "fault.not-found")
)

// questionnaires by side.
var formOf = map[Side]string{Mentee: questionnaire.ApplyMentee, Mentor: questionnaire.ApplyMentor}

// FormKey is the key of the questionnaire that a side answers.
func FormKey(side Side) string { return formOf[side] }

// Start begins the actor's application in an intake, or gives the one that is
// there. One that was withdrawn begins again with its old answers; a new one
// begins with what the person answered before, elsewhere (R2.3-3).
func (s *Service) Start(ctx context.Context, actor access.Actor, intakeID string, side Side) (Application, error) {
	if !actor.SignedIn() {
		return Application{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if formOf[side] == "" {
		return Application{}, errMissing
	}
	a, err := s.begin(ctx, actor, intakeID, side)
	if errors.Is(err, db.ErrUnique) { // the other press of the button was faster
		a, err = s.begin(ctx, actor, intakeID, side)
	}
	return a.own(), err
}

func (s *Service) begin(ctx context.Context, actor access.Actor, intakeID string, side Side) (a Application, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		a, err = find(ctx, tx, intakeID, side, actor.Person)
		if err == nil && a.Status != Withdrawn {
			return nil
		}
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		there := err == nil
		x, err := s.Intakes.Applying(ctx, tx, intakeID)
		if err != nil {
			return err
		}
		if there {
			return s.again(ctx, tx, &a)
		}
		a, err = s.start(ctx, tx, actor.Person, x, side)
		return err
	})
	return a, err
}

func (s *Service) start(ctx context.Context, tx *db.Tx, personID string, x intake.Intake, side Side) (Application, error) {
	form, err := questionnaire.Current(ctx, tx, formOf[side], x.Programme)
	if err != nil {
		return Application{}, fmt.Errorf("find the application form: %w", err)
	}
	p, err := s.Accounts.Load(ctx, tx, personID)
	if err != nil {
		return Application{}, err
	}
	before, err := listOf(ctx, tx, personID)
	if err != nil {
		return Application{}, err
	}
	now := s.Now()
	a := Application{ID: id.New(), Intake: x.ID, Programme: x.Programme, Person: personID, Side: side, Status: Draft, Ref: form.Ref(),
		Answers: reused(before, form.Questionnaire, side), Source: ByForm, CreatedAt: now, UpdatedAt: now, Version: 1}
	a.Facts.Fit = FitAsk
	if err := insert(ctx, tx, a, p); err != nil {
		return a, err
	}
	return a, s.enter(ctx, tx, personID, audit.ApplicationStarted, a)
}

// again reopens a withdrawn application.
func (s *Service) again(ctx context.Context, tx *db.Tx, a *Application) error {
	if err := a.reopen(); err != nil {
		return err
	}
	if err := s.save(ctx, tx, a); err != nil {
		return err
	}
	return s.enter(ctx, tx, a.Person, audit.ApplicationStarted, *a)
}

// shared are the prompts whose answers mean the same on both sides.
var shared = []string{promptInstitution, promptEmployer, "position", "level", "function", "languages", "format", "regions", "availability", "adjustments"}

// reused are answers to begin with: those of the person's latest application on
// the same side, or what both sides share from the other one. Conflicts of
// interest are declared anew each time.
func reused(before []Application, form questionnaire.Questionnaire, side Side) questionnaire.Answers {
	same := func(a Application) bool { return a.Side == side && len(a.Answers) > 0 }
	answers := questionnaire.Answers{}
	if i := slices.IndexFunc(before, same); i >= 0 {
		answers = form.Keep(before[i].Answers)
	} else if len(before) > 0 {
		for _, key := range shared {
			answers[key] = before[0].Answers[key]
		}
	}
	delete(answers, promptConflicts)
	return form.Keep(answers)
}

// Mine lists the actor's own applications, the latest first.
func (s *Service) Mine(ctx context.Context, actor access.Actor) ([]Application, error) {
	if !actor.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	list, err := listOf(ctx, s.DB, actor.Person)
	for i := range list {
		list[i] = list[i].own()
	}
	return list, err
}

// Own loads an application for the one who wrote it, without staff's words.
// Others are not told that it exists.
func (s *Service) Own(ctx context.Context, actor access.Actor, applicationID string) (Application, error) {
	a, err := s.mine(ctx, s.DB, actor, applicationID)
	return a.own(), err
}

func (s *Service) mine(ctx context.Context, q db.Q, actor access.Actor, applicationID string) (Application, error) {
	a, err := load(ctx, q, applicationID)
	if err != nil {
		return a, err
	}
	if a.Person != actor.Person || !actor.SignedIn() {
		return Application{}, errMissing
	}
	return a, nil
}

// Form is the edition that an application answers.
func (s *Service) Form(ctx context.Context, a Application) (questionnaire.Edition, error) {
	return questionnaire.Open(ctx, s.DB, a.Ref)
}

// Events is an application's timeline, the earliest first; for the applicant
// without staff's words.
func (s *Service) Events(ctx context.Context, actor access.Actor, applicationID string) ([]Event, error) {
	a, err := load(ctx, s.DB, applicationID)
	if err != nil {
		return nil, err
	}
	staff := actor.May(access.Read, object(a, access.Screening))
	if !staff && (a.Person != actor.Person || !actor.SignedIn()) {
		return nil, errMissing
	}
	events, err := listEvents(ctx, s.DB, a.ID)
	for i := range events {
		if !staff {
			events[i].Note, events[i].Actor = "", ""
		}
	}
	return events, err
}

// change is the course of an applicant's change: load the own, version (0: any),
// rule, save, audit.
func (s *Service) change(ctx context.Context, actor access.Actor, applicationID string, version int64, action audit.Action,
	rule func(*db.Tx, *Application) error) (a Application, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if a, err = s.mine(ctx, tx, actor, applicationID); err != nil {
			return err
		}
		if version != 0 && a.Version != version {
			return errStale
		}
		if err := rule(tx, &a); err != nil {
			return err
		}
		if err := s.save(ctx, tx, &a); err != nil || action == "" {
			return err
		}
		return record(ctx, tx, entry(actor.Person, action, a))
	})
	return a.own(), err
}

// save writes a as the version after the one it holds.
func (s *Service) save(ctx context.Context, tx *db.Tx, a *Application) error {
	a.UpdatedAt = s.Now()
	saved, err := update(ctx, tx, *a)
	if err != nil {
		return err
	}
	if !saved {
		return errStale
	}
	a.Version++
	return nil
}

// enter writes a new status into the timeline, and the audit entry.
func (s *Service) enter(ctx context.Context, tx *db.Tx, actor string, action audit.Action, a Application) error {
	if err := insertEvent(ctx, tx, a, actor, s.Now()); err != nil {
		return err
	}
	return record(ctx, tx, entry(actor, action, a))
}

func entry(actor string, action audit.Action, a Application) audit.Entry {
	return audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: audit.KindApplication, ID: a.ID}, Subject: a.Person, Programme: a.Programme}
}

func record(ctx context.Context, tx *db.Tx, entries ...audit.Entry) error {
	if err := audit.RecordAll(ctx, tx, entries); err != nil {
		return fmt.Errorf("record applications: %w", err)
	}
	return nil
}
