package seminar

import (
	"context"
	"errors"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
)

// MakeCode makes the actor's check-in code and shows it this one time; one made
// before ends. It is for those who have a place, until the seminar is over.
func (s *Service) MakeCode(ctx context.Context, actor access.Actor, seminarID string) (Code, error) {
	code := newCode()
	err := s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := load(ctx, tx, seminarID)
		if err != nil {
			return err
		}
		if err := actor.Check(access.Write, own(x, actor)); err != nil {
			return err
		}
		r, there, err := loadOwn(ctx, tx, x.ID, actor.Person)
		switch {
		case err != nil:
			return err
		case !there:
			return fault.New(fault.NotFound, "fault.not-found")
		case r.Hold != Registered:
			return errNoPlace
		case !x.Takes(s.Now()):
			return over(x)
		}
		return setCode(ctx, tx, r.ID, hashCode(x.ID, code))
	})
	if err != nil {
		return Code{}, err
	}
	return Code{Text: showCode(code), Link: s.URL + Path(seminarID) + "/check-in?code=" + showCode(code)}, nil
}

var (
	errNoPlace = fault.New(fault.Conflict, "seminar.fault.no-place")
	errCode    = fault.Fields(map[string]fault.Message{"code": fault.Msg("seminar.fault.code")})
)

// CheckIn marks the person whose code it is as there, while the seminar is on.
// Whoever holds the code may bring it: the person, signed in or not, or staff
// at the door. A second time is no harm. Conflict outside the window (server
// time) and for those without a place; Invalid for a code that nobody has.
func (s *Service) CheckIn(ctx context.Context, actor access.Actor, seminarID, typed string) (r Registration, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := load(ctx, tx, seminarID)
		if err != nil {
			return err
		}
		if x.Status == Draft {
			return fault.New(fault.NotFound, "fault.not-found")
		}
		if !x.On(s.Now()) {
			return fault.New(fault.Conflict, "seminar.fault.window")
		}
		r, err = loadByCode(ctx, tx, x.ID, hashCode(x.ID, readCode(typed)))
		if errors.Is(err, db.ErrNone) {
			return errCode
		}
		if err != nil {
			return err
		}
		return s.arrive(ctx, tx, actor, x, r.ID)
	})
	if err != nil {
		return Registration{}, err
	}
	return r, nil
}

func (s *Service) arrive(ctx context.Context, tx *db.Tx, actor access.Actor, x Seminar, registrationID string) error {
	r, err := lockRegistration(ctx, tx, x.ID, registrationID)
	if err != nil {
		return err
	}
	if r.Hold != Registered {
		return errNoPlace
	}
	last, err := lastMark(ctx, tx, r.ID)
	if err != nil || last.Present {
		return err
	}
	m := Mark{Seq: last.Seq + 1, Present: true, Source: ByCode, By: actor.Person, At: s.Now()}
	if err := insertMark(ctx, tx, r, m); err != nil {
		return err
	}
	by := actor.Person
	if by == "" {
		by = audit.Public
	}
	return recordPlaces(ctx, tx, by, audit.AttendanceMarked, x, []Registration{r})
}

// Mark notes who was there and who was not, all lines or none. A mark that
// replaces another needs its reason. Those who wait can be marked too: a seat
// that stays empty is often theirs. Conflict before people check in, and when a
// line was written over marks that its writer has not seen.
func (s *Service) Mark(ctx context.Context, actor access.Actor, seminarID string, lines []Line) error {
	return s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.staffs(ctx, tx, actor, access.Write, seminarID)
		if err != nil {
			return err
		}
		if err := s.begun(x); err != nil {
			return err
		}
		bad := fault.Checks{}
		var noted []Registration
		for _, line := range lines {
			r, added, err := s.mark(ctx, tx, actor, x, line, bad)
			if err != nil {
				return err
			}
			if added {
				noted = append(noted, r)
			}
		}
		if err := bad.Err(); err != nil {
			return err
		}
		return recordPlaces(ctx, tx, actor.Person, audit.AttendanceMarked, x, noted)
	})
}

// begun tells whether anybody can have been there yet.
func (s *Service) begun(x Seminar) error {
	if from, _ := x.Window(); x.Status != Published || s.Now().Before(from) {
		return fault.New(fault.Conflict, "seminar.fault.not-begun")
	}
	return nil
}

func (s *Service) mark(ctx context.Context, tx *db.Tx, actor access.Actor, x Seminar, line Line, bad fault.Checks) (r Registration, added bool, err error) {
	if r, err = lockRegistration(ctx, tx, x.ID, line.Registration); err != nil {
		return r, false, err
	}
	if r.Hold == Left {
		return r, false, errNoPlace
	}
	last, err := lastMark(ctx, tx, r.ID)
	if err != nil {
		return r, false, err
	}
	m, ok, err := line.next(last, bad)
	if err != nil || !ok || len(bad) > 0 {
		return r, false, err
	}
	m.By, m.At = actor.Person, s.Now()
	return r, true, insertMark(ctx, tx, r, m)
}

// Attendees gives everybody who registered, with their marks, in Latvian order
// of names.
func (s *Service) Attendees(ctx context.Context, actor access.Actor, seminarID string) ([]Attendee, error) {
	if _, err := s.staffs(ctx, s.DB, actor, access.Read, seminarID); err != nil {
		return nil, err
	}
	return attendees(ctx, s.DB, seminarID)
}
