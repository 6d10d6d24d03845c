package e2e

import (
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/meeting"
	"domubiedrs/internal/mentorship"
)

// pair is the cast's mentee and mentor at work together.
type pair struct {
	id, entry      string // entry: one of its journal
	mentee, mentor access.Actor
	meetings       []string // one that is past and open, two to come
	goal, task     string
}

// begin lets the two begin, and agree on how.
func (w *world) begin(t testing.TB) {
	t.Helper()
	w.pair = w.s.begin(t, w.programme)
}

func (s *service) begin(t testing.TB, programmeID string) pair {
	t.Helper()
	mentor, mentee := s.person(t, emailOf("mentor")).ID, s.person(t, emailOf("mentee")).ID
	var m mentorship.Mentorship
	err := s.DB.Tx(t.Context(), func(tx *db.Tx) (err error) {
		m, err = s.Mentorships.Begin(t.Context(), tx, mentor, mentorship.Beginning{Programme: programmeID, Model: catalogue.Individual,
			Size: catalogue.Span{From: 1, To: 1}, Mentor: mentorship.Joining{Person: mentor}, Mentee: mentorship.Joining{Person: mentee}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	in := func(person string, role access.Role) access.Actor {
		return access.Actor{Person: person, SignIn: "e2e", Grants: []access.Grant{{Role: role, Scope: access.Scope{Kind: access.Mentorship, ID: m.ID}}}}
	}
	x := pair{id: m.ID, mentee: in(mentee, access.Mentee), mentor: in(mentor, access.Mentor)}
	x.meetings = s.meet(t, x)
	for i, minutes := range []string{"60", "90"} {
		e, err := s.Journal.Put(t.Context(), x.mentor, journal.Write{Mentorship: m.ID, Kind: journal.Agreement, Slot: "agreement", Version: int64(i),
			Body: journal.Body{"format": "online", "minutes": minutes, "rhythm": journal.OnceAMonth, "confidentiality": "Paliek starp mums", "months": "6"}})
		if err == nil {
			_, err = s.Journal.Accept(t.Context(), x.mentor, m.ID, e.ID, e.Version)
		}
		if err != nil {
			t.Fatal(err)
		}
		x.entry = e.ID
	}
	goal, err := s.Journal.Put(t.Context(), x.mentee, journal.Write{Mentorship: m.ID, Kind: journal.Goal, Body: journal.Body{"goal": "Vadīt sapulci"}})
	if err == nil {
		goal, err = s.Journal.Put(t.Context(), x.mentor, journal.Write{ID: goal.ID, Mentorship: m.ID, Kind: journal.Goal, Version: 1, Body: journal.Body{"goal": "Vadīt sapulci", "result": "Lēmums"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	task, err := s.Journal.Put(t.Context(), x.mentee, journal.Write{Mentorship: m.ID, Kind: journal.Task, Parent: goal.ID, Body: journal.Body{"text": "Darba kārtība", "result": "Lapa", "due": "2027-01-15"}})
	if err != nil {
		t.Fatal(err)
	}
	x.goal, x.task = goal.ID, task.ID
	return x
}

// meet plans three meetings: the first is past and nobody has said how it went;
// at another time than the second the mentee could come.
func (s *service) meet(t testing.TB, x pair) (ids []string) {
	t.Helper()
	var details []meeting.Details
	for i := range 3 {
		details = append(details, meeting.Details{StartsAt: s.Meetings.Now().Add(time.Duration(14*i+7) * 24 * time.Hour), Minutes: 90, Form: meeting.Online, Place: "https://example.org/zvans"})
	}
	all, err := s.Meetings.Plan(t.Context(), x.mentor, x.id, details)
	if err == nil {
		err = s.DB.Tx(t.Context(), func(tx *db.Tx) error {
			_, err := db.Exec(t.Context(), tx, `update meeting set starts_at = $2 where id = $1`, all[0].ID, s.Meetings.Now().Add(-24*time.Hour))
			return err
		})
	}
	if err == nil {
		_, err = s.Meetings.Answered(t.Context(), all[1].ID, x.mentee.Person, meeting.Answer{Reply: meeting.Counter, Counter: all[1].StartsAt.Add(26 * time.Hour)})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		ids = append(ids, m.ID)
	}
	return ids
}
