// Package seminar runs the information seminars with which a programme opens:
// the event, who has a place, who was there, and the papers that prove it.
//
// A seminar, and who takes the next step:
//
//	draft      only its staff sees it                   → Publish, by its staff
//	published  people take places until it ends         → CallOff, by its staff
//	cancelled  for good; those with a place are told
//
// A registration: Join takes a place if one is free and otherwise a turn on the
// waiting list. Leave, a place taken away, and more places let the next in turn
// move up, in the same transaction as the letter that says so; places are taken
// by a guarded update, so there are never more than there are.
//
//	registered ⇄ cancelled ⇄ waiting → registered
//
// Attendance: while the seminar is on, the person's own code marks them as
// there; its staff marks the others. A mark is never changed: a correction is
// another mark with its reason, and the last one counts. IssueList writes a
// numbered list that never changes either.
//
// All of it is evidence, no content: who, when, where.
package seminar

import (
	"slices"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
)

// Status is what a seminar's staff decided.
type Status string

const (
	Draft     Status = "draft"
	Published Status = "published"
	Cancelled Status = "cancelled"
)

// Statuses in the order of lists.
var Statuses = []Status{Draft, Published, Cancelled}

// Key is the translation key of the status' name.
func (s Status) Key() string { return "seminar.status." + string(s) }

// steps is the state machine.
var steps = map[Status][]Status{Draft: {Published, Cancelled}, Published: {Cancelled}}

// Item is a point of the agenda in both languages.
type Item struct {
	LV string `json:"lv"`
	EN string `json:"en"`
}

// In is the point in a language.
func (i Item) In(lang i18n.Lang) string {
	if lang == i18n.EN {
		return i.EN
	}
	return i.LV
}

// Material is something to read or see, by its address.
type Material struct {
	Title Item   `json:"title"`
	URL   string `json:"url"`
}

// FixedAgenda are the keys of the three points that every information seminar
// has (R6.1-12): what mentoring is, how it is organised, who answers for what.
var FixedAgenda = []string{"seminar.agenda.mentoring", "seminar.agenda.organisation", "seminar.agenda.responsibility"}

// Details are what staff writes about a seminar. Day is yyyy-mm-dd and From and
// To are hh:mm on the clock in Riga; a seminar begins and ends on one day.
type Details struct {
	Intake    string // empty: for the whole programme
	Title     Item
	Day       string
	From, To  string
	Place     string // empty when it is online only
	Link      string // of the online room; empty when there is none
	Lecturer  string
	Agenda    []Item // after the three fixed points
	Materials []Material
	Places    int64
}

// Seminar is one information seminar. Link is empty for those who have no place
// in it.
type Seminar struct {
	ID        string
	Programme string
	Intake    string
	Title     Item
	Start     time.Time
	End       time.Time
	Place     string
	Link      string
	Lecturer  string
	Own       []Item
	Materials []Material
	Places    int64
	Taken     int64
	Sequence  int64 // grows with every change of time or place and with calling off
	Status    Status
	MovedAt   time.Time // when time, place or status last changed
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64

	turns int64
}

// Limits of what can be written; lengths are in characters.
const (
	MaxTitle     = 150
	MaxPlace     = 200
	MaxLecturer  = 200
	MaxItem      = 200
	MaxItems     = 12
	MaxMaterials = 20
	MaxAddress   = 500
	MaxPlaces    = 5000
)

// Object is what the permission table is asked about the whole seminar.
func (x Seminar) Object() access.Object { return object(x.Programme) }

func object(programmeID string) access.Object {
	return access.Object{Thing: access.Seminar, Programme: programmeID}
}

// Agenda is the whole agenda in the translator's language.
func (x Seminar) Agenda(t *i18n.Translator) []string {
	var points []string
	for _, key := range FixedAgenda {
		points = append(points, t.T(key))
	}
	for _, item := range x.Own {
		points = append(points, item.In(t.Lang()))
	}
	return points
}

// Free is the number of places that nobody has.
func (x Seminar) Free() int64 { return x.Places - x.Taken }

// Takes tells whether people can still take places or turns.
func (x Seminar) Takes(at time.Time) bool { return x.Status == Published && at.Before(x.End) }

// checkInBefore is how long before its start people can check in.
const checkInBefore = 30 * time.Minute

// Window is when people check in with their code: from half an hour before the
// start to the end (context §5.3).
func (x Seminar) Window() (from, to time.Time) { return x.Start.Add(-checkInBefore), x.End }

// On tells whether at lies in the window.
func (x Seminar) On(at time.Time) bool {
	from, to := x.Window()
	return x.Status == Published && !at.Before(from) && !at.After(to)
}

// Details are what a form is filled with.
func (x Seminar) Details(zone *time.Location) Details {
	start, end := x.Start.In(zone), x.End.In(zone)
	return Details{Intake: x.Intake, Title: x.Title, Day: start.Format(time.DateOnly), From: start.Format(clock), To: end.Format(clock),
		Place: x.Place, Link: x.Link, Lecturer: x.Lecturer, Agenda: x.Own, Materials: x.Materials, Places: x.Places}
}

// Day is the day of the seminar in Riga, yyyy-mm-dd.
func (x Seminar) Day(zone *time.Location) string { return x.Start.In(zone).Format(time.DateOnly) }

// become moves x to the next status. What is published says when, where and
// with whom, and has not begun yet.
func (x *Seminar) become(next Status, at time.Time) error {
	if !slices.Contains(steps[x.Status], next) {
		return fault.New(fault.Conflict, "seminar.fault.status")
	}
	if next == Cancelled && x.Status == Published && !at.Before(x.End) {
		return fault.New(fault.Conflict, "seminar.fault.over")
	}
	if next == Published {
		bad := fault.Checks{}
		x.checkPublic(bad)
		if !at.Before(x.Start) {
			bad.Fail("day", "seminar.fault.past")
		}
		if err := bad.Err(); err != nil {
			return err
		}
	}
	x.Status = next
	return nil
}

// checkPublic tells what a published seminar lacks.
func (x *Seminar) checkPublic(bad fault.Checks) {
	if x.Lecturer == "" {
		bad.Fail("lecturer", "seminar.fault.lecturer")
	}
	if x.Place == "" && x.Link == "" {
		bad.Fail("place", "seminar.fault.place")
	}
}

// clock is how a time of day is written in forms.
const clock = "15:04"

// apply checks details and takes them into x; at is the moment of doing so.
func (x *Seminar) apply(d Details, at time.Time, zone *time.Location) error {
	bad := fault.Checks{}
	before := *x
	x.Intake = d.Intake
	x.Title = Item{needed(bad, "title_lv", d.Title.LV), needed(bad, "title_en", d.Title.EN)}
	x.Start, x.End = checkTimes(bad, d, zone)
	x.Place = short(bad, "place", d.Place, MaxPlace)
	x.Lecturer = short(bad, "lecturer", d.Lecturer, MaxLecturer)
	x.Link = checkLink(bad, "link", d.Link)
	x.Own = checkAgenda(bad, d.Agenda)
	x.Materials = checkMaterials(bad, d.Materials)
	if x.Places = d.Places; d.Places < 1 || d.Places > MaxPlaces {
		bad.Fail("places", "seminar.fault.places", "max", MaxPlaces)
	}
	x.checkKept(bad, before, at)
	return bad.Err()
}

// checkKept holds what people rely on: a published seminar stays complete, no
// taken place disappears, and what has begun keeps its time.
func (x *Seminar) checkKept(bad fault.Checks, before Seminar, at time.Time) {
	if x.Places < before.Taken {
		bad.Fail("places", "seminar.fault.places-taken", "taken", before.Taken)
	}
	if before.Status != Published {
		return
	}
	x.checkPublic(bad)
	moved := !x.Start.Equal(before.Start) || !x.End.Equal(before.End)
	switch {
	case moved && !at.Before(before.Start):
		bad.Fail("day", "seminar.fault.begun")
	case moved && !at.Before(x.Start):
		bad.Fail("day", "seminar.fault.past")
	}
}

// differs tells whether those who have a place must learn of the change.
func (x Seminar) differs(from Seminar) bool {
	return !x.Start.Equal(from.Start) || !x.End.Equal(from.End) || x.Place != from.Place || x.Link != from.Link
}

func checkTimes(bad fault.Checks, d Details, zone *time.Location) (start, end time.Time) {
	start, from := moment(d.Day, d.From, zone)
	end, to := moment(d.Day, d.To, zone)
	if _, err := time.Parse(time.DateOnly, d.Day); err != nil {
		bad.Fail("day", "seminar.fault.day")
		return start, end
	}
	if !from {
		bad.Fail("from", "seminar.fault.time")
	}
	if !to {
		bad.Fail("to", "seminar.fault.time")
	}
	if from && to && !start.Before(end) {
		bad.Fail("to", "seminar.fault.order")
	}
	return start, end
}

// moment reads a day and a time on the clock in Riga; ok is false for what is
// no time, and for an hour that the clocks leap over.
func moment(day, hour string, zone *time.Location) (at time.Time, ok bool) {
	const layout = time.DateOnly + " " + clock
	text := day + " " + hour
	at, err := time.ParseInLocation(layout, text, zone)
	return at.UTC(), err == nil && at.Format(layout) == text
}

func needed(bad fault.Checks, field, value string) string {
	if value = short(bad, field, value, MaxTitle); value == "" {
		bad.Fail(field, "seminar.fault.title")
	}
	return value
}

func short(bad fault.Checks, field, value string, limit int) string {
	value = input.Line(value)
	if input.Length(value) > limit {
		bad.Fail(field, "seminar.fault.too-long", "max", limit)
	}
	return value
}

func checkLink(bad fault.Checks, field, value string) string {
	value = short(bad, field, value, MaxAddress)
	if value != "" && !input.WebAddress(value) {
		bad.Fail(field, "seminar.fault.link")
	}
	return value
}

// checkAgenda takes the points in both languages; empty lines fall away.
func checkAgenda(bad fault.Checks, items []Item) (kept []Item) {
	for _, item := range items {
		item = Item{short(bad, "agenda", item.LV, MaxItem), short(bad, "agenda", item.EN, MaxItem)}
		switch {
		case item == Item{}:
			continue
		case item.LV == "" || item.EN == "":
			bad.Fail("agenda", "seminar.fault.both-languages")
		}
		kept = append(kept, item)
	}
	if len(kept) > MaxItems {
		bad.Fail("agenda", "seminar.fault.too-many", "max", MaxItems)
	}
	return kept
}

func checkMaterials(bad fault.Checks, materials []Material) (kept []Material) {
	for _, m := range materials {
		m.Title = Item{short(bad, "materials", m.Title.LV, MaxItem), short(bad, "materials", m.Title.EN, MaxItem)}
		m.URL = checkLink(bad, "materials", m.URL)
		switch {
		case m == Material{}:
			continue
		case m.URL == "":
			bad.Fail("materials", "seminar.fault.link")
		case m.Title.LV == "" || m.Title.EN == "":
			bad.Fail("materials", "seminar.fault.both-languages")
		}
		kept = append(kept, m)
	}
	if len(kept) > MaxMaterials {
		bad.Fail("materials", "seminar.fault.too-many", "max", MaxMaterials)
	}
	return kept
}
