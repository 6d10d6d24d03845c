package institution

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
)

// wrong gives the messages of an error, by field; nil for no error.
func wrong(t *testing.T, err error) map[string]string {
	t.Helper()
	if err == nil {
		return nil
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid {
		t.Fatalf("not a broken rule: %v", err)
	}
	texts, errLoad := i18n.Load()
	if errLoad != nil {
		t.Fatal(errLoad)
	}
	fields := map[string]string{}
	for field, m := range f.Fields {
		fields[field] = strings.TrimPrefix(m.Key, "institution.fault.")
		if got := texts.For(i18n.LV).T(m.Key, m.Args...); strings.Contains(got, "⟦") {
			t.Errorf("%s has no text: %s", field, got)
		}
	}
	return fields
}

func library() Details {
	return Details{NameLV: "Ādažu novada bibliotēka", NameEN: "Ādaži Library", Type: MunicipalBody, Region: Riga,
		Code: "90000000000", ValidFrom: "2021-07-01", Source: "example.org"}
}

func TestDetailsAreChecked(t *testing.T) {
	for name, tt := range map[string]struct {
		alter func(*Details)
		want  map[string]string
	}{
		"good":                {func(*Details) {}, nil},
		"only what is needed": {func(d *Details) { *d = Details{NameLV: "A", Type: NGO} }, nil},
		"nothing":             {func(d *Details) { *d = Details{} }, map[string]string{"name_lv": "name", "type": "type"}},
		"only white space":    {func(d *Details) { d.NameLV = " \t\u200b" }, map[string]string{"name_lv": "name"}},
		"long": {func(d *Details) {
			long := strings.Repeat("ā", 1001)
			d.NameLV, d.NameEN, d.ShortName, d.OtherNames, d.Source = long, long, long, long, long
			d.Code = strings.Repeat("A", 41)
		}, map[string]string{"name_lv": "too-long", "name_en": "too-long", "short_name": "too-long", "other_names": "too-long",
			"source": "too-long", "code": "too-long"}},
		"unknown type":      {func(d *Details) { d.Type = "bank" }, map[string]string{"type": "type"}},
		"unknown region":    {func(d *Details) { d.Region = "sēlija" }, map[string]string{"region": "region"}},
		"a code with words": {func(d *Details) { d.Code = "reģ. nr." }, map[string]string{"code": "code"}},
		"no such day":       {func(d *Details) { d.ValidFrom = "2026-02-30" }, map[string]string{"valid_from": "day"}},
		"a Latvian date":    {func(d *Details) { d.ValidFrom = "23.11.2026." }, map[string]string{"valid_from": "day"}},
		"begins after end":  {func(d *Details) { d.ValidFrom = "2031-01-01" }, map[string]string{"valid_from": "days"}},
		"a parent's name":   {func(d *Details) { d.Parent = "Ādažu novads" }, map[string]string{"parent": "parent-unknown"}},
	} {
		d := library()
		tt.alter(&d)
		i := Institution{ValidTo: "2030-12-31"}
		if diff := cmp.Diff(tt.want, wrong(t, i.apply(d))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestDetailsAreCleaned(t *testing.T) {
	var i Institution
	d := library()
	d.NameLV, d.Code, d.OtherNames = " Be\u0304rnu\u00a0 nams ", "lv-011", "\n Nams \r\n\nCits\u202e \n"
	if err := i.apply(d); err != nil {
		t.Fatal(err)
	}
	got := [3]string{i.NameLV, i.Code, i.OtherNames}
	if want := [3]string{"Bērnu nams", "LV-011", "Nams\nCits"}; got != want {
		t.Errorf("%q", got)
	}
}

func TestName(t *testing.T) {
	i := Institution{Details: library()}
	if i.Name(i18n.LV) != i.NameLV || i.Name(i18n.EN) != i.NameEN {
		t.Error("the wrong language")
	}
	if i.NameEN = ""; i.Name(i18n.EN) != i.NameLV {
		t.Error("no English name must show the Latvian one")
	}
}

func TestValidOn(t *testing.T) {
	for _, tt := range []struct {
		from, to, day string
		want          bool
	}{
		{"", "", "1900-01-01", true},
		{"2021-07-01", "", "2021-06-30", false},
		{"2021-07-01", "", "2021-07-01", true},
		{"2021-07-01", "2025-06-30", "2025-06-30", true},
		{"", "2025-06-30", "2025-07-01", false},
	} {
		i := Institution{Details: Details{ValidFrom: tt.from}, ValidTo: tt.to}
		if got := i.ValidOn(tt.day); got != tt.want {
			t.Errorf("%s–%s on %s: %v", tt.from, tt.to, tt.day, got)
		}
	}
}

func TestClosingRules(t *testing.T) {
	until := func(day string) []Institution { return []Institution{{ValidTo: "2020-01-01"}, {ValidTo: day}} }
	for name, tt := range map[string]struct {
		day    string
		bodies []Institution
		want   map[string]string
	}{
		"good":                     {"2026-12-31", nil, nil},
		"its own first day":        {"2021-07-01", nil, nil},
		"bodies end the same day":  {"2026-12-31", until("2026-12-31"), nil},
		"before it began":          {"2021-06-30", nil, map[string]string{"valid_to": "days"}},
		"no day":                   {"", nil, map[string]string{"valid_to": "day"}},
		"no such day":              {"2026-13-01", nil, map[string]string{"valid_to": "day"}},
		"a body ends a day later":  {"2026-12-31", until("2027-01-01"), map[string]string{"valid_to": "bodies-go-on"}},
		"a body goes on for good":  {"2026-12-31", until(""), map[string]string{"valid_to": "bodies-go-on"}},
		"no day, and a body there": {"", until(""), map[string]string{"valid_to": "day"}},
	} {
		i := Institution{Details: library()}
		if diff := cmp.Diff(tt.want, wrong(t, i.close(tt.day, tt.bodies))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if want := map[bool]string{true: tt.day, false: ""}[tt.want == nil]; i.ValidTo != want {
			t.Errorf("%s: the last day is %q", name, i.ValidTo)
		}
	}
}

func TestPlaceInTheTree(t *testing.T) {
	up := func(last string, ids ...string) (chain []Institution) {
		for _, id := range ids {
			chain = append(chain, Institution{ID: id})
		}
		chain[0].ValidTo = last
		return chain
	}
	deep := strings.Split("b c d e f g h i", " ")
	for name, tt := range map[string]struct {
		last  string
		chain []Institution
		want  map[string]string
	}{
		"at the top":                {"", nil, nil},
		"under two":                 {"", up("", "b", "c"), nil},
		"at the lowest level":       {"", up("", deep[:MaxDepth-1]...), nil},
		"one level too deep":        {"", up("", deep...), map[string]string{"parent": "deep"}},
		"under itself":              {"", up("", "a"), map[string]string{"parent": "ring"}},
		"under its own body":        {"", up("", "b", "c", "a"), map[string]string{"parent": "ring"}},
		"under one that ends":       {"", up("2026-12-31", "b"), map[string]string{"parent": "parent-ends"}},
		"ends later than above":     {"2027-01-01", up("2026-12-31", "b"), map[string]string{"parent": "parent-ends"}},
		"ends together with above":  {"2026-12-31", up("2026-12-31", "b"), nil},
		"ends earlier than the top": {"2026-12-30", up("2026-12-31", "b"), nil},
	} {
		i := Institution{ID: "a", ValidTo: tt.last}
		if diff := cmp.Diff(tt.want, wrong(t, i.under(tt.chain))); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestEveryTypeAndRegionHasItsName(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, kind := range Types {
		keys = append(keys, kind.Key())
	}
	for _, region := range Regions {
		keys = append(keys, region.Key())
	}
	for _, lang := range i18n.Langs() {
		for _, key := range keys {
			if !texts.For(lang).Has(key) {
				t.Errorf("%s: no %s", lang, key)
			}
		}
	}
	// R1.1-2: the seven supported categories, of which political officials are people and no type.
	for _, kind := range []Type{StateMinistry, StateSubordinate, Independent, MunicipalAdmin, MunicipalBody, PlanningRegion, VocationalSchool} {
		if !strings.Contains(strings.Join(keys, " "), kind.Key()) {
			t.Errorf("%s is missing", kind)
		}
	}
}

func TestCursor(t *testing.T) {
	c := Cursor{i18n.SortKey("Ķekava"), id.New()}
	if got := ParseCursor(c.String()); got != c {
		t.Errorf("%v came back as %v", c, got)
	}
	for _, s := range []string{"", "x", "45.", "45.x", "." + "'; drop table institution", Cursor{}.String()} {
		if got := ParseCursor(s); got != (Cursor{}) {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

func TestSearchText(t *testing.T) {
	i := Institution{Details: Details{NameLV: "Šķēdes “Bērzi” | skola", ShortName: "ŠBS", Code: "LV-9", OtherNames: "Sena skola\nJauna%skola"}}
	if got, want := i.searchText(), "| skedes berzi skola | sbs | lv 9 | sena skola | jauna skola |"; got != want {
		t.Errorf("%q", got)
	}
	if q := ask(" %_|' "); len(q.words) != 0 || q.whole != "" {
		t.Errorf("signs alone ask %v", q)
	}
	if q := ask(strings.Repeat("a b ", 100)); len(q.words) != maxWords {
		t.Errorf("%d words", len(q.words))
	}
}

func FuzzAsk(f *testing.F) {
	f.Add("Bērziņš %_ |")
	f.Fuzz(func(t *testing.T, text string) {
		for _, word := range ask(text).words {
			if inner := word[2 : len(word)-1]; strings.ContainsAny(inner, "%_| ") || inner == "" {
				t.Errorf("%q asks for %q", text, word)
			}
		}
	})
}
