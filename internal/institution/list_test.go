package institution

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/audit"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
)

func names(list []Institution) (names []string) {
	for _, i := range list {
		names = append(names, i.NameLV)
	}
	return names
}

func seed(t testing.TB, s *Service) int {
	t.Helper()
	added, err := s.Seed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func TestSeedingTwiceAddsNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		ctx := t.Context()
		if got := seed(t, s); got != 66 {
			t.Errorf("%d added", got)
		}
		riga := get(t, s, SeedID("municipality:rix"))
		if _, err := s.Close(ctx, admin, riga.ID, 1, "2030-01-01"); err != nil {
			t.Fatal(err)
		}
		closed := get(t, s, riga.ID)
		if got := seed(t, s); got != 0 {
			t.Errorf("%d added again", got)
		}
		if diff := cmp.Diff(closed, get(t, s, riga.ID)); diff != "" {
			t.Errorf("seeding again changed\n%s", diff)
		}
		if got := len(deeds()); got != 67 {
			t.Errorf("%d deeds recorded", got)
		}
	})
}

func TestSeedingLeavesTheAdministratorsOwnAlone(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		own := add(t, s, "Valsts kanceleja", "")
		if got := seed(t, s); got != 65 {
			t.Errorf("%d added", got)
		}
		page, err := s.List(t.Context(), person, Filter{Query: "valsts kancel"}, 10)
		if err != nil || len(page.Items) != 1 || page.Items[0].ID != own.ID {
			t.Errorf("%v, %v", names(page.Items), err)
		}
	})
}

func TestNodesSeedTogether(t *testing.T) {
	each(t, func(t *testing.T, s *Service, deeds func() []audit.Action) {
		var added [2]int
		one := func(n int) func() error {
			return func() (err error) {
				added[n], err = s.Seed(t.Context())
				return err
			}
		}
		if errs := both(one(0), one(1)); errs[0] != nil || errs[1] != nil {
			t.Fatal(errs)
		}
		if added[0]+added[1] != 66 || len(deeds()) != 66 {
			t.Errorf("%v added, %d recorded", added, len(deeds()))
		}
	})
}

func TestSearchFindsWhatPeopleType(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		seed(t, s)
		add(t, s, "Jāņa Bērziņa pamatskola", "")
		city, district := "Ventspils valstspilsētas pašvaldība", "Ventspils novada pašvaldība"
		for typed, want := range map[string][]string{
			"berzin":                {"Jāņa Bērziņa pamatskola"},
			"PAMATSK  Bērz":         {"Jāņa Bērziņa pamatskola"},
			"ventspils":             {district, city},
			"Ventspils novads":      {district},
			"ventspils valstspils":  {city},
			"ventspils municip":     {district},
			"pilsetas ventspils":    nil,
			"tukums":                {"Tukuma novada pašvaldība"},
			"cesis":                 {"Cēsu novada pašvaldība"},
			"varam":                 {"Viedās administrācijas un reģionālās attīstības ministrija"},
			"vides aizsardz":        {"Viedās administrācijas un reģionālās attīstības ministrija"},
			"LV-106":                {district},
			"state audit":           {"Valsts kontrole"},
			"entspils":              nil,
			"%":                     nil,
			"":                      nil,
			"riga":                  {"Rīgas valstspilsētas pašvaldība", "Rīgas plānošanas reģions"},
			"ministrija satiksmes":  {"Satiksmes ministrija"},
			"'; drop table person;": nil,
		} {
			found, err := s.Search(t.Context(), person, typed, 10)
			if diff := cmp.Diff(want, names(found)); err != nil || diff != "" {
				t.Errorf("%q (%v)\n%s", typed, err, diff)
			}
		}
		if found, err := s.Search(t.Context(), person, "novada", 3); err != nil || len(found) != 3 {
			t.Errorf("a limit of 3 gives %v, %v", names(found), err)
		}
	})
}

func TestSearchFindsOnlyWhatExistsToday(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		ctx := t.Context()
		if _, err := s.Add(ctx, admin, Details{NameLV: "Skola rīt", Type: NGO, ValidFrom: "2026-11-24"}); err != nil {
			t.Fatal(err)
		}
		today := add(t, s, "Skola šodien", "")
		if _, err := s.Close(ctx, admin, today.ID, 1, "2026-11-23"); err != nil {
			t.Fatal(err)
		}
		for at, want := range map[string][]string{
			"2026-11-23T21:59:59Z": {"Skola šodien"}, // a second before midnight in Riga
			"2026-11-23T22:00:00Z": {"Skola rīt"},
		} {
			s.Now = func() time.Time { moment, _ := time.Parse(time.RFC3339, at); return moment }
			found, err := s.Search(ctx, person, "skola", 10)
			if diff := cmp.Diff(want, names(found)); err != nil || diff != "" {
				t.Errorf("at %s (%v)\n%s", at, err, diff)
			}
		}
	})
}

func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		seed(t, s)
		top := get(t, s, SeedID("ministry:zm"))
		add(t, s, "Augu dienests", top.ID)
		gone := add(t, s, "Mežu dienests", top.ID)
		if _, err := s.Close(t.Context(), admin, gone.ID, 1, "2025-12-31"); err != nil {
			t.Fatal(err)
		}
		for name, tt := range map[string]struct {
			f    Filter
			want int
		}{
			"all":                  {Filter{}, 68},
			"a type":               {Filter{Type: StateMinistry}, 14},
			"a region":             {Filter{Region: Zemgale}, 7},
			"a type in a region":   {Filter{Type: MunicipalAdmin, Region: Zemgale}, 6},
			"words in a region":    {Filter{Query: "jelgav", Region: Zemgale}, 2},
			"bodies of a ministry": {Filter{Parent: top.ID}, 2},
			"bodies still there":   {Filter{Parent: top.ID, ValidOn: "2026-11-23"}, 1},
			"before the reform":    {Filter{Type: MunicipalAdmin, ValidOn: "2021-06-30"}, 0},
			"an unknown type":      {Filter{Type: "bank"}, 0},
			"no such words":        {Filter{Query: "nemaz nav"}, 0},
		} {
			page, err := s.List(t.Context(), person, tt.f, MaxPage)
			if err != nil || len(page.Items) != tt.want || page.Next != (Cursor{}) {
				t.Errorf("%s: %d, want %d (%v)", name, len(page.Items), tt.want, err)
			}
		}
	})
}

func TestPagesAreInLatvianOrderAndComplete(t *testing.T) {
	each(t, func(t *testing.T, s *Service, _ func() []audit.Action) {
		parents := []string{"", add(t, s, "Cēsis", "").ID, add(t, s, "Čiekurs", "").ID}
		want := []string{"Cēsis", "Čiekurs"}
		for _, name := range []string{"Ķekava", "Kuldīga", "Lode", "Āre"} {
			for _, parent := range parents { // equal names meet at the pages' edges
				add(t, s, name, parent)
			}
			want = append(want, name, name, name)
		}
		slices.SortFunc(want, func(a, b string) int {
			return strings.Index("Āre Cēsis Čiekurs Kuldīga Ķekava Lode", a) - strings.Index("Āre Cēsis Čiekurs Kuldīga Ķekava Lode", b)
		})
		for _, size := range []int{1, 2, 5, 14, 0} {
			var got []Institution
			for f := (Filter{}); ; {
				page, err := s.List(t.Context(), person, f, size)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, page.Items...)
				if f.After = ParseCursor(page.Next.String()); f.After == (Cursor{}) {
					break
				}
			}
			if diff := cmp.Diff(want, names(got)); diff != "" {
				t.Errorf("pages of %d\n%s", size, diff)
			}
		}
	})
}

// many fills a database with n institutions of two or three words.
func many(t testing.TB, d *db.DB, n int) {
	t.Helper()
	ctx := t.Context()
	places := []string{"Ādažu", "Bauskas", "Cēsu", "Dobeles", "Gulbenes", "Jelgavas", "Ķekavas", "Līvānu", "Ogres", "Rēzeknes", "Šķēdes", "Ventspils"}
	kinds := []string{"bibliotēka", "muzejs", "pamatskola", "sociālais dienests", "kultūras centrs", "tehnikums"}
	err := d.Tx(ctx, func(tx *db.Tx) error {
		for i := range n {
			name := fmt.Sprintf("%s %d. %s", places[i%len(places)], i, kinds[i%len(kinds)])
			item := Institution{ID: SeedID(name), CreatedAt: now, UpdatedAt: now, Version: 1,
				Details: Details{NameLV: name, NameEN: "Institution No " + fmt.Sprint(i), Type: MunicipalBody}}
			if added, err := insert(ctx, tx, item); err != nil || !added {
				return fmt.Errorf("%s: %v, %w", name, added, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestThePageOfNamesComesFromItsIndex holds the plans of the list's query with
// 3,000 institutions on both databases.
func TestThePageOfNamesComesFromItsIndex(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		many(t, d, 3000)
		for name, f := range map[string]Filter{
			"first page": {},
			"next page":  {After: Cursor{"5", SeedID("x")}},
			"by type":    {Type: MunicipalBody, ValidOn: "2026-11-23"},
		} {
			query, args := listing(f, 51)
			if plan := dbtest.Plan(t, d, query, args...); !strings.Contains(plan, "institution_sort") || strings.Contains(strings.ToLower(plan), "temp b-tree") {
				t.Errorf("%s: the plan is\n%s", name, plan)
			}
		}
		query, args := listing(Filter{Parent: SeedID("x")}, 51)
		if plan := dbtest.Plan(t, d, query, args...); !strings.Contains(plan, "institution_parent") {
			t.Errorf("bodies: the plan is\n%s", plan)
		}
	})
}

// BenchmarkSearch is search as one types among 3,000 institutions; the target
// is under 10 ms.
func BenchmarkSearch(b *testing.B) {
	for _, kind := range dbtest.Kinds {
		d := dbtest.Open(b, kind)
		many(b, d, 3000)
		s := service(d)
		for _, typed := range []string{"b", "bausk", "berzin sk", "ventspils 11"} {
			b.Run(string(kind)+"/"+typed, func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Search(b.Context(), person, typed, 10); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
