// Package profile reads what somebody answered in an application form as the
// engine takes people: an institution's screened applications and the rows of
// a spreadsheet become the same Mentee and Mentor.
//
// The flow: Mentee and Mentor take the answers; places and hours are the
// caller's, who knows what runs already. Ties then looks for the other side's
// people (Named) in what somebody wrote under conflicts of interest.
package profile

import (
	"slices"
	"strings"

	"domubiedrs/internal/application"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/questionnaire"
)

// Who is how the engine tells people and institutions apart.
type Who struct {
	Key         string // of the application; each once
	Person      string // of the human being
	Institution string // empty: not known
}

// person is what both sides gave. Who is here counts as screened: the office
// did it.
func person(w Who, a questionnaire.Answers) matching.Person {
	return matching.Person{Key: w.Key, Person: w.Person, Institution: w.Institution, Level: Known(a.First("level")), Function: Known(a.First("function")),
		Themes: a["themes"], Competences: a["competences"], Languages: a["languages"], Formats: a["format"], Regions: a["regions"], Times: a["availability"],
		Models: a["models"], Screened: true,
		Style: matching.Style{Support: a.First("style-support"), Structure: a.First("style-structure"), Feedback: a.First("style-feedback"),
			Learning: a["style-learning"], Values: a["style-values"]}}
}

// Known leaves out the answer that says nothing.
func Known(code string) string {
	if code == application.Other {
		return ""
	}
	return code
}

// Mentee is who answered the form of those who look for a mentor.
func Mentee(w Who, a questionnaire.Answers) matching.Mentee {
	return matching.Mentee{Person: person(w, a), Role: Known(a.First("role")), RoleCategory: a.First("role-category"), Motivation: a.First("motivation"),
		Need: a.First("need"), Goal: a.First("goal"), Expectations: a.First("expectations"), Rhythm: a.First("rhythm"),
		Perspective: a.First("perspective"), Field: a.First("field")}
}

// Mentor is who answered the form of those who offer to be one, without places
// and hours.
func Mentor(w Who, a questionnaire.Answers) matching.Mentor {
	return matching.Mentor{Person: person(w, a), Sector: a.First("sector"), Roles: a["roles"], Experience: a.First("experience"), Offer: a.First("offer"),
		Motivation: a.First("motivation"), Support: a["support"], OnDemand: a.First("on-demand") == questionnaire.Yes}
}

// Named is how somebody on the other side can be named in a text.
type Named struct {
	who      Who
	words    []string // of the name, folded
	email    string
	employer string // folded, with a space on both sides
}

// Name makes a Named; email and employer may be empty.
func Name(w Who, name, email, employer string) Named {
	n := Named{who: w, words: strings.Fields(i18n.Fold(name)), email: strings.ToLower(email)}
	if w.Institution != "" && employer != "" {
		n.employer = pad(i18n.Fold(employer))
	}
	return n
}

// pad lets whole words be found.
func pad(folded string) string { return " " + folded + " " }

// kinds are the answers that name a tie, the gravest first.
var kinds = []struct {
	code string
	kind matching.ConflictKind
}{{"family", matching.FamilyTie}, {"procurement", matching.ProcurementTie}, {"manager", matching.ManagerTie}}

// Ties are the people and institutions of the other side that somebody names
// under conflicts of interest (R4.3-10), and the lines in which nobody there was
// recognised, for the coordinator to read. Several kinds of ties count as the
// gravest for everybody named: the form does not say whose is which.
func Ties(a questionnaire.Answers, others []Named) (found []matching.Conflict, unread []string) {
	kind := matching.OtherTie
	for _, k := range kinds {
		if slices.Contains(a["conflicts"], k.code) {
			kind = k.kind
			break
		}
	}
	for _, line := range a["conflict-people"] {
		folded, lower, read := pad(i18n.Fold(line)), strings.ToLower(line), false
		for _, o := range others {
			switch {
			case o.isIn(folded, lower):
				found, read = append(found, matching.Conflict{Kind: kind, With: o.who.Person}), true
			case o.employer != "" && strings.Contains(folded, o.employer):
				found, read = append(found, matching.Conflict{Kind: kind, With: o.who.Institution}), true
			}
		}
		if !read {
			unread = append(unread, line)
		}
	}
	return found, unread
}

// isIn tells whether a text names the person: by address, or by every word of
// a name of several words.
func (o Named) isIn(folded, lower string) bool {
	if o.email != "" && strings.Contains(lower, o.email) {
		return true
	}
	return len(o.words) > 1 && !slices.ContainsFunc(o.words, func(w string) bool { return !strings.Contains(folded, pad(w)) })
}
