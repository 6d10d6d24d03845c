package forms

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
	"domubiedrs/internal/web/coordination/officetest"
)

// keysOf are the keys of those asked in the first section.
func keysOf(e questionnaire.Edition) (keys []string) {
	for _, p := range e.Sections[0].Prompts {
		if !p.Retired {
			keys = append(keys, p.Key)
		}
	}
	return keys
}

// TestReorderWithoutScript presses the buttons as the page has them, and comes
// back to the pressed one, or to the other where that is no longer there.
func TestReorderWithoutScript(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.SWOT, o.Here.ID) // three in a section
	first, second, third := keysOf(e)[0], keysOf(e)[1], keysOf(e)[2]
	body := o.See(t, at(e, ""), e.Title.LV)
	officetest.Contains(t, body, `id="down-`+first+`"`, `id="up-`+second+`"`)
	officetest.Lacks(t, body, `id="up-`+first+`"`, `id="down-`+third+`"`)
	for _, step := range []struct{ button, key, focus, order string }{
		{"down", first, "#down-" + first, second + first + third},
		{"down", first, "#up-" + first, second + third + first},
		{"up", third, "#down-" + third, third + second + first},
	} {
		e = o.load(t, e)
		got := o.Done(t, at(e, "/order"), officetest.Values("version", rev(e), step.button, step.key), "Secība ir mainīta.")
		if !strings.HasSuffix(got.To(), step.focus) {
			t.Errorf("%s %s leads to %s, want %s", step.button, step.key, got.To(), step.focus)
		}
		if e = o.load(t, e); strings.Join(keysOf(e), "") != step.order {
			t.Errorf("after %s %s: %v", step.button, step.key, keysOf(e))
		}
		officetest.Contains(t, o.See(t, at(e, ""), e.Title.LV), `id="`+step.focus[1:]+`"`)
	}
	o.Refused(t, at(e, "/order"), officetest.Values("version", "1", "up", second), http.StatusConflict, "Anketu tikmēr kāds mainīja.")
	for _, form := range []url.Values{officetest.Values("version", rev(e)), officetest.Values("version", rev(e), "up", third), officetest.Values("version", rev(e), "up", "none")} {
		if got := o.Post(t, at(e, "/order"), form); got.Status != http.StatusSeeOther || got.To() != at(e, "") {
			t.Errorf("%v: %d to %s", form, got.Status, got.To())
		}
	}
}

func rev(e questionnaire.Edition) string { return strconv.FormatInt(e.Revision, 10) }

// TestWords words a title, a section and a prompt anew, in both languages.
func TestWords(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.Reflection, o.Here.ID)
	body := o.See(t, at(e, "/words"), "Mainīt nosaukumu")
	officetest.Contains(t, body, `lang="en"`, e.Title.EN)
	form := officetest.Values("title_lv", "Pārdomas", "title_en", "", "help_lv", "", "help_en", "", "version", rev(e))
	o.Refused(t, at(e, "/words"), form, http.StatusUnprocessableEntity, "Teksts vajadzīgs gan latviski, gan angliski.", "Pārdomas")
	form.Set("title_en", "Thoughts")
	o.Done(t, at(e, "/words"), form, "Teksts ir saglabāts melnrakstā.")
	old := form.Get("version")
	form.Set("title_lv", "Citas pārdomas")
	form.Set("version", old)
	o.Refused(t, at(e, "/words"), form, http.StatusConflict, "Kāds cits šos datus saglabāja pirms jums.", "Pārdomas", "Citas pārdomas")
	e = o.load(t, e)
	section := e.Sections[0]
	path := at(e, "/words?section="+section.Key)
	officetest.Contains(t, o.See(t, path, "Mainīt sadaļas tekstu"), section.Title.EN)
	o.Done(t, path, officetest.Values("title_lv", "Jauna sadaļa", "title_en", "New section", "version", rev(e)), "Jauna sadaļa")
	e = o.load(t, e)
	prompt := section.Prompts[0] // a scale
	path = at(e, "/words?prompt="+prompt.Key)
	officetest.Contains(t, o.See(t, path, "Mainīt jautājumu"), prompt.Ends[1].EN)
	form = officetest.Values("label_lv", "Cik laba bija saruna?", "label_en", "How good was the talk?", "end-0_lv", "nemaz", "end-0_en", "not at all",
		"end-1_lv", "ļoti", "end-1_en", "", "version", rev(e))
	o.Refused(t, path, form, http.StatusUnprocessableEntity, `href="#f-end-1_en"`)
	form.Set("end-1_en", "very")
	o.Done(t, path, form, "Cik laba bija saruna?")
	got, _ := o.load(t, e).Prompt(prompt.Key)
	if got.Label.EN != "How good was the talk?" || got.Ends[1] != (questionnaire.Text{LV: "ļoti", EN: "very"}) {
		t.Errorf("the prompt is %+v", got)
	}
}

// TestOptionsAreWorded: each option of a choice has its words in both languages,
// and its code stays.
func TestOptionsAreWorded(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.ApplyMentee, o.Here.ID)
	x, _ := e.Prompt("role-category")
	form := officetest.Values("label_lv", x.Label.LV, "label_en", x.Label.EN, "version", rev(e))
	for i, option := range x.Options {
		form.Set("option-"+option.Code+"_lv", "Izvēle "+strconv.Itoa(i))
		form.Set("option-"+option.Code+"_en", strings.Repeat("x", 301*(i%2)))
	}
	path := at(e, "/words?prompt=role-category")
	o.Refused(t, path, form, http.StatusUnprocessableEntity, `href="#f-option-`+x.Options[0].Code+`_en"`)
	for _, option := range x.Options {
		form.Set("option-"+option.Code+"_en", option.Code)
	}
	o.Done(t, path, form, "Izvēle 2")
	got, _ := o.load(t, e).Prompt("role-category")
	if got.Options[1].Label.LV != "Izvēle 1" || got.Options[1].Code != x.Options[1].Code {
		t.Errorf("options are %+v", got.Options)
	}
	for _, path := range []string{"/words?prompt=none", "/words?section=none"} {
		if got := o.Get(t, at(e, path)); got.Status != http.StatusConflict {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

// TestAnswersAreRuled: options come and go, limits and “required” change; where
// the programme reads the answer, none of that is asked.
func TestAnswersAreRuled(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.ApplyMentee, o.Here.ID)
	x, _ := e.Prompt("style-values")
	path := at(e, "/words?prompt=style-values")
	officetest.Contains(t, o.See(t, path, "Mainīt jautājumu"), `name="more_lv"`, `name="required"`, `name="max"`, `value="3"`)
	form := officetest.Values("label_lv", x.Label.LV, "label_en", x.Label.EN, "max", "daudz", "more_lv", "Miers\nPrieks", "more_en", "Calm", "version", rev(e))
	for _, option := range x.Options[1:] {
		form.Set("option-"+option.Code+"_lv", option.Label.LV)
		form.Set("option-"+option.Code+"_en", option.Label.EN)
	}
	o.Refused(t, path, form, http.StatusUnprocessableEntity, `href="#f-max"`, `href="#f-more_en"`, "Prieks")
	form.Set("max", "99")
	form.Set("more_en", "Calm\nJoy")
	o.Refused(t, path, form, http.StatusUnprocessableEntity, `href="#f-max"`)
	form.Set("max", "2")
	form.Set("required", "yes")
	form.Set("more_en", "Calm\n"+strings.Repeat("x", 301))
	o.Refused(t, path, form, http.StatusUnprocessableEntity, `href="#f-more_en"`)
	form.Set("more_en", "Calm\nJoy")
	o.Done(t, path, form, "Prieks")
	got, _ := o.load(t, e).Prompt("style-values")
	if _, there := got.Option(x.Options[0].Code); there || len(got.Options) != len(x.Options)+1 || got.Max != 2 || !got.Required {
		t.Errorf("the prompt is %+v", got)
	}
	officetest.Lacks(t, o.See(t, at(e, "/words?prompt=role-category"), "Mainīt jautājumu"), `name="more_lv"`, `name="required"`)
}

// TestAddEveryKind adds a question of each kind: first the kind is chosen, then
// what it needs is asked, and nothing else.
func TestAddEveryKind(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.Introduction, o.Here.ID)
	section := e.Sections[0].Key
	officetest.Contains(t, o.See(t, at(e, "/add?section="+section), "Pievienot jautājumu"), "Kā uz jautājumu atbildēs?", "Vērtējums skalā")
	extra := map[questionnaire.Kind][]string{
		questionnaire.Choice:  {"options_lv", "Jā\r\nNē\r\n", "options_en", "Yes\r\nNo"},
		questionnaire.Choices: {"options_lv", "A\nB\nC", "options_en", "A\nB\nC", "min", "1", "max", "2"},
		questionnaire.Scale:   {"end-0_lv", "maz", "end-0_en", "little", "end-1_lv", "daudz", "end-1_en", "much", "max", "5"},
		questionnaire.Short:   {"max", "50", "required", "yes"}, questionnaire.Items: {"min", "3", "max", "5"}, questionnaire.Number: {"min", "-5", "max", "1 000"},
	}
	for _, kind := range questionnaire.Kinds() {
		path := at(e, "/add?kind="+string(kind)+"&section="+section)
		body := o.See(t, path, "Pievienot jautājumu")
		for name, has := range map[string]bool{"options_lv": kind.Chosen(), "end-0_lv": kind == questionnaire.Scale, "required": kind != questionnaire.Note} {
			if strings.Contains(body, `name="`+name+`"`) != has {
				t.Errorf("%s: the field %s: want %v", kind, name, has)
			}
		}
		form := officetest.Values(append(extra[kind], "label_lv", "Jauns "+string(kind), "label_en", "New "+string(kind), "version", rev(o.load(t, e)))...)
		o.Done(t, path, form, "Jauns "+string(kind))
	}
	list := o.load(t, e).Sections[0].Prompts
	list = list[len(list)-len(questionnaire.Kinds()):]
	for i, kind := range questionnaire.Kinds() {
		if list[i].Kind != kind || !strings.HasPrefix(list[i].Key, "own-") {
			t.Errorf("number %d is %+v", i, list[i])
		}
	}
	if x := list[slices.Index(questionnaire.Kinds(), questionnaire.Choices)]; len(x.Options) != 3 || x.Min != 1 || x.Max != 2 || x.Options[2].Code != "option-3" {
		t.Errorf("the choices are %+v", x)
	}
	if x := list[0]; x.Max != 50 || !x.Required {
		t.Errorf("the short one is %+v", x)
	}
}

// TestAddRefuses keeps what was typed and says beside which field it is wrong.
func TestAddRefuses(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.Introduction, o.Here.ID)
	path := at(e, "/add?section="+e.Sections[0].Key+"&kind=")
	for name, c := range map[string]struct {
		kind string
		form []string
		want []string
	}{
		"one language":    {"short", []string{"label_lv", "Kas?"}, []string{"#f-label_en", "gan latviski, gan angliski"}},
		"uneven lines":    {"choice", []string{"label_lv", "Kas?", "label_en", "What?", "options_lv", "A\nB", "options_en", "A"}, []string{"#f-options_en", "Latviski: 2, angliski: 1."}},
		"too few":         {"choice", []string{"label_lv", "Kas?", "label_en", "What?", "options_lv", "A", "options_en", "A"}, []string{"#f-options_lv", "vismaz divas izvēles"}},
		"not a number":    {"number", []string{"label_lv", "Cik?", "label_en", "How many?", "max", "daudz"}, []string{"#f-max", "Ierakstiet veselu skaitli.", "daudz"}},
		"upside down":     {"scale", []string{"label_lv", "Cik?", "label_en", "How?", "min", "9", "max", "2", "end-0_lv", "a", "end-0_en", "a", "end-1_lv", "b", "end-1_en", "b"}, []string{"#f-max"}},
		"ends in one":     {"scale", []string{"label_lv", "Cik?", "label_en", "How?", "end-0_lv", "a", "end-0_en", "a", "end-1_lv", "b"}, []string{"#f-end-1_en"}},
		"too long a list": {"items", []string{"label_lv", "Kas?", "label_en", "What?", "max", "21"}, []string{"#f-max"}},
	} {
		t.Run(name, func(t *testing.T) {
			o.Refused(t, path+c.kind, officetest.Values(append(c.form, "version", "1")...), http.StatusUnprocessableEntity, c.want...)
		})
	}
	stale := officetest.Values("label_lv", "Kas?", "label_en", "What?", "version", "7")
	o.Refused(t, path+"short", stale, http.StatusConflict, "Kas?")
	if got := o.Get(t, at(e, "/add?section=none")); got.Status != http.StatusConflict {
		t.Errorf("a section that is not there: %d", got.Status)
	}
	if got := o.Post(t, at(e, "/add?section="+e.Sections[0].Key), stale); got.Status != http.StatusSeeOther {
		t.Errorf("without a kind: %d", got.Status)
	}
}

// TestRetire takes a question out and brings it back; those that the programme
// reads, or that others depend on, say why they stay.
func TestRetire(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.ApplyMentee, o.Here.ID)
	body := o.See(t, at(e, ""), e.Title.LV)
	officetest.Contains(t, body, "Šo jautājumu programma izmanto, tāpēc to nevar izņemt.")
	officetest.Lacks(t, body, "/retire?prompt=role\"")
	o.Refused(t, at(e, "/retire?prompt=role"), officetest.Values("version", rev(e)), http.StatusConflict, "Šo jautājumu programma izmanto")
	path := at(e, "/retire?prompt=adjustments")
	officetest.Contains(t, o.See(t, path, "Vairs nejautāt"), "jautājumu var atjaunot")
	o.Refused(t, path, officetest.Values("version", "9"), http.StatusConflict, "Kāds cits šos datus tikko mainīja.")
	o.Done(t, path, officetest.Values("version", rev(e)), "Jautājums ir izņemts no anketas.")
	e = o.load(t, e)
	if x, _ := e.Prompt("adjustments"); !x.Retired {
		t.Fatal("the prompt is still asked")
	}
	officetest.Contains(t, o.See(t, at(e, ""), e.Title.LV), "Vairs nejautā", "Jautāt atkal")
	o.Refused(t, path, officetest.Values("version", rev(e)), http.StatusConflict, "Šāda jautājuma anketā nav.")
	o.Refused(t, at(e, "/restore"), officetest.Values("version", "1", "prompt", "adjustments"), http.StatusConflict, "Anketu tikmēr kāds mainīja.")
	o.Done(t, at(e, "/restore"), officetest.Values("version", rev(e), "prompt", "adjustments"), "Jautājums ir atjaunots.")
	if x, _ := o.load(t, e).Prompt("adjustments"); x.Retired {
		t.Error("the prompt did not come back")
	}
	if got := o.Post(t, at(e, "/restore"), officetest.Values("version", "1", "prompt", "none")); got.Status != http.StatusSeeOther {
		t.Errorf("a prompt that is not there: %d", got.Status)
	}
}

// TestConditionsInWords: each condition that ships is said with its question and
// its answers.
func TestConditionsInWords(t *testing.T) {
	o := open(t)
	e := o.current(t, questionnaire.ApplyMentee)
	said := 0
	for _, section := range e.Sections {
		for _, p := range section.Prompts {
			if p.When == nil {
				continue
			}
			said++
			on, _ := e.Prompt(p.When.Prompt)
			if words := (subject{Edition: e}).only(o.Texts.For(i18n.LV), *p.When); !strings.Contains(words, on.Label.LV) || strings.Contains(words, "“”") {
				t.Errorf("%s is asked: %q", p.Key, words)
			}
		}
	}
	if said < 5 {
		t.Errorf("%d prompts with a condition, want those of the application", said)
	}
}

// TestBound: what the programme reads and what another question depends on stay;
// what depends on it may go, and then so may it.
func TestBound(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	word := func(s string) questionnaire.Text { return questionnaire.Text{LV: s, EN: s} }
	on := questionnaire.Prompt{Key: "on", Kind: questionnaire.YesNo, Label: word("Vai ir?")}
	then := questionnaire.Prompt{Key: "then", Kind: questionnaire.Short, Label: word("Kāds?"), When: &questionnaire.Condition{Prompt: "on", In: []string{"yes"}}}
	fixed := questionnaire.Prompt{Key: "fixed", Kind: questionnaire.Short, Label: word("Kur?"), Fixed: true}
	s := subject{}
	s.Sections = []questionnaire.Section{{Key: "s", Prompts: []questionnaire.Prompt{on, then, fixed}}}
	r := &web.Request{Tr: texts.For(i18n.LV)}
	if got := s.bound(r, on); !strings.Contains(got, "“Kāds?”") {
		t.Errorf("what another depends on: %q", got)
	}
	if s.bound(r, fixed) == "" || s.bound(r, then) != "" {
		t.Error("the fixed one stays and the one that depends may go")
	}
	if got := s.only(r.Tr, *then.When); got != "Jautā, ja atbilde uz “Vai ir?” ir “Jā”." {
		t.Error(got)
	}
	s.Sections[0].Prompts[1].Retired = true
	if got := s.bound(r, on); got != "" {
		t.Errorf("nothing depends on it any more: %q", got)
	}
}

// hostile are words that try to be more than words.
var hostile = questionnaire.Text{LV: `<script>alert(1)</script> & "ā" ` + "\u202e" + `txt`, EN: `<img src=x onerror=alert(1)> {{.Title}} '`}

// TestWordsAreInert: what coordinators write is shown as it was written, on every
// page that shows it, and nothing of it runs or turns the direction of reading.
func TestWordsAreInert(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.Preparation, o.Here.ID)
	o.Done(t, at(e, "/words"), officetest.Values("title_lv", hostile.LV, "title_en", hostile.EN, "version", rev(e)), "Teksts ir saglabāts")
	e = o.load(t, e)
	path := at(e, "/add?kind=choice&section="+e.Sections[0].Key)
	o.Done(t, path, officetest.Values("label_lv", hostile.LV, "label_en", hostile.EN, "options_lv", hostile.LV+"\nB", "options_en", hostile.EN+"\nB", "version", rev(e)), "pievienots")
	e = o.load(t, e)
	added := e.Sections[0].Prompts[len(e.Sections[0].Prompts)-1]
	pages := []string{"", "/preview?lang=lv", "/preview?lang=en", "/print?lang=lv", "/print?lang=en", "/words", "/words?prompt=" + added.Key,
		"/retire?prompt=" + added.Key, "/publish", "/discard", "/add?section=" + e.Sections[0].Key}
	for _, page := range pages {
		got := o.Get(t, at(e, page))
		officetest.Rules(t, page, got)
		if got.Status != http.StatusOK {
			t.Errorf("%s: %d", page, got.Status)
		}
		officetest.Lacks(t, got.Body, "<script>alert", "<img src=x", "\u202e")
		if !strings.Contains(got.Body, "&lt;script&gt;alert") && !strings.Contains(got.Body, "&lt;img src=x") {
			t.Errorf("%s does not show the words", page)
		}
	}
	officetest.Contains(t, o.See(t, root, "Anketas"), "/forms/"+e.ID)
}
