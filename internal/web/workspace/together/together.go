// Package together is what all rooms of a mentorship share: who is in it, where
// its pages are, and how an entry of the journal becomes a form and comes back.
//
// Each room is a package of its own beside this one and mounts its pages below
// /workspace/mentorships/{id}. A room that belongs on the mentorship's first page
// adds a Door.
//
// A form of an entry goes three ways (edit.go): it opens with what is saved, or
// with what its writer typed last and did not save; while somebody types, it is
// kept on the server as a draft; and when it is sent after another member saved,
// it comes back with both texts and the choice. Nothing typed is lost, and
// nothing lies in the browser's storage (context §9.5).
package together

import (
	"errors"
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/web"
)

// Path is where mentorships are.
const Path = "/workspace/mentorships"

// Base is what the pages of every room need.
type Base struct {
	Kit         *web.Kit
	Accounts    *account.Service
	Mentorships *mentorship.Service
	Journal     *journal.Service
	Zone        *time.Location
	Ethics      string // version of the code of ethics that agreements name
	Now         func() time.Time

	doors []Door
}

// What the routes of rooms need; the services ask again about the very object.
var (
	Read    = web.Need{Thing: access.ContentShared, Verb: access.Read}
	Write   = web.Need{Thing: access.ContentShared, Verb: access.Write}
	Agree   = web.Need{Thing: access.AgreementText, Verb: access.Write}
	Meet    = web.Need{Thing: access.MeetingFact, Verb: access.Write}
	Meeting = web.Need{Thing: access.MeetingFact, Verb: access.Read}
)

// Door leads from a mentorship's first page into a room.
type Door struct {
	Order int // of doors; the lower first
	// Task says what the room holds or asks for; nil: nothing to show now.
	Task func(r *web.Request, x Room) (*web.Task, error)
	// Next is the one thing to do now, if it is in this room; may be nil.
	Next func(r *web.Request, x Room) (*web.Empty, error)
}

// AddDoor adds a room's door; call it while mounting.
func (b *Base) AddDoor(d Door) {
	b.doors = append(b.doors, d)
	slices.SortStableFunc(b.doors, func(a, c Door) int { return a.Order - c.Order })
}

// Doors are all of them, in their order.
func (b *Base) Doors() []Door { return b.doors }

// Room is a mentorship as one of its members sees it.
type Room struct {
	mentorship.Mentorship
	Me     access.Actor
	Side   mentorship.Side
	People map[string]account.Person
}

var errMissing = fault.New(fault.NotFound, "fault.not-found")

// Room finds the mentorship that the path names. For who takes no part in it
// there is none.
func (b *Base) Room(r *web.Request) (Room, error) {
	m, err := b.Mentorships.Get(r.Context(), r.Actor, r.PathValue("id"))
	if err != nil {
		return Room{}, err
	}
	return b.room(r, m)
}

// Mine are the mentorships in which the viewer takes part now and that go on, the
// latest first.
func (b *Base) Mine(r *web.Request) (list []Room, err error) {
	all, err := b.Mentorships.Of(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if !m.Has(r.Actor.Person) || !m.Status.Running() {
			continue
		}
		x, err := b.room(r, m)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, nil
}

func (b *Base) room(r *web.Request, m mentorship.Mentorship) (x Room, err error) {
	x = Room{Mentorship: m, Me: r.Actor}
	var ids []string
	for _, member := range m.Members {
		ids = append(ids, member.Person)
		if member.Person == r.Actor.Person && member.LeftAt == nil {
			x.Side = member.Side
		}
	}
	if x.Side == "" {
		return Room{}, errMissing
	}
	x.People, err = b.Accounts.Contacts(r.Context(), r.Actor, access.Object{Mentorship: m.ID}, ids...)
	return x, err
}

// Href is the address of a page of the mentorship: Href("/goals").
func (x Room) Href(page string) string { return Path + "/" + x.ID + page }

// Others are the members beside the viewer who take part now, the first to join
// first.
func (x Room) Others() (list []mentorship.Member) {
	for _, member := range x.Members {
		if member.LeftAt == nil && member.Person != x.Me.Person {
			list = append(list, member)
		}
	}
	return list
}

// Name is what a member is called on the page.
func (x Room) Name(personID string) string {
	p := x.People[personID]
	return p.Name()
}

// Who is a member's name, or the word for the viewer.
func (x Room) Who(r *web.Request, personID string) string {
	if personID == x.Me.Person {
		return r.T("together.you")
	}
	return x.Name(personID)
}

// With names all others.
func (x Room) With() string {
	var names []string
	for _, member := range x.Others() {
		names = append(names, x.Name(member.Person))
	}
	return strings.Join(names, ", ")
}

// Sees says in words who reads what is written: all members, or its author.
func (x Room) Sees(r *web.Request, private bool) web.Sees {
	switch {
	case private:
		return web.Sees{Text: r.T("together.sees.own"), Private: true}
	case len(x.Others()) == 1:
		return web.Sees{Text: r.T("together.sees.pair")}
	}
	return web.Sees{Text: r.T("together.sees.group")}
}

// Page starts a page of a room: below the mentorship, and below what more says.
func (b *Base) Page(r *web.Request, x Room, title string, more ...web.Crumb) web.Page {
	page := r.Page("workspace", title)
	page.Crumbs = append([]web.Crumb{{Text: r.T("ui.nav.workspace"), Href: "/workspace"}, {Text: r.T("together.crumb"), Href: x.Href("")}}, more...)
	return page
}

// Saved says who saved an entry last, and when.
func (b *Base) Saved(r *web.Request, x Room, e journal.Entry) string {
	return r.T("together.saved", "who", x.Who(r, e.Editor), "when", b.When(r, e.UpdatedAt))
}

// When is a day with its hour, or the hour alone for today.
func (b *Base) When(r *web.Request, at time.Time) string {
	at = at.In(b.Zone)
	if now := b.Now().In(b.Zone); now.YearDay() == at.YearDay() && now.Year() == at.Year() {
		return r.Tr.At(at)
	}
	return r.Tr.Date(at, i18n.Nom) + ", " + r.Tr.At(at)
}

// Today is the day in the programme's zone, 2026-11-23.
func (b *Base) Today() string { return b.Now().In(b.Zone).Format(time.DateOnly) }

// Missing tells whether err says that there is no such thing yet.
func Missing(err error) bool { return fault.Is(err, fault.NotFound) }

// asStale finds what another member saved in between.
func asStale(err error) *journal.Stale {
	var stale *journal.Stale
	if errors.As(err, &stale) {
		return stale
	}
	return nil
}
