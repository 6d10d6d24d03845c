package meeting_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/job/jobtest"
	"domubiedrs/internal/meeting"
)

func TestASeriesIsPlannedInOneStep(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		all := w.plan(12)
		listed, err := w.List(ctx, w.members[1], w.mentorship)
		w.must(err)
		if len(listed) != 12 || listed[0].ID != all[0].ID || listed[11].Number != 12 || listed[0].Place != "Smilšu iela 1" {
			t.Fatalf("%d listed: %+v", len(listed), listed)
		}
		first := listed[0]
		if len(first.Members) != len(w.members) || first.Of(w.members[0].Person).Reply != meeting.Accepted || first.Of(w.members[1].Person).Reply != meeting.NoReply {
			t.Errorf("invited: %+v", first.Members)
		}
		if got := listed[5].StartsAt.In(riga).Format("2006-01-02 15:04"); got != "2027-04-13 10:00" {
			t.Errorf("the sixth begins at %s: the clocks have changed between", got)
		}
		entries, err := audit.List(ctx, w.DB, audit.Filter{ObjectKind: audit.KindMeeting, Action: audit.MeetingPlanned}, 100)
		if err != nil || len(entries) != 12 {
			t.Errorf("%d entries: %v", len(entries), err)
		}
		again := first.Details()
		if _, err := w.Plan(ctx, w.members[1], w.mentorship, []meeting.Details{again}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a form that is sent twice plans twice: %v", err)
		}
	})
}

// TestNothingIsHalfPlanned: when the calendars cannot be told, nothing is planned,
// moved or cancelled.
func TestNothingIsHalfPlanned(t *testing.T) {
	of(t, 1, func(t *testing.T, w *world) {
		ctx := t.Context()
		m := w.plan(2)[0]
		w.toldErr = errors.New("no room")
		d := m.Details()
		d.StartsAt = d.StartsAt.Add(time.Hour)
		_, errPlan := w.Plan(ctx, w.members[0], w.mentorship, []meeting.Details{d})
		_, errMove := w.Move(ctx, w.members[0], m.ID, m.Version, d)
		_, errCancel := w.CancelRest(ctx, w.members[0], m.ID, m.Version)
		if errPlan == nil || errMove == nil || errCancel == nil {
			t.Fatalf("plan %v, move %v, cancel %v", errPlan, errMove, errCancel)
		}
		listed, err := w.List(ctx, w.members[0], w.mentorship)
		w.must(err)
		if len(listed) != 2 || listed[0].Version != 1 || listed[0].Sequence != 0 || listed[1].Status != meeting.Planned {
			t.Errorf("left behind: %+v", listed)
		}
	})
}

func TestMoveAndCancel(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		m := w.plan(3)[1]
		d := m.Details()
		d.StartsAt = at(2027, 2, 17, 15, 30)
		moved, err := w.Move(ctx, w.members[1], m.ID, m.Version, d)
		w.must(err)
		if moved.Sequence != 1 || moved.MovedBy != w.members[1].Person || moved.Of(w.members[1].Person).Reply != meeting.Accepted || moved.Of(w.members[0].Person).Reply != meeting.NoReply {
			t.Errorf("moved: %+v", moved)
		}
		if len(w.told) != 1 || len(w.told[0].People) != len(w.members) {
			t.Errorf("told: %+v", w.told)
		}
		if _, err := w.Move(ctx, w.members[0], m.ID, m.Version, d); !fault.Is(err, fault.Conflict) {
			t.Errorf("a page that is out of date moves: %v", err)
		}
		w.told = nil
		if same, err := w.Move(ctx, w.members[0], m.ID, moved.Version, d); err != nil || same.Sequence != 1 || len(w.told) != 0 {
			t.Errorf("the same time again is news: %+v, %v", same, err)
		}
		off, err := w.Cancel(ctx, w.members[0], m.ID, moved.Version)
		w.must(err)
		if off.Status != meeting.Cancelled || off.Sequence != 2 || len(w.told) != 1 {
			t.Errorf("cancelled: %+v", off)
		}
		if _, err := w.Move(ctx, w.members[0], m.ID, off.Version, m.Details()); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is cancelled moves: %v", err)
		}
	})
}

// TestAllFromOneOn: the rest of a series moves by as many days to the same hour,
// also over the change of the clocks; what was before or is cancelled stays.
func TestAllFromOneOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		all := w.plan(6)
		_, err := w.Cancel(ctx, w.members[0], all[3].ID, 1)
		w.must(err)
		w.told = nil
		d := all[2].Details()
		d.StartsAt = at(2027, 3, 4, 16, 0) // from Tuesday to Thursday
		moved, err := w.MoveRest(ctx, w.members[1], all[2].ID, 1, d)
		w.must(err)
		if len(moved) != 3 || len(w.told) != 3 {
			t.Fatalf("%d moved, %d told", len(moved), len(w.told))
		}
		var days []string
		listed, err := w.List(ctx, w.members[0], w.mentorship)
		w.must(err)
		for _, m := range listed {
			days = append(days, m.StartsAt.In(riga).Format("0102 1504"))
		}
		if want := []string{"0202 1000", "0216 1000", "0304 1600", "0316 1000", "0401 1600", "0415 1600"}; !slices.Equal(days, want) {
			t.Errorf("days %v, want %v", days, want)
		}
		off, err := w.CancelRest(ctx, w.members[0], all[2].ID, 2)
		if err != nil || len(off) != 3 {
			t.Errorf("%d cancelled: %v", len(off), err)
		}
		if _, err := w.CancelRest(ctx, w.members[0], all[2].ID, 3); !fault.Is(err, fault.Conflict) {
			t.Errorf("cancelled twice: %v", err)
		}
	})
}

// TestHeldNeedsEverybody: one says it, the others confirm; nobody before it began.
func TestHeldNeedsEverybody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		m := w.plan(1)[0]
		if _, err := w.Say(ctx, w.members[0], m.ID, 1, meeting.SaysHeld); !fault.Is(err, fault.Conflict) {
			t.Errorf("held before it begins: %v", err)
		}
		w.clock = m.EndsAt()
		for i, actor := range w.members {
			if !w.get(m.ID).Awaits(actor.Person, w.clock) {
				t.Errorf("the word of member %d is not awaited", i)
			}
			said, err := w.Say(ctx, actor, m.ID, int64(1+i), meeting.SaysHeld)
			w.must(err)
			if last := i == len(w.members)-1; (said.Status == meeting.Held) != last {
				t.Fatalf("after %d of %d it is %s", i+1, len(w.members), said.Status)
			}
		}
		if got := w.get(m.ID); got.BySilence || got.SettledAt == nil {
			t.Errorf("settled: %+v", got)
		}
		wrapped, err := w.WrapUp(ctx, w.members[1], m.ID)
		w.must(err)
		if wrapped.Status != meeting.WrappedUp {
			t.Errorf("wrapped up: %s", wrapped.Status)
		}
		if again, err := w.WrapUp(ctx, w.members[0], m.ID); err != nil || again.Version != wrapped.Version {
			t.Errorf("wrapped up again: %+v, %v", again, err)
		}
	})
}

// TestSilenceCounts after seven days, is marked, and settles no dispute.
func TestSilenceCounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		all := w.plan(2)
		w.clock = all[1].EndsAt()
		_, err := w.Say(ctx, w.members[0], all[0].ID, 1, meeting.SaysHeld)
		w.must(err)
		_, err = w.Say(ctx, w.members[0], all[1].ID, 1, meeting.SaysHeld)
		w.must(err)
		_, err = w.Say(ctx, w.members[1], all[1].ID, 2, meeting.SaysMissed)
		w.must(err)
		w.clock = w.clock.Add(7*24*time.Hour - time.Second)
		w.tend()
		if got := w.get(all[0].ID); got.Status != meeting.Planned {
			t.Errorf("a second early it is %s", got.Status)
		}
		w.clock = w.clock.Add(time.Second)
		w.tend()
		got := w.get(all[0].ID)
		if got.Status != meeting.Held || !got.BySilence || got.Of(w.members[1].Person).WordHow != meeting.Silence || got.Of(w.members[0].Person).WordHow != meeting.Self {
			t.Errorf("by silence: %+v", got)
		}
		if got := w.get(all[1].ID); got.Status != meeting.Planned || !got.Disputed() {
			t.Errorf("silence settles a dispute: %+v", got)
		}
	})
}

// tend runs the hourly job.
func (w *world) tend() {
	w.t.Helper()
	w.must(w.DB.Tx(w.t.Context(), func(tx *db.Tx) error { return w.queue.Enqueue(w.t.Context(), tx, meeting.Tend{}) }))
	if _, failed := jobtest.Drain(w.t, w.queue); failed > 0 {
		w.t.Fatalf("%d jobs failed", failed)
	}
}

// TestMissedAndWhatIsTakenBack: members can agree that it did not take place, and
// somebody who was wrong can say otherwise.
func TestMissedAndWhatIsTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		m := w.plan(1)[0]
		w.clock = m.EndsAt()
		version := int64(1)
		say := func(i int, word meeting.Word) meeting.Meeting {
			said, err := w.Say(ctx, w.members[i], m.ID, version, word)
			w.must(err)
			version++
			return said
		}
		say(0, meeting.SaysHeld)
		for i := 1; i < len(w.members); i++ {
			if said := say(i, meeting.SaysMissed); said.Status != meeting.Planned {
				t.Fatalf("a dispute is settled as %s", said.Status)
			}
		}
		if said := say(0, meeting.SaysMissed); said.Status != meeting.Missed {
			t.Errorf("all say that it was missed: %s", said.Status)
		}
		if _, err := w.Say(ctx, w.members[0], m.ID, version, meeting.SaysHeld); !fault.Is(err, fault.Conflict) {
			t.Errorf("what is settled changes: %v", err)
		}
	})
}

// TestWhoSeesMeetings: members everything, staff dates and states, no place.
func TestWhoSeesMeetings(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		m := w.plan(2)[0]
		for what, tt := range map[string]struct {
			actor access.Actor
			want  fault.Kind
		}{
			"a lead":                    {in(access.Lead, w.programme), fault.Forbidden},
			"somebody else":             {access.Actor{Person: id.New()}, fault.NotFound},
			"nobody":                    {access.Actor{}, fault.Unauthenticated},
			"another programme's staff": {in(access.Coordinator, id.New()), fault.NotFound},
			"another mentorship's":      {in(access.Mentee, id.New()), fault.NotFound},
			"an administrator":          {in(access.Administrator, ""), fault.NotFound},
		} {
			if _, err := w.Get(ctx, tt.actor, m.ID); fault.KindOf(err) != tt.want {
				t.Errorf("%s gets: %v", what, err)
			}
			if _, err := w.List(ctx, tt.actor, w.mentorship); fault.KindOf(err) != tt.want {
				t.Errorf("%s lists: %v", what, err)
			}
		}
		for _, actor := range []access.Actor{w.staff, in(access.Auditor, w.programme), in(access.Support, w.programme)} {
			got, err := w.Get(ctx, actor, m.ID)
			w.must(err)
			if got.Place != "" || len(got.Members) != 0 || got.PlannedBy != "" || got.Minutes != 90 || !got.StartsAt.Equal(m.StartsAt) {
				t.Errorf("staff sees %+v", got)
			}
			if _, err := w.Cancel(ctx, actor, m.ID, 1); !fault.Is(err, fault.Forbidden) {
				t.Errorf("staff cancels: %v", err)
			}
			if _, err := w.Plan(ctx, actor, w.mentorship, []meeting.Details{m.Details()}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("staff plans: %v", err)
			}
		}
		counts, err := w.Count(ctx, w.staff, w.programme, []string{w.mentorship})
		w.must(err)
		if c := counts[w.mentorship]; c.Planned != 2 || c.Next == nil || !c.Next.Equal(m.StartsAt) {
			t.Errorf("counted: %+v", c)
		}
	})
}

// TestEveryDeedIsNoted with who did it, once for each meeting (SEC-35).
func TestEveryDeedIsNoted(t *testing.T) {
	of(t, 1, func(t *testing.T, w *world) {
		ctx := t.Context()
		all := w.plan(4)
		d := all[0].Details()
		d.Minutes = 60
		_, err := w.Move(ctx, w.members[0], all[0].ID, 1, d)
		w.must(err)
		_, err = w.Answered(ctx, all[1].ID, w.members[1].Person, meeting.Answer{Reply: meeting.Declined})
		w.must(err)
		_, err = w.Cancel(ctx, w.members[1], all[3].ID, 1)
		w.must(err)
		w.clock = all[2].EndsAt()
		for i, word := range map[int]meeting.Word{0: meeting.SaysHeld, 2: meeting.SaysMissed} {
			for _, actor := range w.members {
				_, err := w.Say(ctx, actor, all[i].ID, w.get(all[i].ID).Version, word)
				w.must(err)
			}
		}
		_, err = w.WrapUp(ctx, w.members[0], all[0].ID)
		w.must(err)
		for action, want := range map[audit.Action]int{audit.MeetingPlanned: 4, audit.MeetingMoved: 1, audit.MeetingReplied: 1, audit.MeetingCancelled: 1,
			audit.MeetingSaid: 4, audit.MeetingHeld: 1, audit.MeetingMissed: 1, audit.MeetingWrappedUp: 1, audit.MeetingJoined: 0} {
			entries, err := audit.List(ctx, w.DB, audit.Filter{Action: action}, 100)
			w.must(err)
			if len(entries) != want {
				t.Errorf("%s: %d entries, want %d", action, len(entries), want)
			}
			for _, e := range entries {
				if e.Object.Kind != audit.KindMeeting || e.Programme != w.programme || e.Actor != w.members[0].Person && e.Actor != w.members[1].Person {
					t.Errorf("%s is noted as %+v", action, e)
				}
			}
		}
	})
}
