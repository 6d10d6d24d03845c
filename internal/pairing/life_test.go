package pairing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/pairing"
)

// TestFromShortlistToMentorship is the whole way of one mentee with two mentors:
// cards, an order, a no that nobody sees, a talk, and two yeses.
func TestFromShortlistToMentorship(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna, otto := w.mentee(), w.mentor(1), w.mentor(2)
		r := w.sent(shortlist(ieva, anna, otto))
		if r.Status != pairing.RoundSent || len(w.cards(anna, pairing.Mentor)) != 0 || len(w.letters(anna)) != 0 {
			t.Fatalf("round %s; a mentor knows before the mentee said yes", r.Status)
		}
		if c := w.card(ieva, anna, pairing.Mentee); c.Seen != pairing.SeenYours || c.Name != "mentor 0002" || c.Position != "Arhitekts" || c.Employer != "Iestāde" ||
			!c.Until.Equal(time.Date(2027, 1, 25, 22, 0, 0, 0, time.UTC)) || cmp.Diff(why, c.Why) != "" {
			t.Errorf("the card: %+v", c)
		}
		w.choose(ieva, pairing.Yes, otto, anna)
		if got := w.card(ieva, anna, pairing.Mentee); got.Seen != pairing.SeenInLine || got.Place != 2 {
			t.Errorf("the second choice: %+v", got)
		}
		w.must(w.answer(otto, ieva, pairing.No))
		w.work()
		if c := w.card(ieva, otto, pairing.Mentee); c.Seen != pairing.SeenClosed {
			t.Errorf("after a no the mentee sees %s", c.Seen)
		}
		c := w.card(anna, ieva, pairing.Mentor)
		w.must(w.ProposeTalk(ctx, ieva.Actor, c.ID, c.Version, w.clock.Add(48*time.Hour)))
		if before, err := w.Profile(ctx, anna.Actor, c.ID); err != nil || before.Email != "" {
			t.Errorf("an address before a time is agreed: %q, %v", before.Email, err)
		}
		w.must(w.AgreeTalk(ctx, anna.Actor, c.ID, c.Version+1))
		for _, x := range []someone{ieva, anna} {
			if got, err := w.Profile(ctx, x.Actor, c.ID); err != nil || got.Email == "" {
				t.Errorf("no way to reach each other for the talk, %v", err)
			}
		}
		w.must(w.answer(anna, ieva, pairing.Yes))

		mine, err := w.Mentorships.Of(ctx, ieva.Actor)
		w.must(err)
		if len(mine) != 1 || mine[0].Status != mentorship.Foundation || len(mine[0].Members) != 2 || !mine[0].Has(anna.Person) {
			t.Fatalf("%+v", mine)
		}
		if c := w.card(ieva, anna, pairing.Mentee); c.Seen != pairing.SeenBegun || c.Mentorship != mine[0].ID {
			t.Errorf("the card of the beginning: %+v", c)
		}
		for _, x := range []struct {
			who  someone
			want []string
		}{{ieva, []string{"cards", "next", "talk-agreed", "begun"}}, {anna, []string{"asked", "talk", "begun"}}, {otto, []string{"asked"}}} {
			if diff := cmp.Diff(x.want, w.letters(x.who)); diff != "" {
				t.Errorf("letters\n%s", diff)
			}
		}
		if w.deeds(audit.PairingAnswered) != 4 || w.deeds(audit.MentorshipBegun) != 2 || w.deeds(audit.PairingSent) != 1 {
			t.Errorf("%d answers, %d beginnings are recorded", w.deeds(audit.PairingAnswered), w.deeds(audit.MentorshipBegun))
		}
		w.run(pairing.Sweep{})
		if r, err = w.Round(ctx, w.staff, r.ID); err != nil || r.Status != pairing.RoundClosed {
			t.Errorf("the round is %s, %v", r.Status, err)
		}
	})
}

// TestOneYesStartsNothing is R6.1-6.
func TestOneYesStartsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, anna := w.mentee(), w.mentor(1)
		w.sent(shortlist(ieva, anna))
		w.choose(ieva, pairing.Yes, anna)
		w.run(pairing.Sweep{})
		if n := w.count(`select count(*) from mentorship`); n != 0 {
			t.Errorf("%d mentorships of one yes", n)
		}
		w.choose(ieva, pairing.No, anna)
		refused(t, "the mentor's yes after the mentee took it back", w.answerOld(anna, ieva), fault.Gone)
		if diff := cmp.Diff([]string{"asked", "closed"}, w.letters(anna)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"cards", "waiting"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
		if n := w.count(`select count(*) from mentorship`); n != 0 {
			t.Errorf("%d mentorships", n)
		}
	})
}

// answerOld says yes from a page that was opened before.
func (w *world) answerOld(mentor, mentee someone) error {
	w.t.Helper()
	_, err := w.Answer(w.t.Context(), mentor.Actor, w.card(mentor, mentee, pairing.Mentor).ID, 3, pairing.Yes)
	return err
}

// TestTheMenteeOrdersAgain: a yes that is given again takes its new place, and
// the one whose mentor is asked already stays.
func TestTheMenteeOrdersAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, mentors := w.mentee(), w.people(pairing.Mentor, 1, 1, 1)
		w.sent(shortlist(ieva, mentors...))
		w.choose(ieva, pairing.Yes, mentors...)
		w.choose(ieva, pairing.Yes, mentors[2], mentors[1])
		w.must(w.answer(mentors[0], ieva, pairing.No))
		w.work()
		if len(w.cards(mentors[1], pairing.Mentor)) != 0 || w.card(mentors[2], ieva, pairing.Mentor).Seen != pairing.SeenYours {
			t.Error("the old order was followed")
		}
	})
}

// TestAReserveGoesOutByItself: with a shortlist of three, the fourth candidate
// is sent when the three have come to nothing, and then the mentee waits.
func TestAReserveGoesOutByItself(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, mentors := w.mentee(), w.people(pairing.Mentor, 1, 1, 1, 1)
		w.sent(shortlist(ieva, mentors...))
		if n := len(w.cards(ieva, pairing.Mentee)); n != 3 {
			t.Fatalf("%d cards, want three", n)
		}
		w.choose(ieva, pairing.No, mentors[:3]...)
		if c := w.card(ieva, mentors[3], pairing.Mentee); c.Seen != pairing.SeenYours {
			t.Errorf("the reserve is %s", c.Seen)
		}
		w.choose(ieva, pairing.No, mentors[3])
		if diff := cmp.Diff([]string{"cards", "another", "waiting"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
		if text := w.letter(ieva); !strings.Contains(text, "2027. gada 20. februārī") {
			t.Errorf("no day of next news in\n%s", text)
		}
		list, err := w.Waiting(t.Context(), w.staff, w.intake.ID, pairing.Cursor{}, 10)
		if err != nil || len(list) != 1 || list[0].Application != ieva.app || list[0].NewsOn != "2027-02-20" || list[0].Tried != 4 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

// TestTheLastPlaceWithdrawsTheOthers: a mentor who is full is no longer asked,
// and whoever waited is moved on in neutral words.
func TestTheLastPlaceWithdrawsTheOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, liene, zane := w.mentee(), w.mentee(), w.mentee()
		anna, otto := w.mentor(1), w.mentor(1)
		w.sent(shortlist(ieva, anna), shortlist(liene, anna, otto), shortlist(zane, anna))
		w.choose(ieva, pairing.Yes, anna)
		w.choose(liene, pairing.Yes, anna, otto)
		w.must(w.answer(anna, ieva, pairing.Yes))
		w.work()
		if w.card(liene, anna, pairing.Mentee).Seen != pairing.SeenClosed || w.card(zane, anna, pairing.Mentee).Seen != pairing.SeenClosed {
			t.Error("a full mentor's card is open")
		}
		if c := w.card(otto, liene, pairing.Mentor); c.Seen != pairing.SeenYours {
			t.Errorf("the next mentor sees %s", c.Seen)
		}
		for _, x := range []struct {
			who  someone
			want []string
		}{{liene, []string{"cards", "next"}}, {zane, []string{"cards", "waiting"}}, {anna, []string{"asked", "asked", "begun"}}} {
			if diff := cmp.Diff(x.want, w.letters(x.who)); diff != "" {
				t.Errorf("letters\n%s", diff)
			}
		}
	})
}

// TestAConflictDeclaredLater ends what was begun: places and roles are given
// back, the mentee waits again, and the pair is never proposed anew.
func TestAConflictDeclaredLater(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna := w.mentee(), w.mentor(1)
		w.sent(shortlist(ieva, anna))
		w.choose(ieva, pairing.Yes, anna)
		w.must(w.answer(anna, ieva, pairing.Yes))
		held := `select count(*) from role_grant where scope_kind = 'mentorship' and revoked_at is null`
		if n := w.count(held); n != 2 {
			t.Fatalf("%d roles are held", n)
		}
		c := w.card(ieva, anna, pairing.Mentee)
		refused(t, "by a stranger", w.Declare(ctx, w.staff, c.ID, pairing.TieManager), fault.NotFound)
		refused(t, "without a tie", w.Declare(ctx, anna.Actor, c.ID, "x"), fault.Invalid)
		w.must(w.Declare(ctx, anna.Actor, c.ID, pairing.TieManager))
		w.work()
		mine, err := w.Mentorships.Of(ctx, ieva.Actor)
		if err != nil || mine[0].Status != mentorship.Rematched || w.count(held) != 0 {
			t.Errorf("%+v, %v", mine, err)
		}
		if _, err := w.Mentorships.Get(ctx, anna.Actor, mine[0].ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("who has left opens the mentorship: %v", err)
		}
		if load, err := w.Load(ctx, anna.Actor, anna.app); err != nil || load.Taken != 0 {
			t.Errorf("%+v, %v", load, err)
		}
		list, err := w.Waiting(ctx, w.staff, w.intake.ID, pairing.Cursor{}, 10)
		if err != nil || len(list) != 1 {
			t.Errorf("%+v, %v", list, err)
		}
		if diff := cmp.Diff([]string{"cards", "begun", "ended"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
		_, err = w.Propose(ctx, w.staff, hand(ieva, anna))
		refused(t, "the same pair again", err, fault.Conflict, "pairing.obstacle.excluded")
		refused(t, "a lock over a conflict", w.SetRule(ctx, w.staff, ieva.app, anna.app, pairing.Lock, "x"), fault.Conflict, "pairing.fault.conflict")
		refused(t, "to lift a conflict", w.LiftRule(ctx, w.staff, ieva.app, anna.app), fault.NotFound)
		formers, err := w.Formers(ctx, w.staff, w.intake.ID)
		if diff := cmp.Diff([]pairing.Former{{Mentee: ieva.app, Mentor: anna.app}}, formers); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}

// TestAConflictBeforeTheAnswer closes the proposal for both in neutral words.
func TestAConflictBeforeTheAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, anna := w.mentee(), w.mentor(1)
		w.sent(shortlist(ieva, anna))
		w.choose(ieva, pairing.Yes, anna)
		w.must(w.Declare(t.Context(), anna.Actor, w.card(anna, ieva, pairing.Mentor).ID, pairing.TieFamily))
		w.work()
		if w.card(ieva, anna, pairing.Mentee).Seen != pairing.SeenClosed {
			t.Error("the proposal is open")
		}
		if text := w.letter(ieva); strings.Contains(strings.ToLower(text), "konflikt") || strings.Contains(text, "radinie") {
			t.Errorf("the letter tells the reason:\n%s", text)
		}
	})
}

func hand(mentee, mentor someone) pairing.Hand {
	return pairing.Hand{Mentee: mentee.app, Candidate: pairing.Candidate{Mentor: mentor.app, Why: why}, Model: "individual", Note: "Abi to lūdza."}
}

// TestByHandWhileARoundIsOut needs a reason, and the same checks.
func TestByHandWhileARoundIsOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, liene, anna, otto := w.mentee(), w.mentee(), w.mentor(1), w.mentor(1)
		w.sent(shortlist(ieva, anna))
		silent := hand(liene, otto)
		silent.Note = " "
		_, err := w.Propose(ctx, w.staff, silent)
		refused(t, "without a reason", err, fault.Invalid)
		for _, a := range []access.Actor{w.other, w.lead, ieva.Actor} {
			_, err = w.Propose(ctx, a, hand(liene, otto))
			refused(t, "by somebody else", err, fault.Forbidden)
		}
		_, err = w.Propose(ctx, access.Actor{}, hand(liene, otto))
		refused(t, "by nobody", err, fault.Unauthenticated)
		p, err := w.Propose(ctx, w.staff, hand(liene, otto))
		w.must(err)
		_, err = w.Propose(ctx, w.staff, hand(liene, otto))
		refused(t, "twice", err, fault.Conflict, "pairing.obstacle.open")
		w.choose(liene, pairing.Yes, otto)
		refused(t, "a stale version", w.Withdraw(ctx, w.staff, p.ID, p.Version), fault.Conflict)
		w.must(w.Withdraw(ctx, w.staff, p.ID, w.card(liene, otto, pairing.Mentee).Version))
		w.work()
		if diff := cmp.Diff([]string{"cards", "waiting"}, w.letters(liene)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"asked", "closed"}, w.letters(otto)); diff != "" {
			t.Error(diff)
		}
	})
}
