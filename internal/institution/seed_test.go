package institution

import (
	"slices"
	"strings"
	"testing"
)

func TestSeedsAreTheCountry(t *testing.T) {
	list := shipped(t)
	count, regions := map[Type]int{}, map[Region]int{}
	for _, i := range list {
		count[i.Type]++
		if i.Type == MunicipalAdmin {
			regions[i.Region]++
		}
	}
	// Context §8.3: 42 municipalities, five planning regions, fourteen ministries and the State Chancellery, four
	// independent institutions.
	for kind, want := range map[Type]int{MunicipalAdmin: 42, PlanningRegion: 5, StateMinistry: 14, StateSubordinate: 1, Independent: 4} {
		if count[kind] != want {
			t.Errorf("%d of %s, want %d", count[kind], kind, want)
		}
	}
	for region, want := range map[Region]int{Riga: 10, Kurzeme: 8, Vidzeme: 9, Latgale: 9, Zemgale: 6} {
		if regions[region] != want {
			t.Errorf("%d municipalities in %s, want %d", regions[region], region, want)
		}
	}
}

func TestSeedsCanBeToldApart(t *testing.T) {
	list := shipped(t)
	cities, seen := 0, map[string]string{}
	for _, i := range list {
		for what, text := range map[string]string{"id": i.ID, "code": i.Code, "name": i.NameLV, "English name": i.NameEN, "abbreviation": i.ShortName} {
			if other, there := seen[what+text]; there && text != "" {
				t.Errorf("%s and %s have the same %s", other, i.NameLV, what)
			}
			seen[what+text] = i.NameLV
		}
		if i.NameEN == "" || i.Source == "" || i.Parent != "" {
			t.Errorf("%s lacks an English name or a source, or has a parent", i.NameLV)
		}
		if i.Type != MunicipalAdmin {
			continue
		}
		city := strings.HasSuffix(i.NameLV, " valstspilsētas pašvaldība")
		if city {
			cities++
		}
		if city == strings.HasSuffix(i.NameLV, " novada pašvaldība") || !strings.HasPrefix(i.Code, "LV-") || i.ValidFrom != "2021-07-01" {
			t.Errorf("%s is not named as a city or a municipality, or lacks its code or day", i.NameLV)
		}
	}
	if cities != 7 {
		t.Errorf("%d state cities, want 7", cities)
	}
}

// TestSeedIDsStay holds ids that stand in databases: they must never change.
func TestSeedIDsStay(t *testing.T) {
	for key, want := range map[string]string{
		"ministry:varam":   "6aea68bf-b9a9-5329-9d14-ecb6381f95a6",
		"municipality:106": "41275b3a-f8d9-5e39-bb64-7f8fff13f8ae",
	} {
		if got := SeedID(key); got != want {
			t.Errorf("%s has the id %s", key, got)
		}
	}
	if !slices.ContainsFunc(shipped(t), func(i Institution) bool { return i.ID == SeedID("ministry:varam") }) {
		t.Error("the ministry is not in the list")
	}
}

func shipped(t *testing.T) []Institution {
	t.Helper()
	list, err := seeds()
	if err != nil {
		t.Fatal(err)
	}
	return list
}
