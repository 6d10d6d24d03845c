package e2e

import (
	"net/http"
	"strings"
	"testing"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/id"
	"domubiedrs/internal/pairing"
)

// reasons are those of a proposal that the tests make.
var reasons = pairing.Why{For: []pairing.Reason{{Key: "match.for.need-topics", Args: map[string]string{"topics": "data,change", "count": "2", "of": "2"}},
	{Key: "match.for.time", Args: map[string]string{"times": "tue-am", "count": "1"}}}, Questions: []pairing.Reason{{Key: "match.open.style-learning"}}}

// match proposes two pairs to the one without a role: as a mentor, who is asked,
// and as a mentee, who sees the card.
func (w *world) match(t testing.TB) {
	t.Helper()
	s, programme, intake := w.s, w.s.scope(t, "coordinator"), w.coordinated["intakes"]
	owner := access.Actor{Person: s.person(t, emailOf("person")).ID, SignIn: "e2e"}
	another := func(side application.Side, family string) (access.Actor, string) {
		p := account.Details{GivenName: "Paraugs", FamilyName: family, Email: id.New() + "@example.org", Language: "lv"}
		a := s.application(t, programme, intake, side, p, listedRole)
		return access.Actor{Person: s.person(t, p.Email).ID, SignIn: "e2e"}, a
	}
	mentee, menteeID := another(application.Mentee, "Mentorējamais")
	_, mentorID := another(application.Mentor, "Mentors")
	s.accept(t, programme, intake, w.sent, w.offered, menteeID, mentorID)
	s.propose(t, programme, w.sent, mentorID)
	w.asked = s.propose(t, programme, menteeID, w.offered)
	if err := s.Pairing.Choose(t.Context(), mentee, menteeID, []pairing.Choice{{Proposal: w.asked, Version: s.version(t, mentee, w.asked), Reply: pairing.Yes, Shares: true}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pairing.Card(t.Context(), owner, w.asked); err != nil {
		t.Fatal(err)
	}
}

// accept lets applications take part in matching, as the coordinator does.
func (s *service) accept(t testing.TB, programmeID, intakeID string, applications ...string) {
	t.Helper()
	clerk := application.CommandLine(programmeID)
	for _, applicationID := range applications {
		a, err := s.Applications.Get(t.Context(), clerk, applicationID)
		if err == nil {
			_, err = s.Applications.Decide(t.Context(), clerk, a.ID, a.Version, application.Decision{Status: application.Eligible, Note: "Sarunāts."})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Applications.Announce(t.Context(), clerk, intakeID); err != nil {
		t.Fatal(err)
	}
}

// propose sends one proposal by hand.
func (s *service) propose(t testing.TB, programmeID, mentee, mentor string) string {
	t.Helper()
	p, err := s.Pairing.Propose(t.Context(), application.CommandLine(programmeID), pairing.Hand{Mentee: mentee, Candidate: pairing.Candidate{Mentor: mentor, Why: reasons},
		Model: catalogue.Individual, Note: "Paraugs."})
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// version is that of a proposal as one of its two people sees it.
func (s *service) version(t testing.TB, actor access.Actor, proposalID string) int64 {
	t.Helper()
	c, err := s.Pairing.Card(t.Context(), actor, proposalID)
	if err != nil {
		t.Fatal(err)
	}
	return c.Version
}

// TestSEC08Mentorship: a mentorship gives its members their roles, and its end
// takes them, with the very next request. Unlike roles that staff give, this
// ends no sign-in session: somebody else's yes throws nobody out of a page.
func TestSEC08Mentorship(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	w, v := newWorld(t, s), s.as(t, "person")
	mentor := access.Actor{Person: s.person(t, emailOf("person")).ID, SignIn: "e2e"}
	role := func() bool {
		t.Helper()
		return strings.Contains(mainText(v.get(t, "/workspace").want(t, http.StatusOK).body), "Jūsu sadarbības")
	}
	if role() {
		t.Fatal("a mentor before anybody said yes")
	}
	if _, err := s.Pairing.Answer(t.Context(), mentor, w.asked, s.version(t, mentor, w.asked), pairing.Yes); err != nil {
		t.Fatal(err)
	}
	if !role() {
		t.Error("the role takes effect later")
	}
	if err := s.Pairing.Declare(t.Context(), mentor, w.asked, pairing.TieClose); err != nil {
		t.Fatal(err)
	}
	if role() {
		t.Error("the role stays after the end")
	}
}
