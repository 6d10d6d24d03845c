package pairing_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
)

// trace is what the audit log must have of something that was done.
type trace struct {
	Action  audit.Action
	Subject string // whose data it is; empty: nobody's
}

// leaves does something and compares what the audit log has gained: who, what,
// to which object and whose (SEC-35).
func (w *world) leaves(what string, by access.Actor, do func() error, want ...trace) {
	w.t.Helper()
	before, err := audit.List(w.t.Context(), w.DB, audit.Filter{}, 1)
	w.must(err)
	w.must(do())
	entries, err := audit.List(w.t.Context(), w.DB, audit.Filter{}, 50)
	w.must(err)
	var got []trace
	for _, e := range slices.Backward(entries) {
		if len(before) > 0 && e.Seq <= before[0].Seq {
			continue
		}
		if e.Actor != by.Person || !e.Object.Kind.Known() || e.Object.ID == "" {
			w.t.Errorf("%s: noted as %+v", what, e.Entry)
		}
		got = append(got, trace{e.Action, e.Subject})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("%s\n%s", what, diff)
	}
}

// first is the first proposal of a round.
func (w *world) first(roundID string) pairing.Proposal {
	w.t.Helper()
	page, err := w.Proposals(w.t.Context(), w.staff, pairing.Filter{Intake: w.intake.ID, Round: roundID}, 1)
	w.must(err)
	return page[0]
}

// TestEveryDeedOfTheDeskIsNoted goes through what a coordinator can do.
func TestEveryDeedOfTheDeskIsNoted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, liene, anna, otto := w.mentee(), w.mentee(), w.mentor(1), w.mentor(1)
		boss := shortlist(ieva, anna)
		boss.Candidates[0].Hierarchy = true
		var r pairing.Round
		var p pairing.Proposal
		for _, step := range []struct {
			what string
			do   func() error
			want []trace
		}{
			{"a run is kept", func() error { _, err := w.SaveRun(ctx, w.staff, w.intake.ID, kept()); return err }, []trace{{audit.MatchingRunSaved, ""}}},
			{"a draft", func() (err error) {
				r, err = w.Draft(ctx, w.staff, w.intake.ID, "", catalogue.Individual, []pairing.Shortlist{boss})
				return err
			}, []trace{{audit.PairingDrafted, ""}}},
			{"arranged", func() (err error) { r, err = w.Arrange(ctx, w.staff, r.ID, r.Version, boss); return err }, []trace{{audit.PairingArranged, ""}}},
			{"confirmed", func() error { return w.Confirm(ctx, w.staff, w.first(r.ID).ID, "Dažādi projekti.") }, []trace{{audit.HierarchyConfirmed, ""}}},
			{"sent", func() (err error) { r, err = w.SendRound(ctx, w.staff, r.ID, r.Version); return err }, []trace{{audit.PairingSent, ""}}},
			{"closed", func() (err error) { r, err = w.CloseRound(ctx, w.staff, r.ID, r.Version); return err }, []trace{{audit.PairingClosed, ""}}},
			{"by hand", func() (err error) { p, err = w.Propose(ctx, w.staff, hand(liene, otto)); return err }, []trace{{audit.PairingProposed, liene.Person}}},
			{"taken back", func() error { return w.Withdraw(ctx, w.staff, p.ID, p.Version) }, []trace{{audit.PairingWithdrawn, ""}}},
			{"a rule", func() error { return w.SetRule(ctx, w.staff, liene.app, anna.app, pairing.Lock, "Lūdza abi.") }, []trace{{audit.PairingRuleSet, ""}}},
			{"lifted", func() error { return w.LiftRule(ctx, w.staff, liene.app, anna.app) }, []trace{{audit.PairingRuleLifted, ""}}},
			{"the day of news", func() error { return w.SetNews(ctx, w.staff, w.intake.ID, []string{liene.app}, "2027-03-01") }, []trace{{audit.WaitingTold, ""}}},
		} {
			w.leaves(step.what, w.staff, step.do, step.want...)
		}
	})
}

// TestEveryDeedOfTheTwoIsNoted goes from a choice to a mentorship and its end.
func TestEveryDeedOfTheTwoIsNoted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna := w.mentee(), w.mentor(1)
		w.sent(shortlist(ieva, anna))
		c := w.card(ieva, anna, pairing.Mentee)
		w.leaves("a choice", ieva.Actor, func() error {
			return w.Choose(ctx, ieva.Actor, ieva.app, []pairing.Choice{{Proposal: c.ID, Version: c.Version, Reply: pairing.Yes}})
		}, trace{audit.PairingAnswered, ieva.Person})
		asked := func() pairing.Card { return w.card(anna, ieva, pairing.Mentor) }
		w.leaves("a time", ieva.Actor, func() error { return w.ProposeTalk(ctx, ieva.Actor, c.ID, asked().Version, w.clock.Add(48*time.Hour)) },
			trace{audit.TalkProposed, ieva.Person})
		w.leaves("agreed", anna.Actor, func() error { return w.AgreeTalk(ctx, anna.Actor, c.ID, asked().Version) }, trace{audit.TalkAgreed, anna.Person})
		w.leaves("a pause", anna.Actor, func() error { return w.Pause(ctx, anna.Actor, anna.app, true) }, trace{audit.MentorPaused, anna.Person})
		w.leaves("a pause twice", anna.Actor, func() error { return w.Pause(ctx, anna.Actor, anna.app, true) })
		w.leaves("its end", anna.Actor, func() error { return w.Pause(ctx, anna.Actor, anna.app, false) }, trace{audit.MentorResumed, anna.Person})
		w.leaves("the second yes", anna.Actor, func() error { return w.answer(anna, ieva, pairing.Yes) },
			trace{audit.RoleGranted, anna.Person}, trace{audit.MentorshipBegun, anna.Person}, trace{audit.RoleGranted, ieva.Person},
			trace{audit.MentorshipBegun, ieva.Person}, trace{audit.PairingAnswered, anna.Person})
		w.leaves("a conflict", ieva.Actor, func() error { return w.Declare(ctx, ieva.Actor, c.ID, pairing.TieFamily) },
			trace{audit.RoleRevoked, anna.Person}, trace{audit.MentorshipRematched, anna.Person}, trace{audit.RoleRevoked, ieva.Person},
			trace{audit.MentorshipRematched, ieva.Person}, trace{audit.ConflictDeclared, ieva.Person})
	})
}

// TestJoiningAGroupIsNoted for who joins, beside those who began it.
func TestJoiningAGroupIsNoted(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mentor, mentees := w.mentor(3), w.people(questionnaire.Mentee, 1, 1)
		var lists []pairing.Shortlist
		for _, m := range mentees {
			lists = append(lists, shortlist(m, mentor))
		}
		r, err := w.Draft(t.Context(), w.staff, w.intake.ID, "", catalogue.Grouped, lists)
		w.must(err)
		_, err = w.SendRound(t.Context(), w.staff, r.ID, r.Version)
		w.must(err)
		for _, m := range mentees {
			w.choose(m, pairing.Yes, mentor)
		}
		w.must(w.answer(mentor, mentees[0], pairing.Yes))
		w.leaves("joined", mentor.Actor, func() error { return w.answer(mentor, mentees[1], pairing.Yes) },
			trace{audit.RoleGranted, mentees[1].Person}, trace{audit.MentorshipJoined, mentees[1].Person}, trace{audit.PairingAnswered, mentor.Person})
		mine, err := w.Mentorships.Of(t.Context(), mentor.Actor)
		if err != nil || len(mine) != 1 || mine[0].Status != mentorship.Proposed || mine[0].Mentees != 2 {
			t.Errorf("%+v, %v", mine, err)
		}
	})
}
