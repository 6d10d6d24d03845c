// Package setting keeps what the programme owner sets in the browser: who they
// are, how to reach them, what stands on every page. How the server runs is not
// here but in package config.
//
// The list of settings is closed: definition.go. A setting that nobody has
// touched has its default and version 0. The flow: All gives a Snapshot that
// never changes, at most two seconds old on any node and up to date on the one
// that wrote; the administrator sees List and saves with Change, which takes all
// values or none.
package setting

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
	"domubiedrs/internal/workday"
)

// Name names a setting: "owner.contact.email". A text in both languages is two
// settings, with ".lv" and ".en" at the end.
type Name string

// In is the name of a text in one language.
func (n Name) In(lang i18n.Lang) Name { return n + "." + Name(lang) }

// Kind is what sort of value a setting takes.
type Kind string

const (
	Text       Kind = "text" // one line
	Email      Kind = "email"
	Phone      Kind = "phone"
	WebAddress Kind = "web-address" // https or http
	Number     Kind = "number"      // a whole one
	Choice     Kind = "choice"
	MovedDates Kind = "moved-dates" // as workday.Parse reads them
)

// Group is the form that a setting stands in.
type Group string

// Definition is one setting of the list.
type Definition struct {
	Name     Name
	Group    Group
	Kind     Kind
	Lang     i18n.Lang // of a text in both languages; else empty
	Required bool      // an empty value is refused
	Default  string
	Limit    int      // most characters; 0 where the kind says enough
	From, To int      // of a Number, both included
	Choices  []string // of a Choice
}

// LabelKey is the translation key of the control's label.
func (d Definition) LabelKey() string { return "setting.label." + string(d.Name) }

// HintKey is the translation key of the sentence under the label.
func (d Definition) HintKey() string { return "setting.hint." + string(d.Name) }

// ChoiceKey is the translation key of one choice's name.
func (d Definition) ChoiceKey(choice string) string {
	return "setting.choice." + string(d.Name) + "." + choice
}

// Key is the translation key of the group's title.
func (g Group) Key() string { return "setting.group." + string(g) }

// phones are a country code or not, digits, spaces, brackets and hyphens.
var phones = regexp.MustCompile(`^\+?[0-9][0-9 ()-]{4,}$`)

// check cleans a value and notes what is wrong with it.
func (d Definition) check(bad fault.Checks, value string) string {
	field := string(d.Name)
	value = input.Line(value)
	switch n := input.Length(value); {
	case value == "" && d.Required:
		bad.Fail(field, "setting.fault.empty")
	case d.Limit > 0 && n > d.Limit:
		bad.Fail(field, "setting.fault.too-long", "max", d.Limit)
	case value != "":
		d.checkKind(bad, field, value)
	}
	return value
}

func (d Definition) checkKind(bad fault.Checks, field, value string) {
	switch d.Kind {
	case Email:
		if !input.Email(value) {
			bad.Fail(field, "setting.fault.email")
		}
	case Phone:
		if !phones.MatchString(value) {
			bad.Fail(field, "setting.fault.phone")
		}
	case WebAddress:
		if !input.WebAddress(value) {
			bad.Fail(field, "setting.fault.web-address")
		}
	case Number:
		if n, err := strconv.Atoi(value); err != nil || n < d.From || n > d.To || strconv.Itoa(n) != value {
			bad.Fail(field, "setting.fault.number", "from", d.From, "to", d.To)
		}
	case MovedDates:
		if _, err := workday.Parse(value); err != nil {
			bad.Fail(field, "setting.fault.moved-dates", "move", moveOf(err))
		}
	case Choice:
		if !slices.Contains(d.Choices, value) {
			bad.Fail(field, "setting.fault.choice")
		}
	}
}

// moveOf is the move that a list was refused for.
func moveOf(err error) string {
	if f := (workday.Fault{}); errors.As(err, &f) {
		return f.Move
	}
	return ""
}

// Value is what a setting holds. Version 0 is the default, which nobody set.
type Value struct {
	Text      string
	Version   int64
	UpdatedBy string // a person
	UpdatedAt time.Time
}

// Snapshot is all settings at one moment. It never changes and may be shared.
type Snapshot struct{ values map[Name]Value }

// newSnapshot puts what is stored over the defaults; names that the list does
// not know (an older or newer program's) are left alone.
func newSnapshot(stored map[Name]Value) *Snapshot {
	s := &Snapshot{values: make(map[Name]Value, len(definitions))}
	for _, d := range definitions {
		v, there := stored[d.Name]
		if !there {
			v.Text = d.Default
		}
		s.values[d.Name] = v
	}
	return s
}

// Value is a setting with its version. A name that is not in the list is a
// mistake of the caller's and panics.
func (s *Snapshot) Value(name Name) Value {
	v, ok := s.values[name]
	if !ok {
		panic(fmt.Sprintf("setting: %q is not in the list", name))
	}
	return v
}

// Text is a setting's text; empty where nobody set one.
func (s *Snapshot) Text(name Name) string { return s.Value(name).Text }

// Local is a text in a language; the other language's where this one is empty.
func (s *Snapshot) Local(name Name, lang i18n.Lang) string {
	if text := s.Text(name.In(lang)); text != "" {
		return text
	}
	for _, other := range i18n.Langs() {
		if text := s.Text(name.In(other)); text != "" {
			return text
		}
	}
	return ""
}

// Number is a setting of the kind Number.
func (s *Snapshot) Number(name Name) int {
	n, err := strconv.Atoi(s.Text(name))
	if err != nil {
		panic(fmt.Sprintf("setting: %q is not a number", name))
	}
	return n
}

// Controller is who answers for personal data: the owner unless another is set.
func (s *Snapshot) Controller(lang i18n.Lang) string {
	if name := s.Local(DataController, lang); name != "" {
		return name
	}
	return s.Local(OwnerName, lang)
}

// PrivacyContact is where questions about personal data go: the data
// protection officer, or the contact address.
func (s *Snapshot) PrivacyContact() string { return s.or(PrivacyEmail, ContactEmail) }

// SecurityContact is where weaknesses are reported: an address of its own, or
// the contact address.
func (s *Snapshot) SecurityContact() string { return s.or(SecurityEmail, ContactEmail) }

func (s *Snapshot) or(name, other Name) string {
	if text := s.Text(name); text != "" {
		return text
	}
	return s.Text(other)
}

// Workdays are the working days, with those that the owner says are moved.
func (s *Snapshot) Workdays() workday.Calendar {
	c, err := workday.Parse(s.Text(MovedDays))
	if err != nil {
		panic(fmt.Sprintf("setting: %q is no list of moved days", MovedDays)) // it was checked when it was saved
	}
	return c
}

// TimeColon tells whether Latvian pages write 10:00 for 10.00.
func (s *Snapshot) TimeColon() bool { return s.Text(TimeFormat) == TimeColon }

// DefaultLanguage is the language for somebody whose wish is not known.
func (s *Snapshot) DefaultLanguage() i18n.Lang {
	lang, _ := i18n.ParseLang(s.Text(SiteLanguage)) // the list has only languages that there are
	return lang
}
