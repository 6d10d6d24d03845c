package setting

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

// TestTheListIsWhole holds what every line of the list needs: a name of its own
// that the audit record takes, a group with a form, a default that passes its
// own check, and words in both languages.
func TestTheListIsWhole(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`^[a-z]+([.-][a-z]+)+$`)
	seen, keys := map[Name]bool{}, []string{}
	for _, d := range Definitions() {
		if seen[d.Name] || !code.MatchString(string(d.Name)) || len(d.Name) > 64 {
			t.Errorf("%q stands twice or is no name", d.Name)
		}
		seen[d.Name] = true
		if !slices.Contains(Groups, d.Group) || slices.Contains([]Kind{Text, Email, Phone, WebAddress, MovedDates}, d.Kind) != (d.Limit > 0) {
			t.Errorf("%s: group %q, kind %q, limit %d", d.Name, d.Group, d.Kind, d.Limit)
		}
		bad := fault.Checks{}
		if got := d.check(bad, d.Default); got != d.Default || d.Default != "" && bad.Err() != nil {
			t.Errorf("%s: its default %q is refused", d.Name, d.Default)
		}
		keys = append(keys, d.LabelKey(), d.HintKey(), d.Group.Key())
		for _, choice := range d.Choices {
			keys = append(keys, d.ChoiceKey(choice))
		}
	}
	for _, key := range keys {
		if !texts.For(i18n.LV).Has(key) || !texts.For(i18n.EN).Has(key) {
			t.Errorf("no text %s", key)
		}
	}
	for _, name := range []Name{OwnerName, HelpHours, SiteFunding, DataController} {
		if !seen[name.In(i18n.LV)] || !seen[name.In(i18n.EN)] || seen[name] {
			t.Errorf("%s is not a text in both languages", name)
		}
	}
	Definitions()[0].Name = "spoilt"
	if definitions[0].Name == "spoilt" {
		t.Error("a caller can change the list")
	}
}

// TestMovedDays: what is saved as moved days is read as such, and what cannot be
// read is told with the move that is meant.
func TestMovedDays(t *testing.T) {
	d, _ := Lookup(MovedDays)
	bad := fault.Checks{}
	if d.check(bad, "2026-01-02 2026-01-17; 2026-06-22"); bad[string(MovedDays)].Key != "setting.fault.moved-dates" {
		t.Errorf("%+v", bad)
	}
	c := newSnapshot(map[Name]Value{MovedDays: {Text: "2027-05-03 2027-05-08"}}).Workdays()
	if !c.Is(time.Date(2027, 5, 8, 9, 0, 0, 0, time.UTC)) || c.Is(time.Date(2027, 5, 3, 9, 0, 0, 0, time.UTC)) {
		t.Error("the owner's moved days do not count")
	}
}

func TestChecks(t *testing.T) {
	for _, tt := range []struct {
		name        Name
		value       string
		want, fault string
	}{
		{OwnerName.In(i18n.LV), "  Valsts \n skola ", "Valsts skola", ""},
		{OwnerName.In(i18n.LV), "\u200b ", "", "empty"},
		{OwnerName.In(i18n.EN), strings.Repeat("ā", 150), strings.Repeat("ā", 150), ""},
		{OwnerName.In(i18n.EN), strings.Repeat("ā", 151), strings.Repeat("ā", 151), "too-long"},
		{OwnerAddress, "", "", ""},
		{ContactEmail, "", "", "empty"},
		{ContactEmail, " help@example.org", "help@example.org", ""},
		{ContactEmail, "Palīdzība <help@example.org>", "Palīdzība <help@example.org>", "email"},
		{PrivacyEmail, "", "", ""},
		{ContactPhone, "+371 6000-0000 (1)", "+371 6000-0000 (1)", ""},
		{ContactPhone, "zvaniet", "zvaniet", "phone"},
		{ContactPhone, "+", "+", "phone"},
		{OwnerWebsite, "https://example.org/lv", "https://example.org/lv", ""},
		{OwnerWebsite, "javascript:alert(1)", "javascript:alert(1)", "web-address"},
		{OwnerWebsite, "example.org", "example.org", "web-address"},
		{HelpDays, "1", "1", ""},
		{HelpDays, "15", "15", ""},
		{HelpDays, "0", "0", "number"},
		{HelpDays, "16", "16", "number"},
		{HelpDays, "03", "03", "number"},
		{HelpDays, "trīs", "trīs", "number"},
		{HelpDays, "", "", "empty"},
		{TimeFormat, TimeColon, TimeColon, ""},
		{TimeFormat, "10:00", "10:00", "choice"},
		{SiteLanguage, "ru", "ru", "choice"},
	} {
		d, ok := Lookup(tt.name)
		if !ok {
			t.Fatalf("no setting %s", tt.name)
		}
		bad := fault.Checks{}
		if got := d.check(bad, tt.value); got != tt.want {
			t.Errorf("%s: %q is kept as %q", tt.name, tt.value, got)
		}
		if got := strings.TrimPrefix(bad[string(tt.name)].Key, "setting.fault."); got != tt.fault {
			t.Errorf("%s: %q is answered with %q, want %q", tt.name, tt.value, got, tt.fault)
		}
	}
	if _, ok := Lookup("owner.secret"); ok {
		t.Error("an unknown name is found")
	}
}

func TestMessagesHaveTheirWords(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"", strings.Repeat("x", 300), "<"} {
		for _, d := range Definitions() {
			bad := fault.Checks{}
			d.check(bad, value)
			for _, m := range bad {
				if got := texts.For(i18n.LV).T(m.Key, m.Args...); strings.Contains(got, "⟦") {
					t.Errorf("%s with %q: %s", d.Name, value, got)
				}
			}
		}
	}
}

func snapshot(texts map[Name]string) *Snapshot {
	stored := map[Name]Value{"from.a.newer.program": {Text: "x", Version: 1}}
	for name, text := range texts {
		stored[name] = Value{Text: text, Version: 1}
	}
	return newSnapshot(stored)
}

func TestSnapshotHasDefaults(t *testing.T) {
	s := snapshot(nil)
	if s.Text(OwnerAddress) != "" || s.Number(HelpDays) != 3 || s.DefaultLanguage() != i18n.LV || s.TimeColon() {
		t.Error("a default is missing")
	}
	if v := s.Value(HelpDays); v.Version != 0 {
		t.Errorf("a default has the version %d", v.Version)
	}
	s = snapshot(map[Name]string{HelpDays: "5", SiteLanguage: "en", TimeFormat: TimeColon})
	if s.Number(HelpDays) != 5 || s.DefaultLanguage() != i18n.EN || !s.TimeColon() {
		t.Error("a default covers what is stored")
	}
}

func TestOneLanguageStandsInForTheOther(t *testing.T) {
	lv, en := OwnerName.In(i18n.LV), OwnerName.In(i18n.EN)
	for _, tt := range []struct {
		texts          map[Name]string
		wantLV, wantEN string
	}{
		{nil, "", ""},
		{map[Name]string{lv: "Skola"}, "Skola", "Skola"},
		{map[Name]string{en: "School"}, "School", "School"},
		{map[Name]string{lv: "Skola", en: "School"}, "Skola", "School"},
	} {
		s := snapshot(tt.texts)
		if a, b := s.Local(OwnerName, i18n.LV), s.Local(OwnerName, i18n.EN); a != tt.wantLV || b != tt.wantEN {
			t.Errorf("%v: %q and %q", tt.texts, a, b)
		}
	}
}

func TestWhoStandsInForWhom(t *testing.T) {
	s := snapshot(map[Name]string{OwnerName.In(i18n.LV): "Skola", ContactEmail: "a@example.org"})
	if s.Controller(i18n.EN) != "Skola" || s.PrivacyContact() != "a@example.org" || s.SecurityContact() != "a@example.org" {
		t.Error("nobody stands in")
	}
	s = snapshot(map[Name]string{OwnerName.In(i18n.LV): "Skola", DataController.In(i18n.LV): "Ministrija",
		ContactEmail: "a@example.org", PrivacyEmail: "b@example.org", SecurityEmail: "c@example.org"})
	if s.Controller(i18n.LV) != "Ministrija" || s.PrivacyContact() != "b@example.org" || s.SecurityContact() != "c@example.org" {
		t.Error("what is set is passed over")
	}
}

func TestAnUnknownNameIsAMistakeOfOurs(t *testing.T) {
	for name, ask := range map[string]func(*Snapshot){
		"unknown":            func(s *Snapshot) { s.Text("owner.secret") },
		"without a language": func(s *Snapshot) { s.Text(OwnerName) },
		"not a number":       func(s *Snapshot) { s.Number(OwnerAddress) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: an answer", name)
				}
			}()
			ask(snapshot(nil))
		}()
	}
}
