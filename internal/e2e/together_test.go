package e2e

import (
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/journal"
	"domubiedrs/internal/mentorship"
)

// pair is the cast's mentee and mentor at work together.
type pair struct {
	id             string
	mentee, mentor access.Actor
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
	x := pair{m.ID, in(mentee, access.Mentee), in(mentor, access.Mentor)}
	for i, minutes := range []string{"60", "90"} {
		e, err := s.Journal.Put(t.Context(), x.mentor, journal.Write{Mentorship: m.ID, Kind: journal.Agreement, Slot: "agreement", Version: int64(i),
			Body: journal.Body{"format": "online", "minutes": minutes, "rhythm": journal.OnceAMonth, "confidentiality": "Paliek starp mums", "months": "6"}})
		if err == nil {
			_, err = s.Journal.Accept(t.Context(), x.mentor, m.ID, e.ID, e.Version)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return x
}
