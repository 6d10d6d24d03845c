package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// One-time links come from whoever has the server, not from a mail: the set-up
// link of an empty system, and an administrator's own after the mail server is
// lost. Only the hash of the token is stored. Opening one shows a page with a
// button; only the button uses it up.
const (
	linkSetUp         = "set-up"
	linkAdministrator = "administrator"

	setUpLife         = 24 * time.Hour
	administratorLife = 15 * time.Minute
)

var errLinkOver = fault.New(fault.Gone, "account.fault.link-over")

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// SetUpLink makes the link with which an empty system gets its administrator;
// an earlier one no longer serves. It is empty once there is an administrator.
func (s *Service) SetUpLink(ctx context.Context) (string, error) {
	there, err := s.HasAdministrator(ctx)
	if err != nil || there {
		return "", err
	}
	token := id.Secret()
	now := s.Now()
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := voidLinks(ctx, tx, linkSetUp, now); err != nil {
			return err
		}
		return insertLink(ctx, tx, hashToken(token), linkSetUp, "", now, now.Add(setUpLife))
	})
	return s.URL + "/setup?token=" + url.QueryEscape(token), err
}

// CheckSetUp tells whether a set-up link still serves, without using it.
func (s *Service) CheckSetUp(ctx context.Context, token string) error {
	return s.checkLink(ctx, token, linkSetUp)
}

// CheckLink tells whether an administrator's link still serves.
func (s *Service) CheckLink(ctx context.Context, token string) error {
	return s.checkLink(ctx, token, linkAdministrator)
}

func (s *Service) checkLink(ctx context.Context, token, purpose string) error {
	err := findLink(ctx, s.DB, hashToken(token), purpose, s.Now())
	if errors.Is(err, db.ErrNone) {
		return errLinkOver
	}
	return err
}

// SetUp uses the set-up link: the person becomes the first administrator and is
// signed in.
func (s *Service) SetUp(ctx context.Context, token string, d Details, device string) (session string, p Person, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if _, err := useLink(ctx, tx, hashToken(token), linkSetUp, s.Now()); err != nil {
			return linkOver(err)
		}
		if p, err = s.setUpPerson(ctx, tx, d); err != nil {
			return err
		}
		if err := s.grant(ctx, tx, p.ID, "", p.ID, access.Administrator, access.Scope{Kind: access.System}); err != nil {
			return err
		}
		if err := record(ctx, tx, p.ID, audit.SetUp, audit.KindPerson, p.ID, p.ID); err != nil {
			return err
		}
		session, err = s.begin(ctx, tx, p, "link", device)
		return err
	})
	return session, p, err
}

func (s *Service) setUpPerson(ctx context.Context, tx *db.Tx, d Details) (Person, error) {
	n, err := countAdministrators(ctx, tx)
	if err != nil {
		return Person{}, err
	}
	if n > 0 {
		return Person{}, errLinkOver
	}
	return s.add(ctx, tx, d)
}

func linkOver(err error) error {
	if errors.Is(err, db.ErrNone) {
		return errLinkOver
	}
	return err
}

// AdministratorLink makes a sign-in link for the administrator with the
// address, for when mail does not work. It is audited, and the person is told
// by mail.
func (s *Service) AdministratorLink(ctx context.Context, email string) (string, error) {
	token := id.Secret()
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		p, err := s.known(ctx, tx, email)
		if err != nil {
			return err
		}
		grants, err := listGrants(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if p.Status != Active || !(access.Actor{Grants: scopes(grants)}).Has(access.Administrator) {
			return fault.New(fault.Forbidden, "account.fault.no-administrator")
		}
		now := s.Now()
		if err := voidLinks(ctx, tx, linkAdministrator, now); err != nil {
			return err
		}
		if err := insertLink(ctx, tx, hashToken(token), linkAdministrator, p.ID, now, now.Add(administratorLife)); err != nil {
			return err
		}
		if err := s.Outbox.Send(ctx, tx, s.linkMail(p)); err != nil {
			return err
		}
		return record(ctx, tx, audit.CommandLine, audit.AdministratorLinkMade, audit.KindPerson, p.ID, p.ID)
	})
	return s.URL + "/signin/link?token=" + url.QueryEscape(token), err
}

// UseLink signs the administrator in with such a link.
func (s *Service) UseLink(ctx context.Context, token, device string) (session string, p Person, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		personID, err := useLink(ctx, tx, hashToken(token), linkAdministrator, s.Now())
		if err != nil {
			return linkOver(err)
		}
		if p, err = loadPerson(ctx, tx, personID); err != nil {
			return err
		}
		if p.Status != Active {
			return errLinkOver
		}
		if err := record(ctx, tx, p.ID, audit.AdministratorLinkUsed, audit.KindPerson, p.ID, p.ID); err != nil {
			return err
		}
		session, err = s.begin(ctx, tx, p, "link", device)
		return err
	})
	return session, p, err
}
