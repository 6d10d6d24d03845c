// Package institution keeps the institutions that people work for: their types,
// the tree of ministries and bodies, regions, and from when until when each
// exists.
//
// An institution is valid from a first to a last day; it is never deleted,
// because people and reports refer to it. The owner of every step is the
// administrator:
//
//	Add     a new one, valid from a day or from before the data begins
//	Change  its names, type, place in the tree and region
//	Close   gives it a last day; refused while a body under it goes on
//	Reopen  takes the last day back
//
// A body never outlives the institution above it, and the tree has no rings.
// The service ships with the ministries, municipalities, planning regions and
// independent institutions of seed.csv; Seed adds those that are missing and
// never touches one that is there.
//
// Names are searched folded, word by word and from the beginning of each word,
// in Latvian, English, by abbreviation and by other names.
package institution

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"domubiedrs/internal/access"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/id"
	"domubiedrs/internal/input"
)

// Limits of what is written about an institution, in characters.
const (
	MaxName       = 200
	MaxShort      = 20
	MaxOtherNames = 1000
	MaxCode       = 40
	MaxSource     = 300
	MaxAddress    = 300
)

// MaxDepth is how many levels the tree has at most.
const MaxDepth = 8

// Details are what is written about an institution. Days are yyyy-mm-dd.
type Details struct {
	NameLV     string
	NameEN     string // empty: NameLV is shown
	ShortName  string // an abbreviation, such as VARAM
	OtherNames string // former and spoken names, one a line: found by, never shown as its name
	Type       Type
	Parent     string // id of the institution above, or empty
	Region     Region
	Code       string // a registration number or a classifier's code, or empty
	ValidFrom  string // first day; empty: before the data begins
	Source     string // where the facts come from
	Address    string // tells namesakes apart; may be empty
}

// Institution is one employer.
type Institution struct {
	ID string
	Details
	ValidTo    string // last day; empty: still there
	MergedInto string // id of the one that goes on in its place, or empty
	Register   string // what the official register last said of it, as Record writes it; empty: nothing yet
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Version    int64
}

// Name is the institution's name in a language; the Latvian one where there is
// no English one.
func (i Institution) Name(lang i18n.Lang) string {
	if lang == i18n.EN && i.NameEN != "" {
		return i.NameEN
	}
	return i.NameLV
}

// ValidOn tells whether the institution exists on a day, yyyy-mm-dd.
func (i Institution) ValidOn(day string) bool {
	return i.ValidFrom <= day && (i.ValidTo == "" || day <= i.ValidTo)
}

// Object is what the permission table is asked about.
func (i Institution) Object() access.Object { return object(i.ID) }

func object(institution string) access.Object {
	return access.Object{Thing: access.InstitutionData, Institution: institution}
}

func (i Institution) sortKey() string { return i18n.SortKey(i.NameLV) }

// codes are registration numbers and classifier codes: "LV-011", "90000000000".
var codes = regexp.MustCompile(`^[A-Z0-9][A-Z0-9./-]*$`)

// apply checks details and takes them into i.
func (i *Institution) apply(d Details) error {
	bad := fault.Checks{}
	d.NameLV = line(bad, "name_lv", d.NameLV, MaxName)
	if d.NameLV == "" {
		bad.Fail("name_lv", "institution.fault.name")
	}
	d.NameEN = line(bad, "name_en", d.NameEN, MaxName)
	d.ShortName = line(bad, "short_name", d.ShortName, MaxShort)
	d.Source = line(bad, "source", d.Source, MaxSource)
	d.Address = line(bad, "address", d.Address, MaxAddress)
	d.OtherNames = strings.Join(input.Lines(d.OtherNames), "\n")
	if input.Length(d.OtherNames) > MaxOtherNames {
		bad.Fail("other_names", "institution.fault.too-long", "max", MaxOtherNames)
	}
	if d.Code = line(bad, "code", strings.ToUpper(d.Code), MaxCode); d.Code != "" && !codes.MatchString(d.Code) {
		bad.Fail("code", "institution.fault.code")
	}
	if d.Parent != "" && !id.Valid(d.Parent) {
		bad.Fail("parent", "institution.fault.parent-unknown")
	}
	checkKind(bad, d)
	if checkDay(bad, "valid_from", d.ValidFrom) && i.ValidTo != "" && d.ValidFrom > i.ValidTo {
		bad.Fail("valid_from", "institution.fault.days")
	}
	i.Details = d
	return bad.Err()
}

func line(bad fault.Checks, field, value string, limit int) string {
	value = input.Line(value)
	if input.Length(value) > limit {
		bad.Fail(field, "institution.fault.too-long", "max", limit)
	}
	return value
}

func checkKind(bad fault.Checks, d Details) {
	if !slices.Contains(Types, d.Type) {
		bad.Fail("type", "institution.fault.type")
	}
	if d.Region != "" && !slices.Contains(Regions, d.Region) {
		bad.Fail("region", "institution.fault.region")
	}
}

// checkDay takes an empty day and a real one.
func checkDay(bad fault.Checks, field, day string) bool {
	if day == "" {
		return true
	}
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		bad.Fail(field, "institution.fault.day")
		return false
	}
	return true
}

// close gives i its last day, given the bodies under it.
func (i *Institution) close(day string, bodies []Institution) error {
	bad := fault.Checks{}
	if day == "" {
		bad.Fail("valid_to", "institution.fault.day")
	}
	if checkDay(bad, "valid_to", day) && day != "" && day < i.ValidFrom {
		bad.Fail("valid_to", "institution.fault.days")
	}
	left := slices.ContainsFunc(bodies, func(b Institution) bool { return outlives(b, day) })
	if len(bad) == 0 && left {
		bad.Fail("valid_to", "institution.fault.bodies-go-on")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	i.ValidTo = day
	return nil
}

// outlives tells whether an institution is there after a last day; "" is never.
func outlives(i Institution, last string) bool {
	return last != "" && (i.ValidTo == "" || i.ValidTo > last)
}

// under checks that i may stand below a chain of institutions, the nearest
// first, the root last.
func (i Institution) under(chain []Institution) error {
	bad := fault.Checks{}
	switch {
	case slices.ContainsFunc(chain, func(up Institution) bool { return up.ID == i.ID }):
		bad.Fail("parent", "institution.fault.ring")
	case len(chain) >= MaxDepth:
		bad.Fail("parent", "institution.fault.deep", "max", MaxDepth)
	case len(chain) > 0 && outlives(i, chain[0].ValidTo):
		bad.Fail("parent", "institution.fault.parent-ends")
	}
	return bad.Err()
}
