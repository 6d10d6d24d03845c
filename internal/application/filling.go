package application

import (
	"context"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/input"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/questionnaire"
)

// SeeNotice notes the privacy notice that the applicant saw before the first
// field. Seeing the same one again changes nothing.
func (s *Service) SeeNotice(ctx context.Context, actor access.Actor, applicationID string) (Application, error) {
	a, err := s.mine(ctx, s.DB, actor, applicationID)
	if err != nil || a.Notice == NoticeVersion {
		return a.own(), err
	}
	return s.change(ctx, actor, applicationID, 0, audit.NoticeSeen, func(_ *db.Tx, a *Application) error {
		a.Notice = NoticeVersion
		return a.accept()
	})
}

// Save takes the answers of one section. With later, what is required may be
// missing: the applicant goes on another time. A section whose answers are
// refused is not saved; the page keeps them.
func (s *Service) Save(ctx context.Context, actor access.Actor, applicationID string, version int64, section string, posted questionnaire.Answers, later bool) (Application, error) {
	a, err := s.mine(ctx, s.DB, actor, applicationID)
	if err != nil {
		return a.own(), err
	}
	if a.Version != version {
		return a.own(), errStale
	}
	if err := a.edit(); err != nil {
		return a.own(), err
	}
	answered, err := s.answered(ctx, a, section, posted, later)
	if err != nil {
		return a.own(), err
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
	if _, there := form.Section(section); !there {
		return a, errMissing
	}
	answers := form.Merge(a.Answers, section, posted)
	err = form.Check(section, answers, s.known(ctx, a.Programme))
	if later {
		err = wrong(err, answers)
	}
	if err != nil {
		return a, err
	}
	a.Answers = answers
	return a, s.derive(ctx, &a, s.category)
}

// wrong are the messages about answers that were given: an answer that is not
// there yet can still come.
func wrong(err error, answers questionnaire.Answers) error {
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		return err
	}
	bad := fault.Checks{}
	for key, m := range f.Fields {
		if len(answers[key]) > 0 {
			bad[key] = m
		}
	}
	return bad.Err()
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

// derive takes the facts out of the answers; category tells the one of a role.
func (s *Service) derive(ctx context.Context, a *Application, category func(ctx context.Context, programmeID, role string) (string, error)) (err error) {
	f := Facts{Institution: a.Answers.First(promptInstitution), Employer: input.Line(a.Answers.First(promptEmployer)),
		Role: a.Answers.First(promptRole), Category: a.Answers.First(promptCategory), Conflicts: conflicts(a.Answers[promptConflicts]), Fit: a.Facts.Fit}
	if f.Institution == Other {
		f.Institution = ""
	}
	if f.Role != "" && f.Role != Other {
		if f.Category, err = category(ctx, a.Programme, f.Role); err != nil {
			return err
		}
	}
	a.Facts = f
	return nil
}

// category asks the catalogue.
func (s *Service) category(ctx context.Context, programmeID, role string) (string, error) {
	found, err := s.Catalogue.ByCode(ctx, access.Actor{}, programmeID, catalogue.Role, role)
	return string(found[role].Group), err
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
		return a.accept()
	})
}

// Equality keeps the answers for the fund, apart from the application (context
// §2.5); empty ones are “not answered” and take nothing away.
func (s *Service) Equality(ctx context.Context, actor access.Actor, applicationID string, answers questionnaire.Answers) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		a, err := s.mine(ctx, tx, actor, applicationID)
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

// private tells whether the employer is a private one, whose people can be
// mentors and nothing else (R0-5).
func private(i *institution.Institution) bool { return i != nil && i.Type == institution.Private }
