package e2e

import (
	"net/http"
	"testing"
	"time"

	"domubiedrs/internal/db"
)

// change is the last time that the clocks in Riga went forward, or back.
func change(t *testing.T, forward bool) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Riga")
	if err != nil {
		t.Fatal(err)
	}
	offset := func(at time.Time) int { _, seconds := at.In(zone).Zone(); return seconds }
	for at := time.Now().UTC().Truncate(time.Hour); ; at = at.Add(-time.Hour) {
		if before, after := offset(at.Add(-time.Second)), offset(at); before != after && (after > before) == forward {
			return at
		}
	}
}

// TestSEC49 signs in shortly before the clocks change: what is good for some
// minutes is so by the time that passes, not by what clocks on walls show.
func TestSEC49(t *testing.T) {
	for name, forward := range map[string]bool{"spring": true, "autumn": false} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, kind db.Kind) {
				s := serve(t, at(t, kind), demo)
				turn := change(t, forward)
				s.clock.set(turn.Add(-5 * time.Minute))
				v := s.visitor(t)
				mark := v.ask(t, emailOf("coordinator"))
				code := s.codeFor(t, emailOf("coordinator"), mark)
				s.clock.forward(9 * time.Minute) // four minutes after
				page := v.get(t, "/signin/code").want(t, http.StatusOK)
				v.submit(t, page, "/signin/code", "code", code).goes(t, "/home")
				late := s.visitor(t)
				late.ask(t, emailOf("lead"))
				s.clock.forward(11 * time.Minute)
				late.get(t, "/signin/code").want(t, http.StatusGone)
				v.get(t, "/coordination").want(t, http.StatusOK)
				s.clock.forward(29 * time.Minute)
				v.get(t, "/coordination").want(t, http.StatusOK)
				s.clock.forward(31 * time.Minute)
				v.get(t, "/coordination").goes(t, "/signin?back=%2Fcoordination")
			})
		})
	}
}

// nbsp stands between “plkst.” and the time.
const nbsp = "\u00a0"

// TestSEC49Shown reads the times that a person sees before and after the turn:
// the hour that comes twice in autumn and the one that spring leaves out.
func TestSEC49Shown(t *testing.T) {
	for name, x := range map[string]struct {
		forward       bool
		before, after string
	}{
		"spring": {true, "2.55", "4.05"},
		"autumn": {false, "3.55", "3.05"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, at(t, "sqlite"), demo)
			turn := change(t, x.forward)
			s.clock.set(turn.Add(-5 * time.Minute))
			s.as(t, "mentee").get(t, "/account/sessions").want(t, http.StatusOK).says(t, nbsp+x.before)
			s.clock.set(turn.Add(5 * time.Minute))
			s.as(t, "mentee").get(t, "/account/sessions").want(t, http.StatusOK).says(t, nbsp+x.after)
		})
	}
}

// TestSEC49Skew turns the machine's clock back, as a wrong time server does:
// nobody is signed in longer than they may be, and the audit chain stays whole.
func TestSEC49Skew(t *testing.T) {
	t.Parallel()
	s := serve(t, at(t, "sqlite"), demo)
	v := s.as(t, "administrator")
	s.clock.forward(-time.Hour)
	v.get(t, "/admin").want(t, http.StatusOK)
	v.post(t, "/admin/audit/verify", nil).want(t, http.StatusSeeOther)
	v.get(t, "/admin/audit").want(t, http.StatusOK)
	s.clock.forward(time.Hour + 13*time.Hour)
	v.get(t, "/admin").goes(t, "/signin?back=%2Fadmin")
}
