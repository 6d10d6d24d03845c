package web

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
)

// This file is what the part "field" asks of a Field: ids, and the attributes
// that tie a control to its hint, its error and its limit.

// ID is the id of the control; of the first one, where a field has several. The
// error summary leads there.
func (f *Field) ID() string { return "f-" + SafeID(f.Name) }

// HintID, ErrorID, CountID and SeesID are the ids of what belongs to the control.
func (f *Field) HintID() string  { return f.ID() + "-hint" }
func (f *Field) ErrorID() string { return f.ID() + "-error" }
func (f *Field) CountID() string { return f.ID() + "-count" }
func (f *Field) SeesID() string  { return f.ID() + "-sees" }

// OptionID is the id of the option number i.
func (f *Field) OptionID(i int) string {
	if i == 0 {
		return f.ID()
	}
	return f.ID() + "-" + strconv.Itoa(i+1)
}

// OptionHintID is the id of the hint of the option number i.
func (f *Field) OptionHintID(i int) string { return f.OptionID(i) + "-about" }

// OptionGroup is options that stand together; most fields have one without a
// name.
type OptionGroup struct {
	Title, Hint string
	Options     []NumberedOption

	id string
}

// TitleID and HintID are the ids of the group's name and of what it is.
func (g OptionGroup) TitleID() string { return g.id }
func (g OptionGroup) HintID() string  { return g.id + "-about" }

// NumberedOption is an option with its place among all of the field.
type NumberedOption struct {
	N int
	Option
}

// OptionGroups are the options as they are shown: those that follow each other
// with the same Group together.
func (f *Field) OptionGroups() []OptionGroup {
	var list []OptionGroup
	for i, o := range f.Options {
		if len(list) == 0 || list[len(list)-1].Title != o.Group {
			list = append(list, OptionGroup{Title: o.Group, Hint: o.GroupHint, id: f.ID() + "-g" + strconv.Itoa(len(list)+1)})
		}
		last := &list[len(list)-1]
		last.Options = append(last.Options, NumberedOption{i, o})
	}
	return list
}

// Group tells whether the field is a group of controls: a fieldset with a legend.
func (f *Field) Group() bool {
	return f.Kind == Radios || f.Kind == Checkboxes || f.Kind == Scale
}

// Optional tells whether the label carries the “optional” mark.
func (f *Field) Optional() bool { return !f.Required && !f.HideOptional && f.Kind != Search }

// Class is the field's look: faulty, narrow, in columns, and whose note it is.
func (f *Field) Class() string {
	class := "field"
	if f.Error != "" {
		class += " faulty"
	}
	if f.Short {
		class += " short"
	}
	if f.Abreast && f.Group() {
		class += " columns"
	}
	switch {
	case f.Sees.Private:
		class += " note private"
	case f.Sees.Text != "":
		class += " note shared"
	}
	return class
}

// Checked tells whether an option of that value is chosen.
func (f *Field) Checked(value string) bool {
	if f.Kind != Checkboxes {
		return f.Value == value
	}
	return slices.Contains(f.Values, value)
}

// Asks tells whether a Select begins with "choose": nothing is chosen, and no
// option of its own stands for nothing ("all" in a filter).
func (f *Field) Asks() bool {
	return f.Value == "" && !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == "" })
}

// Ticked tells whether a single box is ticked.
func (f *Field) Ticked() bool { return f.Value == yes }

// yes is what a ticked single box posts.
const yes = "yes"

// Steps are the values of a Scale from lowest to highest.
func (f *Field) Steps() []string {
	low, high := f.Min, f.Max
	if low == 0 && high == 0 {
		low, high = 1, 10
	}
	var steps []string
	for n := low; n <= high; n++ {
		steps = append(steps, strconv.Itoa(n))
	}
	return steps
}

// LastStep is the index of the highest step.
func (f *Field) LastStep() int { return len(f.Steps()) - 1 }

// Lines is the height of a Textarea.
func (f *Field) Lines() int {
	if f.Rows == 0 {
		return 5
	}
	return f.Rows
}

// DescribedBy is the value of aria-describedby: what fails first, then who can
// read it, the hint, and the limit. Empty when there is nothing to say.
func (f *Field) DescribedBy() string {
	var ids []string
	add := func(when bool, id string) {
		if when {
			ids = append(ids, id)
		}
	}
	add(f.Error != "", f.ErrorID())
	add(f.Sees.Text != "", f.SeesID())
	add(f.Hint != "", f.HintID())
	add(f.counted(), f.CountID())
	return strings.Join(ids, " ")
}

func (f *Field) counted() bool { return f.MaxLength > 0 && f.Kind == Textarea }

// Counted tells whether the limit is shown below the control. Only long texts
// show it; a short field that is too long is refused with a message.
func (f *Field) Counted() bool { return f.counted() }

// Control is the attributes that every single control shares. They are made
// here, not in the template, so that there is one list of them and every value
// is escaped.
func (f *Field) Control() template.HTMLAttr {
	var b attrs
	b.set("id", f.ID())
	b.set("name", f.Name)
	b.set("aria-describedby", f.DescribedBy())
	if f.Error != "" {
		b.set("aria-invalid", "true")
	}
	b.set("autocomplete", f.autocomplete())
	b.set("inputmode", f.inputMode())
	b.set("lang", f.Lang)
	b.set("min", f.Earliest)
	b.set("max", f.Latest)
	if f.MaxLength > 0 && !f.counted() {
		b.set("maxlength", strconv.Itoa(f.MaxLength))
	}
	if f.Plain || f.Kind == Code {
		b.set("spellcheck", "false")
		b.set("autocapitalize", "off")
	}
	return template.HTMLAttr(b.String())
}

// InputType is the type attribute of kinds that are an input.
func (f *Field) InputType() string {
	switch f.Kind {
	case Email, Tel, URL, Date, Time, Search, File, Hidden:
		return string(f.Kind)
	}
	return "text"
}

func (f *Field) autocomplete() string {
	if f.Autocomplete == "" && f.Kind == Code {
		return "one-time-code"
	}
	return f.Autocomplete
}

func (f *Field) inputMode() string {
	if f.InputMode == "" && f.Kind == Number {
		return "decimal"
	}
	return f.InputMode
}

// attrs writes attributes of an element; empty values are left out.
type attrs struct{ strings.Builder }

func (a *attrs) set(name, value string) {
	if value == "" {
		return
	}
	a.WriteByte(' ')
	a.WriteString(name)
	a.WriteString(`="`)
	a.WriteString(template.HTMLEscapeString(value))
	a.WriteByte('"')
}

// SafeID makes of any text something that an id and a fragment can hold:
// letters, digits, hyphen and underscore stay, everything else is a hyphen.
func SafeID(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, s)
}
