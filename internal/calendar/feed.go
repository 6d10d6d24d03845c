package calendar

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/ical"
	"domubiedrs/internal/id"
	"domubiedrs/internal/meeting"
)

// refresh is how often programs are asked to look at a feed; most look when they
// want, some once a day.
const refresh = 12 * time.Hour

// FeedPath is where feeds are; the secret and ".ics" follow.
const FeedPath = "/calendar/"

// FeedAddress is the whole address of a feed.
func (s *Service) FeedAddress(secret string) string { return s.URL + FeedPath + secret + ".ics" }

func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func feedObject(actor access.Actor) access.Object {
	return access.Object{Thing: access.CalendarFeed, Owner: actor.Person}
}

// FeedSince tells since when the actor has a feed; NotFound without one.
func (s *Service) FeedSince(ctx context.Context, actor access.Actor) (time.Time, error) {
	if err := actor.Check(access.Read, feedObject(actor)); err != nil {
		return time.Time{}, err
	}
	return feedSince(ctx, s.DB, actor.Person)
}

// MakeFeed gives the actor a feed with a new secret; the address of before is void.
// The secret is shown once: only its hash is kept.
func (s *Service) MakeFeed(ctx context.Context, actor access.Actor) (secret string, err error) {
	if err := actor.Check(access.Write, feedObject(actor)); err != nil {
		return "", err
	}
	secret = id.Secret()
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := setFeed(ctx, tx, actor.Person, hash(secret), s.Now()); err != nil {
			return err
		}
		return record(ctx, tx, actor, audit.FeedMade)
	})
	return secret, err
}

// RevokeFeed voids the actor's address at once. Without one nothing happens.
func (s *Service) RevokeFeed(ctx context.Context, actor access.Actor) error {
	if err := actor.Check(access.Write, feedObject(actor)); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		gone, err := removeFeed(ctx, tx, actor.Person)
		if err != nil || !gone {
			return err
		}
		return record(ctx, tx, actor, audit.FeedRevoked)
	})
}

func record(ctx context.Context, tx *db.Tx, actor access.Actor, action audit.Action) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: actor.Person, Action: action, Subject: actor.Person, Object: audit.Object{Kind: audit.KindFeed}})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}

// Feed is the file behind a secret address: titles and times, and nothing else, for
// addresses leak (SEC-45). tag changes exactly when the file does.
func (s *Service) Feed(ctx context.Context, secret string) (file []byte, tag string, err error) {
	if len(secret) > 100 {
		return nil, "", fault.New(fault.NotFound, "fault.not-found")
	}
	who, err := feedOwner(ctx, s.DB, hash(secret))
	if err != nil {
		return nil, "", err
	}
	all, err := s.Meetings.OfPerson(ctx, who.person)
	if err != nil {
		return nil, "", err
	}
	t := s.Texts.For(who.lang)
	c := ical.Calendar{Method: ical.Publish, Name: t.T("calendar.name"), Refresh: refresh}
	for _, m := range all {
		if m.Status == meeting.Cancelled {
			continue
		}
		e, err := s.event(m, t)
		if err != nil {
			return nil, "", err
		}
		c.Events = append(c.Events, e)
	}
	if file, err = ical.Encode(c); err != nil {
		return nil, "", err
	}
	return file, `"` + hash(string(file))[:32] + `"`, nil
}
