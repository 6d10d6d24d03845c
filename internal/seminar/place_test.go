package seminar_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/seminar"
)

func TestPlacesAreTakenInTurnAndGivenOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.published(1)
		ieva, anna, otto := w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa"), w.person("Oto", "Ozols")
		holds := func(what string, want ...seminar.Hold) {
			t.Helper()
			got := []seminar.Hold{w.hold(ieva, x), w.hold(anna, x), w.hold(otto, x)}
			if diff := cmp.Diff(want, got); diff != "" || w.taken(x) != 1 {
				t.Errorf("%s: %d taken\n%s", what, w.taken(x), diff)
			}
		}
		first := w.join(ieva, x)
		w.join(anna, x)
		w.join(otto, x)
		holds("three join", seminar.Registered, seminar.Waiting, seminar.Waiting)
		if v, err := w.View(ctx, otto, x.ID); err != nil || v.Ahead != 1 {
			t.Errorf("%d ahead of the second who waits, %v", v.Ahead, err)
		}
		w.clock = w.clock.Add(time.Hour)
		left, err := w.Leave(ctx, ieva, x.ID)
		if err != nil || left.ID != first.ID || left.Hold != seminar.Left || !left.ChangedAt.Equal(w.clock) {
			t.Errorf("%+v, %v", left, err)
		}
		holds("the first leaves", seminar.Left, seminar.Registered, seminar.Waiting)
		if again := w.join(ieva, x); again.ID != first.ID || again.Turn <= first.Turn {
			t.Errorf("coming back is another registration, or keeps the old turn: %+v", again)
		}
		holds("the first comes back", seminar.Waiting, seminar.Registered, seminar.Waiting)
		if _, err := w.Leave(ctx, otto, x.ID); err != nil {
			t.Fatal(err)
		}
		holds("one who waits leaves", seminar.Waiting, seminar.Registered, seminar.Left)
		if _, err := w.Leave(ctx, anna, x.ID); err != nil {
			t.Fatal(err)
		}
		holds("the place goes on", seminar.Registered, seminar.Left, seminar.Left)

		for who, want := range map[*access.Actor][]string{&ieva: {"seminar.registered", "seminar.waiting", "seminar.moved-up"},
			&anna: {"seminar.waiting", "seminar.moved-up"}, &otto: {"seminar.waiting"}} {
			if diff := cmp.Diff(want, w.letters(*who)); diff != "" {
				t.Errorf("letters\n%s", diff)
			}
		}
		want := []audit.Action{audit.SeminarPlaceTaken, audit.SeminarPlaceTaken, audit.SeminarPlaceTaken, audit.SeminarPlaceLeft, audit.SeminarPlaceGiven,
			audit.SeminarPlaceTaken, audit.SeminarPlaceLeft, audit.SeminarPlaceLeft, audit.SeminarPlaceGiven}
		if diff := cmp.Diff(want, w.deeds(audit.KindSeminarPlace)); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
	})
}

func TestASecondClickChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, ieva := w.published(2), w.person("Ieva", "Kalniņa")
		first := w.join(ieva, x)
		if diff := cmp.Diff(first, w.join(ieva, x), cmp.AllowUnexported(seminar.Registration{})); diff != "" {
			t.Error(diff)
		}
		for range 2 {
			if _, err := w.Leave(t.Context(), ieva, x.ID); err != nil {
				t.Fatal(err)
			}
		}
		if n, letters, deeds := w.taken(x), w.letters(ieva), w.deeds(audit.KindSeminarPlace); n != 0 || len(letters) != 1 || len(deeds) != 2 {
			t.Errorf("%d taken, letters %v, deeds %v", n, letters, deeds)
		}
	})
}

func TestWhenPlacesAreNotTaken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva := w.person("Ieva", "Kalniņa")
		open, hidden, off := w.published(2), w.create(details()), w.published(2)
		off, err := w.CallOff(ctx, w.lead, off.ID, off.Version)
		w.must(err)
		elsewhere, err := w.Create(ctx, admin, w.draft, details())
		w.must(err)
		elsewhere, err = w.Publish(ctx, admin, elsewhere.ID, 1)
		w.must(err)
		for what, tt := range map[string]struct {
			actor access.Actor
			id    string
			entry seminar.Entry
			want  fault.Kind
		}{
			"nobody":                    {nobody, open.ID, entry, fault.Unauthenticated},
			"a draft":                   {ieva, hidden.ID, entry, fault.NotFound},
			"one called off":            {ieva, off.ID, entry, fault.Gone},
			"a programme not open":      {ieva, elsewhere.ID, entry, fault.NotFound},
			"nothing":                   {ieva, id.New(), entry, fault.NotFound},
			"without saying from where": {ieva, open.ID, seminar.Entry{}, fault.Invalid},
			"somebody without account":  {somebody(), open.ID, entry, fault.NotFound},
		} {
			if _, err := w.Join(ctx, tt.actor, tt.id, tt.entry); kind(err) != tt.want {
				t.Errorf("%s: %v, want %v", what, err, tt.want)
			}
		}
		for what, tt := range map[string]struct {
			actor access.Actor
			want  fault.Kind
		}{"nobody": {nobody, fault.Unauthenticated}, "one who has no place": {ieva, fault.NotFound}} {
			if _, err := w.Leave(ctx, tt.actor, open.ID); kind(err) != tt.want {
				t.Errorf("%s leaves: %v, want %v", what, err, tt.want)
			}
		}
		if w.taken(open) != 0 || len(w.letters(ieva)) != 0 || len(w.deeds(audit.KindSeminarPlace)) != 0 {
			t.Error("a refusal took a place, wrote a letter or recorded a deed")
		}
		w.clock = open.Start.Add(time.Minute)
		w.join(ieva, open)
		w.clock = open.End
		if _, err := w.Join(ctx, w.person("Anna", "Liepa"), open.ID, entry); kind(err) != fault.Gone {
			t.Errorf("after its end: %v", err)
		}
	})
}

func TestLeavingEndsWhenPeopleCheckIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, ieva, anna := w.published(1), w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa")
		r := w.join(ieva, x)
		w.join(anna, x)
		w.clock = x.Start.Add(-30 * time.Minute)
		_, left := w.Leave(ctx, ieva, x.ID)
		_, removed := w.Remove(ctx, w.lead, x.ID, r.ID)
		if kind(left) != fault.Conflict || kind(removed) != fault.Conflict || w.hold(ieva, x) != seminar.Registered {
			t.Errorf("%v, %v, %s", left, removed, w.hold(ieva, x))
		}
		w.clock = w.clock.Add(-time.Microsecond)
		if _, err := w.Leave(ctx, ieva, x.ID); err != nil || w.hold(anna, x) != seminar.Registered {
			t.Errorf("%v, %s", err, w.hold(anna, x))
		}
	})
}

func TestStaffTakesAPlaceAway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, other, ieva, anna := w.published(1), w.published(1), w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa")
		r := w.join(ieva, x)
		w.join(anna, x)
		if _, err := w.Remove(ctx, w.lead, other.ID, r.ID); kind(err) != fault.NotFound {
			t.Errorf("through another seminar: %v", err)
		}
		if _, err := w.Remove(ctx, anna, x.ID, r.ID); kind(err) != fault.Forbidden {
			t.Errorf("by another participant: %v", err)
		}
		if _, err := w.Remove(ctx, w.lead, x.ID, r.ID); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"seminar.registered", "seminar.removed"}, w.letters(ieva)); diff != "" || w.hold(anna, x) != seminar.Registered {
			t.Errorf("the next in turn is %s\n%s", w.hold(anna, x), diff)
		}
	})
}

func TestMorePlacesLetPeopleMoveUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x := w.published(1)
		var people []access.Actor
		for i := range 5 {
			people = append(people, w.person("Ieva", fmt.Sprintf("Kalniņa %d", i)))
			w.join(people[i], x)
		}
		w.must(w.DB.Tx(t.Context(), func(tx *db.Tx) error {
			_, err := db.Exec(t.Context(), tx, `update person set status = 'disabled' where id = $1`, people[1].Person)
			return err
		}))
		d := details()
		d.Places = 3
		got, err := w.Change(t.Context(), w.lead, x.ID, x.Version, d)
		if err != nil || got.Taken != 3 || w.taken(x) != 3 {
			t.Fatalf("%d taken, %v", w.taken(x), err)
		}
		want := []seminar.Hold{seminar.Registered, seminar.Waiting, seminar.Registered, seminar.Registered, seminar.Waiting}
		for i, p := range people {
			if w.hold(p, x) != want[i] {
				t.Errorf("number %d is %s, want %s", i, w.hold(p, x), want[i])
			}
		}
		if len(w.letters(people[1])) != 1 {
			t.Error("somebody who cannot sign in was written to")
		}
		d.Places = 2
		if _, err := w.Change(t.Context(), w.lead, x.ID, got.Version, d); kind(err) != fault.Invalid {
			t.Errorf("a taken place disappears: %v", err)
		}
	})
}

// TestTwoHundredAtOnceForTheLastTwentyPlaces: never a place too many, nobody
// lost, and everybody knows where they stand. Then forty leave at once.
func TestTwoHundredAtOnceForTheLastTwentyPlaces(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		const places, crowd = 20, 200
		x := w.published(places)
		people := make([]access.Actor, crowd)
		w.must(w.DB.Tx(ctx, func(tx *db.Tx) error {
			for i := range people {
				people[i] = somebody()
				if err := insertPerson(ctx, tx, people[i].Person, "Ieva", fmt.Sprintf("Kalniņa %03d", i), w.clock); err != nil {
					return err
				}
			}
			return nil
		}))
		at := make([]seminar.Registration, crowd)
		together(t, crowd, func(i int) (err error) {
			at[i], err = w.Join(ctx, people[i], x.ID, entry)
			return err
		})
		w.tally(x, places, crowd-places, 0)

		var holders, others []access.Actor
		for i, r := range at {
			if r.Hold == seminar.Registered {
				holders = append(holders, people[i])
			} else {
				others = append(others, people[i])
			}
		}
		leaving := append(holders, others[:20]...)
		together(t, len(leaving), func(i int) error {
			_, err := w.Leave(ctx, leaving[i], x.ID)
			return err
		})
		w.tally(x, places, crowd-places-len(leaving), len(leaving))
	})
}

// together does n things at the same time.
func together(t *testing.T, n int, do func(i int) error) {
	t.Helper()
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// tally counts who stands where, and compares it with the number that guards
// the places and with the letters that were written.
func (w *world) tally(x seminar.Seminar, registered, waiting, left int) {
	w.t.Helper()
	people, err := w.Attendees(w.t.Context(), w.lead, x.ID)
	w.must(err)
	counts, turns := map[seminar.Hold]int{}, map[int64]bool{}
	for _, a := range people {
		counts[a.Hold]++
		turns[a.Turn] = true
		last := w.letters(access.Actor{Person: a.Person})
		want := map[seminar.Hold][]string{seminar.Registered: {"seminar.registered", "seminar.moved-up"}, seminar.Waiting: {"seminar.waiting"}}[a.Hold]
		if a.Hold != seminar.Left && last[len(last)-1] != want[0] && last[len(last)-1] != want[len(want)-1] {
			w.t.Errorf("somebody who is %s was last told %v", a.Hold, last)
		}
	}
	want := map[seminar.Hold]int{seminar.Registered: registered, seminar.Waiting: waiting, seminar.Left: left}
	for hold, n := range want {
		if counts[hold] != n {
			w.t.Errorf("%d are %s, want %d", counts[hold], hold, n)
		}
	}
	if w.taken(x) != int64(registered) || len(turns) != len(people) {
		w.t.Errorf("%d places taken, %d turns of %d people", w.taken(x), len(turns), len(people))
	}
}
