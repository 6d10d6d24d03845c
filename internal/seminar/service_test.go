package seminar_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/intake"
	"domubiedrs/internal/seminar"
)

var same = cmpopts.IgnoreUnexported(seminar.Seminar{})

func TestALifeOfASeminar(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		d := details()
		d.Agenda = []seminar.Item{{LV: "Jautājumi", EN: "Questions"}}
		d.Materials = []seminar.Material{{Title: seminar.Item{LV: "Slaidi", EN: "Slides"}, URL: "https://example.org/slides"}}
		x, err := w.Create(ctx, w.lead, w.open, d)
		start := time.Date(2027, 1, 14, 8, 0, 0, 0, time.UTC)
		want := seminar.Seminar{ID: x.ID, Programme: w.open, Title: d.Title, Start: start, End: start.Add(90 * time.Minute), Place: d.Place, Link: d.Link,
			Lecturer: d.Lecturer, Own: d.Agenda, Materials: d.Materials, Places: 2, Status: seminar.Draft, MovedAt: w.clock, CreatedAt: w.clock, UpdatedAt: w.clock, Version: 1}
		step := func(what string, got seminar.Seminar, err error) {
			t.Helper()
			if diff := cmp.Diff(want, got, same); err != nil || diff != "" {
				t.Fatalf("%s gives (%v)\n%s", what, err, diff)
			}
			there, err := w.Get(ctx, w.lead, x.ID)
			if diff := cmp.Diff(want, there, same); err != nil || diff != "" {
				t.Errorf("after %s there is (%v)\n%s", what, err, diff)
			}
			w.clock = w.clock.Add(time.Hour)
			want.Version++
		}
		step("create", x, err)

		want.Status, want.MovedAt, want.UpdatedAt = seminar.Published, w.clock, w.clock
		got, err := w.Publish(ctx, w.lead, x.ID, 1)
		step("publish", got, err)
		want.Lecturer, want.UpdatedAt, d.Lecturer = "Cits", w.clock, "Cits"
		got, err = w.Change(ctx, w.lead, x.ID, 2, d)
		step("a change that is no news", got, err)
		want.Place, want.MovedAt, want.UpdatedAt, want.Sequence, d.Place = "Cita iela 2", w.clock, w.clock, 1, "Cita iela 2"
		got, err = w.Change(ctx, w.lead, x.ID, 3, d)
		step("a change of place", got, err)
		want.Status, want.MovedAt, want.UpdatedAt, want.Sequence = seminar.Cancelled, w.clock, w.clock, 2
		got, err = w.CallOff(ctx, w.lead, x.ID, 4)
		step("call off", got, err)

		wanted := []audit.Action{audit.SeminarCreated, audit.SeminarPublished, audit.SeminarChanged, audit.SeminarChanged, audit.SeminarCancelled}
		if diff := cmp.Diff(wanted, w.deeds(audit.KindSeminar)); diff != "" {
			t.Errorf("recorded\n%s", diff)
		}
	})
}

// TestWhoMayDoWhat walks every verb of staff with everybody who may not.
func TestWhoMayDoWhat(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x := w.published(2)
		r := w.join(w.person("Ieva", "Kalniņa"), x)
		w.clock = x.Start
		l, _, err := w.IssueList(ctx, w.lead, x.ID)
		w.must(err)
		reads := map[string]func(access.Actor) error{
			"list":      func(a access.Actor) error { _, err := w.List(ctx, a, w.open); return err },
			"get":       func(a access.Actor) error { _, err := w.Get(ctx, a, x.ID); return err },
			"attendees": func(a access.Actor) error { _, err := w.Attendees(ctx, a, x.ID); return err },
			"sheet":     func(a access.Actor) error { _, err := w.Sheet(ctx, a, x.ID); return err },
			"lists":     func(a access.Actor) error { _, err := w.Lists(ctx, a, x.ID); return err },
			"get list":  func(a access.Actor) error { _, err := w.GetList(ctx, a, l.ID); return err },
			"schedule":  func(a access.Actor) error { _, err := w.Schedule(ctx, a, w.open, "2027-01"); return err },
		}
		writes := map[string]func(access.Actor) error{
			"create":   func(a access.Actor) error { _, err := w.Create(ctx, a, w.open, details()); return err },
			"change":   func(a access.Actor) error { _, err := w.Change(ctx, a, x.ID, 2, details()); return err },
			"publish":  func(a access.Actor) error { _, err := w.Publish(ctx, a, x.ID, 2); return err },
			"call off": func(a access.Actor) error { _, err := w.CallOff(ctx, a, x.ID, 2); return err },
			"remove":   func(a access.Actor) error { _, err := w.Remove(ctx, a, x.ID, r.ID); return err },
			"mark": func(a access.Actor) error {
				return w.Mark(ctx, a, x.ID, []seminar.Line{{Registration: r.ID, Present: true}})
			},
			"issue": func(a access.Actor) error { _, _, err := w.IssueList(ctx, a, x.ID); return err },
		}
		before := len(w.deeds(""))
		for who, tt := range map[string]struct {
			actor       access.Actor
			read, write fault.Kind
		}{
			"nobody":         {nobody, fault.Unauthenticated, fault.Unauthenticated},
			"a person":       {somebody(), fault.Forbidden, fault.Forbidden},
			"support":        {somebody(in(access.Support, w.open)), none, fault.Forbidden},
			"auditor":        {somebody(in(access.Auditor, w.open)), none, fault.Forbidden},
			"another's lead": {somebody(in(access.Lead, w.draft)), fault.Forbidden, fault.Forbidden},
		} {
			for name, verb := range reads {
				if got := kind(verb(tt.actor)); got != tt.read {
					t.Errorf("%s by %s: %v, want %v", name, who, got, tt.read)
				}
			}
			for name, verb := range writes {
				if got := kind(verb(tt.actor)); got != tt.write {
					t.Errorf("%s by %s: %v, want %v", name, who, got, tt.write)
				}
			}
		}
		if n := len(w.deeds("")) - before; n != 0 {
			t.Errorf("refusals recorded %d deeds", n)
		}
		for name, verb := range reads {
			for _, a := range []access.Actor{w.lead, somebody(in(access.Coordinator, w.open)), admin} {
				if err := verb(a); err != nil {
					t.Errorf("%s by %v: %v", name, a.Grants, err)
				}
			}
		}
	})
}

func TestRefusedChanges(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, other := w.published(2), w.create(details())
		recorded := len(w.deeds(audit.KindSeminar))
		bad, wrong := details(), details()
		bad.Title.EN, wrong.Intake = "", w.intake(w.draft)
		for what, tt := range map[string]struct {
			err  error
			want fault.Kind
		}{
			"a stale version":     {failed(w.Change(ctx, w.lead, x.ID, 1, details())), fault.Conflict},
			"a version to come":   {failed(w.CallOff(ctx, w.lead, x.ID, 3)), fault.Conflict},
			"nothing there":       {failed(w.Change(ctx, admin, id.New(), 1, details())), fault.NotFound},
			"published twice":     {failed(w.Publish(ctx, w.lead, x.ID, 2)), fault.Conflict},
			"no title":            {failed(w.Change(ctx, w.lead, x.ID, 2, bad)), fault.Invalid},
			"another's intake":    {failed(w.Change(ctx, w.lead, x.ID, 2, wrong)), fault.Invalid},
			"made with another's": {failed(w.Create(ctx, w.lead, w.open, wrong)), fault.Invalid},
			"made in nothing":     {failed(w.Create(ctx, admin, id.New(), details())), fault.NotFound},
			"made without title":  {failed(w.Create(ctx, w.lead, w.open, bad)), fault.Invalid},
		} {
			if kind(tt.err) != tt.want {
				t.Errorf("%s: %v, want %v", what, tt.err, tt.want)
			}
		}
		for _, want := range []seminar.Seminar{x, other} {
			there, err := w.Get(ctx, w.lead, want.ID)
			if diff := cmp.Diff(want, there, same); err != nil || diff != "" {
				t.Errorf("changed (%v)\n%s", err, diff)
			}
		}
		if n := len(w.deeds(audit.KindSeminar)) - recorded; n != 0 {
			t.Errorf("%d more deeds recorded", n)
		}
	})
}

func failed(_ seminar.Seminar, err error) error { return err }

func (w *world) intake(programmeID string) string {
	w.t.Helper()
	x, err := w.Intakes.Create(w.t.Context(), admin, programmeID, intake.Details{Code: "i-" + programmeID[len(programmeID)-8:], NameLV: "A", NameEN: "A", Models: []string{"group"}})
	w.must(err)
	return x.ID
}

func TestASeminarOfAnIntake(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := details()
		d.Intake = w.intake(w.open)
		x := w.create(d)
		if there, err := w.Get(t.Context(), w.lead, x.ID); err != nil || there.Intake != d.Intake {
			t.Errorf("%q, %v", there.Intake, err)
		}
		d.Intake = ""
		if got, err := w.Change(t.Context(), w.lead, x.ID, 1, d); err != nil || got.Intake != "" {
			t.Errorf("%q, %v", got.Intake, err)
		}
	})
}

func TestListsAreInOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		late := details()
		late.Day = "2027-03-01"
		first, second := w.create(details()), w.create(late)
		other, err := w.Create(t.Context(), admin, w.draft, details())
		w.must(err)
		for programmeID, want := range map[string][]string{w.open: {second.ID, first.ID}, w.draft: {other.ID}} {
			got, err := w.List(t.Context(), admin, programmeID)
			if diff := cmp.Diff(want, ids(got)); err != nil || diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		}
	})
}

func ids(list []seminar.Seminar) (ids []string) {
	for _, x := range list {
		ids = append(ids, x.ID)
	}
	return ids
}
