package account

import (
	"context"
	"errors"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

// Attempt is a code that was asked for. Its ID stays in the asking browser's
// session and is what binds the code to that browser.
type Attempt struct {
	ID        string
	Email     string // as compared
	Person    string // empty: nobody has the address
	Purpose   string
	Language  i18n.Lang
	Session   string // the sign-in session that a step-up proves afresh
	SecretID  string
	Known     bool
	Newcomer  bool // nobody has the address, and the code makes an account
	Tries     int
	CreatedAt time.Time
	ExpiresAt time.Time
}

const (
	purposeSignIn = "sign-in"
	purposeStepUp = "step-up"

	// asksPerWindow codes may be asked for one address in askWindow. Browsers
	// that have signed in to the address before have a budget of their own, so
	// that nobody is locked out by others asking (SEC-22).
	asksPerWindow = 5
	askWindow     = 15 * time.Minute
)

// codePurpose names the server secret that codes are derived with.
const codePurpose = "sign-in code"

// SendCode is the job that mails a code, or tells that nobody has the address.
type SendCode struct{ AttemptID string }

// Kind implements job.Args.
func (SendCode) Kind() string { return "account.send-code" }

// Ask notes that a browser wants to sign in to an address and has the code
// sent. Known and unknown addresses take the same steps. known tells that this
// browser has signed in to the address before.
func (s *Service) Ask(ctx context.Context, email string, lang i18n.Lang, known bool) (Attempt, error) {
	bad := fault.Checks{}
	email = checkEmail(bad, "email", email)
	if err := bad.Err(); err != nil {
		return Attempt{}, err
	}
	return s.ask(ctx, Attempt{Email: emailKey(email), Purpose: purposeSignIn, Language: lang, Known: known})
}

// AskAgain has the actor prove afresh who they are, with a code to the address
// of their account.
func (s *Service) AskAgain(ctx context.Context, actor access.Actor, lang i18n.Lang) (Attempt, error) {
	if !actor.SignedIn() {
		return Attempt{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	p, err := loadPerson(ctx, s.DB, actor.Person)
	if err != nil {
		return Attempt{}, err
	}
	return s.ask(ctx, Attempt{Email: emailKey(p.Email), Purpose: purposeStepUp, Language: lang, Known: true, Session: actor.SignIn})
}

func (s *Service) ask(ctx context.Context, a Attempt) (Attempt, error) {
	a.ID, a.CreatedAt = id.New(), s.Now()
	a.ExpiresAt = a.CreatedAt.Add(s.Rules.CodeLife)
	a.SecretID, _ = s.Vault.Secret(codePurpose)
	open, err := s.newcomers(ctx)
	if err != nil {
		return a, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		n, err := countAsks(ctx, tx, a.Email, a.Known, a.CreatedAt.Add(-askWindow))
		if err != nil {
			return err
		}
		if n >= asksPerWindow {
			return fault.New(fault.TooMany, "account.fault.too-many-codes", "minutes", int(askWindow.Minutes()))
		}
		p, err := findByEmail(ctx, tx, a.Email)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		a.Newcomer = open && errors.Is(err, db.ErrNone)
		if err == nil && p.Status == Active {
			a.Person = p.ID
		}
		if err := insertAttempt(ctx, tx, a); err != nil {
			return err
		}
		return s.Queue.Enqueue(ctx, tx, SendCode{a.ID})
	})
	return a, err
}

// Pending loads an attempt that still waits for its code; Gone when it has
// ended or its time is over.
func (s *Service) Pending(ctx context.Context, attemptID string) (Attempt, error) {
	a, err := loadAttempt(ctx, s.DB, attemptID, s.Now())
	if errors.Is(err, db.ErrNone) {
		return a, errCodeOver
	}
	return a, err
}

var (
	errCodeOver  = fault.New(fault.Gone, "account.fault.code-over")
	errCodeWrong = fault.Fields(map[string]fault.Message{"code": fault.Msg("account.fault.code-wrong")})
	errTries     = fault.New(fault.Gone, "account.fault.code-tries")
)

// Answer takes the code that somebody typed in the browser that asked. The
// fifth wrong code ends the attempt, which the person can read of. What the device says of itself (a user
// agent) is sealed with the person's key. It returns the sign-in session and
// the person.
func (s *Service) Answer(ctx context.Context, attemptID, typed, device string) (session string, p Person, err error) {
	var refused error
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		refused = nil
		a, err := countTry(ctx, tx, attemptID, maxTries, s.Now())
		if errors.Is(err, db.ErrNone) {
			refused = errCodeOver
			return nil
		}
		if err != nil {
			return err
		}
		code, err := s.code(a)
		if err != nil {
			return err
		}
		if !sameCode(typed, code) || a.Person == "" && !a.Newcomer {
			refused = errCodeWrong
			if a.Tries < maxTries {
				return nil // the try counts, so the transaction stands
			}
			refused = errTries
			return record(ctx, tx, audit.Public, audit.SignInFailed, audit.KindSignIn, a.ID, a.Person)
		}
		if err := endAttempt(ctx, tx, a.ID, s.Now()); err != nil {
			return err
		}
		session, p, err = s.admit(ctx, tx, a, device)
		return err
	})
	return session, p, errors.Join(err, refused)
}

// admit begins a session, or proves a running one afresh.
func (s *Service) admit(ctx context.Context, tx *db.Tx, a Attempt, device string) (string, Person, error) {
	p, err := s.comer(ctx, tx, a)
	if err != nil {
		return "", p, err
	}
	if p.Status != Active {
		return "", p, errCodeOver
	}
	if a.Purpose == purposeSignIn {
		session, err := s.begin(ctx, tx, p, "code", device)
		return session, p, err
	}
	proved, err := proveSession(ctx, tx, a.Session, p.ID, s.Now())
	if err != nil {
		return "", p, err
	}
	if !proved {
		return "", p, errCodeOver
	}
	return a.Session, p, record(ctx, tx, p.ID, audit.IdentityProved, audit.KindSignIn, a.Session, p.ID)
}

// newcomers tells whether people without an account can come in now.
func (s *Service) newcomers(ctx context.Context) (bool, error) {
	if s.Newcomers == nil {
		return false, nil
	}
	return s.Newcomers(ctx)
}

// comer is the person of an attempt; a newcomer's account is made here, with
// the address alone. The first page of an application asks for the name.
func (s *Service) comer(ctx context.Context, tx *db.Tx, a Attempt) (Person, error) {
	if a.Person != "" {
		return loadPerson(ctx, tx, a.Person)
	}
	p, err := findByEmail(ctx, tx, a.Email)
	if err == nil || !errors.Is(err, db.ErrNone) {
		return p, err
	}
	now := s.Now()
	p = Person{ID: id.New(), Email: a.Email, Language: a.Language, Status: Active, CreatedAt: now, UpdatedAt: now, Version: 1}
	if err := insertPerson(ctx, tx, p); err != nil {
		return p, err
	}
	return p, record(ctx, tx, p.ID, audit.PersonCreated, audit.KindPerson, p.ID, p.ID)
}

func (s *Service) code(a Attempt) (string, error) {
	secret, ok := s.Vault.SecretByID(codePurpose, a.SecretID)
	if !ok {
		return "", errCodeOver // its master key was retired meanwhile
	}
	return deriveCode(secret, a.ID), nil
}

// DemoCode tells the code of a running attempt; only the demo's page may show
// it (app refuses otherwise).
func (s *Service) DemoCode(ctx context.Context, attemptID string) (string, error) {
	a, err := s.Pending(ctx, attemptID)
	if err != nil || a.Person == "" {
		return "", err
	}
	return s.code(a)
}

// DemoSignIn begins a session as one of the demo's invented people; web offers
// it with demo data only.
func (s *Service) DemoSignIn(ctx context.Context, email, device string) (session string, p Person, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if p, err = s.known(ctx, tx, email); err != nil {
			return err
		}
		session, err = s.begin(ctx, tx, p, methodDemo, device)
		return err
	})
	return session, p, err
}
