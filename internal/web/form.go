package web

import (
	"net/url"
	"slices"
	"strings"

	"domubiedrs/internal/fault"
)

// Form is a form as data. The part "form" renders it, with its fields, on
// hand-written pages and for questionnaires alike. All texts are translated
// already: questionnaires carry their own words, so there are no keys here.
type Form struct {
	ID       string // of the form element; "form" when empty
	Action   string // where it goes; the page itself when empty
	Method   string // "post" when empty
	Fields   []*Field
	Submit   string    // text of the first button
	Variant  Variant   // of the first button; Danger for grave actions
	More     []Button  // other buttons of the same form, each with Name and Value
	Cancel   *Link     // the way out without a change, may be nil
	Dock     bool      // the buttons sit in a bar at the bottom of a long page
	Note     string    // one small line beside the buttons: time needed, limits
	Upload   bool      // multipart
	Autosave *Autosave // comfort only; nil: none
	Kept     *Kept     // text in it that was typed and not saved; nil: none
	Clash    *Clash    // what somebody else saved in between; nil: nobody did
}

// Autosave posts the form while the person writes; the server answers 204.
type Autosave struct {
	Href  string
	Saved string // text that is announced, once
}

// Kept tells that a form shows what was typed and not saved; Drop lets go of it.
type Kept struct {
	Text string
	Drop *Form
}

// Clash sets what two people wrote at once against each other. The form below it
// holds the viewer's text; sending it again keeps that, Take goes with the other.
type Clash struct {
	Text         string
	Mine, Theirs string // heads of the columns
	Rows         []ClashRow
	Take         Link
}

// ClashRow is one field in which the texts differ.
type ClashRow struct{ Label, Mine, Theirs string }

// Revision is what one saving changed. Part "revisions" shows several.
type Revision struct {
	Title string // who and when
	Rows  []RevisionRow
}

// RevisionRow is one field that differs from the version before.
type RevisionRow struct{ Label, Before, After string }

// FieldKind is a closed list: what the person does with the field.
type FieldKind string

const (
	Text       FieldKind = "text"
	Email      FieldKind = "email"
	Code       FieldKind = "code" // one-time code: pasting allowed, autocomplete set
	Tel        FieldKind = "tel"
	URL        FieldKind = "url"
	Number     FieldKind = "number" // text with a number pad; never a spinner
	Date       FieldKind = "date"   // Value is 2026-11-23
	Time       FieldKind = "time"   // Value is 10:00
	Textarea   FieldKind = "textarea"
	Select     FieldKind = "select"
	Radios     FieldKind = "radios"
	Checkboxes FieldKind = "checkboxes" // Values
	Checkbox   FieldKind = "checkbox"   // one box; Value "yes" when ticked
	Scale      FieldKind = "scale"      // radios in a row from Min to Max, with Ends
	Search     FieldKind = "search"
	File       FieldKind = "file"
	Hidden     FieldKind = "hidden"
	Note       FieldKind = "note"    // no control: Label and Hint as text
	Heading    FieldKind = "heading" // no control: Label as h2, Hint below
)

// Field is one question. Name is the name of the control and, with "f-" before
// it, its id. A field that is not Required says so beside its label.
type Field struct {
	Kind     FieldKind
	Name     string
	Label    string
	Hint     string
	Value    string
	Values   []string // of Checkboxes
	Options  []Option // of Select, Radios, Checkboxes
	Required bool
	Error    string // shown beside the control and, with the same words, in the summary

	Autocomplete string // token of HTML's autofill list
	InputMode    string // numeric, decimal, …
	MaxLength    int    // characters, stated to the person; 0: no limit
	Rows         int    // of Textarea; 5 when 0
	Min, Max     int    // of Scale; both 0: 1 to 10
	Earliest     string // of Date and Time, in their Value's form
	Latest       string
	Ends         [2]string // what the lowest and the highest of a Scale mean
	Short        bool      // a narrow control: codes, dates, numbers
	Abreast      bool      // stands beside its neighbours that do too; options: in columns
	Plain        bool      // a name or a code: no spelling check, no capitals
	HideLabel    bool      // for the ear only: a search box with a button beside it
	HideOptional bool      // no “optional” mark: filters
	Lang         string    // language of the text in it, when not the page's
	Sees         Sees      // who can read what is written here
	Beside       string    // text of a button that sends the form from beside the control: “Search”
	When         *When     // asked only with some answers to another field; nil: always
}

// When ties a field to the answers of another. Without script the server shows
// it once such an answer is saved (Met); with script it comes and goes at once.
type When struct {
	Field string   // name of the field that decides
	In    []string // its values with which this one is asked; without spaces
	Met   bool     // as the page was made
}

// Values are the deciding values in one attribute.
func (w When) Values() string { return strings.Join(w.In, " ") }

// Option is one answer to choose. Options that follow each other with the same
// Group stand under its name; GroupHint says what the group is, for the eye and
// for the ear (R1.2-7).
type Option struct {
	Value, Label, Hint string
	Group, GroupHint   string
}

// Sees says in words who can read a field; Private changes shape and label too.
type Sees struct {
	Text    string
	Private bool
}

// FieldRow is fields that follow each other: side by side, or a single one.
type FieldRow struct {
	Abreast bool
	Fields  []*Field
}

// Rows are the fields as they are shown.
func (f *Form) Rows() (rows []FieldRow) {
	for _, x := range f.Fields {
		if abreast := x.Abreast && !x.Group(); abreast && len(rows) > 0 && rows[len(rows)-1].Abreast {
			last := &rows[len(rows)-1]
			last.Fields = append(last.Fields, x)
		} else {
			rows = append(rows, FieldRow{abreast, []*Field{x}})
		}
	}
	return rows
}

// FormID is the id of the form element.
func (f *Form) FormID() string {
	if f.ID == "" {
		return "form"
	}
	return f.ID
}

// FormMethod is the method attribute: post unless said otherwise.
func (f *Form) FormMethod() string {
	if f.Method == "" {
		return "post"
	}
	return f.Method
}

// SubmitButton is the first button of the form.
func (f *Form) SubmitButton() Button { return Button{Text: f.Submit, Variant: f.Variant} }

// Field returns the field of that name, or nil.
func (f *Form) Field(name string) *Field {
	for _, x := range f.Fields {
		if x.Name == name {
			return x
		}
	}
	return nil
}

// Value returns the trimmed value of the field of that name.
func (f *Form) Value(name string) string {
	if x := f.Field(name); x != nil {
		return strings.TrimSpace(x.Value)
	}
	return ""
}

// Fill takes what was posted into the fields, so that a refused form keeps it.
// Names that are no field are ignored.
func (f *Form) Fill(posted url.Values) {
	for _, x := range f.Fields {
		switch x.Kind {
		case Note, Heading, File:
		case Checkboxes:
			x.Values = posted[x.Name]
		default:
			x.Value = posted.Get(x.Name)
		}
	}
}

// strange counts the posted names that are neither a field nor a button.
func (f *Form) strange(posted url.Values) int {
	n := 0
	for name := range posted {
		button := slices.ContainsFunc(f.More, func(b Button) bool { return b.Name == name })
		if f.Field(name) == nil && !button {
			n++
		}
	}
	return n
}

// Fault puts what err says about fields beside them and into the page's error
// summary, in the order of the form, and returns nil: render the form again
// with status 422 (409 for a Conflict). An error that is not about the input
// comes back as it is.
func (p *Page) Fault(f *Form, err error) error {
	e := fault.As(err)
	if e == nil || !fault.Is(e, fault.Invalid, fault.Conflict, fault.TooMany) {
		return err
	}
	p.Errors = nil
	for _, name := range f.order(e.Fields) {
		m := e.Fields[name]
		line := FieldError{Text: p.T(m.Key, m.Args...)}
		if x := f.Field(name); x != nil {
			x.Error = line.Text
			line.Href = "#" + x.ID()
		}
		p.Errors = append(p.Errors, line)
	}
	if len(p.Errors) == 0 {
		p.Errors = []FieldError{{Text: p.T(e.Key, e.Args...)}}
	}
	return nil
}

// order returns the names in faults as the form has them, then those that the
// form does not have, so that no message is ever lost.
func (f *Form) order(faults map[string]fault.Message) []string {
	var known, other []string
	for _, x := range f.Fields {
		if _, ok := faults[x.Name]; ok && x.Name != "" {
			known = append(known, x.Name)
		}
	}
	for name := range faults {
		if !slices.Contains(known, name) {
			other = append(other, name)
		}
	}
	slices.Sort(other)
	return append(known, other...)
}
