package intake

import (
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/input"
)

// FundingDetails are what staff writes about who pays. The sentence is the one
// that the fund's publicity rules ask for; a source without a project number
// (the state's budget) leaves that empty. ValidTo is empty while it is open.
type FundingDetails struct {
	ProjectNumber string
	NameLV        string
	NameEN        string
	SentenceLV    string
	SentenceEN    string
	ValidFrom     string // yyyy-mm-dd, the first day
	ValidTo       string // yyyy-mm-dd, the last day
}

// Funding is one source of a programme's money (R1.1-1). Its number and
// sentence stand on public pages, attendance lists, certificates and exports
// of the days on which it is in force.
type Funding struct {
	ID        string
	Programme string
	FundingDetails
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int64
}

// Limits of a funding source, in characters.
const (
	MaxProjectNumber = 60
	MaxSentence      = 300
)

// Name is the source's name in a language.
func (f Funding) Name(lang i18n.Lang) string {
	if lang == i18n.EN {
		return f.NameEN
	}
	return f.NameLV
}

// Sentence is what must be said of the source, in a language.
func (f Funding) Sentence(lang i18n.Lang) string {
	if lang == i18n.EN {
		return f.SentenceEN
	}
	return f.SentenceLV
}

// InForce tells whether the source pays on a day, yyyy-mm-dd.
func (f Funding) InForce(day string) bool {
	return f.ValidFrom <= day && (f.ValidTo == "" || day <= f.ValidTo)
}

// Object is what the permission table is asked about.
func (f Funding) Object() access.Object { return fundingOf(f.Programme) }

func fundingOf(programmeID string) access.Object {
	return access.Object{Thing: access.Funding, Programme: programmeID}
}

// apply checks details and takes them into f.
func (f *Funding) apply(d FundingDetails) error {
	bad := fault.Checks{}
	f.ProjectNumber = input.Line(d.ProjectNumber)
	if input.Length(f.ProjectNumber) > MaxProjectNumber {
		bad.Fail("project_number", "intake.fault.too-long", "max", MaxProjectNumber)
	}
	f.NameLV = checkName(bad, "name_lv", d.NameLV)
	f.NameEN = checkName(bad, "name_en", d.NameEN)
	f.SentenceLV = checkSentence(bad, "sentence_lv", d.SentenceLV)
	f.SentenceEN = checkSentence(bad, "sentence_en", d.SentenceEN)
	f.ValidFrom = checkDay(bad, "valid_from", d.ValidFrom)
	if f.ValidFrom == "" {
		bad.Fail("valid_from", "intake.fault.date")
	}
	f.checkEnd(bad, d.ValidTo)
	return bad.Err()
}

// checkEnd takes the last day, which may not come before the first.
func (f *Funding) checkEnd(bad fault.Checks, day string) {
	f.ValidTo = checkDay(bad, "valid_to", day)
	if f.ValidTo != "" && f.ValidTo < f.ValidFrom {
		bad.Fail("valid_to", "intake.fault.order")
	}
}

// end sets the last day, which must be given.
func (f *Funding) end(day string) error {
	bad := fault.Checks{}
	if f.checkEnd(bad, day); f.ValidTo == "" {
		bad.Fail("valid_to", "intake.fault.date")
	}
	return bad.Err()
}

func checkSentence(bad fault.Checks, field, value string) string {
	value = input.Line(value)
	switch n := input.Length(value); {
	case n == 0:
		bad.Fail(field, "intake.fault.sentence")
	case n > MaxSentence:
		bad.Fail(field, "intake.fault.too-long", "max", MaxSentence)
	}
	return value
}

// checkDay takes a day or nothing.
func checkDay(bad fault.Checks, field, value string) string {
	value = strings.TrimSpace(value)
	if _, err := time.Parse(time.DateOnly, value); value != "" && err != nil {
		bad.Fail(field, "intake.fault.date")
	}
	return value
}
