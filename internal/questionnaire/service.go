package questionnaire

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// Service is the verbs of questionnaires.
type Service struct {
	DB  *db.DB
	Now func() time.Time // UTC in microseconds, as db.Now
}

// Current is what is filled in now in a programme: its own published edition, or
// else the one for everywhere.
func (s *Service) Current(ctx context.Context, actor access.Actor, key, programme string) (Edition, error) {
	if err := actor.Check(access.Read, object(programme)); err != nil {
		return Edition{}, err
	}
	return Current(ctx, s.DB, key, programme)
}

// List gives what is filled in now in a programme, every key once, in the order
// of moments.
func (s *Service) List(ctx context.Context, actor access.Actor, programme string) ([]Edition, error) {
	if err := actor.Check(access.Read, object(programme)); err != nil {
		return nil, err
	}
	list, err := current(ctx, s.DB, programme)
	slices.SortStableFunc(list, func(a, b Edition) int {
		return slices.Index(Moments, a.Moment) - slices.Index(Moments, b.Moment)
	})
	return list, err
}

// Drafts lists a programme's drafts, for those who may edit them.
func (s *Service) Drafts(ctx context.Context, actor access.Actor, programme string) ([]Edition, error) {
	if err := actor.Check(access.Write, object(programme)); err != nil {
		return nil, err
	}
	return drafts(ctx, s.DB, programme)
}

// Editions lists what has been and is published of a key in a programme and
// everywhere: the programme's own first, the newest first. Drafts are left out.
func (s *Service) Editions(ctx context.Context, actor access.Actor, key, programme string) ([]Edition, error) {
	if err := actor.Check(access.Read, object(programme)); err != nil {
		return nil, err
	}
	list, err := history(ctx, s.DB, key, programme)
	return slices.DeleteFunc(list, func(e Edition) bool { return e.Status == Draft }), err
}

// Get loads an edition by its id. A draft is there for those who may edit it.
func (s *Service) Get(ctx context.Context, actor access.Actor, editionID string) (Edition, error) {
	if err := actor.CheckAny(access.Read, access.Questionnaire); err != nil {
		return Edition{}, err
	}
	e, err := load(ctx, s.DB, editionID)
	if err != nil {
		return Edition{}, err
	}
	verb := access.Read
	if e.Status == Draft {
		verb = access.Write
	}
	if err := actor.Check(verb, e.Object()); err != nil {
		return Edition{}, err
	}
	return e, nil
}

// Begin makes a programme's draft of the next version, a copy of what is filled
// in now. Conflict when there is a draft; the editions for everywhere come with
// the program and have none.
func (s *Service) Begin(ctx context.Context, actor access.Actor, key, programme string) (e Edition, err error) {
	if err := actor.Check(access.Write, object(programme)); err != nil {
		return Edition{}, err
	}
	if programme == "" {
		return Edition{}, fault.New(fault.Conflict, "questionnaire.fault.shipped")
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if e, err = s.next(ctx, tx, key, programme); err != nil {
			return err
		}
		added, err := insert(ctx, tx, e)
		switch {
		case errors.Is(err, db.ErrRef): // no such programme
			return errUnknown()
		case err != nil:
			return err
		case !added:
			return fault.New(fault.Conflict, "questionnaire.fault.draft-there")
		}
		return record(ctx, tx, actor.Person, audit.QuestionnaireDrafted, e)
	})
	if err != nil {
		return Edition{}, err
	}
	return e, nil
}

// next is the draft that would follow what is there.
func (s *Service) next(ctx context.Context, tx *db.Tx, key, programme string) (Edition, error) {
	from, err := Current(ctx, tx, key, programme)
	if err != nil {
		return Edition{}, err
	}
	earlier, err := history(ctx, tx, key, programme)
	if err != nil {
		return Edition{}, err
	}
	last := 0
	for _, e := range earlier {
		if e.Programme == programme {
			last = max(last, e.Version)
		}
	}
	now := s.Now()
	e := Edition{ID: id.New(), Questionnaire: from.Questionnaire, Programme: programme, Status: Draft, CreatedAt: now, UpdatedAt: now, Revision: 1}
	e.Version = last + 1
	return e, nil
}

// Retitle words a draft's title and help anew.
func (s *Service) Retitle(ctx context.Context, actor access.Actor, editionID string, revision int64, title, help Text) (Edition, error) {
	return s.edit(ctx, actor, editionID, revision, func(_ *db.Tx, e *Edition) error { return e.retitle(title, help) })
}

// RewordSection words a section's title and help anew.
func (s *Service) RewordSection(ctx context.Context, actor access.Actor, editionID string, revision int64, section string, title, help Text) (Edition, error) {
	return s.edit(ctx, actor, editionID, revision, func(_ *db.Tx, e *Edition) error { return e.rewordSection(section, title, help) })
}

// Reword words a prompt anew, in both languages.
func (s *Service) Reword(ctx context.Context, actor access.Actor, editionID string, revision int64, prompt string, w Wording) (Edition, error) {
	return s.edit(ctx, actor, editionID, revision, func(_ *db.Tx, e *Edition) error { return e.reword(prompt, w) })
}

// Add puts a prompt at the end of a section. Its key may be empty; one that had
// another kind in an earlier edition is refused beside the field "key".
func (s *Service) Add(ctx context.Context, actor access.Actor, editionID string, revision int64, section string, p Prompt) (Edition, error) {
	return s.edit(ctx, actor, editionID, revision, func(tx *db.Tx, e *Edition) error {
		earlier, err := history(ctx, tx, e.Questionnaire.Key, e.Programme)
		if err != nil {
			return err
		}
		return e.add(section, p, earlier)
	})
}

// RetirePrompt asks a prompt no more. Conflict for one that the programme reads,
// and for one that another prompt's condition asks about.
func (s *Service) RetirePrompt(ctx context.Context, actor access.Actor, editionID string, revision int64, prompt string) (Edition, error) {
	return s.edit(ctx, actor, editionID, revision, func(_ *db.Tx, e *Edition) error { return e.retire(prompt) })
}

// RestorePrompt asks a retired prompt again.
func (s *Service) RestorePrompt(ctx context.Context, actor access.Actor, editionID string, revision int64, prompt string) (Edition, error) {
	return s.edit(ctx, actor, editionID, revision, func(_ *db.Tx, e *Edition) error { return e.restore(prompt) })
}

// Order puts the prompts of a section that are asked in the order of keys.
func (s *Service) Order(ctx context.Context, actor access.Actor, editionID string, revision int64, section string, keys []string) (Edition, error) {
	return s.edit(ctx, actor, editionID, revision, func(_ *db.Tx, e *Edition) error { return e.order(section, keys) })
}

// Publish lets a draft be filled in from now on; the programme's edition before
// is retired. It never changes again.
func (s *Service) Publish(ctx context.Context, actor access.Actor, editionID string, revision int64) (Edition, error) {
	return s.alter(ctx, actor, editionID, revision, Draft, audit.QuestionnairePublished, func(tx *db.Tx, e *Edition) error {
		now := e.UpdatedAt
		e.Status, e.PublishedAt = Published, &now
		return supersede(ctx, tx, *e)
	})
}

// Withdraw retires a programme's published edition: the one for everywhere is
// filled in again.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, editionID string, revision int64) (Edition, error) {
	return s.alter(ctx, actor, editionID, revision, Published, audit.QuestionnaireWithdrawn, func(_ *db.Tx, e *Edition) error {
		if e.Programme == "" {
			return fault.New(fault.Conflict, "questionnaire.fault.shipped")
		}
		e.Status = Retired
		return nil
	})
}

// Discard deletes a draft.
func (s *Service) Discard(ctx context.Context, actor access.Actor, editionID string, revision int64) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		e, err := mine(ctx, tx, actor, editionID, revision, Draft)
		if err != nil {
			return err
		}
		if err := remove(ctx, tx, e); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.QuestionnaireDiscarded, e)
	})
}

func (s *Service) edit(ctx context.Context, actor access.Actor, editionID string, revision int64, rule func(*db.Tx, *Edition) error) (Edition, error) {
	return s.alter(ctx, actor, editionID, revision, Draft, audit.QuestionnaireChanged, rule)
}

// alter is the course of every change: load, check, rule, save, audit.
func (s *Service) alter(ctx context.Context, actor access.Actor, editionID string, revision int64, from Status,
	action audit.Action, rule func(*db.Tx, *Edition) error) (e Edition, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if e, err = mine(ctx, tx, actor, editionID, revision, from); err != nil {
			return err
		}
		e.UpdatedAt = s.Now()
		if err := rule(tx, &e); err != nil {
			return err
		}
		if err := save(ctx, tx, e); err != nil {
			return err
		}
		e.Revision++
		return record(ctx, tx, actor.Person, action, e)
	})
	if err != nil {
		return Edition{}, err
	}
	return e, nil
}

// mine loads an edition that the actor may edit, in the state and the revision
// that the change starts from.
func mine(ctx context.Context, tx *db.Tx, actor access.Actor, editionID string, revision int64, from Status) (Edition, error) {
	if err := actor.CheckAny(access.Write, access.Questionnaire); err != nil {
		return Edition{}, err
	}
	e, err := load(ctx, tx, editionID)
	if err != nil {
		return e, err
	}
	if err := actor.Check(access.Write, e.Object()); err != nil {
		return e, err
	}
	if e.Status != from {
		return e, fault.New(fault.Conflict, "questionnaire.fault.status."+string(e.Status))
	}
	if e.Revision != revision {
		return e, fault.New(fault.Conflict, "fault.stale")
	}
	return e, nil
}

func record(ctx context.Context, tx *db.Tx, actor string, action audit.Action, e Edition) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor, Action: action, Programme: e.Programme,
		Object: audit.Object{Kind: audit.KindQuestionnaire, ID: e.ID}})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
