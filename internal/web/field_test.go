package web

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestControl(t *testing.T) {
	for _, c := range []struct {
		name  string
		field Field
		want  string
	}{
		{"plain", Field{Kind: Text, Name: "a"}, ` id="f-a" name="a"`},
		{"everything it is described by", Field{Kind: Textarea, Name: "a", Error: "e", Hint: "h", MaxLength: 5, Sees: Sees{Text: "s"}},
			` id="f-a" name="a" aria-describedby="f-a-error f-a-sees f-a-hint f-a-count" aria-invalid="true"`},
		{"a short limit is the control's", Field{Kind: Text, Name: "a", MaxLength: 5}, ` id="f-a" name="a" maxlength="5"`},
		{"code", Field{Kind: Code, Name: "a"}, ` id="f-a" name="a" autocomplete="one-time-code" spellcheck="false" autocapitalize="off"`},
		{"number", Field{Kind: Number, Name: "a"}, ` id="f-a" name="a" inputmode="decimal"`},
		{"own input mode", Field{Kind: Number, Name: "a", InputMode: "numeric"}, ` id="f-a" name="a" inputmode="numeric"`},
		{"date", Field{Kind: Date, Name: "a", Earliest: "2026-01-01", Latest: "2026-12-31"}, ` id="f-a" name="a" min="2026-01-01" max="2026-12-31"`},
		{"name of a person", Field{Kind: Text, Name: "a", Plain: true, Autocomplete: "name", Lang: "en"},
			` id="f-a" name="a" autocomplete="name" lang="en" spellcheck="false" autocapitalize="off"`},
		{"escaped", Field{Kind: Text, Name: `a"><script>`}, ` id="f-a---script-" name="a&#34;&gt;&lt;script&gt;"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, string(c.field.Control())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInputType(t *testing.T) {
	want := map[FieldKind]string{Text: "text", Code: "text", Number: "text", Email: "email", Tel: "tel", URL: "url",
		Date: "date", Time: "time", Search: "search", File: "file", Hidden: "hidden"}
	for kind, typ := range want {
		if got := (&Field{Kind: kind}).InputType(); got != typ {
			t.Errorf("%s: type %q, want %q", kind, got, typ)
		}
	}
}

func TestOptional(t *testing.T) {
	for _, c := range []struct {
		field Field
		want  bool
	}{
		{Field{Kind: Text}, true},
		{Field{Kind: Text, Required: true}, false},
		{Field{Kind: Select, HideOptional: true}, false},
		{Field{Kind: Search}, false},
	} {
		if got := c.field.Optional(); got != c.want {
			t.Errorf("%+v: optional %v", c.field, got)
		}
	}
}

func TestChecked(t *testing.T) {
	many := &Field{Kind: Checkboxes, Value: "c", Values: []string{"a", "b"}}
	one := &Field{Kind: Radios, Value: "c", Values: []string{"a"}}
	got := []bool{many.Checked("a"), many.Checked("c"), one.Checked("c"), one.Checked("a"),
		(&Field{Kind: Checkbox, Value: "yes"}).Ticked(), (&Field{Kind: Checkbox}).Ticked()}
	if diff := cmp.Diff([]bool{true, false, true, false, true, false}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAsks(t *testing.T) {
	some, all := []Option{{Value: "a"}}, []Option{{Label: "All"}, {Value: "a"}}
	got := []bool{(&Field{Options: some}).Asks(), (&Field{Options: some, Value: "a"}).Asks(), (&Field{Options: all}).Asks()}
	if diff := cmp.Diff([]bool{true, false, false}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSteps(t *testing.T) {
	for _, c := range []struct {
		low, high, count int
		first, last      string
	}{{0, 0, 10, "1", "10"}, {0, 3, 4, "0", "3"}, {-2, 2, 5, "-2", "2"}} {
		f := &Field{Kind: Scale, Min: c.low, Max: c.high}
		steps := f.Steps()
		if len(steps) != c.count || steps[0] != c.first || steps[f.LastStep()] != c.last {
			t.Errorf("%d to %d: %v", c.low, c.high, steps)
		}
	}
}

func TestClass(t *testing.T) {
	for _, c := range []struct {
		field Field
		want  string
	}{
		{Field{}, "field"},
		{Field{Error: "e", Short: true}, "field faulty short"},
		{Field{Sees: Sees{Text: "both"}}, "field note shared"},
		{Field{Sees: Sees{Text: "you", Private: true}}, "field note private"},
	} {
		if got := c.field.Class(); got != c.want {
			t.Errorf("class %q, want %q", got, c.want)
		}
	}
}

func TestOptionIDs(t *testing.T) {
	f := &Field{Kind: Radios, Name: "G1.2"}
	got := []string{f.OptionID(0), f.OptionID(1), f.OptionHintID(1)}
	if diff := cmp.Diff([]string{f.ID(), "f-G1-2-2", "f-G1-2-2-about"}, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzSafeID(f *testing.F) {
	for _, s := range []string{"", "a", "G1.2", "ā č", `"><`, "\x00\xff", "a-b_c9"} {
		f.Add(s)
	}
	safe := regexp.MustCompile(`^[A-Za-z0-9_-]*$`)
	f.Fuzz(func(t *testing.T, s string) {
		id := SafeID(s)
		if !safe.MatchString(id) {
			t.Errorf("%q became %q", s, id)
		}
		if safe.MatchString(s) && id != s {
			t.Errorf("%q was safe and became %q", s, id)
		}
	})
}

func TestOptionGroups(t *testing.T) {
	f := Field{Name: "role", Options: []Option{{Value: "a", Group: "One", GroupHint: "first"}, {Value: "b", Group: "One"}, {Value: "c", Group: "Two"}, {Value: "d"}}}
	var got []string
	for _, g := range f.OptionGroups() {
		line := g.TitleID() + " " + g.Title + "/" + g.Hint
		for _, o := range g.Options {
			line += " " + o.Value + f.OptionID(o.N)
		}
		got = append(got, line)
	}
	want := []string{"f-role-g1 One/first af-role bf-role-2", "f-role-g2 Two/ cf-role-3", "f-role-g3 / df-role-4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
