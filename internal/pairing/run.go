package pairing

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
)

// Run is a run of the engine as it was kept: the same input and settings give
// the same result in five years.
type Run struct {
	ID          string
	Programme   string
	Intake      string
	Fingerprint string // SHA-256 of the input, hexadecimal
	Settings    json.RawMessage
	Result      json.RawMessage // empty in lists
	CreatedBy   string
	CreatedAt   time.Time
}

// Limits of what is kept of a run, in bytes.
const (
	MaxSettings = 64 << 10
	MaxResult   = 64 << 20
)

var fingerprint = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (r Run) check() error {
	switch {
	case len(r.Settings) > MaxSettings || len(r.Result) > MaxResult:
		return fault.New(fault.TooLarge, "pairing.fault.run-size")
	case !fingerprint.MatchString(r.Fingerprint) || !json.Valid(r.Settings) || !json.Valid(r.Result):
		return fault.New(fault.Invalid, "pairing.fault.run")
	}
	return nil
}

// SaveRun keeps a run for good.
func (s *Service) SaveRun(ctx context.Context, actor access.Actor, intakeID string, r Run) (Run, error) {
	x, err := s.desk(ctx, s.DB, actor, access.Write, intakeID)
	if err != nil {
		return Run{}, err
	}
	if err := r.check(); err != nil {
		return Run{}, err
	}
	err = s.DB.Tx(ctx, func(tx *db.Tx) error { return s.keepRun(ctx, tx, actor, x, &r) })
	if err != nil {
		return Run{}, err
	}
	return r, nil
}

func (s *Service) keepRun(ctx context.Context, tx *db.Tx, actor access.Actor, x intake.Intake, r *Run) error {
	r.ID, r.Programme, r.Intake, r.CreatedBy, r.CreatedAt = id.New(), x.Programme, x.ID, actor.Person, s.Now()
	if err := insertRun(ctx, tx, *r); err != nil {
		return err
	}
	return record(ctx, tx, audit.Entry{Actor: actor.Person, Action: audit.MatchingRunSaved,
		Object: audit.Object{Kind: audit.KindMatchingRun, ID: r.ID}, Programme: r.Programme})
}

// Runs lists an intake's runs without their results, the latest first, at most
// a hundred.
func (s *Service) Runs(ctx context.Context, actor access.Actor, intakeID string) ([]Run, error) {
	if _, err := s.desk(ctx, s.DB, actor, access.Read, intakeID); err != nil {
		return nil, err
	}
	return listRuns(ctx, s.DB, intakeID, 100)
}

// Run loads one run whole.
func (s *Service) Run(ctx context.Context, actor access.Actor, runID string) (Run, error) {
	r, err := loadRun(ctx, s.DB, runID)
	if err != nil {
		return Run{}, err
	}
	if err := actor.Check(access.Read, desk(r.Programme)); err != nil {
		return Run{}, err
	}
	return r, nil
}

// RuleKind is what is said about a pair.
type RuleKind string

const (
	Lock    RuleKind = "lock"    // together, whatever the engine finds
	Exclude RuleKind = "exclude" // never
)

// Source tells where a rule comes from.
type Source string

const (
	FromStaff    Source = "staff"
	FromConflict Source = "conflict" // declared by one of the two: never lifted
)

// Rule is what is said about a pair for good.
type Rule struct {
	ID        string
	Intake    string
	Mentee    string // application
	Mentor    string // application
	Kind      RuleKind
	Source    Source
	Note      string // staff's reason, or the code of the tie
	CreatedBy string
	CreatedAt time.Time
}

// pair names two applications.
type pair struct{ mentee, mentor string }

// SetRule locks or excludes a pair, with a reason; it takes the place of the one
// before. What a conflict of interest excludes stays excluded. An open
// proposal of a pair that is excluded is withdrawn.
func (s *Service) SetRule(ctx context.Context, actor access.Actor, menteeID, mentorID string, kind RuleKind, note string) error {
	note, err := needed("note", note)
	if err != nil {
		return err
	}
	if kind != Lock && kind != Exclude {
		return fault.New(fault.Invalid, "pairing.fault.rule")
	}
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.pairOf(ctx, tx, actor, menteeID, mentorID)
		if err != nil {
			return err
		}
		r := Rule{Intake: x.ID, Mentee: menteeID, Mentor: mentorID, Kind: kind, Source: FromStaff, Note: note, CreatedBy: actor.Person, CreatedAt: s.Now()}
		if err := putRule(ctx, tx, r); err != nil {
			return err
		}
		if kind == Exclude {
			if err := s.sever(ctx, tx, menteeID, mentorID); err != nil {
				return err
			}
		}
		return s.recordRule(ctx, tx, actor, audit.PairingRuleSet, x.Programme, r)
	})
}

// sever withdraws what is open between two people.
func (s *Service) sever(ctx context.Context, tx *db.Tx, menteeID, mentorID string) error {
	if _, err := s.hold(ctx, tx, menteeID); err != nil {
		return err
	}
	open, err := openOf(ctx, tx, menteeID)
	if err != nil {
		return err
	}
	for _, p := range open {
		if p.Mentor != mentorID {
			continue
		}
		if err := s.end(ctx, tx, &p, Withdrawn, byStaff, false); err != nil {
			return err
		}
	}
	return nil
}

// LiftRule takes a coordinator's rule away.
func (s *Service) LiftRule(ctx context.Context, actor access.Actor, menteeID, mentorID string) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.pairOf(ctx, tx, actor, menteeID, mentorID)
		if err != nil {
			return err
		}
		lifted, err := liftRule(ctx, tx, menteeID, mentorID)
		if err != nil {
			return err
		}
		if !lifted {
			return errMissing
		}
		return s.recordRule(ctx, tx, actor, audit.PairingRuleLifted, x.Programme, Rule{Mentee: menteeID})
	})
}

// pairOf checks that the two stand on the two sides of one intake, whose desk
// the actor works at.
func (s *Service) pairOf(ctx context.Context, q db.Q, actor access.Actor, menteeID, mentorID string) (x intake.Intake, err error) {
	mentee, err := s.Applications.Load(ctx, q, menteeID)
	if err != nil {
		return x, err
	}
	if x, err = s.desk(ctx, q, actor, access.Write, mentee.Intake); err != nil {
		return x, err
	}
	if mentee.Side != Mentee {
		return x, errMissing
	}
	_, err = s.ofIntake(ctx, q, x.ID, mentorID, Mentor)
	return x, err
}

func (s *Service) recordRule(ctx context.Context, tx *db.Tx, actor access.Actor, action audit.Action, programmeID string, r Rule) error {
	return record(ctx, tx, audit.Entry{Actor: actor.Person, Action: action, Object: audit.Object{Kind: audit.KindPairingRule, ID: r.Mentee}, Programme: programmeID})
}

// Rules lists what is said about pairs of an intake.
func (s *Service) Rules(ctx context.Context, actor access.Actor, intakeID string) ([]Rule, error) {
	if _, err := s.desk(ctx, s.DB, actor, access.Read, intakeID); err != nil {
		return nil, err
	}
	return listRules(ctx, s.DB, intakeID)
}

// needed cleans words that staff has to write.
func needed(field, text string) (string, error) {
	bad := fault.Checks{}
	text = strings.TrimSpace(i18n.NFC(text))
	switch n := len([]rune(text)); {
	case n == 0:
		bad.Fail(field, "pairing.fault.note")
	case n > MaxNote:
		bad.Fail(field, "pairing.fault.too-long", "max", MaxNote)
	}
	return text, bad.Err()
}
