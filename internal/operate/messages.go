package operate

import (
	"context"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/mail"
)

// MessagePage is a stretch of the outbox; Next is the Filter.Before of the next
// one, empty on the last.
type MessagePage struct {
	Items []mail.Stored
	Next  string
}

// Messages lists letters without their text, newest first. The visit is noted.
func (s *Service) Messages(ctx context.Context, actor access.Actor, f mail.Filter, limit int) (MessagePage, error) {
	if err := actor.Check(access.Read, outbox); err != nil {
		return MessagePage{}, err
	}
	looked := audit.Entry{Action: audit.OutboxViewed, Object: audit.Object{Kind: audit.KindOutbox}}
	if err := s.visit(ctx, actor, looked); err != nil {
		return MessagePage{}, err
	}
	items, err := s.Outbox.List(ctx, f, limit+1)
	if err != nil || len(items) <= limit {
		return MessagePage{Items: items}, err
	}
	return MessagePage{items[:limit], items[limit-1].ID}, nil
}

// MessageCounts tells how many letters stand in each state.
func (s *Service) MessageCounts(ctx context.Context, actor access.Actor) (map[mail.State]int, error) {
	if err := actor.Check(access.Read, outbox); err != nil {
		return nil, err
	}
	return s.Outbox.Counts(ctx)
}

// Message opens a letter; its addressee can see that somebody did.
func (s *Service) Message(ctx context.Context, actor access.Actor, messageID string) (mail.Stored, error) {
	if err := actor.Check(access.Read, outbox); err != nil {
		return mail.Stored{}, err
	}
	m, err := s.Outbox.Get(ctx, messageID)
	if err != nil {
		return mail.Stored{}, err
	}
	return m, s.DB.Tx(ctx, func(tx *db.Tx) error {
		return record(ctx, tx, actor.Person, about(m, audit.MessageViewed))
	})
}

// ReleaseMessage queues a held or failed letter. Conflict when it stands
// otherwise or no mail server is set up.
func (s *Service) ReleaseMessage(ctx context.Context, actor access.Actor, messageID string) error {
	return s.changeMessage(ctx, actor, messageID, s.Outbox.Release, func(m mail.Stored) audit.Action {
		if m.State == mail.Failed {
			return audit.MessageRetried
		}
		return audit.MessageReleased
	})
}

// DeleteMessage removes a letter; one that waits is then never sent.
func (s *Service) DeleteMessage(ctx context.Context, actor access.Actor, messageID string) error {
	return s.changeMessage(ctx, actor, messageID, s.Outbox.Delete, func(mail.Stored) audit.Action { return audit.MessageDeleted })
}

func (s *Service) changeMessage(ctx context.Context, actor access.Actor, messageID string,
	change func(context.Context, *db.Tx, string) error, action func(mail.Stored) audit.Action) error {
	if err := actor.Check(access.Write, outbox); err != nil {
		return err
	}
	m, err := s.Outbox.Get(ctx, messageID)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := change(ctx, tx, messageID); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, about(m, action(m)))
	})
}

func about(m mail.Stored, action audit.Action) audit.Entry {
	return audit.Entry{Action: action, Object: audit.Object{Kind: audit.KindMessage, ID: m.ID}, Subject: m.PersonID}
}
