package seminar_test

import (
	"strings"
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

func (w *world) code(a access.Actor, x seminar.Seminar) string {
	w.t.Helper()
	c, err := w.MakeCode(w.t.Context(), a, x.ID)
	w.must(err)
	return c.Text
}

// marks are those of an actor's registration.
func (w *world) marks(a access.Actor, x seminar.Seminar) []seminar.Mark {
	w.t.Helper()
	people, err := w.Attendees(w.t.Context(), w.lead, x.ID)
	w.must(err)
	for _, p := range people {
		if p.Person == a.Person {
			return p.Marks
		}
	}
	return nil
}

func TestCheckingInWithACode(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, ieva := w.published(1), w.person("Ieva", "Kalniņa")
		r := w.join(ieva, x)
		old := w.code(ieva, x)
		made, err := w.MakeCode(ctx, ieva, x.ID)
		if err != nil || made.Link != "https://mentori.example.org/seminars/"+x.ID+"/check-in?code="+made.Text {
			t.Errorf("%+v, %v", made, err)
		}
		code := made.Text
		for at, want := range map[time.Time]fault.Kind{w.clock: fault.Conflict, x.Start.Add(-31 * time.Minute): fault.Conflict, x.End.Add(time.Second): fault.Conflict} {
			w.clock = at
			if _, err := w.CheckIn(ctx, nobody, x.ID, code); kind(err) != want {
				t.Errorf("at %s: %v", at, err)
			}
		}
		w.clock = x.Start.Add(-30 * time.Minute)
		for what, typed := range map[string]string{"an older code": old, "nothing": "", "another code": "ABCDE-12345"} {
			if _, err := w.CheckIn(ctx, nobody, x.ID, typed); kind(err) != fault.Invalid {
				t.Errorf("%s: %v", what, err)
			}
		}
		if n := len(w.marks(ieva, x)); n != 0 {
			t.Fatalf("refusals left %d marks", n)
		}
		for range 2 {
			got, err := w.CheckIn(ctx, nobody, x.ID, " "+strings.ToLower(strings.ReplaceAll(code, "-", " ")))
			if err != nil || got.ID != r.ID {
				t.Errorf("%+v, %v", got, err)
			}
		}
		want := []seminar.Mark{{Seq: 1, Present: true, Source: seminar.ByCode, At: w.clock}}
		if diff := cmp.Diff(want, w.marks(ieva, x)); diff != "" {
			t.Error(diff)
		}
		items, err := audit.List(ctx, w.DB, audit.Filter{Action: audit.AttendanceMarked}, 10)
		if err != nil || len(items) != 1 || items[0].Actor != audit.Public || items[0].Subject != ieva.Person {
			t.Errorf("%+v, %v", items, err)
		}
	})
}

func TestACodeIsOneSeminarsAndOnePlaces(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, other, ieva, anna := w.published(1), w.published(1), w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa")
		w.join(ieva, x)
		w.join(anna, x)
		for who, tt := range map[string]struct {
			actor access.Actor
			want  fault.Kind
		}{"nobody": {nobody, fault.Unauthenticated}, "a passer-by": {somebody(), fault.NotFound}, "one who waits": {anna, fault.Conflict}} {
			if _, err := w.MakeCode(ctx, tt.actor, x.ID); kind(err) != tt.want {
				t.Errorf("a code for %s: %v", who, err)
			}
		}
		code := w.code(ieva, x)
		_, err := w.Leave(ctx, ieva, x.ID)
		w.must(err)
		w.clock = x.Start
		if _, err := w.CheckIn(ctx, ieva, x.ID, code); kind(err) != fault.Invalid {
			t.Errorf("the code of a place that was given back: %v", err)
		}
		mine := w.code(anna, x)
		if _, err := w.CheckIn(ctx, anna, other.ID, mine); kind(err) != fault.Invalid {
			t.Errorf("in another seminar: %v", err)
		}
		if _, err := w.CheckIn(ctx, w.lead, x.ID, mine); err != nil {
			t.Errorf("brought by staff: %v", err)
		}
		if got := w.marks(anna, x); len(got) != 1 || got[0].By != w.lead.Person {
			t.Errorf("%+v", got)
		}
		w.clock = x.End
		if _, err := w.MakeCode(ctx, anna, x.ID); kind(err) != fault.Gone {
			t.Errorf("a code after the end: %v", err)
		}
		hidden := w.create(details())
		for what, id := range map[string]string{"a draft": hidden.ID, "nothing": id.New()} {
			if _, err := w.CheckIn(ctx, nobody, id, mine); kind(err) != fault.NotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// TestNoCodeIsKept searches every column of the registrations for the code.
func TestNoCodeIsKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, ieva := w.published(1), w.person("Ieva", "Kalniņa")
		w.join(ieva, x)
		code := strings.ReplaceAll(w.code(ieva, x), "-", "")
		kept, err := db.One(t.Context(), w.DB, db.Value[string], `select code_hash || id || institution || job_title from seminar_registration`)
		if err != nil || len(kept) < 64 || strings.Contains(strings.ToUpper(kept), code) {
			t.Errorf("%q, %v", kept, err)
		}
		w.work()
		if len(w.letters(ieva)) != 1 {
			t.Error("a code was mailed")
		}
	})
}

func TestACrowdAtTheDoorIsMarkedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, ieva := w.published(1), w.person("Ieva", "Kalniņa")
		w.join(ieva, x)
		code := w.code(ieva, x)
		w.clock = x.Start
		together(t, 20, func(int) error {
			_, err := w.CheckIn(t.Context(), nobody, x.ID, code)
			return err
		})
		if got := w.marks(ieva, x); len(got) != 1 {
			t.Errorf("%d marks", len(got))
		}
	})
}

func TestMarksAreAddedAndNeverChanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, ieva, anna := w.published(1), w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa")
		r, waits := w.join(ieva, x), w.join(anna, x)
		line := func(seen int64, present bool, reason string) seminar.Line {
			return seminar.Line{Registration: r.ID, Seen: seen, Present: present, Reason: reason}
		}
		mark := func(lines ...seminar.Line) error { return w.Mark(ctx, w.lead, x.ID, lines) }
		if err := mark(line(0, true, "")); kind(err) != fault.Conflict {
			t.Errorf("before people check in: %v", err)
		}
		w.clock = x.Start.Add(-30 * time.Minute)
		first := w.clock
		w.must(mark(line(0, true, ""), seminar.Line{Registration: waits.ID, Present: true}))
		w.clock = x.End.Add(48 * time.Hour)
		for what, tt := range map[string]struct {
			lines []seminar.Line
			want  fault.Kind
		}{
			"without a reason":        {[]seminar.Line{line(1, false, "")}, fault.Invalid},
			"over marks not seen":     {[]seminar.Line{line(0, false, "x")}, fault.Conflict},
			"somebody else's":         {[]seminar.Line{{Registration: id.New(), Present: true}}, fault.NotFound},
			"one good, one bad":       {[]seminar.Line{line(1, false, "Kļūda"), {Registration: waits.ID, Seen: 1}}, fault.Invalid},
			"one good, one not there": {[]seminar.Line{line(1, false, "Kļūda"), {Registration: id.New()}}, fault.NotFound},
		} {
			if err := mark(tt.lines...); kind(err) != tt.want {
				t.Errorf("%s: %v, want %v", what, err, tt.want)
			}
		}
		if err := mark(line(1, false, "")); fault.As(err).Fields["reason-"+r.ID].Key != "seminar.fault.reason" {
			t.Errorf("the message stands beside another line: %v", err)
		}
		w.must(mark(line(1, true, "nothing new")))
		w.must(mark(line(1, false, "Parakstījās, bet nepiedalījās")))
		want := []seminar.Mark{{Seq: 1, Present: true, Source: seminar.ByStaff, By: w.lead.Person, At: first},
			{Seq: 2, Source: seminar.ByStaff, By: w.lead.Person, Reason: "Parakstījās, bet nepiedalījās", At: w.clock}}
		if diff := cmp.Diff(want, w.marks(ieva, x)); diff != "" {
			t.Error(diff)
		}
		if n := len(w.marks(anna, x)); n != 1 {
			t.Errorf("%d marks of the one who waits", n)
		}
		items, err := audit.List(ctx, w.DB, audit.Filter{Action: audit.AttendanceMarked}, 10)
		if err != nil || len(items) != 3 {
			t.Errorf("%d deeds recorded, %v", len(items), err)
		}
	})
}

func TestWhoLeftIsNotMarked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, ieva := w.published(1), w.person("Ieva", "Kalniņa")
		r := w.join(ieva, x)
		_, err := w.Leave(t.Context(), ieva, x.ID)
		w.must(err)
		w.clock = x.Start
		if err := w.Mark(t.Context(), w.lead, x.ID, []seminar.Line{{Registration: r.ID, Present: true}}); kind(err) != fault.Conflict {
			t.Errorf("%v", err)
		}
	})
}

// TestTheSameCorrectionAtOnce: of coordinators who correct at the same time
// one is first, and the others learn of it.
func TestTheSameCorrectionAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		x, ieva := w.published(1), w.person("Ieva", "Kalniņa")
		r := w.join(ieva, x)
		w.clock = x.Start
		w.must(w.Mark(t.Context(), w.lead, x.ID, []seminar.Line{{Registration: r.ID, Present: true}}))
		refused := make([]bool, 8)
		together(t, len(refused), func(i int) error {
			err := w.Mark(t.Context(), w.lead, x.ID, []seminar.Line{{Registration: r.ID, Seen: 1, Reason: "Kļūda"}})
			if refused[i] = kind(err) == fault.Conflict; refused[i] {
				return nil
			}
			return err
		})
		n := 0
		for _, r := range refused {
			if !r {
				n++
			}
		}
		if got := w.marks(ieva, x); n != 1 || len(got) != 2 {
			t.Errorf("%d corrections were taken, there are %d marks", n, len(got))
		}
	})
}
