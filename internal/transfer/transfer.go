// Package transfer reads spreadsheets into applications: as forms export them
// and as programme offices keep them, in Latvian or English, with their columns
// in any order.
//
// A file's columns are given meaning by a Mapping: heading → what it holds, and
// for choices, what stands in a cell → which choice is meant. The mapping is
// proposed from the headings and the cells (propose.go), then from what the
// programme used before for the same headings, then from what a person says.
// The flow of a file in the browser, and who takes the next step:
//
//	kept     Upload: read, checked, a mapping proposed    → Map, Preview, Run or Discard, by who uploaded it
//	running  Run works; of two that ask at once, one is stale → itself; back to kept when a row is rejected
//	over     Run kept the rows: the report stays, the file does not
//	gone     Discard, or a day later (the job tidies)
//
// A Preview is kept with the file until its columns change, so that a report of
// ten thousand rows is worked out once and then turned over page by page.
//
// The command line reads a file in one go (File). Both end in
// application.Import, all or none, which writes to nobody. What a cell says and
// the form does not offer is never guessed: where a prompt has “other”, it is
// that, with a note; otherwise the row is rejected with a sentence that says so.
// A file is personal data: only who uploaded it can open it, and nothing of it
// is logged.
package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"domubiedrs/internal/application"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/sheet"
)

// What a column can hold besides the answer to a prompt, whose key it then is.
const (
	GivenName   = "given_name"
	FamilyName  = "family_name"
	FullName    = "full_name"    // given names, then the family name
	FamilyFirst = "family_first" // the family name, then given names
	Email       = "email"
	Language    = "language" // of letters to the person
	Nothing     = ""         // the column is left out
)

var personal = []string{GivenName, FamilyName, FullName, FamilyFirst, Email, Language}

// MaxFile is the largest file, in bytes; MaxRows the most people in one.
const (
	MaxFile = 10 << 20
	MaxRows = 20_000
)

func limits() sheet.Limits { return sheet.Limits{File: MaxFile, Rows: MaxRows} }

// Mapping gives a file meaning. As JSON, in the database and for the command
// line: {"columns":{"E-pasts":"email"},"values":{"role":{"Analītiķis":"data-analyst"}}}.
// Headings and cells are compared folded. A column that is not named keeps what
// is proposed; one that is named with "" is left out, and so is a value.
type Mapping struct {
	Columns map[string]string            `json:"columns"`
	Values  map[string]map[string]string `json:"values,omitempty"`
}

// ReadMapping reads what a person wrote for the command line.
func ReadMapping(r io.Reader) (m Mapping, err error) {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fault.New(fault.Invalid, "transfer.fault.mapping").Because(err)
	}
	return m, nil
}

// over lays m over what was proposed: what m names wins.
func (m Mapping) over(under Mapping) Mapping {
	columns, values := foldKeys(under.Columns), map[string]map[string]string{}
	for heading, target := range foldKeys(m.Columns) {
		for other, taken := range columns {
			if taken == target && target != Nothing {
				columns[other] = Nothing
			}
		}
		columns[heading] = target
	}
	for _, from := range []Mapping{under, m} {
		for target, pairs := range from.Values {
			if values[target] == nil {
				values[target] = map[string]string{}
			}
			for text, code := range foldKeys(pairs) {
				values[target][text] = code
			}
		}
	}
	return Mapping{columns, values}
}

func foldKeys(m map[string]string) map[string]string {
	folded := make(map[string]string, len(m))
	for key, v := range m {
		folded[i18n.Fold(key)] = v
	}
	return folded
}

// Column is a column of a file with what it is taken for.
type Column struct {
	Name    string // the heading, made one of its kind
	Target  string // what it holds, or Nothing
	Samples []string
}

// named makes headings that can be told apart: a repeated one gets a number, an
// empty one the letter of its column.
func named(headings []string) []string {
	names, seen := make([]string, len(headings)), map[string]int{}
	for i, h := range headings {
		if i18n.Fold(h) == "" {
			h = sheet.ColumnName(i)
		}
		seen[i18n.Fold(h)]++
		if n := seen[i18n.Fold(h)]; n > 1 {
			h = fmt.Sprintf("%s (%d)", h, n)
		}
		names[i] = h
	}
	return names
}

// fingerprint tells one set of headings from another, in any order.
func fingerprint(names []string) string {
	folded := make([]string, len(names))
	for i, name := range names {
		folded[i] = i18n.Fold(name)
	}
	slices.Sort(folded)
	sum := sha256.Sum256([]byte(strings.Join(folded, "\n")))
	return hex.EncodeToString(sum[:])
}

// apply gives each column its target. A target that the form does not have any
// more is left out.
func (m Mapping) apply(names []string, form questionnaire.Questionnaire) []Column {
	targets := foldKeys(m.Columns)
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i] = Column{Name: name, Target: targets[i18n.Fold(name)]}
		if !known(form, columns[i].Target) {
			columns[i].Target = Nothing
		}
	}
	return columns
}

func known(form questionnaire.Questionnaire, target string) bool {
	if slices.Contains(personal, target) {
		return true
	}
	p, there := form.Prompt(target)
	return there && !p.Retired && p.Kind.Answered()
}

// check tells, by FieldOf a column, what a mapping cannot be: a target that is
// not there or twice, or a file without names and addresses.
func (m Mapping) check(names []string, form questionnaire.Questionnaire) error {
	bad, first := fault.Checks{}, map[string]string{}
	headings := foldKeys(m.Columns)
	for i, name := range names {
		target := headings[i18n.Fold(name)]
		switch before, twice := first[target]; {
		case target == Nothing:
		case !known(form, target):
			bad.Fail(FieldOf(i), "transfer.fault.target", "target", target)
		case twice:
			bad.Fail(FieldOf(i), "transfer.fault.twice", "column", before)
		default:
			first[target] = name
		}
	}
	has := func(target string) bool { return first[target] != "" }
	if !has(Email) {
		bad.Fail("columns", "transfer.fault.no-email")
	} else if !has(FullName) && !has(FamilyFirst) && (!has(GivenName) || !has(FamilyName)) {
		bad.Fail("columns", "transfer.fault.no-name")
	}
	return bad.Err()
}

// strangers are the headings that a mapping names and a file does not have.
func (m Mapping) strangers(names []string) (list []string) {
	there := map[string]bool{}
	for _, name := range names {
		there[i18n.Fold(name)] = true
	}
	for heading := range m.Columns {
		if !there[i18n.Fold(heading)] {
			list = append(list, heading)
		}
	}
	slices.Sort(list)
	return list
}

// FieldOf is the name of a column's form control.
func FieldOf(column int) string { return "column-" + sheet.ColumnName(column) }

// Target is something that a column can hold, for the choice on a page.
type Target struct {
	Key   string
	Label questionnaire.Text // of a prompt; of the others LabelKey
}

// LabelKey is the translation key of a target's name; prompts have their own
// words.
func (t Target) LabelKey() string { return "transfer.target." + t.Key }

// Personal tells whether the target is about the person and no prompt.
func (t Target) Personal() bool { return slices.Contains(personal, t.Key) }

// targets are what the columns of a form's file can hold, in the order of the
// form.
func targets(form questionnaire.Questionnaire) (list []Target) {
	for _, key := range personal {
		list = append(list, Target{Key: key})
	}
	for _, s := range form.Sections {
		for _, p := range s.Prompts {
			if !p.Retired && p.Kind.Answered() {
				list = append(list, Target{p.Key, p.Label})
			}
		}
	}
	return list
}

// Name is the target's name in a reader's language.
func (t Target) Name(tr *i18n.Translator) string {
	if t.Personal() {
		return tr.T(t.LabelKey())
	}
	return t.Label.In(tr.Lang())
}

// Sides are as what a file's people can come in.
var Sides = []application.Side{application.Mentee, application.Mentor}
