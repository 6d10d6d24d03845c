package questionnaire

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
)

func TestSeedIsLoadedOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		if added, err := s.Seed(t.Context()); added != 0 || err != nil {
			t.Errorf("again: %d, %v", added, err)
		}
		list, err := seeds()
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range list {
			e := currentOf(t, s, q.Key, "")
			if diff := cmp.Diff(q, e.Questionnaire); diff != "" || e.Status != Published || e.Revision != 1 || !e.PublishedAt.Equal(now) {
				t.Errorf("%s in the database: %+v %s", q.Key, e.Status, diff)
			}
		}
	})
}

// TestANewerShippedVersion takes the place of the one before, which stays for
// its answers; an older program takes nothing back.
func TestANewerShippedVersion(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		first := shipped(t, SWOT)
		second := sample()
		second.Key, second.Version = SWOT, 2
		for range 2 {
			if _, err := s.seed(t.Context(), []Questionnaire{second, first}); err != nil {
				t.Fatal(err)
			}
		}
		if e := currentOf(t, s, SWOT, ours); e.Version != 2 || e.Title != second.Title {
			t.Errorf("current is %d", e.Version)
		}
		old, err := Open(t.Context(), s.DB, Ref{Key: SWOT, Version: 1})
		if err != nil || old.Status != Retired {
			t.Fatalf("the first is %s: %v", old.Status, err)
		}
		if diff := cmp.Diff(first, old.Questionnaire); diff != "" {
			t.Errorf("the first has changed: %s", diff)
		}
		third := sample()
		third.Key, third.Version, third.find("why").Kind = SWOT, 3, Short
		if _, err := s.seed(t.Context(), []Questionnaire{third}); err == nil {
			t.Error("a key changes its kind")
		}
		if e := currentOf(t, s, SWOT, ""); e.Version != 2 {
			t.Errorf("after the refusal, current is %d", e.Version)
		}
	})
}

func TestSeveralNodesSeed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &Service{DB: d, Now: db.Now}
		var nodes sync.WaitGroup
		results := make([]error, 4)
		for i := range results {
			nodes.Go(func() { _, results[i] = s.Seed(t.Context()) })
		}
		nodes.Wait()
		if err := errors.Join(results...); err != nil {
			t.Fatal(err)
		}
		list, err := s.List(t.Context(), person, "")
		if err != nil || len(list) != 12 {
			t.Errorf("%d questionnaires: %v", len(list), err)
		}
		if list[0].Moment != Applying || list[11].Moment != Closing {
			t.Error("the list is not in the order of moments")
		}
	})
}

// TestALifeOfAnEdition goes from the copy to what people fill in, and back.
func TestALifeOfAnEdition(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		ctx := t.Context()
		general := currentOf(t, s, Reflection, ours)
		e := begin(t, s, Reflection)
		if e.Status != Draft || e.Programme != ours || e.Version != 1 || len(e.Sections) != 3 {
			t.Fatalf("begun: %+v", e)
		}
		if _, err := s.Begin(ctx, coordinator, Reflection, ours); verdict(err) != "draft-there" {
			t.Errorf("a second draft: %v", err)
		}
		steps := []func() (Edition, error){
			func() (Edition, error) {
				return s.Retitle(ctx, coordinator, e.ID, e.Revision, both("Mūsu lapa"), Text{})
			},
			func() (Edition, error) {
				return s.RewordSection(ctx, coordinator, e.ID, e.Revision, "G2", both("Trīs jautājumi"), Text{})
			},
			func() (Edition, error) {
				return s.Reword(ctx, coordinator, e.ID, e.Revision, "G2.1", Wording{Label: both("Kas bija labākais?")})
			},
			func() (Edition, error) {
				return s.Add(ctx, coordinator, e.ID, e.Revision, "G2", Prompt{Key: "own-1", Kind: Short, Label: both("Viens vārds")})
			},
			func() (Edition, error) { return s.RetirePrompt(ctx, coordinator, e.ID, e.Revision, "G2.2") },
			func() (Edition, error) {
				return s.Order(ctx, coordinator, e.ID, e.Revision, "G2", []string{"own-1", "G2.3", "G2.1"})
			},
			func() (Edition, error) { return s.RetirePrompt(ctx, coordinator, e.ID, e.Revision, "G1.1") },
			func() (Edition, error) { return s.RestorePrompt(ctx, coordinator, e.ID, e.Revision, "G1.1") },
		}
		for i, step := range steps {
			changed, err := step()
			if err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
			if changed.Revision != e.Revision+1 {
				t.Fatalf("step %d gives revision %d", i, changed.Revision)
			}
			e = changed
		}
		read, err := s.Get(ctx, coordinator, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, read); diff != "" {
			t.Errorf("the database has something else: %s", diff)
		}
		if diff := cmp.Diff([]string{"own-1", "G2.3", "G2.1", "G2.2"}, keys(read.Questionnaire, "G2")); diff != "" {
			t.Error(diff)
		}
		if got := currentOf(t, s, Reflection, ours); got.ID != general.ID {
			t.Error("a draft is filled in")
		}
		e = publish(t, s, e)
		if currentOf(t, s, Reflection, ours).ID != e.ID || currentOf(t, s, Reflection, theirs).ID != general.ID {
			t.Error("the own edition is not filled in, or is in another programme")
		}
		if e, err = s.Withdraw(ctx, coordinator, e.ID, e.Revision); err != nil || e.Status != Retired {
			t.Fatalf("withdraw: %v", err)
		}
		if currentOf(t, s, Reflection, ours).ID != general.ID {
			t.Error("after the withdrawal, not the one for everywhere is filled in")
		}
		if next := begin(t, s, Reflection); next.Version != 2 || next.Title != general.Title {
			t.Errorf("the next is %d %v", next.Version, next.Title)
		}
	})
}

// TestOldAnswersKeepTheirWords is RA-5: a set of answers opens the edition that
// it answers, whatever has been published since.
func TestOldAnswersKeepTheirWords(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		ctx := t.Context()
		var refs []Ref
		for _, title := range []string{"Pirmā", "Otrā"} {
			e := begin(t, s, GoalSheet)
			e, err := s.Retitle(ctx, coordinator, e.ID, e.Revision, both(title), Text{})
			if err != nil {
				t.Fatal(err)
			}
			refs = append(refs, publish(t, s, e).Ref())
		}
		want := []Ref{{GoalSheet, ours, 1}, {GoalSheet, ours, 2}}
		if diff := cmp.Diff(want, refs); diff != "" {
			t.Fatal(diff)
		}
		for ref, title := range map[Ref]string{refs[0]: "Pirmā", refs[1]: "Otrā", {GoalSheet, "", 1}: "Mērķa lapa"} {
			e, err := Open(ctx, s.DB, ref)
			if err != nil || e.Title.LV != title {
				t.Errorf("%v opens %q: %v", ref, e.Title.LV, err)
			}
		}
		if _, err := Open(ctx, s.DB, Ref{GoalSheet, theirs, 1}); !fault.Is(err, fault.NotFound) {
			t.Errorf("another programme's: %v", err)
		}
		list, err := s.Editions(ctx, person, GoalSheet, ours)
		var got []Ref
		for _, e := range list {
			got = append(got, e.Ref())
		}
		if diff := cmp.Diff([]Ref{refs[1], refs[0], {GoalSheet, "", 1}}, got); diff != "" || err != nil {
			t.Errorf("editions: %s %v", diff, err)
		}
		if list[1].Status != Retired {
			t.Errorf("the first is %s", list[1].Status)
		}
	})
}
