package workspace

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/matching/telling"
	"domubiedrs/internal/pairing"
	"domubiedrs/internal/questionnaire"
	"domubiedrs/internal/web"
)

// Reasons are kept with a proposal as keys and codes, so that each side reads
// them in its own language and in the programme's own words (R6.1-9).

// vocabulary is what a programme calls its roles, themes and competences; those
// that are offered no more too.
func (p *Pages) vocabulary(r *web.Request, programmeID string) ([]catalogue.Entry, error) {
	kinds := []catalogue.Kind{catalogue.Role, catalogue.Theme, catalogue.Competence}
	return p.Sources.Catalogue.List(r.Context(), r.Actor, catalogue.Filter{Kinds: kinds, Programme: programmeID, Retired: true})
}

// labels are the words for the codes of a card: mine and the other side's form,
// the mentee's first.
func labels(entries []catalogue.Entry, side pairing.Side, own, theirs questionnaire.Edition) *telling.Words {
	if side == pairing.Mentee {
		return telling.New(entries, own.Questionnaire, theirs.Questionnaire)
	}
	return telling.New(entries, theirs.Questionnaire, own.Questionnaire)
}

// sentences are reasons in words. One that the program no longer knows, kept
// from an earlier version of it, is left out.
func sentences(r *web.Request, words *telling.Words, list []pairing.Reason) (said []string) {
	for _, reason := range list {
		if r.Tr.Has(reason.Key) {
			said = append(said, words.Sentence(r.Tr, unpacked(reason)))
		}
	}
	return said
}

// Arguments of reasons that are numbers, and those that are lists of codes; what
// mentee and mentor answered is a list where it is about values.
var (
	numbers = []string{"count", "of"}
	lists   = []string{"topics", "ways", "values", "times", "regions", "languages"}
)

// unpacked is a reason as the engine gave it: in the database its arguments are
// texts, and codes of a list have commas between them.
func unpacked(kept pairing.Reason) matching.Reason {
	reason := matching.Reason{Key: kept.Key}
	for _, name := range slices.Sorted(maps.Keys(kept.Args)) {
		text := kept.Args[name]
		list := slices.Contains(lists, name) || (name == "mentee" || name == "mentor") && strings.HasSuffix(kept.Key, ".values")
		var value any = text
		switch n, err := strconv.Atoi(text); {
		case list && text == "":
			value = []string{}
		case list:
			value = strings.Split(text, ",")
		case err == nil && slices.Contains(numbers, name):
			value = n
		}
		reason.Args = append(reason.Args, name, value)
	}
	return reason
}
