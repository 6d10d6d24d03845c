package matchmaking_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/mail"
	"domubiedrs/internal/matchmaking"
	"domubiedrs/internal/matchmaking/peopletest"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
)

// staffed gives the two programmes a coordinator each who gets letters, the
// first one a lead too, and switches the daily job on.
func (w *world) staffed(t testing.TB) (coordinator string) {
	t.Helper()
	coordinator = w.hire(t, "dace", access.Coordinator, w.intake.Programme)
	w.hire(t, "cita", access.Coordinator, w.other.Scopes(access.Coordinator)[0])
	w.hire(t, "vada", access.Lead, w.intake.Programme)
	x, err := w.Intakes.ChangeRules(t.Context(), admin, w.intake.ID, w.intake.Version, map[intake.RuleName]string{intake.MatchingByDay: "1"})
	must(t, err)
	w.intake = x
	return coordinator
}

func (w *world) hire(t testing.TB, name string, role access.Role, programmeID string) string {
	t.Helper()
	p, err := w.Pairing.Accounts.Add(t.Context(), admin, account.Details{GivenName: "Ieva", FamilyName: "Auziņa", Email: name + "@example.org", Language: "lv"})
	must(t, err)
	must(t, w.Pairing.Accounts.Grant(t.Context(), admin, p.ID, role, access.Scope{Kind: access.Programme, ID: programmeID}))
	return p.ID
}

// days runs the daily job so many times, one after the other.
func (w *world) days(t testing.TB, times int) {
	t.Helper()
	for range times {
		must(t, w.DB.Tx(t.Context(), func(tx *db.Tx) error { return w.Pairing.Queue.Enqueue(t.Context(), tx, matchmaking.Prepare{}) }))
		if _, failed := jobtest.Drain(t, w.Pairing.Queue); failed > 0 {
			t.Fatalf("%d jobs failed", failed)
		}
	}
}

// state is what the desk has: runs, rounds, and whom letters went to.
func (w *world) state(t testing.TB) (runs []pairing.Run, rounds []pairing.Round, to []string) {
	t.Helper()
	runs, err := w.Pairing.Runs(t.Context(), w.staff, w.intake.ID)
	must(t, err)
	rounds, err = w.Pairing.Rounds(t.Context(), w.staff, w.intake.ID)
	must(t, err)
	stored, err := w.Pairing.Outbox.List(t.Context(), mail.Filter{}, 100)
	must(t, err)
	for _, s := range stored {
		to = append(to, s.PersonID)
	}
	return runs, rounds, to
}

func (w *world) expect(t testing.TB, what string, wantRuns, wantRounds, wantLetters int) {
	t.Helper()
	if runs, rounds, to := w.state(t); len(runs) != wantRuns || len(rounds) != wantRounds || len(to) != wantLetters {
		t.Fatalf("%s: %d runs, %d rounds, %d letters; want %d, %d, %d", what, len(runs), len(rounds), len(to), wantRuns, wantRounds, wantLetters)
	}
}

// TestDayPreparesADraft: where it is switched on, and only there, the system
// leaves one run and one draft, and writes to the programme's coordinator alone.
func TestDayPreparesADraft(t *testing.T) {
	each(t, 8, 4, func(t *testing.T, w *world) {
		w.days(t, 1)
		w.expect(t, "switched off", 0, 0, 0)
		coordinator := w.staffed(t)
		w.days(t, 2)
		w.expect(t, "two runs of the job", 1, 1, 1)
		runs, rounds, to := w.state(t)
		if r := rounds[0]; r.Status != pairing.RoundDraft || r.CreatedBy != audit.System || r.Run != runs[0].ID || runs[0].CreatedBy != audit.System || to[0] != coordinator {
			t.Errorf("round %+v, letter to %s", rounds[0], to[0])
		}
		list, err := w.Pairing.Proposals(t.Context(), w.staff, pairing.Filter{Intake: w.intake.ID}, 200)
		must(t, err)
		if len(list) == 0 || slices.ContainsFunc(list, func(p pairing.Proposal) bool { return p.Status != pairing.Draft }) {
			t.Errorf("proposals %+v", list)
		}
		for _, action := range []audit.Action{audit.MatchingRunSaved, audit.PairingDrafted} {
			items, err := audit.List(t.Context(), w.DB, audit.Filter{Action: action}, 10)
			must(t, err)
			if len(items) != 1 || items[0].Actor != audit.System {
				t.Errorf("%s: %+v", action, items)
			}
		}
		w.namesNobody(t)
	})
}

// namesNobody reads the one letter: it leads to the draft and tells of nobody.
func (w *world) namesNobody(t testing.TB) {
	t.Helper()
	stored, err := w.Pairing.Outbox.List(t.Context(), mail.Filter{}, 1)
	must(t, err)
	m, err := w.Pairing.Outbox.Get(t.Context(), stored[0].ID)
	must(t, err)
	_, rounds, _ := w.state(t)
	text := m.Subject + m.Text
	if !strings.Contains(text, "https://example.org/coordination/rounds/"+rounds[0].ID) || !strings.Contains(text, "Pavasaris") {
		t.Errorf("the letter leads nowhere: %s", text)
	}
	crowd, err := w.Crowd(t.Context(), w.staff, w.intake.ID)
	must(t, err)
	for _, p := range slices.Concat(crowd.Mentees(), crowd.Mentors()) {
		if strings.Contains(text, p.Name) || strings.Contains(text, p.Number) || strings.Contains(text, p.Employer) {
			t.Errorf("the letter names %s: %s", p.Number, text)
		}
	}
}

// TestDayLeavesAloneWhatStands: a draft that waits, a round that was sent, and
// a draft that was turned down are not doubled; something new is prepared anew.
func TestDayLeavesAloneWhatStands(t *testing.T) {
	each(t, 6, 3, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.staffed(t)
		byHand, err := w.Draft(ctx, w.staff, w.run(t).ID)
		must(t, err)
		w.days(t, 1)
		w.expect(t, "a draft by hand waits", 1, 1, 0)
		_, err = w.Pairing.CloseRound(ctx, w.staff, byHand.ID, byHand.Version)
		must(t, err)
		w.days(t, 1)
		w.expect(t, "after it was closed", 2, 2, 1)
		_, rounds, _ := w.state(t)
		_, err = w.Pairing.CloseRound(ctx, w.staff, rounds[0].ID, rounds[0].Version)
		must(t, err)
		w.days(t, 2)
		w.expect(t, "nothing has changed", 2, 2, 1)
		peopletest.Answer(t, w.DB, w.people.Mentees[0], func(a questionnaire.Answers) { a["need"] = []string{"Pavisam kas cits: grāmatvedība."} })
		w.days(t, 1)
		w.expect(t, "a changed answer", 3, 3, 2)
		_, rounds, _ = w.state(t)
		sent, err := w.Pairing.SendRound(ctx, w.staff, rounds[0].ID, rounds[0].Version)
		must(t, err)
		_, _, letters := w.state(t)
		peopletest.Answer(t, w.DB, w.people.Mentees[1], func(a questionnaire.Answers) { a["need"] = []string{"Vēl kas cits: iepirkumi."} })
		w.days(t, 1)
		w.expect(t, "round "+string(sent.Status), 3, 3, len(letters))
	})
}

// TestDayIsNoDay: weekends, holidays, an intake that is over or called off, and
// sides that are empty give nothing, and no failure.
func TestDayIsNoDay(t *testing.T) {
	each(t, 3, 2, func(t *testing.T, w *world) {
		w.staffed(t)
		monday := w.clock
		for _, day := range []time.Time{monday.AddDate(0, 0, 5), monday.AddDate(0, 0, 6), time.Date(2027, 5, 4, 9, 0, 0, 0, time.UTC), monday.AddDate(0, -3, 0)} {
			w.clock = day
			w.days(t, 1)
			w.expect(t, day.Format(time.DateOnly), 0, 0, 0)
		}
		w.clock = monday
		x, err := w.Intakes.Withdraw(t.Context(), admin, w.intake.ID, w.intake.Version)
		must(t, err)
		w.days(t, 1)
		w.expect(t, "called off", 0, 0, 0)
		_, err = w.Intakes.Publish(t.Context(), admin, x.ID, x.Version)
		must(t, err)
		w.days(t, 1)
		w.expect(t, "published again", 1, 1, 1)
	})
	w := open(t, dbtest.Open(t, db.SQLite), 2, 0)
	w.staffed(t)
	w.days(t, 1)
	w.expect(t, "no mentors", 0, 0, 0)
}

// TestDayGoesByWaiting: who waits longest has the first place, even where the
// programme's setting gives waiting no points; and the model on request asks
// only mentors who opted in.
func TestDayGoesByWaiting(t *testing.T) {
	each(t, 4, 1, func(t *testing.T, w *world) {
		w.staffed(t)
		w.alike(t)
		longest := w.people.Mentees[3]
		peopletest.Since(t, w.DB, longest, w.clock.Add(-5*week))
		set := matchmaking.Defaults()
		set.Waiting = 0
		_, err := w.Keep(t.Context(), w.staff, w.intake.Programme, 0, set)
		must(t, err)
		w.days(t, 1)
		list, err := w.Pairing.Proposals(t.Context(), w.staff, pairing.Filter{Intake: w.intake.ID}, 200)
		must(t, err)
		if len(list) != 1 || list[0].Mentee != longest || list[0].Model != catalogue.Individual {
			t.Errorf("proposals %+v", list)
		}
		w.onRequest(t)
	})
}

func (w *world) onRequest(t *testing.T) {
	t.Helper()
	_, rounds, _ := w.state(t)
	_, err := w.Pairing.CloseRound(t.Context(), w.staff, rounds[0].ID, rounds[0].Version)
	must(t, err)
	d := w.intake.Details
	d.Models = []string{string(catalogue.OnDemand)}
	w.intake, err = w.Intakes.Change(t.Context(), admin, w.intake.ID, w.intake.Version, d)
	must(t, err)
	opt := func(answer string) {
		peopletest.Answer(t, w.DB, w.people.Mentors[0], func(a questionnaire.Answers) { a["on-demand"] = []string{answer} })
		w.days(t, 1)
	}
	opt("no")
	w.expect(t, "nobody opted in", 1, 1, 1)
	opt(questionnaire.Yes)
	w.expect(t, "opted in", 2, 2, 2)
	if _, rounds, _ = w.state(t); rounds[0].Model != catalogue.OnDemand {
		t.Errorf("the round is %s", rounds[0].Model)
	}
}

// TestDayRunsOnce however many nodes run it at once.
func TestDayRunsOnce(t *testing.T) {
	each(t, 6, 3, func(t *testing.T, w *world) {
		w.staffed(t)
		const nodes = 4
		must(t, w.DB.Tx(t.Context(), func(tx *db.Tx) error {
			for range nodes {
				if err := w.Pairing.Queue.Enqueue(t.Context(), tx, matchmaking.Prepare{}); err != nil {
					return err
				}
			}
			return nil
		}))
		var all sync.WaitGroup
		for range nodes {
			all.Go(func() {
				if _, err := w.Pairing.Queue.RunDue(context.WithoutCancel(t.Context())); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.expect(t, "at once", 1, 1, 1)
	})
}

// TestPrepareAsksWhoActs: the verb behind the job is checked like every other of
// the desk.
func TestPrepareAsksWhoActs(t *testing.T) {
	each(t, 3, 2, func(t *testing.T, w *world) {
		settings, err := json.Marshal(ask())
		must(t, err)
		run := pairing.Run{Fingerprint: strings.Repeat("a", 64), Settings: settings, Result: []byte("{}")}
		for name, actor := range map[string]access.Actor{"another's coordinator": w.other, "lead": in(access.Lead, w.intake.Programme), "system without a grant": {Person: audit.System}, "nobody": {}} {
			if _, err := w.Pairing.Prepare(t.Context(), actor, w.intake.ID, run, catalogue.Individual, nil); !fault.Is(err, fault.Forbidden, fault.NotFound, fault.Unauthenticated) {
				t.Errorf("prepared by %s: %v", name, err)
			}
			if _, err := w.Pairing.Busy(t.Context(), actor, w.intake.ID); err == nil {
				t.Errorf("%s learns about rounds", name)
			}
		}
		run.Fingerprint = "b"
		_, err = w.Pairing.Prepare(t.Context(), w.staff, w.intake.ID, run, catalogue.Individual, nil)
		refused(t, "a run without its fingerprint", err, fault.Invalid)
		w.expect(t, "refused", 0, 0, 0)
	})
}
