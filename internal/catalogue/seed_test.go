package catalogue

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/i18n"
)

func shipped(t *testing.T) []Entry {
	t.Helper()
	list, err := seeds()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestShippedCounts is R1.2-2 to R1.2-4 and DigComp 2.2: sixteen roles in three
// categories, 21 competences in five areas.
func TestShippedCounts(t *testing.T) {
	count := map[Group]int{}
	for _, e := range shipped(t) {
		count[e.Group]++
	}
	want := map[Group]int{KeyRoles: 5, CollaborationRoles: 5, UserRoles: 6,
		InformationArea: 3, CommunicationArea: 6, ContentArea: 4, SafetyArea: 4, ProblemArea: 4,
		Technology: 7, Services: 5, Change: 6, Growth: 5}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Error(diff)
	}
	if len(Role.Groups()) != 3 || len(Competence.Groups()) != 5 {
		t.Error("there are three categories and five areas")
	}
}

var shippedCode = regexp.MustCompile(`^[a-z][a-z0-9.-]+$`)

func TestShippedEntriesCanBeToldApart(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range shipped(t) {
		for _, mark := range []string{"id " + e.ID, "code " + e.Code, "lv " + i18n.Fold(e.Name.LV), "en " + i18n.Fold(e.Name.EN)} {
			if mark = string(e.Kind) + " " + mark; seen[mark] {
				t.Errorf("%s stands twice", mark)
			}
			seen[mark] = true
		}
		if !shippedCode.MatchString(e.Code) || strings.HasPrefix(e.Code, ownPrefix) {
			t.Errorf("%q is no code of a shipped entry", e.Code)
		}
		if e.Private != (e.Code == "career") {
			t.Errorf("%s: private %v", e.Code, e.Private)
		}
		if (e.Kind == Role) != (e.Meaning == Text{}) {
			t.Errorf("%s: a role speaks for itself, themes and competences have a meaning", e.Code)
		}
	}
}

// TestShippedTextsAreGood holds the data to the rules of the house's texts.
func TestShippedTextsAreGood(t *testing.T) {
	var all []Text
	for _, e := range shipped(t) {
		all = append(all, e.Name)
		if e.Kind != Role {
			all = append(all, e.Meaning)
		}
	}
	for _, m := range Models() {
		all = append(all, m.Name, m.Meaning, m.Fits)
	}
	bad := regexp.MustCompile(`["„«»]|\.\.\.| [,.;:!?]|  |^\s|\s$|<`)
	for _, x := range all {
		for _, text := range []string{x.LV, x.EN} {
			if text == "" || bad.MatchString(text) || len(strings.Fields(text)) > 20 {
				t.Errorf("not a good text: %q", text)
			}
		}
		if x.LV == x.EN {
			t.Errorf("one language stands for both: %q", x.LV)
		}
	}
}

// TestSeedIDsStay holds ids that stand in databases: they must never change.
func TestSeedIDsStay(t *testing.T) {
	for code, want := range map[string]string{
		"career":      "theme 5984d525-78c2-56a2-8d22-1845374cf885",
		"digcomp-1.1": "competence 1275f2cc-5606-5d49-b6e8-f3c6044882fd",
	} {
		kind, id, _ := strings.Cut(want, " ")
		if got := SeedID(Kind(kind), code); got != id {
			t.Errorf("%s has the id %s", code, got)
		}
	}
}

func TestASeedFileIsRead(t *testing.T) {
	for name, text := range map[string]string{
		"not JSON":         `[`,
		"a wrong group":    `[{"kind": "role", "group": "growth", "entries": []}]`,
		"an unknown field": `[{"kind": "role", "group": "key", "entires": []}]`,
		"one language":     `[{"kind": "role", "group": "key", "entries": [{"code": "a", "name": {"lv": "A"}}]}]`,
	} {
		if _, err := readSeeds([]byte(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestSeedingTwiceChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx, all := t.Context(), len(shipped(t))
		if got := h.seed(); got != all {
			t.Errorf("%d added, want %d", got, all)
		}
		career, err := h.Change(ctx, admin, "", SeedID(Theme, "career"), 1, Details{Name: Text{"Mana karjera", "My career"}, Place: 1})
		if err != nil {
			t.Fatal(err)
		}
		lawyer, err := h.Retire(ctx, admin, "", SeedID(Role, "lawyer"), 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.seed(); got != 0 {
			t.Errorf("%d added again", got)
		}
		for _, want := range []Entry{career, lawyer} {
			if diff := cmp.Diff(want, h.get(want.ID)); diff != "" {
				t.Errorf("seeding again changed\n%s", diff)
			}
		}
		deeds := h.deeds()
		if len(deeds) != all+2 || deeds[0].Actor != audit.System || deeds[0].Action != audit.CatalogueAdded {
			t.Errorf("%d deeds, the first %v", len(deeds), deeds[0])
		}
		for kind, want := range map[Kind]int64{Role: 2, Theme: 2, Competence: 1} {
			if got := h.edition(kind); got != want {
				t.Errorf("the edition of %s is %d, want %d", kind, got, want)
			}
		}
	})
}

func TestSeedingLeavesTheAdministratorsOwnAlone(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		own := h.add(admin, "", Theme, Growth, "Karjera un profesionālā izaugsme", "My own words")
		if got := h.seed(); got != len(shipped(t))-1 {
			t.Errorf("%d added", got)
		}
		if diff := cmp.Diff([]string{own.Name.EN}, h.names(Filter{Query: "karjer"})); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNodesSeedTogether(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		var added [2]int
		one := func(n int) func() error {
			return func() (err error) {
				added[n], err = h.Seed(t.Context())
				return err
			}
		}
		if errs := both(one(0), one(1)); errs[0] != nil || errs[1] != nil {
			t.Fatal(errs)
		}
		if all := len(shipped(t)); added[0]+added[1] != all || len(h.deeds()) != all {
			t.Errorf("added %v, %d deeds", added, len(h.deeds()))
		}
		if got := h.edition(Role); got != 1 {
			t.Errorf("the edition is %d", got)
		}
	})
}
