package application

import (
	"slices"

	"domubiedrs/internal/institution"
)

// Fit is what the rules say about an applicant.
type Fit string

const (
	FitYes Fit = "yes" // every rule is met
	FitAsk Fit = "ask" // somebody has to look at it
	FitNo  Fit = "no"  // a rule is broken
)

// Fits in the order of filters.
var Fits = []Fit{FitYes, FitAsk, FitNo}

// Key is the translation key of the fit's name.
func (f Fit) Key() string { return "application.fit." + string(f) }

// Reason is a code of why; its sentence is a translation.
type Reason string

const (
	ReasonNone        Reason = ""
	ReasonFits        Reason = "fits"
	ReasonEmployer    Reason = "employer"     // the employer's kind is not supported (R1.1-2)
	ReasonPrivate     Reason = "private"      // works in the private sector, so can be a mentor only (R0-5)
	ReasonUnknown     Reason = "unknown"      // the employer is in no list yet
	ReasonClosed      Reason = "closed"       // the institution no longer exists
	ReasonRole        Reason = "role"         // no role of the programme (R6.1-3)
	ReasonOtherRole   Reason = "other-role"   // a role that is not in the catalogue yet
	ReasonAddress     Reason = "address"      // a private address proves nothing (R1.1-13)
	ReasonPreparation Reason = "preparation"  // a mentor has not read all cards (R4.1-6)
	ReasonPlaces      Reason = "places"       // fits, but there are no places
	ReasonOther       Reason = "another"      // the coordinator tells it
	ReasonApplicant   Reason = "by-applicant" // withdrawn
)

// Key is the translation key of the reason's sentence.
func (r Reason) Key() string { return "application.reason." + string(r) }

// Finding is one rule's word on an applicant.
type Finding struct {
	Reason Reason
	Fit    Fit // FitAsk or FitNo
}

// Evidence is what the rules look at.
type Evidence struct {
	Side        Side
	Institution *institution.Institution // nil: none of ours
	Role        string
	Today       string // yyyy-mm-dd
	FreeMail    bool   // the address is a free mail service's
	Prepared    bool
}

// supported are the employers whose people can be mentees (R1.1-2).
var supported = []institution.Type{institution.StateMinistry, institution.StateSubordinate, institution.Independent,
	institution.MunicipalAdmin, institution.MunicipalBody, institution.PlanningRegion, institution.VocationalSchool}

// Eligibility applies every rule; no findings mean that the applicant fits.
func Eligibility(e Evidence) (Fit, []Finding) {
	var found []Finding
	add := func(when bool, reason Reason, fit Fit) {
		if when {
			found = append(found, Finding{reason, fit})
		}
	}
	if e.Side == Mentor {
		add(!e.Prepared, ReasonPreparation, FitAsk)
		return worst(found), found
	}
	switch i := e.Institution; {
	case i == nil:
		add(true, ReasonUnknown, FitAsk)
	case i.Type == institution.Private:
		add(true, ReasonPrivate, FitNo)
	case !slices.Contains(supported, i.Type):
		add(true, ReasonEmployer, FitNo)
	case !i.ValidOn(e.Today):
		add(true, ReasonClosed, FitNo)
	}
	add(e.Role == "", ReasonRole, FitNo)
	add(e.Role == Other, ReasonOtherRole, FitAsk)
	add(e.FreeMail, ReasonAddress, FitAsk)
	return worst(found), found
}

func worst(found []Finding) Fit {
	fit := FitYes
	for _, f := range found {
		if f.Fit == FitNo {
			return FitNo
		}
		fit = FitAsk
	}
	return fit
}
