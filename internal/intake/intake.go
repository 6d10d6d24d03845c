// Package intake keeps the intakes of programmes: when people apply, hear, meet
// and finish, which models are offered, and the rules that deviate from the
// guidelines' defaults.
//
// An intake's status is what its staff decided; its phase follows from the
// dates and the day, and nobody sets it:
//
//	draft      being prepared                      → Publish, by its staff
//	published  upcoming → applying → matching → running → over, by date
//	withdrawn  called off; nobody can apply        → Publish again
//
// Applications are taken in the phase applying only, to the end of the last
// day in Riga. A programme's money is a funding source; everything works with
// none (R0-7).
package intake

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
)

// Status is what an intake's staff decided.
type Status string

const (
	Draft     Status = "draft"
	Published Status = "published"
	Withdrawn Status = "withdrawn"
)

// Statuses in the order of lists.
var Statuses = []Status{Draft, Published, Withdrawn}

// Key is the translation key of the status' name.
func (s Status) Key() string { return "intake.status." + string(s) }

// steps is the state machine.
var steps = map[Status][]Status{Draft: {Published}, Published: {Withdrawn}, Withdrawn: {Published}}

// Phase is where a published intake stands on a day.
type Phase string

const (
	Preparing Phase = "preparing" // not published
	Upcoming  Phase = "upcoming"
	Applying  Phase = "applying"
	Matching  Phase = "matching" // applications are closed, pairs have not started
	Running   Phase = "running"
	Over      Phase = "over"
)

// Key is the translation key of the phase's name.
func (p Phase) Key() string { return "intake.phase." + string(p) }

// Dates are days as yyyy-mm-dd; empty ones are not decided yet.
type Dates struct {
	OpensOn      string
	ClosesOn     string // the last day
	NewsOn       string // when applicants hear next
	MatchingFrom string
	MatchingTo   string
	SeminarOn    string
	StartsOn     string
	EndsOn       string
}

// Details are what staff writes about an intake.
type Details struct {
	Code   string
	NameLV string
	NameEN string
	Dates
	Models []string // codes of the catalogue's models that are offered
}

// Intake is one intake of a programme.
type Intake struct {
	ID        string
	Programme string
	Details
	Rules     Rules
	Status    Status
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64
}

// Limits of what can be written, in characters.
const (
	MaxName = 150
	MaxCode = 20
)

// Name is the intake's name in a language.
func (x Intake) Name(lang i18n.Lang) string {
	if lang == i18n.EN {
		return x.NameEN
	}
	return x.NameLV
}

// Object is what the permission table is asked about.
func (x Intake) Object() access.Object { return object(x.Programme) }

func object(programmeID string) access.Object {
	return access.Object{Thing: access.IntakeData, Programme: programmeID}
}

// Phase tells where the intake stands at a moment.
func (x Intake) Phase(at time.Time, zone *time.Location) Phase {
	today := at.In(zone).Format(time.DateOnly)
	switch {
	case x.Status != Published:
		return Preparing
	case today < x.OpensOn:
		return Upcoming
	case today <= x.ClosesOn:
		return Applying
	case x.StartsOn == "" || today < x.StartsOn:
		return Matching
	case x.EndsOn == "" || today <= x.EndsOn:
		return Running
	}
	return Over
}

// codePattern keeps codes fit for addresses, file names and numbers.
var codePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// apply checks details and takes them into x.
func (x *Intake) apply(d Details) error {
	bad := fault.Checks{}
	x.NameLV = checkName(bad, "name_lv", d.NameLV)
	x.NameEN = checkName(bad, "name_en", d.NameEN)
	x.Code = strings.ToLower(input.Line(d.Code))
	if !codePattern.MatchString(x.Code) || len(x.Code) > MaxCode {
		bad.Fail("code", "intake.fault.code", "max", MaxCode)
	}
	x.Dates = d.Dates
	x.Dates.check(bad)
	x.Models = slices.Compact(slices.Sorted(slices.Values(d.Models)))
	if len(x.Models) == 0 || slices.ContainsFunc(x.Models, func(code string) bool { return !codePattern.MatchString(code) }) {
		bad.Fail("models", "intake.fault.models")
	}
	return bad.Err()
}

func checkName(bad fault.Checks, field, value string) string {
	value = input.Line(value)
	switch n := input.Length(value); {
	case n == 0:
		bad.Fail(field, "intake.fault.name")
	case n > MaxName:
		bad.Fail(field, "intake.fault.too-long", "max", MaxName)
	}
	return value
}

// named are the dates with their form fields, in the order in which they come.
func (d *Dates) named() []struct {
	field string
	value *string
} {
	return []struct {
		field string
		value *string
	}{
		{"opens_on", &d.OpensOn}, {"closes_on", &d.ClosesOn}, {"matching_from", &d.MatchingFrom}, {"matching_to", &d.MatchingTo},
		{"starts_on", &d.StartsOn}, {"ends_on", &d.EndsOn}, {"news_on", &d.NewsOn}, {"seminar_on", &d.SeminarOn},
	}
}

// orderedDates is how many of the named dates must follow one another; news and
// seminar may fall anywhere.
const orderedDates = 6

func (d *Dates) check(bad fault.Checks) {
	last := ""
	for i, x := range d.named() {
		*x.value = checkDay(bad, x.field, *x.value)
		if _, wrong := bad[x.field]; wrong || *x.value == "" || i >= orderedDates {
			continue
		}
		if *x.value < last {
			bad.Fail(x.field, "intake.fault.order")
		}
		last = *x.value
	}
}

// become moves x to the next status. What is published must say when people
// can apply and when they hear next (R6.1-14).
func (x *Intake) become(next Status) error {
	if !slices.Contains(steps[x.Status], next) {
		return fault.New(fault.Conflict, "intake.fault.status")
	}
	if next == Published {
		bad := fault.Checks{}
		for field, value := range map[string]string{"opens_on": x.OpensOn, "closes_on": x.ClosesOn, "news_on": x.NewsOn} {
			if value == "" {
				bad.Fail(field, "intake.fault.date-needed")
			}
		}
		if err := bad.Err(); err != nil {
			return err
		}
	}
	x.Status = next
	return nil
}

// Number writes the n-th application's number: 2027-1-0042.
func (x Intake) Number(n int64) string { return fmt.Sprintf("%s-%04d", x.Code, n) }

// copied is a new draft with everything but the dates.
func (x Intake) copied(code string) Details {
	d := x.Details
	d.Dates, d.Code = Dates{}, code
	return d
}

func (r Rules) text() (string, error) {
	b, err := json.Marshal(r.set)
	return string(b), err
}
