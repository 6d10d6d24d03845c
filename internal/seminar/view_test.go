package seminar_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
	"domubiedrs/internal/programme"
	"domubiedrs/internal/seminar"
)

func TestWhoSeesWhat(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, hidden := w.published(1), w.create(details())
		ieva, anna := w.person("Ieva", "Kalniņa"), w.person("Anna", "Liepa")
		w.join(ieva, x)
		w.join(anna, x)
		support := somebody(in(access.Support, w.open))
		for who, tt := range map[string]struct {
			actor  access.Actor
			link   bool
			mine   bool
			staff  bool
			hidden fault.Kind
			later  fault.Kind // once it is called off
		}{
			"nobody":              {nobody, false, false, false, fault.NotFound, fault.Gone},
			"a passer-by":         {somebody(), false, false, false, fault.NotFound, fault.Gone},
			"one with a place":    {ieva, true, true, false, fault.NotFound, none},
			"one who waits":       {anna, false, true, false, fault.NotFound, none},
			"staff":               {support, true, false, true, none, none},
			"staff of another":    {somebody(in(access.Lead, w.draft)), false, false, false, fault.NotFound, fault.Gone},
			"an administrator":    {admin, true, false, true, none, none},
			"a person of no name": {access.Actor{Person: id.New()}, false, false, false, fault.NotFound, fault.Gone},
		} {
			v, err := w.View(ctx, tt.actor, x.ID)
			if err != nil || (v.Link != "") != tt.link || (v.Mine != nil) != tt.mine || v.Staff != tt.staff || v.Taken != 1 || v.Free() != 0 {
				t.Errorf("%s sees %+v, %v", who, v, err)
			}
			if _, err := w.View(ctx, tt.actor, hidden.ID); kind(err) != tt.hidden {
				t.Errorf("%s sees a draft: %v", who, err)
			}
			defer func() {
				if _, err := w.View(ctx, tt.actor, x.ID); kind(err) != tt.later {
					t.Errorf("%s sees one that was called off: %v, want %v", who, err, tt.later)
				}
			}()
		}
		_, err := w.CallOff(ctx, w.lead, x.ID, x.Version)
		w.must(err)
	})
}

func TestWhatEverybodyMayKnow(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		soon := w.published(1)
		d := details()
		d.Day = "2027-01-13"
		sooner, err := w.Publish(ctx, w.lead, w.create(d).ID, 1)
		w.must(err)
		w.create(details())
		off := w.published(1)
		_, err = w.CallOff(ctx, w.lead, off.ID, off.Version)
		w.must(err)
		elsewhere, err := w.Create(ctx, admin, w.draft, details())
		w.must(err)
		_, err = w.Publish(ctx, admin, elsewhere.ID, 1)
		w.must(err)
		got, err := w.Published(ctx)
		if diff := cmp.Diff([]string{sooner.ID, soon.ID}, ids(got)); err != nil || diff != "" || got[0].Link != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		w.clock = sooner.End
		if got, err = w.Published(ctx); err != nil || len(got) != 1 {
			t.Errorf("after the end of one: %v, %v", ids(got), err)
		}
		if _, err := w.View(ctx, nobody, elsewhere.ID); kind(err) != fault.NotFound {
			t.Errorf("one of a programme that is not open: %v", err)
		}
	})
}

// TestWhatIsThereStaysWhenAProgrammeCloses: nobody joins any more, and who has a
// place keeps seeing it and can give it back.
func TestWhatIsThereStaysWhenAProgrammeCloses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		x, ieva := w.published(2), w.person("Ieva", "Kalniņa")
		w.join(ieva, x)
		houses := &programme.Service{DB: w.DB, Now: w.Now}
		if _, err := houses.Close(ctx, admin, w.open, 2); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Join(ctx, w.person("Anna", "Liepa"), x.ID, entry); kind(err) != fault.NotFound {
			t.Errorf("joining: %v", err)
		}
		if _, err := w.MakeCode(ctx, ieva, x.ID); err != nil {
			t.Errorf("a code: %v", err)
		}
		if w.hold(ieva, x) != seminar.Registered {
			t.Error("the own place is not seen any more")
		}
		if _, err := w.Leave(ctx, ieva, x.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestMine(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		ieva := w.person("Ieva", "Kalniņa")
		first := w.published(1)
		d := details()
		d.Day = "2027-02-01"
		second, err := w.Publish(ctx, w.lead, w.create(d).ID, 1)
		w.must(err)
		w.join(ieva, first)
		w.join(ieva, second)
		_, err = w.CallOff(ctx, w.lead, second.ID, 2)
		w.must(err)
		got, err := w.Mine(ctx, ieva)
		if err != nil || len(got) != 2 || got[0].ID != second.ID || got[0].Status != seminar.Cancelled || got[1].Mine.Institution != entry.Institution || got[1].Link == "" {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := w.Mine(ctx, somebody()); err != nil || len(got) != 0 {
			t.Errorf("somebody else's: %v, %v", got, err)
		}
		if _, err := w.Mine(ctx, nobody); kind(err) != fault.Unauthenticated {
			t.Errorf("nobody's: %v", err)
		}
	})
}
