package workspace

import (
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/matching/telling"
	"domubiedrs/internal/matchmaking"
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
			said = append(said, words.Sentence(r.Tr, matchmaking.Told(reason)))
		}
	}
	return said
}
