package matchfile

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"domubiedrs/internal/application"
	"domubiedrs/internal/catalogue"
	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
	"domubiedrs/internal/matching"
	"domubiedrs/internal/questionnaire"
)

// person names a row: by the table's key where columns judge, else by the
// address or, without one, by the name.
func (r *Round) person(side, n int, row application.Row) Person {
	d := row.Person
	p := Person{Line: row.Line, Name: strings.TrimSpace(d.GivenName + " " + d.FamilyName), Email: d.Email}
	p.Institution = cmp.Or(row.Answers.First("institution-other"), known(row.Answers.First("institution")))
	p.Key = cmp.Or(p.Email, p.Name)
	if t := r.Order.Table; t != nil {
		p.Key = [2][]string{t.Mentees(), t.Mentors()}[side][n]
	}
	return p
}

// known leaves out the answer that says nothing.
func known(code string) string {
	if code == application.Other {
		return ""
	}
	return code
}

// common is what both sides gave, for the engine. All in the files count as
// screened: the office put them there.
func common(p Person, a questionnaire.Answers) matching.Person {
	key := strings.ToLower(p.Key)
	return matching.Person{Key: key, Person: cmp.Or(strings.ToLower(p.Email), key), Institution: i18n.Fold(p.Institution),
		Level: known(a.First("level")), Function: known(a.First("function")), Themes: a["themes"], Competences: a["competences"],
		Languages: a["languages"], Formats: a["format"], Regions: a["regions"], Times: a["availability"], Models: a["models"], Screened: true,
		Style: matching.Style{Support: a.First("style-support"), Structure: a.First("style-structure"), Feedback: a.First("style-feedback"),
			Learning: a["style-learning"], Values: a["style-values"]}}
}

func mentee(p Person, a questionnaire.Answers) matching.Mentee {
	return matching.Mentee{Person: common(p, a), Role: known(a.First("role")), RoleCategory: a.First("role-category"), Motivation: a.First("motivation"),
		Need: a.First("need"), Goal: a.First("goal"), Expectations: a.First("expectations"), Rhythm: a.First("rhythm"),
		Perspective: a.First("perspective"), Field: a.First("field")}
}

// Who does not say how much time there is has enough for anybody, and who does
// not say how many mentees takes one.
const (
	unsaidHours  = 1_000_000
	unsaidPlaces = 1
	mostPlaces   = 1_000_000
)

func (r *Round) mentor(p Person, a questionnaire.Answers) (matching.Mentor, error) {
	m := matching.Mentor{Person: common(p, a), Sector: a.First("sector"), Roles: a["roles"], Experience: a.First("experience"), Offer: a.First("offer"),
		Motivation: a.First("motivation"), Support: a["support"], OnDemand: a.First("on-demand") == questionnaire.Yes}
	var err error
	if m.Places, err = number(p, "places", a.First("places"), unsaidPlaces); err != nil {
		return m, err
	}
	r.places = r.places || a.First("places") != ""
	m.Hours, err = number(p, "hours", a.First("hours"), unsaidHours)
	return m, err
}

// number reads how many; texts, fractions and what is below 0 or beyond reason
// are told with their row.
func number(p Person, what, text string, unsaid int) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return unsaid, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostPlaces {
		return 0, fault.New(fault.Invalid, "matchfile.fault."+what, "row", p.Line, "value", text, "most", mostPlaces)
	}
	return n, nil
}

// categories of the roles that come with the program.
func categories() (map[string]string, error) {
	entries, err := catalogue.Shipped()
	if err != nil {
		return nil, err
	}
	of := map[string]string{}
	for _, e := range entries {
		if e.Kind == catalogue.Role {
			of[e.Code] = string(e.Group)
		}
	}
	return of, nil
}

// tieKinds are the answers that name a tie, the gravest first.
var tieKinds = []struct {
	code string
	kind matching.ConflictKind
}{{"family", matching.FamilyTie}, {"procurement", matching.ProcurementTie}, {"manager", matching.ManagerTie}}

// tie reads the people and institutions that somebody names under conflicts of
// interest.
func (r *Round) tie(mentees []matching.Mentee, mentors []matching.Mentor) {
	names := func(people []Person) []named {
		var list []named
		for _, p := range people {
			list = append(list, named{strings.Fields(i18n.Fold(p.Name)), strings.ToLower(p.Email), i18n.Fold(p.Institution), cmp.Or(strings.ToLower(p.Email), strings.ToLower(p.Key))})
		}
		return list
	}
	offering, seeking := names(r.Mentors), names(r.Mentees)
	for i, row := range r.files[0].People {
		mentees[i].Conflicts = conflicts(row.Answers, offering)
	}
	for j, row := range r.files[1].People {
		mentors[j].Conflicts = conflicts(row.Answers, seeking)
	}
}

// named is how somebody can be named in a text, folded.
type named struct {
	words              []string
	email, institution string
	person             string
}

func conflicts(a questionnaire.Answers, others []named) (found []matching.Conflict) {
	if len(a["conflict-people"]) == 0 {
		return nil
	}
	kind := matching.OtherTie
	for _, k := range slices.Backward(tieKinds) {
		if slices.Contains(a["conflicts"], k.code) {
			kind = k.kind
		}
	}
	for _, line := range a["conflict-people"] {
		folded, lower := " "+i18n.Fold(line)+" ", strings.ToLower(line)
		for _, o := range others {
			if o.is(folded, lower) {
				found = append(found, matching.Conflict{Kind: kind, With: o.person})
			} else if o.institution != "" && strings.Contains(folded, " "+o.institution+" ") {
				found = append(found, matching.Conflict{Kind: kind, With: o.institution})
			}
		}
	}
	return found
}

func (o named) is(folded, lower string) bool {
	if o.email != "" && strings.Contains(lower, o.email) {
		return true
	}
	return len(o.words) > 1 && !slices.ContainsFunc(o.words, func(w string) bool { return !strings.Contains(folded, " "+w+" ") })
}

// twice tells of a person who stands in a file twice, with both rows.
func (r *Round) twice(err error) error {
	var double *matching.KeyError
	if !errors.As(err, &double) {
		return err
	}
	side, people := application.Mentee, r.Mentees
	if double.Side == "mentor" {
		side, people = application.Mentor, r.Mentors
	}
	again := people[double.Index]
	first := slices.IndexFunc(people, func(p Person) bool { return strings.EqualFold(p.Key, again.Key) })
	return &SourceError{side, fault.New(fault.Invalid, "matchfile.fault.twice", "person", again.Key, "first", people[first].Line, "again", again.Line)}
}
