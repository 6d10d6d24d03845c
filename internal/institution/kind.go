package institution

// Type is the kind of employer (requirements R1.1-2; context §8.3). The codes
// stand in reports and never change.
type Type string

// The kinds. A library under a municipality is a MunicipalBody, the
// municipality's own office a MunicipalAdmin (R1.1-5).
const (
	StateMinistry    Type = "state_ministry"
	StateSubordinate Type = "state_subordinate"
	Independent      Type = "independent"
	MunicipalAdmin   Type = "municipal_admin"
	MunicipalBody    Type = "municipal_body"
	PlanningRegion   Type = "planning_region"
	VocationalSchool Type = "vocational_school"
	Private          Type = "private"
	NGO              Type = "ngo"
	OtherPublic      Type = "other_public"
)

// Types in the order of forms and reports.
var Types = []Type{StateMinistry, StateSubordinate, Independent, MunicipalAdmin, MunicipalBody,
	PlanningRegion, VocationalSchool, Private, NGO, OtherPublic}

// Key is the translation key of the type's name.
func (t Type) Key() string { return "institution.type." + string(t) }

// Region is a planning region (Cabinet Regulation 418/2021).
type Region string

const (
	Riga     Region = "riga"
	Kurzeme  Region = "kurzeme"
	Vidzeme  Region = "vidzeme"
	Latgale  Region = "latgale"
	Zemgale  Region = "zemgale"
	Anywhere Region = "" // the whole country, or not known
)

// Regions are the planning regions, in Latvian order.
var Regions = []Region{Kurzeme, Latgale, Riga, Vidzeme, Zemgale}

// Key is the translation key of the region's name.
func (r Region) Key() string { return "institution.region." + string(r) }
