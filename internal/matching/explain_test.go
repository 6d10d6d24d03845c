package matching

import (
	"slices"
	"testing"

	"domubiedrs/internal/matching/wording"
)

// a pair that fits in everything.
func fitting() (Mentee, Mentor) {
	style := Style{"support", "mixed", "direct", []string{"doing"}, []string{"trust", "humour"}}
	common := Person{Level: "senior", Function: "it", Themes: []string{"ai", "data"}, Style: style, Languages: []string{"lv"}, Formats: []string{"online", "onsite"},
		Regions: []string{"riga"}, Times: []string{"mon-am", "tue-am", "wed-am"}, Models: []string{"individual"}, Screened: true}
	e := Mentee{Person: common, Role: "data-analyst", Motivation: "Mākslīgais intelekts ienāk mūsu darbā", Need: "Gribu droši lietot mākslīgo intelektu un ChatGPT",
		Goal: "Ieviest MI rīkus nodaļā", Rhythm: "monthly", Perspective: "public", Field: "same"}
	o := Mentor{Person: common, Sector: "public", Roles: []string{"data-analyst"}, Offer: "Palīdzu lietot mākslīgā intelekta rīkus", Experience: "Ieviesu ChatGPT iestādē", Support: []string{"hands-on"}, Places: 2, Hours: 8}
	e.Key, e.Person.Person = "e", "anna"
	o.Key, o.Person.Person = "o", "juris"
	return e, o
}

func TestAFittingPair(t *testing.T) {
	e, o := fitting()
	x := newTestPool(t, testSetting(), []Mentee{e}, []Mentor{o}).Explain(0, 0)
	if !x.Allowed || len(x.Warnings) > 0 || x.Total < Full*80/100 {
		t.Errorf("total %d, blocks %v, warnings %v", x.Total, x.Blocks, x.Warnings)
	}
	for _, part := range x.Parts {
		if part.Criterion >= Role && part.Value != Full {
			t.Errorf("%s gives %d, want %d", part.Criterion, part.Value, Full)
		}
		if len(part.For) == 0 {
			t.Errorf("nothing speaks for %s", part.Criterion)
		}
	}
	words := x.Parts[Need].Words
	if !slices.ContainsFunc(words, func(m wording.Match) bool { return m.Mine == "ChatGPT" && m.Theirs == "ChatGPT" }) {
		t.Errorf("words of the need: %v, want ChatGPT among them", words)
	}
}

// Every criterion that gets worse lowers its own value, and says so.
func TestEachCriterionTellsWhatIsMissing(t *testing.T) {
	for c, spoil := range map[Criterion]func(e *Mentee, o *Mentor){
		Need:        func(_ *Mentee, o *Mentor) { o.Themes = []string{"procurement"} },
		Goal:        func(_ *Mentee, o *Mentor) { o.Themes = []string{"procurement"} },
		Motivation:  func(e *Mentee, _ *Mentor) { e.Motivation = "Gribu saprast iepirkumus" },
		Role:        func(_ *Mentee, o *Mentor) { o.Roles = []string{"lawyer"} },
		WorkStyle:   func(e *Mentee, _ *Mentor) { e.Style.Support = "challenge" },
		Values:      func(_ *Mentee, o *Mentor) { o.Style.Values = []string{"order"} },
		Time:        func(e *Mentee, _ *Mentor) { e.Times = []string{"evening"} },
		Perspective: func(_ *Mentee, o *Mentor) { o.Sector = "private" },
		Field:       func(_ *Mentee, o *Mentor) { o.Function = "legal" },
		Meeting:     func(_ *Mentee, o *Mentor) { o.Regions = []string{"latgale"} },
		Speech:      func(_ *Mentee, o *Mentor) { o.Languages = []string{"en"} },
	} {
		e, o := fitting()
		before := newTestPool(t, testSetting(), []Mentee{e}, []Mentor{o}).Explain(0, 0)
		spoil(&e, &o)
		after := newTestPool(t, testSetting(), []Mentee{e}, []Mentor{o}).Explain(0, 0)
		if after.Parts[c].Value >= before.Parts[c].Value || after.Total >= before.Total {
			t.Errorf("%s: %d → %d, total %d → %d; want both lower", c, before.Parts[c].Value, after.Parts[c].Value, before.Total, after.Total)
		}
		if len(after.Parts[c].Against) == 0 {
			t.Errorf("%s: nothing is said against it", c)
		}
	}
}

func TestAnAllowedPairMayScoreNothing(t *testing.T) {
	e, o := fitting()
	e.Field, e.Perspective, e.Themes = "other", "private", []string{"change"}
	setting := testSetting()
	setting.Weights = Weights{Field: 5, Perspective: 5}
	p := newTestPool(t, setting, []Mentee{e}, []Mentor{o})
	if x := p.Explain(0, 0); x.Total != 0 || !x.Allowed {
		t.Errorf("total %d, allowed %v; want 0 and allowed", x.Total, x.Allowed)
	}
}

func TestSilenceIsAQuestion(t *testing.T) {
	e, o := fitting()
	o.Style, o.Times, o.Sector, o.Function, o.Roles = Style{}, nil, "", "", nil
	x := newTestPool(t, testSetting(), []Mentee{e}, []Mentor{o}).Explain(0, 0)
	var keys []string
	for _, r := range x.Open {
		keys = append(keys, r.Key)
	}
	for _, want := range []string{"role", "style-support", "values", "time", "sector", "field"} {
		if !slices.Contains(keys, "match.open."+want) {
			t.Errorf("%s is not asked; asked: %v", want, keys)
		}
	}
	if x.Parts[Time].Value != Unknown {
		t.Errorf("unknown times give %d, want %d", x.Parts[Time].Value, Unknown)
	}
}
