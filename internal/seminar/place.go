package seminar

import (
	"context"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// View is a seminar as somebody may see it, with their own registration.
type View struct {
	Seminar
	Mine  *Registration // nil: none
	Ahead int64         // people who wait before them
	Staff bool          // sees it as its staff does
}

// Published gives the published seminars of open programmes that have not
// ended, the earliest first, without the links of their rooms: what everybody
// may know.
func (s *Service) Published(ctx context.Context) ([]Seminar, error) {
	seminars, err := listPublished(ctx, s.DB, s.Now())
	for i := range seminars {
		seminars[i].Link = ""
	}
	return seminars, err
}

// View shows a seminar to anybody, signed in or not. Drafts, and seminars of
// programmes that are not open, are for staff and for those who registered:
// NotFound. One that was called off is Gone. The link of the room is shown to
// those who have a place, and to staff.
func (s *Service) View(ctx context.Context, actor access.Actor, seminarID string) (View, error) {
	x, err := load(ctx, s.DB, seminarID)
	if err != nil {
		return View{}, err
	}
	v := View{Seminar: x, Staff: actor.May(access.Read, x.Object())}
	if err := s.addMine(ctx, &v, actor); err != nil {
		return View{}, err
	}
	if v.Mine == nil && !v.Staff {
		if err := s.checkVisible(ctx, x); err != nil {
			return View{}, err
		}
	}
	if !v.Staff && (v.Mine == nil || v.Mine.Hold != Registered) {
		v.Link = ""
	}
	return v, nil
}

func (s *Service) addMine(ctx context.Context, v *View, actor access.Actor) error {
	if !actor.May(access.Read, own(v.Seminar, actor)) {
		return nil
	}
	r, there, err := loadOwn(ctx, s.DB, v.ID, actor.Person)
	if err != nil || !there {
		return err
	}
	v.Mine = &r
	if r.Hold == Waiting {
		v.Ahead, err = ahead(ctx, s.DB, r)
	}
	return err
}

func (s *Service) checkVisible(ctx context.Context, x Seminar) error {
	h, err := loadHome(ctx, s.DB, x.Programme)
	switch {
	case err != nil:
		return err
	case x.Status == Draft || !h.open:
		return fault.New(fault.NotFound, "fault.not-found")
	case x.Status == Cancelled:
		return over(x)
	}
	return nil
}

// Mine gives the actor's registrations with their seminars, the latest first.
func (s *Service) Mine(ctx context.Context, actor access.Actor) ([]View, error) {
	if !actor.SignedIn() {
		return nil, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	places, err := listMine(ctx, s.DB, actor.Person)
	if err != nil {
		return nil, err
	}
	views := make([]View, len(places))
	for i, r := range places {
		if views[i], err = s.View(ctx, actor, r.Seminar); err != nil {
			return nil, err
		}
	}
	return views, nil
}

// Join takes a place for the actor, or a turn on the waiting list when there is
// none, and sends a letter that says which. Somebody who has one already keeps
// it as it is, without another letter.
func (s *Service) Join(ctx context.Context, actor access.Actor, seminarID string, e Entry) (r Registration, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := s.lockOpen(ctx, tx, actor, seminarID)
		if err != nil {
			return err
		}
		had, there, err := loadOwn(ctx, tx, x.ID, actor.Person)
		if err != nil {
			return err
		}
		if r = had; there && had.Hold != Left {
			return nil
		}
		if r, err = s.newPlace(ctx, tx, x, actor.Person, had, e); err != nil {
			return err
		}
		return recordPlaces(ctx, tx, actor.Person, audit.SeminarPlaceTaken, x, []Registration{r})
	})
	if err != nil {
		return Registration{}, err
	}
	return r, nil
}

// lockOpen locks a seminar in which the actor can take a place now.
func (s *Service) lockOpen(ctx context.Context, tx *db.Tx, actor access.Actor, seminarID string) (Seminar, error) {
	x, err := lock(ctx, tx, seminarID)
	if err != nil {
		return x, err
	}
	if err := actor.Check(access.Write, own(x, actor)); err != nil {
		return x, err
	}
	h, err := loadHome(ctx, tx, x.Programme)
	switch {
	case err != nil:
		return x, err
	case x.Status == Draft || !h.open:
		return x, fault.New(fault.NotFound, "fault.not-found")
	case !x.Takes(s.Now()):
		return x, over(x)
	}
	return x, nil
}

// over says why a seminar that was published takes nobody any more.
func over(x Seminar) error {
	if x.Status == Cancelled {
		return fault.New(fault.Gone, "seminar.fault.cancelled")
	}
	return fault.New(fault.Gone, "seminar.fault.over")
}

// newPlace makes a registration, or the one that was left anew, at the end of
// the line.
func (s *Service) newPlace(ctx context.Context, tx *db.Tx, x Seminar, personID string, had Registration, e Entry) (Registration, error) {
	now := s.Now()
	r := Registration{ID: had.ID, Seminar: x.ID, Person: personID, Hold: Waiting, Turn: x.turns, CreatedAt: had.CreatedAt, ChangedAt: now,
		told: x.Sequence, remindedOn: had.remindedOn}
	if r.ID == "" {
		r.ID, r.CreatedAt = id.New(), now
	}
	if err := r.apply(e); err != nil {
		return r, err
	}
	took, err := take(ctx, tx, x.ID)
	if err != nil {
		return r, err
	}
	if took {
		r.Hold = Registered
	}
	if err := putRegistration(ctx, tx, r); err != nil {
		return r, err
	}
	return r, s.write(ctx, tx, x, r, letterOf[r.Hold])
}

// Leave gives the actor's place or turn back; the next in turn moves up. It is
// possible until people check in. Leaving twice is no harm.
func (s *Service) Leave(ctx context.Context, actor access.Actor, seminarID string) (Registration, error) {
	if !actor.SignedIn() {
		return Registration{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	return s.vacate(ctx, actor, seminarID, func(ctx context.Context, tx *db.Tx) (Registration, error) {
		r, there, err := loadOwn(ctx, tx, seminarID, actor.Person)
		if err == nil && !there {
			err = fault.New(fault.NotFound, "fault.not-found")
		}
		return r, err
	})
}

// Remove takes somebody's place or turn away, by staff; the person is told.
func (s *Service) Remove(ctx context.Context, actor access.Actor, seminarID, registrationID string) (Registration, error) {
	return s.vacate(ctx, actor, seminarID, func(ctx context.Context, tx *db.Tx) (Registration, error) {
		return loadRegistration(ctx, tx, seminarID, registrationID)
	})
}

// vacate ends the registration that find loads.
func (s *Service) vacate(ctx context.Context, actor access.Actor, seminarID string,
	find func(context.Context, *db.Tx) (Registration, error)) (r Registration, err error) {
	err = s.DB.Tx(ctx, func(tx *db.Tx) error {
		x, err := lock(ctx, tx, seminarID)
		if err != nil {
			return err
		}
		if r, err = find(ctx, tx); err != nil {
			return err
		}
		if err := actor.Check(access.Write, r.Object(x)); err != nil {
			return err
		}
		if r.Hold == Left {
			return nil
		}
		if from, _ := x.Window(); x.Status != Published || !s.Now().Before(from) {
			return fault.New(fault.Conflict, "seminar.fault.too-late")
		}
		return s.empty(ctx, tx, actor, x, &r)
	})
	if err != nil {
		return Registration{}, err
	}
	return r, nil
}

// empty ends a registration and fills its place.
func (s *Service) empty(ctx context.Context, tx *db.Tx, actor access.Actor, x Seminar, r *Registration) error {
	had := r.Hold
	r.Hold, r.ChangedAt = Left, s.Now()
	if err := setHold(ctx, tx, *r); err != nil {
		return err
	}
	if had == Registered {
		if err := release(ctx, tx, x.ID); err != nil {
			return err
		}
		x.Taken--
	}
	if actor.Person != r.Person {
		if err := s.write(ctx, tx, x, *r, removed); err != nil {
			return err
		}
	}
	moved, err := s.fill(ctx, tx, &x)
	if err != nil {
		return err
	}
	if err := recordPlaces(ctx, tx, actor.Person, audit.SeminarPlaceLeft, x, []Registration{*r}); err != nil {
		return err
	}
	return recordPlaces(ctx, tx, audit.System, audit.SeminarPlaceGiven, x, moved)
}

// fill gives free places to those who wait, in turn, and writes to them. x is
// locked.
func (s *Service) fill(ctx context.Context, tx *db.Tx, x *Seminar) (moved []Registration, err error) {
	for x.Takes(s.Now()) && x.Free() > 0 {
		r, there, err := nextWaiting(ctx, tx, x.ID)
		if err != nil || !there {
			return moved, err
		}
		took, err := take(ctx, tx, x.ID)
		if err != nil || !took {
			return moved, err
		}
		x.Taken++
		r.Hold, r.ChangedAt, r.told = Registered, s.Now(), x.Sequence // the letter says where things stand
		if err := setHold(ctx, tx, r); err != nil {
			return moved, err
		}
		if err := s.write(ctx, tx, *x, r, movedUp); err != nil {
			return moved, err
		}
		moved = append(moved, r)
	}
	return moved, nil
}
