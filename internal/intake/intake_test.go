package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

var riga = func() *time.Location {
	zone, err := time.LoadLocation(i18n.Zone)
	if err != nil {
		panic(err)
	}
	return zone
}()

func good() Details {
	return Details{Code: "2027-1", NameLV: "Ziemas plūsma", NameEN: "Winter intake", Models: []string{"individual"},
		Dates: Dates{OpensOn: "2026-11-30", ClosesOn: "2026-12-31", NewsOn: "2027-01-15", MatchingFrom: "2027-01-04", MatchingTo: "2027-01-22",
			SeminarOn: "2027-01-20", StartsOn: "2027-02-01", EndsOn: "2027-07-31"}}
}

// complaints are the keys of an Invalid error by field; nil when there is none.
func complaints(t *testing.T, err error) map[string]string {
	t.Helper()
	if err == nil {
		return nil
	}
	if !fault.Is(err, fault.Invalid) {
		t.Fatalf("not about the input: %v", err)
	}
	keys := map[string]string{}
	for field, message := range fault.As(err).Fields {
		keys[field] = strings.TrimPrefix(message.Key, "intake.fault.")
	}
	return keys
}

func TestDetailsAreChecked(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*Details)
		want  map[string]string
	}{
		"good":                    {func(*Details) {}, nil},
		"no dates at all":         {func(d *Details) { d.Dates = Dates{} }, nil},
		"the longest name":        {func(d *Details) { d.NameLV = strings.Repeat("ā", MaxName) }, nil},
		"no names":                {func(d *Details) { d.NameLV, d.NameEN = " ", "\u200b" }, map[string]string{"name_lv": "name", "name_en": "name"}},
		"a name too long":         {func(d *Details) { d.NameEN = strings.Repeat("ā", MaxName+1) }, map[string]string{"name_en": "too-long"}},
		"a code in capitals":      {func(d *Details) { d.Code = " 2027-A " }, nil},
		"a code with spaces":      {func(d *Details) { d.Code = "2027 1" }, map[string]string{"code": "code"}},
		"a code with a slash":     {func(d *Details) { d.Code = "2027/1" }, map[string]string{"code": "code"}},
		"a code in Latvian":       {func(d *Details) { d.Code = "plūsma" }, map[string]string{"code": "code"}},
		"no code":                 {func(d *Details) { d.Code = "" }, map[string]string{"code": "code"}},
		"a code too long":         {func(d *Details) { d.Code = strings.Repeat("a", MaxCode+1) }, map[string]string{"code": "code"}},
		"no models":               {func(d *Details) { d.Models = nil }, map[string]string{"models": "models"}},
		"a model of two":          {func(d *Details) { d.Models = []string{"group,team"} }, map[string]string{"models": "models"}},
		"an empty model":          {func(d *Details) { d.Models = []string{""} }, map[string]string{"models": "models"}},
		"a date in Latvian":       {func(d *Details) { d.OpensOn = "30.11.2026." }, map[string]string{"opens_on": "date"}},
		"a day that is none":      {func(d *Details) { d.NewsOn = "2027-02-29" }, map[string]string{"news_on": "date"}},
		"a leap day":              {func(d *Details) { d.NewsOn, d.EndsOn = "2028-02-29", "" }, nil},
		"closed before opened":    {func(d *Details) { d.ClosesOn = "2026-11-29" }, map[string]string{"closes_on": "order"}},
		"one day":                 {func(d *Details) { d.ClosesOn = d.OpensOn }, nil},
		"ends before it starts":   {func(d *Details) { d.EndsOn = "2027-01-31" }, map[string]string{"ends_on": "order"}},
		"order over a gap":        {func(d *Details) { d.ClosesOn, d.MatchingFrom = "", "2026-11-01" }, map[string]string{"matching_from": "order"}},
		"news before anything":    {func(d *Details) { d.NewsOn, d.SeminarOn = "2026-01-01", "2026-01-02" }, nil},
		"a broken date is passed": {func(d *Details) { d.ClosesOn, d.MatchingFrom = "x", "2026-12-01" }, map[string]string{"closes_on": "date"}},
	} {
		d := good()
		tt.spoil(&d)
		var x Intake
		if diff := cmp.Diff(tt.want, complaints(t, x.apply(d))); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

func TestDetailsAreCleaned(t *testing.T) {
	d := good()
	d.NameLV, d.Code, d.OpensOn, d.Models = "  Ziemas\u00a0 plūsma\n", " 2027-A ", " 2026-11-30\t", []string{"team", "group", "team"}
	var x Intake
	if err := x.apply(d); err != nil {
		t.Fatal(err)
	}
	want := good()
	want.Code, want.Models = "2027-a", []string{"group", "team"}
	if diff := cmp.Diff(want, x.Details); diff != "" {
		t.Error(diff)
	}
	if x.Name(i18n.LV) != "Ziemas plūsma" || x.Name(i18n.EN) != "Winter intake" || x.Number(7) != "2027-a-0007" || x.Number(12345) != "2027-a-12345" {
		t.Errorf("%q %q %q", x.Name(i18n.LV), x.Name(i18n.EN), x.Number(7))
	}
}

func TestStatusSteps(t *testing.T) {
	allowed := [][2]Status{{Draft, Published}, {Published, Withdrawn}, {Withdrawn, Published}}
	for _, from := range Statuses {
		for _, to := range Statuses {
			x := Intake{Status: from, Details: good()}
			err, want := x.become(to), slices.Contains(allowed, [2]Status{from, to})
			if (err == nil) != want || want != (x.Status == to && from != to) {
				t.Errorf("%s → %s: %v, status %s", from, to, err, x.Status)
			}
			if !want && !fault.Is(err, fault.Conflict) {
				t.Errorf("%s → %s is refused as %v", from, to, err)
			}
		}
	}
	x := Intake{Status: Draft}
	want := map[string]string{"opens_on": "date-needed", "closes_on": "date-needed", "news_on": "date-needed"}
	if diff := cmp.Diff(want, complaints(t, x.become(Published))); diff != "" || x.Status != Draft {
		t.Errorf("published without dates: %s\n%s", x.Status, diff)
	}
}

// TestPhases walks along the edges of days in Riga, where the clocks go back on
// 25 October 2026 and forward on 28 March 2027, over the end of a year.
func TestPhases(t *testing.T) {
	d := good()
	d.OpensOn, d.ClosesOn, d.StartsOn, d.EndsOn = "2026-10-25", "2026-12-31", "2027-02-01", "2027-03-28"
	for _, tt := range []struct {
		at   string // UTC
		want Phase
	}{
		{"2026-10-24T20:59:59Z", Upcoming}, // 23.59.59 in summer time
		{"2026-10-24T21:00:00Z", Applying},
		{"2026-10-25T00:59:59Z", Applying}, // the hour that comes twice
		{"2026-10-25T01:30:00Z", Applying},
		{"2026-12-31T21:59:59Z", Applying}, // 23.59.59 in winter time
		{"2026-12-31T22:00:00Z", Matching},
		{"2027-01-31T21:59:59Z", Matching},
		{"2027-01-31T22:00:00Z", Running},
		{"2027-03-28T01:00:00Z", Running}, // the hour that is leapt over
		{"2027-03-28T20:59:59Z", Running}, // 23.59.59 in summer time again
		{"2027-03-28T21:00:00Z", Over},
	} {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		for _, status := range Statuses {
			want := tt.want
			if status != Published {
				want = Preparing
			}
			if got := (Intake{Status: status, Details: d}).Phase(at, riga); got != want {
				t.Errorf("%s at %s: %s, want %s", status, tt.at, got, want)
			}
		}
	}
}

func TestPhasesOfOpenDates(t *testing.T) {
	d := good()
	late := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		starts, ends string
		want         Phase
	}{"no start": {"", "", Matching}, "no end": {"2027-02-01", "", Running}, "both": {"2027-02-01", "2027-07-31", Over}} {
		d.StartsOn, d.EndsOn = tt.starts, tt.ends
		if got := (Intake{Status: Published, Details: d}).Phase(late, riga); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestRulesBeginWithDefaults(t *testing.T) {
	var r Rules
	names := map[RuleName]bool{}
	for _, rule := range AllRules {
		if names[rule.Name] || rule.Default < rule.Min || rule.Default > rule.Max || r.Get(rule.Name) != rule.Default {
			t.Errorf("the rule %+v stands twice, out of its own bounds, or is not in force", rule)
		}
		names[rule.Name] = true
	}
	if len(r.Deviations()) > 0 {
		t.Errorf("the defaults deviate: %v", r.Deviations())
	}
}

// TestRulesAgreeWithTheModels: an intake begins with what the models have, and
// calls a deviation what the guidelines do.
func TestRulesAgreeWithTheModels(t *testing.T) {
	for name, from := range map[RuleName]struct {
		model catalogue.ModelCode
		term  catalogue.Term
	}{
		MeetingsAMonth: {catalogue.Individual, catalogue.Meetings}, MeetingMinutes: {catalogue.Individual, catalogue.Minutes},
		Months: {catalogue.Individual, catalogue.Months}, GroupMin: {catalogue.Grouped, catalogue.MinMentees},
		GroupMax: {catalogue.Grouped, catalogue.MaxMentees}, TeamMax: {catalogue.Team, catalogue.MaxMentees},
		OnDemandDays: {catalogue.OnDemand, catalogue.AnswerDays},
	} {
		model, _ := catalogue.Lookup(from.model)
		term, there := model.Ranges[from.term]
		rule := AllRules[slices.IndexFunc(AllRules, func(r Rule) bool { return r.Name == name })]
		if !there || rule.Default != term.Default || rule.Ours() != term.Ours() || !term.Ours() && rule.Guideline != *term.Guideline {
			t.Errorf("%s is %+v, the model has %+v", name, rule, term)
		}
	}
}

func TestRulesAreCheckedAndDeviationsShown(t *testing.T) {
	for name, tt := range map[string]struct {
		values map[RuleName]string
		want   map[string]string
		differ []string
	}{
		"nothing":               {nil, nil, nil},
		"the default":           {map[RuleName]string{Months: "6"}, nil, nil},
		"the bounds":            {map[RuleName]string{Months: "24", MeetingsAMonth: "4"}, nil, []string{"meetings-a-month 4", "months 24"}},
		"below":                 {map[RuleName]string{Months: "0"}, map[string]string{"months": "rule"}, nil},
		"above":                 {map[RuleName]string{Months: "25"}, map[string]string{"months": "rule"}, nil},
		"no number":             {map[RuleName]string{Months: "seši"}, map[string]string{"months": "rule"}, nil},
		"empty":                 {map[RuleName]string{Months: ""}, map[string]string{"months": "rule"}, nil},
		"a group upside down":   {map[RuleName]string{GroupMin: "7", GroupMax: "6"}, map[string]string{"group-max": "group"}, nil},
		"a group of one size":   {map[RuleName]string{GroupMin: "6"}, nil, nil},
		"within the guidelines": {map[RuleName]string{MeetingsAMonth: "2", MeetingMinutes: "120"}, nil, nil},
		"beyond the guidelines": {map[RuleName]string{MeetingMinutes: "60", GroupMax: "7"}, nil, []string{"meeting-minutes 60", "group-max 7"}},
		"a switch is on":        {map[RuleName]string{MatchingByDay: "1"}, nil, nil},
		"a switch beyond":       {map[RuleName]string{MatchingByDay: "2"}, map[string]string{"matching-by-day": "rule"}, nil},
		"a rule of nobody":      {map[RuleName]string{"invented": "1"}, nil, nil},
		"one good and one bad":  {map[RuleName]string{Months: "12", GapDays: "x"}, map[string]string{"gap-days": "rule"}, nil},
		"a number with a space": {map[RuleName]string{Months: " 6"}, map[string]string{"months": "rule"}, nil},
	} {
		r, err := Rules{}.with(tt.values)
		if diff := cmp.Diff(tt.want, complaints(t, err)); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
		if err != nil {
			continue
		}
		var differ []string
		for _, d := range r.Deviations() {
			differ = append(differ, fmt.Sprintf("%s %d", d.Name, d.Value))
		}
		if diff := cmp.Diff(tt.differ, differ); diff != "" {
			t.Errorf("%s deviates\n%s", name, diff)
		}
	}
}

func TestARuleGoesBackToItsDefault(t *testing.T) {
	changed, err := Rules{}.with(map[RuleName]string{Months: "12"})
	if err != nil {
		t.Fatal(err)
	}
	back, err := changed.with(map[RuleName]string{Months: "6"})
	if err != nil || len(back.set) > 0 {
		t.Errorf("%v, %v: a default must not be kept", back, err)
	}
	switched, err := changed.with(map[RuleName]string{MatchingByDay: "1"})
	if err != nil || changed.On(MatchingByDay) || !switched.On(MatchingByDay) {
		t.Errorf("%v, %v: switched", switched, err)
	}
	if changed.Get(Months) != 12 {
		t.Error("changing a copy has changed the rules that it was made from")
	}
}

func TestStoredRules(t *testing.T) {
	r, err := Rules{}.with(map[RuleName]string{Months: "12", GapDays: "60"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.text()
	if err != nil {
		t.Fatal(err)
	}
	back, err := parseRules(text)
	if diff := cmp.Diff(r, back, cmp.AllowUnexported(Rules{})); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if empty, err := (Rules{}).text(); err != nil {
		t.Error(err)
	} else if _, err := parseRules(empty); err != nil {
		t.Errorf("the rules of a new intake, %q: %v", empty, err)
	}
	if later, err := parseRules(`{"months": 12, "of-a-later-version": 3}`); err != nil || later.Get(Months) != 12 {
		t.Errorf("%v, %v", later, err)
	}
	if _, err := parseRules(`{"months": "twelve"}`); err == nil {
		t.Error("broken rules are read")
	}
}

func TestEveryNameHasItsText(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, s := range Statuses {
		keys = append(keys, s.Key())
	}
	for _, p := range []Phase{Preparing, Upcoming, Applying, Matching, Running, Over} {
		keys = append(keys, p.Key())
	}
	for _, r := range AllRules {
		keys = append(keys, r.LabelKey(), r.HintKey())
	}
	for _, key := range keys {
		if !texts.For(i18n.LV).Has(key) {
			t.Errorf("no text %s", key)
		}
	}
}

func money() FundingDetails {
	return FundingDetails{ProjectNumber: "1.2.3/A", NameLV: "Fonds", NameEN: "Fund", SentenceLV: "Finansē fonds", SentenceEN: "Funded by the fund",
		ValidFrom: "2026-01-01", ValidTo: "2026-12-31"}
}

func TestFundingIsChecked(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil func(*FundingDetails)
		want  map[string]string
	}{
		"good":                  {func(*FundingDetails) {}, nil},
		"the state's own":       {func(d *FundingDetails) { d.ProjectNumber, d.ValidTo = "", "" }, nil},
		"one day":               {func(d *FundingDetails) { d.ValidTo = d.ValidFrom }, nil},
		"nothing":               {func(d *FundingDetails) { *d = FundingDetails{} }, map[string]string{"name_lv": "name", "name_en": "name", "sentence_lv": "sentence", "sentence_en": "sentence", "valid_from": "date"}},
		"too long a number":     {func(d *FundingDetails) { d.ProjectNumber = strings.Repeat("1", MaxProjectNumber+1) }, map[string]string{"project_number": "too-long"}},
		"too long a sentence":   {func(d *FundingDetails) { d.SentenceLV = strings.Repeat("ā", MaxSentence+1) }, map[string]string{"sentence_lv": "too-long"}},
		"a day that is none":    {func(d *FundingDetails) { d.ValidFrom = "2026-02-30" }, map[string]string{"valid_from": "date"}},
		"ended before it began": {func(d *FundingDetails) { d.ValidTo = "2025-12-31" }, map[string]string{"valid_to": "order"}},
	} {
		d := money()
		tt.spoil(&d)
		var f Funding
		if diff := cmp.Diff(tt.want, complaints(t, f.apply(d))); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
}

func TestFundingInForceAndItsEnd(t *testing.T) {
	f := Funding{FundingDetails: money()}
	for day, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true, "2026-12-31": true, "2027-01-01": false} {
		if f.InForce(day) != want {
			t.Errorf("in force on %s: %v", day, !want)
		}
	}
	if f.ValidTo = ""; !f.InForce("2099-01-01") {
		t.Error("what has no end has ended")
	}
	for day, want := range map[string]map[string]string{"2026-06-30": nil, "2026-01-01": nil,
		"": {"valid_to": "date"}, "rīt": {"valid_to": "date"}, "2025-12-31": {"valid_to": "order"}} {
		g := f
		if diff := cmp.Diff(want, complaints(t, g.end(day))); diff != "" || want == nil && g.ValidTo != day {
			t.Errorf("end on %q: %s\n%s", day, g.ValidTo, diff)
		}
	}
	if f.Sentence(i18n.LV) != "Finansē fonds" || f.Sentence(i18n.EN) != "Funded by the fund" || f.Name(i18n.LV) != "Fonds" || f.Name(i18n.EN) != "Fund" {
		t.Error("a text stands in the wrong language")
	}
}
