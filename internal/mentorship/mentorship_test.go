package mentorship

import (
	"slices"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/intake"
)

// TestSteps holds the whole state machine; a pause ends where it began.
func TestSteps(t *testing.T) {
	side := " paused ended-early rematched"
	allowed := map[Status]string{Proposed: "foundation ended-early rematched", Foundation: "planning" + side, Planning: "learning" + side,
		Learning: "closing" + side, Closing: "completed" + side, Paused: "planning ended-early rematched"}
	now := time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)
	for _, from := range Statuses {
		for _, to := range Statuses {
			want := slices.Contains(strings.Fields(allowed[from]), string(to))
			m := Mentorship{Status: from}
			if from == Paused {
				m.Resumes = Planning
			}
			err := m.become(to, now)
			if (err == nil) != want || !want && (!fault.Is(err, fault.Conflict) || m.Status != from) {
				t.Errorf("%s → %s: %v, want %v", from, to, err, want)
			}
			if want && ((m.Resumes != "") != (to == Paused) || !m.StatusAt.Equal(now)) {
				t.Errorf("%s → %s resumes %q since %s", from, to, m.Resumes, m.StatusAt)
			}
		}
		if over := slices.Contains([]Status{Completed, EndedEarly, Rematched}, from); from.Over() != over || from.Running() == (over || from == Proposed) {
			t.Errorf("%s: over %v, running %v", from, from.Over(), from.Running())
		}
	}
}

// TestSizesComeFromModelAndIntake: nobody asks which model it is.
func TestSizesComeFromModelAndIntake(t *testing.T) {
	for code, want := range map[catalogue.ModelCode]catalogue.Span{catalogue.Individual: {From: 1, To: 1}, catalogue.Reverse: {From: 1, To: 1},
		catalogue.OnDemand: {From: 1, To: 6}, catalogue.Grouped: {From: 3, To: 6}, catalogue.Team: {From: 2, To: 12}} {
		if got, known := Size(code, intake.Rules{}); !known || got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
	if _, known := Size("x", intake.Rules{}); known {
		t.Error("an unknown model has a size")
	}
}

func TestAGroupStartsWithEnough(t *testing.T) {
	size := catalogue.Span{From: 3, To: 6}
	for n, want := range map[int64]bool{2: false, 3: true, 6: true, 7: false} {
		m := Mentorship{Status: Proposed, Mentees: n}
		if err := m.start(size, time.Now()); (err == nil) != want || want && m.Status != Foundation {
			t.Errorf("with %d: %v", n, err)
		}
	}
	m := Mentorship{Status: Paused, Resumes: Foundation, Mentees: 3}
	if err := m.start(size, time.Now()); !fault.Is(err, fault.Conflict) {
		t.Errorf("a pause is started: %v", err)
	}
}

func TestEveryStatusHasItsText(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Statuses {
		if !texts.For(i18n.LV).Has(s.Key()) || !texts.For(i18n.EN).Has(s.Key()) {
			t.Errorf("no text %s", s.Key())
		}
	}
}
