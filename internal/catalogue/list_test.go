package catalogue

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.seed()
		if _, err := h.Retire(t.Context(), admin, "", SeedID(Role, "data-analyst"), 1); err != nil {
			t.Fatal(err)
		}
		for question, want := range map[string][]string{
			"maksligais INTEL":    {"Artificial intelligence (AI)"},
			"intel artif":         {"Artificial intelligence (AI)"},
			"gramatv":             {"Accountant"},
			"gada karjer":         nil,
			"spreadsh":            {"Digital tools at work"}, // in a meaning
			"drosib":              {"Cyber-security"},
			"analit":              nil, // retired
			"ermatv":              nil, // not from the beginning of a word
			"  %":                 nil,
			"programmesana":       {"Programming"},
			"cyber-security risk": {"Cyber-security"},
			"kiberdros":           {"Cyber-security policy maker", "Cyber-security"},
		} {
			if diff := cmp.Diff(want, h.names(Filter{Query: question})); diff != "" {
				t.Errorf("%q finds\n%s", question, diff)
			}
		}
		if got := h.names(Filter{Query: "kiberdros", Kinds: []Kind{Theme}}); !slices.Equal(got, []string{"Cyber-security"}) {
			t.Errorf("among themes: %v", got)
		}
	})
}

func TestListsStandInTheOrderOfForms(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.seed()
		roles := h.names(Filter{Kinds: []Kind{Role}})
		if len(roles) != 16 || roles[0] != "Data strategy lead" || roles[5] != "Data analyst" || roles[15] != "State register employee" {
			t.Errorf("roles: %v", roles)
		}
		all, err := h.List(t.Context(), person, Filter{Programme: h.mine})
		if err != nil || len(all) != len(shipped(t)) {
			t.Fatalf("%d, %v", len(all), err)
		}
		for i, e := range shipped(t) {
			if all[i].Code != e.Code {
				t.Fatalf("number %d is %s, not %s", i, all[i].Code, e.Code)
			}
		}
		if got := h.names(Filter{Group: SafetyArea}); len(got) != 4 || got[0] != "Protecting devices" {
			t.Errorf("an area: %v", got)
		}
		if _, err := h.Change(t.Context(), admin, "", SeedID(Role, "lawyer"), 1, Details{Name: Text{"Jurists", "Lawyer"}, Place: 1}); err != nil {
			t.Fatal(err)
		}
		if got := h.names(Filter{Group: UserRoles}); got[0] != "Lawyer" {
			t.Errorf("moved to the front: %v", got)
		}
	})
}

func TestAnswersFindTheirEntries(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.seed()
		ctx := t.Context()
		if _, err := h.Retire(ctx, admin, "", SeedID(Role, "lawyer"), 1); err != nil {
			t.Fatal(err)
		}
		found, err := h.ByCode(ctx, nobody, h.mine, Role, "lawyer", "teacher", "pilot", "career")
		if err != nil || len(found) != 2 || found["lawyer"].Valid() || found["teacher"].Group != UserRoles {
			t.Errorf("%v, %v", found, err)
		}
		if found, err := h.ByCode(ctx, nobody, h.mine, Role); err != nil || len(found) != 0 {
			t.Errorf("no codes find %v, %v", found, err)
		}
		if _, err := h.Get(ctx, nobody, id.New()); !fault.Is(err, fault.NotFound) {
			t.Errorf("an entry that is not: %v", err)
		}
		if _, err := h.History(ctx, nobody, id.New()); !fault.Is(err, fault.NotFound) {
			t.Errorf("the history of none: %v", err)
		}
		if _, err := h.Edition(ctx, nobody, "colours"); !fault.Is(err, fault.NotFound) {
			t.Errorf("the edition of none: %v", err)
		}
	})
}
