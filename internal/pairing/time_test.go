package pairing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/pairing"
)

// TestSilenceExpires: with seven days from Monday the 18th an answer is in time
// to the end of the 25th; both turns have the whole time.
func TestSilenceExpires(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, anna, otto := w.mentee(), w.mentor(1), w.mentor(1)
		w.sent(shortlist(ieva, anna, otto))
		w.day(time.January, 25, 23)
		w.run(pairing.Sweep{})
		w.choose(ieva, pairing.Yes, anna, otto)
		w.day(time.February, 1, 23)
		w.run(pairing.Sweep{})
		if c := w.card(anna, ieva, pairing.Mentor); c.Seen != pairing.SeenYours {
			t.Fatalf("on the last day the mentor's card is %s", c.Seen)
		}
		w.day(time.February, 2, 0)
		c := w.card(anna, ieva, pairing.Mentor)
		_, err := w.Answer(t.Context(), anna.Actor, c.ID, c.Version, pairing.Yes)
		refused(t, "a late yes, before the sweep", err, fault.Gone)
		w.run(pairing.Sweep{})
		if a, b := w.card(anna, ieva, pairing.Mentor).Seen, w.card(ieva, anna, pairing.Mentee).Seen; a != pairing.SeenLate || b != pairing.SeenClosed {
			t.Errorf("the silent mentor sees %s, the mentee %s", a, b)
		}
		if c := w.card(otto, ieva, pairing.Mentor); c.Seen != pairing.SeenYours {
			t.Errorf("the next mentor sees %s", c.Seen)
		}
		w.run(pairing.Sweep{})
		if diff := cmp.Diff([]string{"cards", "next"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"asked", "closed"}, w.letters(anna)); diff != "" || w.deeds(audit.PairingExpired) != 1 {
			t.Errorf("%d recorded\n%s", w.deeds(audit.PairingExpired), diff)
		}
	})
}

// TestThreeCardsRunOutAsOneLetter, and the mentee then waits.
func TestThreeCardsRunOutAsOneLetter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, mentors := w.mentee(), w.people(pairing.Mentor, 1, 1, 1)
		r := w.sent(shortlist(ieva, mentors...))
		w.clock = w.clock.AddDate(0, 0, 8)
		w.run(pairing.Sweep{})
		if diff := cmp.Diff([]string{"cards", "waiting"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
		if c := w.card(ieva, mentors[0], pairing.Mentee); c.Seen != pairing.SeenLate || c.Version != 0 {
			t.Errorf("%+v", c)
		}
		if r, err := w.Round(t.Context(), w.staff, r.ID); err != nil || r.Status != pairing.RoundClosed || r.ClosedAt == nil {
			t.Errorf("%+v, %v", r, err)
		}
		formers, err := w.Formers(t.Context(), w.staff, w.intake.ID)
		if err != nil || len(formers) != 3 {
			t.Errorf("%v, %v", formers, err)
		}
	})
}

// TestRemindersComeTwice: at half-time and on the day before the last, in the
// morning of a working day, one letter for all cards.
func TestRemindersComeTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, anna, otto := w.mentee(), w.mentor(1), w.mentor(1)
		w.sent(shortlist(ieva, anna, otto)) // to the end of Monday the 25th
		for _, tt := range []struct{ day, hour, want int }{
			{18, 9, 0}, {21, 9, 0}, // before half-time
			{22, 8, 0}, // half-time, too early
			{22, 9, 1}, // and the day before is a Sunday: also today
			{22, 10, 1},
			{24, 10, 1}, // Sunday
			{25, 12, 1},
		} {
			w.day(time.January, tt.day, tt.hour)
			w.run(pairing.Remind{})
			if got := len(w.letters(ieva)) - 1; got != tt.want {
				t.Errorf("on the %dth at %d: %d reminders, want %d", tt.day, tt.hour, got, tt.want)
			}
		}
		if text := w.letter(ieva); !strings.Contains(text, "līdz 2027. gada 25. janvārim") {
			t.Errorf("no last day in\n%s", text)
		}
		w.choose(ieva, pairing.Yes, anna, otto) // Monday the 25th; the mentor has to the end of the 1st
		for _, tt := range []struct{ month, day, want int }{{1, 26, 0}, {1, 29, 1}, {1, 31, 1}, {2, 1, 1}} {
			w.day(time.Month(tt.month), tt.day, 10)
			w.run(pairing.Remind{})
			if got := len(w.letters(anna)) - 1; got != tt.want {
				t.Errorf("on %d-%d: %d reminders of the mentor, want %d", tt.month, tt.day, got, tt.want)
			}
		}
	})
}

// TestMoreTimeIsGivenOnce, and the mentee does not learn of the mentor's wish.
func TestMoreTimeIsGivenOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, anna := w.mentee(), w.mentor(1)
		w.sent(shortlist(ieva, anna))
		w.choose(ieva, pairing.Later, anna)
		w.choose(ieva, pairing.Later, anna)
		if c := w.card(ieva, anna, pairing.Mentee); c.Reply != pairing.Later || !c.Until.Equal(time.Date(2027, 1, 29, 22, 0, 0, 0, time.UTC)) {
			t.Errorf("%s until %s", c.Reply, c.Until)
		}
		w.choose(ieva, pairing.Yes, anna)
		before := w.card(ieva, anna, pairing.Mentee)
		due := *w.card(anna, ieva, pairing.Mentor).Until
		for range 2 {
			w.must(w.answer(anna, ieva, pairing.Later))
		}
		if diff := cmp.Diff(before, w.card(ieva, anna, pairing.Mentee)); diff != "" {
			t.Errorf("the mentee sees that the mentor needs time\n%s", diff)
		}
		if got := w.card(anna, ieva, pairing.Mentor); !got.Until.Equal(due.AddDate(0, 0, 4)) || !got.Until.Equal(*before.Until) {
			t.Errorf("the mentor has until %s, the mentee thinks %s", got.Until, before.Until)
		}
		if diff := cmp.Diff([]string{"cards"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
		w.must(w.answer(anna, ieva, pairing.Yes))
	})
}

// TestATalkIsAgreedByBoth, and an answer waits for it.
func TestATalkIsAgreedByBoth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva, anna := w.mentee(), w.mentor(1)
		w.sent(shortlist(ieva, anna))
		c := w.card(ieva, anna, pairing.Mentee)
		at := w.clock.AddDate(0, 0, 10).Add(30 * time.Second)
		refused(t, "before the mentor is asked", w.ProposeTalk(ctx, ieva.Actor, c.ID, c.Version, at), fault.Gone)
		w.choose(ieva, pairing.Yes, anna)
		c = w.card(ieva, anna, pairing.Mentee)
		for what, wrong := range map[string]time.Time{"in the past": w.clock, "in two months": w.clock.AddDate(0, 2, 0)} {
			refused(t, what, w.ProposeTalk(ctx, ieva.Actor, c.ID, c.Version, wrong), fault.Invalid)
		}
		refused(t, "nothing to agree to", w.AgreeTalk(ctx, anna.Actor, c.ID, c.Version), fault.Conflict)
		refused(t, "by a stranger", w.ProposeTalk(ctx, w.staff, c.ID, c.Version, at), fault.NotFound)
		w.must(w.ProposeTalk(ctx, ieva.Actor, c.ID, c.Version, at))
		refused(t, "a stale page", w.ProposeTalk(ctx, anna.Actor, c.ID, c.Version, at), fault.Conflict)
		refused(t, "to agree with oneself", w.AgreeTalk(ctx, ieva.Actor, c.ID, c.Version+1), fault.Conflict)
		if text := w.letter(anna); !strings.Contains(text, "28. janvāris, plkst. 11.00") {
			t.Errorf("the mentor reads\n%s", text)
		}
		w.must(w.AgreeTalk(ctx, anna.Actor, c.ID, c.Version+1))
		got := w.card(anna, ieva, pairing.Mentor)
		if !got.Talk.Agreed || got.Talk.By != pairing.Mentee || !got.Talk.At.Equal(at.Truncate(time.Minute)) {
			t.Errorf("%+v", got.Talk)
		}
		if want := time.Date(2027, 1, 29, 22, 0, 0, 0, time.UTC); !got.Until.Equal(want) {
			t.Errorf("the answer is due %s, want the end of the day after the talk", got.Until)
		}
	})
}

// TestWhoLeavesIsWithdrawn: an application that is withdrawn or refused, and an
// account that is closed, end what is open, by themselves.
func TestWhoLeavesIsWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, liene, anna, otto := w.mentee(), w.mentee(), w.mentor(1), w.mentor(1)
		w.sent(shortlist(ieva, anna, otto), shortlist(liene, otto))
		w.choose(ieva, pairing.Yes, anna, otto)
		w.choose(liene, pairing.Yes, otto)
		a, err := w.Applications.Own(t.Context(), anna.Actor, anna.app)
		w.must(err)
		_, err = w.Applications.Withdraw(t.Context(), anna.Actor, anna.app, a.Version)
		w.must(err)
		w.exec(`update person set status = 'disabled' where id = $1`, liene.Person)
		refused(t, "a yes meanwhile", w.answer(otto, liene, pairing.Yes), fault.Gone)
		w.run(pairing.Sweep{})
		w.run(pairing.Sweep{})
		if a, b := w.card(ieva, anna, pairing.Mentee).Seen, w.card(ieva, otto, pairing.Mentee).Seen; a != pairing.SeenClosed || b != pairing.SeenTheirs {
			t.Errorf("the mentee sees %s and %s", a, b)
		}
		if c := w.card(otto, liene, pairing.Mentor); c.Seen != pairing.SeenClosed {
			t.Errorf("the mentor of who left sees %s", c.Seen)
		}
		if diff := cmp.Diff([]string{"cards", "next"}, w.letters(ieva)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"cards"}, w.letters(liene)); diff != "" {
			t.Errorf("who cannot sign in was written to\n%s", diff)
		}
		if text := w.letter(ieva); strings.Contains(text, "atsauc") {
			t.Errorf("the letter tells why:\n%s", text)
		}
	})
}
