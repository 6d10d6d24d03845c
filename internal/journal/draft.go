package journal

import (
	"context"
	"errors"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/input"
	"domubiedrs/internal/vault"
)

// Draft is what somebody has typed into a form and not saved.
type Draft struct {
	At   time.Time
	Body Body
}

// The most that one draft holds, and the longest name of a form.
const (
	draftMax = 100_000 // characters
	formMax  = 200
)

// Keep keeps what the actor has typed into a form of a mentorship. It is theirs
// alone, and it is kept when the mentorship is over too.
func (s *Service) Keep(ctx context.Context, actor access.Actor, mentorshipID, form string, b Body) error {
	if _, err := s.member(ctx, actor, mentorshipID, access.Read); err != nil {
		return err
	}
	n := 0
	for name, value := range b {
		n += input.Length(name) + input.Length(value)
	}
	if n > draftMax || form == "" || len(form) > formMax {
		return fault.New(fault.TooLarge, "journal.fault.long", "most", draftMax)
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		rowID, err := draftID(ctx, tx, mentorshipID, actor.Person, form)
		if err != nil {
			return err
		}
		body, err := s.sealAs(ctx, tx, vault.Person(actor.Person), place(DraftColumn, rowID), b)
		if err != nil {
			return err
		}
		return keepDraft(ctx, tx, rowID, mentorshipID, actor.Person, form, s.Now(), body)
	})
}

// Kept is the draft of a form; false when there is none.
func (s *Service) Kept(ctx context.Context, actor access.Actor, mentorshipID, form string) (Draft, bool, error) {
	if _, err := s.member(ctx, actor, mentorshipID, access.Read); err != nil {
		return Draft{}, false, err
	}
	r, err := draftOf(ctx, s.DB, mentorshipID, actor.Person, form)
	if errors.Is(err, db.ErrNone) {
		return Draft{}, false, nil
	}
	if err != nil {
		return Draft{}, false, err
	}
	opener, err := s.Vault.Opener(ctx, s.DB, vault.Person(actor.Person))
	if err != nil {
		return Draft{}, false, err
	}
	b, err := unseal(opener, place(DraftColumn, r.id), r.body)
	return Draft{r.at, b}, err == nil, err
}

// Drop forgets the draft of a form.
func (s *Service) Drop(ctx context.Context, actor access.Actor, mentorshipID, form string) error {
	if _, err := s.member(ctx, actor, mentorshipID, access.Read); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error { return dropDraft(ctx, tx, mentorshipID, actor.Person, form) })
}

func (s *Service) endDraft(ctx context.Context, tx *db.Tx, actor access.Actor, w Write) error {
	if w.Draft == "" {
		return nil
	}
	return dropDraft(ctx, tx, w.Mentorship, actor.Person, w.Draft)
}
