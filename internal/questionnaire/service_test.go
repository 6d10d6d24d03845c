package questionnaire

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// ours and theirs are two programmes.
var ours, theirs = id.New(), id.New()

func somebody(grants ...access.Grant) access.Actor {
	return access.Actor{Person: id.New(), Fresh: true, Grants: grants}
}

func in(role access.Role, kind access.ScopeKind, scope string) access.Grant {
	return access.Grant{Role: role, Scope: access.Scope{Kind: kind, ID: scope}}
}

var (
	admin       = somebody(in(access.Administrator, access.System, ""))
	coordinator = somebody(in(access.Coordinator, access.Programme, ours))
	other       = somebody(in(access.Coordinator, access.Programme, theirs))
	person      = somebody()
	nobody      = access.Actor{}
)

// each runs f on both databases with everything shipped and two programmes.
func each(t *testing.T, f func(t *testing.T, s *Service)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &Service{DB: d, Now: func() time.Time { return now }}
		err := d.Tx(t.Context(), func(tx *db.Tx) error {
			for _, p := range []string{ours, theirs} {
				if _, err := db.Exec(t.Context(), tx, `insert into programme (id, name_lv, name_en, status, sort_key, created_at, updated_at, version)
					values ($1, 'a', 'a', 'open', $2, $3, $3, 1)`, p, i18n.SortKey("a"), now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if added, err := s.Seed(t.Context()); err != nil || added != 12 {
			t.Fatalf("%d shipped: %v", added, err)
		}
		f(t, s)
	})
}

func begin(t *testing.T, s *Service, key string) Edition {
	t.Helper()
	e, err := s.Begin(t.Context(), coordinator, key, ours)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func publish(t *testing.T, s *Service, e Edition) Edition {
	t.Helper()
	e, err := s.Publish(t.Context(), coordinator, e.ID, e.Revision)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func currentOf(t *testing.T, s *Service, key, programme string) Edition {
	t.Helper()
	e, err := s.Current(t.Context(), person, key, programme)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// verbs are all that changes an edition, for trying where they must not.
func verbs(s *Service, a access.Actor, e Edition) map[string]func(context.Context) error {
	second := func(_ Edition, err error) error { return err }
	return map[string]func(context.Context) error{
		"retitle": func(ctx context.Context) error { return second(s.Retitle(ctx, a, e.ID, e.Revision, both("x"), Text{})) },
		"reword": func(ctx context.Context) error {
			return second(s.Reword(ctx, a, e.ID, e.Revision, "E1", Wording{Label: both("x")}))
		},
		"reword a section": func(ctx context.Context) error {
			return second(s.RewordSection(ctx, a, e.ID, e.Revision, "E", both("x"), Text{}))
		},
		"add": func(ctx context.Context) error {
			return second(s.Add(ctx, a, e.ID, e.Revision, "E", Prompt{Kind: Short, Label: both("x")}))
		},
		"retire":  func(ctx context.Context) error { return second(s.RetirePrompt(ctx, a, e.ID, e.Revision, "E1")) },
		"restore": func(ctx context.Context) error { return second(s.RestorePrompt(ctx, a, e.ID, e.Revision, "E1")) },
		"order": func(ctx context.Context) error {
			return second(s.Order(ctx, a, e.ID, e.Revision, "E", []string{"E5", "E4", "E3", "E2", "E1"}))
		},
		"publish": func(ctx context.Context) error { return second(s.Publish(ctx, a, e.ID, e.Revision)) },
		"discard": func(ctx context.Context) error { return s.Discard(ctx, a, e.ID, e.Revision) },
	}
}

func TestWhatIsPublishedNeverChanges(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		ctx := t.Context()
		own := publish(t, s, begin(t, s, GoalSheet))
		for _, e := range []Edition{own, currentOf(t, s, GoalSheet, "")} {
			for name, verb := range verbs(s, admin, e) {
				if err := verb(ctx); verdict(err) != "status.published" || !fault.Is(err, fault.Conflict) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		read, err := s.Get(ctx, person, own.ID)
		if diff := cmp.Diff(own, read); diff != "" || err != nil {
			t.Errorf("changed: %s %v", diff, err)
		}
		retired, err := s.Withdraw(ctx, coordinator, own.ID, own.Revision)
		if err != nil {
			t.Fatal(err)
		}
		for name, verb := range verbs(s, admin, retired) {
			if err := verb(ctx); verdict(err) != "status.retired" {
				t.Errorf("%s on a retired one: %v", name, err)
			}
		}
		general := currentOf(t, s, GoalSheet, "")
		if _, err := s.Withdraw(ctx, admin, general.ID, general.Revision); verdict(err) != "shipped" {
			t.Errorf("withdraw what is shipped: %v", err)
		}
		if _, err := s.Begin(ctx, admin, GoalSheet, ""); verdict(err) != "shipped" {
			t.Errorf("edit what is shipped: %v", err)
		}
	})
}

func TestWhoMay(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		ctx := t.Context()
		e := begin(t, s, GoalSheet)
		for _, a := range []access.Actor{person, other} {
			for name, verb := range verbs(s, a, e) {
				if err := verb(ctx); !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s by %v: %v", name, a.Grants, err)
				}
			}
			_, errBegin := s.Begin(ctx, a, SWOT, ours)
			_, errDrafts := s.Drafts(ctx, a, ours)
			_, errGet := s.Get(ctx, a, e.ID)
			_, errWithdraw := s.Withdraw(ctx, a, e.ID, e.Revision)
			for i, err := range []error{errBegin, errDrafts, errGet, errWithdraw} {
				if !fault.Is(err, fault.Forbidden) {
					t.Errorf("%d by %v: %v", i, a.Grants, err)
				}
			}
		}
		_, errCurrent := s.Current(ctx, nobody, SWOT, "")
		_, errList := s.List(ctx, nobody, "")
		_, errEditions := s.Editions(ctx, nobody, SWOT, "")
		_, errGet := s.Get(ctx, nobody, e.ID)
		for i, err := range []error{errCurrent, errList, errEditions, errGet} {
			if !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("%d by nobody: %v", i, err)
			}
		}
		for _, a := range []access.Actor{coordinator, admin} {
			drafts, err := s.Drafts(ctx, a, ours)
			if err != nil || len(drafts) != 1 || drafts[0].ID != e.ID {
				t.Errorf("drafts: %v %v", drafts, err)
			}
		}
		if editions, err := s.Editions(ctx, coordinator, GoalSheet, ours); err != nil || len(editions) != 1 {
			t.Errorf("a draft stands among the editions: %v", err)
		}
	})
}

func TestStaleAndUnknown(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		ctx := t.Context()
		e := begin(t, s, GoalSheet)
		stale := e
		stale.Revision--
		for name, verb := range verbs(s, coordinator, stale) {
			if err := verb(ctx); verdict(err) != "fault.stale" {
				t.Errorf("%s over a newer revision: %v", name, err)
			}
		}
		e.ID = id.New()
		for name, verb := range verbs(s, coordinator, e) {
			if err := verb(ctx); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s of nothing: %v", name, err)
			}
		}
		_, errKey := s.Begin(ctx, admin, "nothing", ours)
		_, errProgramme := s.Begin(ctx, admin, GoalSheet, id.New())
		_, errCurrent := s.Current(ctx, person, "nothing", ours)
		for i, err := range []error{errKey, errProgramme, errCurrent} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%d: %v", i, err)
			}
		}
	})
}

// TestAKeyKeepsItsKindAcrossEditions: a key that the programme used before, in
// an edition that is withdrawn, comes back with its kind only.
func TestAKeyKeepsItsKindAcrossEditions(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		ctx := t.Context()
		add := func(e Edition, kind Kind) (Edition, error) {
			return s.Add(ctx, coordinator, e.ID, e.Revision, "E", Prompt{Key: "mood", Kind: kind, Label: both("Noskaņa")})
		}
		e, err := add(begin(t, s, GoalSheet), Short)
		if err != nil {
			t.Fatal(err)
		}
		e = publish(t, s, e)
		if _, err := s.Withdraw(ctx, coordinator, e.ID, e.Revision); err != nil {
			t.Fatal(err)
		}
		e = begin(t, s, GoalSheet)
		if _, err := add(e, Number); verdict(err) != "key: kind-changed" {
			t.Errorf("another kind: %v", err)
		}
		if _, err := add(e, Short); err != nil {
			t.Errorf("the same kind: %v", err)
		}
	})
}

func TestDiscardAndTheLog(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		ctx := t.Context()
		e := begin(t, s, GoalSheet)
		e, err := s.RetirePrompt(ctx, coordinator, e.ID, e.Revision, "E5")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Discard(ctx, coordinator, e.ID, e.Revision); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(ctx, coordinator, e.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("a discarded draft: %v", err)
		}
		e = publish(t, s, begin(t, s, GoalSheet))
		if _, err := s.Withdraw(ctx, coordinator, e.ID, e.Revision); err != nil {
			t.Fatal(err)
		}
		items, err := audit.List(ctx, s.DB, audit.Filter{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		var deeds []audit.Action
		for _, i := range slices.Backward(items) {
			if i.Actor == coordinator.Person && i.Programme == ours && i.Object.Kind == audit.KindQuestionnaire {
				deeds = append(deeds, i.Action)
			}
		}
		want := []audit.Action{audit.QuestionnaireDrafted, audit.QuestionnaireChanged, audit.QuestionnaireDiscarded,
			audit.QuestionnaireDrafted, audit.QuestionnairePublished, audit.QuestionnaireWithdrawn}
		if diff := cmp.Diff(want, deeds); diff != "" {
			t.Error(diff)
		}
		if len(items) != len(want)+12 {
			t.Errorf("%d entries", len(items))
		}
	})
}

// TestTwoAtOnce: of two people who do the same at the same moment, one does it.
func TestTwoAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Service) {
		ctx := t.Context()
		once := func(what string, do func() error) {
			t.Helper()
			var people sync.WaitGroup
			results := make([]error, 4)
			for i := range results {
				people.Go(func() { results[i] = do() })
			}
			people.Wait()
			done := 0
			for _, err := range results {
				if err == nil {
					done++
				} else if !fault.Is(err, fault.Conflict) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if done != 1 {
				t.Errorf("%s was done %d times", what, done)
			}
		}
		once("begin", func() error { _, err := s.Begin(ctx, coordinator, GoalSheet, ours); return err })
		drafts, err := s.Drafts(ctx, coordinator, ours)
		if err != nil || len(drafts) != 1 {
			t.Fatalf("%d drafts: %v", len(drafts), err)
		}
		e := drafts[0]
		once("retire", func() error { _, err := s.RetirePrompt(ctx, coordinator, e.ID, e.Revision, "E1"); return err })
		if _, err := s.Withdraw(ctx, coordinator, e.ID, e.Revision+1); verdict(err) != "status.draft" {
			t.Errorf("withdraw a draft: %v", err)
		}
		once("publish", func() error { _, err := s.Publish(ctx, coordinator, e.ID, e.Revision+1); return err })
	})
}
