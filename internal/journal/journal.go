// Package journal keeps what the members of a mentorship write: the agreement,
// notes, goals, tasks, worksheets, reflections, reviews, feedback. Everything is
// sealed, and nobody but the members can open it (R5.1-1, R5.1-2).
//
// All of it has one shape. An Entry has a kind, an author, perhaps a parent (a
// task's goal) and a meeting, and a Body: named fields that its kind lists
// (kind.go). What is shared is sealed with the mentorship's key; what is not,
// with its author's own, so that no other member's key could open it.
//
// The flow of a change is Put: load the mentorship and check the actor → the
// kind's rules → the version that the writer had in mind is still the last one,
// or Stale with what is there now → the version before is kept → saved, with an
// audit entry that says who wrote in which mentorship and nothing else. An entry
// that a form names itself is saved once, however often the form is sent.
//
// What needs everybody's yes (the agreement, the plan) is accepted version by
// version; a change asks everybody again. The day on which all agreed goes up to
// the mentorship as evidence (Accept); nothing else leaves this package for
// those who are not members.
//
// Drafts are what somebody has typed and not saved yet: theirs alone, on the
// server, gone with the entry that they become.
package journal

import (
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/mentorship"
)

// Body is what an entry says: the values of its kind's fields by their names.
// A field without a value is not in it.
type Body map[string]string

// Entry is one thing that a member wrote.
type Entry struct {
	ID         string
	Mentorship string
	Kind       Kind
	Slot       string // what there is one of in a mentorship: its name
	Parent     string
	Meeting    string
	Author     string
	Editor     string // who saved it last
	Shared     bool   // all members read it; otherwise only its author
	SharedAt   *time.Time
	ReadAt     *time.Time // when somebody other than its author first opened it
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int64
	Body       Body
	Accepted   []Acceptance // of this version
}

// Acceptance is one member's yes to a version of an entry.
type Acceptance struct {
	Person  string
	Version int64
	At      time.Time
}

// AcceptedBy tells whether a person has agreed to the entry as it is now.
func (e Entry) AcceptedBy(personID string) bool {
	return slices.ContainsFunc(e.Accepted, func(a Acceptance) bool { return a.Person == personID && a.Version == e.Version })
}

// AcceptedByAll tells whether all who take part now agree to it as it is now.
func (e Entry) AcceptedByAll(m mentorship.Mentorship) bool {
	return !slices.ContainsFunc(m.Members, func(x mentorship.Member) bool { return x.LeftAt == nil && !e.AcceptedBy(x.Person) })
}

// Version is what a shared entry said once.
type Version struct {
	Number  int64
	Editor  string
	SavedAt time.Time
	Body    Body
}

// Write is what a member wants to save. Version 0 is for a new entry; ID may be
// empty then, or come from the form, so that sending it twice saves it once.
type Write struct {
	ID         string
	Mentorship string
	Kind       Kind
	Slot       string
	Parent     string
	Meeting    string
	Private    bool // where the kind leaves the choice
	Version    int64
	Body       Body
	Draft      string // form whose draft this ends
}

// Stale tells that somebody saved in between; Theirs is the entry as it is now.
// Nothing was changed: the writer chooses.
type Stale struct{ Theirs Entry }

func (s *Stale) Error() string { return "journal: saved by somebody else in between" }

// Unwrap makes it a Conflict for those who do not look closer.
func (s *Stale) Unwrap() error { return fault.New(fault.Conflict, "fault.stale") }

// readable tells whether an actor who takes part in m may read e: what is
// shared, and what is their own. Who joined later sees what was written since;
// of what is older only what all live by (R3.2-7).
func readable(m mentorship.Mentorship, e Entry, personID string) bool {
	if !e.Shared {
		return e.Author == personID
	}
	i := slices.IndexFunc(m.Members, func(x mentorship.Member) bool { return x.Person == personID && x.LeftAt == nil })
	return i >= 0 && (kinds[e.Kind].Common || !e.SharedAt.Before(m.Members[i].JoinedAt))
}

// sideOf is the side on which a person takes part now; empty for nobody.
func sideOf(m mentorship.Mentorship, personID string) mentorship.Side {
	for _, x := range m.Members {
		if x.Person == personID && x.LeftAt == nil {
			return x.Side
		}
	}
	return ""
}

// object is what the permission table is asked about: who may enter the room.
// Within it, readable decides entry by entry.
func object(mentorshipID string) access.Object {
	return access.Object{Thing: access.ContentShared, Mentorship: mentorshipID}
}

// change is the rule of what a member may change: their own, and of what is
// shared what its kind leaves to everybody.
func (w Write) change(old *Entry, side mentorship.Side, personID string) error {
	spec, known := kinds[w.Kind]
	if !known {
		return fault.New(fault.Invalid, "journal.fault.kind")
	}
	if spec.By != "" && spec.By != side {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if old == nil && w.Slot == "" && spec.Single {
		return fault.New(fault.Invalid, "journal.fault.kind")
	}
	if old == nil {
		return spec.check(w.Body, nil, side)
	}
	if old.Kind != w.Kind {
		return errMissing
	}
	if old.Author != personID && !spec.Together {
		return fault.New(fault.Forbidden, "journal.fault.author")
	}
	if spec.Append && old.ReadAt != nil {
		return fault.New(fault.Conflict, "journal.fault.read")
	}
	return spec.check(w.Body, old.Body, side)
}

// fresh is the new entry that a Write makes.
func (w Write) fresh(personID string, now time.Time) Entry {
	e := Entry{ID: w.ID, Mentorship: w.Mentorship, Kind: w.Kind, Slot: w.Slot, Parent: w.Parent, Meeting: w.Meeting, Author: personID, Editor: personID,
		Shared: kinds[w.Kind].shared(w.Private), CreatedAt: now, UpdatedAt: now, Version: 1, Body: w.Body}
	if e.ID == "" {
		e.ID = id.New()
	}
	if e.Shared {
		e.SharedAt = &now
	}
	return e
}

var errMissing = fault.New(fault.NotFound, "fault.not-found")
