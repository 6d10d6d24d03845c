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
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/vault"
)

// Service is the verbs of people, roles and signing in.
type Service struct {
	DB     *db.DB
	Vault  *vault.Vault
	Queue  *job.Queue
	Outbox *mail.Outbox
	Texts  *i18n.Catalogue
	Now    func() time.Time
	Rules  Rules
	URL    string // of the service, without a slash at the end

	// Newcomers tells whether people without an account can come in now, to
	// apply; nil: never.
	Newcomers func(ctx context.Context) (bool, error)
}

// DeviceColumn is where sealed descriptions of devices lie.
var DeviceColumn = vault.Column{Table: "signin_session", Column: "device"}

// errStale says that somebody else saved first.
var errStale = fault.New(fault.Conflict, "fault.stale")

func person(p string) access.Object {
	return access.Object{Thing: access.Account, Owner: p}
}

// Get loads a person for somebody who may see accounts; the view is noted.
func (s *Service) Get(ctx context.Context, actor access.Actor, personID string) (p Person, grants []Grant, err error) {
	if err := actor.Check(access.Read, person(personID)); err != nil {
		return p, nil, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if p, err = loadPerson(ctx, tx, personID); err != nil {
			return err
		}
		if grants, err = listGrants(ctx, tx, personID); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.PersonViewed, audit.KindPerson, personID, personID)
	})
	return p, grants, err
}

// Read checks details without keeping them, and gives the person that they
// describe.
func Read(d Details) (Person, error) {
	var p Person
	err := p.apply(d)
	return p, err
}

// Enrol finds the person with the address, or adds one, for another service
// that has asked whether the actor may, and that records whom it added. Nobody
// is written to.
func (s *Service) Enrol(ctx context.Context, tx *db.Tx, d Details) (p Person, added bool, err error) {
	p, err = findByEmail(ctx, tx, d.Email)
	if err == nil || !errors.Is(err, db.ErrNone) {
		return p, false, err
	}
	p, err = s.add(ctx, tx, d)
	return p, err == nil, err
}

// Load loads a person for another service, which asks about its own objects.
func (s *Service) Load(ctx context.Context, q db.Q, personID string) (Person, error) {
	return loadPerson(ctx, q, personID)
}

// Me loads the actor's own person.
func (s *Service) Me(ctx context.Context, actor access.Actor) (Person, error) {
	if err := actor.Check(access.Read, access.Object{Thing: access.Profile, Owner: actor.Person}); err != nil {
		return Person{}, err
	}
	return loadPerson(ctx, s.DB, actor.Person)
}

// Add makes a person with an account. They sign in with a code to the address.
func (s *Service) Add(ctx context.Context, actor access.Actor, d Details) (Person, error) {
	if err := actor.Check(access.Write, person("")); err != nil {
		return Person{}, err
	}
	var p Person
	err := s.DB.Tx(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.add(ctx, tx, d); err != nil {
			return err
		}
		return record(ctx, tx, actor.Person, audit.PersonCreated, audit.KindPerson, p.ID, p.ID)
	})
	return p, err
}

// add checks and inserts a person with the identity of their address.
func (s *Service) add(ctx context.Context, tx *db.Tx, d Details) (Person, error) {
	now := s.Now()
	p := Person{ID: id.New(), Status: Active, CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := p.apply(d); err != nil {
		return p, err
	}
	return p, taken(insertPerson(ctx, tx, p))
}

// taken turns a broken unique constraint into the message beside the address.
func taken(err error) error {
	if errors.Is(err, db.ErrUnique) {
		return fault.Fields(map[string]fault.Message{"email": fault.Msg("account.fault.email-taken")})
	}
	return err
}

// Change saves details of a person as version+1; Conflict when the version is
// no longer the one that was read. A changed address ends the sign-in sessions.
func (s *Service) Change(ctx context.Context, actor access.Actor, personID string, version int64, d Details) error {
	if err := actor.Check(access.Write, person(personID)); err != nil {
		return err
	}
	return s.change(ctx, actor, personID, version, d)
}

// ChangeMine saves the actor's own details. The address stays: it is changed
// by the administrator, or by proving the new one.
func (s *Service) ChangeMine(ctx context.Context, actor access.Actor, version int64, d Details) error {
	if err := actor.Check(access.Write, access.Object{Thing: access.Profile, Owner: actor.Person}); err != nil {
		return err
	}
	p, err := loadPerson(ctx, s.DB, actor.Person)
	if err != nil {
		return err
	}
	d.Email = p.Email
	return s.change(ctx, actor, actor.Person, version, d)
}

func (s *Service) change(ctx context.Context, actor access.Actor, personID string, version int64, d Details) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := loadPerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		before := emailKey(p.Email)
		if p.Version != version {
			return errStale
		}
		if err := p.apply(d); err != nil {
			return err
		}
		if err := s.save(ctx, tx, &p); err != nil {
			return err
		}
		if emailKey(p.Email) != before {
			if err := s.endAll(ctx, tx, personID, "role-change", ""); err != nil {
				return err
			}
		}
		return record(ctx, tx, actor.Person, audit.PersonChanged, audit.KindPerson, personID, personID)
	})
}

func (s *Service) save(ctx context.Context, tx *db.Tx, p *Person) error {
	p.UpdatedAt = s.Now()
	saved, err := savePerson(ctx, tx, *p)
	if err != nil {
		return taken(err)
	}
	if !saved {
		return errStale
	}
	p.Version++
	return nil
}

// Disable keeps a person from signing in and ends their sign-in sessions.
func (s *Service) Disable(ctx context.Context, actor access.Actor, personID string, version int64) error {
	if personID == actor.Person {
		return fault.New(fault.Conflict, "account.fault.own-account")
	}
	return s.setStatus(ctx, actor, personID, version, Disabled, audit.PersonDisabled)
}

// Enable lets a disabled person sign in again.
func (s *Service) Enable(ctx context.Context, actor access.Actor, personID string, version int64) error {
	return s.setStatus(ctx, actor, personID, version, Active, audit.PersonEnabled)
}

func (s *Service) setStatus(ctx context.Context, actor access.Actor, personID string, version int64, to Status, action audit.Action) error {
	if err := actor.Check(access.Write, person(personID)); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := loadPerson(ctx, tx, personID)
		if err != nil {
			return err
		}
		if p.Version != version {
			return errStale
		}
		if p.Status == to {
			return nil
		}
		p.Status = to
		if err := s.save(ctx, tx, &p); err != nil {
			return err
		}
		if err := record(ctx, tx, actor.Person, action, audit.KindPerson, personID, personID); err != nil || to == Active {
			return err
		}
		if err := s.endAll(ctx, tx, personID, "disabled", ""); err != nil {
			return err
		}
		return s.keepAnAdministrator(ctx, tx)
	})
}

// Listed is a line of the list of people.
type Listed struct {
	Person
	Roles  []access.Role
	SeenAt *time.Time
}

// Filter chooses people; empty fields choose all.
type Filter struct {
	Query  string // words of name or address, in any order, folded
	Role   access.Role
	Status Status
	After  string // cursor: Next of the page before
}

// Page is a page of people in Latvian order.
type Page struct {
	People []Listed
	Next   string // empty on the last page
	Total  int
}

// List pages through people by key.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter, limit int) (Page, error) {
	if err := actor.Check(access.Read, person("")); err != nil {
		return Page{}, err
	}
	f.Query = i18n.Fold(f.Query)
	return listPeople(ctx, s.DB, f, limit)
}

func record(ctx context.Context, tx *db.Tx, actor string, action audit.Action, kind audit.Kind, objectID, subject string) error {
	err := audit.Record(ctx, tx, audit.Entry{
		Actor: actor, Action: action, Object: audit.Object{Kind: kind, ID: objectID}, Subject: subject,
	})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
