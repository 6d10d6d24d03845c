package profile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/profile"
	"domubiedrs/internal/questionnaire"
)

// TestTies: people are found by name in any case and order or by address,
// institutions by name; half a name is nobody.
func TestTies(t *testing.T) {
	others := []profile.Named{
		profile.Name(profile.Who{Person: "egils"}, "Egils Ķauķis", "egils.kaukis@example.org", "Paraugu aģentūra"),
		profile.Name(profile.Who{Person: "līga", Institution: "birojs"}, "Līga Egle", "", "Ceļu birojs"),
		profile.Name(profile.Who{Person: "prince"}, "Anna", "", ""),
	}
	for line, want := range map[string]string{
		"kauķis, EGILS": "egils", "Rakstīt: Egils.Kaukis@example.org": "egils", "līga egle (māsa)": "līga", "SIA “Ceļu birojs”": "birojs",
		"Egils": "", "Anna": "", "Paraugu aģentūra": "", "Līga Eglesone": "", "": "",
	} {
		found, unread := profile.Ties(questionnaire.Answers{"conflicts": {"other"}, "conflict-people": {line}}, others)
		got := ""
		if len(found) == 1 {
			got = found[0].With
		}
		if got != want || len(found)+len(unread) != 1 {
			t.Errorf("%q names %q (%+v, unread %q), want %q", line, got, found, unread, want)
		}
	}
}

// TestTheGravestTie counts for everybody who is named.
func TestTheGravestTie(t *testing.T) {
	others := []profile.Named{profile.Name(profile.Who{Person: "a"}, "Anna Egle", "", "")}
	for _, tt := range []struct {
		said []string
		want matching.ConflictKind
	}{{[]string{"manager", "family", "procurement"}, matching.FamilyTie}, {[]string{"manager", "procurement"}, matching.ProcurementTie},
		{[]string{"manager"}, matching.ManagerTie}, {nil, matching.OtherTie}} {
		found, _ := profile.Ties(questionnaire.Answers{"conflicts": tt.said, "conflict-people": {"Anna Egle"}}, others)
		if diff := cmp.Diff([]matching.Conflict{{Kind: tt.want, With: "a"}}, found); diff != "" {
			t.Errorf("%v: %s", tt.said, diff)
		}
	}
}

// TestBothSides: what says nothing is no answer.
func TestBothSides(t *testing.T) {
	a := questionnaire.Answers{"level": {"other"}, "role": {"other"}, "role-category": {"key"}, "function": {"it"}, "themes": {"data", "ai"},
		"sector": {"private"}, "on-demand": {"yes"}, "style-values": {"trust"}}
	w := profile.Who{Key: "2026-1", Person: "p", Institution: "i"}
	e, o := profile.Mentee(w, a), profile.Mentor(w, a)
	if diff := cmp.Diff(e.Person, o.Person); diff != "" {
		t.Error(diff)
	}
	p := e.Person
	if p.Key != "2026-1" || p.Person != "p" || p.Institution != "i" || !p.Screened || p.Level != "" || p.Function != "it" || len(p.Themes) != 2 ||
		!cmp.Equal(p.Style.Values, []string{"trust"}) {
		t.Errorf("%+v", p)
	}
	if e.Role != "" || e.RoleCategory != "key" || o.Sector != "private" || !o.OnDemand || o.Places != 0 {
		t.Errorf("%+v %+v", e, o)
	}
}
