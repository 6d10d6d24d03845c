package forms

import (
	"html"
	"strings"
	"testing"

	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web/coordination/officetest"
)

// annex are the nine sheets of the guidelines.
var annex = []string{questionnaire.Preparation, questionnaire.Conversation, questionnaire.Introduction, questionnaire.SWOT, questionnaire.GoalSheet,
	questionnaire.SMART, questionnaire.Reflection, questionnaire.ClosingTalk, questionnaire.ClosingSheet}

// TestAnnexIsShownWhole: the 100 prompts of the annex stand in the preview and on
// paper, in both languages, each with its section.
func TestAnnexIsShownWhole(t *testing.T) {
	o := open(t)
	for _, lang := range i18n.Langs() {
		preview, paper := 0, 0
		for _, key := range annex {
			e := o.current(t, key)
			var seen string
			for _, side := range e.Audience {
				seen += o.See(t, at(e, "/preview?lang="+string(lang)+"&as="+string(side)), e.Title.In(lang))
			}
			sheet := o.See(t, at(e, "/print?lang="+string(lang)), e.Title.In(lang))
			for _, section := range e.Sections {
				officetest.Contains(t, seen, html.EscapeString(section.Title.In(lang)))
				for _, p := range section.Prompts {
					preview += shown(t, seen, p.Label.In(lang))
					paper += shown(t, sheet, p.Label.In(lang))
				}
			}
			officetest.Contains(t, seen, `<html lang="`+string(lang)+`"`)
		}
		if preview != 100 || paper != 100 {
			t.Errorf("%s: %d prompts in the preview and %d on paper, want 100", lang, preview, paper)
		}
	}
}

func shown(t *testing.T, body, label string) int {
	t.Helper()
	if strings.Contains(html.UnescapeString(body), label) {
		return 1
	}
	t.Errorf("no %q", label)
	return 0
}

// TestPreviewIsInert: every control is there and none can be filled in or sent.
func TestPreviewIsInert(t *testing.T) {
	o := open(t)
	e := o.current(t, questionnaire.ApplyMentee)
	body := o.See(t, at(e, "/preview"), e.Title.LV)
	_, main, _ := strings.Cut(body, "<main")
	if strings.Contains(main, "<form") {
		t.Error("something can be sent")
	}
	if sets, sections := strings.Count(main, `<fieldset class="preview" disabled>`), len(e.Sections); sets != sections {
		t.Errorf("%d sections cannot be filled in, want all %d", sets, sections)
	}
	officetest.Contains(t, main, `name="role"`, "Jautā, ja atbilde uz “Kura loma jūsu darbam ir vistuvākā?” ir “Cita loma”.", "Šis ir tikai paraugs",
		"Redz tikai koordinators un, ja atļausiet, arī mentors")
	officetest.Lacks(t, main, "<template")
}

// TestPreviewOfASide shows each side what it fills in.
func TestPreviewOfASide(t *testing.T) {
	o := open(t)
	e := o.current(t, questionnaire.Reflection)
	mentee := o.See(t, at(e, "/preview"), e.Title.LV)
	officetest.Contains(t, mentee, "as=mentor", "Pabeigt teikumu")
	officetest.Lacks(t, o.See(t, at(e, "/preview?as=mentor"), e.Title.LV), "Pabeigt teikumu")
	officetest.Lacks(t, o.See(t, at(o.current(t, questionnaire.SWOT), "/preview"), o.current(t, questionnaire.SWOT).Title.LV), "as=mentor")
}

// TestPaper: each kind of answer has its own room to write.
func TestPaper(t *testing.T) {
	o := open(t)
	e := o.begin(t, questionnaire.Introduction, o.Here.ID)
	section := e.Sections[0].Key
	add := func(p questionnaire.Prompt) string {
		t.Helper()
		p.Label = questionnaire.Text{LV: "Kas?", EN: "What?"}
		var err error
		if e, err = o.Questionnaires.Add(t.Context(), o.Me(), e.ID, e.Revision, section, p); err != nil {
			t.Fatal(err)
		}
		_, sheet, _ := strings.Cut(o.See(t, at(e, "/print"), e.Title.LV), "Kas?")
		sheet, _, _ = strings.Cut(sheet, "</section>")
		if e, err = o.Questionnaires.RetirePrompt(t.Context(), o.Me(), e.ID, e.Revision, e.Sections[0].Prompts[len(e.Sections[0].Prompts)-1].Key); err != nil {
			t.Fatal(err)
		}
		return sheet
	}
	word := func(s string) questionnaire.Text { return questionnaire.Text{LV: s, EN: s} }
	options := []questionnaire.Option{{Code: "a", Label: word("Pirmā")}, {Code: "b", Label: word("Otrā")}}
	for kind, c := range map[questionnaire.Kind]struct {
		p      questionnaire.Prompt
		things map[string]int
	}{
		questionnaire.Short:   {questionnaire.Prompt{}, map[string]int{`class="line"`: 1}},
		questionnaire.Long:    {questionnaire.Prompt{}, map[string]int{`class="line"`: 4}},
		questionnaire.Scale:   {questionnaire.Prompt{Ends: []questionnaire.Text{word("maz"), word("daudz")}}, map[string]int{"<li>10</li>": 1, "<li>": 10, "daudz": 1}},
		questionnaire.Choice:  {questionnaire.Prompt{Options: options}, map[string]int{`class="box round"`: 2, "Otrā": 1}},
		questionnaire.Choices: {questionnaire.Prompt{Options: options}, map[string]int{`class="box"`: 2}},
		questionnaire.YesNo:   {questionnaire.Prompt{}, map[string]int{`class="box round"`: 2, "Nē": 1}},
		questionnaire.Items:   {questionnaire.Prompt{Min: 5}, map[string]int{"<tr><th scope=\"row\">": 5}},
		questionnaire.Number:  {questionnaire.Prompt{}, map[string]int{"Skaitlis: ____": 1}},
		questionnaire.Date:    {questionnaire.Prompt{}, map[string]int{"Datums: ____": 1}},
		questionnaire.Note:    {questionnaire.Prompt{}, map[string]int{`class="line"`: 0, `class="box`: 0}},
	} {
		c.p.Kind = kind
		sheet := add(c.p)
		for what, n := range c.things {
			if got := strings.Count(sheet, what); got != n {
				t.Errorf("%s: %q stands there %d times, want %d", kind, what, got, n)
			}
		}
	}
}

// TestPaperOfSources prints the catalogue's choices, and a line for the
// institution, of which there are too many.
func TestPaperOfSources(t *testing.T) {
	o := open(t)
	e := o.current(t, questionnaire.ApplyMentee)
	sheet := o.See(t, at(e, "/print"), e.Title.LV)
	officetest.Contains(t, sheet, "Atslēgas lomas", "Drukājiet ar pārlūku", "Anketa apply-mentee, 1. versija")
	if n := strings.Count(sheet, `class="box`); n < 60 {
		t.Errorf("%d boxes to tick, want those of roles, themes and competences", n)
	}
}
