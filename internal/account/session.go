package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
	"domubiedrs/internal/vault"
)

// SignIn is a sign-in session: one person in one browser.
type SignIn struct {
	ID        string
	Person    string
	Device    string // what the browser said of itself; only for its owner
	Method    string // code, link, demo
	CreatedAt time.Time
	SeenAt    time.Time
	ProvedAt  time.Time
	ExpiresAt time.Time

	sealed vault.Sealed
}

// methodDemo is how anybody comes in as one of the demo's people.
const methodDemo = "demo"

// maxDevice is how much of a user agent is kept, in bytes.
const maxDevice = 200

// begin makes a sign-in session within the transaction that proved who it is.
func (s *Service) begin(ctx context.Context, tx *db.Tx, p Person, method, device string) (string, error) {
	grants, err := listGrants(ctx, tx, p.ID)
	if err != nil {
		return "", err
	}
	now := s.Now()
	x := SignIn{ID: id.New(), Person: p.ID, Method: method, CreatedAt: now, SeenAt: now, ProvedAt: now,
		ExpiresAt: now.Add(s.Rules.life(staff(scopes(grants))))}
	if len(device) > maxDevice {
		device = device[:maxDevice]
	}
	x.sealed, err = s.Vault.Seal(ctx, tx, vault.Person(p.ID), devicePlace(x.ID), vault.NewText(input.Line(device)))
	if err != nil {
		return "", fmt.Errorf("seal the device: %w", err)
	}
	if err := insertSession(ctx, tx, x); err != nil {
		return "", err
	}
	action := audit.SignedIn
	if method == methodDemo {
		action = audit.DemoSignedIn
	}
	return x.ID, record(ctx, tx, p.ID, action, audit.KindSignIn, x.ID, p.ID)
}

func devicePlace(sessionID string) vault.Place {
	return vault.Place{Table: DeviceColumn.Table, Column: DeviceColumn.Column, Row: sessionID}
}

func scopes(grants []Grant) []access.Grant {
	list := make([]access.Grant, len(grants))
	for i, g := range grants {
		list[i] = access.Grant{Role: g.Role, Scope: g.Scope}
	}
	return list
}

// seenStep is how coarse the last sign of life is kept, so that reading pages
// does not write on every request.
const seenStep = time.Minute

// Actor loads who a sign-in session stands for. A session that ended, expired
// or was idle too long stands for nobody, without an error.
func (s *Service) Actor(ctx context.Context, sessionID string) (access.Actor, Person, error) {
	nobody := access.Actor{}
	if sessionID == "" {
		return nobody, Person{}, nil
	}
	x, p, err := loadSession(ctx, s.DB, sessionID)
	if errors.Is(err, db.ErrNone) {
		return nobody, p, nil
	}
	if err != nil {
		return nobody, p, fmt.Errorf("load the actor: %w", err)
	}
	grants, err := listGrants(ctx, s.DB, p.ID)
	if err != nil {
		return nobody, p, fmt.Errorf("load the actor: %w", err)
	}
	held := scopes(grants)
	now := s.Now()
	if p.Status != Active || !now.Before(x.ExpiresAt) || now.Sub(x.SeenAt) > s.Rules.idle(staff(held)) {
		return nobody, Person{}, nil
	}
	if now.Sub(x.SeenAt) >= seenStep {
		if err := s.DB.Tx(ctx, func(tx *db.Tx) error { return touchSession(ctx, tx, x.ID, now) }); err != nil {
			return nobody, p, fmt.Errorf("load the actor: %w", err)
		}
	}
	return access.Actor{Person: p.ID, Grants: held, SignIn: x.ID, Fresh: now.Sub(x.ProvedAt) < s.Rules.Fresh}, p, nil
}

// Sessions lists the actor's own running sign-in sessions, the newest first.
func (s *Service) Sessions(ctx context.Context, actor access.Actor) ([]SignIn, error) {
	own := access.Object{Thing: access.SignInSession, Owner: actor.Person}
	if err := actor.Check(access.Read, own); err != nil {
		return nil, err
	}
	list, err := listSessions(ctx, s.DB, actor.Person, s.Now())
	if err != nil {
		return nil, err
	}
	opener, err := s.Vault.Opener(ctx, s.DB, vault.Person(actor.Person))
	if err != nil {
		return nil, fmt.Errorf("open the devices: %w", err)
	}
	for i := range list {
		device, err := opener.Open(devicePlace(list[i].ID), list[i].sealed)
		if err != nil {
			return nil, fmt.Errorf("open the device: %w", err)
		}
		list[i].Device = device.Reveal()
	}
	return list, nil
}

// SignOut ends the actor's running session.
func (s *Service) SignOut(ctx context.Context, actor access.Actor) error {
	if !actor.SignedIn() {
		return nil
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		ended, err := endSession(ctx, tx, actor.SignIn, actor.Person, "signed-out", s.Now())
		if err != nil || !ended {
			return err
		}
		return record(ctx, tx, actor.Person, audit.SignedOut, audit.KindSignIn, actor.SignIn, actor.Person)
	})
}

// EndSession ends one of the actor's own sessions, on whichever device.
func (s *Service) EndSession(ctx context.Context, actor access.Actor, sessionID string) error {
	if err := actor.Check(access.Write, access.Object{Thing: access.SignInSession, Owner: actor.Person}); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		ended, err := endSession(ctx, tx, sessionID, actor.Person, "ended-by-owner", s.Now())
		if err != nil {
			return err
		}
		if !ended {
			return fault.New(fault.NotFound, "fault.not-found")
		}
		return record(ctx, tx, actor.Person, audit.SessionEnded, audit.KindSignIn, sessionID, actor.Person)
	})
}

// EndOthers ends every session of the actor but this one.
func (s *Service) EndOthers(ctx context.Context, actor access.Actor) error {
	if err := actor.Check(access.Write, access.Object{Thing: access.SignInSession, Owner: actor.Person}); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := s.endAll(ctx, tx, actor.Person, "ended-by-owner", actor.SignIn); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.SessionsEnded, audit.KindPerson, actor.Person, actor.Person)
	})
}

// endAll ends every session of a person but keep, and the codes under way.
func (s *Service) endAll(ctx context.Context, tx *db.Tx, personID, why, keep string) error {
	if err := endSessions(ctx, tx, personID, why, keep, s.Now()); err != nil {
		return err
	}
	return endAttempts(ctx, tx, personID, s.Now())
}
