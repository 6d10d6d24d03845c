package application

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
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

var errStale = fault.New(fault.Conflict, "fault.stale")

// questionnaires by side.
var formOf = map[Side]string{Mentee: questionnaire.ApplyMentee, Mentor: questionnaire.ApplyMentor}

// Start begins the actor's application in an intake, or gives the one that is
// there. One that was withdrawn begins again with its old answers.
func (s *Service) Start(ctx context.Context, actor access.Actor, intakeID string, side Side) (a Application, err error) {
	if !actor.SignedIn() {
		return a, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
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
			return s.again(ctx, tx, actor, &a)
		}
		a, err = s.start(ctx, tx, actor.Person, x, side, ByForm)
		return err
	})
	return a, err
}

func (s *Service) start(ctx context.Context, tx *db.Tx, personID string, x intake.Intake, side Side, source Source) (Application, error) {
	form, err := questionnaire.Current(ctx, tx, formOf[side], x.Programme)
	if err != nil {
		return Application{}, fmt.Errorf("find the application form: %w", err)
	}
	p, err := s.Accounts.Load(ctx, tx, personID)
	if err != nil {
		return Application{}, err
	}
	now := s.Now()
	a := Application{ID: id.New(), Intake: x.ID, Programme: x.Programme, Person: personID, Side: side, Status: Draft, Ref: form.Ref(),
		Answers: questionnaire.Answers{}, Source: source, CreatedAt: now, UpdatedAt: now, Version: 1}
	a.Facts.Fit = FitAsk
	if err := insert(ctx, tx, a, p); err != nil {
		return a, err
	}
	return a, s.note(ctx, tx, personID, audit.ApplicationStarted, a)
}

// again reopens a withdrawn application.
func (s *Service) again(ctx context.Context, tx *db.Tx, actor access.Actor, a *Application) error {
	if err := a.become(Draft); err != nil {
		return err
	}
	a.Number, a.Submitted, a.Reason = "", nil, ReasonNone
	if err := s.save(ctx, tx, a); err != nil {
		return err
	}
	return s.note(ctx, tx, actor.Person, audit.ApplicationStarted, *a)
}

// Mine lists the actor's own applications, the latest first.
func (s *Service) Mine(ctx context.Context, actor access.Actor) ([]Application, error) {
	if !actor.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return listOf(ctx, s.DB, actor.Person)
}

// Own loads an application for the one who wrote it. Others are not told that
// it exists.
func (s *Service) Own(ctx context.Context, actor access.Actor, applicationID string) (Application, error) {
	return s.own(ctx, s.DB, actor, applicationID)
}

func (s *Service) own(ctx context.Context, q db.Q, actor access.Actor, applicationID string) (Application, error) {
	a, err := load(ctx, q, applicationID)
	if err != nil {
		return a, err
	}
	if a.Person != actor.Person || !actor.SignedIn() {
		return Application{}, fault.New(fault.NotFound, "fault.not-found")
	}
	return a, nil
}

// Form is the edition that an application answers.
func (s *Service) Form(ctx context.Context, a Application) (questionnaire.Edition, error) {
	return questionnaire.Open(ctx, s.DB, a.Ref)
}

// Events is an application's timeline, the earliest first, without staff's
// words for the applicant.
func (s *Service) Events(ctx context.Context, actor access.Actor, a Application) ([]Event, error) {
	events, err := listEvents(ctx, s.DB, a.ID)
	if err != nil || actor.May(access.Read, object(a, access.Screening)) {
		return events, err
	}
	for i := range events {
		events[i].Note, events[i].Actor = "", ""
	}
	return events, nil
}

// SeeNotice notes the privacy notice that the applicant saw before the first
// field.
func (s *Service) SeeNotice(ctx context.Context, actor access.Actor, applicationID string) error {
	_, err := s.change(ctx, actor, applicationID, 0, audit.NoticeSeen, func(_ *db.Tx, a *Application) error {
		a.Notice = NoticeVersion
		return a.edit()
	})
	return err
}

// Save takes the answers of one section. With later, what is required may be
// missing: the applicant goes on another time. A section whose answers are
// refused is not saved; the page keeps them.
func (s *Service) Save(ctx context.Context, actor access.Actor, applicationID string, version int64, section string, posted questionnaire.Answers, later bool) (Application, error) {
	a, err := s.own(ctx, s.DB, actor, applicationID)
	if err != nil {
		return a, err
	}
	if a.Version != version {
		return a, errStale
	}
	if err := a.edit(); err != nil {
		return a, err
	}
	answered, err := s.answered(ctx, a, section, posted, later)
	if err != nil {
		return a, err
	}
	return s.change(ctx, actor, applicationID, version, "", func(_ *db.Tx, a *Application) error {
		a.Answers, a.Facts = answered.Answers, answered.Facts
		return a.edit()
	})
}

// answered is a with a section's new answers, checked. It reads other tables,
// so it works before the transaction, which the version then guards.
func (s *Service) answered(ctx context.Context, a Application, section string, posted questionnaire.Answers, later bool) (Application, error) {
	form, err := s.Form(ctx, a)
	if err != nil {
		return a, err
	}
	a.Answers = form.Merge(a.Answers, section, posted)
	if err := form.Check(section, a.Answers, s.known(ctx, a.Programme)); err != nil && !(later && onlyMissing(err)) {
		return a, err
	}
	return a, s.derive(ctx, &a)
}

// onlyMissing tells whether answers are merely not there yet.
func onlyMissing(err error) bool {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		return false
	}
	for _, m := range f.Fields {
		if m.Key != "questionnaire.fault.answer" && m.Key != "questionnaire.fault.choose" {
			return false
		}
	}
	return true
}

// known answers for the sources of choices.
func (s *Service) known(ctx context.Context, programmeID string) questionnaire.Known {
	return func(source questionnaire.Source, code string) (bool, error) {
		switch source {
		case questionnaire.Institutions:
			_, err := s.Institutions.Load(ctx, s.DB, code)
			return err == nil, unlessMissing(err)
		case questionnaire.Models:
			_, ok := catalogue.Lookup(catalogue.ModelCode(code))
			return ok, nil
		}
		found, err := s.Catalogue.ByCode(ctx, access.Actor{}, programmeID, kinds[source], code)
		return found[code].Valid(), err
	}
}

// kinds are the vocabularies behind the sources of choices.
var kinds = map[questionnaire.Source]catalogue.Kind{questionnaire.Roles: catalogue.Role, questionnaire.Themes: catalogue.Theme,
	questionnaire.Competences: catalogue.Competence}

func unlessMissing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// Declare notes that the applicant accepts the code of ethics and the
// boundaries, by their versions.
func (s *Service) Declare(ctx context.Context, actor access.Actor, applicationID string, version int64, accepted bool) (Application, error) {
	return s.change(ctx, actor, applicationID, version, audit.EthicsAccepted, func(_ *db.Tx, a *Application) error {
		if !accepted {
			return fault.Fields(map[string]fault.Message{"accept": fault.Msg("application.fault.accept")})
		}
		now := s.Now()
		a.Declared, a.DeclaredAt = Declared{EthicsVersion, BoundariesVersion}, &now
		return a.edit()
	})
}

// Submit sends an application in while its intake takes any. A second press
// finds it submitted and changes nothing.
func (s *Service) Submit(ctx context.Context, actor access.Actor, applicationID string, version int64) (a Application, err error) {
	if a, err = s.own(ctx, s.DB, actor, applicationID); err != nil || a.Status == Submitted {
		return a, err
	}
	if a.Version != version {
		return a, errStale
	}
	if err := s.complete(ctx, a); err != nil {
		return a, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.Intakes.Applying(ctx, tx, a.Intake)
		if err != nil {
			return err
		}
		return s.submit(ctx, tx, &a, x)
	})
	return a, err
}

// complete checks everything that an application needs.
func (s *Service) complete(ctx context.Context, a Application) error {
	form, err := s.Form(ctx, a)
	if err != nil {
		return err
	}
	if err := form.Check(questionnaire.Everything, a.Answers, s.known(ctx, a.Programme)); err != nil {
		return err
	}
	if a.Notice != NoticeVersion {
		return fault.New(fault.Conflict, "application.fault.notice")
	}
	if a.Declared != (Declared{EthicsVersion, BoundariesVersion}) {
		return fault.New(fault.Conflict, "application.fault.declare")
	}
	return nil
}

func (s *Service) submit(ctx context.Context, tx *db.Tx, a *Application, x intake.Intake) error {
	if err := a.become(Submitted); err != nil {
		return err
	}
	var err error
	if a.Number, err = s.Intakes.NextNumber(ctx, tx, x); err != nil {
		return err
	}
	now := s.Now()
	a.Submitted = &now
	if err := s.judge(ctx, tx, a); err != nil {
		return err
	}
	if err := s.save(ctx, tx, a); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, *a, x); err != nil {
		return err
	}
	return s.note(ctx, tx, a.Person, audit.ApplicationSubmitted, *a)
}

// Withdraw takes an application back; it needs no reason.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, applicationID string, version int64) (a Application, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if a, err = s.own(ctx, tx, actor, applicationID); err != nil || a.Status == Withdrawn {
			return err
		}
		if a.Version != version {
			return errStale
		}
		drafted := a.Status == Draft
		if err := a.become(Withdrawn); err != nil {
			return err
		}
		a.Reason = ReasonApplicant
		if err := s.save(ctx, tx, &a); err != nil {
			return err
		}
		if err := s.tellUnless(ctx, tx, a, drafted); err != nil {
			return err
		}
		return s.note(ctx, tx, actor.Person, audit.ApplicationWithdrawn, a)
	})
	return a, err
}

// Equality keeps the answers for the fund, apart from the application (context
// §2.5); empty ones are "not answered" and take nothing away.
func (s *Service) Equality(ctx context.Context, actor access.Actor, applicationID string, answers questionnaire.Answers) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		a, err := s.own(ctx, tx, actor, applicationID)
		if err != nil {
			return err
		}
		form, err := questionnaire.Current(ctx, tx, questionnaire.Equality, a.Programme)
		if err != nil {
			return err
		}
		if err := form.Check(questionnaire.Everything, answers, nil); err != nil {
			return err
		}
		return putEquality(ctx, tx, a.ID, answers.First("sex"), answers.First("birth-year"), s.Now())
	})
}

// Read notes that a mentor has read a card of the preparation.
func (s *Service) Read(ctx context.Context, actor access.Actor, applicationID, card string) (Application, error) {
	return s.change(ctx, actor, applicationID, 0, audit.CardRead, func(tx *db.Tx, a *Application) error {
		if err := a.read(card); err != nil || a.Status == Draft {
			return err
		}
		return s.judge(ctx, tx, a)
	})
}

// change is the course of an applicant's change: load the own, version (0: any),
// rule, save, note.
func (s *Service) change(ctx context.Context, actor access.Actor, applicationID string, version int64, action audit.Action, rule func(*db.Tx, *Application) error) (a Application, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if a, err = s.own(ctx, tx, actor, applicationID); err != nil {
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
		return s.note(ctx, tx, actor.Person, action, a)
	})
	return a, err
}

// derive takes the facts out of the answers.
func (s *Service) derive(ctx context.Context, a *Application) error {
	f := Facts{Institution: a.Answers.First(promptInstitution), Employer: input.Line(a.Answers.First(promptEmployer)),
		Role: a.Answers.First(promptRole), Conflicts: conflicts(a.Answers[promptConflicts]), Fit: a.Facts.Fit}
	if f.Institution == Other {
		f.Institution = ""
	}
	f.Category = a.Answers.First(promptCategory)
	if f.Role != "" && f.Role != Other {
		found, err := s.Catalogue.ByCode(ctx, access.Actor{}, a.Programme, catalogue.Role, f.Role)
		if err != nil {
			return err
		}
		f.Category = string(found[f.Role].Group)
	}
	a.Facts = f
	return nil
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

// note writes the timeline and the audit entry.
func (s *Service) note(ctx context.Context, tx *db.Tx, actor string, action audit.Action, a Application) error {
	if err := insertEvent(ctx, tx, a, actor, s.Now()); err != nil {
		return err
	}
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor, Action: action, Object: audit.Object{Kind: audit.KindApplication, ID: a.ID},
		Subject: a.Person, Programme: a.Programme})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
