package application

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/institution"
	"domubiedrs/internal/questionnaire"
)

func TestEligibility(t *testing.T) {
	const today = "2027-01-20"
	at := func(kind institution.Type) *institution.Institution {
		return &institution.Institution{Details: institution.Details{Type: kind}}
	}
	ended := at(institution.MunicipalBody)
	ended.ValidTo = "2026-12-31"
	ask, no := func(r Reason) Finding { return Finding{r, FitAsk} }, func(r Reason) Finding { return Finding{r, FitNo} }
	for name, tt := range map[string]struct {
		e    Evidence
		fit  Fit
		want []Finding
	}{
		"fits":                      {Evidence{Side: Mentee, Institution: at(institution.StateMinistry), Role: "lawyer"}, FitYes, nil},
		"vocational school":         {Evidence{Side: Mentee, Institution: at(institution.VocationalSchool), Role: "teacher"}, FitYes, nil},
		"private":                   {Evidence{Side: Mentee, Institution: at(institution.Private), Role: "lawyer"}, FitNo, []Finding{no(ReasonPrivate)}},
		"an association":            {Evidence{Side: Mentee, Institution: at(institution.NGO), Role: "lawyer"}, FitNo, []Finding{no(ReasonEmployer)}},
		"other public":              {Evidence{Side: Mentee, Institution: at(institution.OtherPublic), Role: "lawyer"}, FitNo, []Finding{no(ReasonEmployer)}},
		"unknown employer":          {Evidence{Side: Mentee, Role: "lawyer"}, FitAsk, []Finding{ask(ReasonUnknown)}},
		"ended":                     {Evidence{Side: Mentee, Institution: ended, Role: "lawyer"}, FitNo, []Finding{no(ReasonClosed)}},
		"no role":                   {Evidence{Side: Mentee, Institution: at(institution.Independent)}, FitNo, []Finding{no(ReasonRole)}},
		"another role":              {Evidence{Side: Mentee, Institution: at(institution.Independent), Role: Other}, FitAsk, []Finding{ask(ReasonOtherRole)}},
		"a private address":         {Evidence{Side: Mentee, Institution: at(institution.PlanningRegion), Role: "lawyer", FreeMail: true}, FitAsk, []Finding{ask(ReasonAddress)}},
		"much at once":              {Evidence{Side: Mentee, Role: Other, FreeMail: true}, FitAsk, []Finding{ask(ReasonUnknown), ask(ReasonOtherRole), ask(ReasonAddress)}},
		"broken and doubtful":       {Evidence{Side: Mentee, Institution: at(institution.Private), Role: Other}, FitNo, []Finding{no(ReasonPrivate), ask(ReasonOtherRole)}},
		"mentor":                    {Evidence{Side: Mentor, Prepared: true}, FitYes, nil},
		"mentor, private, free":     {Evidence{Side: Mentor, Institution: at(institution.Private), FreeMail: true, Prepared: true}, FitYes, nil},
		"mentor without cards read": {Evidence{Side: Mentor}, FitAsk, []Finding{ask(ReasonPreparation)}},
	} {
		tt.e.Today = today
		fit, found := Eligibility(tt.e)
		if diff := cmp.Diff(tt.want, found); fit != tt.fit || diff != "" {
			t.Errorf("%s: %s, want %s\n%s", name, fit, tt.fit, diff)
		}
	}
}

// TestEveryEmployerKindIsDecided holds R1.1-2: a new type is supported or not on
// purpose.
func TestEveryEmployerKindIsDecided(t *testing.T) {
	refused := []institution.Type{institution.Private, institution.NGO, institution.OtherPublic}
	for _, kind := range institution.Types {
		if slices.Contains(supported, kind) == slices.Contains(refused, kind) {
			t.Errorf("%s is neither supported nor refused, or both", kind)
		}
	}
}

func TestStatusSteps(t *testing.T) {
	allowed := []string{"draft>submitted", "draft>withdrawn", "submitted>eligible", "submitted>waiting", "submitted>not-eligible",
		"submitted>withdrawn", "eligible>waiting", "eligible>not-eligible", "eligible>withdrawn", "waiting>eligible", "waiting>waiting",
		"waiting>not-eligible", "waiting>withdrawn", "not-eligible>eligible", "not-eligible>waiting", "withdrawn>draft"}
	var found []string
	for _, from := range Statuses {
		for _, to := range Statuses {
			a := Application{Status: from}
			if err := a.become(to); err == nil {
				found = append(found, string(from)+">"+string(to))
			} else if !fault.Is(err, fault.Conflict) || a.Status != from {
				t.Errorf("%s to %s: %v, and it is %s", from, to, err, a.Status)
			}
		}
	}
	if diff := cmp.Diff(allowed, found); diff != "" {
		t.Error(diff)
	}
}

func TestDecisions(t *testing.T) {
	const today = "2027-01-20"
	long := strings.Repeat("ā", MaxNote+1)
	for name, tt := range map[string]struct {
		d    Decision
		fit  Fit
		want []string
	}{
		"eligible":                    {Decision{Status: Eligible}, FitYes, nil},
		"eligible, looked at":         {Decision{Status: Eligible, Reason: ReasonFits}, FitAsk, nil},
		"against the rules":           {Decision{Status: Eligible}, FitNo, []string{"note"}},
		"against the rules, with why": {Decision{Status: Eligible, Note: " Deleģēts uzdevums. "}, FitNo, nil},
		"a blank why":                 {Decision{Status: Eligible, Note: " \n "}, FitNo, []string{"note"}},
		"refused though fitting":      {Decision{Status: NotEligible, Reason: ReasonPlaces}, FitYes, []string{"note"}},
		"refused":                     {Decision{Status: NotEligible, Reason: ReasonEmployer}, FitNo, nil},
		"refused without a reason":    {Decision{Status: NotEligible}, FitNo, []string{"reason"}},
		"refused because it fits":     {Decision{Status: NotEligible, Reason: ReasonFits}, FitNo, []string{"reason"}},
		"waiting":                     {Decision{Status: Waiting, NewsOn: "2027-01-20"}, FitYes, nil},
		"waiting without a day":       {Decision{Status: Waiting}, FitYes, []string{"news_on"}},
		"waiting until yesterday":     {Decision{Status: Waiting, NewsOn: "2027-01-19"}, FitYes, []string{"news_on"}},
		"waiting until no day":        {Decision{Status: Waiting, NewsOn: "2027-02-30"}, FitYes, []string{"news_on"}},
		"waiting against the rules":   {Decision{Status: Waiting, NewsOn: "2027-02-01"}, FitNo, []string{"note"}},
		"no decision":                 {Decision{Status: Submitted, Reason: ReasonFits}, FitYes, []string{"status"}},
		"a long why":                  {Decision{Status: Eligible, Note: long}, FitYes, []string{"note"}},
	} {
		settled, err := tt.d.settled(today)
		if err == nil {
			err = settled.against(tt.fit)
		}
		var fields []string
		if f := fault.As(err); f != nil {
			for field := range f.Fields {
				fields = append(fields, field)
			}
		}
		if diff := cmp.Diff(tt.want, fields); diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// TestDecisionsFillIn: where there is one reason it is taken, and only who waits
// has a day of news.
func TestDecisionsFillIn(t *testing.T) {
	d, err := Decision{Status: Eligible, NewsOn: "2027-03-01"}.settled("2027-01-20")
	if want := (Decision{Status: Eligible, Reason: ReasonFits}); err != nil || d != want {
		t.Errorf("%+v, %v", d, err)
	}
	for _, s := range Decisions {
		for _, r := range ReasonsFor(s) {
			if !slices.Contains(Reasons, r) {
				t.Errorf("%s is not in the list", r)
			}
		}
	}
}

func TestConflictsAndCards(t *testing.T) {
	for _, tt := range []struct {
		given []string
		want  bool
	}{{nil, false}, {[]string{None}, false}, {[]string{"  "}, false}, {[]string{"family"}, true}, {[]string{None, "manager"}, true}} {
		if conflicts(tt.given) != tt.want {
			t.Errorf("%v: %v", tt.given, !tt.want)
		}
	}
	a := Application{Side: Mentor}
	for _, card := range Cards {
		if a.Prepared() {
			t.Error("prepared before the last card")
		}
		if err := a.read(card); err != nil || a.read(card) != nil {
			t.Error(err)
		}
	}
	if !a.Prepared() || len(a.Checklist) != len(Cards) || a.read("invented") == nil {
		t.Errorf("after every card: %v", a.Checklist)
	}
}

// TestReusedAnswers: the own side's latest answers serve whole, the other side's
// only where they mean the same; conflicts are declared anew.
func TestReusedAnswers(t *testing.T) {
	mentor, err := questionnaire.Shipped(questionnaire.ApplyMentor)
	if err != nil {
		t.Fatal(err)
	}
	as := func(side Side, answers questionnaire.Answers) Application {
		return Application{Side: side, Answers: answers}
	}
	mentee := as(Mentee, questionnaire.Answers{"position": {"Jurists"}, "themes": {"ai"}, "goal": {"Mērķis"}, "languages": {"lv"}, "conflicts": {"none"}})
	earlier := as(Mentor, questionnaire.Answers{"position": {"Eksperts"}, "themes": {"data"}, "conflicts": {"family"}, "conflict-people": {"A"}, "years": {"7"}})
	for name, tt := range map[string]struct {
		before []Application
		want   questionnaire.Answers
	}{
		"never":          {nil, questionnaire.Answers{}},
		"was a mentee":   {[]Application{mentee}, questionnaire.Answers{"position": {"Jurists"}, "languages": {"lv"}}},
		"was both":       {[]Application{mentee, earlier}, questionnaire.Answers{"position": {"Eksperts"}, "themes": {"data"}, "years": {"7"}}},
		"never answered": {[]Application{as(Mentor, nil)}, questionnaire.Answers{}},
		"mentor earlier": {[]Application{earlier}, questionnaire.Answers{"position": {"Eksperts"}, "themes": {"data"}, "years": {"7"}}},
	} {
		if diff := cmp.Diff(tt.want, reused(tt.before, mentor, Mentor)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if len(earlier.Answers) != 5 {
		t.Error("the earlier application was changed")
	}
}

func TestFreeMail(t *testing.T) {
	for address, want := range map[string]bool{"a@gmail.com": true, "a@INBOX.LV": true, "a@ministrija.gov.lv": false, "a@notgmail.com": false} {
		if freeMail(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}
