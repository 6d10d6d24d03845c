package account_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/account"
	"domubiedrs/internal/audit"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/id"
)

// TestPeopleByID asks for people, some of whom are not there; nothing is noted.
func TestPeopleByID(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ieva, err := w.Add(t.Context(), w.admin, details("Ieva", "Kalniņa"))
		if err != nil {
			t.Fatal(err)
		}
		before, err := audit.CurrentHead(t.Context(), w.DB)
		if err != nil {
			t.Fatal(err)
		}
		for name, ids := range map[string][]string{"": nil, "Ieva": {ieva.ID, id.New(), ieva.ID, "x"}, "IevaZane": {w.admin.Person, ieva.ID}} {
			found, err := w.ByID(t.Context(), w.admin, ids...)
			if err != nil {
				t.Fatal(err)
			}
			if got := given(found); got != name {
				t.Errorf("%v: %q, want %q", ids, got, name)
			}
		}
		found, err := w.ByID(t.Context(), w.admin, w.admin.Person)
		if diff := cmp.Diff([]access.Role{access.Administrator}, found[w.admin.Person].Roles); diff != "" || err != nil {
			t.Error(diff, err)
		}
		lead := access.Actor{Person: ieva.ID, Fresh: true, Grants: []access.Grant{{Role: access.Lead, Scope: access.Scope{Kind: access.Programme, ID: "p"}}}}
		if _, err := w.ByID(t.Context(), lead, ieva.ID); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a lead: %v", err)
		}
		if after, err := audit.CurrentHead(t.Context(), w.DB); after != before || err != nil {
			t.Errorf("something was noted: %v, %v", after, err)
		}
	})
}

func given(people map[string]account.Listed) (names string) {
	var list []string
	for _, p := range people {
		list = append(list, p.GivenName)
	}
	slices.Sort(list)
	for _, name := range list {
		names += name
	}
	return names
}
