package asking_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/access"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/db"
	"domubiedrs/internal/db/dbtest"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/asking"
	"domubiedrs/internal/web/webtest"
)

func speak(t testing.TB, lang i18n.Lang) *i18n.Translator {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return texts.For(lang)
}

func both(s string) questionnaire.Text { return questionnaire.Text{LV: s + " lv", EN: s + " en"} }

var section = questionnaire.Section{Key: "s", Title: both("Section"), Prompts: []questionnaire.Prompt{
	{Key: "say", Kind: questionnaire.Note, Label: both("say")},
	{Key: "line", Kind: questionnaire.Short, Label: both("line"), Help: both("help"), Required: true, Max: 20},
	{Key: "long", Kind: questionnaire.Long, Label: both("long"), Max: 500, Private: true},
	{Key: "one", Kind: questionnaire.Choice, Label: both("one"), Options: []questionnaire.Option{{Code: "a", Label: both("A"), Help: both("about")}, {Code: "b", Label: both("B")}}},
	{Key: "some", Kind: questionnaire.Choices, Label: both("some"), Source: questionnaire.Models, Options: []questionnaire.Option{{Code: "other", Label: both("Other")}}},
	{Key: "yes", Kind: questionnaire.YesNo, Label: both("yes")},
	{Key: "rate", Kind: questionnaire.Scale, Label: both("rate"), Min: 1, Max: 5, Ends: []questionnaire.Text{both("low"), both("high")}},
	{Key: "n", Kind: questionnaire.Number, Label: both("n")},
	{Key: "on", Kind: questionnaire.Date, Label: both("on")},
	{Key: "list", Kind: questionnaire.Items, Label: both("list")},
	{Key: "why", Kind: questionnaire.Short, Label: both("why"), When: &questionnaire.Condition{Prompt: "one", In: []string{"b"}}},
	{Key: "old", Kind: questionnaire.Short, Label: both("old"), Retired: true},
}}

var answers = questionnaire.Answers{"line": {"Text"}, "one": {"b"}, "some": {"individual", "other"}, "yes": {"no"}, "rate": {"4"}, "on": {"2026-11-23"},
	"list": {"First", "Second"}, "why": {"Because"}}

func asker(t testing.TB, lang i18n.Lang) asking.Asker {
	return asking.Asker{Tr: speak(t, lang), Choices: asking.Choices{questionnaire.Models: {{Value: "individual", Label: "Individual"}}},
		Sees: func(p questionnaire.Prompt) web.Sees { return web.Sees{Text: "who", Private: p.Private} }}
}

func TestFields(t *testing.T) {
	fields := asker(t, i18n.EN).Fields(section, answers)
	kinds := map[string]web.FieldKind{"": web.Note, "line": web.Text, "long": web.Textarea, "one": web.Radios, "some": web.Checkboxes, "yes": web.Radios,
		"rate": web.Scale, "n": web.Number, "on": web.Date, "list": web.Textarea, "why": web.Text}
	form := &web.Form{Fields: fields}
	if len(fields) != len(kinds) {
		t.Errorf("%d fields, want %d", len(fields), len(kinds))
	}
	for name, kind := range kinds {
		if f := form.Field(name); f == nil || f.Kind != kind {
			t.Errorf("%q is %v, want %s", name, f, kind)
		}
	}
	line, long, some, rate := form.Field("line"), form.Field("long"), form.Field("some"), form.Field("rate")
	if line.Label != "line en" || line.Hint != "help en" || !line.Required || line.MaxLength != 20 || line.Value != "Text" {
		t.Errorf("%+v", line)
	}
	if !long.Sees.Private || line.Sees.Private || form.Field("").Sees.Text != "" {
		t.Error("it is not told who can read what")
	}
	if diff := cmp.Diff([]string{"individual", "other"}, some.Values); diff != "" || len(some.Options) != 2 || some.Options[1].Label != "Other en" {
		t.Errorf("%+v %s", some, diff)
	}
	if rate.Max != 5 || rate.Ends != [2]string{"low en", "high en"} || rate.Value != "4" {
		t.Errorf("%+v", rate)
	}
	if list := form.Field("list"); list.Value != "First\nSecond" || list.Hint == "" {
		t.Errorf("%+v", list)
	}
	want := web.When{Field: "one", In: []string{"b"}, Met: true}
	if diff := cmp.Diff(&want, form.Field("why").When); diff != "" {
		t.Error(diff)
	}
	waits := asker(t, i18n.LV).Fields(section, questionnaire.Answers{"one": {"a"}})
	if why := (&web.Form{Fields: waits}).Field("why"); why.When.Met {
		t.Error("a question is asked that waits for another answer")
	}
}

// What a form of fields posts is what the questionnaire reads.
func TestFieldsAndParseAgree(t *testing.T) {
	posted := url.Values{}
	for _, f := range asker(t, i18n.LV).Fields(section, answers) {
		switch {
		case f.Name == "":
		case f.Kind == web.Checkboxes:
			posted[f.Name] = f.Values
		default:
			posted.Set(f.Name, f.Value)
		}
	}
	q := questionnaire.Questionnaire{Sections: []questionnaire.Section{section}}
	if diff := cmp.Diff(answers, q.Parse("s", posted)); diff != "" {
		t.Error(diff)
	}
}

func TestSummary(t *testing.T) {
	got := asker(t, i18n.LV).Summary(section, answers, "/part/s")
	words := map[string]string{}
	for _, item := range got.Items {
		words[item.Key] = strings.Join(item.Lines, "|")
		if !strings.HasPrefix(item.Change, "/part/s#f-") {
			t.Errorf("%s leads to %q", item.Key, item.Change)
		}
	}
	want := map[string]string{"line lv": "Text", "long lv": "", "one lv": "B lv", "some lv": "Individual|Other lv", "yes lv": "Nē", "rate lv": "4", "n lv": "",
		"on lv": "2026.\u00a0gada 23. novembris", "list lv": "First|Second", "why lv": "Because"}
	if diff := cmp.Diff(want, words); diff != "" {
		t.Error(diff)
	}
	hidden := asker(t, i18n.LV).Summary(section, questionnaire.Answers{}, "")
	if n := len(hidden.Items); n != len(got.Items)-1 || hidden.Items[0].Change != "" {
		t.Errorf("%d answers without the one that waits", n)
	}
}

var work = questionnaire.Section{Prompts: []questionnaire.Prompt{{Key: "place", Kind: questionnaire.Choice, Source: questionnaire.Institutions,
	Label: both("Place"), Options: []questionnaire.Option{{Code: "other", Label: both("Not in the list")}}}}}

func TestInstitutionInTwoSteps(t *testing.T) {
	a := asking.Asker{Tr: speak(t, i18n.EN)}
	known := id.New()
	names := func() (list []string) {
		for _, f := range a.Fields(work, questionnaire.Answers{}) {
			list = append(list, string(f.Kind)+" "+f.Name)
		}
		return list
	}
	if diff := cmp.Diff([]string{"text place"}, names()); diff != "" {
		t.Errorf("at first: %s", diff)
	}
	a.Typed = "audit"
	if diff := cmp.Diff([]string{"radios place", "text place-find"}, names()); diff != "" {
		t.Errorf("nothing found: %s", diff)
	}
	if hint := a.Fields(work, nil)[0].Hint; !strings.Contains(hint, "Nothing was found for “audit”") {
		t.Errorf("nothing found says %q", hint)
	}
	a.Choices = asking.Choices{questionnaire.Institutions: {{Value: known, Label: "State Audit Office"}}}
	if f := a.Fields(work, nil)[0]; len(f.Options) != 2 || !strings.Contains(f.Hint, "Found for “audit”") {
		t.Errorf("found: %+v", f)
	}
	for name, c := range map[string]struct {
		form url.Values
		want string
	}{
		"typed":           {url.Values{"place": {" audit "}}, "audit"},
		"chosen":          {url.Values{"place": {known}}, ""},
		"not in the list": {url.Values{"place": {"other"}}, ""},
		"typed again":     {url.Values{"place": {known}, "place-find": {"riga"}}, "riga"},
		"nothing":         {url.Values{}, ""},
	} {
		if _, typed := asking.Search(work, c.form); typed != c.want {
			t.Errorf("%s: looks for %q, want %q", name, typed, c.want)
		}
	}
	if key, _ := asking.Search(section, url.Values{"line": {"x"}}); key != "" {
		t.Errorf("a section without an institution looks for %q", key)
	}
}

func TestChoices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := webtest.Open(t, d, nil)
		h.Ground(t)
		p := h.Person(t, "Ieva", "Liepa")
		actor := access.Actor{Person: p.ID, SignIn: "x"}
		sources, tr := asking.Sources{Catalogue: h.Catalogue, Institutions: h.Institutions}, speak(t, i18n.LV)
		q, err := questionnaire.Shipped(questionnaire.ApplyMentee)
		if err != nil {
			t.Fatal(err)
		}
		choices := func(w asking.Where, given questionnaire.Answers) asking.Choices {
			t.Helper()
			got, err := sources.Choices(t.Context(), actor, tr, w, given, q.Sections...)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		first := choices(asking.Where{Models: []string{"group", "on-demand"}, Typed: "valsts kontr"}, nil)
		if n := len(first[questionnaire.Roles]); n != 16 || first[questionnaire.Roles][0].Group != "Atslēgas lomas" || first[questionnaire.Roles][0].GroupHint == "" {
			t.Errorf("%d roles, the first %+v", n, first[questionnaire.Roles][0])
		}
		if m := first[questionnaire.Models]; len(m) != 1 || m[0].Value != string(catalogue.Grouped) {
			t.Errorf("models %v", m)
		}
		if n := len(choices(asking.Where{}, nil)[questionnaire.Models]); n != 4 {
			t.Errorf("%d models where none is named", n)
		}
		found := first[questionnaire.Institutions]
		if len(found) != 1 || found[0].Label != "Valsts kontrole" || found[0].Hint == "" {
			t.Fatalf("found %v", found)
		}
		again := choices(asking.Where{Typed: "valsts"}, questionnaire.Answers{"institution": {found[0].Value}})[questionnaire.Institutions]
		if again[0].Value != found[0].Value || len(again) < 3 {
			t.Errorf("the chosen one is not first: %v", again)
		}
		for _, o := range again[1:] {
			if o.Value == found[0].Value {
				t.Error("the chosen one stands there twice")
			}
		}
		if gone := choices(asking.Where{}, questionnaire.Answers{"institution": {id.New()}})[questionnaire.Institutions]; len(gone) != 0 {
			t.Errorf("an institution that is not there: %v", gone)
		}
	})
}
