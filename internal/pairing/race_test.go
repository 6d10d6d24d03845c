package pairing_test

import (
	"testing"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/mentorship"
	"domubiedrs/internal/pairing"
)

// asked makes proposals in which the mentors are asked, past all that would
// normally keep so many from being open at once.
func (w *world) asked(pairs [][2]someone) (ids []string) {
	w.t.Helper()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error {
		ids = nil
		for _, x := range pairs {
			ids = append(ids, id.New())
			if _, err := db.Exec(w.t.Context(), tx, `insert into pairing_proposal (id, programme_id, intake_id, mentee_id, mentor_id, mentee_person, mentor_person, model,
				status, rank, choice, mentee_answer, mentor_answer, shares, days, turn_at, due_at, asked_at, reminded, talk_by, talk_agreed, hierarchy, confirmed_by, note,
				ended, told, created_by, created_at, updated_at, version, why)
				values ($1, $2, $3, $4, $5, $6, $7, 'individual', 'asked', 1, 1, 'yes', '', false, 7, $8, $9, $8, 0, '', false, false, '', '', '', true, '', $8, $8, 1, '{}')`,
				ids[len(ids)-1], w.intake.Programme, w.intake.ID, x[0].app, x[1].app, x[0].Person, x[1].Person, w.clock, w.clock.AddDate(0, 0, 7)); err != nil {
				return err
			}
		}
		return nil
	}))
	return ids
}

// tally fails unless exactly one of the answers was taken, and every other one
// was told that it is too late.
func tally(t *testing.T, errs []error) {
	t.Helper()
	taken := 0
	for _, err := range errs {
		switch {
		case err == nil:
			taken++
		case !fault.Is(err, fault.Gone, fault.Conflict):
			t.Fatal(err)
		}
	}
	if taken != 1 {
		t.Errorf("%d yeses were taken, want one", taken)
	}
}

// TestAThousandYesesForOneLastPlace begin exactly one mentorship (R6.1-10).
func TestAThousandYesesForOneLastPlace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const crowd = 1000
		anna := w.mentor(1)
		places := make([]int, crowd)
		var pairs [][2]someone
		for _, m := range w.people(pairing.Mentee, places...) {
			pairs = append(pairs, [2]someone{m, anna})
		}
		ids := w.asked(pairs)
		tally(t, together(crowd, func(i int) error {
			_, err := w.Answer(t.Context(), anna.Actor, ids[i], 1, pairing.Yes)
			return err
		}))
		for query, want := range map[string]int{
			`select count(*) from mentorship`:                                                   1,
			`select count(*) from mentorship_member`:                                            2,
			`select count(*) from pairing_proposal where status = 'accepted'`:                   1,
			`select count(*) from pairing_proposal where status = 'withdrawn'`:                  crowd - 1,
			`select count(*) from pairing_party where side = 'mentor' and taken = 1`:            1,
			`select count(*) from pairing_party where side = 'mentee' and taken = 1`:            1,
			`select count(*) from role_grant where scope_kind = 'mentorship'`:                   2,
			`select count(*) from mail_message where kind = 'pairing.begun'`:                    2,
			`select count(*) from pairing_proposal where status = 'accepted' and ended <> ''`:   0,
			`select count(*) from pairing_proposal where status = 'withdrawn' and told = false`: crowd - 1,
		} {
			if got := w.count(query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		if n := w.deeds(audit.MentorshipBegun); n != 2 {
			t.Errorf("%d members are recorded, want two", n)
		}
	})
}

// TestManyMentorsForOneMentee: a mentee gets one mentor, whoever answers at the
// same time.
func TestManyMentorsForOneMentee(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva := w.mentee()
		var pairs [][2]someone
		mentors := w.people(pairing.Mentor, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
		for _, m := range mentors {
			pairs = append(pairs, [2]someone{ieva, m})
		}
		ids := w.asked(pairs)
		tally(t, together(len(ids), func(i int) error {
			_, err := w.Answer(t.Context(), mentors[i].Actor, ids[i], 1, pairing.Yes)
			return err
		}))
		if a, b := w.count(`select count(*) from mentorship`), w.count(`select sum(taken) from pairing_party where side = 'mentor'`); a != 1 || b != 1 {
			t.Errorf("%d mentorships, %d places taken", a, b)
		}
	})
}

// TestACrossOfAnswers: mentees take their yeses back while mentors with several
// places say theirs. Every place that is taken is a mentorship, and the other
// way round.
func TestACrossOfAnswers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mentees := w.people(pairing.Mentee, make([]int, 40)...)
		mentors := w.people(pairing.Mentor, 3, 3, 3, 3)
		var pairs [][2]someone
		for i, m := range mentees {
			pairs = append(pairs, [2]someone{m, mentors[i%4]})
		}
		ids := w.asked(pairs)
		for _, err := range together(2*len(ids), func(n int) error {
			i := n / 2
			if n%2 == 0 {
				return w.Choose(t.Context(), mentees[i].Actor, mentees[i].app, []pairing.Choice{{Proposal: ids[i], Version: 1, Reply: pairing.No}})
			}
			_, err := w.Answer(t.Context(), mentors[i%4].Actor, ids[i], 1, pairing.Yes)
			return err
		}) {
			if err != nil && !fault.Is(err, fault.Gone, fault.Conflict) {
				t.Fatal(err)
			}
		}
		w.work()
		begun := w.count(`select count(*) from mentorship`)
		for _, query := range []string{`select count(*) from pairing_proposal where status = 'accepted'`, `select sum(taken) from pairing_party where side = 'mentor'`,
			`select sum(taken) from pairing_party where side = 'mentee'`} {
			if n := w.count(query); n != begun || begun > 12 {
				t.Errorf("%s: %d, %d mentorships", query, n, begun)
			}
		}
	})
}

// TestTwoRoundsAtOnce: of two coordinators who send at the same moment one wins;
// the other is told, and nothing of that round went out.
func TestTwoRoundsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var rounds []pairing.Round
		for range 4 {
			rounds = append(rounds, w.draft(shortlist(w.mentee(), w.mentor(1))))
		}
		errs := together(len(rounds), func(i int) error {
			_, err := w.SendRound(t.Context(), w.staff, rounds[i].ID, 1)
			return err
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			refused(t, "the others", err, fault.Conflict, "pairing.fault.round-open")
		}
		if won != 1 || w.count(`select count(*) from pairing_proposal where status = 'sent'`) != 1 || w.count(`select count(*) from mail_message`) != 1 {
			t.Errorf("%d rounds were sent", won)
		}
	})
}

// TestPlacesFollowTheProfile: the number that counts is the one that the mentor
// said last, and those who are there stay.
func TestPlacesFollowTheProfile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, liene, anna := w.mentee(), w.mentee(), w.mentor(1)
		ids := w.asked([][2]someone{{ieva, anna}})
		_, err := w.Answer(t.Context(), anna.Actor, ids[0], 1, pairing.Yes)
		w.must(err)
		ids = w.asked([][2]someone{{liene, anna}})
		_, err = w.Answer(t.Context(), anna.Actor, ids[0], 1, pairing.Yes)
		refused(t, "over the places", err, fault.Conflict, "pairing.fault.full")
		w.exec(`update application set answers = $2 where id = $1`, anna.app, answers(pairing.Mentor, 2))
		_, err = w.Answer(t.Context(), anna.Actor, ids[0], 1, pairing.Yes)
		w.must(err)
		w.exec(`update application set answers = $2 where id = $1`, anna.app, answers(pairing.Mentor, 1))
		if l, err := w.Load(t.Context(), anna.Actor, anna.app); err != nil || l.Places != 2 || l.Taken != 2 || l.Free() != 0 {
			t.Errorf("%+v, %v", l, err)
		}
	})
}

// TestAGroupGathers: each yes of a group's mentor joins the same mentorship, up
// to what the intake allows, and it begins when there are enough.
func TestAGroupGathers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		anna := w.mentor(20)
		mentees := w.people(pairing.Mentee, make([]int, 7)...)
		var lists []pairing.Shortlist
		for _, m := range mentees {
			lists = append(lists, shortlist(m, anna))
		}
		r, err := w.Draft(ctx, w.staff, w.intake.ID, "", catalogue.Grouped, lists)
		w.must(err)
		_, err = w.SendRound(ctx, w.staff, r.ID, r.Version)
		w.must(err)
		sizes := []int{}
		for _, m := range mentees {
			w.choose(m, pairing.Yes, anna)
			w.must(w.answer(anna, m, pairing.Yes))
			all, err := w.Mentorships.Of(ctx, anna.Actor)
			w.must(err)
			sizes = append(sizes, len(all))
			if len(sizes) == 2 {
				_, err := w.Mentorships.Start(ctx, w.staff, all[0].ID, all[0].Version)
				refused(t, "with two mentees", err, fault.Conflict, "mentorship.fault.size")
			}
		}
		all, err := w.Mentorships.Of(ctx, anna.Actor)
		if err != nil || len(all) != 2 || all[1].Mentees != 6 || all[0].Mentees != 1 || all[1].Status != mentorship.Proposed {
			t.Fatalf("%v mentorships after each yes; %+v, %v", sizes, all, err)
		}
		_, err = w.Mentorships.Start(ctx, anna.Actor, all[1].ID, all[1].Version)
		refused(t, "by the mentor", err, fault.Forbidden)
		begun, err := w.Mentorships.Start(ctx, w.staff, all[1].ID, all[1].Version)
		if err != nil || begun.Status != mentorship.Foundation {
			t.Errorf("%+v, %v", begun, err)
		}
	})
}
