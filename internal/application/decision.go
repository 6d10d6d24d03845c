package application

import (
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

// Decisions are the statuses that staff chooses between.
var Decisions = []Status{Eligible, Waiting, NotEligible}

// reasonsOf are the reasons that fit a decision.
var reasonsOf = map[Status][]Reason{
	Eligible:    {ReasonFits},
	Waiting:     {ReasonPlaces},
	NotEligible: {ReasonEmployer, ReasonPrivate, ReasonClosed, ReasonRole, ReasonPlaces, ReasonOther},
}

// ReasonsFor are the reasons that staff can give for a decision, in the order
// of forms. Where there is one only, it need not be chosen.
func ReasonsFor(decision Status) []Reason { return slices.Clone(reasonsOf[decision]) }

// Reasons are all of them.
var Reasons = []Reason{ReasonFits, ReasonPlaces, ReasonEmployer, ReasonPrivate, ReasonClosed, ReasonRole, ReasonOther}

// Decision is what staff decides about an application.
type Decision struct {
	Status Status
	Reason Reason
	Note   string // needed when the rules say otherwise; at most MaxNote characters
	NewsOn string // of a waiting applicant: when they hear next, yyyy-mm-dd
}

// MaxNote is the longest reason in words, in characters.
const MaxNote = 500

// settled fills in what follows from the rest, and refuses a decision that is
// incomplete in itself. today is yyyy-mm-dd.
func (d Decision) settled(today string) (Decision, error) {
	bad := fault.Checks{}
	d.Note, d.NewsOn = strings.TrimSpace(i18n.NFC(d.Note)), strings.TrimSpace(d.NewsOn)
	reasons, known := reasonsOf[d.Status]
	if !known {
		bad.Fail("status", "application.fault.decision")
	}
	if d.Reason == ReasonNone && len(reasons) == 1 {
		d.Reason = reasons[0]
	}
	if known && !slices.Contains(reasons, d.Reason) {
		bad.Fail("reason", "application.fault.reason")
	}
	if len([]rune(d.Note)) > MaxNote {
		bad.Fail("note", "application.fault.too-long", "max", MaxNote)
	}
	if d.Status != Waiting {
		d.NewsOn = ""
	} else if _, err := time.Parse(time.DateOnly, d.NewsOn); err != nil || d.NewsOn < today {
		bad.Fail("news_on", "application.fault.news")
	}
	return d, bad.Err()
}

// against refuses a decision that goes against the rules without a word of why
// (R6.1-3).
func (d Decision) against(fit Fit) error {
	bad := fault.Checks{}
	if (d.Status == NotEligible && fit == FitYes || d.Status != NotEligible && fit == FitNo) && d.Note == "" {
		bad.Fail("note", "application.fault.override")
	}
	return bad.Err()
}
