package pairing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/pairing"
)

// TestEveryEndLooksTheSameFromTheOtherSide: whatever a mentor did, or whatever
// happened to the mentor, the mentee's card is the same to the letter.
func TestEveryEndLooksTheSameFromTheOtherSide(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ends := map[string]func(ieva, anna someone){
			"the mentor said no": func(ieva, anna someone) { w.must(w.answer(anna, ieva, pairing.No)) },
			"the mentor is full": func(_, anna someone) {
				w.exec(`update pairing_party set taken = places where application_id = $1`, anna.app)
				w.run(pairing.Sweep{})
			},
			"the mentor left": func(_, anna someone) {
				w.exec(`update application set status = 'withdrawn' where id = $1`, anna.app)
				w.run(pairing.Sweep{})
			},
			"a conflict": func(ieva, anna someone) {
				w.must(w.Declare(ctx, anna.Actor, w.card(anna, ieva, pairing.Mentor).ID, pairing.TieFamily))
			},
			"the coordinator": func(ieva, anna someone) {
				c := w.card(ieva, anna, pairing.Mentee)
				w.must(w.Withdraw(ctx, w.staff, c.ID, c.Version))
			},
			"silence": func(_, anna someone) {
				w.exec(`update pairing_proposal set due_at = $2 where mentor_id = $1`, anna.app, w.clock)
				w.run(pairing.Sweep{})
			},
		}
		seen, told := map[string]string{}, map[string]string{}
		for what, end := range ends {
			ieva, anna := w.mentee(), w.mentor(2)
			_, err := w.Propose(ctx, w.staff, hand(ieva, anna))
			w.must(err)
			w.choose(ieva, pairing.Yes, anna)
			w.must(w.answer(anna, ieva, pairing.Later))
			end(ieva, anna)
			w.work()
			c := w.card(ieva, anna, pairing.Mentee)
			c.ID, c.Application, c.Other, c.Name = "", "", "", ""
			seen[fmt.Sprintf("%+v", c)] = what
			told[strings.Join(w.letters(ieva), " ")+w.letter(ieva)] = what
		}
		if len(seen) != 1 || len(told) != 1 {
			t.Errorf("ends can be told apart:\n%v\n%v", seen, told)
		}
	})
}

// TestWhatTheMentorNeverLearns: a mentor who was not asked finds nothing, and a
// mentor who was sees neither order nor the other mentors.
func TestWhatTheMentorNeverLearns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna, otto := w.mentee(), w.mentor(1), w.mentor(1)
		w.sent(shortlist(ieva, otto, anna))
		proposalID := w.card(ieva, anna, pairing.Mentee).ID
		hidden := func(what string, a access.Actor) {
			t.Helper()
			_, err := w.Card(ctx, a, proposalID)
			refused(t, what+" the card", err, fault.NotFound)
			_, err = w.Profile(ctx, a, proposalID)
			refused(t, what+" the profile", err, fault.NotFound)
			_, err = w.Answer(ctx, a, proposalID, 1, pairing.Yes)
			refused(t, what+" answers", err, fault.NotFound)
			refused(t, what+" declares", w.Declare(ctx, a, proposalID, pairing.TieFamily), fault.NotFound)
		}
		hidden("not asked yet:", anna.Actor)
		w.choose(ieva, pairing.No, anna)
		hidden("after the mentee’s no:", anna.Actor)
		hidden("another mentor:", otto.Actor)
		hidden("the coordinator:", w.staff)
		hidden("nobody:", access.Actor{})
		w.choose(ieva, pairing.Yes, otto)
		c, err := w.Card(ctx, otto.Actor, w.card(otto, ieva, pairing.Mentor).ID)
		w.must(err)
		if c.Place != 0 || c.Other != ieva.Person || c.Name != "mentee 0001" || c.Reply != pairing.NoReply {
			t.Errorf("%+v", c)
		}
		if _, err := w.Card(ctx, ieva.Actor, id.New()); fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

// TestWhatIsReadOfTheOther: private answers never, a mentee's words only if the
// mentee agreed, the address once it began, nothing after it closed.
func TestWhatIsReadOfTheOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for _, shares := range []bool{false, true} {
			ieva, anna := w.mentee(), w.mentor(1)
			_, err := w.Propose(ctx, w.staff, hand(ieva, anna))
			w.must(err)
			c := w.card(ieva, anna, pairing.Mentee)
			mentor, err := w.Profile(ctx, ieva.Actor, c.ID)
			w.must(err)
			if mentor.Answers.First("offer") == "" || mentor.Answers.First("adjustments") != "" || mentor.Email != "" {
				t.Errorf("the mentee reads %v of %s", mentor.Answers, mentor.Email)
			}
			w.must(w.Choose(ctx, ieva.Actor, ieva.app, []pairing.Choice{{Proposal: c.ID, Version: c.Version, Reply: pairing.Yes, Shares: shares}}))
			mentee, err := w.Profile(ctx, anna.Actor, c.ID)
			w.must(err)
			got := []bool{mentee.Answers.First("motivation") != "", mentee.Answers.First("position") != "", mentee.Answers.First("conflicts") != "", mentee.Answers.First("conflict-people") != ""}
			if diff := cmp.Diff([]bool{shares, true, false, false}, got); diff != "" {
				t.Errorf("shared %v: motivation, position, conflicts, people\n%s", shares, diff)
			}
			w.must(w.answer(anna, ieva, pairing.Yes))
			if mentor, err = w.Profile(ctx, ieva.Actor, c.ID); err != nil || mentor.Email == "" {
				t.Errorf("%q, %v", mentor.Email, err)
			}
			w.must(w.Declare(ctx, ieva.Actor, c.ID, pairing.TieClose))
			_, err = w.Profile(ctx, anna.Actor, c.ID)
			refused(t, "after the end", err, fault.Gone)
		}
	})
}

// TestNoLetterNamesAnybody: letters travel open.
func TestNoLetterNamesAnybody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, anna := w.mentee(), w.mentor(1)
		w.sent(shortlist(ieva, anna))
		w.choose(ieva, pairing.Yes, anna)
		w.must(w.answer(anna, ieva, pairing.Yes))
		for _, x := range []struct{ who, of someone }{{ieva, anna}, {anna, ieva}} {
			if text := w.letter(x.who); strings.Contains(text, x.of.Person) || strings.Contains(text, "000") || strings.Contains(text, "⟦") {
				t.Errorf("the letter says\n%s", text)
			}
		}
	})
}

func TestWhatChoosingRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, liene, anna := w.mentee(), w.mentee(), w.mentor(1)
		w.sent(shortlist(ieva, anna), shortlist(liene, anna))
		c, theirs := w.card(ieva, anna, pairing.Mentee), w.card(liene, anna, pairing.Mentee)
		for what, tt := range map[string]struct {
			actor access.Actor
			list  []pairing.Choice
			want  fault.Kind
		}{
			"nothing":            {ieva.Actor, nil, fault.Invalid},
			"no answer":          {ieva.Actor, []pairing.Choice{{Proposal: c.ID, Version: c.Version}}, fault.Invalid},
			"a stale card":       {ieva.Actor, []pairing.Choice{{Proposal: c.ID, Version: c.Version - 1, Reply: pairing.Yes}}, fault.Conflict},
			"another's card":     {ieva.Actor, []pairing.Choice{{Proposal: theirs.ID, Version: theirs.Version, Reply: pairing.Yes}}, fault.NotFound},
			"another's list":     {liene.Actor, []pairing.Choice{{Proposal: c.ID, Version: c.Version, Reply: pairing.Yes}}, fault.NotFound},
			"one right, one not": {ieva.Actor, []pairing.Choice{{Proposal: c.ID, Version: c.Version, Reply: pairing.Yes}, {Proposal: c.ID, Version: c.Version, Reply: pairing.No}}, fault.Conflict},
			"by nobody":          {access.Actor{}, []pairing.Choice{{Proposal: c.ID, Version: c.Version, Reply: pairing.Yes}}, fault.NotFound},
		} {
			refused(t, what, w.Choose(ctx, tt.actor, ieva.app, tt.list), tt.want)
		}
		if got := w.card(ieva, anna, pairing.Mentee); got.Seen != pairing.SeenYours || got.Version != c.Version {
			t.Errorf("a refusal changed the card: %+v", got)
		}
		w.choose(ieva, pairing.Yes, anna)
		mine := w.card(anna, ieva, pairing.Mentor)
		_, err := w.Answer(ctx, anna.Actor, mine.ID, mine.Version, "maybe")
		refused(t, "no answer of a mentor", err, fault.Invalid)
		_, err = w.Answer(ctx, anna.Actor, mine.ID, mine.Version-1, pairing.Yes)
		refused(t, "a stale yes", err, fault.Conflict)
		w.must(w.Pause(ctx, anna.Actor, anna.app, true))
		refused(t, "a yes in a pause", w.answer(anna, ieva, pairing.Yes), fault.Conflict, "pairing.fault.paused")
		refused(t, "another's pause", w.Pause(ctx, ieva.Actor, anna.app, false), fault.NotFound)
		refused(t, "a mentee's pause", w.Pause(ctx, ieva.Actor, ieva.app, true), fault.NotFound)
		w.must(w.Pause(ctx, anna.Actor, anna.app, false))
		w.must(w.answer(anna, ieva, pairing.Yes))
	})
}

// TestEverybodyKnowsWhereTheyStand, step by step.
func TestEverybodyKnowsWhereTheyStand(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, anna := w.mentee(), w.mentor(1)
		stands := func(step, mentee, mentor string) {
			t.Helper()
			for _, x := range []struct {
				who  someone
				want string
			}{{ieva, mentee}, {anna, mentor}} {
				got, err := w.Where(t.Context(), x.who.Actor, x.who.app)
				if err != nil || got.State != x.want {
					t.Errorf("%s: %s, want %s, %v", step, got.State, x.want, err)
				}
			}
		}
		stands("at first", pairing.Waits, pairing.Ready)
		w.draft(shortlist(ieva, anna))
		stands("in a draft", pairing.Waits, pairing.Ready)
		w.sent(shortlist(ieva, anna))
		stands("sent", pairing.MustChoose, pairing.Ready)
		w.choose(ieva, pairing.Yes, anna)
		stands("asked", pairing.MentorAsks, pairing.MustAnswer)
		w.must(w.answer(anna, ieva, pairing.Yes))
		stands("begun", pairing.HasBegun, pairing.Full)
		w.must(w.Pause(t.Context(), anna.Actor, anna.app, true))
		stands("paused", pairing.HasBegun, pairing.Resting)
		_, err := w.Where(t.Context(), ieva.Actor, anna.app)
		refused(t, "another's", err, fault.NotFound)
	})
}
