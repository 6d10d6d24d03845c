package mentorship

import (
	"context"
	"errors"
	"fmt"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
)

// Service is the verbs of mentorships.
type Service struct {
	DB       *db.DB
	Now      func() time.Time // UTC in microseconds, as db.Now
	Accounts *account.Service
	Intakes  *intake.Service
}

// Joining is who comes to a mentorship.
type Joining struct {
	Person      string
	Application string // empty: without one
}

// Beginning is what a mentorship begins with.
type Beginning struct {
	Programme string
	Intake    string
	Model     catalogue.ModelCode
	Size      catalogue.Span // of mentees
	Mentor    Joining
	Mentee    Joining
}

// Begin lets a mentee and a mentor work together, in the caller's transaction,
// which has checked that both said yes (R6.1-6). Where the model needs several
// mentees, the mentee joins those who gather around the mentor; where one is
// enough it begins at once. It writes audit entries, so it comes late.
func (s *Service) Begin(ctx context.Context, tx *db.Tx, by string, b Beginning) (Mentorship, error) {
	if b.Size.From > 1 {
		m, err := s.gather(ctx, tx, b)
		if err == nil {
			return s.enter(ctx, tx, by, m, b.Mentee, Mentee, audit.MentorshipJoined)
		}
		if !errors.Is(err, db.ErrNone) {
			return m, err
		}
	}
	now := s.Now()
	m := Mentorship{ID: id.New(), Programme: b.Programme, Intake: b.Intake, Model: b.Model, Status: Proposed, Seats: int64(b.Size.To), Mentees: 1,
		BeganAt: now, StatusAt: now, UpdatedAt: now, Version: 1}
	if b.Size.From <= 1 {
		m.Status = Foundation
	}
	if err := insert(ctx, tx, m); err != nil {
		return m, err
	}
	m, err := s.enter(ctx, tx, by, m, b.Mentor, Mentor, audit.MentorshipBegun)
	if err != nil {
		return m, err
	}
	return s.enter(ctx, tx, by, m, b.Mentee, Mentee, audit.MentorshipBegun)
}

// gather takes a seat in the mentorship that gathers around the mentor.
func (s *Service) gather(ctx context.Context, tx *db.Tx, b Beginning) (Mentorship, error) {
	found, err := forming(ctx, tx, b)
	if err != nil {
		return Mentorship{}, err
	}
	for _, mentorshipID := range found {
		took, err := takeSeat(ctx, tx, mentorshipID, s.Now())
		if err != nil {
			return Mentorship{}, err
		}
		if took {
			return load(ctx, tx, mentorshipID)
		}
	}
	return Mentorship{}, db.ErrNone
}

// enter adds a member, with the role in the permission table.
func (s *Service) enter(ctx context.Context, tx *db.Tx, by string, m Mentorship, j Joining, side Side, action audit.Action) (Mentorship, error) {
	x := Member{ID: id.New(), Person: j.Person, Application: j.Application, Side: side, JoinedAt: s.Now()}
	if err := insertMember(ctx, tx, m.ID, x); err != nil {
		return m, err
	}
	m.Members = append(m.Members, x)
	if err := s.Accounts.Admit(ctx, tx, by, x.Person, roles[side], m.ID); err != nil {
		return m, fmt.Errorf("admit a member: %w", err)
	}
	return m, record(ctx, tx, by, action, m, x.Person)
}

// Part lets a mentee go to be matched again, in the caller's transaction. A
// mentorship without mentees is over. What is over already stays as it is.
func (s *Service) Part(ctx context.Context, tx *db.Tx, by, mentorshipID, personID string) error {
	m, err := lock(ctx, tx, mentorshipID)
	if err != nil || m.Status.Over() || !m.Has(personID) {
		return err
	}
	if m.Mentees--; m.Mentees > 0 {
		return s.leave(ctx, tx, by, m, personID)
	}
	if err := m.become(Rematched, s.Now()); err != nil {
		return err
	}
	for _, x := range m.Members {
		if x.LeftAt == nil {
			if err := s.dismiss(ctx, tx, by, m, x.Person); err != nil {
				return err
			}
		}
	}
	return s.save(ctx, tx, m)
}

func (s *Service) leave(ctx context.Context, tx *db.Tx, by string, m Mentorship, personID string) error {
	if err := s.save(ctx, tx, m); err != nil {
		return err
	}
	return s.dismiss(ctx, tx, by, m, personID)
}

func (s *Service) dismiss(ctx context.Context, tx *db.Tx, by string, m Mentorship, personID string) error {
	if err := setLeft(ctx, tx, m.ID, personID, s.Now()); err != nil {
		return err
	}
	if err := s.Accounts.Dismiss(ctx, tx, by, personID, m.ID); err != nil {
		return fmt.Errorf("dismiss a member: %w", err)
	}
	return record(ctx, tx, by, audit.MentorshipRematched, m, personID)
}

func (s *Service) save(ctx context.Context, tx *db.Tx, m Mentorship) error {
	m.UpdatedAt = s.Now()
	saved, err := update(ctx, tx, m)
	if err == nil && !saved {
		err = fault.New(fault.Conflict, "fault.stale")
	}
	return err
}

// Start lets a group or a team that has gathered begin; refused with fewer or
// more mentees than its intake says.
func (s *Service) Start(ctx context.Context, actor access.Actor, mentorshipID string, version int64) (m Mentorship, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if m, err = lock(ctx, tx, mentorshipID); err != nil {
			return err
		}
		if err := actor.Check(access.Write, m.Object()); err != nil {
			return err
		}
		if m.Version != version {
			return fault.New(fault.Conflict, "fault.stale")
		}
		x, err := s.Intakes.Load(ctx, tx, m.Intake)
		if err != nil {
			return err
		}
		size, _ := Size(m.Model, x.Rules)
		if err := m.start(size, s.Now()); err != nil {
			return err
		}
		if err := s.save(ctx, tx, m); err != nil {
			return err
		}
		m.Version++
		return record(ctx, tx, actor.Person, audit.MentorshipBegun, m, "")
	})
	if err != nil {
		return Mentorship{}, err
	}
	return m, nil
}

// Advance lets the members go on to the next stage; refused while something is
// missing for it (R7-1).
func (s *Service) Advance(ctx context.Context, actor access.Actor, mentorshipID string, version int64) (m Mentorship, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		if m, err = lock(ctx, tx, mentorshipID); err != nil {
			return err
		}
		if err := actor.Check(access.Write, access.Object{Thing: access.MentorshipStage, Programme: m.Programme, Mentorship: m.ID}); err != nil {
			return err
		}
		if m.Version != version {
			return fault.New(fault.Conflict, "fault.stale")
		}
		next, missing := m.Next()
		if next == "" || len(missing) > 0 {
			return fault.New(fault.Conflict, "mentorship.fault.missing")
		}
		if err := m.become(next, s.Now()); err != nil {
			return err
		}
		if err := s.save(ctx, tx, m); err != nil {
			return err
		}
		m.Version++
		return record(ctx, tx, actor.Person, audit.MentorshipAdvanced, m, "")
	})
	if err != nil {
		return Mentorship{}, err
	}
	return m, nil
}

// Reach notes in the caller's transaction that all members came to a step. Only
// the first day counts; a later one changes nothing.
func (s *Service) Reach(ctx context.Context, tx *db.Tx, by, mentorshipID string, step Step, at time.Time) error {
	first, err := reach(ctx, tx, mentorshipID, step, at)
	if err != nil || !first {
		return err
	}
	m, err := load(ctx, tx, mentorshipID)
	if err != nil {
		return err
	}
	return record(ctx, tx, by, audit.MentorshipReached, m, "")
}

// End notes in the caller's transaction the day on which the members agreed to
// end, 2027-05-18 (R3.1-5).
func (s *Service) End(ctx context.Context, tx *db.Tx, mentorshipID, day string) error {
	return setEnd(ctx, tx, mentorshipID, day)
}

// Get loads a mentorship for one of its members or for the programme's staff:
// states and dates, nothing that was said.
func (s *Service) Get(ctx context.Context, actor access.Actor, mentorshipID string) (Mentorship, error) {
	m, err := load(ctx, s.DB, mentorshipID)
	if err != nil {
		return Mentorship{}, err
	}
	if m.Has(actor.Person) && actor.SignedIn() {
		return m, nil
	}
	if err := actor.Check(access.Read, m.Object()); err != nil {
		if fault.Is(err, fault.Forbidden) {
			err = errMissing.Because(err)
		}
		return Mentorship{}, err
	}
	return m, nil
}

// Load is Get for the service's own work, which no actor asks for.
func (s *Service) Load(ctx context.Context, q db.Q, mentorshipID string) (Mentorship, error) {
	return load(ctx, q, mentorshipID)
}

// Filter chooses mentorships of one programme.
type Filter struct {
	Programme string
	Status    Status // empty: all
	Query     string // words of members' names, in any order
	After     Cursor // of the last one of the page before
}

// Cursor is where a page ended.
type Cursor struct {
	BeganAt time.Time
	ID      string
}

// MaxPage is the most that one page holds.
const MaxPage = 200

// List pages through a programme's mentorships for its staff, the earliest
// first. A page that is not full is the last one.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter, limit int) ([]Mentorship, error) {
	if err := actor.Check(access.Read, access.Object{Thing: access.MentorshipFact, Programme: f.Programme}); err != nil {
		return nil, err
	}
	return list(ctx, s.DB, f, min(max(limit, 1), MaxPage))
}

// Of gives the mentorships in which the actor takes or took part, the latest
// first. One that the actor has left shows the actor alone.
func (s *Service) Of(ctx context.Context, actor access.Actor) ([]Mentorship, error) {
	if !actor.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return listOf(ctx, s.DB, actor.Person)
}

var errMissing = fault.New(fault.NotFound, "fault.not-found")

func record(ctx context.Context, tx *db.Tx, by string, action audit.Action, m Mentorship, subject string) error {
	err := audit.Record(ctx, tx, audit.Entry{Actor: by, Action: action, Object: audit.Object{Kind: audit.KindMentorship, ID: m.ID},
		Subject: subject, Programme: m.Programme})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}
