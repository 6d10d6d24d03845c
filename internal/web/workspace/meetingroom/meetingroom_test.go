package meetingroom_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/web/webtest"
	"domubiedrs/internal/web/workspace/meetingroom"
	"domubiedrs/internal/web/workspace/together"
)

// room is a meeting's room and its members in their browsers.
type room struct {
	*webtest.House
	m                        meeting.Meeting
	at                       string
	mentee, mentor, stranger *webtest.Visitor
	members                  [2]access.Actor
}

func open(t *testing.T) *room {
	t.Helper()
	h := webtest.Open(t, dbtest.Open(t, db.SQLite), map[string]fs.FS{"meetingroom": meetingroom.Templates()})
	h.Ground(t)
	base := h.Together()
	base.MountDrafts()
	(&meetingroom.Pages{Base: base, Meetings: h.Meetings}).Mount()
	x := h.Intake(t, "demo", webtest.Days)
	ieva, andris, otto := h.Person(t, "Ieva", "Kalniņa"), h.Person(t, "Andris", "Vītols"), h.Person(t, "Otto", "Ozols")
	m := h.Begin(t, x.Programme, andris, ieva)
	in := func(person string, role access.Role) access.Actor {
		return access.Actor{Person: person, SignIn: "test", Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: access.Mentorship, ID: m.ID}}}}
	}
	r := &room{House: h, mentee: h.As(t, ieva), mentor: h.As(t, andris), stranger: h.As(t, otto), members: [2]access.Actor{in(ieva.ID, access.Mentee), in(andris.ID, access.Mentor)}}
	all, err := h.Meetings.Plan(t.Context(), r.members[0], m.ID, []meeting.Details{{StartsAt: h.Clock.Now().Add(time.Hour), Minutes: 90, Form: meeting.Online}})
	if err != nil {
		t.Fatal(err)
	}
	r.m, r.at = all[0], together.Path+"/"+m.ID+"/meetings/"+all[0].ID+"/room"
	return r
}

// write saves a part of the room.
func (r *room) write(t *testing.T, v *webtest.Visitor, part string, fields ...string) webtest.Answer {
	t.Helper()
	return v.Goes(t, r.at+"/"+part, r.at, v.See(t, r.at+"/"+part).Carried(fields...))
}

// TestWhoReadsWhat: preparation is its author's until they share it, a private note
// for good, and the shared note and the wrap-up are everybody's.
func TestWhoReadsWhat(t *testing.T) {
	r := open(t)
	r.mentee.See(t, r.at, "1. sesija", "Mana sagatavošanās", "Redzat tikai jūs", "Redzat jūs abi")
	r.write(t, r.mentee, "preparation", "want", "Drosmi runāt")
	r.write(t, r.mentee, "private", "text", "Baidos no direktores")
	r.write(t, r.mentor, "note", "text", "Sākt ar vienu piemēru")
	theirs := r.mentor.See(t, r.at, "Sākt ar vienu piemēru").Body
	for _, text := range []string{"Drosmi runāt", "Baidos no direktores"} {
		if strings.Contains(theirs, text) {
			t.Errorf("the mentor reads %q", text)
		}
	}
	own := r.mentee.See(t, r.at, "Drosmi runāt", "Baidos no direktores", "Sākt ar vienu piemēru")
	r.mentee.Goes(t, r.at+"/preparation/share", r.at, own.Carried())
	r.mentor.See(t, r.at, "Ko rāda citi", "Drosmi runāt")
	r.mentee.Post(t, r.at+"/private/share", own.Carried())
	if strings.Contains(r.mentor.See(t, r.at).Body, "Baidos") {
		t.Error("a private note is shared")
	}
}

// TestTwoWriteOneNote: the second sees both texts and chooses.
func TestTwoWriteOneNote(t *testing.T) {
	r := open(t)
	one, two := r.mentee.See(t, r.at+"/note"), r.mentor.See(t, r.at+"/note")
	r.mentee.Goes(t, r.at+"/note", r.at, one.Carried("text", "viens"))
	got := r.mentor.Post(t, r.at+"/note", two.Carried("text", "divi"))
	if got.Status != http.StatusConflict {
		t.Fatalf("%d", got.Status)
	}
	got.Says(t, "viens", "divi", "Ieva Kalniņa")
	r.mentor.Goes(t, r.at+"/note", r.at, got.Carried("text", "viens un divi")).Says(t, "viens un divi")
}

// TestSummingUp wraps up a meeting that was held, and not one to come.
func TestSummingUp(t *testing.T) {
	r := open(t)
	status := func() meeting.Status {
		t.Helper()
		m, err := r.Meetings.Get(t.Context(), r.members[0], r.m.ID)
		if err != nil {
			t.Fatal(err)
		}
		return m.Status
	}
	r.write(t, r.mentor, "wrap-up", "done", "Plāns", "remains", "Uzruna")
	if got := status(); got != meeting.Planned {
		t.Errorf("before it was held it is %s", got)
	}
	r.Clock.At = r.m.EndsAt().Add(time.Hour)
	for i, a := range r.members {
		m, err := r.Meetings.Get(t.Context(), a, r.m.ID)
		if err == nil {
			_, err = r.Meetings.Say(t.Context(), a, m.ID, m.Version, meeting.SaysHeld)
		}
		if err != nil {
			t.Fatal(i, err)
		}
	}
	r.write(t, r.mentee, "wrap-up", "done", "Plāns", "remains", "Uzruna", "progress", "some").Says(t, "Nedaudz")
	if got := status(); got != meeting.WrappedUp {
		t.Errorf("after it was summed up it is %s", got)
	}
}

func TestOthersFindNothing(t *testing.T) {
	r := open(t)
	for path, v := range map[string]*webtest.Visitor{r.at: r.stranger, r.at + "/note": r.stranger, r.at + "/nothing": r.mentee,
		strings.Replace(r.at, r.m.ID, r.m.Mentorship, 1): r.mentee} {
		if got := v.Get(t, path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}
