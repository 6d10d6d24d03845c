package web

import (
	"errors"
	"fmt"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

func translator(t testing.TB, lang i18n.Lang) *i18n.Translator {
	t.Helper()
	cat, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return cat.For(lang)
}

func testForm() *Form {
	return &Form{Fields: []*Field{
		{Kind: Heading, Label: "Part"},
		{Kind: Text, Name: "name"},
		{Kind: Checkboxes, Name: "days", Values: []string{"sun"}},
		{Kind: Checkbox, Name: "agree", Value: "yes"},
		{Kind: File, Name: "file", Value: "kept"},
		{Kind: Email, Name: "mail"},
	}}
}

func TestFormFill(t *testing.T) {
	f := testForm()
	f.Fill(url.Values{"name": {" Anna "}, "days": {"mon", "tue"}, "file": {"x"}, "stranger": {"x"}})
	type state struct {
		Value  string
		Values []string
	}
	got := map[string]state{}
	for _, x := range f.Fields {
		got[x.Name] = state{x.Value, x.Values}
	}
	want := map[string]state{"": {}, "name": {Value: " Anna "}, "days": {Values: []string{"mon", "tue"}},
		"agree": {}, "file": {Value: "kept"}, "mail": {}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := f.Value("name"); got != "Anna" {
		t.Errorf("Value is %q, want it trimmed", got)
	}
	if got := f.Value("stranger"); got != "" {
		t.Errorf("Value of no field is %q", got)
	}
	f.More = []Button{{Name: "draft"}}
	if n := f.strange(url.Values{"name": {"x"}, "draft": {"x"}, "role": {"x"}, "status": {"x"}}); n != 2 {
		t.Errorf("%d names are strange, want 2", n)
	}
}

func TestFault(t *testing.T) {
	lv := translator(t, i18n.LV)
	name, mail := lv.T("ui.menu.home"), lv.T("ui.menu.account")
	fields := map[string]fault.Message{"mail": fault.Msg("ui.menu.account"), "name": fault.Msg("ui.menu.home"),
		"zz": fault.Msg("ui.skip"), "aa": fault.Msg("ui.name")}
	p, f := &Page{Translator: lv, Title: "Lapa", Errors: []FieldError{{Text: "old"}}}, testForm()
	if err := p.Fault(f, fmt.Errorf("save: %w", fault.Fields(fields))); err != nil {
		t.Fatalf("an invalid form comes back as %v", err)
	}
	want := []FieldError{{"#f-name", name}, {"#f-mail", mail}, {"", lv.T("ui.name")}, {"", lv.T("ui.skip")}}
	if diff := cmp.Diff(want, p.Errors); diff != "" {
		t.Errorf("summary: %s", diff)
	}
	if f.Field("name").Error != name || f.Field("mail").Error != mail {
		t.Errorf("beside the fields: %q, %q", f.Field("name").Error, f.Field("mail").Error)
	}
	if got, want := p.DocumentTitle(), "Kļūda: Lapa – Domubiedrs"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
}

func TestFaultWithoutFields(t *testing.T) {
	lv := translator(t, i18n.LV)
	for _, kind := range []fault.Kind{fault.Invalid, fault.Conflict, fault.TooMany} {
		p := &Page{Translator: lv}
		if err := p.Fault(testForm(), fault.New(kind, "ui.skip")); err != nil {
			t.Errorf("%v: %v", kind, err)
		}
		if diff := cmp.Diff([]FieldError{{Text: lv.T("ui.skip")}}, p.Errors); diff != "" {
			t.Errorf("%v: %s", kind, diff)
		}
	}
}

func TestFaultOfOthers(t *testing.T) {
	p := &Page{Translator: translator(t, i18n.EN)}
	for _, err := range []error{errors.New("broken"), fault.New(fault.NotFound, "ui.skip"), fault.New(fault.Forbidden, "ui.skip")} {
		if got := p.Fault(testForm(), err); got != err {
			t.Errorf("%v came back as %v", err, got)
		}
	}
	if p.Errors != nil || p.DocumentTitle() != " – Domubiedrs" {
		t.Errorf("a failure that is not the input's stands on the page: %v", p.Errors)
	}
}

func TestFormDefaults(t *testing.T) {
	plain, own := &Form{Submit: "Save"}, &Form{ID: "x", Method: "get", Submit: "Go", Variant: Danger}
	got := []any{plain.FormID(), plain.FormMethod(), plain.SubmitButton(), own.FormID(), own.FormMethod(), own.SubmitButton()}
	want := []any{"form", "post", Button{Text: "Save"}, "x", "get", Button{Text: "Go", Variant: Danger}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
