package catalogue

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
)

func model(t *testing.T, code ModelCode) Model {
	t.Helper()
	m, ok := Lookup(code)
	if !ok {
		t.Fatalf("no model %s", code)
	}
	return m
}

// TestTheFiveModels is R3-1, R3.3-1, R3.4-1 and R3.5-1: what sets them apart.
func TestTheFiveModels(t *testing.T) {
	type traits struct{ Team, Swapped, Plan, Request bool }
	want := map[ModelCode]traits{
		Individual: {Plan: true}, Grouped: {Plan: true}, Team: {Team: true, Plan: true},
		Reverse: {Swapped: true, Plan: true}, OnDemand: {Request: true},
	}
	got := map[ModelCode]traits{}
	for _, m := range Models() {
		got[m.Code] = traits{m.Team, m.Swapped, m.Plan, m.Request}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(Models()) != 5 {
		t.Errorf("%d models\n%s", len(Models()), diff)
	}
	if _, ok := Lookup("speed"); ok {
		t.Error("an invented model is found")
	}
}

// TestModelsHoldTogether checks the data against the closed lists.
func TestModelsHoldTogether(t *testing.T) {
	themes := map[string]bool{}
	for _, e := range shipped(t) {
		themes[e.Code] = e.Kind == Theme || themes[e.Code]
	}
	for _, m := range Models() {
		for term, r := range m.Ranges {
			if !slices.Contains(AllTerms, term) || !r.Allowed.Holds(r.Default) || r.Allowed.From > r.Allowed.To || r.Allowed.From < 1 {
				t.Errorf("%s: %s is not a term or its numbers do not fit: %v", m.Code, term, r)
			}
			if r.Guideline != nil && (!r.Allowed.Holds(r.Guideline.From) || !r.Allowed.Holds(r.Guideline.To)) {
				t.Errorf("%s: the guidelines' %s is not allowed", m.Code, term)
			}
		}
		for _, term := range []Term{MinMentees, MaxMentees, Minutes, Months} {
			if m.Terms(nil)[term] == 0 {
				t.Errorf("%s has no %s", m.Code, term)
			}
		}
		for stage, forms := range m.Forms {
			if !slices.Contains(Stages, stage) || !slices.ContainsFunc(forms, func(f string) bool { return len(f) == 1 && f >= "A" && f <= "I" }) {
				t.Errorf("%s: %s offers %v", m.Code, stage, forms)
			}
		}
		if len(m.Closing) == 0 || !slices.IsSortedFunc(m.Closing, func(a, b Requirement) int {
			return slices.Index(Requirements, a) - slices.Index(Requirements, b)
		}) || slices.ContainsFunc(m.Closing, func(r Requirement) bool { return !slices.Contains(Requirements, r) }) {
			t.Errorf("%s closes with %v", m.Code, m.Closing)
		}
		for _, code := range m.Themes {
			if !themes[code] {
				t.Errorf("%s suggests the theme %s, which is not there", m.Code, code)
			}
		}
		if list := m.Deviations(nil); list != nil {
			t.Errorf("%s deviates by itself: %v", m.Code, list)
		}
	}
}

// TestModelFacts holds single requirements: R3.2-1, R3.1-1, R3.3-6, R7.1-10,
// R7.1-11, R3.5-2, R2-1, R7.5-7, R3.4-4, R3.5-4, R3.4-2.
func TestModelFacts(t *testing.T) {
	for code, allowed := range map[ModelCode][]int{Individual: {1}, Grouped: {3, 4, 5, 6}, Team: {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, Reverse: {1}, OnDemand: {1, 2, 3, 4, 5, 6}} {
		for n := range 14 {
			if got := model(t, code).Mentees(nil, n); got != slices.Contains(allowed, n) {
				t.Errorf("%s with %d mentees: %v", code, n, got)
			}
		}
	}
	if r := model(t, Team).Ranges[MaxMentees]; !r.Ours() || r.Default != 12 {
		t.Errorf("the size of a team: %v", r)
	}
	individual := model(t, Individual)
	if r := individual.Ranges[Meetings]; r.Default != 1 || *r.Guideline != (Span{1, 2}) {
		t.Errorf("meetings: %v", r)
	}
	if r := individual.Ranges[Minutes]; r.Default != 90 || *r.Guideline != (Span{90, 120}) {
		t.Errorf("minutes: %v", r)
	}
	if got := model(t, OnDemand).Terms(nil); got[AnswerDays] != 3 || got[Meetings] != 0 {
		t.Errorf("on demand: %v", got)
	}
	if !slices.Contains(individual.Closing, NeedsGoal) || !slices.Contains(individual.Closing, NeedsUse) ||
		!slices.Contains(model(t, Reverse).Closing, NeedsMentorGain) || !slices.Contains(model(t, OnDemand).Closing, NeedsOutcome) {
		t.Error("a model closes without what it needs")
	}
	for _, code := range []string{"ai", "data", "digital-tools", "new-generation"} {
		if !slices.Contains(model(t, Reverse).Themes, code) {
			t.Errorf("reverse mentoring does not suggest %s", code)
		}
	}
}

func TestABadModelFileIsRefused(t *testing.T) {
	for _, text := range []string{`{}`, `[{"size": 3}]`, `[{"terms": {"minutes": {"allowed": [1]}}, "x": 0}]`, `[{"terms": {"minutes": {"allowed": "1–2"}}}]`} {
		if _, err := readModels([]byte(text)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

func TestDeviations(t *testing.T) {
	for name, tt := range map[string]struct {
		model ModelCode
		set   Terms
		want  []Deviation
	}{
		"the default":            {Grouped, nil, nil},
		"within the guidelines":  {Grouped, Terms{MinMentees: 4, MaxMentees: 5, Meetings: 2, Minutes: 120}, nil},
		"a small group":          {Grouped, Terms{MinMentees: 2}, []Deviation{{MinMentees, 2, Span{3, 6}}}},
		"large and often":        {Grouped, Terms{Meetings: 4, MaxMentees: 8}, []Deviation{{MaxMentees, 8, Span{3, 6}}, {Meetings, 4, Span{1, 2}}}},
		"where they say nothing": {Team, Terms{MaxMentees: 30, Months: 24}, nil},
		"a term it has not":      {OnDemand, Terms{Meetings: 8}, nil},
	} {
		if diff := cmp.Diff(tt.want, model(t, tt.model).Deviations(tt.set)); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
	if !model(t, Grouped).Mentees(Terms{MaxMentees: 8}, 8) || model(t, Grouped).Mentees(Terms{MaxMentees: 8}, 9) {
		t.Error("a programme's own largest group is not its limit")
	}
}

func TestOverridesAreChecked(t *testing.T) {
	for name, tt := range map[string]struct {
		o    Overrides
		want map[string]string
	}{
		"none":                {Overrides{}, nil},
		"good":                {Overrides{Grouped: {MaxMentees: 8}, OnDemand: {AnswerDays: 5}}, nil},
		"two in a pair":       {Overrides{Individual: {MaxMentees: 2}}, map[string]string{"individual.max-mentees": "term"}},
		"zero minutes":        {Overrides{Team: {Minutes: 0}}, map[string]string{"team.minutes": "term"}},
		"most below fewest":   {Overrides{Grouped: {MaxMentees: 2}}, map[string]string{"group.max-mentees": "max-below-min"}},
		"several of them":     {Overrides{Reverse: {Months: 99}, Grouped: {Minutes: 9999}}, map[string]string{"reverse.months": "term", "group.minutes": "term"}},
		"the largest allowed": {Overrides{Team: {MinMentees: 30, MaxMentees: 30}}, nil},
	} {
		if diff := cmp.Diff(tt.want, wrong(t, tt.o.Check())); diff != "" {
			t.Errorf("%s\n%s", name, diff)
		}
	}
	for name, o := range map[string]Overrides{"an invented model": {"speed": {}}, "a term it has not": {OnDemand: {Meetings: 2}}} {
		if err := o.Check(); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOverridesAreKeptAsText(t *testing.T) {
	for _, o := range []Overrides{{}, {Grouped: {MaxMentees: 8, Minutes: 60}, Team: {Months: 3}}} {
		back, err := ParseOverrides(o.String())
		if diff := cmp.Diff(o, back); err != nil || diff != "" {
			t.Errorf("%q comes back (%v)\n%s", o.String(), err, diff)
		}
	}
	for _, text := range []string{"[]", `{"group":`, `{"group":{"minutes":1.5}}`, `{"speed":{}}`, `{"group":{"minutes":1}}`, `{} {}`} {
		if _, err := ParseOverrides(text); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

func FuzzParseOverrides(f *testing.F) {
	f.Add(`{"group":{"max-mentees":8}}`)
	f.Add(`{"team":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := ParseOverrides(text)
		if err != nil {
			return
		}
		if back, err := ParseOverrides(o.String()); err != nil || back.String() != o.String() {
			t.Errorf("%q becomes %q, then %q (%v)", text, o, back, err)
		}
		for _, m := range Models() {
			for _, d := range m.Deviations(o[m.Code]) {
				if d.Guideline.Holds(d.Set) || !m.Ranges[d.Term].Allowed.Holds(d.Set) {
					t.Errorf("%s: not a deviation: %v", m.Code, d)
				}
			}
		}
	})
}
