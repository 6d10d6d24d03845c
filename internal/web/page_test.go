package web

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/i18n"
)

func TestParseScheme(t *testing.T) {
	for s, want := range map[string]Scheme{"light": Light, "dark": Dark, "auto": Auto, "": Auto, "DARK": Auto, `"><`: Auto} {
		if got := ParseScheme(s); got != want {
			t.Errorf("%q is %q, want %q", s, got, want)
		}
	}
}

func TestSchemes(t *testing.T) {
	for chosen, want := range map[Scheme][]bool{"": {true, false, false}, Light: {false, true, false}, Dark: {false, false, true}} {
		p := &Page{Translator: translator(t, i18n.LV), Scheme: chosen}
		var got []bool
		for _, s := range p.Schemes() {
			got = append(got, s.Current)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", chosen, diff)
		}
	}
}

func TestOtherLang(t *testing.T) {
	lv, en := &Page{Translator: translator(t, i18n.LV)}, &Page{Translator: translator(t, i18n.EN)}
	if lv.OtherLang() != i18n.EN || en.OtherLang() != i18n.LV {
		t.Errorf("Latvian offers %q, English %q", lv.OtherLang(), en.OtherLang())
	}
}

func TestNotices(t *testing.T) {
	for _, c := range []struct {
		page Page
		want bool
	}{{Page{}, false}, {Page{Flash: &Flash{}}, true}, {Page{Errors: []FieldError{{}}}, true}} {
		if got := c.page.HasNotices(); got != c.want {
			t.Errorf("notices %v, want %v", got, c.want)
		}
	}
}

func TestStatusHasAWord(t *testing.T) {
	for _, lang := range i18n.Langs() {
		p, seen := &Page{Translator: translator(t, lang)}, map[string]State{}
		for _, s := range []State{ToDo, Begun, Ready, Blocked, Look, Urgent, Off} {
			text := p.Status(s).Text
			if !p.Has(stateKeys[s]) || seen[text] != "" {
				t.Errorf("%s: %q stands for %q and %q", lang, text, s, seen[text])
			}
			seen[text] = s
		}
	}
}

func TestTaskLinked(t *testing.T) {
	for _, c := range []struct {
		task Task
		want bool
	}{
		{Task{Href: "/a", Status: Status{State: ToDo}}, true},
		{Task{Href: "/a", Status: Status{State: Blocked}}, false},
		{Task{Status: Status{State: Ready}}, false},
	} {
		if got := c.task.Linked(); got != c.want {
			t.Errorf("%+v: linked %v", c.task, got)
		}
	}
}

func TestSummaryMissing(t *testing.T) {
	got := []bool{SummaryItem{}.Missing(), SummaryItem{Value: "a"}.Missing(), SummaryItem{Lines: []string{"a"}}.Missing()}
	if diff := cmp.Diff([]bool{true, false, false}, got); diff != "" {
		t.Error(diff)
	}
}
