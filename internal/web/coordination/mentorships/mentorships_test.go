package mentorships

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/web/coordination/office"
	"domubiedrs/internal/web/coordination/officetest"
	"domubiedrs/internal/web/webtest"
)

func open(t *testing.T) *officetest.Staff {
	t.Helper()
	return officetest.Open(t, nil, func(h *webtest.House, o office.Office) {
		(&Pages{Kit: h.Kit, Office: o, Mentorships: h.Mentorships, Meetings: h.Meetings, Accounts: h.Accounts}).Mount()
	})
}

// pair begins a mentorship and plans a meeting in it.
func pair(t *testing.T, o *officetest.Staff, programmeID string, mentor, mentee account.Person) {
	t.Helper()
	m := o.Begin(t, programmeID, mentor, mentee)
	actor := access.Actor{Person: mentee.ID, SignIn: "test", Grants: []access.Grant{{Role: access.Mentee, Scope: access.Scope{Kind: access.Mentorship, ID: m.ID}}}}
	_, err := o.Meetings.Plan(t.Context(), actor, m.ID, []meeting.Details{{StartsAt: o.Clock.Now().Add(50 * time.Hour), Minutes: 90, Form: meeting.Online, Place: "Slepena vieta"}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestList: who works with whom, in states and dates, never where they meet.
func TestList(t *testing.T) {
	o := open(t)
	o.See(t, room, "Sadarbības")
	pair(t, o, o.Here.ID, o.Person(t, "Andris", "Vītols"), o.Person(t, "Ieva", "Kalniņa"))
	pair(t, o, o.Here.ID, o.Person(t, "Ilze", "Šķēle"), o.Person(t, "Toms", "Lācis"))
	pair(t, o, o.Other.ID, o.Person(t, "Otto", "Ozols"), o.Person(t, "Zane", "Zīle"))
	page := o.See(t, room, "Sadarbības")
	for _, text := range []string{"Ieva Kalniņa", "Andris Vītols", "Sadarbības pamati", "Vēl nav", "Vēl nav bijusi", "25.11.2026"} {
		if !strings.Contains(page, text) {
			t.Errorf("%q is not on the page", text)
		}
	}
	for _, text := range []string{"Zane Zīle", "Slepena vieta"} {
		if strings.Contains(page, text) {
			t.Errorf("%q is on the page", text)
		}
	}
	found := o.See(t, room+"?"+url.Values{"q": {"skele ILZE"}}.Encode(), "Sadarbības")
	if !strings.Contains(found, "Toms Lācis") || strings.Contains(found, "Ieva Kalniņa") {
		t.Error("the search finds somebody else")
	}
	if none := o.See(t, room+"?status=learning", "Sadarbības"); !strings.Contains(none, "Sadarbību vēl nav") {
		t.Error("the filter by stage finds somebody")
	}
	lead := o.With(t, access.Lead, o.Here.ID).See(t, room, "Sadarbības")
	if !strings.Contains(lead, "Ieva Kalniņa") || strings.Contains(lead, "25.11.2026") {
		t.Error("a lead sees when single mentorships meet, or does not see who takes part")
	}
	file := o.Get(t, room+"/file?format=csv")
	if file.Status != http.StatusOK || !strings.Contains(file.Body, "Ieva Kalniņa") || strings.Contains(file.Body, "Zane") {
		t.Errorf("the file: %d\n%s", file.Status, file.Body)
	}
}

// TestPages go on where the one before ended.
func TestPages(t *testing.T) {
	o := open(t)
	mentor := o.Person(t, "Andris", "Vītols")
	for i := range perPage + 1 {
		o.Clock.At = o.Clock.At.Add(time.Second)
		o.Begin(t, o.Here.ID, mentor, o.Person(t, "Ieva", "Kalniņa"+strings.Repeat("a", i)))
	}
	page := o.See(t, room, "Sadarbības")
	if n := strings.Count(page, "Ieva Kalniņa"); n != perPage {
		t.Errorf("%d on the first page", n)
	}
	_, rest, _ := strings.Cut(page, room+"?after=")
	query, _, there := strings.Cut(rest, `"`)
	if !there {
		t.Fatal("no second page")
	}
	if n := strings.Count(o.See(t, room+"?after="+query, "Sadarbības"), "Ieva Kalniņa"); n != 1 {
		t.Errorf("%d on the second page", n)
	}
	if n := strings.Count(o.Get(t, room+"/file?format=csv").Body, "Ieva Kalniņa"); n != perPage+1 {
		t.Errorf("%d in the file", n)
	}
}
