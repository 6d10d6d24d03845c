package institution

import (
	"slices"
	"strings"

	"domubiedrs/internal/i18n"
)

// clue tells a type by words of a description, folded. All of has must begin a
// word each; none of lacks may.
type clue struct {
	kind  Type
	has   []string
	lacks []string
}

// clues in the order in which they are tried, the narrow before the wide. The
// register's own list of types could not be verified, so words decide, Latvian
// and English, and a description without any of them says nothing.
var clues = []clue{
	{PlanningRegion, []string{"planosan", "region"}, nil},
	{PlanningRegion, []string{"planning", "region"}, nil},
	{VocationalSchool, []string{"profesional", "izglit"}, []string{"pilnveid"}},
	{VocationalSchool, []string{"tehnikum"}, nil},
	{VocationalSchool, []string{"vocational"}, nil},
	{Private, []string{"privat"}, nil},
	{NGO, []string{"biedrib"}, nil},
	{NGO, []string{"nodibinajum"}, nil},
	{NGO, []string{"nevalst"}, nil},
	{NGO, []string{"non", "government"}, nil},
	{NGO, []string{"ngo"}, nil},
	{MunicipalBody, []string{"pasvaldib", "iestad"}, []string{"administracij"}},
	{MunicipalBody, []string{"pasvaldib", "agentur"}, nil},
	{MunicipalBody, []string{"municipal", "institution"}, nil},
	{MunicipalBody, []string{"municipal", "agenc"}, nil},
	{MunicipalAdmin, []string{"pasvaldib"}, nil},
	{MunicipalAdmin, []string{"municipal"}, nil},
	{Independent, []string{"neatkarig"}, nil},
	{Independent, []string{"autonom"}, nil},
	{Independent, []string{"independent"}, nil},
	{StateSubordinate, []string{"padotib"}, nil},
	{StateSubordinate, []string{"subordinat"}, nil},
	{StateMinistry, []string{"ministrij"}, nil},
	{StateMinistry, []string{"ministr"}, []string{"ministru"}},
	{StateSubordinate, []string{"ties", "parvald"}, nil},
	{StateSubordinate, []string{"valsts", "agentur"}, nil},
	{StateSubordinate, []string{"valsts", "iestad"}, nil},
	{OtherPublic, []string{"publisk"}, nil},
	{OtherPublic, []string{"public"}, nil},
}

// typeOf tells a type by a description or a name, folded; empty when no word of
// it says.
func typeOf(folded string) Type {
	words := strings.Fields(folded)
	begins := func(clue string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, clue) })
	}
	for _, c := range clues {
		if !slices.ContainsFunc(c.has, func(w string) bool { return !begins(w) }) && !slices.ContainsFunc(c.lacks, begins) {
			return c.kind
		}
	}
	return ""
}

// typeIn tells the type of a row: by our own code, by the name where that ends
// in “ministrija”, else by the description and, without one, by the name.
func typeIn(description, name string) Type {
	if slices.Contains(Types, Type(description)) {
		return Type(description)
	}
	folded := i18n.Fold(name)
	if strings.HasSuffix(folded, "ministrija") {
		return StateMinistry
	}
	if description == "" {
		return typeOf(folded)
	}
	return typeOf(i18n.Fold(description))
}
